"""The project's own JSON, as `docs/schemas/lint.schema.json` describes it, written finding by finding.

The models that the schema is made from are in `baseadvisor.report.schema`.
"""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

from baseadvisor.report.escape import strict
from baseadvisor.report.model import FileReport, Options, Summary, shown
from baseadvisor.report.positions import LineStarts

if TYPE_CHECKING:
    from baseadvisor.dockerfile.span import Position
    from baseadvisor.linting.finding import Finding

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
        for finding in shown(report, options):
            out.write(between + json.dumps(finding_object(report.file, finding, lines)))
            between = ",\n"
    ending = "" if between == "\n" else "\n"
    out.write(f'{ending}], "errors": {json.dumps(errors)}, "summary": {json.dumps(summary_object(summary))}}}\n')


def finding_object(file: str, finding: "Finding", lines: LineStarts) -> dict[str, Any]:
    """A finding as JSON has it. Lines and columns are 1-based, in characters; `end_column` is one past the last."""
    (line, column), (end_line, end_column) = finding.span
    entry: dict[str, Any] = {
        "code": finding.code,
        "name": finding.name,
        "aliases": list(finding.aliases),
        "severity": finding.severity,
        "message": finding.message,
        "file": file,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "instruction_line": finding.instruction_line or line,
        "category": finding.category,
        "confidence": finding.confidence,
        "fix": None,
        "suppressed": None,
    }
    if finding.fix is not None:
        entry["fix"] = {
            "safe": finding.fix.safe,
            "description": finding.fix.description,
            "edits": [
                {**_place("", lines.position(edit.start)), **_place("end_", lines.position(edit.end))}
                | {"replacement": strict(edit.replacement)}
                for edit in finding.fix.edits
            ],
        }
    if finding.suppressed is not None:
        entry["suppressed"] = {"line": finding.suppressed.line, "reason": finding.suppressed.reason}
    return entry


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


def _place(prefix: str, position: "Position") -> dict[str, int]:
    return {prefix + "line": position.line, prefix + "column": position.column}
