"""Makes changes to a text, each of one or more edits, as many of them as go together."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from baseadvisor.fixes.edit import Edit


class Applied(NamedTuple):
    """A changed text. `changes` are the indices of the changes that are in it, `left_out` of those that are not."""

    text: str
    changes: tuple[int, ...]
    left_out: tuple[int, ...]


def apply(text: str, changes: Sequence[Sequence[Edit]]) -> Applied:
    """Make the changes to `text`: of each all edits or none.

    Of two changes that touch the same characters, or insert at the same place, the one that comes first in `changes` is
    made; an edit that two changes have in common is made once. A change that does not fit the text is left out.
    Everything no edit touches (line ends among it) stays as it is.
    """
    made: list[int] = []
    left_out: list[int] = []
    taken: list[Edit] = []
    known: set[Edit] = set()
    for index, change in enumerate(changes):
        new = sorted(set(change) - known)
        if all(0 <= edit.start <= edit.end <= len(text) and not _clashes(edit, taken) for edit in new) and not any(
            map(_meet, new, new[1:])
        ):
            for edit in new:
                insort(taken, edit)
            known.update(new)
            made.append(index)
        else:
            left_out.append(index)
    return Applied(apply_edits(text, taken), tuple(made), tuple(left_out))


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """`text` with all the edits made. Raises ValueError when two of them overlap or one lies outside the text."""
    pieces: list[str] = []
    at = 0
    for start, end, replacement in sorted(edits):
        if start < at or end < start or end > len(text):
            raise ValueError(f"the edit of {start} to {end} overlaps another or lies outside the text")
        pieces += text[at:start], replacement
        at = end
    pieces.append(text[at:])
    return "".join(pieces)


def _clashes(edit: Edit, taken: Sequence[Edit]) -> bool:
    """Whether `edit` meets one of `taken`, which are sorted and do not meet each other."""
    at = bisect_left(taken, edit)
    return (at > 0 and _meet(taken[at - 1], edit)) or (at < len(taken) and _meet(edit, taken[at]))


def _meet(first: Edit, second: Edit) -> bool:
    """Whether two edits, in order, touch the same characters, start at one place, or one inserts into the other."""
    return second.start < first.end or first.start == second.start
