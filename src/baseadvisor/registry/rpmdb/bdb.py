"""rpm's Berkeley DB hash database, ``Packages`` (before rpm 4.16).

Source: the page layouts in Berkeley DB's dbinc/db_page.h. Page 0 is the hash's metadata (magic 0x061561, page size,
last page); hash pages (types 2 and 13) hold key and value in turn through an array of 16-bit offsets; a value that
does not fit is an off-page item: first page and length of a chain of overflow pages (type 7). Either byte order.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from baseadvisor.registry.rpmdb.header import BadDatabase

_MAGIC = 0x061561
_HASH_PAGES = (2, 13)
_OVERFLOW = 7
_PAGE_HEADER = 26
_KEYDATA, _OFFPAGE = 1, 3
_MAX_BLOB = 64 * 1024 * 1024


def read_bdb(file: bytes) -> Iterator[bytes]:
    """The header blobs. Raises BadDatabase."""
    if len(file) < 512:
        raise BadDatabase("its rpm database is cut short")
    order = next((sign for sign in "<>" if struct.unpack_from(f"{sign}I", file, 12)[0] == _MAGIC), None)
    if order is None:
        raise BadDatabase("its rpm database is no Berkeley DB hash")
    size, last = struct.unpack_from(f"{order}I", file, 20)[0], struct.unpack_from(f"{order}I", file, 32)[0]
    if size not in (512, 1024, 2048, 4096, 8192, 16384, 32768, 65536) or file[24]:
        raise BadDatabase("its rpm database has an impossible page size, or is encrypted")
    if (last + 1) * size > len(file):
        raise BadDatabase("its rpm database is cut short")
    for number in range(1, last + 1):
        page = file[number * size : (number + 1) * size]
        if page[25] in _HASH_PAGES:
            yield from _values(file, page, size, order)


def _values(file: bytes, page: bytes, size: int, order: str) -> Iterator[bytes]:
    (entries,) = struct.unpack_from(f"{order}H", page, 20)
    if _PAGE_HEADER + 2 * entries > size:
        raise BadDatabase("its rpm database is damaged")
    offsets = struct.unpack_from(f"{order}{entries}H", page, _PAGE_HEADER)
    for index in range(1, entries, 2):
        start, end = offsets[index], offsets[index - 1]
        if not _PAGE_HEADER <= start < end <= size:
            raise BadDatabase("its rpm database is damaged")
        item = page[start:end]
        if item[0] == _OFFPAGE and len(item) >= 12:
            first, length = struct.unpack_from(f"{order}II", item, 4)
            yield _chain(file, first, length, size, order)
        elif item[0] == _KEYDATA and len(item) > 16:
            # A value of 4 bytes is the count of packages (key 0), no package.
            yield item[1:]


def _chain(file: bytes, first: int, length: int, size: int, order: str) -> bytes:
    if length > _MAX_BLOB:
        raise BadDatabase("its rpm database holds an impossibly big header")
    blob = bytearray()
    number, walked = first, 0
    while number and len(blob) < length:
        walked += 1
        if walked > len(file) // size:
            raise BadDatabase("its rpm database is damaged: its pages run in a ring")
        page = file[number * size : (number + 1) * size]
        if len(page) < size or page[25] != _OVERFLOW:
            raise BadDatabase("its rpm database is damaged")
        following, used = struct.unpack_from(f"{order}I", page, 16)[0], struct.unpack_from(f"{order}H", page, 22)[0]
        if not 0 < used <= size - _PAGE_HEADER:
            raise BadDatabase("its rpm database is damaged")
        blob += page[_PAGE_HEADER : _PAGE_HEADER + used]
        number = following
    if len(blob) < length:
        raise BadDatabase("its rpm database is cut short")
    return bytes(blob[:length])
