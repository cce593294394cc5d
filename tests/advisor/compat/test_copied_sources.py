"""Sources of packages that are copied in."""

import pytest
from tests.advisor.asking import candidates, port


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
