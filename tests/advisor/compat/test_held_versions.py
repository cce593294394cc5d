"""What the file fetches in one version, which is of the time of the base that it was written for."""

import pytest
from tests.advisor.asking import ask, candidates, told

from baseadvisor.advisor import Candidate


def _held(candidate: Candidate) -> list[tuple[str, int | None, str]]:
    reasons = [one for one in candidate.reasons if "holds fast" in one.why]
    return [(one.what, one.line, one.why) for one in reasons]


_WITH_TOOLS = "FROM debian:10\nRUN apt-get install -y curl wget git\n"


@pytest.mark.parametrize(
    ("run", "what"),
    [
        ("curl -LO https://github.com/phalcon/cphalcon/archive/v3.0.3.tar.gz", "cphalcon v3.0.3"),
        ("V=1.4.2 && curl -LO https://example.org/z-$V.tar.gz", "z-1.4.2"),
        ("wget https://example.org/tool/v2.1/tool.phar", "tool.phar v2.1"),
        ("git clone -b v1.2 https://github.com/some/thing && cd thing && ./install", "thing v1.2"),
        ("git clone https://github.com/some/thing.git && cd thing && git checkout 3.0.1", "thing 3.0.1"),
        (
            "git clone https://github.com/some/thing && cd thing && "
            "git checkout 30cf7ac33676b5786e78c746683f0d4cd64fa75b",
            "thing 30cf7ac33676",
        ),
    ],
)
def test_sources_of_one_version_are_to_be_tried_on_another_release(run: str, what: str) -> None:
    found = _held(candidates(f"{_WITH_TOOLS}RUN {run}\n")["debian:13"])
    assert [(one, line) for one, line, _ in found] == [(what, 3)]
    assert "whether it works on Debian 13 (trixie) is to be tried" in found[0][2]


@pytest.mark.parametrize(
    "run",
    [
        "curl -LO https://storage.googleapis.com/kubernetes-release/release/v1.8.0/bin/linux/amd64/kubectl",
        "curl -L https://example.org/agent-1.2.3-linux-amd64.tar.gz | tar xz",
        "curl -LO https://example.org/latest/source.tar.gz",
        "git clone https://github.com/some/thing",
        "cd /src && git checkout -- .",
        "curl -LO https://example.org/thing-1.2.3.tar.gz.asc",
    ],
)
def test_nothing_is_said_of_what_is_in_no_version_or_compiled_already(run: str) -> None:
    assert _held(candidates(f"{_WITH_TOOLS}RUN {run}\n")["debian:13"]) == []


def test_packages_of_a_language_are_named_where_its_version_changes() -> None:
    text = "FROM node:8-stretch\nRUN npm install -g grunt-cli@1.2.0 less\nRUN npm install\n"
    (found,) = _held(candidates(text)["node:24-trixie"])
    assert found[:2] == ("grunt-cli 1.2.0", 2)
    assert "on Debian 13 (trixie) with Node.js 24" in found[2]
    stays = candidates("FROM node:24-bookworm\nRUN npm install -g grunt-cli@1.2.0\n")
    assert all(_held(one) == [] for one in stays.values() if "bookworm" in one.image.reference)


def test_packages_of_one_language_are_told_of_that_one() -> None:
    text = "FROM php:7.0-apache\nRUN apt-get install -y python-pip\nRUN pip install a\nRUN pip install b==1.4.7\n"
    (found,) = _held(next(iter(candidates(text).values())))
    assert "PHP" not in found[2]
    assert "Python" in found[2]


def test_programs_of_java_change_by_another_java_alone() -> None:
    run = "RUN wget https://archive.apache.org/dist/zookeeper/zookeeper-3.4.9/zookeeper-3.4.9.tar.gz\n"
    kept = candidates("FROM openjdk:8-jre-stretch\n" + run)
    assert kept
    assert all(_held(one) == [] for one in kept.values() if "8" in one.image.tag.partition("-")[0])


def test_lines_that_are_told_already_are_left_out() -> None:
    text = "FROM ubuntu:16.04\nRUN apt-get install -y python3-pip && pip3 install a==1.0\n"
    found = candidates(text)["ubuntu:24.04"]
    assert ("breaks", 2) in told(found).values()
    assert _held(found) == []


def test_a_name_that_moves_on_meets_what_stays_as_it_is() -> None:
    text = "FROM ubuntu:latest\nRUN wget https://example.org/app_0.11.1_amd64.deb && dpkg -i app_0.11.1_amd64.deb\n"
    stage = ask(text).stages[0]
    assert [(one.what, one.severity, one.line) for one in stage.now] == [
        ("package file app_0.11.1_amd64.deb", "check", 2)
    ]
    assert not stage.fails_now
    sources = "FROM node:slim\nRUN npm install -g thing@1.0.14\nRUN curl -LO https://example.org/z-1.2.tar.gz\n"
    stage = ask(sources).stages[0]
    (reason,) = stage.now
    assert (reason.what, reason.line) == ("thing 1.0.14, z-1.2", 2)
    assert "while node:slim moves on" in reason.why
    assert all(one.confidence.level != "high" for one in stage.candidates)


def test_a_name_with_a_version_does_not_move_on() -> None:
    text = "FROM ubuntu:24.04\nRUN wget https://example.org/app_0.11.1_amd64.deb && dpkg -i app_0.11.1_amd64.deb\n"
    assert ask(text).stages[0].now == ()


@pytest.mark.parametrize(
    "command",
    ["clone -b php7 https://h/a", "clone -b release-2.x https://h/a", "reset --hard HEAD~1", "checkout -- file1.txt"],
)
def test_a_branch_that_goes_on_is_no_version(command: str) -> None:
    found = told(candidates(f"FROM debian:11\nRUN git {command}\n")["debian:13"])
    assert not any("php7" in what or "2.x" in what or "HEAD" in what or "file1" in what for what in found)


def test_a_repository_that_add_takes_in_one_version() -> None:
    text = "FROM golang:1.26-alpine\nADD https://github.com/golang/vuln.git{} /src\nRUN cd /src && go install ./a\n"
    for version in ("#v1.1.4", "?ref=v1.1.4&keep-git-dir=1", "#v1.1.4:cmd", "?ref=refs/tags/v1.1.4"):
        first = next(iter(candidates(text.format(version)).values()))
        assert told(first, "untried")["vuln v1.1.4"] == ("check", 2)
    for version in ("", "#refs/heads/v2", "?branch=refs/heads/release-1.2"):
        assert told(next(iter(candidates(text.format(version)).values())), "untried") == {}


@pytest.mark.parametrize(
    "add",
    [
        '["https://github.com/golang/vuln.git#v1.1.4", "/src"]',
        '"https://github.com/golang/vuln.git#v1.1.4" "/src"',
        "--keep-git-dir=true https://github.com/golang/vuln.git#v1.1.4 /src",
    ],
)
def test_a_repository_that_add_takes_however_it_is_written(add: str) -> None:
    text = f"FROM golang:1.26-alpine\nADD {add}\nRUN cd /src && go install ./a\n"
    assert told(next(iter(candidates(text).values())), "untried")["vuln v1.1.4"] == ("check", 2)


def test_the_version_of_a_repository_may_be_a_variable() -> None:
    text = 'FROM golang:1.26-alpine\nARG V=v1.1.4\nADD ["https://github.com/golang/vuln.git#${V}", "/src"]\nRUN go\n'
    assert told(next(iter(candidates(text).values())), "untried")["vuln v1.1.4"] == ("check", 3)
