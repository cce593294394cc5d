"""Compiled programs that come in by wheels and from other stages."""

import pytest
from tests.advisor.asking import ask, port


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
