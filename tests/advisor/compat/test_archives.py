"""Releases that were moved to an archive: what the image as it is asks for is not there any more."""

from typing import Any

import pytest
from tests.advisor.asking import ask

from baseadvisor.advisor import Reason


def moved(text: str, **options: Any) -> dict[str, Reason]:
    """What is said of archives under the final stage's image, by what it is."""
    final = next(stage for stage in ask(text, **options).stages if stage.final)
    return {one.what: one for one in final.now if one.topic == "archives"}


YUM = "RUN yum -y install gcc\n"
APT = "RUN apt-get update && apt-get install -y gcc\n"


@pytest.mark.parametrize(
    ("text", "what", "where"),
    [
        (f"FROM centos:7\n{YUM}", "yum install", "vault.centos.org"),
        (f"FROM centos\n{YUM}", "yum install", "vault.centos.org"),
        (f"FROM centos:6.9\nRUN rpm -U http://example.org/a.rpm\n{YUM}", "yum install", "vault.centos.org"),
        (f"FROM quay.io/centos/centos:stream8\n{YUM}", "yum install", "vault.centos.org"),
        (f"FROM centos:7\nRUN echo x > /etc/yum.repos.d/mongodb.repo\n{YUM}", "yum install", "vault.centos.org"),
        (f"FROM centos:7\nCOPY nginx.repo /etc/yum.repos.d/\n{YUM}", "yum install", "vault.centos.org"),
        (
            f"FROM centos:7\nRUN sed -i s/enabled=0/enabled=1/ /etc/yum.repos.d/CentOS-Base.repo\n{YUM}",
            "yum install",
            "",
        ),
        (f"FROM debian:jessie\n{APT}", "apt-get update", "archive.debian.org"),
        (f"FROM debian:10\n{APT}", "apt-get update", "archive.debian.org"),
        (f"FROM node:8-stretch\n{APT}", "apt-get update", "archive.debian.org"),
        (f"FROM debian:9\nRUN echo x >> /etc/apt/sources.list\n{APT}", "apt-get update", "archive.debian.org"),
        (f"FROM debian:9\nRUN sed -i 's/ main/ main contrib/' /etc/apt/sources.list\n{APT}", "apt-get update", ""),
        (f"FROM ubuntu:18.10\n{APT}", "apt-get update", "old-releases.ubuntu.com"),
    ],
)
def test_packages_that_are_in_an_archive_alone(text: str, what: str, where: str) -> None:
    found = moved(text)[what]
    assert (found.severity, found.certainty) == ("breaks", "high")
    assert where in found.why


@pytest.mark.parametrize(
    "text",
    [
        f"FROM debian:11\n{APT}",
        f"FROM ubuntu:16.04\n{APT}",
        f"FROM ubuntu:25.10\n{APT}",
        f"FROM quay.io/centos/centos:stream9\n{YUM}",
        f"FROM almalinux:8\n{YUM}",
        "FROM alpine:3.4\nRUN apk add gcc\n",
        "FROM centos:7\nRUN yum clean all\n",
        f"FROM centos:7\nCOPY repos/ /etc/yum.repos.d/\n{YUM}",
        f"FROM centos:7\nCOPY CentOS-Base.repo /etc/yum.repos.d/\n{YUM}",
        f"FROM centos:7\nRUN rm -f /etc/yum.repos.d/*\nCOPY a.repo /etc/yum.repos.d/\n{YUM}",
        f"FROM centos:7\nRUN sed -i -e s/mirrorlist=/#mirrorlist=/ /etc/yum.repos.d/CentOS-*.repo\n{YUM}",
        f"FROM centos:8\nRUN sed -i 's|^#baseurl=http://mirror|baseurl=http://vault|' /etc/yum.repos.d/*.repo\n{YUM}",
        f"FROM debian:9\nRUN sed -i s/deb.debian.org/archive.debian.org/ /etc/apt/sources.list\n{APT}",
        f"FROM debian:9\nCOPY sources.list /etc/apt/sources.list\n{APT}",
        f"FROM debian:9\nRUN echo deb http://example.org/debian stretch main > /etc/apt/sources.list\n{APT}",
        "FROM debian:9\nRUN apt-get update || true\n",
    ],
)
def test_what_is_served_still_or_pointed_elsewhere(text: str) -> None:
    assert moved(text) == {}


def test_what_was_there_on_an_earlier_day() -> None:
    assert moved(f"FROM debian:9\n{APT}", as_of="2019-01-01") == {}


def test_an_image_of_others_may_have_other_addresses() -> None:
    assert moved(f"FROM example/base:stretch\n{APT}")["apt-get update"].certainty == "medium"


@pytest.mark.parametrize("first", ["", "RUN apt-get -y upgrade\n"])
def test_a_long_term_release_that_is_archived_too(first: str) -> None:
    found = moved(f"FROM ubuntu:12.04\n{first}{APT}")["apt-get update"]
    assert (found.certainty, found.line) == ("medium", 3 if first else 2)
    assert "old-releases.ubuntu.com" in found.why


def standing(text: str) -> set[str]:
    return {one.what for one in ask(text).stages[0].now}


def test_a_source_of_a_release_that_was_moved() -> None:
    text = (
        "FROM debian:12\nRUN echo 'deb http://deb.debian.org/debian stretch main' >> /etc/apt/sources.list && "
        "apt-get update\n"
    )
    assert "source of stretch" in standing(text)
    assert "source of stretch" not in standing(text.replace("deb.debian", "archive.debian"))
    assert "source of bullseye" not in standing(text.replace("stretch", "bullseye"))


@pytest.mark.parametrize(
    "text",
    [
        "FROM debian:12\nRUN sed -i 's|deb http://deb.debian.org/debian stretch main|"
        "deb http://archive.debian.org/debian stretch main|' /etc/apt/sources.list && apt-get update\n",
        "FROM alpine:3.18\nRUN echo 'deb http://deb.debian.org/debian stretch main' > /rootfs/etc/apt/sources.list\n",
        "FROM debian:12\nRUN echo 'deb http://deb.debian.org/debian stretch main' > /chroot/etc/apt/sources.list\n",
    ],
)
def test_sources_that_apt_does_not_read_there(text: str) -> None:
    assert not any(what.startswith("source of") for what in standing(text))


def test_backports_of_a_release_that_was_moved() -> None:
    text = (
        "FROM debian:12\nRUN echo 'deb http://deb.debian.org/debian stretch-backports main' >> /etc/apt/sources.list\n"
        "RUN apt-get update\n"
    )
    assert "source of stretch-backports" in standing(text)
