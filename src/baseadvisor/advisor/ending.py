"""Until when an image is supported: one answer for the verdict, for every table and for the order of candidates."""

from datetime import date, timedelta
from typing import NamedTuple

from baseadvisor.advisor.distance import newest_cycle
from baseadvisor.advisor.facts import base_name, names_version
from baseadvisor.advisor.listing import TOOLS_ALONE, is_whole, product_of, product_of_distribution
from baseadvisor.advisor.model import Image
from baseadvisor.advisor.tracks import moved_on
from baseadvisor.catalog.support import Support
from baseadvisor.image.tag import Tag


class End(NamedTuple):
    """The day on which support of an image ends, None without one; `bound` says why it may well end sooner."""

    day: str | None
    bound: str | None


def support_end(image: Image, as_of: str) -> End:
    """The day on which support ends; at the latest that of the distribution's newest release, if its own is unknown."""
    if is_last_served(image, as_of):
        why = f"Go serves its last two releases, and the next one, which ends {image.without_end}, is due about then"
        return _earlier(image, _go_to_come(as_of, 1), why)
    if _is_newest_go(image, as_of):
        why = f"Go serves its last two releases, and the second one after {image.without_end} is due about then"
        return _earlier(image, _go_to_come(as_of, 2), why)
    newest = _unknown_release(image, as_of)
    bound = "a digest holds one build fast, and fixes come with a new one alone" if _is_pinned(image) else None
    if image.without_end:
        bound = f"no end is set yet for {image.without_end}"
    if image.unserved is not None and image.state == "unknown":
        bound = f"until when {image.unserved} itself is served is not known"
    elif bound is None and image.state == "supported" and _is_of_distribution_alone(image):
        bound = f"that is its distribution's, and until when {image.reference} itself is served is not known"
    moved = _moved_on(image, as_of)
    if moved is not None and [one.product for one in image.support] == ["fedora"]:
        return End(None, moved)  # the end there is was that of an older one
    if newest is None or newest.eol is None:
        return End(image.until, moved or bound)
    day = min(one for one in (image.until, newest.eol) if one is not None)
    return End(day, bound if _is_pinned(image) else f"which release of {newest.title} it stands on is not known")


def _moved_on(image: Image, as_of: str) -> str | None:
    """What the image was when the catalog was made, where its tag is a track that has likely moved on since."""
    reference = image.parsed
    if reference is None or reference.digest is not None or names_version(reference):
        return None
    return moved_on(image, product_of(base_name(reference)), as_of)


def _is_pinned(image: Image) -> bool:
    return image.parsed is not None and image.parsed.digest is not None


def _is_of_distribution_alone(image: Image) -> bool:
    """Whether an official image has a version of its own, of which the catalog has no dates (`logstash:9.5.2`)."""
    from baseadvisor import catalog

    if image.parsed is None or not image.support or any(line.role != "distribution" for line in image.support):
        return False
    name = catalog.official_name(image.parsed)
    if name is None or product_of(name) is not None or is_whole(name) or name in TOOLS_ALONE:
        return False
    return Tag.parse(image.tag).scheme == "number"


def is_last_served(image: Image, as_of: str) -> bool:
    """Whether an image has the older of the two releases that Go serves (https://go.dev/doc/devel/release)."""
    line = next((one for one in image.support if one.product == "go" and one.state == "supported"), None)
    newest = newest_cycle("go", as_of)
    return line is not None and newest is not None and line.until is None and line.name != newest.name


def _is_newest_go(image: Image, as_of: str) -> bool:
    """Whether an image has the newer of the two releases that Go serves."""
    newest = newest_cycle("go", as_of)
    return newest is not None and any(
        one.product == "go" and one.name == newest.name and one.until is None for one in image.support
    )


def _earlier(image: Image, day: str | None, why: str) -> End:
    return End(min((one for one in (image.until, day) if one is not None), default=None), why)


def _go_to_come(as_of: str, count: int) -> str | None:
    """About when that many releases of Go will be out: one each half a year (https://go.dev/s/release)."""
    newest = newest_cycle("go", as_of)
    if newest is None or newest.released is None:
        return None
    return (date.fromisoformat(newest.released) + timedelta(days=count * _HALF_A_YEAR)).isoformat()


_HALF_A_YEAR = 183
"""Days."""


def _unknown_release(image: Image, as_of: str) -> Support | None:
    """The newest release of the distribution that a supported image stands on, where its own is not known."""
    if image.state != "supported" or image.userland is None:
        return None
    if any(line.role == "distribution" for line in image.support):
        return None
    product = product_of_distribution(image.userland.distribution)
    return newest_cycle(product, as_of) if product is not None else None
