"""Scripts so plain that ShellCheck has nothing to say: known programs with literal words, joined by `&&` or `;`.

More than half of all RUNs are such, and each that is not handed over saves its time. What ShellCheck looks at are words
that expand or split, quotes, redirections, pipes, compound commands, and the builtins and programs that it has rules of
its own for; here are none of these.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baseadvisor.shell.model import Command, Script

_PLAIN = re.compile(r"(?:[A-Za-z0-9_./:,@+=~ \t\n;-]|&&)*")
_RESERVED = frozenset(
    "case coproc do done elif else esac fi for function if in select then time until while".split()  # noqa: SIM905
)
_PROGRAMS = frozenset(
    [
        "a2dismod",
        "a2enconf",
        "a2enmod",
        "a2ensite",
        "add-apt-repository",
        "addgroup",
        "adduser",
        "apk",
        "apt",
        "apt-get",
        "apt-key",
        "aptitude",
        "bower",
        "bundle",
        "cargo",
        "chgrp",
        "chmod",
        "chown",
        "cmake",
        "composer",
        "conda",
        "curl",
        "dnf",
        "docker-php-ext-configure",
        "docker-php-ext-enable",
        "docker-php-ext-install",
        "dotnet",
        "dpkg",
        "dpkg-reconfigure",
        "easy_install",
        "gem",
        "git",
        "go",
        "gradle",
        "groupadd",
        "java",
        "ldconfig",
        "locale-gen",
        "make",
        "mamba",
        "microdnf",
        "mvn",
        "node",
        "npm",
        "npx",
        "pacman",
        "pecl",
        "php",
        "php5enmod",
        "phpenmod",
        "pip",
        "pip2",
        "pip3",
        "pipenv",
        "pipx",
        "pnpm",
        "poetry",
        "python",
        "python2",
        "python3",
        "rpm",
        "rustup",
        "service",
        "ssh-keygen",
        "tar",
        "tdnf",
        "touch",
        "unzip",
        "update-ca-certificates",
        "useradd",
        "usermod",
        "uv",
        "virtualenv",
        "wget",
        "yarn",
        "yum",
        "zypper",
    ]
)
_TWO_OPERANDS = frozenset(("cp", "mv"))
"""Of these ShellCheck asks whether they have a destination (SC2224, SC2225)."""


def is_plain(script: "Script") -> bool:
    """Whether ShellCheck surely has nothing to say of a script."""
    if _PLAIN.fullmatch(script.source.text) is None or script.problems or script.functions or not script.commands:
        return False
    return all(_is_plain(command) for command in script.commands)


def _is_plain(command: "Command") -> bool:
    if not command.words or command.assignments or command.within:
        return False
    texts = [word.text for word in command.words]
    if not _RESERVED.isdisjoint(texts) or any(text.startswith(("=", "+=")) for text in texts):
        return False  # a `done` or a ` = ` that may have been meant otherwise (SC1010, SC2283)
    name = texts[0]
    if name in _PROGRAMS:
        return True
    if name in _TWO_OPERANDS:
        return len(command.operands) >= 2
    if name == "mkdir":
        # `mkdir -p -m` gives the mode to the last folder alone (SC2174).
        return not any(text.startswith("-") and "m" in text for text in texts)
    return name == "rm" and not _may_be_system_folder(texts[1:])


def _may_be_system_folder(operands: Sequence[str]) -> bool:
    """Whether `rm` is given a folder near the root, which ShellCheck warns of (SC2114)."""
    return any(text.startswith(("/", "~")) and text.rstrip("/").count("/") <= 2 for text in operands)
