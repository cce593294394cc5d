"""A RUN's script as the program that ShellCheck reads, with the way back."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from baseadvisor.analysis import Analysis, RunFacts
from baseadvisor.shellcheck.plain import is_plain

_READ = frozenset(("sh", "bash", "dash", "ksh", "ash"))
"""The dialects that ShellCheck knows."""

_NAME = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)")


def _dialect(run: RunFacts) -> str:
    """What ShellCheck is to read the script as; the `sh` of a userland where that is bash knows what bash knows."""
    dialect = run.script.dialect
    if dialect == "ash":
        return "dash"
    userland = run.stage.userland if dialect == "sh" else None
    return "bash" if userland is not None and userland.shell == "bash" else dialect


class Program(NamedTuple):
    """`text` begins with a `#!` line and the variables in force; the script stands from `script_start` on."""

    text: str
    script_start: int


def programs(analysis: Analysis) -> Iterator[tuple[RunFacts, Program]]:
    """The program of each RUN in shell form that a POSIX shell reads."""
    for run in analysis.runs:
        program = program_of(run)
        if program is not None:
            yield run, program


def program_of(run: RunFacts) -> Program | None:
    """The program of a RUN; None where no POSIX shell reads it, or where ShellCheck has surely nothing to say."""
    script = run.script
    text = script.source.text
    if run.instruction.exec_form is not None or script.dialect not in _READ or not text.strip() or is_plain(script):
        return None
    if text.startswith("#!"):
        return Program(text, 0)
    shell = run.state.shell
    header = [f"#!/bin/{_dialect(run)}"]
    options = "".join(word + " " for word in shell.words[1:] if word != "-c" and word.isascii())
    if options and script.dialect == "bash":
        header[0] += " " + options.strip()
    # A variable that ARG or ENV sets is declared as one word without blanks, as hadolint does: whoever sets it in the
    # same file knows what is in it, and `./configure $OPTIONS` means to be split.
    names = run.state.environment.variables
    header.extend(f"export {name}=1" for name in dict.fromkeys(_NAME.findall(text)) if name in names)
    prelude = "\n".join(header) + "\n"
    return Program(prelude + text, len(prelude))
