"""How sure a candidate is: what of a file is known on both sides, and how long the way between them is."""

from collections.abc import Iterator, Sequence

from baseadvisor.advisor.compat import untried
from baseadvisor.advisor.distance import changes_release, releases_between, versions_between
from baseadvisor.advisor.model import Certainty, Confidence, Effort, Reason
from baseadvisor.advisor.move import Move

_LEVELS: tuple[Certainty, ...] = ("low", "medium", "high")
"""The least sure first."""
_UNSEEN = frozenset({untried.TOPIC, "scripts"})
"""Topics of reasons that say something is not looked into."""
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
    unseen = [reason for reason in found if reason.topic in _UNSEEN]
    far = releases_between(move) > 0 or move.before.distribution != move.after.distribution
    if unseen:
        yield "low" if far else "medium", f"not all that it runs is looked into (line {unseen[0].line})"
    if effort == "large":
        yield "low", "it is much work"
    if releases_between(move) >= _MANY:
        yield "low", "releases are passed over, which changed more than is looked at here"
    if versions_between(move, as_of) >= _PASSED_OVER:
        yield "low", "versions are passed over, which changed more than is looked at here"
    unsure = next(
        (one for one in found if one.severity != "note" and one.certainty != "high" and not one.patched), None
    )
    if unsure is not None:
        where = f" (line {unsure.line})" if unsure.line is not None else ""
        yield "medium", f"something is to be checked{where}"
    if major:
        yield "medium", "a major version changes"
    if move.kind == "split":
        yield "medium", "what has to be copied is not worked out"
    if move.kind == "port" or changes_release(move):
        yield from _another_release(move)


def _is_unsure(reason: Reason) -> bool:
    return reason.severity != "note" and reason.certainty != "high" and not reason.patched


def _another_release(move: Move) -> Iterator[tuple[Certainty, str]]:
    """Doubt where what is installed becomes other versions."""
    if move.needs.installed() or move.needs.builds() or move.changes_libc:
        yield "medium", "what is installed and built becomes another version"


def guesses(found: Sequence[Reason]) -> list[Reason]:
    """The reasons that say of packages that nobody knows what they are called there, or whether they are there."""
    return [one for one in found if one.topic == "packages" and one.severity != "note" and one.certainty == "low"]
