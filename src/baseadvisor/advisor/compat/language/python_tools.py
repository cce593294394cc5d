"""Programs in Python, installed in a version that a newer Python does not run, or cannot install."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from baseadvisor.advisor.compat.language.jumps import Jump
from baseadvisor.advisor.compat.language.own_python import brings_another
from baseadvisor.advisor.model import Certainty, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.image.numbers import dotted, numbers
from baseadvisor.shell.model import Command
from baseadvisor.shell.packages import Package, PackageAction


class _Tool(NamedTuple):
    """Versions from `first` to before `good` fail on Python `since` and later; `program` is what it is called as.

    `good` is () where there is none on PyPI: then a tool without a version is one of them too.
    """

    program: str
    first: tuple[int, ...]
    good: tuple[int, ...]
    since: tuple[int, ...]
    why: str
    at_once: bool = False


_LIBRARIES = "the libraries of that time in it look for what Python 3.12 left out"
_YAML = "it wants an older PyYAML than 6, which has no wheel for it and no longer compiles"
# Seen by installing versions on both sides of each bound with Python 3.9 to 3.12. `at_once`: it is pip that stops.
_TOOLS = {
    "poetry": _Tool("poetry", (1, 1), (1, 2), (3, 12), _LIBRARIES),
    "pipenv": _Tool("pipenv", (), (2023, 4), (3, 12), _LIBRARIES),
    "virtualenv": _Tool("virtualenv", (16,), (20, 6), (3, 12), "it looks for distutils, which Python 3.12 left out"),
    "ansible": _Tool("ansible", (2,), (6,), (3, 12), _LIBRARIES),
    "awscli": _Tool("aws", (1, 16), (1, 29, 4), (3, 12), "what it wants of PyYAML and urllib3 is not for Python 3.12"),
    "docker-compose": _Tool("docker-compose", (1, 21), (), (3, 10), _YAML, at_once=True),
}
# What newer Pythons left out since (ast.Str in 3.14, which ansible-core looks for up to 2.15).
_LATER = {"ansible": ((3, 14), (9,))}
# Where to look: https://python-poetry.org/docs/#installation (the installer, and the variable that it reads).
_INSTALLER = re.compile(r"install\.python-poetry\.org|(?:install|get)-poetry\.py")
_ASKED = re.compile(r"(?:POETRY_VERSION[= ]+|--version[= ]+)[\"']?(?P<version>\d+(?:\.\d+)+)")
_MENDED = re.compile(r"cython|PIP_CONSTRAINT|--constraint|python3-yaml|PyYAML", re.IGNORECASE)
"""What may make an old PyYAML compile, or bring one that is compiled."""


def reasons(move: Move, change: Jump) -> Iterator[Reason]:
    """Each tool once, where it is told its version."""
    if move.run_only or change.old >= change.new:
        return
    told: set[str] = set()
    for action in move.actions():
        if action.family != "pip" or action.action != "install" or action.manager.startswith("pip2"):
            continue
        for package in action.packages:
            tool = _TOOLS.get(package.name.lower().replace("_", "-"))
            if tool is None or tool.program in told or not change.crosses(*tool.since):
                continue
            version = _pinned(package)
            if version is None or not _is_left_behind(tool, version) or brings_another(move, package.start):
                continue
            if tool.at_once and any(_MENDED.search(text) for text, _ in move.needs.words()):
                continue
            told.add(tool.program)
            yield _reason(move, change, package.text.strip("\"'"), package.start, tool, action)
    if "poetry" not in told:
        yield from _by_installer(move, change)


def _by_installer(move: Move, change: Jump) -> Iterator[Reason]:
    tool = _TOOLS["poetry"]
    texts = list(move.needs.words())
    if not change.crosses(*tool.since) or not any(_INSTALLER.search(text) for text, _ in texts):
        return
    for text, start in texts:
        for match in _ASKED.finditer(text):
            option = match[0].startswith("--")
            if option and not _INSTALLER.search(text):
                continue
            if _is_left_behind(tool, numbers(match["version"])) and not brings_another(move, start + match.start()):
                yield _reason(move, change, f"poetry {match['version']}", start + match.start(), tool, None)
                return


def _pinned(package: Package) -> tuple[int, ...] | None:
    """The version that is asked for; () for the newest, None where it is not seen."""
    if package.kind != "name" or package.qualifier is not None:
        return None
    if package.version is None:
        return ()
    exact = package.operator == "==" and re.fullmatch(r"\d+(?:\.\d+)*", package.version)
    return numbers(package.version) if exact else None


def _is_left_behind(tool: _Tool, version: tuple[int, ...]) -> bool:
    """Whether a version does not run on the newer Python: () is the newest, and no good where the tool was given up."""
    if not tool.good:
        return not version or version >= tool.first
    return bool(version) and tool.first <= version < tool.good


def _reason(move: Move, change: Jump, what: str, start: int, tool: _Tool, action: PackageAction | None) -> Reason:
    guarded = action is not None and _may_fail(action.command)
    sure: Certainty = "high" if (tool.at_once or _is_called(move, tool.program)) and not guarded else "medium"
    fails = "cannot be installed" if tool.at_once else "does not run"
    later, good = _LATER.get(tool.program, ((), tool.good))
    good = good if change.new >= later or not change.exact else tool.good
    instead = f": take {dotted(good)} or newer" if tool.good else ": docker compose, Docker's plugin, took its place"
    return Reason(
        "version", "breaks", sure, what, f"it {fails} on {change.there}; {tool.why}{instead}", move.line(start)
    )


def _may_fail(command: Command) -> bool:
    return command.handled or command.ignored or command.conditional


def _is_called(move: Move, program: str) -> bool:
    """Whether the file calls a program, at build or at start."""
    called = [*move.commands(), *(command for _, command in move.started())]
    return any((command.name or "").rpartition("/")[2] == program and not _may_fail(command) for command in called)
