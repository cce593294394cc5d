"""Where a file calls the distribution by its name that it is about to leave: paths, keys, sources of packages."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.archive.rpms import OWN_KEY
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move

# How a file calls a distribution in paths, package names and addresses.
_NAMES = {
    "amazonlinux": r"amzn|amazon-linux|amazonlinux|\bal2023\b",
    "debian": r"(?<!no-)\bdebian\b(?!-php)",
    "ubuntu": r"\bubuntu\b",
    "centos": r"\bcentos\b|\.el[5-9]\b",
    "alpine": r"\balpine\b",
    "fedora": r"\bfedora\b|\.fc\d\d\b",
    "oraclelinux": r"\boraclelinux\b|-el\d+\b|\.el\d+\b",
    "rockylinux": r"\brocky(?:linux)?\b|\.el\d+\b",
    "almalinux": r"\balma(?:linux)?\b|\.el\d+\b",
}
# Where `ubuntu` is the account that its images have, not the distribution.
_ACCOUNT = re.compile(
    r"\b(?:id|userdel|deluser|groupdel|delgroup|usermod|groupmod|useradd|adduser|getent|passwd|chpasswd|chage|chown|chgrp"
    r"|su|gosu|su-exec|runuser)\s[^;&|\n]*|--chown=\S+|/home/ubuntu\b|\bsudo\s+(?:-\w\s+)*-u\s*ubuntu\b"
    r"|\bubuntu(?::ubuntu\b|\s+ALL\b)|\b[Uu]ser\s+[\"']?ubuntu\b|\bubuntu[\"']?\s+user\b",
)
_KEY_SERVER = re.compile(r"(?<![\w.-])[\w.-]*keyservers?\.[\w.-]+")
_FROM = re.compile(r"--from=\S+")
"""Another image, which stays what it is."""
_EDITED = re.compile(r"\bsed\b[^\n;&]*?\s(?P<file>/etc/(?:yum\.repos\.d|pki/rpm-gpg)/[\w.*-]+)")
# What speaks of a distribution to people, or in the address of others, who call all of a family so.
_OF_OTHERS = re.compile(
    r"https?://(?!(?:[\w-]+\.)*(?:debian\.org|ubuntu\.com|centos\.org|fedoraproject\.org|alpinelinux\.org)\b)[^\s\"'|;]+"
    r"|\becho\s+(?:-\w+\s+)*(?:\"(?!deb)[^\"]*\"|'(?!deb)[^']*')"
)
TOLD = 3
"""How many places of one kind are told."""


def reasons(move: Move) -> Iterator[Reason]:
    """Where the file names the distribution it is about to leave: paths, keys, sources of packages."""
    here, there = move.before.userland, move.after.userland
    pattern = _NAMES.get(move.before.distribution or "")
    if pattern is None or move.before.distribution == move.after.distribution or here is None or there is None:
        return
    if move.run_only:
        return
    told = 0
    for written, start in move.needs.words():
        if not written.upper().startswith(("RUN", "ADD", "COPY", "ENV", "ARG")):
            continue
        text = _FROM.sub(lambda found: " " * len(found[0]), written)
        if here.package_family == there.package_family:
            text = _OF_OTHERS.sub(lambda found: " " * len(found[0]), text)
        text = _ACCOUNT.sub(lambda found: " " * len(found[0]), text) if move.before.distribution == "ubuntu" else text
        match = re.search(pattern, text, re.IGNORECASE)
        if match is None or told == TOLD:
            continue
        told += 1
        edited = _EDITED.search(text)
        if edited is not None and re.search(pattern, edited["file"], re.IGNORECASE):
            yield Reason(
                "packages",
                "breaks",
                "high",
                f"sed of {edited['file']}",
                f"{move.place} has no such file",
                move.line(start + edited.start("file")),
            )
            continue
        match = re.search(pattern, without_keys(text), re.IGNORECASE)
        if match is None:
            continue
        yield Reason(
            "packages",
            "check",
            "medium",
            f"`{match[0]}` by name",
            f"it speaks of the distribution that {move.place} takes the place of",
            move.line(start + match.start()),
        )


def without_keys(text: str) -> str:
    """The text without the files of the distributions' keys, which are told by themselves, and without key servers."""
    for pattern in (OWN_KEY, _KEY_SERVER):
        text = pattern.sub(lambda found: " " * len(found[0]), text)
    return text
