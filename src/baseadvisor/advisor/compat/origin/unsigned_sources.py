"""Sources of packages that a file adds without the key that they are signed with."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move

# apt 1.5 and later refuse what they cannot verify, where older ones warned. Source: apt's NEWS, 1.5.
_REFUSES = {"debian": (10,), "ubuntu": (18, 4)}
# Not what is laid out as a mirror of the distribution, which is signed with its keys.
_SOURCE = re.compile(
    r"\bdeb(?:-src)?\s+(?:\[[^\]]*\]\s*)?https?://(?P<host>[\w.-]+)(?![\w.-])(?!/(?:debian|ubuntu)(?:-\w+)?/?\s)"
)
_FETCHED = re.compile(
    r"\b(?:curl|wget)\b[^;&|\n]*?https?://(?P<host>[\w.-]+)[^;&|\n]*?/etc/apt/sources\.list\.d/"
    r"|\b(?:curl|wget)\b[^;&|\n]*?/etc/apt/sources\.list\.d/\S+[^;&|\n]*?https?://(?P<other>[\w.-]+)"
)
_OWN = re.compile(r"(?:.*\.)?(?:debian\.(?:org|net)|ubuntu\.com|canonical\.com)|.*(?:mirror|ftp).*")
_WITH_KEYS = re.compile(
    r"apt-key|\bgpg\b|keyring|trusted|signed-by|add-apt-repository|\.(?:asc|gpg|pgp|key|pub)\b|unauthenticated|insecure|\bkeys?\b"
    r"|setup_|install\.sh|\.deb\b",
    re.IGNORECASE,
)


def reasons(move: Move) -> Iterator[Reason]:
    """The first source of others that nothing in the file has a key for, and that is read afterwards."""
    if move.run_only or not move.reaches(_REFUSES):
        return
    if any(_WITH_KEYS.search(text) for text, _ in move.needs.words()):
        return
    refreshed = max(
        (one.start for one in move.needs.actions() if one.action == "refresh" and one.family == "apt"), default=0
    )
    for text, start in move.needs.words():
        for match in (*_SOURCE.finditer(text), *_FETCHED.finditer(text)):
            at = start + match.start()
            host = match["host"] or match["other"]
            if text.startswith("RUN") and _OWN.fullmatch(host) is None and at < refreshed:
                why = f"nothing here brings its key, and the apt of {move.place} refuses what it cannot verify"
                yield Reason("packages", "breaks", "medium", f"the source {host}", why, move.line(at))
                return
