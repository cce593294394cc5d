"""The examples hold what the README says of them."""

from pathlib import Path

import pytest

import baseadvisor

EXAMPLES = Path(__file__).parents[1] / "examples"


def codes(name: str) -> set[str]:
    path = EXAMPLES / f"{name}.Dockerfile"
    return {finding.code for finding in baseadvisor.lint(path.read_text(), filename=str(path)).findings}


def test_the_clean_example_has_no_findings() -> None:
    assert codes("clean") == set()


@pytest.mark.parametrize(
    ("name", "some"),
    [
        ("openjdk-alpine", {"BA151", "BA202", "BA902"}),
        ("python-web", {"BA151", "BA201", "BA231", "BA244", "BA511", "BA701"}),
        ("go-service", {"BA238", "BA502"}),
    ],
)
def test_an_example_shows_what_it_is_there_for(name: str, some: set[str]) -> None:
    assert some <= codes(name)
