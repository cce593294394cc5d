"""The table, the JSON and the Markdown: what stands in them is what was advised, and nothing in them is markup."""

import json
from io import StringIO
from pathlib import Path

import jsonschema
from tests.advisor.asking import DAY, ask

from baseadvisor.advisor import Advice, advise
from baseadvisor.report import advice_json, advice_markdown, advice_text, advice_words
from baseadvisor.report.advice_schema import schema, schema_text
from baseadvisor.report.model import Options

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "advice.schema.json"
TEXT = "FROM alpine:3.6\nENV JAVA_HOME /usr/lib/jvm/java-1.8-openjdk\nRUN apk add --no-cache openjdk8\n"


def table(*advices: Advice, why: bool = False, color: bool = False) -> str:
    out = StringIO()
    advice_text.render(advices, out, Options(color=color, width=120), why=why)
    return out.getvalue()


def test_the_published_schema_is_current_and_what_is_written_keeps_to_it() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()
    for text in (
        TEXT,
        "FROM scratch\n",
        "FROM $X\n",
        "FROM acme/x\n",
        "nothing",
        "FROM ubuntu\nRUN apt-get install python\n",
    ):
        out = StringIO()
        advice_json.render([ask(text)], [("bad", "why")], out)
        jsonschema.validate(json.loads(out.getvalue()), schema())


def test_the_table_says_since_when_until_when_how_much_and_as_of_when() -> None:
    shown = table(ask(TEXT))
    assert f"as of {DAY}" in shown
    assert "Alpine Linux 3.6 is unsupported since 2019-05-01" in shown
    assert "eclipse-temurin:8-jre-alpine" in shown
    assert "amazoncorretto:8-alpine" in shown
    assert "63.1 MB" in shown
    assert "/opt/java/openjdk" in shown
    assert "\x1b" not in shown


def test_what_fails_as_it_is_stands_under_the_image_in_every_form() -> None:
    advice = ask("FROM debian:trixie-slim\nRUN apt-get update && apt-get install -y libncurses5\n")
    shown = table(advice)
    assert "as it is now:\n    breaks: line 2: package libncurses5" in shown
    assert "it can stay as it is" not in shown
    assert "it can stay" not in table(advice, advice)
    out = StringIO()
    advice_markdown.render([advice], [], out)
    assert "as it is now, breaks: line 2, package libncurses5" in out.getvalue()
    out = StringIO()
    advice_json.render([advice], [], out)
    assert json.loads(out.getvalue())["files"][0]["stages"][0]["failing_now"][0]["line"] == 2


def test_why_shows_every_candidate_with_its_terms_and_sources() -> None:
    advice = ask(TEXT)
    shown = table(advice, why=True)
    for candidate in advice.stages[0].candidates:
        assert candidate.image.reference in shown
        for term in candidate.terms:
            assert f"{term.points:+7.1f} {term.name}" in shown


def test_what_is_not_known_is_a_question_mark_and_what_is_near_has_a_tilde() -> None:
    assert advice_words.size(None) == "?"
    assert advice_words.saved(None) == "?"
    near = ask("FROM python:3.9-bullseye\n").stages[0].image.size
    assert near is not None
    assert near.match == "nearest"
    assert advice_words.size(near).startswith("~")
    assert f"{near.image}:{near.tag}" in advice_words.size_source(near)


def test_figures_far_apart_in_time_show_both_dates() -> None:
    shown = table(ask("FROM node:14\n"))
    assert "sizes of 2023-01-11 and 2026-08-27: they lie 1324 days apart" in shown
    assert "~-" in shown


def test_an_overview_of_several_files_has_the_unsupported_first_and_the_sum() -> None:
    good = ask("FROM debian:trixie\n", filename="a/Dockerfile")
    bad = ask("FROM node:14\n", filename="b/Dockerfile")
    shown = table(good, bad)
    assert shown.index("b/Dockerfile") < shown.index("a/Dockerfile")
    assert "2 files, 2 base images, 1 of them out of support" in shown
    assert "about 284.7 MB less to pull with the first advice for 2 of 2 final images" in shown


def test_a_name_without_end_does_not_stretch_the_overview() -> None:
    shown = table(ask(f"FROM a:{'9' * 5000}\n"), ask("FROM node:14\n"))
    assert max(map(len, shown.splitlines())) < 400


def test_control_characters_and_markup_do_not_pass() -> None:
    nasty = ask("FROM python:3.9-slim\nRUN apt-get install -y 'a\x1b[31m`|<b>@x'\n", filename="x\x1b[1m`|.Dockerfile")
    assert "\x1b" not in table(nasty, why=True)
    out = StringIO()
    advice_markdown.render([nasty], [("a|b\x1b", "c<d>")], out, why=True)
    assert "\x1b" not in out.getvalue()
    assert "<b>" not in out.getvalue()
    assert "<d>" not in out.getvalue()


def test_bars_have_the_length_of_their_share() -> None:
    assert advice_words.bar(100, 100, 10) == "█" * 10
    assert advice_words.bar(50, 100, 10) == "█" * 5
    assert advice_words.bar(None, 100, 10) == ""
    assert len(advice_words.bar(1, 100, 10)) == 1


def test_the_table_has_the_end_of_the_verdict() -> None:
    advice = ask('FROM eclipse-temurin:25.0.1_8-jre-alpine\nCOPY . .\nCMD ["java", "-jar", "x.jar"]\n')
    day = advice.stages[0].verdict.split()[2]
    assert f"supported until {day} at most: which release" in advice.stages[0].verdict
    row = next(line for line in table(advice).splitlines() if line.split()[:1] == ["now"])
    assert row.rstrip().endswith(f"{day} at most")
    out = StringIO()
    advice_markdown.render([advice], [], out)
    assert f"| {day} at most |" in next(line for line in out.getvalue().splitlines() if "| now |" in line)
    assert advice_json.advice_object(advice)["stages"][0]["image"]["support_until"] == day


def test_a_stage_on_an_image_that_is_told_of_has_what_it_touches_alone() -> None:
    text = (
        "FROM node:18-alpine AS a\nRUN corepack enable\nFROM node:18-alpine\nCOPY --from=a /x /x\n"
        'COPY a.js /\nCMD ["node", "a.js"]\n'
    )
    shown = table(advise(text, offline=True, as_of=DAY))
    assert shown.count("support until") == 1
    again = shown.partition("line 1: node:18-alpine, build stage a")[2]
    assert "the image of line 3, and the same to move to" in again
    assert "line 2: corepack enable" in again
    other = table(advise(text.replace("node:18-alpine AS", "node:16-alpine AS"), offline=True, as_of=DAY))
    assert other.count("support until") == 2


def test_that_no_break_is_known_is_no_promise_where_little_is() -> None:
    shown = table(ask("FROM alpine:3.2\nRUN apk add curl\n"))
    assert "confidence low" in shown
    assert "no break is known, and not that there is none" in shown
    assert "nothing in this file is known to break" in table(ask("FROM alpine:3.23\nRUN apk add curl\n"))
