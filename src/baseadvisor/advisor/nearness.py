"""What is nearest comes first: a newer release of the same userland before another userland."""

from collections.abc import Sequence

from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.listing import is_whole
from baseadvisor.advisor.model import Candidate, Image, Term
from baseadvisor.advisor.ranking import score

_BEHIND = 0.2
"""More than rounding makes of it."""


def nearest_first(image: Image, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, the best first, with no other userland before a newer release of the own one.

    Where the version of a language changes with it, that holds for the best one alone. An image that brings the
    language which the file installs is no such port: it is less work.
    """
    own = [one for one in candidates if one.kind in ("refresh", "slim") and one.includes is None]
    if image.parsed is None or not own:
        return list(candidates)
    whole = is_whole(base_name(image.parsed))
    limit = min([max(one.score for one in own), *(one.score for one in own if whole or not one.major)])
    found = [_behind(one, limit) if one.kind == "port" and one.includes is None else one for one in candidates]
    return sorted(found, key=lambda one: (-one.score, one.image.reference))


def _behind(candidate: Candidate, limit: float) -> Candidate:
    """A candidate with a score below the limit."""
    missing = round(limit - _BEHIND - candidate.score, 1)
    if missing >= 0:
        return candidate
    terms = (*candidate.terms, Term("near", missing, "a newer release of the same userland comes first"))
    return candidate._replace(terms=terms, score=score(terms))
