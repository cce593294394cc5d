"""Which commands a RUN runs, and how."""

import re
from collections.abc import Iterator, Sequence

from baseadvisor.analysis import Analysis, StageFacts
from baseadvisor.checks.hit import Hit, hit
from baseadvisor.shell.model import Command, Word

_ROOT = ("root", "0", "#0")
_USER_FLAG = re.compile(r"--user|-[AbEHiknPSs]*u")
_SUDO_VALUES = (
    *("-g", "--group", "-h", "--host", "-p", "--prompt", "-C", "--close-from", "-T", "--command-timeout"),
    *("-r", "--role", "-t", "--type", "-D", "--chdir", "-R", "--chroot", "-U", "--other-user"),
)
"""What else of sudo's takes a value, by sudo(8)."""
_HOLDS_FLAGS = re.compile(r"(?:^|_)(?:ARGS?|FLAGS?|OPTS?|OPTIONS?)(?:$|_)|OPTS$|FLAGS$|ARGS$", re.IGNORECASE)


def runs(analysis: Analysis, *, commands: Sequence[str]) -> Iterator[Hit]:
    """A RUN runs one of `commands`, wherever in its script. Placeholders: {command}."""
    for command in analysis.commands(*commands):
        if command.words:
            yield hit(command.words[0], command=command.name or "")


def without_effect(analysis: Analysis, *, commands: Sequence[str], serve_others: Sequence[str]) -> Iterator[Hit]:
    """A RUN runs one of `commands`, which change no file. Placeholders: {command}.

    Those of `serve_others` may be what the rest of the RUN works with: not where something comes after.
    """
    for command in analysis.commands(*commands):
        if command.words and not (command.name in serve_others and serves_others(analysis, command)):
            yield hit(command.words[0], command=command.name or "")


def serves_others(analysis: Analysis, command: Command) -> bool:
    """Whether a command of the RUN comes after it, or this one ends what an earlier one of its kind began."""
    return any(
        other.start > command.start if other.name != command.name else other.start < command.start
        for other in analysis.run_of(command).commands
        if other.words
    )


def superfluous(analysis: Analysis, *, commands: Sequence[str]) -> Iterator[Hit]:
    """A RUN runs one of `commands`, which make it root, where root can be had by USER. Placeholders: {command}.

    Not where the user is that of a base image which nothing is known of: it may be needed there. Nor where it makes
    another user of root.
    """
    for command in analysis.commands(*commands):
        run = analysis.run_of(command)
        if not command.words or names_other_user(command):
            continue
        if run.state.user is not None or starts_as_root(run.stage):
            yield hit(command.words[0], command=command.name or "")


def names_other_user(command: Command) -> bool:
    """Whether sudo is told to become somebody else than root: its own flags end at the command that it runs."""
    words = iter(command.arguments)
    for word in words:
        text = word.prefix
        if not text.startswith("-"):
            return False
        if text.startswith("--user="):
            return text.removeprefix("--user=") not in _ROOT
        if _USER_FLAG.fullmatch(text):
            user = next(words, None)
            return user is not None and user.value not in _ROOT
        if text.startswith("-u"):
            return text[2:] not in _ROOT
        if text in _SUDO_VALUES:
            next(words, None)
    return False


def starts_as_root(stage: StageFacts) -> bool:
    """Whether the stage's base is known to start as root."""
    if stage.stage is None or stage.base_image == "scratch":
        return True
    return stage.userland is not None and stage.userland.user in (None, "root", "0")


def lacks_flag(
    analysis: Analysis,
    *,
    command: str,
    flags: Sequence[str],
    quiet_error_output: bool,
    also_tested: bool,
    advice: str = "",
    busybox_advice: str = "",
) -> Iterator[Hit]:
    """A command without any of `flags`. Placeholders: {command}, {advice} (`busybox_advice` where it is BusyBox').

    With `quiet_error_output`, one whose error output goes elsewhere is left alone; so is one that an `if` or a loop
    tests, unless `also_tested`.
    """
    for found in analysis.commands(command):
        if found.condition and not also_tested:
            continue
        if found.has_flag(*flags) or any(_may_be_one_of(analysis, found, word, flags) for word in found.arguments):
            continue
        if quiet_error_output and any(
            redirect.fd == 2 or redirect.operator.startswith("&>") for redirect in found.redirects
        ):
            continue
        if any(not (word.value or "-").startswith("-") or word.value is None for word in found.arguments):
            is_busybox = bool(busybox_advice) and is_of_busybox(analysis, found)
            yield hit(found.words[0], command=command, advice=busybox_advice if is_busybox else advice)


def is_of_busybox(analysis: Analysis, command: Command) -> bool:
    """Whether a command is BusyBox' own, for the stage has that and installs nothing of the name before."""
    stage = analysis.run_of(command).stage
    if stage.userland is None or stage.userland.shell != "busybox" or command.name == "curl":
        return False  # BusyBox has no curl: a list of packages in a variable brings it
    return not any(
        package.name == command.name
        for run in analysis.runs
        if run.stage in stage.chain and run.instruction.start <= command.start
        for action in run.actions
        if action.action == "install" and action.start < command.start
        for package in action.packages
    )


def _may_be_one_of(analysis: Analysis, command: Command, word: Word, flags: Sequence[str]) -> bool:
    """Whether a word is one of `flags`, or a variable that holds one; one that nothing sets is told by its name."""
    if word.value is not None:
        return word.value in flags
    if word.quoted or not word.text.startswith("$"):
        return False
    run = analysis.run_of(command)
    value = run.script.resolve(word, run.environment)
    if value is None:
        return any(_HOLDS_FLAGS.search(name) for name in word.expansions)
    return any(flag in flags for part in value.split() for flag in (part, part.partition("=")[0]))


def both_used(analysis: Analysis, *, one: str, other: str) -> Iterator[Hit]:
    """A stage uses two commands that do the same: each RUN from where both have been used.

    Placeholders: {command}, {other}.
    """
    if not (any(True for _ in analysis.commands(one)) and any(True for _ in analysis.commands(other))):
        return
    seen: dict[int, set[str]] = {}
    for run in analysis.runs:
        used = [command for command in run.commands if command.name in (one, other)]
        names = seen.setdefault(run.stage.index, set())
        names.update(command.name for command in used if command.name is not None)
        if used and len(names) == 2:
            last = used[-1]
            yield hit(last.words[0], command=last.name or "", other=one if last.name == other else other)
