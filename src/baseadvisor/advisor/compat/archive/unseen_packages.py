"""Packages that are installed out of a file, or out of a variable, whose names nobody sees here."""

import math
import re
from collections.abc import Iterator
from functools import lru_cache

from baseadvisor.advisor.compat.archive.managers import also_lines, listed
from baseadvisor.advisor.compat.system.untried import TOPIC
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import SYSTEM_FAMILIES, Needs
from baseadvisor.analysis import RunFacts
from baseadvisor.shell.model import Script
from baseadvisor.shell.packages import PackageAction

_SHOWN = 2
_READS = re.compile(r"(?:^|[(|`;&])\s*(?:cat|e?grep|sed|awk|cut|sort|head|tail|tr|curl|wget)\s|<\s*[\w./$]")
# What asks the system itself, so that the answer is that of the release.
_ASKS = re.compile(
    r"\b(?:apt|apt-\w+|apk|dpkg\S*|dnf|yum|rpm|repoquery|scanelf|ldd|uname|lsb_release|aptitude)(?![\w.-])"
)
_OF_IMAGES = frozenset({"PHPIZE_DEPS"})
"""Set by the official image of PHP, whichever release it stands on (docker-library/php, Dockerfile-linux.template)."""
_ALONE = re.compile(
    r"[\"']?(?:\$\{?(?P<name>[A-Za-z_]\w*)(?:\[[@*]\])?\}?|\$\((?P<command>.*)\)|`(?P<quoted>.*)`)[\"']?", re.S
)


def reasons(move: Move) -> Iterator[Reason]:
    """One reason of low certainty for all of them, where the release becomes another one: to be tried."""
    here, there = move.before.userland, move.after.userland
    if not move.changes_release or there is None:
        return
    if here is not None and here.package_family != there.package_family:
        return  # another manager has to be called, which is told
    found: dict[int, str] = {}
    for run in move.runs:
        for action in run.actions:
            source = _source(run, action) if _installs(action) else None
            if source is not None:
                found.setdefault(move.line(action.start), f"{action.manager} {action.subcommand} {source}".strip())
    if not found:
        return
    lines = sorted(found)
    yield Reason(
        TOPIC,
        "check",
        "low",
        listed([found[line] for line in lines], _SHOWN),
        f"which packages they are is not seen here{also_lines(lines)}: whether {move.place} has them is to be tried",
        lines[0],
    )


def are_installed(move: Move, before: int) -> bool:
    """Whether packages whose names nobody sees here are installed before an offset, by the distribution's manager."""
    return _first(move.needs) < before


@lru_cache(maxsize=16)
def _first(needs: Needs) -> float:
    """The offset of the first instruction that installs such packages; infinity where none does."""
    unseen = (
        run.instruction.start
        for run in needs.runs
        if any(_installs(action) and _source(run, action) is not None for action in run.actions)
    )
    return min(unseen, default=math.inf)


def _installs(action: PackageAction) -> bool:
    return action.action == "install" and action.family in SYSTEM_FAMILIES


def _source(run: RunFacts, action: PackageAction) -> str | None:
    """Where an installation takes the names from that are not seen: `$(cat FILE)`, `$PACKAGES`, a pipe."""
    for package in action.packages:
        match = _ALONE.fullmatch(package.text) if package.kind == "variable" else None
        if match is None:
            continue
        command = match["command"] or match["quoted"]
        unseen = _is_unseen(run.script, match["name"]) if command is None else _reads(command)
        if unseen:
            return " ".join(package.text.split())
    return _piped(run, action) if "xargs" in action.command.within else None


def _is_unseen(script: Script, name: str) -> bool:
    """Whether a variable's value is in no part known from the script, nor the image's own, nor the release's answer."""
    written = [each for each in script.assigned if each.name == name and each.kind != "command"]
    if name in _OF_IMAGES or any(each.values for each in written if all(word.value for word in each.values)):
        return False
    texts = [each.word.text for each in written if each.word is not None]
    return not any("$" not in text and "`" not in text for text in texts) and not any(map(_ASKS.search, texts))


def _reads(command: str) -> bool:
    """Whether a command's output is what stands in a file, and no answer of the system's."""
    return _READS.search(command) is not None and _ASKS.search(command) is None


def _piped(run: RunFacts, action: PackageAction) -> str | None:
    """The `xargs` that an installation gets its names from, where a file is what they come from."""
    outer = next(
        (one for one in run.commands if one.name == "xargs" and one.start <= action.start and one.end >= action.end),
        None,
    )
    if outer is None:
        return None
    if outer.has_flag("-a", "--arg-file") or any(one.operator == "<" for one in outer.redirects):
        return "by xargs"
    before = outer.pipeline.commands[: outer.position] if outer.pipeline is not None else ()
    text = " | ".join(" ".join(word.text for word in one.words) for one in before)
    return "by xargs" if _reads(f"{text} ") else None
