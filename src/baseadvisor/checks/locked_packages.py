"""Packages that a project lists: whether the lock file is kept to, and what is for development alone."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit
from baseadvisor.checks.package_manager import is_configured
from baseadvisor.checks.purpose import is_for_development, starts
from baseadvisor.checks.words import sources_and_destination
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis, RunFacts
    from baseadvisor.dockerfile.model import Instruction
    from baseadvisor.shell.model import Command
    from baseadvisor.shell.packages import PackageAction

_GLOBAL = ("--global", "--location=global")
_BRING_PROJECTS = frozenset(
    ("git", "svn", "hg", "curl", "wget", "tar", "unzip", "cp", "mv", "cat", "echo", "printf", "tee", "rails")
)
_FALSE = ("", "0", "false", "no", "off")


def lock_ignored(
    analysis: "Analysis",
    *,
    managers: Sequence[str],
    subcommands: Sequence[str],
    locks: Sequence[str],
    flags: Sequence[str],
    variables: Sequence[str],
    setting: str,
    instead: str,
) -> Iterator[Hit]:
    """A project's packages are installed without keeping to the lock file that the file brings along.

    `subcommands` as in the table of managers; `locks` are the lock files' names; any of `flags` or `variables` keeps to
    the lock, and so does what the expression `setting` matches, where a file is written with it or a command runs with
    it. `instead` is the subcommand or flag to use. Placeholders: {manager}, {subcommand}, {lock}, {instead}.
    """
    for action in analysis.actions(*managers):
        if not _installs(action, subcommands):
            continue
        run = analysis.run_of(action.command)
        if action.has(*flags) or _is_set(run, action, variables) or is_configured(analysis, action, setting):
            continue
        lock = _brought(analysis, run, locks)
        if lock is None:
            continue
        word = action.subcommand_word or action.command.words[0]
        edits: tuple[Edit, ...] = ()
        if instead.startswith("-"):
            edits = (Edit(word.end, word.end, f" {instead}"),)
        elif action.subcommand_word is not None:
            edits = (Edit(word.start, word.end, instead),)
        subcommand = action.subcommand or "install"
        names = {"manager": action.manager, "subcommand": subcommand, "lock": lock, "instead": instead}
        yield Hit(word.start, word.end, names, edits)


def lock_renewed(
    analysis: "Analysis", *, managers: Sequence[str], subcommands: Sequence[str], instead: str
) -> Iterator[Hit]:
    """One of `subcommands` looks for newer versions than the lock file has. Placeholders: {manager}, {subcommand}.

    Not where nothing has brought a project into the stage yet.
    """
    for action in analysis.actions(*managers):
        if action.subcommand in subcommands and action.action != "search" and not action.has(*_GLOBAL):
            if not _may_have_project(analysis.run_of(action.command), action.start):
                continue
            word = action.subcommand_word or action.command
            names = {"manager": action.manager, "subcommand": action.subcommand, "instead": instead}
            yield Hit(word.start, word.end, names)


def _may_have_project(run: "RunFacts", before: int) -> bool:
    """Whether files came into the stage before the offset, or its image is not known to be without a project."""
    if run.mounts or run.stage.userland is None or run.instruction.parent is not None:
        return True
    for stage in run.stage.chain:
        if any(each.keyword in ("COPY", "ADD") and each.start < before for each in stage.instructions):
            return True
        earlier = (command for each in stage.runs for command in each.commands if command.start < before)
        if any(command.name in _BRING_PROJECTS or "create-project" in _texts(command) for command in earlier):
            return True
    return False


def _texts(command: "Command") -> list[str]:
    return [word.text for word in command.arguments]


def for_development(
    analysis: "Analysis",
    *,
    managers: Sequence[str],
    subcommands: Sequence[str],
    flags: Sequence[str],
    variables: Sequence[str],
    setting: str,
    prune: Sequence[str],
    instead: str,
    started: bool,
) -> Iterator[Hit]:
    """A stage that is shipped gets a project's packages for development as well.

    Any of `flags` (`--omit=dev`: with that value), or of `variables` (`NODE_ENV=production`: with that value) leaves
    them out, and so does what the expression `setting` matches; `prune` are subcommands that take them out again. Not
    in images that are for development themselves, as their names, commands or entry points say, and with `started`
    only in images that say what they start. Placeholders: {manager}, {subcommand}, {instead}.
    """
    if not any(True for _ in analysis.actions(*managers)) or is_for_development(analysis):
        return
    if started and not starts(analysis):
        return
    shipped = analysis.final.chain
    for action in analysis.actions(*managers):
        if not _installs(action, subcommands):
            continue
        run = analysis.run_of(action.command)
        if run.stage not in shipped or run.instruction.parent is not None:
            continue
        if _has(action, flags) or _is_set(run, action, variables) or is_configured(analysis, action, setting):
            continue
        if _taken_out(analysis, action, managers, flags, prune):
            continue
        word = action.subcommand_word or action.command.words[0]
        mends = instead.startswith("-") and not _runs_scripts(analysis, action)
        edits = (Edit(word.end, word.end, f" {instead}"),) if mends else ()
        names = {"manager": action.manager, "subcommand": action.subcommand or "install", "instead": instead}
        yield Hit(word.start, word.end, names, edits)


def _installs(action: "PackageAction", subcommands: Sequence[str]) -> bool:
    """Whether it installs (or builds) what the project lists."""
    if action.action == "search" or action.subcommand not in subcommands:
        return False
    return not action.packages and not action.has(*_GLOBAL)


def _runs_scripts(analysis: "Analysis", action: "PackageAction") -> bool:
    """Whether the project's own scripts run later on: they may need the packages for development."""
    later = (each for run in analysis.runs for each in run.actions if each.start > action.start)
    return any(each.action in ("other", "run") and each.family == action.family for each in later)


def _has(action: "PackageAction", flags: Sequence[str]) -> bool:
    for flag in flags:
        name, equals, value = flag.partition("=")
        if not equals and action.has(name):
            return True
        given = action.values.get(action.table.spelled(name), ())
        if equals and any(value in each.split(",") for each in given):
            return True
    return False


def _is_set(run: "RunFacts", action: "PackageAction", variables: Sequence[str]) -> bool:
    """Whether one of `variables` is set where the action runs, to its value where one is named."""
    own = {each.name: each.word.value for each in action.command.assignments if each.word is not None}
    for assignment in run.script.assigned:
        if assignment.kind == "export" and assignment.word is not None and assignment.start < action.start:
            own.setdefault(assignment.name, assignment.word.value)
    for variable in variables:
        name, equals, wanted = variable.partition("=")
        known = run.state.environment.variables
        if name in own or name in known:
            value = own[name] if name in own else run.environment.get(name)
            if value is None or (value == wanted if equals else value.lower() not in _FALSE):
                return True
    return False


def _brought(analysis: "Analysis", run: "RunFacts", names: Sequence[str]) -> str | None:
    """The lock file that an instruction before the RUN, or a mount of it, puts there by name; None without one."""
    for mount in run.mounts:
        for path in (mount.get("source") or mount.get("src") or "", mount.get("target") or mount.get("dst") or ""):
            if path.rpartition("/")[2] in names:
                return path.rpartition("/")[2]
    end = (run.instruction.parent or run.instruction).start
    for stage in run.stage.chain:
        for instruction in stage.instructions:
            if instruction.start < end and instruction.keyword in ("COPY", "ADD"):
                found = _taken(instruction, names)
                if found is not None:
                    return found
    return None


def _taken(instruction: "Instruction", names: Sequence[str]) -> str | None:
    if instruction.flag("from") is not None:
        return None
    for source, _ in sources_and_destination(instruction)[0]:
        last = source.strip("\"'").rpartition("/")[2]
        for name in names:
            if last == name or (last not in ("*", "*.*", "") and fnmatchcase(name, last)):
                return name
    return None


def _taken_out(
    analysis: "Analysis",
    action: "PackageAction",
    managers: Sequence[str],
    flags: Sequence[str],
    prune: Sequence[str],
) -> bool:
    """Whether a later command takes the packages for development out, or puts others in their place."""
    for other in analysis.actions(*managers):
        if other.start > action.start and (_has(other, flags) or other.subcommand in prune):
            return True
    run = analysis.run_of(action.command)
    return any(
        command.name == "rm" and command.start > action.start and _names_modules(command) for command in run.commands
    )


def _names_modules(command: "Command") -> bool:
    return any("node_modules" in word.text or "vendor" in word.text for word in command.operands)
