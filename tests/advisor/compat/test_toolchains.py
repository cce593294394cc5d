"""What a newer compiler, and a newer OpenSSL, make of sources that stay as they are."""

import pytest
from tests.advisor.asking import candidates, port, told


def moved(text: str, to: str) -> dict[str, tuple[str, str, int | None]]:
    """What is said of the versions: what -> (severity, certainty, line)."""
    found = candidates(text)[to]
    return {one.what: (one.severity, one.certainty, one.line) for one in found.reasons if one.topic == "version"}


APT = "FROM ubuntu:14.04\nRUN apt-get update && apt-get install -y {}\n"
FETCHED = "RUN curl -O https://example.org/a-1.2.tar.gz && tar xf a-1.2.tar.gz && cd a-1.2 && {}\n"


@pytest.mark.parametrize(
    "compiles",
    ["make", "./configure", "cmake .", "g++ a.cc", "./build.sh", "python setup.py build_ext", "scons"],
)
def test_a_newer_compiler_is_told_of_at_the_line_that_compiles(compiles: str) -> None:
    text = APT.format("build-essential curl") + FETCHED.format(compiles)
    assert moved(text, "ubuntu:24.04")["GCC 4.8 -> 13"] == ("check", "medium", 3)
    assert moved(text.replace("ubuntu:14.04", "debian:12"), "debian:13")["GCC 12 -> 14"] == ("check", "low", 3)
    assert moved(text.replace("-1.2", ""), "ubuntu:24.04")["GCC 4.8 -> 13"] == ("check", "low", 3)


def test_fortran_has_a_refusal_of_its_own() -> None:
    text = APT.format("build-essential gfortran") + "RUN make\n"
    (reason,) = [one for one in candidates(text)["ubuntu:24.04"].reasons if one.what == "GCC 4.8 -> 13"]
    assert "-fallow-argument-mismatch" in reason.why


@pytest.mark.parametrize("compiles", ["make", "python setup.py install", "gcc --version", "./run.sh"])
def test_what_may_compile_nothing_is_not_spoken_of(compiles: str) -> None:
    assert not any(what.startswith("GCC") for what in moved(APT.format("make") + f"RUN {compiles}\n", "ubuntu:24.04"))


def test_a_compiler_that_another_package_or_the_image_brings_counts() -> None:
    assert "GCC 4.8 -> 13" in moved(APT.format("libtool make") + "RUN make\n", "ubuntu:24.04")
    assert "GCC 6 -> 14" in moved("FROM buildpack-deps:stretch\nRUN make\n", "buildpack-deps:trixie")
    assert any(what.startswith("GCC 7 -> ") for what in moved("FROM gcc:7\nRUN make\n", "gcc:14.4"))
    assert "an older GCC -> 14" in moved("FROM ruby:2.1.2\nRUN ./configure\n", "ruby:3.4.10")


def test_what_an_unknown_release_has_is_older_than_what_its_old_sources_were_compiled_against() -> None:
    text = "FROM node:8.11.2-alpine\nRUN wget http://nginx.org/download/nginx-1.9.3.tar.gz && tar xf nginx*.gz\n"
    text += "RUN ./configure --with-http_ssl_module\n"
    found = candidates(text)
    assert found
    for one in found.values():
        if one.kind != "split":
            assert told(one)["nginx 1.9.3 from its sources"] == ("breaks", 2)


def test_ubuntus_releases_between_count_as_well() -> None:
    text = APT.format("gcc make").replace("14.04", "12.10") + "RUN make\n"
    assert "GCC 4.7 -> 13" in moved(text, "ubuntu:24.04")


def test_clang_and_llvm_have_versions_of_their_own() -> None:
    text = "FROM debian:jessie\nRUN apt-get install -y clang llvm git make\nRUN git clone https://e.org/a && make\n"
    found = moved(text, "debian:trixie")
    assert found["Clang/LLVM 3.5 -> 19"] == ("check", "medium", 3)
    assert candidates(text)["debian:trixie"].effort == "moderate"
    compiler = text.replace(" llvm", "")
    assert moved(compiler, "debian:trixie")["Clang/LLVM 3.5 -> 19"] == ("check", "low", 3)
    assert not any(what.startswith("GCC") for what in found)


def test_old_sources_over_several_refusals_are_more_than_small_work() -> None:
    text = APT.format("build-essential curl") + FETCHED.format("make")
    assert candidates(text)["ubuntu:26.04"].effort == "moderate"
    assert candidates(text.replace("-1.2", ""))["ubuntu:26.04"].effort == "small"


def test_what_links_openssl_is_told_of_its_new_line() -> None:
    text = APT.format("gcc make libssl-dev") + FETCHED.format("./configure --with-ssl && make")
    assert moved(text, "ubuntu:24.04")["OpenSSL 1.0 -> 3"] == ("check", "medium", 3)
    assert moved(text.replace(" --with-ssl", ""), "ubuntu:24.04")["OpenSSL 1.0 -> 3"] == ("check", "low", 3)
    own = text + "RUN curl -O https://www.openssl.org/source/openssl-1.0.2u.tar.gz\n"
    assert "OpenSSL 1.0 -> 3" not in moved(own, "ubuntu:24.04")


@pytest.mark.parametrize(
    ("address", "configure", "what", "severity"),
    [
        ("http://php.net/get/$FILE/from/this/mirror", "--with-openssl", "PHP 7.0 from its sources", "breaks"),
        ("http://php.net/get/$FILE/from/this/mirror", "", None, None),
        ("http://nginx.org/download/nginx-1.9.3.tar.gz", "--with-http_ssl_module", "nginx 1.9.3", "breaks"),
        ("http://nginx.org/download/nginx-1.19.3.tar.gz", "--with-http_ssl_module", "nginx 1.19.3", "check"),
        ("http://nginx.org/download/nginx-1.9.3.tar.gz", "", None, None),
        ("https://cdn.openbsd.org/pub/OpenSSH/portable/openssh-7.1p2.tar.gz", "", "OpenSSH 7.1", "breaks"),
        ("https://cache.ruby-lang.org/pub/ruby/2.1/ruby-2.1.2.tar.gz", "", "Ruby 2.1", "breaks"),
        ("https://cache.ruby-lang.org/pub/ruby/2.7/ruby-2.7.2.tar.gz", "", "Ruby 2.7", "check"),
    ],
)
def test_old_sources_that_are_not_for_the_new_openssl(
    address: str, configure: str, what: str | None, severity: str | None
) -> None:
    text = (
        "FROM debian:8\nENV VERSION=7.0.7\nENV FILE=php-$VERSION.tar.xz\nRUN apt-get install -y gcc make curl\n"
        f"RUN curl -LO {address} && ./configure {configure} && make install\n"
    )
    found = {name: one for name, one in moved(text, "debian:13").items() if "sources" in name}
    assert [(name.removesuffix(" from its sources"), one[0], one[2]) for name, one in found.items()] == (
        [(what.removesuffix(" from its sources"), severity, 5)] if what else []
    )


def test_a_ruby_without_openssl_fetches_no_gems() -> None:
    text = (
        "FROM centos:7\nENV RUBY_VERSION=2.7.1\n"
        "RUN curl -LO https://cache.ruby-lang.org/pub/ruby/2.7/ruby-$RUBY_VERSION.tar.gz && make install\n"
    )
    what = "Ruby 2.7 from its sources"
    assert moved(text, "almalinux:9")[what] == ("check", "medium", 3)
    assert moved(text + "RUN gem install a\n", "almalinux:9")[what] == ("breaks", "high", 3)
    assert what not in moved(text, "almalinux:8")
    assert not any("sources" in one for one in moved(text.replace("2.7.1", "3.3.1"), "almalinux:9"))
    own = text + "RUN curl -O https://www.openssl.org/source/openssl-1.1.1w.tar.gz\n"
    assert what not in moved(own, "almalinux:9")


def test_an_alpine_that_is_turned_to_edge_has_its_compiler() -> None:
    text = "FROM alpine:3.9\n{}RUN apk add build-base && make\n"
    assert any(what.startswith("GCC") for what in moved(text.format(""), "alpine:3.24"))
    edge = "RUN sed -i -e 's/v[[:digit:]]\\.[[:digit:]]/edge/g' /etc/apk/repositories\n"
    assert not any(what.startswith("GCC") for what in moved(text.format(edge), "alpine:3.24"))


def test_what_only_runs_elsewhere_is_compiled_as_before() -> None:
    text = "FROM node:14\nRUN ./configure --with-ssl\nRUN npm ci\nCMD node a.js\n"
    split = [one for one in candidates(text).values() if one.kind == "split"]
    assert split
    assert not any("GCC" in what for one in split for what in told(one))


def test_cmake_4_refuses_old_projects() -> None:
    text = (
        "FROM ubuntu:22.04\nRUN apt-get update && apt-get install -y cmake g++\nRUN cmake -B b . && cmake --build b\n"
    )
    assert port(text, "ubuntu:26.04")["CMake 3 -> 4"] == ("check", 3)
    assert "CMake 3 -> 4" not in port(text, "ubuntu:24.04")
    for other in ("cmake --version", "cmake --build b", "cmake -DCMAKE_POLICY_VERSION_MINIMUM=3.5 ."):
        assert "CMake 3 -> 4" not in port(text.replace("cmake -B b .", other), "ubuntu:26.04"), other


def test_a_compiler_that_is_there_for_others() -> None:
    text = "FROM debian:9\nRUN apt-get update && apt-get install -y gcc make\n"
    assert port(text, "debian:13-slim")["GCC 6 -> 14"] == ("check", 2)
    assert "GCC 6 -> 14" not in port(text + 'COPY a.py /\nCMD ["python3", "/a.py"]\n', "debian:13-slim")


def test_settings_of_cmake_are_no_options_of_its_own() -> None:
    text = (
        "FROM alpine:3.6\nRUN apk add build-base cmake ninja && cmake ./a -GNinja -DCMAKE_BUILD_TYPE=Release && ninja\n"
    )
    assert port(text)["CMake 3 -> 4"] == ("check", 2)


def test_cmake_for_others() -> None:
    assert port("FROM alpine:3.6\nRUN apk add cmake\n")["CMake 3 -> 4"] == ("check", 2)


def test_cmake_of_pypi_stays() -> None:
    text = "FROM ubuntu:20.04\nRUN apt-get update && apt-get -y install python3-pip && pip install cmake\n"
    assert "CMake 3 -> 4" not in port(text, "ubuntu:26.04")


def test_fewer_headers_are_told_of_and_are_no_refusal() -> None:
    text = "FROM debian:12\nRUN apt-get install -y gcc make curl\n" + FETCHED.format("make")
    found = candidates(text)["debian:13"]
    (reason,) = [one for one in found.reasons if one.what == "GCC 12 -> 14"]
    assert "13 includes fewer headers by itself (<cstdint>)" in reason.why
    assert (reason.certainty, found.effort) == ("low", "small")
    (later,) = [
        one
        for one in candidates(text.replace("debian:12", "debian:13"))["alpine:3.24"].reasons
        if one.what.startswith("GCC")
    ]
    assert "fewer headers" not in later.why
