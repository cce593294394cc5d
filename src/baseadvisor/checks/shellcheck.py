"""ShellCheck's findings on the scripts of RUN, at their places in the Dockerfile."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from baseadvisor.analysis import Analysis, RunFacts
from baseadvisor.checks.hit import Hit
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.shellcheck.program import Comment, Replacement
    from baseadvisor.shellcheck.programs import Program

_AS_FOR_SH = {3036: 3037}
"""Codes for dash alone, and those that people know for the same thing in sh."""


def findings(analysis: Analysis, *, exclude: Sequence[int]) -> Iterator[Hit]:
    """What ShellCheck says, where it is at hand. Placeholders: {comment}; each finding has its SC code as an alias."""
    checker = analysis.options.shellcheck
    if checker is None:
        return
    from baseadvisor.shellcheck.programs import programs

    for run, program in programs(analysis):
        for comment in checker(program.text):
            if comment.code not in exclude and is_told(analysis.text, run, program, comment):
                yield _hit(run, program, comment)


def is_told(text: str, run: RunFacts, program: "Program", comment: "Comment") -> bool:
    """Whether a comment is on the script itself, and to the point there; `text` is the Dockerfile's."""
    if comment.end <= program.script_start:
        return False
    from baseadvisor.shellcheck.relevance import holds

    return holds(text, run, program.shell, comment.code, *_place(run, program, comment.start, comment.end))


def _hit(run: RunFacts, program: "Program", comment: "Comment") -> Hit:
    start, end = _place(run, program, comment.start, comment.end)
    code = _AS_FOR_SH.get(comment.code, comment.code)
    from baseadvisor.shellcheck.relevance import WHERE_SHELLS_DIFFER

    # In a script for sh all of these are warnings; that we say dash for sure makes them no graver.
    level = "warning" if code in WHERE_SHELLS_DIFFER else comment.level
    return Hit(
        start,
        max(end, start + 1),
        {"comment": comment.message, "alias": f"SC{code}", "severity": level},
        _edits(run, program, comment.replacements),
    )


def _place(run: RunFacts, program: "Program", start: int, end: int) -> tuple[int, int]:
    source = run.script.source
    last = len(source.text)
    if start == end == program.script_start + last:
        return source.end_offset(last), source.end_offset(last)
    first = min(max(start - program.script_start, 0), max(last - 1, 0))
    after = min(max(end - program.script_start, first), last)
    begin = source.offset(first)
    return begin, max(begin, source.end_offset(after)) if after > first else begin


def _edits(run: RunFacts, program: "Program", replacements: "Sequence[Replacement]") -> tuple[Edit, ...]:
    edits = []
    for change in replacements:
        if change.start < program.script_start:
            return ()
        start, end = _place(run, program, change.start, change.end)
        if end - start != change.end - change.start:
            return ()  # it spans a line continuation
        edits.append(Edit(start, end, change.text))
    return tuple(edits)
