"""The words of a finding: a rule's message with its values, and what its fix does."""

from collections.abc import Mapping, Sequence

from baseadvisor.fixes.edit import Edit


def printable(text: str) -> str:
    """`text` with control characters, line ends, and characters that turn the reading direction escaped."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with its placeholders replaced. Raises ValueError for a placeholder that has no value."""
    if "{" not in template and "}" not in template:
        return template
    try:
        return template.format_map(_Printable(values))
    except KeyError as error:
        given = ", ".join(f"{{{name}}}" for name in values) or "none"
        raise ValueError(f"its message has the placeholder {{{error.args[0]}}}, but its check gives {given}") from None


class _Printable(dict[str, str]):
    """Values that are made printable when they are taken."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def __missing__(self, name: str) -> str:
        return printable(str(self._values[name]))


def fix_description(edits: Sequence[Edit], text: str) -> str:
    """What the edits do to `text`, in a few words: the first of them, and how many more there are."""
    first = edits[0]
    old, new = _quoted(text[first.start : first.end]), _quoted(first.replacement)
    if first.start == first.end:
        words = f"insert {new}"
    elif not first.replacement:
        words = f"remove {old}"
    else:
        words = f"replace {old} with {new}"
    more = len(edits) - 1
    return f"{words}, and {more} more edit{'s' if more > 1 else ''}" if more else words


def _quoted(text: str) -> str:
    text = printable(text.strip() or text)
    return f"`{text}`" if len(text) <= 60 else f"`{text[:57]}…`"
