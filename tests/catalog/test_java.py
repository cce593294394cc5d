"""Where JAVA_HOME may point."""

import pytest

from baseadvisor import catalog


@pytest.mark.parametrize(
    ("image", "home"),
    [
        ("eclipse-temurin:21-jre", "/opt/java/openjdk"),
        ("openjdk:8-jdk-alpine", "/usr/lib/jvm/java-1.8-openjdk"),
        ("openjdk:8-jre", "/usr/local/openjdk-8"),
        ("openjdk:11", "/usr/local/openjdk-11"),
        ("openjdk:17", "/usr/java/openjdk-17"),
        ("openjdk:17-slim", "/usr/local/openjdk-17"),
        ("openjdk:16-alpine", "/opt/openjdk-16"),
        ("java:8", "/usr/lib/jvm/java-8-openjdk-{arch}"),
        ("amazoncorretto:17", "/usr/lib/jvm/java-17-amazon-corretto"),
        ("amazoncorretto:8", "/usr/lib/jvm/java-1.8.0-amazon-corretto"),
        ("amazoncorretto:21-alpine3.20", "/usr/lib/jvm/default-jvm"),
        ("azul/zulu-openjdk:11", "/usr/lib/jvm/zulu11"),
        ("tomcat:9-jdk17-temurin", "/opt/java/openjdk"),
        ("maven:3.9-eclipse-temurin-21", "/opt/java/openjdk"),
        ("gradle:8-jdk17", "/opt/java/openjdk"),
        ("maven:3-jdk-8", "/usr/local/openjdk-8"),
        ("maven:3.6-jdk-11-slim", "/usr/local/openjdk-11"),
        ("maven:3-jdk-8-alpine", "/usr/lib/jvm/java-1.8-openjdk"),
        ("tomcat:8.5-jre8", "/opt/java/openjdk"),
        ("tomcat:8.5.35-jre8", "/usr/local/openjdk-8"),
        ("openjdk:8-jre-alpine", "/usr/lib/jvm/java-1.8-openjdk/jre"),
        ("groovy", "/opt/java/openjdk"),
        ("registry.access.redhat.com/ubi9/openjdk-21", "/usr/lib/jvm/java-21"),
        ("registry.access.redhat.com/ubi9/openjdk-17-runtime", "/usr/lib/jvm/jre"),
        ("gcr.io/distroless/java17-debian12", "/usr/lib/jvm/java-17-openjdk-{arch}"),
        ("gcr.io/distroless/java21-debian13", "/usr/lib/jvm/temurin-21-jre-{arch}"),
        ("mcr.microsoft.com/openjdk/jdk:17-ubuntu", "/usr/lib/jvm/msopenjdk-17"),
        ("ghcr.io/graalvm/jdk-community:21", "/usr/lib64/graalvm/graalvm-community-java21"),
        ("cgr.dev/chainguard/jre", "/usr/lib/jvm/default-jvm"),
        ("sapmachine:21", "/usr/lib/jvm/sapmachine-21"),
    ],
)
def test_the_first_home_of_an_image_is_the_one_to_name(image: str, home: str) -> None:
    homes = catalog.java_home_of_image(image)
    assert homes[0].path == home
    assert homes[0].source


def test_images_without_java_have_no_home() -> None:
    assert catalog.java_home_of_image("python:3") == ()
    assert catalog.java_home_of_image("example.com/app:1") == ()


@pytest.mark.parametrize(
    ("family", "package", "path"),
    [
        ("apt", "openjdk-8-jdk", "/usr/lib/jvm/java-8-openjdk-amd64"),
        ("apt", "openjdk-8-jdk", "/usr/lib/jvm/java-8-openjdk-amd64/"),
        ("apt", "openjdk-8-jre-headless", "/usr/lib/jvm/java-8-openjdk-arm64/jre"),
        ("apt", "openjdk-17-jdk", "/usr/lib/jvm/java-1.17.0-openjdk-amd64"),
        ("apt", "default-jdk", "/usr/lib/jvm/default-java"),
        ("apk", "openjdk8", "/usr/lib/jvm/java-1.8-openjdk"),
        ("apk", "openjdk8-jre", "/usr/lib/jvm/default-jvm/jre"),
        ("apk", "openjdk17-jre-headless", "/usr/lib/jvm/java-17-openjdk"),
        ("dnf", "java-1.8.0-openjdk-devel", "/usr/lib/jvm/java-1.8.0-openjdk"),
        ("dnf", "java-1.8.0-openjdk-devel", "/usr/lib/jvm/java-1.8.0-openjdk-1.8.0.412.b08-2.el9.x86_64"),
        ("dnf", "java-1.8.0-openjdk", "/usr/lib/jvm/jre"),
        ("dnf", "java-11-openjdk-devel", "/etc/alternatives/java_sdk"),
        ("dnf", "java-17-amazon-corretto", "/usr/lib/jvm/java-17-amazon-corretto.x86_64"),
        ("dnf", "temurin-17-jdk", "/usr/lib/jvm/temurin-17-jdk"),
        ("apt", "temurin-17-jdk", "/usr/lib/jvm/temurin-17-jdk-amd64"),
        ("zypper", "java-11-openjdk-devel", "/usr/lib64/jvm/java-11-openjdk-11"),
        ("pacman", "jdk17-openjdk", "/usr/lib/jvm/java-17-openjdk"),
    ],
)
def test_every_place_a_package_puts_java_in_is_right(family: str, package: str, path: str) -> None:
    assert any(home.matches(path) for home in catalog.java_home_of_package(family, package))


@pytest.mark.parametrize(
    ("family", "package", "path"),
    [
        ("apt", "openjdk-8-jdk", "/usr/lib/jvm/java-8-openjdk"),
        ("apt", "openjdk-8-jdk", "/usr/lib/jvm/java-11-openjdk-amd64"),
        ("apt", "openjdk-8-jdk", "/usr/lib/jvm/java-8-openjdk-amd64/bin"),
        ("apt", "openjdk-8-jdk", "/usr/lib/jvm/default-java"),
        ("apk", "openjdk8", "/usr/lib/jvm/java-8-openjdk"),
        ("apk", "openjdk11", "/usr/lib/jvm/java-11-openjdk-amd64"),
        ("dnf", "java-11-openjdk", "/usr/lib/jvm/java-11"),
        ("apt", "curl", "/usr"),
    ],
)
def test_other_places_are_not(family: str, package: str, path: str) -> None:
    assert not any(home.matches(path) for home in catalog.java_home_of_package(family, package))


def test_a_metapackage_stands_for_another_java_in_each_release() -> None:
    bookworm = catalog.java_home_of_package("apt", "default-jre", distribution="debian", release="12")
    paths = [home.path for home in bookworm]
    assert "/usr/lib/jvm/java-17-openjdk-{arch}" in paths
    assert "/usr/lib/jvm/java-11-openjdk-{arch}" not in paths
    anywhere = [home.path for home in catalog.java_home_of_package("apt", "default-jre")]
    assert "/usr/lib/jvm/java-11-openjdk-{arch}" in anywhere
    assert "/usr/lib/jvm/java-17-openjdk-{arch}" in anywhere


def test_an_architecture_can_be_filled_in() -> None:
    home = catalog.java_home_of_package("apt", "openjdk-17-jre")[0]
    assert home.arch_dependent
    assert home.on("arm64") == "/usr/lib/jvm/java-17-openjdk-arm64"
    assert not catalog.java_home_of_package("apk", "openjdk17")[0].arch_dependent


def test_only_the_first_home_is_what_the_image_sets() -> None:
    homes = catalog.java_home_of_image("openjdk:8-jdk")
    assert [home.env_set for home in homes] == [True] + [False] * (len(homes) - 1)


def test_a_metapackage_is_another_java_in_each_release() -> None:
    assert catalog.default_java("default-jdk", "ubuntu", "14.04") == 7
    assert catalog.default_java("default-jre-headless", "debian", "12") == 17
    assert catalog.default_java("default-jdk", "debian", "99") is None
    assert catalog.default_java("openjdk-17-jdk", "debian", "12") is None
