"""Findings to write reports of."""

from typing import Any

from baseadvisor.dockerfile.span import Position, Span
from baseadvisor.fixes.edit import Edit
from baseadvisor.linting.finding import Finding, Fix, Suppression
from baseadvisor.report.model import FileReport, Options

TEXT = "FROM debian\nRUN apt-get update && \\\n    apt-get install curl\nUSER root\n"


def finding(text: str, marked: str, **changes: Any) -> Finding:
    """A finding on the first place in `text` where `marked` stands."""
    start = text.index(marked)
    span = Span(_position(text, start), _position(text, start + len(marked)))
    made = Finding(
        code="BA201",
        name="apt-get-install-without-yes",
        aliases=("DL3014",),
        severity="warning",
        message="apt-get install lacks -y",
        span=span,
        start=start,
        end=start + len(marked),
        category="package-manager",
        instruction_line=span.start.line,
    )
    return made._replace(**changes)


def _position(text: str, offset: int) -> Position:
    before = text[:offset]
    return Position(before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)


def example() -> FileReport:
    """Two findings, one of them with a fix, and one that a comment silences."""
    at = TEXT.index("install") + len("install")
    fix = Fix(True, (Edit(at, at, " -y"),), "insert `-y`")
    suppressed = Suppression(4, "# baseadvisor ignore=BA701 wanted", "wanted")
    return FileReport(
        "app/Dockerfile",
        TEXT,
        (
            finding(TEXT, "apt-get install curl", fix=fix, instruction_line=2),
            finding(TEXT, "debian", code="BA101", name="image-without-tag", severity="error", message="no tag"),
        ),
        (finding(TEXT, "root", code="BA701", name="last-user-is-root", severity="info", suppressed=suppressed),),
    )


PLAIN = Options()
WITH_SUPPRESSED = Options(show_suppressed=True)
