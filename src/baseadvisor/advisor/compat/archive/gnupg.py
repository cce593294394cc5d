"""Whether GnuPG, and what it fetches keys with, is there when a command needs it."""

from baseadvisor.advisor import tools
from baseadvisor.advisor.compat.archive import along
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.move import Move
from baseadvisor.catalog import apt
from baseadvisor.shell.model import Command

# What brings gpg, by what it depends on or, as installed here, recommends.
_BRING_GPG = frozenset({"gnupg1", "software-properties-common", "python-software-properties", "devscripts", "equivs"})
_RECOMMEND_GPG = frozenset({"build-essential", "dirmngr", "dpkg-dev"})


def loses_gnupg(move: Move, command: Command) -> bool:
    """Whether a use of apt-key finds no gnupg there, which is part of the image here."""
    if not any(word.value in ("add", "adv") for word in command.arguments):
        return False
    if move.after.release is None:
        return False
    if tools.has(move.after, "gpg") is not False or tools.has(move.before, "gpg") is False:
        return False
    installed = along.there(move, move.after, command.start)
    if tools.brought_by("gpg", installed) or installed & _BRING_GPG:
        return False
    return apt.covers(move.after.distribution, move.after.release) or not _recommended(
        move, _RECOMMEND_GPG, command.start
    )


_FETCHES = ("--recv-keys", "--recv-key", "--recv", "--search-keys", "--refresh-keys")
# What depends on dirmngr, and what brings it where recommended packages come along.
_BRING_DIRMNGR = frozenset({"dirmngr", "gnupg", "gnupg2", "gnupg1", "gnupg-curl"})
_RECOMMEND_DIRMNGR = frozenset({"gpg", "software-properties-common", "python3-software-properties", "devscripts"})


def loses_dirmngr(move: Move, command: Command) -> bool:
    """Whether keys are fetched by a gpg that is there without dirmngr, which GnuPG 2.1 and later needs for it.

    From Debian 10 and Ubuntu 18.04 on gnupg depends on dirmngr, and gpg recommends gnupg.
    """
    if command.name not in ("gpg", "gpg2") or not command.has_flag(*_FETCHES) or move.after.parsed is None:
        return False
    if not (move.is_after("debian", 10) or move.is_after("ubuntu", 18, 4)) or not is_distribution(move.name_after):
        return False
    installed = along.there(move, move.after, command.start)
    if not tools.brought_by("gpg", installed) or installed & _BRING_DIRMNGR:
        return False
    return apt.covers(move.after.distribution, move.after.release) or not _recommended(
        move, _RECOMMEND_DIRMNGR | _RECOMMEND_GPG, command.start
    )


def _recommended(move: Move, names: frozenset[str], before: int) -> bool:
    """Whether one of these packages is installed with what it recommends."""
    return any(
        package.name in names and not action.skips_recommended
        for action in move.needs.actions()
        if action.action == "install" and action.start < before
        for package in action.packages
    )
