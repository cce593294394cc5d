"""What the terminal can do, and a sign of life on it while a long run goes on."""

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TextIO

from baseadvisor.report.model import FileReport

_SECONDS_BEFORE_PROGRESS = 1.0
_SECONDS_BETWEEN_UPDATES = 0.1


def wants_color(choice: str, stream: TextIO) -> bool:
    """Whether to colour what goes to `stream`; `choice` is "always", "never", or "auto".

    "auto" looks at NO_COLOR (no-color.org) and FORCE_COLOR (force-color.org), which count when they are not empty, and
    then whether the stream is a terminal that is not "dumb".
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal(stream) and os.environ.get("TERM") != "dumb"


def is_terminal(stream: TextIO) -> bool:
    """Whether `stream` is a terminal; a closed one is not."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def width(stream: TextIO, otherwise: int = 120) -> int:
    """The columns of the terminal that `stream` is; `otherwise` where it is none or does not say."""
    if not is_terminal(stream):
        return otherwise
    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return otherwise
    return columns if columns > 0 else otherwise


def with_progress(reports: Iterable[FileReport], total: int | None, verb: str = "Linting") -> Iterator[FileReport]:
    """`reports` as they come, with a line on standard error, if that is a terminal, once it takes longer than a second.

    `total` is how many there will be; None when nobody knows yet.
    """
    if total == 1 or not is_terminal(sys.stderr) or os.environ.get("TERM") == "dumb":
        yield from reports
        return
    from time import monotonic

    next_update = monotonic() + _SECONDS_BEFORE_PROGRESS
    drawn = False
    done = findings = 0
    try:
        for report in reports:
            done += 1
            findings += len(report.findings)
            now = monotonic()
            if drawn and (report.findings or report.errors or report.notes or now >= next_update):
                sys.stderr.write("\r\x1b[K")
                sys.stderr.flush()
                drawn = False
            yield report
            if now >= next_update:
                sys.stdout.flush()
                sys.stderr.write("\r\x1b[K" + progress_line(done, total, findings, verb, width(sys.stderr, 80)))
                sys.stderr.flush()
                drawn = True
                next_update = now + _SECONDS_BETWEEN_UPDATES
    finally:
        if drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def progress_line(done: int, total: int | None, findings: int, verb: str, columns: int) -> str:
    """One line that fits into `columns`: a bar where the total is known, the counts."""
    counts = f"{verb} {done:,}"
    if total:
        counts += f"/{total:,}"
    counts += f" file{'' if (total or done) == 1 else 's'}, {findings:,} finding{'' if findings == 1 else 's'}"
    room = columns - len(counts) - 4
    if total and room >= 10:
        size = min(room, 30)
        full = size * done // total
        counts += f" [{'#' * full}{'.' * (size - full)}]"
    return counts[: columns - 1]
