"""Packages that are asked for out of another release than the image's."""

import pytest
from tests.advisor.asking import ask, port

ASKS = "FROM debian:10\nRUN apt-get update && apt-get install -y -t stretch-backports git\n"
WHAT = "apt-get -t stretch-backports"


def test_a_release_that_no_source_is_of() -> None:
    assert port(ASKS, "debian:13-slim")[WHAT] == ("breaks", 2)
    assert WHAT in {one.what for one in ask(ASKS).stages[0].now}


@pytest.mark.parametrize(
    "text",
    [
        ASKS.replace(
            "RUN", "RUN echo 'deb http://x.debian.org/debian stretch-backports main' > /etc/apt/sources.list &&"
        ),
        ASKS.replace("RUN", "COPY sources.list /etc/apt/sources.list\nRUN"),
        ASKS.replace("git", "git || true"),
        ASKS.replace("stretch-backports", "unstable"),
        ASKS.replace("-t stretch-backports", ""),
    ],
)
def test_what_may_have_one(text: str) -> None:
    assert WHAT not in port(text, "debian:13-slim")


def test_the_release_that_is_left_is_told_once() -> None:
    found = port(ASKS.replace("debian:10", "debian:9"), "debian:13-slim")
    assert WHAT not in found
    assert "`stretch-backports` by name" in found


@pytest.mark.parametrize(
    "before",
    [
        "RUN wget -qO- https://x.org/install.sh | sh\n",
        "COPY setup.sh /setup.sh\nRUN /setup.sh\n",
        "RUN wget -O /etc/apt/sources.list.d/x.list https://x.org/x.list\n",
    ],
)
def test_what_nobody_sees_may_add_one(before: str) -> None:
    assert WHAT not in port(ASKS.replace("RUN", before + "RUN"), "debian:13-slim")
