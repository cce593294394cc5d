"""dnf in yum's place, dnf5 in dnf's, microdnf in both's."""

import pytest
from tests.advisor.asking import ask, candidates, port, told

from baseadvisor.advisor import Candidate

Told = dict[str, tuple[str, int | None]]


def to(text: str, place: str) -> Candidate:
    """The first candidate on a distribution, or on one of its releases: `almalinux 9`."""
    found = candidates(text).values()
    return next(one for one in found if f"{one.image.distribution} {one.image.release}".startswith(place))


def sure(text: str, place: str) -> Told:
    """What breaks there."""
    return {what: how for what, how in told(to(text, place)).items() if how[0] == "breaks"}


def now(text: str) -> set[str]:
    final = next(stage for stage in ask(text).stages if stage.final)
    return {one.what for one in final.now}


def test_packages_of_epel_in_the_command_that_adds_it() -> None:
    together = "FROM centos:7\nRUN yum -y install epel-release \\\n  htop\n"
    assert sure(together, "almalinux 9")["package htop"] == ("breaks", 3)
    apart = "FROM centos:7\nRUN yum -y install epel-release && yum -y install htop\n"
    assert "package htop" not in sure(apart, "almalinux 9")
    assert "package htop" in now("FROM almalinux:9\nRUN dnf -y install epel-release htop\n")
    assert now("FROM almalinux:9\nRUN dnf -y install --skip-broken epel-release htop\n") == set()


@pytest.mark.parametrize(
    ("run", "what"),
    [("yum-config-manager --enable x", "yum-config-manager in RUN"), ("dig example.org", "dig in RUN")],
)
def test_programs_of_the_image_of_centos_7(run: str, what: str) -> None:
    assert sure(f"FROM centos:7\nRUN {run}\n", "almalinux 9")[what] == ("breaks", 2)
    brought = f"FROM centos:7\nRUN yum -y install yum-utils bind-utils && {run}\n"
    assert what not in sure(brought, "almalinux 9")
    assert what not in sure(f"FROM centos:8\nRUN {run}\n", "almalinux 9")


@pytest.mark.parametrize(
    ("run", "what"),
    [
        ("dnf config-manager --add-repo https://example.org/a.repo", "dnf config-manager --add-repo"),
        ("dnf config-manager --set-enabled a", "dnf config-manager --set-enabled"),
        ("yum -y groupinstall 'Development Tools'", "yum groupinstall"),
        ("dnf -y group install 'Development Tools'", 'dnf group install "Development Tools"'),
    ],
)
def test_what_dnf5_does_not_take(run: str, what: str) -> None:
    assert sure(f"FROM fedora:38\nRUN {run}\n", "fedora 44")[what] == ("breaks", 2)
    assert what in now(f"FROM fedora:latest\nRUN {run}\n")
    assert now(f"FROM fedora:38\nRUN {run}\n") == set()
    assert what not in told(to(f"FROM centos:7\nRUN {run}\n", "almalinux 9"))


def test_a_group_by_its_id() -> None:
    assert now("FROM fedora:latest\nRUN dnf -y group install development-tools\n") == set()


def test_what_runs_yum_where_there_is_microdnf() -> None:
    text = "FROM fedora:38\nRUN yum -y update\n"
    assert sure(text, "rhel")["yum update"] == ("breaks", 2)


def test_the_extras_of_amazon_linux_2() -> None:
    text = "FROM amazonlinux:2\nRUN amazon-linux-extras install nginx1\n"
    assert sure(text, "amazonlinux")["amazon-linux-extras"] == ("breaks", 2)
    assert now(text) == set()


@pytest.mark.parametrize(
    "file",
    [
        "https://rpms.example.org/enterprise/remi-release-7.rpm",
        "https://centos7.iuscommunity.org/ius-release.rpm",
        "https://mirror.example.org/yum/el7/webtatic-release.rpm",
        "http://example.org/pub/ius-release-1.0-14.ius.centos7.noarch.rpm",
        "http://example.org/zabbix-release-3.4-2.el7.noarch.rpm",
    ],
)
def test_packages_that_add_the_repository_of_the_old_release(file: str) -> None:
    for install in ("yum -y install", "rpm -Uvh"):
        text = f"FROM centos:7\nRUN {install} {file}\n"
        assert sure(text, "almalinux 9")[f"package file {file}"] == ("breaks", 2)
        assert f"package file {file}" not in now(text)


def test_a_package_of_the_new_release_or_of_none() -> None:
    for file in ("https://example.org/remi-release-9.rpm", "https://example.org/tool-release-1.7.rpm"):
        assert sure(f"FROM centos:7\nRUN yum -y install {file}\n", "almalinux 9") == {}


def test_where_epel_was_for_old_releases() -> None:
    url = "https://dl.fedoraproject.org/pub/epel/epel-release-latest-{}.noarch.rpm"
    assert now(f"FROM amazonlinux:2\nRUN yum -y install {url.format(7)}\n") == {
        "dl.fedoraproject.org/pub/epel/epel-release-latest-7"
    }
    assert now(f"FROM almalinux:9\nRUN dnf -y install {url.format(9)}\n") == set()


@pytest.mark.parametrize(
    ("before", "name", "place"),
    [
        ("centos:7", "python34", "almalinux 9"),
        ("centos:7", "MySQL-python", "almalinux 9"),
        ("centos:7", "policycoreutils-python", "almalinux 9"),
        ("centos:7", "php-mysql", "almalinux 9"),
        ("centos:7", "php56w-cli", "almalinux 9"),
        ("centos:7", "rh-postgresql95-postgresql", "almalinux 9"),
        ("centos:7", "dnsutils", "almalinux 9"),
        ("centos:7", "openssh-client", "almalinux 9"),
        ("fedora:23", "python2-requests", "fedora 44"),
    ],
)
def test_names_that_are_gone(before: str, name: str, place: str) -> None:
    assert sure(f"FROM {before}\nRUN yum -y install {name}\n", place)[f"package {name}"] == ("breaks", 2)


def test_extensions_of_php_from_another_source() -> None:
    text = "FROM centos:7\nRUN yum -y install https://example.org/remi-release-9.rpm\nRUN yum -y install php-xmlrpc\n"
    assert "package php-xmlrpc" not in sure(text, "almalinux 9")


@pytest.mark.parametrize(
    ("run", "what"),
    [
        ("dnf config-manager --set-enabled powertools", "dnf --set-enabled powertools"),
        ("yum-config-manager --enable PowerTools", "yum-config-manager --enable PowerTools"),
        ("dnf -y --enablerepo=powertools install ninja-build", "dnf --enablerepo=powertools"),
        ("dnf -y --enablerepo powertools install ninja-build", "dnf --enablerepo powertools"),
    ],
)
def test_a_repository_by_the_name_that_8_has_for_it(run: str, what: str) -> None:
    text = f"FROM centos:8\nRUN yum -y install yum-utils && {run}\n"
    assert sure(text, "almalinux 9")[what] == ("breaks", 2)
    assert what in now(text.replace("centos:8", "almalinux:9"))
    assert what not in now(text)


def test_a_repository_by_the_names_of_both_releases() -> None:
    run = "dnf config-manager --set-enabled crb || dnf config-manager --set-enabled powertools"
    assert now(f"FROM almalinux:9\nRUN yum -y install yum-utils && ({run})\n") == set()


def test_packages_of_python_3_answer_to_plain_names_from_9_on() -> None:
    text = "FROM centos:7\nRUN yum install -y python-pip python-setuptools\n"
    assert port(text, "almalinux:9", "packages") == {}
    assert set(port(text, "almalinux:8", "packages")) == {"package python-pip", "package python-setuptools"}


def test_dnf_makes_no_fast_cache() -> None:
    text = "FROM centos:7\nRUN yum makecache fast\n"
    assert port(text, "almalinux:9", "packages")["yum makecache fast"] == ("breaks", 2)
    assert "yum makecache fast" not in port(text.replace(" fast", ""), "almalinux:9", "packages")


def test_what_is_in_crb_is_not_in_what_is_added_for_others() -> None:
    text = "FROM centos:7\nRUN yum install -y epel-release\nRUN yum install -y libyaml-devel\n"
    assert port(text, "almalinux:9", "packages")["package libyaml-devel"] == ("breaks", 3)


def test_software_collections_are_not_where_they_were() -> None:
    text = "FROM centos:7\nRUN . /opt/rh/devtoolset-6/enable && make\nENV PATH=/opt/rh/devtoolset-6/bin:$PATH\n"
    found = candidates(text)["almalinux:9"]
    reason = next(one for one in found.reasons if one.what == "the path /opt/rh/devtoolset-6")
    kept = told(candidates("FROM centos:7\nVOLUME /var/opt/rh/rh-postgresql95/lib\n")["almalinux:9"])
    assert not any("/opt/rh" in what for what in kept)
    assert (reason.severity, reason.line) == ("breaks", 2)
    assert "also line 3" in reason.why
    toolset = text.replace("devtoolset-6", "gcc-toolset-13")
    assert not any(one.what.startswith("the path") for one in candidates(toolset)["almalinux:9"].reasons)


def test_el_10_has_nothing_for_32_bits() -> None:
    text = "FROM centos:7\nRUN yum install -y glibc.i686\n"
    assert port(text, "almalinux:10", "packages")["package glibc.i686"] == ("breaks", 2)
    assert "package glibc.i686" not in port(text, "almalinux:9", "packages")


def test_fedora_has_no_modules() -> None:
    text = "FROM fedora:30\nRUN dnf -y --disablerepo=updates-modular install git\n"
    assert port(text, "fedora:44")["dnf --disablerepo=updates-modular"] == ("breaks", 2)
    assert "dnf --disablerepo=updates" not in port(text.replace("-modular", ""), "fedora:44")


def test_dnf_stops_at_a_name_that_yum_passed_over() -> None:
    found = candidates("FROM centos:7\nRUN yum install -y libz libgif\n")["almalinux:9"]
    assert any("yum passed over" in one.why for one in found.reasons)


def test_the_archive_of_locales() -> None:
    text = "FROM centos:7\nRUN mv -f /usr/lib/locale/locale-archive /usr/lib/locale/locale-archive.tmpl\n"
    assert port(text, "almalinux:9")["mv of the archive of locales"] == ("breaks", 2)


def test_an_archive_of_locales_that_the_file_brings() -> None:
    text = "FROM centos:7\nCOPY locale-archive /tmp/\nRUN cp /tmp/locale-archive /usr/lib/locale/locale-archive\n"
    assert "cp of the archive of locales" not in port(text, "almalinux:9")


def test_the_database_of_rpm_is_not_rebuilt_on_overlayfs() -> None:
    text = "FROM centos:7\nRUN yum install -y fontconfig && rpm --rebuilddb\n"
    assert port(text, "almalinux:9")["rpm --rebuilddb"] == ("breaks", 2)
    assert "rpm --rebuilddb" not in port(text, "almalinux:8")
    assert "rpm --rebuilddb" not in port(text.replace("rebuilddb", "rebuilddb || true"), "almalinux:9")


@pytest.mark.parametrize(
    "run",
    [
        "rpm --rebuilddb || true",
        "if [ -f /a ]; then rpm --rebuilddb; fi",
        "rpm --rebuilddb; yum install -y git",
        "rpm --root /a --rebuilddb",
        "rpm --dbpath=/a --rebuilddb",
        "chroot /a rpm --rebuilddb",
    ],
)
def test_a_database_that_is_not_rebuilt_for_sure_hides_no_other(run: str) -> None:
    text = f"FROM centos:7\nRUN {run}\n"
    assert "rpm --rebuilddb" not in port(text, "almalinux:9")
    assert port(f"{text}RUN rpm --rebuilddb && yum install -y git\n", "almalinux:9")["rpm --rebuilddb"] == ("breaks", 3)


def test_a_database_that_could_not_be_rebuilt_before_is_no_loss() -> None:
    for before, after, lost in (
        ("rockylinux:9", "rockylinux/rockylinux:10", False),
        ("fedora:40", "fedora:44", False),
        ("fedora:32", "fedora:44", True),
    ):
        assert ("rpm --rebuilddb" in port(f"FROM {before}\nRUN rpm --rebuilddb\n", after)) is lost


def test_cmake_brings_make() -> None:
    text = "FROM fedora:36\nRUN dnf install -y cmake gcc-c++\nRUN cmake . && make\n"
    assert "make in RUN" not in port(text, "fedora:44")
    assert port(text.replace("cmake gcc", "gcc"), "fedora:44")["make in RUN"][1] == 3


def test_a_library_of_old_programs_is_gone() -> None:
    text = "FROM rockylinux:8\nRUN dnf install -y ncurses-compat-libs\n"
    assert port(text, "rockylinux/rockylinux:9")["package ncurses-compat-libs"] == ("breaks", 2)
