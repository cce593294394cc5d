"""What a base image that is out of support should give way to."""

import pytest

from baseadvisor import parse
from baseadvisor.analysis import Analysis
from baseadvisor.checks.base_image import out_of_support


@pytest.mark.parametrize(
    ("image", "advice"),
    [
        ("eclipse-temurin:19", "supported: Eclipse Temurin 25"),
        ("gradle:9-jdk23", "supported: Eclipse Temurin 25"),
        ("python:3.8-alpine", "supported: Python 3.14"),
        ("ubuntu:16.04", "supported: Ubuntu 26.04 (resolute)"),
    ],
)
def test_the_newest_release_is_named_unless_a_long_term_one_outlasts_it(image: str, advice: str) -> None:
    (found,) = out_of_support(Analysis(parse(f"FROM {image}\n")), extended_counts=())
    assert found.values["advice"] == advice
