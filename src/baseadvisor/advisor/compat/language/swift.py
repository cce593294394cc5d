"""Swift: the slim images, which only run what was built.

Source: docker-library/docs, swift/variant-slim.md, and swift-docker's Dockerfiles: of the toolchain they unpack the
libraries alone, without the compiler and its package manager.
"""

from collections.abc import Iterator

from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move

_BUILDS = frozenset({"swift", "swiftc", "swift-build"})


def reasons(move: Move) -> Iterator[Reason]:
    """The first command that compiles, where the image keeps the runtime alone and the one before did not."""
    if not _is_slim(move.name_before, move.before):
        yield from standing(move)


def standing(move: Move) -> Iterator[Reason]:
    """The first command that compiles on an image with the runtime alone, in the build or when it is started."""
    if not _is_slim(move.name_after, move.after):
        return
    why = f"{move.after.reference} has what compiled Swift runs with, and no compiler: build on the full image"
    for command in move.commands():
        if command.name in _BUILDS and not (command.ignored or command.handled or command.conditional):
            yield Reason("native", "breaks", "high", f"{command.name} in RUN", why, move.line(command.start))
            return
    for instruction, command in move.started():
        if command.name in _BUILDS:
            what = f"{command.name} in {instruction.keyword}"
            yield Reason("native", "breaks", "high", what, why, move.line(instruction.start))
            return


def _is_slim(name: str, image: Image) -> bool:
    return name == "swift" and "slim" in image.tag.split("-")
