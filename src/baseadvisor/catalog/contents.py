"""Which packages the commonest bases hold from the start."""

from __future__ import annotations

from typing import NamedTuple

from baseadvisor.catalog.images import official_name, resolve_alias
from baseadvisor.catalog.store import load
from baseadvisor.image.reference import Reference


class Contents(NamedTuple):
    """Names of the packages installed in an image. Where the list is not ``complete``, a missing name proves nothing.

    ``tag`` is the tag that was looked at; ``manager`` is ``dpkg``, ``apk`` or ``rpm``.
    """

    image: str
    tag: str
    manager: str
    packages: frozenset[str]
    complete: bool
    source: str

    def has(self, package: str) -> bool | None:
        """Whether a package is there from the start; None where the list is not complete and does not name it."""
        if package in self.packages:
            return True
        return False if self.complete else None


def contents_of(reference: Reference | str, tag: str | None = None) -> Contents | None:
    """What is installed in an image, for the few images whose list is known; None for all others.

    A tag counts as known when it, or another tag of the same build, was looked at, or for a distribution when its
    release was.
    """
    from baseadvisor.catalog.userlands import userland_of

    if isinstance(reference, str):
        reference = Reference.parse(reference)
    name = official_name(reference) or reference.familiar_name
    tag = tag or reference.effective_tag or ""
    table = load("contents")
    known = next((one for one in (tag, *resolve_alias(name, tag)) if f"{name}:{one}" in table), None)
    if known is None and name in load("products")["distribution"]:
        wanted = userland_of(reference, tag)
        for key in table:
            image, _, other = key.partition(":")
            userland = userland_of(reference, other) if image == name and wanted is not None else None
            if userland and wanted and (userland.id, userland.release) == (wanted.id, wanted.release):
                known = other
    if known is None:
        return None
    raw = table[f"{name}:{known}"]
    return Contents(name, known, raw["manager"], frozenset(raw["packages"]), raw["complete"], raw["source"])
