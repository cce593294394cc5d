"""What RUNs do that an instruction of its own, or another flag, does better."""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from posixpath import normpath
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.words import keyword_of
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis
    from baseadvisor.analysis.run_facts import RunFacts
    from baseadvisor.shell.model import Command, Pipeline, Word

_BETWEEN_COMMANDS = re.compile(r"[;\n]|&&|\|\|?")
_STILL_THE_SHELL = frozenset(["builtin", "command", "time"])
"""What a shell runs without starting another process."""
_CANNOT_FAIL = frozenset(
    (
        *(":", "[", "[[", "echo", "exit", "export", "printf", "return", "set", "shift", "shopt", "test", "trap"),
        *("true", "umask", "unset"),
    )
)
"""What does not fail, or is there for its result alone."""
_WRITES_WORDS = frozenset((":", "[", "echo", "printf", "sleep", "test", "true", "yes"))
"""What writes its own words, or nothing, and has no failure to tell of; `yes` ends with one whenever it is cut off."""
_GREPS = ("grep", "egrep", "fgrep")
_GREP_TURNS = ("-v", "--invert-match", "-c", "--count", "-L", "--files-without-match", "-z", "--null-data")
"""What makes grep succeed, or say something, where nothing is there."""
_MOST_COMMANDS = 1000
"""How many commands at the end of a RUN are looked through for what removes folders."""


def changes_folder(analysis: "Analysis", *, commands: Sequence[str]) -> Iterator[Hit]:
    """A RUN's own shell runs one of `commands`; one finding for each RUN. Placeholder: {command}.

    A subshell comes back by itself, and in a RUN that removes the folder it went to, WORKDIR is no way.
    """
    found: dict[int, Command] = {}
    for command in sorted(analysis.commands(*commands), key=_start):
        if command.scope.parent is None and _STILL_THE_SHELL.issuperset(command.within):
            found.setdefault(analysis.run_of(command).instruction.start, command)
    for command in found.values():
        if not _comes_to_nothing(analysis.run_of(command), commands):
            yield hit(command, command=command.words[0].text)


def _comes_to_nothing(run: "RunFacts", commands: Sequence[str]) -> bool:
    """Whether an `rm` of the RUN takes away a folder that `cd` went to before, or one it is in."""
    removed: set[str] = set()
    for command in sorted(run.commands, key=_start, reverse=True)[:_MOST_COMMANDS]:
        if command.name == "rm":
            removed.update(*(_spellings(word, run) for word in command.operands))
        elif command.name == "docker-php-source" and [word.value for word in command.operands] == ["delete"]:
            removed.add("/usr/src/php")  # what the script of the official PHP images does
        elif command.name in commands and command.operands:
            folders = _spellings(command.operands[0], run)
            if any(_takes_along(path, folder) for path in removed for folder in folders):
                return True
    return False


def _takes_along(removed: str, folder: str) -> bool:
    if removed.endswith("/*"):
        return folder.startswith(removed[:-1])
    if "*" in removed:
        return fnmatchcase(folder, removed)
    return folder == removed or folder.startswith(f"{removed}/") or folder.endswith(f"/{removed}")


def _spellings(word: "Word", run: "RunFacts") -> set[str]:
    """A path as it is written, with its variables filled in, and seen from the working folder of the RUN."""
    texts = {word.text.strip("\"'"), run.script.resolve(word, run.environment) or ""}
    found = {normpath(text) for text in texts if text.strip("/.*")}
    folder = run.state.workdir.text if run.state.workdir is not None else None
    if folder:
        found |= {normpath(f"{folder}/{text}") for text in found if not text.startswith(("/", "$", "~"))}
    return found


def _start(command: "Command") -> int:
    return command.start


def consecutive(analysis: "Analysis", *, most_commands: int) -> Iterator[Hit]:
    """A RUN directly follows another with the same flags, and neither has more than `most_commands` commands.

    Only in stages that are shipped: the layers of others cost the image nothing. Placeholder: {line} of the one before.
    """
    shipped = analysis.final.chain
    for stage in analysis.stages:
        if stage not in shipped and stage.stage is not None:
            continue
        before: Instruction | None = None
        count = 0
        for instruction in stage.instructions:
            if instruction.keyword != "RUN":
                before = None
                continue
            commands = _own_commands(analysis.facts(instruction))
            short = commands <= most_commands and count <= most_commands
            if before is not None and short and sorted(before.flags) == sorted(instruction.flags):
                yield hit(keyword_of(instruction), line=str(before.line))
            before, count = instruction, commands


def _own_commands(run: "RunFacts") -> int:
    """How many commands the script has that are named, those which other commands run left out.

    A script that is not read (PowerShell, cmd) is counted by what stands between commands.
    """
    if run.script.unparsed is not None:
        return 1 + len(_BETWEEN_COMMANDS.findall(run.script.source.text))
    return sum(_is_named(command) and not command.within for command in run.commands)


def _is_named(command: "Command") -> bool:
    return command.name not in (None, "[", "[[") and command.words[0].value is not None


def pipe_without_pipefail(analysis: "Analysis") -> Iterator[Hit]:
    """A RUN has a pipe, and its shell does not look at more than the last command. Placeholder: {shell}.

    What only writes its own words, such as echo, has no result to lose; nor has a pipe among a command's arguments,
    whose result counts for nothing with pipefail either. Where grep looks at the end whether something came, and the
    script goes by its answer, a failure before it is not lost.
    """
    fixed: set[int] = set()
    for run in analysis.runs:
        text = run.instruction.original
        if run.instruction.exec_form is not None or ("|" not in text and not run.instruction.heredocs):
            continue
        if run.state.shell.pipefail and not run.instruction.heredocs:
            continue
        command = _unguarded(run)
        if command is None:
            continue
        first, _, _ = run.script.source.text.partition("\n")
        if first.startswith("#!"):
            yield Hit(command.start, command.end, {"shell": first[2:].strip()})
            continue
        edits: tuple[Edit, ...] = ()
        if run.stage.index not in fixed and run.instruction.parent is None:
            fixed.add(run.stage.index)
            edits = (_set_pipefail(run),)
        yield Hit(command.start, command.end, {"shell": run.state.shell.words[0]}, edits)


def _unguarded(run: "RunFacts") -> "Command | None":
    """The first command of a pipe that runs without pipefail and has a result to lose."""
    for command in run.commands:
        if command.pipeline is None or len(command.pipeline.stages) < 2 or command.within:
            continue
        if run.script.pipefail_at(command) or has_no_result(run, command, command.pipeline):
            continue
        if not is_the_test(run, command.pipeline):
            return command
    return None


def is_the_test(run: "RunFacts", pipeline: "Pipeline") -> bool:
    """Whether a pipe ends in a grep that only tells whether something is there, and whose failure has a consequence.

    When what stands before it fails, nothing is there, and grep fails.
    """
    last = pipeline.stages[-1]
    if len(last) != 1 or last[0].name not in _GREPS or last[0].has_flag(*_GREP_TURNS) or last[0].in_substitution:
        return False
    grep: Command = last[0]
    asks = grep.has_flag("-q", "--quiet", "--silent") or any(
        each.operator in (">", "&>") and each.target is not None and each.target.value == "/dev/null"
        for each in grep.redirects
    )
    followed = any(operator == "&&" for operator, _ in grep.list.items[grep.item + 1 :])
    if grep.handled and not grep.ignored:
        return True
    return asks and (followed or grep.last or run.script.errexit_at(grep))


def has_no_result(run: "RunFacts", command: "Command", pipeline: "Pipeline") -> bool:
    """Whether the result of a pipe, which `command` begins, would be the same with pipefail, or nobody's concern."""
    if _only_writes_words(pipeline) or _may_find_nothing(pipeline):
        return True
    if not command.in_substitution:
        return False
    # Only `name=$(a | b)`, without a command behind it, has the result of what is substituted.
    return not any(
        not other.words and any(each.start <= command.start < each.end for each in other.assignments)
        for other in run.commands
    )


def _may_find_nothing(pipeline: "Pipeline") -> bool:
    """Whether a search stands before the last bar that fails as soon as one name is not found, as is expected there."""
    return any(
        command.name in ("dpkg", "dpkg-query") and command.has_flag("-S", "--search")
        for stage in pipeline.stages[:-1]
        for command in stage
    )


def _only_writes_words(pipeline: "Pipeline") -> bool:
    """Whether all that stands before the last bar writes words of the script, or may fail on purpose (`|| true`)."""
    return all(
        stage and all(command.name in _WRITES_WORDS or command.ignored for command in stage)
        for stage in pipeline.stages[:-1]
    )


def _set_pipefail(run: "RunFacts") -> Edit:
    """A SHELL instruction before the RUN, with a shell that the image has."""
    userland = run.stage.userland
    busybox = userland is not None and userland.shell == "busybox" and not userland.bash
    shell = "/bin/ash" if busybox else "/bin/bash"
    at = run.instruction.comments[0].start if run.instruction.comments else run.instruction.start
    return Edit(at, at, f'SHELL ["{shell}", "-o", "pipefail", "-c"]\n')


def heredoc_goes_on(analysis: "Analysis") -> Iterator[Hit]:
    """A RUN whose script is a here-document goes on after a command that fails. Placeholders: {command}, {shell}.

    The first such command is marked: others follow it, and the shell runs without `-e`. Commands that cannot fail, that
    are tested, or whose failure is caught do not count.
    """
    for run in analysis.runs:
        heredocs = run.instruction.heredocs
        if len(heredocs) != 1 or run.script.unparsed is not None or not run.script.source.text:
            continue
        if run.script.source.offset(0) < heredocs[0].body_start:
            continue  # the here-document is some command's input
        for command in run.commands:
            if _fails_unseen(command, run.commands) and not run.script.errexit_at(command):
                first, line_end, _ = run.script.source.text.partition("\n")
                has_interpreter = first.startswith("#!")
                at = run.script.source.offset(len(first + line_end)) if has_interpreter else heredocs[0].body_start
                yield hit(
                    command.words[0],
                    edits=(Edit(at, at, "set -e\n"),),
                    command=command.words[0].text,
                    shell=first[2:].strip() if has_interpreter else run.state.shell.words[0],
                )
                break


def _fails_unseen(command: "Command", commands: Sequence["Command"]) -> bool:
    if command.within or not command.words or command.name in _CANNOT_FAIL:
        return False
    if command.last or command.condition or command.negated or command.background:
        return False
    if command.in_substitution or command.in_function is not None or command.list.handles(command.item):
        return False
    if command.pipeline is not None and command not in command.pipeline.stages[-1]:
        return False
    return any(each.start >= command.list.end and not each.within for each in commands)


def links_shell(analysis: "Analysis", *, shells: Sequence[str]) -> Iterator[Hit]:
    """`ln` puts another shell in the place of one of `shells`. Placeholder: {link}."""
    for command in analysis.commands("ln"):
        operands = command.operands
        if len(operands) > 1 and operands[-1].value in shells:
            yield hit(command, link=operands[-1].value or "")


def high_uid(analysis: "Analysis", *, highest: int) -> Iterator[Hit]:
    """`useradd` makes an account with a number above `highest`, and without `-l`. Placeholder: {uid}."""
    for command in analysis.commands("useradd"):
        if command.has_flag("-l", "--no-log-init"):
            continue
        run = analysis.run_of(command)
        uid = _uid(command, run)
        if uid.isascii() and uid.isdigit() and int(uid[:12]) > highest:
            at = command.words[0].end
            yield hit(command, edits=(Edit(at, at, " -l"),), uid=uid)


def _uid(command: "Command", run: "RunFacts") -> str:
    """What `-u` or `--uid` gives, as far as it is known."""
    words = command.arguments
    for at, word in enumerate(words):
        text = run.script.resolve(word, run.environment) or ""
        if text.startswith("--uid="):
            return text.removeprefix("--uid=")
        if text == "--uid" or (text.startswith("-") and not text.startswith("--") and text.endswith("u")):
            return (run.script.resolve(words[at + 1], run.environment) or "") if at + 1 < len(words) else ""
        if text.startswith("-u"):
            return text[2:]
    return ""
