"""Images that are no longer kept up."""

import pytest

from baseadvisor import catalog


@pytest.mark.parametrize(
    ("image", "successor"),
    [
        ("openjdk:8-jre", "eclipse-temurin"),
        ("java:7", "eclipse-temurin"),
        ("adoptopenjdk:11-jre-hotspot", "eclipse-temurin"),
        ("adoptopenjdk/openjdk11:alpine-jre", "eclipse-temurin"),
        ("adoptopenjdk/openjdk8-openj9", "eclipse-temurin"),
        ("jenkins", "jenkins/jenkins"),
        ("iojs:3", "node"),
        ("piwik", "matomo"),
        ("django:1.10", "python"),
        ("rails", "ruby"),
        ("ubuntu-debootstrap:14.04", "ubuntu"),
        ("rockylinux:9", "rockylinux/rockylinux"),
        ("opensuse:42.3", "opensuse/leap"),
        ("vault:1.13", "hashicorp/vault"),
        ("microsoft/dotnet:2.2-sdk", "mcr.microsoft.com/dotnet/sdk"),
        ("mcr.microsoft.com/dotnet/core/aspnet:3.1", "mcr.microsoft.com/dotnet/aspnet"),
        ("k8s.gcr.io/pause:3.1", "registry.k8s.io"),
        ("bitnami/postgresql:14.5.0-debian-11-r0", "postgres"),
        ("bitnamilegacy/mongodb", "mongo"),
    ],
)
def test_a_deprecated_image_names_its_successor_first(image: str, successor: str) -> None:
    found = catalog.deprecation_of(image)
    assert found is not None
    assert found.successors[0] == successor
    assert found.reason
    assert found.source


def test_an_ended_image_may_have_no_successor() -> None:
    found = catalog.deprecation_of("mono:6")
    assert found is not None
    assert found.successors == ()


def test_onbuild_tags_of_official_images_are_deprecated() -> None:
    assert catalog.deprecation_of("python:3-onbuild") is not None
    assert catalog.deprecation_of("node:8-onbuild") is not None
    assert catalog.deprecation_of("example.com/app:onbuild") is None


@pytest.mark.parametrize("image", ["maven:3-jdk-8", "maven:3.8.6-openjdk-18-slim", "maven:slim"])
def test_mavens_variants_on_openjdk_are_no_longer_built(image: str) -> None:
    assert catalog.deprecation_of(image) is not None
    assert catalog.deprecation_of("maven:3-eclipse-temurin-8") is None


@pytest.mark.parametrize("image", ["python:3", "eclipse-temurin:21", "example.com/openjdk:8", "grafana/grafana"])
def test_other_images_are_not(image: str) -> None:
    assert catalog.deprecation_of(image) is None


def test_the_list_can_be_read_whole() -> None:
    names = [one.name for one in catalog.deprecations()]
    assert len(names) > 30
    assert "centos" in names


@pytest.mark.parametrize(
    "image", ["bitnami/kafka:3.5", "bitnami/spark:3", "bitnamilegacy/etcd:3.5", "public.ecr.aws/bitnami/redis"]
)
def test_bitnamis_versions_are_no_longer_updated_where_they_are(image: str) -> None:
    assert catalog.deprecation_of(image) is not None


@pytest.mark.parametrize(
    "image",
    ["bitnami/kafka", "bitnami/redis:latest", "bitnami/minideb:bookworm", "bitnami/sealed-secrets-kubeseal:0.27.1"],
)
def test_what_bitnami_still_publishes_is_not_given_up(image: str) -> None:
    assert catalog.deprecation_of(image) is None
