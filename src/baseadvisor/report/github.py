"""GitHub Actions workflow commands: the runner turns each line into an annotation on the pull request.

Source: "Workflow commands for GitHub Actions"; the escaping is that of @actions/core (`toCommandValue` and its property
form), without which a line break or a colon in a message would end the command or start another.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from baseadvisor.report.escape import printable
from baseadvisor.report.model import FileReport, Options, shown

if TYPE_CHECKING:
    from baseadvisor.linting.finding import Finding

_LEVELS = {"error": "error", "warning": "warning"}


def render(reports: Iterable[FileReport], out: TextIO, options: Options) -> None:
    """An annotation a finding, and one for each file that could not be read."""
    for report in reports:
        for finding in shown(report, options):
            out.write(_annotation(report.file, finding))
        for error in report.errors:
            out.write(f"::error file={escaped_property(report.file)},title=baseadvisor::{escaped(error)}\n")


def escaped(value: str) -> str:
    """A command's message."""
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escaped_property(value: str) -> str:
    """The value of one of a command's properties."""
    return escaped(value).replace(":", "%3A").replace(",", "%2C")


def _annotation(file: str, finding: "Finding") -> str:
    (line, column), (end_line, end_column) = finding.span
    properties = {"file": file.replace("\\", "/"), "line": str(line)}
    # Columns are only taken on an annotation within one line.
    if line == end_line:
        properties |= {"endLine": str(end_line), "col": str(column), "endColumn": str(max(end_column, column + 1))}
    else:
        properties |= {"endLine": str(end_line)}
    properties["title"] = f"{finding.code} {finding.name}"
    listed = ",".join(f"{key}={escaped_property(value)}" for key, value in properties.items())
    end = " (suppressed)" if finding.suppressed else ""
    level = _LEVELS.get(finding.severity, "notice") if not finding.suppressed else "notice"
    return f"::{level} {listed}::{escaped(printable(finding.message))}{end}\n"
