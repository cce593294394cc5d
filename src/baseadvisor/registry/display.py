"""Making text from a registry fit for a terminal."""

from __future__ import annotations

import unicodedata

# Cc control, Cf format (bidirectional overrides, zero-width), Cs surrogates, Co private use, Zl/Zp line separators.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def printable(text: str, limit: int = 2000) -> str:
    """The text with every character that could steer a terminal escaped (``\\x1b``), cut at ``limit`` characters.

    Tags, labels and messages of a registry are written by strangers; an escape sequence or a bidirectional override
    in them must not reach the screen.
    """
    if text.isascii() and text.isprintable() and len(text) <= limit:
        return text
    cut = text if len(text) <= limit else text[:limit] + "…"
    return "".join(c if unicodedata.category(c) not in _UNSAFE else _escaped(c) for c in cut)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
