"""Text for XML 1.0, kept to ASCII so that no encoding can spoil it."""


def attribute(value: str) -> str:
    """`value` as an attribute, with its quotes."""
    return '"' + content(value).replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;") + '"'


def content(value: str) -> str:
    """`value` between tags. Characters that XML 1.0 does not have are escaped as a programming language would."""
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if value.isascii() and value.isprintable():
        return value
    return "".join(map(_character, value))


def _character(character: str) -> str:
    code = ord(character)
    if character in "\t\n" or 0x20 <= code < 0x7F:
        return character
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    if 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE:
        return f"\\u{code:04x}"
    return f"&#{code};"
