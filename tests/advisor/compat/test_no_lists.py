"""apt-get install without apt-get update passes as long as the image has the packages already."""

import pytest
from tests.advisor.asking import ask, port
from tests.advisor.compat.test_failing_now import now


def test_what_the_slim_image_lacks_needs_lists() -> None:
    text = "FROM node:16\nRUN apt-get install -y git\nCOPY . .\nCMD node x\n"
    assert port(text, "node:24-trixie-slim", "packages") == {"apt-get install git without update": ("breaks", 2)}
    assert port(text, "node:24-trixie", "packages") == {}


def test_what_both_have_fetches_no_lists() -> None:
    text = "FROM node:16\nRUN apt-get install -y tar\nRUN apt-get install -y git\nCOPY . .\nCMD node x\n"
    assert port(text, "node:24-trixie-slim", "packages") == {"apt-get install git without update": ("breaks", 3)}


def test_with_lists_it_is_silent() -> None:
    for text in (
        "FROM node:16\nRUN apt-get update && apt-get install -y git\nCOPY . .\nCMD node x\n",
        "FROM node:16\nRUN apt-get install -y frobnicator\n",  # fails already
        "FROM node:16-slim\nRUN apt-get install -y git\nCOPY . .\nCMD node x\n",  # fails already
        "FROM node:16\nRUN apt-get install -y --update git\nCOPY . .\nCMD node x\n",
        "FROM node:16\nRUN apt-get upgrade --update -y && apt-get install -y git\nCOPY . .\nCMD node x\n",
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
        ("FROM debian:12\nONBUILD COPY rootfs /\nRUN apt-get install -y git\n", "git", 3),
        ("FROM debian:12\nRUN apt-get install -y default-jdk-headless\n", "default-jdk-headless", 2),
        # an installation fetches no lists
        ("FROM debian:12\nRUN apt-get install -y apt-utils\nRUN apt-get install -y wget\n", "wget", 3),
        ("FROM debian:12\nRUN apt-get install -y apt-utils && \\\n apt-get install -y wget\n", "wget", 3),
        ("FROM debian:12\nRUN apt-get install -y git || true\nRUN apt-get install -y wget\n", "wget", 3),
        # a file brings none, nor does what is copied later or elsewhere
        ("FROM ubuntu:24.04\nRUN apt-get install -y wget\nCOPY entrypoint.sh /\n", "wget", 2),
        ("FROM ubuntu:24.04\nCOPY a.conf b.json /\nRUN apt-get install -y wget\n", "wget", 3),
        ("FROM ubuntu:24.04\nCOPY <<EOF /\nx\nEOF\nRUN apt-get install -y wget\n", "wget", 5),
        ("FROM ubuntu:24.04\nRUN apt-get install -y wget\nCOPY rootfs /\n", "wget", 2),
        ("FROM ubuntu:24.04\nWORKDIR /app\nCOPY . .\nRUN apt-get install -y wget\n", "wget", 4),
    ],
)
def test_a_distribution_comes_without_lists(text: str, what: str, line: int) -> None:
    assert now(text) == {f"apt-get install {what} without update": ("breaks", line)}


@pytest.mark.parametrize(
    "text",
    [
        "FROM ubuntu\nRUN apt-get update\nRUN apt-get install -y wget\n",
        "FROM ubuntu\nCOPY a.sh /x/\nRUN /x/a.sh\nRUN apt-get install -y wget\n",
        "FROM ubuntu\nRUN curl -s https://example.org/a | bash\nRUN apt-get install -y wget\n",
        "FROM ubuntu\nADD rootfs.tar /\nRUN apt-get install -y wget\n",
        'FROM ubuntu\nCOPY ["rootfs", "/"]\nRUN apt-get install -y wget\n',
        "FROM ubuntu\nCOPY a.sh rootfs /\nRUN apt-get install -y wget\n",
        "FROM ubuntu\nWORKDIR /\nCOPY rootfs/ .\nRUN apt-get install -y wget\n",
        "FROM ubuntu\nCOPY rootfs ./\nRUN apt-get install -y wget\n",
        "FROM ubuntu\nENV ROOT=/\nCOPY rootfs $ROOT\nRUN apt-get install -y wget\n",
        "FROM ubuntu\nCOPY --from=x /var/lib/apt/lists /var/lib/apt/lists\nRUN apt-get install -y wget\n",
        "FROM ubuntu\nCOPY --from=x /var /var\nRUN apt-get install -y wget\n",
        "FROM debian:trixie-slim\nRUN apt-get install --update -y git\n",
        "FROM debian:trixie-slim\nRUN apt-get -U -y install git\n",
        "FROM debian:trixie-slim\nRUN apt-get -o APT::Update=1 -y install git\n",
        "FROM debian:trixie-slim\nRUN apt-get upgrade -y --update\nRUN apt-get install -y git\n",
        "FROM debian:12\nRUN apt-get install -y tzdata git-\n",
        "FROM debian:12\nRUN apt-get install -y tzdata\nRUN apt-get update && apt-get install -y git\n",
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


@pytest.mark.parametrize(
    ("image", "run", "what"),
    [
        ("debian:12", "apt-get install --update -y curl=7", "apt-get install --update"),
        ("ubuntu:22.04", "apt-get -Uy install git", "apt-get install --update"),
        ("debian:11-slim", "apt-get update && apt full-upgrade -U -y", "apt full-upgrade --update"),
        ("python:3.12-bookworm", "apt-get install -y --update git", "apt-get install --update"),
    ],
)
def test_an_apt_before_2_7_refuses_to_update_first(image: str, run: str, what: str) -> None:
    assert now(f"FROM {image}\nRUN {run}\n") == {what: ("breaks", 2)}


@pytest.mark.parametrize(
    "text",
    [
        "FROM debian:13\nRUN apt-get install -U -y git\n",
        "FROM debian:sid\nRUN apt-get install -U -y git\n",
        "FROM debian:testing\nRUN apt-get install -U -y git\n",
        "FROM ubuntu:24.04\nRUN apt-get install -U -y git\n",
        "FROM kalilinux/kali-rolling\nRUN apt-get install -U -y git\n",
        "FROM example.org/debian\nRUN apt-get install -U -y git\n",
        "FROM debian:12\nRUN aptitude -U install git\n",
        "FROM debian:12\nRUN apt-get install -U -y git || (apt-get update && apt-get install -y git)\n",
        "FROM debian:12\nRUN if [ -e /a ]; then apt-get install -U -y git; fi\n",
        "FROM debian:12\nONBUILD RUN apt-get install -U -y git\n",
    ],
)
def test_an_apt_that_knows_the_option_or_may_is_let_be(text: str) -> None:
    assert not any("update" in what for what in now(text))


def test_the_setting_means_nothing_to_an_apt_before_2_7() -> None:
    text = "FROM debian:12\nRUN apt-get -o APT::Update=1 -y install git\n"
    assert now(text) == {"apt-get install git without update": ("breaks", 2)}
    assert not any("update" in what for what in now(text.replace("12", "13")))
