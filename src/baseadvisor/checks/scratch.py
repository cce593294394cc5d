"""Stages from scratch: nothing is in them but what the file puts there."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.words import keyword_of
from baseadvisor.dockerfile.model import stage_references

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis


def run_without_shell(analysis: "Analysis") -> Iterator[Hit]:
    """A RUN in shell form, in a stage from scratch into which nothing has been put yet that could hold a shell.

    Placeholder: {shell}.
    """
    for stage in analysis.stages:
        if stage.stage is None or stage.base_image != "scratch" or stage.is_windows:
            continue
        filled = any(
            instruction.keyword in ("COPY", "ADD", "RUN", "ONBUILD", "SHELL")
            for each in stage.chain[:-1]
            for instruction in each.instructions
        )
        for instruction in stage.instructions:
            if instruction.keyword in ("COPY", "ADD", "SHELL"):
                filled = True
            elif instruction.keyword == "RUN" and not filled:
                mounts = any(flag.name == "mount" for flag in instruction.flags)
                if instruction.exec_form is None and not mounts:
                    yield hit(keyword_of(instruction), shell=analysis.facts(instruction).state.shell.words[0])
                filled = True


def copy_from_empty(analysis: "Analysis") -> Iterator[Hit]:
    """COPY takes files from a stage from scratch that nothing has put files into. Placeholder: {stage}."""
    for instruction in analysis.instructions("COPY"):
        if instruction.stage is None or instruction.parent is not None:
            continue
        for name, place in stage_references(instruction):
            source = analysis.dockerfile.stage_named(name, instruction.stage)
            if source is None or source is instruction.stage or source.base_image != "scratch":
                continue
            if not any(
                each.keyword in ("COPY", "ADD", "RUN", "WORKDIR", "ONBUILD")
                for lower in source.ancestry
                for each in lower.instructions
            ):
                yield hit(place, stage=name)
