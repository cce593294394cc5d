"""What Ubuntu has is read off the Debian releases around the day it takes its packages from there."""

import pytest
from tests.advisor.asking import candidates, told

from baseadvisor.advisor.compat.archive import ubuntu


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
