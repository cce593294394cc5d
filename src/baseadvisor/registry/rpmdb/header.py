"""rpm's header blob: the one form in which every database keeps a package.

Source: rpm's documentation (docs/manual/format_header, hregions): two big-endian counts (index entries, data bytes),
then 16 bytes an entry (tag, type, offset, count), then the data.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from baseadvisor.registry.packages import Package

_NAME, _VERSION, _RELEASE, _EPOCH, _SIZE, _ARCH, _SOURCE = 1000, 1001, 1002, 1003, 1009, 1022, 1044
_STRING, _INT32, _I18N, _STRING_ARRAY = 6, 4, 9, 8
_MAX_ENTRIES = 100_000


class BadDatabase(Exception):  # noqa: N818 - wrapped into a RegistryError by whoever knows the image
    """A package database is damaged; ``str()`` says how in a few words."""


class _Tag(NamedTuple):
    type: int
    offset: int
    items: int


def read_header(blob: bytes) -> Package:
    """The package a header describes. Raises BadDatabase."""
    try:
        count, size = struct.unpack_from(">II", blob)
        if count > _MAX_ENTRIES or 8 + count * 16 + size > len(blob):
            raise BadDatabase("an rpm header is cut short")
        tags = {}
        for number in range(count):
            tag, kind, offset, items = struct.unpack_from(">IIiI", blob, 8 + number * 16)
            tags[tag] = _Tag(kind, offset, items)
    except struct.error:
        raise BadDatabase("an rpm header is cut short") from None
    data = blob[8 + count * 16 : 8 + count * 16 + size]
    name = _string(tags.get(_NAME), data)
    version, release = _string(tags.get(_VERSION), data), _string(tags.get(_RELEASE), data)
    if not name or not version:
        raise BadDatabase("an rpm header names no package")
    epoch = _number(tags.get(_EPOCH), data)
    full = f"{version}-{release}" if release else version
    return Package(
        name=name,
        version=f"{epoch}:{full}" if epoch is not None else full,
        architecture=_string(tags.get(_ARCH), data),
        source=_string(tags.get(_SOURCE), data),
        size=_number(tags.get(_SIZE), data),
    )


def _string(tag: _Tag | None, data: bytes) -> str:
    if tag is None or tag.type not in (_STRING, _I18N, _STRING_ARRAY) or not 0 <= tag.offset < len(data):
        return ""
    end = data.find(b"\0", tag.offset)
    return data[tag.offset : end if end >= 0 else len(data)][:4096].decode("utf-8", "replace")


def _number(tag: _Tag | None, data: bytes) -> int | None:
    if tag is None or tag.type != _INT32 or not 0 <= tag.offset <= len(data) - 4:
        return None
    return int.from_bytes(data[tag.offset : tag.offset + 4], "big")
