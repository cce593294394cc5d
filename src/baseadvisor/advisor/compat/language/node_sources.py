"""Node.js that the file builds from its sources, whose old versions are configured by Python 2 alone.

Source: BUILDING.md of Node.js 10 (Python 2.6 or 2.7) and 12 (Python 3 as well).
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.archive.editions import has_python_2
from baseadvisor.advisor.compat.language.node_gyp import version_of_variable
from baseadvisor.advisor.compat.language.own_python import of_other_python
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.analysis import RunFacts
from baseadvisor.image.numbers import numbers
from baseadvisor.shell.model import Command

_SOURCES = re.compile(
    r"nodejs\.org/(?:dist|download/release)/\S*?/node-(?:v?(?P<version>\d+\.\d+)[\d.]*|v?\$\{?\w+\}?)\.tar\.\w+"
    r"|github\.com/(?:joyent|nodejs)/node(?:\.git)?(?![\w-])"
)
_CHECKED_OUT = re.compile(r"(?:\bcheckout|--branch|-b)\s+(?:tags/)?v(\d+\.\d+)")
_FIRST = (12,)


def reasons(move: Move) -> Iterator[Reason]:
    """`./configure` of a Node.js that is older than its support of Python 3."""
    if move.run_only or has_python_2(move.after) or not has_python_2(move.before):
        return
    for run in move.runs:
        text = move.needs.analysis.text[run.instruction.start : run.instruction.end]
        match = _SOURCES.search(text)
        configure = _configures(run, run.instruction.start + match.start()) if match is not None else None
        if match is None or configure is None or of_other_python(move, configure.start):
            continue
        version = _version(move, text, match)
        if version and version < _FIRST:
            named = ".".join(map(str, version))
            yield Reason(
                "version",
                "breaks",
                "high",
                f"configure of Node.js {named}",
                f"before Node.js 12 it is written for Python 2 alone, which {move.place} has not",
                move.line(configure.start),
            )
            return


def _configures(run: RunFacts, after: int) -> Command | None:
    return next((one for one in run.commands if one.name == "configure" and one.start > after), None)


def _version(move: Move, text: str, match: re.Match[str]) -> tuple[int, ...]:
    """The version in the address or of what is checked out, else in the variable NODE_VERSION."""
    checked = _CHECKED_OUT.search(text)
    if match["version"] or checked is not None:
        return numbers(match["version"] or (checked[1] if checked is not None else None))
    return version_of_variable(move, "NODE_VERSION")
