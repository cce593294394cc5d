"""What the checks of package managers know of a release."""

import pytest

from baseadvisor import lint
from baseadvisor.linting.config import Config


def found(text: str, rule: str) -> list[int]:
    """The lines that a rule finds something on."""
    return [one.span.start.line for one in lint(text, config=Config(select=(rule,))).findings]


@pytest.mark.parametrize(
    ("image", "lines"),
    [("debian:12", [2]), ("ubuntu:22.04", [2]), ("debian:13", []), ("debian:sid", []), ("ubuntu:24.04", [])],
)
def test_an_install_fetches_the_index_only_where_apt_knows_how(image: str, lines: list[int]) -> None:
    text = f"FROM {image}\nRUN apt-get install -U -y curl=8\n"
    assert found(text, "apt-index-missing") == lines
    apart = f"FROM {image}\nRUN apt-get update\nRUN apt-get install -U -y curl=8\n"
    assert found(apart, "apt-update-apart") == lines


def test_where_the_release_is_not_known_the_flag_counts() -> None:
    text = "FROM example.org/a\nRUN apt-get update\nRUN apt-get install -U -y curl=8\n"
    assert found(text, "apt-update-apart") == []
    assert found(text.replace("-U ", ""), "apt-update-apart") == [2]
