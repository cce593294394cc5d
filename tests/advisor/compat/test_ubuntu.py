"""What Ubuntu has is read off the Debian releases around the day it takes its packages from there."""

import pytest
from tests.advisor.asking import candidates, port, told

from baseadvisor.advisor.compat.archive import ubuntu
from baseadvisor.advisor.compat.archive.apt_editions import lacks_edition
from baseadvisor.advisor.compat.archive.lacks import Lack


@pytest.mark.parametrize(
    ("name", "release", "has"),
    [
        ("supervisor", "24.04", True),
        ("libfftw3-bin", "26.04", True),
        ("dstat", "26.04", None),  # Debian lost it after one of the two
        ("libffi7", "24.04", False),
        ("firefox", "26.04", None),  # of Ubuntu alone
        ("supervisor", "18.04", None),
    ],
)
def test_by_the_releases_of_debian_around_it(name: str, release: str, has: bool | None) -> None:
    assert ubuntu.has(name, release) is has


def test_what_both_have_is_not_called_unknown_and_what_both_lost_is_likely_gone() -> None:
    text = "FROM ubuntu:20.04\nRUN apt-get update && apt-get install -y libfftw3-bin libffi7 iotop-c\n"
    found = told(candidates(text)["ubuntu:24.04"], "packages")
    assert found == {"package libffi7": ("breaks", 2)}


def test_what_ubuntu_keeps_by_itself_is_there() -> None:
    text = "FROM ubuntu:22.04\nRUN apt-get update && apt-get install -y software-properties-common\n"
    assert told(candidates(text)["ubuntu:26.04"], "packages") == {}


def test_a_name_that_several_packages_provide_on_debian_installs_nothing_on_ubuntu_either() -> None:
    text = "FROM ubuntu:18.04\nRUN apt-get update && apt-get install -y ctags\n"
    assert told(candidates(text)["ubuntu:24.04"], "packages") == {"package ctags": ("breaks", 2)}


def test_what_neither_of_debians_releases_has_is_not_taken_for_known() -> None:
    text = "FROM ubuntu:16.04\nRUN apt-get update && apt-get install -y libqt4-opengl-dev openjdk-8-jdk\n"
    assert told(candidates(text)["ubuntu:24.04"], "packages") == {"packages libqt4-opengl-dev": ("check", 2)}


@pytest.mark.parametrize(
    ("name", "release", "why"),
    [
        ("clang-14", "26.04", "the oldest LLVM there is 17"),
        ("libclang-11-dev", "24.04", "the oldest LLVM there is 14"),
        ("g++-8", "24.04", "the oldest GCC there is 9"),
        ("gcc-8", "26.04", "its GCC is newer"),
        ("python3.10", "26.04", "its Python is newer"),
        ("python3.10", "24.04", "its Python is 3.12"),
        ("php8.1-fpm", "26.04", "its PHP is 8.5"),
        ("ruby3.0", "26.04", "its Ruby is 3.3"),
        ("openjdk-18-jdk", "26.04", "its OpenJDK is 8, 11, 17, 21 and 25"),
        ("postgresql-client-14", "26.04", "its PostgreSQL is 18"),
        ("postgresql-14", "26.04", "its PostgreSQL is 18, which reads no data of another version"),
    ],
)
def test_editions_that_a_release_does_not_have(name: str, release: str, why: str) -> None:
    assert lacks_edition(name, "ubuntu", release)[1] == Lack(why, vendors="GCC" not in why)


@pytest.mark.parametrize("name", ["clang-17", "gcc-9", "python3.13", "php8.5", "openjdk-25-jdk", "openjdk-8-jre"])
def test_editions_that_a_release_has_or_may_have(name: str) -> None:
    assert lacks_edition(name, "ubuntu", "26.04")[1] is None


def test_a_version_in_the_name_of_what_debian_has_on_both_sides_is_not_doubted() -> None:
    text = "FROM ubuntu:22.04\nRUN apt-get update && apt-get install -y lua5.1 lua5.4\n"
    assert port(text, "ubuntu:26.04", "packages") == {}


def test_what_debian_lost_around_the_day_is_doubtful() -> None:
    text = "FROM ubuntu:22.04\nRUN apt-get update && apt-get install -y libxml2 collectd\n"
    found = told(candidates(text)["ubuntu:26.04"], "packages")
    assert found == {"package libxml2": ("breaks", 2), "packages collectd": ("check", 2)}
    assert told(candidates(text)["ubuntu:24.04"], "packages") == {}


def test_what_a_release_of_ubuntu_left_out() -> None:
    text = "FROM ubuntu:14.04\nRUN apt-get update && apt-get install -y courier-imap\n"
    reasons = {one.what: one for one in candidates(text)["ubuntu:24.04"].reasons if one.topic == "packages"}
    assert "left it out" in reasons["package courier-imap"].why
    assert not any("courier" in one for one in port(text, "ubuntu:26.04", "packages"))


def test_what_debian_keeps_and_ubuntu_left_out() -> None:
    text = "FROM ubuntu:14.04\nRUN apt-get update && apt-get install -y pptpd\n"
    for release in ("ubuntu:24.04", "ubuntu:26.04"):
        assert port(text, release, "packages")["package pptpd"][1] == 2
