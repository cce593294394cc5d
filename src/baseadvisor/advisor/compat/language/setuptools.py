"""setuptools: its `easy_install`, and the scripts setup.py that need it where Python brings it no more.

Sources: setuptools' changelog, 52.0 (#2544, no easy_install); Python's release notes of 3.12 (no distutils, and
ensurepip brings no setuptools); the package lists of each distribution for the first release with 52 or newer.
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.language.own_python import brings_a_python, is_python, of_other_python
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move, has_reached
from baseadvisor.advisor.release_versions import version_in_release
from baseadvisor.image.numbers import numbers
from baseadvisor.shell.model import Command

_WITHOUT_EASY_INSTALL = {
    "debian": (12,),
    "ubuntu": (22, 4),
    "alpine": (3, 15),
    "fedora": (35,),
    "amazonlinux": (2023,),
} | dict.fromkeys(("rhel", "centos", "centos-stream", "almalinux", "rockylinux", "oraclelinux"), (9,))
_EASY_INSTALL = re.compile(r"easy_install(?:-?[23](?:\.\d+)?)?")
_BRINGS_SETUPTOOLS = re.compile(r"(?:python3?|py3?)-(?:setuptools|pip|virtualenv)")
_WITHOUT_DISTUTILS = (3, 12)


def reasons(move: Move) -> Iterator[Reason]:
    """What is called of setuptools that is not there."""
    if move.run_only:
        return
    if _has_no_easy_install(move.after) and not _has_no_easy_install(move.before):
        yield from _easy_install(move)
    if _has_no_distutils(move.after) and not _has_no_distutils(move.before):
        yield from _setup(move)


def _python(image: Image) -> tuple[int, ...]:
    """The version of an image's own Python."""
    return next((numbers(one.name) for one in image.support if one.product == "python"), ())


def _has_no_easy_install(image: Image) -> bool:
    if brings_a_python(image):
        return _python(image) >= (3, 9)
    return has_reached(image, _WITHOUT_EASY_INSTALL)


def _has_no_distutils(image: Image) -> bool:
    if brings_a_python(image):
        return _python(image) >= _WITHOUT_DISTUTILS
    there = version_in_release(image.distribution, image.release, "python")
    return there is not None and there[0] >= _WITHOUT_DISTUTILS


def _easy_install(move: Move) -> Iterator[Reason]:
    for command in move.commands():
        words = [word.value or "" for word in command.words[:3]]
        called = _EASY_INSTALL.fullmatch(command.name or "") is not None
        as_module = is_python(command) and words[1:] == ["-m", "easy_install"]
        if not (called or as_module) or command.handled or of_other_python(move, command.start):
            continue
        if any(_pins_setuptools(move, command.start)):
            return
        package = "py3-pip" if move.after.distribution == "alpine" else "python3-pip"
        from_ = "" if brings_a_python(move.after) else f" (package {package})"
        why = f"setuptools has none from 52 on: use pip{from_}"
        yield Reason("version", "breaks", "high", "easy_install", why, move.line(command.start))
        return


def _pins_setuptools(move: Move, before: int) -> Iterator[bool]:
    """Whether pip is told which setuptools to install before an offset."""
    for action in move.actions():
        if action.family == "pip" and action.start < before:
            yield from (package.name == "setuptools" and package.version is not None for package in action.packages)


def _setup(move: Move) -> Iterator[Reason]:
    """`python setup.py`, where nothing that is seen brings setuptools."""
    own = brings_a_python(move.after)
    for command in move.commands():
        if not _runs_setup(command) or command.ignored or of_other_python(move, command.start):
            continue
        if command.name == "python" and not own:
            continue  # it was Python 2, or is no command there
        if _is_brought(move, command.start, own=own):
            return
        libraries = any(action.family == "pip" and action.start < command.start for action in move.actions())
        yield Reason(
            "version",
            "check" if libraries else "breaks",
            "medium",
            f"{command.name} setup.py",
            "Python 3.12 and later have no distutils, and bring no setuptools: "
            + ("pip install setuptools before it, or pip install ." if own else "install python3-setuptools"),
            move.line(command.start),
        )
        return


def _runs_setup(command: Command) -> bool:
    return is_python(command) and any(word.text.rpartition("/")[2] == "setup.py" for word in command.operands[:1])


def _is_brought(move: Move, before: int, *, own: bool) -> bool:
    if not own and any(_BRINGS_SETUPTOOLS.fullmatch(name) for name in move.needs.installed(before)):
        return True
    return any(
        package.name.lower() == "setuptools"
        for action in move.actions()
        if action.family == "pip" and action.action == "install" and action.start < before
        for package in action.packages
    )
