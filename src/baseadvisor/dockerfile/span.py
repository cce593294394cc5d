"""Places in a Dockerfile, as people and editors count them."""

from typing import NamedTuple


class Position(NamedTuple):
    """A place between two characters: 1-based line, 1-based column in characters (not bytes)."""

    line: int
    column: int


class Span(NamedTuple):
    """A stretch of text. `end.line` is the last line touched; `end.column` is one past the last character on it."""

    start: Position
    end: Position
