"""The builds of an official image that may be advised: released, supported, for the platform, grouped by version."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from baseadvisor.advisor.alternatives import numbered
from baseadvisor.advisor.facts import CHANNELS, base_name, image_facts
from baseadvisor.advisor.flavour import JAVA_IMAGES, Flavour, flavour_of
from baseadvisor.advisor.model import Image
from baseadvisor.advisor.tracks import last_held, last_java
from baseadvisor.catalog.images import Entry, image_data
from baseadvisor.catalog.store import load
from baseadvisor.catalog.support import cycles, version_line
from baseadvisor.image.numbers import number, numbers
from baseadvisor.image.reference import Reference
from baseadvisor.image.tag import Tag

Line = tuple[int, ...]
"""A version cut to what releases are named by: (3, 12) for Python, (20,) for Node.js."""

ENOUGH = 365
"""Days of support that a version should have left to be worth moving to, where there is a choice."""

LEAST = 180
"""Days of support that it has to have, or it would have to be left at once: only where nothing else is there."""

TOOLS_ALONE = frozenset({"buildpack-deps"})
"""Images that add tools to a distribution: the number in a tag is its release's, and people choose them by that."""


class Build(NamedTuple):
    """One build in the list: what it is, by one of its tags."""

    name: str
    entry: Entry
    tag: str
    line: Line
    flavours: tuple[Flavour, ...]
    image: Image


@lru_cache(maxsize=256)
def builds(name: str, as_of: str, platform: str) -> tuple[Build, ...]:
    """The builds of an official image that may be advised on a day, in the list's order (newest first as a rule)."""
    data = image_data(name)
    if data is None:
        return ()
    found = []
    for entry in data.entries:
        if platform not in entry.platforms:
            continue
        tags = [Tag.parse(tag) for tag in entry.all_tags]
        if any(tag.is_prerelease for tag in tags):
            continue
        if all(CHANNELS.intersection(tag.flavour) for tag in tags):
            continue  # a moving name for a build that is listed under its own as well
        tag = max(tags, key=lambda one: (one.precision, one.release is not None, -len(one.text))).text
        image = image_facts(Reference.parse(f"{name}:{tag}"), as_of, platform)
        if not (may_be_advised(image) or _is_current(image)):
            continue
        flavours = tuple(dict.fromkeys(flavour_of(name, one) for one in entry.all_tags))
        found.append(Build(name, entry, tag, line_of(name, tag, image), flavours, image))
    return tuple(found)


def line_of(name: str, tag: str, image: Image) -> Line:
    """The version of an image: of its product, or the release where it is a distribution; () where not known."""
    if is_distribution(name):
        return numbers(image.release or "")
    java = _ADOPTED.match(name)
    if java is not None:
        return (number(java[1]),)
    return () if name in TOOLS_ALONE else version_line(name, tag)


def line_at_last(name: str, image: Image) -> Line:
    """The version that an image held when it was given up, of a tag that names none; () where not known.

    Of a Java that is given up as a whole it is the newest of that day; its other tags may have stopped years before.
    """
    if name == "java" or (name in JAVA_IMAGES and image.tag == "latest"):
        return last_java(image.deprecated_since) if image.deprecated_since is not None else ()
    return last_held(name, image.tag)


_ADOPTED = re.compile(r"adoptopenjdk/openjdk(\d+)")
"""A repository for each version of Java: https://hub.docker.com/u/adoptopenjdk."""


def may_be_advised(image: Image) -> bool:
    """Whether everything an image stands on is known to be released and supported by its makers, and it is kept up."""
    return (
        image.released is True
        and image.deprecated is None
        and bool(image.support)
        and all(line.state == "supported" for line in image.support)
    )


def _is_current(image: Image) -> bool:
    """Whether a listed build may be advised though its tags do not name the distribution's release.

    Maven's `-alpine` is such a one: it is built anew, on a release that is supported then.
    """
    userland = image.userland
    return (
        image.released is None
        and userland is not None
        and userland.release is None
        and any(line.role == "runtime" for line in image.support)
        and may_be_advised(image._replace(released=True))
    )


def is_distribution(name: str) -> bool:
    """Whether an image is a distribution and nothing more."""
    return name in load("products")["distribution"] or name in ("busybox", "kalilinux/kali-rolling")


def is_whole(name: str) -> bool:
    """Whether an image is a distribution and nothing more, in the official list or in its makers' own repository."""
    return is_distribution(name) or any(row.whole and row.pattern.fullmatch(name) for row in numbered())


def product_of(name: str) -> str | None:
    """The product whose releases an image's versions are."""
    table = load("products")
    found: str | None = table["image"].get(name) or table["distribution"].get(name)
    return found


def product_of_distribution(distribution: str | None) -> str | None:
    """The product whose releases a distribution's are, by its id."""
    found: str | None = load("products")["distribution"].get(distribution or "")
    return found


def is_behind(image: Image, as_of: str, platform: str) -> bool:
    """Whether a tag names one version outright, and a newer one of the same line is built: it is not built again."""
    tag = Tag.parse(image.tag)
    if image.parsed is None or tag.scheme is None:
        return False
    name = base_name(image.parsed)
    if newer_minor(image) is not None:
        return True
    if _is_rolling(image):
        return _is_old_snapshot(name, tag)
    line = line_of(name, image.tag, image)
    if tag.scheme == "date" or not line or tag.precision <= len(line) or tag.numbers[: len(line)] != line:
        return False
    others = (
        other.numbers[: tag.precision]
        for build in builds(name, as_of, platform)
        if build.line == line
        for other in map(Tag.parse, build.entry.all_tags)
        if other.scheme == tag.scheme and other.precision >= tag.precision
    )
    return max(others, default=()) > tag.numbers


def is_dropped(image: Image, as_of: str, platform: str) -> bool:
    """Whether the official list has a tag no more: one of a version before all it has, or of none; nobody builds it."""
    if image.parsed is None or image.unserved is None:
        return False
    if image.unserved == image.reference:
        return True
    name = base_name(image.parsed)
    line = line_of(name, image.tag, image)
    lines = {build.line for build in builds(name, as_of, platform)}
    return bool(line) and bool(lines) and all(line < one[: len(line)] for one in lines)


def newer_minor(image: Image) -> str | None:
    """The newest minor release of a whole distribution, where a tag names an older one: `8.10` for `ubi8/ubi:8.6`.

    Of repositories without a list of tags, whose minor releases get no fixes once the next one is out.
    """
    named = re.fullmatch(r"(\d+)\.(\d+)(?:-[\d.]+)?", image.tag)
    name = base_name(image.parsed) if image.parsed is not None else ""
    row = next((one for one in numbered() if one.whole and one.pattern.fullmatch(name)), None)
    if named is None or row is None:
        return None
    latest = next((one.latest for one in cycles(row.product) if one.cycle == named[1]), None)
    if latest is None or numbers(latest)[:1] != (int(named[1]),):
        return None
    return latest if numbers(latest)[:2] > (int(named[1]), int(named[2])) else None


def _is_rolling(image: Image) -> bool:
    """Whether an image stands on a distribution that never stands still, and so has no fixes for what is older."""
    return any(
        line.role == "distribution" and line.state == "supported" and line.until is None for line in image.support
    )


def _is_old_snapshot(name: str, tag: Tag) -> bool:
    """Whether a later version of the same flavour is listed than the one that a tag names on a rolling distribution."""
    data = image_data(name)
    listed = (Tag.parse(text) for entry in (data.entries if data else ()) for text in entry.all_tags)
    alike = (one for one in listed if (one.scheme, one.flavour) == (tag.scheme, tag.flavour))
    return max((one.numbers for one in alike), default=()) > tag.numbers


def lines_to_move_to(name: str, current: Line | None, as_of: str, platform: str, *, stay: bool) -> list[Line]:
    """The versions of an image that may be moved to from `current`, the likeliest first.

    The same one where it is there and `stay` allows it. Else the nearest above with enough support left (of those of
    one major version the first that lasts), and the newest, for a distribution the one before it as well; where a
    product has releases with long-term support, only those. The last before a version that applications have to be
    migrated to is among them while it is supported.
    """
    known: dict[Line, int] = {}
    for build in builds(name, as_of, platform):
        known[build.line] = max(known.get(build.line, 0), _days_left(build, as_of))
    if current is not None and stay and current in known:
        return [current]
    ahead = sorted(line for line in known if line and (current is None or line >= current or not current))
    if current is not None and not stay:
        ahead = [line for line in ahead if line != current]
    long_term = [line for line in ahead if _is_long_term(name, line)]
    ahead = long_term or ahead
    if not ahead:
        return []
    settled = (
        [line for line in ahead if known[line] >= ENOUGH] or [line for line in ahead if known[line] >= LEAST] or ahead
    )
    nearest, newest = _lasting(settled, known), settled[-1]
    if current is None or not current or name in _NEWEST_ALONE:
        return [newest]
    boundary = _BOUNDARIES.get(name)
    before = [line for line in ahead if boundary and current < boundary and line < boundary][-1:]
    between = settled[-2:-1] if is_distribution(name) else []
    return list(dict.fromkeys([*before, nearest, *between, newest]))


def _lasting(settled: list[Line], known: dict[Line, int]) -> Line:
    """The nearest version; where that is soon to be left again, the next of the same major one that lasts longer."""
    nearest = settled[0]
    alike = (line for line in settled if line[:1] == nearest[:1] and known[line] > known[nearest])
    return nearest if known[nearest] >= _LASTS else next(alike, nearest)


_LASTS = 540
"""Days of support with which a version is worth moving to, where another of the same major one has more."""
_NEWEST_ALONE = frozenset({"alpine", "debian", "fedora", "photon", "archlinux", "golang", "composer"})
"""Images of which people take the newest release: the one before is but a year younger, or over. Go serves the newest
two, and the newest runs what the one before ran (https://go.dev/doc/devel/release, https://go.dev/doc/go1compat).
Composer's 2.2 with long-term support is for PHP below 7.2 alone (https://getcomposer.org/doc/00-intro.md)."""
_BOUNDARIES: dict[str, Line] = {"tomcat": (10,)}
"""From where on an application has to be migrated: Tomcat 10 has jakarta.* (https://tomcat.apache.org/migration-10.html)."""


def _is_long_term(name: str, line: Line) -> bool:
    if name in _NEWEST_ALONE:
        return False
    product = product_of(name) or ("eclipse-temurin" if name in ("openjdk", "java") else None)
    return any(one.lts and numbers(one.cycle) == line for one in cycles(product)) if product else False


def _days_left(build: Build, as_of: str) -> int:
    """Days until the first part of a build is out of support; a great many where there is no such day."""
    from datetime import date

    until = build.image.until
    return (date.fromisoformat(until) - date.fromisoformat(as_of)).days if until else 100_000


def tag_like(
    build: Build, current: Tag, flavour: Flavour, *, name_release: bool, precision: int | None, track: bool = True
) -> str:
    """Of a build's tags the one that is written most like `current`: as exact a version, with the release or without.

    `name_release`: name the distribution's release where the tags leave a choice. `track`: keep to the track that is
    named.
    """
    same_track = _of_track(build, current, flavour) if track else None
    if same_track is not None:
        return same_track
    usable = []
    for text in build.entry.all_tags:
        tag = Tag.parse(text)
        own = flavour_of(build.name, text)
        if own.words != flavour.words or CHANNELS.intersection(tag.flavour) or not _has_version(build, tag):
            continue
        usable.append(tag)
    if not usable:
        usable = [Tag.parse(build.tag)]
    wanted = precision or max(len(build.line), 1)
    says_runtime = any(word.startswith(("jdk", "jre")) for word in current.flavour)

    def distance(tag: Tag) -> tuple[int, int, int, int, int, int, str]:
        shared = tag.text in build.entry.shared
        runtime = any(word.startswith(("jdk", "jre")) for word in tag.flavour)
        return (
            int(runtime != says_runtime) if flavour.runtime is not None else 0,
            int(flavour_of(build.name, tag.text).java != flavour.java),
            abs(tag.precision - wanted) if tag.scheme in ("number", "java") else 0,
            int((tag.release is not None) != name_release),
            int(shared),
            len(tag.text),
            tag.text,
        )

    return min(usable, key=distance).text


def _of_track(build: Build, current: Tag, flavour: Flavour) -> str | None:
    """A build's name on the track that `current` names (`lts`, `stable`, or `alpine` alone); None without one.

    `latest`, and a release without a version, are no choice of a track.
    """
    track = CHANNELS.intersection(current.flavour)
    chosen = track - {"latest"} or (current.version is None and current.text in ("alpine", "slim"))
    if not chosen or current.version is not None:
        return None
    found = [
        tag.text
        for tag in map(Tag.parse, build.entry.all_tags)
        if tag.version is None
        and CHANNELS.intersection(tag.flavour) == track
        and flavour_of(build.name, tag.text).words == flavour.words
        and (track or tag.codename is None)
    ]
    return min(found, key=lambda text: (Tag.parse(text).codename is None, len(text), text), default=None)


def _has_version(build: Build, tag: Tag) -> bool:
    """Whether a tag keeps to a version (or to a release, for a distribution)."""
    if is_distribution(build.name):
        return tag.version is not None or tag.codename is not None or tag.release is not None
    return tag.scheme in ("number", "java") or build.line == ()


def newest(found: Iterable[Build]) -> list[Build]:
    """Of the builds on one family of userland the one on its newest release, for each family and slimness.

    Of those that differ in their Java alone it is the one with the newest.
    """
    best: dict[tuple[str, bool, str | None], Build] = {}
    for build in found:
        if build.image.userland is None:
            continue
        key = (build.image.userland.id, build.flavours[0].slim, build.flavours[0].vendor)
        before = best.get(key)
        if before is None or _release_key(build) > _release_key(before):
            best[key] = build
    return list(best.values())


def _release_key(build: Build) -> tuple[tuple[int, ...], int]:
    return numbers(build.image.release), int(build.flavours[0].java or 0)
