"""Extensions from PECL: which version is for which PHP, and those that were given up.

Sources: the packages' dependencies and release notes on https://pecl.php.net/package/NAME, and
https://xdebug.org/docs/compat.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from baseadvisor.advisor.compat.language.jumps import Jump
from baseadvisor.advisor.model import Certainty, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.release_versions import Version
from baseadvisor.image.numbers import dotted, numbers
from baseadvisor.shell.packages import Package

# Of an extension the first version for a PHP: `PHP:extension`, from that PHP on until the next.
_FIRST = {
    "xdebug": "7.0:2.4 7.1:2.5 7.2:2.6 7.3:2.7 7.4:2.8 8.0:3 8.1:3.1 8.2:3.2 8.3:3.3 8.4:3.4 8.5:3.5",
    "mcrypt": "7.2:1.0.1 7.3:1.0.2 7.4:1.0.3 8.0:1.0.4 8.1:1.0.5 8.2:1.0.6 8.3:1.0.7",
    "redis": "7.0:3 8.0:5.3",
    "memcached": "7.0:3 8.0:3.2",
    "memcache": "7.0:4 8.0:8",
    "imagick": "7.0:3.4 8.0:3.5",
    "mongodb": "8.0:1.9",
    "apcu": "7.0:5 8.0:5.1.19",
    "ssh2": "7.0:1 8.0:1.3",
    "mailparse": "7.0:3 8.0:3.1",
    "amqp": "7.0:1.7 8.0:1.11",
    "igbinary": "7.0:2 8.0:3",
    "yaml": "7.0:2 8.0:2.2",
    "gearman": "7.0:2 8.0:2.1",
    "pecl_http": "7.0:3 8.0:4",
    "oauth": "7.0:2",
    "uploadprogress": "7.0:1.1",
    "swoole": "8.0:4.5",
    "sqlsrv": "7.0:4 8.0:5.9 8.1:5.10 8.3:5.12",
    "pdo_sqlsrv": "7.0:4 8.0:5.9 8.1:5.10 8.3:5.12",
}
_SURE = frozenset({"xdebug", "memcache", "pecl_http"})
"""Extensions whose versions name the PHP that they are for, so that they stop at another."""


class _End(NamedTuple):
    """The first PHP that an extension has no version for, and what to do."""

    version: Version
    instead: str
    certainty: Certainty = "high"


_GIVEN_UP = {
    "mongo": _End((7,), "mongodb took its place, with another API"),
    "apc": _End((7,), "apcu took its place, and opcache is part of PHP"),
    "zendopcache": _End((7,), "opcache is part of PHP"),
    "runkit": _End((7,), "runkit7 took its place"),
    "pthreads": _End((7, 4), "parallel took its place, with another API"),
    "apcu_bc": _End((8,), "the apc_ functions are gone: use those of apcu"),
    "intl": _End((7,), "it is part of PHP: docker-php-ext-install intl", "medium"),
    "geoip": _End((8,), "maxminddb reads the databases of today", "medium"),
}
_NAMED = re.compile(r"(?:channel://[\w.]+/)?(?P<name>[A-Za-z]\w*)(?:-(?P<version>\d[\d.]*)\w*|-[a-z]+)?")


def jump(move: Move, change: Jump) -> Iterator[Reason]:
    """What a change of PHP's version means for the extensions that are installed."""
    for package in _installed(move):
        stops = _stops(move, change, package)
        match = _NAMED.fullmatch(package.text)
        if stops is not None:
            yield stops
        elif match is not None and match["version"] is not None and not _is_known(match["name"], match["version"]):
            why = f"that version may not build on PHP {dotted(change.new)}"
            yield Reason("version", "check", "medium", f"pecl {_title(package)}", why, move.line(package.start))
        elif package.text == "xdebug" and change.crosses(8) and _lacks_headers(move, package):
            why = "xdebug for PHP 8 needs linux-headers to be compiled on Alpine"
            yield Reason("version", "breaks", "high", "pecl xdebug", why, move.line(package.start))


def _lacks_headers(move: Move, package: Package) -> bool:
    """Whether Alpine has not the kernel's headers, which xdebug includes from 3 on."""
    return move.after.distribution == "alpine" and "linux-headers" not in move.needs.installed(package.start)


def standing(move: Move, change: Jump) -> Iterator[Reason]:
    """Extensions that are not for the PHP that the image has."""
    for package in _installed(move):
        stops = _stops(move, change, package)
        if stops is not None:
            yield stops


def _installed(move: Move) -> Iterator[Package]:
    for action in move.actions():
        if action.manager == "pecl" and action.action == "install" and not action.command.ignored:
            yield from action.packages


def _stops(move: Move, change: Jump, package: Package) -> Reason | None:
    match = _NAMED.fullmatch(package.text)
    if match is None:
        return None
    name = match["name"].lower()
    what, line = f"pecl {_title(package)}", move.line(package.start)
    end = _GIVEN_UP.get(name)
    if end is not None and change.crosses(*end.version):
        why = f"it has no version for PHP {dotted(end.version)} and later: {end.instead}"
        return Reason("version", "breaks", end.certainty, what, why, line)
    if match["version"] is None:
        return None
    needed = [(php, first) for php, first in _rows(name) if change.crosses(*php) and numbers(match["version"]) < first]
    if not needed:
        return None
    php, first = needed[-1]
    why = f"it is for an older PHP: {match['name']} {dotted(first)} is the first for {dotted(php)}"
    if name == "xdebug" and php >= (8,) and _lacks_headers(move, package):
        why += ", which needs linux-headers on Alpine"
    return Reason("version", "breaks", "high" if name in _SURE else "medium", what, why, line)


def _rows(name: str) -> list[tuple[Version, Version]]:
    pairs = (pair.partition(":") for pair in _FIRST.get(name.lower(), "").split())
    return [(numbers(php), numbers(first)) for php, _, first in pairs]


def _is_known(name: str, version: str) -> bool:
    """Whether a version is for the newest PHP that there is a row for, and so most likely for those after it."""
    rows = _rows(name)
    return bool(rows) and rows[-1][0] >= (8, 3) and numbers(version) >= rows[-1][1]


def _title(package: Package) -> str:
    return package.text.rpartition("/")[2]
