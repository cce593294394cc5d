"""What packages bring along where they are installed: the rest of what is there when a command runs."""

from collections.abc import Iterator
from functools import lru_cache

from baseadvisor.advisor.compat.archive import ubuntu
from baseadvisor.advisor.compat.archive.gone_dnf import LIKE_RHEL
from baseadvisor.advisor.model import Image
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import Needs
from baseadvisor.catalog import apt
from baseadvisor.image.numbers import numbers

# Where to look: apt-cache depends --recurse software-properties-common, on Ubuntu 24.04.
_OF_UBUNTU = {("software-properties-common", "24.04"): frozenset({"adduser"})}
# What comes along on Ubuntu by what is recommended. Where to look: apt-cache depends of openssh-server, which
# recommends ssh-import-id there.
_RECOMMENDED_ON_UBUNTU = {
    (name, release): frozenset({"wget", "python3", "ssh-import-id"})
    for name in ("openssh-server", "ssh")
    for release in ("24.04", "26.04")
}


# The releases whose cmake requires make. Source: Fedora's cmake.spec, which RHEL 9 took over.
_CMAKE_WITH_MAKE = {"fedora": (32,)} | dict.fromkeys(LIKE_RHEL, (9,))
_NEVER = (10_000,)


def there(move: Move, image: Image, before: int | None = None) -> frozenset[str]:
    """The packages that the file installs (before an offset), with what they bring on an image, as far as is known.

    On Ubuntu that is what they bring on one of the releases of Debian around it, and what it alone lets them bring.
    """
    return _there(move.needs, image.distribution, image.release, before)


@lru_cache(maxsize=256)
def _there(needs: Needs, distribution: str | None, release: str | None, before: int | None) -> frozenset[str]:
    installed = needs.installed(before)
    releases = [(distribution, release)] if apt.covers(distribution, release) else []
    if distribution == "ubuntu":
        releases += [("debian", one) for one in ubuntu.neighbours(distribution, release)]
    brought = [names for place in releases for _, names in _brought_on(needs, *place, before) if names is not None]
    if "cmake" in installed and numbers(release) >= _CMAKE_WITH_MAKE.get(distribution or "", _NEVER):
        brought.append(frozenset({"make"}))
    if distribution == "ubuntu":
        brought += [_OF_UBUNTU.get((name, release or ""), frozenset()) for name in installed]
        wanted = installed & _with_recommended(needs)
        brought += [names for (name, of), names in _RECOMMENDED_ON_UBUNTU.items() if of == release and name in wanted]
    return installed.union(*brought)


@lru_cache(maxsize=16)
def _with_recommended(needs: Needs) -> frozenset[str]:
    """The packages that the file installs with what they recommend."""
    if any("Install-Recommends" in text for text, _ in needs.words()):
        return frozenset()
    actions = [one for one in needs.actions() if one.action == "install" and not one.skips_recommended]
    return frozenset(package.name for one in actions for package in one.packages)


def is_doubted(move: Move, image: Image, name: str, before: int | None = None) -> bool:
    """Whether a package comes along on one of the releases of Debian around Ubuntu's, and not on the other.

    Where Debian's own image has it, that release tells nothing of it.
    """
    if name in move.needs.installed(before):
        return False
    found = {
        any(name in (names or ()) for _, names in _brought_on(move.needs, "debian", release, before))
        for release in ubuntu.neighbours(image.distribution, image.release)
        if name not in (apt.base("debian", release) or ())
    }
    return len(found) > 1


def all_known(move: Move, image: Image, before: int | None = None) -> bool:
    """Whether it is known of each package that the file installs what it brings on an image."""
    return apt.covers(image.distribution, image.release) and all(
        names is not None for _, names in _brought(move, image, before)
    )


def _brought(move: Move, image: Image, before: int | None) -> Iterator[tuple[str, frozenset[str] | None]]:
    if apt.covers(image.distribution, image.release):
        yield from _brought_on(move.needs, image.distribution, image.release, before)


def _brought_on(
    needs: Needs, distribution: str | None, release: str | None, before: int | None
) -> Iterator[tuple[str, frozenset[str] | None]]:
    for start, name, found in _all_brought(needs, distribution, release):
        if before is None or start < before:
            yield name, found


def _brings(name: str, distribution: str | None, release: str | None, *, recommends: bool) -> frozenset[str] | None:
    """What a package brings, or what took its place where the release has it no more."""
    from baseadvisor.catalog import obsolete

    found = apt.brings(name, distribution, release, recommends=recommends)
    gone = obsolete(name) if found is None and apt.covers(distribution, release) else None
    instead = [apt.brings(one, distribution, release, recommends=recommends) for one in gone.names] if gone else []
    known = [one for one in instead if one is not None]
    return frozenset[str]().union(*known) if known else found


@lru_cache(maxsize=16)
def _all_brought(
    needs: Needs, distribution: str | None, release: str | None
) -> tuple[tuple[int, str, frozenset[str] | None], ...]:
    """Each package that the file installs, with the offset of its installation and what it brings on a release."""
    skips = any("Install-Recommends" in text for text, _ in needs.words())
    return tuple(
        (
            action.start,
            package.name,
            _brings(package.name, distribution, release, recommends=not (skips or action.skips_recommended))
            if package.kind == "name"
            else None,
        )
        for action in needs.actions()
        if action.action == "install" and action.family == "apt"
        for package in action.packages
    )
