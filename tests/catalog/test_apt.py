"""What is known of Debian's packages out of its own indexes: facts that anybody can look up."""

import pytest

from baseadvisor.catalog import apt


@pytest.mark.parametrize(
    ("name", "release", "state"),
    [
        ("nginx", "13", "real"),
        ("python2", "11", "real"),
        ("python2", "12", "absent"),
        ("policykit-1", "13", "absent"),
        ("libaio1", "12", "real"),
        ("libaio1", "13", "absent"),
        ("git-core", "12", "provided"),
        ("netcat", "11", "real"),
        ("netcat", "12", "ambiguous"),
        ("unrar", "12", "disabled"),
        ("software-properties-common", "13", "absent"),
        ("software-properties-common", "sid", "real"),
        ("no-such-package-ever", "12", "absent"),
    ],
)
def test_whether_a_release_has_a_name(name: str, release: str, state: str) -> None:
    found = apt.availability(name, "debian", release)
    assert found is not None
    assert found.state == state


def test_who_provides_a_name_and_where_it_is_that_is_not_enabled() -> None:
    assert apt.availability("git-core", "debian", "13") == apt.Availability("provided", ("git",))
    assert apt.availability("netcat", "debian", "13") == apt.Availability(
        "ambiguous", ("netcat-openbsd", "netcat-traditional")
    )
    assert apt.availability("unrar", "debian", "12") == apt.Availability("disabled", component="non-free")


@pytest.mark.parametrize(
    ("name", "distribution", "release"),
    [
        ("nginx", "debian", "10"),
        ("nginx", "alpine", "3.20"),
        ("nginx", None, None),
        ("librust-nothing-dev", "debian", "12"),
    ],
)
def test_what_is_not_covered_is_not_called_absent(name: str, distribution: str | None, release: str | None) -> None:
    assert apt.availability(name, distribution, release) is None


def test_the_branches_of_debian_have_their_own() -> None:
    assert apt.covers("debian", "sid")
    assert apt.covers("debian", "testing")
    assert apt.availability("nginx", "debian", "unstable") == apt.availability("nginx", "debian", "sid")
    assert not apt.covers("debian", "9")


@pytest.mark.parametrize(
    ("name", "release", "version"),
    [
        ("php", "12", "8.2"),
        ("default-jdk", "13", "1.21"),
        ("varnish", "11", "6.5"),
        ("varnish", "13", "7.7"),
        ("libcurl3-dev", "12", "7.88"),
        ("python2", "13", None),
    ],
)
def test_versions(name: str, release: str, version: str | None) -> None:
    assert apt.version(name, "debian", release) == version


def test_what_an_installation_brings() -> None:
    needed = apt.brings("gpg", "debian", "12", recommends=False)
    everything = apt.brings("gpg", "debian", "12", recommends=True)
    assert needed is not None
    assert everything is not None
    assert "dirmngr" not in needed
    assert "dirmngr" in everything
    brought = apt.brings("gnupg", "debian", "12", recommends=False)
    assert brought is not None
    assert "dirmngr" in brought
    assert apt.brings("python2", "debian", "13", recommends=True) is None


def test_what_the_image_has() -> None:
    old, new = apt.base("debian", "12"), apt.base("debian", "13")
    assert old is not None
    assert new is not None
    assert "adduser" in old
    assert "adduser" not in new
    assert "passwd" in new
    assert not {"curl", "perl", "gnupg"} & new


def test_programs_and_files() -> None:
    assert apt.packages_of_command("node", "debian", "12") == ("nodejs",)
    assert apt.packages_of_command("php5enmod", "debian", "12") == ()
    assert apt.packages_of_program("/usr/bin/nodejs", "debian", "12") == ("nodejs",)
    assert apt.packages_of_program("/usr/local/bin/node", "debian", "12") == ()
    assert apt.packages_of_program("/sbin/useradd", "debian", "12") == ("passwd",)
    assert apt.packages_of_command("node", "debian", "10") is None


def test_the_editions_of_a_package() -> None:
    assert apt.names_around("openjdk-", "-jre-headless", "debian", "12") == ("17",)
    assert apt.names_around("openjdk-", "-jre-headless", "debian", "9") == ()
