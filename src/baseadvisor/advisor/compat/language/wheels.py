"""Python packages in one version that the newer Python has no build of.

Source: the files of the releases on PyPI for Linux on amd64, by what their names say of Python.
"""

import re
from collections.abc import Iterator
from functools import cache

from baseadvisor.advisor.compat.language.jumps import Jump
from baseadvisor.advisor.compat.language.own_python import first_other
from baseadvisor.advisor.model import Certainty, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.release_versions import Version
from baseadvisor.image.numbers import dotted, number, numbers

_TAGGED = re.compile(r"(?<![\w.+-])[\w.+-]+-cp(?P<major>\d)(?P<minor>\d+)-(?:cp|abi|none)\w*-[\w.]+\.whl")


def tagged(move: Move, change: Jump) -> Iterator[Reason]:
    """A wheel by its file's name, which says the one version of Python that it is for (PEP 425)."""
    for text, start in move.needs.words():
        for match in _TAGGED.finditer(text):
            version = (number(match["major"]), number(match["minor"]))
            if "-abi3-" in match[0] or version != change.old[:2] or not change.exact:
                continue
            why = f"it is for Python {dotted(version)} alone, and pip takes it for no other"
            name = match[0].partition("-cp")[0]
            yield Reason("version", "breaks", "high", f"the wheel {name}", why, move.line(start + match.start()))
            return


# The newest Python that has a build, from a version of the package on. These have no sources on PyPI.
_BUILDS_ALONE = {
    "torch": "1.0 3.7, 1.4 3.8, 1.7 3.9, 1.11 3.10, 1.13 3.11, 2.2 3.12, 2.5 3.13, 2.9 3.14, 2.15 3.15",
    "torchvision": "0.3 3.7, 0.5 3.8, 0.8 3.9, 0.12 3.10, 0.15 3.11, 0.17 3.12, 0.21 3.13, 0.24 3.14",
    "torchaudio": "0.3 3.7, 0.4 3.8, 0.7 3.9, 0.11 3.10, 2.0 3.11, 2.2 3.12, 2.6 3.13, 2.9 3.14",
    "tensorflow": "0.12 3.6, 1.13 3.7, 2.2 3.8, 2.5 3.9, 2.8 3.10, 2.12 3.11, 2.16 3.12, 2.20 3.13, 2.22 3.14",
    "tensorflow-cpu": "1.15 3.7, 2.2 3.8, 2.5 3.9, 2.8 3.10, 2.12 3.11, 2.16 3.12, 2.20 3.13, 2.22 3.14",
    "tensorflow-gpu": "0.12 3.6, 1.13 3.7, 2.2 3.8, 2.5 3.9, 2.8 3.10",
    "tensorflow-text": "1.15 3.7, 2.2 3.8, 2.5 3.9, 2.8 3.10, 2.12 3.11, 2.18 3.12, 2.20 3.13",
    "tflite-runtime": "2.7 3.9, 2.13 3.10, 2.14 3.11",
    "onnxruntime": "0.1 3.7, 1.2 3.8, 1.7 3.9, 1.12 3.10, 1.15 3.11, 1.17 3.12, 1.20 3.13, 1.24 3.14",
    "onnxruntime-gpu": "1.11 3.9, 1.12 3.10, 1.15 3.11, 1.17 3.12, 1.20 3.13, 1.24 3.14",
    "open3d": "0.8 3.7, 0.10 3.8, 0.14 3.9, 0.16 3.10, 0.18 3.11, 0.19 3.12, 0.20 3.14",
}
# These have sources, which want the compilers, the setuptools and the Cython of their time.
_WITH_SOURCES = {
    "numpy": "1.6 2.7, 1.11 3.6, 1.14 3.7, 1.17 3.8, 1.19 3.9, 1.21 3.10, 1.23 3.11, 1.26 3.12, 2.1 3.13, 2.3 3.14",
    "scipy": "0.9 2.7, 0.18 3.6, 1.1 3.7, 1.3 3.8, 1.5 3.9, 1.7 3.10, 1.9 3.11, 1.11 3.12, 1.14 3.13, 1.16 3.14",
    "pandas": "0.18 3.5, 0.19 3.6, 0.23 3.7, 0.25 3.8, 1.1 3.9, 1.3 3.10, 1.5 3.11, 2.1 3.12, 2.2 3.13, 2.3 3.14",
    "scikit-learn": "0.17 3.5, 0.19 3.7, 0.22 3.8, 0.24 3.9, 1.0 3.10, 1.1 3.11, 1.3 3.12, 1.5 3.13, 1.7 3.14",
    "matplotlib": "1.5 3.6, 2.2 3.7, 3.1 3.8, 3.3 3.9, 3.5 3.10, 3.6 3.11, 3.7 3.12, 3.9 3.13, 3.10 3.14",
    "scikit-image": "0.12 3.5, 0.14 3.7, 0.16 3.8, 0.18 3.9, 0.19 3.10, 0.20 3.11, 0.22 3.12, 0.25 3.13, 0.26 3.14",
    "lxml": "3.6 3.5, 3.7 3.6, 4.2 3.7, 4.4 3.8, 4.5 3.9, 4.6 3.10, 4.9 3.12, 5.3 3.13, 6.0 3.14",
    "gevent": "1.1 3.5, 1.2 3.6, 1.3 3.7, 1.5 3.8, 20.6 3.9, 21.12 3.10, 22.10 3.11, 23.7 3.12, 24.10 3.13, 25.8 3.14",
    "greenlet": "0.4 3.9, 1.1 3.11, 3.0 3.12, 3.1 3.13, 3.2 3.14",
    "aiohttp": "1.3 3.6, 3.4 3.7, 3.7 3.9, 3.8 3.11, 3.9 3.12, 3.10 3.13, 3.13 3.14",
    "pyyaml": "5.4 3.9, 6.0 3.15",
    "h5py": "2.6 3.6, 2.8 3.7, 2.9 3.8, 3.0 3.9, 3.6 3.10, 3.8 3.11, 3.10 3.12, 3.12 3.13, 3.15 3.14",
}


def jump(move: Move, change: Jump) -> Iterator[Reason]:
    """The pinned packages of which the new Python has no build, and the old one had; each line once."""
    told: set[int] = set()
    other = first_other(move)
    for action in move.all_actions():
        if action.family != "pip" or action.action != "install":
            continue
        for package in action.packages:
            if package.operator not in ("==", "===") or package.version is None:
                continue
            name = package.name.lower().replace("_", "-")
            newest = _newest(name, numbers(package.version)[:2])
            line = move.line(package.start)
            if newest is None or other <= package.start:
                continue
            if not change.old[:2] <= newest < change.new[:2] or line in told:
                continue
            told.add(line)
            alone = name in _BUILDS_ALONE
            sure: Certainty = "high" if alone and change.exact else "medium"
            why = f"its newest build is for Python {dotted(newest)}: take a version with one for {change.there}"
            if not alone:
                why += ", or its old sources have to be built there"
            yield Reason("version", "breaks", sure, package.text, why, line)


def _newest(name: str, version: Version) -> Version | None:
    """The newest Python that a version of a package has a build for; None where that is not known."""
    known = [newest for first, newest in _rows(name) if first <= version]
    return known[-1] if known and len(version) > 1 else None


@cache
def _rows(name: str) -> tuple[tuple[Version, Version], ...]:
    table = _BUILDS_ALONE.get(name) or _WITH_SOURCES.get(name) or ""
    pairs = [row.split() for row in table.split(", ") if row]
    return tuple((numbers(first), numbers(newest)) for first, newest in pairs)
