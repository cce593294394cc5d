"""What is compiled while libraries are installed, on an image with fewer files."""

from tests.advisor.asking import candidates, told

Told = dict[str, tuple[str, str, int | None]]
SLIM = "python:3.14-slim"


def found(text: str, to: str, topic: str = "native") -> Told:
    return {
        one.what: (one.severity, one.certainty, one.line)
        for one in candidates(text + "CMD run\n")[to].reasons
        if one.topic == topic
    }


def why(text: str, to: str, what: str) -> str:
    return next(
        one.why for one in candidates(text + "CMD run\n")[to].reasons if one.what == what and one.topic == "native"
    )


def test_a_slim_image_has_no_compiler_no_headers_and_no_git() -> None:
    text = "FROM python:3.14\nRUN pip install -r requirements.txt\n"
    assert found(text, SLIM) == {"pip install": ("check", "medium", 2)}
    said = why(text, SLIM, "pip install")
    assert "no compiler" in said
    assert "libffi-dev" in said
    assert "no git" in said


def test_a_compiler_alone_brings_no_headers() -> None:
    text = "FROM python:3.14\nRUN apt-get install -y gcc libffi-dev git\nRUN pip install -r requirements.txt\n"
    assert found(text, SLIM) == {"pip install": ("check", "low", 3)}
    said = why(text, SLIM, "pip install")
    assert "libffi-dev" not in said
    assert "libssl-dev" in said
    assert "git" not in said


def test_rust_keeps_its_linker_and_loses_pkg_config() -> None:
    text = "FROM rust:1.98\nRUN cargo build --release\n"
    assert found(text, "rust:1.98-slim") == {"cargo build": ("check", "low", 2)}
    assert "pkg-config" in why(text, "rust:1.98-slim", "cargo build")


def test_perl_keeps_make_and_some_headers() -> None:
    text = "FROM perl:5.42\nRUN cpanm --installdeps .\nRUN make\nCMD run\n"
    to = next(name for name in candidates(text) if name.startswith("perl:5.42") and "slim" in name)
    said = next(one.why for one in candidates(text + "CMD run\n")[to].reasons if one.topic == "native")
    assert "libxml2-dev" in said
    assert "libssl-dev" not in said
    assert "zlib1g-dev" not in said
    assert "make in RUN" not in found(text, to, "programs")


def test_packages_without_wheels_are_compiled_for_sure() -> None:
    text = "FROM python:3.14\nRUN pip install psycopg2==2.9.10 flask\n"
    assert found(text, SLIM)["pip install psycopg2"] == ("breaks", "high", 2)
    assert "gcc, libc6-dev, libpq-dev" in why(text, SLIM, "pip install psycopg2")
    assert "gcc, musl-dev, libpq-dev" in why(text, "python:3.14-alpine", "pip install psycopg2")
    ready = text.replace("RUN pip", "RUN apt-get install -y build-essential libpq-dev\nRUN pip")
    assert "pip install psycopg2" not in found(ready, SLIM)
    assert "pip install psycopg2-binary" not in found(text.replace("psycopg2", "psycopg2-binary"), SLIM)


def test_gems_without_a_build_for_linux_are_compiled_for_sure() -> None:
    text = "FROM ruby:3.4\nRUN gem install bundler thin do_sqlite3\n"
    what = "gem install thin, do_sqlite3"
    assert found(text, "ruby:3.4-slim") == {what: ("breaks", "high", 2)}
    assert why(text, "ruby:3.4-slim", what).endswith("gcc, libc6-dev, make, g++, libsqlite3-dev")
    ready = text.replace("RUN", "RUN apt-get install -y build-essential libsqlite3-dev\nRUN")
    assert what not in found(ready, "ruby:3.4-slim")


def test_node_gyp_needs_python_make_and_a_compiler() -> None:
    text = "FROM node:24\nRUN npm ci\nRUN node-gyp rebuild\n"
    assert found(text, "node:24-trixie-slim") == {"node-gyp rebuild": ("breaks", "high", 3)}
    assert found("FROM node:24\nRUN npm ci\n", "node:24-trixie-slim") == {"npm ci": ("check", "low", 2)}
    ready = text.replace("RUN npm", "RUN apt-get install -y python3 make g++\nRUN npm")
    assert found(ready, "node:24-trixie-slim") == {}


def test_what_is_fetched_by_git_needs_git() -> None:
    text = "FROM node:24\nRUN npm install git+https://example.org/a.git\n"
    assert found(text, "node:24-trixie-slim", "programs") == {"npm install": ("breaks", "high", 2)}
    assert found("FROM node:24\nRUN bower install\n", "node:24-trixie-slim", "programs") == {
        "bower install": ("breaks", "high", 2)
    }
    gem = "FROM ruby:3.4\nRUN gem install specific_install && gem specific_install owner/name\n"
    assert found(gem, "ruby:3.4-slim", "programs") == {"gem specific_install": ("breaks", "high", 2)}
    ready = text.replace("RUN npm", "RUN apt-get install -y git\nRUN npm")
    assert found(ready, "node:24-trixie-slim", "programs") == {}


def test_a_split_to_musl_compiles_there_as_a_port_does() -> None:
    text = (
        "FROM maven:3-eclipse-temurin-21\nRUN apt-get update && apt-get install -y gcc make\n"
        'RUN make -C native\nRUN mvn package\nCMD ["java", "-jar", "a.jar"]\n'
    )
    found = candidates(text)
    assert found["eclipse-temurin:21-jre-alpine"].kind == "split"
    assert told(found["eclipse-temurin:21-jre-alpine"])["make in RUN"] == ("check", 3)
    assert "make in RUN" not in told(found["eclipse-temurin:21-jre"])


def test_crates_that_link_libraries_in_c() -> None:
    text = "FROM rust:1.98\nRUN cargo install --locked sqlx-cli\n"
    assert found(text, "rust:1.98-slim")["cargo install sqlx-cli"] == ("breaks", "medium", 2)
    assert why(text, "rust:1.98-slim", "cargo install sqlx-cli").endswith("lacks libssl-dev, pkg-config")
    assert candidates(text + "CMD run\n")["rust:1.98-slim"].effort != "drop-in"
    for other in (
        text.replace("RUN", "RUN apt-get update && apt-get install -y libssl-dev pkg-config\nRUN"),
        text.replace("--locked", "--no-default-features --features rustls,postgres"),
        text.replace("sqlx-cli", "cargo-watch"),
    ):
        assert not [what for what in found(other, "rust:1.98-slim") if what.startswith("cargo install sqlx")]


def test_no_package_is_compiled_where_pip_only_brings_itself_up_to_date() -> None:
    text = "FROM python:3.14\nRUN pip install -U pip wheel\nRUN pip install -r r.txt\n"

    assert found(text, SLIM) == {"pip install": ("check", "medium", 3)}


def test_the_newest_mysqlclient_asks_pkg_config() -> None:
    text = "FROM python:3.6-slim\nRUN apt-get update && apt-get install -y {} gcc default-libmysqlclient-dev\nRUN {}\n"
    broken = told(candidates(text.format("", "pip install mysqlclient"))["python:3.12-slim"], "native")
    assert broken["pip install mysqlclient"] == ("breaks", 3)
    for packages, run in (("pkg-config", "pip install mysqlclient"), ("", "pip install mysqlclient==2.1.1")):
        found = told(candidates(text.format(packages, run))["python:3.12-slim"], "native")
        assert "pip install mysqlclient" not in found


def test_headers_bring_no_compiler_any_more() -> None:
    text = "FROM ubuntu:12.04\nRUN apt-get install -y make libssl-dev{}\nRUN ./configure && make\n"
    assert told(candidates(text.format(""))["ubuntu:24.04"], "native") == {"configure": ("breaks", 3)}
    for brings in (" build-essential", " gcc-4.8", " g++"):
        assert told(candidates(text.format(brings))["ubuntu:24.04"], "native") == {}
    gems = "FROM ubuntu:14.04\nRUN apt-get install -y ruby ruby-dev make\nRUN gem install fluentd\n"
    assert told(candidates(gems)["ubuntu:24.04"], "native") == {"gem": ("check", 3)}


def test_what_installs_a_project_comes_before_what_installs_a_tool() -> None:
    text = "FROM python:3.14\nRUN pip install poetry\nCOPY . .\nRUN poetry install\n"
    assert told(candidates(text)["python:3.14-slim"], "native")["poetry install"] == ("check", 4)
    setup = "FROM python:3.14\nRUN pip install gunicorn\nCOPY . .\nRUN python setup.py install\n"
    assert told(candidates(setup)["python:3.14-slim"], "native")["setup.py install"] == ("check", 4)
