"""The valid name that somebody who wrote another one probably meant."""

from collections.abc import Iterable


def nearest(word: str, valid: Iterable[str]) -> str | None:
    """The closest of `valid` to `word`, whatever the case, or None when none is close."""
    from difflib import get_close_matches

    names = {name.lower(): name for name in valid}
    found = get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    return names[found[0]] if found else None


def hint(word: str, valid: Iterable[str]) -> str:
    """`"; did you mean X?"`, or nothing when no valid name is close."""
    found = nearest(word, valid)
    return f"; did you mean {found!r}?" if found is not None else ""
