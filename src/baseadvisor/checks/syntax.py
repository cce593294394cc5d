"""What the parser says of a file, as findings."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis


def problem(analysis: "Analysis", *, kinds: Sequence[str]) -> Iterator[Hit]:
    """The parser's problems of these kinds (the slugs of `Dockerfile.problems`). Placeholder: {problem}."""
    for each in analysis.dockerfile.problems:
        if each.kind in kinds:
            end = max(each.end, min(each.start + 1, len(analysis.text)))
            yield Hit(each.start, end, {"problem": each.message})


def empty_continuation(analysis: "Analysis", *, kinds: Sequence[str]) -> Iterator[Hit]:
    """The parser's problems of these kinds, which are about blank lines inside an instruction: one for each of those.

    Placeholder: {instruction}. The fix takes the lines out.
    """
    text = analysis.text
    for each in analysis.dockerfile.problems:
        if each.kind not in kinds or each.instruction is None:
            continue
        lines = [(at, _line_end(text, at)) for at in each.instruction.empty_continuations]
        start, end = lines[0] if lines[0][0] < lines[0][1] else (lines[0][0] - 1, lines[0][1])
        edits = tuple(Edit(at, stop, "") for at, stop in lines)
        yield Hit(start, end, {"instruction": each.instruction.keyword}, edits)


def _line_end(text: str, at: int) -> int:
    """The offset behind the line that begins at `at`."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1
