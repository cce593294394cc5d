"""Images without a shell are no advice where what is started needs one."""

import pytest
from tests.advisor.asking import candidates

JAVA = "FROM eclipse-temurin:21-jre-noble\nCOPY a.jar /a.jar\n{}\n"
GO = "FROM golang:1.27 AS b\nRUN CGO_ENABLED=0 go build -o /a .\nFROM alpine:3.24\nCOPY --from=b /a /a\n{}\n"
PYTHON = "FROM python:3.14-slim\nRUN pip install x\n{}\n"


def bare(text: str) -> set[str]:
    """The candidates that hold no shell."""
    found = candidates(text).items()
    return {name for name, one in found if one.image.userland is not None and one.image.userland.shell is None}


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (JAVA, 'CMD ["java", "-jar", "/a.jar"]'),
        (JAVA, "CMD java -jar /a.jar"),
        (JAVA, 'HEALTHCHECK NONE\nCMD ["java", "-jar", "/a.jar"]'),
        (GO, 'ENTRYPOINT ["/a"]'),
        (PYTHON, 'ENTRYPOINT ["python3", "x.py"]'),
    ],
)
def test_a_program_alone_needs_no_shell(text: str, start: str) -> None:
    assert bare(text.format(start))


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (JAVA, 'ENTRYPOINT ["sh", "-c", "java $OPTS -jar /a.jar"]'),
        (JAVA, 'HEALTHCHECK CMD curl -f http://localhost\nCMD ["java", "-jar", "/a.jar"]'),
        (GO, "CMD sleep 5 && /a"),
        (GO, 'ENTRYPOINT ["/docker-entrypoint.sh"]'),
        (PYTHON, 'CMD ["pip", "list"]'),
        ("FROM node:24-slim\nRUN npm ci\n{}\n", 'CMD ["npm", "start"]'),
    ],
)
def test_what_needs_a_shell_or_a_tool_is_not_moved_where_none_is(text: str, start: str) -> None:
    assert not {name for name in bare(text.format(start)) if "chainguard/node" not in name}


def test_what_builds_as_it_starts_is_not_split() -> None:
    text = 'FROM golang:1.26-alpine\nRUN go install github.com/mitranim/gow@latest\nCMD ["gow", "run", "."]\n'
    assert {one.kind for one in candidates(text).values()} == {"refresh"}


def test_an_image_for_graphics_cards_is_not_split() -> None:
    text = "FROM nvidia/cuda:12.3.2-runtime-ubuntu22.04\nRUN apt-get install -y python3.12\nCMD python3 a.py\n"
    assert candidates(text) == {}


def test_of_builds_that_differ_in_java_alone_the_newest_is_named() -> None:
    assert next(iter(candidates("FROM maven:eclipse-temurin\nRUN mvn package\n"))) == "maven:3.9-eclipse-temurin-25"
