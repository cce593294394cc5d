"""Until when an image is supported: one answer for the verdict, for every table and for the order of candidates."""

from typing import NamedTuple

from baseadvisor.advisor.distance import newest_cycle
from baseadvisor.advisor.listing import product_of_distribution
from baseadvisor.advisor.model import Image
from baseadvisor.catalog.support import Support


class End(NamedTuple):
    """The day on which support of an image ends, None without one; `bound` says why it may well end sooner."""

    day: str | None
    bound: str | None


def support_end(image: Image, as_of: str) -> End:
    """The day on which support ends; at the latest that of the distribution's newest release, if its own is unknown."""
    newest = _unknown_release(image, as_of)
    bound = "a digest holds one build fast, which gets no fixes" if _is_pinned(image) else None
    if image.without_end:
        bound = f"no end is set yet for {image.without_end}"
    if is_last_served(image, as_of):
        bound = f"support of {image.without_end} ends with the next release of Go, which serves its last two"
    if newest is None or newest.eol is None:
        return End(image.until, bound)
    day = min(one for one in (image.until, newest.eol) if one is not None)
    return End(day, f"which release of {newest.title} it stands on is not known")


def _is_pinned(image: Image) -> bool:
    return image.parsed is not None and image.parsed.digest is not None


def is_last_served(image: Image, as_of: str) -> bool:
    """Whether an image has the older of the two releases that Go serves (https://go.dev/doc/devel/release)."""
    line = next((one for one in image.support if one.product == "go" and one.state == "supported"), None)
    newest = newest_cycle("go", as_of)
    return line is not None and newest is not None and line.until is None and line.name != newest.name


def _unknown_release(image: Image, as_of: str) -> Support | None:
    """The newest release of the distribution that a supported image stands on, where its own is not known."""
    if image.state != "supported" or image.userland is None:
        return None
    if any(line.role == "distribution" for line in image.support):
        return None
    product = product_of_distribution(image.userland.distribution)
    return newest_cycle(product, as_of) if product is not None else None
