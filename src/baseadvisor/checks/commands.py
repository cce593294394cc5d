"""Which commands a RUN runs, and how."""

from collections.abc import Iterator, Sequence

from baseadvisor.analysis import Analysis
from baseadvisor.checks.hit import Hit, hit


def runs(analysis: Analysis, *, commands: Sequence[str]) -> Iterator[Hit]:
    """A RUN runs one of `commands`, wherever in its script. Placeholders: {command}."""
    for command in analysis.commands(*commands):
        if command.words:
            yield hit(command.words[0], command=command.name or "")


def lacks_flag(analysis: Analysis, *, command: str, flags: Sequence[str], quiet_error_output: bool) -> Iterator[Hit]:
    """A command without any of `flags`; with `quiet_error_output`, one whose error output goes elsewhere is left alone.

    Placeholders: {command}.
    """
    for found in analysis.commands(command):
        if found.has_flag(*flags) or any(word.value in flags for word in found.arguments):
            continue
        if quiet_error_output and any(
            redirect.fd == 2 or redirect.operator.startswith("&>") for redirect in found.redirects
        ):
            continue
        if any(not (word.value or "-").startswith("-") or word.value is None for word in found.arguments):
            yield hit(found.words[0], command=command)


def both_used(analysis: Analysis, *, one: str, other: str) -> Iterator[Hit]:
    """A stage uses two commands that do the same: each RUN from where both have been used.

    Placeholders: {command}, {one}, {other}.
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
            yield hit(last.words[0], command=last.name or "", one=one, other=other)
