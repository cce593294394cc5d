"""Go: modules in the place of GOPATH, and `go get` that installs no more.

Sources: the release notes of Go 1.16 (module mode is the rule), 1.18 (`go get` builds and installs nothing, and fails
outside a module) and 1.22 (`go get` is refused in GOPATH mode, GO111MODULE=off, as well).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from baseadvisor.advisor.compat.archive.managers import also_lines
from baseadvisor.advisor.compat.language import onbuild
from baseadvisor.advisor.compat.language.jumps import Jump
from baseadvisor.advisor.copies import sources_of
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.analysis import RunFacts
from baseadvisor.shell.model import Command

_OLD_MANAGERS = frozenset({"dep", "godep", "glide", "govendor", "gvt", "gb"})
_GIVEN_UP = {
    "github.com/golang/dep": "go mod does its work",
    "github.com/tools/godep": "go mod does its work",
    "github.com/Masterminds/glide": "go mod does its work",
    "github.com/kardianos/govendor": "go mod does its work",
    "github.com/alecthomas/gometalinter": "golangci-lint does its work",
    "gopkg.in/alecthomas/gometalinter": "golangci-lint does its work",
}
"""Programs whose repositories are archived: each says so in its README, and names what to take."""
_REMOTE = re.compile(r"[\w-]+(?:\.[\w-]+)+/")


def jump(move: Move, change: Jump) -> Iterator[Reason]:
    """What a change of Go's version touches."""
    if change.crosses(1, 12):
        yield from _wrapped(move)
    if _sets_gopath_mode(move):
        if change.crosses(1, 22):
            yield from _gets_in_gopath_mode(move)
        return
    if change.crosses(1, 18):
        yield from _installs_by_get(move)
    if change.crosses(1, 16) and not _has_modules(move):
        yield from _without_modules(move, change)


def _wrapped(move: Move) -> Iterator[Reason]:
    """A helper of the official images. Where to look: docker-library/golang, whose images of 1.12 have it no more."""
    if move.name_before != "golang" or move.needs.copies("go-wrapper"):
        return
    lines = [move.line(command.start) for command in move.commands() if command.name == "go-wrapper"]
    lines += [move.line(each.start) for each, command in move.started() if command.name == "go-wrapper"]
    if lines:
        why = f"the image has it no more: a go.mod (go mod init), and go install or go build{also_lines(lines)}"
        yield Reason("version", "breaks", "high", "go-wrapper", why, lines[0])


def standing(move: Move, change: Jump) -> Iterator[Reason]:
    """`go get` outside a module: where the file brings no code of its own before it, which may be a module."""
    if _sets_gopath_mode(move):
        if change.crosses(1, 22):
            yield from _gets_in_gopath_mode(move)
    elif change.crosses(1, 18) and not _has_modules(move):
        first = next((command.start for command in move.commands() if _got(command)), None)
        if first is not None and (not _brings_code(move, first) or _calls_what_it_got(move)):
            yield from _installs_by_get(move)


def _calls_what_it_got(move: Move) -> bool:
    """Whether a program of a `go get` is called afterwards; within a module it is not installed either."""
    got = {name.rstrip("/.").rpartition("/")[2]: command.start for command in move.commands() for name in _got(command)}
    return any(
        (command.name or "") in got and got[command.name or ""] < command.start and not command.condition
        for command in move.commands()
    )


def stops(move: Move, change: Jump) -> bool:
    """Whether a `go get` of the file is sure to fail with the new version, whatever the old one did."""
    return any(standing(move, change._replace(old=(0,))))


def _brings_code(move: Move, before: int) -> bool:
    """Whether the file brings code before a place, which may have a go.mod."""
    return any(each.start < before and not _NO_CODE.fullmatch(each.arguments) for each in move.needs.copying) or any(
        command.name in ("git", "tar", "svn", "hg") and command.start < before for command in move.commands()
    )


_NO_CODE = re.compile(r"[\"'\[\s]*[\w./-]*\w\.(?:txt|list|sh|conf|cfg|ya?ml|json)[\"',]*\s+[^\s,]+\s*")
"""A COPY of one file that is no code of Go's."""
_COMPILES = frozenset({"build", "install", "test", "generate", "run", "vet", "get"})
_BUILDERS = frozenset({"make", "go-wrapper", "gox", "goreleaser", "mage", "ko", "bazel", "xgo"})


def compiled(move: Move) -> int | None:
    """Where Go first compiles something, by itself or by what builds with it; None where nothing shows it."""
    compiling = [(run, command) for run in move.runs for command in run.commands if _is_compiling(command)]
    for run, command in compiling:
        # A builder compiles anything: one beside a command of Go's is more likely to be Go's.
        if command.name == "go" or any(one.name == "go" for one in run.commands):
            return command.start
    if compiling:
        return compiling[0][1].start
    started = next((each.start for each, command in move.started() if _is_compiling(command)), None)
    return onbuild.place(move) if started is None and onbuild.built(move) is not None else started


def _is_compiling(command: Command) -> bool:
    if command.name in _BUILDERS:
        return True
    first = next(iter(command.operands), None)
    if command.name != "go" or first is None or (first.value == "get" and command.has_flag("-d")):
        return False
    return first.value in _COMPILES


def _sets_gopath_mode(move: Move) -> bool:
    return any(re.search(r"GO111MODULE[= ][\"']?off", text) for text, _ in move.needs.words())


def _has_modules(move: Move) -> bool:
    """Whether the file shows a go.mod, or builds with modules already."""
    return any(_OF_MODULES.search(text) for text, _ in move.needs.words())


_OF_MODULES = re.compile(r"\bgo\.mod\b|\bgo mod\b|GO111MODULE[= ][\"']?on\b|\s-mod[= ](?:vendor|mod|readonly)\b")


def _gets(command: Command) -> bool:
    """Whether it is a `go get` that the build stops at."""
    first = next(iter(command.operands), None)
    return command.name == "go" and first is not None and first.value == "get" and not command.ignored


def _gets_in_gopath_mode(move: Move) -> Iterator[Reason]:
    """`go get` with modules turned off, which is refused whatever it is to fetch; told once, at the first."""
    for command in move.commands():
        if _gets(command):
            yield Reason(
                "version",
                "breaks",
                "high",
                " ".join(["go get", *_named(command)[:1]]),
                "from Go 1.22 on it stops where GO111MODULE=off: a program by go install NAME@VERSION, "
                "a library by go.mod",
                move.line(command.start),
            )
            return


def _installs_by_get(move: Move) -> Iterator[Reason]:
    """`go get` of a package outside a module; told once, at the first.

    Within a module it goes on fetching what it is only to fetch (`-d`).
    """
    found = [(tool, command) for command in move.commands() for tool in _got(command)]
    modules = _has_modules(move)
    if any(command.has_flag("-d") and (modules or _brings_code(move, command.start)) for _, command in found):
        found = [(tool, command) for tool, command in found if not command.has_flag("-d")]
    if not found:
        return
    name, first = found[0]
    given_up = next((note for each, _ in found for note in _given_up(each)), "")
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    yield Reason(
        "version",
        "breaks",
        "medium" if modules else "high",
        f"go get {name}{more}",
        "from Go 1.18 on it works within a module alone, and installs nothing: a program by "
        f"go install {name}@VERSION, a library by go.mod{given_up}{_looked_for(move, found)}",
        move.line(first.start),
    )


def _looked_for(move: Move, found: list[tuple[str, Command]]) -> str:
    """What to add where the file works in the folder of GOPATH that a `go get` made."""
    for name, command in found:
        path = f"/src/{_repository(name)}"
        for text, start in move.needs.words():
            at = text.find(path, max(command.start - start, 0))
            if at >= 0:
                return f"; nor is it in GOPATH's src then, where line {move.line(start + at)} looks: git clone it"
    return ""


def _repository(name: str) -> str:
    """The part of a package's name that its repository has: `github.com/owner/name`."""
    return "/".join(name.rstrip("/.").split("/")[:3])


def _given_up(name: str) -> Iterator[str]:
    """What to add for a program that is given up."""
    for path, instead in _GIVEN_UP.items():
        if re.match(rf"{re.escape(path)}(?:$|[/.])", name):
            yield f"; {path.rpartition('/')[2]} is given up: {instead}"


def _got(command: Command) -> list[str]:
    """The packages that a `go get` is to fetch or to install."""
    if not _gets(command):
        return []
    found = [name.partition("@")[0] for name in _named(command) if _REMOTE.match(name)]
    return found or (["NAME"] if "xargs" in command.within and not _named(command) else [])


def _named(command: Command) -> list[str]:
    """What a subcommand of go is given."""
    return [word.value or word.prefix for word in command.operands][1:]


class _Build(NamedTuple):
    """A command that compiles, and what of Go 1.16 and later stops it: `remote` is the package it fetches by its name.

    `sure`: it is sure to be stopped.
    """

    command: Command
    what: str
    sure: bool
    remote: str | None = None


def _without_modules(move: Move, change: Jump) -> Iterator[Reason]:
    """Builds in GOPATH, which want a go.mod from 1.16 on, and what is fetched by name: the first of each kind."""
    fetches = any(_gets(command) for command in move.commands())  # which is refused without modules
    found = list(_built_in_gopath(move, change))
    for kind in (
        [build for build in found if build.remote is None],
        [build for build in found if build.remote is not None],
    ):
        gravest = [build for build in kind if build.sure] or kind
        if not gravest:
            continue
        first = gravest[0]
        why = _wants_modules(move, first, fetches=fetches) if first.remote is None else _wants_a_version(first, fetches)
        lines = sorted({move.line(build.command.start) for build in gravest})
        why += also_lines(lines)
        yield Reason("version", "breaks" if first.sure else "check", "medium", first.what, why, lines[0])


def _built_in_gopath(move: Move, change: Jump) -> Iterator[_Build]:
    managed: Command | None = None
    told = False
    fetched = [f"/src/{_repository(name)}" for command in move.commands() for name in _got(command)]
    for run in move.runs:
        folder = (run.state.workdir.text or "") if run.state.workdir is not None else ""
        if any(path in folder for path in fetched):
            continue  # what is built there is not there any more
        below = "/src/" in f"{folder}/"
        for command in run.commands:
            if command.name in _OLD_MANAGERS and command.operands:
                managed = managed or command
                continue
            if command.name == "go" and command.operands and command.operands[0].value in ("build", "install", "get"):
                build = _of_go(move, change, run, command, managed=managed is not None, below=below)
            elif command.name == "make" and managed is None and below and change.old < (1, 11):
                build = _Build(command, f"make {command.operands[0].text}" if command.operands else "make", sure=False)
            else:
                continue
            if build is not None:
                told = True
                yield build
    if managed is not None and not told:
        yield _Build(managed, f"{managed.name} {managed.operands[0].text}", sure=True)


def _of_go(move: Move, change: Jump, run: RunFacts, command: Command, *, managed: bool, below: bool) -> _Build | None:
    """What becomes of one `go build`, `go install` or `go get` of code that is there."""
    subcommand = command.operands[0].value
    first = command.operands[1].prefix if len(command.operands) > 1 else "."
    if first.endswith(".go") or (subcommand == "get" and _REMOTE.match(first)):
        return None
    if subcommand == "install" and _REMOTE.match(first) and not _is_own(run, first):
        if "@" in first or command.handled or command.ignored:
            return None
        sure = change.old < (1, 11) or not _brings_code(move, command.start)
        return _Build(command, "go install", sure, remote=first)
    return _Build(command, f"go {subcommand}", sure=managed or (below and change.old < (1, 11)))


def _is_own(run: RunFacts, name: str) -> bool:
    """Whether a package is in the folder of GOPATH that a RUN works in, or below it."""
    folder = (run.state.workdir.text or "") if run.state.workdir is not None else ""
    own = folder.partition("/src/")[2].rstrip("/")
    return bool(own) and f"{name.rstrip('/.')}/".startswith(f"{own}/")


def _wants_a_version(build: _Build, fetches: bool) -> str:
    """Of `go install PATH`, which was built out of GOPATH."""
    cure = "" if fetches else "; GO111MODULE=off builds out of GOPATH as long as that works"
    return f"from Go 1.16 on it works within a module alone, or by a version (go install {build.remote}@VERSION){cure}"


def _wants_modules(move: Move, build: _Build, *, fetches: bool) -> str:
    cure = "" if fetches else ", or set GO111MODULE=off as long as that works"
    return (
        "from Go 1.16 on a build wants a go.mod: run `go mod init` and `go mod tidy`"
        f"{_left_behind(move, build.command)}{cure}"
    )


def _left_behind(move: Move, command: Command) -> str:
    """What to add where only Go's own files are copied, as `*.go`, so that a go.mod of the repository stays there."""
    copies = [each for each in move.needs.copying if each.start < command.start]
    sources = [source for each in copies for source in sources_of(each)]
    if not sources or not all(source.endswith(".go") for source in sources):
        return ""
    return f", and copy go.mod and go.sum with the code of line {move.line(copies[-1].start)}"
