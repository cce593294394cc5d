"""How far a move goes: no version counts twice, no long way is called a short one."""

import pytest
from tests.advisor.asking import candidates

from baseadvisor.advisor import Candidate

MANY = "RUN apt-get update && apt-get install -y bc bison curl file gawk git jq less make patch rsync wget zip\n"


def _jump(candidate: Candidate) -> tuple[float, str]:
    return next(((one.points, one.why) for one in candidate.terms if one.name == "jump"), (0.0, ""))


@pytest.mark.parametrize(
    ("image", "candidate"),
    [
        ("python:3.14", "cgr.dev/chainguard/python:latest"),
        ("node:latest", "cgr.dev/chainguard/node:latest"),
        ("gcr.io/distroless/static-debian12", "gcr.io/distroless/static-debian13"),
        ("alpine:3.21", "alpine:3.24"),
    ],
)
def test_another_name_of_the_same_version_is_no_jump(image: str, candidate: str) -> None:
    found = candidates(f'FROM {image}\nCOPY a /a\nCMD ["/a"]\n')[candidate]
    assert _jump(found)[0] >= -4
    assert not found.major


def test_the_newest_is_as_far_as_what_lies_between() -> None:
    text = 'FROM python:{}\nCOPY a.py .\nCMD ["python", "a.py"]\n'
    for version, left in (
        ("3.13", ""),
        ("3.12", ", past 1 that is supported"),
        ("3.11", ", past 2 that are supported"),
    ):
        found = candidates(text.format(version))["cgr.dev/chainguard/python:latest"]
        assert _jump(found)[1] == f"a major version changes{left}"
    java = candidates('FROM openjdk:8-jdk\nCOPY a.jar /\nCMD ["java", "-jar", "/a.jar"]\n')
    assert _jump(java["cgr.dev/chainguard/jre:latest"])[1] == "a major version changes, past 3 that are supported"
    given_up = candidates('FROM openjdk\nCOPY a.jar /\nENTRYPOINT ["java", "-jar", "/a.jar"]\n')
    assert _jump(given_up["eclipse-temurin:25-jre"])[1] == "a major version changes, past 1 that is supported"
    unknown = candidates('FROM debian:12\nRUN apt-get install -y openjdk-17-jre\nCMD ["java", "-jar", "/a.jar"]\n')
    assert _jump(unknown["cgr.dev/chainguard/jre:latest"])[1] == "a major version changes, to the newest"


def test_all_rebuilds_of_one_release_lie_equally_far() -> None:
    found = candidates("FROM centos:7\nRUN yum install -y httpd\n")
    names = ("almalinux:10", "rockylinux/rockylinux:10", "quay.io/centos/centos:stream10")
    assert {_jump(found[name]) for name in names} == {(-4.0, "every package becomes another version")}


def test_many_of_alpines_lines_are_a_release() -> None:
    found = candidates("FROM alpine:3.6\nRUN apk add --no-cache curl\n")["alpine:3.24"]
    assert found.major
    assert _jump(found)[0] == -4
    assert found.effort == "small"


@pytest.mark.parametrize(
    ("text", "candidate", "effort"),
    [
        ("FROM python:3.12-slim-bookworm\n", "python:3.12-slim-trixie", "drop-in"),
        ("FROM python:3.12-slim-bookworm\nRUN apt-get install -y curl\n", "python:3.12-slim-trixie", "small"),
        ("FROM golang:1.26-bookworm\nRUN go build .\n", "golang:1.26-trixie", "small"),
        ("FROM python:3.14\n", "python:3.14-alpine", "small"),
        ("FROM java:8-jdk\n", "eclipse-temurin:8-jdk", "small"),
        ("FROM python:3.9-slim\n", "python:3.12-slim", "moderate"),
        ("FROM node:14-slim\n", "node:24-trixie-slim", "moderate"),
        ("FROM node:20-slim\n", "node:24-trixie-slim", "small"),
        ("FROM gradle:7-jdk17\nRUN gradle build\n", "gradle:9-jdk17", "moderate"),
        ("FROM gradle:7-jdk17\nRUN gradle build\n", "gradle:8-jdk17", "small"),
        ("FROM tomcat:8.5-jdk11\nCOPY a.war /usr/local/tomcat/webapps/\n", "tomcat:10.1-jdk11", "moderate"),
        (f"FROM debian:9\n{MANY}", "debian:13", "moderate"),
        (f"FROM debian:11\n{MANY}", "debian:13", "small"),
        (f"FROM centos:7\n{MANY.replace('apt-get update && apt-get', 'yum')}", "almalinux:10", "moderate"),
        ("FROM debian:9\nRUN apt-get install -y curl\n", "debian:13", "small"),
    ],
)
def test_the_length_of_a_move_is_in_the_word_for_its_effort(text: str, candidate: str, effort: str) -> None:
    assert candidates(text)[candidate].effort == effort
