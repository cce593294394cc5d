"""Programs of a language by their full path."""

import pytest
from tests.advisor.asking import ask, candidates, port, told


@pytest.mark.parametrize(
    ("text", "to", "what", "line"),
    [
        (
            'FROM openjdk:8-jre-alpine\nCMD ["/usr/bin/java", "-jar", "a.jar"]\n',
            "eclipse-temurin:8-jre-alpine",
            "java",
            2,
        ),
        ("FROM openjdk:8-jre-slim\nHEALTHCHECK CMD /usr/bin/java -version\n", "eclipse-temurin:8-jre", "java", 2),
        ("FROM openjdk:8-jdk-slim\nRUN /usr/bin/java -version\n", "eclipse-temurin:8-jdk", "java", 2),
        (
            'FROM debian:12\nRUN apt-get install -y nodejs\nCMD ["/usr/bin/node", "a.js"]\n',
            "node:24-trixie-slim",
            "node",
            3,
        ),
    ],
)
def test_the_path_of_a_program_that_the_other_image_has_elsewhere(text: str, to: str, what: str, line: int) -> None:
    assert port(text, to, "version")[f"the path /usr/bin/{what}"] == ("breaks", line)


def test_what_the_file_puts_there_or_goes_on_without_it_is_left_alone() -> None:
    text = 'FROM openjdk:8-jre-slim\nRUN ln -s /opt/java/openjdk/bin/java /usr/bin/java\nCMD ["/usr/bin/java"]\n'
    assert not any(what.startswith("the path") for what in port(text, "eclipse-temurin:8-jre"))
    handled = "FROM openjdk:8-jre-slim\nRUN /usr/bin/java -version || true\n"
    assert not any(what.startswith("the path") for what in port(handled, "eclipse-temurin:8-jre"))
    full = "FROM python:3.12-slim\nRUN apt-get update && apt-get install -y python3 && /usr/bin/python3 a.py\n"
    assert not any(what.startswith("the path") for one in candidates(full).values() for what in told(one))


def test_a_split_leaves_the_paths_of_the_build_alone() -> None:
    text = (
        "FROM ubuntu:18.04\nRUN apt-get update && apt-get install -y python3\nRUN /usr/bin/python3 -m compileall .\n"
        'ENTRYPOINT ["/usr/bin/python3", "a.py"]\n'
    )
    found = candidates(text)
    assert not told(found["cgr.dev/chainguard/python:latest"], "version").keys() & {"the path /usr/bin/python3"}
    assert "ENTRYPOINT starts python3" not in told(found["cgr.dev/chainguard/python:latest"])
    lines = [one.line for one in found["python:3.12-slim"].reasons if one.what == "the path /usr/bin/python3"]
    assert lines == [3, 4]


def test_a_link_where_the_image_has_the_program_itself() -> None:
    text = (
        "FROM alpine:3.3\nRUN apk add --no-cache nodejs\nRUN ln -s{} /usr/bin/nodejs /usr/local/bin/node\n"
        "CMD node a.js\n"
    )
    name = next(name for name in candidates(text.format("")) if name == "node:24-alpine")
    assert port(text.format(""), name)["ln to /usr/local/bin/node"] == ("breaks", 3)
    assert "ln to /usr/local/bin/node" not in port(text.format("f"), name)


def test_yarn_is_not_beside_node_26_for_other_stages_to_take() -> None:
    text = (
        "FROM node:22-slim AS node\nFROM debian:13\nCOPY --from=node {} /opt/\nRUN ln -s /opt/yarn/bin/yarn /bin/yarn\n"
    )

    def said(text: str) -> tuple[str, int | None] | None:
        first = next(one for one in ask(text).stages if not one.final)
        newest = next(one for one in first.candidates if one.image.reference.startswith("node:26"))
        return told(newest).get("the folder /opt/yarn")

    assert said(text.format("/opt/yarn-v1.22.22")) == ("breaks", 3)
    assert said(text.format("/opt/")) == ("check", 4)
    assert said(text.format("/usr/local/bin/node")) is None


def test_openjdks_own_folder_is_gone_with_it() -> None:
    text = "FROM openjdk:11\nRUN /usr/local/openjdk-11/bin/java -jar x.jar\n"
    assert port(text, "eclipse-temurin:11")["the path /usr/local/openjdk-11/bin/java"] == ("breaks", 2)
