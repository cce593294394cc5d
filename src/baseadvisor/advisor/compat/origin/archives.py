"""Releases whose packages were moved to an archive: the address that the image has serves them no more."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.archive.vendors import line_at
from baseadvisor.advisor.compat.origin.sources import OWN_HOST, SUITE, codename_of_suite
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move, release_of
from baseadvisor.image.codenames import release_of as release_of_codename
from baseadvisor.image.numbers import numbers
from baseadvisor.shell.packages import PackageAction


def standing(move: Move) -> Iterator[Reason]:
    """What is no longer where the file, or the image that it stands on, looks for it."""
    yield from _moved_epel(move)
    released = tuple(_moved_release(move))
    yield from released or _moved_source(move)


# Source: https://archives.fedoraproject.org/pub/archive/epel/ and rstudio/r-system-requirements#184 (404 since then).
_EPEL = re.compile(
    r"(?:dl|download)\.fedoraproject\.org/pub/epel/(?:epel-release-latest-|beta/)?(?P<release>[4-7])(?=[/.])"
)


def _moved_epel(move: Move) -> Iterator[Reason]:
    """Files of EPEL for releases that it no longer serves."""
    for text, start in move.needs.words():
        match = _EPEL.search(text) if text.upper().startswith(("RUN", "ADD")) else None
        if match is not None:
            why = f"EPEL {match['release']} was moved to archives.fedoraproject.org/pub/archive/epel: this answers 404"
            yield Reason("archives", "breaks", "high", match[0], why, move.line(start + match.start()))


def _moved_source(move: Move) -> Iterator[Reason]:
    """Sources that the file writes, of a release that was moved to an archive."""
    there = move.after.userland
    texts = list(move.needs.words())
    if there is None or there.package_family != "apt" or any(_ARCHIVES.search(text) for text, _ in texts):
        return
    if any(_OTHER_ROOT.search(text) for text, _ in texts):
        return
    for text, start in move.needs.words():
        for match in SUITE.finditer(text):
            named = release_of_codename(codename_of_suite(match["suite"]))
            if named is None or not OWN_HOST.fullmatch(match["host"]):
                continue
            if line_at(text, match.start()).lstrip().startswith("#"):
                continue
            distribution, release = named
            if not numbers(release) <= _LAST_ARCHIVED[distribution] or release in _STILL_SERVED.get(distribution, ()):
                continue
            to = "archive.debian.org" if distribution == "debian" else "old-releases.ubuntu.com"
            why = f"that release was moved to {to}: {match['host']} answers 404 for it, and apt-get update stops"
            line = move.line(start + match.start("suite"))
            yield Reason("archives", "breaks", "medium", f"source of {match['suite']}", why, line)
            return


_OTHER_ROOT = re.compile(r"[\w.}-]/etc/apt/sources\.list|\b(?:debootstrap|mmdebstrap|chroot)\b")
"""What shows that sources are another system's, below a folder."""


def _moved_release(move: Move) -> Iterator[Reason]:
    """The first thing that a package manager asks for and that is no longer where the image looks for it."""
    image = move.after
    why = _moved(image)
    there = image.userland
    if why is None or there is None or there.package_family is None:
        return
    action = _first(move, there.package_family)
    if action is None or action.command.ignored or _is_pointed_elsewhere(move, there.package_family, action.start):
        return
    name = move.name_after
    sure = is_distribution(name) or name == "quay.io/centos/centos" or (there.basis != "rule" and "/" not in name)
    yield Reason(
        "archives",
        "breaks",
        "high" if sure and image.release not in _LONG_TERM else "medium",
        f"{action.plain_manager} {action.subcommand}",
        why,
        move.line(action.start),
    )


# Sources: https://www.debian.org/distrib/archive and https://archive.debian.org/debian/dists/ (up to buster);
# https://old-releases.ubuntu.com/releases/ (what is no LTS, after its end);
# https://blog.centos.org/2023/04/end-dates-are-coming-for-centos-stream-8-and-centos-linux-7/ and
# https://vault.centos.org/readme.txt (up to 8, and Stream 8; mirrorlist.centos.org has no address since July 2024).
_LAST_ARCHIVED = {"debian": (10,), "ubuntu": (24, 10), "centos": (8,), "centos-stream": (8,)}
_STILL_SERVED = {"ubuntu": frozenset({"16.04", "18.04", "20.04", "22.04", "24.04"})}
"""Long-term releases stay where they are, long after their end, but not for ever (the first of them are gone)."""


_LONG_TERM = frozenset({"6.06", "8.04", "10.04", "12.04", "14.04"})
"""Long-term releases that went there at some time after their end: archive.ubuntu.com/ubuntu/dists (November 2026)."""


def _moved(image: Image) -> str | None:
    """Why the addresses that an image has do not serve its packages; None where they do, or nothing is known."""
    distribution, release = image.distribution or "", release_of(image)
    over = [line.state for line in image.support if line.role == "distribution"] == ["ended"]
    last = _LAST_ARCHIVED.get(distribution)
    if not over or last is None or not () < release[: len(last)] <= last:
        return None
    if image.release in _STILL_SERVED.get(distribution, ()):
        return None
    name = next(line.name for line in image.support if line.role == "distribution")
    match distribution:
        case "debian":
            return f"{name} was moved to archive.debian.org: the address that the image has answers 404"
        case "ubuntu":
            return f"{name} was moved to old-releases.ubuntu.com: the address that the image has answers 404"
        case _:
            return f"mirrorlist.centos.org is switched off: {name} is on vault.centos.org alone"


def _first(move: Move, family: str) -> PackageAction | None:
    """The first thing that asks the repositories: apt does so when it fetches the lists, of which an image has none.

    Without them `apt-get upgrade` finds nothing to do, and does not fail.
    """
    asking = [one for one in move.actions() if _asks(one, family)]
    if family == "apt":
        asking = [one for one in asking if one.action not in ("upgrade", "dist-upgrade")]
        asking.sort(key=lambda one: one.action != "refresh")
    return next(iter(asking), None)


def _asks(action: PackageAction, family: str) -> bool:
    """Whether a manager asks the repositories for something."""
    return action.family == family and action.action in ("refresh", "install", "upgrade", "dist-upgrade", "build-dep")


_ARCHIVES = re.compile(
    r"(?:archive|snapshot)\.debian\.org|old-releases\.ubuntu\.com|vault\.centos\.org|\bvault\b|centos-vault"
    r"|--disablerepo[= ][\"']?\*|target=/etc/(?:apt|yum)"
)
# What puts other addresses into the place of those that the image has: all but what adds a source beside them.
_PLACES = {
    "apt": re.compile(
        r"/etc/apt/?(?=[\s\"';]|$)|/etc/apt/sources\.list(?!\.d)(?:\.d/debian\.sources)?|/etc/apt/sources\.list\.d/(?:\*|debian)"
    ),
    "dnf": re.compile(
        r"/etc/yum\.repos\.d(?:/(?=[\s\"';&|]|$)|(?![\w/])|/[\w.{,]*(?:CentOS|centos|Base|[*?{])[\w.*?,}-]*)|/etc/yum\.conf"
    ),
}
_ADDS = re.compile(r">>\s*$|\btee\s+(?:-a|--append)\s+$|\b(?:cat|grep|ls)\s+(?:-\S+\s+)*$")
_ONE_MORE = re.compile(r"(?:COPY|ADD)\s(?:(?!\bcentos|\bbase\b|[*?$])[^\n])*\.repo\s+$", re.IGNORECASE)
_ADDRESS = re.compile(r"://|mirror|\b(?:debian\.org|ubuntu\.com|centos\.org)\b|baseurl|\$|-f\b")


def _is_pointed_elsewhere(move: Move, family: str, before: int) -> bool:
    """Whether the file may give the manager other addresses before an offset."""
    pattern = _PLACES.get(family)
    for text, start in move.needs.words():
        told = text[: max(0, before - start)]
        if _ARCHIVES.search(told):
            return True
        if pattern is not None and any(_replaces(told, match) for match in pattern.finditer(told)):
            return True
    return False


def _replaces(text: str, place: re.Match[str]) -> bool:
    """Whether what is done to a file of sources there may change their addresses."""
    before = text[: place.start()]
    if _ADDS.search(before) or _ONE_MORE.match(before):
        return False
    command = re.split(r"&&|;|\|\||\n(?<!\\\n)", before)[-1]
    return not re.search(r"\bsed\s", command) or _ADDRESS.search(command) is not None
