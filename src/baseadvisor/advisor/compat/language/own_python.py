"""Which Python a file runs: the distribution's own, or another that is brought besides."""

import math
import re
from functools import lru_cache

from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.model import Image
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import Needs
from baseadvisor.advisor.release_versions import version_in_release
from baseadvisor.shell.model import Command

_BRING_A_PYTHON = frozenset(
    {"python", "pypy", "continuumio/miniconda3", "continuumio/anaconda3", "mambaorg/micromamba"}
)
# A Python besides the distribution's: an installer's, or one that is built. What is under /opt is somebody's own, where
# it is no other tool's by its name; and no word is meant that only ends so ("secondary").
_OF_OTHERS = r"maven|gradle|jdk|jre|java|/ant\b|sbt|node|/go/|scala|kotlin|android|flutter|dart|mssql|spark|kafka"
OTHER_PYTHON = re.compile(
    rf"(?<!se)conda|mamba|pyenv|/opt/(?![\w./-]{{0,100}}(?:{_OF_OTHERS}))[\w./-]{{0,200}}bin\b|python\.org/ftp"
    r"|Python-\d|\buv\s+(?:venv|python)|asdf|pypy",
    re.IGNORECASE,
)
_PYTHON = re.compile(r"python(?:[23](?:\.\d+)?)?")


def brings_a_python(image: Image) -> bool:
    """Whether an image has a Python of its own, which is none of the distribution's."""
    return (base_name(image.parsed) if image.parsed is not None else image.reference) in _BRING_A_PYTHON


def is_python(command: Command) -> bool:
    """Whether it starts Python, by whatever name."""
    return command.name is not None and _PYTHON.fullmatch(command.name) is not None


def is_own_python(move: Move, command: Command) -> bool:
    """Whether a command starts the distribution's own Python."""
    folder = command.words[0].text.rpartition("/")[0] if command.words else ""
    if _is_of_another_version(move, command):
        return False
    return is_python(command) and folder in ("", "/usr/bin", "/bin") and not of_other_python(move, command.start)


def _is_of_another_version(move: Move, command: Command) -> bool:
    """Whether a program names a version of Python 3 that is not the one of the other side's release."""
    named = re.fullmatch(r"(?:python|pip)(3)\.(\d+)", command.name or "")
    packaged = version_in_release(move.after.distribution, move.after.release, "python")
    return named is not None and packaged is not None and packaged[0][:2] != (3, int(named[2])) and packaged[1]


def first_other(move: Move) -> float:
    """The offset up to which no other Python is brought than the one that the image, or its release, has."""
    found = next(iter(move.needs.matches(OTHER_PYTHON)), None)
    return found[1] + found[2].end() if found is not None else math.inf


def brings_another(move: Move, before: int) -> bool:
    """Whether the file brings another Python before a place."""
    return first_other(move) <= before


def of_other_python(move: Move, before: int) -> bool:
    """Whether another Python than the distribution's comes first: a virtual environment, or one that is brought."""
    return (
        _first_environment(move.needs) < before
        or brings_another(move, before)
        or any(pair.key == "VIRTUAL_ENV" for each in move.needs.instructions for pair in each.pairs)
    )


@lru_cache(maxsize=16)
def _first_environment(needs: Needs) -> float:
    """The offset of the first command that makes a virtual environment."""
    return min(
        (
            command.start
            for command in needs.commands()
            if command.name in ("virtualenv", "venv") or any(word.value == "venv" for word in command.arguments[:2])
        ),
        default=math.inf,
    )
