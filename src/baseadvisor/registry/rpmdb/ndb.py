"""rpm's own "ndb" database, ``Packages.db`` (SUSE).

Source: the format as rpm's lib/backend/ndb/rpmpkg.c defines it, all numbers little-endian: a header of 32 bytes (magic
``RpmP``, version, generation, pages of slots), slots of 16 bytes (magic ``Slot``, package index, offset and length in
blocks of 16 bytes) up to the end of the slot pages (4096 bytes each), blobs (magic ``BlbS``, package index,
generation, length, then a header blob).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from baseadvisor.registry.rpmdb.header import BadDatabase

_PAGE, _SLOT, _BLOCK = 4096, 16, 16


def read_ndb(file: bytes) -> Iterator[bytes]:
    """The header blobs. Raises BadDatabase."""
    if len(file) < 32 or file[:4] != b"RpmP":
        raise BadDatabase("its rpm database is not in the ndb format")
    version, _, pages = struct.unpack_from("<III", file, 4)
    if version != 0:
        raise BadDatabase("its rpm database is of an unknown version of the ndb format")
    end = pages * _PAGE
    if end > len(file):
        raise BadDatabase("its rpm database is cut short")
    for position in range(32, end, _SLOT):
        magic, index, block, blocks = struct.unpack_from("<4sIII", file, position)
        if magic != b"Slot":
            raise BadDatabase("its rpm database is damaged")
        if index:
            yield _blob(file, index, block * _BLOCK, blocks * _BLOCK)


def _blob(file: bytes, index: int, start: int, size: int) -> bytes:
    if size < 28 or start + size > len(file):
        raise BadDatabase("its rpm database is cut short")
    magic, number, _, length = struct.unpack_from("<4sIII", file, start)
    if magic != b"BlbS" or number != index or length > size - 28:
        raise BadDatabase("its rpm database is damaged")
    return file[start + 16 : start + 16 + length]
