"""Servers and headers whose major version is another on the other release are told together, a line each."""

import pytest
from tests.advisor.asking import candidates, port

from baseadvisor.advisor import Reason


def versions(text: str) -> list[Reason]:
    found = next(one for one in candidates(text).values() if (one.image.release, one.kind) == ("13", "refresh"))
    return [one for one in found.reasons if one.what.startswith("versions: ")]


def test_a_server_and_its_headers() -> None:
    text = "FROM debian:11\nRUN apt-get update && apt-get install -y varnish libvarnishapi-dev curl git zlib1g-dev\n"
    assert [(one.what, one.severity, one.certainty, one.line) for one in versions(text)] == [
        ("versions: varnish 6.5 -> 7.7", "check", "medium", 2)
    ]
    found = versions(f"{text}RUN ./configure && make\n")
    assert [one.what for one in found] == ["versions: varnish 6.5 -> 7.7, libvarnishapi-dev 6.5 -> 7.7"]
    assert "compiled" in found[0].why


def test_a_release_that_no_index_tells_of() -> None:
    text = "FROM debian:8\nRUN apt-get update && apt-get install -y redis-server\n"
    assert [one.what for one in versions(text)] == ["versions: redis-server 5.0 or older -> 8.0"]


@pytest.mark.parametrize(
    "lines",
    [
        "RUN apt-get install -y nginx openssh-server vim\n",
        "RUN apt-get install -y varnish=6.5.1-1+deb11u3\n",
        "RUN echo deb https://apt.example.org/ x main > /etc/apt/sources.list.d/x.list\nRUN apt-get install varnish\n",
        "RUN apt-get install -y libcurl4-openssl-dev libpq-dev python3-dev && make\n",
    ],
)
def test_what_is_no_reason(lines: str) -> None:
    assert not versions(f"FROM debian:11\n{lines}")


def of_ubuntu(old: str, packages: str, new: str) -> list[Reason]:
    text = f"FROM ubuntu:{old}\nRUN apt-get update && apt-get install -y {packages}\n"
    found = next(one for name, one in candidates(text).items() if name == f"ubuntu:{new}")
    return [one for one in found.reasons if one.what.startswith("versions: ")]


@pytest.mark.parametrize(
    ("old", "packages", "new", "what"),
    [
        ("18.04", "redis-server curl", "26.04", "redis-server 4.0 -> 8.0 or newer"),
        ("20.04", "postgresql haproxy", "24.04", "postgresql 12 -> 16"),
        ("16.04", "rabbitmq-server dovecot-imapd", "26.04", "rabbitmq-server 3.5 -> 4.0 or newer"),
        ("18.04", "slapd", "24.04", "slapd 2.4 -> 2.6"),
    ],
)
def test_servers_on_ubuntu(old: str, packages: str, new: str, what: str) -> None:
    found = of_ubuntu(old, packages, new)
    assert [(one.severity, one.certainty) for one in found] == [("check", "medium")]
    assert what in found[0].what


def test_mysql_takes_no_data_over_a_version() -> None:
    found = of_ubuntu("18.04", "mysql-server", "26.04")
    assert [one.what for one in found] == ["versions: mysql-server 5.7 -> 8.4 or newer"]
    assert found[0].why.endswith("MySQL's data goes there by steps, 5.7 -> 8.0 -> 8.4")
    assert "steps" not in of_ubuntu("20.04", "mysql-server", "26.04")[0].why


def test_the_same_major_version_on_ubuntu_is_no_reason() -> None:
    assert not of_ubuntu("20.04", "mysql-server mosquitto=1.6.9-1 nginx haproxy libvarnishapi-dev make", "24.04")


def test_dotnet_that_knows_no_openssl_3_stops() -> None:
    text = "FROM centos:7\nRUN yum install -y dotnet-sdk-2.2\n"
    assert port(text, "almalinux:9", "version")[".NET 2.2"] == ("breaks", 2)
    assert ".NET 2.2" not in port(text, "almalinux:8", "version")
    assert ".NET 8.0" not in port(text.replace("2.2", "8.0"), "almalinux:9", "version")
    url = "https://dotnetcli.azureedge.net/dotnet/Sdk/$DOTNET_SDK_VERSION/a.tar.gz"
    fetched = f"FROM debian:9\nENV DOTNET_SDK_VERSION 2.1.5\nRUN curl -O {url}\n"
    assert port(fetched, "debian:13", "version")[".NET 2.1"] == ("breaks", 2)


def test_servers_of_rhels_kin() -> None:
    text = "FROM centos:7\nRUN yum install -y postgresql-server\n"
    assert port(text, "almalinux:9")["versions: postgresql-server 9.2 -> 13"] == ("check", 2)


def test_a_framework_that_the_application_is_written_for() -> None:
    text = "FROM debian:11\nRUN apt-get update && apt-get install -y python3-django\n"
    found = versions(text)
    assert [one.what for one in found] == ["versions: python3-django 2.2 -> 4.2"]
    assert "what is written for them" in found[0].why
