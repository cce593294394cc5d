"""Labels that say what another place says better, or say it twice."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.starting import of_image
from baseadvisor.checks.words import keyword_of, value_of
from baseadvisor.dockerfile.model import Instruction, Pair
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis

_REPOSITORY = re.compile(r"https?://[^/\s]+/[^/\s]+/[^/\s?#]+/?")
"""The address of a whole repository: host, owner and name, and nothing below."""


def _key(pair: Pair) -> str | None:
    """The label's name without quotes; None where a variable is in it."""
    return None if "$" in pair.key else pair.key.strip("\"'")


def duplicate(analysis: "Analysis") -> Iterator[Hit]:
    """A stage sets a label twice; the first, which has no effect, is marked. Placeholders: {label}, {line}."""
    for stage in analysis.stages:
        seen: dict[str, Pair] = {}
        for instruction in stage.instructions:
            if instruction.keyword != "LABEL":
                continue
            for pair in instruction.pairs:
                name = _key(pair)
                if name is None:
                    continue
                first = seen.get(name)
                # A value that is built from the first one is no mistake.
                if first is not None:
                    line = analysis.dockerfile.position(pair.start).line
                    yield hit(first, label=name, line=str(line))
                seen[name] = pair


def base_digest(analysis: "Analysis", *, label: str) -> Iterator[Hit]:
    """The label that holds the base image's digest has another than FROM, or FROM has none. Placeholder: {why}."""
    final = analysis.final
    if final.stage is None:
        return
    base = final.stage.base_image
    if not base.known:
        return
    digest = base.partition("@")[2]
    for instruction in of_image(final, "LABEL"):
        for pair in instruction.pairs:
            if _key(pair) != label or not pair.value:
                continue
            value = value_of(analysis, instruction, pair.value).text
            if value is None or "$" in pair.value or not value:
                continue
            if not digest:
                yield hit(pair, why="FROM is not pinned to a digest")
            elif value != digest:
                yield hit(pair, why="FROM has another digest")


def set_by_builder(analysis: "Analysis", *, labels: Sequence[str], repositories: Sequence[str]) -> Iterator[Hit]:
    """A label that the builder sets from Git by itself when asked to. Placeholder: {label}.

    One of `repositories` it sets to the address of the repository, so others than such are left alone. Windows' images
    are not built by Buildx.
    """
    final = analysis.final
    if final.stage is None or final.is_windows:
        return
    for instruction in of_image(final, "LABEL"):
        for pair in instruction.pairs:
            label = _key(pair)
            if label not in labels:
                continue
            value = value_of(analysis, instruction, pair.value or "").text or ""
            if label not in repositories or _REPOSITORY.fullmatch(value):
                yield hit(pair, label=label or "")


def scattered(analysis: "Analysis", *, fewest: int) -> Iterator[Hit]:
    """`fewest` labels or more in LABEL instructions that follow each other. Placeholders: {labels}, {count}."""
    for stage in analysis.stages:
        group: list[Instruction] = []
        for instruction in [*stage.instructions, None]:
            if (
                instruction is not None
                and instruction.keyword == "LABEL"
                and not (group and (instruction.comments or instruction.index != group[-1].index + 1))
            ):
                group.append(instruction)
                continue
            yield from _group(analysis, group, fewest)
            group = [instruction] if instruction is not None and instruction.keyword == "LABEL" else []
        if group:
            yield from _group(analysis, group, fewest)


def _group(analysis: "Analysis", group: Sequence[Instruction], fewest: int) -> Iterator[Hit]:
    pairs = [pair for instruction in group for pair in instruction.pairs]
    if len(group) < 2 or len(pairs) < fewest:
        return
    keys = [_key(pair) for pair in pairs]
    plain = None not in keys and len(set(keys)) == len(keys) and not any(pair.legacy for pair in pairs)
    edits: list[Edit] = []
    text = analysis.text
    if plain and not any(instruction.inner_comments for instruction in group):
        lines = " \\\n      ".join(text[pair.start : pair.end] for pair in pairs)
        end = pairs[-1].end
        edits.append(Edit(group[0].start, end, f"{group[0].written_keyword} {lines}"))
    yield hit(keyword_of(group[0]), edits=edits, labels=str(len(pairs)), count=str(len(group)))
