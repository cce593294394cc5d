"""PhantomJS as its makers built it, which stops at the configuration of a newer OpenSSL."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.building.downloads import downloads
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move

# Sources: ariya/phantomjs issue 15449, wch/webshot issue 90: from Debian 10 and Ubuntu 22.04 on /etc/ssl/openssl.cnf
# loads a section that the OpenSSL in the program has no module for (`Auto configuration failed ... libssl_conf.so`).
_SINCE = {"debian": (10,), "ubuntu": (22, 4)}
_DOWNLOAD = re.compile(r"/phantomjs-\d[^/]*linux|/phantomjs-2\.\d", re.IGNORECASE)
_PACKAGES = frozenset({"phantomjs", "phantomjs-prebuilt", "phantomjs2"})


def reasons(move: Move) -> Iterator[Reason]:
    """Where it is downloaded, or installed by npm, which downloads it."""
    if move.run_only or not move.reaches(_SINCE) or any("OPENSSL_CONF" in text for text, _ in move.needs.words()):
        return
    found = [one.line for one in downloads(move.needs.analysis, move.needs.instructions) if _DOWNLOAD.search(one.url)]
    found += [
        move.line(package.start)
        for action in move.actions()
        if action.family == "npm" and action.action == "install"
        for package in action.packages
        if package.name in _PACKAGES
    ]
    if found:
        why = (
            f"it stops at the /etc/ssl/openssl.cnf of {move.place} (Auto configuration failed), where openssl is "
            "installed: set OPENSSL_CONF=/dev/null"
        )
        yield Reason("binary", "breaks", "medium", "PhantomJS", why, min(found))
