"""PHP from Debian's and Ubuntu's packages: their commands and folders bear the version.

Source: the packages php5-common and php-common of Debian 8 to 13. From PHP 7.0 on the folder is /etc/php/VERSION.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from baseadvisor.advisor.compat.language.jumps import Jump
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.image.numbers import numbers
from baseadvisor.shell.model import Command

_RENAMED = {"php5enmod": "phpenmod", "php5dismod": "phpdismod", "php5query": "phpquery"}
_FOLDER = re.compile(r"/etc/php(?:(?P<five>5)|/(?P<version>\d\.\d))(?=/)")
_READS = frozenset({"sed", "cat", "cp", "mv", "grep", "perl", "awk", "chmod", "chown", "crudini", "patch"})
"""Programs that stop where the file that they are told is not there."""


def jump(move: Move, change: Jump) -> Iterator[Reason]:
    """What a change of the version that packages bring touches."""
    yield from _renamed(move, change)
    yield from _folders(move, change)
    yield from _by_version(move, change)


# Debian's modules and services of PHP, and its programs, as they are called.
_PROGRAM = re.compile(r"(?:php|php-fpm|php-cgi|phpize|php-config|phar)(?P<version>\d(?:\.\d)?)")
_NAMED = re.compile(r"(?:/etc/init\.d/)?php(?P<version>\d(?:\.\d)?)(?:-fpm)?")
_NAMES_IT = frozenset({"a2enmod", "a2dismod", "a2enconf", "a2disconf", "service", "invoke-rc.d", "systemctl"})


def _by_version(move: Move, change: Jump) -> Iterator[Reason]:
    """Programs, modules and services that are called by the old version; each name once."""
    there = move.after.userland
    if there is None or there.package_family != "apt":
        return
    called = [(command, command.start) for command in move.commands() if not (command.handled or command.ignored)]
    called += [(command, instruction.start) for instruction, command in move.started()]
    told: set[str] = set()
    for command, start in called:
        found = [_PROGRAM.fullmatch(command.name or "")]
        if command.name in _NAMES_IT:
            found = [_NAMED.fullmatch(word.value or "") for word in command.operands]
        elif command.words and command.words[0].text.startswith("/etc/init.d/"):
            found = [_NAMED.fullmatch(command.words[0].text)]
        for match in found:
            if match is None or match[0] in told or not _is_old(match["version"], change):
                continue
            told.add(match[0])
            what = match[0] if command.name == match[0] else f"{command.name} {match[0]}"
            why = f"{change.there} has it under its own version"
            yield Reason("version", "breaks", "high", what, why, move.line(start))


def _is_old(written: str, change: Jump) -> bool:
    version = numbers(written)
    return version[: len(change.old)] == change.old[: len(version)] and version != change.new[: len(version)]


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
        if _is_old(match["five"] or match["version"], change):
            return match[0]
    return None
