"""Swift: the slim images, which only run what was built.

Source: docker-library/docs, swift/variant-slim.md: the runtime libraries alone, without the compiler and its package
manager.
"""

from collections.abc import Iterator

from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move

_BUILDS = frozenset({"swift", "swiftc", "swift-build", "swiftly"})


def reasons(move: Move) -> Iterator[Reason]:
    """The first command that compiles, where the image keeps the runtime alone."""
    if move.name_after != "swift" or "slim" not in move.after.tag.split("-") or "slim" in move.before.tag.split("-"):
        return
    for command in move.commands():
        if command.name in _BUILDS and not command.ignored:
            why = f"{move.after.reference} has what compiled Swift runs with, and no compiler: build on the full image"
            yield Reason("native", "breaks", "high", f"{command.name} in RUN", why, move.line(command.start))
            return
