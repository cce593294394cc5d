"""Makes the tables of a distribution's packages out of its releases' indexes; see `baseadvisor.catalog.apt`."""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tools.apt_closure import Closure, provider_of
from tools.apt_indexes import File, Stanza

from baseadvisor.catalog.apt import FIRST_LETTER

DATA = Path(__file__).parent.parent / "src" / "baseadvisor" / "catalog" / "data"
_TABLE = tomllib.loads((Path(__file__).parent / "catalog" / "apt.toml").read_text("utf-8"))
LEFT_OUT = "|".join(_TABLE["left_out"])
INTERESTING: tuple[str, ...] = tuple(_TABLE["interesting"])


class Release(NamedTuple):
    """A release of a distribution. `with_files`: its Contents could be read. `day`: its Release file's."""

    release: str
    codename: str
    suite: str
    day: str
    with_files: bool


class Archive(NamedTuple):
    """What the indexes of a release say: packages by component, files, and the components that images enable."""

    packages: list[tuple[str, Stanza]]
    files: Iterable[File]
    enabled: frozenset[str]


Section = dict[str, str]
"""The rows of a table: keys, and what is told of each."""

_NAMES: dict[str, Any] = json.loads((DATA / "names_apt.json").read_text("utf-8"))
_PACKAGES: dict[str, Any] = json.loads((DATA / "packages.json").read_text("utf-8"))
COMMON = frozenset(_NAMES) | frozenset(_PACKAGES) | frozenset(f"{name}-dev" for name in _NAMES)
"""The names that are often installed, and headers for them."""


class _Reader:
    """Gathers the tables, a release after the other."""

    def __init__(self) -> None:
        self.releases: list[Release] = []
        self.states: dict[str, dict[int, str]] = defaultdict(dict)
        self.providers: dict[str, dict[int, tuple[str, ...]]] = defaultdict(dict)
        self.versions: dict[str, dict[int, str]] = defaultdict(dict)
        self.brings: dict[str, dict[int, str]] = defaultdict(dict)
        self.commands: dict[str, dict[str, int]] = defaultdict(dict)
        self.paths: dict[str, dict[str, int]] = defaultdict(dict)

    def add(self, release: Release, archive: Archive) -> None:
        at = len(self.releases)
        self.releases.append(release)
        components: dict[str, str] = {}
        known: dict[str, Stanza] = {}
        for component, stanza in archive.packages:
            enabled = component in archive.enabled
            if enabled or stanza.name not in components:
                components[stanza.name] = "+" if enabled else _letter(component)
            if enabled:
                known[stanza.name] = stanza
        for name, state in components.items():
            self.states[name][at] = state
        providers: dict[str, set[str]] = defaultdict(set)
        for stanza in known.values():
            for name in stanza.provides:
                providers[name].add(stanza.name)
        for name, by in providers.items():
            if name not in known:
                self.states[name][at] = "1" if len(by) == 1 else "2"
                self.providers[name][at] = tuple(sorted(by))[:_NAMED_PROVIDERS]
        for name in COMMON & known.keys():
            self.versions[name][at] = short_version(known[name].version)
        closure = Closure(known, {name: provider_of(by, known) for name, by in providers.items()})
        for name in COMMON & known.keys():
            self.brings[name][at] = _brought(closure, name)
        self.brings[""][at] = _letters(closure.base)
        self._add_files(at, archive.files, known)

    def _add_files(self, at: int, files: Iterable[File], known: Mapping[str, Stanza]) -> None:
        there = frozenset(known)
        direct = {name for one in COMMON & there for group in known[one].needs for name in group}
        with_files = (COMMON | direct) & there
        for path, packages in files:
            folder, _, name = path.rpartition("/")
            if folder in _FOLDERS:
                for package in there.intersection(packages):
                    place = f"{package}{_FOLDERS[folder]}"
                    self.commands[name][place] = self.commands[name].get(place, 0) | 1 << at
            elif path.startswith("etc/"):
                for package in with_files.intersection(packages):
                    self.paths[path][package] = self.paths[path].get(package, 0) | 1 << at

    def sections(self) -> dict[str, Section]:
        """The tables, each sorted by its keys."""
        count = len(self.releases)
        left_out = re.compile(LEFT_OUT)
        names = {
            name: "".join(states.get(at, ".") for at in range(count)) + _providers(self.providers.get(name, {}))
            for name, states in self.states.items()
            if name in COMMON or not left_out.fullmatch(name)
        }
        return {
            "names": dict(sorted(names.items())),
            "versions": {name: _columns(self.versions[name], count) for name in sorted(self.versions)},
            "brings": {name: _columns(self.brings[name], count) for name in sorted(self.brings)},
            "commands": {name: _masks(self.commands[name]) for name in sorted(self.commands)},
            "files": {path: _masks(by) for path, by in sorted(self.paths.items())},
        }


_NAMED_PROVIDERS = 4
_FOLDERS = {"bin": "", "usr/bin": "", "sbin": "/s", "usr/sbin": "/s", "usr/games": "/g"}


def _letter(component: str) -> str:
    return {"contrib": "c", "non-free": "n", "non-free-firmware": "f"}[component]


def short_version(version: str) -> str:
    """A package's version without its epoch, its revision and what follows its second number."""
    upstream = version.partition(":")[2] if ":" in version else version
    match = re.match(r"\d+(?:\.\d+)?", upstream)
    return match[0] if match else ""


def _letters(names: Iterable[str]) -> str:
    """Interesting packages, a letter for each."""
    return "".join(chr(FIRST_LETTER + place) for place, name in enumerate(INTERESTING) if name in names)


def _brought(closure: Closure, name: str) -> str:
    needed = closure.of(name, recommends=False)
    everything = closure.of(name, recommends=True)
    return _letters(needed) + ("+" + more if (more := _letters(everything - needed)) else "")


def _providers(by_release: dict[int, tuple[str, ...]]) -> str:
    """What provides a name, a field for each release in which it is virtual; `=` where it is as before."""
    fields: list[str] = []
    before: tuple[str, ...] = ()
    for at in sorted(by_release):
        fields.append("=" if by_release[at] == before else ",".join(by_release[at]))
        before = by_release[at]
    return "".join(f"\t{field}" for field in fields)


def _columns(by_release: dict[int, str], count: int) -> str:
    """A field for each release; `=` where it is as before, `-` where the package is not there."""
    fields: list[str] = []
    before = "-"
    for at in range(count):
        value = by_release.get(at, "-")
        fields.append("=" if value == before and at else value)
        before = value
    return "\t".join(fields)


def _masks(by: dict[str, int]) -> str:
    """Packages, each with the releases in which it has the thing, as the bits of a number."""
    return "\t".join(f"{name}:{mask:x}" for name, mask in sorted(by.items()))


def tables(
    source: str, releases: Iterable[tuple[Release, Archive]]
) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """What stands at the head of a distribution's file, and its tables."""
    reader = _Reader()
    for release, archive in releases:
        reader.add(release, archive)
    header = {
        "source": f"{source}/dists: Packages and Contents of amd64",
        "as_of": max(one.day for one in reader.releases),
        "releases": [one._asdict() for one in reader.releases],
        "left_out": LEFT_OUT,
        "interesting": list(INTERESTING),
    }
    return header, reader.sections()
