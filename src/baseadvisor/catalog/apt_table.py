"""Sorted tables of text in one file, of which a look-up unpacks one block: how `catalog.apt` keeps what it knows.

The file begins with a line of JSON, the header, which tells for each table the first key of each of its blocks and
where it begins; the blocks follow, compressed. A block's lines are a key, a tab and a value, sorted by key.
"""

from __future__ import annotations

import json
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from baseadvisor.catalog.store import CatalogError

_BLOCK = 24_000
"""Characters of a block before it is compressed: what a look-up has to unpack."""


class Table:
    """A file of tables. Raises CatalogError where it is damaged."""

    def __init__(self, path: str) -> None:
        self._path = path
        try:
            with open(path, "rb") as file:
                self._content = file.read()
            end = self._content.index(b"\n") + 1
            self.header: dict[str, Any] = json.loads(self._content[:end])
            self._index: dict[str, Any] = self.header["index"]
        except (OSError, ValueError, KeyError) as error:
            raise self._damaged(error) from error
        self._start = end
        self._block = lru_cache(maxsize=32)(self._unpack)

    def find(self, section: str, key: str) -> str | None:
        """What a table tells of a key; None where it does not have it."""
        first = self._index[section]["first"]
        at = bisect_right(first, key) - 1
        if at < 0:
            return None
        keys, values = self._block(section, at)
        place = bisect_left(keys, key)
        return values[place] if place < len(keys) and keys[place] == key else None

    def starting_with(self, section: str, prefix: str) -> Iterator[tuple[str, str]]:
        """The rows whose keys begin so, in order."""
        first = self._index[section]["first"]
        for at in range(max(0, bisect_right(first, prefix) - 1), len(first)):
            keys, values = self._block(section, at)
            for place in range(bisect_left(keys, prefix), len(keys)):
                if not keys[place].startswith(prefix):
                    return
                yield keys[place], values[place]

    def _unpack(self, section: str, at: int) -> tuple[list[str], list[str]]:
        begin, end = self._index[section]["begin"][at : at + 2]
        try:
            text = zlib.decompress(self._content[self._start + begin : self._start + end]).decode("utf-8")
        except (zlib.error, UnicodeDecodeError) as error:
            raise self._damaged(error) from error
        lines = [line.partition("\t") for line in text.split("\n")]
        return [key for key, _, _ in lines], [value for _, _, value in lines]

    def _damaged(self, error: Exception) -> CatalogError:
        return CatalogError(f"cannot read the catalog's {Path(self._path).name}: {error}; install baseadvisor again")


def write(path: Path, header: Mapping[str, Any], sections: Mapping[str, Mapping[str, str]]) -> int:
    """Write a file of tables, whose keys are sorted; its size in bytes."""
    packed: list[bytes] = []
    index: dict[str, Any] = {}
    begin = 0
    for name, rows in sections.items():
        first: list[str] = []
        begins: list[int] = []
        for key, text in _blocks(rows):
            first.append(key)
            begins.append(begin)
            packed.append(zlib.compress(text.encode("utf-8"), 9))
            begin += len(packed[-1])
        index[name] = {"first": first, "begin": [*begins, begin]}
    head = json.dumps({**header, "index": index}, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    content = head + b"\n" + b"".join(packed)
    path.write_bytes(content)
    return len(content)


def _blocks(rows: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The first key and the text of each block."""
    first, lines, size = "", list[str](), 0
    for key, value in rows.items():
        if not lines:
            first = key
        lines.append(f"{key}\t{value}")
        size += len(lines[-1]) + 1
        if size > _BLOCK:
            yield first, "\n".join(lines)
            lines, size = [], 0
    if lines:
        yield first, "\n".join(lines)
