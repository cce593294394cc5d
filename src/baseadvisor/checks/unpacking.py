"""What tar unpacks in a RUN: where to, and whether ADD could have done the same."""

import re
from collections.abc import Iterator
from posixpath import join, normpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baseadvisor.analysis import RunFacts
    from baseadvisor.shell.model import Command

_ADD_CANNOT = ("--strip", "--transform", "--xform", "--exclude", "--wildcards", "--to-command")
"""The beginnings of tar's options that choose or rename what is unpacked."""
_VERIFIERS = frozenset(("gpg", "gpg2", "gpgv", "gpgv2", "sqv", "minisign", "signify", "cosign"))
_ARCHIVE = re.compile(r"\.(?:tar(?:\.\w+)?|t[gbx]z2?)\Z")
_GLOBS = re.compile(r"[*?]+\Z")


def unpacks(run: "RunFacts", download: "Command") -> "Command | None":
    """The tar that unpacks a download: the one it is piped to, else the first one after it."""
    later = [command for command in run.commands if command.name == "tar" and command.start > download.start]
    piped = (command for command in later if command.pipeline is not None and command.pipeline is download.pipeline)
    return next(piped, next(iter(later), None))


def only_tar_can(run: "RunFacts", download: "Command", tar: "Command") -> bool:
    """Whether the archive is unpacked in a way that ADD has not: in part, under other names, or if a signature fits."""
    if any(word.prefix.startswith(_ADD_CANNOT) for word in tar.arguments):
        return True
    between = (command for command in run.commands if download.start < command.start < tar.start)
    return any(command.name in _VERIFIERS for command in between)


def is_removed(run: "RunFacts", tar: "Command", url: str) -> bool:
    """Whether the RUN removes a folder of what `tar` unpacked, so that a layer made by ADD would keep it for good."""
    folders = _folders(run)
    target = _target(run, tar, folders[tar.start])
    return any(_is_within(path, target, url) for path in _removed(run, tar.start, folders))


def _folders(run: "RunFacts") -> dict[int, str]:
    """The folder in which each command runs, by where it stands; as far as is known: "" is any."""
    folder = (run.state.workdir.text or "") if run.state.workdir is not None else ""
    found = {}
    for command in run.commands:
        found[command.start] = folder
        if command.name in ("cd", "pushd") and len(command.operands) == 1:
            word = command.operands[0]
            folder = _path(run.script.resolve(word, run.environment) or word.text, folder)
    return found


def _path(written: str, folder: str) -> str:
    text = written.strip("\"'")
    return text if text.startswith(("~", "$")) else normpath(join(folder, text)).removeprefix(".")


def _target(run: "RunFacts", tar: "Command", folder: str) -> str:
    """The folder that tar unpacks into."""
    given = tar.flag_value("-C", "--directory", "--cd")
    if given is None:
        return folder
    text = given if isinstance(given, str) else run.script.resolve(given, run.environment) or given.text
    return _path(text, folder)


def _removed(run: "RunFacts", after: int, folders: dict[int, str]) -> Iterator[str]:
    """What `rm -r` removes, but for the archives themselves."""
    for command in run.commands:
        if command.name != "rm" or command.start < after or not command.has_flag("-r", "-R", "--recursive"):
            continue
        for word in command.operands:
            path = _path(run.script.resolve(word, run.environment) or word.text, folders[command.start])
            if not _ARCHIVE.search(_GLOBS.sub("", path)):
                yield path


def _is_within(path: str, target: str, url: str) -> bool:
    """Whether what is removed is the target, lies in it or holds it.

    In / and where the target is not known, only what bears a name that the archive's address has.
    """
    above, _, last = path.rpartition("/")
    name = _GLOBS.sub("", last)
    whole = path if name else above
    if target in ("", "/"):
        return name in url if len(name) > 2 else whole == target
    return whole == target or whole.startswith(f"{target}/") or target.startswith(f"{whole}/")
