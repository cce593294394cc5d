"""NodeSource's scripts, which set up packages of Node.js for the releases that were there when a version was new."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move, release_of
from baseadvisor.image.numbers import number

_NODESOURCE = re.compile(r"(?:deb|rpm)\.nodesource\.com/setup(?:_(?P<version>\d+)\.x|_0\.\d+|_iojs_[\w.]+)?(?![\w.])")
_FOR_EVERY_RELEASE = 16
"""The first Node.js whose packages NodeSource makes for no release in particular."""
# The first release that a Node.js has no packages for. Where to look: nodesource/distributions, the README's history.
_NEWER_THAN_NODE: dict[str, tuple[tuple[int, tuple[int, ...]], ...]] = {
    "debian": ((8, (11,)), (14, (12,))),
    "ubuntu": ((8, (20, 4)), (12, (22, 4)), (14, (24, 4))),
}


def standing(move: Move) -> Iterator[Reason]:
    """NodeSource's script for a Node.js that is older than the release of the image as it is."""
    for asked in _asked_of_nodesource(move):
        if _is_too_new(move.after, asked.version):
            yield _no_node(move, asked)


def reasons(move: Move) -> Iterator[Reason]:
    """Source: nodesource/distributions README: older scripts ask for the release by name, and stop at a newer one."""
    if not move.changes_release or move.run_only or move.before.userland is None or move.after.userland is None:
        return
    if move.after.userland.package_family not in ("apt", "dnf"):
        for asked in _asked_of_nodesource(move):
            why = f"NodeSource has packages for apt and dnf alone: leave it out, and install what {move.place} has"
            yield Reason("packages", "breaks", "high", asked.address, why, move.line(asked.start))
            return
    for asked in _asked_of_nodesource(move):
        if asked.version < _FOR_EVERY_RELEASE and not _is_too_new(move.before, asked.version):
            yield _no_node(move, asked)


class _Asked(NamedTuple):
    """A script of NodeSource's: its address, the version of Node.js, and the offset."""

    address: str
    version: int
    start: int


def _asked_of_nodesource(move: Move) -> Iterator[_Asked]:
    for text, start in move.needs.words():
        match = _NODESOURCE.search(text)
        if match is not None:
            yield _Asked(match[0], number(match["version"] or "0"), start + match.start())


def _is_too_new(image: Image, version: int) -> bool:
    """Whether NodeSource made no packages of a Node.js for the release of an image, as that is newer."""
    release = release_of(image)
    first = next((one for node, one in _NEWER_THAN_NODE.get(image.distribution or "", ()) if version <= node), None)
    return first is not None and bool(release) and release >= first


def _no_node(move: Move, asked: _Asked) -> Reason:
    what = f"Node.js {asked.version}" if asked.version else "Node.js 0.x"
    why = f"it has no packages of {what} for {move.place}"
    return Reason("packages", "breaks", "medium", asked.address, why, move.line(asked.start))
