"""What a stage, with the stages that build on it, does with its base image."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from baseadvisor.advisor.alternatives import languages
from baseadvisor.analysis import Analysis, RunFacts, StageFacts
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.shell.model import Command
from baseadvisor.shell.packages import PackageAction

_BUILDERS = {
    "java": ("javac", "mvn", "mvnw", "gradle", "gradlew", "ant", "sbt", "jar", "jlink", "lein", "jdeps"),
    "go": ("go",),
    "rust": ("cargo", "rustc"),
    "c": ("gcc", "g++", "cc", "make", "cmake", "clang", "meson", "ninja", "configure"),
    "haskell": ("stack", "cabal"),
    "dotnet": ("dotnet",),
    "node": ("tsc", "webpack", "ng", "gulp", "grunt"),
}
_WATCHERS = ("gow", "air", "reflex", "realize", "CompileDaemon", "modd", "dlv", "fresh", "cargo-watch", "bacon", "mage")
BUILD_COMMANDS = frozenset((*_WATCHERS, *(name for names in _BUILDERS.values() for name in names))) - {"dotnet", "jar"}
"""The commands that compile or build, of any language."""
ADDS_ARCHIVE = frozenset({"add-apt-repository", "apt-add-repository"})
"""The commands that add a source of packages."""
_NODE_BUILD = re.compile(r"(run[ -])?(build|compile|dist|bundle)\b.*")
_COMPILER_PACKAGES = re.compile(
    r"gcc|g\+\+|make|build-essential|build-base|cmake|clang|musl-dev|libc6?-dev|gcc-c\+\+|autoconf|automake|.+-dev|.+-devel"
)
_BUILD_PACKAGES = re.compile(
    r"alpine-sdk|base-devel|linux-headers.*|nasm|yasm|gfortran|bison|flex|swig|meson|ninja(?:-build)?|libtool|patch"
    r"|pkgconf|pkg-?config|binutils(?:-.*)?|dpkg-dev|debhelper|devscripts|fakeroot|rpm-build|debconf-utils"
    r"|(?:devtoolset|gcc-toolset)-.*|.*-toolchain|epel-release|centos-release-.*|python3?-software-properties"
)
COMMANDS_END = re.compile(r"&&|\|\||;")
"""Where a command of a RUN ends, in its text; a pipe goes on."""
_COMMENT = re.compile(r"(?<=\n)[ \t]*#(?!!).*")
"""A line of comment in an instruction that goes on, or in its script."""


class Language(NamedTuple):
    """A language that the file installs by packages: its version where the name tells, and the action that does."""

    name: str
    version: str | None
    builds: bool
    action: PackageAction


class Needs:
    """What the stages on one base image do. `stages` are those that stand on it, directly or through each other."""

    def __init__(self, analysis: Analysis, stages: tuple[StageFacts, ...]) -> None:
        self.analysis = analysis
        self.stages = stages
        self.instructions: tuple[Instruction, ...] = tuple(
            each.trigger or each for stage in stages for each in stage.instructions
        )
        self.runs: tuple[RunFacts, ...] = tuple(
            analysis.facts(each) for each in self.instructions if each.keyword == "RUN"
        )
        self.starts: tuple[Instruction, ...] = tuple(each for stage in stages for each in _effective(stage))
        self.is_final = any(stage.is_final for stage in stages)
        self._languages: tuple[Language, ...] | None = None
        self._matches: dict[re.Pattern[str], tuple[tuple[str, int, re.Match[str]], ...]] = {}

    def line(self, start: int) -> int:
        """The 1-based line of a file offset."""
        return self.analysis.dockerfile.position(start).line

    def actions(self) -> Iterator[PackageAction]:
        """What package managers do in the stages' RUNs, in file order."""
        for run in self.runs:
            yield from run.actions

    def commands(self) -> Iterator[Command]:
        """All commands of the stages' RUNs, in file order."""
        for run in self.runs:
            yield from run.commands

    def started(self) -> Iterator[tuple[Instruction, Command]]:
        """The commands that CMD, ENTRYPOINT and HEALTHCHECK start."""
        for instruction in self.starts:
            if instruction.keyword == "HEALTHCHECK" and instruction.arguments.strip().upper() == "NONE":
                continue
            for command in self.analysis.facts(instruction).commands:
                yield instruction, command

    def managers(self) -> frozenset[str]:
        """The families of the distribution's package managers that are used to install something."""
        return frozenset(a.family for a in self.actions() if a.action == "install" and a.family in SYSTEM_FAMILIES)

    def installed(self, before: int | None = None) -> frozenset[str]:
        """The packages that distribution package managers install (before a file offset)."""
        return frozenset(name for name, start in self._installations.items() if before is None or start < before)

    def installs_one(self, names: Iterable[str], before: int) -> bool:
        """Whether one of these packages is installed before a file offset; as `installed`, without asking all."""
        return any(self._installations.get(name, before) < before for name in names)

    @cached_property
    def _installations(self) -> Mapping[str, int]:
        """The packages that distribution package managers install, each with the offset of what first installs it.

        `apt-get build-dep` installs build-essential whatever the source asks for.
        """
        given = (
            (package.name, action.start)
            for action in self.actions()
            if action.action == "install" and action.family in SYSTEM_FAMILIES
            for package in action.packages
        )
        building = (action for action in self.actions() if (action.family, action.action) == ("apt", "build-dep"))
        built = (("build-essential", action.start) for action in building)
        first: dict[str, int] = {}
        for name, start in (*given, *built):
            first[name] = min(start, first.get(name, start))
        return first

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that are installed by packages."""
        if self._languages is None:
            found: dict[str, Language] = {}
            for action in self.actions():
                if action.action != "install" or action.family not in SYSTEM_FAMILIES:
                    continue
                for package in action.packages:
                    for one in languages():
                        match = next((m for p in one.packages if (m := p.fullmatch(package.name))), None)
                        if match is None:
                            continue
                        version = next((value for value in match.groupdict().values() if value), None)
                        builds = any(p.fullmatch(package.name) for p in one.builds)
                        before = found.get(one.name)
                        if before is None or (before.version is None and version is not None):
                            found[one.name] = Language(one.name, version, builds, action)
                        elif builds and not before.builds:
                            found[one.name] = before._replace(builds=True)
            self._languages = tuple(found.values())
        return self._languages

    def builds(self) -> tuple[str, ...]:
        """The languages whose compilers or build tools the stages run, and "c" where a compiler is installed."""
        found: dict[str, None] = {}
        for command in self.commands():
            for language, names in _BUILDERS.items():
                if command.name in names and not _asks_version(command):
                    found[language] = None
            if command.name in ("npm", "yarn", "pnpm") and len(command.words) > 1:
                words = " ".join(word.text for word in command.words[1:])
                if _NODE_BUILD.match(words):
                    found["node"] = None
        if any(_COMPILER_PACKAGES.fullmatch(name) for name in self.installed()):
            found["c"] = None
        return tuple(found)

    def words(self) -> Iterator[tuple[str, int]]:
        """Every piece of text in the stages that may name a path or a URL, with its offset in the file.

        Comments within an instruction are blank.
        """
        yield from self._words

    @cached_property
    def copying(self) -> tuple[Instruction, ...]:
        """COPY and ADD, in file order."""
        return tuple(each for each in self.instructions if each.keyword in ("COPY", "ADD"))

    def copies(self, name: str) -> bool:
        """Whether COPY or ADD names a file."""
        return any(name in each.arguments for each in self.copying)

    def matches(self, pattern: re.Pattern[str]) -> tuple[tuple[str, int, re.Match[str]], ...]:
        """Where a pattern matches in the words: the text, its offset, and the match. It is looked for once."""
        found = self._matches.get(pattern)
        if found is None:
            found = tuple((text, start, match) for text, start in self._words for match in pattern.finditer(text))
            self._matches[pattern] = found
        return found

    @cached_property
    def _words(self) -> tuple[tuple[str, int], ...]:
        return tuple(self._blanked())

    def _blanked(self) -> Iterator[tuple[str, int]]:
        for instruction in self.instructions:
            if instruction.keyword in ("FROM", "LABEL", "MAINTAINER"):
                continue
            text = self.analysis.text[instruction.start : instruction.end]
            yield _COMMENT.sub(lambda found: " " * len(found[0]), text), instruction.start


def _effective(stage: StageFacts) -> Iterator[Instruction]:
    """The CMD, ENTRYPOINT and HEALTHCHECK of a stage that count: of each the last."""
    last: dict[str, Instruction] = {}
    for instruction in stage.instructions:
        if instruction.keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK"):
            last[instruction.keyword] = instruction
    yield from last.values()


def _asks_version(command: Command) -> bool:
    return len(command.words) == 2 and command.words[1].text in ("--version", "-version", "-v", "version", "-V")


def is_for_building(package: str) -> bool:
    """Whether a package is a compiler, a build tool, headers, or a source of packages."""
    return any(one.fullmatch(package) for one in (_COMPILER_PACKAGES, _BUILD_PACKAGES)) or package.endswith("-multilib")


SYSTEM_FAMILIES = frozenset({"apt", "apk", "dnf", "zypper", "pacman", "tdnf", "portage", "swupd", "opkg", "xbps"})
"""Families of package managers that install a distribution's packages."""
