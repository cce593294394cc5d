"""Text put together from pieces of a file, with the way back to the file.

BuildKit joins the continuation lines of an instruction before it reads them. Whoever reads the joined text still
wants to point at the file; a `SourceMap` keeps both.
"""

from bisect import bisect_right
from collections.abc import Sequence


class SourceMap:
    """`text`, and for each of its characters the character offset it has in the file."""

    __slots__ = ("_origins", "_starts", "text")

    def __init__(self, text: str, starts: Sequence[int], origins: Sequence[int]) -> None:
        """Piece *i* of `text` begins at `starts[i]` (ascending from 0) and comes from file offset `origins[i]`."""
        self.text = text
        self._starts = starts
        self._origins = origins

    @classmethod
    def plain(cls, text: str, origin: int) -> "SourceMap":
        """Text that stands in the file in one piece, from offset `origin` on."""
        return cls(text, (0,), (origin,))

    def offset(self, index: int) -> int:
        """The file offset of character `index` of the text."""
        if len(self._starts) == 1:
            return self._origins[0] + index
        piece = bisect_right(self._starts, index) - 1
        return self._origins[piece] + index - self._starts[piece]

    def end_offset(self, index: int) -> int:
        """The file offset just after character `index - 1`: where a stretch that ends before `index` ends there."""
        return self.offset(index - 1) + 1 if index > 0 else self.offset(0)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters from `start` to `end` (exclusive, and after `start`) stand in the file."""
        if len(self._starts) == 1:
            origin = self._origins[0]
            return origin + start, origin + end
        return self.offset(start), self.end_offset(end)

    def slice(self, start: int, end: int) -> "SourceMap":
        """The part of the text from `start` to `end` (exclusive), still pointing into the file."""
        text = self.text[start:end]
        if len(self._starts) == 1:
            return SourceMap(text, (0,), (self._origins[0] + start,))
        first = bisect_right(self._starts, start) - 1
        last = max(first, bisect_right(self._starts, max(start, end - 1)) - 1)
        starts = [max(0, at - start) for at in self._starts[first : last + 1]]
        origins = list(self._origins[first : last + 1])
        origins[0] += start - self._starts[first]
        return SourceMap(text, starts, origins)

    @classmethod
    def joined(cls, pieces: "Sequence[SourceMap]") -> "SourceMap":
        """The texts of several pieces one after the other."""
        starts: list[int] = []
        origins: list[int] = []
        length = 0
        for piece in pieces:
            if not piece.text:
                continue
            starts.extend(length + at for at in piece._starts)
            origins.extend(piece._origins)
            length += len(piece.text)
        return cls("".join(piece.text for piece in pieces), starts or (0,), origins or pieces[0]._origins)
