"""Reads and lints files: what each worker does, and the only process when there are few files."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from baseadvisor.cli.configuration import Configurations
from baseadvisor.cli.files import STDIN, Found
from baseadvisor.cli.reading import UnreadableError, encoding_note, read
from baseadvisor.linting.config import Config, ConfigError
from baseadvisor.report.escape import file_name, printable
from baseadvisor.report.model import FileReport

if TYPE_CHECKING:
    from baseadvisor.cli.changed import Changes
    from baseadvisor.dockerfile.model import Dockerfile
    from baseadvisor.linting.baseline import Baseline
    from baseadvisor.linting.engine import Linter
    from baseadvisor.linting.finding import Finding, LintResult


class Work(NamedTuple):
    """What to do with each file.

    `fix` is "", "safe" or "unsafe": which fixes to make. With `write` a mended file is written back. `seconds` is the
    most that one file may take, `stdin_name` the name of what comes on standard input. `changes` and `baseline` say
    which findings do not count: those on what has not changed, those that are accepted.
    """

    configurations: Configurations
    fix: str = ""
    write: bool = False
    seconds: float = 60.0
    stdin_name: str | None = None
    changes: "Changes | None" = None
    baseline: "Baseline | None" = None


_linters: "dict[int, tuple[Config, Linter]]" = {}
"""The linters of this process, by the identity of their configuration."""


def check(founds: Sequence[Found], work: Work) -> Iterator[FileReport]:
    """The reports on some files, in their order. What goes wrong is in their `errors`; nothing is raised.

    Several files are linted together, which spares starting ShellCheck for each; where that fails, each alone.
    """
    opened = [_open(found, work) for found in founds]
    together = _together([each for each in opened if isinstance(each, _Opened)], work)
    for each in opened:
        if isinstance(each, FileReport):
            yield each
        elif each.found in together:
            yield together[each.found]
        else:
            yield _guarded(each.found, work, partial(_report, each, work))


def gave_up(found: Found, why: str) -> FileReport:
    """The report on a file whose findings are lost."""
    return FileReport(file_name(found.name), errors=(why,))


class _Opened(NamedTuple):
    """A file with its content; `filename` is what the configuration knows it by."""

    found: Found
    filename: str | None
    data: bytes


def _open(found: Found, work: Work) -> _Opened | FileReport:
    if found.error is not None:
        return gave_up(found, found.error)
    if found.path != STDIN:
        return _guarded(found, work, lambda: _Opened(found, found.name, read(found.path)))
    # Standard input may take its time, and without a name it is no file: no configuration by paths speaks of it.
    named = found._replace(name=work.stdin_name or STDIN)
    try:
        return _Opened(named, work.stdin_name, read(STDIN))
    except UnreadableError as error:
        return gave_up(named, str(error))


Made = TypeVar("Made")


def _guarded(found: Found, work: Work, function: Callable[[], Made]) -> Made | FileReport:
    """`function()`, within the time for one file; a report with the error where it fails."""
    from baseadvisor.cli.limit import OutOfTimeError, within

    try:
        return within(work.seconds, function)
    except UnreadableError as error:
        return gave_up(found, str(error))
    except ConfigError as error:
        return gave_up(found, printable(str(error)))._replace(misconfigured=True)
    except OutOfTimeError:
        return gave_up(found, f"gave up after {work.seconds:g} seconds")
    except MemoryError:
        return gave_up(found, "not enough memory to lint it")
    except OSError as error:
        return gave_up(found, f"cannot write it: {printable(error.strerror or str(error))}")
    except Exception as error:
        return gave_up(found, _defect(error))


def _together(files: Sequence[_Opened], work: Work) -> dict[Found, FileReport]:
    """The reports on `files` made at one go; none where there is nothing to gain, or anything goes wrong."""
    if len(files) < 2 or work.fix:
        return {}
    from baseadvisor.cli.limit import OutOfTimeError, within

    try:
        return within(work.seconds, lambda: _linted_together(files, work))
    except (OutOfTimeError, Exception):
        # With which file, and what to say of it, is found out when each is linted alone.
        return {}


def _linted_together(files: Sequence[_Opened], work: Work) -> dict[Found, FileReport]:
    by_linter: dict[int, list[_Opened]] = {}
    for file in files:
        by_linter.setdefault(id(_linter_for(work.configurations.config_for(file.filename))), []).append(file)
    reports = {}
    for group in by_linter.values():
        linter = _linter_for(work.configurations.config_for(group[0].filename))
        results = linter.lint_many([linter.parse(file.data, file.filename) for file in group])
        for file, result in zip(group, results, strict=True):
            reports[file.found] = _as_report(file, result, work)
    return reports


def _report(file: _Opened, work: Work) -> FileReport:
    linter = _linter_for(work.configurations.config_for(file.filename))
    result = linter.lint(linter.parse(file.data, file.filename))
    if not work.fix:
        return _as_report(file, result, work)
    fixed, before, result = _mended(result, linter, unsafe=work.fix == "unsafe")
    report = _as_report(file, result, work)._replace(text=result.dockerfile.text, fixed=fixed, before=before)
    if work.write and file.found.path == STDIN:
        return report._replace(content=bytes(result.dockerfile))
    if work.write and fixed:
        from baseadvisor.cli.writing import replace

        replace(file.found.path, bytes(result.dockerfile))
    return report


def _as_report(file: _Opened, result: "LintResult", work: Work) -> FileReport:
    dockerfile = result.dockerfile
    name = file_name(file.found.name)
    findings: Sequence[Finding] = result.findings
    accepted = gone = 0
    if work.baseline is not None:
        findings, accepted, gone = work.baseline.split(name, dockerfile.text, findings)
    if work.changes is not None:
        findings = work.changes.among(file.found.path, findings, dockerfile)
    errors = [
        f"line {dockerfile.position(problem.start).line}: {printable(problem.message)}; the rest of the file is linted"
        for problem in dockerfile.problems
        if problem.first_stage
    ]
    errors += [printable(failure.message) for failure in result.problems]
    note = encoding_note(file.data)
    return FileReport(
        name,
        dockerfile.text if findings or result.suppressed else "",
        findings,
        result.suppressed,
        errors,
        (note,) if note else (),
        result.fails(findings),
        accepted=accepted,
        gone=gone,
    )


def _mended(result: "LintResult", linter: "Linter", *, unsafe: bool) -> "tuple[int, str | None, LintResult]":
    """How many fixes were made, the text before them (None without any), and the findings after them."""
    from baseadvisor.linting.fixing import mend

    last = result

    def reread(content: bytes) -> "tuple[Dockerfile, Sequence[Finding]]":
        nonlocal last
        last = linter.lint(linter.parse(content, result.dockerfile.filename))
        return last.dockerfile, last.findings

    mended = mend(result.dockerfile, result.findings, reread, unsafe=unsafe)
    if not mended.applied or mended.text == result.dockerfile.text:
        return 0, None, result
    if last.dockerfile is not mended.dockerfile:
        # The last attempt was not taken.
        last = linter.lint(mended.dockerfile)
    return len(mended.applied), result.dockerfile.text, last


def _linter_for(config: Config) -> "Linter":
    """The linter of this configuration; made once a process."""
    made = _linters.get(id(config))
    if made is None:
        from baseadvisor.linting.engine import Linter

        made = _linters[id(config)] = config, Linter(config)
    return made[1]


def _defect(error: Exception) -> str:
    kind = type(error).__name__
    return f"baseadvisor failed on it ({kind}: {printable(str(error))}); please report this, with the file if you can"
