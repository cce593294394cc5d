"""Codenames of distributions, as they stand in image tags: ``bookworm`` is Debian 12, ``noble`` is Ubuntu 24.04.

Sources: https://www.debian.org/releases/ and https://wiki.ubuntu.com/Releases.
"""

from __future__ import annotations

DEBIAN: dict[str, str] = {
    "squeeze": "6",
    "wheezy": "7",
    "jessie": "8",
    "stretch": "9",
    "buster": "10",
    "bullseye": "11",
    "bookworm": "12",
    "trixie": "13",
    "forky": "14",
    "duke": "15",
}

UBUNTU: dict[str, str] = {
    "lucid": "10.04",
    "precise": "12.04",
    "quantal": "12.10",
    "raring": "13.04",
    "saucy": "13.10",
    "trusty": "14.04",
    "utopic": "14.10",
    "vivid": "15.04",
    "wily": "15.10",
    "xenial": "16.04",
    "yakkety": "16.10",
    "zesty": "17.04",
    "artful": "17.10",
    "bionic": "18.04",
    "cosmic": "18.10",
    "disco": "19.04",
    "eoan": "19.10",
    "focal": "20.04",
    "groovy": "20.10",
    "hirsute": "21.04",
    "impish": "21.10",
    "jammy": "22.04",
    "kinetic": "22.10",
    "lunar": "23.04",
    "mantic": "23.10",
    "noble": "24.04",
    "oracular": "24.10",
    "plucky": "25.04",
    "questing": "25.10",
    "resolute": "26.04",
    "stonking": "26.10",
}


def release_of(codename: str) -> tuple[str, str] | None:
    """Distribution and version that a codename stands for: ``("debian", "12")`` for ``bookworm``; None if unknown."""
    if codename in DEBIAN:
        return "debian", DEBIAN[codename]
    if codename in UBUNTU:
        return "ubuntu", UBUNTU[codename]
    return None


def codename_of(distribution: str, version: str) -> str | None:
    """The codename of a Debian or Ubuntu release: ``bookworm`` for Debian 12 and 12.5; None if unknown."""
    if distribution == "debian":
        table, wanted = DEBIAN, version.partition(".")[0]
    elif distribution == "ubuntu":
        table, wanted = UBUNTU, ".".join(version.split(".")[:2])
    else:
        return None
    return next((name for name, number in table.items() if number == wanted), None)
