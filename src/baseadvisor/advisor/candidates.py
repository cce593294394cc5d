"""Which images could stand in a base image's place. What they would break is not looked at here."""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from baseadvisor.advisor.alternatives import numbered, other_images
from baseadvisor.advisor.distance import alpine_releases, is_newest
from baseadvisor.advisor.facts import base_name, figure, image_facts, is_in_development
from baseadvisor.advisor.flavour import JAVA_IMAGES, Flavour, flavour_of
from baseadvisor.advisor.listing import (
    Build,
    Line,
    builds,
    is_distribution,
    line_of,
    lines_to_move_to,
    may_be_advised,
    newest,
    product_of,
    tag_like,
)
from baseadvisor.advisor.model import Image, Kind
from baseadvisor.advisor.needs import BUILD_COMMANDS, Needs
from baseadvisor.advisor.weight import is_slimmer_sibling, step
from baseadvisor.catalog.support import cycles
from baseadvisor.image.reference import InvalidReference, Reference
from baseadvisor.image.tag import Tag

_SOON = 365
"""Days: support that ends sooner is a reason to look at the next version."""
_LANGUAGE_OF_IMAGE = {
    **dict.fromkeys(JAVA_IMAGES, "java"),
    **dict.fromkeys(("maven", "gradle", "sbt"), "java"),
    "python": "python",
    "pypy": "python",
    "node": "node",
    "golang": "go",
    "rust": "rust",
    "nginx": "nginx",
}
_BUILD_IMAGES = frozenset({"maven", "gradle", "sbt", "golang", "rust", "gcc", "haskell"})
"""Images that are made to build with, and hold more than is needed to run what they built."""


class Proposal(NamedTuple):
    """An image that could stand in the place of another, before the Dockerfile is looked at.

    `run_only`: it only takes over what is started (a split); what the stage runs while it is built stays elsewhere.
    """

    kind: Kind
    image: Image
    changes: tuple[str, ...]
    major: bool
    other_names: tuple[str, ...] = ()
    includes: str | None = None
    run_only: bool = False
    source: str | None = None


class Search:
    """The search for candidates for one base image."""

    def __init__(self, image: Image, needs: Needs, *, as_of: str, platform: str, allowed: Sequence[str] = ()) -> None:
        self.image = image
        self.needs = needs
        self.as_of = as_of
        self.platform = platform
        self.allowed = tuple(allowed)
        reference = image.parsed
        self.name = base_name(reference) if reference is not None else image.reference
        self.tag = Tag.parse(image.tag)
        self.line: Line = line_of(self.name, image.tag, image)
        self.flavour = flavour_of(self.name, image.tag)
        self.language = _LANGUAGE_OF_IMAGE.get(self.name)
        self.given_up_by_tag = False
        if is_distribution(self.name) and is_in_development(image.tag):
            self.flavour = self.flavour._replace(words=frozenset())
        if image.deprecated is not None and reference is not None:
            from baseadvisor import catalog

            found = catalog.deprecation_of(reference)
            if found is not None and found.tag is not None:
                # Only such tags are given up, the image itself is not: it goes on without their word.
                self.given_up_by_tag = True
                self.flavour = self.flavour._replace(words=self.flavour.words - {"onbuild"})

    def proposals(self) -> list[Proposal]:
        """Every image that could serve, each once, as found: not ranked."""
        found: dict[str, Proposal] = {}
        for proposal in self._all():
            if not self._is_same(proposal.image) and self._is_allowed(proposal.image):
                found.setdefault(proposal.image.reference, proposal)
        return list(found.values())

    def _is_same(self, image: Image) -> bool:
        """Whether a candidate is the very image there is, or another name of the same build."""
        if image.reference == self.image.reference:
            return True
        if image.parsed is None or base_name(image.parsed) != self.name:
            return False
        from baseadvisor.catalog import resolve_alias

        return self.image.tag in resolve_alias(self.name, image.tag)

    def _all(self) -> Iterator[Proposal]:
        if self.image.parsed is None or (self.image.userland is not None and self.image.userland.os != "linux"):
            return
        if self.name != "scratch":
            yield from self._same_repository()
            yield from self._numbered()
            yield from self._successors()
            yield from self._other_distributions()
            yield from self._language_images()
            yield from self._run_images()
            yield from self._static()
        yield from self._company_images()

    # The same repository

    def _same_repository(self) -> Iterator[Proposal]:
        given_up = self.image.deprecated is not None and not self.given_up_by_tag
        if given_up or not builds(self.name, self.as_of, self.platform):
            return
        known = {build.line for build in builds(self.name, self.as_of, self.platform)}
        staying = self.line in known
        if staying:
            yield from self._builds_of(self.name, self.line)
        if not staying or self._ends_soon():
            for line in lines_to_move_to(self.name, self.line or None, self.as_of, self.platform, stay=False):
                yield from self._builds_of(self.name, line)

    def _ends_soon(self) -> bool:
        """Whether support of what the version belongs to ends within a year, or the release is behind."""
        if self.name == "alpine":
            return True
        role = "distribution" if is_distribution(self.name) else "runtime"
        ends = [line.until for line in self.image.support if line.role == role and line.until is not None]
        return any(_days(self.as_of, day) < _SOON for day in ends)

    def _builds_of(self, name: str, line: Line, *, flavour: Flavour | None = None) -> Iterator[Proposal]:
        """The builds of one version that do what the current one does: refreshed, slimmer, or on another userland."""
        wanted = flavour or self.flavour
        serving = [
            build
            for build in builds(name, self.as_of, self.platform)
            if build.line == line and any(one.serves(wanted) for one in build.flavours)
        ]
        if not serving and wanted.java is not None:
            # That Java is not built any more: the nearest with long-term support above it.
            for java in ("8", "11", "17", "21", "25"):
                if int(java) > int(wanted.java) and any(
                    build.line == line and any(one.serves(wanted._replace(java=java)) for one in build.flavours)
                    for build in builds(name, self.as_of, self.platform)
                ):
                    yield from self._builds_of(name, line, flavour=wanted._replace(java=java))
                    return
        vendors = {build.flavours[0].vendor for build in serving}
        if len(vendors) > 1:
            vendor = wanted.vendor if wanted.vendor in vendors else ("temurin" if "temurin" in vendors else None)
            serving = [build for build in serving if build.flavours[0].vendor == vendor] or serving
        for build in newest(serving):
            kind = self._kind(build.image, build.flavours[0].slim)
            if kind is not None:
                yield self._proposal(build, kind, wanted)
        if (
            wanted.runtime == "jdk"
            and name in JAVA_IMAGES | {"tomcat", "tomee", "jetty"}
            and not (self._builds_java() or self._starts_builds())
        ):
            yield from self._runtime_alone(name, line, wanted)

    def _runtime_alone(self, name: str, line: Line, wanted: Flavour) -> Iterator[Proposal]:
        """The same with a JRE, where nothing is compiled."""
        smaller = wanted._replace(runtime="jre")
        serving = [
            build
            for build in builds(name, self.as_of, self.platform)
            if build.line == line and any(one.serves(smaller) for one in build.flavours)
        ]
        vendors = {build.flavours[0].vendor for build in serving}
        vendor = wanted.vendor if wanted.vendor in vendors else ("temurin" if "temurin" in vendors else None)
        if len(vendors) > 1:
            serving = [build for build in serving if build.flavours[0].vendor == vendor] or serving
        for build in newest(serving):
            if self._kind(build.image, build.flavours[0].slim) is None:
                continue
            same = build.image.distribution == self.image.distribution
            yield self._proposal(build, "slim" if same else "port", smaller)

    def _builds_java(self) -> bool:
        return "java" in self.needs.builds()

    def _kind(self, image: Image, slim: bool) -> Kind | None:
        """What moving to an image of the same make would be; None where it would be a step to something heavier."""
        here, there = self.image.userland, image.userland
        if there is None:
            return None
        if here is None:
            return "port"
        if here.id == there.id:
            if slim == self.flavour.slim or there.id == "debian-slim":
                return "refresh"
            return "slim" if slim else None
        if is_slimmer_sibling(there, here):
            return "slim"
        if here.distribution == there.distribution:
            if is_slimmer_sibling(here, there) or here.id.partition("-")[0] != there.id.partition("-")[0]:
                return None
            return "refresh"
        if step(there) < step(here):
            return "port"
        # Where the own userland is not built any more, what is next to it has to do.
        gone = not any(
            build.image.userland is not None and build.image.userland.distribution == here.distribution
            for build in builds(self.name, self.as_of, self.platform)
        )
        return "port" if gone and step(there) <= step(here) + 3 else None

    def _proposal(self, build: Build, kind: Kind, flavour: Flavour, *, includes: str | None = None) -> Proposal:
        named = self.tag.release is not None and build.name == self.name
        exact = None
        if self.tag.scheme in ("number", "java") and build.name == self.name:
            # As much more exact than the releases' names as before: 9.4 becomes 16, 12.1 of a 12 becomes 16.15.
            exact = max(len(build.line) + self.tag.precision - len(self.line or build.line), 1)
        if is_distribution(build.name):
            named = self.tag.codename is not None
            exact = len(build.line)
        tag = tag_like(build, self.tag, flavour, name_release=named, precision=exact)
        reference = self._in_repository(build.name, tag)
        image = image_facts(reference, self.as_of, self.platform)
        return Proposal(
            kind,
            image,
            self._changes(image, build.line, flavour, build.name),
            self._is_major(build.line, build.name, image),
            tuple(one for one in build.entry.all_tags if one != tag),
            includes,
        )

    def _in_repository(self, name: str, tag: str) -> Reference:
        """The reference as it would stand in the file: through the same mirror where the image stays the same."""
        if name == self.name and self.image.parsed is not None:
            return self.image.parsed.with_tag(tag)
        return Reference.parse(f"{name}:{tag}")

    def _changes(self, image: Image, line: Line, flavour: Flavour, name: str) -> tuple[str, ...]:
        """The moves that a candidate makes, in words."""
        found = []
        titles = {one.product: one for one in self.image.support}
        for one in image.support:
            before = titles.get(one.product)
            if before is not None and before.name != one.name:
                found.append(f"{before.name} -> {one.name.removeprefix(_title(one.name, before.name))}")
        if name != self.name:
            found.append(f"{self.name} -> {name}")
        elif (
            self.line
            and line
            and self.line != line
            and not any(product_of(name) == one.product for one in image.support)
        ):
            found.append(f"{name} {_dotted(self.line)} -> {_dotted(line)}")
        java = _dotted(line[:1]) if name in JAVA_IMAGES else flavour.java
        if self.flavour.java is not None and java is not None and java != self.flavour.java:
            found.append(f"Java {self.flavour.java} -> {java}")
        if self.flavour.runtime == "jdk" and flavour.runtime == "jre":
            found.append("JDK -> JRE")
        here, there = self.image.userland, image.userland
        if here is not None and there is not None and here.distribution != there.distribution:
            found.append(f"{_distribution(self.image)} -> {_distribution(image)}")
        if here is not None and there is not None and here.libc != there.libc and here.libc and there.libc:
            found.append(f"{here.libc} -> {there.libc}")
        return tuple(dict.fromkeys(found))

    def _is_major(self, line: Line, name: str, image: Image) -> bool:
        """Whether the first number of the version changes, or the second where that is the one that counts."""
        if name in JAVA_IMAGES and self.name in JAVA_IMAGES:
            return line != self.line
        if name != self.name or not self.line or not line:
            return False
        if is_distribution(name):
            return line[:1] != self.line[:1] or (name == "alpine" and alpine_releases(self.line, line) > 0)
        return line[:1] != self.line[:1] or (name in _SECOND_COUNTS and line[:2] != self.line[:2])

    # Repositories without a list

    def _numbered(self) -> Iterator[Proposal]:
        reference = self.image.parsed
        if reference is None or (reference.digest is not None and reference.tag is None):
            return
        for row in numbered():
            match = row.pattern.fullmatch(reference.familiar_name)
            if match is None:
                continue
            now = next((one for one in self.image.support if one.product == row.product), None)
            if now is not None and now.state == "supported" and now.until and _days(self.as_of, now.until) >= _SOON:
                return
            later = [
                one
                for one in cycles(row.product)
                if one.is_supported(self.as_of)
                and one.released
                and one.released <= self.as_of
                and (int(one.cycle) if one.cycle.isdigit() else 0) >= row.oldest
            ]
            later = [one for one in later if one.lts] or later
            if now is not None:
                later = [one for one in later if _numeric(one.cycle) > _numeric(_last_number(now.name))]
            for one in {x.cycle: x for x in (later[-1:] + later[:1])}.values():
                name = (row.name or reference.familiar_name).replace("{cycle}", one.cycle)
                for key, value in match.groupdict().items():
                    name = name.replace("{" + key + "}", value or "")
                tag = row.tag.replace("{cycle}", one.cycle) if row.tag else reference.tag
                words = "".join(f"-{word}" for word in self.tag.flavour if word == "alpine")
                if self.tag.distribution == "alpine":
                    words = "-alpine"
                image = image_facts(f"{name}:{tag}{words}" if tag else name, self.as_of, self.platform)
                if self._passes(image, one.product):
                    changes = self._changes(image, (), self.flavour, self.name)
                    # A release of a distribution is no major version of what stands on it, but for its Python.
                    major = now is not None and (one.role == "runtime" or row.whole or "python3" in name)
                    yield Proposal("refresh", image, changes, major, source=row.source)
            return

    def _passes(self, image: Image, product: str) -> bool:
        if image.userland is None or any(line.state != "supported" for line in image.support):
            return False
        return image.released is True or any(line.product == product for line in image.support)

    # Images that were given up

    def _successors(self) -> Iterator[Proposal]:
        if self.image.deprecated is None or self.image.parsed is None:
            return
        from baseadvisor import catalog

        found = catalog.deprecation_of(self.image.parsed)
        successors = found.successors if found is not None else ()
        keeping = [
            name
            for name in successors
            if any(build.line == self.line for build in builds(name, self.as_of, self.platform))
        ]
        for name in keeping if self.name in JAVA_IMAGES and keeping else successors:
            if builds(name, self.as_of, self.platform):
                line = self.line
                if product_of(name) != product_of(self.name) and name not in JAVA_IMAGES and not is_distribution(name):
                    line = ()
                for to in lines_to_move_to(name, line or None, self.as_of, self.platform, stay=True):
                    if name in JAVA_IMAGES and self.flavour.runtime is None:
                        continue
                    yield from self._as_successor(name, to)
            else:
                yield from self._numbered_successor(name)

    def _as_successor(self, name: str, line: Line) -> Iterator[Proposal]:
        """What of a successor takes the current image's place: on the same distribution where there is one."""
        wanted = self.flavour._replace(vendor=None, java=None if name in JAVA_IMAGES else self.flavour.java)
        if not is_distribution(name):
            wanted = wanted._replace(words=wanted.words - {"windowsservercore"})
        kinds = ["jdk", "jre"] if wanted.runtime == "jdk" and not self._builds_java() else [wanted.runtime]
        for runtime in kinds:
            flavour = wanted._replace(runtime=runtime)
            if is_distribution(name):
                flavour = Flavour(frozenset(), False, None, None, None)
            serving = [
                build
                for build in builds(name, self.as_of, self.platform)
                if build.line == line and any(one.serves(flavour) for one in build.flavours)
            ]
            picked = newest(serving)
            here = self.image.userland
            near = [b for b in picked if here is not None and b.image.distribution == here.distribution]
            if not near and here is not None:
                near = [
                    b for b in picked if b.image.userland and b.image.userland.package_family == here.package_family
                ]
            for build in picked:
                slimmer = step(build.image.userland) < step(here)
                if build not in near and not slimmer and near:
                    continue
                same = here is not None and build.image.distribution == here.distribution
                kind: Kind = "refresh" if same else "port"
                if same and runtime == "jre" and wanted.runtime == "jdk":
                    kind = "slim"
                yield self._proposal(build, kind, flavour)

    def _numbered_successor(self, name: str) -> Iterator[Proposal]:
        for row in numbered():
            if row.pattern.fullmatch(name) is None or row.tag is None:
                continue
            for one in cycles(row.product):
                if one.is_supported(self.as_of) and one.released and one.released <= self.as_of:
                    image = image_facts(f"{name}:{row.tag.replace('{cycle}', one.cycle)}", self.as_of, self.platform)
                    if self._passes(image, row.product):
                        changes = self._changes(image, (), self.flavour, name)
                        same = image.distribution == self.image.distribution
                        major = one.role == "runtime"
                        yield Proposal("refresh" if same else "port", image, changes, major, source=row.source)
                        return

    # Other distributions

    def _other_distributions(self) -> Iterator[Proposal]:
        """For a whole distribution, or a language image that needs no more: a slimmer one."""
        if not is_distribution(self.name) or self.image.userland is None:
            return
        here = self.image.userland
        for other in other_images():
            if other.provides != "distribution":
                continue
            if other.families and here.package_family not in other.families:
                continue
            if other.role == "run" and (self.needs.runs or not self.needs.is_final):
                continue
            if other.name == "alpine":
                if here.distribution == "alpine":
                    continue
                for line in lines_to_move_to("alpine", None, self.as_of, self.platform, stay=False):
                    yield from self._alpine(line)
                continue
            image = image_facts(other.reference(None) or other.name, self.as_of, self.platform)
            if may_be_advised(image) and step(image.userland) < step(here) and other.name != self.name:
                kind: Kind = "slim" if image.userland and is_slimmer_sibling(image.userland, here) else "port"
                yield Proposal(
                    kind, image, self._changes(image, (), self.flavour, other.name), False, source=other.source
                )

    def _alpine(self, line: Line) -> Iterator[Proposal]:
        for build in builds("alpine", self.as_of, self.platform):
            if build.line == line and step(build.image.userland) < step(self.image.userland):
                yield self._proposal(build, "port", Flavour(frozenset(), False, None, None, None))
                return

    # Languages that are installed by packages

    def _language_images(self) -> Iterator[Proposal]:
        from baseadvisor.advisor.alternatives import languages

        if not is_distribution(self.name) or len(self.needs.languages) != 1:
            return
        language = self.needs.languages[0]
        if not self._is_used(language.name):
            return
        row = next(one for one in languages() if one.name == language.name)
        for at, name in enumerate(row.images):
            line = tuple(int(part) for part in (language.version or "").split(".") if part.isdigit())
            for to in lines_to_move_to(name, line or None, self.as_of, self.platform, stay=True)[:1]:
                yield from self._language_builds(name, to, language.name, compiles=language.builds and at == 0)

    def _is_used(self, language: str) -> bool:
        """Whether the stage is about the language: it starts it, or installs libraries for it."""
        programs = {
            "java": {"java", "javac", "mvn", "gradle", "ant"},
            "python": {"python", "python3", "pip", "pip3", "gunicorn", "uwsgi", "flask", "celery"},
            "node": {"node", "nodejs", "npm", "yarn", "pm2"},
            "go": {"go"},
            "nginx": {"nginx"},
        }[language]
        if language == "java":
            return True
        started = any(command.name in programs for _, command in self.needs.started())
        return started or (language in ("node", "go") and any(c.name in programs for c in self.needs.commands()))

    def _language_builds(self, name: str, line: Line, language: str, *, compiles: bool) -> Iterator[Proposal]:
        here = self.image.userland
        runtimes: list[str | None] = [None]
        if language == "java":
            runtimes = ["jdk"] if self._builds_java() else (["jre", "jdk"] if compiles else ["jre"])
        for runtime in runtimes:
            flavour = Flavour(frozenset(), False, None, runtime, None)
            serving = [
                build
                for build in builds(name, self.as_of, self.platform)
                if build.line == line
                and any(one.words == flavour.words and one.runtime == runtime for one in build.flavours)
            ]
            picked = newest(serving)
            near = [b for b in picked if here is not None and b.image.distribution == here.distribution]
            if not near:
                near = [
                    b
                    for b in picked
                    if here and b.image.userland and b.image.userland.package_family == here.package_family
                ]
            slimmest = min(near, key=lambda b: (step(b.image.userland), not b.flavours[0].slim), default=None)
            if slimmest is None:
                continue
            same = here is not None and slimmest.image.distribution == here.distribution
            found = self._proposal(slimmest, "refresh" if same else "port", flavour, includes=language)
            if runtime == "jre" and self.needs.languages[0].builds:
                found = found._replace(changes=(*found.changes, "JDK -> JRE"))
            yield found

    # Images to run in alone

    def _run_images(self) -> Iterator[Proposal]:
        """For the final stage: images that hold what is needed to run, and nothing to build with."""
        if not self.needs.is_final or not self._starts_something() or self._starts_builds():
            return
        building = self.needs.builds()
        language = self.language
        if language is None and len(self.needs.languages) == 1 and self._is_used(self.needs.languages[0].name):
            language = self.needs.languages[0].name
        if language is None:
            return
        version = self._language_version(language)
        split = bool(self.needs.runs)
        for other in other_images():
            if other.provides != language or other.role != "run":
                continue
            text = other.reference(version)
            if text is None:
                continue
            if other.versions and "{n}" not in other.name and version is not None and version not in other.versions:
                continue
            image = image_facts(text, self.as_of, self.platform)
            if image.userland is None or not may_be_advised(image):
                continue
            changes = (*self._changes(image, (), self.flavour, other.name),)
            newer = other.newest and version is not None and not is_newest(language, version, self.as_of)
            if newer:
                changes = (*changes, f"{language} {version} -> the newest (the free tag is latest)")
            yield Proposal(
                "split" if split else "port",
                image,
                changes,
                newer,
                run_only=split,
                source=other.source,
            )
        if self.name in _BUILD_IMAGES or (building and split):
            yield from self._official_runtimes(language, version)
            yield from self._dynamic(language)

    def _starts_builds(self) -> bool:
        """Whether the image is there to build with: what it starts is a build tool."""
        return any(command.name in BUILD_COMMANDS for _, command in self.needs.started())

    def _starts_something(self) -> bool:
        """Whether the file says what is run; an image by itself, with nothing in the file, counts as well."""
        written = [
            each for each in self.needs.instructions if each.keyword not in ("FROM", "ARG", "LABEL", "MAINTAINER")
        ]
        return (not written and not self.given_up_by_tag) or any(
            each.keyword != "HEALTHCHECK" for each in self.needs.starts
        )

    def _dynamic(self, language: str) -> Iterator[Proposal]:
        """To run a compiled program that may need the libc it was built against."""
        if language not in ("go", "rust") or language not in self.needs.builds() or self.image.userland is None:
            return
        from baseadvisor.advisor.static import static_program

        if static_program(self.needs, self.name) is not None:
            return
        if self.image.userland.libc == "musl":
            for line in lines_to_move_to("alpine", None, self.as_of, self.platform, stay=False):
                for build in builds("alpine", self.as_of, self.platform):
                    if build.line == line:
                        plain = Flavour(frozenset(), False, None, None, None)
                        yield self._proposal(build, "split", plain)._replace(run_only=True)
            return
        wanted = "glibc" if language == "go" else "libstdc++"
        for other in other_images():
            if other.provides == wanted:
                image = image_facts(other.reference(None) or other.name, self.as_of, self.platform)
                if may_be_advised(image):
                    changes = self._changes(image, (), self.flavour, other.name)
                    yield Proposal("split", image, changes, False, run_only=True, source=other.source)
        for build in builds("debian", self.as_of, self.platform):
            if build.image.userland is not None and build.image.userland.id == "debian-slim":
                plain = Flavour(frozenset(), True, None, None, None)
                yield self._proposal(build, "split", plain)._replace(run_only=True)
                return

    def _language_version(self, language: str) -> str | None:
        if language == "java":
            if self.flavour.java is not None:
                return self.flavour.java
            if self.name in JAVA_IMAGES and self.line:
                return str(self.line[0])
            return next((one.version for one in self.needs.languages if one.name == "java"), None)
        if is_distribution(self.name):
            return next((one.version for one in self.needs.languages if one.name == language), None)
        return _dotted(self.line) if self.line else None

    def _official_runtimes(self, language: str, version: str | None) -> Iterator[Proposal]:
        """The official image to run what another one built."""
        wanted: list[tuple[str, Flavour]] = []
        plain = Flavour(frozenset(), False, None, None, None)
        if language == "java":
            wanted.append(("eclipse-temurin", plain._replace(runtime="jre")))
        elif language == "node":
            wanted.append(("node", plain))
        elif language == "python":
            wanted.append(("python", plain))
        for name, flavour in wanted:
            line = tuple(int(part) for part in (version or "").split(".") if part.isdigit())
            for to in lines_to_move_to(name, line or None, self.as_of, self.platform, stay=True)[:1]:
                serving = [
                    build
                    for build in builds(name, self.as_of, self.platform)
                    if build.line == to
                    and any(one.words == frozenset() and one.runtime == flavour.runtime for one in build.flavours)
                ]
                for build in newest(serving):
                    slimmer = step(build.image.userland) < step(self.image.userland) or name != self.name
                    heavy = build.image.userland is not None and build.image.userland.id == "debian"
                    if slimmer and not heavy:
                        yield self._proposal(build, "split", flavour)._replace(run_only=True)

    def _static(self) -> Iterator[Proposal]:
        """For programs that are linked statically: images with nothing in them."""
        from baseadvisor.advisor.static import static_program

        if not self.needs.is_final:
            return
        found = static_program(self.needs, self.name)
        if found is None:
            return
        split = found.here
        for text in ("scratch", "gcr.io/distroless/static-debian13:nonroot", "cgr.dev/chainguard/static:latest"):
            image = image_facts(text, self.as_of, self.platform)
            if image.userland is None or step(image.userland) >= step(self.image.userland):
                continue
            if text == "scratch":
                image = image._replace(reference="scratch", released=True)
            elif not may_be_advised(image):
                continue
            changes = (f"{_distribution(self.image)} -> {'nothing' if text == 'scratch' else text.partition(':')[0]}",)
            yield Proposal("split" if split else "port", image, changes, False, run_only=split, source=found.why)

    # What a company allows

    def _company_images(self) -> Iterator[Proposal]:
        """The images of a company's list that say by their name that they are for the same."""
        for text in self.allowed:
            if "*" in text or "?" in text:
                continue
            try:
                reference = Reference.parse(text)
            except InvalidReference:
                continue
            image = image_facts(reference, self.as_of, self.platform)
            own = self.name.rpartition("/")[2]
            if own not in re.split(r"[-/_]", reference.repository) or any(
                line.state == "ended" for line in image.support
            ):
                continue
            same = image.distribution is not None and image.distribution == self.image.distribution
            changes = self._changes(image, (), self.flavour, base_name(reference))
            yield Proposal("refresh" if same else "port", image, changes, False, source="the list of allowed images")

    def _is_allowed(self, image: Image) -> bool:
        if not self.allowed:
            return True
        reference = image.parsed
        names = {image.reference}
        if reference is not None:
            names |= {reference.familiar_name, reference.name, str(reference)}
        return any(fnmatchcase(name, pattern) for name in names for pattern in self.allowed)


_SECOND_COUNTS = frozenset({"python", "golang", "php", "ruby", "perl", "elixir", "julia"})
"""Images whose second number stands for changes that break programs as well."""


def with_size(proposal: Proposal, platform: str) -> Proposal:
    """A proposal whose image's size has been looked up."""
    image = proposal.image
    if image.parsed is None or image.size is not None:
        return proposal
    return proposal._replace(image=image._replace(size=figure(image.parsed, platform)))


def _days(as_of: str, until: str) -> int:
    from datetime import date

    return (date.fromisoformat(until) - date.fromisoformat(as_of)).days


def _dotted(line: Line) -> str:
    return ".".join(map(str, line))


def _distribution(image: Image) -> str:
    line = next((one for one in image.support if one.role == "distribution"), None)
    if line is not None:
        return line.name
    return image.distribution or image.reference


def _title(name: str, before: str) -> str:
    """What two names of releases begin with alike, up to the last blank: "Python "."""
    words = []
    for one, two in zip(name.split(" "), before.split(" "), strict=False):
        if one != two:
            break
        words.append(one)
    return " ".join(words) + " " if words else ""


def _last_number(name: str) -> str:
    found = re.findall(r"\d+(?:\.\d+)*", name)
    return found[0] if found else "0"


def _numeric(dotted: str) -> tuple[int, ...]:
    return tuple(int(part) for part in dotted.split(".") if part.isdigit())
