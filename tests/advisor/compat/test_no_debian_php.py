"""Debian's packages of PHP on the official image of PHP."""

import pytest
from tests.advisor.asking import ask, port
from tests.advisor.compat.test_failing_now import now

_WHAT = "package php-pear, php-gd"


def _file(image: str, before: str = "") -> str:
    return f"FROM {image}\n{before}RUN apt-get update && apt-get install -y zip php-pear php-gd\n"


@pytest.mark.parametrize("image", ["php:8.3-apache", "php:latest", "php:7.4", "php:7.1.13-fpm", "php:5.6"])
def test_the_image_forbids_them(image: str) -> None:
    assert now(_file(image))[_WHAT] == ("breaks", 2)


@pytest.mark.parametrize("image", ["php:7.1.12", "php:5.5", "php:7.2.0-cli", "debian:13", "php:8.3-alpine"])
def test_where_nothing_forbids_them_nothing_is_said(image: str) -> None:
    assert _WHAT not in now(_file(image))


@pytest.mark.parametrize(
    "image",
    [
        "wordpress",
        "wordpress:php8.3",
        "wordpress:5.9.3-php8.1-apache",
        "docker.io/library/wordpress:6.1-php8.1-fpm",
        "drupal:8-apache-buster",
        "nextcloud:fpm",
        "matomo",
        "joomla:4.0-php7.4",
        f"wordpress:php8.3@sha256:{'0' * 64}",
    ],
)
def test_what_is_built_on_the_image_keeps_its_preferences(image: str) -> None:
    assert now(_file(image))[_WHAT] == ("breaks", 2)


@pytest.mark.parametrize(
    "image",
    [
        "wordpress:4.7",  # which PHP it has the tag does not say
        "wordpress:4.8-php7.1",
        "wordpress:php8.3-fpm-alpine",
        f"wordpress:latest@sha256:{'0' * 64}",
        "drupal:8-apache-stretch",
        "example.org/wordpress:php8.3",
    ],
)
def test_where_it_is_not_sure_to_have_them_nothing_is_said(image: str) -> None:
    assert _WHAT not in now(_file(image))


def test_the_lines_of_others_are_named_as_well() -> None:
    text = _file("php:8.3-apache") + "RUN apt-get install -y php-curl\n"
    (reason,) = [one for one in ask(text).stages[0].now if "forbids" in one.why]
    assert reason.what == _WHAT
    assert reason.why.endswith("(also line 3)")


@pytest.mark.parametrize(
    "run",
    [
        'if [ -n "$X" ]; then apt-get install -y php-xdebug; fi',
        "apt-get install -y git php-",
        "apt-get install -y php-xdebug || true",
    ],
)
def test_what_may_not_be_installed_is_let_be(run: str) -> None:
    assert now(f"FROM php:8.3-apache\nRUN apt-get update && {run}\n") == {}


@pytest.mark.parametrize("name", ["php5-gd", "php7.4-gd"])
def test_the_ban_takes_the_place_of_what_the_release_has(name: str) -> None:
    text = f"FROM php:{{}}\nRUN apt-get update && apt-get install -y {name}\n"
    (reason,) = ask(text.format("8.3")).stages[0].now
    assert (reason.what, reason.severity) == (f"package {name}", "breaks")
    assert "forbids" in reason.why
    assert port(text.format("7.4-apache"), "php:8.5-apache", "packages") == {}
    assert f"package {name}" in now(text.format("8.3").replace("php:", "python:", 1).replace("8.3", "3.13"))


def test_a_move_to_an_image_that_forbids_them_says_so_once() -> None:
    assert port(_file("php:7.1.10-apache"), "php:8.5.9-apache")[_WHAT] == ("breaks", 2)
    assert _WHAT not in port(_file("php:7.3-apache"), "php:8.5-apache")


@pytest.mark.parametrize(
    "lift",
    [
        "rm /etc/apt/preferences.d/no-debian-php",
        "rm -f /etc/apt/preferences.d/*",
        "find /etc/apt -name 'no-debian*' -delete",
        "find /etc/apt/ -type f -name '*php' -delete",
        "rm -r /etc/apt/*",
    ],
)
def test_who_takes_the_preferences_away_may_install_them(lift: str) -> None:
    assert _WHAT not in now(_file("php:8.3-apache", f"RUN {lift}\n"))
