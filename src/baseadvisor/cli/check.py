"""Reads and lints one file: what each worker does, and the only process when there are few files."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.cli.configuration import Configurations
from baseadvisor.cli.files import STDIN, Found
from baseadvisor.cli.reading import UnreadableError, encoding_note, read
from baseadvisor.linting.config import Config, ConfigError
from baseadvisor.report.escape import file_name, printable
from baseadvisor.report.model import FileReport

if TYPE_CHECKING:
    from baseadvisor.dockerfile.model import Dockerfile
    from baseadvisor.linting.engine import Linter
    from baseadvisor.linting.finding import Finding, LintResult


class Work(NamedTuple):
    """What to do with each file.

    `fix` is "", "safe" or "unsafe": which fixes to make. With `write` a mended file is written back. `seconds` is the
    most that one file may take, `stdin_name` the name of what comes on standard input.
    """

    configurations: Configurations
    fix: str = ""
    write: bool = False
    seconds: float = 60.0
    stdin_name: str | None = None


_linters: "dict[int, tuple[Config, Linter]]" = {}
"""The linters of this process, by the identity of their configuration."""


def check(found: Found, work: Work) -> FileReport:
    """The report on one file. What goes wrong is in its `errors`; nothing is raised."""
    shown = (work.stdin_name or STDIN) if found.path == STDIN else found.name
    name = file_name(shown)
    if found.error is not None:
        return FileReport(name, errors=(found.error,))
    from baseadvisor.cli.limit import OutOfTimeError, within

    try:
        # Standard input may take its time, and without a name it is no file: no configuration by paths speaks of it.
        data = read(STDIN) if found.path == STDIN else None
        filename = None if shown == STDIN else shown
        return within(
            work.seconds,
            lambda: _report(name, filename, found.path, read(found.path) if data is None else data, work),
        )
    except UnreadableError as error:
        return FileReport(name, errors=(str(error),))
    except ConfigError as error:
        return FileReport(name, errors=(printable(str(error)),), misconfigured=True)
    except OutOfTimeError:
        return gave_up(found, f"gave up after {work.seconds:g} seconds")
    except MemoryError:
        return FileReport(name, errors=("not enough memory to lint it",))
    except OSError as error:
        return FileReport(name, errors=(f"cannot write it: {printable(error.strerror or str(error))}",))
    except Exception as error:
        return FileReport(name, errors=(_defect(error),))


def gave_up(found: Found, why: str) -> FileReport:
    """The report on a file whose findings are lost."""
    return FileReport(file_name(found.name), errors=(why,))


def _report(name: str, filename: str | None, path: str, data: bytes, work: Work) -> FileReport:
    linter = _linter_for(work.configurations.config_for(filename))
    result = linter.lint(linter.parse(data, filename))
    fixed, before = 0, None
    if work.fix:
        fixed, before, result = _mended(result, linter, unsafe=work.fix == "unsafe")
        if fixed and work.write and path != STDIN:
            from baseadvisor.cli.writing import replace

            replace(path, bytes(result.dockerfile))
    dockerfile = result.dockerfile
    note = encoding_note(data)
    errors = [
        f"line {dockerfile.position(problem.start).line}: {printable(problem.message)}; the rest of the file is linted"
        for problem in dockerfile.problems
        if problem.first_stage
    ]
    errors += [printable(failure.message) for failure in result.problems]
    has_use_for_text = result.findings or result.suppressed or fixed
    return FileReport(
        name,
        dockerfile.text if has_use_for_text else "",
        result.findings,
        result.suppressed,
        errors,
        (note,) if note else (),
        result.failed,
        fixed,
        before,
        bytes(dockerfile) if work.write and path == STDIN else None,
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
