"""C that is compiled where a compiler came along with the headers once, and does not any more."""

import re
from collections.abc import Iterator

from baseadvisor.advisor import tools
from baseadvisor.advisor.compat.archive import along
from baseadvisor.advisor.compat.failing import reports_failure
from baseadvisor.advisor.model import Reason, Severity
from baseadvisor.advisor.move import Move
from baseadvisor.shell.model import Command

# Source: debian/control of eglibc 2.19 (libc6-dev recommends `gcc | c-compiler`) and of glibc 2.21, which does not.
_SINCE = {"debian": (9,), "ubuntu": (16, 4)}
# A whole tree of another image may hold a compiler, and php-dev brings one (Debian's package index).
_BRINGS_TREE = re.compile(r"\s/(?:usr(?:/local)?/?)?\s*$")
_OF_PHP = re.compile(r"php[\d.]*-dev")
_LOOK_FOR_ONE = frozenset({"configure", "cmake", "phpize", "node-gyp"})


def reasons(move: Move) -> Iterator[Reason]:
    """The first command that looks for a compiler, where nothing that the file installs brings one there."""
    if move.run_only or not move.reaches(_SINCE) or tools.has(move.after, "gcc") is not False:
        return
    if any(
        each.keyword == "COPY" and each.flag("from") is not None and _BRINGS_TREE.search(each.arguments)
        for each in move.needs.instructions
    ):
        return
    for run in move.runs:
        for command in run.commands:
            if command.name in ("apt-get", "apt") and any(word.text == "build-dep" for word in command.words):
                return  # it brings build-essential
            if not (_looks(command) or _may_look(command)) or not reports_failure(run, command):
                continue
            there = along.there(move, move.after, command.start)
            if any(tools.brought_by(one, there) or _is_compiler(one, there) for one in ("gcc", "g++", "cc", "clang")):
                return
            if any(_OF_PHP.fullmatch(name) for name in move.needs.installed(command.start)):
                return  # what took its place brings one
            if any(name.endswith("-dev") for name in there):
                sure = _looks(command)
                looks = "it looks for a C compiler" if sure else "what has native code looks for a C compiler"
                why = (
                    f"{looks}, which {move.after.reference} has not: libc6-dev recommended one "
                    "until 2014, and the headers bring none any more: install build-essential"
                )
                severity: Severity = "breaks" if sure else "check"
                yield Reason("native", severity, "medium", command.name or "", why, move.line(command.start))
            return


def _looks(command: Command) -> bool:
    given = [word.text for word in command.arguments]
    return command.name in _LOOK_FOR_ONE and not command.condition and given not in (["--version"], ["--help"])


def _may_look(command: Command) -> bool:
    """Whether it installs gems, beside headers that are there for nothing else."""
    return command.name in ("gem", "bundle") and any(word.value == "install" for word in command.operands[:1])


def _is_compiler(name: str, there: frozenset[str]) -> bool:
    """Whether a package in one version is that compiler: `gcc-4.8`, `clang-3.5`."""
    return any(one.startswith(f"{name}-") and one[len(name) + 1 : len(name) + 2].isdigit() for one in there)
