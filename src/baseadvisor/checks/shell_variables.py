"""Variables that are not what they were meant to be: a `$` that was forgotten, a shell that has ended."""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.dockerfile.model import Node
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis, RunFacts
    from baseadvisor.shell.model import Word

_BARE_NAME = re.compile(r"(?:^|(?<=:))(?P<name>[A-Z][A-Z0-9_]*)(?=/|:|$)")


def name_in_path(analysis: "Analysis") -> Iterator[Hit]:
    """An entry of PATH begins with the bare name of a variable that the file sets. Placeholders: {entry}, {name}."""
    for instruction in analysis.instructions("ENV"):
        for pair in instruction.pairs:
            value = pair.value or ""
            if pair.key != "PATH" or analysis.dockerfile.escape == "`" or "\\" in value:
                continue
            known = {
                "PATH",
                *analysis.scopes.before(instruction).variables,
                *(other.key for other in instruction.pairs),
            }
            quote = 1 if value[:1] in ("'", '"') and value[-1:] == value[:1] else 0
            bare = value[quote : len(value) - quote]
            match = next((found for found in _BARE_NAME.finditer(bare) if found["name"] in known), None)
            if match is None:
                continue
            entry = bare[match.start() :].partition(":")[0]
            start = pair.value_start + quote + match.start()
            exact = analysis.text[start : start + len(entry)] == entry
            place = Node(start, start + len(entry)) if exact else Node(pair.value_start, pair.value_end)
            edits = (Edit(start, start, "$"),) if exact and value[:1] != "'" else ()
            yield hit(place, edits=edits, entry=entry, name=match["name"])


def set_in_another_run(analysis: "Analysis", *, may_be_set: Sequence[str]) -> Iterator[Hit]:
    """A RUN uses a shell variable that an earlier RUN of the stage has set, and nothing else.

    `may_be_set` are patterns of names that a base image may set itself. Placeholders: {name}, {line}.
    """
    for stage in analysis.stages:
        lines: dict[str, int] = {}
        told: set[str] = set()
        for run in stage.runs:
            if _reads_elsewhere(run):
                lines.clear()  # Whatever it sources may be read again.
            assigned = {assignment.name for assignment in run.script.assigned}
            for word, name in _uses(run) if lines else ():
                if name in told or name not in lines or name in assigned:
                    continue
                if name in run.state.environment.variables:
                    continue
                told.add(name)
                yield hit(word, name=name, line=str(lines[name]))
            for assignment in run.script.assigned:
                name = assignment.name
                if assignment.kind not in _LASTING or _NAME.fullmatch(name) is None:
                    continue
                if not any(fnmatchcase(name, pattern) for pattern in may_be_set):
                    lines.setdefault(name, run.instruction.line)


_LASTING = ("assign", "export", "declare", "readonly")
"""Kinds of assignments that hold beyond one command."""
_NAME = re.compile(r"[A-Z][A-Z0-9_]{2,}")


def _reads_elsewhere(run: "RunFacts") -> bool:
    """Whether variables may come from somewhere that is not seen: a file, a secret, a login shell, another language."""
    if run.script.unparsed is not None or run.state.shell.instruction is not None:
        return True
    return any("env" in mount for mount in run.mounts) or any(
        command.name in (".", "source", "eval", "read", "export-env", "env") for command in run.commands
    )


def _uses(run: "RunFacts") -> "Iterator[tuple[Word, str]]":
    """The variables that a RUN's commands expand without a value to fall back on."""
    if run.instruction.exec_form is not None:
        return
    for command in run.commands:
        if command.within:
            continue
        for word in command.words:
            for name in word.expansions:
                if re.search(rf"\$(?:{name}\b|\{{{name}\}})", word.text):
                    yield word, name
