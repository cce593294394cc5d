"""Scripts so plain that ShellCheck has nothing to say: programs with plain words, joined by `&&` or `;`.

More than half of all RUNs are such, and each that is not handed over saves its time. What ShellCheck looks at are words
that split, quotes, redirections, pipes, compound commands, and the builtins and programs that it has rules of its own
for; here are none of these. A variable that ENV or ARG sets is one word to it, and as good as one.
"""

import re
from collections.abc import Container
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baseadvisor.shell.model import Command, Script, Word

_PLAIN = re.compile(r"(?:[A-Za-z0-9_./:,@+=~* \t\n;-]|&&)*")
_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))")
_RESERVED = frozenset(
    "case coproc do done elif else esac fi for function if in select then time until while".split()  # noqa: SIM905
)
_PROGRAM = re.compile(r"(?!-)(?:\.{0,2}/)?[A-Za-z0-9_.+/-]*[A-Za-z0-9]")
_LOOKED_AT = frozenset(
    (
        *(".", ":", "[", "[[", "alias", "awk", "bg", "bind", "builtin", "busybox", "caller", "command", "compgen"),
        *("complete", "coproc", "dash", "declare", "dirs", "disown", "doas", "egrep", "enable", "env", "eval", "exec"),
        *(
            "exit",
            "export",
            "expr",
            "false",
            "fc",
            "fg",
            "fgrep",
            "find",
            "function",
            "gawk",
            "getopts",
            "grep",
            "hash",
        ),
        *("help", "history", "jobs", "kill", "ksh", "let", "local", "logout", "ls", "mapfile", "nohup", "popd"),
        *(
            "printf",
            "ps",
            "pushd",
            "read",
            "readarray",
            "readonly",
            "return",
            "run0",
            "select",
            "set",
            "shift",
            "shopt",
        ),
        *(
            "source",
            "ssh",
            "su",
            "sudo",
            "suspend",
            "tempfile",
            "test",
            "time",
            "timeout",
            "times",
            "tput",
            "tr",
            "trap",
        ),
        *("true", "type", "typeset", "ulimit", "umask", "unalias", "unset", "wait", "which", "xargs", "zsh"),
    )
)
"""Builtins, and programs that ShellCheck has rules of its own for; those below it has only on what is said there."""
_OPTIONS_OF_SET = re.compile(r"-[eux]+")


def is_plain(script: "Script", known: Container[str] = ()) -> bool:
    """Whether ShellCheck surely has nothing to say of a script; `known` are the variables that it is told of."""
    text = script.source.text
    if "$" in text:
        text = _VARIABLE.sub(lambda found: "v" if (found[1] or found[2]) in known else "$", text)
    if _PLAIN.fullmatch(text) is None or script.problems or script.functions or not script.commands:
        return False
    following = (*script.commands[1:], None)
    return all(_is_plain(command, after) for command, after in zip(script.commands, following, strict=True))


def _is_plain(command: "Command", following: "Command | None") -> bool:
    if not command.words or command.assignments or command.within:
        return False
    texts = [word.text for word in command.words]
    if not _RESERVED.isdisjoint(texts) or any(text.startswith(("=", "+=", "*")) for text in texts):
        return False  # a `done` or a ` = ` that may have been meant otherwise (SC1010, SC2283); files like -x (SC2035)
    special = _SPECIAL.get(command.name or "")
    if special is not None:
        return special(command, following)
    name = texts[0]
    return command.name is not None and command.name not in _LOOKED_AT and _PROGRAM.fullmatch(name) is not None


def _moves(command: "Command", following: "Command | None") -> bool:
    """`cd x && …`: alone, or before `;`, it may fail unseen (SC2164)."""
    folders = [word.text for word in command.arguments]
    if len(folders) != 1 or folders[0].startswith(("-", "..")):
        return False
    return following is not None and following.after == "&&"


def _writes(command: "Command", following: "Command | None") -> bool:
    """Options are not known everywhere (SC3037), and blanks in a row are one (SC2291)."""
    if any(word.text.startswith("-") for word in command.arguments):
        return False
    return all(_gap(first, second) == 1 for first, second in pairwise(command.words))


def _gap(first: "Word", second: "Word") -> int:
    return second.index - first.index - len(first.text)


def _removes(command: "Command", following: "Command | None") -> bool:
    """Nothing that may be a folder near the root, which ShellCheck warns of (SC2114, SC2115)."""
    return not any(
        "$" in text or (text.startswith(("/", "~")) and text.rstrip("/").count("/") <= 2)
        for text in (word.text for word in command.arguments)
    )


def _makes_folders(command: "Command", following: "Command | None") -> bool:
    """`mkdir -p -m` gives the mode to the last folder alone (SC2174)."""
    return not any(word.text.startswith("-") and "m" in word.text for word in command.arguments)


def _has_destination(command: "Command", following: "Command | None") -> bool:
    """ShellCheck asks whether there is one (SC2224, SC2225, SC2226)."""
    return sum(not word.text.startswith("-") for word in command.arguments) >= 2


def _has_no_options(command: "Command", following: "Command | None") -> bool:
    return not any(word.text.startswith("-") for word in command.arguments)


def _sets_options(command: "Command", following: "Command | None") -> bool:
    return all(_OPTIONS_OF_SET.fullmatch(word.text) for word in command.arguments)


def _changes_modes(command: "Command", following: "Command | None") -> bool:
    """`chmod -r` takes rights away, and is rarely meant (SC2253)."""
    return not any(word.text == "-r" for word in command.arguments)


def _edits(command: "Command", following: "Command | None") -> bool:
    return not any("$" in word.text or "*" in word.text for word in command.arguments)


_SPECIAL = {
    "bash": _has_no_options,
    "cd": _moves,
    "chmod": _changes_modes,
    "cp": _has_destination,
    "echo": _writes,
    "ln": _has_destination,
    "mkdir": _makes_folders,
    "mv": _has_destination,
    "rm": _removes,
    "sed": _edits,
    "set": _sets_options,
    "sh": _has_no_options,
}
"""What ShellCheck has a rule for, and when that has nothing to say."""
