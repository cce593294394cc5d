"""What is compiled while libraries are installed, and would find no compiler, no headers or no git."""

from collections.abc import Iterator
from typing import NamedTuple

from baseadvisor.advisor import tools
from baseadvisor.advisor.compat.archive import along
from baseadvisor.advisor.compat.building import sure_to_compile
from baseadvisor.advisor.compat.building.sure_to_compile import is_full
from baseadvisor.advisor.compat.language import onbuild
from baseadvisor.advisor.compat.language.no_python import brings_python, has_python
from baseadvisor.advisor.compat.language.own_tools import is_of_project, of_managers_alone, of_tools_alone
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.shell.model import Command


class _Kind(NamedTuple):
    """What a manager compiles, and the headers (by Debian's names) it asks for most and the slim image lacks."""

    what: str
    headers: tuple[str, ...]


# The full images of these stand on buildpack-deps, which has these headers; ruby's slim image keeps some of them
# (docker-library/ruby Dockerfile.template: libffi-dev, libssl-dev, libyaml-dev, zlib1g-dev), and so does perl's
# (Perl/docker-perl: libssl-dev, zlib1g-dev).
_KINDS = {
    "pip": _Kind("a Python package without a wheel", ("libffi-dev", "libssl-dev", "libxml2-dev", "libxslt1-dev")),
    "gem": _Kind("a gem with native code", ("libxml2-dev", "libxslt1-dev", "libpq-dev", "libsqlite3-dev")),
    "bundler": _Kind("a gem with native code", ("libxml2-dev", "libxslt1-dev", "libpq-dev", "libsqlite3-dev")),
    "cpan": _Kind("a Perl module in C", ("libxml2-dev", "libpq-dev", "libsqlite3-dev")),
    "cargo": _Kind("a crate that links a C library", ("libssl-dev",)),
}


def reasons(move: Move) -> Iterator[Reason]:
    """What is compiled while it is built or started."""
    if move.run_only:
        return
    sure = tuple(sure_to_compile.reasons(move))
    yield from sure
    if not tools.has(move.before, "gcc"):
        return
    lines = {one.line for one in sure}
    yield from (one for one in _libraries(move) if one.line not in lines)
    yield from _node_gyp(move)


def _libraries(move: Move) -> Iterator[Reason]:
    """Libraries with native code that are compiled when there is nothing ready for the platform."""
    if is_full(move.after) or tools.has(move.after, "gcc") is None:
        return
    found = _first_install(move)
    if found is None:
        return
    family, what, start = found
    kind = _KINDS[family]
    installed = along.there(move, move.after, start)
    compiler = tools.has(move.after, "gcc") or tools.brought_by("gcc", installed)
    lacking = _headers(move, kind, installed)
    if compiler and not (lacking and is_full(move.before)):
        return
    parts = [] if compiler else ["no compiler"]
    parts += [f"no headers ({', '.join(lacking)} …)" if lacking else "no headers"] if lacking or not compiler else []
    for program in ("pkg-config", "git"):
        if (
            tools.has(move.before, program)
            and tools.has(move.after, program) is False
            and not tools.brought_by(program, installed)
        ):
            parts.append(f"no {program}")
    yield Reason(
        "native",
        "check",
        "low" if compiler or (family == "pip" and _names_all(move, start)) else "medium",
        what,
        f"{kind.what} is compiled, and {move.after.reference} has {_joined(parts)}{_at_run_time(move, family)}",
        move.line(start),
    )


def _names_all(move: Move, start: int) -> bool:
    """Whether an installation names few packages, and no file of them: most of what is there has no compiled parts."""
    action = next((one for one in move.all_actions() if one.start == start), None)
    return (
        action is not None and 0 < len(action.packages) <= _FEW and all(one.kind == "name" for one in action.packages)
    )


_FEW = 3


def _at_run_time(move: Move, family: str) -> str:
    """What else goes with the full image: libraries that a package without compiled parts opens when it is used."""
    if family != "pip" or not is_full(move.before) or is_full(move.after):
        return ""
    return "; nor the shared libraries that some open at run time (Cairo, Pango, ImageMagick, MySQL's client)"


def _headers(move: Move, kind: _Kind, installed: frozenset[str]) -> list[str]:
    """The headers that the full image has, the other one lacks, and the file does not install; Debian's names alone."""
    if not is_full(move.before) or move.after.userland is None or move.after.userland.package_family != "apt":
        return []
    return [name for name in kind.headers if name not in installed]


def _joined(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]


def _first_install(move: Move) -> tuple[str, str, int] | None:
    """The first installation of libraries that may be compiled: its family, its name, and its place."""
    installs = [
        action
        for action in move.all_actions()
        if action.action == "install" and action.family in _KINDS and not of_tools_alone(action)
    ]
    for action in installs:
        if is_of_project(action):
            return action.family, f"{action.manager} {action.subcommand}".strip(), action.start
    for command in move.commands():
        if command.name in _PROJECTS and command.operands and command.operands[0].value in ("install", "sync"):
            return "pip", f"{command.name} {command.operands[0].value}", command.start
        words = [word.text.rpartition("/")[2] for word in command.operands[:2]]
        if (command.name or "").startswith("python") and words in (["setup.py", "install"], ["setup.py", "develop"]):
            return "pip", f"setup.py {words[1]}", command.start
    if installs:
        return installs[0].family, f"{installs[0].manager} {installs[0].subcommand}".strip(), installs[0].start
    for command in move.commands():
        if command.name == "cargo" and command.operands and command.operands[0].value in ("build", "test"):
            return "cargo", f"cargo {command.operands[0].value}", command.start
    gems = _gems_at_start(move)
    if gems is not None:
        return gems
    did = onbuild.built(move)
    if did is not None and did.family in _KINDS:
        return did.family, f"{did.command} of ONBUILD", onbuild.place(move)
    return None


def _gems_at_start(move: Move) -> tuple[str, str, int] | None:
    """Bundler in an image without gems: they are installed when it is started, by a script or by hand."""
    start = next(iter(move.needs.starts), None)
    if move.name_before != "ruby" or start is None:
        return None
    if not any("rails" in text or "bundle" in text or "BUNDLE_" in text for text, _ in move.needs.words()):
        return None
    copied = any(each.flag("from") is not None for each in move.needs.copying)  # gems of another stage
    return None if copied else ("bundler", "the gems that are installed when it is started", start.start)


_PROJECTS = frozenset({"poetry", "pipenv", "pdm"})


def _node_gyp(move: Move) -> Iterator[Reason]:
    """Modules of Node.js that node-gyp compiles: for sure where it is called, perhaps where modules are installed."""
    if tools.has(move.after, "g++") is not False:
        return
    for command in move.commands():
        if _compiles(command) and not tools.brought_by("g++", along.there(move, move.after, command.start)):
            what = " ".join(word.text for word in command.words[:2])
            why = f"node-gyp needs {_lacking(move, command.start)}"
            severe = command.name == "node-gyp"
            yield Reason(
                "native",
                "breaks" if severe else "check",
                "high" if severe else "medium",
                what,
                why,
                move.line(command.start),
            )
            return
    installs = [one for one in move.actions() if one.action == "install" and one.family == "npm"]
    for action in sorted(installs, key=lambda one: not is_of_project(one)):
        if of_managers_alone(action):
            continue
        if not tools.brought_by("g++", along.there(move, move.after, action.start)):
            yield _modules(move, f"{action.manager} {action.subcommand}", action.start)
        return
    did = onbuild.built(move)
    if did is not None and did.family == "npm":
        yield _modules(move, f"{did.command} of ONBUILD", onbuild.place(move))


def _modules(move: Move, what: str, start: int) -> Reason:
    brought = tools.brought_by("git", along.there(move, move.after, start))
    loses_git = tools.has(move.before, "git") and tools.has(move.after, "git") is False and not brought
    why = f"a module with native code is compiled by node-gyp, which needs {_lacking(move, start)}"
    git = "; nor has it git, for what comes by a git URL" if loses_git else ""
    return Reason("native", "check", "low", what, why + git, move.line(start))


def _lacking(move: Move, start: int) -> str:
    """What node-gyp needs and does not find, as the end of a sentence: `make and g++: node:24-slim has none`."""
    installed = along.there(move, move.after, start)
    needed = [
        *(() if has_python(move.after, "python3") or brings_python(installed) else ("python3",)),
        *(() if tools.has(move.after, "make") or tools.brought_by("make", installed) else ("make",)),
        "g++",
    ]
    return f"{_joined(needed)}: {move.after.reference} has {'none' if len(needed) > 1 else 'no such compiler'}"


def _compiles(command: Command) -> bool:
    words = [word.value for word in command.arguments[:1]]
    return (command.name == "node-gyp" and words[:1] in (["rebuild"], ["build"], ["configure"])) or (
        command.name in ("npm", "pnpm") and words == ["rebuild"]
    )
