"""Windows containers, and PowerShell wherever it is the shell."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from baseadvisor.analysis import RunFacts
from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.words import keyword_of, place_of
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis

_WRAPPED = re.compile(r"(?:@\")?(?:powershell|pwsh)(?:\.exe)?\b", re.IGNORECASE)
_DOWNLOAD = re.compile(r"\b(?:Invoke-WebRequest|iwr|Invoke-RestMethod|irm)\b", re.IGNORECASE)
_ERRORS = re.compile(r"ErrorActionPreference|-ErrorAction\b", re.IGNORECASE)
_SEPARATOR = re.compile(r";(?!\s*\Z)|\n(?=\s*\S)")


def useless_flag(analysis: "Analysis", *, instructions: tuple[str, ...], flag: str) -> Iterator[Hit]:
    """An instruction of a Windows stage has a flag that does nothing there, or fails.

    Placeholders: {flag}, {instruction}.
    """
    for instruction in analysis.instructions(*instructions):
        for each in instruction.flags:
            if each.name == flag and analysis.stage_of(instruction).is_windows:
                # The flag goes with the space behind it.
                end = each.end + (analysis.text[each.end : each.end + 1] == " ")
                edits = (Edit(each.start, end, ""),)
                yield hit(place_of(each), edits=edits, flag=f"--{flag}", instruction=instruction.keyword)


def useless_instruction(analysis: "Analysis", *, instruction: str) -> Iterator[Hit]:
    """A Windows stage has an instruction that does nothing there. Placeholder: {instruction}."""
    for each in analysis.instructions(instruction):
        if analysis.stage_of(each).is_windows:
            yield hit(keyword_of(each), instruction=instruction)


def _powershell_runs(analysis: "Analysis") -> Iterator[tuple[RunFacts, str, str]]:
    """RUNs whose script PowerShell reads, with the script, and what the shell itself is started with."""
    for run in analysis.runs:
        if run.instruction.exec_form is not None:
            continue
        text = run.script.source.text
        if run.state.shell.dialect == "powershell":
            yield run, text, " ".join(run.state.shell.words)
        elif _WRAPPED.match(text.lstrip()):
            yield run, text, ""


def errors_ignored(analysis: "Analysis", *, fewest: int) -> Iterator[Hit]:
    """PowerShell runs `fewest` statements or more, and goes on after an error. Placeholder: {count}."""
    for run, text, shell in _powershell_runs(analysis):
        if _ERRORS.search(shell) or _ERRORS.search(text):
            continue
        count = len(_SEPARATOR.findall(_without_quoted(text))) + 1
        if count >= fewest:
            yield hit(keyword_of(run.instruction), count=str(count))


def _without_quoted(text: str) -> str:
    """The script without what stands in single quotes or in parentheses and braces, where a `;` may mean more."""
    plain = re.sub(r"'[^']*'", "", text)
    return re.sub(r"\{[^{}]*\}", "", plain)


def shows_progress(analysis: "Analysis") -> Iterator[Hit]:
    """PowerShell downloads something and draws a progress bar, which is slow. Placeholder: {command}."""
    for run, text, shell in _powershell_runs(analysis):
        match = _DOWNLOAD.search(text)
        if match is not None and "progresspreference" not in f"{shell} {text}".lower():
            yield hit(keyword_of(run.instruction), command=match[0])


def repeated_powershell(analysis: "Analysis", *, fewest: int) -> Iterator[Hit]:
    """`fewest` RUNs or more of a stage start PowerShell by themselves. Placeholder: {count}."""
    for stage in analysis.stages:
        runs = [
            run
            for run in stage.runs
            if run.instruction.exec_form is None
            and run.state.shell.dialect != "powershell"
            and _WRAPPED.match(run.script.source.text.lstrip())
        ]
        if len(runs) >= fewest:
            yield hit(keyword_of(runs[0].instruction), count=str(len(runs)))
