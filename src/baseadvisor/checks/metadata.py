"""Labels, the image's author, and the comments that describe stages and arguments."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.words import keyword_of, value_of
from baseadvisor.dockerfile.expansion import GO_SPACE
from baseadvisor.dockerfile.model import Comment, Instruction, Pair
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis

_LABEL_KEY = re.compile(r"[a-z](?:[a-z0-9._/-]*[a-z0-9])?")


def maintainer(analysis: "Analysis", *, label: str) -> Iterator[Hit]:
    """MAINTAINER is used; the fix puts its text into `label`. Placeholder: {label}."""
    for instruction in analysis.instructions("MAINTAINER"):
        edits: tuple[Edit, ...] = ()
        if instruction.words and not instruction.inner_comments and instruction.parent is None:
            keyword = "label" if instruction.written_keyword.islower() else "LABEL"
            value = _quoted(instruction.arguments, analysis.dockerfile.escape)
            edits = (Edit(instruction.start, instruction.words[-1].end, f"{keyword} {label}={value}"),)
        yield hit(keyword_of(instruction), edits=edits, label=label)


def _quoted(text: str, escape: str) -> str:
    """`text`, which may stand in quotes already, as a double-quoted value that means just that."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    for char in (escape, '"', "$"):
        text = text.replace(char, escape + char)
    return f'"{text}"'


def legacy_pair(analysis: "Analysis") -> Iterator[Hit]:
    """ENV or LABEL is written without an equals sign. Placeholders: {instruction}, {key}."""
    for instruction in analysis.instructions("ENV", "LABEL"):
        for pair in instruction.pairs:
            if pair.legacy:
                edits = _modern(pair, analysis.dockerfile.escape, instruction)
                yield hit(pair, edits=edits, instruction=instruction.keyword, key=pair.key)


def _modern(pair: Pair, escape: str, instruction: Instruction) -> tuple[Edit, ...]:
    """What writes the pair as `key=value` with the same meaning; nothing where that is not sure."""
    value = pair.value or ""
    if instruction.inner_comments or value.endswith(escape) or any(char in pair.key for char in ("'", '"', escape)):
        return ()
    return (Edit(pair.key_end, pair.value_end, "=" + _one_word(value, escape)),)


def _one_word(value: str, escape: str) -> str:
    """The value as one word: in quotes where it has blanks, and blanks escaped where quotes of its own forbid that."""
    if not any(char in GO_SPACE for char in value):
        return value
    if not any(char in value for char in ("'", '"', escape)):
        return f'"{value}"'
    pieces, quote, at = [], "", 0
    while at < len(value):
        char = value[at]
        if char == escape and quote != "'" and at + 1 < len(value):
            pieces.append(value[at : at + 2])
            at += 2
            continue
        if char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
        pieces.append(escape + char if char in GO_SPACE and not quote else char)
        at += 1
    return "".join(pieces)


def label_key(analysis: "Analysis", *, reserved: tuple[str, ...], conventions: tuple[str, ...]) -> Iterator[Hit]:
    """A label's key is not as Docker's guidelines want it. Placeholders: {key} (the first of an instruction), {keys}.

    `reserved` are the beginnings of keys that belong to Docker; `conventions` are keys that other programs want written
    as they are. A key that holds a variable is not judged.
    """
    for instruction in analysis.instructions("LABEL"):
        named = [(pair, pair.key.strip("\"'")) for pair in instruction.pairs]
        bad = [pair for pair, key in named if key not in conventions and _is_bad_key(key, reserved)]
        if bad:
            keys = [pair.key.strip("\"'") for pair in bad]
            yield Hit(bad[0].key_start, bad[0].key_end, {"key": keys[0], "keys": ", ".join(keys)})


def _is_bad_key(key: str, reserved: tuple[str, ...]) -> bool:
    if "$" in key:
        return False
    return not _LABEL_KEY.fullmatch(key) or ".." in key or "--" in key or key.startswith(reserved)


def missing_label(analysis: "Analysis") -> Iterator[Hit]:
    """An image that can be built lacks a label of the configured `label-schema`. Placeholder: {label}.

    That is each stage which no other stage builds on or copies from.
    """
    schema = analysis.options.label_schema
    if not schema:
        return
    stages = analysis.dockerfile.stages
    used = {needed for stage in stages for needed in analysis.dockerfile.dependencies(stage)}
    for stage in stages:
        if stage in used or not stage.from_instruction.words:
            continue
        there = {
            value_of(analysis, instruction, pair.key).text
            for each in stage.ancestry
            for instruction in each.instructions
            if instruction.keyword == "LABEL"
            for pair in instruction.pairs
        }
        for label in schema:
            if label not in there:
                yield hit(stage.from_instruction.words[0], label=label)


def superfluous_label(analysis: "Analysis") -> Iterator[Hit]:
    """With `strict-labels`, a label is not in the configured `label-schema`. Placeholder: {labels}."""
    if not analysis.options.strict_labels:
        return
    for instruction in analysis.instructions("LABEL"):
        more = [
            pair
            for pair in instruction.pairs
            if "$" not in pair.key and _key(pair) not in analysis.options.label_schema
        ]
        if more:
            yield Hit(more[0].key_start, more[0].key_end, {"labels": ", ".join(map(_key, more))})


def empty_label(analysis: "Analysis") -> Iterator[Hit]:
    """A label of the configured `label-schema` has an empty value. Placeholder: {label}."""
    for _, pair, value in _labels_of_schema(analysis):
        if value == "":
            yield hit(pair, label=_key(pair))


def label_format(analysis: "Analysis", *, format: str) -> Iterator[Hit]:  # noqa: A002 - the field's own word
    """A label's value is not of the form that the configured `label-schema` asks for, where that is `format`.

    Formats: "url", "rfc3339", "spdx", "hash", "semver", "email". A value that is not known is not judged.
    Placeholders: {label}, {value}.
    """
    for kind, pair, value in _labels_of_schema(analysis):
        if kind == format and value is not None and not _FORMATS[format](value):
            yield hit(pair, label=_key(pair), value=value)


def _labels_of_schema(analysis: "Analysis") -> Iterator[tuple[str, Pair, str | None]]:
    schema = analysis.options.label_schema
    if schema:
        for instruction in analysis.instructions("LABEL"):
            for pair in instruction.pairs:
                kind = schema.get(_key(pair))
                if kind is not None:
                    yield kind.lower(), pair, value_of(analysis, instruction, pair.value or "").text


def _key(pair: Pair) -> str:
    return pair.key.strip("\"'")


_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d):([0-5]\d):([0-5]\d|60)(?:\.\d+)?(?:[Zz]|[+-]\d\d:[0-5]\d)")
_HASH = re.compile(r"[0-9a-f]{7}|[0-9a-f]{40}|[0-9a-f]{64}")
_NUMBER = r"(?:0|[1-9]\d*)"
_PRERELEASE = rf"(?:{_NUMBER}|\d*[A-Za-z-][0-9A-Za-z-]*)"
_VERSION = re.compile(
    rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_PRERELEASE}(?:\.{_PRERELEASE})*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_EMAIL = re.compile(rf"(?:{_ATOM}(?:\.{_ATOM})*|\"[^\"\\\r\n]+\")@(?:{_ATOM}(?:\.{_ATOM})*|\[[^\[\]\\]+\])")


def _is_time(text: str) -> bool:
    """RFC 3339, section 5.6."""
    match = _TIME.fullmatch(text)
    if match is None or int(match[2]) > 23:
        return False
    from datetime import date

    try:
        date.fromisoformat(match[1])
    except ValueError:
        return False
    return True


def _is_spdx(text: str) -> bool:
    """An SPDX licence expression, of which a single identifier is the simplest."""
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        return False
    return True


_FORMATS: dict[str, Callable[[str], bool]] = {
    "url": lambda text: _URL.fullmatch(text) is not None,
    "rfc3339": _is_time,
    "spdx": _is_spdx,
    "hash": lambda text: _HASH.fullmatch(text) is not None,
    "semver": lambda text: _VERSION.fullmatch(text) is not None,
    "email": lambda text: _EMAIL.fullmatch(text) is not None,
}


def misplaced_description(analysis: "Analysis") -> Iterator[Hit]:
    """The comment above a named stage or an ARG does not begin with its name.

    Placeholders: {instruction}, {name}, {hint} where an earlier line does, which BuildKit's check does not look at.
    """
    for instruction in analysis.instructions("FROM", "ARG"):
        names = _described(instruction)
        comment = _right_above(analysis, instruction) if names and instruction.comments else None
        if comment is not None and comment.text.split(" ")[0] not in names:
            name = names[0] if len(names) == 1 else "one of its names"
            place = instruction.words[2] if instruction.keyword == "FROM" else instruction.pairs[0]
            begins = any(each.text.split(" ")[0] in names for each in _block(analysis, instruction))
            hint = " (docker build --check looks at the last line alone)" if begins else ""
            yield hit(place, instruction=instruction.keyword, name=name, hint=hint)


def _described(instruction: Instruction) -> list[str]:
    if instruction.parent is not None:
        return []
    if instruction.keyword == "ARG":
        return [pair.key for pair in instruction.pairs]
    name = instruction.stage.name if instruction.stage is not None else None
    return [name] if name else []


def _right_above(analysis: "Analysis", instruction: Instruction) -> Comment | None:
    """The comment that BuildKit takes for the description: on the line above, and not empty."""
    comment = instruction.comments[-1]
    if not comment.text or analysis.text.count("\n", comment.end, instruction.start) != 1:
        return None
    return comment


def _block(analysis: "Analysis", instruction: Instruction) -> Iterator[Comment]:
    """The comments right above an instruction, one on each line, from the last to the first."""
    below = instruction.start
    for comment in reversed(instruction.comments):
        if analysis.text.count("\n", comment.end, below) != 1:
            return
        yield comment
        below = comment.start
