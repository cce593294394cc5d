"""Who needs bash, and where."""

import pytest
from tests.advisor.asking import ask, candidates, port, told


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


def test_scripts_that_the_file_writes_for_bash() -> None:
    text = "FROM debian:bookworm\nRUN printf '#!/bin/bash\\nexec a' > /a && chmod +x /a\nCMD /a\n"
    assert port(text, topic="shell")["a script for bash"] == ("breaks", 2)
    assert port(text.replace("bin/bash", "bin/sh"), topic="shell") == {}
    sed = "FROM debian:bookworm\nRUN sed -i 's|^#!/bin/sh$|#!/usr/bin/env bash|' /a.sh\n"
    assert port(sed, topic="shell")["a script for bash"] == ("breaks", 2)
    later = text.replace("CMD", "RUN apt-get install -y bash\nCMD")
    assert "a script for bash" not in port(later, topic="shell")


@pytest.mark.parametrize(
    ("start", "what"),
    [
        ("CMD ./start.sh", "CMD starts ./start.sh"),
        ("CMD ./start", "CMD starts ./start"),
        ('ENTRYPOINT ["tini", "--", "/start.sh"]', "ENTRYPOINT starts /start.sh"),
        ("CMD node a.js", None),
    ],
)
def test_scripts_that_are_started_may_be_for_bash(start: str, what: str | None) -> None:
    text = f"FROM debian:bookworm\nCOPY start start.sh ./\n{start}\n"
    assert port(text, topic="shell") == ({what: ("check", 3)} if what else {})


def test_sbts_start_scripts_are_for_bash() -> None:
    text = (
        "FROM eclipse-temurin:8-jdk AS build\nRUN ./sbt dist && unzip -d / target/universal/*.zip\n"
        'FROM eclipse-temurin:8-jre\nCOPY --from=build /app /app\nENTRYPOINT ["/app/bin/server"]\n'
    )
    what = "ENTRYPOINT starts /app/bin/server"
    assert port(text, "eclipse-temurin:8-jre-alpine", "shell")[what] == ("breaks", 5)
    assert port(text.replace("sbt dist", "gradlew build"), "eclipse-temurin:8-jre-alpine", "shell") == {}
    built = next(one for one in ask(text).stages if not one.final)
    alpine = next(one for one in built.candidates if "alpine" in one.image.reference)
    assert told(alpine, "shell")["./sbt"] == ("check", 2)


@pytest.mark.parametrize(
    ("start", "mend"),
    [
        ("node a.js", "write it as a JSON array"),
        ("cat /a | jq .", "start the program itself"),
        ("/bin/ash /a.sh", "start the"),
    ],
)
def test_a_json_array_is_no_help_where_a_shell_is_what_is_started(start: str, mend: str) -> None:
    wanted = "cgr.dev/chainguard/python:latest"
    image = candidates(f"FROM python:3.14-slim\nRUN pip install a\nCMD {start}\n", allowed=(wanted,))[wanted]
    [why] = [one.why for one in image.reasons if one.what == "CMD in shell form"]
    assert mend in why


def test_first_lines_that_the_build_writes_count_in_a_split() -> None:
    text = (
        "FROM maven:3.9-eclipse-temurin-21\nRUN mvn package\n"
        "RUN find bin -name '*.sh' -exec sed -i 's|^#!/bin/sh$|#!/usr/bin/env bash|' {} +\n"
        'CMD ["start.sh", "run"]\n'
    )
    found = candidates(text)["eclipse-temurin:21-jre-alpine"]
    assert found.kind == "split"
    assert told(found, "shell") == {"CMD starts start.sh": ("breaks", 4)}


def test_a_script_that_a_shell_is_given_has_no_first_line_that_counts() -> None:
    text = 'FROM debian:12\nCOPY run.sh /\n{}\nCMD ["/run.sh"]\n'
    assert "CMD starts /run.sh" in port(text.format(""), topic="shell")
    for given in ('["/bin/sh"]', '["tini", "--", "sh", "-e"]'):
        assert "CMD starts /run.sh" not in port(text.format(f"ENTRYPOINT {given}"), topic="shell")
    for other in ('["/bin/sh", "-ec"]', '["tini", "--"]'):
        assert "CMD starts /run.sh" in port(text.format(f"ENTRYPOINT {other}"), topic="shell")
    assert not port('FROM debian:12\nCOPY run.sh /\nENTRYPOINT ["sh", "/run.sh"]\n', topic="shell")
