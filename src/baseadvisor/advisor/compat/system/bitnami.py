"""What Bitnami's images have of their own, and the official images of the same programs have not.

Where to look: https://github.com/bitnami/containers (each image's README), https://github.com/bitnami/minideb#readme.
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor.model import Certainty, Reason
from baseadvisor.advisor.move import Move

_THEIRS = re.compile(r"(?:public\.ecr\.aws/)?bitnami(?:legacy|secure)?/(?!sealed-).+")
_INSTALL = "install_packages"
"""The script by which minideb, and what is made of it, installs packages."""


def reasons(move: Move) -> Iterator[Reason]:
    """Their script that installs packages, and that they are told what to do by other variables and folders."""
    if _THEIRS.fullmatch(move.name_before) is None or _THEIRS.fullmatch(move.name_after) is not None:
        return
    used = next((one for one in move.commands() if one.name == _INSTALL), None)
    if used is not None:
        tool = move.after.userland.package_manager if move.after.userland is not None else None
        instead = f": install with {tool}" if tool is not None else ""
        why = f"a script of Bitnami's images, which {move.after.reference} has not{instead}"
        sure: Certainty = "medium" if used.conditional or used.handled or used.ignored else "high"
        yield Reason("programs", "breaks", sure, f"{_INSTALL} in RUN", why, move.line(used.start))
    if not move.name_before.endswith("/minideb"):
        yield Reason(
            "environment",
            "check",
            "high",
            "how it is set up",
            "Bitnami's images are set up by variables of their own, run as user 1001 and keep everything in "
            f"/opt/bitnami and /bitnami: {move.after.reference} has its own",
        )
