"""A RUN's script as the program that ShellCheck reads, with the way back."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from baseadvisor.analysis import Analysis, RunFacts
from baseadvisor.shellcheck.dialect import SystemShells
from baseadvisor.shellcheck.plain import is_plain

_READ = frozenset(("sh", "bash", "dash", "ksh", "ash"))
"""The dialects that ShellCheck knows."""

_SH = re.compile(r"#!/bin/sh(?=\s)")
_NAME = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)")


class Program(NamedTuple):
    """`text` begins with a `#!` line and the variables in force; the script stands from `script_start` on.

    `shell` is what ShellCheck reads it as.
    """

    text: str
    script_start: int
    shell: str


def programs(analysis: Analysis) -> Iterator[tuple[RunFacts, Program]]:
    """The program of each RUN in shell form that a POSIX shell reads."""
    shells = SystemShells()
    for run in analysis.runs:
        program = _program(run, shells)
        if program is not None:
            yield run, program


def is_read(run: RunFacts) -> bool:
    """Whether a shell that ShellCheck knows reads the script."""
    return run.instruction.exec_form is None and run.script.dialect in _READ


def _program(run: RunFacts, shells: SystemShells) -> Program | None:
    """The program of a RUN; None where no POSIX shell reads it, or where ShellCheck has surely nothing to say."""
    script = run.script
    text = script.source.text
    if not is_read(run) or not text.strip():
        return None
    names = run.state.environment.variables
    if is_plain(script, names):
        return None
    if text.startswith("#!"):
        return _with_shebang(text, shells.of(run))
    shell = shells.of(run)
    header = [f"#!/bin/{shell}"]
    options = "".join(word + " " for word in run.state.shell.words[1:] if word != "-c" and word.isascii())
    if options and script.dialect == "bash":
        header[0] += " " + options.strip()
    # A variable that ARG or ENV sets is declared as one word without blanks, as hadolint does: whoever sets it in the
    # same file knows what is in it, and `./configure $OPTIONS` means to be split.
    header.extend(f"export {name}=1" for name in dict.fromkeys(_NAME.findall(text)) if name in names)
    prelude = "\n".join(header) + "\n"
    return Program(prelude + text, len(prelude), shell)


def _with_shebang(text: str, shell: str) -> Program:
    """A script that names its shell itself; where that is sh, ShellCheck is told which one that is."""
    sh = _SH.match(text)
    if sh is None:
        return Program(text, 0, shell)
    name = f"#!/bin/{shell}"
    return Program(name + text[sh.end() :], len(name) - sh.end(), shell)
