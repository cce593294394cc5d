"""MariaDB's client and the server's certificate."""

import pytest
from tests.advisor.asking import candidates, port, told


@pytest.mark.parametrize(
    ("base", "install", "to"),
    [
        ("alpine:3.6", "apk add mysql-client", "alpine:3.24"),
        ("debian:12", "apt-get install -y default-mysql-client", "debian:13"),
        ("ubuntu:16.04", "apt-get install -y mariadb-client", "ubuntu:26.04"),
    ],
)
def test_it_wants_a_certificate(base: str, install: str, to: str) -> None:
    text = f"FROM {base}\nRUN {install}\n"
    assert ("check", 2) in port(text, to, "services").values()
    assert port(f"{text}CMD mysql --skip-ssl\n", to, "services") == {}


def test_mysqls_own_client_is_left_alone() -> None:
    assert port("FROM ubuntu:22.04\nRUN apt-get install -y mysql-client\n", "ubuntu:24.04", "services") == {}
    assert port("FROM alpine:3.22\nRUN apk add mysql-client\n", "alpine:3.24", "services") == {}


def test_its_library_verifies_as_well() -> None:
    text = "FROM ruby:3.3-alpine3.20\nRUN apk add mariadb-dev build-base\nCMD rackup\n"
    found = told(candidates(text)["ruby:3.3-alpine3.24"], "services")
    assert found["mariadb-dev"] == ("check", 2)
