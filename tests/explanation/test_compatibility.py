"""Which userlands run on which hosts."""

import pytest

from baseadvisor.explanation import Host, explain
from baseadvisor.explanation.compatibility import Subject, judge, minimum_kernel, windows_build
from baseadvisor.explanation.model import Check

RUNS = [
    # Image, host, further options of the host, the verdict on the whole, a topic and the verdict on that.
    ("alpine:3.6", "rhel 7", {}, "yes", "Kernel version", "yes"),
    ("alpine:3.6", "rhel 6", {}, "depends", "Kernel version", "depends"),
    ("alpine:3.12", "rhel 7", {}, "yes", "Kernel version", "yes"),
    ("alpine:3.14", "rhel 7", {}, "depends", "System call faccessat2", "depends"),
    ("alpine:3.14", "rhel 7", {"runtime": "docker 19.03.15"}, "no", "System call faccessat2", "no"),
    ("alpine:3.14", "rhel 7", {"runtime": "docker 20.10.7"}, "yes", "System call faccessat2", "yes"),
    ("archlinux", "ubuntu 16.04", {"runtime": "docker 17.09"}, "no", "System call statx", "no"),
    ("alpine:edge", "ubuntu 18.04", {}, "depends", "System call faccessat2", "depends"),
    ("alpine:3.22", "ubuntu 24.04", {}, "yes", "System call faccessat2", "yes"),
    ("debian:9", "rhel 6", {}, "yes", "Kernel version", "yes"),
    ("debian:10", "rhel 6", {}, "no", "Kernel version", "no"),
    ("debian:12", "rhel 6", {}, "no", "Kernel version", "no"),
    ("debian:10", "rhel 7", {}, "yes", "Kernel version", "yes"),
    ("debian:11", "rhel 7", {}, "depends", "System call statx", "depends"),
    ("debian:11", "rhel 7", {"runtime": "docker 17.09.1"}, "no", "System call statx", "no"),
    ("debian:11", "rhel 7", {"runtime": "docker 18.09.5"}, "depends", "System call statx", "depends"),
    ("debian:11", "ubuntu 18.04", {"runtime": "docker 18.09.5"}, "yes", "System call statx", "yes"),
    ("debian:11", "rhel 8", {}, "yes", "System call statx", "yes"),
    ("debian:12", "rhel 7", {}, "depends", "System call clone3", "depends"),
    ("debian:12", "debian 13", {}, "yes", "System call clone3", "yes"),
    ("python:3.12-slim-bookworm", "ubuntu 20.04", {"runtime": "docker 20.10.9"}, "no", "System call clone3", "no"),
    ("python:3.12-slim-bookworm", "ubuntu 20.04", {"runtime": "docker 20.10.10"}, "yes", "System call clone3", "yes"),
    ("ubuntu:20.04", "centos 7", {}, "yes", "Kernel version", "yes"),
    ("ubuntu:22.04", "centos 7", {"runtime": "docker 1.13.1"}, "no", "System call clone3", "no"),
    ("ubuntu:24.04", "amazon linux 2023", {}, "yes", "System call clone3", "yes"),
    ("fedora:35", "ubuntu 18.04", {}, "depends", "System call clone3", "depends"),
    ("centos:6", "rhel 7", {}, "yes", "Kernel version", "yes"),
    ("ubuntu:14.04", "rhel 7", {}, "yes", "Kernel version", "yes"),
    ("debian:7", "rhel 5", {}, "unknown", "Kernel version", "unknown"),
    ("centos:7", "rhel 6", {}, "yes", "Kernel version", "yes"),
    ("archlinux", "rhel 7", {}, "no", "Kernel version", "no"),
    ("archlinux", "rhel 8", {}, "yes", "Kernel version", "yes"),
    ("base/archlinux:2015.06.01", "rhel 7", {}, "unknown", "Kernel version", "unknown"),
    ("registry.access.redhat.com/ubi8/ubi", "rhel 7", {}, "yes", "The vendor's support", "yes"),
    ("registry.access.redhat.com/ubi9/ubi", "rhel 7", {}, "depends", "The vendor's support", "no"),
    ("registry.access.redhat.com/ubi9/ubi", "rhel 8", {}, "depends", "Processor level", "depends"),
    ("registry.access.redhat.com/ubi9/ubi", "rhel 9", {}, "yes", "Processor level", "yes"),
    ("registry.access.redhat.com/ubi10/ubi", "rhel 9", {}, "depends", "Processor level", "depends"),
    ("registry.access.redhat.com/ubi10/ubi", "rhel 10", {}, "yes", "Processor level", "yes"),
    ("debian:12", None, {}, "depends", "Kernel version", "unknown"),
    ("fedora:40", "debian 12", {"architecture": "ppc64le"}, "depends", "System call fchmodat2", "depends"),
    ("debian:11", None, {"kernel": "2.6.18"}, "no", "Kernel version", "no"),
    ("debian:11", None, {"kernel": "3.2", "architecture": "arm64"}, "no", "Kernel version", "no"),
    ("debian:11", None, {"kernel": "4.18", "architecture": "arm64"}, "yes", "Processor architecture", "yes"),
    ("mcr.microsoft.com/windows/servercore:ltsc2022", "rhel 9", {}, "no", "Operating system", "no"),
    ("mcr.microsoft.com/windows/servercore:ltsc2022", "windows 2022", {}, "yes", "Windows version", "yes"),
    ("mcr.microsoft.com/windows/servercore:ltsc2019", "windows 2022", {}, "depends", "Windows version", "depends"),
    ("mcr.microsoft.com/windows/servercore:ltsc2022", "windows 2019", {}, "no", "Windows version", "no"),
    ("mcr.microsoft.com/windows/servercore:ltsc2022", "windows 11", {}, "yes", "Windows version", "yes"),
    ("mcr.microsoft.com/windows/nanoserver:ltsc2025", "windows 2025", {}, "yes", "Windows version", "yes"),
    ("debian:11", "windows 2022", {}, "depends", "Operating system", "depends"),
    ("debian:11", "macos", {}, "depends", "Operating system", "depends"),
    ("debian:11", "freebsd", {}, "depends", "Operating system", "depends"),
    ("freebsd/freebsd-runtime:14.2", "rhel 9", {}, "no", "Operating system", "no"),
    ("scratch", "rhel 7", {}, "unknown", "Kernel version", "unknown"),
    ("example.com/team/app:1", "rhel 7", {}, "unknown", "Kernel version", "unknown"),
    ("eclipse-temurin:8u345-b01-jre", "rhel 9", {}, "yes", "Java and memory limits", "no"),
    ("eclipse-temurin:8u372-b07-jre", "rhel 9", {}, "yes", "Java and memory limits", "yes"),
]


@pytest.mark.parametrize(("image", "host", "options", "verdict", "topic", "on_topic"), RUNS)
def test_image_on_host(
    image: str, host: str | None, options: dict[str, str], verdict: str, topic: str, on_topic: str
) -> None:
    explanation = explain(image, host=Host.parse(host, **options))
    by_topic = {check.topic: check.verdict for check in explanation.checks}
    assert (explanation.verdict, by_topic.get(topic)) == (verdict, on_topic), explanation.checks


def checks_of(dockerfile: str, **host: str) -> dict[str, Check]:
    return {check.topic: check for check in explain(dockerfile, host=Host.parse(**host)).checks}


def test_another_architecture_needs_emulation() -> None:
    found = checks_of("FROM --platform=linux/arm64 debian:11\n", text="debian 12", architecture="amd64")
    assert found["Processor architecture"].verdict == "depends"
    assert "QEMU" in found["Processor architecture"].statement.text


def test_the_hosts_architecture_is_what_is_pulled() -> None:
    explanation = explain("debian:13", host=Host.parse("debian 13", architecture="s390x"))
    assert explanation.platform == "linux/s390x"
    assert explanation.verdict == "yes"


def test_32_bit_x86_runs_on_64_bit_x86() -> None:
    found = checks_of("FROM --platform=linux/386 debian:11\n", text="debian 12", architecture="amd64")
    assert found["Processor architecture"].verdict == "yes"


def test_time64_concerns_32_bit_alone() -> None:
    on_32_bit = checks_of("FROM --platform=linux/arm/v7 alpine:3.13\n", text="centos 7", architecture="arm")
    assert on_32_bit["System call clock_gettime64"].verdict == "no"
    assert "System call clock_gettime64" not in checks_of("FROM alpine:3.13\n", text="centos 7")


def test_an_architecture_that_an_official_image_is_not_built_for_is_refused() -> None:
    found = checks_of("FROM --platform=linux/riscv64 centos:7\n", text="debian 13")
    assert "Processor architecture" not in found, "nothing is known of the platforms of a withdrawn image"
    found = checks_of("FROM --platform=linux/mips64le ubuntu:24.04\n", text="debian 13")
    assert found["Processor architecture"].verdict == "no"


def test_the_vendors_support_does_not_decide() -> None:
    subject = Subject(distribution="rhel", release="9", libc="glibc")
    checks = {check.topic: check for check in judge(subject, Host.parse("rhel 7"))}
    assert not checks["The vendor's support"].decisive


@pytest.mark.parametrize(
    ("distribution", "release", "architecture", "kernel"),
    [
        ("debian", "8", "amd64", "2.6.16"),
        ("debian", "9", "amd64", "2.6.32"),
        ("debian", "9", "s390x", "3.2"),
        ("debian", "12", "amd64", "3.2"),
        ("debian", "12", "arm64", "3.7"),
        ("arch", None, "amd64", "4.4"),
    ],
)
def test_minimum_kernel_of_glibc(distribution: str, release: str | None, architecture: str, kernel: str) -> None:
    subject = Subject(distribution=distribution, release=release, architecture=architecture, libc="glibc")
    found = minimum_kernel(subject)
    assert found is not None
    assert found[0] == kernel
    assert found[1]


def test_a_userland_of_unknown_version_has_no_minimum_kernel() -> None:
    assert minimum_kernel(Subject(libc="glibc", distribution="void")) is None
    assert minimum_kernel(Subject(libc=None)) is None


@pytest.mark.parametrize(
    ("tag", "build"),
    [("ltsc2022", 20348), ("4.8-windowsservercore-ltsc2019", 17763), ("10.0.17763.437", 17763), ("latest", None)],
)
def test_windows_build_of_a_tag(tag: str, build: int | None) -> None:
    assert windows_build(tag) == build


def test_files_of_another_c_library_are_told() -> None:
    found = checks_of("FROM golang:1.27-trixie AS build\nRUN make\nFROM alpine:3.12\nCOPY --from=build /out/app /app\n")
    assert found["C library of copied files"].verdict == "depends"
    assert "/out/app" in found["C library of copied files"].statement.text
    same = "FROM golang:1.27-trixie AS build\nRUN make\nFROM debian:11\nCOPY --from=build /out/app /app\n"
    assert "C library of copied files" not in checks_of(same)
