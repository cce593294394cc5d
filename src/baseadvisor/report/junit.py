"""JUnit's XML report: each file is a test suite, each finding a failed test; a clean file is one passed test.

It is valid by the schema of Jenkins' xUnit plugin (junit-10.xsd), which refuses what is not: a test case has no
attributes for its file and line there, so the class name and the failure's text tell them.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from baseadvisor.report.escape import printable
from baseadvisor.report.model import FileReport, Options
from baseadvisor.report.xml import attribute, content

if TYPE_CHECKING:
    from baseadvisor.linting.finding import Finding


def render(reports: Iterable[FileReport], out: TextIO, options: Options) -> None:
    """A `testsuite` a file. Suppressed findings are skipped tests when they are asked for."""
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="baseadvisor">\n')
    for report in reports:
        _suite(report, out, options)
    out.write("</testsuites>\n")


def _suite(report: FileReport, out: TextIO, options: Options) -> None:
    skipped = report.suppressed if options.show_suppressed else ()
    tests = len(report.findings) + len(report.errors) + len(skipped)
    out.write(
        f'<testsuite name={attribute(report.file)} file={attribute(report.file)} tests="{tests or 1}" '
        f'failures="{len(report.findings)}" errors="{len(report.errors)}" skipped="{len(skipped)}">\n'
    )
    for finding in report.findings:
        line, column = finding.span.start
        text = f"{report.file}:{line}:{column}: {finding.severity} {finding.code} {finding.name}\n"
        text += printable(finding.message)
        out.write(
            f"{_case(report.file, finding)}<failure type={attribute(finding.severity)} "
            f"message={attribute(finding.message)}>{content(text)}</failure></testcase>\n"
        )
    for finding in skipped:
        reason = finding.suppressed.reason if finding.suppressed else ""
        out.write(f"{_case(report.file, finding)}<skipped message={attribute(reason)}/></testcase>\n")
    for error in report.errors:
        name = f'<testcase name="read" classname={attribute(report.file)}>'
        out.write(f"{name}<error message={attribute(error)}/></testcase>\n")
    if not tests:
        out.write(f'<testcase name="lint" classname={attribute(report.file)}/>\n')
    out.write("</testsuite>\n")


def _case(file: str, finding: "Finding") -> str:
    line, column = finding.span.start
    name = f"{finding.code} {finding.name} at {line}:{column}"
    return f"<testcase name={attribute(name)} classname={attribute(file)}>"
