"""Root's login by sshd."""

import pytest
from tests.advisor.asking import port

_TEXT = "FROM centos:7\nRUN yum install -y openssh-server\nRUN echo 'root:a' | chpasswd\n"


def test_a_password_lets_root_in_no_more() -> None:
    assert port(_TEXT, "almalinux:9", "services")["a password for root"] == ("check", 3)
    asked = _TEXT.replace("echo 'root:a' | chpasswd", "echo a | passwd --stdin root")
    assert port(asked, "almalinux:9", "services")["a password for root"] == ("check", 3)


def test_nothing_of_it_where_the_file_configures_sshd_or_another_account() -> None:
    for text in (
        f"{_TEXT}RUN echo 'PermitRootLogin yes' >> /etc/ssh/sshd_config\n",
        f"{_TEXT}COPY sshd_config /etc/ssh/\n",
        _TEXT.replace("root:", "app:"),
        _TEXT.replace("openssh-server", "openssh-clients"),
    ):
        assert "a password for root" not in port(text, "almalinux:9", "services")


@pytest.mark.parametrize(
    "run",
    [
        "chpasswd <<< 'root:a'",
        "chpasswd <<EOF\napp:b\nroot:a\nEOF",
        "cat <<EOF | chpasswd\nroot:a\nEOF",
        "(echo app:b; echo root:a) | chpasswd",
        r"printf 'app:b\nroot:a\n' | chpasswd",
        "usermod -p x root",
        "usermod --password=x root",
        "passwd --stdin < a",
    ],
)
def test_other_ways_to_give_root_a_password(run: str) -> None:
    text = _TEXT.replace("echo 'root:a' | chpasswd", run)
    assert port(text, "almalinux:9", "services") == {"a password for root": ("check", 3)}


@pytest.mark.parametrize(
    "run",
    [
        "passwd -l root",
        "passwd --lock root",
        "passwd -d root",
        "passwd -e root",
        "passwd -S root",
        "passwd app",
        "echo 'app:root:x' | chpasswd",
        "chpasswd <<< 'app:root:a'",
        "usermod -p x app",
        "usermod -p '!' root",
        "usermod -aG wheel root",
    ],
)
def test_what_gives_root_no_password(run: str) -> None:
    text = _TEXT.replace("echo 'root:a' | chpasswd", run)
    assert port(text, "almalinux:9", "services") == {}


@pytest.mark.parametrize("copy", ["etc/ssh /etc/ssh", "etc/ /etc/", "rootfs /", "rootfs.tar.gz /", "entrypoint.sh /"])
def test_a_configuration_that_may_be_copied(copy: str) -> None:
    found = port(f"{_TEXT}ADD {copy}\n", "almalinux:9", "services")
    assert ("a password for root" in found) is copy.startswith("entrypoint")


def test_a_password_stays_where_the_release_changes_nothing_of_it() -> None:
    for before, after in (("centos:8", "almalinux:8"), ("rockylinux:9", "rockylinux/rockylinux:10")):
        assert "a password for root" not in port(_TEXT.replace("centos:7", before), after, "services")
    assert "a password for root" in port(_TEXT.replace("centos:7", "centos:8"), "almalinux:9", "services")
