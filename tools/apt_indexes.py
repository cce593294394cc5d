"""Reads the indexes of an archive of Debian packages: Packages and Contents.

Their form is told in https://wiki.debian.org/DebianRepository/Format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

Group = tuple[str, ...]
"""The names of a dependency, any of which meets it."""


class Stanza(NamedTuple):
    """What Packages says of one package. `needs` are Pre-Depends and Depends."""

    name: str
    version: str
    priority: str
    essential: bool
    provides: tuple[str, ...]
    needs: tuple[Group, ...]
    recommends: tuple[Group, ...]


_FIELDS = (b"Package", b"Version", b"Priority", b"Essential", b"Provides", b"Pre-Depends", b"Depends", b"Recommends")


def stanzas(lines: Iterable[bytes]) -> Iterator[Stanza]:
    """The packages of a Packages file."""
    fields: dict[bytes, str] = {}
    for line in lines:
        if line == b"\n":
            if fields:
                yield _stanza(fields)
            fields = {}
            continue
        key, _, value = line.partition(b":")
        if key in _FIELDS:
            fields[key] = value.strip().decode()
    if fields:
        yield _stanza(fields)


def _stanza(fields: dict[bytes, str]) -> Stanza:
    get = fields.get
    return Stanza(
        fields[b"Package"],
        fields[b"Version"],
        get(b"Priority", "optional"),
        get(b"Essential") == "yes",
        tuple(group[0] for group in _groups(get(b"Provides", ""))),
        _groups(get(b"Pre-Depends", "")) + _groups(get(b"Depends", "")),
        _groups(get(b"Recommends", "")),
    )


_NAME = re.compile(r"\s*([a-z0-9][a-z0-9+.-]*)")


def _groups(written: str) -> tuple[Group, ...]:
    """`a (>= 1), b:any | c` as (("a",), ("b", "c"))."""
    found = (tuple(m[1] for one in group.split("|") if (m := _NAME.match(one))) for group in written.split(","))
    return tuple(group for group in found if group)


class File(NamedTuple):
    """A file of an archive: its path, without the first slash, and the packages that have it."""

    path: str
    packages: tuple[str, ...]


_WATCHED = (b"bin/", b"sbin/", b"usr/bin/", b"usr/sbin/", b"usr/games/", b"etc/")


def files_of(lines: Iterable[bytes]) -> Iterator[File]:
    """The programs, and the files below /etc, of a Contents file."""
    for line in lines:
        if line.startswith(_WATCHED):
            path, _, places = line.rstrip().rpartition(b" ")
            names = tuple(place.rpartition(b"/")[2].decode() for place in places.split(b","))
            yield File(path.rstrip().decode("utf-8", "replace"), names)
