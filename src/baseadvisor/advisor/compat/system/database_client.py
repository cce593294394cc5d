"""MariaDB's client, which asks for a verified certificate of the server.

Source: MariaDB 11.4's release notes (ssl-verify-server-cert is on by default); Alpine's mysql-client is MariaDB's.
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor.model import Reason
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


def reasons(move: Move) -> Iterator[Reason]:
    """The client and its library, where nothing says how they are to speak TLS."""
    yield from _client(move)
    yield from _library(move)


def _library(move: Move) -> Iterator[Reason]:
    """What programs of languages are linked against."""
    if move.run_only or not move.reaches(_LIBRARY_SINCE):
        return
    if any("MARIADB_TLS_DISABLE_PEER_VERIFICATION" in text for text, _ in move.needs.words()):
        return
    for package in move.packages():
        if _LIBRARY.fullmatch(package.name):
            why = (
                "MariaDB's Connector/C verifies the server's certificate from 3.4 on, and does not connect to a server "
                "without one: MARIADB_TLS_DISABLE_PEER_VERIFICATION=1, or a certificate that is trusted"
            )
            yield Reason("services", "check", "low", package.name, why, move.line(package.start))
            return


def _client(move: Move) -> Iterator[Reason]:
    """The client's package."""
    pattern = _CLIENT.get(move.after.distribution or "")
    if pattern is None or move.run_only or not move.reaches(_SINCE):
        return
    if any(_SETTLED.search(text) for text, _ in move.needs.words()):
        return
    for package in move.packages():
        if pattern.fullmatch(package.name):
            why = (
                "MariaDB's client verifies the server's certificate from 11.4 on, and does not connect to a server "
                "without one: --skip-ssl, or ssl-verify-server-cert=off in my.cnf"
            )
            yield Reason("services", "check", "medium", package.name, why, move.line(package.start))
            return
