"""Reads and lints files: what each worker does, and the only process when there are few files."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from baseadvisor.cli.configuration import Configurations
from baseadvisor.cli.files import STDIN, Found
from baseadvisor.cli.reading import UnreadableError, encoding_note, read
from baseadvisor.linting.config import Config, ConfigError
from baseadvisor.linting.finding import fails
from baseadvisor.report.escape import file_name, printable
from baseadvisor.report.model import FileReport

if TYPE_CHECKING:
    from baseadvisor.cache.answers import Answers
    from baseadvisor.cli.changed import Changes
    from baseadvisor.cli.results import Results
    from baseadvisor.dockerfile.model import Dockerfile
    from baseadvisor.linting.baseline import Baseline
    from baseadvisor.linting.engine import Linter
    from baseadvisor.linting.finding import Finding, LintResult


class Work(NamedTuple):
    """What to do with each file.

    `fix` is "", "safe" or "unsafe": which fixes to make. With `write` a mended file is written back. `seconds` is the
    most that one file may take, `stdin_name` the name of what comes on standard input. `changes` and `baseline` say
    which findings do not count: those on what has not changed, those that are accepted. `cache` is the path of the
    file with the answers of earlier runs, None for none; with `keep_results` whole reports are among them.
    """

    configurations: Configurations
    fix: str = ""
    write: bool = False
    seconds: float = 60.0
    stdin_name: str | None = None
    changes: "Changes | None" = None
    baseline: "Baseline | None" = None
    cache: str | None = None
    keep_results: bool = False


_linters: "dict[int, tuple[Config, Linter]]" = {}
"""The linters of this process, by the identity of their configuration."""
_results: "dict[int, tuple[Config, Results]]" = {}
"""The same of the reports of earlier runs."""
_answers: "dict[tuple[str, int], Answers]" = {}
"""The open caches, by their path and the process that opened them: a fork must not use its parent's."""


def check(founds: Sequence[Found], work: Work) -> Iterator[FileReport]:
    """The reports on some files, in their order. What goes wrong is in their `errors`; nothing is raised.

    Several files are linted together, which spares starting ShellCheck for each; where that fails, each alone.
    """
    opened = [_open(found, work) for found in founds]
    files = [each for each in opened if isinstance(each, _Opened)]
    keys = _keys(files, work)
    known = _recalled(keys, work)
    together = _together([file for file in files if file.found not in known], work)
    fresh = {}
    for each in opened:
        if isinstance(each, FileReport):
            yield each
            continue
        report = known.get(each.found) or together.get(each.found)
        if report is None:
            report = _guarded(each.found, work, partial(_report, each, work))
        if each.found in keys and each.found not in known:
            fresh[each.found] = report
        yield _without_accepted(report, each, work)
    _remember(fresh, keys, work)
    _collect_garbage()


def _collect_garbage() -> None:
    """Free what the files left in reference cycles; what outlives the first of them is not looked at again.

    The command line switches Python's own collector off, which would look at everything over and over.
    """
    import gc

    gc.collect()
    if not gc.get_freeze_count():
        gc.freeze()


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
        by_linter.setdefault(id(_linter_for(work.configurations.config_for(file.filename), work.cache)), []).append(
            file
        )
    reports = {}
    for group in by_linter.values():
        linter = _linter_for(work.configurations.config_for(group[0].filename), work.cache)
        results = linter.lint_many([linter.parse(file.data, file.filename) for file in group])
        for file, result in zip(group, results, strict=True):
            reports[file.found] = _as_report(file, result, work)
    return reports


def _report(file: _Opened, work: Work) -> FileReport:
    linter = _linter_for(work.configurations.config_for(file.filename), work.cache)
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
    findings: Sequence[Finding] = result.findings
    if work.changes is not None:
        findings = work.changes.among(file.found.path, findings, dockerfile)
    rest = "; the rest of the file is linted" if dockerfile.instructions else ""
    errors = [
        f"line {dockerfile.position(problem.start).line}: {printable(problem.message)}{rest}"
        for problem in dockerfile.problems
        if problem.first_stage
    ]
    errors += [printable(failure.message) for failure in result.problems]
    note = encoding_note(file.data)
    return FileReport(
        file_name(file.found.name),
        dockerfile.text if findings or result.suppressed else "",
        findings,
        result.suppressed,
        errors,
        (note,) if note else (),
        fails(findings, result.config),
    )


def _without_accepted(report: FileReport, file: _Opened, work: Work) -> FileReport:
    """The report without the findings that the baseline accepts."""
    if work.baseline is None or report.misconfigured:
        return report
    findings, accepted, gone = work.baseline.split(report.file, report.text, report.findings)
    failed = report.failed and fails(findings, work.configurations.config_for(file.filename))
    return report._replace(findings=findings, failed=failed, accepted=accepted, gone=gone)


def _keys(files: Sequence[_Opened], work: Work) -> "dict[Found, tuple[Results, bytes]]":
    """Where the report of each file would be in the cache; none of a file whose configuration cannot be followed."""
    if not work.keep_results or work.cache is None or work.fix or work.changes is not None:
        return {}
    from baseadvisor.cli.results import Results

    keys = {}
    for file in files:
        try:
            config = work.configurations.config_for(file.filename)
            if id(config) not in _results:
                _results[id(config)] = config, Results(_open_answers(work.cache), config)
            results = _results[id(config)][1]
            keys[file.found] = results, results.key(file_name(file.found.name), file.filename, file.data)
        except (ConfigError, OSError):
            continue
    return keys


def _recalled(keys: "Mapping[Found, tuple[Results, bytes]]", work: Work) -> dict[Found, FileReport]:
    """The reports that are in the cache."""
    found: dict[Found, FileReport] = {}
    for results in {id(results): results for results, _ in keys.values()}.values():
        own = {key: file for file, (of, key) in keys.items() if of is results}
        for key, report in results.recall(own).items():
            found[own[key]] = report
    return found


def _remember(fresh: Mapping[Found, FileReport], keys: "Mapping[Found, tuple[Results, bytes]]", work: Work) -> None:
    for results in {id(keys[found][0]): keys[found][0] for found in fresh}.values():
        results.remember({keys[found][1]: report for found, report in fresh.items() if keys[found][0] is results})


def _open_answers(path: str) -> "Answers":
    from baseadvisor.cache.answers import Answers

    process = os.getpid()
    if (path, process) not in _answers:
        _answers[path, process] = Answers(path)
    return _answers[path, process]


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


def _linter_for(config: Config, cache: str | None) -> "Linter":
    """The linter of this configuration; made once a process."""
    made = _linters.get(id(config))
    if made is None:
        from baseadvisor.linting.engine import Linter

        answers = None if cache is None else _open_answers(cache)
        made = _linters[id(config)] = config, Linter(config, answers=answers)
    return made[1]


def _defect(error: Exception) -> str:
    kind = type(error).__name__
    return f"baseadvisor failed on it ({kind}: {printable(str(error))}); please report this, with the file if you can"
