"""Python 2: where a file uses it, and what of it has to be ported where the other image has Python 3 alone."""

import re

from baseadvisor.advisor.compat.archive.editions import plain_is_2
from baseadvisor.advisor.compat.language.own_python import brings_another, is_own_python, of_other_python
from baseadvisor.advisor.model import Certainty
from baseadvisor.advisor.move import Move
from baseadvisor.shell.packages import PackageAction

_PROGRAMS = re.compile(r"(?:python|pip|ipython|easy_install-?)(?:2(?:\.\d)?)?")
_FOR_PROGRAMS = re.compile(r"(?:python2?|py2?)-(?!dev(?:el)?$|minimal$)[a-z].*")
_COMPILERS = frozenset({"make", "g++", "gcc", "gcc-c++", "build-essential", "build-base"})
_NODE = frozenset({"node", "iojs"})
_NODE_MODULES = frozenset({"npm", "yarn", "pnpm"})
PLAIN_MADE = re.compile(
    r"\bln\b[^;&|\n]*/python\d?[\d.]*\s+\S*/python(?![\w.])|(?:alternatives|update-alternatives)\s[^;&|\n]*\bpython\b"
)
"""What makes another Python the command `python`."""


def place_of_use(move: Move) -> int | None:
    """The offset where pip of Python 2 installs, else where Python 2 is run; None where neither is shown."""
    for action in move.all_actions():
        if _installs(action) and not of_other_python(move, action.start):
            return action.start
    for command in move.commands():
        named = command.name is not None and _PROGRAMS.fullmatch(command.name)
        if named and not command.condition and not brings_another(move, command.start):
            return command.start
    for instruction, command in move.started():
        if (
            command.name is not None
            and _PROGRAMS.fullmatch(command.name)
            and not brings_another(move, instruction.start)
        ):
            return instruction.start
    return None


def _installs(action: PackageAction) -> bool:
    """Whether it is a pip that may be Python 2's."""
    name = action.command.name or ""
    return action.family == "pip" and action.action == "install" and _PROGRAMS.fullmatch(name) is not None


def place_of_plain(move: Move) -> int | None:
    """The offset where `python` is run that is Python 2 in the release, whatever brought it."""
    if not plain_is_2(move.before) or any(PLAIN_MADE.search(text) for text, _ in move.needs.words()):
        return None
    places = [(command, command.start) for command in move.commands() if not command.condition]
    places += [(command, instruction.start) for instruction, command in move.started()]
    return next((start for command, start in places if command.name == "python" and is_own_python(move, command)), None)


def is_meant(move: Move, package: str) -> bool:
    """Whether a package is there to run Python 2, or to build for it, and not for node-gyp alone."""
    return certainty(move) is not None


def certainty(move: Move) -> Certainty | None:
    """How sure it is that something has to be ported; None where there is nothing.

    node-gyp calls `python` to compile modules of Node.js, and a newer one, which comes with a newer Node.js, takes
    Python 3; what else is compiled seldom calls it.
    """
    if place_of_use(move) is not None:
        return "high"
    modules = any(action.manager in _NODE_MODULES for action in move.all_actions())
    installed = move.needs.installed()
    if move.name_before in _NODE or (modules and {"nodejs", "npm"} & installed):
        return None
    if all(name.endswith(("-dev", "-devel")) for name in installed if name.startswith("python")):
        return "low"  # its headers alone
    compiles = installed & _COMPILERS and not any(_FOR_PROGRAMS.fullmatch(name) for name in installed)
    return "low" if compiles else "medium"
