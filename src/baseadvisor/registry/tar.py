"""A tar reader that is fed: it takes the archive in pieces of any size and keeps only the files that are wanted.

Formats: POSIX ustar and pax (IEEE 1003.1, "pax Interchange Format"), and GNU's long names and base-256 numbers, which
is what image builders write. Bounds: entries, path lengths, sizes of headers and of kept files. A path that climbs
(``..``) is refused, as is a header whose checksum is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

Kind = Literal["file", "directory", "symlink", "hardlink", "other"]

_BLOCK = 512
_MAX_EXTENDED = 1024 * 1024
_KINDS: dict[bytes, Kind] = {
    b"0": "file", b"\0": "file", b"7": "file", b"1": "hardlink", b"2": "symlink", b"5": "directory", b"S": "other",
}  # fmt: skip


class BadArchive(Exception):  # noqa: N818 - wrapped into a RegistryError by whoever knows the image
    """The archive is damaged, hostile, or beyond the bounds; ``str()`` says which in a few words."""


class Entry(NamedTuple):
    """One member. ``path`` is relative, without ``./`` and trailing slash (empty for the root itself); ``link`` the
    target of a link: as written for a symlink, a path like ``path`` for a hard link; ``size`` in bytes."""

    path: str
    kind: Kind
    size: int = 0
    link: str = ""


class Bounds(NamedTuple):
    """How much an archive may hold: entries, bytes in a path, bytes in a kept file."""

    entries: int
    path: int
    file: int


class TarReader:
    """Feed it pieces; it calls ``wanted`` for every entry, and ``found`` with the content of a wanted file or None."""

    def __init__(
        self, bounds: Bounds, wanted: Callable[[Entry], bool], found: Callable[[Entry, bytes | None], None]
    ) -> None:
        self._bounds = bounds
        self._wanted = wanted
        self._found = found
        self._buffer = bytearray()
        self._take: Callable[[bytes], None] | None = None  # what to do with the data when they are whole
        self._need = 0  # bytes of data (and padding) still to come
        self._padding = 0
        self._kept: bytearray | None = None
        self._entries = 0
        self._zeros = 0
        self._pax: dict[str, str] = {}
        self._pax_global: dict[str, str] = {}
        self._long_name: str | None = None
        self._long_link: str | None = None
        self.ended = False

    def feed(self, data: bytes) -> None:
        """Read on. Raises BadArchive."""
        view = memoryview(data)
        while len(view) and not self.ended:
            if self._need:
                view = self._skip_or_keep(view)
                continue
            if not self._buffer and len(view) >= _BLOCK:
                block, view = bytes(view[:_BLOCK]), view[_BLOCK:]
            else:
                room = _BLOCK - len(self._buffer)
                self._buffer += view[:room]
                view = view[room:]
                if len(self._buffer) < _BLOCK:
                    return
                block = bytes(self._buffer)
                self._buffer.clear()
            self._header(block)

    def close(self) -> None:
        """Say that the archive ends here. Raises BadArchive when it ends inside an entry."""
        if self._need or self._buffer:
            raise BadArchive("its archive ends too soon")

    def _skip_or_keep(self, view: memoryview) -> memoryview:
        size = min(self._need, len(view))
        if self._kept is not None:
            content = min(size, max(0, self._need - self._padding))
            self._kept += view[:content]
        self._need -= size
        if not self._need:
            take, kept = self._take, self._kept
            self._take = self._kept = None
            if take is not None:
                take(bytes(kept) if kept is not None else b"")
        return view[size:]

    def _expect(self, size: int, take: Callable[[bytes], None] | None) -> None:
        """Read ``size`` bytes of data next; keep them when something takes them."""
        self._padding = -size % _BLOCK
        self._need = size + self._padding
        self._take = take
        self._kept = bytearray() if take is not None else None
        if not self._need and take is not None:
            self._take = self._kept = None
            take(b"")

    def _header(self, block: bytes) -> None:
        if not block.strip(b"\0"):
            self._zeros += 1
            self.ended = self._zeros >= 2
            return
        self._zeros = 0
        _verify(block)
        self._entries += 1
        if self._entries > self._bounds.entries:
            raise BadArchive(f"it holds more than {self._bounds.entries} entries")
        size, flag = _number(block[124:136]), block[156:157]
        if size < 0 or size > 1 << 60:
            raise BadArchive("an entry has an impossible size")
        if flag in (b"x", b"g", b"L", b"K"):
            if size > _MAX_EXTENDED:
                raise BadArchive("an extended header is too big")
            self._expect(size, lambda data: self._extended(flag, data))
            return
        self._entry(block, size, flag)

    def _extended(self, flag: bytes, data: bytes) -> None:
        if flag == b"L":
            self._long_name = _text(data)
        elif flag == b"K":
            self._long_link = _text(data)
        else:
            records = _pax_records(data)
            if flag == b"g":
                self._pax_global.update(records)
            else:
                self._pax = records

    def _entry(self, block: bytes, size: int, flag: bytes) -> None:
        pax = {**self._pax_global, **self._pax}
        name = pax.get("path") or self._long_name or _ustar_name(block)
        link = pax.get("linkpath") or self._long_link or _text(block[157:257])
        sparse = any(key.startswith("GNU.sparse.") for key in pax)
        if "size" in pax:
            size = _decimal(pax["size"])
        self._pax, self._long_name, self._long_link = {}, None, None
        kind = _KINDS.get(flag, "other")
        if kind == "file" and name.endswith("/"):
            kind = "directory"  # as old archives write it
        if sparse and kind == "file":
            kind, name = "other", pax.get("GNU.sparse.name", name)
        path = clean_path(name, self._bounds.path)
        if kind == "hardlink":
            link = clean_path(link, self._bounds.path)
        entry = Entry(path, kind, size if kind == "file" else 0, link if kind in ("symlink", "hardlink") else "")
        # Links and directories carry no data, whatever their header says (as in Go's archive/tar and libarchive).
        length = 0 if kind in ("symlink", "hardlink", "directory") else size
        if flag == b"S" and block[482]:
            raise BadArchive("it holds a sparse file in an old format")
        if kind == "file" and self._wanted(entry):
            if size > self._bounds.file:
                raise BadArchive(f"a file that is needed is bigger than {self._bounds.file} bytes")
            self._expect(length, lambda data: self._found(entry, data))
        else:
            self._found(entry, None)
            self._expect(length, None)


def clean_path(name: str, limit: int) -> str:
    """A member's path, relative and plain. Raises BadArchive for one that climbs, holds a NUL or is too long."""
    if len(name) > limit:
        raise BadArchive(f"a path is longer than {limit} characters")
    if "\0" in name:
        raise BadArchive("a path holds a NUL")
    if "." not in name and "//" not in name:
        return name.strip("/")
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise BadArchive("a path climbs out of the image (..)")
    return "/".join(parts)


def _verify(block: bytes) -> None:
    stored = _number(block[148:156])
    rest = sum(block[:148]) + sum(block[156:]) + 8 * 0x20
    if stored == rest:
        return
    signed = sum(byte - 256 if byte > 127 else byte for byte in block[:148] + block[156:]) + 8 * 0x20
    if stored != signed:
        raise BadArchive("it is no tar archive, or a damaged one")


def _number(field: bytes) -> int:
    """A numeric field: octal digits, or base 256 when the top bit is set."""
    if field[0] & 0x80:
        value = int.from_bytes(field, "big") & ~(0x80 << (8 * (len(field) - 1)))
        return value - (1 << (8 * len(field) - 1)) if field[0] & 0x40 else value
    digits = field.strip(b" \0").partition(b"\0")[0].strip()
    if not digits:
        return 0
    if digits.strip(b"01234567"):
        raise BadArchive("it is no tar archive, or a damaged one")
    return int(digits, 8)


def _decimal(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadArchive("an entry has an impossible size")
    return int(text)


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "surrogateescape")


def _ustar_name(block: bytes) -> str:
    name = _text(block[:100])
    # GNU's own format uses the prefix field for other things; its magic has a space where POSIX has a NUL.
    prefix = _text(block[345:500]) if block[257:263] == b"ustar\0" else ""
    return f"{prefix}/{name}" if prefix else name


def _pax_records(data: bytes) -> dict[str, str]:
    """``<length> <key>=<value>\\n`` records."""
    records: dict[str, str] = {}
    position = 0
    while position < len(data):
        space = data.find(b" ", position, position + 20)
        digits = data[position:space] if space > 0 else b""
        length = int(digits) if digits.isdigit() else 0
        record = data[space + 1 : position + length]
        key, equals, value = record.partition(b"=")
        if length <= len(digits) + 1 or position + length > len(data) or not equals or not value.endswith(b"\n"):
            raise BadArchive("an extended header is damaged")
        records[key.decode("utf-8", "surrogateescape")] = value[:-1].decode("utf-8", "surrogateescape")
        position += length
    return records
