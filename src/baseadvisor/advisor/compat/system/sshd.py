"""sshd's configuration, whose line about root is commented out in newer packages."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move

# Source: openssh's debian/changelog, 1:7.4p1-1 (it installs upstream's sshd_config, whose options are comments).
_SINCE = {"debian": (9,), "ubuntu": (17, 4)}
_EDITS = re.compile(
    r"\bsed\b[^\n;&|]*?s(?P<mark>[/|#@,])\^?(?P<option>PermitRootLogin|PasswordAuthentication)\b"
    r"(?P<old>[^\n]*?)(?P=mark)[^\n]*?(?P=mark)[^\n;&|]*sshd_config"
)
_WRITES = re.compile(r">>\s*[\"']?/etc/ssh/sshd_config|sshd_config\.d/|-o\s*[\"']?PermitRootLogin")


def reasons(move: Move) -> Iterator[Reason]:
    """A sed that looks for an option as it stood there, and finds a comment, or nothing."""
    if move.run_only or not move.reaches(_SINCE):
        return
    texts = list(move.needs.words())
    if any(_WRITES.search(text) or re.search(r"^(?:COPY|ADD)\b.*sshd_config", text) for text, _ in texts):
        return
    for text, start in texts:
        match = _EDITS.search(text)
        if match is not None:
            why = (
                f"the sshd_config of {move.place} has that line as a comment (#{match['option']} ...), so that sed "
                f"changes nothing, and root is let in by key alone: look for `#*{match['option']}.*`"
            )
            at = start + match.start("option")
            yield Reason("services", "check", "high", f"sed of {match['option']}", why, move.line(at))
            return
