"""Images that nothing is run from: they are there to work in, or for other files to build on."""

import re

from baseadvisor.advisor.copies import is_into_folder, sources_of, target_of
from baseadvisor.advisor.needs import Needs
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.shell.model import Command

_SHELLS = frozenset({"bash", "sh", "zsh", "fish", "ash", "dash", "ksh"})
_PROMPTS = frozenset({"irb", "pry", "python", "python2", "python3", "ipython", "ipython3", "node", "ghci", "iex", "R"})
"""Programs that ask for input when they get no arguments."""
_INTERACTIVE = re.compile(r"-[il]+|--(?:login|interactive)")
_WAITS = {("sleep", "infinity"), ("sleep", "inf"), ("tail", "-f", "/dev/null"), ("cat",)}
"""What only keeps a container there, for others to run something in it."""
_STARTERS = re.compile(r"tini|dumb-init|my_init|catatonit|.*entry-?point.*")
"""What an ENTRYPOINT runs to start the CMD."""


def is_worked_in(needs: Needs) -> bool:
    """Whether all that the file starts is a prompt: a shell, or a language without a program to run."""
    started = [_started(needs, each) for each in _last_starts(needs)]
    return bool(started) and all(_is_prompt(command) for command in started)


def is_built_on(needs: Needs) -> bool:
    """Whether the file sets up tools, and neither keeps nor starts anything: others do, on what it makes."""
    keywords = {each.keyword for each in needs.instructions}
    return (
        needs.is_final
        and "RUN" in keywords
        and keywords.isdisjoint(("ADD", "CMD", "ENTRYPOINT", "EXPOSE", "HEALTHCHECK"))
        and all(_is_removed(needs, each) for each in needs.instructions if each.keyword == "COPY")
    )


def _is_removed(needs: Needs, copy: Instruction) -> bool:
    """Whether one file that is copied in, a script to set up with, is taken away again by its path."""
    sources = sources_of(copy)
    if len(sources) != 1:
        return False
    path = target_of(copy)
    if is_into_folder(copy):
        path = f"{path}/{sources[0].rpartition('/')[2]}"
    return any(
        command.name == "rm" and path in {word.value for word in command.operands} for command in needs.commands()
    )


def _last_starts(needs: Needs) -> list[Instruction]:
    """The CMD and ENTRYPOINT of the final stage that count, without an ENTRYPOINT that only starts the CMD."""
    last: dict[str, Instruction] = {}
    for stage in needs.stages:
        if stage.is_final:
            for each in (one for link in stage.chain for one in link.instructions):
                if each.keyword == "ENTRYPOINT":
                    last = {"ENTRYPOINT": each}  # it takes away the CMD that was inherited
                elif each.keyword == "CMD":
                    last["CMD"] = each
    entrypoint = last.get("ENTRYPOINT")
    if entrypoint is not None and "CMD" in last:
        command = _started(needs, entrypoint)
        if command is not None and _STARTERS.fullmatch(command.name or ""):
            return [last["CMD"]]
    return list(last.values())


def _started(needs: Needs, instruction: Instruction) -> Command | None:
    commands = needs.analysis.facts(instruction).commands
    return commands[0] if len(commands) == 1 else None


def _is_prompt(command: Command | None) -> bool:
    if command is None:
        return False
    words = [word.value or "" for word in command.words[1:]]
    if (command.name, *words) in _WAITS:
        return True
    return (command.name in _PROMPTS and not words) or (
        command.name in _SHELLS and all(_INTERACTIVE.fullmatch(word) for word in words)
    )
