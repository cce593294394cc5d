"""How sure a candidate is: what of a file is known on both sides, and how long the way between them is."""

from collections.abc import Iterator, Sequence

from baseadvisor.advisor.compat.system import untried
from baseadvisor.advisor.distance import changes_release, releases_between, versions_between
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Certainty, Confidence, Effort, Reason
from baseadvisor.advisor.move import Move

_LEVELS: tuple[Certainty, ...] = ("low", "medium", "high")
"""The least sure first."""
_MANY = 3
_PASSED_OVER = 2
"""Versions of a language that lie between the old and the new."""


def confidence(move: Move, found: Sequence[Reason], effort: Effort, as_of: str, *, major: bool) -> Confidence:
    """How sure it is that a candidate serves as its reasons say; the gravest doubt is named."""
    doubts = list(_doubts(move, found, effort, as_of, major=major))
    level: Certainty = next((one for one in _LEVELS if one in dict(doubts)), "high")
    return Confidence(level, next((why for one, why in doubts if one == level), ""))


def _doubts(
    move: Move, found: Sequence[Reason], effort: Effort, as_of: str, *, major: bool
) -> Iterator[tuple[Certainty, str]]:
    """What takes from it, each with the level that is left, the more telling first."""
    guessed = guesses(found)
    if guessed:
        yield "low", f"what became of packages is not known (line {guessed[0].line})"
    if move.before.userland is None:
        yield "low", f"what {move.before.reference} holds is not known"
    unseen = [reason for reason in found if reason.is_unseen]
    far = releases_between(move) > 0 or move.before.distribution != move.after.distribution
    if unseen:
        yield "low" if far else "medium", f"not all that it runs is looked into (line {unseen[0].line})"
    if effort == "large":
        yield "low", "it is much work"
    if releases_between(move) >= _MANY:
        yield "low", "releases are passed over, which changed more than is looked at here"
    if versions_between(move, as_of) >= _PASSED_OVER:
        yield "low", "versions are passed over, which changed more than is looked at here"
    unsure = next((one for one in found if _is_unsure(one)), None)
    if unsure is not None:
        where = f" (line {unsure.line})" if unsure.line is not None else ""
        yield "medium", f"something is to be checked{where}"
    if major:
        release = is_distribution(move.name_after) and move.after.distribution == "alpine"
        yield "medium", "more than one release lies between" if release else "a major version changes"
    if move.kind == "slim" and (untried.has_unknown(move) or untried.starts_script(move)):
        yield "medium", "not all that it runs is looked into, and it may need what is left out"
    if move.kind == "split":
        yield "medium", "what has to be copied is not worked out"
    if (move.kind == "port" or changes_release(move)) and _does_something(move):
        yield "medium", "what is installed, run or copied there meets another release"


def _is_unsure(reason: Reason) -> bool:
    return reason.severity != "note" and reason.certainty != "high" and not reason.patched


def _does_something(move: Move) -> bool:
    """Whether anything is installed, run or taken from another stage, or the libc changes."""
    taken = any(move.needs.analysis.transfers(stage) for stage in move.needs.stages)
    return taken or move.changes_libc or any(True for _ in move.commands())


def guesses(found: Sequence[Reason]) -> list[Reason]:
    """The reasons that say of packages that nobody knows what they are called there, or whether they are there."""
    return [one for one in found if one.topic == "packages" and one.severity != "note" and one.certainty == "low"]
