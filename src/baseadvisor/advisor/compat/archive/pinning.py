"""A base image that is pinned by digest, and is replaced by a name."""

from collections.abc import Iterator

from baseadvisor.advisor.facts import is_frozen
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move


def reasons(move: Move) -> Iterator[Reason]:
    """That the pin has to be taken anew: a digest belongs to one build of one image."""
    stage = move.needs.stages[0].stage
    before = move.before.parsed
    if move.run_only or stage is None or before is None or before.digest is None or move.after.reference == "scratch":
        return
    line = move.line(stage.from_instruction.start)
    what = "the pin by digest"
    if is_frozen(move.before):
        why = "which version it holds is not known: look there first, it may be an old one; --pin writes the new pin"
        yield Reason("digest", "check", "medium", what, why, line)
    else:
        why = "it is that of the old image: --pin writes the new one's"
        yield Reason("digest", "note", "high", what, why, line)
