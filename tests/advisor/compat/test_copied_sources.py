"""Sources of packages that are copied in."""

import pytest
from tests.advisor.asking import candidates, port, told


@pytest.mark.parametrize(
    ("copy", "what"),
    [
        ("COPY sources.list /etc/apt/sources.list", "COPY of sources.list"),
        ("COPY apt/my.list apt/other.list /etc/apt/sources.list.d/", "COPY of my.list, other.list"),
        ("ADD mirror.sources /etc/apt/sources.list.d/", "ADD of mirror.sources"),
        ("COPY files/mirror /etc/apt/sources.list", "COPY of mirror"),
        ('COPY ["sources.list", "/etc/apt/"]', "COPY of sources.list"),
    ],
)
def test_sources_of_apt_are_for_a_release(copy: str, what: str) -> None:
    text = f"FROM ubuntu:20.04\n{copy}\nRUN apt-get update && apt-get install -y curl\n"
    assert port(text, "ubuntu:24.04", "packages") == {what: ("check", 2)}


@pytest.mark.parametrize(
    "copy",
    [
        "COPY 99norecommends /etc/apt/apt.conf.d/",
        "COPY preferences /etc/apt/",
        "COPY google-chrome.list /etc/apt/sources.list.d/",
        "COPY words.list /opt/",
        "COPY my.repo /etc/yum.repos.d/",
    ],
)
def test_what_is_no_source_or_one_for_every_release(copy: str) -> None:
    text = f"FROM ubuntu:20.04\n{copy}\nRUN apt-get update && apt-get install -y curl\n"
    assert port(text, "ubuntu:24.04", "packages") == {}


def test_a_codename_is_told_once() -> None:
    text = "FROM ubuntu:20.04\nCOPY focal.list /etc/apt/sources.list\nRUN apt-get update\n"
    assert port(text, "ubuntu:24.04", "packages") == {"`focal` by name": ("check", 2)}


def test_repositories_of_dnf() -> None:
    text = "FROM rockylinux:8\nCOPY my.repo /etc/yum.repos.d/\nRUN dnf install -y curl\n"
    found = next(one for name, one in candidates(text).items() if name.startswith("rockylinux"))
    assert ("COPY of my.repo", "check", "medium", 2) in [
        (one.what, one.severity, one.certainty, one.line) for one in found.reasons
    ]


def test_a_source_of_another_manager_is_not_read() -> None:
    text = "FROM centos:8\nCOPY google-chrome.repo a.repo /etc/yum.repos.d/\nRUN dnf install -y google-chrome-stable\n"
    assert port(text, topic="packages")["COPY of google-chrome.repo, a.repo"] == ("breaks", 2)
    assert "COPY of google-chrome.repo" not in port(text.replace(" a.repo", ""), "almalinux:9", "packages")


@pytest.mark.parametrize(
    ("copy", "package", "severity", "cure"),
    [
        ("sources.list /etc/apt/", "curl", "check", "leave it out"),
        ("mirror /etc/apt/sources.list", "google-chrome-stable", "check", "leave it out"),
        ("debian.sources /etc/apt/sources.list.d/", "curl", "check", "leave it out"),
        ("a.list /etc/apt/sources.list.d/", "curl", "check", "leave it out, or add its like there"),
        ("a.list /etc/apt/sources.list.d/", "google-chrome-stable", "breaks", "add the source in its own form"),
        ("a.list /etc/apt/sources.list.d/", "qzx-of-our-own", "breaks", "add the source in its own form"),
    ],
)
def test_a_source_that_is_not_read_is_a_loss_where_its_packages_are(
    copy: str, package: str, severity: str, cure: str
) -> None:
    text = f"FROM debian:12\nCOPY {copy}\nRUN apt-get update && apt-get install -y {package}\n"
    reasons = candidates(text)["alpine:3.24"].reasons
    told = next(one for one in reasons if one.what == f"COPY of {copy.split()[0]}")
    assert (told.severity, told.line, told.why.rpartition(": ")[2]) == (severity, 2, cure)


def test_a_mirror_hides_no_source_that_is_needed() -> None:
    text = (
        "FROM centos:8\nCOPY CentOS-Base.repo /etc/yum.repos.d/\nCOPY a.repo /etc/yum.repos.d/\n"
        "RUN dnf install -y google-chrome-stable\nCOPY b.repo /etc/yum.repos.d/\n"
    )
    found = port(text, topic="packages")
    assert [found[f"COPY of {name}.repo"] for name in ("CentOS-Base", "a", "b")] == [
        ("check", 2),
        ("breaks", 3),
        ("check", 5),
    ]


def test_a_source_of_yum_where_nobody_knows_the_base() -> None:
    text = "FROM maven:3.6.2-jdk-12\nADD chrome.repo /etc/yum.repos.d/\nRUN yum install -y google-chrome-stable\n"
    found = told(candidates(text)["maven:3.9.16-eclipse-temurin-17"], "packages")
    assert found["ADD of chrome.repo"] == ("breaks", 2)
