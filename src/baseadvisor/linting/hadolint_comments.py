"""The comments beside the rules in hadolint's configuration, which often say why a rule is ignored."""

from collections.abc import Iterator
from typing import Any


def comments(content: str) -> dict[str, str]:
    """By rule id, the comment that ends its line in a list of `content` (a valid `.hadolint.yaml`), else that above it.

    A comment above counts for the item right below it alone.
    """
    import yaml

    lines = content.splitlines()
    found: dict[str, str] = {}
    for node in _items(yaml.compose(content, Loader=yaml.SafeLoader)):
        line, column = node.end_mark.line, node.end_mark.column
        behind = lines[line][column:].lstrip(" \t,]") if line < len(lines) else ""
        above = lines[node.start_mark.line - 1].strip() if node.start_mark.line else ""
        comment = behind if behind.startswith("#") else above if above.startswith("#") else ""
        text = " ".join(comment.lstrip("#").split())
        if text and text.isprintable():
            found.setdefault(str(node.value), text)
    return found


def _items(node: Any) -> Iterator[Any]:
    """The scalars in the sequences of a YAML document."""
    if node is None or not isinstance(node.value, list):
        return
    for entry in node.value:
        if isinstance(entry, tuple):
            yield from _items(entry[1])
        elif isinstance(entry.value, str):
            yield entry
