"""One change to a text."""

from typing import NamedTuple


class Edit(NamedTuple):
    """Replace the characters from `start` to `end` (offsets, end exclusive) by `replacement`; equal offsets insert."""

    start: int
    end: int
    replacement: str
