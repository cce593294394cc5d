"""Tables of contents of seekable layers: eStargz and zstd:chunked.

They let a few files be fetched out of a big layer with range requests. Sources: containerd/stargz-snapshotter,
docs/estargz.md (the last 51 bytes are an empty gzip member whose extra field holds the table's offset; the table is
``stargz.index.json`` in a tar in a gzip member); containers/storage, containers-storage-zstd-chunked(5) and
pkg/chunked (the layer's annotations give position and checksum of the table, JSON in a zstd frame).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from baseadvisor.registry.decompress import BadCompression, Decompressor, decompress
from baseadvisor.registry.digest import is_digest, matches
from baseadvisor.registry.tar import BadArchive, Bounds, Entry, Kind, TarReader, clean_path

ESTARGZ_DIGEST = "containerd.io/snapshot/stargz/toc.digest"
# The annotations' names were changed once; images of both times are about.
_CHUNKED_PREFIXES = ("io.github.containers.zstd-chunked.", "io.containers.zstd-chunked.")
_ESTARGZ_FOOTER = 51
_MAX_TOC = 64 * 1024 * 1024
_MAX_TOC_COMPRESSED = 16 * 1024 * 1024
_KINDS: Mapping[str, Kind] = {"reg": "file", "dir": "directory", "symlink": "symlink", "hardlink": "hardlink"}

ReadRange = Callable[[int, int], Awaitable[bytes]]
"""Gives a layer's bytes from one offset to before another."""


class BadToc(Exception):  # noqa: N818 - the reader then streams the layer instead
    """A table of contents cannot be used."""


class Piece(NamedTuple):
    """A part of a file: compressed bytes from ``start`` to before ``end``; ``skip`` decompressed bytes come before."""

    start: int
    end: int
    skip: int
    size: int


class TocEntry(NamedTuple):
    """A member of the layer and where its content is."""

    entry: Entry
    pieces: tuple[Piece, ...]
    digest: str


def _number(value: object) -> object:
    return 0 if value is None else value


class _Row(BaseModel):
    name: str
    type: str
    size: Annotated[int, BeforeValidator(_number)] = Field(0, ge=0, le=1 << 60)
    link: str = Field("", alias="linkName")
    offset: int = Field(0, ge=0, le=1 << 60)
    end: int = Field(0, ge=0, le=1 << 60, alias="endOffset")
    inner: int = Field(0, ge=0, le=1 << 60, alias="innerOffset")
    chunk_offset: int = Field(0, ge=0, le=1 << 60, alias="chunkOffset")
    chunk_size: int = Field(0, ge=0, le=1 << 60, alias="chunkSize")
    digest: str = ""


class _Toc(BaseModel):
    version: int
    entries: list[_Row]


def has_toc(annotations: Mapping[str, str]) -> Literal["estargz", "zstd:chunked"] | None:
    """Which kind of table the layer's annotations promise."""
    if is_digest(annotations.get(ESTARGZ_DIGEST, "")):
        return "estargz"
    return "zstd:chunked" if _chunked_place(annotations) is not None else None


def _chunked_place(annotations: Mapping[str, str]) -> tuple[str, str] | None:
    """Position and checksum of a zstd:chunked table."""
    for prefix in _CHUNKED_PREFIXES:
        position, checksum = (
            annotations.get(f"{prefix}manifest-position"),
            annotations.get(f"{prefix}manifest-checksum"),
        )
        if position and checksum and is_digest(checksum):
            return position, checksum
    return None


async def read_toc(annotations: Mapping[str, str], size: int, read: ReadRange, bounds: Bounds) -> list[TocEntry]:
    """The table of a layer of ``size`` bytes, verified against the digest in the annotations.

    Raises BadToc (and whatever ``read`` raises).
    """
    place = _chunked_place(annotations)
    try:
        if has_toc(annotations) == "estargz":
            document, end = await _estargz(size, read)
            expected = annotations[ESTARGZ_DIGEST]
        elif place is not None:
            packed, end = await _chunked(place[0], size, read)
            # The checksum is of the table as stored, compressed.
            if not matches(packed, place[1]):
                raise BadToc("the table does not hash to its digest")
            document, expected = decompress(packed, _MAX_TOC), ""
        else:
            raise BadToc("there is no table")
        if expected and not matches(document, expected):
            raise BadToc("the table does not hash to its digest")
        toc = _Toc.model_validate_json(document)
        if len(toc.entries) > bounds.entries:
            raise BadToc("the table has too many entries")
        return _entries(toc.entries, end, bounds)
    except (BadCompression, BadArchive, ValidationError) as error:
        raise BadToc("the table is damaged") from error


async def _estargz(size: int, read: ReadRange) -> tuple[bytes, int]:
    footer = await read(size - _ESTARGZ_FOOTER, size)
    match = re.search(rb"SG\x16\x00([0-9a-f]{16})STARGZ", footer)
    if len(footer) != _ESTARGZ_FOOTER or footer[:4] != b"\x1f\x8b\x08\x04" or match is None:
        raise BadToc("there is no footer")
    start = int(match[1], 16)
    if not 0 < start < size - _ESTARGZ_FOOTER or size - _ESTARGZ_FOOTER - start > _MAX_TOC_COMPRESSED:
        raise BadToc("the footer points nowhere")
    packed = await read(start, size - _ESTARGZ_FOOTER)
    found: list[bytes] = []
    reader = TarReader(
        Bounds(16, 4096, _MAX_TOC),
        lambda entry: entry.path == "stargz.index.json",
        lambda entry, content: found.append(content) if content is not None else None,
    )
    reader.feed(decompress(packed, _MAX_TOC))
    if not found:
        raise BadToc("the table is not where the footer says")
    return found[0], start


async def _chunked(position: str, size: int, read: ReadRange) -> tuple[bytes, int]:
    match = re.fullmatch(r"(\d{1,15}):(\d{1,10}):(\d{1,12}):1", position)
    if match is None:
        raise BadToc("the table's position is not understood")
    start, length, expanded = (int(number) for number in match.groups())
    if start + length > size or length > _MAX_TOC_COMPRESSED or expanded > _MAX_TOC:
        raise BadToc("the table's position is impossible")
    return await read(start, start + length), start


def _entries(rows: list[_Row], end: int, bounds: Bounds) -> list[TocEntry]:
    starts = sorted({row.offset for row in rows if row.offset} | {end})
    following = dict(itertools.pairwise(starts))
    entries: list[TocEntry] = []
    for row in rows:
        stop = row.end or following.get(row.offset, end)
        if row.type == "chunk":
            if entries and entries[-1].entry.kind == "file":
                last = entries[-1]
                piece = Piece(row.offset, stop, row.inner, row.chunk_size or last.entry.size - row.chunk_offset)
                entries[-1] = last._replace(pieces=(*last.pieces, piece))
            continue
        kind = _KINDS.get(row.type, "other")
        if kind == "file" and row.name in (".prefetch.landmark", ".no.prefetch.landmark", "stargz.index.json"):
            continue
        link = clean_path(row.link, bounds.path) if kind == "hardlink" else row.link
        pieces: tuple[Piece, ...] = ()
        if kind == "file" and row.size:
            pieces = (Piece(row.offset, stop, row.inner, row.chunk_size or row.size),)
        entry = Entry(clean_path(row.name, bounds.path), kind, row.size if kind == "file" else 0, link)
        entries.append(TocEntry(entry, pieces, row.digest))
    return entries


async def read_file(found: TocEntry, read: ReadRange, limit: int) -> bytes:
    """A file's content, verified against its digest in the table. Raises BadToc."""
    content = bytearray()
    if found.entry.size > limit:
        raise BadToc("the file is too big")
    if found.pieces and not is_digest(found.digest):
        raise BadToc("the table gives no digest for a file")
    for piece in found.pieces:
        if not 0 < piece.start < piece.end or piece.end - piece.start > limit:
            raise BadToc("the table points nowhere")
        content += _expanded(await read(piece.start, piece.end), piece, limit)
    if len(content) != found.entry.size or (found.pieces and not matches(bytes(content), found.digest)):
        raise BadToc("a file is not what the table says")
    return bytes(content)


class _Enough(Exception):  # noqa: N818
    """All that is wanted has come."""


def _expanded(packed: bytes, piece: Piece, limit: int) -> bytes:
    wanted = piece.skip + piece.size
    if wanted > limit * 2:
        raise BadToc("the table points nowhere")
    output = bytearray()

    def take(data: bytes) -> None:
        output.extend(data)
        if len(output) >= wanted:
            raise _Enough

    try:
        # What follows (padding, the next header) is of no concern.
        Decompressor(take).feed(packed)
    except _Enough:
        pass
    except BadCompression:
        raise BadToc("a file's data are damaged") from None
    return bytes(output[piece.skip : wanted])
