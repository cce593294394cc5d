"""An image tag as a version and a flavour: ``3.12.4-slim-bookworm`` is 3.12.4, slim, on Debian 12.

No standard says what a tag means; this reads the habits that the official images and the large vendors share. What a
part means depends on its place, so each tag keeps its *shape*, the text with the version and the distribution's
release taken out; two tags are of one flavour when nothing but these differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from baseadvisor.image.codenames import release_of
from baseadvisor.image.numbers import numbers

# Kinds of pre-release and how far from the release they stand (0 is the release).
_PRE_RANK = {
    "dev": -9,
    "nightly": -9,
    "snapshot": -9,
    "canary": -9,
    "unstable": -9,
    "edge": -9,
    "devel": -9,
    "experimental": -9,
    "insiders": -9,
    "next": -9,
    "rawhide": -9,
    "tip": -9,
    "alpha": -5,
    "a": -5,
    "ea": -5,
    "m": -4,
    "milestone": -4,
    "tp": -4,
    "beta": -4,
    "b": -4,
    "preview": -3,
    "pre": -3,
    "cr": -2,
    "rc": -2,
}
_LONG_NAME = {"a": "alpha", "b": "beta", "m": "milestone", "cr": "rc", "pre": "preview"}
# These turn into the release itself in time; the others are channels of their own, without a successor.
_LEADS_TO_RELEASE = frozenset({"alpha", "beta", "ea", "milestone", "preview", "rc", "tp"})

_DISTRIBUTIONS = {
    "alpine": "alpine",
    "debian": "debian",
    "ubuntu": "ubuntu",
    "centos": "centos",
    "stream": "centos-stream",
    "fedora": "fedora",
    "rocky": "rockylinux",
    "rockylinux": "rockylinux",
    "alma": "almalinux",
    "almalinux": "almalinux",
    "oraclelinux": "oraclelinux",
    "ol": "oraclelinux",
    "amazonlinux": "amazonlinux",
    "al": "amazonlinux",
    "ubi": "ubi",
    "rhel": "rhel",
    "el": "rhel",
    "photon": "photon",
    "azurelinux": "azurelinux",
    "mariner": "mariner",
    "leap": "opensuse-leap",
    "sles": "sles",
    "wolfi": "wolfi",
    "alpaquita": "alpaquita",
    "windowsservercore": "windowsservercore",
    "nanoserver": "nanoserver",
}
# Too short or too common to mean a distribution when no number is joined to them.
_ONLY_WITH_NUMBER = frozenset({"al", "el", "ol", "stream", "leap", "rocky", "alma"})

# What a release of these looks like, to tell it from a number that only happens to stand after the name.
_RELEASES = {"alpine": r"[23]\.[0-9]{1,2}", "debian": r"[6-9]|1[0-9]", "ubuntu": r"[0-9]{2}\.(04|10)"}
# Words joined to a version that mean the release itself, as JBoss and Spring write it.
_FINAL = frozenset({"final", "ga", "release", "sp"})

_MAX_LENGTH = 128
# Few and plain expressions, whose words are looked up in the tables above: they are compiled at every start.
_NUMBER = re.compile(r"(v?)([0-9]+(?:\.[0-9]+)*)(?:(\.?)([a-zA-Z]+)\.?([0-9]*)|_([0-9]+(?:\.[0-9]+)*))?")
_WORD = re.compile(r"([a-z]+)\.?([0-9.]*)")
_DATE = re.compile(r"((?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))(\.[0-9]+)?")
_MINIO = r"RELEASE\.([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2})-([0-9]{2})-([0-9]{2})Z"


class Tag(NamedTuple):
    """What a tag says.

    ``version`` is as written but for a leading ``v`` (``3.12.4``, ``8u342``, ``21.0.2_13``, ``20240801``), None where
    there is none; ``scheme`` is ``number``, ``java`` or ``date``; ``precision`` how many dotted components the version
    has (2 for ``3.12``). ``prerelease`` is the kind with its number (``rc1``, ``beta``, ``ea11``). ``flavour`` holds
    the other words in their order, lower case (``("slim",)``, ``("jre",)``, ``("eclipse", "temurin-17")``).
    ``distribution`` and ``release`` are the distribution named in the tag and its version (``debian`` and ``12`` for
    ``bookworm``; a release is None for a bare ``alpine``), ``codename`` its codename if the tag is written with one.
    """

    text: str
    version: str | None
    scheme: str | None
    precision: int
    prerelease: str | None
    flavour: tuple[str, ...]
    distribution: str | None
    release: str | None
    codename: str | None
    numbers: tuple[int, ...]
    build: tuple[int, ...]
    shape: str

    @classmethod
    def parse(cls, text: str) -> Tag:
        """Read a tag. Every text gives a Tag; one that follows no known habit has no version and is all flavour."""
        if len(text) > _MAX_LENGTH:
            return cls(text, None, None, 0, None, (text.lower(),), None, None, None, (), (), text)
        return _Reader(text).tag()

    @property
    def sort_key(self) -> tuple[tuple[int, ...], int, tuple[int, ...], tuple[int, ...]]:
        """Orders versions, oldest first; only meaningful between tags of the same scheme.

        Trailing zeros do not count (3.12 and 3.12.0 are equal) and a pre-release comes before its release, as in
        https://packaging.python.org/en/latest/specifications/version-specifiers/.
        """
        kind, number = _split_prerelease(self.prerelease)
        return _strip_zeros(self.numbers), _PRE_RANK.get(kind, 0), number, self.build

    @property
    def is_prerelease(self) -> bool:
        """Whether the tag names something that is not released: rc, beta, ea, nightly, edge …"""
        return self.prerelease is not None

    def has(self, *words: str) -> bool:
        """Whether any of these flavour words stands in the tag (``tag.has("slim", "minimal")``)."""
        return any(word in self.flavour for word in words)


def same_flavour(one: Tag, other: Tag, *, move_distribution: bool = False) -> bool:
    """Whether two tags differ in nothing but version (and, if asked, in the release of the same distribution).

    The version must be of the same scheme and precision: ``3.12`` and ``3.12.4`` are different promises.
    """
    if one.shape != other.shape or one.distribution != other.distribution or one.scheme != other.scheme:
        return False
    if one.scheme != "java" and one.precision != other.precision:
        return False
    return move_distribution or (one.release, one.codename) == (other.release, other.codename)


def newer_in_same_flavour(
    tag: str | Tag, candidates: Iterable[str], *, keep: int = 1, move_distribution: bool = False
) -> list[Tag]:
    """The candidates that may take a tag's place without a surprise, newest first.

    They have the same flavour and precision, are no pre-releases, and share the first ``keep`` components of the
    version (1: no jump of a major version; 0: any; 2: ``3.11`` stays ``3.11``). Under ``0.x`` the second component is
    counted as the first, as https://semver.org has it, and Ubuntu's ``22.04`` is one component. Dates have no major.
    With ``move_distribution`` the distribution's release may move forward as well, never back.
    A tag on a channel without end (``nightly``, ``edge``, ``dev``) has no successor: the list is empty.
    """
    current = Tag.parse(tag) if isinstance(tag, str) else tag
    kind, _ = _split_prerelease(current.prerelease)
    if kind and kind not in _LEADS_TO_RELEASE:
        return []
    pool = [Tag.parse(text) for text in dict.fromkeys(candidates)]
    pool = [one for one in pool if same_flavour(current, one, move_distribution=move_distribution)]
    if _counts_in_half_years([current, *pool]):
        keep *= 2
    elif current.scheme == "number" and current.numbers[:1] == (0,) and keep:
        keep += 1
    if current.scheme == "date":
        keep = 0
    found = [one for one in pool if not one.is_prerelease and _is_forward(current, one) and _agrees(current, one, keep)]
    return sorted(found, key=lambda one: (one.sort_key, _release_key(one)), reverse=True)


def _is_forward(current: Tag, other: Tag) -> bool:
    before = (current.sort_key, _release_key(current))
    after = (other.sort_key, _release_key(other))
    return after != before and after[0] >= before[0] and after[1] >= before[1]


def _agrees(current: Tag, other: Tag, keep: int) -> bool:
    return current.numbers[:keep] == other.numbers[:keep]


def _release_key(tag: Tag) -> tuple[int, ...]:
    return numbers(tag.release)


def _counts_in_half_years(tags: list[Tag]) -> bool:
    """Whether these are Ubuntu's versions (22.04, 22.10), known by the zero that no other scheme writes."""
    versions = [tag.version or "" for tag in tags]
    return any(re.match(r"\d\d\.04(\.|$)", version) for version in versions) and all(
        re.match(r"\d\d?\.(04|06|10)(\.|$)", version) for version in versions
    )


def _strip_zeros(version: tuple[int, ...]) -> tuple[int, ...]:
    end = len(version)
    while end and version[end - 1] == 0:
        end -= 1
    return version[:end]


def _split_prerelease(text: str | None) -> tuple[str, tuple[int, ...]]:
    if not text:
        return "", ()
    kind = text.rstrip("0123456789")
    digits = text[len(kind) :]
    return kind, (int(digits),) if digits else ()


class _Reader:
    """Reads one tag from left to right, a dash-separated part at a time."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts = text.split("-")
        self.shape: list[str] = []
        self.flavour: list[str] = []
        self.version: str | None = None
        self.scheme: str | None = None
        self.precision = 0
        self.numbers: tuple[int, ...] = ()
        self.build: tuple[int, ...] = ()
        self.prerelease: str | None = None
        self.distribution: str | None = None
        self.release: str | None = None
        self.codename: str | None = None
        # What a bare number would belong to: "version", "prerelease", "distribution", "word" or "" at the start.
        self.last = ""

    def tag(self) -> Tag:
        minio = re.fullmatch(_MINIO, self.text) if self.text.startswith("RELEASE.") else None
        if minio:
            self._set_version(self.text, "date", 1, (int("".join(minio.groups())),))
            self.shape.append("{version}")
        else:
            for part in self.parts:
                self._read(part)
        return Tag(
            self.text,
            self.version,
            self.scheme,
            self.precision,
            self.prerelease,
            tuple(self.flavour),
            self.distribution,
            self.release,
            self.codename,
            self.numbers,
            self.build,
            "-".join(self.shape),
        )

    def _read(self, part: str) -> None:
        readers = (
            self._read_windows_release,
            self._read_date,
            self._read_number,
            self._read_build,
            self._read_prerelease,
            self._read_codename,
            self._read_distribution,
        )
        if not any(reader(part) for reader in readers):
            if part:
                self.flavour.append(part.lower())
            self.shape.append(part)
            self.last = "word"

    def _set_version(self, text: str, scheme: str, precision: int, numbers: tuple[int, ...]) -> None:
        self.version, self.scheme, self.precision, self.numbers = text, scheme, precision, numbers
        self.last = "version"

    def _read_date(self, part: str) -> bool:
        match = _DATE.fullmatch(part)
        if match is None:
            return False
        serial = (int(match[2][1:]),) if match[2] else ()
        if self.version is None:
            self._set_version(part, "date", 1, (int(match[1]),))
            self.build = serial
            self.shape.append("{version}")
        else:
            self.build += (int(match[1]), *serial)
            self.shape.append("{date}")
        return True

    def _read_number(self, part: str) -> bool:
        """A number with dots and what is joined to it; its meaning hangs on what stands before it."""
        match = _NUMBER.fullmatch(part)
        if match is None:
            return False
        lead, digits, dot, word, number, java_build = match.groups()
        if part == digits and self.version is not None:
            return self._read_plain_number(digits)
        if part == digits and self.last == "distribution" and self.release is None and self._is_release(digits):
            self._set_release(digits)
            return True
        if self.version is not None:
            return False
        return self._read_version(part, lead, digits, dot or "", word or "", number or "", java_build)

    def _read_plain_number(self, digits: str) -> bool:
        """A bare number after the version."""
        if self.last == "distribution" and self.release is None and self._is_release(digits):
            self._set_release(digits)
        elif self.last == "prerelease" and self.prerelease and not self.prerelease[-1].isdigit():
            self.prerelease += digits.partition(".")[0]
        elif self.last == "version":
            self.build += numbers(digits)
            self.shape.append("{build}")
        elif self.last == "word":
            # "eclipse-temurin-17", "otp-27": a version of another thing, which has to stay.
            self.flavour[-1:] = ["-".join((*self.flavour[-1:], digits))]
            self.shape.append(digits)
        else:
            return False
        return True

    def _is_release(self, digits: str) -> bool:
        """Whether a number after a distribution's name is its release; before any version it may be the version."""
        plausible = _RELEASES.get(self.distribution or "")
        if plausible is not None and re.fullmatch(plausible, digits) is None:
            return False
        return self.version is not None or self.distribution in ("debian", "ubuntu")

    def _read_version(
        self, part: str, lead: str, digits: str, dot: str, word: str, number: str, java_build: str | None
    ) -> bool:
        """The first version in the tag: 3.12.4, v1.2, 3.15.0rc1, 26.1.3.Final, 1.1.1w, 8u342, 21.0.2_13."""
        kind = word.lower()
        version, precision = numbers(digits), digits.count(".") + 1
        shape = f"{lead}{{version}}"
        if not word and java_build is None:
            self._set_version(part[len(lead) :], "number", precision, version)
        elif java_build is not None:
            self._set_version(part[len(lead) :], "java", precision, version)
            self.build, shape = numbers(java_build), f"{lead}{{version:_}}"
        elif kind == "u" and number and precision == 1 and not (lead or dot):
            self._set_version(part, "java", 2, (*version, int(number)))
            shape = "{version:u}"
        elif kind in _PRE_RANK and (number or len(kind) > 1):
            self._set_version(part[len(lead) :], "number", precision, version)
            self._set_prerelease(kind, number)
        elif kind in _FINAL and dot:
            self._set_version(part[len(lead) :], "number", precision, version)
            shape += f".{word}{number}"
        elif len(kind) == 1 and precision > 1 and not (number or dot):
            self._set_version(part[len(lead) :], "number", precision, version)
            self.build = (ord(kind) - ord("a") + 1,)
        else:
            return False
        self.shape.append(shape)
        return True

    def _set_prerelease(self, kind: str, number: str) -> None:
        self.prerelease = _LONG_NAME.get(kind, kind) + number
        self.last = "prerelease"

    def _read_build(self, part: str) -> bool:
        """``b07`` after ``8u342``, ``r5`` of a vendor's rebuild at the end."""
        letter, digits = part[:1], part[1:]
        if self.version is None or letter not in ("b", "B", "r", "R") or not (digits.isascii() and digits.isdigit()):
            return False
        if not (self.last == "version" or (letter in "rR" and part is self.parts[-1])):
            return False
        self.build += (int(digits),)
        self.shape.append(letter + "{build}")
        return True

    def _read_prerelease(self, part: str) -> bool:
        match = _WORD.fullmatch(part.lower())
        if match is None or match[1] not in _PRE_RANK or "." in match[2] or self.prerelease is not None:
            return False
        if len(match[1]) == 1 and not match[2]:
            return False
        self._set_prerelease(match[1], match[2])
        if match[1] not in _LEADS_TO_RELEASE and _LONG_NAME.get(match[1]) not in _LEADS_TO_RELEASE:
            # A channel is a flavour as well: "1.2-dev" and "1.2" are different images.
            self.flavour.append(part.lower())
            self.shape.append(part)
        return True

    def _read_codename(self, part: str) -> bool:
        found = release_of(part.lower())
        if found is None or self.codename is not None:
            return False
        self.distribution, self.release = found
        self.codename = part.lower()
        self.shape.append("{codename}")
        self.last = "codename"
        return True

    def _read_distribution(self, part: str) -> bool:
        match = _WORD.fullmatch(part.lower())
        if match is None or match[1] not in _DISTRIBUTIONS:
            return False
        word, number = match.groups()
        # "rhel-ubi9" names one and the same.
        known = self.distribution is not None and not (self.distribution == "rhel" and self.release is None)
        if known or (not number and word in _ONLY_WITH_NUMBER) or number.endswith(".") or part[len(word) :] != number:
            return False
        self.distribution = _DISTRIBUTIONS[word]
        self.shape.append(part[: len(word)])
        self.last = "distribution"
        if number:
            if word == "ubuntu" and len(number) == 4 and "." not in number:
                number = f"{number[:2]}.{number[2:]}"
            self._set_release(number, joined=True)
        return True

    def _set_release(self, number: str, *, joined: bool = False) -> None:
        self.release = number
        if joined:
            self.shape[-1] += "{release}"
        else:
            self.shape.append("{release}")
        self.last = "codename"

    def _read_windows_release(self, part: str) -> bool:
        is_windows = self.distribution in ("windowsservercore", "nanoserver")
        if not (
            is_windows and self.last == "distribution" and re.fullmatch(r"ltsc\d{4}|\d{4}|\d\dh[12]", part.lower())
        ):
            return False
        self._set_release(part.lower())
        return True
