"""What takes an image's place by its makers' word: the next release of a numbered repository, and successors."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.alternatives import numbered, other_images
from baseadvisor.advisor.facts import image_facts
from baseadvisor.advisor.flavour import JAVA_IMAGES
from baseadvisor.advisor.listing import (
    Line,
    builds,
    is_distribution,
    lines_to_move_to,
    may_be_advised,
    newer_minor,
    newest,
    product_of,
)
from baseadvisor.advisor.model import Image, Kind
from baseadvisor.advisor.search import PLAIN, SOON, Proposal, Search, days_between
from baseadvisor.advisor.weight import step
from baseadvisor.catalog.support import Support, cycles
from baseadvisor.image.numbers import numbers


def numbered_releases(search: Search) -> Iterator[Proposal]:
    """Later releases of an image whose numbered releases have dates of their own."""
    reference = search.image.parsed
    if reference is None or (reference.digest is not None and reference.tag is None):
        return
    for row in numbered():
        match = row.pattern.fullmatch(reference.familiar_name)
        if match is None:
            continue
        now = next((one for one in search.image.support if one.product == row.product), None)
        minor = newer_minor(search.image)
        if minor is not None and now is not None and now.state == "supported":
            image = image_facts(reference.with_tag(minor), search.as_of, search.platform)
            yield Proposal("refresh", image, (), False, source=row.source)
        if now is not None and now.state == "supported" and now.until and days_between(search.as_of, now.until) >= SOON:
            return
        later = [
            one
            for one in cycles(row.product)
            if one.is_supported(search.as_of)
            and one.released
            and one.released <= search.as_of
            and (int(one.cycle) if one.cycle.isdigit() else 0) >= row.oldest
        ]
        later = [one for one in later if one.lts] or later
        if now is not None:
            later = [one for one in later if numbers(one.cycle) > numbers(now.name)]
        for one in {x.cycle: x for x in (later[-1:] + later[:1])}.values():
            name = (row.name or reference.familiar_name).replace("{cycle}", one.cycle)
            for key, value in match.groupdict().items():
                name = name.replace("{" + key + "}", value or "")
            tag = row.tag.replace("{cycle}", one.cycle) if row.tag else reference.tag
            words = "".join(f"-{word}" for word in search.tag.flavour if word == "alpine")
            if search.tag.distribution == "alpine":
                words = "-alpine"
            flavour = row.flavour(search.image.tag)
            if flavour is not None:
                words = f"-{flavour}"
            image = image_facts(f"{name}:{tag}{words}" if tag else name, search.as_of, search.platform)
            if _passes(search, image, one.product):
                changes = search.changes(image, (), search.flavour, search.name)
                # A release of a distribution is no major version of what stands on it, but for its Python.
                major = now is not None and (one.role == "runtime" or row.whole or "python3" in name)
                same = search.image.distribution in (image.distribution, None)
                yield Proposal("refresh" if same else "port", image, changes, major, source=row.source)
        return


def newer_language(search: Search) -> Iterator[Proposal]:
    """Where the end is near: images like `distroless/nodejs22-debian13` with a newer version in the name."""
    reference = search.image.parsed
    runtime = next((one for one in search.image.support if one.role == "runtime"), None)
    if reference is None or runtime is None or runtime.until is None:
        return
    if days_between(search.as_of, runtime.until) >= SOON:
        return
    for other in other_images():
        own, _, _ = other.name.partition("{n}")
        match = re.match(re.escape(own) + r"(\d+)-", search.name) if "{n}" in other.name else None
        for version in other.versions if match is not None else ():
            if match is not None and int(version) > int(match[1]):
                name = other.name.replace("{n}", version)
                image = image_facts(f"{name}:{reference.tag}" if reference.tag else name, search.as_of, search.platform)
                if may_be_advised(image):
                    changes = search.changes(image, (), search.flavour, name)
                    yield Proposal("refresh", image, changes, True, source=other.source)


def _alpine_word(search: Search) -> str:
    """What a tag ends in where the current one is Alpine's."""
    return "-alpine" if search.tag.distribution == "alpine" or "alpine" in search.tag.flavour else ""


def _passes(search: Search, image: Image, product: str) -> bool:
    if image.userland is None or any(line.state != "supported" for line in image.support):
        return False
    return image.released is True or any(line.product == product for line in image.support)


def successors(search: Search) -> Iterator[Proposal]:
    """What is named in the place of an image that was given up."""
    if search.image.deprecated is None or search.image.parsed is None:
        return
    from baseadvisor import catalog

    found = catalog.deprecation_of(search.image.parsed)
    names = _of_dotnet(search, found.successors if found is not None else ())
    keeping = [
        name
        for name in names
        if any(build.line == search.line for build in builds(name, search.as_of, search.platform))
    ]
    chosen = keeping if search.name in JAVA_IMAGES and keeping else names
    for name in chosen:
        if builds(name, search.as_of, search.platform):
            line = search.line
            if product_of(name) != product_of(search.name) and name not in JAVA_IMAGES and not is_distribution(name):
                line = ()
            lines = lines_to_move_to(name, line or None, search.as_of, search.platform, stay=True)
            if is_distribution(name):
                lines += lines_to_move_to(name, line or None, search.as_of, search.platform, stay=False)
            for to in dict.fromkeys(lines):
                if name in JAVA_IMAGES and search.flavour.runtime is None:
                    continue
                yield from _as_successor(search, name, to, smaller=name == chosen[0])
        else:
            yield from _numbered_successor(search, name)


_DOTNET = "mcr.microsoft.com/dotnet/"
_DOTNET_PARTS = {"aspnetcore-runtime": "aspnet", "runtime-deps": "runtime-deps", "sdk": "sdk", "runtime": "runtime"}
"""What tags of the one repository that .NET had were called, and the repositories that took their place."""
_DOTNET_BUILDS = frozenset({"restore", "build", "publish", "test", "pack", "run", "new"})


def _of_dotnet(search: Search, names: tuple[str, ...]) -> tuple[str, ...]:
    """The successors without the parts of .NET that the tag, or else what the stage runs, does not ask for."""
    if not any(name.startswith(_DOTNET) for name in names):
        return names
    part = next((new for old, new in _DOTNET_PARTS.items() if old in search.image.tag), None)
    if part is None and any(
        command.name == "dotnet" and len(command.words) > 1 and command.words[1].text in _DOTNET_BUILDS
        for command in search.needs.commands()
    ):
        part = "sdk"
    return (_DOTNET + part,) if part is not None and len(names) > 1 else names


def _as_successor(search: Search, name: str, line: Line, *, smaller: bool) -> Iterator[Proposal]:
    """What of a successor takes the current image's place: on the same distribution where there is one.

    `smaller`: a JRE as well. Of the likeliest makers alone, or it would stand before every JDK.
    """
    wanted = search.flavour._replace(vendor=None, java=None if name in JAVA_IMAGES else search.flavour.java)
    if not is_distribution(name):
        wanted = wanted._replace(words=wanted.words - {"windowsservercore"})
    kinds = ["jdk", "jre"] if smaller and wanted.runtime == "jdk" and not search.builds_java() else [wanted.runtime]
    for runtime in kinds:
        flavour = wanted._replace(runtime=runtime)
        if is_distribution(name):
            flavour = PLAIN
        serving = [
            build
            for build in builds(name, search.as_of, search.platform)
            if build.line == line and any(one.serves(flavour) for one in build.flavours)
        ]
        picked = newest(serving)
        here = search.image.userland
        near = [b for b in picked if here is not None and b.image.distribution == here.distribution]
        if not near and here is not None:
            near = [b for b in picked if b.image.userland and b.image.userland.package_family == here.package_family]
        for build in picked:
            slimmer = step(build.image.userland) < step(here)
            if build not in near and not slimmer and near:
                continue
            same = here is not None and build.image.distribution == here.distribution
            kind: Kind = "refresh" if same else "port"
            if same and runtime == "jre" and wanted.runtime == "jdk":
                kind = "slim"
            yield search.proposal(build, kind, flavour)


def _numbered_successor(search: Search, name: str) -> Iterator[Proposal]:
    row = next((row for row in numbered() if row.pattern.fullmatch(name) and row.tag is not None), None)
    if row is None or row.tag is None:
        return
    out = [
        one
        for one in cycles(row.product)
        if one.is_supported(search.as_of) and one.released and one.released <= search.as_of
    ]
    for one in _to_move_to(out, search.line) if row.whole else out[:1]:
        tag = row.tag.replace("{cycle}", one.cycle) + (_alpine_word(search) if one.role == "runtime" else "")
        image = image_facts(f"{name}:{tag}", search.as_of, search.platform)
        if _passes(search, image, row.product):
            changes = search.changes(image, (), search.flavour, name)
            same = image.distribution == search.image.distribution
            major = one.role == "runtime"
            yield Proposal("refresh" if same else "port", image, changes, major, source=row.source)


def _to_move_to(known: list[Support], current: Line) -> list[Support]:
    """The releases of a distribution to move to, as they are chosen in the official list: see `lines_to_move_to`."""
    same = [one for one in known if current and numbers(one.cycle) == current]
    ahead = [one for one in known if numbers(one.cycle) > current]
    return same + ([*ahead[:2], ahead[-1]] if len(ahead) > 2 else ahead)
