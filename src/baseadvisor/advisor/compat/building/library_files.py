"""Libraries by paths that bear their version, or Debian's name of an architecture."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.system.places import MULTIARCH
from baseadvisor.advisor.copies import sources_of
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.catalog import apt
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.image.numbers import numbers

_VERSIONED = re.compile(
    r"(?P<folder>/(?:usr/)?lib\w*/(?:[^\s\"':,]+/)?)"
    r"(?:(?P<glibc>(?:ld|lib(?:c|m|dl|rt|pthread|util|resolv|nsl|crypt|anl|nss_\w+))-(?P<of>2\.\d+)\.so)"
    r"|(?P<gcc>libstdc\+\+\.so\.6\.0\.(?P<minor>\d+)))(?![\w.])"
)
# Sources: glibc 2.34's NEWS (libraries are installed by their soname alone); the versions are those of libc6 and
# libstdc++6 in the distributions' package lists (GCC's manual, "ABI Policy", tells libstdc++'s of each GCC).
_GLIBC = {
    "debian": {"9": "2.24", "10": "2.28", "11": "2.31", "12": "2.36", "13": "2.41"},
    "ubuntu": {"16.04": "2.23", "18.04": "2.27", "20.04": "2.31", "22.04": "2.35", "24.04": "2.39"},
}
_LIBSTDCXX = {
    "debian": {"9": "22", "10": "25", "11": "28", "12": "30", "13": "33"},
    "ubuntu": {"16.04": "21", "18.04": "25", "20.04": "28", "22.04": "30", "24.04": "33"},
}
_BY_SONAME = (2, 34)
_LEAVES_ALONE = frozenset({"rm", "mkdir", "find", "test", "[", "echo", "ls"})


def reasons(move: Move) -> Iterator[Reason]:
    """What is not at its path any more."""
    if move.run_only or not move.changes_release or move.after.userland is None:
        return
    told: set[tuple[int, str]] = set()
    for place, path, start in _paths(move):
        why = _missing(move, path)
        line = move.line(start)
        if why is not None and (line, path) not in told:
            told.add((line, path))
            # the loader goes on without what LD_PRELOAD names in vain
            yield Reason("paths", "check" if place == "ENV" else "breaks", "high", f"the path {path}", why, line)
    yield from _of_packages(move, told)
    yield from _multiarch(move)


_SONAME = re.compile(r"/(?:usr/)?lib/[\w-]+-linux-gnu/(?P<name>lib[\w+-]+?)\.so\.(?P<number>\d+)(?:\.[\d.]+)?(?![\w.])")


def _of_packages(move: Move, told: set[tuple[int, str]]) -> Iterator[Reason]:
    """Libraries that are copied by a soname, whose package the other release of Debian has no longer.

    Source: Debian's Policy, 8.1: the package is called by the library's name and its soname's number.
    """
    if move.after.distribution != "debian":
        return
    for instruction in _copies(move):
        for match in _SONAME.finditer(_sources(instruction)):
            name, line = match["name"].lower().replace("_", "-"), move.line(instruction.start)
            package = f"{name}{'-' if name[-1].isdigit() else ''}{match['number']}"
            if (line, match[0]) not in told and _is_gone(package, move.after.release):
                told.add((line, match[0]))
                why = f"{move.place} has no package {package}, which it is of"
                yield Reason("paths", "breaks", "medium", f"the path {match[0]}", why, line)


def _is_gone(package: str, release: str | None) -> bool:
    """Whether a release of Debian before had a package that this one has under no name."""
    states = [apt.availability(one, "debian", release) for one in (package, f"{package}t64")]
    return all(one is not None and one.state == "absent" for one in states) and any(
        (found := apt.availability(package, "debian", one)) is not None and found.state == "real"
        for one in apt.releases("debian")
    )


def _paths(move: Move) -> Iterator[tuple[str, str, int]]:
    """Paths of libraries with a version that are read on the image: in which instruction, the path, its offset."""
    for instruction in move.needs.instructions:
        for pair in instruction.pairs if instruction.keyword == "ENV" else ():
            for match in _VERSIONED.finditer(pair.value or ""):
                yield "ENV", match[0], pair.start
    for command in move.commands():
        if command.name in _LEAVES_ALONE or command.handled or command.ignored or command.conditional:
            continue
        words = command.arguments[:-1] if command.name in ("cp", "mv", "ln") else command.arguments
        for word in words:
            for match in _VERSIONED.finditer(word.text):
                yield "RUN", match[0], word.start
    for instruction in _copies(move):
        for match in _VERSIONED.finditer(_sources(instruction)):
            yield "COPY", match[0], instruction.start


def _copies(move: Move) -> Iterator[Instruction]:
    """The COPY instructions that take something from a stage that moves."""
    for stage in move.needs.stages:
        for one in move.needs.analysis.transfers(stage):
            if one.instruction.keyword == "COPY":
                yield one.instruction


def _sources(instruction: Instruction) -> str:
    """What a COPY takes, without where it puts it."""
    return " ".join(sources_of(instruction))


def _missing(move: Move, path: str) -> str | None:
    """Why the image there has no file at a path; None where it may have one."""
    match = _VERSIONED.fullmatch(path)
    if match is None:
        return None
    if move.after.userland is not None and move.after.userland.libc == "musl" and match["glibc"]:
        return f"{move.place} has musl, not glibc"
    if match["glibc"]:
        here, there = _version(_GLIBC, move.before), _version(_GLIBC, move.after)
        if there is None or there == match["of"] or here not in (None, match["of"]):
            return None
        if numbers(there) >= _BY_SONAME:
            return (
                f"{move.place} has glibc {there}, whose files bear no version since 2.34: name the soname (libc.so.6)"
            )
        return f"{move.place} has glibc {there}, whose files bear that version"
    here, there = _version(_LIBSTDCXX, move.before), _version(_LIBSTDCXX, move.after)
    if there is None or there == match["minor"] or here not in (None, match["minor"]):
        return None
    return f"{move.place} has libstdc++.so.6.0.{there}: name it libstdc++.so.6"


def _version(table: dict[str, dict[str, str]], image: Image) -> str | None:
    return table.get(image.distribution or "", {}).get(image.release or "")


def glibc_of(distribution: str | None, release: str | None) -> tuple[int, ...]:
    """The glibc of a release; () where it is not known."""
    return numbers(_GLIBC.get(distribution or "", {}).get(release or ""))


def _multiarch(move: Move) -> Iterator[Reason]:
    """What is copied out of Debian's folder of an architecture, where the stage moves to a distribution without."""
    before, after = move.before.userland, move.after.userland
    if before is None or after is None or before.package_family != "apt" or after.package_family != "apk":
        return
    for instruction in _copies(move):
        match = MULTIARCH.search(_sources(instruction))
        if match is not None:
            why = f"{move.place} has no folder for each architecture: libraries are in /usr/lib or /lib"
            yield Reason("paths", "breaks", "high", f"COPY from {match[0]}", why, move.line(instruction.start))
