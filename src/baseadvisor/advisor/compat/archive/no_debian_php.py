"""Debian's packages of PHP on the official image of PHP, which pins them away: /etc/apt/preferences.d/no-debian-php.

Source: docker-library/php pull request 542, merged in December 2017, so that 5.6.33, 7.0.27, 7.1.13 and 7.2.1 are the
first built with it; it stands in every Dockerfile for Debian since. The images that are built on that of PHP keep it.
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.archive.managers import also_lines, listed
from baseadvisor.advisor.facts import names_release
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move, release_of
from baseadvisor.image.numbers import numbers
from baseadvisor.shell.packages import Package

_FIRST: dict[tuple[int, ...], int] = {(5, 6): 33, (7, 0): 27, (7, 1): 13, (7, 2): 1}
# Official images whose Dockerfiles for Debian start from that of PHP, and leave its preferences alone.
_BUILT_ON_PHP = frozenset(
    {"wordpress", "drupal", "joomla", "nextcloud", "matomo", "monica", "friendica", "backdrop", "postfixadmin"}
    | {"yourls", "phpmyadmin", "mediawiki", "espocrm"}
)
_PHP = re.compile(r"(?:^|-)php(\d+\.\d+)")
_FIRST_PHP, _FIRST_DEBIAN = (7, 3), (10,)
"""What there was no image of before: PHP of December 2018, Debian of July 2019."""
_PREFERENCES = "no-debian-php"
_LIFTS = re.compile(r"no-debian|preferences\.d|/etc/apt/preferences|/etc/apt/?(?=[\s*\"';&|)]|$)")
"""What names the preferences, or the folder that they are in."""
_SHOWN = 3


def reasons(move: Move) -> Iterator[Reason]:
    """The first installation of packages that the image forbids there, and does not here, with the lines of others."""
    if move.run_only or _forbids(move.name_before, move.before):
        return
    found = [
        names
        for action in move.actions()
        if (action.family, action.action) == ("apt", "install")
        and not (action.command.handled or action.command.ignored or action.command.conditional)
        and (names := [one for one in action.packages if is_forbidden(move, one)])
    ]
    if found:
        lines = list(dict.fromkeys(move.line(names[0].start) for names in found))
        why = (
            f"{move.after.reference} forbids Debian's php* packages ({_PREFERENCES} among apt's preferences), as "
            "it has a PHP of its own: leave them out, PEAR comes with the image, docker-php-ext-install builds "
            f"extensions{also_lines(lines)}"
        )
        what = f"package {listed([one.name for one in found[0]], _SHOWN)}"
        yield Reason("packages", "breaks", "high", what, why, lines[0])


def is_forbidden(move: Move, package: Package) -> bool:
    """Whether the image there keeps a package of apt's away, whatever its release has."""
    if package.kind != "name" or package.removed or not package.name.startswith("php"):
        return False
    return _forbids(move.name_after, move.after) and not _is_lifted(move, package.start)


def _forbids(name: str, image: Image) -> bool:
    there = image.userland
    if there is None or there.package_family != "apt":
        return False
    if name in _BUILT_ON_PHP:
        return _is_built_since(name, image)
    if name != "php":
        return False
    version = numbers(image.tag.partition("-")[0])
    if len(version) < 3:
        return not version or version >= (5, 6)[: len(version)]
    return version[2] >= _FIRST[version[:2]] if version[:2] in _FIRST else version > (7, 2)


def _is_built_since(name: str, image: Image) -> bool:
    """Whether an image that stands on PHP's is surely newer than the preferences, by its tag or as one of today's."""
    from baseadvisor.catalog import entry_of

    if image.parsed is None:
        return False
    php = _PHP.search(image.tag)
    if php is not None:
        return numbers(php[1]) >= _FIRST_PHP
    if names_release(image.parsed) and release_of(image) >= _FIRST_DEBIAN:
        return True
    return image.parsed.digest is None and entry_of(name, image.tag) is not None


def _is_lifted(move: Move, before: int) -> bool:
    """Whether the file takes the image's preferences away before an offset."""
    lifts = move.needs.matches(_LIFTS)
    return bool(lifts) and lifts[0][1] < before
