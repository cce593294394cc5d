"""Packages that come from their makers' own source, whatever the distribution."""

import re
from collections.abc import Iterable
from typing import NamedTuple


class Vendor(NamedTuple):
    """Whose packages these are, and how a file names the source.

    `everywhere`: it is one for every release. `shared`: distributions have a package of that name as well.
    """

    packages: re.Pattern[str]
    source: re.Pattern[str]
    everywhere: bool = False
    shared: bool = False


# Source: the makers' instructions for Linux.
_VENDORS = (
    Vendor(re.compile(r"google-chrome-\w+"), re.compile(r"dl(?:-ssl)?\.google\.com/linux/(?:chrome|direct)"), True),
    Vendor(
        re.compile(r"docker-(?:ce|ce-cli|ce-rootless-extras|(?:compose|buildx|scan)-plugin|engine)|containerd\.io"),
        re.compile(r"(?:download|get)\.docker\.com|(?:apt|yum)\.dockerproject\.org"),
    ),
    Vendor(re.compile(r"nodejs"), re.compile(r"\.nodesource\.com/"), shared=True),
)


def vendor_of(name: str) -> Vendor | None:
    """The maker that has a source of its own for a package."""
    return next((one for one in _VENDORS if one.packages.fullmatch(name)), None)


def is_makers_alone(name: str) -> bool:
    """Whether no distribution has a package of that name, only its makers do."""
    vendor = vendor_of(name)
    return vendor is not None and not vendor.shared


def place_of(vendor: Vendor, words: Iterable[tuple[str, int]], before: int) -> int | None:
    """The offset where a file names a maker's source before another offset."""
    for text, start in words:
        match = vendor.source.search(text)
        if match is not None and start + match.start() < before:
            return start + match.start()
    return None


def serves(source: str, name: str) -> bool:
    """Whether a source may have a package: one whose makers have that alone does not."""
    return not any(one.source.search(source) and not one.packages.fullmatch(name) for one in _VENDORS)
