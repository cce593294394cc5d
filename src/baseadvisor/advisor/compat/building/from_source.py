"""Programs whose old sources do not compile against a newer OpenSSL."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from baseadvisor.advisor.compat.building.downloads import downloads
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.release_versions import Version
from baseadvisor.advisor.toolchain_versions import openssl_of
from baseadvisor.image.numbers import numbers

_OPENSSL_1_1, _OPENSSL_3 = (1, 1), (3,)


class _Limit(NamedTuple):
    """From one version of OpenSSL on, the versions (from, below) that are not for it; `sure`: they do not compile.

    Of those below `halts` a module that does not compile stops the whole build.
    """

    openssl: Version
    since: Version
    below: Version
    sure: bool = True
    halts: Version = ()


class _Program(NamedTuple):
    """A program by the address of its sources, what it is configured with to use OpenSSL, and what comes of it."""

    title: str
    address: re.Pattern[str]
    option: re.Pattern[str] | None
    what: str
    limits: tuple[_Limit, ...]


_NO_MODULE = "its openssl is not built"
_STOPS = "it does not compile against that"
_HALTS = "its openssl does not compile, and make stops at it"
# Sources: the NEWS of Ruby 2.4 and 3.1, rbenv/ruby-build 2553 (2.6 on OpenSSL 3: make stops; 2.7 asks first); PHP's
# manual, "OpenSSL: Requirements"; Python's issues 26470 and 38820;
# openssl/openssl#1143 and nginx' CHANGES of 1.21.2; openresty/lua-nginx-module#903; the release notes of OpenSSH 7.9.
_PROGRAMS = (
    _Program(
        "Ruby",
        re.compile(r"ruby-lang\.org/\S*?/ruby-(\d+\.\d+)"),
        None,
        _NO_MODULE,
        (_Limit(_OPENSSL_1_1, (0,), (2, 4)), _Limit(_OPENSSL_3, (0,), (3, 1), halts=(2, 7))),
    ),
    _Program(
        "PHP",
        re.compile(r"php\.net/\S*?\bphp-(\d+\.\d+)"),
        re.compile(r"--with-openssl\b"),
        _STOPS,
        (_Limit(_OPENSSL_1_1, (0,), (7, 0)), _Limit(_OPENSSL_3, (0,), (8, 1))),
    ),
    _Program(
        "Python",
        re.compile(r"python\.org/ftp/python/\S*?Python-(\d+\.\d+(?:\.\d+)?)"),
        None,
        _NO_MODULE,
        (
            _Limit(_OPENSSL_1_1, (0,), (2, 7, 13)),
            _Limit(_OPENSSL_1_1, (3,), (3, 5, 3)),
            _Limit(_OPENSSL_3, (0,), (3, 7), sure=False),
        ),
    ),
    _Program(
        "nginx",
        re.compile(r"nginx\.org/download/nginx-(\d+\.\d+(?:\.\d+)?)"),
        re.compile(r"--with-(?:http_ssl|http_v2|mail_ssl|stream_ssl)_module"),
        _STOPS,
        (_Limit(_OPENSSL_1_1, (0,), (1, 11)), _Limit(_OPENSSL_3, (0,), (1, 21, 2), sure=False)),
    ),
    _Program(
        "OpenResty",
        re.compile(r"openresty\.org/download/(?:ngx_)?openresty-(\d+\.\d+(?:\.\d+)?)"),
        None,
        _STOPS,
        (_Limit(_OPENSSL_1_1, (0,), (1, 13, 6)), _Limit(_OPENSSL_3, (0,), (1, 21, 4), sure=False)),
    ),
    _Program(
        "OpenSSH",
        re.compile(r"/openssh-(\d+\.\d+)(?:p\d)?\.tar"),
        None,
        _STOPS,
        (_Limit(_OPENSSL_1_1, (0,), (7, 9)),),
    ),
)
OWN_OPENSSL = re.compile(
    r"openssl\.org/source|openssl[-/_]1\.|openssl1\.1|--with-openssl(?:-dir)?=(?!/usr(?:[\s\"'/]|$)(?!local))\S"
)
"""What shows that a file brings an OpenSSL of its own."""
_NEEDS = {"Ruby": frozenset({"gem", "bundler"}), "Python": frozenset({"pip"})}


def reasons(move: Move) -> Iterator[Reason]:
    """Old sources that are compiled where the move leaves the OpenSSL that they are for."""
    if move.run_only:
        return
    old, new = _left(move.before), openssl_of(move.after)
    if old is None or new is None or new <= old or any(OWN_OPENSSL.search(text) for text, _ in move.needs.words()):
        return
    told: set[str] = set()
    for source in downloads(move.needs.analysis, move.needs.instructions):
        for program in _PROGRAMS:
            match = program.address.search(source.url)
            version = numbers(match[1]) if match is not None else ()
            broken = [one for one in program.limits if old < one.openssl <= new and one.since <= version < one.below]
            limit = broken[-1] if broken else None
            if program.title in told or limit is None or not _uses(move, program):
                continue
            told.add(program.title)
            stops = any(one.sure for one in broken)
            what = _HALTS if any(version < one.halts for one in broken) else program.what
            sure = stops and (what in (_STOPS, _HALTS) or _needs_it(move, program))
            yield Reason(
                "version",
                "breaks" if sure else "check",
                "high" if sure else "medium",
                f"{program.title} {'.'.join(map(str, version))} from its sources",
                f"{move.place} has OpenSSL {'.'.join(map(str, new))}, and {program.title} "
                f"{'.'.join(map(str, limit.below))} is the first for it: "
                + (what if stops else "it may not compile against that"),
                source.line,
            )


def _left(image: Image) -> Version | None:
    """The OpenSSL that is left; any before the first that stops a program where only that it is old is known."""
    return (0,) if image.release is None and image.state == "ended" else openssl_of(image)


def _uses(move: Move, program: _Program) -> bool:
    """Whether a program is configured with OpenSSL, and is none that the image itself brings.

    The sources of the image's own version are there for an extension.
    """
    if program.title.lower() in (one.product for one in move.before.support):
        return False
    return program.option is None or any(program.option.search(text) for text, _ in move.needs.words())


def _needs_it(move: Move, program: _Program) -> bool:
    """Whether something is fetched afterwards by a manager that does without TLS in no way."""
    families = _NEEDS.get(program.title, frozenset())
    return any(action.family in families and action.action == "install" for action in move.all_actions())
