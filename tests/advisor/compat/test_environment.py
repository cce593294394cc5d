"""Locales, where the libc changes and where it does not."""

from tests.advisor.asking import port


def test_musl_has_no_locales_to_define() -> None:
    text = "FROM debian:bookworm\nRUN localedef -i de_DE -f UTF-8 de_DE\n"
    assert port(text, topic="locale") == {"localedef": ("breaks", 2)}
    stays = text.replace("debian:bookworm", "alpine:3.16")
    assert port(stays, topic="locale") == {}
    assert port(text.replace("localedef", "/usr/glibc-compat/bin/localedef"), topic="locale") == {}


def test_a_link_to_a_time_zone_that_is_not_there_is_made_all_the_same() -> None:
    text = "FROM debian:bookworm\nRUN ln -sf /usr/share/zoneinfo/Europe/Berlin /etc/localtime\n"
    assert port(text, topic="time zone") == {"/usr/share/zoneinfo": ("check", 2)}
    assert port(text.replace("ln -sf", "cp"), topic="time zone") == {"/usr/share/zoneinfo": ("breaks", 2)}
    assert port(text.replace("ln -sf", "cp").replace("time\n", "time || true\n"), topic="time zone") == {}


def test_where_ubuntu_has_time_zones() -> None:
    text = "FROM ubuntu:14.04\nRUN cp /usr/share/zoneinfo/Europe/Berlin /etc/localtime\n"
    assert port(text, "ubuntu:24.04", "time zone") == {"/usr/share/zoneinfo": ("breaks", 2)}
    assert port(text.replace("14.04", "16.04"), "ubuntu:24.04", "time zone") == {}
    for name in ("php5-cli", "libapache2-mod-php", "php-fpm"):
        installs = text.replace("RUN", f"RUN apt-get update && apt-get install -y {name}\nRUN")
        assert port(installs, "ubuntu:24.04", "time zone") == {}


def test_locale_gen_came_with_old_ubuntus_image() -> None:
    text = "FROM ubuntu:14.04\nRUN locale-gen en_US.UTF-8\n"
    assert port(text, "ubuntu:26.04", "programs") == {"locale-gen in RUN": ("breaks", 2)}
    for first in ("apt-get update && apt-get install -y locales && ", "apt-get install -y language-pack-de && "):
        assert port(text.replace("RUN ", f"RUN {first}"), "ubuntu:26.04", "programs") == {}
    assert port(text.replace("14.04", "22.04"), "ubuntu:26.04", "programs") == {}  # it fails already
    text += "RUN apt-get update && apt-get install -y openjdk-8-jre\n"
    assert port(text, "eclipse-temurin:8-jre", "programs") == {}


def test_locales_are_defined_from_sources_that_no_rpm_image_has() -> None:
    text = "FROM centos:7\nRUN localedef -i en_US -f UTF-8 en_US.UTF-8\n"
    assert port(text, "almalinux:9", "locale") == {"localedef": ("breaks", 2)}
    installed = text.replace("RUN ", "RUN yum install -y glibc-locale-source && ")
    assert port(installed, "almalinux:9", "locale") == {}


def test_the_aliases_of_locales_are_gone_with_glibc_2_42() -> None:
    command = "localedef -i en_US -c -f UTF-8 -A /usr/share/locale/locale.alias en_US.UTF-8"
    text = f"FROM ubuntu:22.04\nRUN apt-get update && apt-get install -y locales && {command}\n"
    assert port(text, "ubuntu:26.04", "locale") == {"localedef -A /usr/share/locale/locale.alias": ("breaks", 2)}
    assert port(text, "ubuntu:24.04", "locale") == {}
    assert port(text.replace(" -A /usr/share/locale/locale.alias", ""), "ubuntu:26.04", "locale") == {}


def test_a_zone_by_its_name_alone() -> None:
    text = "FROM debian:8\nRUN echo Europe/Berlin > /etc/timezone && dpkg-reconfigure -f noninteractive tzdata\n"
    assert port(text, "debian:13-slim")["dpkg-reconfigure tzdata"] == ("breaks", 2)
    linked = text.replace("RUN", "RUN ln -sf /usr/share/zoneinfo/Europe/Berlin /etc/localtime &&")
    assert "dpkg-reconfigure tzdata" not in port(linked, "debian:13-slim")
    assert "dpkg-reconfigure tzdata" not in port(text.replace("debian:8", "debian:10"), "debian:13-slim")
