"""What each instruction adds, what runs in the end, and what stays behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baseadvisor.explanation.facts import source
from baseadvisor.explanation.model import Check, Effect, Left, Source, Statement, Step, known, unknown
from baseadvisor.explanation.text import clip, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from baseadvisor.analysis import Analysis, RunFacts, StageFacts
    from baseadvisor.dockerfile.model import Instruction

MOST_STEPS = 60
MOST_STAGES = 20
_SETTINGS = {
    "ENV": "Sets {names} for every later step and for the program",
    "LABEL": "Notes {names} on the image",
    "USER": "Runs what follows, and the program, as {rest}",
    "WORKDIR": "Makes {rest} the current folder; it is made where it is missing",
    "EXPOSE": "Notes that the program listens on {rest}; it opens nothing",
    "VOLUME": "Keeps {rest} outside the container's own files",
    "STOPSIGNAL": "Says how the program is told to stop: {rest}",
    "SHELL": "Has later shell forms run by {rest}",
    "MAINTAINER": "Notes who keeps the image up",
    "ARG": "Takes {names} from the build; gone afterwards",
    "HEALTHCHECK": "Says how to see whether the program is well",
    "ONBUILD": "Waits for an image that builds on this one",
    "CMD": "Says what is started, or with which arguments",
    "ENTRYPOINT": "Says what is started",
}
_PROCESS = frozenset({"CMD", "ENTRYPOINT", "HEALTHCHECK"})
_BUILD = frozenset({"ARG", "ONBUILD"})


def steps(analysis: Analysis, final: StageFacts) -> tuple[tuple[Step, ...], int]:
    """The instructions of the image in file order, and how many more there are."""
    found = [one for stage in final.chain for one in stage.instructions if one.keyword != "FROM"]
    return tuple(_step(analysis, one) for one in found[:MOST_STEPS]), max(0, len(found) - MOST_STEPS)


def chain_runs(analysis: Analysis, final: StageFacts) -> tuple[RunFacts, ...]:
    """The RUNs of the image, as many of them as are looked at."""
    found = [one for stage in final.chain for one in stage.instructions if one.keyword == "RUN"]
    return tuple(analysis.facts(one) for one in found[:MOST_STEPS])


def process(final: StageFacts) -> Statement:
    """What is started, as far as the file says."""
    last: dict[str, Instruction] = {}
    for stage in final.chain:
        for instruction in stage.instructions:
            if instruction.keyword in ("CMD", "ENTRYPOINT"):
                last[instruction.keyword] = instruction
    words = [last[keyword] for keyword in ("ENTRYPOINT", "CMD") if keyword in last]
    if not words:
        return unknown(
            "The file names no program to start; what starts is what the base image says, if it says anything."
        )
    shown = " ".join(_command(one) for one in words)
    at = tuple(Source(f"line {one.line}", line=one.line) for one in words)
    if any(one.exec_form is None for one in words):
        shell = " ".join(final.end.shell.words)
        return known(f"{clip(shown)}, through the shell ({clip(shell, 60)}).", *at)
    return known(f"{clip(shown)}.", *at)


def left_behind(analysis: Analysis, final: StageFacts) -> tuple[tuple[Left, ...], int]:
    """The stages whose files do not come along, and how many more there are."""
    kept = {id(stage.stage) for stage in final.chain}
    others = [stage for stage in analysis.stages if stage.stage is not None and id(stage.stage) not in kept]
    taken = _taken(analysis, final) if others else {}
    return tuple(_left(stage, taken) for stage in others[:MOST_STAGES]), max(0, len(others) - MOST_STAGES)


def foreign_files(analysis: Analysis, final: StageFacts) -> tuple[Check, ...]:
    """Whether files are copied out of a stage that has another C library: programs among them may not start."""
    own = final.userland.libc if final.userland is not None else None
    if own is None:
        return ()
    taken = _taken(analysis, final)
    for index, paths in sorted(taken.items()):
        stage = analysis.stages[index]
        other = stage.userland.libc if stage.userland is not None else None
        if other is None or other == own or stage.stage is None:
            continue
        at = Source(f"line {stage.stage.from_instruction.line}", line=stage.stage.from_instruction.line)
        name = clip(stage.stage.written_name or f"stage {index}", 60)
        text = (
            f"{listed(paths)} {'comes' if len(set(paths)) == 1 else 'come'} from the stage {name}, which has {other}; "
            f"this image has {own}. A program that is linked to {other} does not start here; one that is linked "
            "statically, and whatever is no program, does not mind."
        )
        return (Check("C library of copied files", "depends", known(text, at, source("musl-glibc"))),)
    return ()


def _taken(analysis: Analysis, final: StageFacts) -> dict[int, list[str]]:
    """What the image's own instructions copy out of other stages, by the stages' numbers."""
    found: dict[int, list[str]] = {}
    for stage in final.chain:
        for instruction in stage.instructions:
            flag = instruction.flag("from") if instruction.keyword == "COPY" else None
            if flag is None or flag.value is None:
                continue
            other = analysis.dockerfile.stage_named(flag.value, stage.stage)
            if other is not None:
                found.setdefault(other.index, []).extend(_copied(instruction)[:-1])
    return found


def _left(stage: StageFacts, taken: dict[int, list[str]]) -> Left:
    own = stage.stage
    assert own is not None  # noqa: S101 - only stages with a FROM are asked for
    line = own.from_instruction.line
    at = Source(f"line {line}", line=line)
    name = clip(own.written_name or f"stage {own.index}", 60)
    base = clip(str(own.base_reference), 200)
    paths = tuple(dict.fromkeys(clip(path, 100) for path in taken.get(own.index, ())))
    if not stage.is_needed:
        text = "Nothing in the image needs this stage, so it is not even built."
        return Left(line, name, base, False, (), known(text, at, source("docker-multi-stage")))
    if paths:
        text = (
            f"It is built, {listed(paths)} {'is' if len(paths) == 1 else 'are'} copied out of it, and the rest stays."
        )
    else:
        text = "It is built because another stage needs it; none of its files are copied into the image by name."
    return Left(line, name, base, True, paths[:20], known(text, at, source("docker-multi-stage")))


def _step(analysis: Analysis, instruction: Instruction) -> Step:
    keyword = instruction.keyword
    at = Source(f"line {instruction.line}", line=instruction.line)
    text = clip(instruction.original)
    if keyword == "RUN":
        return Step(instruction.line, keyword, text, "files", _run(analysis.facts(instruction), at))
    if keyword in ("COPY", "ADD"):
        return Step(instruction.line, keyword, text, "files", _copy(instruction, at))
    pattern = _SETTINGS.get(keyword)
    if pattern is None:
        return Step(instruction.line, keyword, text, "build", unknown("No instruction that builders know."))
    names = listed([pair.key for pair in instruction.pairs]) or clip(instruction.arguments, 60)
    rest = clip(" ".join(instruction.exec_form) if instruction.exec_form else instruction.arguments, 80)
    effect: Effect = "process" if keyword in _PROCESS else "build" if keyword in _BUILD else "setting"
    return Step(instruction.line, keyword, text, effect, known(pattern.format(names=names, rest=rest) + ".", at))


def _run(run: RunFacts, at: Source) -> Statement:
    installs = [action for action in run.actions if action.action in ("install", "build-dep")]
    said: list[str] = []
    for action in installs[:3]:
        packages = [package.text for package in action.packages if not package.removed]
        said.append(f"Installs {listed(packages) or 'what it is told'} with {action.manager}")
    names = _names(run, {action.manager for action in installs})
    if names:
        said.append(f"{'Also runs' if said else 'Runs'} {listed(names)}")
    if not said:
        said.append("Runs a script")
    kept = {f"{leftover.action.manager}'s {leftover.kind}" for leftover in run.leftovers}
    if kept:
        said.append(f"Leaves {listed(sorted(kept))} in the layer")
    if run.mounted("cache", "tmpfs"):
        said.append("What it keeps in its cache mounts is not in the image")
    return known(". ".join(said) + ". The files it writes make a layer.", at, source("docker-layers"))


def _names(run: RunFacts, without: Iterable[str]) -> list[str]:
    skip = {*without, "set", "cd", "echo", "true", "test", "[", "export", ":"}
    return [command.name for command in run.commands[:200] if command.name and command.name not in skip]


def _copy(instruction: Instruction, at: Source) -> Statement:
    words = _copied(instruction)
    what = listed(words[:-1]) or "files"
    into = clip(words[-1], 80) if words else "the image"
    flag = instruction.flag("from")
    origin = f"from {clip(flag.value, 80)}" if flag is not None and flag.value else "from the build's folder"
    if instruction.keyword == "ADD" and any("://" in word for word in words[:-1]):
        origin = "from the network"
    return known(f"Copies {what} {origin} to {into}. The copy makes a layer.", at, source("docker-layers"))


def _copied(instruction: Instruction) -> list[str]:
    """The sources and, last, the destination of a COPY or ADD."""
    return list(instruction.exec_form or [word.text for word in instruction.words])


def _command(instruction: Instruction) -> str:
    return " ".join(instruction.exec_form) if instruction.exec_form is not None else instruction.arguments
