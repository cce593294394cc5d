"""What fails on every image, since the service or the file that is fetched is gone."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from baseadvisor.advisor.compat.building.downloads import filled
from baseadvisor.advisor.compat.failing import reports_failure
from baseadvisor.advisor.compat.language.jumps import java_of
from baseadvisor.advisor.compat.origin.dead_places import DEAD, Dead, moved_to_archive
from baseadvisor.advisor.model import Certainty, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.analysis import RunFacts
from baseadvisor.checks.dead_hosts import DEAD_INSTALLERS, DEAD_INSTALLERS_ARCHIVE
from baseadvisor.shell.model import Command, Word

_FETCHERS = frozenset(
    {
        "curl",
        "wget",
        "aria2c",
        "axel",
        "git",
        "svn",
        "hg",
        "gpg",
        "gpg2",
        "apt-key",
        "easy_install",
        "npm",
        "yarn",
        "go",
    }
    | {
        "pip",
        "pip2",
        "pip3",
        "yum",
        "dnf",
        "microdnf",
        "rpm",
        "yum-config-manager",
        "add-apt-repository",
        "R",
        "Rscript",
    }
    | {"apt-add-repository", "python", "python2", "python3"}
)
_WRITERS = frozenset({"echo", "printf", "cat", "tee"})
_SOURCE_LINE = re.compile(r"\bdeb(?:-src)?\s+(?:\[[^\]]*\]\s*)?http|\bbaseurl\s*=|/etc/apk/repositories")
_SETS = frozenset({"config", "remote"})
"""Subcommands that fetch nothing: `git config url.https://github.com.insteadOf git://github.com`."""


class _Use(NamedTuple):
    """A command that names something dead: what it names, what to say of it, and where."""

    what: str
    why: str
    certainty: Certainty
    run: RunFacts
    command: Command
    start: int


def standing(move: Move) -> Iterator[Reason]:
    """What the file fetches from where nothing is any more; each place once, at its first line."""
    uses = [use for run in move.runs for command in run.commands for use in _dead(move, run, command)]
    dead = {id(use.command) for use in uses}
    found: dict[tuple[str, str], list[tuple[int, Certainty]]] = {}
    for use in uses:
        sure = _fails(use, dead)
        if sure is not None:
            found.setdefault((use.what, use.why), []).append((move.line(use.start), _lesser(sure, use.certainty)))
    for what, why, certainty, line in _added(move):
        found.setdefault((what, why), []).append((line, certainty))
    for (what, why), places in found.items():
        lines = list(dict.fromkeys(line for line, _ in sorted(places)))
        surest: Certainty = "high" if any(sure == "high" for _, sure in places) else "medium"
        yield Reason("gone", "breaks", surest, what, why + _as_well(lines[1:]), lines[0])
    yield from _installers(move)


def _lesser(one: Certainty, other: Certainty) -> Certainty:
    return "high" if one == other == "high" else "medium"


def _as_well(lines: Sequence[int]) -> str:
    """`; so is line 9`."""
    if not lines:
        return ""
    named = ", ".join(map(str, lines[:4])) + (" and more" if len(lines) > 4 else "")
    return f"; line{'s' if len(lines) > 1 else ''} {named} as well"


def _dead(move: Move, run: RunFacts, command: Command) -> Iterator[_Use]:
    """What a command names of what serves no more; the first of it."""
    if command.name is None or not (command.name in _FETCHERS or _writes_source(command)):
        return
    if command.name == "git" and any(word.value in _SETS for word in command.operands[:1]):
        return
    for word, text in _texts(move, run, command):
        for one in DEAD if _ANY.search(text) else ():
            match = one.address.search(text)
            if match is None or _has_instead(move, one):
                continue
            if one.commands is None or command.name in one.commands:
                shown = _shown(text[_first_of_host(text, match.start()) : match.end()])
                what = f"{command.name} from {shown.rstrip('/')}" if one.commands is not None else shown
                yield _Use(what, one.why, one.certainty, run, command, word.start)
                return
        old = moved_to_archive(text)
        if old is not None:
            why = "no current version any more: it is at archive.apache.org alone"
            yield _Use(*old[:1], why, old[1], run, command, word.start)
            return


_ANY = re.compile("|".join(f"(?:{one.address.pattern.removeprefix('(?i)')})" for one in DEAD), re.IGNORECASE)
"""Whether any of them is named at all: few words name one."""


def _has_instead(move: Move, dead: Dead) -> bool:
    """Whether the file names what took its place as well."""
    return dead.instead is not None and any(dead.instead.search(text) for text, _ in move.needs.words())


def _texts(move: Move, run: RunFacts, command: Command) -> Iterator[tuple[Word, str]]:
    """The words of a command, and the here-documents that it gets, with the variables filled in that are known."""
    for word in command.arguments:
        yield word, filled(move.needs.analysis, run.instruction, word).strip("\"'")
    for redirect in command.redirects:
        if redirect.heredoc is not None and redirect.target is not None:
            yield redirect.target, redirect.heredoc.text


def _writes_source(command: Command) -> bool:
    """Whether a command writes a source of packages."""
    if command.name not in _WRITERS:
        return False
    parts = [word.text for word in command.words]
    parts += [one.heredoc.text for one in command.redirects if one.heredoc is not None]
    parts += [one.target.text for one in command.redirects if one.target is not None]
    return any(_SOURCE_LINE.search(part) for part in (*parts, " ".join(parts)))


def _first_of_host(text: str, start: int) -> int:
    """Where the name of a host begins, of which a pattern names the end: `ha.pool.` before `sks-keyservers.net`."""
    if not text[:start].endswith("."):
        return start
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] in ".-_"):
        start -= 1
    return start


def _shown(found: str) -> str:
    """What is told of an address: without the scheme, where it is not that which is gone."""
    return found if found.startswith(("git:", "ppa:", "http:")) else found.partition("://")[2] or found


def _fails(use: _Use, dead: set[int]) -> Certainty | None:
    """How sure it is that the build fails where the command does; None where it goes on, or may not come so far."""
    command = use.command
    if command.ignored or command.background or command.in_function or command.condition or command.negated:
        return None
    if command.name in _WRITERS:
        return "high" if _is_used(use) else None
    if _has_alternative(command, dead):
        return None
    if command.conditional and not command.in_loop:
        return None
    if command.in_loop and any(one.name == "break" for one in use.run.commands):
        return None
    if command.in_substitution:
        return "medium"
    last = _last_of_pipe(command)
    if last is not command and not use.run.script.pipefail_at(command) and last.name not in _READERS:
        return "medium"
    return "high" if reports_failure(use.run, last) else "medium"


_READERS = frozenset({"tar", "bsdtar", "unzip", "gunzip", "xz", "apt-key", "gpg", "gpg2", "rpm2cpio"})
"""Commands that stop at what is no archive or no key, as a pipe gives it."""


def _last_of_pipe(command: Command) -> Command:
    """The command whose exit status counts for the pipe that a command stands in."""
    if command.pipeline is None or not command.pipeline.stages[-1]:
        return command
    last: Command = command.pipeline.stages[-1][0]
    return command if command in command.pipeline.stages[-1] else last


def _is_used(use: _Use) -> bool:
    """Whether packages are installed after a source is written."""
    return any(
        action.action in ("install", "refresh", "upgrade") and action.start > use.command.start
        for run in use.run.stage.runs
        for action in run.actions
        if action.family in ("apt", "dnf", "apk") and not action.command.ignored
    )


def _has_alternative(command: Command, dead: set[int]) -> bool:
    """Whether something that is not gone too is tried before or after it, by `||`."""
    if command.list.parent is not None and command.list.parent.handles(command.list.position):
        return True
    items = command.list.items
    first = last = command.item
    while first > 0 and items[first][0] == "||":
        first -= 1
    while last + 1 < len(items) and items[last + 1][0] == "||":
        last += 1
    others = [one for _, commands in items[first : last + 1] for one in commands if one is not command]
    chained = first != last
    return chained and any(id(one) not in dead for one in others)


def _added(move: Move) -> Iterator[tuple[str, str, Certainty, int]]:
    """What ADD fetches."""
    for instruction in move.needs.instructions:
        if instruction.keyword != "ADD" or move.run_only:
            continue
        for word in instruction.words[:-1]:
            text = filled(move.needs.analysis, instruction, Word(word.text, word.start, word.end, 0))
            found = next(((one, m) for one in DEAD if one.commands is None and (m := one.address.search(text))), None)
            if found is not None:
                yield _shown(found[1][0]), found[0].why, found[0].certainty, move.line(word.start)


def kept(move: Move) -> Iterator[Reason]:
    """An installer of Oracle's Java, where the other image brings no Java in its place: it fails there as well."""
    if java_of(move.name_after, move.after) is None and not move.run_only:
        yield from _dead_packages(move)


def _installers(move: Move) -> Iterator[Reason]:
    """The packages that only downloaded Oracle's Java; where none is seen, the archive that had them."""
    found = next(_dead_packages(move), None)
    if found is not None:
        yield found
        return
    closed = _closed_archive(move)
    if closed is not None:
        why = "it was closed, its packages of Java download nothing since April 2019"
        yield Reason("gone", "breaks", "medium", closed.text, why, move.line(closed.start))


def _closed_archive(move: Move) -> Word | None:
    """Where the archive that had them is added."""
    for command in move.commands():
        if command.name in ("add-apt-repository", "apt-add-repository") and not command.ignored:
            for word in command.operands:
                if re.search(rf"ppa:{DEAD_INSTALLERS_ARCHIVE}", word.text):
                    return word
    return None


def archive_to_leave(move: Move) -> str:
    """What to add where a package of the closed archive is left out: apt-get update stops at the archive by itself."""
    closed = _closed_archive(move)
    return f", and {closed.text} of line {move.line(closed.start)} with it" if closed is not None else ""


def _dead_packages(move: Move) -> Iterator[Reason]:
    """The first of the packages that only downloaded Oracle's Java."""
    left = archive_to_leave(move)
    gone = f"; leave it out{left}" if left else ""
    why = f"it downloads nothing since April 2019: install openjdk, or take an image that brings Java{gone}"
    for action in move.actions():
        if action.action != "install" or action.family != "apt" or action.command.ignored:
            continue
        for package in action.packages:
            if re.fullmatch(DEAD_INSTALLERS, package.name):
                yield Reason("gone", "breaks", "high", f"package {package.name}", why, move.line(package.start))
                return
