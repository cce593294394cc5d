"""Archives that are unpacked over the root, where /bin and its like are links into /usr.

Sources: the README of s6-overlay 2 ("/bin is a symlink to /usr/bin"), whose archives hold ./bin; GNU tar's manual,
--keep-directory-symlink: tar puts the archive's folder in the place of a link.
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move

# The first releases whose image has these links. Where to look: wiki.debian.org/UsrMerge; Ubuntu 20.04's and Fedora
# 17's release notes; RHEL 7's.
_MERGED = {"debian": (12,), "ubuntu": (20, 4), "fedora": (17,), **dict.fromkeys(("centos", "almalinux"), (7,))}
_HOLDS_BIN = re.compile(r"s6-overlay-(?!noarch|symlinks)[\w${}]+(?:-installer)?\.tar\.gz")
_SPARES = re.compile(r"--keep-directory-symlink|--exclude[= ][\"']?\./bin|\s-h\b|--dereference|--skip-old-files")


def reasons(move: Move) -> Iterator[Reason]:
    """The first such archive that tar puts into the root."""
    if move.run_only or not move.reaches(_MERGED):
        return
    if not any(_HOLDS_BIN.search(text) for text, _ in move.needs.words()):
        return
    for command in move.commands():
        words = [word.text for word in command.arguments]
        to_root = "/" in words or "--directory=/" in words or "-C/" in words
        if command.name != "tar" or not to_root or _SPARES.search(" ".join(words)):
            continue
        piped = command.pipeline.commands if command.pipeline is not None else ()
        if any("s6" in word.text for one in (command, *piped) for word in one.words):
            why = (
                f"it holds ./bin, and tar puts a folder in the place of the link that /bin is on {move.place}: nothing "
                "of /bin is found then: --keep-directory-symlink"
            )
            yield Reason("paths", "breaks", "high", "s6-overlay over the root", why, move.line(command.start))
            return
