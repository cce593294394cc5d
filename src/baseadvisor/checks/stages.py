"""The names of stages, and what refers to them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.words import nearest
from baseadvisor.dockerfile.model import Dockerfile, Instruction, Node, Stage, stage_references

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis


def duplicate_name(analysis: "Analysis") -> Iterator[Hit]:
    """Two stages have one name (case does not count). Placeholders: {name}, {line} of the first."""
    first: dict[str, Stage] = {}
    for stage in analysis.dockerfile.stages:
        if stage.name is None:
            continue
        other = first.setdefault(stage.name, stage)
        if other is not stage:
            word = stage.from_instruction.words[2]
            yield hit(word, name=word.text, line=str(other.from_instruction.line))


def reserved_name(analysis: "Analysis", *, names: Sequence[str]) -> Iterator[Hit]:
    """A stage is called by one of `names`. Placeholder: {name}."""
    for stage in analysis.dockerfile.stages:
        if stage.name in names:
            word = stage.from_instruction.words[2]
            yield hit(word, name=word.text)


def copies_from_itself(analysis: "Analysis") -> Iterator[Hit]:
    """A COPY or a mount takes files from the stage it stands in. Placeholders: {name}, {instruction}."""
    for instruction, source, place in _references(analysis):
        if _called(analysis.dockerfile, instruction, source) is instruction.stage:
            yield hit(place, name=source, instruction=instruction.keyword)


def circular(analysis: "Analysis", *, kinds: Sequence[str]) -> Iterator[Hit]:
    """The parser's problems of these kinds, a stage that copies from itself alone excepted. Placeholder: {problem}."""
    for problem in analysis.dockerfile.problems:
        if problem.kind not in kinds:
            continue
        stage = problem.instruction.stage if problem.instruction is not None else None
        alone = any(
            instruction.stage is stage and _called(analysis.dockerfile, instruction, source) is stage
            for instruction, source, _ in _references(analysis)
        )
        if not alone:
            yield hit(problem, problem=problem.message)


def unknown_source(analysis: "Analysis") -> Iterator[Hit]:
    """COPY --from takes a bare name that no stage has, which therefore means an image. Placeholders: {name}, {image}.

    A name with a slash, a tag or a digest is meant as an image; an ONBUILD's refers to stages of another file. So may
    a name that looks like no stage's and no known image's be a context that the build command gives
    (`--build-context name=…`), unless a stage before has no name at all.
    """
    for instruction, source, place in _references(analysis):
        is_bare = not source.isdigit() and not any(char in source for char in "$/:@")
        if is_bare and instruction.keyword == "COPY" and analysis.dockerfile.stage_named(source) is None:
            if may_be_a_context(analysis, instruction, source):
                continue
            image = "an image without any file" if source == "scratch" else f"the image {source}:latest"
            yield hit(place, name=source, image=image)


def may_be_a_context(analysis: "Analysis", instruction: Instruction, source: str) -> bool:
    """Whether a name is like no stage's and no known image's, while all stages before have names."""
    stage = instruction.stage
    stages = [each for each in analysis.dockerfile.stages if stage is not None and each.index < stage.index]
    names = [each.name for each in stages if each.name]
    if source == "scratch" or len(names) < len(stages) or nearest(source, names):
        return False
    from baseadvisor.catalog import userland_of
    from baseadvisor.image.reference import InvalidReference, Reference

    try:
        return userland_of(Reference.parse(source)) is None
    except InvalidReference:
        return False


def _references(analysis: "Analysis") -> Iterator[tuple[Instruction, str, Node]]:
    """What instructions of stages (ONBUILD's aside) take from other stages or images."""
    for instruction in analysis.instructions("COPY", "RUN"):
        if instruction.flags and instruction.parent is None and instruction.stage is not None:
            for source, place in stage_references(instruction):
                yield instruction, source, place


def _called(dockerfile: Dockerfile, instruction: Instruction, source: str) -> Stage | None:
    """The stage of that name; numbers only mean earlier stages."""
    return None if source.isdigit() else dockerfile.stage_named(source, instruction.stage)
