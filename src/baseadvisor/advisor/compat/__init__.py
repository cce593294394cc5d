"""What of a Dockerfile a move to another base image touches: one module for each kind of thing.

Each has `reasons(move) -> Iterator[Reason]`, a pure function of the move.
"""

from collections.abc import Callable, Iterable, Iterator

from baseadvisor.advisor.compat import (
    accounts,
    binaries,
    busybox,
    compiling,
    copied_images,
    copied_stages,
    downloads,
    environment,
    interpreters,
    java,
    lsb,
    managers,
    packages,
    pinning,
    places,
    programs,
    python,
    rpms,
    scripts,
    services,
    shells,
    sources,
    toolchains,
    versions,
    workplaces,
)
from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import Needs

_CHECKS: tuple[Callable[[Move], Iterator[Reason]], ...] = (
    managers.reasons,
    packages.reasons,
    sources.reasons,
    rpms.reasons,
    scripts.reasons,
    python.reasons,
    shells.reasons,
    programs.reasons,
    lsb.reasons,
    busybox.reasons,
    places.reasons,
    accounts.reasons,
    java.reasons,
    interpreters.reasons,
    versions.reasons,
    binaries.reasons,
    copied_stages.reasons,
    copied_images.reasons,
    downloads.reasons,
    compiling.reasons,
    toolchains.reasons,
    environment.reasons,
    services.reasons,
    pinning.reasons,
    workplaces.reasons,
)
_WEIGHT = {"breaks": 0, "check": 1, "note": 2}
_SURE = {"high": 0, "medium": 1, "low": 2}


def reasons(move: Move) -> tuple[Reason, ...]:
    """Everything in the file that the move touches, the gravest first, then by line; each once."""
    return each_once(reason for check in _CHECKS for reason in check(move))


def failing_now(needs: Needs, image: Image) -> tuple[Reason, ...]:
    """What fails on the image as it is: packages, commands, names of Python that its release
    lost, folders it has, and what its versions of languages do not take.

    That is what a move from nowhere to the image would lose.
    """
    name = base_name(image.parsed) if image.parsed is not None else image.reference
    move = Move(needs, _NOWHERE, image, "refresh", name, name)
    found = each_once(reason for check in _NOW for reason in check(move))
    return tuple(one for one in found if one.severity == "breaks")


_NOW = (packages.missing, python.reasons, places.standing, lsb.reasons, versions.standing)
_NOWHERE = Image("", None, "", None, (), None)


def each_once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The gravest first, then by line; each once, also where it is known from two sides.

    What has no line is told apart by its explanation: a new version alone breaks more than one thing.
    """
    found: dict[tuple[str, int | str, str], Reason] = {}
    for reason in reasons:
        found.setdefault((reason.topic, reason.line or reason.why, reason.what), reason)
    return tuple(sorted(found.values(), key=lambda one: (_WEIGHT[one.severity], one.line or 0, _SURE[one.certainty])))
