"""What an image that others build on would no longer have for them."""

from collections.abc import Iterator

from baseadvisor.advisor import tools
from baseadvisor.advisor.compat.archive.managers import listed
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import SYSTEM_FAMILIES
from baseadvisor.advisor.workplaces import is_built_on

_WANTED = ("gcc", "git", "curl")
_PACKERS = frozenset({"rpm-build", "rpmdevtools", "mock", "fedora-packager", "debhelper", "devscripts", "abuild"})
"""What packages of a distribution are made with."""
_PACKS = frozenset(
    {"rpmbuild", "mock", "fedpkg", "dpkg-buildpackage", "debuild", "dh", "dpkg-deb", "abuild", "abuild-sign"}
)
"""The commands that make them."""


def reasons(move: Move) -> Iterator[Reason]:
    """Tools for what is built on the image, which the file neither calls nor installs; and packages made there."""
    if move.run_only:
        return
    yield from _packages(move)
    if is_built_on(move.needs):
        yield from _tools(move)


def _packages(move: Move) -> Iterator[Reason]:
    """Packages of the distribution that are built on the image: they are for the release that they are built on."""
    if not move.changes_release:
        return
    packs = any(command.name in _PACKS for command in move.commands())
    removed = {one.name for action in move.actions() if action.action == "remove" for one in action.packages}
    for action in move.actions():
        if action.action != "install" or action.family not in SYSTEM_FAMILIES:
            continue
        package = next((one for one in action.packages if one.name in _PACKERS), None)
        if package is not None and (packs or not removed & {package.name, action.virtual}):
            yield Reason(
                "tools",
                "check",
                "medium" if packs or package.name != "abuild" else "low",
                f"package {package.name}",
                f"packages that are built here are for {move.place} then: what they are installed on has to move too",
                move.line(package.start),
            )
            return


def _tools(move: Move) -> Iterator[Reason]:
    installed = move.needs.installed()
    lost = [
        name
        for name in _WANTED
        if tools.has(move.before, name)
        and tools.has(move.after, name) is False
        and not tools.brought_by(name, installed)
    ]
    if lost:
        yield Reason(
            "tools",
            "check",
            "medium",
            "what is built on this image",
            f"{move.after.reference} leaves it without {listed(lost)}",
        )
