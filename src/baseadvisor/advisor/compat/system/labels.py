"""Labels that name the release which is left: they would tell of an image what it no longer is."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.image.codenames import codename_of

_OF_THE_BASE = re.compile(r"\b(?:os|base|distro|distribution|parent|from)\b", re.IGNORECASE)


def reasons(move: Move) -> Iterator[Reason]:
    """The first label whose value is the old release, its name, or the old image."""
    distribution, release = move.before.distribution, move.before.release
    if move.run_only or not move.changes_release or distribution is None or release is None:
        return
    names = {f"{distribution}{between}{release}" for between in (" ", ":", "-", "_", "")}
    names |= {move.before.reference, codename_of(distribution, release) or distribution + release}
    for instruction in move.needs.instructions:
        for pair in instruction.pairs if instruction.keyword == "LABEL" else ():
            value = (pair.value or "").strip("\"'").lower()
            of_base = distribution in pair.key.lower() or _OF_THE_BASE.search(pair.key) is not None
            if value in names or (value == release and of_base):
                why = f"it names what is left: {move.place} is another release"
                yield Reason("labels", "note", "high", f"LABEL {pair.key}", why, move.line(pair.start))
                return
