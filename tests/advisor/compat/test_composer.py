"""The plugin that is for Composer 1 alone."""

import pytest
from tests.advisor.asking import ask, port

_GET = "RUN curl -sS https://getcomposer.org/installer | php -- --install-dir=/usr/bin --filename=composer{}\n"
_REQUIRE = "RUN composer global require hirak/prestissimo:^0.3\n"
_COPY = "COPY --from={} /usr/bin/composer /usr/bin/composer\n"


def now(text: str) -> dict[str, int | None]:
    """What fails on the image as it is, with its line."""
    return {one.what: one.line for one in ask(text).stages[0].now}


@pytest.mark.parametrize(
    ("image", "get"),
    [
        ("php:8.3-fpm-alpine", _GET.format("")),
        ("php:8.3-apache", _GET.format(" --version=2.7.1")),
        ("php:8.3-apache", _COPY.format("composer")),
        ("php:8.3-apache", _COPY.format("composer:2.7")),
        ("alpine:3.20", "RUN apk add --no-cache php83 composer\n"),
        ("debian:bookworm", "RUN apt-get update && apt-get install -y composer\n"),
    ],
)
def test_it_fails_where_the_file_gets_the_newest_composer(image: str, get: str) -> None:
    assert now(f"FROM {image}\n{get}{_REQUIRE}")["hirak/prestissimo"] == 3


@pytest.mark.parametrize(
    ("get", "require"),
    [
        (_GET.format(" --1"), _REQUIRE),
        (_GET.format(" --version=1.10.27"), _REQUIRE),
        (_GET.format(" --version=$WANTED"), _REQUIRE),
        (_GET.format(" && composer self-update --1"), _REQUIRE),
        (_COPY.format("composer:1"), _REQUIRE),
        (_COPY.format("composer:1.10"), _REQUIRE),
        (_COPY.format("composer"), _REQUIRE.replace("\n", " || true\n")),
        (_COPY.format("composer"), _REQUIRE.replace("require", "require --ignore-platform-reqs")),
        (_COPY.format("composer"), "RUN composer global remove hirak/prestissimo\n"),
        ("", _REQUIRE),
    ],
)
def test_it_may_go_with_composer_1_or_a_composer_that_nobody_knows(get: str, require: str) -> None:
    assert "hirak/prestissimo" not in now(f"FROM php:8.3-apache\n{get}{require}")


def test_a_stage_that_is_called_composer_holds_what_its_image_holds() -> None:
    text = "FROM composer:{} AS composer\nFROM php:8.3-apache\n" + _COPY.format("composer") + _REQUIRE
    final = {tag: next(one for one in ask(text.format(tag)).stages if one.final) for tag in ("1.10", "2")}
    assert [one.what for one in final["2"].now] == ["hirak/prestissimo"]
    assert not final["1.10"].now


def test_a_newer_release_has_composer_2_of_its_own() -> None:
    text = "FROM debian:buster\nRUN apt-get update && apt-get install -y composer\n" + _REQUIRE
    assert "hirak/prestissimo" not in now(text)
    assert port(text, "debian:trixie")["hirak/prestissimo"] == ("breaks", 3)
    assert "hirak/prestissimo" not in port(text.replace("buster", "bookworm"), "debian:trixie")


def test_the_hash_of_an_older_installer_is_refused() -> None:
    digest = "a5c698ffe4b8e849a443b120cd5ba38043260d5c4023dbf93e1558871f1f07f58274fc6f4c93bcfd858c6bd0775cd8d1"
    text = (
        "FROM php:8.3-cli\nRUN curl -o composer-setup.php https://getcomposer.org/installer \\\n"
        f" && php -r \"if (hash_file('SHA384', 'composer-setup.php') !== '{digest}') exit(1);\"\n"
    )
    now = {one.what: (one.severity, one.line) for one in ask(text).stages[0].now}
    assert now == {"the hash of Composer's installer": ("breaks", 3)}


def test_composer_1_is_served_no_more() -> None:
    text = (
        "FROM php:7.4-cli\nRUN curl -sS https://getcomposer.org/installer | php -- --version=1.10.5 && "
        "php composer.phar install\n"
    )
    assert any(one.what == "Composer 1" and one.line == 2 for one in ask(text).stages[0].now)
    assert not any(one.what == "Composer 1" for one in ask(text.replace("1.10.5", "2.8.1")).stages[0].now)
    locked = text.replace("RUN", "COPY composer.json composer.lock ./\nRUN", 1)
    assert not any(one.what == "Composer 1" for one in ask(locked).stages[0].now)
    updated = locked.replace("composer.phar install", "composer.phar update")
    assert any(one.what == "Composer 1" and one.line == 3 for one in ask(updated).stages[0].now)
    other = text.replace(" -- --version=1.10.5", "").replace(
        "php composer", "gem install compass --version 1.0.3; php composer"
    )
    assert not any(one.what == "Composer 1" for one in ask(other).stages[0].now)
