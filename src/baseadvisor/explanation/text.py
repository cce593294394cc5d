"""Pieces of text that several statements are made of."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST = 120


def clip(text: str, longest: int = LONGEST) -> str:
    """`text` in one line, cut where it is too long."""
    text = " ".join(text[: 4 * longest].split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def listed(words: Sequence[str], most: int = 6) -> str:
    """Words as a list for a sentence: "a, b and c", "a, b and 7 more"."""
    unique = list(dict.fromkeys(clip(word, 60) for word in words))
    if len(unique) > most:
        unique[most - 1 :] = [f"{len(unique) - most + 1} more"]
    return " and ".join(unique) if len(unique) < 3 else f"{', '.join(unique[:-1])} and {unique[-1]}"


def megabytes(size: int) -> str:
    """A size for people: "2.0 MB", "650 kB". A megabyte has a million bytes, as registries count."""
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB" if size < 100_000_000 else f"{size / 1_000_000:.0f} MB"


def article(word: str) -> str:
    """The word with "a" or "an" before it."""
    return f"an {word}" if word[:1].lower() in "aeio" or word.startswith("Ubuntu") else f"a {word}"
