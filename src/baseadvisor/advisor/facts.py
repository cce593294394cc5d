"""What the catalog knows of an image, as of a day and for a platform."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from baseadvisor.advisor.alternatives import numbered
from baseadvisor.advisor.model import Figure, Image, State, SupportLine
from baseadvisor.advisor.tracks import standing_for, stopped_at
from baseadvisor.image.codenames import DEBIAN
from baseadvisor.image.numbers import numbers
from baseadvisor.image.reference import InvalidReference, Reference
from baseadvisor.image.tag import Tag

if TYPE_CHECKING:
    from baseadvisor.catalog.support import Support
    from baseadvisor.catalog.userlands import Userland

CHANNELS = frozenset({"latest", "stable", "mainline", "lts", "current", "oldstable"})
"""Words in a tag that name a moving place instead of a version."""


OR_OLDER = " or older"
"""What the name of a version ends in that an image has at most."""


def image_facts(text: str | Reference, as_of: str, platform: str) -> Image:
    """What is known of an image by its reference. A text that is no reference gives an image of which nothing is."""
    from baseadvisor import catalog

    try:
        reference = Reference.parse(text) if isinstance(text, str) else text
    except InvalidReference as error:
        return Image(str(text), None, "", None, (), None, notes=(str(error),))
    tag = reference.effective_tag or ""
    name = catalog.official_name(reference) or reference.familiar_name
    looked = reference.with_tag(standing_for(name, tag, as_of)) if reference.digest is None and tag else reference
    deprecation = catalog.deprecation_of(reference)
    entry = catalog.entry_of(name, looked.effective_tag or "")
    support = (
        *_stopped(name, looked, as_of),
        *(support_line(one, as_of) for one in catalog.support_of(looked) if is_told(reference, one)),
    )
    userland = catalog.userland_of(looked)
    if userland is not None and reference.digest is not None and not names_release(reference):
        userland = userland._replace(release=None, codename=None)
    return Image(
        reference.familiar,
        reference,
        tag,
        userland,
        support,
        figure(looked, platform),
        entry.platforms if entry is not None else (),
        deprecation.reason if deprecation is not None else None,
        deprecation.since if deprecation is not None else None,
        catalog.is_released(looked, as_of),
        is_moving(tag) and not _is_unlisted(name, looked),
        unserved=_unserved(name, looked, userland),
    )


def _is_unlisted(name: str, reference: Reference) -> bool:
    """Whether a tag without a version is none that the official list has, so that nobody builds it again."""
    from baseadvisor import catalog

    tag = reference.effective_tag or ""
    listed = catalog.tags(name)
    if not listed or tag in listed or not is_moving(tag) or reference.digest is not None:
        return False
    return not catalog.support_of(reference) and catalog.deprecation_of(reference) is None


def _unserved(name: str, reference: Reference, userland: "Userland | None") -> str | None:
    """The version that a tag names, where it is not known until when that is served, whatever is below it.

    That is a product without dates of its own, or with those of its major version alone, of which the tag names another
    one than the newest. Not what is listed with the official images, which is built anew on what is supported.
    """
    from baseadvisor import catalog
    from baseadvisor.catalog.store import load

    stream = _STREAM.fullmatch(name)
    if stream is not None:
        return None if any(one.role == "runtime" for one in catalog.support_of(reference)) else stream[1]
    if _is_unlisted(name, reference):
        return reference.familiar
    text = reference.effective_tag or ""
    tag = Tag.parse(text)
    if tag.scheme not in ("number", "java") or catalog.entry_of(name, text) is not None or _is_no_product(tag):
        return None
    whole = any(row.whole and row.pattern.fullmatch(name) for row in numbered())
    if whole or name in load("products")["distribution"]:
        return None
    if userland is not None and _is_its_release(tag, userland):
        return None
    found = catalog.support_of(reference)
    own = [one for one in found if one.role == "runtime"]
    known = any(one.eol is not None or one.ended or not _is_older(tag, one) for one in own)
    if known or (userland is None and not found):
        return None
    return f"{reference.familiar_name} {tag.version}"


_STREAM = re.compile(r"registry\.(?:access\.)?redhat\.(?:com|io)/(?:ubi|rhel)\d+/([a-z][a-z-]*-\d+)(?:-[a-z]+)?")
"""Red Hat's images of a language name the version, whose end comes long before RHEL's (its Application Streams)."""


def _is_no_product(tag: Tag) -> bool:
    """Whether the number in a tag is a day's (`2026-07-28`), or stands behind the distribution that it numbers."""
    if re.search(r"(?:19|20)\d\d[.-]\d\d[.-]\d\d", tag.text):
        return True
    return tag.precision == 1 and f"{tag.distribution}-{tag.version}" in tag.text.lower()


def _is_its_release(tag: Tag, userland: "Userland") -> bool:
    """Whether the number in a tag is the distribution's release, and so no product's."""
    release = numbers(userland.release)
    shared = min(len(release), len(tag.numbers))
    return shared > 0 and release[:shared] == tag.numbers[:shared]


def _is_older(tag: Tag, one: "Support") -> bool:
    """Whether a tag names a version within a major one that is not the newest of it."""
    newest = numbers(one.latest)
    return one.cycle.isdigit() and tag.precision > 1 and tag.numbers < newest[: len(tag.numbers)]


def _stopped(name: str, reference: Reference, as_of: str) -> Iterator[SupportLine]:
    """The version at most of what is not built any more, where that is over."""
    from baseadvisor import catalog
    from baseadvisor.catalog.store import load

    found = catalog.support_of(reference)
    product = load("products")["image"].get(name)
    if product is None or any(one.product == product for one in found):
        return
    release = next((one for one in found if one.role == "distribution"), None)
    last = stopped_at(name, reference.effective_tag or "", product, release)
    if last is not None and last.is_supported(as_of) is False:
        line = support_line(last, as_of)
        yield line._replace(name=line.name + OR_OLDER)


def support_line(one: "Support", as_of: str) -> SupportLine:
    """The support of a release, judged on a day."""
    state: State
    supported = one.is_supported(as_of)
    if supported is None:
        state = "unknown"
    elif supported:
        state = "supported"
    else:
        state = "extended" if one.is_extended(as_of) else "ended"
    return SupportLine(
        one.product,
        one.name,
        one.role,
        state,
        None if one.rolling else one.eol,
        one.extended_eol,
        one.extended_means,
        one.source,
        one.as_of,
    )


def figure(reference: Reference, platform: str) -> Figure | None:
    """The compressed size that the catalog has for an image, or for the tag nearest to it."""
    from baseadvisor import catalog

    answer = catalog.size_of(reference, platform=platform)
    if answer is None:
        return None
    size = answer.size
    pinned = reference.digest is not None and answer.match != "nearest" and size.digest != reference.digest
    match = "tag" if pinned else answer.match
    return Figure(size.bytes, size.platform, size.image, size.tag, match, size.as_of, size.source)


def names_version(reference: Reference) -> bool:
    """Whether a reference tells the version that it holds without the list of what its tag stands for today.

    A tag that names less than a release does (`latest`, `3` of Python, `stable-slim`) tells nothing of a build of some
    day. Repositories outside the official list name theirs in the repository itself, if they are not rolling.
    """
    from baseadvisor import catalog
    from baseadvisor.catalog.store import load

    if reference.tag is None and reference.digest is not None:
        return False
    tag = Tag.parse(reference.effective_tag or "")
    name = base_name(reference)
    table = load("products")
    product = table["image"].get(name) or table["distribution"].get(name)
    if tag.scheme in ("number", "java"):
        named = next((one.cycle for one in catalog.cycles(product)), "") if product is not None else ""
        return tag.precision > named.count(".")
    if catalog.official_name(reference) is not None:
        return tag.release is not None and name not in table["image"]
    found = catalog.support_of(reference)
    return bool(found) and not any(one.rolling for one in found)


def names_release(reference: Reference) -> bool:
    """Whether a reference tells on which release of a distribution it stands, or what was built on one alone.

    A version of a language is built on a newer release as soon as there is one: `golang:1.24` was on Debian 12, then on
    13. One that is named down to the patch is on one as a rule.
    """
    from baseadvisor import catalog
    from baseadvisor.catalog.store import load

    tag = Tag.parse(reference.effective_tag or "")
    if tag.release is not None or not names_version(reference):
        return tag.release is not None
    product = load("products")["image"].get(catalog.official_name(reference) or "")
    cycle = next((one.cycle for one in catalog.cycles(product)), None) if product is not None else None
    return cycle is None or tag.precision > cycle.count(".") + 1


def is_told(reference: Reference, one: "Support") -> bool:
    """Whether the support of a part counts: not where a digest holds a build fast whose tag does not name that part."""
    if reference.digest is None:
        return True
    if one.role == "distribution":
        return names_release(reference)
    return names_version(reference) or one.cycle in re.findall(
        r"\d+(?:\.\d+)*", (reference.tag or "").partition("-")[2]
    )


def is_frozen(image: Image) -> bool:
    """Whether a digest holds a build fast whose version nobody can tell by the tag."""
    reference = image.parsed
    return reference is not None and reference.digest is not None and not names_version(reference)


def is_moving(tag: str) -> bool:
    """Whether a tag names neither a version nor a distribution's release, so that what it is changes by itself."""
    parsed = Tag.parse(tag)
    return parsed.version is None and parsed.release is None and parsed.codename is None


def is_in_development(image: Image) -> bool:
    """Whether an image is the branch that a distribution's next release is made on: `edge`, `rawhide`, Debian's `sid`.

    A release of Debian that has a number and that nobody knows a date of is to come: `forky` until it is out. What is
    built on a branch without a word of it in its tag is judged by what it is for.
    """
    tag = Tag.parse(image.tag)
    if _DEVELOPMENT.intersection(tag.flavour):
        return True
    if image.parsed is None or not (base_name(image.parsed) == "debian" or tag.release is not None):
        return False
    dated = any(line.role == "distribution" for line in image.support)
    release = image.release if image.distribution == "debian" else None
    return release in _BRANCHES or (release is not None and not dated and release in DEBIAN.values())


_DEVELOPMENT = frozenset({"edge", "rawhide"})
_BRANCHES = frozenset({"sid", "testing"})
"""Debian's. Source: the Debian FAQ, "Debian releases and distributions": security support is the stable release's."""


def base_name(reference: Reference) -> str:
    """The name the catalog keeps an image under: `python` for `docker.io/library/python` and its mirrors."""
    from baseadvisor import catalog

    return catalog.official_name(reference) or reference.familiar_name
