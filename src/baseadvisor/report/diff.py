"""What the fixes change, as a patch that `git apply` and `patch -p1` take."""

from collections.abc import Iterable, Iterator
from typing import TextIO

from baseadvisor.report.escape import printable
from baseadvisor.report.model import FileReport, Options

_COLORS = {"-": "31", "+": "32", "@": "36"}


def render(reports: Iterable[FileReport], out: TextIO, options: Options) -> None:
    """A unified diff for each file that would change; with colours, for the eye, control characters are escaped."""
    for report in reports:
        if report.before is not None:
            for line in diff(report.file, report.before, report.text):
                out.write(_painted(line) if options.color else line)


def diff(file: str, before: str, after: str) -> Iterator[str]:
    """The lines of a unified diff, line ends included."""
    from difflib import unified_diff

    name = file.replace("\\", "/").removeprefix("./").lstrip("/")
    for line in unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """The lines with their ends; only a line feed ends a line."""
    lines = [line + "\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _painted(line: str) -> str:
    text = printable(line.rstrip("\r\n"))
    color = "1" if line.startswith(("---", "+++")) else _COLORS.get(line[0])
    return f"\x1b[{color}m{text}\x1b[0m\n" if color else text + "\n"
