"""Servers and headers whose major version is another on the other release are told together, a line each."""

import pytest
from tests.advisor.asking import candidates

from baseadvisor.advisor import Reason


def versions(text: str) -> list[Reason]:
    found = next(one for one in candidates(text).values() if (one.image.release, one.kind) == ("13", "refresh"))
    return [one for one in found.reasons if one.what.startswith("versions: ")]


def test_a_server_and_its_headers() -> None:
    text = "FROM debian:11\nRUN apt-get update && apt-get install -y varnish libvarnishapi-dev curl git zlib1g-dev\n"
    assert [(one.what, one.severity, one.certainty, one.line) for one in versions(text)] == [
        ("versions: varnish 6.5 -> 7.7", "check", "medium", 2)
    ]
    found = versions(f"{text}RUN ./configure && make\n")
    assert [one.what for one in found] == ["versions: varnish 6.5 -> 7.7, libvarnishapi-dev 6.5 -> 7.7"]
    assert "compiled" in found[0].why


def test_a_release_that_no_index_tells_of() -> None:
    text = "FROM debian:8\nRUN apt-get update && apt-get install -y redis-server\n"
    assert [one.what for one in versions(text)] == ["versions: redis-server 5.0 or older -> 8.0"]


@pytest.mark.parametrize(
    "lines",
    [
        "RUN apt-get install -y nginx openssh-server vim\n",
        "RUN apt-get install -y varnish=6.5.1-1+deb11u3\n",
        "RUN echo deb https://apt.example.org/ x main > /etc/apt/sources.list.d/x.list\nRUN apt-get install varnish\n",
        "RUN apt-get install -y libcurl4-openssl-dev libpq-dev python3-dev && make\n",
    ],
)
def test_what_is_no_reason(lines: str) -> None:
    assert not versions(f"FROM debian:11\n{lines}")
