"""What an image starts: its ENTRYPOINT and CMD, its STOPSIGNAL, through the stages it is built on."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from baseadvisor.analysis import StageFacts
from baseadvisor.dockerfile.model import Instruction

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis
    from baseadvisor.shell.model import Command

DEVELOPMENT_STAGES = frozenset(("dev", "devel", "development", "test", "tests", "testing", "ci", "debug", "lint"))
"""What stages are called that are not meant for production."""
_SHELLS = ("sh", "bash", "ash", "dash", "zsh")


def of_image(stage: StageFacts, *keywords: str) -> Iterator[Instruction]:
    """The instructions with one of these keywords that shape a stage's image: its own, and those it builds on."""
    for each in stage.chain:
        yield from (instruction for instruction in each.instructions if instruction.keyword in keywords)


def last_of(stage: StageFacts, keyword: str) -> Instruction | None:
    """The last instruction with this keyword that shapes a stage's image, None without one."""
    found = None
    for instruction in of_image(stage, keyword):
        found = instruction
    return found


def is_for_development(stage: StageFacts) -> bool:
    """Whether the stage's name says that it is for development or tests."""
    return stage.name is not None and not DEVELOPMENT_STAGES.isdisjoint(stage.name.replace("_", "-").split("-"))


def start_words(stage: StageFacts) -> list[str]:
    """The words of ENTRYPOINT and CMD as far as they are known, an exec form's strings or the shell form's text."""
    words: list[str] = []
    for keyword in ("ENTRYPOINT", "CMD"):
        instruction = last_of(stage, keyword)
        if instruction is not None:
            words += instruction.exec_form if instruction.exec_form is not None else instruction.arguments.split()
    return words


def first_process(stage: StageFacts) -> str | None:
    """The program that is process 1, as the exec form names it; None where a shell starts it or nothing does."""
    for keyword in ("ENTRYPOINT", "CMD"):
        instruction = last_of(stage, keyword)
        if instruction is not None:
            if not instruction.exec_form:
                return None
            program = instruction.exec_form[0]
            return None if program.rpartition("/")[2] in _SHELLS else program
    return None


def programs(analysis: "Analysis", stage: StageFacts) -> frozenset[str]:
    """The names of the commands that ENTRYPOINT and CMD start."""
    names: set[str] = set()
    for keyword in ("ENTRYPOINT", "CMD"):
        instruction = last_of(stage, keyword)
        if instruction is None:
            continue
        if instruction.exec_form is not None:
            names.update(word.rpartition("/")[2] for word in instruction.exec_form)
        names.update(command.name for command in analysis.facts(instruction).commands if command.name is not None)
    return frozenset(names)


def commands_of(stage: StageFacts) -> "Iterator[Command]":
    """The commands that the RUNs of a stage and of those below it run, in order."""
    for each in stage.chain:
        for run in each.runs:
            yield from run.commands
