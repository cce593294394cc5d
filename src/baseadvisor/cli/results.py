"""Reports of earlier runs, for files on which nothing has changed that a report depends on.

That is: the file's bytes and name, the .dockerignore beside it, the configuration, the rule files of one's own, this
version of baseadvisor with its files as they are, and ShellCheck's. Support dates are judged by the shipped catalog or
by a date that the configuration names, so the day is not among them.
"""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from baseadvisor.linting.finding import Edit, Finding, Fix, Position, Span, Suppression
from baseadvisor.linting.ignore_file import ignore_file_beside
from baseadvisor.report.model import FileReport

if TYPE_CHECKING:
    from baseadvisor.cache.answers import Answers
    from baseadvisor.linting.config import Config

_FORM = 1
"""Changes with the form that reports are kept in."""


class Results:
    """The reports that are known of files under one configuration."""

    __slots__ = ("_answers", "_prefix")

    def __init__(self, answers: "Answers", config: "Config") -> None:
        self._answers = answers
        about = (_FORM, sys.version_info[:2], _program_stamp(), _shellcheck_stamp(), tuple(config), _own_rules(config))
        self._prefix = repr(about).encode("utf-8", "surrogatepass")

    def key(self, name: str, filename: str | None, data: bytes) -> bytes:
        """What everything on a file comes down to; `name` is what reports call it, `data` its bytes."""
        from hashlib import sha256

        about = f"\n{name!r} {filename!r} {ignore_file_beside(filename)!r}\n".encode("utf-8", "surrogatepass")
        return sha256(b"report " + self._prefix + about + data).digest()

    def recall(self, keys: Iterable[bytes]) -> dict[bytes, FileReport]:
        """The reports that are known, by key."""
        import json

        try:
            return {key: _report(json.loads(value)) for key, value in self._answers.get(list(keys)).items()}
        except (ValueError, TypeError):
            return {}  # kept by a version that wrote it otherwise

    def remember(self, reports: Mapping[bytes, FileReport]) -> None:
        """Keep reports, but for those with errors, which may be gone the next time."""
        import json

        self._answers.keep(
            {key: json.dumps(_plain(report)).encode() for key, report in reports.items() if not report.errors}
        )


def _plain(report: FileReport) -> list[Any]:
    return [report.file, report.text, report.findings, report.suppressed, report.notes, report.failed]


def _report(value: Sequence[Any]) -> FileReport:
    file, text, findings, suppressed, notes, failed = value
    return FileReport(file, text, _findings(findings), _findings(suppressed), (), notes, failed)


def _findings(values: Sequence[Any]) -> tuple[Finding, ...]:
    return tuple(map(_finding, values))


def _finding(value: Sequence[Any]) -> Finding:
    code, name, aliases, severity, message, (first, last), start, end, fix, confidence, category, line, file, by = value
    return Finding(
        code,
        name,
        tuple(aliases),
        severity,
        message,
        Span(Position(*first), Position(*last)),
        start,
        end,
        None if fix is None else Fix(fix[0], tuple(Edit(*edit) for edit in fix[1]), fix[2]),
        confidence,
        category,
        line,
        file,
        None if by is None else Suppression(*by),
    )


def _stamp(path: str) -> tuple[str, int, int]:
    try:
        stat = os.stat(path)
    except OSError:
        return path, -1, -1
    return path, stat.st_size, stat.st_mtime_ns


def _program_stamp() -> tuple[object, ...]:
    """The version, and all files of the package: an editable installation changes without its version."""
    import baseadvisor
    from baseadvisor.linting.rule_index import fingerprint, in_checkout, rules_folder

    found: list[tuple[str, int, int]] = []
    waiting = [os.path.dirname(baseadvisor.__file__)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    if entry.name != "__pycache__":
                        waiting.append(entry.path)
                else:
                    stat = entry.stat()
                    found.append((entry.path, stat.st_size, stat.st_mtime_ns))
    return baseadvisor.__version__, sorted(found), fingerprint(rules_folder()) if in_checkout() else 0


def _shellcheck_stamp() -> tuple[str, int, int] | None:
    from baseadvisor.shellcheck.program import find_program

    program = find_program()
    return None if program is None else _stamp(os.path.realpath(program))


def _own_rules(config: "Config") -> list[tuple[str, bytes]]:
    """The files of the configuration's rule folders with their bytes."""
    if not config.rule_folders:
        return []
    from baseadvisor.linting.rule_file import rule_files

    found = []
    for folder in config.rule_folders:
        for path in rule_files(os.path.join(config.root or os.getcwd(), folder)):
            with open(path, "rb") as file:
                found.append((path, file.read()))
    return found
