"""Wheels that one stage makes and another installs by a mount: pip refuses those that are for another libc.

Source: PEP 656 (musllinux) and PEP 600 (manylinux): the tag of a wheel names the libc that it is for.
"""

from collections.abc import Iterator

from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.static import stage_named
from baseadvisor.analysis import Analysis, RunFacts, StageFacts
from baseadvisor.catalog.userlands import Userland
from baseadvisor.dockerfile.model import Instruction


def reasons(move: Move, there: Userland) -> Iterator[Reason]:
    """The RUNs whose pip installs what a stage on another libc made, where both had the same before, if it is known."""
    before = move.before.userland
    if move.run_only:
        return
    for run, stage, maker in _installed(move):
        moves, makes = stage in move.needs.stages, maker in move.needs.stages
        if moves == makes:
            continue
        other = maker.userland if moves else stage.userland
        if other is None or None in (other.libc, there.libc) or other.libc == there.libc:
            continue
        if before is not None and before.libc != other.libc:
            continue
        made_for, installed_on = (other.libc, there.libc) if moves else (there.libc, other.libc)
        yield Reason(
            "binary",
            "breaks",
            "medium",
            f"wheels of {maker.name or maker.index}",
            f"pip refuses those with compiled parts: they are made for {made_for}, and installed on {installed_on}: "
            "move both",
            move.line(run.instruction.start),
        )


def _installed(move: Move) -> Iterator[tuple[RunFacts, StageFacts, StageFacts]]:
    """The RUNs that install by pip what they mount from a stage that makes wheels: the RUN, its stage, that one."""
    for stage in move.needs.analysis.stages:
        for run in stage.runs:
            taken = source(move.needs.analysis, run.instruction)
            if taken is not None:
                yield run, stage, taken


def source(analysis: Analysis, instruction: Instruction) -> StageFacts | None:
    """The stage whose wheels a RUN installs from a mount; None where it installs none."""
    if instruction.keyword != "RUN" or not instruction.flags:
        return None
    run = analysis.facts(instruction)
    if not any(action.family == "pip" and action.action == "install" for action in run.actions):
        return None
    stages = (stage_named(analysis, mount["from"]) for mount in run.mounts if mount.get("from"))
    return next((stage for stage in stages if stage is not None and _makes_wheels(stage)), None)


def _makes_wheels(stage: StageFacts) -> bool:
    """Whether pip makes or fetches wheels there: `pip wheel`, `pip download`."""
    return any(
        action.family == "pip" and action.subcommand in ("wheel", "download")
        for each in stage.chain
        for run in each.runs
        for action in run.actions
    )
