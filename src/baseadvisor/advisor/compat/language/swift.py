"""Swift: the slim images, which only run what was built.

Source: docker-library/docs, swift/variant-slim.md, and swift-docker's Dockerfiles: of the toolchain they unpack the
libraries alone, without the compiler and its package manager.
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor import tools
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.shell import SHELLS
from baseadvisor.shell.model import Command

_OF_SWIFT = frozenset({"swift", "swiftc", "swift-build"})
_OF_LLVM = frozenset({"clang", "clang++", "lld", "lldb"})
"""What the toolchain has as well, and distributions have as packages."""


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
    fetched = frozenset(_fetched(move))
    compiles = tools.brought_by("cc", move.needs.installed())
    for command in move.commands():
        program = "make" if command.name == "make" and not compiles else _own_program(command)
        if program is not None and program.rpartition("/")[2] not in fetched:
            why = f"{move.after.reference} has no compiler: only what is built elsewhere runs on it"
            yield Reason("native", "check", "medium", f"{program} in RUN", why, move.line(command.start))
            return


_OF_THE_SYSTEM = re.compile(r"[\"']?/(?:s?bin|usr|etc|dev)/")


def _own_program(command: Command) -> str | None:
    """What a command runs, or hands to a shell, by a path or as a script; None for what is the system's."""
    program = command.words[0].text if command.words else ""
    if command.name in SHELLS:
        if command.has_flag("-c", "-s"):
            return None  # what it is given there is no script's name
        program = next((word.text for word in command.operands if _is_script(word.text)), "")
    return program if _is_script(program) and not _OF_THE_SYSTEM.match(program) else None


def _is_script(text: str) -> bool:
    return "/" in text or text.endswith(".sh")


def _fetched(move: Move) -> Iterator[str]:
    """The names of what is downloaded in the build, which is none of the file's own."""
    for command in move.commands():
        if command.name in ("curl", "wget"):
            targets = [one.target for one in command.redirects if one.target is not None]
            yield from (word.text.strip("\"'").rpartition("/")[2] for word in (*command.arguments, *targets))


def standing(move: Move) -> Iterator[Reason]:
    """The first command that compiles on an image with the runtime alone, in the build or when it is started."""
    if not _is_slim(move.name_after, move.after):
        return
    why = f"{move.after.reference} has what compiled Swift runs with, and no compiler: build on the full image"
    installed = move.needs.installed()
    lacks = _OF_SWIFT | {name for name in _OF_LLVM if not _is_brought(name, installed)}
    for command in move.commands():
        if command.name in lacks and not (command.ignored or command.handled or command.conditional):
            yield Reason("native", "breaks", "high", f"{command.name} in RUN", why, move.line(command.start))
            return
    for instruction, command in move.started():
        if command.name in lacks:
            what = f"{command.name} in {instruction.keyword}"
            yield Reason("native", "breaks", "high", what, why, move.line(instruction.start))
            return


def _is_brought(name: str, packages: frozenset[str]) -> bool:
    """Whether one of these packages is a program's, in whichever version: `clang-18` for clang and clang++."""
    package = name.rstrip("+")
    return tools.brought_by(name, packages) or any(one == package or one.startswith(f"{package}-") for one in packages)


def _is_slim(name: str, image: Image) -> bool:
    return name == "swift" and "slim" in image.tag.split("-")
