"""The applications that come with Tomcat, which its official image keeps out of the folder `webapps`.

Source: docker-library/tomcat, pull request 181: since 2020-01-03 they lie in `webapps.dist`, and `webapps` is empty.
"""

import posixpath
import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.failing import reports_failure
from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.analysis import RunFacts
from baseadvisor.dockerfile.expansion import Value
from baseadvisor.image.numbers import numbers
from baseadvisor.image.tag import Tag
from baseadvisor.shell.model import Command, Scope, Word

_HOME = "/usr/local/tomcat"
"""The image's CATALINA_HOME and working folder."""
_WEBAPPS = f"{_HOME}/webapps"
_APPLICATION = re.compile(rf"{_WEBAPPS}/(?:ROOT|docs|examples|manager|host-manager)(?:/.*)?")
_EVERYTHING = f"{_WEBAPPS}/*"
# The first versions that were built so, by the line they belong to. Where to look: docker-library/tomcat issue 183.
_SINCE: dict[tuple[int, ...], int] = {(7, 0): 99, (8, 5): 50, (9, 0): 30}
# Tags without a patch that were not built any more by then. Where to look: docker-library/tomcat pull requests 120
# and 158, issue 166.
_STOPPED = re.compile(r"(?:6\b|8\.0|.*alpine|.*(?:jre|jdk)(?:7|9|10)\b|7[\d.]*-jre|.*jre\d+-slim).*")
_LISTED = "{} keeps {} empty (its applications are in webapps.dist)"


def reasons(move: Move) -> Iterator[Reason]:
    """Commands that rest on an application of Tomcat's own, where there is none: each line once."""
    if move.run_only or not _is_empty(move.after) or _is_empty(move.before):
        return
    if move.before.parsed is not None and base_name(move.before.parsed) != "tomcat":
        return
    yield from _manager(move)
    copied = _Made(move)
    told: set[int] = set()
    for run in move.runs:
        folders = _Folders(run)
        for command in run.commands:
            if copied.everything:
                return
            line = move.line(command.start)
            path = _wanted(run, command, folders, copied)
            if path is not None and line not in told:
                told.add(line)
                what = f"{command.name} of {path.removeprefix(_HOME + '/')}"
                remedy = "leave it out, or rm -rf" if command.name == "rm" else "move them there first"
                why = f"{_LISTED.format(move.after.reference, _WEBAPPS)}: {remedy}"
                yield Reason("paths", "breaks", "high", what, why, line)
            copied.add(command, folders)
            folders.follow(command)


_MANAGER = re.compile(r"manager-(?:gui|script|jmx|status)|Catalina/localhost/(?:host-)?manager\.xml")


def _manager(move: Move) -> Iterator[Reason]:
    """What is set up for the manager, which is not there to be logged in to."""
    if any("webapps.dist" in text for text, _ in move.needs.words()):
        return
    for text, start in move.needs.words():
        match = _MANAGER.search(text) or (_USERS.search(text) if text.upper().startswith(("COPY", "ADD")) else None)
        if match is not None:
            why = f"{move.after.reference} keeps its manager in webapps.dist: move it into webapps where it is wanted"
            yield Reason("paths", "check", "medium", "Tomcat's manager", why, move.line(start + match.start()))
            return


_USERS = re.compile(r"tomcat-users\.xml")


def _is_empty(image: Image) -> bool:
    """Whether an image is the official one, as it has been built since then."""
    if image.parsed is None or base_name(image.parsed) != "tomcat":
        return False
    version = numbers(Tag.parse(image.tag).version)
    if len(version) > 2:
        first = _SINCE.get(version[:2])
        return version[:2] >= (10,) if first is None else version[2] >= first
    return image.parsed.digest is None and _STOPPED.fullmatch(image.tag) is None


class _Folders:
    """The folder that the commands of a RUN are in, as far as it is known."""

    def __init__(self, run: RunFacts) -> None:
        self.run = run
        self.start = _folder(run.state.workdir)
        self.changed: dict[Scope, str | None] = {}

    def of(self, command: Command) -> str | None:
        """Where a command runs."""
        scope: Scope | None = command.scope
        while scope is not None:
            if scope in self.changed:
                return self.changed[scope]
            scope = scope.parent
        return self.start

    def path(self, command: Command, word: Word) -> str | None:
        """The path that a word of a command names, None where it is not known."""
        text = self.run.script.resolve(word, {"CATALINA_HOME": _HOME, **self.run.environment})
        folder = self.of(command)
        if not text or (folder is None and not text.startswith("/")):
            return None
        return posixpath.normpath(posixpath.join(folder or "/", text))

    def follow(self, command: Command) -> None:
        """Change the folder as `cd` does."""
        if command.name in ("cd", "pushd", "popd"):
            word = command.operands[0] if command.name != "popd" and command.operands else None
            self.changed[command.scope] = self.path(command, word) if word is not None else None


def _folder(workdir: Value | None) -> str | None:
    """The working folder, where it is the image's own or below CATALINA_HOME as well."""
    if workdir is None:
        return _HOME
    names = workdir.names
    if names not in ((), ("CATALINA_HOME",)) and not (names == ("WORKDIR",) and len(workdir.parts) > 1):
        return None
    return "".join(part if isinstance(part, str) else _HOME for part in workdir.parts)


_MAKES = frozenset({"mkdir", "cp", "mv", "ln", "install", "touch"})
_MAY_MAKE_ALL = frozenset({"tar", "unzip", "jar", "git", "svn", "rsync", "bsdtar", "7z", "startup.sh", "catalina.sh"})


class _Made:
    """What the file itself puts into `webapps`; `everything`: it may be all that is looked for.

    `copies`: something is copied, so that the folder need not be empty.
    """

    def __init__(self, move: Move) -> None:
        self.everything = any("webapps.dist" in text for text, _ in move.needs.words()) or any(
            _may_bring(tuple(word.text.strip("\"'[],") for word in each.words))
            for each in move.needs.instructions
            if each.keyword in ("COPY", "ADD", "WORKDIR", "VOLUME") and each.words
        )
        self.paths: set[str] = set()
        self.copies = bool(move.needs.copying)

    def add(self, command: Command, folders: _Folders) -> None:
        """Take in what a command makes."""
        if command.name in _MAY_MAKE_ALL:
            self.everything = True
        elif command.name in _MAKES and command.operands:
            path = folders.path(command, command.operands[-1])
            self.paths.update([path] if path is not None else ())
            self.everything = self.everything or path == _WEBAPPS or path is None

    def has(self, path: str) -> bool:
        """Whether what is made is that path, or is in it, or may have it."""
        return any(path == one or path.startswith(f"{one}/") or one.startswith(f"{path}/") for one in self.paths)


def _may_bring(words: tuple[str, ...]) -> bool:
    """Whether an instruction puts something that is no archive below Tomcat's folder: it may hold an application."""
    target = words[-1].replace("${CATALINA_HOME}", _HOME).replace("$CATALINA_HOME", _HOME).rstrip("/")
    sources = words[:-1]
    if _APPLICATION.fullmatch(target) or re.fullmatch(r"(?:\./?)?webapps/\w.*", target):
        return not target.endswith(".war")
    whole = target in ("", ".", _HOME, _WEBAPPS, "webapps", "./webapps") or target.startswith("$")
    return whole and any(not re.search(r"\.(?:war|jar|xml|sh|properties|key|\w*p12|jks)$", one) for one in sources)


def _wanted(run: RunFacts, command: Command, folders: _Folders, made: _Made) -> str | None:
    """The application's path that a command needs to be there, and whose want makes the build fail."""
    if command.handled or command.ignored or command.conditional or not reports_failure(run, command):
        return None
    for word, inside in _rests_on(command):
        path = folders.path(command, word)
        if path is None or made.has(path):
            continue
        if path == _EVERYTHING and word.glob and not made.paths and not made.copies:
            return path
        wanted = posixpath.dirname(path) if inside and not word.text.endswith("/") else path
        if _APPLICATION.fullmatch(wanted) and not made.has(wanted):
            return path
    return None


def _rests_on(command: Command) -> Iterator[tuple[Word, bool]]:
    """The words of a command that have to be there, or (True) whose folder has to be."""
    words = command.operands
    if command.name in ("rm", "rmdir"):
        if not command.has_flag("-f", "--force", "--ignore-fail-on-non-empty"):
            yield from ((word, False) for word in words)
    elif command.name in ("cp", "mv") and not command.has_flag("-t", "--target-directory"):
        yield from ((word, False) for word in words[:-1])
        yield from ((word, True) for word in words[-1:])
    elif command.name in ("chmod", "chown", "chgrp", "grep", "sed"):
        yield from ((word, False) for word in words[-1:])
    elif command.name in ("cat", "cd"):
        yield from ((word, False) for word in words[:1])
