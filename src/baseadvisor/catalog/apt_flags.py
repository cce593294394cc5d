"""Options of apt that not every release has."""

from __future__ import annotations

from baseadvisor.image.numbers import numbers

_UPDATE = {"debian": (13,), "ubuntu": (23, 10)}
"""The first releases whose apt is 2.7 or later. That of Debian 12 (2.6) and Ubuntu 22.04 (2.4) refuses the option."""


def has_update_flag(distribution: str | None, release: str | None) -> bool | None:
    """Whether apt of a release can fetch the lists before it installs (`--update`, `-U`); None where it is not known.

    One that cannot ends with an error at the option, and takes no notice of `-o APT::Update=true`.
    """
    first = _UPDATE.get(distribution or "")
    if first is None or release is None:
        return None
    found = numbers(release)
    return not found or found >= first  # sid and testing have no number
