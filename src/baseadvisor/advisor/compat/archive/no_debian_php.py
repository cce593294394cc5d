"""Debian's packages of PHP on the official image of PHP, which pins them away: /etc/apt/preferences.d/no-debian-php.

Source: docker-library/php pull request 542, merged in December 2017, so that 5.6.33, 7.0.27, 7.1.13 and 7.2.1 are the
first built with it; it stands in every Dockerfile for Debian since.
"""

from collections.abc import Iterator

from baseadvisor.advisor.compat.archive.managers import listed
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.image.numbers import numbers

_FIRST: dict[tuple[int, ...], int] = {(5, 6): 33, (7, 0): 27, (7, 1): 13, (7, 2): 1}
_PREFERENCES = "no-debian-php"
_SHOWN = 3


def reasons(move: Move) -> Iterator[Reason]:
    """The first installation of packages that the image forbids there, and does not here."""
    if move.run_only or not _forbids(move.name_after, move.after) or _forbids(move.name_before, move.before):
        return
    for action in move.actions():
        if action.family != "apt" or action.action != "install":
            continue
        if action.command.handled or action.command.ignored or _is_lifted(move, action.start):
            continue
        found = [one for one in action.packages if one.kind == "name" and one.name.startswith("php")]
        if found:
            why = (
                f"{move.after.reference} forbids Debian's php* packages ({_PREFERENCES} among apt's preferences), as "
                "it has a PHP of its own: leave them out, PEAR comes with the image, docker-php-ext-install builds "
                "extensions"
            )
            what = f"package {listed([one.name for one in found], _SHOWN)}"
            yield Reason("packages", "breaks", "high", what, why, move.line(found[0].start))
            return


def _forbids(name: str, image: Image) -> bool:
    there = image.userland
    if name != "php" or there is None or there.package_family != "apt":
        return False
    version = numbers(image.tag.partition("-")[0])
    if len(version) < 3:
        return not version or version >= (5, 6)[: len(version)]
    return version[2] >= _FIRST[version[:2]] if version[:2] in _FIRST else version > (7, 2)


def _is_lifted(move: Move, before: int) -> bool:
    """Whether the file takes the image's preferences away before an offset."""
    return any(_PREFERENCES in text or "preferences.d" in text for text, start in move.needs.words() if start < before)
