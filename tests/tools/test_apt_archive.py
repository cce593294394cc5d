"""The tables of packages are what the indexes say, shown on two small made-up releases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tools.apt_closure import Closure
from tools.apt_facts import Archive, Release, short_version, tables
from tools.apt_indexes import Stanza, files_of, stanzas

from baseadvisor.catalog.apt_table import Table, write
from tools import apt_archive

OLD = """\
Package: libc6
Priority: required
Version: 2.31-1
Depends: gcc-base

Package: gcc-base
Version: 10

Package: curl
Version: 7.74.0-1.3
Depends: libcurl4 (= 7.74.0-1.3), libc6 (>= 2.17)
Recommends: ca-certificates

Package: libcurl4
Version: 7.74.0-1.3
Pre-Depends: libc6
Depends: gnupg | gpg, mail

Package: gnupg
Version: 2.2
Depends: gpg:any (>= 2.2), dirmngr

Package: gpg
Version: 2.2

Package: dirmngr
Version: 2.2

Package: ca-certificates
Version: 2021

Package: exim4
Version: 4.94
Provides: mail, smtp (= 1)

Package: postfix
Version: 3.5
Provides: smtp
"""
NEW = """\
Package: curl
Version: 1:8.14.1-2
Provides: libcurl-tool

"""
FILES = """\
usr/bin/curl                web/curl
usr/sbin/exim4  mail/exim4,mail/nothing-known
usr/share/doc/curl/README  web/curl
etc/curl/a file.conf        web/curl
"""


def lines(text: str) -> Iterator[bytes]:
    return iter(text.encode().splitlines(keepends=True))


@pytest.fixture
def table(tmp_path: Path) -> Table:
    enabled = frozenset({"main"})
    old = Archive([("main", one) for one in stanzas(lines(OLD))], files_of(lines(FILES)), enabled)
    new = Archive(
        [("main", one) for one in stanzas(lines(NEW))]
        + [("non-free", Stanza("unrar", "6.0", "optional", False, (), (), ()))],
        iter(()),
        enabled,
    )
    releases = [
        (Release("1", "first", "oldstable", "2021-08-14", True), old),
        (Release("2", "second", "stable", "2025-08-09", False), new),
    ]
    header, sections = tables("http://archive.example.org/debian", releases)
    write(tmp_path / "x.table", header, sections)
    return Table(str(tmp_path / "x.table"))


def test_the_head_says_what_was_read(table: Table) -> None:
    assert table.header["as_of"] == "2025-08-09"
    assert table.header["source"].startswith("http://archive.example.org/debian/dists")
    assert [one["codename"] for one in table.header["releases"]] == ["first", "second"]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("curl", "++"),
        ("gnupg", "+."),
        ("mail", "1.\texim4"),
        ("smtp", "2.\texim4,postfix"),
        ("unrar", ".n"),
        ("libcurl-tool", ".1\tcurl"),
        ("wget", None),
    ],
)
def test_names(table: Table, name: str, row: str | None) -> None:
    assert table.find("names", name) == row


def test_versions_programs_and_files(table: Table) -> None:
    assert table.find("versions", "curl") == "7.74\t8.14"
    assert table.find("versions", "postfix") == "3.5\t-"
    assert table.find("commands", "curl") == "curl:1"
    assert table.find("commands", "exim4") == "exim4/s:1"
    assert table.find("files", "etc/curl/a file.conf") == "curl:1"
    assert [key for key, _ in table.starting_with("names", "libc")] == ["libc6", "libcurl-tool", "libcurl4"]


def test_what_comes_along_is_what_apt_would_choose() -> None:
    known = {one.name: one for one in stanzas(lines(OLD))}
    closure = Closure(known, {"mail": "exim4", "smtp": None})
    assert closure.base == {"libc6", "gcc-base"}
    assert closure.of("curl", recommends=False) == {"curl", "libcurl4", "gnupg", "gpg", "dirmngr", "exim4"}
    assert closure.of("curl", recommends=True) - closure.of("curl", recommends=False) == {"ca-certificates"}


def test_many_rows_are_found_again(tmp_path: Path) -> None:
    rows = {f"package-{number:05}": "+" * (number % 90) for number in range(5000)}
    write(tmp_path / "x.table", {}, {"names": rows, "empty": {}})
    table = Table(str(tmp_path / "x.table"))
    assert all(table.find("names", name) == value for name, value in rows.items())
    assert table.find("names", "a") is None
    assert table.find("names", "z") is None
    assert table.find("empty", "a") is None
    assert len(list(table.starting_with("names", "package-01"))) == 1000


@pytest.mark.parametrize(
    ("written", "short"), [("1:8.14.1-2", "8.14"), ("17+278", "17"), ("2:1.21-76", "1.21"), ("20230311", "20230311")]
)
def test_short_versions(written: str, short: str) -> None:
    assert short_version(written) == short


def test_days_are_written_as_iso_has_them() -> None:
    assert apt_archive._day("Thu, 09 Oct 2025  9:25:38 UTC") == "2025-10-09"
