"""pip of the distribution's own Python: what it may not do there, and where it does not come with Python.

Both are facts of a release, so that they tell as well what fails on the image as it is now.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from baseadvisor.advisor.compat.archive import along, unseen_packages
from baseadvisor.advisor.compat.archive.gone_dnf import LIKE_RHEL
from baseadvisor.advisor.compat.language.no_python import MANAGED, brings_python, has_python
from baseadvisor.advisor.compat.language.own_python import brings_a_python, is_own_python, is_python, of_other_python
from baseadvisor.advisor.compat.language.own_tools import of_tools_alone
from baseadvisor.advisor.copies import target_of
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move, has_reached, release_of
from baseadvisor.advisor.needs import Needs
from baseadvisor.shell.model import Command
from baseadvisor.shell.packages import PackageAction

_OWN_PIP = frozenset({"python3-pip", "py3-pip", "py-pip", "py2-pip", "python-pip", "python2-pip"})
# From this release on Alpine's python3 leaves pip to py3-pip. Source: aports, main/python3 and main/py3-pip of 3.12.
_WITHOUT_PIP = (3, 12)
_BRINGS_PIP = re.compile(r"py3?-pip(?:-\S+)?|python3?-pip|pipenv")
_GET_PIP = re.compile(r"\bget-pip\.py\b")
# What lifts the ban, other than the option itself.
_ALLOWED = re.compile(r"EXTERNALLY-MANAGED|(?<!--)\bbreak-system-packages|\bbreak_system_packages", re.IGNORECASE)
_ALLOWING = frozenset({"VIRTUAL_ENV", "PIP_BREAK_SYSTEM_PACKAGES", "PIP_TARGET", "PIP_PREFIX"})


def reasons(move: Move) -> Iterator[Reason]:
    """What the file does with the pip of the distribution there."""
    if move.run_only or brings_a_python(move.after):
        return
    yield from _not_there(move)
    if has_reached(move.after, _INTO_USR_LOCAL) and not has_reached(move.before, _INTO_USR_LOCAL):
        yield from _moved_programs(move)
    if _is_managed(move.after) and not _is_managed(move.before):
        yield from _externally_managed(move)


# Source: Fedora's change "Making sudo pip safe" (27), which RHEL 8 took over.
_INTO_USR_LOCAL = {"fedora": (27,), "amazonlinux": (2023,)} | dict.fromkeys(LIKE_RHEL, (8,))
_PROGRAMS = {"supervisor": ("supervisord", "supervisorctl")}
"""What packages bring that are not called like their programs."""


def _moved_programs(move: Move) -> Iterator[Reason]:
    """A program of a package of pip's that is called in /usr/bin, where nothing else puts it."""
    other = {_OF_PYTHON.sub("", name) for name in move.needs.installed()} | {"pip"}
    names = {name for name in _put_into_usr_local(move) if name not in other}
    programs = {f"/usr/bin/{program}" for name in names for program in _PROGRAMS.get(name, (name,))}
    programs -= _put_into_usr_bin(move, programs)
    called = [(command, command.start) for command in move.commands()]
    called += [(command, instruction.start) for instruction, command in move.started()]
    for command, start in called:
        program = (command.words[0].value or "") if command.words else ""
        if program in programs and not (command.handled or command.ignored or command.conditional):
            why = f"pip of {move.place} puts programs into /usr/local/bin: call it there"
            if not of_other_python(move, start):
                yield Reason("paths", "breaks", "medium", program, why, move.line(start))
            return


_OF_PYTHON = re.compile(r"^python[\d.]*-")
"""What a distribution puts before the name of a package of Python's."""


def _put_into_usr_local(move: Move) -> Iterator[str]:
    """The names of the packages that the distribution's own pip, or its easy_install, puts where it does by itself."""
    for action in move.actions():
        of_pip = action.plain_manager == "pip" or action.manager.startswith("easy_install")
        if not of_pip or action.action != "install" or not _is_of_system(action.command):
            continue
        if not action.has("--prefix", "--target", "--root", "--user", "--install-dir", "--script-dir"):
            yield from (package.name.lower() for package in action.packages if package.kind == "name")


_PUTS = frozenset({"ln", "cp", "mv", "install", "curl", "wget", "tee", "rsync", "update-alternatives", "alternatives"})


def _put_into_usr_bin(move: Move, programs: set[str]) -> set[str]:
    """Those of some programs that a command or a COPY may put into /usr/bin, as well as pip did."""
    named = {target_of(each) for each in move.needs.copying}
    for command in move.commands():
        targets = [one.target for one in command.redirects if one.target is not None]
        for word in (*command.arguments, *targets) if command.name in _PUTS else targets:
            named.add((word.value or word.prefix).rstrip("/"))
    return programs if not named.isdisjoint(("/usr", "/usr/bin")) else programs & named


def _is_managed(image: Image) -> bool:
    return has_reached(image, MANAGED)


def _externally_managed(move: Move) -> Iterator[Reason]:
    """pip refuses to install into the distribution's own Python. Source: PEP 668."""
    brought = list(_brought_by_itself(move))
    since = min((command.start for command, _ in brought), default=None)
    actions = [
        one
        for one in move.all_actions()
        if one.family == "pip" and one.action == "install" and one.manager.startswith("pip")
    ]
    places = sorted([action.start for action in actions] + [command.start for command, _ in brought])
    allowed = _first(places, lambda place: _is_allowed(move, place))
    refused: list[tuple[int, str]] = [(command.start, what) for command, what in brought if command.start < allowed]
    for action in actions:
        if action.command.ignored or action.start >= allowed or not _is_own_pip(move, action, since):
            continue
        if action.has("--target", "-t", "--prefix", "--root", "--python"):
            continue
        if of_tools_alone(action) and _has_one_of(move, action):
            yield from _of_pip(move, action)
        elif not action.has("--break-system-packages"):
            refused.append((action.start, f"{action.manager} install"))
    if refused:
        refused.sort()
        lines = list(dict.fromkeys(move.line(start) for start, _ in refused))
        apart = " (python3-venv)" if move.after.distribution in ("debian", "ubuntu") else ""
        cure = f"use a virtual environment{apart}, or --break-system-packages"
        if refused[0][1] == "ensurepip":
            cure = "install py3-pip, and use a virtual environment"
        yield Reason(
            "version",
            "breaks",
            "high",
            refused[0][1],
            f"{move.place} marks its Python as its own (PEP 668): {cure}{also(lines[1:])}",
            lines[0],
        )


def _first(places: Sequence[int], holds: Callable[[int], bool]) -> float:
    """The first of ordered offsets at which something holds that goes on holding; infinity where it never does."""
    index = bisect_left(places, True, key=holds)
    return places[index] if index < len(places) else math.inf


def _brought_by_itself(move: Move) -> Iterator[tuple[Command, str]]:
    """The commands that put pip beside the distribution's Python: they are refused as pip is.

    Source: Python's ensurepip and PyPA's get-pip, which both start the pip that they carry.
    """
    since: float = 0
    if has_python(move.after, "python3") is False:  # none is the distribution's before a package brings it
        ends = [run.instruction.end for run in move.runs]
        since = _first(ends, lambda end: brings_python(along.there(move, move.after, end)))
    for run in move.runs:
        if run.instruction.end < since:
            continue
        fetched = any(_GET_PIP.search(word.text) for command in run.commands for word in command.words)
        for command in run.commands:
            if command.ignored or command.has_flag("--break-system-packages") or not is_python(command):
                continue
            words = [word.text for word in command.arguments]
            if any(_GET_PIP.search(word) for word in words) or (fetched and words in ([], ["-"])):
                what = "get-pip.py"
            elif words[:2] == ["-m", "ensurepip"] and move.after.distribution == "alpine":
                what = "ensurepip"
            else:
                continue
            if is_own_python(move, command):
                yield command, what


def _has_one_of(move: Move, action: PackageAction) -> bool:
    """Whether one of what pip installs is there already, by a package of the distribution."""
    there = along.there(move, move.after, action.start)
    return any(f"{stem}-{package.name}" in there for package in action.packages for stem in ("python3", "py3"))


def _of_pip(move: Move, action: PackageAction) -> Iterator[Reason]:
    """pip has no list of the files that the distribution's packages of these brought, and so cannot remove them."""
    names = " ".join(package.text for package in action.packages)
    replaces = action.has("--upgrade", "--force-reinstall", "--ignore-installed") or any(
        one.version for one in action.packages
    )
    if not replaces and all(one.kind == "name" for one in action.packages):
        why = f"{move.place} marks its Python as its own (PEP 668): leave it out, or use a virtual environment"
        if not action.has("--break-system-packages"):
            yield Reason("version", "breaks", "high", f"{action.manager} install {names}", why, move.line(action.start))
        return
    if action.has("--break-system-packages") and (not action.has("--upgrade") or move.after.distribution == "alpine"):
        return
    yield Reason(
        "version",
        "breaks",
        "high" if not action.has("--break-system-packages") else "medium",
        f"{action.manager} install {names}",
        f"pip may not replace what {move.place} installed: leave it out, or use a virtual environment",
        move.line(action.start),
    )


def also(lines: list[int]) -> str:
    """`; lines 4 and 9 as well`."""
    if not lines:
        return ""
    *most, last = map(str, lines)
    return f"; lines {', '.join(most)} and {last} as well" if most else f"; line {last} as well"


def _is_own_pip(move: Move, action: PackageAction, since: int | None) -> bool:
    """Whether it is the pip of the distribution's own Python: that of its packages, or one that was put beside it,
    from an offset on."""
    if not _is_of_system(action.command):
        return False
    return (
        move.needs.installs_one(_OWN_PIP, action.start)
        or (since is not None and since < action.start)
        or _came_with_python(move, action.start)
        or _is_of_no_other(move, action)
    )


_BRINGS_PYTHON = frozenset(
    {"python", "python-dev", "python-setuptools", "python3", "python3-dev", "python3-setuptools", "python-is-python3"}
)


def _is_of_no_other(move: Move, action: PackageAction) -> bool:
    """Whether only the distribution's Python can have pip, though nothing shows where it came from.

    `easy_install pip` puts it there; otherwise it is that of the distribution, or there is none.
    """
    if action.manager == "pip2" or move.before.distribution is None:
        return False
    if is_distribution(move.name_before) and unseen_packages.are_installed(move, action.start):
        return True
    return move.needs.installs_one(_BRINGS_PYTHON, action.start) or _easily_installed(move.needs) < action.start


@lru_cache(maxsize=16)
def _easily_installed(needs: Needs) -> float:
    """The offset of the first `easy_install pip`; infinity where there is none."""
    found = (
        command.start
        for command in needs.commands()
        if command.name in ("easy_install", "easy_install3") and any(word.value == "pip" for word in command.operands)
    )
    return min(found, default=math.inf)


def _is_of_system(command: Command) -> bool:
    folder = command.words[0].text.rpartition("/")[0]
    return folder in ("", "/usr/bin", "/bin")


def _is_allowed(move: Move, before: int) -> bool:
    """Whether the ban is lifted before an offset, or another Python than the distribution's comes first."""
    if of_other_python(move, before):
        return True
    if any(start + match.end() <= before for _, start, match in move.needs.matches(_ALLOWED)):
        return True
    set_before = (each for each in move.needs.instructions if each.start < before)
    return any(pair.key in _ALLOWING for each in set_before for pair in each.pairs)


def _came_with_python(move: Move, before: int) -> bool:
    """Whether pip came with Alpine's python3, in the release that is left or that the file was once written for."""
    old = move.before.distribution == "alpine" and () < release_of(move.before) < _WITHOUT_PIP
    once = not move.before.reference and move.after.distribution == "alpine"
    return (old or once) and move.needs.installs_one(("python3", "python3-dev"), before)


def _not_there(move: Move) -> Iterator[Reason]:
    """pip that came with Python, and does not any more."""
    if move.after.distribution != "alpine" or release_of(move.after) < _WITHOUT_PIP:
        return
    for action in move.all_actions():
        if action.family != "pip" or action.command.handled or not action.manager.startswith("pip"):
            continue
        if not _is_of_system(action.command) or not _came_with_python(move, action.start):
            continue
        installed = move.needs.installed(action.start)
        if any(_BRINGS_PIP.fullmatch(name) for name in installed) or of_other_python(move, action.start):
            return
        if "py2-pip" in installed and action.manager == "pip":
            return
        if any(command.start < action.start for command, _ in _brought_by_itself(move)):
            return
        yield Reason(
            "version",
            "breaks",
            "high",
            f"{action.command.name} -m pip" if is_python(action.command) else action.manager,
            f"from Alpine 3.12 on python3 brings no pip: install py3-pip as well ({move.place})",
            move.line(action.start),
        )
        return
