"""Package databases that are text: dpkg's, apk's and pacman's.

Sources: deb-control(5) and dpkg-query(1) for the stanzas and their ``Status``; Alpine's wiki, "Apk spec", for the
letters of the installed database; alpm's lib/libalpm/be_local.c for ``desc``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MAX_PACKAGES = 200_000


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package. ``source`` is what it was built from where that is said; ``size`` in bytes, installed."""

    name: str
    version: str
    architecture: str = ""
    source: str = ""
    size: int | None = None


def read_dpkg(text: str, *, with_status: bool = True) -> Iterator[Package]:
    """The installed packages of a dpkg ``status`` file.

    Without ``with_status`` a stanza needs no ``Status`` field: so are the files in ``status.d`` of distroless images.
    """
    for fields in _stanzas(text):
        words = fields.get("status", "").split()
        # "want flag status": removed packages whose configuration stayed are listed too, as config-files.
        if words[2:3] != ["installed"] and (with_status or words):
            continue
        if fields.get("package") and fields.get("version"):
            kib = fields.get("installed-size", "")
            yield Package(
                name=fields["package"],
                version=fields["version"],
                architecture=fields.get("architecture", ""),
                source=fields.get("source", "").partition(" ")[0],
                size=int(kib) * 1024 if re.fullmatch(r"[0-9]{1,12}", kib) else None,
            )


def _stanzas(text: str) -> Iterator[dict[str, str]]:
    """Fields of each stanza, names lower case, first lines of values only: no field needed here has more."""
    fields: dict[str, str] = {}
    count = 0
    for line in text.split("\n"):
        if not line.strip():
            if fields:
                count += 1
                if count > _MAX_PACKAGES:
                    return
                yield fields
                fields = {}
        elif line[0] not in " \t#":
            name, colon, value = line.partition(":")
            if colon:
                fields.setdefault(name.lower(), value.strip())
    if fields:
        yield fields


def read_apk(text: str) -> Iterator[Package]:
    """The packages of apk's installed database."""
    fields: dict[str, str] = {}
    count = 0
    for line in (*text.split("\n"), ""):
        if not line:
            if fields.get("P") and fields.get("V"):
                count += 1
                if count > _MAX_PACKAGES:
                    return
                size = fields.get("I", "")
                yield Package(
                    name=fields["P"],
                    version=fields["V"],
                    architecture=fields.get("A", ""),
                    source=fields.get("o", ""),
                    size=int(size) if re.fullmatch(r"[0-9]{1,15}", size) else None,
                )
            fields = {}
        elif line[1:2] == ":" and line[0] in "PVAIo":
            # File lists follow with letters of their own (F, R, a, Z, M).
            fields.setdefault(line[0], line[2:].strip())
    return


def read_pacman(text: str) -> Package | None:
    """The package of one of pacman's ``desc`` files (``%NAME%``, a line each of value, an empty line); None if none."""
    fields: dict[str, str] = {}
    name = ""
    for line in text.split("\n"):
        if re.fullmatch(r"%[A-Z0-9]+%", line):
            name = line.strip("%")
        elif line and name:
            fields.setdefault(name, line.strip())
        else:
            name = ""
    if not fields.get("NAME") or not fields.get("VERSION"):
        return None
    size = fields.get("SIZE", "")
    return Package(
        name=fields["NAME"],
        version=fields["VERSION"],
        architecture=fields.get("ARCH", ""),
        source=fields.get("BASE", ""),
        size=int(size) if re.fullmatch(r"[0-9]{1,15}", size) else None,
    )
