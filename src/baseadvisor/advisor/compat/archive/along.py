"""What packages bring along where they are installed: the rest of what is there when a command runs."""

from collections.abc import Iterator

from baseadvisor.advisor.compat.archive import ubuntu
from baseadvisor.advisor.model import Image
from baseadvisor.advisor.move import Move
from baseadvisor.catalog import apt
from baseadvisor.shell.packages import PackageAction

# Where to look: apt-cache depends --recurse software-properties-common, on Ubuntu 24.04.
_OF_UBUNTU = {("software-properties-common", "24.04"): frozenset({"adduser"})}


def there(move: Move, image: Image, before: int | None = None) -> frozenset[str]:
    """The packages that the file installs (before an offset), with what they bring on an image, as far as is known.

    On Ubuntu that is what they bring on one of the releases of Debian around it, and what it alone lets them bring.
    """
    brought = [names for _, names in _brought(move, image, before) if names is not None]
    if image.distribution == "ubuntu":
        for release in ubuntu.neighbours(image.distribution, image.release):
            brought += [names for _, names in _brought_on(move, "debian", release, before) if names is not None]
        brought += [_OF_UBUNTU.get((name, image.release or ""), frozenset()) for name in move.needs.installed(before)]
    return move.needs.installed(before).union(*brought)


def is_doubted(move: Move, image: Image, name: str, before: int | None = None) -> bool:
    """Whether a package comes along on one of the releases of Debian around Ubuntu's, and not on the other.

    Where Debian's own image has it, that release tells nothing of it.
    """
    if name in move.needs.installed(before):
        return False
    found = {
        any(name in (names or ()) for _, names in _brought_on(move, "debian", release, before))
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
        yield from _brought_on(move, image.distribution, image.release, before)


def _brought_on(
    move: Move, distribution: str | None, release: str | None, before: int | None
) -> Iterator[tuple[str, frozenset[str] | None]]:
    skips = any("Install-Recommends" in text for text, _ in move.needs.words())
    for action in _installations(move, before):
        for package in action.packages:
            recommends = not (skips or action.skips_recommended)
            found = apt.brings(package.name, distribution, release, recommends=recommends)
            yield package.name, found if package.kind == "name" else None


def _installations(move: Move, before: int | None) -> Iterator[PackageAction]:
    for action in move.needs.actions():
        if action.action == "install" and action.family == "apt" and (before is None or action.start < before):
            yield action
