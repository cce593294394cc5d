"""Text made safe to show: nothing in it can move a cursor, colour a screen or turn the reading direction."""

_COMMANDS = ("::", "##")
"""How a line begins that GitHub Actions or Azure Pipelines take for a command."""


def visible(character: str) -> str:
    """`character` as it may be shown: itself when printable, otherwise its escape (`\\x1b`, `\\u202e`)."""
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def printable(text: str) -> str:
    """`text` in one line, with everything that is not printable escaped; tabs too."""
    if text.isprintable():
        return text
    return "".join(map(visible, text))


def strict(text: str) -> str:
    """`text` that every JSON reader takes: what stands for a byte that is not UTF-8 becomes U+FFFD."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if not text.isascii() else text


def file_name(path: str) -> str:
    """`path` as text that any output takes: bytes that are not UTF-8, and control characters, are escaped.

    A path that a CI runner would take for a command, at the beginning of a line, gets `./` before it.
    """
    if path.startswith(_COMMANDS):
        path = "./" + path
    if path.isprintable():
        return path
    return printable(path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"))


def line(text: str) -> str:
    """`text` to stand alone on a line: printable, and no command to the CI runner that reads the line."""
    text = printable(text)
    if text.lstrip().startswith(_COMMANDS):
        at = len(text) - len(text.lstrip())
        return f"{text[:at]}\\x{ord(text[at]):02x}{text[at + 1 :]}"
    return text
