"""A base image that is pinned by digest, and is replaced by a name."""

from collections.abc import Iterator

from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move


def reasons(move: Move) -> Iterator[Reason]:
    """That the pin has to be taken anew: a digest belongs to one build of one image."""
    stage = move.needs.stages[0].stage
    before = move.before.parsed
    if move.run_only or stage is None or before is None or before.digest is None or move.after.reference == "scratch":
        return
    yield Reason(
        "digest",
        "note",
        "high",
        "the pin by digest",
        "it is that of the old image: --pin writes the new one's",
        move.line(stage.from_instruction.start),
    )
