"""What issue threads of the peers say of parsing, of comments that silence rules, of configuration; what holds here.

Threads on rules are examples in the rule files, which name them in their `sources`.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import baseadvisor
from baseadvisor.linting.config_discovery import find_hadolint
from baseadvisor.linting.config_file import load
from baseadvisor.linting.rule_file import read_rule, rule_files
from baseadvisor.linting.rule_text import rule_text

ROOT = Path(__file__).parents[2]
THREAD = re.compile(r"[\w.-]+(?:/[\w.-]+)?#\d+")


class Thread(NamedTuple):
    """Threads (space between), a Dockerfile, its instructions, rules that are in question, and where they fire."""

    threads: str
    dockerfile: str
    keywords: str
    rules: tuple[str, ...]
    lines: list[int]
    config: Mapping[str, Any] = {}


THREADS = (
    Thread(
        "hadolint#847",
        "ARG HOST=registry.example.com\nFROM $HOST:8099/base/alpine:1.0\n",
        "ARG FROM",
        ("DL3006", "DL1000"),
        [],
    ),
    Thread(
        "hadolint#1040",
        "ARG REGISTRY=\nARG IMAGE=alpine\nARG TAG=3.22\nFROM ${REGISTRY:-}${REGISTRY:+/}${IMAGE}:${TAG}\n",
        "ARG ARG ARG FROM",
        ("DL3006", "DL1000"),
        [],
    ),
    Thread(
        "hadolint#6",
        "FROM debian:12\nARG MIX_ENV\nENV MIX_ENV ${MIX_ENV:-prod}\n",
        "FROM ARG ENV",
        ("DL1000",),
        [],
    ),
    Thread(
        "hadolint#279 hadolint#280",
        'FROM debian:12\nONBUILD ENV RUN_IT=${RUN_IT:-"java \\$JAVA_OPTS -jar /a.jar"}\n',
        "FROM ONBUILD",
        ("DL1000",),
        [],
    ),
    Thread(
        "hadolint#428",
        'FROM php:8.4-fpm\nENV FORMAT="%R - %u %t \\"%m %r\\" %s"\n',
        "FROM ENV",
        ("DL1000",),
        [],
    ),
    Thread(
        "hadolint#1137",
        "FROM debian:12\nRUN <<EOF bash\n    set -euxo pipefail\n    echo 123 | cat\nEOF\nRUN true\n",
        "FROM RUN RUN",
        ("DL4006", "DL1000", "SC3040"),
        [],
    ),
    Thread(
        "hadolint#798",
        "FROM busybox:1.37\nONBUILD COPY foo.txt /\n",
        "FROM ONBUILD",
        ("no-base-image", "malformed-from", "DL3061"),
        [],
    ),
    Thread(
        "hadolint#675",
        "FROM debian:12\nEXPOSE 80/ip\n",
        "FROM EXPOSE",
        ("DL1000", "invalid-port"),
        [2],
    ),
    Thread(
        "hadolint#960 hadolint/language-docker#99",
        "FROM scratch\nRUN <<EOR\necho asdf\nEOR\n#\nCOPY <<EOF /a\nb\nEOF\nCOPY c /c\n",
        "FROM RUN COPY COPY",
        ("DL1000",),
        [],
    ),
    Thread(
        "hadolint#1051",
        'FROM debian:12\nCOPY <<-\\EOT /data.txt\n  echo \'$TARGETBUILDARCH\'\nEOT\nCMD ["cat", "/data.txt"]\n',
        "FROM COPY CMD",
        ("DL1000",),
        [],
    ),
    Thread(
        "hadolint#1019 hadolint#923",
        "FROM scratch\nRUN foo && \\\n    bar <<BAR\nblah\nBAR\n",
        "FROM RUN",
        ("DL1000",),
        [],
    ),
    Thread(
        "hadolint#682",
        "FROM python:3.13-slim\nRUN <<EOF\n    apt-get update\n    apt-get -y upgrade\nEOF\nWORKDIR /usr/src/app\n",
        "FROM RUN WORKDIR",
        ("DL1000",),
        [],
    ),
    Thread(
        "hadolint#736",
        "FROM debian:12\nRUN <<EOF\necho bye > /a\nEOF",
        "FROM RUN",
        ("DL1000",),
        [],
    ),
    Thread(
        "hadolint#26",
        "FROM busybox:1.37\nRUN uname -a",
        "FROM RUN",
        ("DL1000",),
        [],
    ),
    Thread(
        "hadolint#27",
        "FROM debian:12\nRUN yum install -y \\\n    git \\ \n    imagemagick\n",
        "FROM RUN",
        ("DL1000",),
        [],
    ),
    Thread(
        "hadolint#21 hadolint#146",
        "# one\n# two\nFROM debian:12\nRUN set -x \\\n    # inside\n\n    && true\n",
        "FROM RUN",
        ("DL1000",),
        [],
    ),
    Thread(
        "hadolint#371",
        "# escape=`\nFROM mcr.microsoft.com/dotnet/framework/runtime:4.8\nENV something=something `\n    other=other\n",
        "FROM ENV",
        ("DL1000",),
        [],
    ),
    Thread(
        "hadolint#461",
        "FROM alpine:3.22\n"
        "RUN set -eux; \\\n"
        "# a comment\n"
        "    echo -e '\\n\\\n"
        "@edge http://example.com/edge\\n\\\n"
        "@test http://example.com/test' >> /etc/apk/repositories\n",
        "FROM RUN",
        ("DL1000",),
        [],
    ),
    Thread(
        "hadolint#62",
        'FROM debian:12\nHEALTHCHECK --interval=5m CMD ["true"]\n',
        "FROM HEALTHCHECK",
        ("DL1000",),
        [],
    ),
    Thread(
        "hadolint#593",
        "FROM debian:12\nRUNNN true\nADD b /b\n",
        "FROM RUNNN ADD",
        ("DL1000", "unknown-instruction"),
        [2],
    ),
    Thread(
        "hadolint#938",
        "FROM debian:12\nAAA\n",
        "FROM AAA",
        ("DL1000", "unknown-instruction"),
        [2],
    ),
    Thread(
        "michaellzc/vscode-hadolint#60",
        "FROM node:22\nWORKDIR \n",
        "FROM WORKDIR",
        ("missing-argument",),
        [2],
    ),
    Thread(
        "hadolint#461",
        "FROM debian:12\nRUN x \\\n# hadolint ignore=DL3020\n && y\nADD a /a\n",
        "FROM RUN ADD",
        ("DL3020",),
        [5],
    ),
    Thread(
        "hadolint#370 hadolint#441 hadolint#1028 hadolint#997",
        "FROM debian:12\n"
        "# hadolint ignore=DL3020 # it is so\n"
        "ADD a /a\n"
        "# hadolint ignore=DL3020 - it is so\n"
        "ADD b /b\n"
        "# hadolint ignore=DL3020 it is so\n"
        "ADD c /c\n",
        "FROM ADD ADD ADD",
        ("DL3020",),
        [],
    ),
    Thread(
        "hadolint#370",
        "FROM debian:12\n# hadolint ignore=DL3020\n# hadolint ignore=DL3004\nADD a /a\n",
        "FROM ADD",
        ("DL3020", "DL3021"),
        [],
    ),
    Thread(
        "hadolint#1096",
        "# hadolint stage ignore=DL3004\n"
        "FROM debian:12 AS build\n"
        "RUN sudo touch /a\n"
        "FROM debian:12\n"
        "RUN sudo touch /b\n",
        "FROM RUN FROM RUN",
        ("DL3004",),
        [5],
    ),
    Thread(
        "hadolint#871",
        "# hadolint global ignore=DL3002\nFROM alpine:3.22\nUSER root\n",
        "FROM USER",
        ("DL3002",),
        [],
    ),
    Thread(
        "hadolint#280",
        "FROM debian:12\n# baseadvisor ignore=all\nADD a /a\n",
        "FROM ADD",
        ("DL3020", "DL3006"),
        [],
    ),
    Thread(
        "hadolint#346 hadolint#747",
        "FROM debian:12\n# hadolint ignore=DL3002\nUSER root\n",
        "FROM USER",
        ("DL3002",),
        [3],
        config={"disable-pragmas": True},
    ),
    Thread(
        "docker/buildx#3059",
        "# check=skip=SecretsUsedInArgOrEnv\nFROM debian:12\nENV API_TOKEN=a\n",
        "FROM ENV",
        ("buildkit:SecretsUsedInArgOrEnv",),
        [],
    ),
    Thread(
        "docker/buildx#3059",
        "FROM debian:12\n# check=skip=SecretsUsedInArgOrEnv\nENV API_TOKEN=a\nENV API_KEY=b\n",
        "FROM ENV ENV",
        ("buildkit:SecretsUsedInArgOrEnv",),
        [4],
    ),
    Thread(
        "hadolint#876",
        "# escape=`\nFROM example.com/windows:1\nARG PORT PORT_MAX\nEXPOSE `\n${PORT}/tcp `\n${PORT}-${PORT_MAX}/tcp\n",
        "FROM ARG EXPOSE",
        (
            "DL1000",
            "DL3011",
        ),
        [],
    ),
    Thread(
        "hadolint#192 hadolint#38 hadolint/language-docker#30",
        "FROM debian:12\nEXPOSE 53/udp 1000-2000/udp\n",
        "FROM EXPOSE",
        (
            "DL1000",
            "DL3011",
        ),
        [],
    ),
    Thread(
        "hadolint#53",
        "FROM alpine:3.22\nENV PORT=8080\nEXPOSE $PORT\n",
        "FROM ENV EXPOSE",
        (
            "DL1000",
            "DL3011",
        ),
        [],
    ),
    Thread(
        "hadolint#1029 hadolint/language-docker#96 dunglas/symfony-docker#930",
        "FROM scratch\nCOPY --link --exclude=frankenphp/ . /app/\n",
        "FROM COPY",
        (
            "DL1000",
            "invalid-flag",
            "unknown-flag",
        ),
        [],
    ),
    Thread(
        "hadolint#609 hadolint#1099",
        "FROM node:22 AS builder\nCOPY --chown=node --chmod=777 Dockerfile /\nCOPY --chmod=644 ./a /etc/a\n",
        "FROM COPY COPY",
        (
            "DL1000",
            "invalid-flag",
            "unknown-flag",
        ),
        [],
    ),
    Thread(
        "hadolint#268",
        "FROM debian:12\nCOPY --chown uid1000:uid1000 files /base/files\n",
        "FROM COPY",
        ("invalid-flag",),
        [2],
    ),
    Thread(
        "moby/moby#35387",
        "FROM ubuntu:24.04\nRUN echo \\\n        # descriptive comment\n        hello\n",
        "FROM RUN",
        (
            "buildkit:NoEmptyContinuation",
            "empty-continuation",
        ),
        [],
    ),
    Thread(
        "moby/moby#33719",
        "FROM busybox:1.37\nRUN echo hello \\\n\n    world\n",
        "FROM RUN",
        (
            "buildkit:NoEmptyContinuation",
            "empty-continuation",
        ),
        [3],
    ),
    Thread(
        "microsoft/vscode-docker#3576",
        "FROM debian:12\nCOPY <<EOF /file.patch\na\n # b\n\n # c\nEOF\n",
        "FROM COPY",
        (
            "buildkit:NoEmptyContinuation",
            "empty-continuation",
        ),
        [],
    ),
    Thread(
        "moby/moby#42135",
        "FROM debian:12\nRUN echo 'a\\\n# not here\n b' > /a\n",
        "FROM RUN",
        ("DL1000",),
        [],
    ),
    Thread(
        "moby/buildkit#5240",
        'FROM debian:12\nCOPY <<EOF /run.sh\nFROM x\nCMD y\nEOF\nCMD ["/run.sh"]\n',
        "FROM COPY CMD",
        (
            "DL1000",
            "unknown-instruction",
        ),
        [],
    ),
    Thread(
        "moby/buildkit#6822",
        "FROM alpine:3.22\nRUN cat <<- EOF > /hello.txt\nhello\nEOF\n",
        "FROM RUN HELLO EOF",
        ("unknown-instruction",),
        [3, 4],
    ),
    Thread(
        "moby/buildkit#5778 moby/buildkit#5817",
        "FROM alpine:3.22\nRUN cat << EOF > /hello.txt\nhello\nEOF\n",
        "FROM RUN",
        ("unknown-instruction",),
        [],
    ),
    Thread(
        "docker/buildx#2704",
        "FROM debian:12\nENV API_TOKEN=a\n",
        "FROM ENV",
        ("buildkit:SecretsUsedInArgOrEnv",),
        [],
        config={"ignore": ["SecretsUsedInArgOrEnv"]},
    ),
)


@pytest.mark.parametrize("thread", THREADS, ids=[thread.threads for thread in THREADS])
def test_thread(thread: Thread) -> None:
    result = baseadvisor.lint(thread.dockerfile, config=thread.config or None)
    assert " ".join(each.keyword for each in result.dockerfile.instructions) == thread.keywords
    found = [
        finding.span.start.line
        for finding in result.findings
        if not {finding.code, finding.name, *finding.aliases}.isdisjoint(thread.rules)
    ]
    assert found == thread.lines


CONFIGURATIONS = (
    ("hadolint#1043 hadolint#624", ".hadolint.yaml", "ignored: [DL3000]\n", {"ignore": ("DL3000",)}),
    ("hadolint#629", ".hadolint.yml", "ignored:\n  - DL3059\n", {"ignore": ("DL3059",)}),
    ("hadolint#716", ".hadolint.yaml", 'failure-threshold: "style"\n', {"fail_on": "style"}),
    (
        "hadolint#775",
        ".hadolint.yaml",
        'format: "gitlab_codeclimate"\nno-fail: true\n',
        {"format": "gitlab_codeclimate"},
    ),
)


@pytest.mark.parametrize(
    ("threads", "name", "text", "wanted"), CONFIGURATIONS, ids=[each[0] for each in CONFIGURATIONS]
)
def test_hadolint_configuration_is_found_and_followed(
    threads: str, name: str, text: str, wanted: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    found = find_hadolint({})
    assert found is not None
    config = load(found)._asdict()
    assert {key: config[key] for key in wanted} == wanted


def test_every_thread_the_page_on_differences_names_is_an_example_or_a_test() -> None:
    page = (ROOT / "docs/differences.md").read_text("utf-8")
    named = set(THREAD.findall(page.partition("## What others report, what is true")[2]))
    assert len(named) >= 100
    folder = str(ROOT / "rules")
    shown = {source for path in rule_files(folder) for source in rule_text(read_rule(path, folder)).sources}
    tested = {each for thread in THREADS for each in thread.threads.split()}
    tested.update(each for threads, *_ in CONFIGURATIONS for each in threads.split())
    assert named - shown - tested == set()
