"""Debian's packages of PHP on the official image of PHP."""

import pytest
from tests.advisor.asking import port
from tests.advisor.compat.test_failing_now import now

_WHAT = "package php-pear, php-gd"


def _file(image: str, before: str = "") -> str:
    return f"FROM {image}\n{before}RUN apt-get update && apt-get install -y zip php-pear php-gd\n"


@pytest.mark.parametrize("image", ["php:8.3-apache", "php:latest", "php:7.4", "php:7.1.13-fpm", "php:5.6"])
def test_the_image_forbids_them(image: str) -> None:
    assert now(_file(image))[_WHAT] == ("breaks", 2)


@pytest.mark.parametrize("image", ["php:7.1.12", "php:5.5", "php:7.2.0-cli", "debian:13", "wordpress:php8.3"])
def test_where_nothing_forbids_them_nothing_is_said(image: str) -> None:
    assert _WHAT not in now(_file(image))


def test_a_move_to_an_image_that_forbids_them_says_so_once() -> None:
    assert port(_file("php:7.1.10-apache"), "php:8.5.9-apache")[_WHAT] == ("breaks", 2)
    assert _WHAT not in port(_file("php:7.3-apache"), "php:8.5-apache")


@pytest.mark.parametrize("lift", ["rm /etc/apt/preferences.d/no-debian-php", "rm -f /etc/apt/preferences.d/*"])
def test_who_takes_the_preferences_away_may_install_them(lift: str) -> None:
    assert _WHAT not in now(_file("php:8.3-apache", f"RUN {lift}\n"))
