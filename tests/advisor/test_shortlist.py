"""A few candidates are named; what is left out is told with why."""

from tests.advisor.asking import DAY, ask

from baseadvisor.advisor import advise
from baseadvisor.advisor.model import Candidate, StageAdvice


def final(text: str) -> StageAdvice:
    return next(one for one in advise(text, offline=True, as_of=DAY).stages if one.final)


def test_names_nobody_knows_are_no_reason_to_leave_the_distribution() -> None:
    stage = final("FROM ubuntu:16.04\nRUN apt-get update && apt-get install -y libfrobnicate42\n")
    assert "alpine:3.24" not in [one.image.reference for one in stage.candidates]
    assert "line 2" in {one.reference: one.why for one in stage.left_out}["alpine:3.24"]


def test_the_best_is_always_named_and_the_order_is_kept() -> None:
    for text in ("FROM centos:7\nRUN yum install -y httpd\n", "FROM java:7\nCMD java -jar /a.jar\n", "FROM node:10\n"):
        every = next(one for one in ask(text).stages if one.final)
        named = final(text)
        assert named.best is not None
        assert every.best is not None
        assert named.best.image.reference == every.best.image.reference
        order = [one.image.reference for one in every.candidates]
        assert [one.image.reference for one in named.candidates] == sorted(
            (one.image.reference for one in named.candidates), key=order.index
        )


def test_named_and_left_out_together_are_all_that_was_weighed() -> None:
    text = "FROM openjdk:8-jdk-alpine\nCOPY a.jar /\nCMD java -jar /a.jar\n"
    every = next(one for one in ask(text).stages if one.final)
    named = final(text)
    assert sorted([*(one.image.reference for one in named.candidates), *(one.reference for one in named.left_out)]) == (
        sorted(one.image.reference for one in every.candidates)
    )
    assert len(named.candidates) <= 4


def test_what_can_stay_is_not_left_for_a_small_saving() -> None:
    stage = final("FROM nginx:1.31-alpine\nCOPY x /usr/share/nginx/html\n")
    assert stage.best is None
    assert all(one.saving is not None and one.saving.share >= 0.25 for one in stage.candidates)


def test_a_split_from_a_whole_build_image_needs_no_figure_to_be_named() -> None:
    text = 'FROM golang:1.27\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /x .\nCMD ["/x"]\n'
    stage = ask(text, platform="linux/s390x").stages[0]
    assert stage.image.size is None
    assert "gcr.io/distroless/static-debian13:nonroot" in [one.image.reference for one in stage.candidates]


def test_what_is_left_out_for_want_of_a_figure_is_told_so() -> None:
    stage = final("FROM eclipse-temurin:25\nCOPY a.jar /\nCMD java -jar /a.jar\n")
    unknown = {one.image.reference for one in ask_final(stage) if one.image.size is None}
    told = {one.reference: one.why for one in stage.left_out if "too little" in one.why}
    assert not unknown & set(told)
    assert "its size is not known" in {one.why for one in stage.left_out}


def ask_final(stage: StageAdvice) -> tuple[Candidate, ...]:
    """Every candidate that was weighed for a stage's image, in a file like that one."""
    text = f"FROM {stage.image.reference}\nCOPY a.jar /\nCMD java -jar /a.jar\n"
    return next(one for one in ask(text).stages if one.final).candidates


def test_ubi_is_not_named_where_it_may_lack_packages() -> None:
    text = "FROM fedora:40\nRUN dnf install -y createrepo\n"
    stage = final(text)
    assert not any("ubi" in one.image.reference for one in stage.candidates)
    assert any("ubi" in one.reference for one in stage.left_out)


def test_another_libc_is_no_alternative_where_something_compiled_meets_it() -> None:
    binary = "FROM rust:1.80-bookworm AS b\nRUN cargo build\nFROM debian:12-slim\nCOPY --from=b /x /x\nCMD /x\n"
    stage = final(binary)
    assert "alpine:3.24" not in [one.image.reference for one in stage.candidates]
    assert "another libc" in {one.reference: one.why for one in stage.left_out}["alpine:3.24"]
    plain = final("FROM debian:12-slim\nCOPY x.txt /x.txt\nCMD cat /x.txt\n")
    assert "alpine:3.24" in [one.image.reference for one in plain.candidates]


def test_a_stage_that_builds_for_others_stays_on_its_libc() -> None:
    stages = advise("FROM golang:1.24 AS b\nRUN go build\nFROM scratch\nCOPY --from=b /x /x\n", offline=True, as_of=DAY)
    build = stages.stage(0)
    assert [one.kind for one in build.candidates] == ["refresh"]
    assert any("stays with the libc" in one.why for one in build.left_out)


def test_what_is_compiled_nobody_knows_where_or_by_net_itself_is_for_glibc() -> None:
    for build in ("FROM somebody/rust:1 AS b\nRUN cargo build", "FROM mcr.microsoft.com/dotnet/sdk:9.0-noble-aot AS b"):
        text = f"{build}\nRUN dotnet publish -r linux-x64\nFROM debian:12-slim\nCOPY --from=b /x /x\nCMD /x\n"
        assert "alpine:3.24" not in [one.image.reference for one in final(text).candidates], build
