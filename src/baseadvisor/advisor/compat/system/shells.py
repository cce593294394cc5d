"""Shells: which one runs the shell form, whether there is one at all, and what of bash it does not understand."""

import re
from collections.abc import Iterator

from baseadvisor.advisor import tools
from baseadvisor.advisor.compat.system import launchers
from baseadvisor.advisor.copies import sources_of, target_of
from baseadvisor.advisor.entrypoints import entrypoint_of
from baseadvisor.advisor.model import Certainty, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.analysis import RunFacts
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.shell.model import Command

_BASH_COMMANDS = frozenset({"pushd", "popd", "declare", "shopt", "mapfile", "readarray", "typeset", "dirs", "disown"})
# What dash refuses and busybox's ash takes (ASH_BASH_COMPAT).
_ASH_KNOWS = frozenset({"source", "[["})
_BASH_SYNTAX = re.compile(r"<\(|>\(|<<<|\$\{!\w|\b\w+=\(|\bfunction\s+\w+|\{\d+\.\.\d+\}|\|&|\$\{\w+\^|\$\{\w+,,?\}")
_SCRIPT = re.compile(r"\.(?:sh|bash)$")


def reasons(move: Move) -> Iterator[Reason]:
    """What of the stages needs a shell, or a particular one."""
    there = move.after.userland
    if there is None:
        return
    if there.shell is None:
        yield from _no_shell(move)
        return
    if there.bash is False:
        yield from _no_bash(move)
    here = move.before.userland
    if here is not None and here.shell == "bash" and there.shell in ("dash", "busybox"):
        yield from _from_bash(move, there.shell)


def _no_shell(move: Move) -> Iterator[Reason]:
    for run in move.runs:
        form = "exec form" if run.instruction.exec_form is not None else "shell form"
        if run.instruction.exec_form is None:
            yield Reason(
                "shell",
                "breaks",
                "high",
                f"RUN in {form}",
                f"{move.after.reference} has no shell: do it in a stage before",
                move.line(run.instruction.start),
            )
        else:
            yield Reason(
                "shell",
                "check",
                "medium",
                f"RUN in {form}",
                f"{move.after.reference} has next to no programs",
                move.line(run.instruction.start),
            )
    for instruction in move.needs.starts:
        if _is_none(instruction):
            continue
        if instruction.exec_form is None:
            mend = "write it as a JSON array" if _is_plain(move, instruction) else "start the program itself"
            yield Reason(
                "shell",
                "breaks",
                "high",
                f"{instruction.keyword} in shell form",
                f"{move.after.reference} has no shell: {mend}",
                move.line(instruction.start),
            )
        elif instruction.exec_form and (
            _SCRIPT.search(instruction.exec_form[0])
            or instruction.exec_form[0].rpartition("/")[2] in ("sh", "bash", "ash")
        ):
            yield Reason(
                "shell",
                "breaks",
                "high",
                f"{instruction.keyword} starts {instruction.exec_form[0]}",
                f"{move.after.reference} has no shell to run it",
                move.line(instruction.start),
            )
        elif instruction.exec_form:
            yield from _start_script(move, instruction, instruction.exec_form[0])


_PROGRAMS_OF_SHELLS = frozenset({"sh", "bash", "ash", "dash", "cat", "tail", "sleep", "jq", "sed", "envsubst", "env"})


def _is_plain(move: Move, instruction: Instruction) -> bool:
    """Whether a shell form is one program that needs no shell, and no other program of a distribution."""
    commands = [one for one in move.needs.analysis.facts(instruction).commands if one.name != "exec"]
    return (
        len(commands) == 1
        and not commands[0].redirects
        and commands[0].name not in _PROGRAMS_OF_SHELLS
        and not any(word.expansions for word in commands[0].words)
        and not _SCRIPT.search(commands[0].words[0].text if commands[0].words else "")
    )


# Where the builds of Java projects put the scripts that start them: Gradle's application plugin, appassembler of Maven,
# sbt-native-packager.
_START_SCRIPTS = re.compile(r"\bbuild/install/|\bbuild/scripts/|/appassembler\b|\buniversal/stage\b")


def _start_script(move: Move, instruction: Instruction, program: str) -> Iterator[Reason]:
    """A script without a suffix that a build makes to start Java."""
    folder, _, name = program.rpartition("/")
    if name == "java" or folder.rpartition("/")[2] != "bin" or folder in ("/bin", "/usr/bin"):
        return
    copied = any(
        _START_SCRIPTS.search(" ".join(sources_of(each))) and folder.startswith(f"{target_of(each)}/")
        for each in move.needs.instructions
        if each.keyword == "COPY"
    )
    known = _START_SCRIPTS.search(folder + "/") is not None
    copied = copied or launchers.made_by_sbt(move, program)
    if known or copied:
        yield Reason(
            "shell",
            "breaks",
            "high" if known else "medium",
            f"{instruction.keyword} starts {program}",
            f"the build makes it as a shell script, and {move.after.reference} has no shell: start java itself",
            move.line(instruction.start),
        )
    elif (
        name not in launchers.INITS
        and instruction.keyword == "ENTRYPOINT"
        and (entrypoint_of(move.name_after) or ("",))[0] == "java"
    ):
        yield Reason(
            "shell",
            "check",
            "medium",
            f"ENTRYPOINT starts {program}",
            f"perhaps a start script, and {move.after.reference} has no shell",
            move.line(instruction.start),
        )


def _no_bash(move: Move) -> Iterator[Reason]:
    """bash is called for, and is not there unless the file installs it first."""
    left_behind = move.run_only and "bash" in move.needs.installed()
    if tools.has(move.before, "bash") is False and not left_behind:
        return
    for instruction in move.needs.instructions:
        if instruction.keyword == "SHELL" and instruction.exec_form and not move.run_only:
            program = instruction.exec_form[0].rpartition("/")[2]
            if program == "bash" and "bash" not in move.needs.installed(instruction.start):
                yield _bash_missing(move, "SHELL names bash", instruction.start)
                return
    for run in move.runs:
        installed = move.needs.installed(run.instruction.start)
        if "bash" in installed:
            return
        for command in run.commands:
            if command.name == "bash" and "bash" not in move.needs.installed(command.start):
                yield _bash_missing(move, "bash is started", command.start)
                return
            if _takes_bash(command):
                yield _bash_missing(move, f"{command.name} of {_BASH_PATHS[0]}", command.start)
                return
        for heredoc in run.instruction.heredocs:
            if heredoc.content.startswith(("#!/bin/bash", "#!/usr/bin/env bash")):
                yield _bash_missing(move, "a script for bash", heredoc.start)
                return
    written = launchers.written(move.commands())
    if written is not None and "bash" not in move.needs.installed():
        yield _bash_missing(move, "a script for bash", written)._replace(certainty="medium")
    if "bash" in move.needs.installed() and not move.run_only:
        return
    for instruction in move.needs.starts:
        if instruction.exec_form and instruction.exec_form[0].rpartition("/")[2] == "bash":
            yield _bash_missing(move, f"{instruction.keyword} starts bash", instruction.start)
        elif instruction.exec_form is None and not _is_none(instruction):
            for command in move.needs.analysis.facts(instruction).commands:
                if command.name == "bash":
                    yield _bash_missing(move, f"{instruction.keyword} starts bash", instruction.start)
                    break
    yield from launchers.reasons(move)


_BASH_PATHS = ("/bin/bash", "/usr/bin/bash")
# What names bash without needing it: accounts get along with a shell that is not there until someone logs in.
_MENTIONS = frozenset(
    {*("echo", "printf", "test", "[", "[[", "grep", "sed", "useradd", "adduser", "usermod", "chsh", "rm", "which")}
)


def _takes_bash(command: Command) -> bool:
    """Whether a command needs bash at its path: `ln -sf /bin/bash /bin/sh`."""
    if command.name is None or command.name in _MENTIONS or command.handled:
        return False
    return any(word.value in _BASH_PATHS for word in command.arguments)


def _bash_missing(move: Move, what: str, start: int) -> Reason:
    can_install = move.after.userland is not None and move.after.userland.package_manager is not None
    return Reason(
        "shell",
        "breaks",
        "high",
        what,
        f"{move.place} has no bash: install it first, or write for sh"
        if can_install
        else f"{move.after.reference} has no bash: write for sh",
        move.line(start),
    )


def _from_bash(move: Move, shell: str) -> Iterator[Reason]:
    """/bin/sh was bash and no longer is."""
    name = "busybox's ash" if shell == "busybox" else shell
    for run in move.runs:
        if run.state.shell.instruction is not None or run.instruction.exec_form is not None:
            continue
        found = _bash_only(run, shell)
        if found is not None:
            what, at, sure = found
            yield Reason(
                "shell",
                "breaks",
                sure,
                f"`{what}` in RUN",
                f"/bin/sh is {name} there, which does not know it",
                move.line(at),
            )


def _bash_only(run: RunFacts, shell: str) -> tuple[str, int, Certainty] | None:
    for command in run.commands:
        name = command.name
        if name in _BASH_COMMANDS or (name in _ASH_KNOWS and shell == "dash"):
            return name or "", command.start, "high"
        for word in command.words:
            if word.braces and not word.quoted:
                return word.text, word.start, "high"
    text = run.script.source.text
    match = _BASH_SYNTAX.search(text)
    if match is not None and not _in_quotes(text, match.start()):
        return match[0], run.script.source.offset(match.start()), "medium"
    return None


def _in_quotes(text: str, at: int) -> bool:
    before = text[:at]
    return before.count("'") % 2 == 1 or before.count('"') % 2 == 1


def _is_none(instruction: Instruction) -> bool:
    return instruction.keyword == "HEALTHCHECK" and instruction.arguments.strip().upper() == "NONE"
