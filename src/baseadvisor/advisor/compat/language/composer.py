"""Composer 2: what is for 1 alone. Source: Composer's guide "UPGRADE-2.0"."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.language.jumps import place_of_use
from baseadvisor.advisor.listing import line_of
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move

_PLUGIN_OF_1 = re.compile(r"\bhirak/prestissimo\b")


def reasons(move: Move) -> Iterator[Reason]:
    """What the move of Composer's own image from 1 to 2 touches."""
    if not move.name_before == move.name_after == "composer":
        return
    old = line_of(move.name_before, move.before.tag, move.before)
    new = line_of(move.name_after, move.after.tag, move.after)
    if not () < old[:1] < (2,) <= new[:1]:
        return
    place = place_of_use(move, frozenset({"composer"}), frozenset({"composer", "php"}))
    yield Reason(
        "version",
        "check",
        "high",
        f"Composer {old[0]} -> {new[0]}",
        "plugins have to be for Composer 2, and what is installed for the newer PHP that the image brings",
        move.line(place) if place is not None else None,
    )
    for text, start in move.needs.words():
        match = _PLUGIN_OF_1.search(text)
        if match is not None:
            why = "that plugin is for Composer 1 alone, and Composer 2 has no need of it: leave it out"
            yield Reason("version", "breaks", "high", match[0], why, move.line(start + match.start()))
            return
