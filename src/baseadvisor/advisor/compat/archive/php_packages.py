"""PHP from Debian's and Ubuntu's packages: their commands and folders bear the version.

Source: the packages php5-common and php-common of Debian 8 to 13. From PHP 7.0 on the folder is /etc/php/VERSION.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from baseadvisor.advisor.compat.language.jumps import Jump
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move, numbers
from baseadvisor.shell.model import Command

_RENAMED = {"php5enmod": "phpenmod", "php5dismod": "phpdismod", "php5query": "phpquery"}
_FOLDER = re.compile(r"/etc/php(?:(?P<five>5)|/(?P<version>\d\.\d))(?=/)")
_READS = frozenset({"sed", "cat", "cp", "mv", "grep", "perl", "awk", "chmod", "chown", "crudini", "patch"})
"""Programs that stop where the file that they are told is not there."""


def jump(move: Move, change: Jump) -> Iterator[Reason]:
    """What a change of the version that packages bring touches."""
    yield from _renamed(move, change)
    yield from _folders(move, change)


def _renamed(move: Move, change: Jump) -> Iterator[Reason]:
    there = move.after.userland
    if there is None or there.package_family != "apt" or not change.crosses(7):
        return
    for command in move.commands():
        if command.name in _RENAMED and not command.handled:
            why = f"with PHP 7 and later it is called {_RENAMED[command.name]}"
            yield Reason("version", "breaks", "high", command.name, why, move.line(command.start))


def _folders(move: Move, change: Jump) -> Iterator[Reason]:
    """Folders of the old version's configuration that are read, once for each RUN, or that something is copied to."""
    brought: list[tuple[int, str]] = []
    for instruction in move.needs.instructions:
        if instruction.keyword in ("COPY", "ADD"):
            brought.append((instruction.start, instruction.arguments))
            folder = _of_old(instruction.arguments, change)
            if folder is not None:
                why = f"{change.there} does not read that folder: copy to its own"
                yield Reason("version", "check", "medium", f"the folder {folder}", why, move.line(instruction.start))
    for run in move.runs:
        for command in run.commands:
            if _makes(command):
                brought.append((command.start, " ".join(word.text for word in command.arguments)))
        yield from islice(_missed(move, change, run.commands, brought), 1)


def _missed(move: Move, change: Jump, commands: Iterable[Command], brought: list[tuple[int, str]]) -> Iterator[Reason]:
    for command in commands:
        for text, start in _read(command) if not (command.handled or command.conditional) else ():
            folder = _of_old(text, change)
            if folder is not None and not any(at < start and folder in told for at, told in brought):
                why = f"{change.there} has its configuration in another folder"
                yield Reason("version", "breaks", "high", f"the folder {folder}", why, move.line(start))


def _makes(command: Command) -> bool:
    return command.name in ("mkdir", "ln", "install", "tar", "unzip")


def _read(command: Command) -> Iterator[tuple[str, int]]:
    """The paths that have to be there for a command, with their places."""
    if command.name in _READS:
        yield from ((word.prefix, word.start) for word in command.arguments)
    for redirect in command.redirects:
        if redirect.target is not None:
            yield redirect.target.prefix, redirect.start


def _of_old(text: str, change: Jump) -> str | None:
    """The folder of the version that is left, where a text names it."""
    for match in _FOLDER.finditer(text):
        version = numbers(match["five"] or match["version"])
        if version[: len(change.old)] == change.old[: len(version)] and version != change.new[: len(version)]:
            return match[0]
    return None
