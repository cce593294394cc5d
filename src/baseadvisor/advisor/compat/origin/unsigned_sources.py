"""Sources of packages that a file adds without the key that they are signed with."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.shell.model import Command

# apt 1.5 and later refuse what they cannot verify, where older ones warned. Source: apt's NEWS, 1.5.
_REFUSES = {"debian": (10,), "ubuntu": (18, 4)}
# Not what is laid out as a mirror of the distribution, which is signed with its keys.
_SOURCE = re.compile(
    r"\bdeb(?:-src)?\s+(?:\[[^\]]*\]\s*)?https?://(?P<host>[\w.-]+)(?![\w.-])(?!/(?:debian|ubuntu)(?:-\w+)?/?\s)"
)
_LISTS = "/etc/apt/sources.list.d/"
_URL = re.compile(r"https?://(?P<host>[\w.-]+)")
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
        for match in _SOURCE.finditer(text):
            at = start + match.start()
            if text.startswith("RUN") and _OWN.fullmatch(match["host"]) is None and at < refreshed:
                yield _refused(move, match["host"], at)
                return
    for command in move.commands():
        host = _of_list(command)
        if host is not None and _OWN.fullmatch(host) is None and command.start < refreshed:
            yield _refused(move, host, command.start)
            return


def _refused(move: Move, host: str, at: int) -> Reason:
    why = f"nothing here brings its key, and the apt of {move.place} refuses what it cannot verify"
    return Reason("packages", "breaks", "medium", f"the source {host}", why, move.line(at))


def _of_list(command: Command) -> str | None:
    """The host that a list of sources is fetched from; None where a command fetches none."""
    if command.name not in ("curl", "wget"):
        return None
    words = [word.text for word in command.arguments]
    words += [one.target.text for one in command.redirects if one.target is not None]
    if not any(_LISTS in word for word in words):
        return None
    return next((match["host"] for word in words if (match := _URL.search(word)) is not None), None)
