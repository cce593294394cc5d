"""What FROM names: the image, and the platform."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from baseadvisor.checks.hit import Hit, hit
from baseadvisor.checks.words import nearest, place_of, variable_place, variables_in
from baseadvisor.dockerfile.expansion import Expansion, ExpansionError, Value, expand
from baseadvisor.dockerfile.model import BaseImage, Flag, Node, Stage, Word, stage_references
from baseadvisor.dockerfile.scope import PLATFORM_ARGUMENTS
from baseadvisor.fixes.edit import Edit

if TYPE_CHECKING:
    from baseadvisor.analysis import Analysis
    from baseadvisor.image.reference import Reference

_PLATFORMS_OF_THE_BUILD = re.compile(r"\$\{?(?:(?:BUILD|TARGET)PLATFORM|BUILDARCH)\b")
_VARIABLE = re.compile(r"\$\{?(\w+)")


def untagged(analysis: "Analysis") -> Iterator[Hit]:
    """A base image has neither tag nor digest. Placeholder: {image}."""
    for base, word in _images(analysis):
        if base.known:
            reference = _reference(base)
            if reference is not None and reference.tag is None and reference.digest is None:
                yield hit(word, confidence=_confidence(base), image=str(base))
        elif _name_ends_in(base.value) and not any(char in base.value.suffix for char in ":@"):
            yield hit(word, image=base.written)


def latest(analysis: "Analysis") -> Iterator[Hit]:
    """A base image has the tag latest, and no digest. Placeholder: {image}."""
    for base, word in _images(analysis):
        if "latest" not in base.value.suffix:
            continue
        if base.known:
            reference = _reference(base)
            if reference is not None and reference.tag == "latest" and reference.digest is None:
                yield hit(word, confidence=_confidence(base), image=str(base))
        elif base.value.suffix.endswith(":latest"):
            yield hit(word, image=base.written)


def moving_tag(analysis: "Analysis", *, words: Sequence[str], versioned: Sequence[str]) -> Iterator[Hit]:
    """A base image's tag has no version in it, only words for flavours and branches: it moves as latest does.

    Every part of the tag is one of `words`. Of official images, and those by the patterns `versioned`, of which it is
    known that they have tags with versions too; not with a digest. Placeholders: {image}.
    """
    from fnmatch import fnmatchcase

    from baseadvisor.catalog import official_name

    for base, word in _images(analysis):
        reference = _reference(base) if base.known else None
        if reference is None or reference.digest is not None or reference.tag in (None, "latest"):
            continue
        known = official_name(reference) or any(fnmatchcase(reference.familiar_name, each) for each in versioned)
        if not known:
            continue
        if all(part in words for part in re.split("[-_.]", (reference.tag or "").lower())):
            yield hit(word, confidence=_confidence(base), image=str(base))


def registry_not_allowed(analysis: "Analysis") -> Iterator[Hit]:
    """An image's registry is none of the configured `allowed-registries`. Placeholders: {registry}, {image}.

    Those may hold `*`; hub.docker.com means docker.io. Looked at are FROM, COPY --from and the mounts of RUN. An image
    whose registry a build argument decides is not judged.
    """
    allowed = tuple("docker.io" if each == "hub.docker.com" else each for each in analysis.options.allowed_registries)
    if not allowed:
        return
    from fnmatch import fnmatchcase

    found: list[tuple[str | None, str, Node]] = [
        (_registry(base), base.written, Node(word.start, word.end)) for base, word in _images(analysis)
    ]
    found += ((_registry_of(image), image, place) for image, place in images_taken_from(analysis))
    for registry, image, place in found:
        if registry is not None and not any(fnmatchcase(registry, pattern) for pattern in allowed):
            yield hit(place, registry=registry, image=image)


def invalid_reference(analysis: "Analysis") -> Iterator[Hit]:
    """FROM names, without any variable, what can be no image. Placeholder: {problem}."""
    from baseadvisor.image.reference import InvalidReference, Reference

    for base, word in _images(analysis):
        if base.known and base and "$" not in base.written:
            try:
                Reference.parse(base)
            except InvalidReference as error:
                yield hit(word, problem=str(error))


def invalid_default(analysis: "Analysis") -> Iterator[Hit]:
    """With nothing but the defaults of the ARGs, FROM names what can be no image. Placeholders: {image}, {value}.

    What comes to nothing whatever is given is the parser's to report.
    """
    bases = [(base, word) for base, word in _images(analysis) if "$" in base.written and base]
    if not bases:
        return
    from baseadvisor.image.reference import InvalidReference, Reference

    defaults = _Defaults(analysis)
    for base, word in bases:
        value = defaults.expand(base.written)
        text = value.value.text if value is not None else None
        if text is None or (not text and "?" in base.written):
            continue
        try:
            Reference.parse(text)
        except InvalidReference:
            yield hit(word, image=base.written, value=text)


def undefined_argument(analysis: "Analysis") -> Iterator[Hit]:
    """FROM uses a variable that no ARG before the first FROM declares. Placeholders: {name}, {hint}."""
    declared: frozenset[str] | None = None
    for stage in analysis.dockerfile.stages:
        for text, place in _written(stage):
            if "$" not in text:
                continue
            if declared is None:
                declared = PLATFORM_ARGUMENTS.union(analysis.scopes.globals.variables)
            found = _expanded(text, declared, analysis.dockerfile.escape)
            for name in dict.fromkeys(found.unmatched if found is not None else ()):
                where = variable_place(analysis.text, place, name)
                yield hit(where, name=name, hint=nearest(name, sorted(declared)))


def unused_argument(analysis: "Analysis", *, known: Sequence[str]) -> Iterator[Hit]:
    """An ARG before the first FROM that no FROM and no such ARG uses, and no stage declares. Placeholder: {name}.

    `known` are patterns (globs) of names that the builder itself looks at.
    """
    stages = analysis.dockerfile.stages
    arguments = [each for each in analysis.instructions("ARG") if stages and each.parent is None]
    outer = [(each, pair) for each in arguments if each.stage is None for pair in each.pairs]
    if not outer:
        return
    from fnmatch import fnmatchcase

    used = {name for stage in stages for text, _ in _written(stage) for name, _ in variables_in(text, 0)}
    used.update(name for _, pair in outer for name, _ in variables_in(pair.value or "", 0))
    used.update(pair.key for each in analysis.instructions("ARG") if each.stage is not None for pair in each.pairs)
    for _, pair in outer:
        if pair.key not in used and not any(fnmatchcase(pair.key.upper(), pattern) for pattern in known):
            yield hit(Node(pair.key_start, pair.key_end), name=pair.key)


def invalid_platform(analysis: "Analysis") -> Iterator[Hit]:
    """The value of --platform is none. Placeholder: {problem}."""
    from baseadvisor.image.platform import InvalidPlatform, Platform

    for stage, flag, value in _platforms(analysis):
        text = stage.platform if "$" in value else value
        if text and "$" not in text:
            try:
                Platform.parse(text)
            except InvalidPlatform as error:
                yield hit(place_of(flag), problem=str(error))


def constant_platform(analysis: "Analysis") -> Iterator[Hit]:
    """--platform is a constant, and the stage's name does not say that this is meant. Placeholder: {platform}."""
    for stage, flag, value in _platforms(analysis):
        if "$" not in value and _is_unannounced(stage, value):
            yield hit(place_of(flag), platform=value)


def platform_flag(analysis: "Analysis") -> Iterator[Hit]:
    """--platform is given by something else than the build's own platforms. Placeholder: {platform}.

    A constant whose stage's name does not say so is `constant_platform`'s. The build's own may be behind the default of
    an ARG.
    """
    for stage, flag, value in _platforms(analysis):
        if is_of_the_build(analysis, value) or ("$" not in value and _is_unannounced(stage, value)):
            continue
        yield hit(place_of(flag), platform=value)


def is_of_the_build(analysis: "Analysis", value: str) -> bool:
    """Whether a platform is put together from the build's own, be it by the defaults of ARGs."""
    defaults = {
        pair.key: pair.value or ""
        for instruction in analysis.dockerfile.instructions
        if instruction.keyword == "ARG" and instruction.stage is None
        for pair in instruction.pairs
    }
    seen: set[str] = set()
    texts = [value]
    while texts:
        text = texts.pop()
        if _PLATFORMS_OF_THE_BUILD.search(text):
            return True
        names = [name for name in _VARIABLE.findall(text) if name in defaults and name not in seen]
        seen.update(names)
        texts.extend(defaults[name] for name in names)
    return False


def redundant_platform(analysis: "Analysis") -> Iterator[Hit]:
    """--platform is what it would be without. Placeholder: {platform}."""
    text = analysis.text
    for _, flag, value in _platforms(analysis):
        if "TARGETPLATFORM" not in value:
            continue
        if _is_the_target_platform(value, analysis.dockerfile.escape):
            end = flag.end
            while text[end : end + 1] in (" ", "\t"):
                end += 1
            yield hit(place_of(flag), edits=(Edit(flag.start, end, ""),), platform=value)


def _is_the_target_platform(text: str, escape: str) -> bool:
    """Whether the text comes to what TARGETPLATFORM holds, and to nothing else."""
    some_platform = "system/architecture/variant"
    try:
        found = expand(text, lambda name: Value.literal(some_platform) if name == "TARGETPLATFORM" else None, escape)
    except ExpansionError:
        return False
    return found.value.text == some_platform and not found.unmatched


def image_lacks_platform(analysis: "Analysis") -> Iterator[Hit]:
    """An official image is not made for the platform that is asked for. Placeholders: {image}, {platform}, {platforms}.

    What is asked for is --platform, or else the platform that the build is given. What the image is made for is what
    the catalog says of its tag, or its namespace on Docker Hub (arm64v8/debian). Nothing else is judged.
    """
    for stage in analysis.dockerfile.stages:
        base, words = stage.base, stage.from_instruction.words
        if not isinstance(base, BaseImage) or not base.known or not words or base == "scratch":
            continue
        flag = stage.from_instruction.flag("platform") if stage.from_instruction.flags else None
        wanted = stage.platform if flag is not None else analysis.options.build.platform
        platforms = _made_for(base) if wanted and "$" not in wanted else ()
        if wanted and platforms and not _is_among(wanted, platforms):
            place = place_of(flag) if flag is not None else words[0]
            yield hit(place, image=str(base), platform=wanted, platforms=", ".join(platforms))


def _made_for(base: BaseImage) -> tuple[str, ...]:
    """The platforms of an official image; none where they are not known."""
    reference = _reference(base)
    if reference is None or reference.registry != "docker.io" or reference.digest is not None:
        return ()
    from baseadvisor.catalog.images import image_data
    from baseadvisor.image.platform import Platform

    namespace, _, name = reference.repository.partition("/")
    if namespace != "library":
        platform = Platform.of_official_image(namespace)
        return (str(platform),) if platform is not None else ()
    data = image_data(name)
    tag = reference.tag or "latest"
    entries = [entry for entry in data.entries if tag in entry.all_tags] if data is not None else []
    return tuple(dict.fromkeys(platform for entry in entries for platform in entry.platforms))


def _is_among(wanted: str, platforms: tuple[str, ...]) -> bool:
    """Whether system and architecture are those of one of the platforms; as in BuildKit, variants do not count."""
    from baseadvisor.image.platform import InvalidPlatform, Platform

    try:
        platform = Platform.parse(wanted)
    except InvalidPlatform:
        return True
    return any((each.os, each.architecture) == platform[:2] for each in map(Platform.parse, platforms))


class _Defaults:
    """The ARGs before the first FROM as a build without any build argument has them."""

    def __init__(self, analysis: "Analysis") -> None:
        self.escape = analysis.dockerfile.escape
        self.values: dict[str, Value] = {}
        for instruction in analysis.dockerfile.instructions:
            if instruction.keyword == "FROM":
                break
            for pair in instruction.pairs if instruction.keyword == "ARG" else ():
                if pair.value is not None:
                    found = self.expand(pair.value)
                    self.values[pair.key] = found.value if found is not None else Value.unknown(pair.key)

    def lookup(self, name: str) -> Value | None:
        if name in self.values:
            return self.values[name]
        return Value.unknown(name) if name in PLATFORM_ARGUMENTS else None

    def expand(self, text: str) -> Expansion | None:
        try:
            return expand(text, self.lookup, self.escape)
        except ExpansionError:
            return None


def _images(analysis: "Analysis") -> Iterator[tuple[BaseImage, Word]]:
    """The images that stages stand on, as FROM has them: `scratch` and other stages left out."""
    for stage in analysis.dockerfile.stages:
        base, words = stage.base, stage.from_instruction.words
        if isinstance(base, BaseImage) and words and base != "scratch":
            yield base, words[0]


def images_taken_from(analysis: "Analysis") -> Iterator[tuple[str, Node]]:
    """The images that COPY --from and the mounts of RUN name.

    Left out are a bare name, which can be a stage or a context of the build, and what a variable decides.
    """
    for instruction in analysis.instructions("COPY", "RUN"):
        for source, place in stage_references(instruction) if instruction.flags else ():
            if any(char in source for char in "/:@") and "$" not in source:
                yield source, place


def _platforms(analysis: "Analysis") -> Iterator[tuple[Stage, Flag, str]]:
    for stage in analysis.dockerfile.stages:
        flag = stage.from_instruction.flag("platform") if stage.from_instruction.flags else None
        if flag is not None and flag.value is not None:
            yield stage, flag, flag.value


def _written(stage: Stage) -> Iterator[tuple[str, Node]]:
    """The texts of a FROM in which variables are filled in."""
    if stage.from_instruction.words:
        yield stage.from_instruction.words[0].text, stage.from_instruction.words[0]
    flag = stage.from_instruction.flag("platform")
    if flag is not None and flag.value is not None:
        yield flag.value, place_of(flag)


def _expanded(text: str, declared: frozenset[str], escape: str) -> Expansion | None:
    try:
        return expand(text, lambda name: Value.unknown(name) if name in declared else None, escape)
    except ExpansionError:
        return None


def _is_unannounced(stage: Stage, value: str) -> bool:
    """Whether the stage's name holds neither system nor architecture. A text that is no platform is not judged."""
    from baseadvisor.image.platform import InvalidPlatform, Platform

    try:
        platform = Platform.parse(value.strip("\"'"))
    except InvalidPlatform:
        return False
    name = stage.name or ""
    return platform.os not in name and platform.architecture not in name


def _reference(image: str) -> "Reference | None":
    from baseadvisor.image.reference import InvalidReference, Reference

    try:
        return Reference.parse(image)
    except InvalidReference:
        return None


def _registry_of(image: str) -> str | None:
    reference = _reference(image)
    return reference.registry if reference is not None else None


def _registry(base: BaseImage) -> str | None:
    """The registry of an image, as far as it is known: None where a variable decides."""
    if base.known:
        return _registry_of(base)
    first, slash, _ = base.value.prefix.partition("/")
    if not slash:
        return None
    return first if "." in first or ":" in first or first == "localhost" else "docker.io"


def _name_ends_in(value: Value) -> bool:
    """Whether the last part of the path is wholly known."""
    return "/" in value.suffix


def _confidence(base: BaseImage) -> str | None:
    """A default that a build argument can replace makes it less sure."""
    return "medium" if "$" in base.written else None
