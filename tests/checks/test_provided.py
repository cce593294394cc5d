"""What a stage is known to have been given, and when that cannot be told."""

import pytest

from baseadvisor import parse
from baseadvisor.analysis import Analysis
from baseadvisor.checks.provided import Provided, provided, start_instructions


def given(text: str, stage: int = -1) -> Provided:
    """What the stage (the last, unless told) has at its end."""
    return provided(Analysis(parse(text)).stages[stage])


def test_packages_of_all_stages_below_count() -> None:
    text = "FROM alpine AS a\nRUN apk add curl\nFROM a AS b\nRUN apk add jq=1.7 && apk add -t deps make\nFROM b\n"
    assert given(text) == Provided(frozenset({"curl", "jq", "make"}), False)


def test_packages_of_another_stage_do_not_count() -> None:
    assert given("FROM alpine AS a\nRUN apk add curl\nFROM alpine\nRUN apk add jq\n").packages == {"jq"}


def test_only_what_comes_before_the_offset_counts() -> None:
    text = "FROM alpine\nRUN apk add curl && useradd x && apk add shadow\n"
    stage = Analysis(parse(text)).stages[0]
    assert provided(stage, text.index("useradd")).packages == {"curl"}
    assert provided(stage).packages == {"curl", "shadow"}


def test_packages_of_languages_are_no_packages_of_the_system() -> None:
    assert given("FROM python:3\nRUN pip install -r requirements.txt && npm install -g x\n") == Provided(
        frozenset(), False
    )


@pytest.mark.parametrize(
    "line",
    [
        "RUN ./setup.sh",
        "RUN sh /tmp/setup.sh",
        "RUN curl -fsS https://example.com/x | sh",
        "RUN $TOOL install",
        "RUN apk add $PACKAGES",
        "RUN apk add ./own.apk",
        "RUN make install",
        "RUN . /etc/profile",
        "COPY rootfs /",
        "COPY . /usr/local",
        "ADD base.tar.gz /",
        "COPY --from=build / /",
        "COPY --from=build /usr/local/bin/ /usr/local/bin/",
        "COPY x $WHERE",
    ],
)
def test_what_cannot_be_seen_makes_it_opaque(line: str) -> None:
    assert given(f"FROM alpine\n{line}\n").opaque


@pytest.mark.parametrize(
    "line",
    [
        "RUN sh -c 'apk add curl'",
        "RUN echo hello | tee /greeting",
        "RUN python3 -m compileall /srv",
        "RUN /usr/bin/env true",
        "COPY entrypoint.sh /",
        "COPY app /srv/app",
        "COPY --from=build /go/bin/app /usr/local/bin/",
        "COPY --from=build /out/app /usr/local/bin/app",
        "COPY x /srv/$WHERE",
    ],
)
def test_what_puts_no_programs_in_the_systems_places_does_not(line: str) -> None:
    assert not given(f"FROM alpine\n{line}\n").opaque


def test_the_start_is_the_last_entrypoint_and_the_last_cmd() -> None:
    text = 'FROM debian\nENTRYPOINT ["a"]\nCMD ["b"]\nENTRYPOINT ["c"]\n'
    assert [one.exec_form for one in start_instructions(Analysis(parse(text)))] == [["c"], ["b"]]


def test_an_entrypoint_takes_away_the_cmd_of_the_stage_below() -> None:
    text = 'FROM debian AS base\nCMD ["b"]\nFROM base\nENTRYPOINT ["c"]\n'
    assert [one.exec_form for one in start_instructions(Analysis(parse(text)))] == [["c"]]
