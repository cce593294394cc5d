"""The report for people: what, where, the source with the exact span marked, and what to do."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from baseadvisor.report.escape import line, printable
from baseadvisor.report.model import FileReport, Options, Summary, shown

if TYPE_CHECKING:
    from baseadvisor.linting.finding import Finding

COLORS = {"error": "1;31", "warning": "1;33", "info": "1;34", "style": "1;36"}
"""The ANSI colour (SGR parameters) of each severity."""


def render(reports: Iterable[FileReport], out: TextIO, options: Options) -> None:
    """A block a finding, with a sentence on the whole at the end."""
    summary = Summary()
    for report in reports:
        summary.add(report)
        lines: Sequence[str] | None = None
        for finding in shown(report, options):
            if lines is None:
                lines = report.text.split("\n")
            out.write(_block(report.file, finding, lines, options))
            out.write("\n\n")
    if not options.quiet or summary.findings:
        out.write(summed_up(summary))
        out.write("\n")


def paint(text: str, color: str, options: Options) -> str:
    """`text` in a colour (SGR parameters), if colours are wanted."""
    return f"\x1b[{color}m{text}\x1b[0m" if options.color else text


def headline(file: str, finding: "Finding", options: Options) -> str:
    """`file:line:column: severity CODE name`."""
    at = finding.span.start
    severity = paint(finding.severity, COLORS.get(finding.severity, "1"), options)
    where = paint(f"{file}:{at.line}:{at.column}:", "1", options)
    return f"{where} {severity} {paint(finding.code, '1', options)} {finding.name}"


def _block(file: str, finding: "Finding", lines: Sequence[str], options: Options) -> str:
    from baseadvisor.report.excerpt import excerpt

    head = headline(file, finding, options)
    if finding.suppressed:
        head += " " + paint("(suppressed)", "2", options)
    rows = [head, "  " + line(finding.message)]
    numbered = excerpt(lines, finding.span, options.width - len(str(finding.span.end.line)) - 4)
    gutter = max((len(str(row.line)) for row in numbered if row.line), default=1)
    color = COLORS.get(finding.severity, "1")
    bar = paint("|", "2", options)
    if numbered:
        rows.append(f" {' ' * gutter} {bar}")
    for row in numbered:
        if row.line is None:
            rows.append(f" {' ' * gutter} {bar} {paint(row.text, color, options)}")
        elif row.line == 0:
            rows.append(f" {'.' * min(3, gutter):>{gutter}} {bar} {row.text}")
        else:
            number = paint(f"{row.line:>{gutter}}", "2", options)
            rows.append(f" {number} {bar} {row.text}".rstrip())
    mark = paint("=", "2", options)
    rows.extend(f" {' ' * gutter} {mark} {note}" for note in _notes(finding))
    return "\n".join(rows)


def _notes(finding: "Finding") -> list[str]:
    notes = []
    if finding.suppressed:
        reason = printable(finding.suppressed.reason)
        notes.append(f"suppressed on line {finding.suppressed.line}" + (f": {reason}" if reason else ""))
    elif finding.fix is not None:
        option = "--fix" if finding.fix.safe else "--fix --unsafe-fixes"
        description = printable(finding.fix.description)
        notes.append(f"fix available ({option})" + (f": {description}" if description else ""))
    if finding.confidence == "low":
        notes.append("not certain: something here is only known when the image is built")
    if finding.aliases:
        notes.append("also known as " + ", ".join(finding.aliases))
    return notes


def summed_up(summary: Summary) -> str:
    """One sentence: how many findings of which severity, in how many files, and what `--fix` would do."""
    sentences = []
    if summary.findings:
        parts = [_count(number, severity) for severity, number in summary.by_severity.items() if number]
        within = f"{summary.files_with_findings} of {_count(summary.files, 'file')}" if summary.files > 1 else "1 file"
        sentences.append(f"Found {_count(summary.findings, 'finding')} ({', '.join(parts)}) in {within}.")
    else:
        sentences.append(f"No findings in {_count(summary.files, 'file')}.")
    if summary.fixed:
        sentences.append(f"{_count(summary.fixed, 'finding')} fixed.")
    if summary.fixable:
        sentences.append(f"{summary.fixable} can be fixed with --fix.")
    if summary.unsafely_fixable:
        sentences.append(f"{summary.unsafely_fixable} can be fixed with --fix --unsafe-fixes, to be looked over.")
    if summary.suppressed:
        sentences.append(f"{_count(summary.suppressed, 'finding')} suppressed.")
    if summary.errors:
        sentences.append(f"{_count(summary.errors, 'problem')} with reading or linting, told above.")
    return " ".join(sentences)


_UNCOUNTED = ("info", "style")


def _count(number: int, thing: str) -> str:
    plural = "" if number == 1 or thing in _UNCOUNTED else "s"
    return f"{number} {thing}{plural}"
