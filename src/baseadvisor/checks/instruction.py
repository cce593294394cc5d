"""Instructions that are repeated, missing, or say something else than is meant."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.serving import may_serve
from baseadvisor.checks.words import arguments_of, has_workdir, is_outside, keyword_of, names_root, value_of
from baseadvisor.dockerfile.expansion import Value
from baseadvisor.dockerfile.model import Instruction

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis

_DRIVE = re.compile(r"[A-Za-z]:")


def repeated(analysis: "Analysis", *, instruction: str) -> Iterator[Hit]:
    """A stage has `instruction` more than once; each but the first is marked. Placeholders: {instruction}, {line}.

    {line} is that of the one before, which does not count.
    """
    last: dict[object, Instruction] = {}
    for each in analysis.instructions(instruction):
        if each.parent is None:
            before = last.get(each.stage)
            if before is not None:
                yield hit(keyword_of(each), instruction=each.keyword, line=str(before.line))
            last[each.stage] = each


def missing_in_image(analysis: "Analysis", *, instruction: str) -> Iterator[Hit]:
    """Neither the final stage nor one that it builds on has `instruction`. Placeholder: {instruction}.

    Not where the image serves nobody, for it starts nothing, or what ends by itself, or a shell to type into.
    """
    final = analysis.final.stage
    if final is None or not final.from_instruction.words or not may_serve(analysis):
        return
    if not any(each.keyword == instruction for stage in final.ancestry for each in stage.instructions):
        yield hit(final.from_instruction.words[0], instruction=instruction)


def relative_workdir(analysis: "Analysis", *, after_absolute: bool) -> Iterator[Hit]:
    """A WORKDIR is relative to the base image's folder, or (`after_absolute`) to another's. Placeholder: {path}.

    On scratch that folder is / for certain.
    """
    for instruction in analysis.instructions("WORKDIR"):
        if not instruction.words or instruction.arguments.startswith("/") or is_outside(analysis, instruction):
            continue
        value = value_of(analysis, instruction, instruction.arguments)
        start = value.prefix
        if (value.text is None and not start) or start.startswith(("/", "\\")) or _DRIVE.match(start):
            continue
        if not after_absolute and analysis.stage_of(instruction).base_image == "scratch":
            continue
        if has_workdir(analysis, instruction) == after_absolute:
            yield hit(arguments_of(instruction), path=instruction.arguments)


def last_user_is_root(analysis: "Analysis") -> Iterator[Hit]:
    """The last USER of an image is root. Placeholder: {user}."""
    for last in _last_users(analysis):
        user = value_of(analysis, last, last.arguments).text
        if user is not None and names_root(user):
            yield hit(arguments_of(last), user=user)


def _last_users(analysis: "Analysis") -> "Iterator[Instruction]":
    """The USER that each image ends with, its own or one that it inherits.

    An image comes of the stage that is built, and of each one that no other stage builds on or takes files from.
    """
    dockerfile = analysis.dockerfile
    used = {each for stage in dockerfile.stages for each in dockerfile.dependencies(stage) if each is not stage}
    for stage in analysis.stages:
        if stage.stage not in used or stage.is_final:
            chain = [each for part in stage.chain for each in part.instructions]
            last = next((each for each in reversed(chain) if each.keyword == "USER" and each.words), None)
            if last is not None:
                yield last


def user_by_name(analysis: "Analysis") -> Iterator[Hit]:
    """A USER is a name, not a number. Placeholder: {user}.

    Root is 0 in every image, and a USER that no image ends with is nobody's to look up. What a build argument or the
    base image decides is not judged, nor what runs on Windows, where accounts have no numbers.
    """
    last = {id(instruction) for instruction in _last_users(analysis)}
    for instruction in analysis.instructions("USER"):
        if not instruction.words or analysis.stage_of(instruction).is_windows:
            continue
        value = value_of(analysis, instruction, instruction.arguments)
        user, colon, _ = value.prefix.partition(":")
        if (value.text is None and not colon) or (user.isascii() and user.isdigit()):
            continue
        if user == "root" or (instruction.parent is None and id(instruction) not in last):
            continue
        confidence = "medium" if "$" in instruction.arguments else None
        yield hit(arguments_of(instruction), confidence=confidence, user=user)


def exposed_host(analysis: "Analysis") -> Iterator[Hit]:
    """EXPOSE names an address or a port of the host. Placeholder: {port}."""
    for instruction in analysis.instructions("EXPOSE"):
        if ":" not in instruction.arguments:
            continue
        for word in instruction.words:
            before, colon, _ = _outline(value_of(analysis, instruction, word.text)).rpartition(":")
            if colon and before.strip(":"):
                yield hit(word, port=word.text)


def _outline(value: Value) -> str:
    """The value with something in place of what is not known."""
    return "".join(part if isinstance(part, str) else "$" for part in value.parts)
