"""Go: modules in the place of GOPATH, and `go get` that installs no more.

Sources: the release notes of Go 1.16 (module mode is the rule) and 1.18 (`go get` builds and installs nothing).
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.jumps import Jump
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.shell.model import Command

_OLD_MANAGERS = frozenset({"dep", "godep", "glide", "govendor", "gvt", "gb"})
_REMOTE = re.compile(r"[\w-]+(?:\.[\w-]+)+/")


def jump(move: Move, change: Jump) -> Iterator[Reason]:
    """What a change of Go's version touches."""
    if _sets_gopath_mode(move):
        return
    if change.crosses(1, 18):
        yield from _installs_by_get(move)
    if change.crosses(1, 16) and not _has_modules(move):
        yield from _without_modules(move, change)


def standing(move: Move, change: Jump) -> Iterator[Reason]:
    """`go get` outside a module: where the file brings no code of its own before it, which may be a module."""
    first = next((command.start for command in move.commands() if _got(command)), None)
    if first is None or not change.crosses(1, 18) or _sets_gopath_mode(move) or _has_modules(move):
        return
    brought = any(each.keyword in ("COPY", "ADD") and each.start < first for each in move.needs.instructions) or any(
        command.name in ("git", "tar", "svn", "hg") and command.start < first for command in move.commands()
    )
    if not brought:
        yield from _installs_by_get(move)


def _sets_gopath_mode(move: Move) -> bool:
    return any(re.search(r"GO111MODULE=[\"']?off", text) for text, _ in move.needs.words())


def _has_modules(move: Move) -> bool:
    """Whether the file shows a go.mod."""
    return any(re.search(r"\bgo\.mod\b|\bgo mod\b", text) for text, _ in move.needs.words())


def _installs_by_get(move: Move) -> Iterator[Reason]:
    """`go get` of a package outside a module; told once, at the first."""
    found = [(tool, command.start) for command in move.commands() for tool in _got(command)]
    if not found:
        return
    name, start = found[0]
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    yield Reason(
        "version",
        "breaks",
        "medium" if _has_modules(move) else "high",
        f"go get {name}{more}",
        "from Go 1.18 on it works within a module alone, and installs nothing: a program by "
        f"go install {name}@VERSION, a library by go.mod",
        move.line(start),
    )


def _got(command: Command) -> list[str]:
    """The packages that a `go get` is to install."""
    words = [word.value or word.prefix for word in command.operands]
    if command.name != "go" or words[:1] != ["get"] or command.has_flag("-d") or command.ignored:
        return []
    return [word.partition("@")[0] for word in words[1:] if _REMOTE.match(word)]


def _without_modules(move: Move, change: Jump) -> Iterator[Reason]:
    """A build in GOPATH: from 1.16 on it wants a go.mod, which Go below 1.11 had not."""
    for run in move.runs:
        below = run.state.workdir is not None and "/src/" in f"{run.state.workdir.text or ''}/"
        for command in run.commands:
            if command.name in _OLD_MANAGERS and command.operands:
                yield _wants_modules(move, command, f"{command.name} {command.operands[0].text}", sure=True)
                return
            if command.name == "go" and command.operands and command.operands[0].value in ("build", "install", "get"):
                first = command.operands[1].prefix if len(command.operands) > 1 else "."
                if first.endswith(".go") or (command.operands[0].value != "build" and _REMOTE.match(first)):
                    continue
                yield _wants_modules(
                    move, command, f"go {command.operands[0].value}", sure=below and change.old < (1, 11)
                )
                return


def _wants_modules(move: Move, command: Command, what: str, *, sure: bool) -> Reason:
    return Reason(
        "version",
        "breaks" if sure else "check",
        "medium",
        what,
        "from Go 1.16 on a build wants a go.mod: run `go mod init`, or set GO111MODULE=off as long as that works",
        move.line(command.start),
    )
