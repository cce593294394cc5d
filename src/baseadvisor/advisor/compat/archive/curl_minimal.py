"""curl where curl-minimal is installed, which it conflicts with."""

from collections.abc import Iterator

from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.shell.packages import PackageAction

# Images that hold curl-minimal. Source: docker-library/repo-info (amazonlinux 2023, almalinux 9, rockylinux 9) and
# Red Hat's "Considerations in adopting RHEL 9" (curl-minimal); 8 has no such package.
_HOLD_IT = frozenset(
    {("almalinux", "9"), ("rockylinux", "9"), ("centos-stream", "9"), ("rhel", "9"), ("amazonlinux", "2023")}
)
_MANAGERS = frozenset({"dnf", "yum", "microdnf", "rpm"})


def conflicts(move: Move, action: PackageAction) -> Iterator[Reason]:
    """An install of curl that stops, since it may not take out what it conflicts with."""
    if action.family != "dnf" or not _holds_it(move.after) or _holds_it(move.before):
        return
    package = next((one for one in action.packages if one.kind == "name" and one.name == "curl"), None)
    if package is None or action.has("--allowerasing", "--skip-broken") or action.command.ignored:
        return
    if _is_taken_out(move, action.start):
        return
    yield Reason(
        "packages",
        "breaks",
        "high",
        "package curl",
        f"it conflicts with curl-minimal, which {move.after.reference} has: leave it out, the program curl is there"
        + ("" if action.plain_manager == "microdnf" else ", or add --allowerasing"),
        move.line(package.start),
    )


def _holds_it(image: Image) -> bool:
    return (image.distribution or "", (image.release or "").partition(".")[0]) in _HOLD_IT


def _is_taken_out(move: Move, before: int) -> bool:
    """Whether a command swaps or removes curl-minimal before an offset."""
    return any(
        command.name in _MANAGERS and command.start < before and word.value == "curl-minimal"
        for command in move.commands()
        for word in command.arguments
    )
