"""Which languages get another version by a move: those of the images, and those that their packages bring."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from baseadvisor.advisor.model import Image
from baseadvisor.advisor.move import Move, numbers
from baseadvisor.advisor.needs import SYSTEM_FAMILIES
from baseadvisor.advisor.release_versions import Version, version_in_release
from baseadvisor.catalog.support import cycles

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
    "apache-maven": "Maven",
    "gradle": "Gradle",
    "eclipse-jetty": "Jetty",
    "r": "R",
    "java": "Java",
    "gcc": "GCC",
}
"""Products by the id of their support dates, and what only packages bring."""


class Jump(NamedTuple):
    """A language whose version changes. `start` is the offset of the package that brings it, None where the image does.

    `exact` is False where the new version is at least `new`.
    """

    product: str
    old: Version
    new: Version
    start: int | None = None
    exact: bool = True

    def crosses(self, *version: int) -> bool:
        """Whether a version is the first to be new: from below it to it or beyond."""
        return self.old < version <= self.new

    @property
    def there(self) -> str:
        """`Python 3.14`, `Python 3.12 or newer`."""
        return f"{TITLES[self.product]} {dotted(self.new)}{'' if self.exact else ' or newer'}"

    @property
    def title(self) -> str:
        """`Python 3.6 -> 3.14`."""
        return f"{TITLES[self.product]} {dotted(self.old)} -> {dotted(self.new)}{'' if self.exact else ' or newer'}"


def jumps(move: Move) -> Iterator[Jump]:
    """The languages whose major version (or the line that counts as one) becomes another, each once."""
    before, after = _of_image(move.before), _of_image(move.after)
    if move.name_before == "iojs":  # its versions 1 to 3 went on as Node.js 4
        before["nodejs"] = numbers(move.before.tag)[:1] or (1,)
    newest = newest_alone(move.name_after)
    for product, new in (*after.items(), *newest):
        old = before.get(product)
        if old is not None and old != new:
            yield Jump(product, old, new, exact=product in after)
    for product, start in _installed(move):
        if product in before:
            continue
        was = version_in_release(move.before.distribution, move.before.release, product)
        becomes = (
            (after[product], True)
            if product in after
            else version_in_release(move.after.distribution, move.after.release, product)
        )
        if was is not None and becomes is not None and was[1] and was[0] != becomes[0]:
            yield Jump(product, was[0], *becomes[:1], start, becomes[1])


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
    out = [numbers(one.cycle) for one in cycles(dates) if one.released is not None and one.released <= one.as_of]
    return ((product, max(out)),) if out else ()


def _of_image(image: Image) -> dict[str, Version]:
    return {one.product: numbers(one.name) for one in image.support if one.role == "runtime" and one.product in TITLES}


# The packages that bring a language in whichever version the release has, and who else makes packages of those names.
_PACKAGES = {
    "python": (r"python3|python3-(?:pip|dev|devel|venv|virtualenv|setuptools)|py3-(?:pip|virtualenv)", r"deadsnakes"),
    "nodejs": (r"nodejs|nodejs-npm|npm", r"nodesource"),
    "ruby": (r"ruby|ruby-(?:dev|devel|full|bundler|rake)", r"brightbox|rvm\.io|rbenv|ruby-build"),
    "php": (r"php|php-[a-z]+|libapache2-mod-php", r"ondrej|sury\.org|remirepo|/remi"),
    "r": (r"r-base|r-base-(?:core|dev)", r"cran|c2d4u"),
    "java": (r"default-(?:jdk|jre)(?:-headless)?", r"adoptium|adoptopenjdk|corretto|azul"),
    "gcc": (r"gcc|g\+\+|gcc-c\+\+|build-essential", r"devtoolset|gcc-toolset|ubuntu-toolchain"),
    "go": (r"golang|golang-go|go", r"golang-backports|go\.dev/dl|golang\.org/dl|dl\.google\.com/go"),
}


def _installed(move: Move) -> Iterator[tuple[str, int]]:
    """The languages that the file installs by packages of the distribution: the product, and where it is first."""
    told: set[str] = set()
    for action in move.actions():
        if action.action != "install" or action.family not in SYSTEM_FAMILIES:
            continue
        for package in action.packages:
            for product, (names, others) in _PACKAGES.items():
                if product in told or package.version is not None or not re.fullmatch(names, package.name):
                    continue
                told.add(product)
                if not any(re.search(others, text, re.IGNORECASE) for text, _ in move.needs.words()):
                    yield product, package.start


def place_of_use(move: Move, families: frozenset[str], programs: frozenset[str]) -> int | None:
    """The offset where libraries of a language are installed, else where it is run; None where neither is shown."""
    for action in move.all_actions():
        if action.family in families and action.action == "install":
            return action.start
    for command in move.commands():
        if command.name in programs:
            return command.start
    return next((each.start for each, command in move.started() if command.name in programs), None)


def dotted(version: Version) -> str:
    """(3, 12) as `3.12`."""
    return ".".join(map(str, version))
