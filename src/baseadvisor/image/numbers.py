"""Versions as numbers, to compare them."""

from __future__ import annotations

import re

_DIGITS = 18
"""More than any version's number has. Python refuses to read one of more than 4,300 digits."""


def number(digits: str) -> int:
    """A run of digits as a number; of one that is longer than 18 digits the first 18."""
    return int(digits[:_DIGITS])


def is_number(text: str) -> bool:
    """Whether a text is digits and nothing else, for `number` to read; `str.isdigit` takes `²` for one as well."""
    return text.isascii() and text.isdigit()


def numbers(text: str | None) -> tuple[int, ...]:
    """Every number in a text: (24, 4) for "24.04", () for None."""
    return tuple(number(part) for part in re.findall(r"\d+", text or ""))


def dotted(version: tuple[int, ...]) -> str:
    """(3, 12) as `3.12`."""
    return ".".join(map(str, version))
