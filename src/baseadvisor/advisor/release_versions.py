"""Which version of a language a release of a distribution has in the package that names none.

Of the releases that `catalog.apt` covers the archive's own index tells. Sources of the rest: the Packages files of
Ubuntu (those of 12.04 and 14.04, and of Debian 7 to 10, as packages.ubuntu.com and packages.debian.org listed them),
Alpine's aports by stable branch and its release announcements, the release notes of RHEL, Fedora and Amazon Linux.
Where to look for Fedora's: https://packages.fedoraproject.org.
A `-` is what a release has not, or what is not known for sure. From 3.5 on Alpine's packages of PHP bear its version;
8.1 is the oldest from 3.16 on.
"""

from functools import cache

from baseadvisor.catalog import apt
from baseadvisor.image.numbers import numbers

Version = tuple[int, ...]

_DEBIAN = """
release python nodejs ruby php r   java gcc go
7       3.2    -      1.9  5.4 -   6    4.7 1.0
8       3.4    0.10   2.1  5.6 3.1 7    4.9 1.3
9       3.5    4      2.3  7.0 3.3 8    6   1.7
10      3.7    10     2.5  7.3 3.5 11   8   1.11
"""
_UBUNTU = """
release python nodejs ruby php r   java gcc go
12.04   3.2    0.6    1.8  5.3 -   6    4.6 -
12.10   -      0.6    -    5.4 -   7    4.7 -
13.04   -      0.6    -    5.4 -   7    4.7 -
13.10   -      0.10   1.9  5.5 -   7    4.8 -
14.04   3.4    0.10   1.9  5.5 3.0 7    4.8 1.2
14.10   3.4    0.10   2.1  5.5 -   7    4.9 -
15.04   3.4    0.10   2.1  5.6 -   7    4.9 -
15.10   3.4    0.10   2.1  5.6 -   7    5   -
16.04   3.5    4      2.3  7.0 3.2 8    5   1.6
16.10   3.5    4      2.3  7.0 -   8    6   -
17.04   3.5    4      2.3  7.0 -   8    6   -
17.10   3.6    6      2.3  7.1 -   -    7   -
18.04   3.6    8      2.5  7.2 3.4 11   7   1.10
18.10   3.6    8      2.5  7.2 -   11   8   1.10
19.04   3.7    10     2.5  7.2 -   11   8   1.10
19.10   3.7    10     2.5  7.3 -   11   9   1.12
20.04   3.8    10     2.7  7.4 3.6 11   9   1.13
20.10   3.8    12     2.7  7.4 -   11   10  -
21.04   3.9    12     2.7  7.4 -   11   10  -
21.10   3.9    12     2.7  8.0 -   11   11  -
22.04   3.10   12     3.0  8.1 4.1 11   11  1.18
22.10   3.10   18     3.0  8.1 -   11   12  -
23.04   3.11   18     3.1  8.1 -   17   12  -
23.10   3.11   18     3.1  8.2 -   17   13  -
24.04   3.12   18     3.2  8.3 4.3 21   13  1.22
24.10   3.12   20     3.3  8.3 -   21   14  -
25.04   3.13   20     3.3  8.4 -   21   14  -
25.10   3.13   20     3.3  8.4 -   -    15  -
26.04   3.14   22     3.3  8.5 4.5 25   15  1.26
"""
_ALPINE = """
release python nodejs ruby go   gcc php
3.2     3.4    0.12   2.2  1.4  4.9 5.6
3.3     3.5    4      2.2  1.5  5   5.6
3.4     3.5    6      2.3  1.6  5   5.6
3.5     3.5    6      2.3  1.7  6   -
3.6     3.6    6      2.4  1.8  6   -
3.7     3.6    8      2.4  1.9  6   -
3.8     3.6    8      2.5  1.10 6   -
3.9     3.6    10     2.5  1.11 8   -
3.10    3.7    10     2.5  1.12 8   -
3.11    3.8    12     2.6  1.13 9   -
3.12    3.8    12     2.7  1.13 9   -
3.13    3.8    14     2.7  1.15 10  -
3.14    3.9    14     2.7  1.16 10  -
3.15    3.9    16     3.0  1.17 10  -
3.16    3.10   16     3.1  1.18 11  8.1
3.17    3.10   18     3.1  1.19 12  -
3.18    3.11   18     3.2  1.20 12  -
3.19    3.11   20     3.2  1.21 13  -
3.20    3.12   20     3.3  1.22 13  -
3.21    3.12   22     3.3  1.23 14  -
3.22    3.12   22     3.4  1.24 14  -
3.23    3.12   24     3.4  1.25 15  -
3.24    -      24     -    1.26 -   -
"""
_EL = """
release python nodejs ruby php gcc
6       -      -      1.8  5.3 4.4
7       3.6    -      2.0  5.4 4.8
8       3.6    10     2.5  7.2 8
9       3.9    16     3.0  8.0 11
10      3.12   22     3.3  8.3 14
"""
_FEDORA = """
release python nodejs ruby php gcc go
20      3.3    -      -    -   4.8 -
21      3.4    -      -    -   4.9 -
22      3.4    -      -    -   5   -
23      3.4    -      -    -   5   -
24      3.5    -      -    -   6   -
25      3.5    -      -    -   6   -
26      3.6    -      -    -   7   -
27      3.6    -      -    -   7   -
28      3.6    -      -    -   8   -
29      3.7    -      -    -   8   -
30      3.7    -      -    -   9   -
31      3.7    -      -    -   9   -
32      3.8    -      -    -   10  -
33      3.9    -      -    -   10  -
34      3.9    -      -    -   11  -
35      3.10   -      -    -   11  -
36      3.10   -      -    -   12  -
37      3.11   -      -    -   12  -
38      3.11   18     3.2  8.2 13  1.20
39      3.12   20     3.2  8.2 13  1.21
40      3.12   20     3.3  8.3 14  1.22
41      3.13   22     3.3  8.3 14  1.23
42      3.13   22     3.4  8.4 15  1.24
43      3.14   22     3.4  8.4 15  1.25
44      3.14   -      4.0  8.5 16  1.26
"""
_AMAZON = """
release python ruby php gcc
2       3.7    2.0  5.4 7
2023    3.9    -    -   11
"""
_TABLES = {
    "debian": _DEBIAN,
    "ubuntu": _UBUNTU,
    "alpine": _ALPINE,
    "fedora": _FEDORA,
    "amazonlinux": _AMAZON,
    **dict.fromkeys(("rhel", "centos", "centos-stream", "almalinux", "rockylinux", "oraclelinux"), _EL),
}


def version_in_release(distribution: str | None, release: str | None, product: str) -> tuple[Version, bool] | None:
    """The version that a release has, and whether it is exactly that; False: that or a newer one. None: not known."""
    if apt.covers(distribution, release):
        return _of_index(distribution or "", release or "", product)
    wanted = numbers(release)
    known = [(row, version) for row, version in _rows(distribution, product) if row <= wanted]
    if not wanted or not known:
        return None
    row, version = known[-1]
    return version, row == wanted


# The package that brings a language in the release's own version, and which of its numbers that is.
_BRINGS = {
    "python": ("python3", slice(2)),
    "nodejs": ("nodejs", slice(1)),
    "ruby": ("ruby", slice(2)),
    "php": ("php", slice(2)),
    "r": ("r-base", slice(2)),
    "java": ("default-jdk", slice(1, 2)),  # `2:1.21-76`
    "gcc": ("gcc", slice(1)),
    "go": ("golang-go", slice(2)),
}
_MOVING = ("14", "testing", "sid", "unstable")
"""What still gets newer versions."""


def _of_index(distribution: str, release: str, product: str) -> tuple[Version, bool] | None:
    package, which = _BRINGS.get(product, ("", slice(0)))
    version = apt.version(package, distribution, release) if package else None
    return (numbers(version)[which], release not in _MOVING) if version is not None else None


@cache
def _rows(distribution: str | None, product: str) -> tuple[tuple[Version, Version], ...]:
    """The releases whose version of a product is known, the oldest first."""
    lines = _TABLES.get(distribution or "", "").split("\n")[1:-1]
    if not lines or product not in lines[0].split():
        return ()
    column = lines[0].split().index(product)
    cells = [(row.split()[0], row.split()[column]) for row in lines[1:]]
    return tuple((numbers(release), numbers(version)) for release, version in cells if version != "-")
