"""Small questions about an instruction's words that several families of checks ask."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from baseadvisor.dockerfile.expansion import ExpansionError, Value, expand
from baseadvisor.dockerfile.model import Flag, Instruction, Node, Word

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis

_VARIABLE = re.compile(r"\$(?:\{(\w+)|(\w+))")


def keyword_of(instruction: Instruction) -> Node:
    """The place of the keyword."""
    return Node(instruction.keyword_start, instruction.keyword_end)


def arguments_of(instruction: Instruction) -> Node:
    """The place of the arguments; the keyword's where there are none."""
    words = instruction.words
    return Node(words[0].start, words[-1].end) if words else keyword_of(instruction)


def place_of(flag: Flag) -> Node:
    """The place of a flag."""
    return Node(flag.start, flag.end)


def is_outside(analysis: "Analysis", instruction: Instruction) -> bool:
    """Whether an instruction stands before the first FROM, where it belongs to no stage."""
    return instruction.stage is None and bool(analysis.dockerfile.stages)


def has_workdir(analysis: "Analysis", instruction: Instruction) -> bool:
    """Whether a WORKDIR of this file says what relative paths in `instruction` hang on.

    ONBUILD's instructions run after all others of the stage, and one after the other.
    """
    stage = analysis.stage_of(instruction)
    if stage.before(instruction).workdir is not None:
        return True
    if instruction.parent is None:
        return False
    return any(
        each.keyword == "WORKDIR"
        or (each.trigger is not None and each.trigger.keyword == "WORKDIR" and each.start < instruction.parent.start)
        for each in stage.instructions
    )


def names_root(user: str) -> bool:
    """Whether a USER or --chown names root: `root`, `0`, whatever group stands behind it."""
    return user.strip().partition(":")[0] in ("root", "0")


def value_of(analysis: "Analysis", instruction: Instruction, text: str) -> Value:
    """`text` with the variables filled in that `instruction` sees, quotes and escapes taken away."""
    escape = analysis.dockerfile.escape
    if "$" not in text and "'" not in text and '"' not in text and escape not in text:
        return Value.literal(text)
    try:
        return expand(text, analysis.scopes.before(instruction).lookup, escape).value
    except ExpansionError:
        return Value.unknown(text)


def texts_of(instruction: Instruction) -> list[tuple[str, Word]]:
    """The arguments of an instruction that takes a list, each with its place: JSON strings or words."""
    if instruction.exec_form is not None:
        return list(zip(instruction.exec_form, instruction.words, strict=False))
    return [(word.text, word) for word in instruction.words]


def sources_and_destination(instruction: Instruction) -> tuple[list[tuple[str, Word]], tuple[str, Word] | None]:
    """What a COPY or ADD takes (here-documents left out), and where to; None without a destination."""
    texts = texts_of(instruction)
    if len(texts) < 2:
        return [], None
    heredocs = {heredoc.start for heredoc in instruction.heredocs}
    return [pair for pair in texts[:-1] if pair[1].start not in heredocs], texts[-1]


def variables_in(text: str, at: int) -> Iterator[tuple[str, Node]]:
    """The names that stand after a `$` in `text`, which begins at offset `at` of the file, each with its place."""
    for match in _VARIABLE.finditer(text):
        end = match.end()
        if match[1] is not None and text[end : end + 1] == "}":
            end += 1
        yield match[1] or match[2], Node(at + match.start(), at + end)


def variable_place(file: str, place: Node, name: str) -> Node:
    """Where the variable `name` is used within `place`; all of `place` where that cannot be told."""
    for found, node in variables_in(file[place.start : place.end], place.start):
        if found == name:
            return node
    return place


def nearest(name: str, known: "list[str]") -> str:
    """The end of a message that says which of `known` may have been meant; empty without one that is close."""
    from difflib import get_close_matches

    if len(name) > 60:
        return ""
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.7)
    return f" (did you mean {close[0]}?)" if close else ""
