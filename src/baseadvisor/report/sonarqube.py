"""SonarQube's generic issue format in its form since 10.3 (`sonar.externalIssuesReportPaths`).

Source: SonarQube's documentation, "Generic formatted issue reports". Columns are 0-based there.
"""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

from baseadvisor.report.model import FileReport, Options
from baseadvisor.report.rule_help import rule_index

if TYPE_CHECKING:
    from baseadvisor.linting.finding import Finding
    from baseadvisor.linting.rule_index import RuleIndex

_IMPACTS = {"error": "HIGH", "warning": "MEDIUM"}
_QUALITIES = {"security": "SECURITY", "syntax": "RELIABILITY", "shell": "RELIABILITY"}


def render(reports: Iterable[FileReport], out: TextIO, options: Options) -> None:
    """The issues, then the rules they name; suppressed findings are left out, since the form cannot mark them."""
    rules: dict[str, Finding] = {}
    out.write('{"issues": [')
    between = "\n"
    for report in reports:
        for finding in report.findings:
            rules.setdefault(finding.code, finding)
            out.write(between + json.dumps(_issue(report.file, finding)))
            between = ",\n"
    index = rule_index(options)
    described = [_rule(finding, index) for finding in rules.values()]
    out.write(f'\n], "rules": {json.dumps(described)}}}\n')


def _issue(file: str, finding: "Finding") -> dict[str, Any]:
    (line, column), (end_line, end_column) = finding.span
    place = {"startLine": line, "endLine": end_line}
    # An empty range, or one that ends at the start of a line, is refused.
    if end_column > 1 and (end_line, end_column) > (line, column):
        place |= {"startColumn": column - 1, "endColumn": end_column - 1}
    return {
        "ruleId": finding.code,
        "primaryLocation": {
            "message": finding.message,
            "filePath": file.replace("\\", "/").removeprefix("./"),
            "textRange": place,
        },
    }


def _rule(finding: "Finding", index: "RuleIndex") -> dict[str, Any]:
    rule = next(iter(index.find(finding.code)), None)
    severity = rule.severity if rule is not None else finding.severity
    return {
        "id": finding.code,
        "name": finding.name,
        "description": rule.summary if rule is not None else finding.message,
        "engineId": "baseadvisor",
        "cleanCodeAttribute": "CONVENTIONAL",
        "impacts": [
            {
                "softwareQuality": _QUALITIES.get(finding.category, "MAINTAINABILITY"),
                "severity": _IMPACTS.get(severity, "LOW"),
            }
        ],
    }
