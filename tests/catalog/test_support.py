"""Support dates, and what an image stands on."""

import pytest

from baseadvisor import catalog


def test_a_release_is_found_by_number_codename_and_fuller_version() -> None:
    for version in ("12", "12.5", "bookworm"):
        debian = catalog.support_for("debian", version)
        assert debian is not None
        assert debian.cycle == "12"
    node = catalog.support_for("node", "18.19.0")
    assert node is not None
    assert node.product == "nodejs"
    assert catalog.support_for("python", "99") is None
    assert catalog.support_for("nosuchproduct", "1") is None
    assert catalog.support_for("openjdk", "11") is None, "whose OpenJDK it is decides"


def test_the_vendors_support_and_the_extended_one_are_told_apart() -> None:
    debian = catalog.support_for("debian", "10")
    assert debian is not None
    assert debian.eol == "2022-09-10"
    assert debian.extended_eol == "2024-06-30"
    assert debian.extended_means == "Debian LTS"
    assert debian.is_supported("2022-09-10") is True
    assert debian.is_supported("2022-09-11") is False
    assert debian.is_extended("2023-01-01") is True
    assert debian.is_extended("2024-07-01") is False
    assert debian.days_left("2022-09-09") == 1
    assert debian.name == "Debian 10 (buster)"


def test_an_end_without_a_day_is_still_an_end() -> None:
    old = catalog.support_for("nodejs", "2")
    assert old is not None
    assert old.eol is None
    assert old.is_supported("2026-01-01") is False
    assert old.days_left("2026-01-01") is None


def test_what_came_before_the_oldest_listed_release_is_over() -> None:
    go = catalog.support_for("go", "1.7.4")
    assert go is not None
    assert (go.cycle, go.eol, go.is_supported("2026-01-01")) == ("1.7", None, False)
    assert "older than" in go.source
    assert catalog.support_for("go", "1") is None
    assert catalog.support_for("go", "1.999") is None


def products(image: str) -> list[tuple[str, str]]:
    return [(one.product, one.cycle) for one in catalog.support_of(image)]


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("python:3.6-slim-buster", [("python", "3.6"), ("debian", "10")]),
        ("python:3.12-slim", [("python", "3.12"), ("debian", "13")]),
        ("python:2", [("python", "2.7")]),
        ("node:carbon", [("nodejs", "8")]),
        ("node:20-alpine3.18", [("nodejs", "20"), ("alpine-linux", "3.18")]),
        ("golang:1.13-alpine", [("go", "1.13")]),
        ("php:7-apache", [("php", "7.4")]),
        ("ruby:2.4", [("ruby", "2.4")]),
        ("debian:jessie", [("debian", "8")]),
        ("ubuntu:xenial", [("ubuntu", "16.04")]),
        ("ubuntu:14.04.3", [("ubuntu", "14.04")]),
        ("alpine:3.4", [("alpine-linux", "3.4")]),
        ("alpine:edge", [("alpine-linux", "edge")]),
        ("centos:7", [("centos", "7")]),
        ("fedora:29", [("fedora", "29")]),
        ("postgres:9.6-alpine", [("postgresql", "9.6")]),
        ("postgres:12.4", [("postgresql", "12")]),
        ("mysql:5.7.22", [("mysql", "5.7")]),
        ("redis:7.2-bookworm", [("redis", "7.2"), ("debian", "12")]),
        ("eclipse-temurin:17-jre-focal", [("eclipse-temurin", "17"), ("ubuntu", "20.04")]),
        ("eclipse-temurin:8u342-b07-jre", [("eclipse-temurin", "8")]),
        ("amazoncorretto:11-al2", [("amazon-corretto", "11"), ("amazon-linux", "2")]),
        ("tomcat:9-jdk17-temurin-jammy", [("tomcat", "9.0"), ("eclipse-temurin", "17"), ("ubuntu", "22.04")]),
        ("maven:3.9-eclipse-temurin-17-alpine", [("apache-maven", "3.9"), ("eclipse-temurin", "17")]),
        ("mcr.microsoft.com/dotnet/sdk:6.0", [("dotnet", "6"), ("debian", "11")]),
        ("microsoft/dotnet:2.2-sdk", [("dotnet", "2.2"), ("debian", "9")]),
        ("registry.access.redhat.com/ubi8/ubi", [("rhel", "8")]),
        ("archlinux", [("arch", "")]),
        ("mcr.microsoft.com/windows/servercore:ltsc2022", [("windows-server-core", "2022")]),
        ("mcr.microsoft.com/cbl-mariner/base/core:2.0", [("azure-linux", "2.0")]),
        ("mcr.microsoft.com/azurelinux/base/core:3.0", [("azure-linux", "3.0")]),
        ("quay.io/centos/centos:stream8", [("centos-stream", "8")]),
        ("example.com/app:1", []),
        ("scratch", []),
        ("python:3-onbuild", []),
        ("python:3-stretch", [("debian", "9")]),
        ("mcr.microsoft.com/windows/servercore:1809", [("windows-server-core", "2019")]),
    ],
)
def test_an_image_stands_on_its_runtime_and_its_distribution(image: str, expected: list[tuple[str, str]]) -> None:
    found = products(image)
    assert found[: len(expected)] == expected
    if not expected:
        assert found == []


@pytest.mark.parametrize(
    ("image", "java"),
    [
        ("gradle:6.0-jdk13", "Java 13"),
        ("tomcat:10-jdk22", "Java 22"),
        ("tomcat:7-jre7", "Java 7"),
        ("maven:3.8-openjdk-18", "Java 18"),
        ("openjdk:13", "Java 13"),
        ("openjdk:7u111-jre", "Java 7"),
        ("adoptopenjdk:13-jre-hotspot", "Java 13"),
        ("openjdk:13-ea", None),
        ("gradle:6.0-jdk11", None),
        ("gradle:8-jdk23-graal", None),
        ("example.com/gradle:6-jdk13", None),
    ],
)
def test_a_java_without_a_vendor_is_over_with_the_next_release(image: str, java: str | None) -> None:
    names = [one.name for one in catalog.support_of(image) if one.title == "Java"]
    assert names == ([java] if java else [])
    assert all(one.is_supported("2026-08-22") is False for one in catalog.support_of(image) if one.title == "Java")


def test_moving_tags_are_resolved_where_the_list_has_them() -> None:
    latest = catalog.support_of("python:latest")
    assert [one.product for one in latest] == ["python", "debian"]
    assert latest[0].cycle == ".".join((catalog.most_exact_tag("python", "latest") or "").split(".")[:2])


def test_a_rolling_release_never_ends() -> None:
    (arch,) = catalog.support_of("archlinux")
    (edge,) = catalog.support_of("alpine:edge")
    assert arch.rolling
    assert arch.is_supported("2099-01-01") is True
    assert edge.is_supported("2099-01-01") is True


def test_roles_tell_runtime_from_distribution() -> None:
    assert [one.role for one in catalog.support_of("python:3.6-slim-buster")] == ["runtime", "distribution"]


def test_every_support_has_a_source_and_a_date() -> None:
    for one in catalog.cycles("ubuntu"):
        assert one.source
        assert one.as_of == catalog.snapshot_date("support")


@pytest.mark.parametrize(
    ("image", "released"),
    [
        ("debian:trixie", True),
        ("python:3.12-slim-bookworm", True),
        ("archlinux", True),
        ("debian:forky", None),
        ("debian:sid", None),
        ("ubuntu:26.10", None),
        ("alpine:edge", False),
        ("python:3.15-rc-slim", False),
        ("example.com/app:1", None),
        ("python:3.6.5", None),
    ],
)
def test_only_what_is_out_can_be_recommended(image: str, released: bool | None) -> None:
    assert catalog.is_released(image, "2026-11-24") is released


def test_a_release_to_come_is_not_out_yet() -> None:
    assert catalog.is_released("debian:trixie", "2025-01-01") is False


def test_before_version_1_it_is_the_second_number_that_counts() -> None:
    assert catalog.support_of("node:0.10.48")[0].name == "Node.js 0.10"
    assert catalog.support_of("node:4.2.1")[0].name == "Node.js 4"
