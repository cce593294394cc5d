"""What a report is made of: the findings file by file, and their sum."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.linting.severity import SEVERITIES

if TYPE_CHECKING:
    from baseadvisor.linting.config import Config
    from baseadvisor.linting.finding import Finding


class FileReport(NamedTuple):
    """What linting one file gave.

    `file` is the name to show, `text` what was linted. `errors` say, a line each, why (a part of) the file could not be
    read or linted; `notes` are remarks that are no errors. `failed` says whether a finding reaches the threshold that
    makes the run fail. `fixed` counts the fixes that were made; then `text` and the findings are those after them, and
    `before` is the text as it was; `content` is the mended file where it is not written back (standard input).
    `misconfigured` says that the file was not linted because its configuration cannot be followed. `accepted` counts
    the findings that a baseline leaves out, `gone` those it has of this file that are there no longer.
    """

    file: str
    text: str = ""
    findings: Sequence["Finding"] = ()
    suppressed: Sequence["Finding"] = ()
    errors: Sequence[str] = ()
    notes: Sequence[str] = ()
    failed: bool = False
    fixed: int = 0
    before: str | None = None
    content: bytes | None = None
    misconfigured: bool = False
    accepted: int = 0
    gone: int = 0


class Options(NamedTuple):
    """How to show a report: with ANSI colours or not, in how many columns at most, with suppressed findings or not.

    `quiet` leaves out the sentence that nothing was found; `config` is where a team's own rules are named.
    """

    color: bool = False
    width: int = 120
    show_suppressed: bool = False
    quiet: bool = False
    config: "Config | None" = None


class Summary:
    """The sum of the reports it was shown."""

    __slots__ = (
        "by_severity",
        "errors",
        "files",
        "files_with_findings",
        "fixable",
        "fixed",
        "suppressed",
        "unsafely_fixable",
    )

    def __init__(self) -> None:
        self.files = 0
        self.files_with_findings = 0
        self.errors = 0
        self.suppressed = 0
        self.fixable = 0
        self.unsafely_fixable = 0
        self.fixed = 0
        self.by_severity = dict.fromkeys(SEVERITIES, 0)

    @property
    def findings(self) -> int:
        """How many findings there are, suppressed ones not counted."""
        return sum(self.by_severity.values())

    def add(self, report: FileReport) -> None:
        """Count one more file in."""
        self.files += 1
        self.files_with_findings += bool(report.findings)
        self.errors += len(report.errors)
        self.suppressed += len(report.suppressed)
        self.fixed += report.fixed
        for finding in report.findings:
            self.by_severity[finding.severity] = self.by_severity.get(finding.severity, 0) + 1
            if finding.fix is not None:
                if finding.fix.safe:
                    self.fixable += 1
                else:
                    self.unsafely_fixable += 1


def shown(report: FileReport, options: Options) -> Sequence["Finding"]:
    """The findings to show of a file, in the order of their place: with the suppressed ones when they are asked for."""
    if not options.show_suppressed or not report.suppressed:
        return report.findings
    return sorted((*report.findings, *report.suppressed), key=lambda finding: (finding.start, finding.code))
