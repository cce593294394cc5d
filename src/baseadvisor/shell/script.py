"""A RUN script into commands, by way of tree-sitter-bash."""

from baseadvisor.dockerfile.source_map import SourceMap
from baseadvisor.shell.dialect import SHELLS, shell_options
from baseadvisor.shell.limits import TooMuch
from baseadvisor.shell.model import Scope, Script
from baseadvisor.shell.place import Place
from baseadvisor.shell.reader import Reader


def parse(source: SourceMap, *, dialect: str = "sh", errexit: bool = False, pipefail: bool = False) -> Script:
    """Parse a script: the text of a RUN as BuildKit joined it, or a heredoc's body.

    `dialect` is what `dialect_of` gives for the SHELL in force, `errexit` and `pipefail` say what that SHELL turns on;
    a `#!` line in the script is in place of all three. Scripts in other languages, and those beyond a limit (see
    `baseadvisor.shell.limits`), come back without commands and with the reason in `unparsed`. Never raises.
    """
    if source.text.startswith("#!"):
        interpreter = source.text.partition("\n")[0][2:].split()
        dialect, errexit, pipefail = shell_options(interpreter) if interpreter else (dialect, errexit, pipefail)
    if dialect not in SHELLS:
        reason = "its interpreter is not known" if dialect == "unknown" else f"it is {dialect}, not a POSIX shell"
        return Script(source, dialect, reason)
    script = Script(source, dialect)
    reader = Reader(dialect)
    try:
        reader.read(source, Place(Scope(None, errexit=errexit, pipefail=pipefail)))
        reader.finish(script)
    except TooMuch as limit:
        return Script(source, dialect, str(limit))
    return script
