"""Packages that name the version of a language they bring, and Python 2 under its plain names."""

import re
from typing import NamedTuple

from baseadvisor.advisor.compat.archive.gone import editions_held
from baseadvisor.advisor.compat.archive.gone_dnf import LIKE_RHEL
from baseadvisor.advisor.model import Image
from baseadvisor.advisor.move import release_of
from baseadvisor.advisor.release_versions import Version
from baseadvisor.image.numbers import numbers

# The packages of a language whose name holds its version.
_NAMED = (
    (
        "java",
        re.compile(r"openjdk-?(\d+)(?:-[\w-]+)?|java-1\.(\d)\.0-openjdk(?:-[\w-]+)?|java-(\d+)-openjdk(?:-[\w-]+)?"),
    ),
    ("php", re.compile(r"(?:libapache2-mod-)?php([57](?:\.\d)?|8\.\d)(?:-[a-z][\w-]*)?")),
    ("python", re.compile(r"python(3\.\d+)(?:-(?:dev|venv|minimal|full))?")),
    ("ruby", re.compile(r"ruby(\d\.\d)(?:\.\d)?(?:-dev|-full)?")),
)
_PYTHON_2 = re.compile(r"python2(?:\.7)?(?:-(?:dev|devel|pip|virtualenv|setuptools))?|py2-pip")
_PLAIN_PYTHON = re.compile(r"python(?:-(?:dev|devel|pip|virtualenv|setuptools))?|py-pip")
# Libraries for Python 2. Fedora's names go on and mean Python 3 from 31 on, so that the version alone tells of it.
_LIBRARY = re.compile(
    r"(?:python2?|py2)-(?!(?:dev|devel|pip|virtualenv|setuptools|software-properties|apt|apt-common|pkg-resources|all"
    r"|all-dev|minimal|support|central|is-python[23]|dev-is-python[23])$|.*-(?:doc|common|data|whl|examples)$)[a-z][\w.+-]*"
)
# The first release whose plain names are no Python 2, and the first that has no Python 2 at all.
# Sources: the package lists of each distribution, release by release; the release notes of RHEL and Fedora.
_NO_PLAIN_2 = {"debian": (11,), "ubuntu": (20, 4), "alpine": (3, 12), "fedora": (31,), "amazonlinux": (3,)}
_NO_PYTHON_2 = {"debian": (12,), "ubuntu": (24, 4), "alpine": (3, 16), "fedora": (42,), "amazonlinux": (2023,)}
_NO_PLAIN_2 |= dict.fromkeys(LIKE_RHEL, (8,))
_NO_PYTHON_2 |= dict.fromkeys(LIKE_RHEL, (9,))
# The OpenJDKs that releases have of which `gone` knows no list. Sources: Alpine's aports, RHEL's release notes.
_ALPINE_JDKS = ((8,), (11,), (17,), (21,))
_RHEL_JDKS = {8: ((8,), (11,), (17,), (21,)), 9: ((8,), (11,), (17,), (21,)), 10: ((21,),)}


class Edition(NamedTuple):
    """A language, and the version of it that a package's name asks for."""

    product: str
    version: Version


def edition(name: str, before: Image, there: Image) -> Edition | None:
    """What a package of the image that is left brings, where the name tells, or is that of Python 2.

    Where none is left, a plain name that the image there does not have was meant for Python 2.
    """
    of_2 = plain_is_2(before) if before.reference else name != "py-pip" and _has_no_plain(there)
    if _PYTHON_2.fullmatch(name) or (_PLAIN_PYTHON.fullmatch(name) and of_2):
        return Edition("python", (2, 6) if before.distribution in LIKE_RHEL and before.release == "6" else (2, 7))
    if is_python_2_library(name, before):
        return Edition("python", (2, 7))
    for product, pattern in _NAMED:
        match = pattern.fullmatch(name)
        if match is not None:
            return Edition(product, numbers(next(group for group in match.groups() if group)))
    return None


def is_python_2_library(name: str, image: Image) -> bool:
    """Whether a package of a release is a library for Python 2."""
    return plain_is_2(image) and _LIBRARY.fullmatch(name) is not None


def plain_is_2(image: Image) -> bool:
    """Whether `python`, and the packages under that plain name, are Python 2 in a release."""
    first, release = _NO_PLAIN_2.get(image.distribution or ""), release_of(image)
    return first is not None and () < release < first


def _has_no_plain(image: Image) -> bool:
    """Whether a release has no package under the plain names."""
    if image.distribution in LIKE_RHEL:
        return numbers(image.release)[:1] == (8,)
    first = _NO_PLAIN_2.get(image.distribution or "") if image.distribution in ("debian", "ubuntu", "alpine") else None
    return first is not None and release_of(image) >= first


def has_python_2(image: Image) -> bool:
    """Whether a release still has Python 2, or is not known not to."""
    if image.distribution == "wolfi":
        return False
    first, release = _NO_PYTHON_2.get(image.distribution or ""), release_of(image)
    return first is None or not release or release < first


def held(name: str, product: str, image: Image) -> tuple[Version, ...]:
    """The versions that a release is known to have of what a package names; () where no list is known."""
    if product == "java" and image.distribution == "alpine" and numbers(image.release) >= (3, 20):
        return _ALPINE_JDKS
    if product == "java" and image.distribution in LIKE_RHEL:
        return _RHEL_JDKS.get((*numbers(image.release), 0)[0], ())
    return tuple(map(numbers, editions_held(name, image)))


def nearest(version: Version, among: tuple[Version, ...]) -> Version:
    """The version itself where it is there, else the next above, else the last."""
    above = [one for one in sorted(among) if one[: len(version)] >= version]
    return above[0] if above else max(among)
