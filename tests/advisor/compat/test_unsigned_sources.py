"""Sources of packages that a file adds without the key that they are signed with."""

import pytest
from tests.advisor.asking import ask, candidates, port, told

ADD = "RUN echo 'deb {}http://ppa.launchpad.net/x/php/ubuntu {} main' >> /etc/apt/sources.list\n"
UPDATE = "RUN apt-get update && apt-get install -y --force-yes php\n"
WHAT = "the source ppa.launchpad.net"


def test_a_source_without_a_key_is_refused_by_a_newer_apt() -> None:
    found = candidates(f"FROM ubuntu:14.04\n{ADD.format('', 'trusty')}{UPDATE}")["ubuntu:26.04"]
    assert told(found, "packages")[WHAT] == ("breaks", 2)
    now = ask(f"FROM ubuntu:22.04\n{ADD.format('', 'jammy')}{UPDATE}").stages[0].now
    assert [(one.what, one.line) for one in now if one.what == WHAT] == [(WHAT, 2)]


@pytest.mark.parametrize(
    "text",
    [
        ADD.format("[trusted=yes] ", "trusty") + UPDATE,
        "RUN apt-key adv --recv-keys 1234\n" + ADD.format("", "trusty") + UPDATE,
        "COPY x.asc /etc/apt/trusted.gpg.d/\n" + ADD.format("", "trusty") + UPDATE,
        "RUN echo 'deb http://repo.example.org/ubuntu/ trusty main' >> /etc/apt/sources.list\n" + UPDATE,
        "RUN apt-get update\n" + ADD.format("", "trusty"),
        "RUN echo 'deb http://archive.ubuntu.com/ubuntu trusty universe' >> /etc/apt/sources.list\n" + UPDATE,
    ],
)
def test_silent_where_there_is_a_key_or_none_is_needed(text: str) -> None:
    found = candidates(f"FROM ubuntu:14.04\n{text}")["ubuntu:26.04"]
    assert not any(name.startswith("the source") for name in told(found, "packages"))


def test_a_list_that_is_fetched_without_its_key() -> None:
    text = (
        "FROM ubuntu:14.04\nRUN wget -O /etc/apt/sources.list.d/a.list https://repositories.x.com/a.list\n"
        "RUN apt-get update && apt-get install -y --force-yes a\n"
    )
    assert port(text, "ubuntu:24.04")["the source repositories.x.com"] == ("breaks", 2)
    with_key = text.replace("RUN apt-get", "RUN wget -qO- https://x.com/a.key | apt-key add - && apt-get")
    assert "the source repositories.x.com" not in port(with_key, "ubuntu:24.04")
