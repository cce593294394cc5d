"""Versions of .NET that a file installs by itself, and that load no OpenSSL as new as the one there."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.toolchain_versions import openssl_of
from baseadvisor.image.numbers import numbers

# Source: dotnet/runtime, "OpenSSL versions" of its os-lifecycle-policy: .NET 6 is the first that loads OpenSSL 3.
_FIRST = (6,)
_OPENSSL_3 = (3,)
_BY_NAME = re.compile(
    r"\b(?:dotnet-(?:sdk|runtime|runtime-deps|hosting)|aspnetcore-runtime)-(?P<version>\d\.\d)(?![\d.])|"
    r"(?:dotnetcli\.(?:azureedge|blob\.core\.windows)\.net|builds\.dotnet\.microsoft\.com)/dotnet/(?:[\w-]{1,30}/){1,3}"
    r"(?P<fetched>\d\.\d)[\d.]*/"
)
_VARIABLE = re.compile(r"\b(?:DOTNET|ASPNETCORE)(?:_CORE)?(?:_SDK)?_VERSION[= ][\"']?(?P<version>\d\.\d)")
_FETCHES = re.compile(r"dotnetcli\.|builds\.dotnet\.microsoft\.com|dotnet-install\.sh")
_OWN = re.compile(r"DOTNET_SYSTEM_NET_HTTP_USESOCKETSHTTPHANDLER|CLR_OPENSSL_VERSION_OVERRIDE|openssl1\.1|libssl1\.1")


def reasons(move: Move) -> Iterator[Reason]:
    """.NET Core of a version before 6 where the release there has OpenSSL 3, and the one here an older one."""
    old, new = openssl_of(move.before), openssl_of(move.after)
    if move.run_only or new is None or new < _OPENSSL_3 or (old is not None and old >= _OPENSSL_3):
        return
    texts = list(move.needs.words())
    if any(_OWN.search(text) for text, _ in texts):
        return
    fetches = any(_FETCHES.search(text) for text, _ in texts)
    for text, start in texts:
        match = _BY_NAME.search(text) or (_VARIABLE.search(text) if fetches else None)
        version = next((group for group in match.groups() if group), None) if match is not None else None
        if match is not None and version is not None and numbers(version) < _FIRST:
            why = (
                f"it loads OpenSSL 1 alone, and {move.place} has 3: it stops with `No usable version of libssl`: "
                "take .NET 8 or later"
            )
            yield Reason("version", "breaks", "high", f".NET {version}", why, move.line(start + match.start()))
            return
