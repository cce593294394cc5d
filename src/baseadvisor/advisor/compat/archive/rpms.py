"""What is of one release of an rpm distribution: package files, keys that sign them, what rpm says of signatures."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.archive.gone_dnf import LIKE_RHEL
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.image.numbers import numbers
from baseadvisor.shell.model import Command


def reasons(move: Move) -> Iterator[Reason]:
    """Files, keys and texts that the release that is left has alone."""
    here, there = move.before.userland, move.after.userland
    if here is None or there is None or move.run_only or not move.changes_release:
        return
    if here.package_family != "dnf" or there.package_family != "dnf":
        return
    yield from _keys(move)
    yield from _named(move)
    yield from _files(move)
    yield from _signatures(move)


# How the distributions' own keys are called; Fedora's package of keys holds those of other releases too.
# Sources: the packages system-release (Amazon Linux), centos-release, rocky-gpg-keys, almalinux-release.
OWN_KEY = re.compile(
    r"/etc/pki/rpm-gpg/RPM-GPG-KEY-(?P<whose>amazon-linux|CentOS|Rocky|AlmaLinux)-(?P<release>\d+)(?![\w-])",
    re.IGNORECASE,
)
"""The file of a distribution's own key, with the number of its release."""
_OWNERS = {"amazon-linux": "amazonlinux", "rocky": "rockylinux"}
_WRITES = re.compile(r"(?:>|(?:\s|=)(?:-o|-O|--output|--output-document)[\s=]?|\btee\b(?:\s+-\w+)*)\s*$")


def _keys(move: Move) -> Iterator[Reason]:
    """Keys of the old release, by the file that it has them in."""
    found = [
        (match, text, start)
        for text, start in move.needs.words()
        for match in OWN_KEY.finditer(text)
        if not _is_of(match, move)
    ]
    brought = {match[0] for match, text, _ in found if _is_written(text, match.start())}
    for match, text, start in found:
        if match[0] not in brought and text.upper().startswith("RUN"):
            yield Reason(
                "packages",
                "breaks",
                "high",
                f"the key {match[0]}",
                f"{move.place} has no such file",
                move.line(start + match.start()),
            )


def _is_of(key: re.Match[str], move: Move) -> bool:
    """Whether a key is the new release's."""
    whose = _OWNERS.get(key["whose"].lower(), key["whose"].lower())
    there = (move.after.distribution or "").removesuffix("-stream")
    return whose == there and numbers(key["release"]) == move.release_after()[:1]


def _is_written(text: str, at: int) -> bool:
    return text.upper().startswith(("COPY", "ADD")) or _WRITES.search(text[:at]) is not None


# A release in the name of a package that is no file in RUN's words: `.amzn2.`, `.fc38`.
_OF_RELEASE = {
    "amazonlinux": re.compile(r"\.amzn(?P<release>\d+)\b|\bamazonlinux[/-]?(?P<folder>\d+)\b"),
    "fedora": re.compile(r"\.fc(?P<release>\d\d)\b|\bfedora[/-](?P<folder>\d\d)\b"),
}


def _named(move: Move) -> Iterator[Reason]:
    """Names of packages and folders of the old release, where the distribution goes on."""
    pattern = _OF_RELEASE.get(move.after.distribution or "")
    if pattern is None or move.before.distribution != move.after.distribution:
        return
    for text, start in move.needs.words():
        match = pattern.search(text)
        if match is not None and numbers(match["release"] or match["folder"]) != move.release_after()[:1]:
            yield Reason(
                "packages",
                "check",
                "medium",
                f"`{match[0].strip('.')}` by name",
                f"it was made for another release: see whether there is one for {move.place}",
                move.line(start + match.start()),
            )


_NAMES_RELEASE = re.compile(r"[._-](?:el|fc|amzn|rhel|centos)-?\d|-latest-\d|\brelease-\d+-", re.IGNORECASE)


def _files(move: Move) -> Iterator[Reason]:
    """Packages that rpm installs from a file."""
    for command in move.commands():
        if command.name != "rpm" or not _installs(command):
            continue
        file = next((word.text for word in command.operands if word.text.endswith(".rpm")), None)
        if file is not None and not BUILT.search(file):
            named = _NAMES_RELEASE.search(file.rpartition("/")[2]) is not None
            yield Reason(
                "packages",
                "check",
                "medium" if named else "low",
                f"package file {file}",
                f"it may have been made for an older release: see that {move.place} has what it depends on",
                move.line(command.start),
            )


BUILT = re.compile(r"/RPMS/")
"""Where rpmbuild puts what it makes."""


def _installs(command: Command) -> bool:
    return any(
        word.value in ("--install", "--upgrade", "--freshen") or re.fullmatch(r"-[vhF]*[iUF][vhF]*", word.value or "")
        for word in command.arguments
    )


# rpm 4.14 says `digests signatures OK` where older ones said `rsa sha1 (md5) pgp md5 OK`.
# See rpm 4.14's release notes; the releases with an older rpm are EL 7, Amazon Linux 2 and those before them.
_TELLS = re.compile(
    r"\brpm\s+(?:-\w*K\w*|--checksig)\b[^;&\n]*\|\s*(?:\\\n\s*)?[ef]?grep\b[^;&|\n]*\b(?:md5|pgp|gpg)\b", re.IGNORECASE
)
_SINCE = {**dict.fromkeys(LIKE_RHEL, (8,)), "amazonlinux": (2023,), "fedora": (27,)}


def _signatures(move: Move) -> Iterator[Reason]:
    """What rpm is expected to say of a package's signature."""
    old, new = move.before.distribution or "", move.after.distribution or ""
    if not move.release_after() >= _SINCE.get(new, (10_000,)):
        return
    if move.before.release is None or numbers(move.before.release) >= _SINCE.get(old, (0,)):
        return
    for text, start in move.needs.words():
        match = _TELLS.search(text)
        if match is not None:
            yield Reason(
                "packages",
                "breaks",
                "high",
                "what rpm says of a signature",
                "from rpm 4.14 on it says `digests signatures OK`, and names no algorithm",
                move.line(start + match.start()),
            )
