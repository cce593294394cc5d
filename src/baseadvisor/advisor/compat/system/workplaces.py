"""What an image that others build on would no longer have for them."""

from collections.abc import Iterator

from baseadvisor.advisor import tools
from baseadvisor.advisor.compat.archive.managers import listed
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.workplaces import is_built_on

_WANTED = ("gcc", "git", "curl")


def reasons(move: Move) -> Iterator[Reason]:
    """Tools for what is built on the image, which the file neither calls nor installs."""
    if move.run_only or not is_built_on(move.needs):
        return
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
