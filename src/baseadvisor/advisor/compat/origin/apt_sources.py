"""/etc/apt/sources.list where it is read or edited, and the image has its sources in another file.

Sources: debuerreotype (deb822 sources from Debian 12 on: /etc/apt/sources.list.d/debian.sources, no sources.list); the
release notes of Ubuntu 24.04 (sources.list.d/ubuntu.sources, of sources.list only a comment is left).
"""

from collections.abc import Iterator

from baseadvisor.advisor.compat.failing import reports_failure
from baseadvisor.advisor.copies import target_of
from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move, has_reached
from baseadvisor.shell.model import Command

_FILE = "/etc/apt/sources.list"
_WITHOUT: dict[str, tuple[int, ...]] = {"debian": (12,)}
_EMPTY: dict[str, tuple[int, ...]] = {"ubuntu": (24, 4)}
# Programs that fail where the file is not there; perl -i only warns.
_READS = frozenset({"sed", "cat", "cp", "mv", "grep", "egrep", "chmod", "chown", "awk", "rm"})
_EDITS = frozenset({"sed", "perl"})
# Makers whose images on Debian keep its image's sources as they are.
_LIKE_DEBIAN = ("mcr.microsoft.com/dotnet/",)


def reasons(move: Move) -> Iterator[Reason]:
    """What fails for want of that file, and what edits a file without sources; each the first time."""
    yield from standing(move)
    if move.run_only or not move.reaches(_EMPTY):
        return
    command = next((one for one in move.commands() if one.name in _EDITS and _names(one)), None)
    if command is not None and not _is_made(move, command):
        why = f"that of {move.place} is only a comment, the sources are in /etc/apt/sources.list.d/ubuntu.sources"
        yield Reason("paths", "check", "high", f"{command.name} of {_FILE}", why, move.line(command.start))


def standing(move: Move) -> Iterator[Reason]:
    """What fails where there is no such file, whatever was there before."""
    if move.run_only or not _is_without(move.after) or _is_without(move.before):
        return
    for run in move.runs:
        for command in run.commands:
            if command.name not in _READS or not _names(command) or command.handled or command.conditional:
                continue
            if command.name == "rm" and command.has_flag("-f", "--force"):
                continue
            if not reports_failure(run, command) or not _counts_in_pipe(command):
                continue
            if not _is_made(move, command):
                why = f"{move.place} has no such file, its sources are in {_FILE}.d/debian.sources"
                yield Reason("paths", "breaks", "high", f"{command.name} of {_FILE}", why, move.line(command.start))
                return


def _is_without(image: Image) -> bool:
    """Whether an image has Debian's own sources in the new form: official images, and those known to keep them."""
    if image.parsed is None or not has_reached(image, _WITHOUT):
        return False
    name = base_name(image.parsed)
    return "/" not in name or name.startswith(_LIKE_DEBIAN)


def _names(command: Command) -> bool:
    """Whether the file is among what a command reads or edits."""
    words = command.operands[:-1] if command.name in ("cp", "mv") else command.operands
    return any(word.value == _FILE for word in words)


def _counts_in_pipe(command: Command) -> bool:
    return command.pipeline is None or command in command.pipeline.stages[-1]


def _is_made(move: Move, command: Command) -> bool:
    """Whether the file puts one there before, by itself or with a folder, or unpacks what may."""
    for each in move.needs.copying:
        if each.start >= command.start:
            continue
        if target_of(each) in ("", "/etc", "/etc/apt", _FILE) or _FILE.rpartition("/")[2] in each.arguments:
            return True
    for one in move.commands():
        if one.start >= command.start:
            break
        into = one.operands[-1].value if one.name in ("cp", "mv", "ln", "install", "touch") and one.operands else None
        written = one.name == "tee" and any(word.value == _FILE for word in one.operands)
        redirected = any(
            redirect.target is not None and redirect.target.value == _FILE and ">" in redirect.operator
            for redirect in one.redirects
        )
        if written or redirected or into in (_FILE, "/etc/apt", "/etc/apt/"):
            return True
    return False
