"""sed on /etc/apk/repositories, tried on the line that the other release's image has there.

Source: the file in Alpine's images: https://dl-cdn.alpinelinux.org/alpine/v3.24/main, and the same of community.
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.shell.model import Command

_FILE = "/etc/apk/repositories"
_SUBSTITUTES = re.compile(r"s(?P<mark>[/#|@,!])(?P<pattern>(?:(?!(?P=mark)).)+)(?P=mark)(?:(?!(?P=mark)).)*(?P=mark)g?")
_CLASSES = {"[[:digit:]]": r"\d", "[:digit:]": "0-9"}
_SIMPLE = re.compile(r"(?:[\w /:-]|\\[./-]|\.|\\d|\[[\w.-]+\]|\*|\$|\^)+")
"""What basic regular expressions and Python's have alike."""


def reasons(move: Move) -> Iterator[Reason]:
    """What leaves a digit of the release behind, and what no longer finds what it found."""
    line = _line(move.after)
    if line is None or move.run_only:
        return
    for command in move.commands():
        if command.name != "sed" or not any(word.value == _FILE for word in command.operands):
            continue
        for pattern in _patterns(command):
            here, there = pattern.search(_line(move.before) or ""), pattern.search(line)
            if there is not None and _cuts(there) and not (here is not None and _cuts(here)):
                why = f"of v{move.after.release} it leaves a digit behind, and the address leads nowhere"
                yield Reason("packages", "breaks", "high", f"sed of {_FILE}", why, move.line(command.start))
                return
            if there is None and here is not None:
                why = f"it finds nothing in the addresses of {move.place}, and changes nothing"
                yield Reason("packages", "check", "high", f"sed of {_FILE}", why, move.line(command.start))
                return


def _line(image: Image) -> str | None:
    if image.distribution != "alpine" or image.release is None or not re.fullmatch(r"\d+\.\d+", image.release):
        return None
    return f"https://dl-cdn.alpinelinux.org/alpine/v{image.release}/main"


def _cuts(match: re.Match[str]) -> bool:
    """Whether a number goes on where what is replaced ends."""
    return match[0][-1:].isdigit() and match.string[match.end() :][:1].isdigit()


def _patterns(command: Command) -> Iterator[re.Pattern[str]]:
    """The patterns that a sed replaces, as far as they are simple."""
    for word in command.arguments:
        for match in _SUBSTITUTES.finditer(word.value or ""):
            written = match["pattern"]
            for one, other in _CLASSES.items():
                written = written.replace(one, other)
            if _SIMPLE.fullmatch(written):
                yield re.compile(written)
