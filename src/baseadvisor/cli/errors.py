"""The exit status of the program, the error that ends it, and how it speaks to people beside the result."""

import sys
from contextlib import suppress

from baseadvisor.report.escape import printable

CLEAN = 0
"""No finding, or none at or above the threshold."""
FOUND = 1
"""Findings at or above the threshold."""
USAGE = 2
"""The command line or the configuration cannot be followed; nothing was done."""
UNREADABLE = 3
"""An input could not be read or parsed; what could be is reported."""
INTERRUPTED = 130
"""Ended from the keyboard (128 + SIGINT)."""
BROKEN_PIPE = 141
"""Whoever read the output went away (128 + SIGPIPE)."""


class CommandError(Exception):
    """The command cannot go on. The message is one line for people: what, where, what to do."""

    def __init__(self, message: str, status: int = USAGE) -> None:
        super().__init__(message)
        self.status = status


def reason(error: OSError) -> str:
    """Why the system refused, in lower case and without numbers: "no such file or directory"."""
    text = error.strerror or str(error) or type(error).__name__
    return text[:1].lower() + text[1:]


def complain(message: str) -> None:
    """One line on standard error."""
    say(f"error: {message}")


def say(message: str) -> None:
    """One line on standard error, where everything goes that is not the result."""
    with suppress(OSError):
        print(f"baseadvisor: {printable(message)}", file=sys.stderr)  # noqa: T201
