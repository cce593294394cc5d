"""Who needs bash, and where."""

import pytest
from tests.advisor.asking import candidates, port


@pytest.mark.parametrize(
    "run", ["rm /bin/sh && ln -s /bin/bash /bin/sh", "ln -sf /usr/bin/bash /bin/sh", "su app -s /bin/bash -c true"]
)
def test_bash_by_its_path_is_needed(run: str) -> None:
    text = f"FROM debian:bookworm\nRUN {run}\n"
    assert list(port(text, topic="shell").values()) == [("breaks", 2)]
    assert candidates(text)["alpine:3.24"].unpatched is not None
    assert port(text, "debian:trixie", "shell") == {}
    assert port(text.replace("RUN", "RUN apt-get install -y bash\nRUN"), topic="shell") == {}


@pytest.mark.parametrize("run", ["useradd -s /bin/bash app", "echo /bin/bash", "test -x /bin/bash || true"])
def test_naming_bash_is_not_needing_it(run: str) -> None:
    assert port(f"FROM debian:bookworm\nRUN {run}\n", topic="shell") == {}


@pytest.mark.parametrize(
    ("copy", "start", "severity"),
    [
        ("/src /app", "/app/build/install/shop/bin/shop", "breaks"),
        ("/src/build/install/shop /opt/shop", "/opt/shop/bin/shop", "breaks"),
        ("/src/target/appassembler /opt/shop", "/opt/shop/bin/shop", "breaks"),
        ("/src/dist /opt/shop", "/opt/shop/bin/shop", "check"),
        ("/src/dist /opt/shop", "/opt/jdk/bin/java", None),
        ("/src/dist /opt/shop", "/sbin/tini", None),
        ("/src/dist /opt/shop", "/usr/local/bin/dumb-init", None),
    ],
)
def test_start_scripts_of_java(copy: str, start: str, severity: str | None) -> None:
    text = (
        f'FROM gradle:8-jdk21 AS build\nFROM eclipse-temurin:21-jre\nCOPY --from=build {copy}\nENTRYPOINT ["{start}"]\n'
    )
    for image in ("gcr.io/distroless/java21-debian13:nonroot", "cgr.dev/chainguard/jre:latest"):
        found = candidates(text)
        if image in found:
            said = {one.what: one.severity for one in found[image].reasons if one.topic == "shell"}
            assert said == ({f"ENTRYPOINT starts {start}": severity} if severity else {})
    assert "gcr.io/distroless/java21-debian13:nonroot" in candidates(text)


def test_bash_where_nothing_can_be_installed() -> None:
    text = 'FROM node:24-slim\nRUN npm ci\nENTRYPOINT ["bash", "-c", "node a.js"]\n'
    found = candidates(text)["cgr.dev/chainguard/node:latest"]
    [why] = [one.why for one in found.reasons if one.topic == "shell"]
    assert why == "cgr.dev/chainguard/node:latest has no bash: write for sh"
