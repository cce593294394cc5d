"""What advice is made of: images with what is known of them, candidates with their reasons, and the whole.

Sizes are compressed bytes on one platform; dates are ISO 8601; lines are 1-based. None means unknown, everywhere.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from baseadvisor.catalog.userlands import Userland
from baseadvisor.fixes.edit import Edit
from baseadvisor.image.reference import Reference

Kind = Literal["refresh", "slim", "port", "split"]
"""What a candidate changes: a newer release of the same userland; fewer files of the same distribution; another
userland; or a build stage of its own, with something smaller to run in."""

Severity = Literal["breaks", "check", "note"]
Certainty = Literal["high", "medium", "low"]
State = Literal["supported", "extended", "ended", "unknown"]
Effort = Literal["drop-in", "small", "moderate", "large"]

CLOSE_IN_TIME = 180
"""Days that two sizes may lie apart and still be subtracted without a word about it."""


class SupportLine(NamedTuple):
    """The support of one thing an image stands on, as of the day asked for.

    `state` is "supported"; "extended": the makers' own support is over, paid or volunteers' support
    (`extended_means`) goes on until `extended_until`; "ended"; or "unknown". `until` is the last day of the makers' own
    support, None where there is no such day (rolling) or it is not known.
    """

    product: str
    name: str
    role: str
    state: State
    until: str | None
    extended_until: str | None
    extended_means: str | None
    source: str
    as_of: str


class Figure(NamedTuple):
    """A compressed size in bytes on `platform`, seen on the day `as_of`.

    `match` is "exact", "alias" (another tag of the same build), "tag" (the tag's, where a digest may name another
    build), "nearest" (only a similar tag, `image`:`tag`, was looked at) or "live" (asked of the registry now).
    """

    bytes: int
    platform: str
    image: str
    tag: str
    match: str
    as_of: str
    source: str


class Image(NamedTuple):
    """An image and what is known of it.

    `reference` is the text for a FROM line. `userland` is None where it is not known. `platforms` is empty where they
    are not known. `deprecated` says why nobody should build on it any more. `released`: whether all it stands on was
    out on the day asked for, None where not known. `moving`: the tag names no version, so what it is changes by itself.
    `unserved`: the version that the tag names (`oven/bun 1.2`), where nobody knows until when its makers serve that.
    """

    reference: str
    parsed: Reference | None
    tag: str
    userland: Userland | None
    support: tuple[SupportLine, ...]
    size: Figure | None
    platforms: tuple[str, ...] = ()
    deprecated: str | None = None
    deprecated_since: str | None = None
    released: bool | None = None
    moving: bool = False
    digest: str | None = None
    notes: tuple[str, ...] = ()
    unserved: str | None = None

    @property
    def state(self) -> State:
        """The worst state of what it stands on; "unknown" when nothing is known, or not of what its tag names."""
        states = [line.state for line in self.support]
        for state in ("ended", "extended", "unknown"):
            if state in states:
                return state
        return "supported" if states and self.unserved is None else "unknown"

    @property
    def until(self) -> str | None:
        """The first day on which support of a part of it ends; None without such a day."""
        return min((line.until for line in self.support if line.until is not None), default=None)

    @property
    def without_end(self) -> str | None:
        """What of it has no end yet (Go: that comes with the release after the next), so that it may end sooner."""
        return next(
            (
                line.name
                for line in self.support
                if line.role == "runtime" and line.state == "supported" and line.until is None
            ),
            None,
        )

    @property
    def distribution(self) -> str | None:
        """The distribution's id (`debian`)."""
        return self.userland.distribution if self.userland is not None else None

    @property
    def release(self) -> str | None:
        """The distribution's release (`12`)."""
        return self.userland.release if self.userland is not None else None


class Reason(NamedTuple):
    """Something in the Dockerfile that a move touches.

    `severity`: "breaks" (it fails, at build or at start), "check" (it may), "note" (good to know). `line` is the line
    it stands on, None for what is not in the file. `patched` says that the candidate's edits take care of it.
    `renamed_in`: another name is all it takes, in the installation on that line. `lost`: a package that nothing
    took the place of.
    """

    topic: str
    severity: Severity
    certainty: Certainty
    what: str
    why: str
    line: int | None = None
    patched: bool = False
    renamed_in: int | None = None
    lost: bool = False

    @property
    def is_unseen(self) -> bool:
        """Whether it says that something is not looked into."""
        return self.topic in ("scripts", "untried")


class Term(NamedTuple):
    """One summand of a candidate's score."""

    name: str
    points: float
    why: str


class Saving(NamedTuple):
    """What a candidate saves in compressed bytes (negative: it is bigger).

    `days_apart` is how far the two figures lie apart in time; `close` says whether they may be compared without a
    word. `exact` is False when one of them is another tag's.
    """

    bytes: int
    share: float
    days_apart: int
    exact: bool

    @property
    def close(self) -> bool:
        """Whether the two figures are close enough in time."""
        return self.days_apart <= CLOSE_IN_TIME


class Confidence(NamedTuple):
    """How sure it is that a candidate serves as it is said, and what it is that takes from it ("" where nothing does).

    "high": all that the file does is known on both sides, and hardly anything of it becomes another; "medium":
    something of it has to be tried; "low": much is not known, or the way is long.
    """

    level: Certainty
    why: str = ""


class LeftOut(NamedTuple):
    """A candidate that was weighed and is not advised, and why."""

    reference: str
    why: str


class Candidate(NamedTuple):
    """An image that would serve, what it changes, and what of the Dockerfile it touches.

    `changes` are the moves it makes, in words ("Python 3.6 -> 3.13"); `major` says that a major version is among them.
    `other_names` are further tags of the same build. `edits` put it into the Dockerfile; `unpatched` says why they do
    not suffice, None when they do. `outline` are lines that show a split. `includes` names what the image brings that
    the file installs by itself today; then sizes cannot be compared. `confidence` is how sure all this is.
    """

    kind: Kind
    image: Image
    changes: tuple[str, ...] = ()
    major: bool = False
    other_names: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    saving: Saving | None = None
    effort: Effort = "drop-in"
    score: float = 0.0
    terms: tuple[Term, ...] = ()
    edits: tuple[Edit, ...] = ()
    unpatched: str | None = "no edits were made"
    outline: tuple[str, ...] = ()
    includes: str | None = None
    source: str | None = None
    confidence: Confidence = Confidence("low")

    @property
    def breaks(self) -> tuple[Reason, ...]:
        """The reasons that make the build or the start fail, and no edit takes care of."""
        return tuple(reason for reason in self.reasons if reason.severity == "breaks" and not reason.patched)


class StageAdvice(NamedTuple):
    """Advice on the image that one stage stands on; `line` is its FROM's. `unknown` says why there is none.

    `own` is the score of staying, to compare the candidates' with. `now` is what fails on the image as it is, since its
    release no longer has what the file uses; candidates do not repeat it. `partners` are the orders of stages on the
    same image that it copies from, or that copy from it. `below`: the final stage that stands on it, where it is not
    that itself. `left_out`: what was weighed as well, and is not advised.
    """

    order: int
    name: str | None
    line: int
    final: bool
    image: Image
    written: str
    candidates: tuple[Candidate, ...]
    verdict: str
    unknown: str | None = None
    own: float = 0.0
    now: tuple[Reason, ...] = ()
    partners: tuple[int, ...] = ()
    below: str | None = None
    left_out: tuple[LeftOut, ...] = ()

    @property
    def fails_now(self) -> bool:
        """Whether something fails on the image as it is, and is not only to be tried."""
        return any(reason.severity == "breaks" for reason in self.now)

    @property
    def best(self) -> Candidate | None:
        """The candidate of the highest rank, where it is worth more than staying; None where the image can stay."""
        return next((one for one in self.candidates[:1] if one.score > self.own), None)

    @property
    def better(self) -> tuple[Candidate, ...]:
        """The candidates that are worth more than staying, the best first."""
        return tuple(one for one in self.candidates if one.score > self.own)


class Advice(NamedTuple):
    """Advice on one Dockerfile, the final stage first. `catalog_date` is the day of the shipped knowledge."""

    file: str
    as_of: str
    catalog_date: str
    catalog_age: int
    platform: str
    live: bool
    stages: tuple[StageAdvice, ...]
    notes: tuple[str, ...] = ()
    text: str = ""
    problems: tuple[str, ...] = ()

    def stage(self, order: int) -> StageAdvice:
        """The advice on the stage of that place in the file."""
        return next(one for one in self.stages if one.order == order)

    @property
    def saving(self) -> int | None:
        """Bytes that the best candidate of the final stage saves; None where that is not known."""
        for stage in self.stages:
            if stage.final:
                best = stage.best
                return best.saving.bytes if best is not None and best.saving is not None else None
        return None

    @property
    def unsupported(self) -> "Sequence[StageAdvice]":
        """The stages whose image gets no fixes any more."""
        return [stage for stage in self.stages if stage.image.state == "ended" or stage.image.deprecated]
