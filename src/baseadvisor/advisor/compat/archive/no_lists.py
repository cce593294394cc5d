"""An installation without package lists, which passes only as long as the image has the packages already."""

from collections.abc import Iterator

from baseadvisor.advisor import tools
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move


def reasons(move: Move) -> Iterator[Reason]:
    """The first installation by apt before the first `apt-get update`, of what the image here has and the other not."""
    there = move.after.userland
    if there is None or there.package_family != "apt" or move.run_only:
        return
    for action in move.actions():
        if action.family != "apt" or action.action not in ("refresh", "install"):
            continue
        if action.action == "refresh" or action.command.handled or action.command.ignored:
            return
        names = [package.name for package in action.packages if package.kind == "name"]
        if not names or len(names) < len(action.packages) or not all(tools.has(move.before, name) for name in names):
            return  # it fails already
        lacking = [name for name in names if name in tools.WATCHED and tools.has(move.after, name) is False]
        if lacking:
            yield Reason(
                "packages",
                "breaks",
                "high",
                f"apt-get install {lacking[0]} without update",
                f"{move.before.reference} has it already; {move.after.reference} has neither it nor package lists: "
                "run apt-get update first",
                move.line(action.start),
            )
        return
