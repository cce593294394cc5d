"""What the versions of languages that an image has now do not take."""

import pytest
from tests.advisor.asking import ask, candidates, told


def now(text: str) -> dict[str, tuple[str, int | None]]:
    """What fails on the final stage's image as it is: what -> (severity, line)."""
    final = next(stage for stage in ask(text).stages if stage.final)
    return {one.what: (one.severity, one.line) for one in final.now}


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("FROM golang:latest\nRUN go get example.org/tool\n", "go get example.org/tool", 2),
        ("FROM golang:latest\nRUN go get -d -v example.org/tool\n", "go get example.org/tool", 2),
        ("FROM golang:1.22\nENV GO111MODULE=off\nCOPY . .\nRUN go get -d ./...\n", "go get ./...", 4),
        ("FROM alpine:3.24\nRUN apk add go && \\\n go get example.org/tool\n", "go get example.org/tool", 3),
        ("FROM ruby:3.4\nRUN gem install --no-rdoc a\n", "gem --no-rdoc", 2),
        ("FROM php:8.3\nRUN docker-php-ext-configure gd --with-jpeg-dir=/usr\n", "gd's --with-jpeg-dir", 2),
        ("FROM php:8.3\nRUN docker-php-ext-install mcrypt\n", "the extension mcrypt", 2),
        ("FROM php:8.3\nRUN docker-php-ext-install mbstring\n", "the extension mbstring", 2),
        ("FROM php:8.3-alpine\nRUN apk add zlib-dev && docker-php-ext-install zip\n", "the extension zip", 2),
        ("FROM node:24\nRUN npm install -g webpack\nRUN webpack\n", "webpack", 3),
        ("FROM php:8.3\nRUN pecl install xdebug-2.9.8\n", "pecl xdebug-2.9.8", 2),
        ("FROM node:26\nWORKDIR /a\nRUN yarn install\n", "yarn install", 3),
        ("FROM node:24\nWORKDIR /a\nRUN npm install -g npm@3\nRUN npm ci\n", "npm@3", 3),
        ("FROM node:24\nRUN npm ci\n", "npm ci in /", 2),
    ],
)
def test_what_a_version_left_out_fails_on_an_image_that_has_it(text: str, what: str, line: int) -> None:
    assert now(text) == {what: ("breaks", line)}


@pytest.mark.parametrize(
    "text",
    [
        "FROM golang:1.17\nRUN go get example.org/tool\n",
        "FROM golang:latest\nCOPY . .\nRUN go get example.org/tool\n",
        "FROM golang:1.21\nENV GO111MODULE=off\nRUN go get -d example.org/tool\n",
        "FROM golang:latest\nRUN git clone https://example.org/a && cd a && go get example.org/tool\n",
        "FROM golang:latest\nRUN go get example.org/tool || true\n",
        "FROM ruby:2.5\nRUN gem install --no-rdoc a -v 1.0\n",
        "FROM php:8.3\nRUN docker-php-ext-install mcrypt || true\n",
        "FROM php:8.3\nCOPY mcrypt /usr/src/php/ext/mcrypt\nRUN docker-php-ext-install mcrypt\n",
        "FROM node:24\nRUN npm install -g npm@3\n",
    ],
)
def test_what_may_work_is_not_told(text: str) -> None:
    assert now(text) == {}


@pytest.mark.parametrize(
    "run", ["cd /a && npm ci", "npm --prefix /a ci", "npm install -g a", "npm install --location=global a"]
)
def test_npm_elsewhere_than_in_the_root_folder(run: str) -> None:
    assert now(f"FROM node:24\nRUN {run}\n") == {}


def test_npm_7_does_not_install_in_the_root_folder() -> None:
    text = "FROM node:14\nRUN npm install\n"
    assert told(candidates(text)["node:24-trixie"])["npm install in /"] == ("breaks", 2)
    assert "npm install in /" not in told(candidates(text.replace("RUN", "WORKDIR /a\nRUN"))["node:24-trixie"])
    copied = text.replace("RUN", "COPY package.json ./\nRUN")
    assert told(candidates(copied)["node:24-trixie"])["npm install in /"] == ("check", 3)
    assert now(text) == {}


def test_a_version_that_is_gone_is_told_with_its_commands_and_what_it_became() -> None:
    text = (
        "FROM ubuntu\nRUN apt-get install -y python3.7\nCOPY . /a\n"
        'RUN python3.7 /a/setup.py build\nENTRYPOINT ["python3.7", "a.py"]\n'
    )
    found = now(text)
    assert found["the command python3.7"] == ("breaks", 4)
    assert found["Python 3.7 -> 3.14"] == ("check", 4)


def test_a_plain_name_that_is_gone_was_python_2() -> None:
    found = now("FROM ubuntu\nRUN apt-get install -y python && python a.py\n")
    assert found["Python 2.7 -> 3.14"] == ("check", 2)
    assert found["python in RUN"] == ("breaks", 2)
    assert not any(what.startswith("Python") for what in now("FROM alpine\nRUN apk add py-pip\n"))


@pytest.mark.parametrize(
    "text",
    [
        "FROM php:8.3\nRUN apt-get update && apt-get install -y libzip-dev && docker-php-ext-install zip\n",
        "FROM php:8.3 AS base\nRUN apt-get update && apt-get install -y libonig-dev\n"
        "FROM base\nRUN docker-php-ext-install mbstring\n",
        "FROM node:24\nRUN npm install -g webpack webpack-cli\nRUN webpack\n",
        "FROM node:24\nRUN npm install -g webpack@3\nRUN webpack\n",
        "FROM node:24\nWORKDIR /a\nRUN npm install webpack\nRUN webpack\n",
    ],
)
def test_what_has_all_that_it_needs_does_not_fail(text: str) -> None:
    assert now(text) == {}


def test_newest_packages_on_an_old_language_are_to_be_tried() -> None:
    text = "FROM node:10-buster\nRUN npm install -g @11ty/eleventy gulp@3.9.1\nRUN npm install -g less\n"
    stage = ask(text).stages[0]
    (reason,) = [one for one in stage.now if one.topic == "version"]
    assert (reason.what, reason.severity, reason.line) == ("npm install @11ty/eleventy, less", "check", 2)
    assert "also line 3" in reason.why
    assert "Node.js 10" in reason.why
    assert now("FROM node:24\nRUN npm install -g less\n") == {}
    assert now("FROM ruby:2.5\nRUN gem install foreman\n")["gem install foreman"] == ("check", 2)


def test_newest_crates_on_an_old_rust_are_to_be_tried() -> None:
    text = "FROM rust:{}\nCOPY {} src /a/\nRUN cargo install cargo-watch\nRUN cd /a && cargo build\n"
    old = {"cargo install cargo-watch": ("check", 3), "the newest crates": ("check", 4)}
    assert now(text.format("1.64", "Cargo.toml")) == old
    assert "the newest crates" not in now(text.format("1.64", "Cargo.toml Cargo.lock"))
    assert now(text.format("1.97", "Cargo.toml")) == {}


def test_java_home_of_a_dead_installer_points_nowhere() -> None:
    text = (
        "FROM ubuntu:16.04\nRUN apt-get update && apt-get install -y oracle-java8-installer\n"
        "ENV JAVA_HOME /usr/lib/jvm/java-8-oracle\n"
    )
    assert now(text)["JAVA_HOME=/usr/lib/jvm/java-8-oracle"] == ("breaks", 3)
    assert "JAVA_HOME=/usr/lib/jvm/java-8-oracle" not in now(text.replace("oracle-java8-installer", "openjdk-8-jdk"))


def test_trusty_is_served_no_more() -> None:
    assert now("FROM ubuntu:14.04\nRUN apt-get update\n")["apt-get update"] == ("breaks", 2)


def test_nodesource_s_first_script_is_for_node_0() -> None:
    text = "FROM debian:stable\nRUN curl -sL https://deb.nodesource.com/{} | bash -\n"
    assert now(text.format("setup"))["deb.nodesource.com/setup"] == ("breaks", 2)
    assert now(text.format("setup_0.12"))["deb.nodesource.com/setup_0.12"] == ("breaks", 2)
    assert now(text.format("setup_24.x")) == {}


def test_a_flavour_of_debians_nginx_on_the_image_of_nginx() -> None:
    text = "FROM nginx\nRUN apt-get update && apt-get install -y nginx-extras\n"
    assert "package nginx-extras" in {one.what for one in ask(text).stages[0].now}
    assert "package nginx-extras" not in {
        one.what for one in ask(text.replace("nginx\n", "debian:13\n", 1)).stages[0].now
    }


def test_a_module_of_debians_nginx_that_comes_to_the_image_of_nginx() -> None:
    text = 'FROM debian:11\nRUN apt-get install -y nginx libnginx-mod-http-lua\nCMD ["nginx", "-g", "daemon off;"]\n'
    for name, one in candidates(text).items():
        if name.startswith("nginx:") and "alpine" not in name:
            assert told(one)["package libnginx-mod-http-lua"] == ("breaks", 2)


def test_npm_that_wants_a_long_term_node() -> None:
    assert "npm install -g npm" in {one.what for one in ask("FROM node:23\nRUN npm install -g npm\n").stages[0].now}


def test_a_program_for_glibc_does_not_start_on_musl() -> None:
    text = "FROM rust:1.80 AS b\nRUN cargo build --release\nFROM alpine\nCOPY --from=b /target/release/a /a\nCMD /a\n"
    assert now(text) == {"COPY --from=b": ("breaks", 4)}
    for right in (
        text.replace("rust:1.80", "rust:1.80-alpine"),
        text.replace("cargo build", "cargo build --target x86_64-unknown-linux-musl"),
        text.replace("FROM alpine", "FROM debian"),
        text.replace("COPY", "RUN apk add gcompat\nCOPY"),
    ):
        assert now(right) == {}


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("FROM alpine", "FROM frolvlad/alpine-glibc"),
        ("COPY", "ADD https://github.com/sgerrand/alpine-pkg-glibc/releases/download/2.35-r0/a /a\nCOPY"),
        ("COPY", "COPY glibc-2.35-r0.apk /\nRUN apk add --allow-untrusted /glibc-2.35-r0.apk\nCOPY"),
        ("COPY", "COPY packages /\nRUN apk add --allow-untrusted /*.apk\nCOPY"),
        ("COPY", "COPY --from=b /lib64/ld-linux-x86-64.so.2 /lib64/\nCOPY"),
        ("--release", "--target thumbv7em-none-eabihf"),
        ("--release", "--target=wasm32-wasip1"),
        ("--release", "--target $(cat t)"),
        ("RUN", "ENV CARGO_BUILD_TARGET=$A\nRUN"),
        ("RUN", "RUN rustup target add x86_64-fortanix-unknown-sgx\nRUN"),
        ("RUN cargo build --release", "RUN <<EOF\ncargo build --config b.toml # musl\nEOF"),
    ],
)
def test_a_program_may_find_glibc_on_alpine_or_need_none(written: str, instead: str) -> None:
    text = "FROM rust:1.80 AS b\nRUN cargo build --release\nFROM alpine\nCOPY --from=b /target/release/a /a\nCMD /a\n"
    assert now(text.replace(written, instead)) == {}


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("--release", "--target x86_64-unknown-linux-gnu"),
        ("--release", '--target="$ARCH-unknown-linux-gnu"'),
        ("--release", "--target-dir /b"),
        ("cargo", "CARGO_BUILD_TARGET=armv7-unknown-linux-gnueabihf cargo"),
    ],
)
def test_a_target_of_glibc_is_no_other(written: str, instead: str) -> None:
    text = "FROM rust:1.80 AS b\nRUN cargo build --release\nFROM alpine\nCOPY --from=b /target/release/a /a\nCMD /a\n"
    assert now(text.replace(written, instead)) == {"COPY --from=b": ("breaks", 4)}


def test_the_runtime_of_net_builds_nothing() -> None:
    text = "FROM mcr.microsoft.com/dotnet/runtime:8.0\nCOPY . .\nRUN dotnet build a.sln -o a\n"
    assert now(text)["dotnet build"] == ("breaks", 3)
    assert "dotnet build" not in now(text.replace("dotnet/runtime", "dotnet/sdk"))
    assert "dotnet build" not in now(text.replace("dotnet build a.sln -o a", "dotnet a.dll"))
