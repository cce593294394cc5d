"""Images that run as somebody else than root from the start: what only root may do, in the build and when started."""

import posixpath
import re
import sys
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import islice

from baseadvisor.advisor.compat.archive.managers import also_lines
from baseadvisor.advisor.copies import is_into_folder, sources_of, target_of
from baseadvisor.advisor.model import Certainty, Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import SYSTEM_FAMILIES
from baseadvisor.analysis import RunFacts, State
from baseadvisor.catalog import image_user
from baseadvisor.dockerfile.expansion import ExpansionError, Value, expand
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.image.numbers import is_number, number, numbers
from baseadvisor.shell.model import Command, Scope, Word
from baseadvisor.shell.words import Literal

_NONROOT = "65532"
"""The user nonroot of the distroless images."""
_ROOT = frozenset({"root", "0"})
_ACCOUNTS = frozenset({"useradd", "groupadd", "usermod", "groupmod", "adduser", "addgroup", "userdel", "chpasswd"})
_OWNERS = frozenset({"chown", "chgrp"})
_WRITES = frozenset({"mkdir", "touch", "cp", "mv", "rm", "ln", "install", "sed", "tee", "chmod", "curl", "wget", "tar"})
_OF_ROOT = re.compile(r"/(?:etc|usr/(?:local/)?(?:s?bin|lib(?:64)?|include)|s?bin|lib(?:64)?|root)(?:/|$)")
"""Folders that are root's in every image."""
_OF_THE_SERVICE = re.compile(r"(?:.*/)?[\w-]+-(?:plugin|keystore|users)")
"""Tools of these services (`elasticsearch-plugin`), which are there for the image's own user."""


def reasons(move: Move) -> Iterator[Reason]:
    """What root did on the image that is left, and the user of the other image may not."""
    yield from _root_again(move)
    there = move.after.userland
    user = user_of(move.after)
    if there is None or user is None or there.os != "linux" or user_of(move.before) is not None:
        return
    if there.shell is not None:  # without a shell none runs at all
        yield from _in_the_build(move, user)
    if all(stage.end.user is None for stage in move.needs.stages):
        yield Reason(
            "user",
            "note",
            "high",
            "no USER",
            f"{move.after.reference} runs as {user}, not as root: what it writes to has to be its own",
        )
    yield from _low_port(move, user)


def _root_again(move: Move) -> Iterator[Reason]:
    """`scratch` in the place of an image whose own user is none of root's."""
    user = user_of(move.before)
    if move.after.reference != "scratch" or user is None or any(one.end.user is not None for one in move.needs.stages):
        return
    number = user if user.isdigit() else _NONROOT
    why = f"what {move.before.reference} runs as {user} runs as root there: USER {number}"
    yield Reason("user", "check", "high", "no USER", why)


def user_of(image: Image) -> str | None:
    """Who an image's containers run as unless told otherwise; None for root, and where it is not known."""
    if "nonroot" in image.tag:  # distroless images say so
        return _NONROOT
    known = image_user(image.parsed) if image.parsed is not None else None
    if known is not None and known.default:
        version, since = numbers(image.tag.partition("-")[0]), numbers(known.since)
        return known.name if not version or version >= since[: len(version)] else None
    user = image.userland.user if image.userland is not None else None
    return None if user in _ROOT else user


class _Copied:
    """The paths that COPY and ADD bring as root's, each with the offset of the first that brings it."""

    def __init__(self, move: Move) -> None:
        self._move = move
        self._names: dict[str, dict[str, int]] = {}
        """In each folder the names, and patterns of names, as they are written."""
        self._patterns: dict[str, dict[str, int]] = {}
        self._trees: dict[str, int] = {}
        """Folders with files that nobody here sees."""
        for each in move.needs.copying:
            if _is_for_root(each):
                for folder, name in _places(move, each):
                    if name is None:
                        self._trees.setdefault(folder, each.start)
                        continue
                    self._names.setdefault(folder, {}).setdefault(name, each.start)
                    if _GLOB.search(name):
                        self._patterns.setdefault(folder, {}).setdefault(name, each.start)

    def holds(self, path: str, before: int, *, below: bool) -> bool:
        """Whether a path, or pattern of paths, is one of them before an offset, or (below) has some of them in it."""
        folder, _, name = path.rpartition("/")
        names = self._names.get(folder, {})
        inside = self._names.get(path.rstrip("/"), {}) if below else {}
        if names.get(name, before) < before or next(iter(inside.values()), before) < before:
            return True
        if _GLOB.search(name):
            matching = (first for copied, first in islice(names.items(), _MANY) if fnmatchcase(copied, name))
            return min(self._trees.get(folder, before), next(matching, before)) < before
        unseen = self._by_a_pattern(folder, name, before) or self._in_a_tree(path, before)
        return unseen is not None and not self._made.may_be(unseen, before)

    def _by_a_pattern(self, folder: str, name: str, before: int) -> str | None:
        """The name, if it is one of those that a pattern brought before an offset."""
        patterns = islice(self._patterns.get(folder, {}).items(), _MANY)
        return name if any(first < before and fnmatchcase(name, pattern) for pattern, first in patterns) else None

    def _in_a_tree(self, path: str, before: int) -> str | None:
        """What a path is called in a folder that was copied before an offset."""
        folder = "" if _OF_THE_IMAGE.match(path) else path.rpartition("/")[0]
        while folder and self._trees.get(folder, before) >= before:
            folder = folder.rpartition("/")[0]
        return path[len(folder) + 1 :] if folder else None

    @cached_property
    def _made(self) -> "_Made":
        return _Made(self._move)


class _Made:
    """What the commands of the stages may make, and COPY brings as somebody else's, by names."""

    def __init__(self, move: Move) -> None:
        self._names: set[str] = set()
        self._unseen_from = sys.maxsize
        """The offset of the first of them that may make files of names that nobody here sees."""
        for run in move.runs:
            managing = {action.start for action in run.actions if action.family in SYSTEM_FAMILIES}
            for command in run.commands:
                if not command.words or command.name in _MAKES_NOTHING or command.start in managing:
                    continue
                if command.name not in _MAKES_WHAT_IT_NAMES:
                    self._add(command.start, None)
                if command.name not in _RUNS_WHAT_IT_NAMES:
                    self._add(command.start, *(text for word in command.arguments for text in word.alternatives))
            for redirect in run.script.redirects:
                self._add(redirect.start, *(redirect.target.alternatives if redirect.target is not None else ()))
        for each in move.needs.copying:
            if not _is_for_root(each):
                self._add(each.start, *sources_of(each), target_of(each))

    def _add(self, start: int, *texts: str | None) -> None:
        """Take in the names in texts; None for one that is not known."""
        for text in texts:
            if text is None:
                self._unseen_from = min(self._unseen_from, start)
            else:
                self._names.update(_NAME.findall(text))

    def may_be(self, path: str, before: int) -> bool:
        """Whether a file, or a folder on the way to it, may be one of theirs at an offset."""
        parts = path.split("/")
        seen = before <= self._unseen_from and all(map(_NAME.fullmatch, parts))
        return not seen or not self._names.isdisjoint(parts)


_GLOB = re.compile(r"[*?\[]")
_NAME = re.compile(r"[\w.+@~%-]+")
_MANY = 100
"""So many names in a folder are compared with a pattern."""
_OF_THE_IMAGE = re.compile(r"(?:\$\{WORKDIR\}|/usr/share|/var/lib)/")
"""Folders where an image may have files of its own user's."""
_MAKES_NOTHING = _ACCOUNTS | {
    *(
        "chmod",
        "chown",
        "chgrp",
        "sed",
        "dos2unix",
        "set",
        "export",
        "true",
        ":",
        "test",
        "[",
        "[[",
        "ls",
        "cat",
        "stat",
    ),
    *("find", "xargs", "echo", "printf", "cd", "id", "getent", "sudo"),
}
_MAKES_WHAT_IT_NAMES = frozenset({"mkdir", "touch", "rm", "ln", "tee", "curl", "wget"})
_RUNS_WHAT_IT_NAMES = frozenset({"sh", "bash", "ash", "dash", "zsh", "source", ".", "exec"})


def _is_for_root(instruction: Instruction) -> bool:
    owner = instruction.flag("chown")
    return owner is None or (owner.value or "").partition(":")[0] in _ROOT


def _places(move: Move, instruction: Instruction) -> Iterator[tuple[str, str | None]]:
    """What a COPY or ADD makes: its target, and its sources in that, as it may be a folder that is there.

    Each by its folder and its name, which is None for files that nobody here sees.
    """
    analysis = move.needs.analysis
    state = analysis.stage_of(instruction).before(instruction)

    def known(text: str) -> str:
        try:
            return _written(expand(text, state.environment.lookup, analysis.dockerfile.escape).value)
        except ExpansionError:
            return text

    target = _path(_folder(state), known(target_of(instruction)) or "/").rstrip("/")
    if not is_into_folder(instruction):  # else it may be the image's own, and another's than root
        yield target.rpartition("/")[0], target.rpartition("/")[2]
    for source in sources_of(instruction):
        name = known(source).rstrip("/").rpartition("/")[2]
        yield target, name
        if "." not in name.lstrip("."):
            yield target, None


def _in_folders(run: RunFacts) -> Iterator[tuple[Command, str]]:
    """The commands of a RUN, each with the folder that it works in."""
    folders: dict[Scope | None, str] = {None: _folder(run.state)}
    for command in run.commands:
        scope: Scope | None = command.scope
        while scope not in folders:
            scope = scope.parent if scope is not None else None
        yield command, folders[scope]
        if command.name in ("cd", "pushd", "popd"):
            to = _text(run, command.operands[0]) if command.operands else _UNKNOWN
            folders[command.scope] = _path(folders[scope], to)


def _changed(run: RunFacts, command: Command) -> Iterator[str]:
    """The files that a chmod is given, as they are written. Its mode may look like a flag: `-x`."""
    has_mode = command.has_flag("--reference") or any(_TAKES_AWAY.match(word.prefix) for word in command.arguments)
    for word in command.operands if has_mode else command.operands[1:]:
        yield from _texts(run, word)


_TAKES_AWAY = re.compile(r"-[rwxXstugo]")


def _texts(run: RunFacts, word: Word) -> Iterator[str]:
    """What a shell makes of a word: more than one where it has braces."""
    if word.braces:
        yield from (one for one in word.alternatives if one is not None)
    else:
        yield _text(run, word)


def _text(run: RunFacts, word: Word) -> str:
    """A word with its variables filled in; where one is not known, all by their names."""
    text = run.script.resolve(word, run.environment)
    if text is not None:
        return text
    return "".join(part.text if isinstance(part, Literal) else f"${{{part.name}}}" for part in word.parts)


_UNKNOWN = "~"
"""A folder that nobody here knows."""
_PATH_MAX = 4096
"""Characters, as Linux has it (limits.h)."""


def _folder(state: State) -> str:
    """The working folder; the image's own by a name that no other has."""
    return "${WORKDIR}" if state.workdir is None else _written(state.workdir)


def _written(value: Value) -> str:
    return "".join(part if isinstance(part, str) else f"${{{part.name}}}" for part in value.parts)


def _path(folder: str, text: str) -> str:
    """A path as it is from a folder; what begins with a variable is taken for a whole one."""
    path = posixpath.normpath(text if text.startswith(("$", "~")) else posixpath.join(folder, text))
    return path if len(path) < _PATH_MAX else _UNKNOWN


def _in_the_build(move: Move, user: str) -> Iterator[Reason]:
    """The first command that root alone may give, with the lines of the others, else the first RUN.

    Those that stand before any USER count.
    """
    runs = [run for run in move.runs if run.state.user is None]
    copied = _Copied(move)
    found = [
        (command, sure)
        for run in runs
        for command, folder in _in_folders(run)
        if (sure := _for_root(run, command, folder, copied)) is not None and not command.handled and not command.ignored
    ]
    if found:
        command, sure = found[0]
        lines = sorted({move.line(one.start) for one, _ in found})
        yield Reason("user", "breaks", sure, f"{command.name} as root", _mend(move, user, lines), lines[0])
        return
    for run in runs:
        if not all(_OF_THE_SERVICE.fullmatch(command.words[0].text) for command in run.commands if command.words):
            line = move.line(run.instruction.start)
            yield Reason("user", "check", "high", "RUN as root", _mend(move, user, [line]), line)
            return


def _mend(move: Move, user: str, lines: Sequence[int]) -> str:
    first, last = ("the first", "the last") if len(lines) > 1 else ("it", "it")
    return (
        f"{move.after.reference} runs as {user}: write USER root before {first} and USER {user} after {last}"
        f"{also_lines(lines)}"
    )


def _for_root(run: RunFacts, command: Command, folder: str, copied: _Copied) -> Certainty | None:
    """How sure it is that a command in a folder fails for whoever is not root; None where it may not.

    Only its owner, root, may change the mode of what is `copied`.
    """
    name = command.name or ""
    if name in _ACCOUNTS or any(
        action.family in SYSTEM_FAMILIES and action.start == command.start for action in run.actions
    ):
        return "high"
    if name in _OWNERS:
        return "medium"
    if name in _WRITES and command.operands and _OF_ROOT.match(command.operands[-1].text):
        return "medium"
    if name == "chmod":
        below = command.has_flag("-R", "--recursive")
        paths = (_path(folder, text) for text in _changed(run, command))
        return "medium" if any(copied.holds(path, command.start, below=below) for path in paths) else None
    return None


def _low_port(move: Move, user: str) -> Iterator[Reason]:
    for instruction in move.needs.instructions:
        for word in instruction.words if instruction.keyword == "EXPOSE" else ():
            port = word.text.partition("/")[0]
            if is_number(port) and number(port) < 1024:
                yield Reason(
                    "user",
                    "check",
                    "medium",
                    f"EXPOSE {word.text}",
                    f"{move.after.reference} runs as {user}; some runtimes let only root listen below 1024",
                    move.line(instruction.start),
                )
                return
