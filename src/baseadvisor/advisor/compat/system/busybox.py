"""Options of the GNU programs that busybox's programs of the same name do not take.

Source: busybox's applets (coreutils/, findutils/, archival/, editors/sed.c), and each tried with busybox 1.35. wget is
among the programs.
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor import tools
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.shell.model import Command

# Applets without any long option.
_SHORT_ONLY = {
    **dict.fromkeys(("chmod", "ln", "rm", "md5sum", "sha1sum", "sha256sum", "sha512sum", "tr", "wc"), "coreutils"),
    **dict.fromkeys(("uniq", "tee", "id", "stat", "df", "du", "sort", "tail", "truncate", "timeout"), "coreutils"),
    **dict.fromkeys(("base64", "seq", "cat"), "coreutils"),
    **dict.fromkeys(("grep", "egrep", "fgrep"), "grep"),
}
_ALLOWED = {"grep": ("--color", "--colour")}
# Single options; of a cluster of letters the letter counts.
_MISSING = {
    "tar": (
        "tar",
        frozenset(
            {
                *("--remove-files", "--transform", "--xform", "--wildcards", "--sort", "--mtime", "--owner", "--group"),
                *("--warning", "--skip-old-files", "--checkpoint", "--exclude-vcs", "--absolute-names", "--totals"),
                *("--use-compress-program", "--keep-newer-files", "--no-overwrite-dir", "--show-transformed-names"),
            }
        ),
    ),
    "find": ("findutils", frozenset({"-printf", "-fprintf", "-regextype"})),
    "xargs": ("findutils", frozenset({"-d", "--delimiter", "--max-args", "--max-procs"})),
    "sed": ("sed", frozenset({"-z", "--null-data", "--follow-symlinks"})),
    "cp": ("coreutils", frozenset({"--backup", "--no-preserve", "--preserve"})),
    "mktemp": ("coreutils", frozenset({"--suffix"})),
    "grep": ("grep", frozenset({"-P"})),
}
_RELATIVE = re.compile(r"\b(?:yesterday|tomorrow|ago|next|last)\b|[+-]?\d+ ?(?:sec|min|hour|day|week|month|year)")


def reasons(move: Move) -> Iterator[Reason]:
    """Options that programs of the other side refuse; the first of those that one package mends."""
    here, there = move.before.userland, move.after.userland
    if there is None or not (there.utilities or "").startswith("busybox"):
        return
    if here is not None and (here.utilities or "").startswith("busybox"):
        return
    told: set[str] = set()
    for command in move.commands():
        found = None if command.ignored else _refused(command)
        if found is None:
            continue
        option, package = found
        if tools.brings(move.after, package):
            continue
        if package not in told and package not in move.needs.installed(command.start):
            told.add(package)
            yield Reason(
                "programs",
                "breaks",
                "medium",
                f"{command.name} {option}",
                f"{move.place} has busybox's {command.name}, without that option: install {package}, or write it "
                "otherwise",
                move.line(command.start),
            )


def _refused(command: Command) -> tuple[str, str] | None:
    """The first option that busybox's program does not know, and the package of the program that does."""
    name = command.name or ""
    if name in _SHORT_ONLY:
        for word in command.arguments:
            option = word.prefix.partition("=")[0]
            if word.prefix == "--":
                break
            if len(option) > 2 and option.startswith("--") and option not in (*_ALLOWED.get(name, ()), "--help"):
                return option, _SHORT_ONLY[name]
    if name in _MISSING:
        package, missing = _MISSING[name]
        flag = command.flag(*missing)
        if flag is not None:
            option = flag.prefix.partition("=")[0]
            return (option if option in missing else min(one for one in missing if len(one) == 2)), package
    if name == "date":
        value = command.flag_value("-d", "--date")
        text = value if isinstance(value, str) else value.text if value is not None else ""
        if _RELATIVE.search(text):
            return f"-d {text}", "coreutils"
    return None
