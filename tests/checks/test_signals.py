"""The names of signals."""

import pytest

from baseadvisor.checks.signals import canonical


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SIGTERM", "SIGTERM"),
        ("term", "SIGTERM"),
        ("15", "SIGTERM"),
        ('"SIGINT"', "SIGINT"),
        ("9", "SIGKILL"),
        ("RTMIN+3", "SIGRTMIN+3"),
        ("37", "SIGRTMIN+3"),
        ("64", "64"),  # without a name of its own
    ],
)
def test_canonical(text: str, name: str) -> None:
    assert canonical(text) == name
