"""The search for what could stand in a base image's place: what is known of it, and what a proposal says."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from baseadvisor.advisor.distance import alpine_releases
from baseadvisor.advisor.ending import is_last_served
from baseadvisor.advisor.facts import base_name, figure, image_facts, is_frozen, is_in_development
from baseadvisor.advisor.flavour import JAVA_IMAGES, Flavour, flavour_of
from baseadvisor.advisor.jdk import need_of_jdk
from baseadvisor.advisor.listing import (
    TOOLS_ALONE,
    Build,
    Line,
    builds,
    is_distribution,
    line_at_last,
    line_of,
    product_of,
    tag_like,
)
from baseadvisor.advisor.model import Image, Kind
from baseadvisor.advisor.needs import BUILD_COMMANDS, Needs
from baseadvisor.advisor.tracks import standing_for
from baseadvisor.advisor.weight import is_slimmer_sibling, step
from baseadvisor.image.numbers import dotted
from baseadvisor.image.reference import Reference
from baseadvisor.image.tag import Tag

SOON = 365
"""Days: support that ends sooner is a reason to look at the next version."""
PLAIN = Flavour(frozenset(), False, None, None, None)
"""What a tag says that names a version, and no more."""
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
_PROGRAMS = {
    "java": frozenset({"java", "javac", "mvn", "gradle", "ant"}),
    "python": frozenset({"python", "python3", "pip", "pip3", "gunicorn", "uwsgi", "flask", "celery"}),
    "node": frozenset({"node", "nodejs", "npm", "yarn", "pm2"}),
    "go": frozenset({"go"}),
    "nginx": frozenset({"nginx"}),
}
BUILD_IMAGES = frozenset({"maven", "gradle", "sbt", "golang", "rust", "gcc", "haskell"})
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
        self.frozen = is_frozen(image)
        standing = standing_for(self.name, image.tag, as_of)
        self.moved_track = standing != image.tag
        self.line: Line = () if self.frozen else line_of(self.name, standing, image)
        held = () if self.line else line_at_last(self.name, image)
        self.stopped = bool(held)
        self.line = self.line or held
        self.flavour = flavour_of(self.name, image.tag)
        self.language = _LANGUAGE_OF_IMAGE.get(self.name)
        self.given_up_by_tag = False
        self.ahead = is_distribution(self.name) and is_in_development(image)
        if self.ahead:
            self.flavour, self.line = self.flavour._replace(words=frozenset()), ()
        if image.deprecated is not None and reference is not None:
            from baseadvisor import catalog

            found = catalog.deprecation_of(reference)
            if found is not None and found.tag is not None:
                # Only such tags are given up, the image itself is not: it goes on without their word.
                self.given_up_by_tag = True
                self.flavour = self.flavour._replace(words=self.flavour.words - {"onbuild"})

    def kind(self, image: Image, slim: bool) -> Kind | None:
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
        if self.name in TOOLS_ALONE:
            return None
        if step(there) < step(here):
            return "port"
        # Where the own userland is not built any more, what is next to it has to do.
        gone = self.given_up_by_tag or not any(
            build.image.userland is not None and build.image.userland.distribution == here.distribution
            for build in builds(self.name, self.as_of, self.platform)
        )
        return "port" if gone and step(there) <= step(here) + 3 else None

    def proposal(self, build: Build, kind: Kind, flavour: Flavour, *, includes: str | None = None) -> Proposal:
        """The build as a proposal, by the tag that is as exact as the one in the file."""
        named = self.tag.release is not None and build.name == self.name
        exact = len(build.line) if self.frozen else None
        if not self.frozen and self.tag.scheme in ("number", "java") and build.name == self.name:
            # As much more exact than the releases' names as before: 9.4 becomes 16, 12.1 of a 12 becomes 16.15.
            exact = max(len(build.line) + self.tag.precision - len(self.line or build.line), 1)
        if self.is_ahead_of(build):
            exact = len(build.line)
        if is_distribution(build.name):
            named = self.tag.codename is not None or (self.ahead and build.name == "debian")
            # A patch level that was pinned stays pinned; and nothing is named less exactly than by its release.
            level = self.tag.precision - len(self.line) if build.name == self.name and self.line else 0
            exact = len(build.line) + max(level, 0)
        track = not self.frozen
        tag = tag_like(build, self.tag, flavour, name_release=named, precision=exact, track=track)
        if self.moved_track and build.name == self.name and build.line == self.line:
            tag = re.sub(rf"^{build.line[0]}(?=-|$)", "lts", tag)
        reference = self.in_repository(build.name, tag)
        image = image_facts(reference, self.as_of, self.platform)
        return Proposal(
            kind,
            image,
            self.changes(image, build.line, flavour, build.name),
            self.is_major(build.line, build.name, image),
            tuple(one for one in build.entry.all_tags if one != tag),
            includes,
        )

    def is_ahead_of(self, build: Build) -> bool:
        """Whether the tag names a later patch of the same version than the list has: the list is older than it."""
        if build.name != self.name or build.line != self.line or self.tag.precision <= len(self.line):
            return False
        listed = [one.numbers for one in map(Tag.parse, build.entry.all_tags) if one.scheme == self.tag.scheme]
        return bool(self.line) and bool(listed) and max(listed) < self.tag.numbers

    def in_repository(self, name: str, tag: str) -> Reference:
        """The reference as it would stand in the file: through the same mirror where the image stays the same."""
        if name == self.name and self.image.parsed is not None:
            return self.image.parsed.with_tag(tag)
        return Reference.parse(f"{name}:{tag}")

    def changes(self, image: Image, line: Line, flavour: Flavour, name: str) -> tuple[str, ...]:
        """The moves that a candidate makes, in words."""
        found = []
        titles = {one.product: one for one in self.image.support}
        for one in image.support:
            before = titles.get(one.product)
            if before is not None and before.name != one.name:
                found.append(f"{before.name} -> {one.name.removeprefix(_title(one.name, before.name))}")
        if self.stopped and name in JAVA_IMAGES and self.line and line and self.line != line:
            found.append(f"Java {dotted(self.line)} -> {dotted(line)}")
        if name != self.name:
            found.append(f"{self.name} -> {name}")
        elif (
            self.line
            and line
            and self.line != line
            and not any(product_of(name) == one.product for one in image.support)
        ):
            found.append(f"{name} {dotted(self.line)} -> {dotted(line)}")
        java = dotted(line[:1]) if name in JAVA_IMAGES else flavour.java
        if self.flavour.java is not None and java is not None and java != self.flavour.java:
            found.append(f"Java {self.flavour.java} -> {java}")
        if self.flavour.runtime == "jdk" and flavour.runtime == "jre":
            found.append("JDK -> JRE")
        here, there = self.image.userland, image.userland
        if here is not None and there is not None and here.distribution != there.distribution:
            found.append(f"{distribution_of(self.image)} -> {distribution_of(image)}")
        if here is not None and there is not None and here.libc != there.libc and here.libc and there.libc:
            found.append(f"{here.libc} -> {there.libc}")
        return tuple(dict.fromkeys(found))

    def is_major(self, line: Line, name: str, image: Image) -> bool:
        """Whether the first number of the version changes, or the second where that is the one that counts."""
        if name in JAVA_IMAGES and self.name in JAVA_IMAGES:
            return line != self.line
        if name != self.name or not self.line or not line:
            return False
        if name == "golang" and is_last_served(self.image, self.as_of):
            return False  # from one of the two releases that are served to the other
        if is_distribution(name):
            return line[:1] != self.line[:1] or (name == "alpine" and alpine_releases(self.line, line) > 0)
        return line[:1] != self.line[:1] or (name in _SECOND_COUNTS and line[:2] != self.line[:2])

    def builds_java(self) -> bool:
        """Whether Java is compiled here, or something else needs a JDK."""
        return "java" in self.needs.builds() or need_of_jdk(self.needs) is not None or self.brings_java_builder()

    def brings_java_builder(self) -> bool:
        """Whether a build tool for Java or Scala is fetched, which what is built on this image will call."""
        return any(_JAVA_BUILDERS.search(text) for text, _ in self.needs.words())

    def is_used(self, language: str) -> bool:
        """Whether the stage is about the language: it starts it, or installs libraries for it."""
        if language == "java" or self.starts(language):
            return True
        if self.language != language and any(one.role == "runtime" for one in self.image.support):
            return False  # the image is there for another language, which this one helps to build
        if any(command.name in self.needs.installed() for _, command in self.needs.started()):
            return False  # another program is what runs
        return language in ("node", "go") and any(c.name in _PROGRAMS[language] for c in self.needs.commands())

    def starts(self, language: str) -> bool:
        """Whether a program of the language is what is started."""
        return any(_plain(command.name) in _PROGRAMS[language] for _, command in self.needs.started())

    def starts_builds(self) -> bool:
        """Whether the image is there to build with: what it starts is a build tool."""
        return any(command.name in BUILD_COMMANDS for _, command in self.needs.started())

    def starts_something(self) -> bool:
        """Whether the file says what is run; an image by itself, with nothing in the file, counts as well."""
        written = [
            each for each in self.needs.instructions if each.keyword not in ("FROM", "ARG", "LABEL", "MAINTAINER")
        ]
        return (not written and not self.given_up_by_tag) or any(
            each.keyword != "HEALTHCHECK" for each in self.needs.starts
        )

    def language_version(self, language: str) -> str | None:
        """The version of the language as the tag or the packages installed say it; None where neither does."""
        if language == "java":
            if self.flavour.java is not None:
                return self.flavour.java
            if self.name in JAVA_IMAGES and self.line:
                return str(self.line[0])
            return next((one.version for one in self.needs.languages if one.name == "java"), None)
        if self.language == language:
            return dotted(self.line) if self.line else None
        return next((one.version for one in self.needs.languages if one.name == language), None)


_JAVA_BUILDERS = re.compile(
    r"https?://[^\s\"']*(?:apache-maven-\d|/gradle-\d|/mill/|lihaoyi/mill|scala-\d|sbt-\d|/sbt/|kotlin-compiler|coursier"
    r"|leiningen|apache-ant-\d|bazel(?:isk)?-)"
)


def _plain(program: str | None) -> str:
    """A program without the version that its name may end in: `python3.12` is `python3`."""
    return re.sub(r"\.\d+$", "", program or "")


_SECOND_COUNTS = frozenset({"python", "golang", "php", "ruby", "perl", "elixir", "julia"})
"""Images whose second number stands for changes that break programs as well."""


def of_its_architecture(proposal: Proposal, image: Image, as_of: str, platform: str) -> Proposal:
    """The proposal out of the repositories of one architecture (`arm64v8/...`), where the image is out of these."""
    here, there = image.parsed, proposal.image.parsed
    if here is None or there is None or here.registry != "docker.io" or there.official is None:
        return proposal
    namespace = here.repository.partition("/")[0]
    if here.official is not None or base_name(here) == here.familiar_name or "/" not in here.repository:
        return proposal
    reference = Reference.parse(f"{namespace}/{there.official}:{there.effective_tag}")
    return proposal._replace(image=image_facts(reference, as_of, platform))


def with_size(proposal: Proposal, platform: str) -> Proposal:
    """A proposal whose image's size has been looked up."""
    image = proposal.image
    if image.parsed is None or image.size is not None:
        return proposal
    return proposal._replace(image=image._replace(size=figure(image.parsed, platform)))


def days_between(as_of: str, until: str) -> int:
    """Days from a day to another."""
    from datetime import date

    return (date.fromisoformat(until) - date.fromisoformat(as_of)).days


def distribution_of(image: Image) -> str:
    """The name of the distribution's release, as well as it is known."""
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
