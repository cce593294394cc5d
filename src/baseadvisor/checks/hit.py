"""What a check yields: a place, and the words that complete the rule's message."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from baseadvisor.fixes.edit import Edit


class Placed(Protocol):
    """Anything that knows where it stands: an instruction, a flag, a word, a command."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Hit(NamedTuple):
    """A place where a rule's condition holds.

    `start` and `end` are character offsets into the Dockerfile's text; `values` fill the placeholders of the rule's
    message; `edits` mend it; `confidence` ("high", "medium", "low") overrides the rule's own where this place is less
    (or more) sure.
    """

    start: int
    end: int
    values: Mapping[str, str]
    edits: Sequence[Edit] = ()
    confidence: str | None = None


def hit(at: Placed, *, edits: Sequence[Edit] = (), confidence: str | None = None, **values: str) -> Hit:
    """A hit on the whole of `at`."""
    return Hit(at.start, at.end, values, edits, confidence)
