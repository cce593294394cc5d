"""Stages that only unpack what they get ready made: their own libc says nothing about it."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.copies import sources_of
from baseadvisor.analysis import StageFacts
from baseadvisor.dockerfile.model import Instruction

UNPACKS = frozenset(
    {
        *("curl", "wget", "aria2c", "tar", "unzip", "gzip", "gunzip", "bunzip2", "xz", "unxz", "7z", "gpg", "gpgconf"),
        *("mkdir", "rmdir", "mv", "cp", "rm", "ln", "chmod", "chown", "cd", "touch", "install", "find", "mktemp"),
        *("md5sum", "sha1sum", "sha256sum", "sha512sum", "echo", "printf", "cat", "sed", "grep", "awk", "cut", "tr"),
        *("set", "export", "test", "[", "true", "exit", "uname", "dpkg", "arch", "apt-get", "apt", "apk", "dnf", "yum"),
        *("microdnf", "update-ca-certificates", "sleep", "env", "tee", "head", "tail", "sort", "ls", "file", "which"),
    }
)
"""Commands that fetch, unpack and lay out files, or install packages: none of them compiles."""
_ARCHIVE = re.compile(r"(?:https?|ftp)://|\.(?:tar(?:\.\w+)?|tgz|tbz2?|txz|zip)$", re.IGNORECASE)


def only_unpacks(stage: StageFacts) -> bool:
    """Whether all that a stage makes is unpacked from what it downloads, or from an archive that it adds."""
    commands = [command for each in stage.chain for run in each.runs for command in run.commands]
    fetches = any(command.name in ("curl", "wget", "aria2c") for command in commands)
    if not fetches and not any(True for each in stage.chain for one in each.instructions for _ in archives(one)):
        return False
    return all(command.name in UNPACKS for command in commands if command.words)


def archives(instruction: Instruction) -> Iterator[str]:
    """The archives and addresses that an ADD takes."""
    if instruction.keyword == "ADD":
        yield from filter(_ARCHIVE.search, sources_of(instruction))
