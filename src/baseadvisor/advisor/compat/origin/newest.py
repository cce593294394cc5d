"""The newest version of a tool, installed on a language that is too old for it: it fails on the image as it is."""

import re
from collections.abc import Collection, Iterator

from baseadvisor.advisor.compat.archive.managers import also_lines, listed
from baseadvisor.advisor.compat.failing import reports_failure
from baseadvisor.advisor.compat.language.jumps import from_nowhere
from baseadvisor.advisor.compat.language.own_tools import of_managers_alone
from baseadvisor.advisor.compat.language.rust import takes_newest_crates
from baseadvisor.advisor.model import Certainty, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.release_versions import Version
from baseadvisor.image.numbers import dotted, number, numbers
from baseadvisor.shell.model import Command
from baseadvisor.shell.packages import Package, PackageAction


def standing(move: Move) -> Iterator[Reason]:
    """What the file installs in its newest version, and the language that the image has now does not take."""
    versions = {jump.product: jump.new for jump in from_nowhere(move) if jump.exact}
    yield from _get_pip(move, versions.get("python"))
    ruby = _ruby(move, versions.get("ruby"))
    if ruby is not None:
        yield from _gems(move, ruby)
    node = _node(move, versions.get("nodejs"))
    if node is not None:
        yield from _npm(move, node)
    yield from _bioconductor(move, versions.get("r"))


# Source: https://pypi.org/project/pip/ ("Requires: Python >=3.10" of pip 26.3; 26.0.1 is the last for 3.9).
_PIP_WANTS = (3, 10)
_GET_PIP = re.compile(r"bootstrap\.pypa\.io/get-pip\.py")
_PYTHON = re.compile(r"python(?P<version>[23](?:\.\d+)?)?")
_OTHERS = re.compile(r"(?<!se)conda|mamba|pyenv|Python-\d|python\.org/ftp|pypy|\buv\b", re.IGNORECASE)


def _get_pip(move: Move, python3: Version | None) -> Iterator[Reason]:
    """The script that installs pip, which stops on a Python that the newest pip is not made for."""
    texts = [text for text, _ in move.needs.words()]
    if not any(_GET_PIP.search(text) for text in texts) or any(_OTHERS.search(text) for text in texts):
        return
    fetched = False
    for run in move.runs:
        for command in run.commands:
            fetched = fetched or any(_GET_PIP.search(word.text) for word in command.arguments)
            name = _PYTHON.fullmatch(command.name or "")
            if name is None or not fetched or not (_reads_pipe(command) or _runs_get_pip(command)):
                continue
            version = _called(move, name["version"], python3)
            if version is None or version >= _PIP_WANTS or command.handled or not reports_failure(run, command):
                continue
            shown = dotted(version[:2])
            yield Reason(
                "gone",
                "breaks",
                "high",
                "get-pip.py",
                f"it stops on Python {shown}, as pip is for {dotted(_PIP_WANTS)} and later now: take "
                f"https://bootstrap.pypa.io/pip/{shown}/get-pip.py",
                move.line(command.start),
            )
            return


def _reads_pipe(command: Command) -> bool:
    """Whether a command runs what a pipe gives it."""
    return command.position > 0 and all(word.value in ("-", "--user") for word in command.arguments)


def _runs_get_pip(command: Command) -> bool:
    return any(word.text.endswith("get-pip.py") for word in command.operands)


# The releases in which `python` is Python 2.7, or nothing; the first that has none is left out.
_HAS_PYTHON_2 = {"debian": (11,), "ubuntu": (20, 4), "alpine": (3, 12), "centos": (8,), "amazonlinux": (2023,)}


def _called(move: Move, version: str | None, python3: Version | None) -> Version | None:
    """The version of Python that a name stands for: `python2.7`, `python3`, `python`."""
    if version is not None and "." in version:
        return numbers(version)
    if version == "2":
        return (2, 7)
    if version == "3" or move.name_after == "python":
        return python3 if python3 is not None and len(python3) > 1 else None
    gone = _HAS_PYTHON_2.get(move.after.distribution or "")
    release = numbers(move.after.release)
    return (2, 7) if gone is not None and release and release < gone else None


# What the newest version of a gem wants of Ruby, and the last versions of Bundler for those before. Where to look:
# https://rubygems.org/gems/bundler/versions and https://rubygems.org/gems/rails/versions ("required Ruby version").
_RUBY_WANTED = (3, 2)
_NEWEST_GEMS = frozenset({"bundler", "rails"})
_LAST_BUNDLER = (((2, 3), "1.17.3"), ((2, 6), "2.3.27"), ((3, 0), "2.4.22"), ((3, 1), "2.5.23"), ((3, 2), "2.6.9"))
_OTHER_RUBY = re.compile(r"\brvm\b|rbenv|ruby-build|ruby-install|cache\.ruby-lang\.org|jruby", re.IGNORECASE)
_RUBY_BY_VERSION = re.compile(r"ruby(?P<version>[12]\.\d)(?:\.\d)?(?:-dev)?")


def _ruby(move: Move, own: Version | None) -> Version | None:
    """The Ruby that the file has: that of a package which is called after its version, else the image's own."""
    if any(_OTHER_RUBY.search(text) for text, _ in move.needs.words()):
        return None
    named = [match for name in move.needs.installed() if (match := _RUBY_BY_VERSION.fullmatch(name))]
    return max((numbers(match["version"]) for match in named), default=own)


def _gems(move: Move, ruby: Version) -> Iterator[Reason]:
    """gem stops at a newest version that wants a newer Ruby, and says which was the last that does not."""
    if len(ruby) < 2 or ruby >= _RUBY_WANTED:
        return
    for action in move.actions():
        if action.manager != "gem" or action.action != "install" or not _must_work(move, action):
            continue
        if action.has("--version", "--conservative", "--local", "--file"):
            continue
        for package in action.packages:
            if package.name in _NEWEST_GEMS and package.kind == "name" and package.version is None:
                yield _gem(move, package, ruby)


def _gem(move: Move, package: Package, ruby: Version) -> Reason:
    why = f"the newest wants Ruby 3.2 or newer, and gem stops at it on {dotted(ruby)}: name a version"
    if package.name == "bundler":
        last = next(version for below, version in _LAST_BUNDLER if ruby < below)
        why += f" (bundler:{last} is the last for it)"
    certainty: Certainty = "high" if package.name == "bundler" else "medium"
    return Reason("gone", "breaks", certainty, f"gem install {package.name}", why, move.line(package.start))


_NODESOURCE = re.compile(r"nodesource\.com/(?:setup_|node_)(?P<version>\d+)\.x")
_OTHER_NODE = re.compile(r"\bnvm\b|\bfnm\b|\bvolta\b|nodejs\.org/dist|\bn\s+(?:lts|latest|stable|\d)", re.IGNORECASE)


def _node(move: Move, own: Version | None) -> Version | None:
    """The Node.js that the file has: the image's or its packages', or the one that it takes from NodeSource."""
    texts = [text for text, _ in move.needs.words()]
    if any(_OTHER_NODE.search(text) for text in texts):
        return None
    found = next((match for text in texts if (match := _NODESOURCE.search(text))), None)
    return (number(found["version"]),) if found is not None and own is None else own


# Source: the engines of npm 12.2 (^22.22.2 || ^24.15.0 || >=26); from npm 7 on npm stops at a newer npm that does not
# fit (EBADENGINE), before that it installs what does not start.
_NODE_WANTED = (22,)
_BETWEEN = ((23,), (25,))
_STOPS = (15,)


def _npm(move: Move, node: Version) -> Iterator[Reason]:
    if node >= _NODE_WANTED and node[:1] not in _BETWEEN:
        return
    uses = [action.start for action in move.all_actions() if action.manager in ("npm", "npx")]
    uses += [command.start for command in move.commands() if command.name in ("npm", "npx")]
    for action in move.actions():
        if action.manager != "npm" or action.action != "install" or not action.has("--global"):
            continue
        newest = next((one for one in action.packages if one.name == "npm" and _is_newest(one)), None)
        if newest is None or not _must_work(move, action):
            continue
        shown = dotted(node[:1])
        if node >= _STOPS:
            why = f"the newest npm wants Node.js 22, 24, or 26 and newer, and npm stops at it on {shown} (EBADENGINE)"
        elif any(start > action.end for start in uses):
            why = f"the newest npm wants Node.js 22, 24, or 26 and newer: once there, no npm command runs on {shown}"
        else:
            continue
        line = move.line(newest.start)
        yield Reason(
            "gone", "breaks", "high", f"npm install -g {newest.text}", f"{why}: leave it out, or name a version", line
        )
        return


_SERVED = (20,)
"""The oldest Node.js that packages of npm are made for as a rule: older ones get no fixes."""


def unasked(move: Move, told: Collection[int]) -> Iterator[Reason]:
    """Packages of npm and gems without a version, on a Node.js or Ruby that newest versions are no longer made for.

    pip looks for a version that fits by itself; npm and gem take the newest, and stop at it or install what fails.
    """
    versions = {jump.product: jump.new for jump in from_nowhere(move) if jump.exact}
    node, ruby = _node(move, versions.get("nodejs")), _ruby(move, versions.get("ruby"))
    if node is not None and node < _SERVED:
        yield from _newest_of(move, "npm", f"Node.js {dotted(node[:1])}", told)
    if ruby is not None and len(ruby) > 1 and ruby < _RUBY_WANTED:
        yield from _newest_of(move, "gem", f"Ruby {dotted(ruby)}", told)
    rust = versions.get("rust")
    if rust is not None and rust < _EDITION_2024:
        yield from _newest_of(move, "cargo", f"Rust {dotted(rust)}", told)
        yield from _crates(move, rust)


_EDITION_2024 = (1, 85)
"""The first Rust that reads crates of the edition 2024, which many are of now (its release notes)."""


def _crates(move: Move, rust: Version) -> Iterator[Reason]:
    """What Cargo builds with the newest crates, as no Cargo.lock holds older ones fast."""
    cargo = (one for one in move.commands() if one.name == "cargo" and one.operands)
    builds = next((one for one in cargo if one.operands[0].text in ("build", "check", "test")), None)
    if builds is not None and takes_newest_crates(move):
        shown = dotted(rust)
        why = f"no Cargo.lock is copied, and the newest crates may want a newer one than Rust {shown}: to be tried"
        yield Reason("version", "check", "medium", "the newest crates", why, move.line(builds.start))


def _newest_of(move: Move, manager: str, language: str, told: Collection[int]) -> Iterator[Reason]:
    found: dict[str, int] = {}
    for action in move.actions():
        if action.manager != manager or action.action != "install" or not _must_work(move, action):
            continue
        if action.has("--version", "--conservative", "--local", "--file") or of_managers_alone(action):
            continue
        for package in action.packages:
            line = move.line(package.start)
            if _is_newest(package) and line not in told:
                found.setdefault(package.name, line)
    if found:
        lines = sorted(set(found.values()))
        why = (
            f"no version is named{also_lines(lines)}, and the newest may want a newer one than {language}: to be tried"
        )
        yield Reason("version", "check", "low", f"{manager} install {listed(list(found), 4)}", why, lines[0])


def _is_newest(package: Package) -> bool:
    return package.kind == "name" and package.version in (None, "latest")


def _must_work(move: Move, action: PackageAction) -> bool:
    """Whether the build stops where an installation does."""
    command = action.command
    if command.handled or command.ignored or command.conditional:
        return False
    return reports_failure(move.needs.analysis.run_of(command), command)


# Source: biocLite.R itself, which stops on R 3.6 and later; its message speaks of 3.5.
_R_IMAGES = frozenset({"r-base", "rocker/r-base", "rocker/r-ver", "rocker/rstudio", "rocker/tidyverse"})
_NEWEST_R = (4,)
"""What a tag of theirs without a version has at least."""
_BIOCLITE = re.compile(r"bioconductor\.org/biocLite\.R")


def _bioconductor(move: Move, r: Version | None) -> Iterator[Reason]:
    if r is None and move.name_after in _R_IMAGES:
        r = numbers(move.after.tag) or _NEWEST_R
    newer = any(re.search(r"r-project\.org|cran\d\d|rstudio\.com/bin", text) for text, _ in move.needs.words())
    if not newer and (r is None or r < (3, 5)):
        return
    for run in move.runs:
        for command in run.commands:
            if command.handled or not reports_failure(run, command):
                continue
            if any(_BIOCLITE.search(word.text) for word in command.arguments):
                sure: Certainty = "high" if r is not None and r >= (3, 6) else "medium"
                why = "it stops on R 3.5 and later: BiocManager::install took its place"
                yield Reason("gone", "breaks", sure, "biocLite.R", why, move.line(command.start))
                return
