"""A Markdown table (GitHub Flavored Markdown), for a comment on a change or a job's summary."""

import re
from collections.abc import Iterable
from typing import TextIO

from baseadvisor.report.escape import printable
from baseadvisor.report.model import FileReport, Options, Summary, shown
from baseadvisor.report.text import summed_up

_HEAD = "| Place | Severity | Rule | Finding |\n|---|---|---|---|\n"


def render(reports: Iterable[FileReport], out: TextIO, options: Options) -> None:
    """A row a finding; below the table what could not be read, and a sentence on the whole."""
    summary = Summary()
    errors: list[str] = []
    head = _HEAD
    for report in reports:
        summary.add(report)
        errors.extend(f"- {code(report.file)}: {escaped(error)}\n" for error in report.errors)
        for finding in shown(report, options):
            line, column = finding.span.start
            place = code(f"{report.file}:{line}:{column}")
            severity = finding.severity + (" (suppressed)" if finding.suppressed else "")
            rule = f"{finding.code} {finding.name}"
            out.write(f"{head}| {place} | {severity} | {rule} | {escaped(finding.message)} |\n")
            head = ""
    if not head:
        out.write("\n")
    if errors:
        out.write("".join(errors) + "\n")
    out.write(summed_up(summary) + "\n")


def code(text: str) -> str:
    """`text` as a code span of a table's cell, whatever is in it."""
    text = printable(text).replace("|", "\\|")
    runs = [len(run) for run in re.findall("`+", text)]
    fence = "`" * (max(runs, default=0) + 1)
    pad = " " if runs else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def escaped(text: str) -> str:
    """`text` so that nothing in it is markup: no link, image, HTML, mention, or new cell."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", printable(text)).replace("@", "@\u200b")
