"""Programs and folders that Debian's and Ubuntu's packages call otherwise than they did."""

from collections.abc import Iterator
from typing import NamedTuple

from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move


class _Renamed(NamedTuple):
    """What a package called its program and its folder, what it calls them now, and since when."""

    packages: frozenset[str]
    program: str
    folder: str
    now: str
    since: dict[str, tuple[int, ...]]


# Sources: the packages' debian/NEWS and debian/changelog: squid 3.5, slurm-wlm 20.11.
_RENAMED = (
    _Renamed(frozenset({"squid", "squid3"}), "squid3", "/etc/squid3", "squid", {"debian": (9,), "ubuntu": (16, 4)}),
    _Renamed(
        frozenset({"slurm-wlm", "slurmd", "slurmctld", "slurmdbd", "slurm-client"}),
        "slurm-llnl",
        "/etc/slurm-llnl",
        "slurm",
        {"debian": (11,), "ubuntu": (21, 4)},
    ),
)


def reasons(move: Move) -> Iterator[Reason]:
    """Where the file calls a program, or writes into a folder, by the name that it no longer has."""
    there = move.after.userland
    if there is None or there.package_family != "apt" or move.run_only:
        return
    installed = move.needs.installed()
    for one in _RENAMED:
        if one.packages & installed and move.reaches(one.since):
            yield from _called(move, one)
            yield from _written(move, one)
            yield from _copied(move, one)


def _copied(move: Move, one: _Renamed) -> Iterator[Reason]:
    """A configuration of the old package's, which may name the old folders: its helpers are below /usr/lib."""
    if not any(one.program in text for text, _ in move.needs.words()):
        return  # nothing shows that it is the old package's
    for instruction in move.needs.copying:
        if f"{one.now}.conf" in instruction.arguments:
            why = f"its folders are /usr/lib/{one.now} and /etc/{one.now} there, not {one.program}: see which it names"
            yield Reason("services", "check", "medium", f"{one.now}.conf", why, move.line(instruction.start))
            return


def _called(move: Move, one: _Renamed) -> Iterator[Reason]:
    for instruction, command in move.started():
        if command.name == one.program:
            what = f"{instruction.keyword} starts {one.program}"
            yield Reason("services", "breaks", "high", what, f"the program is {one.now}", move.line(instruction.start))
            return
    for command in move.commands():
        if command.name == one.program and not command.ignored and not command.handled:
            why = f"the program is {one.now}"
            yield Reason("services", "breaks", "high", f"{one.program} in RUN", why, move.line(command.start))
            return


def _written(move: Move, one: _Renamed) -> Iterator[Reason]:
    for text, start in move.needs.words():
        if one.folder in text:
            why = f"the package reads {one.folder.removesuffix(one.program)}{one.now}, and has no such folder"
            yield Reason("services", "breaks", "medium", f"the folder {one.folder}", why, move.line(start))
            return
