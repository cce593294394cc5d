"""The lines of source that a finding is about, with its exact span marked."""

from collections.abc import Sequence
from itertools import repeat
from typing import NamedTuple

from baseadvisor.dockerfile.span import Span
from baseadvisor.report.escape import visible

TAB_WIDTH = 4
_MOST_LINES = 6
"""A span of more lines is shown by its beginning and its end."""


class Row(NamedTuple):
    """One row: `line` is the 1-based number of a source line, None on a row of marks, 0 where lines are left out."""

    line: int | None
    text: str


def excerpt(lines: Sequence[str], span: Span, width: int) -> list[Row]:
    """The rows that show `span`: source lines, and marks under them. Source is cut to `width` columns around the mark.

    `lines` are the file's lines; a carriage return at their end is not shown. A span outside the text gives no rows.
    """
    (first, start), (last, end) = span
    if not 1 <= first <= len(lines):
        return []
    last = min(last, len(lines))
    if last > first and end <= 1:
        last, end = last - 1, len(lines[last - 2]) + 1
    if last <= first:
        return _single(lines[first - 1], first, start, end, width)
    return _several(lines, first, start, last, end, width)


def _single(source: str, line: int, start: int, end: int, width: int) -> list[Row]:
    cells, edges = _laid_out(source)
    left = edges[min(max(start - 1, 0), len(edges) - 1)]
    right = max(edges[min(max(end - 1, 0), len(edges) - 1)], left + 1)
    shown, shift, cut = _window(cells, edges[-1], left, right, width)
    left, right = left - shift, min(right - shift, cut)
    return [Row(line, shown), Row(None, " " * left + "^" * max(1, right - left))]


def _several(lines: Sequence[str], first: int, start: int, last: int, end: int, width: int) -> list[Row]:
    """A bar at the left joins the first character of the span with its last."""
    opening = lines[first - 1]
    at_margin = not opening[: start - 1].strip()
    rows = []
    text, left = _fitted(opening, start, width - 2)
    if at_margin:
        rows.append(Row(first, "/ " + text))
    else:
        rows.append(Row(first, "  " + text))
        rows.append(Row(None, " " + "_" * (left + 1) + "^"))
    between = range(first + 1, last)
    left_out = len(between) > _MOST_LINES - 2
    for number in (first + 1, first + 2) if left_out else between:
        rows.append(Row(number, "| " + _fitted(lines[number - 1], 1, width - 2)[0]))
    if left_out:
        rows.append(Row(0, "|"))
    text, left = _fitted(lines[last - 1], max(1, end - 1), width - 2)
    rows.append(Row(last, "| " + text))
    rows.append(Row(None, "|" + "_" * (left + 1) + "^"))
    return rows


def _fitted(source: str, column: int, width: int) -> tuple[str, int]:
    """The source line cut to `width` around the 1-based `column`, and where in it that column's cells begin."""
    cells, edges = _laid_out(source)
    at = min(max(column - 1, 0), len(edges) - 1)
    left, right = edges[at], edges[min(at + 1, len(edges) - 1)]
    shown, shift, _ = _window(cells, edges[-1], left, max(right, left + 1), width)
    return shown, left - shift


def _laid_out(source: str) -> tuple[list[tuple[str, int]], list[int]]:
    """Each character as (text, columns it takes), and the column at which each begins; one more for the end."""
    source = source.removesuffix("\r")
    if source.isascii() and source.isprintable():
        return list(zip(source, repeat(1))), list(range(len(source) + 1))
    cells: list[tuple[str, int]] = []
    edges = [0]
    for character in source:
        if character == "\t":
            size = TAB_WIDTH - edges[-1] % TAB_WIDTH
            cell = (" " * size, size)
        else:
            cell = _cell(character)
        cells.append(cell)
        edges.append(edges[-1] + cell[1])
    return cells, edges


def _cell(character: str) -> tuple[str, int]:
    """How a character is shown, and in how many columns of a terminal (Unicode Standard Annex #11)."""
    shown = visible(character)
    if len(shown) > 1 or character.isascii():
        return shown, len(shown)
    from unicodedata import category, east_asian_width

    if category(character) in ("Mn", "Me"):
        return shown, 0
    return shown, 2 if east_asian_width(character) in "WF" else 1


def _window(cells: Sequence[tuple[str, int]], total: int, left: int, right: int, width: int) -> tuple[str, int, int]:
    """The cells (`total` columns) from about `left` to `right` in at most `width`, "..." where something is left out.

    Returns the text, the column of the line at which its column 0 would be, and the column (of the text) where it ends.
    """
    width = max(width, 20)
    if total <= width:
        return "".join(text for text, _ in cells), 0, max(total, right)
    room = width - 6
    from_column = max(0, min(left - max(0, room - (right - left)) // 2, total - room))
    shown, begin, at, used = [], None, 0, 0
    for text, size in cells:
        if at >= from_column:
            if used + size > room:
                break
            if begin is None:
                begin = at
            shown.append(text)
            used += size
        at += size
    begin = begin or 0
    before = "..." if begin > 0 else ""
    after = "..." if begin + used < total else ""
    return before + "".join(shown) + after, begin - len(before), len(before) + used
