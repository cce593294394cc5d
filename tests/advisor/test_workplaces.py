"""Images that nothing is run from keep their tools."""

import pytest
from tests.advisor.asking import ask, candidates, told

GO = "FROM golang:1.27\nRUN go install example.com/tool@v1\n"


@pytest.mark.parametrize(
    "start",
    [
        'CMD ["/bin/bash"]\n',
        "CMD bash\n",
        'ENTRYPOINT ["zsh", "-l"]\n',
        'ENTRYPOINT ["tini", "--"]\nCMD ["bash"]\n',
        'ENTRYPOINT ["/docker-entrypoint.sh"]\nCMD ["sh"]\n',
    ],
)
def test_nothing_is_split_from_an_image_to_work_in(start: str) -> None:
    kinds = {one.kind for one in candidates(GO + start).values()}
    assert kinds.isdisjoint({"split", "slim"})


@pytest.mark.parametrize(
    "start",
    ['CMD ["bash", "-c", "tool"]\n', 'CMD ["python3", "app.py"]\n', 'ENTRYPOINT ["tool"]\nCMD ["bash"]\n'],
)
def test_a_program_that_is_run_is_no_prompt(start: str) -> None:
    text = "FROM python:3.12-bookworm\nRUN pip install tool\n" + start
    assert "slim" in {one.kind for one in candidates(text).values()}


def test_a_language_without_a_program_is_a_prompt() -> None:
    text = 'FROM ruby:3.4\nRUN gem install pry\nCMD ["irb"]\n'
    assert "slim" not in {one.kind for one in candidates(text).values()}


def test_what_others_build_on_keeps_its_tools() -> None:
    found = candidates("FROM ruby:3.4-bookworm\nRUN gem update --system\n")
    assert next(iter(found)) == "ruby:3.4-trixie"
    assert "slim" not in {one.kind for one in found.values()}
    port = found["ruby:3.4-alpine3.24"]
    assert told(port)["what is built on this image"] == ("check", None)


def test_a_server_with_a_setting_is_not_built_on() -> None:
    found = candidates("FROM nginx:1.30-alpine\nRUN rm /etc/nginx/conf.d/default.conf\n")
    assert "slim" in {one.kind for one in found.values()}


def test_a_stage_that_others_copy_from_is_not_built_on() -> None:
    text = "FROM ruby:3.4-bookworm AS a\nRUN gem install x\nFROM debian:13\nCOPY --from=a /x /x\nCMD x\n"
    stage = ask(text).stage(0)
    assert all("what is built on this image" not in told(one) for one in stage.candidates)


def test_a_script_that_is_run_and_removed_hides_nothing() -> None:
    text = "FROM ruby:3.4-bookworm\nCOPY setup.sh /tmp/setup.sh\nRUN sh /tmp/setup.sh && rm -f /tmp/setup.sh\n"
    assert "slim" not in {one.kind for one in candidates(text).values()}
    kept = candidates(text.replace(" && rm -f /tmp/setup.sh", ""))["ruby:3.4-slim-trixie"]
    assert "what is built on this image" not in told(kept)
    assert kept.effort == "small", "nobody has read what the script needs"


def test_what_only_waits_is_worked_in() -> None:
    text = "FROM golang:1.20\nRUN go install golang.org/x/tools/gopls@latest\nCMD sleep infinity\n"
    assert {one.kind for one in candidates(text).values()} <= {"refresh", "port"}


def test_packages_that_are_built_are_for_the_release() -> None:
    text = "FROM centos:7\nRUN yum install -y {}\nCMD build\n"
    assert told(candidates(text.format("rpm-build"))["almalinux:9"])["package rpm-build"] == ("check", 2)
    assert "package rpm-build" not in told(candidates(text.format("make"))["almalinux:9"])


def test_pips_mock_makes_no_packages() -> None:
    text = "FROM ubuntu:16.04\nRUN apt-get install -y python3-pip && pip3 install mock\n"
    assert "package mock" not in told(candidates(text)["ubuntu:24.04"])


def test_what_makes_packages_and_is_removed_uncalled_makes_none() -> None:
    text = "FROM alpine:3.8\nRUN apk add --no-cache --virtual .a abuild make && {} && apk del .a\n"
    assert "package abuild" not in told(candidates(text.format("make"))["alpine:3.24"])
    assert told(candidates(text.format("abuild -r"))["alpine:3.24"])["package abuild"] == ("check", 2)
