"""rpm's databases in their three forms, against what rpm says of them."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baseadvisor.registry.packages import Package, read_apk, read_dpkg
from baseadvisor.registry.rpmdb import BadDatabase, read_bdb, read_header, read_ndb, read_sqlite
from tests.support import userlands


def listed(blobs: Iterator[bytes]) -> set[tuple[str, str, str]]:
    return {(one.name, one.version, one.architecture) for one in map(read_header, blobs)}


def test_sqlite_is_read_as_rpm_reads_it(rpm_root: Path) -> None:
    file = (rpm_root / "var/lib/rpm/rpmdb.sqlite").read_bytes()
    told = listed(read_sqlite(file))
    assert told == userlands.rpm_says(rpm_root)
    assert len(told) == len(userlands.SPECS)


@pytest.mark.parametrize("big_endian", [False, True])
def test_berkeley_db_is_read_as_rpm_reads_it(big_endian: bool, rpm_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "var/lib/rpm/Packages"
    path.parent.mkdir(parents=True)
    headers = userlands.rpm_headers(rpm_root)
    userlands.berkeley_db(headers, path, big_endian=big_endian)
    assert max(len(blob) for blob in headers.values()) > 50_000  # many overflow pages
    told = listed(read_bdb(path.read_bytes()))
    assert told == userlands.rpm_says(rpm_root)
    if not big_endian:
        assert told == userlands.rpm_says(tmp_path, "bdb_ro")


def test_ndb_is_read(rpm_root: Path) -> None:
    file = userlands.ndb(userlands.rpm_headers(rpm_root))
    assert listed(read_ndb(file)) == userlands.rpm_says(rpm_root)


def test_a_write_ahead_log_is_applied(rpm_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "rpmdb.sqlite"
    path.write_bytes((rpm_root / "var/lib/rpm/rpmdb.sqlite").read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA wal_autocheckpoint = 0")
        db.execute("DELETE FROM Packages WHERE hnum = (SELECT min(hnum) FROM Packages)")
        file, log = path.read_bytes(), path.with_name("rpmdb.sqlite-wal").read_bytes()
    assert len(listed(read_sqlite(file))) == len(userlands.SPECS)
    assert len(listed(read_sqlite(file, log))) == len(userlands.SPECS) - 1


def test_a_view_in_place_of_the_table_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "rpmdb.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("CREATE TABLE x (y)")
        db.execute(
            "CREATE VIEW Packages AS WITH RECURSIVE n(hnum) AS (SELECT 1 UNION ALL SELECT hnum + 1 FROM n)"
            " SELECT hnum, x'00' AS blob FROM n"
        )
    with pytest.raises(BadDatabase, match="no table of packages"):
        list(read_sqlite(path.read_bytes()))


READERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {"sqlite": read_sqlite, "ndb": read_ndb, "bdb": read_bdb}


@pytest.fixture(scope="module")
def files(rpm_root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    headers = userlands.rpm_headers(rpm_root)
    path = tmp_path_factory.mktemp("bdb") / "Packages"
    userlands.berkeley_db(headers, path)
    sqlite_file = (rpm_root / "var/lib/rpm/rpmdb.sqlite").read_bytes()
    return {"sqlite": sqlite_file, "ndb": userlands.ndb(headers), "bdb": path.read_bytes()}


@pytest.mark.parametrize("kind", list(READERS))
def test_a_cut_file_is_told_as_damaged(kind: str, files: dict[str, bytes]) -> None:
    whole = files[kind]
    for length in (0, 1, 31, 100, 511, 4096, len(whole) // 2):
        with pytest.raises(BadDatabase):
            [read_header(blob) for blob in READERS[kind](whole[:length])]


@pytest.mark.parametrize("kind", list(READERS))
@settings(max_examples=60)
@given(data=st.data())
def test_no_changed_bytes_make_it_fail_otherwise(kind: str, files: dict[str, bytes], data: st.DataObject) -> None:
    damaged = bytearray(files[kind])
    for _ in range(data.draw(st.integers(1, 6))):
        position = data.draw(st.one_of(st.integers(0, 200), st.integers(4096, 4400), st.integers(0, len(damaged) - 1)))
        damaged[position] = data.draw(st.integers(0, 255))
    try:
        for blob in READERS[kind](bytes(damaged)):
            read_header(blob)
    except BadDatabase:
        pass


def test_a_ring_of_overflow_pages_ends() -> None:
    size = 512
    meta = bytearray(size)
    struct.pack_into("<II", meta, 12, 0x061561, 9)
    struct.pack_into("<I", meta, 20, size)
    struct.pack_into("<I", meta, 32, 2)
    table = bytearray(size)
    table[25] = 13
    struct.pack_into("<H", table, 20, 2)
    struct.pack_into("<HH", table, 26, size - 5, size - 17)
    struct.pack_into("<BxxxII", table, size - 17, 3, 2, 10_000_000)
    overflow = bytearray(size)
    overflow[25] = 7
    struct.pack_into("<I", overflow, 16, 2)
    for used in (1, 400, 0):
        struct.pack_into("<H", overflow, 22, used)
        with pytest.raises(BadDatabase, match="damaged"):
            list(read_bdb(bytes(meta + table + overflow)))


@given(st.binary(max_size=300))
def test_no_header_makes_it_fail_otherwise(blob: bytes) -> None:
    with suppress(BadDatabase):
        read_header(blob)


def test_dpkg_lists_what_is_installed_and_not_what_is_left_behind() -> None:
    text = """\
Package: a
Status: install ok installed
Installed-Size: 12
Architecture: amd64
Source: src (1.0)
Version: 1:1.0-2
Description: one
 Package: not-this
 .
Package-Type: deb

Package: b
Status: deinstall ok config-files
Version: 1

Package: c
Status: hold ok installed
Version: 2
Installed-Size: many

Version: 3
Status: install ok installed
"""
    assert list(read_dpkg(text)) == [Package("a", "1:1.0-2", "amd64", "src", 12288), Package("c", "2")]


def test_apk_lists_packages_and_passes_over_their_files() -> None:
    assert list(read_apk(userlands.ALPINE_INSTALLED)) == [
        Package("musl", "1.2.5-r10", "x86_64", "musl", 667648),
        Package("busybox", "1.37.0-r12", "x86_64", "busybox", 823296),
        Package("ca-certificates-bundle", "20241121-r1", "x86_64", "ca-certificates", 233472),
    ]
