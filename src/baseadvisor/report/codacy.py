"""Codacy's line format: one JSON object a line, as hadolint writes it for Codacy's Docker tool."""

import json
from collections.abc import Iterable
from typing import TextIO

from baseadvisor.report.model import FileReport, Options


def render(reports: Iterable[FileReport], out: TextIO, options: Options) -> None:
    """An object a finding, without the suppressed ones, which the form cannot mark."""
    for report in reports:
        for finding in report.findings:
            entry = {
                "filename": report.file,
                "line": finding.span.start.line,
                "message": finding.message,
                "patternId": finding.code,
            }
            out.write(json.dumps(entry) + "\n")
