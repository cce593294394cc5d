"""Sources as numbered notes, and the headings and words that every format shares."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baseadvisor.explanation.model import Explanation, Figure, Source, Statement, Verdict

VERDICTS: "dict[Verdict, str]" = {
    "yes": "It can run there.",
    "depends": "It may run there; that depends on what is marked below.",
    "no": "It cannot run there.",
    "unknown": "Whether it can run there is not known in full.",
}
MARKS: "dict[Verdict, str]" = {"yes": "yes", "depends": "depends", "no": "no", "unknown": "not known"}
IMAGE = "From the image"
HOST = "From the host"
CHECKS = "Can it run there?"
QUESTIONS = "Questions and answers"
LEFT = "Left behind"
SOURCES = "Sources"


class Notes:
    """Numbers the sources of an explanation in reading order, from 1 on."""

    def __init__(self, explanation: "Explanation") -> None:
        self._numbers = {source: number for number, source in enumerate(explanation.sources, 1)}

    def numbers(self, statement: "Statement") -> list[int]:
        """The numbers of a statement's sources, without lines of the file."""
        return [self._numbers[source] for source in statement.sources if source.line is None]

    def number(self, source: "Source") -> int:
        """The number of one source."""
        return self._numbers[source]

    def all(self) -> "Iterator[tuple[int, Source]]":
        """Every source with its number."""
        return ((number, source) for source, number in self._numbers.items())


def doubt(statement: "Statement") -> str:
    """A word on how sure a statement is; empty where it is known."""
    return {"known": "", "unverified": "unverified", "unknown": "not known"}[statement.certainty]


def source_text(source: "Source") -> str:
    """A source in words, without its address: title, day, and a warning where it was not checked."""
    text = source.title
    if source.date is not None:
        text += f", {source.date}" if source.title.startswith("baseadvisor's") else f" (read {source.date})"
    return text if source.verified else f"{text} (not checked)"


def size_text(figure: "Figure") -> str:
    """A size in words: "2.0 MB compressed (2018-09-11)"."""
    size = figure.bytes
    shown = f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.{1 if size < 100_000_000 else 0}f} MB"
    near = "" if figure.exact else f" for {figure.image}"
    return f"{shown} compressed{near}, {figure.as_of}"


def heading(explanation: "Explanation") -> str:
    """What is explained, and on which host."""
    return f"{explanation.file} on {explanation.host.title}"


def base_heading(explanation: "Explanation") -> str:
    """The base in words: its userland and the FROM line."""
    base = explanation.base
    if base.line is None or not base.written:
        return base.title
    return f"{base.title} (FROM {base.written}, line {base.line})"
