"""OpenSSL 3, against which old versions of interpreters are not built from their sources."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move, numbers, release_of
from baseadvisor.advisor.release_versions import Version

# The first release with OpenSSL 3 as its own. Sources: the release notes of each.
_SINCE: dict[str, Version] = {"debian": (12,), "ubuntu": (22, 4), "alpine": (3, 17), "fedora": (36,)} | dict.fromkeys(
    ("rhel", "centos-stream", "almalinux", "rockylinux", "oraclelinux"), (9,)
)
# Where the sources come from, and the first version that is for OpenSSL 3. Sources: the NEWS of Ruby 3.1 (openssl 3.0)
# and PHP 8.1; Python's issue 38820.
_INTERPRETERS: tuple[tuple[str, re.Pattern[str], str, Version], ...] = (
    ("Ruby", re.compile(r"ruby-lang\.org/pub/ruby/\S*?ruby-(\d+\.\d+)?"), "RUBY_VERSION", (3, 1)),
    ("PHP", re.compile(r"php\.net/(?:distributions|get|php\d)/(?:php-(\d+\.\d+)?|\$)"), "PHP_VERSION", (8, 1)),
    ("Python", re.compile(r"python\.org/ftp/python/\S*?Python-(\d+\.\d+)?"), "PYTHON_VERSION", (3, 7)),
)
_WITH_OPENSSL = re.compile(r"--with-openssl\b(?!-dir)(?!=)")
_OWN_OPENSSL = re.compile(r"openssl\.org/source|openssl[-/_]1\.|openssl1\.1|--with-openssl-dir=/(?:opt|usr/local)")


def reasons(move: Move) -> Iterator[Reason]:
    """An old interpreter that is built from its sources where the distribution moves on to OpenSSL 3."""
    since = _SINCE.get(move.after.distribution or "")
    if move.run_only or since is None or not move.is_after(move.after.distribution or "", *since):
        return
    if not _has_openssl_1(move) or any(_OWN_OPENSSL.search(text) for text, _ in move.needs.words()):
        return
    for title, sources, variable, first in _INTERPRETERS:
        if title.lower() in (one.product for one in move.before.support):
            continue  # sources of the image's own version, for an extension
        for text, start in move.needs.words():
            match = sources.search(text)
            version = _version(move, match[1], variable) if match is not None else None
            if match is None or version is None or version >= first:
                continue
            asked = title == "PHP" and any(_WITH_OPENSSL.search(word) for word, _ in move.needs.words())
            yield Reason(
                "version",
                "breaks" if asked else "check",
                "high" if asked else "medium",
                f"{title} {'.'.join(map(str, version))} from its sources",
                f"{move.place} has OpenSSL 3, for which {title} {'.'.join(map(str, first))} is the first: its openssl "
                f"{'is not' if asked else 'may not be'} built",
                move.line(start + match.start()),
            )
            break


def _has_openssl_1(move: Move) -> bool:
    """Whether the release that is left is known to have an older OpenSSL."""
    since, release = (_SINCE | {"centos": (9,)}).get(move.before.distribution or ""), release_of(move.before)
    return since is not None and () < release < since


def _version(move: Move, written: str | None, variable: str) -> Version | None:
    """The version in a URL, else in the variable that it takes it from."""
    if written is not None:
        return numbers(written)
    values = [
        pair.value.strip("\"'")
        for each in move.needs.instructions
        for pair in (each.pairs if each.keyword in ("ENV", "ARG") else ())
        if pair.key == variable and pair.value is not None
    ]
    found = numbers(values[-1])[:2] if values else ()
    return found if len(found) == 2 else None
