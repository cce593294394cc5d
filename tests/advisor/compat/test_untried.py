"""What RUN does that nothing looks into is said, once for a candidate, and only where the release changes."""

import pytest
from tests.advisor.asking import ask, candidates, port, told


def test_what_is_not_known_is_named_with_its_lines() -> None:
    text = "FROM ubuntu:22.04\nRUN ./configure-all\nRUN frobnicate --all && echo done\n"
    found = told(candidates(text)["ubuntu:26.04"], "untried")
    assert found == {"configure-all, frobnicate": ("check", 2)}
    reason = next(one for one in candidates(text)["ubuntu:26.04"].reasons if one.topic == "untried")
    assert reason.certainty == "low"
    assert "also line 3" in reason.why


def test_what_is_the_same_everywhere_is_not_named() -> None:
    text = "FROM ubuntu:22.04\nRUN mkdir /x && cd /x && curl -fsSL https://example.org/a.tar | tar x && useradd me\n"
    assert told(candidates(text)["ubuntu:26.04"], "untried") == {}


def test_a_line_of_which_something_is_said_is_not_named_again() -> None:
    text = "FROM ubuntu:16.04\nRUN python2 -m frobnicate; frobnicate\nRUN frobnicate\n"
    for candidate in ask(text).stages[0].candidates:
        lines = [one.line for one in candidate.reasons if one.topic == "untried"]
        others = {one.line for one in candidate.reasons if one.topic != "untried" and one.severity != "note"}
        assert not others.intersection(lines)


def test_nothing_of_it_where_the_release_stays() -> None:
    text = "FROM debian:13\nRUN frobnicate\n"
    assert told(candidates(text)["debian:13-slim"], "untried") == {}


def test_a_script_that_is_piped_into_a_shell_is_named_by_its_address() -> None:
    text = "FROM ubuntu:22.04\nRUN curl https://example.org/get.sh | bash -s -- -y\nRUN sh -x /o/run.sh; bash -c true\n"
    assert told(candidates(text)["ubuntu:26.04"], "untried") == {"https://example.org/get.sh, run.sh": ("check", 2)}


@pytest.mark.parametrize("flags", ["", "-", "-x", "-s -- -y", "-eo pipefail"])
def test_what_is_piped_into_a_shell_is_named_whatever_its_flags(flags: str) -> None:
    text = f"FROM ubuntu:22.04\nRUN curl https://example.org/get | bash {flags}\n"
    assert told(candidates(text)["ubuntu:26.04"], "untried") == {"https://example.org/get": ("check", 2)}


@pytest.mark.parametrize("flags", ["-c", "-lc", "-euxc", "-o pipefail -c", "-ex -c"])
def test_what_a_shell_is_given_on_its_command_line_is_no_script(flags: str) -> None:
    text = f"FROM ubuntu:22.04\nRUN bash {flags} 'true && echo done' && find . -exec sh {flags} 'true' ';'\n"
    assert told(candidates(text)["ubuntu:26.04"], "untried") == {}


@pytest.mark.parametrize("flags", ["", "-x", "-eo pipefail", "--rcfile /etc/rc", "--"])
def test_a_script_is_named_whatever_the_flags_before_it(flags: str) -> None:
    text = f"FROM ubuntu:22.04\nRUN bash {flags} /opt/run.sh --fast\n"
    assert told(candidates(text)["ubuntu:26.04"], "untried") == {"run.sh": ("check", 2)}


def test_what_a_language_is_given_on_its_command_line_is_not_named() -> None:
    text = 'FROM python:3.14-alpine3.23\nRUN python -m venv /v && python -c "import sys" && perl -e 1\n'
    assert port(text, "python:3.14-alpine3.24", "untried") == {}
    assert port(text.replace("-m venv", "-m tool"), "python:3.14-alpine3.24", "untried") == {
        "python -m tool": ("check", 2)
    }
    assert port("FROM php:8.3-apache-bookworm\nRUN a2enmod rewrite\n", "php:8.3-apache-trixie", "untried") == {}


def test_functions_and_scripts_that_the_file_writes_are_not_named() -> None:
    text = (
        "FROM ubuntu:22.04\nCOPY <<EOF /usr/bin/setup-it\n#!/bin/sh\ntrue\nEOF\n"
        "RUN go_on() { true; }; go_on && setup-it\n"
        "RUN cat <<EOF > /x/other.sh\ntrue\nEOF\nRUN sh /x/other.sh\n"
    )
    assert told(candidates(text)["ubuntu:26.04"], "untried") == {}
    assert told(candidates("FROM ubuntu:22.04\nRUN go_on\n")["ubuntu:26.04"], "untried") == {"go_on": ("check", 2)}


def test_scripts_of_official_images_are_not_named() -> None:
    text = "FROM openjdk:8-jdk\nRUN /docker-java-home\nRUN docker-openjdk-cacerts && docker-entrypoint.sh x\n"
    found = {name for one in candidates(text).values() for name in told(one, "untried")}
    assert not any(name.startswith("docker-openjdk") or "entrypoint" in name for name in found)


def test_a_script_of_the_sources_is_not_taken_for_the_system_s_program() -> None:
    text = "FROM debian:10\nRUN cd build && ./install\nRUN install -d /x && /usr/bin/install -d /y\n"
    assert told(candidates(text)["debian:13"], "untried") == {"./install": ("check", 2)}


def test_an_address_without_its_protocol() -> None:
    found = port(
        "FROM debian:9\nRUN apt-get install -y curl\nRUN curl -sL files.example.org/x | bash\n", "debian:13-slim"
    )
    assert found["files.example.org/x"] == ("check", 3)
