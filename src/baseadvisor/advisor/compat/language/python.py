"""The commands of the distribution's own Python that a release no longer has: `python`, and those with a version.

Both are facts of a release, so that they tell as well what fails on the image as it is now.
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.archive.editions import has_python_2
from baseadvisor.advisor.compat.archive.gone import lack
from baseadvisor.advisor.compat.language.own_python import brings_a_python, is_python, of_other_python
from baseadvisor.advisor.compat.language.pip import also
from baseadvisor.advisor.compat.language.python_2 import PLAIN_MADE
from baseadvisor.advisor.compat.origin.sources import source_added
from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.listing import is_whole
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move, has_reached
from baseadvisor.advisor.needs import SYSTEM_FAMILIES
from baseadvisor.advisor.release_versions import Version, version_in_release
from baseadvisor.image.numbers import dotted, numbers
from baseadvisor.shell.model import Command
from baseadvisor.shell.packages import Package

# The first release without a command `python`, though Python 3 is installed. RHEL's kin have it where
# `alternatives` or python-unversioned-command bring it (RHEL 8 and 9, "Configuring basic system settings").
_NO_PLAIN = {"debian": (11,), "ubuntu": (20, 4), "alpine": (3, 12)} | dict.fromkeys(
    ("rhel", "centos", "centos-stream", "rockylinux", "almalinux", "oraclelinux"), (8,)
)
_PLAIN_BROUGHT = frozenset({"python-is-python3", "python-is-python2", "python-unversioned-command"})
_PLAIN = re.compile(r"python(?:2(?:\.7)?)?(?:-minimal)?")
_OF_A_VERSION = re.compile(r"(?:lib)?python(3\.\d+)(?:-[a-z]+)?")
_UNVERSIONED = re.compile(r"python3(?:-(?:dev|devel|pip|venv|minimal))?|py3-pip")
_CALLED = re.compile(r"(?:/usr)?(?:/bin/)?(?:python|pip)(3\.\d+|2(?:\.7)?)m?")


def reasons(move: Move) -> Iterator[Reason]:
    """What the file calls of a Python that the distribution there brings no more."""
    if move.run_only or brings_a_python(move.after):
        return
    yield from _by_version(move)
    name = base_name(move.after.parsed) if move.after.parsed is not None else move.after.reference
    own = is_whole(name) or any(_PLAIN.fullmatch(one) for one in move.needs.installed())
    if own and _has_no_plain(move.after) and not _has_no_plain(move.before):
        yield from _plain(move)


def _has_no_plain(image: Image) -> bool:
    return has_reached(image, _NO_PLAIN)


def _plain(move: Move) -> Iterator[Reason]:
    """`python` was Python 2, and is no command any more unless something makes it one."""
    if _PLAIN_BROUGHT & move.needs.installed():
        return
    if any(PLAIN_MADE.search(text) for text, _ in move.needs.words()):
        return
    for command, start, where in _places(move):
        if command.name == "python" and not command.condition and not of_other_python(move, start):
            yield Reason(
                "version",
                "breaks",
                "medium",
                f"python in {where}",
                f"{move.place} has python3 alone, no Python 2 and no `python`",
                move.line(start),
            )
            return


def _places(move: Move) -> Iterator[tuple[Command, int, str]]:
    """What is run there, with its place and the instruction that runs it."""
    for command in move.commands():
        yield command, command.start, "RUN"
    for instruction, command in move.started():
        yield command, instruction.start, instruction.keyword


def _by_version(move: Move) -> Iterator[Reason]:
    """Commands with the version of a Python whose package is gone; once for each version."""
    gone = _gone_versions(move)
    found: dict[str, tuple[str, list[int]]] = {}
    for command, start, _ in _places(move) if gone else ():
        if command.condition or command.ignored or (command.name in _MANAGERS and not is_python(command)):
            continue
        for word in command.words:
            match = _CALLED.fullmatch(word.text)
            version = match[1] if match is not None else None
            if version in gone and not of_other_python(move, start):
                found.setdefault(version, (word.text, []))[1].append(move.line(start))
                break
    for version, (what, all_lines) in found.items():
        lines = list(dict.fromkeys(all_lines))
        yield Reason(
            "version",
            "breaks",
            "high",
            f"the command {what}",
            f"{gone[version]}{also(lines[1:])}",
            lines[0],
        )


_MANAGERS = frozenset(
    {"apt", "apt-get", "aptitude", "apk", "yum", "dnf", "microdnf", "zypper", "sed", "grep", "echo", "rm", "mkdir"}
)
"""Commands whose words are names of packages, or text."""


def _gone_versions(move: Move) -> dict[str, str]:
    """The versions that commands may bear and that are not there any more, each with why."""
    found: dict[str, str] = {}
    if has_python_2(move.before) and not has_python_2(move.after):
        found |= dict.fromkeys(("2", "2.7"), f"{move.place} has no Python 2")
    for action in move.actions():
        if action.action != "install" or action.family not in SYSTEM_FAMILIES:
            continue
        for package in action.packages:
            match = _OF_A_VERSION.fullmatch(package.name)
            if match is not None and _is_lost(move, action.family, package):
                found[match[1]] = f"{move.place} has no Python {match[1]}"
            elif _UNVERSIONED.fullmatch(package.name) and source_added(move, package.start) is None:
                found |= _of_release(move)
    return found


def _is_lost(move: Move, family: str, package: Package) -> bool:
    """Whether the package of a version is there no more; one that is missing already is told of the image as it is."""
    there = move.after.userland
    if there is not None and family != there.package_family:
        return _has_another(move.after, numbers(package.name))
    if there is None or lack(package, family, move.before) is not None:
        return False
    lost = lack(package, family, move.after)
    return lost is not None and not (lost.vendors and source_added(move, package.start) is not None)


def _of_release(move: Move) -> dict[str, str]:
    """The version that the release which is left calls python3, where the release there has another."""
    old = version_in_release(move.before.distribution, move.before.release, "python")
    if old is None or not old[1] or not _has_another(move.after, old[0]):
        return {}
    return {dotted(old[0]): f"the Python of {move.place} is another"}


def _has_another(image: Image, version: Version) -> bool:
    """Whether the Python that a release has is known to be a newer one."""
    there = version_in_release(image.distribution, image.release, "python")
    return there is not None and there[0] > version[:2]
