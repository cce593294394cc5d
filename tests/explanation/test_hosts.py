"""Hosts as people name them."""

import pytest

from baseadvisor.explanation import Host, UnknownHost
from baseadvisor.explanation.hosts import host_names


@pytest.mark.parametrize(
    ("text", "distribution", "release", "kernel"),
    [
        ("rhel 7", "rhel", "7", "3.10"),
        ("RHEL 7.9", "rhel", "7.9", "3.10"),
        ("Red Hat Enterprise Linux 8", "rhel", "8", "4.18"),
        ("centos7", "centos", "7", "3.10"),
        ("centos stream 9", "centos-stream", "9", "5.14"),
        ("rocky 9", "rockylinux", "9", "5.14"),
        ("ubuntu 22.04 LTS", "ubuntu", "22.04", "5.15"),
        ("ubuntu jammy", "ubuntu", "22.04", "5.15"),
        ("bookworm", "debian", "12", "6.1"),
        ("debian:13", "debian", "13", "6.12"),
        ("amazon linux 2", "amazonlinux", "2", "4.14"),
        ("al2023", "amazonlinux", "2023", "6.1"),
        ("fedora 41", "fedora", "41", None),
        ("debian", "debian", None, None),
    ],
)
def test_linux_hosts_by_name(text: str, distribution: str, release: str | None, kernel: str | None) -> None:
    host = Host.parse(text)
    assert (host.distribution, host.release, host.kernel) == (distribution, release, kernel)
    assert bool(host.sources) is (kernel is not None)


def test_every_name_that_is_offered_is_understood() -> None:
    assert all(Host.parse(name).distribution for name in host_names())


def test_windows_by_release_and_by_build() -> None:
    assert Host.parse("windows server 2022").build == 20348
    assert Host.parse(os="windows", kernel="10.0.17763.437").build == 17763
    assert Host.parse("windows 11").client


def test_what_is_said_of_the_kernel_counts_more_than_the_name() -> None:
    host = Host.parse("ubuntu 20.04", kernel="5.15.0-91-generic")
    assert (host.kernel, host.at_least) == ("5.15", False)


def test_no_host_is_any_linux_host() -> None:
    assert not Host.parse().is_given
    assert Host.parse(architecture="aarch64").architecture == "arm64"


@pytest.mark.parametrize(
    "options",
    [
        {"text": "rhle 7"},
        {"text": ""},
        {"text": "\x1b[31mrhel"},
        {"kernel": "new"},
        {"kernel": "5"},
        {"architecture": "z80"},
        {"os": "beos"},
        {"text": "rhel 7", "os": "windows"},
        {"runtime": "lxc"},
    ],
)
def test_what_is_no_host_is_refused_in_one_line(options: dict[str, str]) -> None:
    with pytest.raises(UnknownHost) as refused:
        Host.parse(**options)
    assert "\n" not in str(refused.value)
    assert str(refused.value).isprintable()


def test_a_misspelt_host_is_recognised() -> None:
    with pytest.raises(UnknownHost, match="did you mean 'ubuntu'"):
        Host.parse("ubunut 22.04")
