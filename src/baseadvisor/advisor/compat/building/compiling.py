"""What a stage compiles itself, where it moves to another libc."""

import re
from collections.abc import Iterator

from baseadvisor.advisor import tools
from baseadvisor.advisor.compat.building.downloads import downloads
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.static import builds_static
from baseadvisor.shell.model import Command

_COMPILES = frozenset(
    {"configure", "cmake", "meson", "qmake", "autoreconf", "gcc", "g++", "cc", "c++", "clang", "clang++"}
)
_C_IMAGES = frozenset({"gcc", "buildpack-deps"})
_GLIBC_SOURCE = re.compile(r"gnu\.org/(?:gnu/)?(?:g?libc)/|sourceware\.org/(?:pub/|git/)?glibc|/glibc-[\d$][^/]*\.tar")


def reasons(move: Move) -> Iterator[Reason]:
    """C and C++ that is compiled on musl from now on, and what is made for glibc alone.

    In a split as well: what is built has the libc of the image that runs it, unless it is static.
    """
    if not move.to_musl:
        return
    if move.run_only:
        if builds_static(move.needs.analysis, move.needs.stages[-1]) is not None:
            return
        move = move._replace(run_only=False)
    first = next((command for command in move.commands() if _compiles(move, command)), None)
    if first is not None:
        yield from _compiled(move, first)
    yield from _loader(move)


def _compiles(move: Move, command: Command) -> bool:
    if command.name == "make":
        return move.name_before in _C_IMAGES or tools.brought_by("gcc", move.needs.installed(command.start))
    return command.name in _COMPILES and not any(word.text in ("--version", "-v") for word in command.arguments)


def _compiled(move: Move, command: Command) -> Iterator[Reason]:
    for source in downloads(move.needs.analysis, move.needs.instructions):
        if _GLIBC_SOURCE.search(source.url):
            yield Reason(
                "native",
                "breaks",
                "high",
                "glibc from its source",
                f"it is compiled with glibc's own tools and the kernel's headers: not on {move.place}, which has musl",
                source.line,
            )
            return
    yield Reason(
        "native",
        "check",
        "medium",
        f"{command.name} in RUN",
        f"what is compiled there has to build on musl ({move.place}), with the headers of its -dev packages "
        "(linux-headers for the kernel's)",
        move.line(command.start),
    )


def _loader(move: Move) -> Iterator[Reason]:
    """glibc's loader by its path."""
    for run in move.runs:
        for command in run.commands:
            words = [word.text for word in command.words]
            if command.condition or any("musl" in word for word in words):
                continue
            if any("ld-linux" in word for word in words):
                yield Reason(
                    "binary",
                    "breaks",
                    "high",
                    "ld-linux",
                    f"glibc's loader is not on {move.place}, which has musl",
                    move.line(command.start),
                )
                return
