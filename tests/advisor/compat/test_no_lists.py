"""apt-get install without apt-get update passes as long as the image has the packages already."""

import pytest
from tests.advisor.asking import ask, port
from tests.advisor.compat.test_failing_now import now


def test_what_the_slim_image_lacks_needs_lists() -> None:
    text = "FROM node:16\nRUN apt-get install -y git\nCOPY . .\nCMD node x\n"
    assert port(text, "node:24-trixie-slim", "packages") == {"apt-get install git without update": ("breaks", 2)}
    assert port(text, "node:24-trixie", "packages") == {}


def test_with_lists_it_is_silent() -> None:
    for text in (
        "FROM node:16\nRUN apt-get update && apt-get install -y git\nCOPY . .\nCMD node x\n",
        "FROM node:16\nRUN apt-get install -y frobnicator\n",  # fails already
        "FROM node:16-slim\nRUN apt-get install -y git\nCOPY . .\nCMD node x\n",  # fails already
    ):
        for candidate in ask(text).stages[0].candidates:
            assert not any("without update" in one.what for one in candidate.reasons)


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("FROM ubuntu\nENV A=b\nRUN apt-get install -y wget\nRUN apt-get update\n", "wget", 3),
        ("FROM debian:12\nRUN echo a > /b && apt-get -y install tzdata git\n", "git", 2),
        ("FROM ubuntu:22.04\nRUN apt-get clean\nRUN apt-get install -y libpq-dev\n", "libpq-dev", 3),
        ("FROM debian:12\nONBUILD RUN apt-get update\nRUN apt-get install -y git\n", "git", 3),
    ],
)
def test_a_distribution_comes_without_lists(text: str, what: str, line: int) -> None:
    assert now(text) == {f"apt-get install {what} without update": ("breaks", line)}


@pytest.mark.parametrize(
    "text",
    [
        "FROM ubuntu\nRUN apt-get update\nRUN apt-get install -y wget\n",
        "FROM ubuntu\nCOPY a.sh /\nRUN /a.sh\nRUN apt-get install -y wget\n",
        "FROM ubuntu\nRUN curl -s https://example.org/a | bash\nRUN apt-get install -y wget\n",
        "FROM ubuntu\nADD rootfs.tar /\nRUN apt-get install -y wget\n",
        "FROM ubuntu\nRUN --mount=type=cache,target=/var/lib/apt apt-get install -y wget\n",
        "FROM ubuntu\nRUN apt-get install -y tzdata\n",  # it may be there
        "FROM ubuntu\nRUN apt-get install -y wget || true\n",
        "FROM ubuntu\nONBUILD RUN apt-get install -y wget\n",  # what is built on it may have fetched them
        "FROM ubuntu\nRUN if [ -e /a ]; then apt-get install -y wget; fi\n",
        "FROM example.org/ubuntu\nRUN apt-get install -y wget\n",
        "FROM alpine\nRUN apk add wget\n",
    ],
)
def test_what_may_have_lists_or_need_none_is_let_be(text: str) -> None:
    assert not any("without update" in what for what in now(text))
