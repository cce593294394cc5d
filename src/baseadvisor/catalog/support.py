"""How long distributions and runtimes are supported, and which of them an image stands on.

The dates are those of https://endoflife.date (MIT), as of ``Support.as_of``.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from baseadvisor.catalog.images import entry_of, official_name
from baseadvisor.catalog.store import load
from baseadvisor.image.codenames import release_of
from baseadvisor.image.numbers import numbers
from baseadvisor.image.reference import Reference
from baseadvisor.image.tag import Tag

if TYPE_CHECKING:
    from datetime import date


class Support(NamedTuple):
    """The support of one release of a product, by the vendor, free of charge.

    ``eol`` is the day it ends (ISO 8601); None where no day is set, and then ``ended`` says whether it is over
    (False: not yet, None: not known). ``extended_eol`` is the end of paid or volunteers' support beyond it, and
    ``extended_means`` what that is called (Debian's LTS, Ubuntu's Expanded Security Maintenance); ``extended`` tells
    whether it goes on where there is no day. ``latest`` is the newest version of the release when the table was made.
    ``role`` is ``distribution`` or ``runtime``. ``rolling`` releases never end.
    """

    product: str
    title: str
    cycle: str
    codename: str | None
    released: str | None
    eol: str | None
    ended: bool | None
    extended_eol: str | None
    extended: bool | None
    extended_means: str | None
    lts: bool
    latest: str | None
    latest_released: str | None
    rolling: bool
    role: str
    source: str
    as_of: str

    def is_supported(self, on: date | str) -> bool | None:
        """Whether the vendor still supports it on a day; None where that is not known. Extended support counts not."""
        if self.rolling:
            return True
        if self.eol is not None:
            return str(on) <= self.eol
        return None if self.ended is None else not self.ended

    def is_extended(self, on: date | str) -> bool | None:
        """Whether support beyond the vendor's own is still to be had on a day; None where that is not known."""
        if self.extended_eol is not None:
            return str(on) <= self.extended_eol
        return self.extended

    def days_left(self, on: date | str) -> int | None:
        """Days of the vendor's support left on a day, negative when it is over; None where there is no end date."""
        from datetime import date as day

        if self.eol is None:
            return None
        return (day.fromisoformat(self.eol) - day.fromisoformat(str(on))).days

    @property
    def name(self) -> str:
        """For people: ``Debian 12 (bookworm)``, ``Python 3.9``."""
        plain = f"{self.title} {self.cycle}".strip()
        return f"{plain} ({self.codename})" if self.codename else plain


def products() -> tuple[str, ...]:
    """The ids of all products with support dates (``debian``, ``python``, ``nodejs`` …)."""
    table = load("products")
    known = {*table["image"].values(), *table["distribution"].values(), *table["vendor"].values()}
    return tuple(sorted(known))


def cycles(product: str) -> tuple[Support, ...]:
    """Every release of a product, as the source lists them (newest first as a rule); empty for an unknown one."""
    return _cycles(load("products")["alias"].get(product, product))


def support_for(product: str, version: str) -> Support | None:
    """The release of a product that a version or codename belongs to; None where it is not known.

    ``support_for("debian", "bookworm")``, ``support_for("python", "3.9.18")``, ``support_for("nodejs", "18")``. The
    product may be called by its id or by the image's name (``node``, ``golang``).
    """
    product = load("products")["alias"].get(product, product)
    known = _cycles(product)
    if not known:
        return None
    by_name = {one.cycle: one for one in known}
    if version in by_name:
        return by_name[version]
    found = release_of(version)
    if found and found[0] == product:
        return by_name.get(found[1])
    if version in load("products")["rolling"].get(product, ()):
        return known[0]._replace(
            cycle=version, codename=None, released=None, eol=None, ended=False, latest=None, rolling=True
        )
    parts = version.split(".")
    for count in range(len(parts), 0, -1):
        start = ".".join(parts[:count])
        if start in by_name:
            return by_name[start]
    return _unlisted(known, version)


def _unlisted(known: tuple[Support, ...], version: str) -> Support | None:
    """A version that the source does not list is over when its listed neighbours, the newer one above all, are over.

    That holds for what came before the oldest listed release, and for releases left out between two that ended.
    """
    if not re.fullmatch(r"\d+(\.\d+)*", version):
        return None
    numbered = [one for one in known if re.fullmatch(r"\d+(\.\d+)*", one.cycle)]
    depth = max((len(numbers(one.cycle)) for one in numbered), default=0)
    # Before version 1 it is the second number that counts: Node.js 0.10.
    wanted = numbers(version)[: depth + 1 if depth == 1 and version.startswith("0.") else depth]
    newer = [one for one in numbered if numbers(one.cycle) > wanted]
    older = [one for one in numbered if numbers(one.cycle) < wanted]
    # Only a version as exact as the releases' names can be placed: "1" is not older than "1.10".
    if not newer or len(wanted) < depth:
        return None
    after = min(newer, key=lambda one: numbers(one.cycle))
    before = max(older, key=lambda one: numbers(one.cycle), default=after)
    if not (_is_over(after) and _is_over(before)):
        return None
    return after._replace(
        cycle=".".join(str(number) for number in wanted),
        codename=None,
        released=None,
        eol=None,
        ended=True,
        extended_eol=None,
        extended=None,
        lts=False,
        latest=None,
        latest_released=None,
        source=f"{after.source}: older than {after.title} {after.cycle}, which ended {after.eol or 'before'}",
    )


def _is_over(one: Support) -> bool:
    return one.ended is True or (one.eol is not None and one.eol < one.as_of)


def support_of_distribution(distribution: str | None, release: str | None) -> Support | None:
    """The support of a distribution's release (``support_of_distribution("debian", "12")``); None if not known."""
    product = load("products")["distribution"].get(distribution or "")
    if product is None:
        return None
    known = _cycles(product)
    if len(known) == 1 and known[0].rolling:
        return known[0]
    found = support_for(product, release) if release else None
    return found and found._replace(role="distribution")


def support_of(reference: Reference | str, tag: str | None = None) -> tuple[Support, ...]:
    """Everything an image stands on whose support is known: its runtime or service, then its distribution.

    ``python:3.6-slim-buster`` gives Python 3.6 and Debian 10. Tags like ``latest`` are resolved where the list of
    official tags has them. Empty where nothing is known.
    """
    if isinstance(reference, str):
        reference = Reference.parse(reference)
    return _support_of(reference, tag or reference.effective_tag or "")


def is_released(reference: Reference | str, on: date | str, tag: str | None = None) -> bool | None:
    """Whether what an image stands on had been released on a day, so that it can be recommended.

    False when one part of it was still to come; None when a part's release is not known, as for Debian's testing and
    Ubuntu's next; True when every part is known to be out. A pre-release in the tag is False.
    """
    from baseadvisor.catalog.userlands import userland_of

    if isinstance(reference, str):
        reference = Reference.parse(reference)
    tag = tag or reference.effective_tag or ""
    if Tag.parse(tag).is_prerelease:
        return False
    found = support_of(reference, tag)
    if any(one.released is not None and one.released > str(on) for one in found):
        return False
    name = official_name(reference) or reference.familiar_name
    table = load("products")
    wanted = {table["image"][name]} if name in table["image"] else set()
    userland = userland_of(reference, tag)
    if userland is not None and userland.distribution in table["distribution"]:
        wanted.add(table["distribution"][userland.distribution])
    stable = {one.product for one in found if one.released is not None or one.ended or (one.rolling and not one.cycle)}
    return True if wanted and wanted <= stable else None


@lru_cache(maxsize=256)
def _support_of(reference: Reference, tag: str) -> tuple[Support, ...]:
    from baseadvisor.catalog.userlands import userland_of

    name = official_name(reference) or reference.familiar_name
    found = list(_runtimes(name, tag))
    userland = userland_of(reference, tag)
    if userland is not None:
        distribution = support_of_distribution(userland.distribution, userland.release)
        if distribution is not None and "distroless" in userland.id:
            # Debian's own support alone: GoogleContainerTools/distroless SUPPORT_POLICY.md.
            distribution = distribution._replace(extended_eol=None, extended=False, extended_means=None)
        if userland.distribution == "windows":
            distribution = _windows(userland.id, Tag.parse(tag))
        if distribution is not None:
            found.append(distribution)
    return tuple(found)


def version_line(name: str, tag: str) -> tuple[int, ...]:
    """The version of an image's product, cut to what its releases are named by: (3, 12) for python, (20,) for node.

    Aliases are resolved where the list of official tags has them. Where the product is not known, two components (one
    of a Java version). Empty when there is no version.
    """
    product = load("products")["image"].get(name)
    found = _runtime(product, name, tag) if product else None
    if found is not None:
        return numbers(found.cycle)
    parsed = Tag.parse(tag)
    if parsed.scheme not in ("number", "java"):
        return ()
    return parsed.numbers[:1] if parsed.scheme == "java" or name in ("openjdk", "java") else parsed.numbers[:2]


def _runtimes(name: str, tag: str) -> list[Support]:
    table = load("products")
    found: list[Support] = []
    product = table["image"].get(name)
    if product is not None:
        one = _runtime(product, name, tag)
        if one is not None:
            found.append(one)
    for pattern, other in _BY_NAME:
        match = pattern.fullmatch(name)
        one = support_for(other, match["version"]) if match else None
        if one is not None:
            found.append(one)
    entry = entry_of(name, tag)
    for text in (tag, *(entry.all_tags if entry else ())):
        for other, version in _vendors(Tag.parse(text), table["vendor"]):
            one = support_for(other, version)
            if one is not None and one.product not in {seen.product for seen in found}:
                found.append(one)
    java = _java(name, Tag.parse(tag)) if name in _JAVA_IMAGES else None
    if java is not None and not any(one.product in _JAVA_VENDORS for one in found):
        found.append(java)
    return found


_BY_NAME = (
    (re.compile(r"gcr\.io/distroless/nodejs(?P<version>\d+)(?:-debian\d+)?"), "nodejs"),
    (re.compile(r"gcr\.io/distroless/java(?P<version>21(?=-debian12)|\d+(?=-debian1[3-9]))-.+"), "eclipse-temurin"),
    (
        re.compile(r"registry\.(?:access\.)?redhat\.(?:com|io)/ubi\d+/openjdk-(?P<version>\d+)(?:-runtime)?"),
        "red-hat-build-of-openjdk",
    ),
)
"""Images whose name tells a version: Red Hat's of OpenJDK, and distroless images that hold what is not Debian's
own: Node.js' builds, and Temurin's.

Java 17 on Debian 12 is Debian's OpenJDK. Where to look: GoogleContainerTools/distroless nodejs/README.md, java/, and
https://github.com/GoogleContainerTools/distroless/pull/1902 and /pull/1979 (Temurin's packages on Debian 13).
"""

# Official images that hold a Java: of those named first the image's own version is Java's, in the others' tags it
# stands behind jdk, jre or openjdk.
_PLAIN_JAVA_IMAGES = frozenset({"openjdk", "java", "adoptopenjdk"})
_JAVA_IMAGES = _PLAIN_JAVA_IMAGES | {"maven", "gradle", "tomcat", "tomee", "jetty"}
_JAVA_VENDORS = frozenset({"eclipse-temurin", "amazon-corretto", "ibm-semeru", "sapmachine"})
_OTHER_JAVA = frozenset({"graal", "ibmjava", "openj9", "zulu"})


def _java(name: str, tag: Tag) -> Support | None:
    """Java by its version alone, where a tag names no vendor.

    A long-term release is over when Temurin ends it, any other when the next is out, which is when Oracle ends its
    own builds of OpenJDK. Nothing is said of a long-term one that is still maintained: such an image may have been
    given up before it had the updates.
    """
    if tag.is_prerelease or not _OTHER_JAVA.isdisjoint(tag.flavour):
        return None
    matches = (re.fullmatch(r"(?:jdk|jre|openjdk)-?(\d+)", word) for word in tag.flavour)
    major = next((match[1] for match in matches if match), None)
    if major is None and name in _PLAIN_JAVA_IMAGES and tag.scheme in ("number", "java") and tag.numbers:
        major = str(tag.numbers[1] if tag.numbers[0] == 1 and len(tag.numbers) > 1 else tag.numbers[0])
    if major is None:
        return None
    found = support_for("eclipse-temurin", major) or support_for("openjdk-builds-from-oracle", major)
    if found is None or (found.lts and not _is_over(found)):
        return None
    return found._replace(product="eclipse-temurin", title="Java")


def _runtime(product: str, name: str, tag: str) -> Support | None:
    parsed = Tag.parse(tag)
    entry = entry_of(name, tag)
    if entry is not None:
        # The fullest version among the tags of the same build is the one that counts: "3" and "latest" move.
        versions = [_dotted(one) for one in map(Tag.parse, entry.all_tags) if one.scheme in ("number", "java")]
        for version in sorted(versions, key=lambda text: text.count("."), reverse=True):
            found = support_for(product, version)
            if found is not None:
                return found
        return None
    names = load("products")["codename"].get(name, {})
    named = next((names[word] for word in parsed.flavour if word in names), None)
    if named is not None:
        return support_for(product, named)
    if parsed.scheme not in ("number", "java"):
        return None
    version = _dotted(parsed)
    return support_for(product, version) or _newest_of(product, version)


def _newest_of(product: str, version: str) -> Support | None:
    """The newest release of a major version that is over as a whole: ``python:2`` is Python 2.7 at best.

    While a major version lives, a tag that is no longer built (``python:3-onbuild``) stopped somewhere within it, but
    for one that has a single release (Tomcat 9.0).
    """
    within = [one for one in _cycles(product) if one.cycle.startswith(version + ".")]
    newest = max(within, key=lambda one: numbers(one.cycle), default=None)
    return newest if newest is not None and (len(within) == 1 or all(_is_over(one) for one in within)) else None


def _dotted(tag: Tag) -> str:
    return ".".join(str(number) for number in tag.numbers)


def _vendors(tag: Tag, vendors: dict[str, str]) -> list[tuple[str, str]]:
    """Products that words of a tag name with a version: ``php8.2``, ``temurin-17``, ``jdk17`` beside ``temurin``."""
    found = []
    java = next((match[1] for word in tag.flavour if (match := re.fullmatch(r"(?:jdk|jre|java)(\d+)", word))), None)
    for word in tag.flavour:
        match = re.fullmatch(r"([a-z]+?)-?(\d+(?:\.\d+)*)", word)
        if match and match[1] in vendors:
            found.append((vendors[match[1]], match[2]))
        elif java and word in vendors:
            found.append((vendors[word], java))
    return found


def _windows(family: str, tag: Tag) -> Support | None:
    product = "windows-server-core" if family == "windows-servercore" else "windows-nano-server"
    text = tag.release or tag.text
    match = re.search(r"(?:ltsc)?(\d{4}|\d\dh[12])", text, re.IGNORECASE)
    release = match[1].lower() if match else ""
    # The container images of these two are the long-term releases.
    long_term = {"1607": "2016", "1809": "2019"}.get(release, release)
    found = (support_for(product, long_term) or support_for(product, release)) if release else None
    return found and found._replace(role="distribution")


@cache
def _cycles(product: str) -> tuple[Support, ...]:
    raw = load(f"support/{product}")
    if raw is None:
        return ()
    role = "distribution" if product in load("products")["distribution"].values() else "runtime"
    if not raw["cycles"]:
        return (_support(product, raw, {"cycle": "", "eol": False}, role)._replace(rolling=True),)
    return tuple(_support(product, raw, one, role) for one in raw["cycles"])


def _support(product: str, raw: dict[str, Any], one: dict[str, Any], role: str) -> Support:
    eol, extended = one["eol"], one.get("extended_eol")
    return Support(
        product,
        raw["title"],
        one["cycle"],
        one.get("codename"),
        one.get("released"),
        eol if isinstance(eol, str) else None,
        eol if isinstance(eol, bool) else None,
        extended if isinstance(extended, str) else None,
        extended if isinstance(extended, bool) else None,
        raw.get("extended_means"),
        one.get("lts", False),
        one.get("latest"),
        one.get("latest_released"),
        raw["rolling"],
        role,
        raw["source"],
        raw["as_of"],
    )
