"""ARG and ENV: what is used, and what is in them."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.words import is_outside, nearest, variable_place, variables_in
from baseadvisor.dockerfile.expansion import ExpansionError, Value, expand
from baseadvisor.dockerfile.model import BaseImage, Instruction, Node, Pair
from baseadvisor.dockerfile.scope import PLATFORM_ARGUMENTS

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis

_EXPANDING = ("ADD", "ARG", "COPY", "ENV", "LABEL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR")
"""Where BuildKit itself fills in variables, and tells of those that are not there."""
_NO_SECRET = re.compile(
    r"true|false|yes|no|on|off|[01]|none|null"
    r"|(?:\.{0,2}/|~/|\$\w+/|\$\{\w+\}/|[A-Za-z]:\\)(?:[\w.-]{0,32}[/\\])*[\w.*-]{0,32}"
    r"|[a-z][a-z+]*://[^@\s?]+",
    re.IGNORECASE,
)
"""Switches, paths, and addresses without an account in them."""
_FINGERPRINTS = re.compile(r"(?:0x)?(?=[0-9]*[A-F])(?:[0-9A-F]{8}|[0-9A-F]{16}|[0-9A-F]{40})(?:[\s,]+|\Z)")
_PUBLIC_KEY = re.compile(r"(?:^|_)(?:\w*key|keys|keyid|fingerprint)(?:_|$)", re.IGNORECASE)
_OTHER_KEY = re.compile(r"api|access|secret|private|encrypt|crypt|sign|auth|token|pass|licen|app|master|account", re.I)
_WHAT_IT_TAKES = ("BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE")


def undefined(analysis: "Analysis", *, bare_images: Sequence[str], always_set: Sequence[str]) -> Iterator[Hit]:
    """An instruction uses a variable that nothing sets. Placeholders: {name}, {hint}.

    What the base image sets is only known of `scratch` and of `bare_images` (names of official images, which set no
    more than `always_set`); on other images a variable is not judged, for the image may set it.
    """
    for stage in analysis.stages:
        if stage.stage is None or not _is_bare(stage.stage.base_image, bare_images):
            continue
        for instruction in stage.instructions:
            if instruction.keyword not in _EXPANDING or analysis.text.find("$", instruction.start, instruction.end) < 0:
                continue
            environment = analysis.scopes.before(instruction)
            known = {*environment.variables, *always_set, *_WHAT_IT_TAKES}
            beside = {pair.key.strip("\"'") for pair in instruction.pairs} if instruction.keyword == "ENV" else set()
            for text, place, declares in _expanded_texts(instruction):
                if "$" in text:
                    yield from _undefined_in(analysis, known, text, place, beside)
                if declares:
                    known.add(declares)
            yield from _undefined_in_heredocs(analysis, known, instruction)


def _undefined_in(analysis: "Analysis", known: set[str], text: str, place: Node, beside: set[str]) -> Iterator[Hit]:
    def lookup(name: str) -> Value | None:
        return Value.unknown(name) if name in known else None

    try:
        unmatched = expand(text, lookup, analysis.dockerfile.escape).unmatched
    except ExpansionError:
        return
    for name in dict.fromkeys(unmatched):
        at = variable_place(analysis.text, place, name)
        if name in beside:
            yield hit(at, name=name, hint=" (what this ENV sets is seen from the next instruction on)")
        else:
            yield from _undefined_hit(analysis, known, name, at)


def _undefined_in_heredocs(analysis: "Analysis", known: set[str], instruction: Instruction) -> Iterator[Hit]:
    """The builder fills in what a here-document of COPY or ADD holds, quotes or not; a backslash keeps it from that."""
    if instruction.keyword not in ("ADD", "COPY"):
        return
    for heredoc in instruction.heredocs:
        if heredoc.expand and "$" in heredoc.content:
            for name, place in variables_in(heredoc.content, heredoc.body_start):
                if name not in known and analysis.text[place.start - 1] != "\\":
                    yield from _undefined_hit(analysis, known, name, place)


def _undefined_hit(analysis: "Analysis", known: set[str], name: str, place: Node) -> Iterator[Hit]:
    if name.isidentifier():
        if name in PLATFORM_ARGUMENTS:
            hint = f" (it has a value once the stage says ARG {name})"
        elif name in analysis.scopes.globals.variables:
            hint = f" (the ARG before FROM is seen here once the stage says ARG {name})"
        else:
            hint = nearest(name, sorted(known))
        yield hit(place, name=name, hint=hint)


def _is_bare(base: BaseImage, bare_images: Sequence[str]) -> bool:
    if base == "scratch":
        return True
    if not base.known:
        return False
    from baseadvisor.image.reference import InvalidReference, Reference

    try:
        reference = Reference.parse(base)
    except InvalidReference:
        return False
    return reference.official in bare_images


def _expanded_texts(instruction: Instruction) -> Iterator[tuple[str, Node, str]]:
    """What BuildKit fills variables into, with its place, and the name that an ARG declares by it."""
    for flag in instruction.flags:
        if flag.value is not None and flag.name in ("chown", "chmod", "checksum"):
            yield flag.value, Node(flag.start, flag.end), ""
    if instruction.pairs:
        for pair in instruction.pairs:
            if instruction.keyword != "ARG":
                yield pair.key, Node(pair.key_start, pair.key_end), ""
            yield (
                pair.value or "",
                Node(pair.value_start, pair.value_end),
                pair.key if instruction.keyword == "ARG" else "",
            )
    elif instruction.exec_form is not None:
        yield from ((text, word, "") for text, word in zip(instruction.exec_form, instruction.words, strict=False))
    else:
        heredocs = {heredoc.start for heredoc in instruction.heredocs}
        yield from ((word.text, word, "") for word in instruction.words if word.start not in heredocs)


def set_beside(analysis: "Analysis") -> Iterator[Hit]:
    """An ENV uses a variable that the same ENV sets, and that had no value before. Placeholder: {name}."""
    for instruction in analysis.instructions("ENV"):
        if len(instruction.pairs) < 2 or "$" not in instruction.arguments:
            continue
        found = _first_set_beside(analysis, instruction)
        if found is not None:
            pair, name = found
            place = variable_place(analysis.text, Node(pair.value_start, pair.value_end), name)
            yield hit(place, name=name)


def _first_set_beside(analysis: "Analysis", instruction: Instruction) -> tuple[Pair, str] | None:
    environment = analysis.scopes.before(instruction)
    for pair in instruction.pairs:
        if pair.value is None or "$" not in pair.value:
            continue
        others = {each.key.strip("\"'") for each in instruction.pairs if each is not pair}
        try:
            used = expand(pair.value, Value.unknown, analysis.dockerfile.escape).matched
        except ExpansionError:
            continue
        for name in used:
            if name in others and environment.get(name) is None:
                return pair, name
    return None


def secret_words(
    analysis: "Analysis",
    *,
    words: Sequence[str],
    harmless: Sequence[str],
    harmless_beginnings: Sequence[str],
    harmless_endings: Sequence[str],
    other_names: Sequence[str],
    other_parts: Sequence[str],
    other_alias: str,
) -> Iterator[Hit]:
    """The name of an ARG or ENV has one of `words` between underscores. Placeholders: {name}, {instruction}.

    Not where it speaks of something else than the secret: it has one of `harmless` in it, begins with one of
    `harmless_beginnings` or ends in one of `harmless_endings`. Nor where the value cannot be one (a path, yes or no).
    An ARG before the first FROM is left out, for it gets into no image. Where `secret_names` with `other_names` and
    `other_parts` would find the name too, the finding has `other_alias` as well; `other_names` are never harmless.
    """
    pattern = _between_underscores(words)
    aside = _Aside(harmless, harmless_beginnings, harmless_endings)
    for instruction, pair in _settings(analysis):
        if is_outside(analysis, instruction) or not pattern.search(pair.key):
            continue
        if _is_no_secret(instruction, pair) or (pair.key.upper() not in other_names and aside.holds(pair.key)):
            continue
        values = {"name": pair.key, "instruction": instruction.keyword}
        if _is_secret_name(pair.key, other_names, other_parts):
            values["alias"] = other_alias
        yield Hit(pair.key_start, pair.key_end, values)


def secret_names(
    analysis: "Analysis",
    *,
    names: Sequence[str],
    parts: Sequence[str],
    words: Sequence[str],
    harmless: Sequence[str],
    harmless_beginnings: Sequence[str],
    harmless_endings: Sequence[str],
) -> Iterator[Hit]:
    """The name of an ARG or ENV is one of `names` or has one of `parts` in it. Placeholders: {name}, {instruction}.

    What `secret_words` with `words` and the rest finds is left to it, and what it takes for harmless is so here.
    """
    pattern = _between_underscores(words)
    aside = _Aside(harmless, harmless_beginnings, harmless_endings)
    for instruction, pair in _settings(analysis):
        if not _is_secret_name(pair.key, names, parts) or _is_no_secret(instruction, pair):
            continue
        if pair.key.upper() not in names and aside.holds(pair.key):
            continue
        if is_outside(analysis, instruction) or not pattern.search(pair.key):
            yield Hit(pair.key_start, pair.key_end, {"name": pair.key, "instruction": instruction.keyword})


class _Aside:
    """Names that speak of something beside a secret: KEY_FILE, AUTH_URL, USE_TOKEN."""

    __slots__ = ("_beginning", "_ending", "_within")

    def __init__(self, within: Sequence[str], beginnings: Sequence[str], endings: Sequence[str]) -> None:
        self._within = _between_underscores(within)
        self._beginning = tuple(f"{each}_" for each in beginnings)
        self._ending = tuple(f"_{each}" for each in endings)

    def holds(self, name: str) -> bool:
        lower = name.lower()
        return (
            lower.startswith(self._beginning) or lower.endswith(self._ending) or self._within.search(name) is not None
        )


def _is_no_secret(instruction: Instruction, pair: Pair) -> bool:
    """Whether what is set cannot be a secret: an ENV without a value, a switch, a path, an address, a fingerprint.

    An ARG without a value waits for one.
    """
    value = (pair.value or "").strip("\"'")
    if not value:
        return instruction.keyword == "ENV"
    return _NO_SECRET.fullmatch(value) is not None or names_public_keys(pair.key, value)


def names_public_keys(name: str, value: str) -> bool:
    """Whether what a variable KEY holds is how GnuPG names public keys: 8, 16 or 40 hexadecimal digits, in capitals."""
    if not _PUBLIC_KEY.search(name) or _OTHER_KEY.search(name):
        return False
    return all(_FINGERPRINTS.fullmatch(each) for each in value.split())


def _settings(analysis: "Analysis") -> Iterator[tuple[Instruction, Pair]]:
    """What ARGs and ENVs set, ONBUILD's among them."""
    for instruction in analysis.instructions("ARG", "ENV"):
        for pair in instruction.pairs:
            if pair.key:
                yield instruction, pair


def _is_secret_name(name: str, names: Sequence[str], parts: Sequence[str]) -> bool:
    return name.upper() in names or _at_end_of_word(parts).search(name) is not None


_patterns: dict[tuple[str, ...], re.Pattern[str]] = {}


def _between_underscores(words: Sequence[str]) -> re.Pattern[str]:
    key = tuple(words)
    if key not in _patterns:
        _patterns[key] = re.compile(rf"(?:_|^)(?:{'|'.join(map(re.escape, words))})(?:_|$)", re.IGNORECASE)
    return _patterns[key]


def _at_end_of_word(parts: Sequence[str]) -> re.Pattern[str]:
    """Of `token`: GITHUBTOKEN and TOKENS, not TOKENIZER."""
    key = ("...", *parts)
    if key not in _patterns:
        _patterns[key] = re.compile(rf"(?:{'|'.join(map(re.escape, parts))})s?(?![a-z])", re.IGNORECASE)
    return _patterns[key]
