"""Where the report goes: standard output, and files, each in its format."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING, NamedTuple, TextIO

from baseadvisor.cli.errors import CommandError, reason
from baseadvisor.cli.terminal import is_terminal, wants_color, width
from baseadvisor.report import FORMAT_ALIASES, FORMATS, Render, renderer
from baseadvisor.report.model import FileReport, Options

if TYPE_CHECKING:
    from baseadvisor.linting.config import Config

_IN_MEMORY = 4 * 1024 * 1024
"""In bytes: so much of a report that is written more than once is kept in memory, the rest in a temporary file."""


class Output(NamedTuple):
    """One report to write."""

    render: Render
    out: TextIO
    options: Options


class Outputs:
    """All reports of one run. The first is written while linting goes on."""

    def __init__(self, outputs: Sequence[Output]) -> None:
        self._outputs = outputs

    def write(self, reports: Iterator[FileReport]) -> None:
        """Write every report, then close the files."""
        first, *others = self._outputs
        if others:
            with _Spool() as spool:
                try:
                    _write(first, spool.recorded(reports))
                finally:
                    # Even where the first has nobody left to read it, the others are to be whole.
                    for _ in spool.recorded(reports):
                        pass
                    for other in others:
                        _write(other, spool.replayed())
        else:
            _write(first, reports)


def _write(output: Output, reports: Iterable[FileReport]) -> None:
    """One report, whole; a file is closed. Raises CommandError for a file that takes no more."""
    if output.out in (sys.stdout, sys.stderr):
        output.render(reports, output.out, output.options)
        output.out.flush()
        return
    try:
        with output.out:
            output.render(reports, output.out, output.options)
    except OSError as error:
        path = output.out.name
        raise CommandError(f"--output: cannot write {path}: {reason(error)}; what it holds is not whole") from None


def open_outputs(args: argparse.Namespace, config: "Config") -> Outputs:
    """The reports that are asked for. Raises CommandError for a file that cannot be opened."""
    format_ = args.format or config.format or "text"
    if format_ not in FORMATS and format_ not in FORMAT_ALIASES:
        raise CommandError(f"{config.source}: there is no format {format_!r}; there are {', '.join(FORMATS)}")
    color = args.color or {True: "always", False: "never", None: "auto"}[config.color]
    stdout_file = None
    files = []
    for wanted in args.output or ():
        name, equals, path = wanted.partition("=")
        if equals and (name in FORMATS or name in FORMAT_ALIASES):
            files.append((name, path))
        elif equals and name.isalpha():
            raise CommandError(f"--output {wanted}: there is no format {name!r}; there are {', '.join(FORMATS)}")
        elif stdout_file is not None:
            raise CommandError(f"--output {wanted}: say FORMAT=FILE for a second file")
        else:
            stdout_file = wanted
    plain = Options(show_suppressed=args.show_suppressed, quiet=args.quiet, config=config)
    outputs = []
    if args.diff:
        outputs.append(_diff(color, plain))
    elif stdout_file is not None:
        outputs.append(Output(renderer(format_), _opened(stdout_file), plain))
    elif args.fix and "-" in args.paths:
        outputs.append(_fixed_input(format_, color, plain))
    else:
        outputs.append(Output(renderer(format_), sys.stdout, _options_for(sys.stdout, color, plain)))
    outputs += [Output(renderer(name), _opened(path), plain) for name, path in files]
    return Outputs(outputs)


def _options_for(stream: TextIO, color: str, plain: Options) -> Options:
    """How to show things on a stream; what its encoding does not have is shown escaped."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="backslashreplace")
    return plain._replace(color=wants_color(color, stream), width=width(stream))


def _opened(path: str) -> TextIO:
    try:
        return open(path, "w", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise CommandError(f"--output: cannot write {path}: {reason(error)}") from None


def _diff(color: str, plain: Options) -> Output:
    """The patch on standard output: byte for byte, but with control characters escaped on a terminal."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")
    options = plain._replace(color=wants_color(color, sys.stdout) and is_terminal(sys.stdout))
    from baseadvisor.report.diff import render

    return Output(render, sys.stdout, options)


def _fixed_input(format_: str, color: str, plain: Options) -> Output:
    """With --fix, standard input comes out mended on standard output; the report goes to standard error."""
    report = renderer(format_)

    def render(reports: Iterable[FileReport], out: TextIO, options: Options) -> None:
        report(_written(reports), out, options)

    def _written(reports: Iterable[FileReport]) -> Iterator[FileReport]:
        for each in reports:
            if each.content is not None:
                sys.stdout.buffer.write(each.content)
            yield each

    return Output(render, sys.stderr, _options_for(sys.stderr, color, plain))


class _Spool:
    """Keeps reports that have passed, to be gone through again."""

    def __enter__(self) -> "_Spool":
        from tempfile import SpooledTemporaryFile

        self._file: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)
        self._count = 0
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def recorded(self, reports: Iterable[FileReport]) -> Iterator[FileReport]:
        """`reports`, kept as they pass."""
        from pickle import dump

        for report in reports:
            dump(report, self._file)
            self._count += 1
            yield report

    def replayed(self) -> Iterator[FileReport]:
        """What has passed, from the beginning."""
        from pickle import load

        self._file.seek(0)
        for _ in range(self._count):
            yield load(self._file)  # noqa: S301  (our own, written a moment ago to a file that nobody else can open)
