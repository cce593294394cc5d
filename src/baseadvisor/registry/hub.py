"""Docker Hub's own list of tags: sizes per platform and dates, without spending a pull.

The interface (``hub.docker.com/v2/repositories/…/tags``) is undocumented and its rows are sometimes incomplete: a row
that cannot be read costs that row alone, and pages are bounded.
"""

from __future__ import annotations

import json
from typing import Any

from baseadvisor.image.reference import is_tag
from baseadvisor.registry.digest import is_digest
from baseadvisor.registry.errors import ProtocolError, Where
from baseadvisor.registry.models import HubImage, HubTag, parse_time, platform_of

PAGE_SIZE = 100


def first_page(hub_url: str, repository: str) -> str:
    """The address of a repository's first page, latest first."""
    return f"{hub_url.rstrip('/')}/v2/repositories/{repository}/tags?page_size={PAGE_SIZE}&ordering=last_updated"


def read_page(body: bytes, where: Where) -> tuple[list[HubTag], str | None]:
    """The tags of a page and the link to the next, as written. Raises ProtocolError when it is no page at all."""
    try:
        page = json.loads(body)
    except (ValueError, RecursionError):
        page = None
    rows = page.get("results") if isinstance(page, dict) else None
    if not isinstance(rows, list):
        raise ProtocolError("Docker Hub's list of tags is not understood", where)
    following = page.get("next")
    return [tag for row in rows if (tag := _tag(row)) is not None], following if isinstance(following, str) else None


def _tag(row: Any) -> HubTag | None:
    if not isinstance(row, dict) or not isinstance(row.get("name"), str) or not is_tag(row["name"]):
        return None
    entries = row.get("images")
    images = [image for entry in entries if (image := _image(entry))] if isinstance(entries, list) else []
    return HubTag(
        name=row["name"],
        digest=_digest(row.get("digest")),
        last_pushed=_time(row.get("tag_last_pushed")),
        last_updated=_time(row.get("last_updated")),
        full_size=_size(row.get("full_size")),
        images=tuple(images),
    )


def _image(entry: Any) -> HubImage | None:
    if not isinstance(entry, dict):
        return None
    system, architecture, variant = (entry.get(name) or "" for name in ("os", "architecture", "variant"))
    if not all(isinstance(part, str) for part in (system, architecture, variant)):
        return None
    platform = platform_of(system, architecture, variant)
    if platform is None:
        return None
    return HubImage(platform, _digest(entry.get("digest")), _size(entry.get("size")))


def _digest(value: Any) -> str | None:
    return value if isinstance(value, str) and is_digest(value) else None


def _size(value: Any) -> int | None:
    # A size of zero is Docker Hub's way of not knowing.
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _time(value: Any) -> Any:
    return parse_time(value) if isinstance(value, str) else None
