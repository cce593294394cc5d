"""From character offsets to lines and columns, for the edits of fixes."""

from bisect import bisect_right

from baseadvisor.dockerfile.span import Position


class LineStarts:
    """Where the lines of a text begin; the text is looked through when first asked."""

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] | None = None

    def position(self, offset: int) -> Position:
        """The 1-based line and column of the character at `offset` (0-based; the text's length is its end)."""
        if self._starts is None:
            self._starts = [0]
            for line in self._text.split("\n")[:-1]:
                self._starts.append(self._starts[-1] + len(line) + 1)
        number = bisect_right(self._starts, offset)
        return Position(number, offset - self._starts[number - 1] + 1)
