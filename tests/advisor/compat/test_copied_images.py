"""What is copied out of images that are no stages."""

import pytest
from tests.advisor.asking import port


@pytest.mark.parametrize(
    ("copy", "severity"),
    [
        ("--from=node:24 /usr/local/bin /usr/local/bin", "breaks"),
        ("--from=node:24 /usr/local/bin/node /usr/local/bin/", "breaks"),
        ("--from=node:24-alpine /usr/local/bin/node /usr/local/bin/", None),
        ("--from=node:24 /usr/local/lib/node_modules /usr/local/lib/node_modules", None),
        ("--from=eclipse-temurin:21 $JAVA_HOME /opt/java", "breaks"),
        ("--from=tomcat:10.1-jdk21-temurin-noble /usr/local/tomcat /usr/local/tomcat", "check"),
        ("--from=tomcat:10.1-jdk21-temurin-noble /usr/local/tomcat/webapps /srv", None),
        ("--from=debian:13 /usr/lib/x86_64-linux-gnu/libz.so.1 /usr/lib/", "check"),
        ("--from=golang:1.25 /usr/local/go /usr/local/go", None),
        ("--from=composer:2 /usr/bin/composer /usr/bin/composer", None),
        ("--from=example/unknown /usr/bin/tool /usr/bin/tool", None),
    ],
)
def test_programs_of_another_libc(copy: str, severity: str | None) -> None:
    said = list(port(f"FROM debian:bookworm\nCOPY {copy}\n", topic="binary").values())
    assert said == ([(severity, 2)] if severity else [])


def test_the_other_way_round() -> None:
    text = (
        "FROM python:3.14-alpine\nRUN pip install app\nCOPY --from=node:24-alpine /usr/local/bin/node /usr/local/bin/\n"
        'CMD ["python", "-m", "app"]\n'
    )
    assert port(text, "cgr.dev/chainguard/python:latest", "binary")["COPY --from=node:24-alpine"] == ("breaks", 3)
