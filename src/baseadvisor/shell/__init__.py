"""What a RUN really does: a script's commands, and the package managers' actions among them."""

from baseadvisor.shell.dialect import SHELLS, ShellOptions, dialect_of, shebang_dialect, shell_options
from baseadvisor.shell.model import (
    AndOr,
    Assignment,
    Command,
    Pipeline,
    Problem,
    Redirect,
    Script,
    Word,
)
from baseadvisor.shell.script import parse

__all__ = [
    "SHELLS",
    "AndOr",
    "Assignment",
    "Command",
    "Pipeline",
    "Problem",
    "Redirect",
    "Script",
    "ShellOptions",
    "Word",
    "dialect_of",
    "parse",
    "shebang_dialect",
    "shell_options",
]
