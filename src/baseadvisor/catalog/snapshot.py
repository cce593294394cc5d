"""How old the shipped catalog is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baseadvisor.catalog.store import load

if TYPE_CHECKING:
    from datetime import date


def snapshot_date(part: str | None = None) -> str:
    """The day (ISO 8601) that the catalog speaks of: the oldest of its support dates and tag lists.

    ``part`` asks for one of them: ``support``, ``tags``, ``sizes`` (the newest figure) or ``java``. Raises KeyError
    for another part.
    """
    meta = load("meta")
    day: str = meta["parts"][part] if part else meta["snapshot"]
    return day


def age_days(on: date | str, part: str | None = None) -> int:
    """How many days old the catalog is on a day."""
    from datetime import date as day

    return (day.fromisoformat(str(on)) - day.fromisoformat(snapshot_date(part))).days
