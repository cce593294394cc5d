"""Checkstyle's XML report, which Jenkins and many review bots read."""

from collections.abc import Iterable
from typing import TextIO

from baseadvisor.report.model import FileReport, Options
from baseadvisor.report.xml import attribute

_SEVERITIES = {"error": "error", "warning": "warning"}


def render(reports: Iterable[FileReport], out: TextIO, options: Options) -> None:
    """A `file` element a file, also when it is clean; suppressed findings are left out."""
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n')
    for report in reports:
        out.write(f"<file name={attribute(report.file)}>\n")
        for error in report.errors:
            out.write(f'<error line="1" severity="error" message={attribute(error)} source="baseadvisor"/>\n')
        for finding in report.findings:
            line, column = finding.span.start
            severity = _SEVERITIES.get(finding.severity, "info")
            out.write(
                f'<error line="{line}" column="{column}" severity="{severity}" '
                f"message={attribute(finding.message)} source={attribute(finding.code)}/>\n"
            )
        out.write("</file>\n")
    out.write("</checkstyle>\n")
