"""Checks for rules of a team's own, which need no Python: everything is in the rule file's parameters.

The words of `message` may use the placeholders that each check's description names.
"""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.dockerfile.model import BaseImage, Instruction, Stage

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis


def forbidden_command(analysis: "Analysis", *, commands: Sequence[str]) -> Iterator[Hit]:
    """A command runs that is one of `commands`: a name ("curl"), or a name and the words after it ("apt-key add").

    Flags may stand between the words. Placeholder: {command}.
    """
    for forbidden in commands:
        name, *words = forbidden.split()
        for command in analysis.commands(name):
            operands = [word.value for word in command.arguments if not word.text.startswith("-")]
            if operands[: len(words)] == words:
                yield hit(command, command=forbidden)


def forbidden_package(analysis: "Analysis", *, packages: Sequence[str], managers: Sequence[str] = ()) -> Iterator[Hit]:
    """A package manager (one of `managers`; any when there are none) installs one of `packages` (globs).

    Placeholders: {package}, {manager}.
    """
    for action in analysis.actions(*managers):
        if action.action != "install":
            continue
        for package in action.packages:
            if package.name is not None and any(fnmatchcase(package.name, pattern) for pattern in packages):
                yield hit(package, package=package.name, manager=action.manager)


def allowed_base_images(analysis: "Analysis", *, images: Sequence[str]) -> Iterator[Hit]:
    """A stage stands on an image that none of `images` (globs) matches. Placeholder: {image}.

    A glob is compared with the reference as it is written and in its full form (docker.io/library/python:3.13). What
    depends on an ARG without a default is not judged; `scratch` and other stages are always allowed.
    """
    for stage, image in _images(analysis):
        if not any(_matches(image, pattern) for pattern in images):
            yield _on_image(stage, image)


def forbidden_base_images(analysis: "Analysis", *, images: Sequence[str]) -> Iterator[Hit]:
    """A stage stands on an image that one of `images` (as in `allowed_base_images`) matches. Placeholder: {image}."""
    for stage, image in _images(analysis):
        if any(_matches(image, pattern) for pattern in images):
            yield _on_image(stage, image)


def required_label(analysis: "Analysis", *, labels: Sequence[str], pattern: str = "") -> Iterator[Hit]:
    """The final image lacks one of `labels`, or the label's value does not match the regular expression `pattern`.

    The value is looked at as it is written, without quotes, and only where no variable is in it. Placeholder: {label}.
    """
    final = _final(analysis)
    if final is None:
        return
    pairs = [pair for instruction in _of_image(final, ("LABEL",)) for pair in instruction.pairs]
    for label in labels:
        found = [pair for pair in pairs if pair.key.strip("\"'") == label]
        if not found:
            yield hit(final.from_instruction, label=label)
            continue
        value = (found[-1].value or "").strip("\"'")
        if pattern and "$" not in value and not re.search(pattern, value):
            yield hit(found[-1], label=label)


def instruction_pattern(
    analysis: "Analysis", *, instructions: Sequence[str], pattern: str, required: bool = False
) -> Iterator[Hit]:
    """The regular expression `pattern` is found in the arguments (flags included) of one of `instructions`.

    With `required`, the other way round: it is not found in one of them. Placeholders: {instruction}, {text} (what was
    found, or the arguments).
    """
    expression = re.compile(pattern)
    for instruction in analysis.instructions(*_keywords(instructions)):
        text = " ".join((*instruction.flags, instruction.arguments))
        found = expression.search(text)
        if required and found is None:
            yield hit(instruction, instruction=instruction.keyword, text=instruction.arguments)
        elif found is not None and not required:
            yield hit(instruction, instruction=instruction.keyword, text=found.group())


def forbidden_instruction(analysis: "Analysis", *, instructions: Sequence[str]) -> Iterator[Hit]:
    """One of `instructions` is used, directly or by ONBUILD. Placeholder: {instruction}."""
    for instruction in analysis.instructions(*_keywords(instructions)):
        yield hit(instruction, instruction=instruction.keyword)


def required_instruction(analysis: "Analysis", *, instructions: Sequence[str]) -> Iterator[Hit]:
    """One of `instructions` is not in the final stage, nor in a stage that it builds on. Placeholder: {instruction}."""
    final = _final(analysis)
    if final is None:
        return
    for keyword in _keywords(instructions):
        if not any(_of_image(final, (keyword,))):
            yield hit(final.from_instruction, instruction=keyword)


def _keywords(instructions: Sequence[str]) -> tuple[str, ...]:
    return tuple(keyword.upper() for keyword in instructions)


def _final(analysis: "Analysis") -> Stage | None:
    """The stage that is built, of which the image is made."""
    return analysis.final.stage


def _of_image(stage: Stage, keywords: Sequence[str]) -> Iterator[Instruction]:
    """The instructions with one of these keywords that shape the image of `stage`: its own, and those it builds on."""
    for each in stage.ancestry:
        yield from (instruction for instruction in each.instructions if instruction.keyword in keywords)


def _images(analysis: "Analysis") -> Iterator[tuple[Stage, BaseImage]]:
    """The images that stages stand on, where they are known."""
    for stage in analysis.dockerfile.stages:
        base = stage.base
        if isinstance(base, BaseImage) and base.known and base != "scratch":
            yield stage, base


def _on_image(stage: Stage, image: str) -> Hit:
    words = stage.from_instruction.words
    return hit(words[0] if words else stage.from_instruction, image=image)


def _matches(image: str, pattern: str) -> bool:
    from baseadvisor.image.reference import InvalidReference, Reference

    if fnmatchcase(image, pattern):
        return True
    try:
        full = str(Reference.parse(image))
    except InvalidReference:
        return False
    return fnmatchcase(full, pattern)
