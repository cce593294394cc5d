"""Stages that are called after the release which they stand on: what they make is for that release."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.catalog.userlands import Userland


def reasons(move: Move) -> Iterator[Reason]:
    """A stage whose name tells its distribution's release, and from which others copy."""
    here = move.before.userland
    if here is None or move.run_only or not move.changes_release:
        return
    for facts in move.needs.stages:
        stage = facts.stage
        if stage is None or stage.name is None or not _tells(stage.name, here):
            continue
        if move.needs.analysis.transfers(facts):
            why = (
                "it is called after the release it stands on: what it makes may be meant for that one, and what is "
                "built on a newer one does not start there"
            )
            line = move.line(stage.from_instruction.start)
            yield Reason("release", "check", "high", f"the stage {stage.name}", why, line)
            return


def _tells(name: str, here: Userland) -> bool:
    """`debian-stretch`, `ubuntu18.04`, `el7`: the codename, or the distribution with its release."""
    words = re.split(r"[-_.]+", name.lower())
    if here.codename is not None and here.codename in words:
        return True
    release = re.sub(r"\D", "", here.release or "")
    short = {"centos": "el", "almalinux": "el", "rockylinux": "el"}.get(here.distribution or "", here.distribution)
    written = re.sub(r"[-_.]", "", name.lower())
    return bool(release) and any(f"{one}{release}" in written for one in (here.distribution, short) if one)
