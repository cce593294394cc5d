"""sshd's configuration, whose line about root is commented out in newer packages."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move

# Source: openssh's debian/changelog, 1:7.4p1-1 (it installs upstream's sshd_config, whose options are comments).
_SINCE = {"debian": (9,), "ubuntu": (17, 4)}
_LOOKS_FOR = re.compile(r"(?:^(?:-\w*e)?|[;\n])[ \t]*s(?P<mark>[/|#@,])\^?PermitRootLogin\b")
_COMMENTED = re.compile(r"#[\\?*\s]{0,6}PermitRootLogin")
_WRITES = re.compile(r">>\s*[\"']?/etc/ssh/sshd_config|sshd_config\.d/|-o[\s\"',]{0,9}PermitRootLogin")


def reasons(move: Move) -> Iterator[Reason]:
    """A sed that looks for the option about root as it stood there, and finds a comment."""
    if move.run_only or not move.reaches(_SINCE):
        return
    texts = (text for text, _ in move.needs.words())
    if move.needs.copies("sshd_config") or any(_WRITES.search(text) or _COMMENTED.search(text) for text in texts):
        return
    for command in move.commands():
        words = [word.value or word.text for word in command.arguments]
        if command.name != "sed" or "sshd_config" not in (word.rpartition("/")[2] for word in words):
            continue
        if any(_LOOKS_FOR.search(word) for word in words):
            why = (
                f"the sshd_config of {move.place} has that line as a comment (#PermitRootLogin ...), so that sed "
                "changes nothing, and root is let in by key alone: look for `#*PermitRootLogin.*`"
            )
            yield Reason("services", "check", "high", "sed of PermitRootLogin", why, move.line(command.start))
            return
