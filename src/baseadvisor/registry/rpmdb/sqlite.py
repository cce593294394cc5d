"""rpm's SQLite database, ``rpmdb.sqlite`` (Fedora, RHEL 9 and later): table ``Packages (hnum, blob)``.

The file comes from a stranger, so only a plain table is read (a view or a virtual table of that name could run
anything), SQLite's defences are on, and the work is bounded.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from baseadvisor.registry.rpmdb.header import BadDatabase

_MAX_PACKAGES = 200_000
_STEPS_PER_CHECK = 100_000
_MAX_CHECKS = 20_000


def read_sqlite(file: bytes, log: bytes = b"") -> Iterator[bytes]:
    """The header blobs; ``log`` is the write-ahead log beside the file, if there is one. Raises BadDatabase."""
    if file[:16] != b"SQLite format 3\0" or len(file) < 512:
        raise BadDatabase("its rpm database is no SQLite file")
    try:
        if log:
            yield from _with_log(file, log)
        else:
            with closing(sqlite3.connect(":memory:")) as db:
                # Without a log the file is whole in itself; its WAL mark would only keep it from being read in memory.
                db.deserialize(file[:18] + b"\x01\x01" + file[20:])
                yield from _blobs(db)
    except (sqlite3.Error, OverflowError) as error:
        raise BadDatabase("its rpm database is damaged") from error


def _with_log(file: bytes, log: bytes) -> Iterator[bytes]:
    # SQLite applies a log only from disk.
    with tempfile.TemporaryDirectory(prefix="baseadvisor-") as folder:
        path = Path(folder) / "rpmdb.sqlite"
        path.write_bytes(file)
        path.with_name("rpmdb.sqlite-wal").write_bytes(log)
        with closing(sqlite3.connect(path)) as db:
            yield from _blobs(db)


def _blobs(db: sqlite3.Connection) -> Iterator[bytes]:
    checks = 0

    def too_long() -> int:
        nonlocal checks
        checks += 1
        return int(checks > _MAX_CHECKS)

    db.set_progress_handler(too_long, _STEPS_PER_CHECK)
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    row = db.execute("SELECT type, sql FROM sqlite_schema WHERE name = 'Packages'").fetchone()
    if row is None or row[0] != "table" or not str(row[1]).upper().startswith("CREATE TABLE"):
        raise BadDatabase("its rpm database has no table of packages")
    for (blob,) in db.execute("SELECT blob FROM Packages ORDER BY hnum LIMIT ?", (_MAX_PACKAGES,)):
        if isinstance(blob, bytes):
            yield blob
