"""Headers that came along with others on an old release, and that what is compiled may want.

Where to look: packages.debian.org and packages.ubuntu.com, libcurl4-openssl-dev: its dependencies on other headers
became suggestions.
"""

from collections.abc import Iterator

from baseadvisor.advisor.compat.archive import along
from baseadvisor.advisor.compat.archive.managers import listed
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move

_SINCE = {"debian": (9,), "ubuntu": (16, 4)}
_BROUGHT = {
    "libcurl4-openssl-dev": ("zlib1g-dev", "libssl-dev"),
    "libcurl4-gnutls-dev": ("zlib1g-dev", "libgnutls28-dev"),
    "libcurl4-nss-dev": ("zlib1g-dev", "libnss3-dev"),
}
_COMPILES = frozenset({"make", "gcc", "g++", "cc", "configure", "cmake", "gem", "pecl"})


def reasons(move: Move) -> Iterator[Reason]:
    """The first command that compiles after such headers are installed, where nothing else brings the others."""
    if move.run_only or not move.reaches(_SINCE):
        return
    for command in move.commands():
        if command.name not in _COMPILES or command.condition:
            continue
        there = along.there(move, move.after, command.start)
        for name, others in _BROUGHT.items():
            lost = [one for one in others if one not in there or along.is_doubted(move, move.after, one, command.start)]
            if name in there and lost:
                why = f"{name} brought {listed(lost)} along, and may not on {move.place}: install what is wanted"
                yield Reason("native", "check", "low", command.name or "", why, move.line(command.start))
                return
        if there & _BROUGHT.keys():
            return
