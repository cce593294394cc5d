"""What of a Dockerfile a move to another base image touches: one module for each kind of thing.

Each has `reasons(move) -> Iterator[Reason]`, a pure function of the move.
"""

from collections.abc import Callable, Iterator

from baseadvisor.advisor.compat import (
    accounts,
    binaries,
    busybox,
    compiling,
    downloads,
    environment,
    java,
    packages,
    pinning,
    places,
    programs,
    services,
    shells,
    versions,
)
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move

_CHECKS: tuple[Callable[[Move], Iterator[Reason]], ...] = (
    packages.reasons,
    shells.reasons,
    programs.reasons,
    busybox.reasons,
    places.reasons,
    accounts.reasons,
    java.reasons,
    versions.reasons,
    binaries.reasons,
    downloads.reasons,
    compiling.reasons,
    environment.reasons,
    services.reasons,
    pinning.reasons,
)
_WEIGHT = {"breaks": 0, "check": 1, "note": 2}
_SURE = {"high": 0, "medium": 1, "low": 2}


def reasons(move: Move) -> tuple[Reason, ...]:
    """Everything in the file that the move touches, the gravest first, then by line; each once."""
    found: dict[tuple[str, int | None, str], Reason] = {}
    for check in _CHECKS:
        for reason in check(move):
            found.setdefault((reason.topic, reason.line, reason.what), reason)
    return tuple(sorted(found.values(), key=lambda one: (_WEIGHT[one.severity], one.line or 0, _SURE[one.certainty])))
