"""The bytes of a file to lint."""

import sys

from baseadvisor.cli.errors import reason
from baseadvisor.cli.files import STDIN

LARGEST = 16 * 1024 * 1024
"""In bytes. A Dockerfile of that size is none, and reading on could take all memory (a device has no end)."""


class UnreadableError(Exception):
    """A file that is no Dockerfile to read. The message says why, without the file's name."""


def read(path: str) -> bytes:
    """The content of the file at `path`, or of standard input for "-". Raises UnreadableError."""
    try:
        if path == STDIN:
            if sys.stdin is None:
                raise UnreadableError("standard input is closed")
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with open(path, "rb") as file:
                data = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableError(f"cannot read it: {reason(error)}") from None
    except ValueError as error:
        raise UnreadableError(f"cannot read it: {error}") from None
    refuse_what_is_no_text(data)
    return data


def refuse_what_is_no_text(data: bytes) -> None:
    """Raises UnreadableError for what cannot be a Dockerfile. Bytes that are not UTF-8 can: BuildKit takes any."""
    if len(data) > LARGEST:
        raise UnreadableError(f"larger than {LARGEST // (1024 * 1024)} MiB, which no Dockerfile is")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("UTF-16 text, which no builder reads; save it as UTF-8")
    if b"\0" in data:
        raise UnreadableError("a binary file (it has NUL bytes), not a Dockerfile")


def encoding_note(data: bytes) -> str | None:
    """A remark where the bytes are not UTF-8: which and on which line."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return f"not UTF-8: byte 0x{data[error.start]:02x} on line {line}; linted all the same"
    return None
