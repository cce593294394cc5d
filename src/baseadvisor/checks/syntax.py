"""What the parser says of a file, as findings."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis


def problem(analysis: "Analysis", *, kinds: Sequence[str]) -> Iterator[Hit]:
    """The parser's problems of these kinds (the slugs of `Dockerfile.problems`). Placeholder: {problem}."""
    for each in analysis.dockerfile.problems:
        if each.kind in kinds:
            yield hit(each, problem=each.message)
