"""A RUN script into commands, by way of tree-sitter-bash."""

from baseadvisor.dockerfile.source_map import SourceMap
from baseadvisor.shell.dialect import SHELLS, shebang_dialect
from baseadvisor.shell.limits import TooMuch
from baseadvisor.shell.model import Scope, Script
from baseadvisor.shell.place import Place
from baseadvisor.shell.reader import Reader


def parse(source: SourceMap, *, dialect: str = "sh", errexit: bool = False, pipefail: bool = False) -> Script:
    """Parse a script: the text of a RUN as BuildKit joined it, or a heredoc's body.

    `dialect` is what `dialect_of` gives for the SHELL in force; a `#!` line in the script has precedence. `errexit` and
    `pipefail` say what that SHELL turns on. Scripts in other languages, and those beyond a limit (see
    `baseadvisor.shell.limits`), come back without commands and with the reason in `unparsed`. Never raises.
    """
    if source.text.startswith("#!"):
        dialect = shebang_dialect(source.text.partition("\n")[0].rstrip()) or dialect
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
