"""SARIF 2.1.0 (OASIS standard), for GitHub code scanning and whatever else reads it.

Results come first and the rules they name after them, so that the log can be written while linting goes on. Regions are
never empty, and end columns are one past the last character, as the standard has it (3.30.8).
"""

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

import baseadvisor
from baseadvisor.linting.rule_text import rule_text
from baseadvisor.report.escape import strict
from baseadvisor.report.fingerprint import Fingerprints
from baseadvisor.report.model import FileReport, Options, shown
from baseadvisor.report.positions import LineStarts
from baseadvisor.report.rule_help import rule_index
from baseadvisor.report.rule_page import as_markdown, as_text

if TYPE_CHECKING:
    from baseadvisor.dockerfile.span import Span
    from baseadvisor.linting.finding import Finding, Fix
    from baseadvisor.linting.rule_index import RuleIndex

_LEVELS = {"error": "error", "warning": "warning", "info": "note", "style": "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(reports: Iterable[FileReport], out: TextIO, options: Options) -> None:
    """One log with one run; a result a line. Suppressed findings are there when asked for, marked as suppressed."""
    rules: dict[str, tuple[int, Finding]] = {}
    notifications: list[dict[str, Any]] = []
    out.write(f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{{"results": [')
    between = "\n"
    for report in reports:
        location = {"uri": uri(report.file)}
        notifications.extend(_notification(error, location) for error in report.errors)
        fingerprints = Fingerprints(report.file, report.text)
        lines = LineStarts(report.text)
        for finding in shown(report, options):
            number, _ = rules.setdefault(finding.code, (len(rules), finding))
            result = _result(finding, number, location, lines)
            result["partialFingerprints"] = {"baseadvisor/v1": fingerprints.of(finding)}
            out.write(between + json.dumps(result))
            between = ",\n"
    index = rule_index(options)
    driver = {
        "name": "baseadvisor",
        "version": baseadvisor.__version__,
        "semanticVersion": baseadvisor.__version__,
        "rules": [_rule(finding, index) for _, finding in rules.values()],
    }
    invocation = {
        "executionSuccessful": not notifications,
        "toolExecutionNotifications": notifications,
    }
    out.write(f'\n], "columnKind": "unicodeCodePoints", "invocations": [{json.dumps(invocation)}],\n')
    out.write(f'"tool": {{"driver": {json.dumps(driver)}}}}}]}}\n')


def uri(file: str) -> str:
    """A file's name as a URI reference: relative as it is, absolute with `file://`."""
    path = file.replace("\\", "/").removeprefix("./")
    odd = sys.getfilesystemencodeerrors()  # names whose bytes are no UTF-8 keep them
    if path.startswith("/"):
        return "file://" + quote(path, errors=odd)
    if path[1:3] == ":/":
        return "file:///" + path[:2] + quote(path[2:], errors=odd)
    return quote(path, errors=odd)


def _result(finding: "Finding", rule_index: int, location: dict[str, str], lines: LineStarts) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": _LEVELS.get(finding.severity, "note"),
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": {"artifactLocation": location, "region": region(finding.span)}}],
        "properties": {"name": finding.name, "severity": finding.severity, "confidence": finding.confidence},
    }
    if finding.fix is not None and finding.fix.edits:
        result["fixes"] = [_fix(finding.fix, location, lines)]
    if finding.suppressed is not None:
        suppression = {"kind": "inSource", "status": "accepted"}
        if finding.suppressed.reason:
            suppression["justification"] = finding.suppressed.reason
        result["suppressions"] = [suppression]
    return result


def region(span: "Span") -> dict[str, int]:
    """A place as SARIF has it, one character long where it would be empty."""
    (line, column), (end_line, end_column) = span
    if (end_line, end_column) <= (line, column):
        end_line, end_column = line, column + 1
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _fix(fix: "Fix", location: dict[str, str], lines: LineStarts) -> dict[str, Any]:
    replacements = []
    for edit in fix.edits:
        start, end = lines.position(edit.start), lines.position(edit.end)
        deleted = {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        }
        replacement = {"deletedRegion": deleted}
        if edit.replacement:
            replacement |= {"insertedContent": {"text": strict(edit.replacement)}}  # type: ignore[dict-item]
        replacements.append(replacement)
    return {
        "description": {"text": fix.description or "mend it"},
        "artifactChanges": [{"artifactLocation": location, "replacements": replacements}],
    }


def _notification(error: str, location: dict[str, str]) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": error},
        "locations": [{"physicalLocation": {"artifactLocation": location}}],
    }


def _rule(finding: "Finding", index: "RuleIndex") -> dict[str, Any]:
    """The reporting descriptor of a finding's rule, with its help where the rule is known."""
    descriptor: dict[str, Any] = {"id": finding.code, "name": finding.name}
    properties: dict[str, Any] = {"precision": finding.confidence, "tags": [finding.category or "dockerfile"]}
    if finding.aliases:
        properties["aliases"] = list(finding.aliases)
    rule = next(iter(index.find(finding.code)), None)
    if rule is not None:
        words = rule_text(rule)
        descriptor["shortDescription"] = {"text": rule.summary}
        descriptor["fullDescription"] = {"text": " ".join(words.why.split()) or rule.summary}
        descriptor["help"] = {
            "text": "\n".join(as_text(rule, words, Options())),
            "markdown": as_markdown(rule, words),
        }
        descriptor["defaultConfiguration"] = {"level": _LEVELS.get(rule.severity, "note")}
        properties["problem.severity"] = {"error": "error", "warning": "warning"}.get(rule.severity, "recommendation")
    descriptor["properties"] = properties
    return descriptor
