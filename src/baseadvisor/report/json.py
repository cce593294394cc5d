"""The project's own JSON, as `docs/schemas/lint.schema.json` describes it, written finding by finding.

The models that the schema is made from are in `baseadvisor.report.schema`.
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TextIO

from baseadvisor.report.escape import strict
from baseadvisor.report.model import FileReport, Options, Summary, shown
from baseadvisor.report.positions import LineStarts

if TYPE_CHECKING:
    from baseadvisor.dockerfile.span import Position
    from baseadvisor.linting.finding import Finding, Fix, Suppression

_text = json.JSONEncoder().encode
"""A str as JSON."""
VERSION = 1
"""The version of the form; it changes only when something that was there goes away or means something else."""


def render(reports: Iterable[FileReport], out: TextIO, options: Options) -> None:
    """One object; each finding stands on a line of its own."""
    summary = Summary()
    errors: list[dict[str, str]] = []
    out.write(f'{{"version": {VERSION}, "findings": [')
    between = "\n"
    for report in reports:
        summary.add(report)
        errors.extend({"file": report.file, "message": error} for error in report.errors)
        lines = LineStarts(report.text)
        file = _text(report.file)
        for finding in shown(report, options):
            out.write(between + _written(file, finding, lines))
            between = ",\n"
    ending = "" if between == "\n" else "\n"
    out.write(f'{ending}], "errors": {json.dumps(errors)}, "summary": {json.dumps(summary_object(summary))}}}\n')


def _written(file: str, finding: "Finding", lines: LineStarts) -> str:
    """A finding as JSON has it; `file` is JSON already. Lines and columns are 1-based, in characters; `end_column` is
    one past the last. Written out by hand: there may be many thousands, and `json.dumps` takes four times as long.
    """
    (line, column), (end_line, end_column) = finding.span
    return (
        f"{{{_of_rule(finding.code, finding.name, finding.aliases, finding.severity)}, "
        f'"message": {_text(finding.message)}, "file": {file}, "line": {line}, "column": {column}, '
        f'"end_line": {end_line}, "end_column": {end_column}, '
        f'"instruction_line": {finding.instruction_line or line}, "category": "{finding.category}", '
        f'"confidence": "{finding.confidence}", "fix": {_fix(finding.fix, lines)}, '
        f'"suppressed": {_suppressed(finding.suppressed)}}}'
    )


@lru_cache(maxsize=1024)
def _of_rule(code: str, name: str, aliases: tuple[str, ...], severity: str) -> str:
    about = {"code": code, "name": name, "aliases": aliases, "severity": severity}
    return json.dumps(about)[1:-1]


def _fix(fix: "Fix | None", lines: LineStarts) -> str:
    if fix is None:
        return "null"
    edits = ", ".join(
        f"{{{_place('', lines.position(edit.start))}, {_place('end_', lines.position(edit.end))}, "
        f'"replacement": {_text(strict(edit.replacement))}}}'
        for edit in fix.edits
    )
    return f'{{"safe": {"true" if fix.safe else "false"}, "description": {_text(fix.description)}, "edits": [{edits}]}}'


def _place(prefix: str, position: "Position") -> str:
    line, column = position
    return f'"{prefix}line": {line}, "{prefix}column": {column}'


def _suppressed(suppressed: "Suppression | None") -> str:
    if suppressed is None:
        return "null"
    return json.dumps({"line": suppressed.line, "reason": suppressed.reason})


def summary_object(summary: Summary) -> dict[str, Any]:
    """The sum of everything as JSON has it."""
    return {
        "files": summary.files,
        "files_with_findings": summary.files_with_findings,
        "findings": summary.findings,
        **summary.by_severity,
        "suppressed": summary.suppressed,
        "fixable": summary.fixable,
        "unsafely_fixable": summary.unsafely_fixable,
        "fixed": summary.fixed,
        "errors": summary.errors,
    }
