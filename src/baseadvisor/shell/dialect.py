"""Which language a script is in: what `SHELL` words and shebang lines say."""

from collections.abc import Sequence
from typing import NamedTuple

# Shells whose scripts the parser reads. Fish, csh and the like have another grammar.
SHELLS = frozenset(("sh", "bash", "ash", "dash", "ksh", "ksh93", "mksh", "zsh", "posh", "yash", "hush"))
_OTHERS = {
    "powershell": "powershell",
    "pwsh": "powershell",
    "pwsh-preview": "powershell",
    "cmd": "cmd",
    "fish": "fish",
    "csh": "csh",
    "tcsh": "csh",
    "xonsh": "xonsh",
    "nu": "nu",
    "python": "python",
    "perl": "perl",
    "ruby": "ruby",
    "node": "node",
    "php": "php",
    "lua": "lua",
    "awk": "awk",
    "sed": "sed",
    "tclsh": "tcl",
    "make": "make",
}


class ShellOptions(NamedTuple):
    """What the words that start a shell say: `errexit` (`-e`) and `pipefail` (`-o pipefail`), and its dialect."""

    dialect: str
    errexit: bool
    pipefail: bool


def dialect_of(shell_words: Sequence[str]) -> str:
    """The dialect that the words of a SHELL instruction, or of a command line, mean.

    One of `SHELLS`, "powershell", "cmd", the name of another interpreter ("python", "fish"), or "unknown".
    """
    if not shell_words:
        return "unknown"
    name = _program(shell_words[0])
    if name in SHELLS:
        return name
    if name == "busybox" or name == "env":
        for at, word in enumerate(shell_words[1:], 1):
            if not word.startswith("-") and "=" not in word:
                inner = dialect_of(shell_words[at:])
                return "ash" if name == "busybox" and inner == "sh" else inner
        return "unknown"
    if name in _OTHERS:
        return _OTHERS[name]
    trimmed = name.rstrip("0123456789.")
    return _OTHERS.get(trimmed, "unknown")


def _program(path: str) -> str:
    name = path.replace("\\", "/").rsplit("/", 1)[-1].lower()
    return name[:-4] if name.endswith(".exe") else name


def shebang_dialect(first_line: str) -> str | None:
    """The dialect that a `#!` line names, or None where the line is none.

    `#!/usr/bin/env python3` gives "python"; an interpreter nobody here knows gives "unknown".
    """
    if not first_line.startswith("#!"):
        return None
    return dialect_of(first_line[2:].split())


def shell_options(shell_words: Sequence[str]) -> ShellOptions:
    """What `["/bin/bash", "-eo", "pipefail", "-c"]` turns on."""
    errexit = pipefail = False
    words = iter(shell_words[1:])
    for word in words:
        change = option_change(word)
        if change is None:
            continue
        on, letters = change
        if "e" in letters:
            errexit = on
        if "o" in letters:
            name = next(words, "")
            if name == "pipefail":
                pipefail = on
            elif name == "errexit":
                errexit = on
    return ShellOptions(dialect_of(shell_words), errexit, pipefail)


def option_change(word: str) -> tuple[bool, str] | None:
    """What one argument of `set` or of a shell turns on (True) or off, and its letters: `-euo` gives (True, "euo")."""
    if len(word) > 1 and word[0] in "-+" and word[1:].isalpha():
        return word[0] == "-", word[1:]
    return None
