"""Which languages get another version by a move: those of the images, and those that their packages bring."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache, partial
from typing import NamedTuple

from baseadvisor.advisor.compat.archive import unseen_packages
from baseadvisor.advisor.compat.archive.editions import edition, has_python_2, held, is_python_2_library, nearest
from baseadvisor.advisor.compat.archive.gone import lack
from baseadvisor.advisor.compat.archive.managers import also_lines
from baseadvisor.advisor.compat.language import onbuild, python_2
from baseadvisor.advisor.compat.language.own_python import brings_a_python
from baseadvisor.advisor.compat.language.own_tools import is_of_project, of_managers_alone
from baseadvisor.advisor.compat.origin.sources import source_added
from baseadvisor.advisor.facts import OR_OLDER
from baseadvisor.advisor.flavour import JAVA_IMAGES, flavour_of
from baseadvisor.advisor.listing import is_distribution, line_of
from baseadvisor.advisor.model import Image
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import SYSTEM_FAMILIES
from baseadvisor.advisor.release_versions import Version, version_in_release
from baseadvisor.catalog.support import cycles
from baseadvisor.image.numbers import dotted, number, numbers
from baseadvisor.shell.model import Command
from baseadvisor.shell.packages import Package, PackageAction

TITLES = {
    "python": "Python",
    "nodejs": "Node.js",
    "ruby": "Ruby",
    "php": "PHP",
    "go": "Go",
    "dotnet": ".NET",
    "rust": "Rust",
    "perl": "Perl",
    "elixir": "Elixir",
    "erlang": "Erlang/OTP",
    "julia": "Julia",
    "ghc": "GHC",
    "tomcat": "Tomcat",
    "nginx": "nginx",
    "apache-maven": "Maven",
    "gradle": "Gradle",
    "eclipse-jetty": "Jetty",
    "r": "R",
    "java": "Java",
    "gcc": "GCC",
    "clang": "Clang/LLVM",
    "openssl": "OpenSSL",
}
"""Products by the id of their support dates, and what only packages bring."""


class Jump(NamedTuple):
    """A language whose version changes. `start` is the offset of the package that brings it, None where the image does.

    `exact` is False where the new version is at least `new`. `named`: the file asks for the old version by name.
    """

    product: str
    old: Version
    new: Version
    start: int | None = None
    exact: bool = True
    named: bool = False

    @property
    def is_major(self) -> bool:
        """Whether the first number changes."""
        return self.old[:1] != self.new[:1]

    def crosses(self, *version: int) -> bool:
        """Whether a version is the first to be new: from below it to it or beyond, as exactly as either is known."""
        return self.old < version[: len(self.old)] and version[: len(self.new)] <= self.new

    @property
    def there(self) -> str:
        """`Python 3.14`, `Python 3.12 or newer`."""
        return f"{TITLES[self.product]} {dotted(self.new)}{'' if self.exact else ' or newer'}"

    @property
    def title(self) -> str:
        """`Python 3.6 -> 3.14`."""
        return f"{TITLES[self.product]} {dotted(self.old)} -> {dotted(self.new)}{'' if self.exact else ' or newer'}"


@lru_cache(maxsize=16)
def jumps(move: Move) -> tuple[Jump, ...]:
    """The languages whose major version (or the line that counts as one) becomes another, each once."""
    return tuple(_jumps(move))


def _jumps(move: Move) -> Iterator[Jump]:
    before, after = _of_image(move.before), _of_image(move.after)
    if move.name_before == "iojs":  # its versions 1 to 3 went on as Node.js 4
        before["nodejs"] = numbers(move.before.tag)[:1] or (1,)
    if move.name_before in _LAST_DOTNET and "dotnet" not in before:
        before["dotnet"] = _LAST_DOTNET[move.name_before]
    if move.name_after.startswith("gcr.io/distroless/python3"):
        python = in_release(move.after, "python")
        after |= {"python": python[0]} if python is not None else {}
    newest = newest_alone(move.name_after)
    for product, new in (*after.items(), *newest):
        old = before.get(product)
        if old is not None and old != new:
            yield Jump(product, old, new, exact=product in after)
    named = tuple(named_jumps(move))
    chosen = {one.product for one in named if one.product == "python" and one.old[0] > 2}
    for product, start in languages_installed(move):
        if product in before or product in chosen:
            continue
        was = version_in_release(move.before.distribution, move.before.release, product)
        brought = _brought(move)
        becomes = (brought[product], True) if product in brought else in_release(move.after, product)
        if was is None or becomes is None or not was[1] or (not becomes[1] and becomes[0] < was[0]):
            continue  # "8.1 or newer" may be 8.2
        if was[0] != becomes[0]:
            yield Jump(product, was[0], *becomes[:1], start, becomes[1])
    for one in (*named, *_unnamed(move, named), *_of_nodesource(move)):
        if one.product not in before and not (one.product == "python" and brings_a_python(move.before)):
            yield one


# The newest .NET Core of the repositories that Microsoft left on Docker Hub, whose tags went on at mcr.microsoft.com,
# and of those there that were called after .NET Core (dotnet-docker discussion 3674).
_LAST_DOTNET: dict[str, Version] = {
    "microsoft/dotnet": (2, 2),
    "microsoft/aspnetcore": (2, 0),
    "microsoft/aspnetcore-build": (2, 0),
    **dict.fromkeys((f"mcr.microsoft.com/dotnet/core/{one}" for one in ("sdk", "aspnet", "runtime")), (3, 1)),
}


class Frozen(NamedTuple):
    """A language of a tag that is built no more and leaves its version open: at most `old`, and `new` there."""

    product: str
    old: Version
    new: Version


def of_ended_release(move: Move) -> Iterator[Frozen]:
    """The languages of an image that stands on a release which is over, where its tag leaves the version open.

    Such a tag was last built while the release was served: what it has is at most what was out by then.
    """
    until = _last_built(move.before)
    if until is None or move.name_before != move.name_after:
        return
    before = _of_image(move.before)
    for product, new in _of_image(move.after).items():
        old = _newest(product, until)
        if product not in before and old and old < new:
            yield Frozen(product, old, new)


def _last_built(image: Image) -> str | None:
    """The last day on which a tag can have been built; None where it is built still, for all that is known."""
    ends = [
        one.extended_until or one.until for one in image.support if one.role == "distribution" and one.state == "ended"
    ]
    if "onbuild" in image.tag:
        ends.append(onbuild.LAST_BUILT)
    return min((end for end in ends if end is not None), default=None)


def from_nowhere(move: Move) -> Iterator[Jump]:
    """The languages that the other image has, or that the file installs there, each as if from no version at all."""
    there = _of_image(move.after)
    for product, new in there.items():
        yield Jump(product, _NO_VERSION, new)
    for product, start in languages_installed(move):
        found = in_release(move.after, product) if product not in there else None
        if found is not None:
            yield Jump(product, _NO_VERSION, found[0], start, found[1])


_NO_VERSION = (0,)


def version_of(image: Image, product: str) -> Version | None:
    """The version of a language that an image has: its own, or the one that its release packages, at the least."""
    packaged = in_release(image, product)
    return _of_image(image).get(product) or (packaged[0] if packaged is not None else None)


def in_release(image: Image, product: str) -> tuple[Version, bool] | None:
    """The version that an image's packages bring, and whether it is exactly that; a rolling one has the newest."""
    if image.distribution != "wolfi":
        return version_in_release(image.distribution, image.release, product)
    newest = _newest(product) if product == "python" else _ROLLING.get(product, ())
    return (newest, False) if newest else None


# What a rolling distribution has at least, of what no support dates are known. Source: wolfi-dev/os, gcc.yaml
# and php-8.1.yaml, the oldest of its packages of PHP.
_ROLLING: dict[str, Version] = {"gcc": (15,), "php": (8, 1)}


# Images of which the newest version alone is free of charge, under the tag latest: alternatives.toml.
_NEWEST_ALONE = {
    "cgr.dev/chainguard/python": ("python", "python"),
    "cgr.dev/chainguard/node": ("nodejs", "nodejs"),
    "cgr.dev/chainguard/jre": ("java", "eclipse-temurin"),
}


def newest_alone(name: str) -> tuple[tuple[str, Version], ...]:
    """The language that an image has in its newest version alone, with the newest that the catalog knows."""
    if name not in _NEWEST_ALONE:
        return ()
    product, dates = _NEWEST_ALONE[name]
    version = _newest(dates)
    return ((product, version),) if version else ()


def _newest(product: str, until: str | None = None) -> Version:
    """The newest version of a product that the catalog knows, or that was out on a day; () where it knows none."""
    out = [
        numbers(one.cycle)
        for one in cycles(product)
        if one.released is not None and one.released <= (until or one.as_of)
    ]
    return max(out, default=())


def _of_image(image: Image) -> dict[str, Version]:
    """The versions of languages that an image has for sure: not those of which it may have an older one."""
    return {
        one.product: numbers(one.name)
        for one in image.support
        if one.role == "runtime" and one.product in TITLES and not one.name.endswith(OR_OLDER)
    }


# The packages that bring a language in whichever version the release has, and who else makes packages of those names.
_PACKAGES_WRITTEN = {
    "python": (r"python3|python3-(?:pip|dev|devel|venv|virtualenv|setuptools)|py3-(?:pip|virtualenv)", r"deadsnakes"),
    "nodejs": (r"nodejs|nodejs-npm|npm", r"nodesource|\bnvm\b|(?:^RUN|[;&|])\s*n\s+(?:\d|lts|stable|latest)"),
    "ruby": (
        r"ruby|ruby-(?:dev|devel|full|bundler|rake)",
        r"brightbox|rvm\.io|rbenv|ruby-build|ruby-lang\.org/pub|ruby-\d\.\d",
    ),
    "php": (r"php|php-[a-z]+|libapache2-mod-php", r"ondrej|sury\.org|remirepo|/remi|dotdeb|webtatic"),
    "r": (r"r-base|r-base-(?:core|dev)", r"cran|c2d4u"),
    "java": (
        r"default-(?:jdk|jre)(?:-headless)?",
        r"adoptium|adoptopenjdk|corretto|azul|webupd8|openjdk-r|linuxuprising",
    ),
    "go": (r"golang|golang-go|go", r"golang-backports|go\.dev/dl|golang\.org/dl|dl\.google\.com/go"),
}
_PACKAGES = {
    product: (re.compile(names), re.compile(others, re.IGNORECASE))
    for product, (names, others) in _PACKAGES_WRITTEN.items()
}


def languages_installed(move: Move) -> Iterator[tuple[str, int]]:
    """The languages that the file installs by packages of the distribution: the product, and where it is first."""
    told: set[str] = set()
    for action in move.actions():
        if action.action != "install" or action.family not in SYSTEM_FAMILIES:
            continue
        for package in action.packages:
            for product, (names, others) in _PACKAGES.items():
                if product in told or not names.fullmatch(package.name):
                    continue
                if product == "nodejs" and "nodejs-current" in move.needs.installed():
                    continue  # Alpine's newest, beside the one with long-term support
                told.add(product)
                if not move.needs.matches(others):
                    yield product, package.start
    if "python" not in told and is_distribution(move.name_before):
        yield from _by_pip(move)


def _by_pip(move: Move) -> Iterator[tuple[str, int]]:
    """Python by its pip3, where that can only be of packages whose names nobody sees here."""
    for action in move.actions():
        if action.family == "pip" and action.manager == "pip3" and action.command.words[0].value == "pip3":
            if unseen_packages.are_installed(move, action.start):
                yield "python", action.start
            return


def named_jumps(move: Move) -> Iterator[Jump]:
    """The languages that the file installs by a package of one version, which the other image has not: each once.

    The version there is the nearest that it has, whatever the package is called.
    """
    told: set[tuple[str, int]] = set()
    is_meant = cache(partial(python_2.is_meant, move))
    for action in move.actions():
        if action.action != "install" or action.family not in SYSTEM_FAMILIES:
            continue
        for package in action.packages:
            found = edition(package.name, move.before, move.after) if package.kind == "name" else None
            if found is None or (found.product, found.version[0]) in told:
                continue
            library = is_python_2_library(package.name, move.before)
            if found.version[0] == 2 and not library and not is_meant(package.name):
                continue
            if move.needs.matches(_PACKAGES[found.product][1]):
                continue
            becomes = _in_place_of(move, action.family, package, *found)
            if becomes is not None and becomes[0][: len(found.version)] > found.version:
                told.add((found.product, found.version[0]))
                yield Jump(found.product, found.version, becomes[0], package.start, becomes[1], named=True)


_NODESOURCE = re.compile(r"(?:deb|rpm)\.nodesource\.com/(?:setup|node|pub)_(?P<version>\d+)\.x")


def _of_nodesource(move: Move) -> Iterator[Jump]:
    """The Node.js whose version the address of its source names, where the other image or its packages have another."""
    new = _instead_of_nodesource(move)
    first = next(iter(move.needs.matches(_NODESOURCE)), None)
    if new is None or first is None:
        return
    _, start, match = first
    old = (number(match["version"]),)
    if old < new[0][:1]:
        yield Jump("nodejs", old, new[0], start + match.start(), new[1], named=True)


def _instead_of_nodesource(move: Move) -> tuple[Version, bool] | None:
    """The other image's own Node.js, else that of a distribution which NodeSource makes no packages for."""
    brought, newest = _of_image(move.after).get("nodejs"), dict(newest_alone(move.name_after)).get("nodejs")
    if brought is not None:
        return brought, True
    if newest is not None:
        return newest, False
    return in_release(move.after, "nodejs") if move.after.distribution == "alpine" else None


def _unnamed(move: Move, named: tuple[Jump, ...]) -> Iterator[Jump]:
    """Python 2 that the file runs and does not install: the image has it, or another package brings it."""
    place = python_2.place_of_plain(move)
    becomes = in_release(move.after, "python")
    if place is None or becomes is None or has_python_2(move.after):
        return
    if not any(one.product == "python" and one.old[0] == 2 for one in named):
        yield Jump("python", (2, 7), becomes[0], place, becomes[1], named=True)


def _in_place_of(
    move: Move, family: str, package: Package, product: str, version: Version
) -> tuple[Version, bool] | None:
    """What takes the place of a package's version there, and whether it is exactly that; None where it is there."""
    brought = _brought(move).get(product)
    if brought is not None:
        return brought, True
    there = move.after.userland
    if there is None or ((product, version[0]) == ("python", 2) and has_python_2(move.after)):
        return None
    lost = lack(package, family, move.after)
    if lost is not None and lost.vendors and source_added(move, package.start) is not None:
        return None
    known = held(package.name, product, move.after)
    if known:
        return nearest(version, known), True
    if family == there.package_family and version[0] != 2 and lost is None:
        return None  # it is there, or nothing is known
    return in_release(move.after, product)


def _brought(move: Move) -> dict[str, Version]:
    """The languages that the other image brings."""
    java = java_of(move.name_after, move.after)
    return _of_image(move.after) | ({"java": (java,)} if java is not None else {})


def java_of(name: str, image: Image) -> int | None:
    """The release of Java that an image has; None where it has none, or it is not known."""
    java = flavour_of(name, image.tag).java
    if java is None and name in JAVA_IMAGES:
        line = line_of(name, image.tag, image)
        java = str(line[0]) if line else None
    match = re.search(r"(?:distroless/java|adoptopenjdk/openjdk)(\d+)", name)
    java = match[1] if match else java
    if java is None:  # what a tag of Tomcat's without a Java stands on
        built = next((numbers(one.name) for one in image.support if one.product in _BUILDS_OF_JAVA), ())
        return built[0] if built else None
    return int(java) if java else None


_BUILDS_OF_JAVA = frozenset({"eclipse-temurin", "amazon-corretto", "ibm-semeru", "sapmachine", "azul-zulu"})


# What installs the libraries of a project beside the managers that are read: the family it is of, the subcommands.
_PROJECT_TOOLS = {
    "poetry": ("pip", frozenset({"install", "sync"})),
    "pipenv": ("pip", frozenset({"install", "sync"})),
    "pdm": ("pip", frozenset({"install", "sync"})),
    "corepack": ("npm", frozenset({"npm", "yarn", "pnpm"})),
}
_INTERPRETER = re.compile(r"python[\d.]*|node|nodejs|ruby|perl|php|Rscript|R|iex|erl")
_INLINE = ("-e", "-p", "-r", "-c", "-m", "-v", "-V", "--version", "--eval", "--print")


def _runs_a_line(command: Command) -> bool:
    """Whether a language is given a line or a module to run, and no program of the project."""
    return _INTERPRETER.fullmatch(command.name or "") is not None and command.has_flag(*_INLINE)


def place_of_use(move: Move, families: frozenset[str], programs: frozenset[str]) -> int | None:
    """The offset where the libraries of the project are installed, else some by name, else where one of its programs is
    run or started, else a tool is installed; None where neither is shown."""
    tools: list[int] = []
    named: list[int] = []
    for action in move.all_actions():
        if action.family in families and action.action == "install":
            if action.family == "pip" and _is_of_conda(move, action):
                continue
            if of_managers_alone(action):
                tools.append(action.start)
            elif is_of_project(action):
                return action.start
            else:
                named.append(action.start)
    for command in move.commands():
        family, subcommands = _PROJECT_TOOLS.get(command.name or "", ("", frozenset()))
        if family in families and command.operands and command.operands[0].value in subcommands:
            return command.start
    if named:
        return named[0]
    for command in move.commands():
        if command.name in programs and command.start not in tools and not _runs_a_line(command):
            return command.start
    started = next((each.start for each, command in move.started() if command.name in programs), None)
    if started is None and onbuild.built(move) is not None:
        return onbuild.place(move)
    return started if started is not None else next(iter(tools), None)


_ON_PATH = re.compile(r"\bPATH[= ][\"']?/[\w./-]*conda\d?/bin")


def _is_of_conda(move: Move, action: PackageAction) -> bool:
    """Whether conda's folder is first on PATH when pip is called, so that pip is conda's."""
    called = action.command.words[0].text if action.command.words else ""
    return "/" not in called and any(start < action.start for _, start, _ in move.needs.matches(_ON_PATH))


def also_used(move: Move, families: frozenset[str], programs: frozenset[str], place: int | None) -> str:
    """The further lines where libraries are installed, or one of the programs is run, in words: ` (also line 28)`.

    "" where the first is all.
    """
    if place is None:
        return ""
    first = move.line(place)
    actions = [one for one in move.all_actions() if one.family in families]
    tools = {one.start for one in actions if one.action != "install" or of_managers_alone(one)}
    tools |= {one.start for one in actions if one.family == "pip" and _is_of_conda(move, one)}
    found = {move.line(one.start) for one in actions if one.start not in tools}
    found |= {
        move.line(command.start)
        for command in move.commands()
        if command.name in programs and command.start not in tools and not _runs_a_line(command)
    }
    return also_lines([first, *sorted(found - {first})])
