"""Tools for a language that are downloaded in one version, where the image's version of the language moves on."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.building.downloads import downloads
from baseadvisor.advisor.compat.language.jumps import Jump, jumps
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move

_VERSION = re.compile(r"(?<![\w.])v?\d+\.\d+(?:\.\d+)?(?![\w])")
_TOOLS = {
    "go": re.compile(
        r"golang(?:ci)?-|/(?:gox|gopls|godep|govendor|gometalinter|gosec|gotestsum|goreleaser|delve|glide|dep)[-/_]"
        r"|staticcheck",
        re.IGNORECASE,
    ),
    "php": re.compile(r"\.phar\b|php|/wp-cli|drush|xdebug", re.IGNORECASE),
    "nodejs": re.compile(r"/(?:yarn|pnpm|npm|nodejs?|bower)\b(?!.*linux)", re.IGNORECASE),
    "ruby": re.compile(r"ruby|\.gem\b|bundler", re.IGNORECASE),
    "java": re.compile(r"\.(?:jar|war)\b|/(?:apache-)?(?:maven|ant|gradle|sbt|groovy|scala|kotlin)-", re.IGNORECASE),
}
_ITSELF = re.compile(r"/(?:go|php|node|ruby|jdk|jre|openjdk)-?v?\d|go\d[\w.]*linux", re.IGNORECASE)
"""The language itself, which goes its own way."""


def reasons(move: Move) -> Iterator[Reason]:
    """The first of them for each language of the image; nothing tells here which versions it goes with."""
    if move.run_only:
        return
    found = [jump for jump in jumps(move) if jump.start is None and jump.product in _TOOLS]
    for jump in found:
        yield from _of(move, jump)


def _of(move: Move, jump: Jump) -> Iterator[Reason]:
    for download in downloads(move.needs.analysis, move.needs.instructions):
        if _TOOLS[jump.product].search(download.url) and not _ITSELF.search(download.url):
            version = _VERSION.search(download.url)
            if version is None:
                continue
            name = download.url.partition("?")[0].rstrip("/").rpartition("/")[2]
            yield Reason(
                "version",
                "check",
                "low",
                f"download of {name}",
                f"made for the versions of its time: whether {version[0].lstrip('v')} goes with {jump.there} "
                "is not known: to be tried",
                download.line,
            )
            return
