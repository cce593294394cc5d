"""How FROM pins an image, and other small things of single lines: directives, JSON arrays, pairs, folders."""

import re
from collections.abc import Iterator, Sequence
from posixpath import normpath
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.words import arguments_of, keyword_of, nearest, value_of
from baseadvisor.dockerfile.model import Stage, Word
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis
    from baseadvisor.image.reference import Reference

_LIKE_JSON = re.compile(r"\[\s*[\"'“”‘’].*\]\s*\Z", re.DOTALL)
_BARE_JSON = re.compile(r"\[\s*[\w./${}-]+\s*(?:,[^\[\]]*)?\]\s*\Z")
_TEST = re.compile(r"\s(?:=|==|!=|=~|<|>|-[a-zA-Z]{1,2})\s")
"""What a test between brackets has, and no list of words."""
_STRING = re.compile(r"\A\[\s*'(?:[^'\"\\]*'\s*,\s*')*[^'\"\\]*'\s*,?\s*\]\s*\Z")
_UPDATERS = re.compile(r"dependabot|renovate", re.IGNORECASE)
_TRAILING = re.compile(r",\s*\]\s*\Z")


def _bases(analysis: "Analysis") -> Iterator[tuple["Reference", Word]]:
    from baseadvisor.image.reference import InvalidReference, Reference

    for stage in analysis.dockerfile.stages:
        base = stage.base
        if isinstance(base, Stage) or not base.known or base == "scratch" or not stage.from_instruction.words:
            continue
        try:
            yield Reference.parse(base), stage.from_instruction.words[0]
        except InvalidReference:
            continue


def not_pinned(analysis: "Analysis") -> Iterator[Hit]:
    """A base image without a digest. Placeholder: {image}."""
    for reference, word in _bases(analysis):
        if reference.digest is None:
            yield Hit(word.start, word.end, {"image": reference.familiar})


def tag_and_digest(analysis: "Analysis") -> Iterator[Hit]:
    """A base image with a tag and a digest, of which only the digest counts. Placeholders: {image}, {tag}.

    Not where a comment above says that a tool moves both together.
    """
    moved = {
        word
        for stage in analysis.dockerfile.stages
        for word in stage.from_instruction.words[:1]
        if any(_UPDATERS.search(comment.text) for comment in stage.from_instruction.comments)
    }
    for reference, word in _bases(analysis):
        if reference.digest is not None and reference.tag is not None and word not in moved:
            yield Hit(word.start, word.end, {"image": reference.familiar_name, "tag": reference.tag})


def misspelt_frontend(analysis: "Analysis", *, frontends: Sequence[str]) -> Iterator[Hit]:
    """The syntax directive names what is nearly one of `frontends`, or no image. Placeholders: {value}, {hint}."""
    for directive in analysis.dockerfile.directives:
        if directive.name.lower() != "syntax":
            continue
        value = directive.value.strip()
        name = value.partition("@")[0]
        if "/" in name:
            name = name.partition(":")[0]
        if any(char.isspace() for char in value):
            yield hit(directive, value=value, hint=" (no image has a space in its name)")
            continue
        if name in frontends or not name:
            continue
        hint = nearest(name, list(frontends))
        if hint and _distance(name, hint[len(" (did you mean ") : -2]) <= 2:
            right = hint[len(" (did you mean ") : -2]
            at = analysis.text.find(name, directive.start, directive.end)
            edits = (Edit(at, at + len(name), right),) if at >= 0 else ()
            yield hit(directive, edits=edits, value=value, hint=hint)


def _distance(one: str, other: str) -> int:
    """The edit distance of two words (Levenshtein, with neighbours that change places counted once: Damerau)."""
    rows = [list(range(len(other) + 1))]
    for i, char in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            cost = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (char != against))
            if i > 1 and j > 1 and char == other[j - 2] and one[i - 2] == against:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def not_json(analysis: "Analysis", *, instructions: Sequence[str]) -> Iterator[Hit]:
    """Arguments look like a JSON array and are none, so that they are taken as they are, brackets and all.

    Placeholder: {instruction}.
    """
    for instruction in analysis.instructions(*instructions):
        if instruction.exec_form is not None or instruction.heredocs:
            continue
        text = (
            instruction.words[-1].text
            if instruction.keyword == "HEALTHCHECK" and instruction.words
            else instruction.arguments
        )
        quoted = _LIKE_JSON.match(text) is not None
        bare = instruction.keyword in ("CMD", "ENTRYPOINT", "VOLUME") and _BARE_JSON.match(text) is not None
        if not (quoted or bare) or text.startswith("[[") or (instruction.keyword == "RUN" and _TEST.search(text)):
            continue
        place = arguments_of(instruction)
        plain = analysis.text[place.start : place.end]
        edits: tuple[Edit, ...] = ()
        if plain == text and _STRING.match(text):
            fixed = _TRAILING.sub("]", text.replace("'", '"'))
            edits = (Edit(place.start, place.end, fixed),)
        yield hit(place, edits=edits, instruction=instruction.keyword)


def space_before_equals(analysis: "Analysis") -> Iterator[Hit]:
    """`ENV NAME = value`: the equals sign becomes part of the value. Placeholders: {name}, {value}."""
    for instruction in analysis.instructions("ENV", "LABEL"):
        for pair in instruction.pairs:
            if pair.legacy and (pair.value or "").startswith("="):
                value = (pair.value or "")[1:].strip()
                simple = value and not any(char.isspace() for char in value)
                edits = (Edit(pair.key_end, pair.end, f"={value}"),) if simple else ()
                yield hit(pair, edits=edits, name=pair.key, value=pair.value or "")


def system_workdir(analysis: "Analysis", *, folders: Sequence[str]) -> Iterator[Hit]:
    """WORKDIR is in one of the kernel's or the boot loader's `folders`. Placeholder: {path}."""
    for instruction in analysis.instructions("WORKDIR"):
        value = value_of(analysis, instruction, instruction.arguments)
        path = normpath(value.text) if value.text else value.prefix
        if path and any(path == folder or path.startswith(f"{folder}/") for folder in folders):
            yield hit(
                arguments_of(instruction) if instruction.words else keyword_of(instruction), path=instruction.arguments
            )
