"""What an explanation is made of. Plain data; lines are 1-based, sizes are compressed bytes, days are ISO dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from baseadvisor.explanation.hosts import Host

Verdict = Literal["yes", "depends", "no", "unknown"]
Certainty = Literal["known", "unverified", "unknown"]
Effect = Literal["files", "setting", "process", "build"]
_SEVERITY: tuple[Verdict, ...] = ("yes", "unknown", "depends", "no")


class Source(NamedTuple):
    """Where a statement is known from: a page (`url`), the shipped catalog, or a `line` of the file explained.

    `date` is the day the page was read, or that the catalog's figure is of. `verified` is False for what nobody has
    checked against a source.
    """

    title: str
    url: str | None = None
    date: str | None = None
    line: int | None = None
    verified: bool = True


class Statement(NamedTuple):
    """A sentence or two, with its sources. `certainty` "unknown": it says what is not known, and has no source."""

    text: str
    sources: tuple[Source, ...] = ()
    certainty: Certainty = "known"


class Part(NamedTuple):
    """A part of a userland, or of the host: what it is called, what it is here, and what it is for."""

    name: str
    value: str
    statement: Statement


class Figure(NamedTuple):
    """A compressed size. `exact`: of this very tag; else it is of `image`, the nearest build that is known."""

    bytes: int
    platform: str
    image: str
    exact: bool
    as_of: str
    source: Source


class Base(NamedTuple):
    """The image at the bottom, with its userland taken apart; `parts` is empty where nothing is known of it."""

    reference: str
    written: str
    line: int | None
    title: str
    os: str
    statement: Statement
    parts: tuple[Part, ...]
    size: Figure | None


class Step(NamedTuple):
    """What one instruction adds: "files" (a layer), a "setting", the "process", or nothing that stays ("build")."""

    line: int
    keyword: str
    text: str
    effect: Effect
    statement: Statement


class Left(NamedTuple):
    """A stage whose files do not come along, except what is `taken` out of it (paths as written)."""

    line: int
    name: str
    base: str
    built: bool
    taken: tuple[str, ...]
    statement: Statement


class Check(NamedTuple):
    """One condition for the userland to run on the host. Only a `decisive` one counts for the verdict."""

    topic: str
    verdict: Verdict
    statement: Statement
    decisive: bool = True


class Answer(NamedTuple):
    """A question that people ask, and the answer for this file."""

    question: str
    statements: tuple[Statement, ...]


class Explanation(NamedTuple):
    """All of it. `steps` are those of the image that is built, in file order; `more_steps` counts what is left out.

    `host` is what was asked for; without one, what is said of hosts holds for any Linux host.
    """

    file: str
    platform: str
    host: Host
    summary: Statement
    host_parts: tuple[Part, ...]
    base: Base
    steps: tuple[Step, ...]
    more_steps: int
    process: Statement
    left: tuple[Left, ...]
    more_left: int
    checks: tuple[Check, ...]
    answers: tuple[Answer, ...]
    as_of: str
    catalog_date: str
    problems: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Whether this userland can run on the host: the worst of the checks that decide."""
        found = [check.verdict for check in self.checks if check.decisive]
        return max(found, key=_SEVERITY.index, default="unknown")

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source that is named, each once, in the order of the statements; not the lines of the file."""
        found: dict[Source, None] = {}
        for statement in self.statements():
            found.update((source, None) for source in statement.sources if source.line is None)
        if self.base.size is not None:
            found[self.base.size.source] = None
        return tuple(found)

    def statements(self) -> tuple[Statement, ...]:
        """Every statement, in reading order."""
        return (
            self.summary,
            *(statement for answer in self.answers for statement in answer.statements),
            *(check.statement for check in self.checks),
            *(part.statement for part in self.host_parts),
            self.base.statement,
            *(part.statement for part in self.base.parts),
            *(step.statement for step in self.steps),
            self.process,
            *(left.statement for left in self.left),
        )


def known(text: str, *sources: Source) -> Statement:
    """A statement that rests on sources; unverified where none of them was checked."""
    return Statement(text, sources, "known" if any(source.verified for source in sources) else "unverified")


def unknown(text: str) -> Statement:
    """A statement of what is not known."""
    return Statement(text, (), "unknown")
