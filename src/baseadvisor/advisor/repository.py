"""Candidates out of the repository that an image is from: newer releases, and other builds of one version."""

from collections.abc import Iterator

from baseadvisor.advisor.ending import is_last_served
from baseadvisor.advisor.flavour import JAVA_IMAGES, Flavour
from baseadvisor.advisor.listing import (
    TOOLS_ALONE,
    Build,
    Line,
    builds,
    is_distribution,
    lines_to_move_to,
    newest,
    product_of_distribution,
)
from baseadvisor.advisor.ranking import HALF_A_YEAR
from baseadvisor.advisor.search import SOON, Proposal, Search, days_between
from baseadvisor.image.tag import Tag


def same_repository(search: Search) -> Iterator[Proposal]:
    """Other builds of the version there is, and newer versions where that is over, or soon will be."""
    given_up = search.image.deprecated is not None and not search.given_up_by_tag
    if given_up or not builds(search.name, search.as_of, search.platform):
        return
    known = {build.line for build in builds(search.name, search.as_of, search.platform)}
    staying = search.line in known
    if staying:
        yield from _builds_of(search, search.name, search.line)
    if not staying or _ends_soon(search):
        for line in lines_to_move_to(search.name, search.line or None, search.as_of, search.platform, stay=False):
            yield from _builds_of(search, search.name, line)


def _ends_soon(search: Search) -> bool:
    """Whether support of what the version belongs to ends within a year, or the release is behind."""
    if search.name == "alpine" or is_last_served(search.image, search.as_of):
        return True
    role = "distribution" if is_distribution(search.name) else "runtime"
    ends = [line.until for line in search.image.support if line.role == role and line.until is not None]
    return any(days_between(search.as_of, day) < SOON for day in ends)


def _builds_of(search: Search, name: str, line: Line, *, flavour: Flavour | None = None) -> Iterator[Proposal]:
    """The builds of one version that do what the current one does: refreshed, slimmer, or on another userland."""
    wanted = flavour or search.flavour
    serving = [
        build
        for build in builds(name, search.as_of, search.platform)
        if build.line == line and any(one.serves(wanted) for one in build.flavours)
    ]
    found = [
        (build, kind)
        for build in _newest(name, _of_one_vendor(_as_plain(search, serving), wanted))
        if (kind := search.kind(build.image, build.flavours[0].slim)) is not None
    ]
    for build, kind in found:
        if kind != "refresh" or not search.is_ahead_of(build):
            yield search.proposal(build, kind, wanted)
    if all(_is_left_soon(search, build) for build, _ in found):
        java = _java_instead(search, name, line, wanted)
        if java is not None:
            yield from _builds_of(search, name, line, flavour=java)
    if (
        wanted.runtime == "jdk"
        and name in JAVA_IMAGES | {"tomcat", "tomee", "jetty"}
        and not (search.builds_java() or search.starts_builds())
    ):
        yield from _runtime_alone(search, name, line, wanted)


def _newest(name: str, serving: list[Build]) -> list[Build]:
    """The builds on each userland's newest release; of tools on a distribution those on the long-term one before, too.

    Ubuntu alone has such releases: people stay on one for years, and what they install is made for it.
    """
    found = newest(serving)
    if name not in TOOLS_ALONE:
        return found
    lasting = [one for one in serving if one not in found and one.image.until is not None]
    before = newest(one for one in lasting if product_of_distribution(one.image.distribution) == "ubuntu")
    return [*found, *before]


def _is_left_soon(search: Search, build: Build) -> bool:
    """Whether what a build stands on is supported for less than half a year, and its Java outlives it."""
    until = build.image.until
    ends = [one.until for one in build.image.support if one.role == "runtime" and one.until is not None]
    return until is not None and until not in ends and days_between(search.as_of, until) < HALF_A_YEAR


_LONG_TERM = ("8", "11", "17", "21", "25")
_LAST_PLAIN_ON_8: dict[str, Line] = {"maven": (3, 5), "gradle": (5,)}
"""Until which version a tag without a Java had Java 8.

Where to look: the histories of library/maven and library/gradle in docker-library/official-images.
"""


def _java_instead(search: Search, name: str, line: Line, wanted: Flavour) -> Flavour | None:
    """The flavour with the Java to take where that of the tag is not built any more, or is over.

    It is the nearest with long-term support above it. A tag that names none had the newest of its day: that is 8 for an
    old one, and the newest with long-term support else.
    """
    lasting = [
        build
        for build in builds(name, search.as_of, search.platform)
        if build.line == line and not _is_left_soon(search, build)
    ]
    same = [build for build in lasting if build.image.distribution == search.image.distribution]
    there = [
        _with_java(wanted, java)
        for java in _LONG_TERM
        if any(one.serves(_with_java(wanted, java)) for build in same or lasting for one in build.flavours)
    ]
    if wanted.java is not None:
        return next((one for one in there if int(one.java or 0) > int(wanted.java)), None)
    last = _LAST_PLAIN_ON_8.get(name)
    old = last is not None and bool(search.line) and search.line <= last
    return next(iter(there if old else there[::-1]), None)


def _with_java(flavour: Flavour, java: str) -> Flavour:
    return flavour._replace(java=java, runtime=flavour.runtime or "jdk")


def _as_plain(search: Search, serving: list[Build]) -> list[Build]:
    """Where nobody knows what the present image stands on: the builds that name no distribution either, if any."""
    if search.image.userland is not None or search.tag.distribution is not None:
        return serving
    plain = [one for one in serving if any(Tag.parse(tag).distribution is None for tag in one.entry.all_tags)]
    return plain or serving


def _of_one_vendor(serving: list[Build], wanted: Flavour) -> list[Build]:
    """The builds with Java of the vendor that there is, or else with Temurin; all where neither builds any."""
    vendors = {build.flavours[0].vendor for build in serving}
    if len(vendors) < 2:
        return serving
    vendor = wanted.vendor if wanted.vendor in vendors else ("temurin" if "temurin" in vendors else None)
    return [build for build in serving if build.flavours[0].vendor == vendor] or serving


def _runtime_alone(search: Search, name: str, line: Line, wanted: Flavour) -> Iterator[Proposal]:
    """The same with a JRE, where nothing is compiled."""
    smaller = wanted._replace(runtime="jre")
    serving = [
        build
        for build in builds(name, search.as_of, search.platform)
        if build.line == line and any(one.serves(smaller) for one in build.flavours)
    ]
    for build in newest(_of_one_vendor(serving, wanted)):
        if search.kind(build.image, build.flavours[0].slim) is None:
            continue
        same = build.image.distribution == search.image.distribution
        yield search.proposal(build, "slim" if same else "port", smaller)
