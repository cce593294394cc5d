"""What an explanation says of a file."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baseadvisor.explanation import Explanation, explain
from baseadvisor.explanation.explain import UnknownTarget, is_image
from baseadvisor.report.explanation import FORMATS, render

EXAMPLES = Path(__file__).parents[2] / "examples"
OPENJDK = EXAMPLES / "openjdk-alpine.Dockerfile"


@pytest.fixture(scope="module")
def openjdk() -> Explanation:
    return explain(OPENJDK, host="rhel 7")


def answer(explanation: Explanation, start: str) -> str:
    found = [one for one in explanation.answers if one.question.startswith(start)]
    assert len(found) == 1, [one.question for one in explanation.answers]
    return " ".join(statement.text for statement in found[0].statements)


def test_an_alpine_image_runs_on_rhel_and_it_says_why(openjdk: Explanation) -> None:
    told = answer(openjdk, "Why does an Alpine image run on a Red Hat Enterprise Linux 7 server")
    assert openjdk.verdict == "yes"
    assert "system calls" in told
    assert "Linux 3.10" in told
    assert "2.6.39" in told


def test_there_is_no_second_kernel(openjdk: Explanation) -> None:
    assert answer(openjdk, "Is there a second kernel").startswith("No.")


def test_what_from_brings(openjdk: Explanation) -> None:
    told = answer(openjdk, "What does FROM really bring")
    assert "Alpine Linux 3.6" in told
    assert "musl" in told
    assert "No kernel" in told


def test_which_c_library_and_which_shell(openjdk: Explanation) -> None:
    assert answer(openjdk, "Which C library").startswith("musl.")
    assert "BusyBox's ash; there is no bash" in answer(openjdk, "Which shell")


def test_why_java_home_is_where_it_is(openjdk: Explanation) -> None:
    told = answer(openjdk, "Why is JAVA_HOME")
    assert "openjdk8" in told
    assert "/usr/lib/jvm/java-1.8-openjdk" in told
    assert "Line 12 says the same" in told


def test_support_and_size(openjdk: Explanation) -> None:
    assert answer(openjdk, "Is it supported").startswith("No: support of Alpine Linux 3.6 ended on 2019-05-01")
    assert "2.0 MB compressed on linux/amd64, as of 2018-09-11" in answer(openjdk, "How big")


def test_nothing_is_left_behind_with_one_stage(openjdk: Explanation) -> None:
    assert answer(openjdk, "What is left behind").startswith("No stage")
    assert openjdk.left == ()


def test_the_steps_are_the_instructions_in_order(openjdk: Explanation) -> None:
    assert [(step.line, step.keyword, step.effect) for step in openjdk.steps] == [
        (2, "ENV", "setting"),
        (5, "RUN", "files"),
        (12, "ENV", "setting"),
        (13, "ENV", "setting"),
        (14, "RUN", "files"),
    ]
    assert "openjdk8 with apk" in openjdk.steps[-1].statement.text


def every_example() -> list[Path]:
    return sorted(EXAMPLES.glob("*.Dockerfile"))


@pytest.mark.parametrize("host", [None, "rhel 7", "ubuntu 24.04", "windows 2022", "macos"])
@pytest.mark.parametrize("path", every_example(), ids=lambda path: path.name)
def test_every_statement_has_a_source_or_says_that_it_is_not_known(path: Path, host: str | None) -> None:
    for statement in explain(path, host=host).statements():
        assert statement.sources or statement.certainty == "unknown", statement
        for source in statement.sources:
            assert source.line is not None or source.date is not None or not source.verified, source


@pytest.mark.parametrize(
    "image", ["debian:12", "scratch", "busybox", "gcr.io/distroless/static", "ubuntu", "openjdk:8"]
)
def test_images_by_name_have_sources_too(image: str) -> None:
    explanation = explain(image, host="rhel 9")
    assert explanation.file == image
    assert explanation.steps == ()
    assert explanation.base.line is None
    for statement in explanation.statements():
        assert statement.sources or statement.certainty == "unknown", statement


def test_stages_left_behind_and_what_comes_along() -> None:
    explanation = explain(EXAMPLES / "go-service.Dockerfile")
    assert [(left.name, left.base, left.built, left.taken) for left in explanation.left] == [
        ("build", "golang:1.27-trixie", True, ("/out/service",))
    ]
    assert explanation.process.text == "service."


MULTI = """\
FROM debian:12 AS tools
RUN apt-get update && apt-get install -y make
FROM tools AS build
RUN make
FROM debian:12 AS unused
RUN rm -rf /
FROM debian:12
COPY --from=build /a /b /c/
CMD run me
"""


def test_a_stage_that_nothing_needs_is_not_built() -> None:
    left = {one.name: one for one in explain(MULTI).left}
    assert left["build"].taken == ("/a", "/b")
    assert not left["unused"].built
    assert left["tools"].built
    assert left["tools"].taken == ()


def test_a_stage_that_is_built_upon_is_part_of_the_image() -> None:
    explanation = explain(MULTI, target="build")
    assert [step.line for step in explanation.steps] == [2, 4]
    assert {left.name for left in explanation.left} == {"unused", "stage 3"}


def test_a_shell_form_command_runs_through_the_shell() -> None:
    assert explain(MULTI).process.text == "run me, through the shell (/bin/sh -c)."


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(UnknownTarget, match="there are tools, build, unused"):
        explain(MULTI, target="nonesuch")


def test_build_arguments_name_the_base() -> None:
    text = "ARG TAG\nFROM debian:${TAG}\n"
    assert "depends on the build" in explain(text).base.statement.text
    assert explain(text, build_args={"TAG": "12"}).base.title == "Debian 12 (bookworm)"


def test_java_home_that_is_not_where_java_is() -> None:
    text = "FROM alpine:3.22\nRUN apk add --no-cache openjdk17\nENV JAVA_HOME=/opt/java\n"
    assert "But line 3 says JAVA_HOME=/opt/java" in answer(explain(text), "Why is JAVA_HOME")


def test_java_home_that_the_image_sets() -> None:
    told = answer(explain("FROM eclipse-temurin:21-jre\n"), "Why is JAVA_HOME")
    assert "/opt/java/openjdk" in told
    assert "by itself" in told


def test_without_java_nothing_is_said_of_it() -> None:
    assert not [one for one in explain("debian:12").answers if "JAVA_HOME" in one.question]


def test_support_is_judged_by_the_day_asked_for() -> None:
    assert answer(explain("debian:12", as_of="2024-01-01"), "Is it supported").startswith("Yes")
    assert "Debian LTS" in answer(explain("debian:12", as_of="2027-01-01"), "Is it supported")
    assert answer(explain("debian:12", as_of="2031-01-01"), "Is it supported").startswith("No")


@pytest.mark.parametrize(
    "text", ["", "RUN echo\n", "FROM\n", "FROM ${X}\n", "FROM INVALID:::\n", "\x00", "garbage here\n"]
)
def test_what_cannot_be_told_is_unknown(text: str) -> None:
    explanation = explain(text)
    assert explanation.base.statement.certainty == "unknown"
    assert explanation.base.parts == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("debian", True),
        ("ghcr.io/a/b:1", True),
        ("scratch", True),
        ("FROM debian\n", False),
        ("", False),
        ("A::B", False),
    ],
)
def test_what_is_taken_for_an_image(text: str, expected: bool) -> None:
    assert is_image(text) is expected


def test_a_huge_file_is_bounded() -> None:
    lines = [f"FROM debian:12 AS s{number}" for number in range(300)]
    lines += ["RUN echo " + "x" * 10_000] * 500
    explanation = explain("\n".join(lines) + "\n")
    assert len(explanation.steps) + explanation.more_steps == 500
    assert len(explanation.steps) <= 60
    assert len(explanation.left) + explanation.more_left == 299
    assert len(explanation.left) <= 20
    assert all(len(statement.text) < 2000 for statement in explanation.statements())


LINES = st.sampled_from(
    [
        "FROM debian:12",
        "FROM --platform=$BUILDPLATFORM ${X:-alpine} AS a",
        "FROM a",
        "FROM scratch",
        "ARG X=\x1b",
        "ENV JAVA_HOME=/x PATH=$PATH:/y",
        "RUN apk add openjdk8 && cd / <<EOF\nx\nEOF",
        "COPY --from=a /x /y",
        "COPY --from=0 [",
        'SHELL ["powershell"]',
        "ENTRYPOINT",
        "ONBUILD RUN x",
        "USER \\",
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.one_of(st.lists(LINES, max_size=8).map("\n".join), st.text(max_size=200)))
def test_any_text_is_explained_in_every_format(text: str) -> None:
    explanation = explain(text, host="rhel 7")
    for format_name in FORMATS:
        render(explanation, format_name).encode("utf-8")


def test_what_a_distribution_lacks_is_not_said_of_the_images_built_on_it() -> None:
    shown = {part.name: part.value for part in explain("python:3.13-slim").base.parts}
    assert "CA certificates" not in shown
    assert "User" not in shown
    assert {part.name: part.value for part in explain("debian:12").base.parts}["CA certificates"] == "none"
