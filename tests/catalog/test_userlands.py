"""Which userland an image has, and what is in it."""

import pytest

from baseadvisor import catalog
from baseadvisor.image.reference import InvalidReference


@pytest.mark.parametrize(
    ("image", "family", "distribution", "release"),
    [
        ("debian", "debian", "debian", "13"),
        ("debian:bookworm-slim", "debian-slim", "debian", "12"),
        ("debian:12.5", "debian", "debian", "12"),
        ("debian:8", "debian", "debian", "8"),
        ("debian:stable-slim", "debian-slim", "debian", "13"),
        ("debian:sid", "debian", "debian", "sid"),
        ("ubuntu:xenial", "ubuntu", "ubuntu", "16.04"),
        ("ubuntu:14.04.3", "ubuntu", "ubuntu", "14.04"),
        ("ubuntu", "ubuntu", "ubuntu", "26.04"),
        ("alpine", "alpine", "alpine", "3.24"),
        ("alpine:3.4.6", "alpine", "alpine", "3.4"),
        ("alpine:edge", "alpine", "alpine", "edge"),
        ("centos:7.6.1810", "centos-7", "centos", "7"),
        ("centos:centos6", "centos-6", "centos", "6"),
        ("centos", "centos-8", "centos", "8"),
        ("quay.io/centos/centos:stream9", "centos-stream", "centos-stream", "9"),
        ("fedora:29", "fedora", "fedora", "29"),
        ("amazonlinux:2", "amazonlinux-2", "amazonlinux", "2"),
        ("amazonlinux:2018.03", "amazonlinux-1", "amazonlinux", "2018.03"),
        ("oraclelinux:8-slim", "oraclelinux-slim", "oraclelinux", "8"),
        ("rockylinux:9-minimal", "rockylinux-minimal", "rockylinux", "9"),
        ("registry.docker.com/library/ruby:3.2-slim-bookworm", "debian-slim", "debian", "12"),
        ("buildpack-deps:20.04-curl", "ubuntu", "ubuntu", "20.04"),
        ("buildpack-deps:noble-scm", "ubuntu", "ubuntu", "24.04"),
        ("buildpack-deps:bookworm-scm", "debian", "debian", "12"),
        ("frolvlad/alpine-glibc:alpine-3.18_glibc-2.34", "alpine", "alpine", "3.18"),
        ("acme/x:alpine-3.18", "alpine", "alpine", "3.18"),
        ("acme/x:alpine-3.2", "alpine", "alpine", None),
        ("acme/x:x6.2_ubuntu22.04_py3.10", "ubuntu", "ubuntu", "22.04"),
        ("acme/x:centos-7", "centos-7", "centos", "7"),
        ("acme/x:1.17-erlang-27.2-alpine-3.20.5", "alpine", "alpine", "3.20"),
        ("acme/x:debian-10.2", "debian", "debian", "10"),
        ("scratch", "scratch", None, None),
        ("busybox:1.36-musl", "busybox-musl", None, None),
        ("python:3.12", "debian", "debian", "13"),
        ("python:3.12-slim", "debian-slim", "debian", "13"),
        ("python:3.6-slim-buster", "debian-slim", "debian", "10"),
        ("python:3.6.5", "debian", "debian", None),
        ("python:3.6", "debian", "debian", "11"),
        ("node:4", "debian", "debian", "8"),
        ("node:8-slim", "debian-slim", "debian", "9"),
        ("node:8.11", "debian", "debian", None),
        ("php:7.0-apache", "debian", "debian", "9"),
        ("ruby:2.3", "debian", "debian", "9"),
        ("ruby:2.3.7", "debian", "debian", None),
        ("java:8-alpine", "alpine", "alpine", "3.4"),
        ("openjdk:8-jdk-alpine", "alpine", "alpine", "3.9"),
        ("tomcat:8", "ubuntu", "ubuntu", "22.04"),
        ("tomcat:8-jre8", "ubuntu", "ubuntu", "22.04"),
        ("tomcat:8.5.98-jdk17", "ubuntu", "ubuntu", "22.04"),
        ("tomcat:9.0.95-jdk17", "ubuntu", "ubuntu", None),
        ("tomcat:8.5.35-jre8", "debian", "debian", None),
        ("tomcat:8-jdk8-openjdk", "debian", "debian", None),
        ("tomcat:9-jre11-slim", "debian-slim", "debian", None),
        ("tomcat:8.0", "debian", "debian", None),
        ("openjdk:13-slim", "debian-slim", "debian", "10"),
        ("rust:1.75", "debian", "debian", "12"),
        ("rust:1.95-slim", "debian-slim", "debian", "13"),
        ("python:3.7-alpine", "alpine", "alpine", "3.18"),
        ("python:3.7.2-alpine", "alpine", "alpine", None),
        ("python:3.7-alpine3.9", "alpine", "alpine", "3.9"),
        ("node:8-stretch", "debian", "debian", "9"),
        ("golang:1.22-bookworm", "debian", "debian", "12"),
        ("eclipse-temurin:17-jre-focal", "ubuntu", "ubuntu", "20.04"),
        ("eclipse-temurin:21-jre", "ubuntu", "ubuntu", "26.04"),
        ("eclipse-temurin:21-jre-ubi9-minimal", "rhel-ubi-minimal", "rhel", "9"),
        ("eclipse-temurin:11.0.16_8-jre-alpine", "alpine", "alpine", None),
        ("openjdk:8-jre-slim", "debian-slim", "debian", "11"),
        ("openjdk:17", "oraclelinux-slim", "oraclelinux", None),
        ("openjdk:17-slim", "debian-slim", "debian", "11"),
        ("openjdk:11-jre", "debian", "debian", "11"),
        ("amazoncorretto:17", "amazonlinux-2023", "amazonlinux", "2023"),
        ("amazoncorretto:8-al2", "amazonlinux-2", "amazonlinux", "2"),
        ("amazoncorretto:17-alpine3.19", "alpine", "alpine", "3.19"),
        ("maven:3-jdk-8", "debian", "debian", None),
        ("maven:3.9.1-eclipse-temurin-17", "ubuntu", "ubuntu", None),
        ("nginx:stable-alpine", "alpine", "alpine", "3.24"),
        ("mongo:8", "ubuntu", "ubuntu", "24.04"),
        ("elasticsearch:9.5.3", "rhel-ubi-minimal", "rhel", "9"),
        ("golang:1.27-windowsservercore-ltsc2022", "windows-servercore", "windows", "ltsc2022"),
        ("mcr.microsoft.com/windows/nanoserver:ltsc2022", "windows-nanoserver", "windows", None),
        ("mcr.microsoft.com/dotnet/aspnet:8.0", "debian-slim", "debian", "12"),
        ("mcr.microsoft.com/dotnet/sdk:6.0.400", "debian-slim", "debian", "11"),
        ("mcr.microsoft.com/dotnet/sdk:10.0", "ubuntu", "ubuntu", "24.04"),
        ("mcr.microsoft.com/dotnet/sdk:8.0-alpine3.18", "alpine", "alpine", "3.18"),
        ("mcr.microsoft.com/dotnet/runtime:8.0-jammy", "ubuntu", "ubuntu", "22.04"),
        ("mcr.microsoft.com/dotnet/runtime:10.0-noble-chiseled", "ubuntu-chiselled", "ubuntu", "24.04"),
        ("gcr.io/distroless/static-debian12", "distroless-static", "debian", "12"),
        ("gcr.io/distroless/java17-debian12:nonroot", "distroless-debian", "debian", "12"),
        ("mcr.microsoft.com/dotnet/aspnet:9.0-azurelinux3.0-distroless", "azurelinux-distroless", "azurelinux", "3.0"),
        ("gcr.io/distroless/cc", "distroless-debian", "debian", None),
        ("gcr.io/distroless/base-debian13:debug-nonroot", "distroless-debian-debug", "debian", "13"),
        ("registry.access.redhat.com/ubi9/ubi-minimal:9.7", "rhel-ubi-minimal", "rhel", "9"),
        ("registry.access.redhat.com/ubi8", "rhel-ubi", "rhel", "8"),
        ("registry.access.redhat.com/ubi10/ubi-micro", "rhel-ubi-micro", "rhel", "10"),
        ("registry.access.redhat.com/ubi9/openjdk-21-runtime:1.24", "rhel-ubi-minimal", "rhel", "9"),
        ("redhat/ubi9-minimal", "rhel-ubi-minimal", "rhel", "9"),
        ("cgr.dev/chainguard/wolfi-base", "wolfi", "wolfi", None),
        ("cgr.dev/chainguard/python:latest-dev", "chainguard-dev", "wolfi", None),
        ("cgr.dev/chainguard/python", "chainguard-distroless", "wolfi", None),
        ("cgr.dev/chainguard/node", "chainguard-node", "wolfi", None),
        ("cgr.dev/chainguard/node:latest-dev", "chainguard-dev", "wolfi", None),
        ("cgr.dev/chainguard/static", "chainguard-static", "wolfi", None),
        ("ghcr.io/graalvm/jdk-community:21", "oraclelinux", "oraclelinux", None),
        ("ghcr.io/graalvm/jdk-community:21-ol9", "oraclelinux", "oraclelinux", "9"),
        ("public.ecr.aws/docker/library/node:20-bookworm-slim", "debian-slim", "debian", "12"),
        ("arm64v8/alpine:3.19", "alpine", "alpine", "3.19"),
        ("library/ruby:2.4-alpine", "alpine", "alpine", "3.11"),
        ("nvidia/cuda:11.8.0-devel-ubuntu22.04", "ubuntu", "ubuntu", "22.04"),
        ("nvidia/cuda:12.4.1-base-ubi9", "rhel-ubi", "rhel", "9"),
        ("bitnami/redis:7.2.4-debian-12-r9", "debian", "debian", "12"),
        ("example.com/team/app:1.2-bookworm", "debian", "debian", "12"),
    ],
)
def test_the_userland_of_an_image_is_known(
    image: str, family: str, distribution: str | None, release: str | None
) -> None:
    userland = catalog.userland_of(image)
    assert userland is not None
    assert (userland.id, userland.distribution, userland.release) == (family, distribution, release)
    assert userland.evidence
    assert userland.basis in {"listed", "seen", "tag", "rule"}


@pytest.mark.parametrize(
    "image",
    [
        "example.com/team/app",
        "example.com/team/app:1.2-slim",
        "grafana/grafana:10.0.0",
        "mysql:5.7.30",
        "example.com/app:1.0-debian12-distroless",
        "python@sha256:" + "0" * 64,
        "mcr.microsoft.com/dotnet/sdk:11.0",
        "nosuchimage",
        "resin/rpi-raspbian:jessie",
    ],
)
def test_what_is_not_known_is_not_guessed(image: str) -> None:
    assert catalog.userland_of(image) is None


def test_a_digest_leaves_a_distribution_known_without_its_release() -> None:
    userland = catalog.userland_of("debian@sha256:" + "0" * 64)
    assert userland is not None
    assert (userland.distribution, userland.release) == ("debian", None)


def test_a_tag_can_stand_in_for_the_references_own() -> None:
    userland = catalog.userland_of("python", "3.9-alpine3.18")
    assert userland is not None
    assert userland.release == "3.18"


def test_a_text_that_is_no_reference_is_refused() -> None:
    with pytest.raises(InvalidReference):
        catalog.userland_of("Python:3")


def test_alpine_has_musl_busybox_and_no_bash() -> None:
    userland = catalog.userland_of("alpine:3.20")
    assert userland is not None
    assert (userland.libc, userland.shell, userland.bash) == ("musl", "busybox", False)
    assert (userland.package_manager, userland.package_family, userland.accounts) == ("apk", "apk", "busybox")


def test_an_architecture_that_was_given_up_stands_still() -> None:
    found = [catalog.userland_of(f"{prefix}openjdk:8-jre") for prefix in ("arm32v7/", "arm64v8/", "")]
    assert [one and one.release for one in found] == ["9", "11", "11"]


def test_some_images_add_bash_to_alpine() -> None:
    found = [catalog.userland_of(one) for one in ("postgres:18-alpine", "node:24-alpine")]
    assert [one and one.bash for one in found] == [True, False]


def test_debian_has_glibc_dash_and_bash() -> None:
    userland = catalog.userland_of("debian:12-slim")
    assert userland is not None
    assert (userland.libc, userland.shell, userland.bash) == ("glibc", "dash", True)
    assert (userland.package_manager, userland.package_family, userland.accounts) == ("apt-get", "apt", "shadow")
    assert userland.codename == "bookworm"


@pytest.mark.parametrize(
    ("image", "adduser"),
    [("debian:12", True), ("debian:13", False), ("debian:sid", False), ("ubuntu:22.04", True), ("ubuntu:24.04", False)],
)
def test_the_adduser_script_went_with_a_release(image: str, adduser: bool) -> None:
    userland = catalog.userland_of(image)
    assert userland is not None
    assert userland.adduser is adduser


def test_a_release_nobody_knows_leaves_adduser_unknown() -> None:
    userland = catalog.userland_of("python:3.6.5")
    assert userland is not None
    assert userland.adduser is None


@pytest.mark.parametrize(
    ("image", "manager"),
    [
        ("centos:7", "yum"),
        ("oraclelinux:7-slim", "yum"),
        ("oraclelinux:9-slim", "microdnf"),
        ("registry.access.redhat.com/ubi9-minimal", "microdnf"),
        ("rockylinux:9-minimal", "microdnf"),
        ("almalinux:9", "dnf"),
        ("photon:5.0", "tdnf"),
        ("opensuse/leap:15.6", "zypper"),
        ("archlinux", "pacman"),
        ("gcr.io/distroless/base-debian12", None),
        ("scratch", None),
        ("registry.suse.com/bci/bci-micro:15.6", None),
    ],
)
def test_the_package_manager_is_the_one_to_type(image: str, manager: str | None) -> None:
    userland = catalog.userland_of(image)
    assert userland is not None
    assert userland.package_manager == manager


def test_distroless_images_have_no_shell_and_run_as_who_they_say() -> None:
    plain = catalog.userland_of("gcr.io/distroless/base-debian12")
    free = catalog.userland_of("cgr.dev/chainguard/node")
    assert plain is not None
    assert free is not None
    assert plain.distroless
    assert plain.shell is None
    assert free.user == "65532"


def test_a_tag_of_a_stranger_is_less_sure_than_an_official_one() -> None:
    ours = catalog.userland_of("python:3.9-bookworm")
    theirs = catalog.userland_of("example.com/app:3.9-bookworm")
    assert ours is not None
    assert theirs is not None
    assert (ours.confidence, theirs.confidence) == ("high", "medium")


def test_accounts_that_images_bring_along() -> None:
    node = catalog.image_user("node:20-slim")
    assert node is not None
    assert (node.name, node.uid, node.default) == ("node", 1000, False)
    assert catalog.image_user("python:3") is None


def test_every_family_can_be_asked_for() -> None:
    for family in catalog.userland_ids():
        userland = catalog.userland(family)
        assert userland is not None
        assert userland.id == family
    assert catalog.userland("amiga") is None


def test_buildpack_deps_by_ubuntus_versions() -> None:
    focal = catalog.userland_of("buildpack-deps:20.04-curl")
    assert focal is not None
    assert (focal.distribution, focal.release) == ("ubuntu", "20.04")
    debian = catalog.userland_of("buildpack-deps:curl")
    assert debian is not None
    assert debian.distribution == "debian"


def test_since_when_containers_run_as_an_account() -> None:
    user = catalog.image_user("elasticsearch:9.5.2")
    assert user is not None
    assert (user.name, user.default, user.since) == ("elasticsearch", True, "8")
