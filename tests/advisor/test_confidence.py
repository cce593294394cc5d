"""How sure a candidate is: high only where everything is known, low where much is not."""

import pytest
from tests.advisor.asking import ask, candidates


def level(text: str, reference: str) -> str:
    return candidates(text)[reference].confidence.level


def test_fewer_files_of_the_same_release_for_a_copied_program_are_sure() -> None:
    assert level('FROM debian:13\nCOPY app /app\nCMD ["/app"]\n', "debian:13-slim") == "high"


@pytest.mark.parametrize(
    ("text", "reference", "why"),
    [
        ("FROM ubuntu:22.04\nRUN frobnicate\n", "ubuntu:26.04", "not all that it runs is looked into (line 2)"),
        ("FROM debian:11\nRUN apt-get update && apt-get install -y curl\n", "debian:13", "a major version changes"),
    ],
)
def test_what_takes_from_it_is_named(text: str, reference: str, why: str) -> None:
    confidence = candidates(text)[reference].confidence
    assert confidence.level != "high"
    assert why in confidence.why


def test_a_sure_candidate_has_nothing_to_be_checked_and_nothing_that_is_only_likely() -> None:
    texts = [
        "FROM python:3.12\nCOPY . /app\nRUN pip install flask\nCMD python /app/x.py\n",
        "FROM node:20\nCOPY . .\nRUN npm ci\nCMD node x.js\n",
        "FROM openjdk:17\nCOPY a.jar /\nCMD java -jar /a.jar\n",
        "FROM debian:12\nRUN apt-get update && apt-get install -y nginx\n",
    ]
    for text in texts:
        for candidate in ask(text).stages[0].candidates:
            if candidate.confidence.level == "high":
                assert candidate.confidence.why == ""
                assert candidate.effort in ("drop-in", "small")
                assert all(one.severity == "note" or one.certainty == "high" for one in candidate.reasons)


def test_another_release_is_no_sure_thing_for_what_is_run_or_taken_there() -> None:
    text = "FROM rockylinux:9\nRUN touch /a\n"
    found = ask(text).stages[0].candidates
    assert "high" not in {one.confidence.level for one in found if one.image.release != "9" and one.kind != "slim"}
    taken = "FROM debian:12 AS a\nFROM scratch\nCOPY --from=a /lib/x /x\n"
    build = next(one for one in ask(taken).stages if not one.final)
    assert "high" not in {one.confidence.level for one in build.candidates if one.image.release != "12"}


def test_fewer_files_are_no_sure_thing_where_something_unknown_runs() -> None:
    sure = candidates("FROM debian:13\nRUN apt-get update && apt-get install -y curl\n")["debian:13-slim"]
    unsure = candidates("FROM debian:13\nRUN frobnicate\n")["debian:13-slim"]
    assert (sure.confidence.level, unsure.confidence.level) == ("high", "medium")
