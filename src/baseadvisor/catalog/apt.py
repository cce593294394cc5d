"""Packages of Debian's releases, as the archive's own indexes have them, for amd64.

Source: Packages and Contents of http://deb.debian.org/debian, with the suites for updates and security that the
official images name. `tools/apt_archive.py` makes the file, whose head says which suites were read and of which day
they are. A release that the file does not cover, and a family of packages that was left out to save space, is answered
by None, never by "absent".
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from baseadvisor.catalog.apt_table import Table

_DATA = Path(__file__).parent / "data" / "apt"
State = Literal["real", "provided", "ambiguous", "disabled", "absent"]
_STATES: dict[str, State] = {"+": "real", "1": "provided", "2": "ambiguous", ".": "absent"}
_COMPONENTS = {"c": "contrib", "n": "non-free", "f": "non-free-firmware"}
FIRST_LETTER = 0x100
"""The character that stands for the first of the interesting packages in the table of what installations bring."""


class Availability(NamedTuple):
    """Whether `apt-get install` finds a name on an official image.

    `state` is "real"; "provided": one package provides the name, and is installed for it; "ambiguous": several provide
    it, so that it has no installation candidate; "disabled": it is in a `component` that the image does not enable;
    or "absent". `providers` are those of a name that no package has (of many, some).
    """

    state: State
    providers: tuple[str, ...] = ()
    component: str | None = None

    @property
    def installs(self) -> bool:
        """Whether it is found."""
        return self.state in ("real", "provided")


def covers(distribution: str | None, release: str | None) -> bool:
    """Whether it is known which packages a release has (`"debian"`, `"12"` or `"sid"`)."""
    return _place(distribution, release) is not None


def releases(distribution: str | None) -> tuple[str, ...]:
    """The releases of a distribution that are covered, the oldest first."""
    table = _table(distribution) if distribution is not None else None
    return tuple(one["release"] for one in table.header["releases"]) if table is not None else ()


def availability(name: str, distribution: str | None, release: str | None) -> Availability | None:
    """Whether a release has a package; None where that is not known."""
    place = _place(distribution, release)
    if place is None:
        return None
    row = place.table.find("names", name)
    if row is None:
        return None if _left_out(place.table, name) else Availability("absent")
    states, *fields = row.split("\t")
    state = states[place.at]
    if state in _COMPONENTS:
        return Availability("disabled", component=_COMPONENTS[state])
    return Availability(_STATES[state], _providers(states, fields, place.at) if state in "12" else ())


def _providers(states: str, fields: list[str], at: int) -> tuple[str, ...]:
    """What provides a name in a release: a field for each in which it is virtual, `=` where it is as before."""
    virtual = sum(state in "12" for state in states[: at + 1])
    written = next(field for field in reversed(fields[:virtual]) if field != "=")
    return tuple(written.split(","))


def names_around(prefix: str, suffix: str, distribution: str | None, release: str | None) -> tuple[str, ...]:
    """What stands between prefix and suffix in the names of packages that a release has: `("openjdk-", "-jdk")`."""
    place = _place(distribution, release)
    if place is None or not prefix:
        return ()
    return tuple(
        name[len(prefix) : len(name) - len(suffix)]
        for name, row in place.table.starting_with("names", prefix)
        if name.endswith(suffix) and len(name) > len(prefix) + len(suffix) and row[place.at] == "+"
    )


def version(name: str, distribution: str | None, release: str | None) -> str | None:
    """The first two numbers of a package's upstream version (`"7.7"`), of names that are often installed."""
    found = availability(name, distribution, release)
    if found is not None and found.state == "provided":
        name = found.providers[0]
    return _column("versions", name, distribution, release) or None


@lru_cache(maxsize=4096)
def brings(name: str, distribution: str | None, release: str | None, *, recommends: bool) -> frozenset[str] | None:
    """What an installation of a package brings, out of the interesting ones of the table; None where that is not known.

    `recommends`: with what is recommended, as apt does unless it is told not to. What the distribution's image has
    already is not among them (see `base`). Asked again for every command of a file, so that it is kept.
    """
    found = availability(name, distribution, release)
    if found is not None and found.state == "provided":
        name = found.providers[0]
    column = _column("brings", name, distribution, release)
    if column is None:
        return None
    needed, _, recommended = column.partition("+")
    return _names(distribution, needed + (recommended if recommends else ""))


def base(distribution: str | None, release: str | None) -> frozenset[str] | None:
    """What the distribution's own image has (required packages and apt), out of the interesting ones of the table."""
    column = _column("brings", "", distribution, release)
    return _names(distribution, column) if column is not None else None


def packages_of_command(command: str, distribution: str | None, release: str | None) -> tuple[str, ...] | None:
    """The packages that have a program of that name in a folder of PATH; None where that is not known.

    What a maintainer script or an alternative makes (`awk`, `vi`) is in no index: () is no proof that nothing does. A
    release whose lists of files could not be read is taken to have what those before and after it have.
    """
    row = _holders("commands", command, distribution, release)
    return tuple(dict.fromkeys(name.partition("/")[0] for name in row)) if row is not None else None


def packages_of_program(path: str, distribution: str | None, release: str | None) -> tuple[str, ...] | None:
    """The packages that have a program at a path (`/usr/bin/node`); /bin and /usr/bin count as one."""
    folder, _, command = path.rpartition("/")
    if folder not in _FOLDERS:
        return ()
    row = _holders("commands", command, distribution, release)
    mark = _FOLDERS[folder]
    return tuple(name.partition("/")[0] for name in row if name.partition("/")[2] == mark) if row is not None else None


_FOLDERS = {"/bin": "", "/usr/bin": "", "/sbin": "s", "/usr/sbin": "s", "/usr/games": "g"}


def loses_file(path: str, distribution: str | None, before: str | None, after: str | None) -> tuple[str, ...]:
    """The packages whose list of files has a path below /etc in one release and, though they go on, not in another.

    What maintainer scripts put there is in no list, so that a file which is in none of them says nothing.
    """
    here, there = _place(distribution, before), _place(distribution, after)
    if here is None or there is None or here.at not in _read(here):
        return ()
    fields = (here.table.find("files", path.removeprefix("/")) or "").split("\t")
    held = [(name, int(mask, 16)) for name, _, mask in (field.rpartition(":") for field in fields if field)]
    if any(mask >> at & 1 for _, mask in held for at in _read(there)):
        return ()
    return tuple(name for name, mask in held if _has(here, mask) and _goes_on(name, distribution, after))


def _goes_on(name: str, distribution: str | None, release: str | None) -> bool:
    found = availability(name, distribution, release)
    return found is not None and found.state == "real"


class _Place(NamedTuple):
    """A release in its distribution's file: the number of its column."""

    table: Table
    at: int


_BRANCHES = {"unstable": "sid"}


def _place(distribution: str | None, release: str | None) -> _Place | None:
    table = _table(distribution) if distribution is not None else None
    if table is None or release is None:
        return None
    wanted = _BRANCHES.get(release, release)
    for at, one in enumerate(table.header["releases"]):
        if wanted == one["release"] or (distribution == "debian" and wanted in (one["codename"], one["suite"])):
            return _Place(table, at)
    return None


@cache
def _table(distribution: str) -> Table | None:
    path = _DATA / f"{distribution}.table"
    return Table(str(path)) if path.exists() else None


@cache
def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written)


def _left_out(table: Table, name: str) -> bool:
    return _pattern(table.header["left_out"]).fullmatch(name) is not None


def _column(section: str, key: str, distribution: str | None, release: str | None) -> str | None:
    """What a table says of a key in a release; None where it says nothing, or the package is not there."""
    place = _place(distribution, release)
    row = place.table.find(section, key) if place is not None else None
    if place is None or row is None:
        return None
    column = next(column for column in reversed(row.split("\t")[: place.at + 1]) if column != "=")
    return column if column != "-" else None


def _names(distribution: str | None, letters: str) -> frozenset[str]:
    table = _table(distribution or "")
    names = table.header["interesting"] if table is not None else ()
    return frozenset(names[ord(letter) - FIRST_LETTER] for letter in letters)


def _holders(section: str, key: str, distribution: str | None, release: str | None) -> tuple[str, ...] | None:
    place = _place(distribution, release)
    if place is None:
        return None
    fields = (place.table.find(section, key) or "").split("\t")
    held = (field.rpartition(":") for field in fields if field)
    return tuple(name for name, _, mask in held if _has(place, int(mask, 16)))


def _has(place: _Place, mask: int) -> bool:
    """Whether a package has a thing in a release; where that cannot be read, in both of its neighbours."""
    return all(mask >> at & 1 for at in _read(place))


def _read(place: _Place) -> tuple[int, ...]:
    """The columns that speak for a release: its own, or those of the releases before and after it."""
    known = [at for at, one in enumerate(place.table.header["releases"]) if one["with_files"]]
    if place.at in known:
        return (place.at,)
    return (*[at for at in known if at < place.at][-1:], *[at for at in known if at > place.at][:1])
