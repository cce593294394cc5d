"""Swift: the slim images, which only run what was built.

Source: docker-library/docs, swift/variant-slim.md, and swift-docker's Dockerfiles: of the toolchain they unpack the
libraries alone, without the compiler and its package manager.
"""

from collections.abc import Iterator

from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move

_BUILDS = frozenset({"swift", "swiftc", "swift-build", "clang", "clang++", "lld", "lldb"})


def reasons(move: Move) -> Iterator[Reason]:
    """The first command that compiles, where the image keeps the runtime alone and the one before did not."""
    if _is_slim(move.name_before, move.before) or not _is_slim(move.name_after, move.after):
        return
    sure = list(standing(move))
    yield from sure or _by_script(move)


def _by_script(move: Move) -> Iterator[Reason]:
    """A script or program of the file's own in the build, where nothing that was built elsewhere is copied."""
    if any(each.keyword == "COPY" and each.flag("from") is not None for each in move.needs.instructions):
        return
    for command in move.commands():
        program = command.words[0].text if command.words else ""
        if "/" in program or program.endswith(".sh"):
            why = f"{move.after.reference} has no compiler: only what is built elsewhere runs on it"
            yield Reason("native", "check", "medium", f"{program} in RUN", why, move.line(command.start))
            return


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
