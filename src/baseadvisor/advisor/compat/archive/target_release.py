"""Packages that are asked for out of another release than the image's: `apt-get install -t stretch-backports`."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.image.codenames import codename_of, release_of


def reasons(move: Move) -> Iterator[Reason]:
    """Releases that neither side is; what the one that is left is called by is told with its sources."""
    left = codename_of(move.before.distribution or "", move.before.release or "")
    yield from (reason for reason in standing(move) if left is None or left not in reason.what)


def standing(move: Move) -> Iterator[Reason]:
    """apt stops at a release that none of its sources is of (apt-get(8), APT::Default-Release)."""
    after = move.after
    own = codename_of(after.distribution or "", after.release or "")
    if own is None or move.run_only:
        return
    for action in move.actions():
        suite = (action.values.get("--target-release") or ("",))[-1]
        codename = suite.partition("-")[0].partition("/")[0]
        if action.family != "apt" or codename == own or release_of(codename) is None:
            continue
        if action.command.handled or action.command.ignored or _is_added(move, suite, action.start):
            continue
        yield Reason(
            "packages",
            "breaks",
            "high" if not action.command.conditional else "medium",
            f"{action.manager} -t {suite}",
            f"{move.place} has no source of that release, and apt stops at it (APT::Default-Release): leave it out",
            move.line(action.start),
        )
        return


def _is_added(move: Move, suite: str, before: int) -> bool:
    """Whether the file may add a source of a release before an offset, by itself or by what nobody sees here."""
    named = re.compile(rf"\b{re.escape(suite)}\b")
    if any(each.start < before for each in move.needs.copying):
        return True
    for command in move.commands():
        words = [word.text for word in command.words]
        words += [one.target.text for one in command.redirects if one.target is not None]
        may = command.name in _MAY_ADD or any("/etc/apt" in word or word.startswith("./") for word in words)
        if command.start < before and may:
            return True
    texts = ((text, start) for text, start in move.needs.words() if start < before)
    return any(
        start + match.start() < before and not _ASKS.search(text[: match.start()])
        for text, start in texts
        for match in named.finditer(text)
    )


_MAY_ADD = frozenset({"sh", "bash", "dash", "source", ".", "add-apt-repository", "apt-add-repository", "git"})
_ASKS = re.compile(r"(?:\s-t|--target-release|--default-release)[\s=]*[\"']?$")
