"""Images that are no longer kept up, and what to stand on instead."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from baseadvisor.catalog.images import official_name
from baseadvisor.catalog.store import load
from baseadvisor.image.reference import Reference


class Deprecation(NamedTuple):
    """Why an image should not be built on any more.

    ``since`` is a day, month or year (ISO 8601), None where not known. ``successors`` are names of images (of a
    registry where ``name`` is a registry), the likeliest first; empty where none is known. A ``*`` in ``name`` stands
    for anything. ``tag`` is a regular expression for the tags it concerns, None: all of them.
    """

    name: str
    since: str | None
    reason: str
    successors: tuple[str, ...]
    source: str
    tag: str | None


def deprecation_of(reference: Reference | str, tag: str | None = None) -> Deprecation | None:
    """Whether an image, its tag or its registry is deprecated; None when nothing of the kind is known."""
    if isinstance(reference, str):
        reference = Reference.parse(reference)
    official = official_name(reference)
    name = official or reference.familiar_name
    tag = tag or reference.effective_tag or ""
    table = load("deprecated")
    for raw in table["image"]:
        if not fnmatchcase(name, raw["name"]) or (raw.get("official", False) and official is None):
            continue
        if "tag" not in raw or re.fullmatch(raw["tag"], tag):
            return _deprecation(raw)
    return next((_deprecation(raw) for raw in table["registry"] if raw["name"] == reference.registry), None)


def deprecations() -> tuple[Deprecation, ...]:
    """Every image and registry that is known to be deprecated."""
    table = load("deprecated")
    return tuple(_deprecation(raw) for raw in (*table["image"], *table["registry"]))


def _deprecation(raw: dict[str, Any]) -> Deprecation:
    return Deprecation(
        raw["name"], raw.get("since"), raw["reason"], tuple(raw["successors"]), raw["source"], raw.get("tag")
    )
