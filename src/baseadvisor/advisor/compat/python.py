"""The distribution's own Python: what it is called, and what pip may do to it.

Both are facts of a release, so that they tell as well what fails on the image as it is now.
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move, release_of
from baseadvisor.shell.packages import PackageAction

# The first release that marks its Python as its own. Source: PEP 668; the release notes of each.
_MANAGED = {"debian": (12,), "ubuntu": (23, 4), "alpine": (3, 19)}
_BRING_A_PYTHON = frozenset(
    {"python", "pypy", "continuumio/miniconda3", "continuumio/anaconda3", "mambaorg/micromamba"}
)
_OWN_PIP = frozenset({"python3-pip", "py3-pip", "py-pip", "python-pip"})
# pip has no list of the files that the distribution's packages of these brought, and so cannot remove them.
_OF_PIP = frozenset({"pip", "setuptools", "wheel"})

# The first release without a command `python`, though Python 3 is installed. RHEL's kin have it where
# `alternatives` or python-unversioned-command bring it (RHEL 8 and 9, "Configuring basic system settings").
_NO_PLAIN = {"debian": (11,), "ubuntu": (20, 4), "alpine": (3, 12)} | dict.fromkeys(
    ("rhel", "centos", "centos-stream", "rockylinux", "almalinux", "oraclelinux"), (8,)
)
_PLAIN_BROUGHT = frozenset({"python-is-python3", "python-is-python2", "python-unversioned-command"})
_PLAIN_MADE = re.compile(
    r"\bln\b[^;&|\n]*/python\d?[\d.]*\s+\S*/python(?![\w.])|(?:alternatives|update-alternatives)\s[^;&|\n]*\bpython\b"
)
# A Python besides the distribution's: an installer's, or one that is built. What is under /opt is somebody's own.
_OTHER_PYTHON = re.compile(
    r"conda|mamba|pyenv|/opt/[\w./-]*bin\b|python\.org/ftp|Python-\d|\buv\s+(?:venv|python)|asdf|pypy", re.IGNORECASE
)


def reasons(move: Move) -> Iterator[Reason]:
    """What the file does with a Python that the distribution there brings."""
    if move.run_only or _name(move.after) in _BRING_A_PYTHON:
        return
    if _since(_MANAGED, move.after) and not _since(_MANAGED, move.before):
        yield from _externally_managed(move)
    if not is_distribution(_name(move.after)):
        return
    if _since(_NO_PLAIN, move.after) and not _since(_NO_PLAIN, move.before):
        yield from _plain(move)


def _name(image: Image) -> str:
    return base_name(image.parsed) if image.parsed is not None else image.reference


def _since(table: dict[str, tuple[int, ...]], image: Image) -> bool:
    first, release = table.get(image.distribution or ""), release_of(image)
    return first is not None and bool(release) and release >= first


def _externally_managed(move: Move) -> Iterator[Reason]:
    """pip refuses to install into the distribution's own Python. Source: PEP 668."""
    refused: list[PackageAction] = []
    for action in move.actions():
        if action.family != "pip" or action.action != "install" or not action.manager.startswith("pip"):
            continue
        if not _is_own_pip(move, action) or _in_environment(move, action.start):
            continue
        if action.has("--target", "--prefix", "--root"):
            continue
        if action.packages and all(package.name in _OF_PIP for package in action.packages):
            yield from _of_pip(move, action)
        elif not action.has("--break-system-packages"):
            refused.append(action)
    if refused:
        lines = list(dict.fromkeys(move.line(action.start) for action in refused))
        yield Reason(
            "version",
            "breaks",
            "high",
            f"{refused[0].manager} install",
            f"{move.place} marks its Python as its own (PEP 668): use a virtual environment, or "
            f"--break-system-packages{_also(lines[1:])}",
            lines[0],
        )


def _of_pip(move: Move, action: PackageAction) -> Iterator[Reason]:
    names = " ".join(package.text for package in action.packages)
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


def _also(lines: list[int]) -> str:
    """`; lines 4 and 9 as well`."""
    if not lines:
        return ""
    *most, last = map(str, lines)
    return f"; lines {', '.join(most)} and {last} as well" if most else f"; line {last} as well"


def _is_own_pip(move: Move, action: PackageAction) -> bool:
    """Whether it is the pip that the distribution's packages bring."""
    return "/" not in action.command.words[0].text and bool(_OWN_PIP & move.needs.installed(action.start))


def _plain(move: Move) -> Iterator[Reason]:
    """`python` was Python 2, and is no command any more unless something makes it one."""
    if _PLAIN_BROUGHT & move.needs.installed():
        return
    if any(_PLAIN_MADE.search(text) for text, _ in move.needs.words()):
        return
    places = [(command, command.start, "RUN") for command in move.commands()]
    places += [(command, each.start, each.keyword) for each, command in move.started()]
    for command, start, where in places:
        if command.name == "python" and not command.condition and not _in_environment(move, start):
            yield Reason(
                "version",
                "breaks",
                "medium",
                f"python in {where}",
                f"{move.place} has python3 alone, no Python 2 and no `python`",
                move.line(start),
            )
            return


def _in_environment(move: Move, before: int) -> bool:
    """Whether another Python than the distribution's comes first: a virtual environment, or one that is brought."""
    made = any(
        command.name in ("virtualenv", "venv") or any(word.value == "venv" for word in command.arguments[:2])
        for command in move.needs.commands()
        if command.start < before
    )
    if made or any(
        start < before and _OTHER_PYTHON.search(text[: before - start]) for text, start in move.needs.words()
    ):
        return True
    return any(
        pair.key in ("VIRTUAL_ENV", "PIP_BREAK_SYSTEM_PACKAGES")
        for each in move.needs.instructions
        for pair in each.pairs
    )
