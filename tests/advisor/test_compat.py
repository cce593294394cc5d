"""What of a Dockerfile a move touches, each thing at its line."""

import pytest
from tests.advisor.asking import candidates, told

ALPINE = "alpine:3.24"


def port(text: str, to: str = ALPINE, topic: str | None = None) -> dict[str, tuple[str, int | None]]:
    return told(candidates(text)[to], topic)


def test_packages_are_named_for_the_other_manager_and_what_is_not_known_is_said() -> None:
    found = candidates("FROM debian:12\nRUN apt-get update && apt-get install -y libpq-dev \\\n  zz-unheard-of\n")[
        ALPINE
    ]
    reason = next(one for one in found.reasons if one.what == "apt-get install")
    assert (reason.severity, reason.line) == ("breaks", 2)
    assert "libpq-dev" in reason.why
    assert told(found)["package zz-unheard-of"] == ("breaks", 3)


def test_a_pinned_version_belongs_to_its_release() -> None:
    found = port("FROM alpine:3.16\nRUN apk add --no-cache \\\n    curl=7.83.1-r4 \\\n    git\n", topic="pins")
    assert found == {"curl=7.83.1-r4": ("breaks", 3)}
    assert port("FROM alpine:3.16\nRUN apk add 'curl>7'\n", topic="pins") == {}


def test_packages_that_the_newer_release_no_longer_has() -> None:
    found = port("FROM ubuntu:16.04\nRUN apt-get install -y python-pip\n", "ubuntu:24.04")
    assert found["package python-pip"] == ("breaks", 2)


def test_packages_that_one_distribution_alone_gave_up() -> None:
    python = "RUN apt-get update && apt-get install -y python\n"
    assert port(f"FROM ubuntu:18.04\n{python}", "ubuntu:24.04")["package python"] == ("breaks", 2)
    assert port(f"FROM ruby:2.3\n{python}", "ruby:3.4")["package python"] == ("breaks", 2)
    client = "RUN apt-get update && apt-get install -y libmysqlclient-dev\n"
    assert port(f"FROM debian:jessie\n{client}", "debian:trixie")["package libmysqlclient-dev"] == ("breaks", 2)
    assert port(f"FROM ubuntu:18.04\n{client}", "ubuntu:24.04") == {}


def test_firefox_is_a_snap_unless_its_makers_bring_it() -> None:
    install = "RUN apt-get update && apt-get install -y firefox\n"
    assert port(f"FROM ubuntu:18.04\n{install}", "ubuntu:24.04")["package firefox"] == ("breaks", 2)
    theirs = "RUN echo 'deb https://packages.mozilla.org/apt mozilla main' > /etc/apt/sources.list.d/m.list\n"
    assert "package firefox" not in port(f"FROM ubuntu:18.04\n{theirs}{install}", "ubuntu:24.04")


def test_ubuntus_chromium_is_a_snap_too() -> None:
    install = "RUN apt-get update && apt-get install -y {}\n"
    for name in ("chromium-browser", "chromium-chromedriver"):
        text = f"FROM ubuntu:18.04\n{install.format(name)}"
        assert port(text, "ubuntu:24.04")[f"package {name}"] == ("breaks", 2)
        assert port(text, "ubuntu:26.04")[f"package {name}"] == ("breaks", 2)
    assert "package chromium" not in port(f"FROM debian:11\n{install.format('chromium')}", "debian:13")


def test_packages_of_a_source_that_the_file_adds_belong_to_no_release() -> None:
    text = (
        "FROM debian:bullseye-slim\n"
        "RUN echo 'deb https://apt.example.org stable main' > /etc/apt/sources.list.d/example.list\n"
        "RUN apt-get update && apt-get install -y example-agent=1.2.3-1 example-tools\n"
    )
    assert port(text, "debian:trixie-slim") == {"packages example-agent, example-tools": ("check", 3)}


def test_sources_of_another_release_by_name() -> None:
    text = "FROM debian:stretch\nRUN echo 'deb http://deb.debian.org/debian jessie-backports main' > /etc/apt/s\n"
    assert port(text, "debian:trixie")["`jessie-backports` by name"] == ("breaks", 2)
    new = text.replace("jessie-backports", "trixie")
    assert port(new, "debian:trixie") == {}


def test_comments_in_a_run_say_nothing() -> None:
    text = "FROM debian:bookworm\nRUN true \\\n# see https://manpages.debian.org/bookworm/x.html\n  && true\n"
    assert port(text, "debian:trixie") == {}
    assert "`debian` by name" not in port(text, "alpine:3.24")


def test_an_image_of_the_old_release_is_not_its_packages() -> None:
    text = "FROM eclipse-temurin:21-jre-noble\nCOPY --from=tomcat:11-jdk21-temurin-noble /usr/local/tomcat /tomcat\n"
    assert port(text, "eclipse-temurin:21-jre-resolute")["`noble` by name"] == ("check", 2)


def test_what_the_other_image_brings_is_left_out() -> None:
    text = 'FROM alpine:3.24\nRUN apk add nginx\nCMD ["nginx"]\n'
    assert port(text, "nginx:1.31-alpine-slim")["package nginx"] == ("note", 2)


def test_packages_of_a_manager_without_tables_are_not_promised() -> None:
    found = port("FROM opensuse/leap:15.1\nRUN zypper in -y python-requests\n", "opensuse/leap:16.0")
    assert found == {"packages python-requests": ("check", 2)}


def test_files_of_the_old_distribution_that_are_edited() -> None:
    text = "FROM centos:7\nENV LANG=en_US.UTF-8\nRUN sed -i 's/^mirror/#/' /etc/yum.repos.d/CentOS-* && true\n"
    found = port(text, "almalinux:10")
    assert found["sed of /etc/yum.repos.d/CentOS-*"] == ("breaks", 3)
    assert "LANG=en_US.UTF-8" not in found  # the image has English
    assert port(text, "almalinux:9")["LANG=en_US.UTF-8"] == ("check", 2)
    assert port(text.replace("en_US", "de_DE"), "almalinux:10")["LANG=de_DE.UTF-8"] == ("check", 2)


def test_what_a_split_leaves_behind_is_said() -> None:
    text = (
        "FROM maven:3.3-jdk-8\n"
        "RUN mvn package\n"
        "RUN apt-get update && apt-get install -y pwgen gcc git\n"
        "RUN useradd -r app\n"
        "USER app\n"
        'ENTRYPOINT ["/entrypoint.sh"]\n'
    )
    found = port(text, "eclipse-temurin:8-jre")
    assert found["packages pwgen"] == ("check", 3)
    assert found["USER app"] == ("check", 5)
    assert found["what is built"][0] == "check"


def test_certificates_that_a_split_leaves_behind() -> None:
    found = port('FROM golang:1.26\nCOPY . .\nRUN go build\nCMD ["./app"]\n', "debian:13-slim")
    assert found["certificates"] == ("check", None)


def test_python_2_breaks_what_the_file_brings_and_else_is_to_be_checked() -> None:
    alone = "FROM python:2-alpine\nRUN pip install example\n"
    assert port(alone, "python:3.12-alpine")["Python 2.7 -> 3.12"][0] == "check"
    assert port(alone + "COPY . .\n", "python:3.12-alpine")["Python 2.7 -> 3.12"] == ("check", 3)
    ran = alone + "COPY . .\nCMD python a.py\n"
    assert port(ran, "python:3.12-alpine")["Python 2.7 -> 3.12"] == ("breaks", 4)
    built = alone + "COPY . .\nRUN python setup.py install\nCMD x\n"
    assert port(built, "python:3.12-alpine")["Python 2.7 -> 3.12"] == ("breaks", 4)
    needed = alone + "COPY requirements.txt .\nCMD x\n"
    assert port(needed, "python:3.12-alpine")["Python 2.7 -> 3.12"] == ("check", 2)
    for text in (ran, built):
        found = candidates(text)["python:3.12-alpine"]
        assert found.effort in ("moderate", "large")
        assert [one.certainty for one in found.reasons if one.what == "Python 2.7 -> 3.12"] == ["medium"]


def test_distutils_left_python() -> None:
    text = "FROM ubuntu:22.04\nRUN python3 -c 'from distutils.sysconfig import get_python_lib'\n"
    assert port(text, "ubuntu:26.04")["from distutils"] == ("check", 2)


def test_extensions_that_left_php() -> None:
    text = "FROM php:8.1-fpm\nRUN docker-php-ext-install pspell\n"
    assert port(text, "php:8.5-fpm")["the extension pspell"] == ("breaks", 2)


def test_what_is_installed_at_the_start() -> None:
    found = port('FROM python:3.14\nCMD ["pip", "install", "example"]\n', "python:3.14-slim")
    assert found["pip install"] == ("check", 2)


def test_gnupg_was_part_of_old_releases() -> None:
    text = "FROM debian:jessie\nRUN gpg --recv-keys ABCD\n"
    assert port(text, "debian:trixie-slim")["gpg in RUN"] == ("breaks", 2)
    assert "gpg in RUN" not in port(text.replace("jessie", "bookworm"), "debian:trixie-slim")


def test_modules_for_python_2() -> None:
    install = "FROM ubuntu:16.04\nRUN apt-get update && apt-get install -y python-mako python-is-python3\n"
    found = port(install, "ubuntu:24.04")
    assert found["package python-mako"] == ("breaks", 2)
    assert "package python-is-python3" not in found


def test_nodesource_makes_old_versions_for_no_newer_release() -> None:
    text = "FROM ubuntu:18.04\nRUN curl -fsSL https://deb.nodesource.com/setup_8.x | bash -\n"
    assert port(text, "ubuntu:24.04")["deb.nodesource.com/setup_8.x"] == ("breaks", 2)
    assert port(text.replace("setup_8", "setup_22"), "ubuntu:24.04") == {}


def test_the_old_release_by_name() -> None:
    text = "FROM debian:stretch\nRUN echo 'deb http://deb.debian.org/debian stretch-backports main' > /etc/apt/s\n"
    assert port(text, "debian:trixie")["`stretch-backports` by name"] == ("breaks", 2)


def test_apt_key_is_gone_with_trixie() -> None:
    text = "FROM debian:buster\nRUN curl -fsS https://example.org/k | apt-key add -\n"
    assert port(text, "debian:trixie")["apt-key"] == ("breaks", 2)


def test_no_shell_means_no_shell_form() -> None:
    text = "FROM node:22-slim\nCOPY . .\nHEALTHCHECK CMD node check.js\nCMD node server.js\n"
    found = port(text, "gcr.io/distroless/nodejs22-debian13:nonroot")
    assert found["CMD in shell form"] == ("breaks", 4)
    assert found["HEALTHCHECK in shell form"] == ("breaks", 3)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('SHELL ["/bin/bash", "-c"]', "SHELL names bash"),
        ("RUN bash -c 'echo x'", "bash is started"),
        ('CMD ["bash", "-c", "x"]', "CMD starts bash"),
        ('ENTRYPOINT ["/entrypoint.sh"]', "ENTRYPOINT starts /entrypoint.sh"),
    ],
)
def test_bash_that_is_not_there(line: str, what: str) -> None:
    assert port(f"FROM debian:12\n{line}\n", topic="shell")[what][1] == 2
    assert port(f"FROM alpine:3.16\n{line}\n", topic="shell") == {}


def test_bash_that_the_file_installs_is_there() -> None:
    assert port("FROM alpine:3.16\nRUN apk add bash\nRUN bash -c x\n", topic="shell") == {}


def test_bash_syntax_under_sh_where_sh_was_bash() -> None:
    found = port("FROM centos:7\nRUN mkdir -p /srv/{a,b}\nRUN pushd /srv\n", topic="shell")
    assert found == {"`/srv/{a,b}` in RUN": ("breaks", 2), "`pushd` in RUN": ("breaks", 3)}


def test_accounts() -> None:
    found = port("FROM debian:12\nRUN useradd -m app\nRUN adduser --disabled-login app\n", topic="accounts")
    assert found["useradd"] == ("breaks", 2)
    assert found["adduser --disabled-login"] == ("breaks", 3)
    newer = port("FROM debian:bookworm\nRUN adduser --system app\n", "debian:trixie", "accounts")
    assert newer == {"adduser": ("breaks", 2)}
    taken = port("FROM ubuntu:20.04\nRUN useradd -u 1000 app\n", "ubuntu:24.04", "accounts")
    assert taken == {"useradd with the id 1000": ("breaks", 2)}
    assert port("FROM ubuntu:20.04\nRUN useradd -u 1001 app\n", "ubuntu:24.04", "accounts") == {}


def test_an_account_that_only_the_old_image_brings() -> None:
    text = 'FROM node:22-slim\nCOPY --chown=node:node . .\nUSER node\nCMD ["node", "s.js"]\n'
    found = port(text, "gcr.io/distroless/nodejs22-debian13:nonroot", "accounts")
    assert found == {"--chown=node:node": ("breaks", 2), "USER node": ("breaks", 3)}


def test_programs_that_a_slim_image_lacks() -> None:
    text = "FROM python:3.12-bookworm\nRUN git clone https://example.org/r\nHEALTHCHECK CMD curl -f http://localhost\n"
    found = port(text, "python:3.12-slim-trixie", "programs")
    assert found == {"git in RUN": ("breaks", 2), "curl in HEALTHCHECK": ("breaks", 3)}
    text = text.replace("RUN git", "RUN apt-get update && apt-get install -y git curl\nRUN git")
    assert port(text, "python:3.12-slim-trixie", "programs") == {}


def test_compilers_that_a_slim_image_lacks() -> None:
    found = port("FROM ruby:3.3-bookworm\nRUN bundle install\nCMD x\n", "ruby:3.3-slim-trixie", "native")
    assert found == {"bundle install": ("check", 2)}


def test_downloads_that_are_linked_against_glibc() -> None:
    text = (
        "FROM debian:12\nADD https://example.org/x-x86_64-unknown-linux-gnu.tar.gz /\n"
        "RUN curl -O https://example.org/y-linux-x64.tar.gz\nRUN curl -O https://example.org/z-linux-musl.tgz\n"
    )
    found = candidates(text)[ALPINE]
    binary = [(one.severity, one.line) for one in found.reasons if one.topic == "binary"]
    assert binary == [("breaks", 2), ("check", 3)]


def test_wheels_for_glibc_alone() -> None:
    found = port("FROM python:3.12-slim-bookworm\nRUN pip install torch\n", "python:3.12-alpine3.24", "native")
    assert found["pip install torch"] == ("breaks", 2)


def test_what_another_stage_compiled() -> None:
    text = (
        "FROM gcc:15 AS build\nRUN make\nFROM debian:bookworm-slim\nCOPY --from=build /src/app /usr/bin/app\n"
        'CMD ["app"]\n'
    )
    assert port(text, ALPINE, "binary")["COPY --from=build"] == ("breaks", 4)
    assert "COPY --from=build" not in port(text.replace("/src/app /usr/bin/app", "/src/app.jar /app.jar"))


def test_a_builder_that_runs_ahead_of_the_runtime() -> None:
    text = "FROM rust:1-bookworm AS build\nRUN cargo build\nFROM debian:bookworm-slim\nCOPY --from=build /a /a\n"
    from tests.advisor.asking import ask

    build = next(stage for stage in ask(text).stages if not stage.final)
    newer = next(one for one in build.candidates if one.image.release == "13")
    assert [(one.severity, one.line) for one in newer.reasons if one.topic == "binary"] == [("check", 4)]


def test_time_zones_and_locales() -> None:
    found = port("FROM debian:12\nENV TZ=Europe/Berlin LANG=de_DE.UTF-8\n")
    assert found["TZ=Europe/Berlin"] == ("breaks", 2)
    assert found["LANG=de_DE.UTF-8"] == ("note", 2)
    assert port("FROM debian:12\nENV TZ=UTC LANG=C.UTF-8\n") == {}


def test_java_home_moves_and_paths_into_java_with_it() -> None:
    text = (
        "FROM openjdk:8-jdk-slim\nENV JAVA_HOME=/usr/lib/jvm/java-8-openjdk-amd64\n"
        'RUN /usr/lib/jvm/java-8-openjdk-amd64/bin/keytool -list\nCMD ["java"]\n'
    )
    found = port(text, "eclipse-temurin:8-jdk", "java")
    assert found["JAVA_HOME=/usr/lib/jvm/java-8-openjdk-amd64"] == ("breaks", 2)
    assert found["the path /usr/lib/jvm/java-8-openjdk-amd64/bin/keytool"] == ("breaks", 3)


def test_options_that_a_newer_jvm_does_not_know() -> None:
    text = 'FROM openjdk:8-jre\nCMD ["java", "-XX:MaxPermSize=256m", "-jar", "a.jar"]\n'
    found = candidates(text)
    same = next(one for name, one in found.items() if name.startswith("eclipse-temurin:8"))
    assert "-XX:MaxPermSize=256m" not in told(same)
    newer = candidates(text.replace("openjdk:8-jre", "tomcat:9-jre8"))["tomcat:11-jre17"]
    assert told(newer)["-XX:MaxPermSize=256m"] == ("breaks", 2)


def test_pip_in_a_distributions_own_python() -> None:
    text = "FROM ubuntu:20.04\nRUN apt-get install -y python3-pip\nRUN pip3 install flask\n"
    assert port(text, "ubuntu:24.04", "version")["pip3 install"] == ("breaks", 3)
    in_venv = text.replace("RUN pip3", "RUN python3 -m venv /v\nRUN /v/bin/pip3")
    assert "pip3 install" not in port(in_venv, "ubuntu:24.04", "version")


def test_data_outlives_its_image() -> None:
    found = candidates("FROM postgres:13-bookworm\n")
    newest = next(one for name, one in found.items() if name.startswith("postgres:18") and one.kind == "refresh")
    assert next(one.severity for one in newest.reasons if one.topic == "data") == "breaks"


def test_every_reason_stands_on_a_line_of_the_file() -> None:
    text = (
        "FROM ubuntu:16.04\nENV LANG=de_DE.UTF-8 TZ=Europe/Rome\nRUN apt-get update && apt-get install -y \\\n"
        "  python-pip \\\n  build-essential=12.1\nRUN useradd x && pip install torch\nCMD bash run.sh\n"
    )
    lines = text.count("\n")
    for one in candidates(text).values():
        for reason in one.reasons:
            assert reason.line is None or 1 <= reason.line <= lines
            assert reason.what
            assert reason.why


def test_files_of_the_manager_that_is_left_behind() -> None:
    found = candidates("FROM debian:12\nRUN sed -i s/a/b/ /etc/apt/sources.list && apt-get install -y git\n")[ALPINE]
    assert told(found)["the path /etc/apt/sources.list"] == ("breaks", 2)
    assert found.unpatched
    clean = port("FROM debian:12\nRUN apt-get install -y git && rm -rf /var/lib/apt/lists/*\n")
    assert not any(what.startswith("the path") for what in clean)


def test_ubi_holds_a_part_of_rhel_alone() -> None:
    found = candidates("FROM centos:7\nRUN yum install -y epel-release httpd\n")
    ubi = found["registry.access.redhat.com/ubi10-minimal:latest"]
    assert told(ubi)["package epel-release"] == ("breaks", 2)
    assert told(ubi)["amd64 machines"] == ("check", None)
    assert "package epel-release" not in told(found["almalinux:10"])


def test_stages_that_share_what_is_made_for_a_version_move_together() -> None:
    text = 'FROM node:14-slim AS build\nRUN npm ci\nFROM node:14-slim\nCOPY --from=build /app /app\nCMD ["node"]\n'
    assert port(text, "node:24-trixie-slim", "version")["COPY --from=build"] == ("check", 4)
    assert "COPY --from=build" not in port(text.replace("node:14-slim AS", "alpine:3.24 AS"), "node:24-trixie-slim")


@pytest.mark.parametrize(
    ("copies", "line"),
    [
        (("/a/package.json .", "/a/dist ./dist", "/a/node_modules ./node_modules"), 6),
        (("/a/public ./public", "/a/.next/standalone ./", "/a/.next/static ./.next/static"), 5),
        (("/a/package.json .", "/a/public ./public"), None),
    ],
)
def test_native_modules_are_where_the_modules_are_copied(copies: tuple[str, ...], line: int | None) -> None:
    taken = "".join(f"COPY --from=b {copy}\n" for copy in copies)
    text = f"FROM node:14-alpine AS b\nRUN npm ci\nFROM node:14-slim\n{taken}CMD node x.js\n"
    found = candidates(text)["node:24-trixie-slim"].reasons
    assert [one.line for one in found if "made for one version" in one.why] == ([] if line is None else [line])
