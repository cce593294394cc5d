"""What a move does to the packages of a file, and what of them fails on the image as it is."""

import pytest
from tests.advisor.asking import ask, candidates, told

from baseadvisor.advisor import Candidate, Reason, compat

ALPINE = "alpine:3.24"
WOLFI = "cgr.dev/chainguard/wolfi-base:latest"


def moved(text: str, to: str) -> Candidate:
    """The first candidate that is called so, or on this release: `debian 13`."""
    found = candidates(text)
    return found.get(to) or next(
        one for one in found.values() if f"{one.image.distribution} {one.image.release}" == to and one.kind != "split"
    )


def port(text: str, to: str, topic: str | None = None) -> dict[str, tuple[str, int | None]]:
    return told(moved(text, to), topic)


def why(candidate: Candidate, what: str) -> str:
    return next(one.why for one in candidate.reasons if one.what == what)


def now(text: str) -> dict[str, Reason]:
    """What fails on the image as it is, by what it is."""
    final = next(stage for stage in ask(text).stages if stage.final)
    return {one.what: one for one in final.now}


def apt(*names: str) -> str:
    return f"RUN apt-get update && apt-get install -y {' '.join(names)}\n"


def test_each_reason_without_a_line_is_told() -> None:
    one, other = (Reason("version", "check", "high", "Example 1 -> 2", why) for why in ("this is gone", "so is that"))
    assert compat.each_once([one, other, one]) == (one, other)


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("debian:12", "debian 13", "software-properties-common"),
        ("debian:12", "debian 13", "libncurses5"),
        ("debian:12", "debian 13", "libtinfo5"),
        ("debian:12", "debian 13", "libpcre3-dev"),
        ("debian:10", "debian 13", "lib32ncurses5"),
        ("debian:8", "debian 13", "libstdc++-4.8-dev"),
        ("debian:8", "debian 13", "g++-4.4"),
        ("debian:8", "debian 13", "automake1.9"),
        ("ubuntu:16.04", "ubuntu 24.04", "gcc-4.9"),
        ("ubuntu:22.04", "ubuntu 24.04", "libtinfo5"),
        ("ubuntu:22.04", "ubuntu 24.04", "libasound2"),
        ("ubuntu:22.04", "ubuntu 24.04", "python3-distutils"),
        ("debian:10", "debian 13", "postgresql-client-11"),
        ("ubuntu:20.04", "ubuntu 24.04", "php7.4-fpm"),
        ("ubuntu:20.04", "ubuntu 24.04", "python3.8-dev"),
    ],
)
def test_packages_that_a_release_lost(before: str, after: str, name: str) -> None:
    assert port(f"FROM {before}\n{apt(name)}", after)[f"package {name}"] == ("breaks", 2)


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("debian:12", "debian 13", "gcc-12"),
        ("debian:12", "debian 13", "postgresql-client-17"),
        ("debian:11", "debian 13", "libgcc1"),
        ("debian:12", "debian 13", "libasound2"),
        ("debian:12", "debian 13", "libncurses5-dev"),
        ("ubuntu:18.04", "ubuntu 24.04", "libncurses5-dev"),
    ],
)
def test_packages_that_are_there_still_or_by_another_ones_leave(before: str, after: str, name: str) -> None:
    assert port(f"FROM {before}\n{apt(name)}", after).get(f"package {name}", ("", 0))[0] != "breaks"


def test_another_edition_may_come_from_its_makers() -> None:
    text = (
        "FROM ubuntu:20.04\nRUN apt-get update && apt-get install -y software-properties-common\n"
        "RUN add-apt-repository -y ppa:example/php\n" + apt("php7.4-fpm", "example-extra")
    )
    assert port(text, "ubuntu 24.04", "packages") == {"ppa:example/php": ("check", 3)}


def test_the_archive_of_another_release_may_have_it() -> None:
    other = "RUN echo 'deb http://archive.ubuntu.com/ubuntu xenial main' >> /etc/apt/sources.list\n"
    assert "package gcc-4.9" in now("FROM ubuntu:22.04\n" + apt("gcc-4.9"))
    assert now(f"FROM ubuntu:22.04\n{other}" + apt("gcc-4.9")) == {}


def test_packages_that_alpine_lost() -> None:
    text = "FROM alpine:3.9\nRUN apk add letsencrypt mariadb-client-libs php7-fpm py-pip curl\n"
    found = port(text, ALPINE, "packages")
    assert found == {f"package {name}": ("breaks", 2) for name in ("letsencrypt", "mariadb-client-libs", "php7-fpm")}


def test_packages_that_rhels_kin_lost() -> None:
    text = (
        "FROM centos:7\nRUN yum install -y python python-devel docker ntp java-1.7.0-openjdk epel-release yum-utils\n"
    )
    found = port(text, "almalinux 8", "packages")
    assert found == {
        "package python": ("breaks", 2),
        "package python-devel": ("breaks", 2),
        "package ntp": ("breaks", 2),
        "package java-1.7.0-openjdk": ("breaks", 2),
        "package docker": ("check", 2),
    }
    assert "package python" not in port(text, "almalinux 10")
    java = "FROM centos:7\nRUN yum install -y java-1.8.0-openjdk\n"
    assert port(java, "almalinux 8", "packages") == {}
    assert port(java, "almalinux 10")["package java-1.8.0-openjdk"] == ("breaks", 2)


def test_what_fails_on_the_image_as_it_is() -> None:
    text = "FROM ubuntu\n" + apt("python", "python-dev", "git") + "RUN curl https://example.org/k | apt-key add -\n"
    found = now(text)
    assert {what: one.line for what, one in found.items()} == {
        "package python": 2,
        "package python-dev": 2,
        "Python 2.7 -> 3.14": 2,
        "apt-key": 3,
    }
    assert set(now("FROM php:7.2-apache\n" + apt("mysql-client"))) == {"package mysql-client", "apt-get update"}
    assert now("FROM debian:12\n" + apt("git", "curl", "python3")) == {}
    assert now("FROM debian:bullseye\n" + apt("python3.9")) == {}


def test_what_fails_as_it_is_is_not_said_of_a_move() -> None:
    text = "FROM debian:bookworm\n" + apt("python2")
    assert "package python2" in now(text)
    assert "package python2" not in port(text, "debian 13")


def test_apt_key_needs_gnupg() -> None:
    text = "FROM ubuntu:16.04\n{}RUN curl https://example.org/k | apt-key add -\n"
    assert port(text.format(""), "ubuntu 24.04")["apt-key"] == ("breaks", 2)
    for brought in (apt("gnupg"), apt("software-properties-common"), apt("build-essential")):
        assert "apt-key" not in port(text.format(brought), "ubuntu 24.04")
    assert "apt-key" in now(text.format("").replace("16.04", "20.04"))
    late = text.format("").replace("add -", "add - || true")
    assert "apt-key" not in port(late, "ubuntu 24.04")
    gone = "FROM node:26\nRUN curl https://example.org/k | apt-key add -\nCMD node a.js\n"
    assert "apt-key" not in port(gone, "node:26-slim")  # gone with apt 3 on both


def test_apt_key_of_nets_sdk_on_ubuntu_has_no_gnupg() -> None:
    text = "FROM mcr.microsoft.com/dotnet/sdk:6.0\nRUN {}apt-key adv --keyserver example.org --recv-keys 1234\n"
    assert port(text.format(""), "mcr.microsoft.com/dotnet/sdk:10.0")["apt-key"] == ("breaks", 2)
    brought = text.format("apt-get update && apt-get install -y gnupg && ")
    assert "apt-key" not in port(brought, "mcr.microsoft.com/dotnet/sdk:10.0")
    assert "apt-key" in now(text.format("").replace("6.0", "8.0-noble"))


def test_what_no_release_has_may_be_of_the_images_own_source() -> None:
    text = "FROM postgres:12-bullseye\nRUN apt-get update && apt-get install -y {}\n"
    found = port(text.format("qwertool postgresql-12-qwer"), "postgres:16-trixie", "packages")
    assert found["packages qwertool"] == ("check", 2)
    assert port(text.format("postgresql-common curl"), "postgres:16-trixie", "packages") == {}


def test_sources_that_name_a_release_by_its_number() -> None:
    text = "FROM ubuntu:20.04\nRUN curl -O https://packages.example.org/config/ubuntu/20.04/prod.list\n"
    assert port(text, "ubuntu 24.04")["`ubuntu/20.04` by name"] == ("check", 2)
    assert port(text.replace("20.04/", "24.04/"), "ubuntu 24.04") == {}
    rpm = "FROM centos:7\nRUN curl -o /etc/yum.repos.d/x.repo https://packages.example.org/config/rhel/7/prod.repo\n"
    assert port(rpm, "almalinux 8")["`rhel/7` by name"] == ("check", 2)
    file = "FROM centos:7\nRUN yum install -y https://rpm.example.org/x-1.el7.noarch.rpm\n"
    assert [what for what in port(file, "almalinux 8") if "el7" in what] == [
        "package file https://rpm.example.org/x-1.el7.noarch.rpm"
    ]


def test_a_makers_suite_of_an_older_release_may_serve_every_release() -> None:
    source = "RUN echo 'deb https://apt.example.org/x xenial main' > /etc/apt/sources.list.d/x.list\n"
    assert port(f"FROM ubuntu:20.04\n{source}", "ubuntu 24.04")["`xenial` by name"] == ("check", 2)
    assert port(f"FROM ubuntu:20.04\n{source.replace('xenial', 'stable')}", "ubuntu 24.04") == {}


def test_sources_of_alpine_and_packages_that_configure_one() -> None:
    text = "FROM alpine:3.16\nRUN apk add -X https://apk.example.org/x example-agent\n"
    assert port(text, ALPINE, "packages") == {"packages example-agent": ("check", 2)}
    text = "FROM debian:11\nADD https://example.org/packages-x-prod.deb .\nRUN dpkg -i packages-x-prod.deb\n" + apt(
        "example-sdk=1.2-1"
    )
    assert port(text, "debian 13") == {"packages example-sdk": ("check", 4)}


def test_package_files_were_made_for_a_release() -> None:
    text = "FROM ubuntu:20.04\nRUN curl -O https://example.org/x_1.2_amd64.deb && dpkg -i x_1.2_amd64.deb\n"
    assert port(text, "ubuntu 24.04")["package file x_1.2_amd64.deb"] == ("check", 2)


def test_what_is_the_distributions_own_is_from_no_vendors_source() -> None:
    text = (
        "FROM centos:7\nRUN curl -o /etc/yum.repos.d/x.repo https://rpm.example.org/x.repo\n"
        "RUN yum install -y yum-plugin-versionlock yum-utils epel-release which\n"
    )
    assert port(text, "almalinux 8", "packages") == {}
    universe = "FROM ubuntu:20.04\nRUN add-apt-repository -y universe\n" + apt("zz-one")
    found = moved(universe, "ubuntu 24.04")
    assert why(found, "packages zz-one").startswith("whether Ubuntu 24.04")


def test_a_version_is_of_no_release_that_the_tag_does_not_name() -> None:
    found = moved("FROM php:7.2-fpm\n" + apt("libicu-dev=57.1-6"), "debian 13")
    assert why(found, "libicu-dev=57.1-6").startswith("that version belongs to the old release")


def test_a_pin_of_what_is_gone_is_no_matter_of_its_version() -> None:
    text = "FROM alpine:3.9\nRUN apk add --no-cache python~2.7 openssl~1.1\n"
    found = moved(text, "alpine 3.24")
    assert "does not have the package at all" in why(found, "python~2.7")
    assert "has another" in why(found, "openssl~1.1")


def test_a_pin_of_what_the_file_gets_from_elsewhere_is_a_matter_of_its_version() -> None:
    text = "FROM rockylinux:8\nRUN dnf install -y epel-release && dnf install -y htop-3.0.5-1.el8\n"
    assert why(moved(text, "rockylinux 9"), "htop-3.0.5-1.el8").endswith("Rocky Linux 9 has another")
    makers = "FROM debian:8\nRUN curl https://repo.mysql.com/key && apt-get install -y libmysqlclient-dev=8.0.1\n"
    assert "at all" not in why(moved(makers, "debian 13"), "libmysqlclient-dev=8.0.1")


def test_a_pin_of_what_is_only_likely_gone_is_a_matter_of_its_version_first() -> None:
    found = moved("FROM ubuntu:22.04\n" + apt("tomcat9=9.0.58-1ubuntu0.1"), "ubuntu 24.04")
    reason = next(one for one in found.reasons if one.what == "tomcat9=9.0.58-1ubuntu0.1")
    assert (reason.severity, reason.certainty) == ("breaks", "high")
    assert reason.why.startswith("that version belongs to Ubuntu 22.04")
    assert ", or none: Debian has not had it" in reason.why


def test_a_pin_of_what_neither_release_has_is_told_as_it_is_now() -> None:
    text = "FROM debian:11\n" + apt("python-pip=9.0.1-1 curl=7.74.0-1")
    found = port(text, "debian 13")
    assert "curl=7.74.0-1" in found
    assert "python-pip=9.0.1-1" not in found


def test_others_call_every_release_of_a_family_by_one_name() -> None:
    text = "FROM openjdk:8-jdk-bullseye\nRUN echo 'made for debian' && curl https://apt.example.org/debian/key\n"
    assert "`debian` by name" not in port(text, "eclipse-temurin:8-jdk")
    own = "RUN curl -O https://deb.debian.org/debian/pool/x.deb\n"
    assert port(text + own, "eclipse-temurin:8-jdk")["`debian` by name"] == ("check", 3)
    rpm = "FROM centos:7\nRUN yum install -y epel-release && curl https://rpm.example.org/linux/centos/x.repo\n"
    assert not any("by name" in what for what in port(rpm, "almalinux 8"))


def test_pip_that_is_not_the_distributions_may_install() -> None:
    own = apt("python3-pip") + "RUN pip3 install flask\nRUN pip3 install -U pip\nRUN true && pip3 install x\n"
    found = moved(f"FROM ubuntu:20.04\n{own}", "ubuntu 24.04")
    told_of_pip = {what: how for what, how in told(found, "version").items() if what.startswith("pip3")}
    assert told_of_pip == {"pip3 install": ("breaks", 3), "pip3 install pip": ("breaks", 4)}
    assert why(found, "pip3 install").endswith("; line 5 as well")
    named = moved(f"FROM ubuntu:20.04\nENV ROLE=secondary\n{own}", "ubuntu 24.04")
    assert told(named, "version")["pip3 install"] == ("breaks", 4)
    assert "leave it out" in why(found, "pip3 install pip")
    other = "RUN curl -O https://repo.example.org/Miniconda3.sh && sh Miniconda3.sh -b -p /opt/x\n"
    found_beside = port(f"FROM ubuntu:20.04\n{other}{own}", "ubuntu 24.04", "version")
    assert not any(what.startswith("pip3") for what in found_beside)


def test_python_is_no_command_of_rhels_kin() -> None:
    text = 'FROM centos:7\nENTRYPOINT ["/usr/bin/python", "/srv/x.py"]\n'
    assert port(text, "almalinux 8", "version") == {"python in ENTRYPOINT": ("breaks", 2)}
    made = text.replace("ENTRY", "RUN ln -s /usr/bin/python3 /usr/bin/python\nENTRY")
    assert port(made, "almalinux 8", "version") == {}


def test_wolfis_names_are_told_together() -> None:
    text = "FROM debian:12\n" + apt("zz-one", "zz-two", "libzz-0-1", "apt-utils", "libssl-dev", "curl", "emacs")
    found = candidates(text)[WOLFI]
    assert told(found, "packages") == {
        "apt-get install": ("breaks", 2),
        "packages libzz-0-1": ("breaks", 2),
        "packages zz-one, zz-two": ("check", 2),
        "package names: emacs": ("check", 2),
    }
    assert why(found, "apt-get install").endswith("apt-utils is not needed, libssl-dev is openssl-dev, curl")


def test_what_build_base_does_not_bring() -> None:
    text = "FROM debian:12\n" + apt("build-essential") + "RUN perl x.pl && make\nRUN cpanm Example\nRUN gem install x\n"
    assert port(text, ALPINE, "native") == {
        "make in RUN": ("check", 3),
        "perl in RUN": ("breaks", 3),
        "cpanm in RUN": ("check", 4),
        "gem install": ("check", 5),
    }


def test_pecl_needs_what_the_other_php_image_lacks() -> None:
    text = "FROM php:8.3-fpm-bookworm\nRUN pecl install redis\n"
    alpine = next(one for name, one in candidates(text).items() if "8.3" in name and "alpine" in name)
    assert told(alpine)["pecl install"] == ("breaks", 2)


def test_a_refresh_by_itself_is_told_and_patched() -> None:
    found = candidates("FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n")[ALPINE]
    assert [(one.line, one.patched) for one in found.reasons if one.what.startswith("apt-get")] == [
        (2, True),
        (3, True),
    ]


def test_packages_that_ubi_may_not_have_weigh_by_their_number() -> None:
    text = "FROM centos:7\nRUN yum install -y zz-a zz-b zz-c zz-d zz-e gcc\n"
    found = port(text, "rhel 10", "packages")
    assert {what for what in found if what.startswith("package")} - {"packages out of UBI's repositories"} == {
        "package zz-a",
        "package zz-b",
        "package zz-c",
        "packages zz-d, zz-e",
    }
    assert found["package zz-a"][0] == "check"


def test_what_ubi_has_for_sure_is_not_doubted() -> None:
    names = "libuuid gnutls glibc-langpack-en python3-devel krb5-libs"
    found = port(f"FROM centos:7\nRUN yum install -y {names}\n", "rhel 10", "packages")
    assert set(found) - {"yum install"} == {"packages out of UBI's repositories"}


@pytest.mark.parametrize(
    "adds",
    [
        "curl -O https://example.org/zz-repo_1.0_all.deb && dpkg -i zz-repo_1.0_all.deb",
        "curl -O https://example.org/zz-apt-source-latest.deb && apt-get install -y ./zz-apt-source-latest.deb",
        "curl -o x.deb https://cdn.azul.com/zz/x_1.0_all.deb && dpkg -i x.deb",
        "curl -o x.deb https://example.org/x && dpkg -i x.deb",
    ],
)
def test_a_pinned_package_of_a_makers_source_is_not_the_distributions(adds: str) -> None:
    text = f"FROM debian:11\nRUN {adds}\n" + apt("zz17-jre=17.0.5-1")
    assert port(text, "debian 13", "pins") == {}
    assert port(text, "debian 13", "packages")["packages zz17-jre"] == ("check", 3)
    plain = "FROM debian:11\nRUN true\n" + apt("zz17-jre=17.0.5-1")
    assert port(plain, "debian 13", "pins") == {"zz17-jre=17.0.5-1": ("breaks", 3)}


def test_a_source_is_where_it_is_added_and_not_where_its_key_is() -> None:
    text = (
        "FROM alpine:3.16\nRUN wget -O /etc/apk/keys/x.rsa.pub https://apk.example.org/x.rsa.pub\n"
        "RUN echo https://apk.example.org/x >> /etc/apk/repositories\nRUN apk add zz-agent\n"
    )
    assert "line 3 adds" in why(moved(text, ALPINE), "packages zz-agent")


def test_what_epel_and_crb_have_is_not_there_unless_they_are_enabled() -> None:
    text = "FROM centos:7\n{}RUN yum install -y ImageMagick libyaml-devel curl-devel pcre-devel\n"
    found = port(text.format(""), "almalinux 9", "packages")
    assert found == {"package ImageMagick": ("breaks", 2), "package libyaml-devel": ("breaks", 2)}
    assert "package pcre-devel" in port(text.format(""), "almalinux 10", "packages")
    enabled = "RUN yum install -y epel-release && yum config-manager --set-enabled crb\n"
    assert port(text.format(enabled), "almalinux 9", "packages") == {}


def test_debians_names_stop_dnf() -> None:
    text = "FROM amazonlinux:2\nRUN yum install -y build-essential libssl-dev gcc\n"
    found = moved(text, "amazonlinux 2023")
    assert told(found, "packages") == {"package build-essential": ("breaks", 2), "package libssl-dev": ("breaks", 2)}
    assert why(found, "package libssl-dev").endswith("it is Debian's name for openssl-devel")


def test_libraries_of_an_old_abi() -> None:
    found = now("FROM ubuntu:24.04\n" + apt("libxerces-c3.1", "libboost-filesystem1.58.0", "libboost1.74-dev"))
    assert set(found) == {"package libxerces-c3.1", "package libboost-filesystem1.58.0"}


def test_libraries_of_32_bits() -> None:
    text = "FROM debian:12\n" + apt("lib32stdc++6", "libc6:i386", "curl")
    for to in (ALPINE, WOLFI):
        found = port(text, to, "packages")
        assert found["packages of 32 bits: lib32stdc++6, libc6:i386"] == ("breaks", 2)


def test_gpg_fetches_keys_by_dirmngr() -> None:
    text = "FROM ubuntu:14.04\nRUN apt-get install -y {}\nRUN gpg --keyserver keys.example.org --recv-keys 12345678\n"
    lean = "--no-install-recommends software-properties-common"
    assert port(text.format(lean), "ubuntu 24.04")["gpg --recv-keys"] == ("breaks", 3)
    assert "gpg in RUN" not in port(text.format(lean), "ubuntu 24.04")
    for brought in (f"{lean} dirmngr", f"{lean} gnupg", "software-properties-common"):
        assert "gpg --recv-keys" not in port(text.format(brought), "ubuntu 24.04")


def test_names_that_are_translated_may_be_gone_as_well() -> None:
    text = "FROM openjdk:12\nRUN yum install -y libav-tools git\n"
    found = next(one for one in candidates(text).values() if one.image.distribution == "ubuntu")
    assert told(found, "packages")["package libav-tools"] == ("breaks", 2)
    assert why(found, "yum install").endswith("apt-get: git")


@pytest.mark.parametrize("image", ["debian:sid", "debian:unstable-slim", "debian:testing"])
def test_what_debian_is_developed_on_is_after_its_newest_release(image: str) -> None:
    found = now(f"FROM {image}\n{apt('libncurses5', 'gcc-12')}RUN apt-key add /key\n")
    assert set(found) == {"package libncurses5", "apt-key"}
    assert now(f"FROM {image}\n{apt('gcc-7')}")["package gcc-7"].line == 2


def test_unstable_has_packages_that_testing_has_not() -> None:
    text = (
        f"FROM debian:sid\n{apt('software-properties-common', 'mysql-server')}RUN add-apt-repository http://a.example\n"
    )
    assert now(text) == {}
    assert set(now(text.replace(":sid", ":testing"))) == {
        "package software-properties-common",
        "package mysql-server",
        "add-apt-repository",
    }


@pytest.mark.parametrize(
    "image", ["almalinux:9", "rockylinux:9-minimal", "registry.access.redhat.com/ubi9/ubi", "amazonlinux:2023"]
)
def test_curl_conflicts_with_curl_minimal(image: str) -> None:
    text = f"FROM {image}\nRUN yum install -y curl tar\n"
    assert now(text)["package curl"].line == 2
    assert now(text.replace("-y", "-y --allowerasing")) == {}
    assert now(text.replace("yum", "dnf swap -y curl-minimal curl-full && yum")) == {}
    assert now(text.replace(" curl", "")) == {}


def test_curl_on_releases_without_curl_minimal() -> None:
    assert now("FROM almalinux:8\nRUN yum install -y curl\n") == {}
    text = "FROM centos:7\nRUN yum install -y curl\n"
    assert port(text, "almalinux 9", "packages")["package curl"] == ("breaks", 2)


def test_lsb_release_comes_with_other_packages() -> None:
    text = f"FROM debian:13\n{apt('software-properties-common')}RUN echo $(lsb_release -cs) > /suite\n"
    assert now(text)["lsb_release in RUN"].line == 3
    assert "lsb_release in RUN" in now(f"FROM debian:12\n{apt('jq')}RUN lsb_release -cs\n")
    assert now(text.replace("debian:13", "ubuntu:24.04")) == {}
    assert now(text.replace("debian:13", "debian:12")) == {}
    assert now("FROM ubuntu:14.04\nRUN lsb_release -cs\n") == {}
    assert "lsb_release in RUN" not in now(text.replace("-common", "-common lsb-release"))
    assert port(text.replace("debian:13", "debian:12"), "debian 13", "programs") == {
        "lsb_release in RUN": ("breaks", 3)
    }


NODESOURCE = "RUN curl -sL https://deb.nodesource.com/setup_20.x | bash -\n"
CHROME = "RUN echo 'deb http://dl.google.com/linux/chrome/deb/ stable main' > /etc/apt/sources.list.d/google.list\n"
DOCKER = (
    "RUN echo 'deb https://download.docker.com/linux/debian bookworm stable' > /etc/apt/sources.list.d/docker.list\n"
)
OTHER = "RUN echo 'deb https://example.org/debian stable main' > /etc/apt/sources.list.d/example.list\n"


def test_packages_come_from_their_makers_source() -> None:
    chrome = f"FROM debian:12\n{NODESOURCE}{CHROME}{apt('google-chrome-stable')}"
    assert not [one for one in port(chrome, "debian 13") if "google-chrome" in one]
    text = (
        f"FROM debian:12\n{DOCKER}{OTHER}{apt('docker-ce-cli', 'containerd.io', 'docker-compose-plugin', 'exampled')}"
    )
    found = moved(text, "debian 13")
    assert "line 2 adds" in why(found, "packages docker-ce-cli, containerd.io, docker-compose-plugin")
    assert "line 3 adds" in why(found, "packages exampled")


def test_a_source_that_has_one_makers_packages_alone() -> None:
    found = moved(f"FROM debian:12\n{OTHER}{NODESOURCE}{apt('exampled')}", "debian 13")
    assert "line 2 adds" in why(found, "packages exampled")
    alone = now(f"FROM debian:12\n{NODESOURCE}{apt('exampled')}")
    assert "no release from 11 on has it" in alone["package exampled"].why


def test_python_2_is_gone_from_alpine_too() -> None:
    found = moved(f"FROM debian:10\n{apt('python')}", ALPINE)
    assert "python3 took its place" in why(found, "package python")
    assert not [one for one in told(found) if "perhaps python2" in one]


def test_git_core_is_git() -> None:
    text = f'FROM golang:1.26-trixie\n{apt("git-core")}RUN go build -o /app\nCMD ["/app"]\n'
    said = [reason.what for one in candidates(text).values() if one.kind == "split" for reason in one.reasons]
    assert said
    assert not [one for one in said if "git-core" in one]


def test_the_distributions_pip_is_managed_below_a_language_too() -> None:
    text = "FROM node:8-alpine\nRUN apk add --no-cache py3-pip && pip3 install awscli\n"
    assert port(text, "node:24-alpine", "version")["pip3 install"] == ("breaks", 2)
    own = "FROM python:3.8-alpine\nRUN apk add --no-cache py3-pip && pip3 install awscli\n"
    assert "pip3 install" not in port(own, "python:3.12-alpine", "version")


def test_a_key_server_is_no_distribution() -> None:
    text = "FROM ubuntu:20.04\nRUN gpg --keyserver hkp://keyserver.ubuntu.com:80 --recv-keys 6A010C5166006599\n"
    assert not any("by name" in reason.what for one in candidates(text).values() for reason in one.reasons)


@pytest.mark.parametrize("suite", ["testing", "sid"])
def test_a_version_of_another_suite_that_the_file_adds_is_not_the_old_release_s(suite: str) -> None:
    add = f"RUN echo 'deb http://deb.debian.org/debian {suite} main' > /etc/apt/sources.list.d/more.list\n"
    text = f"FROM debian:11\n{add}RUN apt-get update && apt-get install -y git=1:2.30.2-1\n"
    reasons = candidates(text)["debian:13"].reasons
    (reason,) = [one for one in reasons if one.topic == "pins"]
    assert (reason.severity, reason.certainty, reason.line) == ("check", "medium", 3)
    assert "line 2" in reason.why


def test_a_version_of_what_is_gone_is_no_other_version() -> None:
    text = "FROM ubuntu:14.04\nRUN apt-get update && apt-get install -y firefox=28.0\n"
    assert told(candidates(text)["ubuntu:26.04"], "packages") == {"package firefox": ("breaks", 2)}
    assert told(candidates(text)["ubuntu:26.04"], "pins") == {}


def test_what_runs_under_a_condition_alone_is_not_sure_to_fail() -> None:
    guarded = 'FROM debian:12\nARG DEV\nRUN if [ -n "$DEV" ]; then apt-get install -y curl && dpkg-reconfigure x; fi\n'
    plain = "FROM debian:12\nRUN apt-get install -y curl && dpkg-reconfigure x\n"
    for text, sure in ((guarded, "medium"), (plain, "high")):
        reasons = candidates(text)["alpine:3.24"].reasons
        found = {one.what: one.certainty for one in reasons if one.severity == "breaks"}
        assert found["apt-get install"] == sure
        assert found["dpkg-reconfigure"] == sure


def test_a_pin_of_a_branch_in_development_may_be_gone_there_already() -> None:
    found = candidates("FROM alpine:edge\nRUN apk add --no-cache ansible~2.5.2\n")["alpine:3.24"]
    reason = next(one for one in found.reasons if one.topic == "pins")
    assert (reason.severity, reason.certainty, reason.line) == ("breaks", "medium", 2)
    assert "moves on" in reason.why


def test_an_installer_that_is_dead_counts_against_an_image_without_java() -> None:
    text = (
        "FROM ubuntu:16.04\nRUN add-apt-repository ppa:webupd8team/java\nRUN apt-get update && apt-get install -y {}\n"
    )
    found = candidates(text.format("oracle-java8-installer"))
    assert next(iter(found)).startswith("eclipse-temurin:8")
    assert told(found["ubuntu:26.04"], "gone") == {"package oracle-java8-installer": ("breaks", 3)}
    assert told(found["eclipse-temurin:8"], "gone") == {}


def test_a_package_that_is_removed_has_to_be_known() -> None:
    text = "FROM debian:11\nRUN apt-get -y purge python2.7-minimal && apt-get -y purge vim\n"
    assert port(text, "debian:13", "packages") == {"apt-get purge python2.7-minimal": ("check", 2)}
    apk = "FROM alpine:3.9\nRUN apk add python make\nRUN apk del python make\n"
    assert port(apk, ALPINE, "packages")["apk del python"] == ("check", 3)
    assert (
        port(text.replace("vim", "vim || true").replace("7-minimal", "7-minimal || true"), "debian:13", "packages")
        == {}
    )


def test_packages_of_edge_go_on_beside_a_release_that_stays() -> None:
    text = "FROM alpine:3.9\nRUN apk add --repository http://dl-cdn.alpinelinux.org/alpine/edge/testing shadow\n"
    assert port(text, "alpine:3.24", "packages")["packages of Alpine edge"] == ("check", 2)
    assert "packages of Alpine edge" not in port(text.replace("edge/testing", "v3.24/main"), "alpine:3.24", "packages")


def test_packages_that_a_personal_archive_is_not_called_after_are_named() -> None:
    text = (
        "FROM ubuntu:16.04\nRUN add-apt-repository ppa:builds/sphinxsearch-rel22\n"
        "RUN apt-get install -y sphinxsearch ruby-god\n"
    )
    found = port(text, "ubuntu:24.04", "packages")
    assert found["packages ruby-god"] == ("check", 3)


def test_each_ros_is_for_one_release() -> None:
    text = "FROM ubuntu:16.04\nRUN apt-get install -y ros-kinetic-ros-core\n"
    assert port(text, "ubuntu:24.04", "packages")["package ros-kinetic-ros-core"] == ("breaks", 2)
    jazzy = text.replace("kinetic", "jazzy")
    assert "package ros-jazzy-ros-core" not in port(jazzy, "ubuntu:24.04", "packages")


def test_ubuntu_builds_little_for_32_bits() -> None:
    text = "FROM ubuntu:16.04\nRUN dpkg --add-architecture i386 && apt-get install -y libc6:i386 libtbb2:i386\n"
    assert port(text, "ubuntu:24.04", "packages") == {"packages libtbb2:i386": ("check", 2)}


def test_modules_of_python_2_that_are_called_otherwise() -> None:
    text = "FROM ubuntu:16.04\nRUN apt-get install -y python-ctypes python-beautifulsoup\n"
    one = candidates(text)["ubuntu:24.04"]
    whys = {reason.what: reason.why for reason in one.reasons}
    assert whys["package python-ctypes"].endswith("python3 took its place")
    assert whys["package python-beautifulsoup"].endswith("python3-bs4 took its place")


def test_a_personal_archive_is_called_what_it_is_called() -> None:
    text = "FROM ubuntu:18.04\nRUN add-apt-repository -y ppa:ubuntugis/ppa {}&& apt-get install -y foo-server\n"
    for between in ("", "\\\n "):
        assert "packages foo-server" in port(text.format(between), "ubuntu:24.04", "packages")


def test_a_pattern_that_is_marked_is_no_package() -> None:
    text = "FROM debian:12\nRUN apt-mark auto '.*' && apt-mark hold libc.*\n"
    assert not any("apt-mark" in what for what in port(text, "debian:13"))
