"""Tags that name a track: what they stand for moves on by a calendar, also after the catalog was made."""

from datetime import date

from baseadvisor.advisor.model import Image
from baseadvisor.catalog.images import entry_of
from baseadvisor.catalog.support import Support, cycles
from baseadvisor.image.numbers import numbers
from baseadvisor.image.tag import Tag

_LONG_TERM_FROM = (10, 28)
"""Month and day on which a Node.js of that spring becomes the one with long-term support at the latest.

Where to look: https://github.com/nodejs/release#release-schedule.
"""
_MONTHS: dict[str, tuple[int, ...]] = {"python": (10,), "php": (11,), "postgresql": (10,), "fedora": (4, 10)}
"""Months by whose end the yearly or half-yearly release of a product is out as a rule. Where to look: https://peps.python.org
(release schedules), https://www.php.net/supported-versions.php, https://www.postgresql.org/support/versioning/,
https://fedorapeople.org/groups/schedule/."""
_ROLLING = (4, 10)
"""Months of Ubuntu's releases (https://wiki.ubuntu.com/Releases), which its tag `rolling` follows."""


def standing_for(name: str, tag: str, as_of: str) -> str:
    """The tag whose facts count on a day: the numbered one where a track of Node.js has moved on to a known version."""
    words = tag.split("-")
    if name != "node" or "lts" not in words:
        return tag
    out = [one for one in cycles("nodejs") if one.lts and one.released and _long_term_on(one.released) <= as_of]
    newest = max(out, key=lambda one: int(one.cycle), default=None)
    numbered = tag.replace("lts", newest.cycle, 1) if newest is not None else tag
    return numbered if entry_of(name, numbered) is not None else tag


def _long_term_on(released: str) -> str:
    return date(int(released[:4]), *_LONG_TERM_FROM).isoformat()


def stopped_at(name: str, tag: str, product: str | None, release: Support | None) -> Support | None:
    """The newest version that a tag may hold which is not built any more: `python:3-stretch` stopped with stretch.

    None where it may hold one that is still supported: then nothing is known for sure.
    """
    parsed = Tag.parse(tag)
    known = cycles(product) if product is not None else ()
    if not known or release is None or parsed.scheme != "number" or parsed.precision > known[0].cycle.count("."):
        return None
    end = release.extended_eol or release.eol
    if entry_of(name, tag) is not None or end is None:
        return None
    within = [
        one for one in known if one.cycle.startswith(f"{parsed.version}.") and one.released and one.released <= end
    ]
    return max(within, key=lambda one: numbers(one.cycle), default=None)


def last_java(since: str) -> tuple[int, ...]:
    """The Java that an image without a version held when it was given up: the newest that was out.

    What was before those whose days are known was 8 (where to look: the image `java` on Docker Hub).
    """
    known = [one for one in cycles("openjdk-builds-from-oracle") if one.cycle.isdigit() and one.released]
    known += [one for one in cycles("eclipse-temurin") if one.cycle.isdigit() and one.released]
    out = [int(one.cycle) for one in known if (one.released or "")[: len(since)] <= since]
    return (max(out, default=8),)


# Source: docker-library/openjdk pull request 220 (Java 8 was the last for Alpine among them), and its list of tags of
# 2022 (11 was the last with a JRE); docker-library/tomcat, whose builds on Alpine, and those with a JRE 8, stopped when
# 8.5 was what a tag without a version stood for.
_LAST: dict[str, dict[str, tuple[int, ...]]] = {
    "openjdk": {
        **dict.fromkeys(("alpine", "jdk-alpine", "jre-alpine"), (8,)),
        **dict.fromkeys(("jre", "jre-slim"), (11,)),
    },
    "tomcat": dict.fromkeys(("alpine", "jre8-alpine", "jre8", "slim", "jre8-slim"), (8, 5)),
}


def last_held(name: str, tag: str) -> tuple[int, ...]:
    """The version that a tag without one stood for at last, where it is built no more and that is known; else ()."""
    return _LAST.get(name, {}).get(tag, ())


def moved_on(image: Image, product: str | None, as_of: str) -> str | None:
    """What a tag without a version stood for when the catalog was made, where a newer release is due since then."""
    from baseadvisor.catalog import snapshot_date

    seen = snapshot_date()
    for line in image.support:
        if line.product != product:
            continue
        rolling = line.product == "ubuntu" and image.tag == "rolling"
        months = _ROLLING if rolling else _MONTHS.get(line.product, ())
        if any(seen < _end_of(year, month) <= as_of for year in _years(seen, as_of) for month in months):
            return f"it was {line.name} on {seen}, and is likely a newer one by now"
    return None


def _years(first: str, last: str) -> range:
    return range(int(first[:4]), int(last[:4]) + 1)


def _end_of(year: int, month: int) -> str:
    """A day by which a month's release is out."""
    return date(year, month, 28).isoformat()
