"""What packages bring along where they are installed: the rest of what is there when a command runs."""

from collections.abc import Iterator

from baseadvisor.advisor.model import Image
from baseadvisor.advisor.move import Move
from baseadvisor.catalog import apt
from baseadvisor.shell.packages import PackageAction


def there(move: Move, image: Image, before: int | None = None) -> frozenset[str]:
    """The packages that the file installs (before an offset), with what they bring on an image, as far as is known."""
    brought = (names for _, names in _brought(move, image, before) if names is not None)
    return move.needs.installed(before).union(*brought)


def all_known(move: Move, image: Image, before: int | None = None) -> bool:
    """Whether it is known of each package that the file installs what it brings on an image."""
    return apt.covers(image.distribution, image.release) and all(
        names is not None for _, names in _brought(move, image, before)
    )


def _brought(move: Move, image: Image, before: int | None) -> Iterator[tuple[str, frozenset[str] | None]]:
    if not apt.covers(image.distribution, image.release):
        return
    skips = any("Install-Recommends" in text for text, _ in move.needs.words())
    for action in _installations(move, before):
        for package in action.packages:
            recommends = not (skips or action.skips_recommended)
            found = apt.brings(package.name, image.distribution, image.release, recommends=recommends)
            yield package.name, found if package.kind == "name" else None


def _installations(move: Move, before: int | None) -> Iterator[PackageAction]:
    for action in move.needs.actions():
        if action.action == "install" and action.family == "apt" and (before is None or action.start < before):
            yield action
