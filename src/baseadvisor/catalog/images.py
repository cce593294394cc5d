"""Official images: their tags, which tags name the same image, platforms and compressed sizes."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from baseadvisor.catalog.store import file_name, load
from baseadvisor.image.reference import Reference
from baseadvisor.image.tag import Tag

# Namespaces on Docker Hub that hold the official images for one architecture.
# Source: https://github.com/docker-library/official-images#architectures-other-than-amd64
_ARCHITECTURES = frozenset(
    {"amd64", "arm32v5", "arm32v6", "arm32v7", "arm64v8", "i386", "mips64le", "ppc64le", "riscv64", "s390x"}
)
# Registries that mirror Docker Hub's official images, with the folder they keep them in.
_MIRRORS = (
    ("public.ecr.aws", "docker/library/"),
    ("mirror.gcr.io", "library/"),
    ("mcr.microsoft.com", "mirror/docker/library/"),
    ("registry.hub.docker.com", "library/"),
    # As Rails 7.1 wrote it: rails/rails, railties/lib/rails/generators/rails/app/templates/Dockerfile.tt.
    ("registry.docker.com", "library/"),
    ("registry-1.docker.io", "library/"),
)
# Folders of a company's own registry that pass Docker Hub through: those named for it, and GitLab's.
# Sources: https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html,
# https://docs.gitlab.com/user/packages/dependency_proxy/
_PASSED_THROUGH = r"(?:.*/)?(?:docker[.-]?(?:hub|io)[a-z-]*/library|dependency_proxy/containers(?:/library)?)/([^/]+)"


class Entry(NamedTuple):
    """One build in the list of official images: the ``tags`` that name it alone, the tags it has in common
    (``shared``) with builds for other operating systems, its platforms, and what it stands on where that is known."""

    tags: tuple[str, ...]
    shared: tuple[str, ...]
    platforms: tuple[str, ...]
    userland: str | None
    distribution: str | None
    release: str | None

    @property
    def all_tags(self) -> tuple[str, ...]:
        """Every tag that names this build on its platforms."""
        return self.tags + self.shared


class Size(NamedTuple):
    """The compressed size of an image on one platform, in bytes: the sum of its layers as they travel.

    ``as_of`` is the day that build is of (ISO 8601); compare only sizes close in time. ``digest`` is a hint to find
    that build again, never a pin. ``derived``: the figure was taken from another image's layers.
    """

    image: str
    tag: str
    platform: str
    bytes: int
    as_of: str
    digest: str | None
    distribution: str | None
    derived: bool
    source: str


class SizeAnswer(NamedTuple):
    """A size and how it answers the question: ``match`` is ``exact``, ``alias`` (another tag of the same build) or
    ``nearest`` (same version and flavour, but a more or less exact tag, or another release of the distribution)."""

    size: Size
    match: str


class ImageData:
    """What is known of one image's tags and sizes. Immutable."""

    __slots__ = ("as_of", "entries", "name", "seen", "sizes", "source")

    def __init__(self, name: str, raw: dict[str, Any]) -> None:
        self.name = name
        self.as_of: str | None = raw.get("as_of")
        self.source: str | None = raw.get("source")
        self.entries = tuple(_entry(one) for one in raw["entries"])
        self.sizes = tuple(_size(name, one) for one in raw["sizes"])
        self.seen: dict[str, str] = raw["seen"]

    def entry(self, tag: str, os: str = "linux") -> Entry | None:
        """The build that a tag names on an operating system; None when the list has no such tag."""
        found = [one for one in self.entries if tag in one.tags]
        found = found or [one for one in self.entries if tag in one.shared]
        return next((one for one in found if one.platforms[0].startswith(os)), found[0] if found else None)


def official_name(reference: Reference) -> str | None:
    """The name of the official image (``python``) that a reference means, on Docker Hub or on a mirror of it."""
    name = reference.official
    if name is not None:
        return name
    if reference.registry == "docker.io":
        namespace, _, rest = reference.repository.partition("/")
        return rest if namespace in _ARCHITECTURES and "/" not in rest else None
    for registry, folder in _MIRRORS:
        if reference.registry == registry and reference.repository.startswith(folder):
            rest = reference.repository[len(folder) :]
            return None if "/" in rest else rest
    passed = re.fullmatch(_PASSED_THROUGH, reference.repository)
    return passed[1] if passed else None


@cache
def image_data(name: str) -> ImageData | None:
    """Tags and sizes of an image by its familiar name (``python``); None when the catalog has nothing on it."""
    raw = load(f"images/{file_name(name)}")
    return None if raw is None else ImageData(name, raw)


def is_official(name: str) -> bool:
    """Whether the list of official images has, or the catalog knows, an official image of this name."""
    data = image_data(name)
    return "/" not in name and (data is not None or name in load("image_rules")["exact"])


def tags(name: str) -> tuple[str, ...]:
    """Every current tag of an official image in the order of the list; empty when it is not listed."""
    data = image_data(name)
    return () if data is None else tuple(dict.fromkeys(tag for one in data.entries for tag in one.all_tags))


def entry_of(name: str, tag: str) -> Entry | None:
    """The build that ``name:tag`` of the official images is today; None when it is not listed."""
    data = image_data(name)
    return None if data is None else data.entry(tag)


def resolve_alias(name: str, tag: str) -> tuple[str, ...]:
    """The other tags of the same build: ``resolve_alias("ubuntu", "latest")`` has ``26.04``. Empty when not listed."""
    entry = entry_of(name, tag)
    return () if entry is None else tuple(other for other in entry.all_tags if other != tag)


def most_exact_tag(name: str, tag: str) -> str | None:
    """Of all tags of the same build the one with the fullest version: ``3.14.2`` for ``latest``; None if none has."""
    entry = entry_of(name, tag)
    if entry is None:
        return None
    numbered = [one for one in map(Tag.parse, entry.all_tags) if one.scheme in ("number", "java")]
    return max(numbered, key=lambda one: (one.precision, -len(one.flavour), -len(one.text))).text if numbered else None


def sizes(reference: Reference | str, tag: str | None = None) -> tuple[Size, ...]:
    """The sizes of exactly this image and tag, one a platform; empty when none is known."""
    name, tag = _name_and_tag(reference, tag)
    data = image_data(name)
    return () if data is None else tuple(one for one in data.sizes if one.tag == tag)


def size_of(reference: Reference | str, tag: str | None = None, *, platform: str = "linux/amd64") -> SizeAnswer | None:
    """The compressed size of an image on a platform, or the nearest figure there is, and which of these it is."""
    name, tag = _name_and_tag(reference, tag)
    data = image_data(name)
    if data is None:
        return None
    known = {one.tag: one for one in data.sizes if one.platform == platform}
    if tag in known:
        return SizeAnswer(known[tag], "exact")
    alias = next((known[other] for other in resolve_alias(name, tag) if other in known), None)
    if alias is not None:
        return SizeAnswer(alias, "alias")
    wanted = _key(name, tag)
    if wanted is None:
        return None
    near = [(rank, one) for one in known.values() if (rank := _nearness(wanted, _key(name, one.tag))) is not None]
    if not near:
        return None
    return SizeAnswer(max(near, key=lambda row: (row[0], row[1].as_of))[1], "nearest")


class _Key(NamedTuple):
    """What two tags must share for one's size to say something of the other's."""

    flavour: frozenset[str]
    distribution: str | None
    slim: bool
    release: str | None
    names_release: bool
    is_distribution: bool
    line: tuple[int, ...]
    numbers: tuple[int, ...]


def _key(name: str, tag: str) -> _Key | None:
    from baseadvisor.catalog.support import version_line
    from baseadvisor.catalog.userlands import userland_of

    reference = Reference("docker.io", f"library/{name}") if "/" not in name else Reference.parse(name)
    userland = userland_of(reference, tag)
    if userland is None:
        return None
    parsed = Tag.parse(tag)
    table = load("products")
    skip = {*table["default_words"].get(name, ()), *table["codename"].get(name, ()), *_CHANNELS}
    flavour = frozenset(word for word in parsed.flavour if word not in skip)
    is_distribution = name in table["distribution"]
    line = () if is_distribution or _CHANNELS.intersection(parsed.flavour) else version_line(name, tag)
    if not is_distribution and not parsed.version and not table["codename"].get(name, {}).keys() & set(parsed.flavour):
        line = ()
    return _Key(
        flavour - {"slim"},
        userland.distribution,
        "slim" in parsed.flavour,
        userland.release,
        parsed.release is not None,
        is_distribution,
        line,
        parsed.numbers,
    )


def _nearness(wanted: _Key, other: _Key | None) -> tuple[bool, int, tuple[int, ...]] | None:
    """How near another tag is, to be compared; None when its size says nothing of the wanted one's.

    A tag without a version (``latest``, ``alpine``) moves, so the newest version known is the nearest to it.
    """
    if other is None or (wanted.flavour, wanted.distribution, wanted.slim) != (
        other.flavour,
        other.distribution,
        other.slim,
    ):
        return None
    same_release = wanted.release == other.release
    if wanted.is_distribution:
        return (True, 0, ()) if same_release and wanted.release else None
    if not wanted.line:
        return (same_release, 0, other.numbers) if same_release or not wanted.names_release else None
    if wanted.line != other.line:
        return None
    shared = sum(1 for one, two in zip(wanted.numbers, other.numbers, strict=False) if one == two)
    return (same_release, shared, ())


# Words that name a moving place in the row of versions.
_CHANNELS = frozenset({"latest", "stable", "mainline", "lts", "current"})


def _name_and_tag(reference: Reference | str, tag: str | None) -> tuple[str, str]:
    if isinstance(reference, str):
        reference = Reference.parse(reference)
    name = official_name(reference) or reference.familiar_name
    return name, tag or reference.effective_tag or ""


def _entry(raw: dict[str, Any]) -> Entry:
    return Entry(
        tuple(raw["tags"]),
        tuple(raw.get("shared", ())),
        tuple(raw["platforms"]),
        raw.get("userland"),
        raw.get("distribution"),
        raw.get("release"),
    )


def _size(name: str, raw: dict[str, Any]) -> Size:
    return Size(
        name,
        raw["tag"],
        raw["platform"],
        raw["bytes"],
        raw["as_of"],
        raw.get("digest"),
        raw.get("distribution"),
        raw.get("derived", False),
        raw["source"],
    )
