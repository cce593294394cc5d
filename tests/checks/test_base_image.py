"""What a base image that is out of support should give way to."""

import pytest

from baseadvisor import parse
from baseadvisor.analysis import Analysis
from baseadvisor.checks.base_image import copied_out_of_support, out_of_support


@pytest.mark.parametrize(
    ("image", "advice"),
    [
        ("eclipse-temurin:19", "supported: Eclipse Temurin 25"),
        ("gradle:9-jdk23", "supported: Eclipse Temurin 25"),
        ("python:3.8-alpine", "supported: Python 3.14, Alpine Linux 3.24"),
        ("ubuntu:16.04", "supported: Ubuntu 26.04 (resolute)"),
    ],
)
def test_the_newest_release_is_named_unless_a_long_term_one_outlasts_it(image: str, advice: str) -> None:
    (found,) = out_of_support(Analysis(parse(f"FROM {image}\n")), extended_counts=())
    assert found.values["advice"] == advice


@pytest.mark.parametrize(("image", "is_named"), [("php:7.1-cli", True), ("ubuntu:16.04", True), ("php:8.4-cli", False)])
def test_the_composer_for_an_old_php_is_named_where_php_may_be_old(image: str, is_named: bool) -> None:
    text = f"FROM {image}\nCOPY --from=composer:1.10 /usr/bin/composer /usr/bin/\n"
    (found,) = copied_out_of_support(Analysis(parse(text)))
    assert ("Composer 2.2 for" in found.values["advice"]) is is_named
