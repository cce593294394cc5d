"""Which programs images have from the start."""

import pytest
from tests.advisor.asking import candidates, port, told

from baseadvisor.advisor.facts import image_facts
from baseadvisor.advisor.tools import has


@pytest.mark.parametrize(
    ("image", "program", "there"),
    [
        ("debian:13-slim", "tar", True),
        ("debian:13-slim", "unzip", False),
        ("debian:13", "ps", False),
        ("alpine:3.24", "find", True),
        ("amazonlinux:2023", "tar", False),
        ("amazoncorretto:21-al2023", "which", False),
        ("registry.access.redhat.com/ubi10-minimal:latest", "xargs", False),
        ("registry.access.redhat.com/ubi10-minimal:latest", "gzip", True),
        ("buildpack-deps:trixie-curl", "curl", True),
        ("buildpack-deps:trixie-curl", "git", False),
        ("buildpack-deps:trixie-scm", "git", True),
        ("buildpack-deps:trixie-scm", "gcc", False),
        ("buildpack-deps:trixie", "gcc", True),
        ("golang:1.26-trixie", "git", True),
        ("golang:1.26-trixie", "unzip", False),
        ("openjdk:8-jdk", "unzip", True),
        ("openjdk:8-jre", "git", False),
        ("eclipse-temurin:21-jre-noble", "git", False),
        ("eclipse-temurin:21-jre-noble", "curl", True),
        ("eclipse-temurin:21-jre", "gpg", True),
        ("eclipse-temurin:25-jre-noble", "curl", False),
        ("eclipse-temurin:25", "wget", False),
        ("eclipse-temurin:23-noble", "curl", None),
        ("eclipse-temurin:latest", "wget", False),
        ("tomcat:10.1-jdk25-temurin-noble", "gpg", False),
        ("tomcat:10.1-jdk21-temurin-noble", "curl", True),
        ("mcr.microsoft.com/dotnet/sdk:10.0-noble", "gpg", False),
        ("mcr.microsoft.com/dotnet/sdk:10.0-noble", "wget", True),
        ("mcr.microsoft.com/dotnet/aspnet:10.0-noble", "gpg", None),
        ("rust:1-alpine", "gcc", True),
        ("rust:1-alpine", "make", False),
        ("tomcat:7-jre7", "unzip", True),
        ("tomcat:7", "git", False),
        ("tomcat:10.1-jdk21-temurin-noble", "unzip", False),
        ("amazoncorretto:21-al2023", "git", False),
        ("php:8.4-apache", "rsync", False),
        ("php:8.4-apache", "git", None),
    ],
)
def test_what_images_have(image: str, program: str, there: bool | None) -> None:
    assert has(image_facts(image, "2026-11-24", "linux/amd64"), program) is there


def test_minimal_images_lack_even_tar_and_find() -> None:
    text = "FROM centos:7\nRUN tar xf /a.tar && find / -name b | xargs rm\n"
    minimal = "registry.access.redhat.com/ubi10-minimal:latest"
    assert port(text, minimal, "programs") == {
        "tar in RUN": ("breaks", 2),
        "find in RUN": ("breaks", 2),
        "xargs in RUN": ("breaks", 2),
    }
    installed = text.replace("RUN", "RUN yum install -y tar findutils\nRUN")
    assert port(installed, minimal, "programs") == {}
    assert port(text, "almalinux:10", "programs") == {}


def test_a_build_that_asks_for_a_program_stops_without_it() -> None:
    text = "FROM eclipse-temurin:17-jdk-jammy\nRUN echo test \\\n && which curl\n"
    assert told(candidates(text)["eclipse-temurin:25-jdk-resolute"])["which curl"] == ("breaks", 3)
    assert "which curl" not in told(candidates(text)["eclipse-temurin:17-jdk-resolute"])
    for asked in ("which curl || true", "if which curl; then curl; fi", "which curl; true"):
        other = f"FROM eclipse-temurin:17-jdk-jammy\nRUN {asked}\n"
        assert "which curl" not in told(candidates(other)["eclipse-temurin:25-jdk-resolute"])


def test_old_ubuntu_held_ubuntu_minimal() -> None:
    text = "FROM ubuntu:14.04\nRUN ping -c 1 x && ifconfig\n"
    assert set(port(text, "ubuntu:26.04", "programs")) == {"ping in RUN", "ifconfig in RUN"}
    assert port(text.replace("14.04", "22.04"), "ubuntu:26.04", "programs") == {}  # it fails already


def test_the_file_was_built_once() -> None:
    text = "FROM node:8.1-slim\nRUN apt-get update && apt-get install -y make\nRUN wget -q https://example.org/a\n"
    assert port(text, "node:24.19-trixie-slim", "programs")["wget in RUN"] == ("breaks", 3)
    built = text.replace("make\n", "make && make install\n")
    assert "wget in RUN" not in port(built, "node:24.19-trixie-slim", "programs")


def test_alpine_sdk_brings_what_builds_and_fetches() -> None:
    text = "FROM alpine:3.7\nRUN apk add alpine-sdk\nRUN curl -O https://example.org/a && git clone b && make\n"
    assert port(text, "alpine:3.24", "programs") == {}


@pytest.mark.parametrize(
    "line",
    [
        "ADD https://example.com/rsync /usr/local/bin/rsync",
        "COPY --from=x /usr/bin/rsync /usr/bin/rsync",
        "COPY rsync /usr/bin/",
        "COPY --from=x /usr/bin/rs* /usr/bin/",
        "RUN tar xf x.tar -C /usr/local/bin",
        "RUN cp /x/rsync /usr/bin/rsync",
    ],
)
def test_a_program_that_the_file_brings_is_not_missing(line: str) -> None:
    text = "FROM debian:9\n{}\nRUN rsync -a /a /b\n"
    assert "rsync in RUN" in port(text.format("RUN true"), "debian:13-slim")
    assert "rsync in RUN" not in port(text.format(line), "debian:13-slim")


@pytest.mark.parametrize(
    "line",
    [
        "COPY entrypoint.sh /usr/local/bin/",
        "COPY app.conf /",
        "COPY --from=x /usr/bin/cross-* /usr/bin/",
        "RUN cp a /usr/bin/a",
    ],
)
def test_a_file_of_another_name_brings_no_program(line: str) -> None:
    assert "rsync in RUN" in port(f"FROM debian:9\n{line}\nRUN rsync -a /a /b\n", "debian:13-slim")


def test_maven_stands_on_a_java() -> None:
    at = {tag: image_facts(f"maven:{tag}", "2026-11-24", "linux/amd64") for tag in ("3-jdk-8", "3.9-eclipse-temurin-8")}
    assert has(at["3-jdk-8"], "unzip")
    assert has(at["3.9-eclipse-temurin-8"], "unzip") is False
    assert has(at["3.9-eclipse-temurin-8"], "git")


def test_cron_was_in_ubuntus_image_once() -> None:
    text = "FROM ubuntu:14.04\nRUN apt-get update && apt-get install -y {}git\nRUN echo x | crontab\n"
    assert port(text.format(""), "ubuntu:24.04")["crontab in RUN"] == ("breaks", 3)
    assert "crontab in RUN" not in port(text.format("cron "), "ubuntu:24.04")
