"""What a stage compiles, where it moves to musl."""

import pytest
from tests.advisor.asking import candidates, port


def test_what_is_compiled_from_now_on_on_musl() -> None:
    install = "FROM debian:bookworm\nRUN apt-get update && apt-get install -y gcc make\n"
    assert port(f"{install}COPY . .\nRUN ./configure && make\n", topic="native") == {"configure in RUN": ("check", 4)}
    assert port(f"{install}RUN make\n", topic="native") == {"make in RUN": ("check", 3)}
    assert port(f"{install}RUN ./configure\n", "debian:trixie", "native") == {}
    assert port(f"{install}RUN gcc --version\n", topic="native") == {}


def test_make_alone_may_call_anything() -> None:
    text = "FROM golang:1.26-bookworm\nRUN make\n"
    assert port(text, "golang:1.26-alpine3.24", "native") == {}


def test_glibc_cannot_be_compiled_there() -> None:
    text = (
        "FROM debian:bookworm\nRUN apt-get update && apt-get install -y build-essential wget\n"
        "RUN wget https://ftp.gnu.org/gnu/glibc/glibc-2.36.tar.gz && tar xf *.gz\nRUN ../configure && make\n"
    )
    assert port(text, topic="native") == {"glibc from its source": ("breaks", 3)}


def test_the_loader_of_glibc() -> None:
    text = "FROM debian:bookworm\nRUN patchelf --set-interpreter /lib64/ld-linux-x86-64.so.2 /app\n"
    assert port(text, topic="binary") == {"ld-linux": ("breaks", 2)}


@pytest.mark.parametrize(
    "line",
    [
        "RUN apt-get update && apt-get build-dep -y nginx && apt-get install -y libssl-dev && ./configure",
        "COPY --from=gcc:8 /usr/local /usr/local\nRUN apt-get update && apt-get install -y libssl-dev && ./configure",
        "RUN apt-get update && apt-get install -y php5-dev libssl-dev && phpize && ./configure",
    ],
)
def test_a_compiler_may_come_another_way(line: str) -> None:
    found = candidates(f"FROM ubuntu:14.04\n{line}\n")["ubuntu:24.04"].reasons
    assert not any("build-essential" in one.why for one in found)
