"""The node-gyp of an old Node.js that the file chooses by itself: it calls Python 2.

Source: node-gyp's changelog, 5.0.6 and 6.0.0 (Python 3); npm carries one of its own, that of Node.js 12 and later takes
Python 3.
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor import tools
from baseadvisor.advisor.compat.archive.editions import has_python_2
from baseadvisor.advisor.compat.language.own_tools import is_of_project, of_managers_alone
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.image.numbers import numbers

_CHOSEN = re.compile(
    r"nodejs\.org/(?:dist|download/release)/\S*?node-v?(?:(?P<dist>\d+\.\d+)|\$\{?(?P<first>\w+))"
    r"|\bnvm\s+install\s+v?(?:(?P<nvm>\d+(?:\.\d+)?)|\$\{?(?P<second>\w+))|nodesource\.com/(?:setup|node)_(?P<source>\d+)\.x"
)
_TAKES_PYTHON_3 = (12,)


def reasons(move: Move) -> Iterator[Reason]:
    """Modules that are installed with an old npm, where Python 2 was there to compile them and is no more."""
    if move.run_only or has_python_2(move.after) or not has_python_2(move.before):
        return
    if any(one.product == "nodejs" for one in (*move.before.support, *move.after.support)) or not _had_python(move):
        return
    version = _chosen(move)
    if not version or version >= _TAKES_PYTHON_3:
        return
    installs = [one for one in move.all_actions() if one.manager in ("npm", "yarn") and one.action == "install"]
    for action in sorted(installs, key=lambda one: not is_of_project(one)):
        if not of_managers_alone(action):
            named = ".".join(map(str, version))
            yield Reason(
                "native",
                "check",
                "low",
                f"{action.manager} {action.subcommand}".strip(),
                f"a module with native code is compiled by node-gyp, and that of Node.js {named} needs Python 2, which "
                f"{move.place} has not",
                move.line(action.start),
            )
            return


def _had_python(move: Move) -> bool:
    return bool({"python", "python2", "python2.7"} & move.needs.installed()) or tools.has(move.before, "g++") is True


def _chosen(move: Move) -> tuple[int, ...]:
    """The version of Node.js that the file asks for by itself; () where it does not, or it is not known."""
    for text, _ in move.needs.words():
        match = _CHOSEN.search(text)
        if match is None:
            continue
        written = match["dist"] or match["nvm"] or match["source"]
        return numbers(written) if written else version_of_variable(move, match["first"] or match["second"])
    return ()


def version_of_variable(move: Move, name: str) -> tuple[int, ...]:
    """The first two numbers of what ENV or ARG sets a variable to, the last that does; () where none does."""
    values = [
        pair.value
        for each in move.needs.instructions
        for pair in (each.pairs if each.keyword in ("ENV", "ARG") else ())
        if pair.value is not None and pair.key == name
    ]
    return numbers(values[-1])[:2] if values else ()
