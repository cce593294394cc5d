"""CMD and ENTRYPOINT in shell form."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.words import arguments_of
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,+@%=")
_OF_THE_SHELL = frozenset(
    [".", ":", "[", "cd", "eval", "exit", "export", "if", "for", "set", "source", "trap", "ulimit", "umask", "while"]
)


def shell_form(analysis: "Analysis", *, instructions: Sequence[str]) -> Iterator[Hit]:
    """One of `instructions` is in shell form. Placeholders: {instruction}, {effect}.

    Not where the shell fills in a variable and then gives way to the program: `exec serve --port $PORT`.
    """
    for instruction in analysis.instructions(*instructions):
        if instruction.exec_form is None and instruction.words and not _is_replaced(instruction.arguments):
            effect = "the shell gets the signals, not the program"
            if _is_replaced_by_bash(analysis, instruction):
                entry = instruction.keyword == "ENTRYPOINT"
                effect = "CMD and what is given to docker run are ignored" if entry else "it takes a shell to start it"
            keyword = instruction.keyword
            yield hit(arguments_of(instruction), edits=_as_json(instruction), instruction=keyword, effect=effect)


def _is_replaced_by_bash(analysis: "Analysis", instruction: Instruction) -> bool:
    """Whether the shell is bash, which makes way for a single command by itself (as dash does not)."""
    stage = analysis.stage_of(instruction)
    userland = stage.userland
    bash = userland is not None and userland.shell == "bash" and stage.before(instruction).shell.dialect == "sh"
    return bash and not any(char in instruction.arguments for char in "|&;<>\n`(")


def _is_replaced(script: str) -> bool:
    """Whether the shell is there for a variable's sake alone, and gone once the program runs."""
    words = script.split(maxsplit=2)
    return len(words) > 1 and words[0] == "exec" and "$" in script and not any(char in script for char in "|&;<>\n`(")


def _as_json(instruction: Instruction) -> tuple[Edit, ...]:
    """The exec form of a command whose words need no shell."""
    text = instruction.arguments
    words = text.split()
    if words[0] == "exec":
        words = words[1:]
    if not words or words[0] in _OF_THE_SHELL or "=" in words[0] or instruction.inner_comments or instruction.heredocs:
        return ()
    if not all(map(_PLAIN.issuperset, words)):
        return ()
    place = arguments_of(instruction)
    return (Edit(place.start, place.end, "[" + ", ".join(f'"{word}"' for word in words) + "]"),)
