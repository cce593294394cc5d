"""GNU error messages (GNU Coding Standards, "Formatting Error Messages"), which every editor can read.

The lines are those that hadolint writes, with the column added: `program:file:line:column: CODE severity: message`.
"""

from collections.abc import Iterable
from typing import TextIO

from baseadvisor.report.escape import printable
from baseadvisor.report.model import FileReport, Options, shown


def render(reports: Iterable[FileReport], out: TextIO, options: Options) -> None:
    """A line a finding."""
    for report in reports:
        for finding in shown(report, options):
            line, column = finding.span.start
            where = f"baseadvisor:{report.file}:{line}:{column}:"
            out.write(f"{where} {finding.code} {finding.severity}: {printable(finding.message)}\n")
