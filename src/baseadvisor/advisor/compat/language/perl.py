"""Perl scripts that the file brings, and the distribution's own Perl that runs them.

Sources: perl5220delta (CGI.pm left the core) and perl5260delta (the working folder left @INC).
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor.copies import sources_of
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.dockerfile.model import Instruction

_SCRIPT = re.compile(r"[\w./*-]*\.(?:pl|cgi)")
# The first releases with a Perl from 5.22 on, and from 5.26 on.
_WITHOUT_CGI = {"debian": (9,), "ubuntu": (16, 4)}
_WITHOUT_FOLDER = {"debian": (10,), "ubuntu": (18, 4)}


def reasons(move: Move) -> Iterator[Reason]:
    """The first Perl script that is copied, where the move passes a version that left something out."""
    if move.run_only or not is_distribution(move.name_after):
        return
    lost = []
    if move.reaches(_WITHOUT_CGI) and "libcgi-pm-perl" not in move.needs.installed():
        lost.append("5.22 left out CGI.pm (libcgi-pm-perl has it)")
    if move.reaches(_WITHOUT_FOLDER):
        lost.append("5.26 looks for modules in the working folder no more")
    for instruction in move.needs.copying if lost else ():
        script = _script(instruction)
        if script is not None:
            why = f"{move.place} has a newer Perl: {', '.join(lost)}: to be tried"
            yield Reason("version", "check", "low", f"Perl script {script}", why, move.line(instruction.start))
            return


def _script(instruction: Instruction) -> str | None:
    if instruction.flag("from") is not None:
        return None
    return next((source for source in sources_of(instruction) if _SCRIPT.fullmatch(source)), None)
