"""MariaDB's client, which asks for a verified certificate of the server.

Source: MariaDB 11.4's release notes (ssl-verify-server-cert is on by default); Alpine's mysql-client is MariaDB's.
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor.model import Certainty, Reason
from baseadvisor.advisor.move import Move

_SINCE = {"alpine": (3, 21), "debian": (13,), "ubuntu": (25, 4)}
_CLIENT = {
    "alpine": re.compile(r"(?:mysql|mariadb)-client"),
    "debian": re.compile(r"(?:default-mysql|mariadb|mysql)-client(?:-core)?"),
    "ubuntu": re.compile(r"mariadb-client(?:-core)?"),
}
# What is linked against the library of it, Connector/C 3.4. Source: brianmario/mysql2 1613; perl5-dbi/DBD-MariaDB 227.
_LIBRARY_SINCE = {"alpine": (3, 24)}
_LIBRARY = re.compile(r"mariadb-connector-c(?:-dev)?|mariadb-dev|mariadb-client-libs|mysql-dev")
_SETTLED = re.compile(r"skip[-_]ssl|ssl[-_]verify[-_]server[-_]cert|ssl-mode|ssl-ca\b")
_SETTLED_OF_LIBRARY = re.compile(r"MARIADB_TLS_DISABLE_PEER_VERIFICATION")


def reasons(move: Move) -> Iterator[Reason]:
    """The client and its library, where nothing says how they are to speak TLS."""
    if move.run_only:
        return
    client = _CLIENT.get(move.after.distribution or "")
    if client is not None and move.reaches(_SINCE):
        why = (
            "MariaDB's client verifies the server's certificate from 11.4 on, and does not connect to a server "
            "without one: --skip-ssl, or ssl-verify-server-cert=off in my.cnf"
        )
        yield from _unsettled(move, client, _SETTLED, "medium", why)
    if move.reaches(_LIBRARY_SINCE):
        why = (
            "MariaDB's Connector/C verifies the server's certificate from 3.4 on, and does not connect to a server "
            "without one: MARIADB_TLS_DISABLE_PEER_VERIFICATION=1, or a certificate that is trusted"
        )
        yield from _unsettled(move, _LIBRARY, _SETTLED_OF_LIBRARY, "low", why)


def _unsettled(
    move: Move, names: re.Pattern[str], settled: re.Pattern[str], certainty: Certainty, why: str
) -> Iterator[Reason]:
    """The first package of these names, unless the file settles how it speaks TLS."""
    if any(settled.search(text) for text, _ in move.needs.words()):
        return
    package = next((one for one in move.packages() if names.fullmatch(one.name)), None)
    if package is not None:
        yield Reason("services", "check", certainty, package.name, why, move.line(package.start))
