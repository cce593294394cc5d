"""Which compilers and which OpenSSL a release of a distribution compiles with and links against.

GCC's versions are with those of the languages, in `release_versions`.
"""

from functools import cache

from baseadvisor.advisor.model import Image
from baseadvisor.advisor.move import AHEAD, release_of
from baseadvisor.advisor.release_versions import Version
from baseadvisor.image.numbers import numbers

_Rows = tuple[tuple[Version, Version], ...]

# What the packages clang and llvm are in a release. Where to look: https://packages.debian.org/clang,
# https://packages.ubuntu.com/clang, https://pkgs.alpinelinux.org
_CLANG = {
    "debian": "7 3.0, 8 3.5, 9 3.8, 10 7, 11 11, 12 14, 13 19",
    "ubuntu": "12.04 3.0, 14.04 3.4, 16.04 3.8, 18.04 6, 20.04 10, 22.04 14, 24.04 18",
    "alpine": "3.5 3.8, 3.6 4, 3.7 5, 3.8 5, 3.9 5, 3.10 8, 3.11 9, 3.12 10, 3.13 10, 3.14 11, 3.15 12, 3.16 13, "
    "3.17 15, 3.18 16, 3.19 17, 3.20 17, 3.21 19, 3.22 20",
}
# The OpenSSL that a release's own headers are of, from a release on, as far as programs tell versions apart: 1.0, 1.1
# and 3. Sources: the release notes of each.
_OPENSSL = {
    "debian": "7 1.0, 9 1.1, 12 3",
    "ubuntu": "12.04 1.0, 18.04 1.1, 22.04 3",
    "alpine": "3.1 1.0, 3.9 1.1, 3.17 3",
    "fedora": "20 1.0, 26 1.1, 36 3",
    "amazonlinux": "2 1.0, 2023 3",
    **dict.fromkeys(("rhel", "centos", "centos-stream", "almalinux", "rockylinux", "oraclelinux"), "6 1.0, 8 1.1, 9 3"),
}


def clang_of(image: Image) -> tuple[Version, bool] | None:
    """The clang and llvm of an image's release, and whether it is exactly that; False: that or a newer one."""
    release = release_of(image)
    known = [row for row in _rows(_CLANG.get(image.distribution or "", "")) if row[0] <= release]
    return (known[-1][1], known[-1][0] == release) if release and known else None


def openssl_of(image: Image) -> Version | None:
    """The OpenSSL that an image's release has headers of: (1, 0), (1, 1) or (3,).

    Where the release is not known, but supported, it is 3: every one that these serve has it.
    """
    if image.release is None and image.state == "supported" and image.distribution in ("debian", "ubuntu", "alpine"):
        return (3,)
    release = AHEAD if image.distribution == "wolfi" else release_of(image)
    table = _OPENSSL.get("debian" if image.distribution == "wolfi" else image.distribution or "", "")
    known = [version for first, version in _rows(table) if first <= release]
    return known[-1] if release and known else None


@cache
def _rows(table: str) -> _Rows:
    pairs = [row.split() for row in table.split(", ") if row]
    return tuple((numbers(release), numbers(version)) for release, version in pairs)
