"""What package managers call the same thing: ``libssl-dev`` of apt is ``openssl-dev`` of apk."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from baseadvisor.catalog.store import load

FAMILIES = ("apt", "apk", "dnf")
ALPINES_NAME = "Alpine's name"
"""The evidence for a name of Wolfi's that no list of its names has."""


class Translation(NamedTuple):
    """A package's name for another manager.

    ``status`` is ``mapped`` (install ``names``), ``none_needed`` (it has no meaning there), ``in_base`` (it is built in
    there), ``obsolete`` (gone from current Debian and Ubuntu: ``names`` are its successor's), ``third_party`` (from a
    vendor's repository), ``same`` (no table entry, but the name is used there as well: seen, no more), or ``unknown``.
    ``names`` is empty where there is nothing to install or nothing known. ``confidence``: ``high`` is good for a
    patch, ``medium`` wants a word of warning, ``low`` is none. ``seen`` is in how many of about 95,000 public
    Dockerfiles of about 2020 the original name is installed: how common it is.
    """

    name: str
    names: tuple[str, ...]
    status: str
    confidence: str
    note: str | None
    successor: tuple[str, ...]
    evidence: str
    seen: int

    @property
    def is_known(self) -> bool:
        """Whether there is an answer: names to install, or that none are needed."""
        return bool(self.names) or self.status in ("none_needed", "in_base")


def translate(name: str, from_family: str, to_family: str) -> Translation:
    """The name of a package of one family (``apt``, ``apk``, ``dnf``) for another; to ``wolfi`` from any of them.

    Raises ValueError for an unknown family. Between apk and dnf the way goes over apt's name.
    """
    if from_family not in FAMILIES or to_family not in (*FAMILIES, "wolfi"):
        raise ValueError(f"no package names are known from {from_family} to {to_family}")
    if to_family == "wolfi":
        return _to_wolfi(name, from_family)
    if from_family == to_family:
        return _translation(name, (name,), "mapped", "high", "the same family", seen(name, from_family))
    if from_family == "apt":
        return _from_apt(name, to_family)
    return _over_apt(name, from_family, to_family)


def obsolete(name: str) -> Translation | None:
    """What became of an apt package that current Debian and Ubuntu no longer have; None when it is not known gone."""
    raw = load("packages").get(name)
    if raw is None or raw["status"] != "obsolete":
        return None
    successor = tuple(raw.get("successor", ()))
    return Translation(
        name, successor, "obsolete", raw["confidence"], raw.get("note"), successor, raw["evidence"], raw["seen"]
    )


def seen(name: str, family: str) -> int:
    """In how many of about 95,000 public Dockerfiles (about 2020) a name is installed with a manager of this family.

    Evidence that the name exists there; 0 is no proof that it does not.
    """
    if family not in FAMILIES:
        return 0
    count: int = load(f"names_{family}").get(name, 0)
    return count


def _from_apt(name: str, to_family: str) -> Translation:
    raw: dict[str, Any] | None = load("packages").get(name)
    if raw is None:
        return _unlisted(name, "apt", to_family)
    status = raw["status"]
    names = raw.get(to_family)
    if names is None and status in ("mapped", "obsolete"):
        status = "unknown"
    elif status in ("none_needed", "in_base") and names:
        status = "mapped"  # The status speaks of the other family.
    elif status == "mapped" and not names:
        status = "none_needed"
    return Translation(
        name,
        tuple(names or ()),
        status,
        raw["confidence"],
        raw.get("note"),
        tuple(raw.get("successor", ())),
        raw["evidence"],
        raw["seen"],
    )


def _over_apt(name: str, from_family: str, to_family: str) -> Translation:
    apt = _reverse(from_family).get(name)
    if apt is None:
        return _unlisted(name, from_family, to_family)
    raw = load("packages")[apt]
    count = seen(name, from_family)
    if to_family == "apt":
        return _translation(name, (apt,), "mapped", raw["confidence"], raw["evidence"], count)
    names = raw.get(to_family)
    status = "mapped" if names else ("none_needed" if names == [] else "unknown")
    return _translation(name, tuple(names or ()), status, raw["confidence"], raw["evidence"], count)


@cache
def _reverse(family: str) -> dict[str, str]:
    """From a name of apk or dnf to the apt name that is translated to it alone; the commonest where there are more."""
    found: dict[str, tuple[int, str]] = {}
    for apt, raw in load("packages").items():
        names = raw.get(family)
        if raw["status"] == "mapped" and names and len(names) == 1:
            rank = (raw["seen"] if raw["confidence"] == "high" else -1, apt)
            found[names[0]] = max(found.get(names[0], rank), rank)
    return {name: apt for name, (_, apt) in found.items()}


def _to_wolfi(name: str, from_family: str) -> Translation:
    names = load("packages_wolfi").get(from_family, {}).get(name)
    if names and not _lacks_headers(name, names):
        source = "chainguard-dev/dfc pkg/dfc/builtin-mappings.yaml"
        return _translation(name, tuple(names), "mapped", "high", source, seen(name, from_family))
    return _as_on_alpine(name, from_family)


def _as_on_alpine(name: str, from_family: str) -> Translation:
    """Wolfi's name where no list has it: it calls most things as Alpine does."""
    if from_family == "apk":
        return _translation(name, (), "unknown", "low", "none", seen(name, from_family))
    if name in _LIBC:
        return _translation(name, ("glibc-dev",), "mapped", "high", "general knowledge", seen(name, from_family))
    found = translate(name, from_family, "apk")
    if not found.is_known or found.confidence == "low":
        return _translation(name, (), "unknown", "low", "none", found.seen)
    names = tuple(_JDK.sub(r"openjdk-\g<version>\g<jre>", one) for one in found.names if one != "musl-dev")
    if any(_OTHERWISE.fullmatch(one) for one in names) or (found.names and not names):
        return _translation(name, (), "unknown", "low", "none", found.seen)
    evidence = "general knowledge" if _OF_WOLFI.issuperset(names) else ALPINES_NAME
    return found._replace(names=names, confidence="medium", note=None, evidence=evidence)


# Names that Wolfi has as Alpine has them; general knowledge. Where to look: https://github.com/wolfi-dev/os.
_OF_WOLFI = frozenset(
    {"autoconf", "automake", "bash", "bind-tools", "bison", "bzip2", "ca-certificates", "cmake", "coreutils", "curl"}
    | {"dumb-init", "file", "findutils", "flex", "gawk", "gcc", "gettext", "git", "git-lfs", "gmp-dev", "gnupg", "grep"}
    | {
        "gzip",
        "iproute2",
        "iputils",
        "jq",
        "less",
        "libffi-dev",
        "libtool",
        "libxml2-dev",
        "libxslt-dev",
        "lsof",
        "make",
    }
    | {"nano", "ncurses-dev", "net-tools", "nginx", "openssl", "openssl-dev", "patch", "perl", "pkgconf", "procps"}
    | {"readline-dev", "rsync", "sed", "shadow", "socat", "sqlite", "sqlite-dev", "strace", "su-exec", "tar", "tini"}
    | {"tzdata", "unzip", "vim", "wget", "xz", "yaml-dev", "zip", "zlib-dev"}
)
# The headers of the C library, which Alpine has of musl; a compiler of Wolfi's brings those of glibc.
_LIBC = frozenset({"libc-dev", "libc6-dev", "glibc-devel", "musl-dev"})
# Source: wolfi-dev/os, docs/java.md: openjdk-N is the JDK, openjdk-N-jre what runs.
_JDK = re.compile(r"openjdk(?P<version>\d+)(?:-jdk)?(?P<jre>-jre)?(?:-headless|-base)?")
# What Wolfi versions in its names in another way.
_OTHERWISE = re.compile(r"php\d+(?:-.+)?|postgresql\d+(?:-.+)?|musl(?:-.+)?")


def _lacks_headers(name: str, names: list[str]) -> bool:
    """Whether a package of headers was given a name that only runs; compilers and JDKs have theirs inside."""
    return (
        name.endswith(("-dev", "-devel"))
        and not name.startswith(("java-", "gcc-toolset-"))
        and not any(one.endswith("-dev") for one in names)
    )


def _unlisted(name: str, from_family: str, to_family: str) -> Translation:
    there = seen(name, to_family)
    if there:
        evidence = f"seen in {there} public Dockerfiles with {to_family}"
        return _translation(name, (name,), "same", "low", evidence, seen(name, from_family))
    return _translation(name, (), "unknown", "low", "none", seen(name, from_family))


def _translation(
    name: str, names: tuple[str, ...], status: str, confidence: str, evidence: str, count: int
) -> Translation:
    return Translation(name, names, status, confidence, None, (), evidence, count)
