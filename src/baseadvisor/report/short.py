"""One line a finding: `file:line:column: severity CODE message`, and nothing else."""

from collections.abc import Iterable
from typing import TextIO

from baseadvisor.report.escape import printable
from baseadvisor.report.model import FileReport, Options, shown
from baseadvisor.report.text import COLORS, paint


def render(reports: Iterable[FileReport], out: TextIO, options: Options) -> None:
    """A line a finding; suppressed ones say so at the end."""
    for report in reports:
        for finding in shown(report, options):
            line, column = finding.span.start
            severity = paint(finding.severity, COLORS.get(finding.severity, "1"), options)
            where = paint(f"{report.file}:{line}:{column}:", "1", options)
            end = " (suppressed)" if finding.suppressed else ""
            out.write(f"{where} {severity} {finding.code} {printable(finding.message)}{end}\n")
