"""Reads `alternatives.toml`: images outside the official list, languages by package, images with data of their own."""

import os
import re
import tomllib
from functools import cache
from typing import Any, NamedTuple


class OtherImage(NamedTuple):
    """An image that may be advised. `role` is "run" where nothing can be built in it; `newest`: no choice of version.

    `provides` is a language, "static" or "glibc" (for programs that need that much), or "distribution".
    """

    name: str
    provides: str
    versions: tuple[str, ...]
    tag: str | None
    role: str
    newest: bool
    families: tuple[str, ...]
    source: str

    def reference(self, version: str | None) -> str | None:
        """The reference for a version; None where there is no such image."""
        name = self.name
        if "{n}" in name:
            if version not in self.versions:
                return None
            name = name.replace("{n}", version or "")
        return f"{name}:{self.tag}" if self.tag else name


class Language(NamedTuple):
    """A language, the images that bring it, and the packages by which a file installs it on a distribution."""

    name: str
    images: tuple[str, ...]
    packages: "tuple[re.Pattern[str], ...]"
    builds: "tuple[re.Pattern[str], ...]"


class Stateful(NamedTuple):
    """What becomes of the data of a service when its image changes.

    `ready`: from which release of the one before a major version takes the data, where the makers tell.
    """

    images: tuple[str, ...]
    major: str | None
    ready: dict[str, str]
    libc: str | None
    release: str | None
    source: str


class Numbered(NamedTuple):
    """How a repository without a list of tags names its releases; `whole`: they are a distribution's, and no more.

    `flavours`: what a tag says after the version, and what newer releases have for it.
    """

    pattern: "re.Pattern[str]"
    name: str | None
    product: str
    tag: str | None
    oldest: int
    whole: bool
    flavours: "tuple[tuple[re.Pattern[str], str], ...]"
    source: str

    def flavour(self, tag: str) -> str | None:
        """What newer releases have for a tag's words after its version; None where that is not known."""
        words = tag.partition("-")[2]
        return next((p.sub(new, words) for p, new in self.flavours if p.fullmatch(words)), None)


@cache
def _table() -> dict[str, Any]:
    with open(os.path.join(os.path.dirname(__file__), "alternatives.toml"), "rb") as file:
        return tomllib.load(file)


@cache
def other_images() -> tuple[OtherImage, ...]:
    """Every image outside the official list that may be advised."""
    return tuple(
        OtherImage(
            row["name"],
            row["provides"],
            tuple(row.get("versions", ())),
            row.get("tag"),
            row["role"],
            row.get("newest", False),
            tuple(row.get("families", ())),
            row["source"],
        )
        for row in _table()["image"]
    )


@cache
def languages() -> tuple[Language, ...]:
    """The languages whose packages are known."""
    return tuple(
        Language(
            row["name"],
            tuple(row["images"]),
            tuple(re.compile(text) for text in row["packages"]),
            tuple(re.compile(text) for text in row.get("builds", ())),
        )
        for row in _table()["language"]
    )


@cache
def stateful(name: str) -> Stateful | None:
    """What becomes of the data of the service that an image runs; None for an image without data."""
    for row in _table()["stateful"]:
        if name in row["images"]:
            major, libc, release = (row.get(key) for key in ("major", "libc", "release"))
            return Stateful(tuple(row["images"]), major, row.get("ready", {}), libc, release, row["source"])
    return None


@cache
def numbered() -> tuple[Numbered, ...]:
    """How repositories without a list of tags name their releases."""
    return tuple(
        Numbered(
            re.compile(row["pattern"]),
            row.get("name"),
            row["product"],
            row.get("tag"),
            row.get("oldest", 0),
            row.get("whole", False),
            tuple((re.compile(pattern), new) for pattern, new in row.get("flavours", ())),
            row["source"],
        )
        for row in _table()["numbered"]
    )
