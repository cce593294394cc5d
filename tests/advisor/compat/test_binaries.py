"""Compiled programs that come in by wheels and from other stages."""

from tests.advisor.asking import port


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


def test_hashes_of_wheels_for_musl() -> None:
    text = "FROM python:3.14-slim-trixie\nRUN pip install --require-hashes -r requirements.txt\n"
    assert port(text, "python:3.14-alpine3.24", "native")["--require-hashes"] == ("check", 2)
