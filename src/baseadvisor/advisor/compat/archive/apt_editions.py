"""Packages with an edition in their name, and which editions releases have that the archives' indexes do not cover."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from baseadvisor.advisor.compat.archive.lacks import Lack, Release
from baseadvisor.image.numbers import numbers


class _Editions(NamedTuple):
    """Packages with an edition in their name, of which a release has some alone: by its distribution and release."""

    pattern: re.Pattern[str]
    title: str
    held: dict[str, tuple[str, ...]]


OPENJDKS = {
    "debian 10": (11,),
    "ubuntu 20.04": (8, 11, 13, 16, 17, 21),
    "ubuntu 22.04": (8, 11, 16, 17, 18, 19, 21, 25),
    "ubuntu 24.04": (8, 11, 17, 21, 25),
    "ubuntu 26.04": (8, 11, 17, 21, 25),
}
"""The OpenJDKs that a release has. Where to look: https://packages.debian.org and https://packages.ubuntu.com
(search?keywords=openjdk-jre-headless)."""
# Where to look: https://packages.debian.org and https://packages.ubuntu.com, release by release.
_EDITIONS = (
    _Editions(
        re.compile(r"openjdk-(?P<edition>\d+)-(?:jdk|jre)(?:-headless|-zero)?"),
        "OpenJDK",
        {release: tuple(map(str, held)) for release, held in OPENJDKS.items()},
    ),
    _Editions(
        re.compile(
            r"postgresql-(?:(?:client|server-dev|contrib|doc|pl\w+)-)?(?P<edition>9\.\d|\d\d)(?:-[a-z][\w.+-]*)?"
        ),
        "PostgreSQL",
        {
            "debian 9": ("9.6",),
            "debian 10": ("11",),
            "ubuntu 16.04": ("9.5",),
            "ubuntu 18.04": ("10",),
            "ubuntu 20.04": ("12",),
            "ubuntu 22.04": ("14",),
            "ubuntu 24.04": ("16",),
            "ubuntu 26.04": ("18",),
        },
    ),
    _Editions(
        re.compile(r"(?:libapache2-mod-)?php(?P<edition>\d\.\d)(?:-[a-z][\w-]*)?"),
        "PHP",
        {
            "debian 9": ("7.0",),
            "debian 10": ("7.3",),
            "ubuntu 16.04": ("7.0",),
            "ubuntu 18.04": ("7.2",),
            "ubuntu 20.04": ("7.4",),
            "ubuntu 22.04": ("8.1",),
            "ubuntu 24.04": ("8.3",),
            "ubuntu 26.04": ("8.5",),
        },
    ),
    _Editions(
        re.compile(r"(?:lib)?python(?P<edition>3\.\d+)(?:-(?:dev|venv|minimal|distutils|full|stdlib|dbg))?"),
        "Python",
        {
            "debian 9": ("3.5",),
            "debian 10": ("3.7",),
            "ubuntu 16.04": ("3.5",),
            "ubuntu 18.04": ("3.6", "3.7", "3.8"),
            "ubuntu 20.04": ("3.8", "3.9"),
            "ubuntu 22.04": ("3.10", "3.11"),
            "ubuntu 24.04": ("3.12",),
        },
    ),
    _Editions(
        re.compile(r"(?:lib)?ruby(?P<edition>\d\.\d)(?:\.\d)?(?:-dev|-full)?"),
        "Ruby",
        {
            "debian 9": ("2.3",),
            "debian 10": ("2.5",),
            "ubuntu 16.04": ("2.3",),
            "ubuntu 18.04": ("2.5",),
            "ubuntu 20.04": ("2.7",),
            "ubuntu 22.04": ("3.0",),
            "ubuntu 24.04": ("3.2",),
            "ubuntu 26.04": ("3.3",),
        },
    ),
    _Editions(
        re.compile(r"libboost(?:-[a-z-]*[a-z])?(?P<edition>1\.\d\d)(?:\.\d|-dev|-all-dev)?"),
        "Boost",
        {
            "debian 9": ("1.62",),
            "debian 10": ("1.67",),
            "ubuntu 16.04": ("1.58",),
            "ubuntu 18.04": ("1.62", "1.65"),
            "ubuntu 20.04": ("1.67", "1.71"),
            "ubuntu 22.04": ("1.74",),
            "ubuntu 24.04": ("1.74", "1.83"),
        },
    ),
    _Editions(
        re.compile(r"libicu(?P<edition>\d\d)"),
        "ICU",
        {
            "debian 9": ("57",),
            "debian 10": ("63",),
            "ubuntu 16.04": ("55",),
            "ubuntu 18.04": ("60",),
            "ubuntu 20.04": ("66",),
            "ubuntu 22.04": ("70",),
            "ubuntu 24.04": ("74",),
        },
    ),
)


class _Since(NamedTuple):
    """The oldest edition, from a release of a distribution on.

    `up_to`: the release after which nobody looked. What is older is not there then either, which is the oldest is not
    known any more; nor is it where `oldest` is only what is surely the least (`exact`).
    """

    distribution: str
    release: Release
    oldest: Release
    up_to: Release | None = None
    exact: bool = True


class _Oldest(NamedTuple):
    """What a release has several editions of: the oldest of them."""

    pattern: re.Pattern[str]
    title: str
    since: tuple[_Since, ...]


# Where to look: https://packages.debian.org and https://packages.ubuntu.com, release by release.
_OLDEST = (
    _Oldest(
        re.compile(
            r"(?:gcc|g\+\+|cpp|gfortran|gobjc|libgcc|lib32gcc|libstdc\+\+6?)-(?P<edition>\d+(?:\.\d)?)(?:-(?:dev|base|multilib))?"
        ),
        "GCC",
        (
            _Since("debian", (10,), (7,), (10,)),
            _Since("debian", (9,), (6,)),
            _Since("ubuntu", (22, 4), (9,), (24, 4)),
            _Since("ubuntu", (20, 4), (7,)),
            _Since("ubuntu", (18, 4), (4, 8)),
        ),
    ),
    _Oldest(
        re.compile(
            r"(?:clang|clangd|clang-tools|clang-format|clang-tidy|llvm|lld|lldb|libclang|libc\+\+|libc\+\+abi|python3-clang)"
            r"-(?P<edition>\d+(?:\.\d)?)(?:-dev)?"
        ),
        "LLVM",
        (
            _Since("ubuntu", (26, 4), (17,), (26, 4)),
            _Since("ubuntu", (24, 4), (14,), (24, 4)),
            _Since("ubuntu", (22, 4), (11,)),
        ),
    ),
    _Oldest(
        re.compile(r"(?:lib)?python(?P<edition>3\.\d+)(?:-(?:dev|venv|minimal|distutils|full|stdlib|dbg))?"),
        "Python",
        (_Since("ubuntu", (26, 4), (3, 13), exact=False),),
    ),
)


def title_of(name: str) -> str | None:
    """What a package's name holds the edition of (`PostgreSQL`)."""
    return next((one.title for one in (*_EDITIONS, *_OLDEST) if one.pattern.fullmatch(name)), None)


def span_of(name: str) -> tuple[int, int] | None:
    """Where in a package's name its edition stands."""
    match = next((match for one in (*_EDITIONS, *_OLDEST) if (match := one.pattern.fullmatch(name))), None)
    return match.span("edition") if match is not None else None


def held_by(name: str, place: str) -> tuple[str, ...]:
    """The editions that a release (`ubuntu 22.04`) has of what a name holds the edition of; () where not known."""
    return next((one.held[place] for one in _EDITIONS if one.pattern.fullmatch(name) and place in one.held), ())


def enumerated(editions: Sequence[str]) -> str:
    """`1.2`, `1.2 and 1.3`, `1.2, 1.3 and 2.0`."""
    *first, last = editions
    return f"{', '.join(first)} and {last}" if first else last


def there_is(name: str, title: str, editions: str) -> Lack:
    """What a release has in the place of an edition that it has not; of a server also what becomes of its data."""
    data = ", which reads no data of another version" if re.fullmatch(r"postgresql-\d+(?:\.\d)?", name) else ""
    return Lack(f"its {title} is {editions}{data}", vendors=True)


def lacks_edition(name: str, distribution: str, written: str) -> tuple[bool, Lack | None]:
    """Whether it is known which editions a release has of it; and if it has not the one that is named, why."""
    for editions in _EDITIONS:
        match = editions.pattern.fullmatch(name)
        held = editions.held.get(f"{distribution} {written}")
        if match is not None and held is not None:
            missing = match["edition"] not in held
            return True, there_is(name, editions.title, enumerated(held)) if missing else None
    for several in _OLDEST:
        match = several.pattern.fullmatch(name)
        since = _since(several, distribution, numbers(written)) if match is not None else None
        if match is not None and since is not None:
            certain = since.exact and (since.up_to is None or numbers(written) <= since.up_to)
            if numbers(match["edition"]) >= since.oldest:
                return certain, None
            oldest = ".".join(map(str, since.oldest))
            why = f"the oldest {several.title} there is {oldest}" if certain else f"its {several.title} is newer"
            return True, Lack(why, vendors=several.title != "GCC")
    return False, None


def _since(several: _Oldest, distribution: str, release: Release) -> _Since | None:
    found = (one for one in several.since if one.distribution == distribution and release >= one.release)
    return next(found, None)
