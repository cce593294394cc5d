"""Configuration of what is installed, out of the build context."""

import pytest
from tests.advisor.asking import port


@pytest.mark.parametrize(
    ("copy", "what"),
    [
        ("COPY conf/nginx.conf /etc/nginx/nginx.conf", "configuration conf/nginx.conf"),
        ("ADD sshd_config /etc/ssh/", "configuration sshd_config"),
        ("COPY etc/ /etc/", "configuration etc/"),
        ("COPY pool.conf /etc/php/7.4/fpm/pool.d/", None),  # what becomes of that folder is said
        ("COPY app.conf /etc/frobnicate/", None),
        ("COPY --from=a /nginx.conf /etc/nginx/", None),
    ],
)
def test_a_configuration_of_an_installed_program(copy: str, what: str | None) -> None:
    text = f"FROM debian:11\nRUN apt-get install -y nginx openssh-server php7.4-fpm\n{copy}\nCMD nginx\n"
    found = port(text, "debian:13", "untried")
    assert [one for one in found if one.startswith("configuration")] == ([what] if what else [])


def test_the_rest_is_named_beside_the_first() -> None:
    text = "FROM debian:11\nRUN apt-get install -y nginx\nCOPY a /etc/nginx/a\nCOPY b /etc/nginx/b\nCMD nginx\n"
    assert port(text, "debian:13", "untried")["configuration a"] == ("check", 3)
    assert port(text.replace("debian:11", "debian:13"), "debian:13-slim", "untried") == {}
