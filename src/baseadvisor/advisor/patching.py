"""A file with the best candidates put in, stage by stage, and what stood in the way of the others."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from baseadvisor.advisor.model import Advice, Candidate, StageAdvice
from baseadvisor.dockerfile.source import DockerfileSyntaxError, parse
from baseadvisor.fixes.apply import apply
from baseadvisor.fixes.edit import Edit

Judge = Callable[[str, str], str | None]
"""Looks at a text before and after, and says in one line what got worse; None: nothing did."""


class Patched(NamedTuple):
    """A patched text. `taken` are the stages and the candidates that are in it; `notes` say what was left out, "
    "and why."""

    text: str
    taken: tuple[tuple[StageAdvice, Candidate], ...]
    notes: tuple[str, ...]


def patched(advice: Advice, *, judge: Judge | None = None, pin: bool = False) -> Patched:
    """The file with, for each stage, the best candidate that can be put in by edits alone.

    A candidate is left out where the file would not parse, or would be worse by the `judge`'s word. With `pin` the
    new images (and those that stay) are named by digest as well, where it is known.
    """
    text = advice.text
    notes: list[str] = []
    changes: list[Sequence[Edit]] = []
    taken: list[tuple[StageAdvice, Candidate]] = []
    for stage in advice.stages:
        found = next((one for one in stage.better if one.unpatched is None and one.edits), None)
        if found is None:
            if stage.better:
                first = stage.better[0]
                notes.append(f"line {stage.line}: no patch for {stage.image.reference}: {first.unpatched}")
            continue
        edits = _pinned(found) if pin else found.edits
        problem = _problem(text, changes, edits, judge)
        if problem is not None:
            notes.append(f"line {stage.line}: {found.image.reference} is left out: {problem}")
            continue
        if found is not stage.candidates[0]:
            first = stage.candidates[0]
            notes.append(
                f"line {stage.line}: {found.image.reference}, since {first.image.reference} has no patch "
                f"({first.unpatched})"
            )
        changes.append(edits)
        taken.append((stage, found))
    return Patched(apply(text, changes).text, tuple(taken), tuple(notes))


def _pinned(candidate: Candidate) -> Sequence[Edit]:
    digest = candidate.image.digest
    if digest is None:
        return candidate.edits
    reference = candidate.image.reference
    return [
        edit._replace(replacement=f"{edit.replacement}@{digest}")
        if edit.replacement == reference or edit.replacement.endswith(f"/{reference}")
        else edit
        for edit in candidate.edits
    ]


def _problem(text: str, changes: Sequence[Sequence[Edit]], edits: Sequence[Edit], judge: Judge | None) -> str | None:
    """Why some more edits cannot be made; None where they can."""
    applied = apply(text, [*changes, edits])
    if applied.left_out:
        return "its edits and another stage's touch the same text"
    before = apply(text, changes).text
    try:
        after = parse(applied.text)
    except DockerfileSyntaxError as error:
        return f"the file would not parse: {error.reason}"
    old = {problem.kind for problem in parse(before, recover=True).problems if problem.fatal}
    new = [problem for problem in after.problems if problem.fatal and problem.kind not in old]
    if new:
        return f"the file would not build: {new[0].message}"
    return judge(before, applied.text) if judge is not None else None
