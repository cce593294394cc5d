"""Where Java is: the right values of JAVA_HOME by image and by package."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from baseadvisor.catalog.images import entry_of, official_name
from baseadvisor.catalog.store import load
from baseadvisor.image.reference import Reference
from baseadvisor.image.tag import Tag

# What an architecture is called in the paths of Debian, of the RPM world and of the vendors' own archives.
_ARCHITECTURES = "amd64|arm64|armhf|armel|i386|ppc64el|ppc64le|riscv64|s390x|x86_64|aarch64|x64"


class JavaHome(NamedTuple):
    """A folder that JAVA_HOME may rightly name.

    ``path`` may hold ``{arch}`` (Debian's name of the architecture, ``amd64``) and ``*`` (a full version that changes
    with every update). ``env_set``: the image sets JAVA_HOME to this itself. The first of several homes is the one to
    recommend. ``notes`` are for people.
    """

    path: str
    env_set: bool
    confidence: str
    verified: bool
    notes: tuple[str, ...]
    source: str

    @property
    def arch_dependent(self) -> bool:
        """Whether the path differs from one architecture to another."""
        return "{arch}" in self.path

    def matches(self, path: str) -> bool:
        """Whether a value of JAVA_HOME names this folder, on any architecture; a slash at the end does not count."""
        pattern = re.escape(self.path).replace(r"\{arch\}", f"(?:{_ARCHITECTURES})").replace(r"\*", r"[^/]+")
        return re.fullmatch(pattern, path.rstrip("/") or "/") is not None

    def on(self, architecture: str) -> str:
        """The path on one architecture by Debian's name (``amd64``, ``arm64``)."""
        return self.path.replace("{arch}", architecture)


def java_home_of_image(reference: Reference | str, tag: str | None = None) -> tuple[JavaHome, ...]:
    """Every folder that JAVA_HOME may name in an image, the one to recommend first; empty where none is known."""
    if isinstance(reference, str):
        reference = Reference.parse(reference)
    name = official_name(reference) or reference.familiar_name
    tag = tag or reference.effective_tag or ""
    entry = entry_of(name, tag)
    texts = (tag, *(entry.all_tags if entry else ()))
    for row in load("java")["homes"]:
        captured = _image(row, name)
        if captured is None:
            continue
        for text in texts:
            match = re.fullmatch(row["tag"], text) if "tag" in row else None
            if match is None and "tag" in row:
                continue
            groups = {**captured, **(match.groupdict() if match else {})}
            if not groups.get("n"):
                groups["n"] = next((major for one in texts if (major := _major(one))), None)
            found = _homes(row, groups)
            if found:
                return found
    return ()


def java_home_of_package(
    family: str, package: str, *, distribution: str | None = None, release: str | None = None
) -> tuple[JavaHome, ...]:
    """Every folder that JAVA_HOME may name once a package is installed; empty where none is known.

    ``family`` is the package family (``apt``, ``apk``, ``dnf``, ``zypper``, ``pacman``). ``distribution`` and
    ``release`` tell what a metapackage like ``default-jdk`` stands for; without them every meaning it has had counts.
    """
    found: list[JavaHome] = []
    for row in load("java")["homes"]:
        if row.get("family") != family:
            continue
        match = re.fullmatch(row["package"], package)
        if match is None:
            continue
        majors = _majors(row, distribution, release)
        groups = match.groupdict()
        for major in majors or (groups.get("n"),):
            found.extend(_homes(row, {**groups, "n": major}))
    return tuple(dict.fromkeys(found))


def default_java(package: str, distribution: str | None, release: str | None) -> int | None:
    """The version that a metapackage (``default-jdk``) stands for in a release of a distribution; None if not known."""
    for row in load("java")["homes"]:
        if "by_release" in row and re.fullmatch(row["package"], package):
            major: int | None = row["by_release"].get(f"{distribution} {release}")
            return major
    return None


def _image(row: dict[str, Any], name: str) -> dict[str, str | None] | None:
    if name in row.get("images", ()):
        return {}
    match = re.fullmatch(row["pattern"], name) if "pattern" in row else None
    return None if match is None else match.groupdict()


def _majors(row: dict[str, Any], distribution: str | None, release: str | None) -> tuple[str, ...]:
    table: dict[str, int] = row.get("by_release", {})
    if not table:
        return ()
    exact = table.get(f"{distribution} {release}")
    return (str(exact),) if exact else tuple(str(major) for major in sorted(set(table.values()), reverse=True))


def _homes(row: dict[str, Any], groups: dict[str, str | None]) -> tuple[JavaHome, ...]:
    found: list[JavaHome] = []
    for home in row["homes"]:
        path = home
        for name, value in groups.items():
            if value is not None:
                path = path.replace(f"{{{name}}}", value)
        if "{" in path.replace("{arch}", ""):
            continue  # A part that this tag or package does not tell.
        first = row["env_set"] and not found
        found.append(
            JavaHome(
                path, first, row["confidence"], row.get("verified", False), tuple(row.get("notes", ())), row["source"]
            )
        )
    return tuple(found)


def _major(text: str) -> str | None:
    """Java's major version as a tag tells it: 8 for ``8u342-jre``, 21 for ``21.0.2_13``, 17 for ``9-jdk17``."""
    tag = Tag.parse(text)
    for word in tag.flavour:
        match = re.fullmatch(r"(?:jdk|jre|java|temurin-|corretto-|amazoncorretto-|openjdk-|semeru-|jdk-)(\d+)", word)
        if match:
            return match[1]
    if tag.numbers and tag.scheme != "date":
        major = tag.numbers[1] if tag.numbers[:1] == (1,) and len(tag.numbers) > 1 else tag.numbers[0]
        return str(major)
    return None
