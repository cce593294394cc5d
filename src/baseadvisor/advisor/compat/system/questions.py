"""What packages ask while they are installed, and nobody is there to answer.

Sources: tianon/docker-brew-ubuntu-core issue 181 (Ubuntu's images without tzdata and /etc/localtime, 18.04 on, so that
tzdata asks for the time zone, which Debian's do not); containerd/containerd 7969 (a build that waits for it).
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator

from baseadvisor.advisor.compat.archive import along
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move, has_reached
from baseadvisor.shell.packages import PackageAction

_WITHOUT_ZONES = {"ubuntu": (18, 4)}
# Where to look: apt-cache rdepends tzdata. Python depends on it from 3.12 on, which Ubuntu has since 24.04.
_BRINGS = re.compile(
    r"tzdata|(?:libapache2-mod-)?php\d?(?:\.\d)?|php\d?(?:\.\d)?-(?:cli|fpm|cgi)|postgresql(?:-\d+)?|libtcl8\.\d|chrony"
    r"|python3-(?:tz|dateutil)|ruby-tzinfo|libical\d?|ntpsec"
)
_NEW_PYTHON = re.compile(r"python3(?:\.1[2-9])?|libpython3-stdlib|libpython3\.1[2-9](?:-stdlib)?")
_PYTHON_BRINGS = {"ubuntu": (24, 4)}
# What answers beforehand, or keeps debconf from asking.
_ANSWERED = re.compile(r"DEBIAN_FRONTEND|DEBCONF_|debconf|/etc/localtime|\btzdata/|\bTZ=")


def reasons(move: Move) -> Iterator[Reason]:
    """tzdata's question for the time zone, at the first installation that brings it along."""
    if move.run_only or not has_reached(move.after, _WITHOUT_ZONES) or not is_distribution(move.name_after):
        return  # others may have it: Temurin's do
    if any(_ANSWERED.search(text) for text, _ in move.needs.words()):
        return
    asked = _first(move, move.after)
    if asked is None or (has_reached(move.before, _WITHOUT_ZONES) and _first(move, move.before) is not None):
        return
    yield Reason(
        "time zone",
        "check",
        "low",
        f"{asked.manager} {asked.subcommand}",
        f"on {move.place} it brings tzdata along, which asks for the time zone, and a build may wait for the answer: "
        "ARG DEBIAN_FRONTEND=noninteractive before",
        move.line(asked.start),
    )


def _first(move: Move, image: Image) -> PackageAction | None:
    """The first installation by apt that brings tzdata on an image."""
    actions = [one for one in move.actions() if one.action == "install" and one.family == "apt"]
    places = [action.start + 1 for action in actions]
    first = bisect_left(places, True, key=lambda place: _brings_zones(image, along.there(move, image, place)))
    return actions[first] if first < len(actions) else None


def _brings_zones(image: Image, names: Collection[str]) -> bool:
    """Whether one of these packages depends on tzdata on an image: what brings it goes on to do so."""
    if any(_BRINGS.fullmatch(name) for name in names):
        return True
    return has_reached(image, _PYTHON_BRINGS) and any(_NEW_PYTHON.fullmatch(name) for name in names)
