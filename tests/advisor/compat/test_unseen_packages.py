"""Packages out of a file or a variable, whose names are not seen."""

import pytest
from tests.advisor.asking import candidates, port


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ("RUN apt-get install -y $(cat /tmp/list)", "apt-get install $(cat /tmp/list)"),
        ("RUN apt-get install -y `grep -v '#' /tmp/list`", "apt-get install `grep -v '#' /tmp/list`"),
        ("RUN apt-get install -y $(cat /tmp/apt-packages.txt)", "apt-get install $(cat /tmp/apt-packages.txt)"),
        ("RUN xargs -a /tmp/list apt-get install -y", "apt-get install by xargs"),
        ("RUN xargs apt-get install -y < /tmp/list", "apt-get install by xargs"),
        ("RUN cat /tmp/list | xargs apt-get install -y", "apt-get install by xargs"),
        ("RUN apt-get install -y curl $PACKAGES", "apt-get install $PACKAGES"),
        ("ARG MORE\nRUN apt-get update && apt-get install -y ${MORE}", "apt-get install ${MORE}"),
    ],
)
def test_packages_whose_names_are_not_seen(lines: str, what: str) -> None:
    line = 2 + lines.count("\n")
    assert port(f"FROM ubuntu:20.04\n{lines}\n", "ubuntu:24.04", "untried") == {what: ("check", line)}


@pytest.mark.parametrize(
    "lines",
    [
        "ENV PACKAGES='curl git'\nRUN apt-get install -y $PACKAGES",
        "ARG PACKAGES=curl\nRUN apt-get install -y $PACKAGES",
        "RUN deps='curl git' && apt-get install -y $deps",
        "RUN for one in curl git; do apt-get install -y $one; done",
        "RUN apt-get install -y linux-headers-$(uname -r)",
        "RUN apt-get install -y $(apt-cache depends curl | grep Depends | sed 's/.*: //')",
        "RUN echo curl git | xargs apt-get install -y",
        "RUN apt-get install -y curl=$VERSION",
    ],
)
def test_packages_that_are_seen_or_are_the_systems_own_answer(lines: str) -> None:
    assert port(f"FROM ubuntu:20.04\n{lines}\n", "ubuntu:24.04", "untried") == {}


def test_other_managers_and_what_comes_of_it() -> None:
    text = "FROM alpine:3.18\nRUN apk add --no-cache $(cat /list)\nRUN apk add $MORE\n"
    found = candidates(text)["alpine:3.24"]
    (reason,) = [one for one in found.reasons if one.topic == "untried"]
    assert reason.what == "apk add $(cat /list), apk add $MORE"
    assert "(also line 3)" in reason.why
    assert found.confidence.level == "low"


def test_the_same_release_has_the_same_packages() -> None:
    found = candidates("FROM debian:13\nRUN apt-get update && apt-get install -y $(cat /list)\n")
    same = [one for one in found.values() if one.image.release == "13"]
    assert same
    assert not any(reason.topic == "untried" for one in same for reason in one.reasons)


def test_the_image_of_php_sets_its_own() -> None:
    found = candidates("FROM php:8.2-alpine3.20\nRUN apk add --no-cache $PHPIZE_DEPS\n")
    assert not any("PHPIZE" in reason.what for one in found.values() for reason in one.reasons if one.kind == "refresh")
