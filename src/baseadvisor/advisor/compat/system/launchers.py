"""Start scripts that may be for bash: those that a file writes, a build makes, or that are copied."""

import re
from collections.abc import Iterable, Iterator, Sequence

from baseadvisor.advisor.copies import sources_of
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.shell.model import Command

INITS = frozenset({"tini", "tini-static", "dumb-init", "gosu", "su-exec", "catatonit", "setpriv"})
"""Compiled programs that start others, which files bring along."""
_SHELLS = frozenset({"sh", "ash", "dash", "bash"})
_RUNS_A_COMMAND = re.compile(r"-[a-z]*c")
_SCRIPT = re.compile(r"\.(?:sh|bash)$")
_FOR_BASH = re.compile(r"#! ?/(?:usr/)?(?:local/)?bin/(?:env +)?bash\b")
_WRITES = frozenset({"echo", "printf", "sed", "cat", "tee", "awk", "perl"})
_OF_SBT = re.compile(r"(?:universal|debian|docker)[:/].*|stage|dist")
_COMPILED = frozenset({"go", "rust", "c", "haskell"})
_SYSTEM = ("", "/bin", "/usr/bin", "/usr/local/bin", "/sbin", "/usr/sbin", "/usr/local/sbin")


def reasons(move: Move) -> Iterator[Reason]:
    """What is started and, on an image without bash, stops where its first line asks for that."""
    built = written(move.needs.commands()) if move.run_only else None
    for instruction in move.needs.starts:
        script = _script(move, instruction)
        if script is None or (instruction.keyword == "CMD" and _is_read_by_a_shell(move)):
            continue
        sure = True
        if made_by_sbt(move, script):
            why = f"sbt-native-packager makes it for bash, which {move.place} has not"
        elif built is not None:
            why = f"{move.place} has no bash, and line {move.line(built)} writes it into first lines"
        else:
            why, sure = f"{move.place} has no bash, in case its first line asks for it", False
        yield Reason(
            "shell",
            "breaks" if sure else "check",
            "medium",
            f"{instruction.keyword} starts {script}",
            why,
            move.line(instruction.start),
        )
    for command in move.commands():
        if command.name == "sbt" and command.words[0].text.endswith("/sbt") and not command.condition:
            why = f"{move.place} has no bash, which sbt's launcher asks for"
            yield Reason("shell", "check", "medium", command.words[0].text, why, move.line(command.start))
            return


def written(commands: Iterable[Command]) -> int | None:
    """The offset of the first command that writes a script whose first line asks for bash."""
    for command in commands:
        if command.name in _WRITES and any(_FOR_BASH.search(word.text) for word in command.words):
            return command.start
    return None


def made_by_sbt(move: Move, program: str) -> bool:
    """Whether a program is a start script of sbt-native-packager, by the file's own calls of sbt.

    Source: its bash start script, whose first line is `#!/usr/bin/env bash`.
    """
    folder = program.rpartition("/")[0]
    if folder in _SYSTEM or folder.rpartition("/")[2] != "bin" or _SCRIPT.search(program):
        return False
    return any(
        command.name == "sbt" and any(_OF_SBT.fullmatch(word.text) for word in command.arguments)
        for stage in move.needs.analysis.stages
        for run in stage.runs
        for command in run.commands
    )


def _is_read_by_a_shell(move: Move) -> bool:
    """Whether CMD is what a shell is given to read as ENTRYPOINT has it (`["/bin/sh"]`): no first line is asked."""
    for instruction in move.needs.starts:
        if instruction.keyword == "ENTRYPOINT" and instruction.exec_form:
            words = _passed_on(instruction.exec_form)
            own = bool(words) and words[0].rpartition("/")[2] in _SHELLS
            return own and not any(_RUNS_A_COMMAND.fullmatch(one) for one in words[1:])
    return False


def _passed_on(words: Sequence[str]) -> list[str]:
    """The words of an exec form after what only passes them on."""
    left = list(words)
    while left and (left[0].rpartition("/")[2] in INITS or left[0].startswith("-")):
        del left[0]
    return left


def _script(move: Move, instruction: Instruction) -> str | None:
    """The script that an instruction starts, after what only passes it on."""
    if instruction.keyword == "HEALTHCHECK" and instruction.arguments.strip().upper() == "NONE":
        return None
    if instruction.exec_form is not None:
        words = _passed_on(instruction.exec_form)
        return next((one for one in words[:1] if _SCRIPT.search(one) or made_by_sbt(move, one)), None)
    commands = move.needs.analysis.facts(instruction).commands
    started = [command.words[0].text for command in commands if command.words]
    return next((one for one in started if _SCRIPT.search(one) or made_by_sbt(move, one) or is_copied(move, one)), None)


def is_copied(move: Move, program: str) -> bool:
    """Whether a program without a suffix is copied out of the build context by its own name."""
    name = program.rpartition("/")[2]
    return (
        "/" in program
        and not _COMPILED.intersection(move.needs.builds())
        and "." not in name
        and any(
            name in [source.rpartition("/")[2] for source in sources_of(instruction)]
            for instruction in move.needs.copying
            if instruction.flag("from") is None
        )
    )
