"""Patches apply, parse, keep everything else as it is, and are only made where nothing is guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.advisor.asking import ask, candidates

from baseadvisor import parse
from baseadvisor.advisor.patching import patched
from baseadvisor.fixes.apply import apply_edits

APT = """FROM debian:stretch-slim
# tools
RUN apt-get update \\
    && apt-get install -y --no-install-recommends \\
       ca-certificates \\
       curl \\
       build-essential \\
    && rm -rf /var/lib/apt/lists/*
COPY . /srv
"""


def put_in(text: str, reference: str) -> str:
    candidate = candidates(text)[reference]
    assert candidate.unpatched is None, candidate.unpatched
    return apply_edits(text, candidate.edits)


def test_a_port_rewrites_the_package_manager_and_keeps_the_form() -> None:
    assert put_in(APT, "alpine:3.24") == (
        "FROM alpine:3.24\n# tools\nRUN apk add --no-cache \\\n       ca-certificates \\\n       curl \\\n"
        "       build-base\nCOPY . /srv\n"
    )


def test_what_stands_beside_the_installation_stays() -> None:
    text = "FROM debian:stretch\nRUN set -e; apt-get update; apt-get install -y git; apt-get clean; echo done\n"
    assert put_in(text, "alpine:3.24") == "FROM alpine:3.24\nRUN set -e; apk add --no-cache git; echo done\n"


def test_a_refresh_of_the_index_alone_goes() -> None:
    text = "FROM debian:stretch\nRUN apt-get update\nRUN apt-get install -y git\nCMD true\n"
    assert put_in(text, "alpine:3.24") == "FROM alpine:3.24\nRUN apk add --no-cache git\nCMD true\n"


@pytest.mark.parametrize(
    "run",
    [
        "apt-get install -y zz-unheard-of",
        "apt-get install -y curl=7.1",
        "apt-get install -y $PACKAGES",
        "if true; then apt-get install -y git; fi",
        "sudo apt-get install -y git",
        "yes | apt-get install git",
        "apt-get install -y git && useradd x",
    ],
)
def test_nothing_is_guessed(run: str) -> None:
    candidate = candidates(f"FROM debian:stretch\nRUN {run}\n")["alpine:3.24"]
    assert candidate.unpatched
    assert not any(reason.patched for reason in candidate.reasons)


def test_the_version_in_an_argument() -> None:
    text = "ARG VERSION=3.9\nFROM python:${VERSION}-slim\nCMD python\n"
    assert put_in(text, "python:3.12-slim") == text.replace("=3.9", "=3.12")
    whole = 'ARG BASE="debian:stretch"\nFROM ${BASE}\n'
    assert put_in(whole, "debian:trixie") == 'ARG BASE="debian:trixie"\nFROM ${BASE}\n'


def test_an_argument_that_other_stages_take_as_well_is_left() -> None:
    text = "ARG V=3.9\nFROM python:${V} AS build\nFROM python:${V}-slim\n"
    assert "other FROM lines" in (candidates(text)["python:3.12-slim"].unpatched or "")


def test_java_home_and_the_path_move_and_the_package_goes() -> None:
    text = (
        "FROM alpine:3.6\nENV JAVA_HOME /usr/lib/jvm/java-1.8-openjdk\n"
        "ENV PATH $PATH:/usr/lib/jvm/java-1.8-openjdk/jre/bin:/usr/lib/jvm/java-1.8-openjdk/bin\n"
        "RUN apk add --no-cache openjdk8\nRUN apk add --no-cache curl\n"
    )
    assert put_in(text, "eclipse-temurin:8-jre-alpine") == (
        "FROM eclipse-temurin:8-jre-alpine\nENV JAVA_HOME /opt/java/openjdk\n"
        "ENV PATH $PATH:/opt/java/openjdk/bin\nRUN apk add --no-cache curl\n"
    )


def test_a_release_without_that_openjdk_is_not_put_in() -> None:
    text = "FROM debian:bookworm\nRUN apt-get update && apt-get install -y openjdk-{}-jre-headless\n"
    for reference in ("debian:trixie", "debian:trixie-slim"):
        assert "its OpenJDK is 21 and 25" in (candidates(text.format(17))[reference].unpatched or "")
        assert candidates(text.format(21))[reference].unpatched is None
    vendor = text.replace("RUN ", "RUN echo deb https://apt.example.org/ x main > /etc/apt/sources.list.d/x.list\nRUN ")
    assert candidates(vendor.format(17))["debian:trixie"].unpatched is None


def test_the_openjdks_of_a_release_are_those_of_the_rule() -> None:
    from baseadvisor.advisor.compat.archive.apt_editions import OPENJDKS
    from baseadvisor.linting.rule_index import shipped

    held = next(rule.params["held"] for rule in shipped().rules if rule.name == "java-package-not-in-release")
    assert {name: tuple(held[name]) for name in OPENJDKS} == OPENJDKS


def test_a_managers_other_name() -> None:
    text = "FROM centos:7\nRUN yum install -y httpd && yum clean all\n"
    found = candidates(text)["registry.access.redhat.com/ubi10-minimal:latest"]
    assert found.unpatched is None
    assert "microdnf install -y httpd && microdnf clean all" in apply_edits(text, found.edits)


def test_stages_are_patched_together_and_the_line_ends_stay() -> None:
    text = "FROM python:3.9-slim AS a\r\nRUN true\r\nFROM python:3.9-slim\r\nCOPY --from=a /x /x\r\n"
    result = patched(ask(text))
    assert len(result.taken) == 2
    assert result.text == text.replace("python:3.9-slim", "python:3.12-slim")


def test_what_the_judge_refuses_is_left_out_and_said() -> None:
    result = patched(ask("FROM python:3.9-slim\n"), judge=lambda before, after: "a worse thing")
    assert result.text == "FROM python:3.9-slim\n"
    assert "a worse thing" in result.notes[0]


names = st.sampled_from(["curl", "git", "build-essential", "libpq-dev", "ca-certificates", "zz-unknown", "procps"])
pieces = st.sampled_from(["apt-get update", "apt-get clean", "rm -rf /var/lib/apt/lists/*", "echo x", "mkdir -p /a"])
installs = st.lists(names, min_size=1, max_size=4).map(lambda found: "apt-get install -y " + " \\\n   ".join(found))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.one_of(pieces, installs), min_size=1, max_size=4), min_size=1, max_size=4),
    st.sampled_from([" && ", " \\\n && ", "; "]),
    st.sampled_from(["debian:stretch", "ubuntu:16.04", "python:3.9", "node:14"]),
)
def test_whatever_is_patched_parses_and_loses_no_instruction_but_empty_ones(
    runs: list[list[str]], joint: str, image: str
) -> None:
    text = f"FROM {image}\n" + "".join(f"RUN {joint.join(run)}\n" for run in runs) + 'CMD ["x"]\n'
    for candidate in next(iter(ask(text).stages)).candidates:
        if candidate.unpatched is not None:
            continue
        after = parse(apply_edits(text, candidate.edits))
        assert [problem for problem in after.problems if problem.fatal] == []
        assert after.instructions[0].keyword == "FROM"
        assert after.instructions[-1].exec_form == ["x"]
        if candidate.image.distribution == "alpine":
            assert "apt-get" not in apply_edits(text, candidate.edits)
        for kept in ("echo x", "mkdir -p /a"):
            assert apply_edits(text, candidate.edits).count(kept) == text.count(kept)


@pytest.mark.parametrize(
    "run", ["yum makecache fast", "yum -d1 install -y httpd", "yum install -y --skip-broken httpd"]
)
def test_what_microdnf_does_not_know_is_not_handed_to_it(run: str) -> None:
    found = candidates(f"FROM centos:7\nRUN {run} && yum install -y httpd\n")
    assert found["registry.access.redhat.com/ubi10-minimal:latest"].unpatched


def test_a_manager_that_no_names_are_known_of_leaves_it_unpatched() -> None:
    found = candidates('FROM centos:7\nRUN emerge dev-libs/icu\nCMD ["run"]\n')
    assert all(one.unpatched for one in found.values() if one.image.reference.startswith(("cgr.dev", "alpine")))
