"""Advice as Markdown (GitHub Flavored Markdown), for a comment on a change or a job's summary."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from baseadvisor.report import advice_words as words
from baseadvisor.report.markdown import code, escaped

if TYPE_CHECKING:
    from baseadvisor.advisor.model import Advice, StageAdvice


def render(advices: "Sequence[Advice]", errors: "Sequence[tuple[str, str]]", out: TextIO, *, why: bool = False) -> None:
    """A table of all base images where there are several files, and each file in full."""
    if len(advices) > 1:
        out.writelines(row + "\n" for row in _overview(advices))
    if len(advices) == 1 or why:
        for advice in advices:
            out.writelines(row + "\n" for row in _file(advice, why))
    for file, message in errors:
        out.write(f"- {code(file)}: {escaped(message)}\n")


def _overview(advices: "Sequence[Advice]") -> Iterator[str]:
    yield "| Place | Image | State | First advice | Saves | Effort |"
    yield "|---|---|---|---|---|---|"
    for row in words.overview(advices):
        best = row.stage.best
        state = "given up" if row.stage.image.deprecated else row.stage.image.state
        saves = words.saved(best.saving) if best else ""
        yield (
            f"| {code(f'{row.file}:{row.stage.line}')} | {code(row.stage.image.reference)} | {state} "
            f"| {code(best.image.reference) if best else '-'} | {escaped(saves)} | {best.effort if best else ''} |"
        )
    yield ""
    yield escaped(words.sum_words(words.summed(advices))) + ", " + escaped(words.source_line(advices[0])) + "."
    yield ""


def _file(advice: "Advice", why: bool) -> Iterator[str]:
    yield f"### {code(advice.file)}"
    yield ""
    yield escaped(words.source_line(advice)) + "."
    yield ""
    for note in (*advice.notes, *advice.problems):
        yield f"> {escaped(note)}"
        yield ""
    for stage in advice.stages:
        yield from _stage(stage, advice.as_of, why)


def _stage(stage: "StageAdvice", as_of: str, why: bool) -> Iterator[str]:
    role = escaped(words.role(stage))
    yield f"**Line {stage.line}: {code(stage.image.reference)}**, {role}: {escaped(stage.verdict)}."
    yield ""
    for reason in stage.now:
        where = f"line {reason.line}, " if reason.line else ""
        yield f"- as it is now, {reason.severity}: {where}{escaped(reason.what)}: {escaped(reason.why)}"
    if stage.now:
        yield ""
    if stage.unknown is not None:
        yield escaped(f"No advice: {stage.unknown}.")
        yield ""
        return
    if not stage.candidates:
        yield f"{words.staying(stage).capitalize()}."
        yield ""
        yield from _left_out(stage)
        return
    if stage.best is None and (stage.image.state in ("supported", "extended") or stage.image.unserved is not None):
        yield f"{words.staying(stage).capitalize()}; what else there would be:"
        yield ""
    yield "| | Kind | Image | Size | Saves | Support until | Effort | Confidence |"
    yield "|---|---|---|---|---|---|---|---|"
    now = stage.image
    yield f"| | now | {code(now.reference)} | {escaped(words.size(now.size))} | | {words.until(now, as_of)} | | |"
    for number, one in enumerate(stage.candidates, 1):
        saves = words.saved(one.saving) if one.includes is None else f"brings {one.includes}"
        yield (
            f"| {number} | {one.kind} | {code(one.image.reference)} | {escaped(words.size(one.image.size))} "
            f"| {escaped(saves)} | {words.until(one.image, as_of)} | {one.effort} | {one.confidence.level} |"
        )
    yield ""
    for number, one in enumerate(stage.candidates, 1):
        yield f"{number}. {code(one.image.reference)}: {escaped('; '.join(one.changes) or 'the same, newer')}"
        for reason in one.reasons:
            where = f"line {reason.line}, " if reason.line else ""
            yield f"   - {reason.severity} ({reason.certainty}): {where}{escaped(reason.what)}: {escaped(reason.why)}"
        if why:
            for term in one.terms:
                yield f"   - {term.points:+.1f} {term.name}: {escaped(term.why)}"
    yield ""
    yield from _left_out(stage)


def _left_out(stage: "StageAdvice") -> Iterator[str]:
    for why, names in words.left_out(stage).items():
        yield f"- left out: {', '.join(code(name) for name in names)}: {escaped(why)}"
    if stage.left_out:
        yield ""
