"""What Ubuntu has of Debian's packages: a release takes them from unstable, as they are two months before it is out.

Source: Ubuntu's release schedules ("Debian import freeze"). So what the Debian release before that day has, and the one
after it as well, it has for all that can be told; and what both lost it has not.
"""

import re

from baseadvisor.catalog import apt

_BETWEEN = {"20.04": ("10", "11"), "22.04": ("11", "12"), "24.04": ("12", "13"), "26.04": ("13", "14")}
"""The releases of Debian that were, or are to be, out before and after the freeze."""


# What a release left out, for good or until the next one. Where to look: https://packages.ubuntu.com, by name.
_LEFT_OUT = {
    "24.04": frozenset({"courier-imap", "courier-pop", "courier-mta", "pptpd"}),
    "26.04": frozenset({"pptpd"}),
}


def has(name: str, release: str | None) -> bool | None:
    """Whether a release of Ubuntu has a package, by what Debian has; None where that does not tell."""
    around = _BETWEEN.get(release or "")
    if around is None:
        return None
    if name in _LEFT_OUT.get(release or "", ()):
        return False
    found = [apt.availability(name, "debian", one) for one in around]
    states = {one is not None and one.installs for one in found}
    if len(states) > 1 or None in found:
        return None
    if states == {True}:
        return True
    return False if _lost_before(name, around[0]) else None


# What Ubuntu makes itself, or keeps otherwise than Debian. Where to look: https://packages.ubuntu.com.
_OWN = re.compile(
    r"language-pack-.+|ubuntu-.+|linux-.+|(?:python3-)?software-properties.*|(?:lib)?mysql.+|firefox.*|chromium.*"
    r"|lib(?:32|x32|n32).+|command-not-found.*|landscape-.+|update-.+|apport.*|lx[cd].*|gcc-.+|g\+\+-.+|snapd?|mir.*|openjdk-.+|libjpeg.*8.*"
)


def is_doubtful(name: str, release: str | None) -> bool:
    """Whether the release of Debian after Ubuntu's has no package of that name, nor does Ubuntu make it.

    Of what the one before has nobody can tell whether Debian lost it before Ubuntu took its packages from there; of
    what neither has, whether it was Debian's or another's.
    """
    around = neighbours("ubuntu", release)
    found = [apt.availability(name, "debian", one) for one in around]
    absent = [one is not None and one.state == "absent" for one in found]
    return bool(found) and _OWN.fullmatch(name) is None and absent[-1]


def neighbours(distribution: str | None, release: str | None) -> tuple[str, ...]:
    """The releases of Debian, as far as the indexes cover them, that a release of Ubuntu's packages lie between."""
    around = _BETWEEN.get(release or "", ()) if distribution == "ubuntu" else ()
    return tuple(one for one in around if apt.covers("debian", one))


def packages_of_program(path: str, release: str | None) -> tuple[str, ...]:
    """The packages that have a program at a path in the releases of Debian before and after Ubuntu's alike."""
    found = [apt.packages_of_program(path, "debian", one) or () for one in neighbours("ubuntu", release)]
    return tuple(name for name in found[0] if all(name in each for each in found)) if found else ()


def lacks(name: str, release: str | None) -> str | None:
    """Why a release of Ubuntu does not have a package, for all that Debian tells; None where it may have it."""
    several = _ambiguous(name, release)
    if several:
        return f"several packages provide the name, so that it has no installation candidate: {' or '.join(several)}"
    if has(name, release) is not False:
        return None
    if name in _LEFT_OUT.get(release or "", ()):
        return "that release left it out"
    return f"Debian has not had it since before {_BETWEEN[release or ''][0]}, and Ubuntu takes its packages from there"


def _ambiguous(name: str, release: str | None) -> tuple[str, ...]:
    """What provides a name that no package has, where several do in both releases of Debian."""
    found = [apt.availability(name, "debian", one) for one in _BETWEEN.get(release or "", ())]
    both = [one.providers[:2] for one in found if one is not None and one.state == "ambiguous"]
    return both[-1] if len(both) == len(_BETWEEN.get(release or "", ())) > 0 else ()


def _lost_before(name: str, release: str) -> bool:
    """Whether an earlier release of Debian had a package."""
    releases = apt.releases("debian")
    earlier = releases[: releases.index(release)]
    found = (apt.availability(name, "debian", one) for one in earlier)
    return any(one is not None and one.installs for one in found)
