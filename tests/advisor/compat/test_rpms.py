"""What is of one release of an rpm distribution."""

from tests.advisor.asking import candidates, port, told

from baseadvisor.advisor import Candidate


def moved(text: str, to: str) -> Candidate:
    return next(one for one in candidates(text).values() if f"{one.image.distribution} {one.image.release}" == to)


AMAZON = "FROM amazonlinux:2\n"


def test_a_key_is_in_a_file_of_its_release() -> None:
    key = "/etc/pki/rpm-gpg/RPM-GPG-KEY-amazon-linux-2"
    found = told(moved(f"{AMAZON}RUN rpm --import {key}\n", "amazonlinux 2023"), "packages")
    assert found == {f"the key {key}": ("breaks", 2)}
    for brought in (f"RUN curl -o {key} https://example.org/key\n", f"COPY key {key}\n"):
        text = f"{AMAZON}{brought}RUN rpm --import {key}\n"
        assert "the key" not in " ".join(told(moved(text, "amazonlinux 2023"), "packages"))
    centos = "FROM centos:7\nRUN rpm --import /etc/pki/rpm-gpg/RPM-GPG-KEY-CentOS-7\n"
    assert told(moved(centos, "almalinux 9"), "packages") == {
        "the key /etc/pki/rpm-gpg/RPM-GPG-KEY-CentOS-7": ("breaks", 2)
    }


def test_newer_rpm_speaks_otherwise_of_signatures() -> None:
    text = f"{AMAZON}RUN rpm -K x.rpm | grep 'rsa sha1 (md5) pgp md5 OK'\n"
    assert told(moved(text, "amazonlinux 2023"))["what rpm says of a signature"] == ("breaks", 2)
    newer = text.replace("rsa sha1 (md5) pgp md5 OK", "signatures OK")
    assert "what rpm says of a signature" not in told(moved(newer, "amazonlinux 2023"))


def test_names_of_a_release_where_the_distribution_goes_on() -> None:
    text = f"{AMAZON}RUN curl -O https://example.org/x-1.amzn2.rpm && rpm -ivh x-1.amzn2.rpm\n"
    found = told(moved(text, "amazonlinux 2023"), "packages")
    assert found == {"`amzn2` by name": ("check", 2), "package file x-1.amzn2.rpm": ("check", 2)}


def test_a_package_that_the_file_builds() -> None:
    text = "FROM centos:7\nRUN rpmbuild -bb a.spec && rpm -i /root/rpmbuild/RPMS/x86_64/a-1-1.x86_64.rpm\n"
    assert not any("package file" in what for what in port(text, "almalinux:9"))
