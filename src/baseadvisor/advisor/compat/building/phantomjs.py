"""PhantomJS as its makers built it, which stops at the configuration of a newer OpenSSL."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.archive.editions import has_python_2
from baseadvisor.advisor.compat.building.downloads import downloads
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move

# Sources: ariya/phantomjs issue 15449, wch/webshot issue 90: from Debian 10 and Ubuntu 22.04 on /etc/ssl/openssl.cnf
# loads a section that the OpenSSL in the program has no module for (`Auto configuration failed ... libssl_conf.so`).
_SINCE = {"debian": (10,), "ubuntu": (22, 4)}
_SPARED = ("debian", "12")
"""Tried with the files of Debian 12, whose providers are commented out, and of 13, where it stops."""
_DOWNLOAD = re.compile(r"/phantomjs-\d[^/]*linux|/phantomjs-2\.\d|/phantomjs-\$", re.IGNORECASE)
_PACKAGES = frozenset({"phantomjs", "phantomjs-prebuilt", "phantomjs2"})


def reasons(move: Move) -> Iterator[Reason]:
    """Where it is downloaded, or installed by npm, which downloads it; and what drives it."""
    yield from _driver(move)
    yield from _itself(move)


def _driver(move: Move) -> Iterator[Reason]:
    """Selenium without a version, on a newer Python: from 4 on it drives PhantomJS no more (its changelog)."""
    if has_python_2(move.after) or not has_python_2(move.before):
        return
    if not any("/phantomjs-" in one.url for one in downloads(move.needs.analysis, move.needs.instructions)):
        return
    for action in move.actions():
        if action.family != "pip" or action.action != "install" or action.manager.endswith("3"):
            continue
        for package in action.packages:
            if package.name == "selenium" and package.version is None:
                why = "Python 3 gets Selenium 4, which drives PhantomJS no more: selenium==3.141.0 with urllib3<2"
                yield Reason("version", "check", "medium", "pip install selenium", why, move.line(package.start))
                return


def _itself(move: Move) -> Iterator[Reason]:
    spared = (move.after.distribution, move.after.release) == _SPARED
    if (
        move.run_only
        or spared
        or not move.reaches(_SINCE)
        or any("OPENSSL_CONF" in text for text, _ in move.needs.words())
    ):
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
