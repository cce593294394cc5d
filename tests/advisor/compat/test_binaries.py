"""Compiled programs that come in by wheels and from other stages."""

import pytest
from tests.advisor.asking import ask, candidates, port


def test_what_a_stage_only_unpacks_is_not_linked_against_its_libc() -> None:
    text = (
        "FROM debian:bookworm-slim AS fetch\nRUN curl -fsSL https://example.org/{} | tar xz -C /opt\n"
        "FROM debian:bookworm-slim\nCOPY --from=fetch /opt/tool /opt/tool\n"
    )
    assert port(text.format("tool.tar.gz"), topic="binary") == {}
    assert port(text.format("tool-linux-x64.tar.gz"), topic="binary") == {"COPY --from=fetch": ("check", 4)}
    assert port(text.format("tool-linux-gnu.tar.gz"), topic="binary") == {"COPY --from=fetch": ("breaks", 4)}
    packaged = text.format("tool.tar.gz").replace("/opt/tool /opt", "/usr/bin/tool /opt")
    assert port(packaged, topic="binary") == {"COPY --from=fetch": ("breaks", 4)}


@pytest.mark.parametrize("add", ["https://example.org/tool-linux-gnu.tar.gz", "tool-linux-gnu.tar.gz"])
def test_what_is_added_and_unpacked_runs_elsewhere(add: str) -> None:
    text = (
        f"FROM debian:bookworm-slim AS fetch\nADD {add} /opt/\nRUN cd /opt && tar xzf tool-linux-gnu.tar.gz\n"
        "FROM debian:bookworm-slim\nCOPY --from=fetch /opt/tool /opt/tool\n"
    )
    assert port(text, topic="binary") == {"COPY --from=fetch": ("breaks", 5)}
    first = next(one for one in ask(text).stages if not one.final)
    for candidate in first.candidates:
        assert not [one for one in candidate.reasons if one.topic == "binary"]
    assert any(one.image.userland.libc == "musl" for one in first.candidates if one.image.userland)


STAGES = "FROM {} AS made\n{}\nFROM debian:bookworm-slim\nCOPY --from=made {} /there\nCMD /there/x\n"


@pytest.mark.parametrize(
    ("image", "run", "path", "said"),
    [
        ("debian:12", "RUN apt-get update && git clone https://e.org/a /a", "/a", None),
        ("debian:12", "RUN git clone https://e.org/a && make -C a", "/a", "breaks"),
        ("debian:12", "RUN make\nRUN mkdir /s && cp -r web docs/swagger/ /s", "/s", None),
        ("debian:12", "RUN make\nRUN mkdir /s && cp -r web /s && cp target/a /s", "/s", "breaks"),
        ("debian:12", "RUN make", "/usr/include/a", None),
        ("debian:12", "RUN make", "/out/a-darwin-amd64", None),
        ("node:22-slim", "RUN npm ci && npm run build", "/app/dist", None),
        ("node:22-slim", "RUN npm ci && npm run build", "/app/dist/shop/browser", None),
        (
            "node:22-slim",
            "RUN npm ci && npm run build\nRUN mkdir /f && cp -r dist/shop/browser /f/root",
            "/f/root",
            None,
        ),
        ("node:22-slim", "RUN npm ci && npm run build\nRUN mv build /pages", "/pages", None),
        ("node:22-slim", "RUN npm ci && npm run build\nRUN mv bin/tool /pages", "/pages", "check"),
        ("debian:12", "RUN make\nRUN cp -r out /files/wwwroot", "/files/wwwroot", None),
        ("node:22-slim", "RUN npm ci", "/usr/src/app", "check"),
        ("node:22-slim", "RUN true", "/usr/local/lib/node_modules", None),
        ("node:22-slim", "RUN true", "/usr/local/bin/node", "breaks"),
        ("python:3.14-slim", "RUN pip install a", "/usr/local/lib/python3.14/site-packages", "check"),
        ("python:3.14-slim", "RUN pip install a", "/usr/local/bin/a", "check"),
        ("golang:1.27-bookworm", "RUN go build", "/app", "breaks"),
    ],
)
def test_what_another_stage_makes_is_compiled_perhaps_or_not(image: str, run: str, path: str, said: str | None) -> None:
    found = port(STAGES.format(image, run, path), topic="binary").get("COPY --from=made")
    assert (found[0] if found else None) == said


def test_go_on_alpine_has_no_c_compiler_and_links_statically() -> None:
    text = STAGES.format("golang:1.24-bookworm", "RUN go build", "/app")

    def said(text: str) -> set[str]:
        first = next(one for one in ask(text).stages if not one.final)
        musl = [one for one in first.candidates if one.image.userland and one.image.userland.libc == "musl"]
        assert musl
        return {reason.what for one in musl for reason in one.reasons if reason.topic == "binary"}

    assert said(text) == set()
    assert said(text.replace("RUN", "ENV CGO_ENABLED=1\nRUN")) == {"what stage 1 copies from here"}


def test_a_split_speaks_of_native_code_where_something_is_installed_or_compiled() -> None:
    text = 'FROM python:3.14-alpine\n{}\nCOPY . .\nCMD ["python", "a.py"]\n'
    to = "cgr.dev/chainguard/python:latest"
    assert port(text.format("RUN pip install a"), to, "binary")["what is built"] == ("check", None)
    assert port(text.format("RUN mkdir /a && apk add --no-cache tzdata"), to, "binary") == {}


def test_hashes_of_wheels_for_musl() -> None:
    text = "FROM python:3.14-slim-trixie\nRUN pip install --require-hashes -r requirements.txt\n"
    assert port(text, "python:3.14-alpine3.24", "native")["--require-hashes"] == ("check", 2)


def test_rust_on_alpine_links_statically() -> None:
    text = (
        "FROM rust:1.98-slim-trixie AS build\nRUN cargo build --release\n"
        "FROM debian:trixie-slim\nCOPY --from=build /target/release/app /app\n"
    )

    def said(text: str) -> set[str]:
        first = next(one for one in ask(text).stages if not one.final)
        musl = [one for one in first.candidates if one.image.userland and one.image.userland.libc == "musl"]
        assert musl
        return {reason.what for one in musl for reason in one.reasons if reason.topic == "binary"}

    assert said(text) == set()
    dynamic = text.replace("RUN", 'ENV RUSTFLAGS="-C target-feature=-crt-static"\nRUN')
    assert said(dynamic) == {"what stage 1 copies from here"}


def test_what_pip_installs_in_the_build_is_not_where_another_python_looks() -> None:
    text = 'FROM python:3.14-slim\nRUN pip install {}a\nCOPY . .\nCMD ["python", "a.py"]\n'
    to = "cgr.dev/chainguard/python:latest"
    assert port(text.format(""), to, "binary") == {"pip install in the build": ("check", 2)}
    assert port(text.format("--target=/a "), to, "binary") == {}
    assert "pip install in the build" not in port(text.format("").replace("3.14", "3.12"), to)


def test_what_a_stage_took_from_another_is_what_that_made() -> None:
    text = (
        "FROM node:22-slim AS js\nRUN npm ci && npm run build\n"
        "FROM debian:12 AS made\nRUN make\nCOPY --from=js /app/dist /files/pages\n"
        "FROM debian:bookworm-slim\nCOPY --from=made {} /there\nCMD /there/x\n"
    )
    assert port(text.format("/files/pages"), topic="binary") == {}
    assert port(text.format("/files/tool"), topic="binary") == {"COPY --from=made": ("breaks", 7)}
    changed = text.replace(
        "COPY --from=js /app/dist /files/pages", "COPY --from=js /app/dist /files/pages\nRUN gcc -o /files/pages/a a.c"
    )
    assert port(changed.format("/files/pages"), topic="binary") == {"COPY --from=made": ("breaks", 8)}


def test_what_runs_without_a_libc_goes_on_to() -> None:
    text = 'FROM golang:1.27 AS b\nRUN go build -o /a\nFROM {}\nCOPY --from=b /a /a\nCMD ["/a"]\n'
    to = "gcr.io/distroless/static-debian13"
    assert port(text.format("gcr.io/distroless/static-debian12"), to, "binary") == {}


def test_a_program_may_ask_for_the_libraries_of_the_release_it_was_built_on() -> None:
    text = "FROM {} AS made\nRUN apk add openssl-dev && make\nFROM alpine:3.15\nCOPY --from=made /src/a /a\nCMD /a\n"
    found = candidates(text.format("nimlang/nim:1.2.8-alpine"))["alpine:3.24"].reasons
    reason = next(one for one in found if one.what == "COPY --from=made")
    assert (reason.severity, reason.certainty, reason.line) == ("check", "low", 4)
    assert port(text.format("golang:1.20-alpine3.15"), topic="binary") == {}


def test_the_layers_of_a_jar_are_not_compiled() -> None:
    text = (
        "FROM eclipse-temurin:17 AS b\nARG NAME\nCOPY ${NAME}.jar a.jar\nRUN java -Djarmode=tools -jar a.jar extract\n"
        "FROM eclipse-temurin:17\nCOPY --from=b /dependencies/ ./\nENTRYPOINT java org.example.Launcher\n"
    )
    assert port(text, "eclipse-temurin:17-jre-alpine", "binary") == {}


@pytest.mark.parametrize("start", ["CMD /srv/game.x86_64", 'CMD ["/srv/game.x86_64"]'])
def test_a_program_for_one_machine_out_of_a_folder(start: str) -> None:
    text = f"FROM debian:12\nADD server /srv\n{start}\n"
    assert port(text, "alpine:3.24", "binary") == {"CMD starts /srv/game.x86_64": ("check", 3)}
    assert port(text.replace("game.x86_64", "game"), "alpine:3.24", "binary") == {}
