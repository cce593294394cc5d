"""lsb_release, which no current image of Debian or Ubuntu has, and which comes along with other packages."""

from collections.abc import Iterator

from baseadvisor.advisor.compat.archive import along
from baseadvisor.advisor.compat.archive.gone import lack
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move, release_of
from baseadvisor.catalog import apt

# python3-software-properties, which software-properties-common depends on, depends on lsb-release (apt-cache depends).
_BRING_IT = frozenset({"lsb-release", "lsb-core", "software-properties-common", "python3-software-properties"})


def reasons(move: Move) -> Iterator[Reason]:
    """The first use of it that finds none there, and found one here."""
    if move.run_only or move.after.distribution not in ("debian", "ubuntu") or not is_distribution(move.name_after):
        return
    for command in move.commands():
        if command.name != "lsb_release":
            continue
        if command.handled or command.ignored or command.conditional or _is_brought(move, move.after, command.start):
            return
        if move.before.reference and not _is_brought(move, move.before, command.start):
            return  # it fails already
        yield Reason(
            "programs",
            "breaks",
            "medium",
            "lsb_release in RUN",
            f"{move.place} has no lsb_release: install lsb-release first",
            move.line(command.start),
        )
        return


# Older images had it, or had packages that brought it.
_SINCE = {"debian": (9,), "ubuntu": (18, 4)}


def _is_brought(move: Move, image: Image, before: int) -> bool:
    """Whether it is there before an offset: by a package that the release has, or perhaps by a script or the image."""
    if release_of(image) < _SINCE.get(image.distribution or "", (10_001,)):
        return True
    if any("nodesource.com/setup" in text and start < before for text, start in move.needs.words()):
        return True
    if apt.covers(image.distribution, image.release):
        return "lsb-release" in along.there(move, image, before)
    return any(
        package.name in _BRING_IT and lack(package, action.family, image) is None
        for action in move.needs.actions()
        if action.action == "install" and action.start < before
        for package in action.packages
    )
