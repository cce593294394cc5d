"""Makes changes to a text, each of one or more edits, as many of them as go together."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from baseadvisor.fix.edit import Edit


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
    edits: dict[Edit, None] = {}
    for index, change in enumerate(changes):
        new = [edit for edit in dict.fromkeys(change) if edit not in edits]
        if all(0 <= edit.start <= edit.end <= len(text) for edit in new) and not _clash(new, edits):
            edits.update(dict.fromkeys(new))
            made.append(index)
        else:
            left_out.append(index)
    return Applied(apply_edits(text, edits), tuple(made), tuple(left_out))


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


def _clash(new: Sequence[Edit], others: Iterable[Edit]) -> bool:
    """Whether two of `new`, or one of `new` and one of `others`, change the same place."""
    others = [*others, *new]
    return any(edit is not other and _meet(edit, other) for edit in new for other in others)


def _meet(one: Edit, other: Edit) -> bool:
    """Whether two edits touch the same characters, insert at one place, or one inserts into what the other takes."""
    if one.start == other.start:
        return True
    first, second = (one, other) if one.start < other.start else (other, one)
    return second.start < first.end
