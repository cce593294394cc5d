"""What is nearest comes first: a newer release of the same userland before another userland."""

from collections.abc import Sequence

from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.listing import is_whole
from baseadvisor.advisor.model import Candidate, Image, Reason, Term
from baseadvisor.advisor.ranking import score

_BEHIND = 0.2
"""More than rounding makes of it."""


def nearest_first(image: Image, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, the best first, with no other userland before a newer release of the own one.

    Nor does a slim image come before the full one of the same version, where only the slim one asks for something.

    Where the version of a language changes with it, that holds for the best one alone. An image that brings the
    language which the file installs is no such port: it is less work.
    """
    own = [one for one in candidates if one.kind in ("refresh", "slim") and one.includes is None]
    if image.parsed is None or not own:
        return list(candidates)
    whole = is_whole(base_name(image.parsed))
    limit = min([max(one.score for one in own), *(one.score for one in own if whole or not one.major)])
    found = [_behind(one, limit) if one.kind == "port" and one.includes is None else one for one in candidates]
    found = [_after_the_full(one, own) for one in found]
    return sorted(found, key=lambda one: (-one.score, one.image.reference))


def _after_the_full(candidate: Candidate, own: Sequence[Candidate]) -> Candidate:
    """A slim image behind the full one of the same version, where it takes something that the full one does not."""
    if candidate.kind != "slim":
        return candidate
    full = [one for one in own if one.kind == "refresh" and _runtimes(one.image) == _runtimes(candidate.image)]
    costs = {_told(one) for one in candidate.reasons if one.severity != "note" and one.certainty != "low"}
    taken = [one for one in full if costs - {_told(reason) for reason in one.reasons}]
    return _behind(candidate, max(one.score for one in taken)) if taken else candidate


def _told(reason: Reason) -> tuple[str, str, int | None]:
    return reason.topic, reason.what, reason.line


def _runtimes(image: Image) -> tuple[str, ...]:
    """What it is for, with its version; an image of a distribution has that alone."""
    found = tuple(line.name for line in image.support if line.role == "runtime")
    return found or tuple(line.name for line in image.support)


def _behind(candidate: Candidate, limit: float) -> Candidate:
    """A candidate with a score below the limit."""
    missing = round(limit - _BEHIND - candidate.score, 1)
    if missing >= 0:
        return candidate
    terms = (*candidate.terms, Term("near", missing, "what is nearer comes first"))
    return candidate._replace(terms=terms, score=score(terms))
