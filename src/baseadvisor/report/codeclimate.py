"""Code Climate's engine output: JSON objects, each ended by a NUL (Code Climate Engine Specification, "Issues").

GitLab's Code Quality report has the same objects in one array; `baseadvisor.report.gitlab` writes that.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from baseadvisor.report.fingerprint import Fingerprints
from baseadvisor.report.model import FileReport, Options

_SEVERITIES = {"error": "blocker", "warning": "major", "info": "minor", "style": "info"}
_CATEGORIES = {"security": "Security", "efficiency": "Performance", "metadata": "Style", "shell": "Bug Risk"}


def render(reports: Iterable[FileReport], out: TextIO, options: Options) -> None:
    """An object a finding, without the suppressed ones, which the form cannot mark."""
    for issue in issues(reports):
        out.write(json.dumps(issue) + "\0\n")


def issues(reports: Iterable[FileReport]) -> Iterator[dict[str, Any]]:
    """The issue objects, one a finding."""
    for report in reports:
        path = report.file.replace("\\", "/").removeprefix("./")
        fingerprints = Fingerprints(path, report.text)
        for finding in report.findings:
            yield {
                "type": "issue",
                "check_name": finding.code,
                "description": finding.message,
                "categories": [_CATEGORIES.get(finding.category, "Bug Risk")],
                "severity": _SEVERITIES.get(finding.severity, "info"),
                "fingerprint": fingerprints.of(finding),
                "location": {
                    "path": path,
                    "lines": {"begin": finding.span.start.line, "end": finding.span.end.line},
                },
            }
