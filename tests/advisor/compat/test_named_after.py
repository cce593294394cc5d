"""Stages that are called after the release which they stand on."""

import pytest
from tests.advisor.asking import ask, told

_FILE = "FROM {} AS {}\nRUN make\nFROM alpine\nCOPY --from=0 /a /a\n"


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("ubuntu:18.04", "ubuntu-bionic"),
        ("ubuntu:18.04", "build_ubuntu18.04"),
        ("debian:stretch", "stretch"),
        ("centos:7", "el7"),
    ],
)
def test_what_it_makes_is_for_that_release(image: str, name: str) -> None:
    build = next(stage for stage in ask(_FILE.format(image, name)).stages if not stage.final)
    assert told(build.candidates[0], "release") == {f"the stage {name}": ("check", 1)}


@pytest.mark.parametrize("name", ["build", "ubuntu", "focal"])
def test_other_names_say_nothing(name: str) -> None:
    build = next(stage for stage in ask(_FILE.format("ubuntu:18.04", name)).stages if not stage.final)
    assert told(build.candidates[0], "release") == {}


def test_what_nobody_copies_from_is_moved() -> None:
    stages = ask("FROM ubuntu:18.04 AS bionic\nRUN make\n").stages
    assert told(stages[0].candidates[0], "release") == {}
