"""Repositories of RHEL's kin that a file enables by the name that an older release has for them."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.archive.gone_dnf import LIKE_RHEL
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move, release_of
from baseadvisor.shell.model import Command

_POWERTOOLS = re.compile(r"powertools", re.IGNORECASE)
_ENABLES = ("--enablerepo", "--enable-repo", "--repo", "--repoid")
_SETS = frozenset({"--set-enabled", "--enable", "--set-disabled", "--disable"})
_MAKES_IT = re.compile(r"\[powertools\]", re.IGNORECASE)


def standing(move: Move) -> Iterator[Reason]:
    """PowerTools, which is called CRB from release 9 on: dnf stops at a repository that it does not know.

    Where to look: the repository files of centos-stream-release 9 and rocky-repos 9; RHEL 9, "CodeReady Linux Builder".
    """
    if not _has_crb(move.after) or _has_crb(move.before) or move.run_only:
        return
    if any(_MAKES_IT.search(text) for text, _ in move.needs.words()):
        return
    for command in move.commands():
        if command.handled or command.ignored or command.conditional:
            continue
        found = _enables(command)
        if found is not None:
            called = "codeready-builder" if move.after.distribution == "rhel" else "crb"
            why = f"{move.place} has no such repository, and the command stops: there it is {called}"
            yield Reason("packages", "breaks", "high", f"{command.name} {found}", why, move.line(command.start))


def _has_crb(image: Image) -> bool:
    return image.distribution in LIKE_RHEL and release_of(image) >= (9,)


def _enables(command: Command) -> str | None:
    """The option by which a command asks for PowerTools."""
    if command.name not in ("yum", "dnf", "microdnf", "yum-config-manager"):
        return None
    words = [word.text.replace('"', "").replace("'", "") for word in command.arguments]
    sets = "config-manager" in words or command.name == "yum-config-manager"
    for at, word in enumerate(words):
        option, _, value = word.partition("=")
        if option in _ENABLES and any(
            map(_POWERTOOLS.fullmatch, (value or " ".join(words[at + 1 : at + 2])).split(","))
        ):
            return f"{option}={value}" if value else f"{option} {words[at + 1]}"
        if sets and option in _SETS:
            name = next((one for one in [value, *words[at + 1 :]] if _POWERTOOLS.fullmatch(one)), None)
            if name is not None:
                return f"{option} {name}"
    return None
