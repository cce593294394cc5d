"""Advice for people: what there is, what there could be, how much it weighs, how long it lasts, what it takes."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, TextIO

from baseadvisor.report import advice_words as words
from baseadvisor.report.escape import line, printable
from baseadvisor.report.model import Options
from baseadvisor.report.text import paint

if TYPE_CHECKING:
    from baseadvisor.advisor.model import Advice, Candidate, Reason, StageAdvice

_REASONS = 12
_COLORS = {"breaks": "1;31", "check": "1;33", "note": "1;34"}
_STATES = {"supported": "32", "extended": "33", "ended": "1;31", "unknown": "2"}
_EFFORTS = {"drop-in": "32", "small": "32", "moderate": "33", "large": "1;31"}


def render(advices: "Sequence[Advice]", out: TextIO, options: Options, *, why: bool = False) -> None:
    """One file in full; several as an overview, in full where `why` asks for it."""
    if not advices:
        return
    if len(advices) > 1:
        out.writelines(row + "\n" for row in _overview(advices, options))
    if len(advices) == 1 or why:
        for at, advice in enumerate(advices):
            if at or len(advices) > 1:
                out.write("\n")
            out.writelines(row + "\n" for row in _file(advice, options, why))


def _file(advice: "Advice", options: Options, why: bool) -> Iterator[str]:
    yield f"{paint(printable(advice.file), '1', options)}  {paint(words.source_line(advice), '2', options)}"
    for note in advice.notes:
        yield f"  note: {line(note)}"
    for problem in advice.problems:
        yield f"  {line(problem)}"
    told: dict[tuple[str, ...], StageAdvice] = {}
    for stage in advice.stages:
        yield ""
        same = (stage.image.reference, *(one.image.reference for one in stage.candidates))
        if stage.candidates and same in told:
            yield from _again(stage, told[same], options, why)
        else:
            told[same] = stage
            yield from _stage(stage, advice.as_of, options, why)


def _again(stage: "StageAdvice", first: "StageAdvice", options: Options, why: bool) -> Iterator[str]:
    """A stage on an image that is told of already, with the same to move to: what that touches here."""
    yield _head(stage, options)
    yield f"  the image of line {first.line}, and the same to move to; what it touches here:"
    if stage.now:
        yield "  as it is now:"
        for reason in stage.now:
            yield from _reason(reason, options)
    for number, (candidate, before) in enumerate(zip(stage.candidates, first.candidates, strict=True), 1):
        yield f"  {_title(number, candidate, options, why)}"
        if candidate.confidence != before.confidence:
            yield from _wrapped("    ", words.confidence(candidate), options)
        if why:
            yield from _terms(candidate)
        yield from _reasons(stage, candidate, options, why)


def _head(stage: "StageAdvice", options: Options) -> str:
    image = stage.image
    name = f" {printable(stage.name)}" if stage.name and stage.below is None else ""
    written = (
        f" (written {printable(stage.written)})" if stage.written != image.reference and "$" in stage.written else ""
    )
    role = printable(words.role(stage))
    return f"line {stage.line}: {paint(printable(image.reference), '1', options)}{written}, {role}{name}"


def _stage(stage: "StageAdvice", as_of: str, options: Options, why: bool) -> Iterator[str]:
    image = stage.image
    yield _head(stage, options)
    if image.reference == "scratch":
        yield "  nothing is below it"
        return
    state = "ended" if image.deprecated else image.state
    yield from _wrapped("  ", paint(line(stage.verdict), _STATES[state], options), options)
    yield f"  {words.userland(image)}; {words.size_source(image.size)}"
    for note in image.notes:
        yield f"  {line(note)}"
    if stage.now:
        yield "  as it is now:"
        for reason in stage.now:
            yield from _reason(reason, options)
    if stage.unknown is not None:
        yield f"  no advice: {line(stage.unknown)}"
        return
    if not stage.candidates:
        yield f"  {words.staying(stage)}"
        yield from _left_out(stage, options)
        return
    if stage.best is None and (image.state in ("supported", "extended") or image.unserved is not None):
        yield f"  {words.staying(stage)}; what else there would be:"
    yield ""
    yield from _table(stage, stage.candidates, as_of, options)
    for number, candidate in enumerate(stage.candidates, 1):
        yield ""
        yield from _candidate(number, stage, candidate, options, why)
    if stage.left_out:
        yield ""
        yield from _left_out(stage, options)


def _left_out(stage: "StageAdvice", options: Options) -> Iterator[str]:
    for why, names in words.left_out(stage).items():
        yield from _wrapped("  ", f"left out: {line(', '.join(names))}: {line(why)}", options, "    ")


def _table(stage: "StageAdvice", shown: "Sequence[Candidate]", as_of: str, options: Options) -> Iterator[str]:
    sizes = [one.size.bytes for one in (stage.image, *(candidate.image for candidate in shown)) if one.size is not None]
    largest = max(sizes, default=0)
    room = 12 if options.width >= 100 else 0
    rows = [("", "now", stage.image.reference, words.size(stage.image.size), "", words.until(stage.image, as_of), "")]
    rows += [
        (
            str(number),
            candidate.kind,
            candidate.image.reference,
            words.size(candidate.image.size),
            words.saved(candidate.saving) if candidate.includes is None else f"brings {candidate.includes}",
            words.until(candidate.image, as_of),
            candidate.effort + (", patch" if candidate.unpatched is None else ""),
        )
        for number, candidate in enumerate(shown, 1)
    ]
    heads = ("", "kind", "image", "size", "saves", "support until", "effort")
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    bars = [
        words.bar(image.size.bytes if image.size else None, largest, room)
        for image in (stage.image, *(c.image for c in shown))
    ]
    yield paint("  " + _cells(heads, widths, " " * room), "2", options).rstrip()
    for row, drawn in zip(rows, bars, strict=True):
        text = _cells(row, widths, f"{drawn:<{room}}")
        yield ("  " + text).rstrip()


def _cells(row: "Sequence[str]", widths: "Sequence[int]", drawn: str) -> str:
    cells = [f"{printable(cell):<{width}}" for cell, width in zip(row, widths, strict=True)]
    cells[3] = f"{printable(row[3]):>{widths[3]}}" + (f" {drawn}" if drawn else "")
    return "  ".join(cells)


def _candidate(number: int, stage: "StageAdvice", candidate: "Candidate", options: Options, why: bool) -> Iterator[str]:
    yield f"  {_title(number, candidate, options, why)}"
    if candidate.changes:
        yield from _wrapped("    ", line("; ".join(candidate.changes)), options)
    yield from _wrapped("    ", words.confidence(candidate), options)
    if candidate.includes is not None:
        yield from _wrapped(
            "    ",
            f"it brings {candidate.includes}, which the file installs on top today: its size is not to be compared "
            "with the base alone",
            options,
        )
    both = words.dates(stage.image.size, candidate.image.size)
    if candidate.saving is not None and both is not None and not candidate.saving.close:
        yield f"    {both}: they lie {candidate.saving.days_apart} days apart"
    if why:
        yield f"    {words.userland(candidate.image)}; {words.size_source(candidate.image.size)}"
        for one in candidate.image.support:
            end = f"until {one.until}" if one.until else "no end date is set"
            yield f"    {printable(one.name)}: {end} ({printable(one.source)})"
        if candidate.other_names:
            yield from _wrapped("    ", "other names of the same build: " + ", ".join(candidate.other_names), options)
        if candidate.source:
            yield f"    source: {printable(candidate.source)}"
        yield from _terms(candidate)
    yield from _reasons(stage, candidate, options, why)
    for text in candidate.outline:
        yield f"      {printable(text)}"


def _title(number: int, candidate: "Candidate", options: Options, why: bool) -> str:
    effort = paint(candidate.effort, _EFFORTS[candidate.effort], options)
    score = f", score {candidate.score}" if why else ""
    return f"{number} {candidate.kind} {paint(printable(candidate.image.reference), '1', options)}: {effort}{score}"


def _terms(candidate: "Candidate") -> Iterator[str]:
    for term in candidate.terms:
        yield f"    {term.points:+7.1f} {term.name}: {line(term.why)}"


def _reasons(stage: "StageAdvice", candidate: "Candidate", options: Options, why: bool) -> Iterator[str]:
    reasons = candidate.reasons if why else candidate.reasons[:_REASONS]
    for reason in reasons:
        yield from _reason(reason, options)
    if len(reasons) < len(candidate.reasons):
        yield f"    {len(candidate.reasons) - len(reasons)} more with --why"
    if not candidate.reasons and candidate.confidence.level == "low":
        yield "    no break is known, and not that there is none"
    elif not candidate.reasons:
        yield f"    nothing {'more ' if stage.fails_now else ''}in this file is known to break"


def _reason(reason: "Reason", options: Options) -> Iterator[str]:
    where = f"line {reason.line}: " if reason.line else ""
    sure = "" if reason.certainty == "high" else f" ({'likely' if reason.certainty == 'medium' else 'perhaps'})"
    severity = paint(reason.severity, _COLORS[reason.severity], options)
    done = " [in the patch]" if reason.patched else ""
    yield from _wrapped(
        "    ", f"{severity}{sure}: {where}{line(reason.what)}: {line(reason.why)}{done}", options, "      "
    )


_LONGEST = 100
"""Characters of an image's name in a table: longer ones are hardly names."""


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _overview(advices: "Sequence[Advice]", options: Options) -> Iterator[str]:
    heads = ("file", "line", "image", "state", "first advice", "saves", "effort")
    rows = []
    for row in words.overview(advices):
        best = row.stage.best
        state = "given up" if row.stage.image.deprecated else row.stage.image.state
        saves = "" if best is None else words.saved(best.saving) if best.includes is None else f"brings {best.includes}"
        reference = best.image.reference if best else words.without_advice(row.stage)
        rows.append(
            (
                printable(row.file),
                str(row.stage.line),
                printable(_shortened(row.stage.image.reference)),
                state,
                printable(reference),
                saves,
                best.effort if best else "",
            )
        )
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    yield paint(words.source_line(advices[0]), "2", options)
    yield paint("  ".join(f"{head:<{width}}" for head, width in zip(heads, widths, strict=True)).rstrip(), "1", options)
    for cells in rows:
        yield "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()
    yield ""
    for note in dict.fromkeys(note for advice in advices for note in advice.notes if "catalog" in note):
        yield f"note: {line(note)}"
    yield words.sum_words(words.summed(advices))


def _wrapped(indent: str, text: str, options: Options, further: str | None = None) -> Iterator[str]:
    width = max(options.width, 60)
    if options.color:
        width += text.count("\x1b[") * 5  # what colours take is not seen
    yield from wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=further or indent,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [indent.rstrip()]
