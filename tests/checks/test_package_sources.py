"""How far an address of a package source is read."""

import pytest

import baseadvisor
from baseadvisor.analysis import Analysis
from baseadvisor.checks.package_sources import line_over_http


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://apt.example.org/stable", "http://apt.example.org/stable"),
        ("http://apt.example.org/$(lsb_release -cs)", "http://apt.example.org/…"),
        ("http://apt.example.org/${RELEASE}/main", "http://apt.example.org/…"),
    ],
)
def test_an_address_is_read_up_to_what_the_build_fills_in(address: str, shown: str) -> None:
    text = f'FROM debian:12\nRUN echo "deb {address} main" > /etc/apt/sources.list.d/a.list\n'
    analysis = Analysis(baseadvisor.parse(text.encode(), filename="Dockerfile"))
    (found,) = line_over_http(analysis, pattern=r"\bdeb\s+", trusted_hosts=())
    assert found.values["url"] == shown
    assert text[found.start : found.end] == shown.rstrip("…")
