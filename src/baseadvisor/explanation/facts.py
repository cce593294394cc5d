"""The table of facts in `data/`: kernels of hosts, C libraries, what decides whether a userland runs."""

from __future__ import annotations

import os
import re
from functools import cache
from typing import Any

from baseadvisor.explanation.model import Source

_DATA = os.path.join(os.path.dirname(__file__), "data")
_REBUILDS = frozenset({"centos", "centos-stream", "rockylinux", "almalinux", "oraclelinux"})


@cache
def table(name: str) -> dict[str, Any]:
    """The content of `data/<name>.toml`. Callers must not change it."""
    import tomllib

    with open(os.path.join(_DATA, f"{name}.toml"), "rb") as file:
        return tomllib.load(file)


@cache
def source(name: str) -> Source:
    """A source of the table, by its key. Raises KeyError for one that is not there."""
    raw = table("sources")[name]
    return Source(raw["title"], raw["url"], raw.get("read"), None, "read" in raw)


def sources(names: list[str]) -> tuple[Source, ...]:
    """Several of them."""
    return tuple(map(source, names))


def numbers(version: str) -> tuple[int, ...]:
    """A version as numbers, to compare: (2, 34) for "2.34", (20, 10, 9) for "20.10.9~ce"."""
    match = re.match(r"\d{1,6}(?:\.\d{1,6})*", version)
    return tuple(int(part) for part in match[0].split(".")) if match else ()


def reaches(version: str | None, needed: str) -> bool | None:
    """Whether a version is `needed` or newer; None where it is not known. Words like "edge" are newer than any."""
    if version is None:
        return None
    have = numbers(version)
    if not have:
        return True if version in ("edge", "sid", "rawhide") else None
    want = numbers(needed)
    width = max(len(have), len(want))
    return have + (0,) * (width - len(have)) >= want + (0,) * (width - len(want))


def family(distribution: str | None) -> str | None:
    """The distribution whose sources one is built from: "rhel" for Rocky Linux; else itself."""
    return "rhel" if distribution in _REBUILDS else distribution


def libc_version(distribution: str | None, release: str | None) -> tuple[str, str, tuple[Source, ...]] | None:
    """Name, version and sources of the C library of a distribution's release; None where the table has none."""
    entry = table("libcs").get(family(distribution) or "")
    if entry is None or release is None:
        return None
    for row in entry["releases"]:
        if release == row["release"] or (family(distribution) == "rhel" and release.split(".")[0] == row["release"]):
            return entry["libc"], row["version"], sources(row["sources"])
    if distribution == "debian" and "." in release:
        return libc_version(distribution, release.split(".")[0])
    return None
