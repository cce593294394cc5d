"""The edits that put a candidate into the Dockerfile.

Nothing is guessed: packages are renamed where every name is known with high confidence, and a RUN is rewritten only
where it is a plain list of commands. What remains is said, and the candidate then has no patch.
"""

import re
from collections.abc import Collection
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.advisor.compat.archive.managers import names_there
from baseadvisor.advisor.compat.language.java import homes
from baseadvisor.advisor.compat.language.jumps import jumps
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import SYSTEM_FAMILIES
from baseadvisor.advisor.outline import outline
from baseadvisor.analysis import RunFacts
from baseadvisor.fixes.edit import Edit
from baseadvisor.shell.model import Command
from baseadvisor.shell.packages import PackageAction

if TYPE_CHECKING:
    from baseadvisor.advisor.search import Proposal

_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_CACHES = ("/var/lib/apt/lists", "/var/cache/apt", "/var/cache/yum", "/var/cache/dnf", "/var/lib/dnf")
_GAP = re.compile(r"(?:[ \t]|\\[ \t]*\r?\n)*\Z")


# The options that microdnf shares with yum and dnf (rpm-software-management/microdnf, microdnf.8).
_MICRODNF_FLAGS = frozenset(
    {
        "--assumeyes",
        "--nodocs",
        "--setopt",
        "--enablerepo",
        "--disablerepo",
        "--installroot",
        "--releasever",
        "--noplugins",
        "--refresh",
        "--best",
    }
)


class Plan(NamedTuple):
    """The edits for a candidate, its reasons with those marked that the edits take care of, and what is missing."""

    edits: tuple[Edit, ...]
    reasons: tuple[Reason, ...]
    unpatched: str | None
    outline: tuple[str, ...] = ()


class _CannotError(Exception):
    """Why something cannot be rewritten; one line."""


def edits_for(move: Move, reasons: tuple[Reason, ...], proposal: "Proposal") -> Plan:
    """The edits that make the move, as far as they can be made without guessing."""
    if move.run_only:
        return Plan((), reasons, "a split is written by hand: it needs to know what is built", outline(move, reasons))
    try:
        edits = [_from_line(move)]
    except _CannotError as error:
        return Plan((), reasons, str(error))
    done: set[tuple[str, int | None]] = set()
    failed: str | None = None
    other = frozenset(jump.start for jump in jumps(move) if jump.named and jump.is_major)
    for run in move.runs:
        try:
            more, handled = _run(move, run, proposal.includes, other)
        except _CannotError as error:
            failed = failed or f"line {move.line(run.instruction.start)}: {error}"
            continue
        edits += more
        done |= handled
    more, handled = _java(move)
    edits += more
    done |= handled
    marked = tuple(one._replace(patched=True) if (one.what, one.line) in done else one for one in reasons)
    left = [one for one in marked if one.severity == "breaks" and not one.patched]
    if failed is None and left:
        first = left[0]
        where = f"line {first.line}: " if first.line else ""
        failed = f"{where}{first.what}: {first.why}"
    if failed is None:
        failed = _of_python_2(move)
    if failed is None and _overlap(edits):
        failed = "the edits get in each other's way"
    return Plan(tuple(sorted(set(edits))), marked if failed is None else reasons, failed)


def _of_python_2(move: Move) -> str | None:
    """Why no edit suffices where what is for Python 2 gets Python 3, whatever its packages are called."""
    for jump in jumps(move):
        if jump.product == "python" and jump.old[:1] < (3,) and jump.start is not None:
            return f"line {move.line(jump.start)}: {jump.title}: no edit ports what is written for 2"
    return None


def _from_line(move: Move) -> Edit:
    """The edit that names the new image in FROM, or in the ARG whose default FROM takes."""
    stage = move.needs.stages[0].stage
    assert stage is not None  # noqa: S101 - a stage that stands on an image has one
    word = stage.from_instruction.words[0]
    written = stage.base_reference.written
    new = _as_written(move, str(stage.base_reference))
    if "$" not in written:
        return Edit(word.start, word.end, new)
    found = list(_VARIABLE.finditer(written))
    if len(found) != 1:
        raise _CannotError("FROM is put together from several variables")
    name = found[0][1] or found[0][2]
    dockerfile = move.needs.analysis.dockerfile
    pair = None
    for instruction in dockerfile.instructions:
        if instruction.keyword == "FROM":
            break
        for one in instruction.pairs if instruction.keyword == "ARG" else ():
            pair = one if one.key == name else pair
    if pair is None or pair.value is None:
        raise _CannotError(f"FROM takes {name} from outside: give it another value there")
    prefix, suffix = written[: found[0].start()], written[found[0].end() :]
    default = pair.value.strip("\"'")
    if prefix + default + suffix != str(stage.base_reference):
        raise _CannotError(f"{name} has another value in this build than its default")
    if not (new.startswith(prefix) and new.endswith(suffix) and len(new) > len(prefix) + len(suffix)):
        raise _CannotError(f"the new name does not fit {written!r}")
    for other in dockerfile.stages:
        text = other.base_reference.written
        if other is not stage and re.search(rf"\$\{{?{name}\b", text) and text != written:
            raise _CannotError(f"{name} stands in other FROM lines as well")
    value = new[len(prefix) : len(new) - len(suffix)]
    quote = pair.value[0] if pair.value[:1] in ("'", '"') else ""
    return Edit(pair.value_start, pair.value_end, f"{quote}{value}{quote}")


def _as_written(move: Move, old: str) -> str:
    """The new reference; of the same repository as fully as the old one was written: `docker.io/library/debian`."""
    before, after = move.before.parsed, move.after.parsed
    new = move.after.reference
    if before is None or after is None or before.name != after.name or not new.startswith(before.familiar_name):
        return new
    prefix, found, _ = old.partition(before.familiar_name)
    return prefix + new if found and (prefix == "" or prefix.endswith("/")) else new


def _run(
    move: Move, run: RunFacts, includes: str | None, other: Collection[int | None]
) -> tuple[list[Edit], set[tuple[str, int | None]]]:
    """The edits in one RUN and what they take care of. `other`: where packages are named that are there in another
    major version alone."""
    there, here = move.after.userland, move.before.userland
    actions = [one for one in run.actions if one.family in SYSTEM_FAMILIES]
    if there is None or not actions:
        return [], set()
    if includes == "java":
        actions_of_java = [one for one in actions if one.action == "install" and _is_java_alone(one)]
        if actions_of_java:
            edits = _without(move, run, [one.command for one in actions_of_java], actions)
            return edits, set()
    renamed = [
        one
        for one in actions
        if one.family == "dnf" and there.package_manager == "microdnf" and one.plain_manager != "microdnf"
    ]
    if renamed:
        edits = []
        for one in renamed:
            foreign = [flag for flag in one.flags if flag.partition("=")[0] not in _MICRODNF_FLAGS]
            if one.action not in ("install", "upgrade", "clean", "remove") or foreign:
                raise _CannotError(f"microdnf has no {' '.join(foreign) or one.subcommand}")
            word = one.command.words[0]
            edits.append(Edit(word.start, word.end, "microdnf"))
        return edits, {(f"{one.plain_manager} {one.subcommand}", move.line(one.start)) for one in renamed}
    if (
        here is None
        or there.package_family == here.package_family
        or all(a.family == there.package_family for a in actions)
    ):
        return [], set()
    if there.package_manager != "apk":
        return [], set()
    return _to_apk(move, run, actions, other)


def _to_apk(
    move: Move, run: RunFacts, actions: list[PackageAction], other: Collection[int | None]
) -> tuple[list[Edit], set[tuple[str, int | None]]]:
    text = move.needs.analysis.text
    edits: list[Edit] = []
    handled: set[tuple[str, int | None]] = set()
    gone: list[Command] = []
    for action in actions:
        _require_plain(action.command)
        if action.action == "install":
            kept = _install(move, action, text, other)
            if kept is None:
                gone.append(action.command)
            else:
                edits += kept
            handled.add((f"{action.plain_manager} {action.subcommand}", move.line(action.start)))
        elif action.action in ("refresh", "clean", "autoremove"):
            gone.append(action.command)
            handled.add((f"{action.plain_manager} {action.subcommand}", move.line(action.start)))
        else:
            raise _CannotError(f"{action.plain_manager} {action.subcommand} has no counterpart with apk")
    gone += [command for command in run.commands if _clears_cache(command)]
    edits += _removals(move, run, gone)
    if run.instruction.inner_comments and any(
        edit.start <= comment.start < edit.end for edit in edits for comment in run.instruction.inner_comments
    ):
        raise _CannotError("a comment stands in the middle of it")
    return edits, handled


def _install(move: Move, action: PackageAction, text: str, other: Collection[int | None]) -> list[Edit] | None:
    """An installation rewritten for apk; None where nothing of it is needed."""
    from baseadvisor.catalog import translate
    from baseadvisor.catalog.packages import FAMILIES

    there = move.after.userland
    assert there is not None  # noqa: S101 - the caller looked
    if action.family not in FAMILIES:
        raise _CannotError(f"what {action.plain_manager} installs has no known names with apk")
    family = names_there(action, there.distribution, "apk")
    names: dict[int, list[str]] = {}
    seen: set[str] = set()
    for package in action.packages:
        if package.start in other:
            raise _CannotError(f"{package.text} is there in another major version alone")
        if package.kind != "name" or package.version is not None or package.word.value is None:
            raise _CannotError(f"{package.text} is no plain package name")
        found = translate(package.name, action.family, family)
        if not found.is_known or found.confidence != "high":
            raise _CannotError(f"the name of {package.text} with apk is not known for sure")
        fresh = [name for name in found.names if name not in seen]
        seen.update(fresh)
        names[package.start] = fresh
    if not seen:
        return None
    first = action.command.words[0]
    edits = [Edit(action.command.start, first.end, "apk add --no-cache")]
    for word in action.command.words[1:]:
        before = _GAP.search(text, action.command.start, word.start)
        start = before.start() if before is not None else word.start
        if word.start not in names or not names[word.start]:
            edits.append(Edit(start, word.end, ""))
        elif names[word.start] != [word.text]:
            edits.append(Edit(word.start, word.end, " ".join(names[word.start])))
    return edits


def _require_plain(command: Command) -> None:
    if command.within:
        raise _CannotError(f"{command.name} is run by {command.within[0]}")
    if command.conditional or command.in_loop or command.in_function or command.condition:
        raise _CannotError(f"{command.name} does not run in every case")
    if command.pipeline is not None and len(command.pipeline.stages) > 1:
        raise _CannotError(f"{command.name} stands in a pipe")
    if command.after in ("||", "&", "|", "|&"):
        raise _CannotError(f"{command.name} stands after {command.after}")


def _clears_cache(command: Command) -> bool:
    operands = command.operands
    return (
        command.name == "rm"
        and not command.within
        and not command.conditional
        and bool(operands)
        and all(word.text.strip("\"'").startswith(_CACHES) for word in operands)
    )


def _without(move: Move, run: RunFacts, commands: list[Command], actions: list[PackageAction]) -> list[Edit]:
    """A RUN without some installations; where these are all there are, without the refresh and the clearing too."""
    gone = list(commands)
    for command in gone:
        _require_plain(command)
    if all(one.command in gone for one in actions if one.action == "install"):
        gone += [one.command for one in actions if one.action in ("refresh", "clean")]
        gone += [command for command in run.commands if _clears_cache(command)]
    return _removals(move, run, gone)


def _removals(move: Move, run: RunFacts, gone: list[Command]) -> list[Edit]:
    """The edits that take commands out of a list joined by `&&` or `;`."""
    if not gone:
        return []
    text = move.needs.analysis.text
    commands = sorted({id(one): one for one in run.commands if not one.within}.values(), key=lambda one: one.start)
    taken = {id(one) for one in gone}
    if all(id(one) in taken for one in commands):
        return [_whole(run, text)]
    edits: list[Edit] = []
    last_kept = max(at for at, one in enumerate(commands) if id(one) not in taken)
    for at, command in enumerate(commands):
        if id(command) not in taken:
            continue
        if at + 1 < len(commands) and commands[at + 1].after not in ("&&", ";", "\n", None):
            raise _CannotError(f"{command.name} decides what runs after it")
        if at < last_kept:
            edits.append(Edit(command.start, commands[at + 1].start, ""))
        else:
            edits.append(Edit(commands[at - 1].end, command.end, ""))
    return edits


def _whole(run: RunFacts, text: str) -> Edit:
    """The edit that takes a whole instruction out, with its line's end and its own comments."""
    instruction = run.instruction
    if instruction.parent is not None:
        raise _CannotError("nothing of an ONBUILD would be left")
    end = text.find("\n", instruction.end)
    return Edit(instruction.start, len(text) if end < 0 else end + 1, "")


def _is_java_alone(action: PackageAction) -> bool:
    from baseadvisor.advisor.alternatives import languages

    java = next(one for one in languages() if one.name == "java")
    return bool(action.packages) and all(
        any(pattern.fullmatch(package.name) for pattern in java.packages) for package in action.packages
    )


def _java(move: Move) -> tuple[list[Edit], set[tuple[str, int | None]]]:
    """JAVA_HOME and what of PATH hangs on it, where Java moves."""
    after = homes(move.after)
    if not after or "{" in after[0].path or "*" in after[0].path:
        return [], set()
    right = after[0].path
    edits: list[Edit] = []
    handled: set[tuple[str, int | None]] = set()
    old: list[str] = []
    for instruction in move.needs.instructions:
        if instruction.keyword != "ENV":
            continue
        for pair in instruction.pairs:
            if pair.value is None:
                continue
            value = pair.value.strip("\"'")
            line = move.line(pair.start)
            if pair.key in ("JAVA_HOME", "JRE_HOME", "JDK_HOME") and "$" not in value:
                bare = value.rstrip("/")
                if bare and not any(home.matches(bare) for home in after):
                    old.append(bare)
                    edits.append(Edit(pair.value_start, pair.value_end, right))
                    handled.add((f"{pair.key}={bare}", line))
            elif pair.key == "PATH":
                new = value
                for home in sorted(old, key=len, reverse=True):
                    new = re.sub(rf"{re.escape(home)}/(?:jre/)?bin(?=:|$)", f"{right}/bin", new)
                if new != value:
                    new = ":".join(dict.fromkeys(new.split(":")))
                    quote = pair.value[0] if pair.value[:1] in ("'", '"') else ""
                    edits.append(Edit(pair.value_start, pair.value_end, f"{quote}{new}{quote}"))
                    for home in old:
                        for rest in ("/jre/bin", "/bin"):
                            handled.add((f"the path {home}{rest}", line))
    return edits, handled


def _overlap(edits: list[Edit]) -> bool:
    ordered = sorted(set(edits))
    return any(second.start < first.end for first, second in pairwise(ordered))
