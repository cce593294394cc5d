"""The cache on disk: one SQLite file, shared by processes, bounded, and thrown away when damaged.

Content by digest is kept as long as there is room (the least recently used goes first) and hashed again on every
read, so what lies on disk is trusted as little as the network. Facts (what a tag points to, a list of tags, what was
read out of an image's layers) are kept with their time. Everything is filed under a scope: host, repository and
identity, so that one user's private images are never another's.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from baseadvisor.registry.digest import matches

_T = TypeVar("_T")
_VERSION = 1
_BUSY_MILLISECONDS = 5000
# Content in use is noted at most once in this many seconds, so that reading stays reading.
_TOUCH_SECONDS = 3600
_FACTS_SHARE = 4  # facts may take a quarter of the room

_SCHEMA = """
CREATE TABLE content (digest TEXT PRIMARY KEY, media_type TEXT NOT NULL, size INTEGER NOT NULL, used REAL NOT NULL,
  body BLOB NOT NULL);
CREATE TABLE scope (scope TEXT NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (scope, digest)) WITHOUT ROWID;
CREATE TABLE fact (scope TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
  stored REAL NOT NULL, seal BLOB NOT NULL, value BLOB NOT NULL, PRIMARY KEY (scope, kind, name));
CREATE INDEX content_used ON content (used, size);
CREATE INDEX fact_stored ON fact (stored, size);
"""


class Content(NamedTuple):
    """A manifest or config by digest, with the media type it came as."""

    media_type: str
    body: bytes


class Fact(NamedTuple):
    """A remembered answer and its age in seconds."""

    value: bytes
    age: float


def default_folder() -> Path:
    """The platform's cache folder for baseadvisor."""
    from platformdirs import user_cache_path

    return user_cache_path("baseadvisor", appauthor=False)


class Cache:
    """Opens the file on first use. No method raises: a cache that cannot be used is an empty one."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self.path = folder / "registry.sqlite3"
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._broken = False

    def content(self, scope: str, digest: str) -> Content | None:
        """Content by digest, if this scope has seen it and it still hashes to the digest."""

        def read(db: sqlite3.Connection) -> Content | None:
            row = db.execute(
                "SELECT c.media_type, c.body, c.used FROM content c JOIN scope s ON s.digest = c.digest"
                " WHERE s.scope = ? AND s.digest = ?",
                (scope, digest),
            ).fetchone()
            if row is None:
                return None
            media_type, body, used = row
            if not isinstance(body, bytes) or not matches(body, digest):
                db.execute("DELETE FROM content WHERE digest = ?", (digest,))
                return None
            now = time.time()
            if now - used > _TOUCH_SECONDS:
                db.execute("UPDATE content SET used = ? WHERE digest = ?", (now, digest))
            return Content(str(media_type), body)

        return self._run(read, contextlib.nullcontext)

    def keep(self, scope: str, digest: str, media_type: str, body: bytes) -> None:
        """Keep content that was verified; makes room by dropping what was not used for longest."""

        def write(db: sqlite3.Connection) -> None:
            db.execute(
                "INSERT INTO content (digest, media_type, size, used, body) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (digest) DO UPDATE SET media_type = excluded.media_type, used = excluded.used,"
                " size = excluded.size, body = excluded.body",
                (digest, media_type, len(body), time.time(), body),
            )
            db.execute("INSERT OR IGNORE INTO scope VALUES (?, ?)", (scope, digest))
            self._shrink(db)

        if len(body) <= self._max_bytes:
            self._run(write, _transaction)

    def fact(self, scope: str, kind: str, name: str) -> Fact | None:
        """A remembered answer, or None."""

        def read(db: sqlite3.Connection) -> Fact | None:
            row = db.execute(
                "SELECT value, seal, stored FROM fact WHERE scope = ? AND kind = ? AND name = ?", (scope, kind, name)
            ).fetchone()
            if row is None or not isinstance(row[0], bytes) or _seal(row[0]) != row[1]:
                return None
            return Fact(row[0], max(0.0, time.time() - row[2]))

        return self._run(read, contextlib.nullcontext)

    def remember(self, scope: str, kind: str, name: str, value: bytes) -> None:
        """Remember an answer with the time of now."""

        def write(db: sqlite3.Connection) -> None:
            db.execute(
                "INSERT OR REPLACE INTO fact (scope, kind, name, size, stored, seal, value)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (scope, kind, name, len(value), time.time(), _seal(value), value),
            )
            self._shrink(db)

        if len(value) * _FACTS_SHARE <= self._max_bytes:
            self._run(write, _transaction)

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _run(
        self,
        action: Callable[[sqlite3.Connection], _T],
        within: Callable[[sqlite3.Connection], contextlib.AbstractContextManager[None] | contextlib.nullcontext[Any]],
    ) -> _T | None:
        with self._lock:
            for _ in range(2):
                if self._broken:
                    return None
                try:
                    db = self._open()
                    with within(db):
                        return action(db)
                except sqlite3.OperationalError as error:
                    # Busy beyond the time-out, disk full, read-only: the file may well be good.
                    if "locked" in str(error) or "busy" in str(error):
                        return None
                    if not _is_damage(error):
                        self._broken = True
                        return None
                    self._discard()
                except sqlite3.DatabaseError:
                    self._discard()
                except OSError:
                    self._broken = True
            self._broken = True
            return None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Others have no business with what a user pulls.
            self.path.touch(mode=0o600)
            db = sqlite3.connect(
                self.path, timeout=_BUSY_MILLISECONDS / 1000, isolation_level=None, check_same_thread=False
            )
            try:
                db.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
                db.execute("PRAGMA journal_mode = WAL")
                db.execute("PRAGMA synchronous = NORMAL")
                _migrate(db)
            except BaseException:
                db.close()
                raise
            self._connection = db
        return self._connection

    def _discard(self) -> None:
        """Put a damaged file out of the way: the cache starts empty."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                self.path.with_name(self.path.name + suffix).unlink()

    def _shrink(self, db: sqlite3.Connection) -> None:
        (facts,) = db.execute("SELECT coalesce(sum(size), 0) FROM fact").fetchone()
        if facts * _FACTS_SHARE > self._max_bytes:
            _drop_oldest(db, "fact", "stored", facts - self._max_bytes // (_FACTS_SHARE + 1))
        (content,) = db.execute("SELECT coalesce(sum(size), 0) FROM content").fetchone()
        if content + facts > self._max_bytes:
            _drop_oldest(db, "content", "used", content + facts - self._max_bytes * 9 // 10)
            db.execute("DELETE FROM scope WHERE digest NOT IN (SELECT digest FROM content)")


def _drop_oldest(db: sqlite3.Connection, table: str, column: str, excess: int) -> None:
    key = "digest" if table == "content" else "scope, kind, name"
    where = "digest = ?" if table == "content" else "scope = ? AND kind = ? AND name = ?"
    rows = db.execute(f"SELECT size, {key} FROM {table} ORDER BY {column}").fetchall()  # noqa: S608 - fixed names
    for size, *row in rows:
        if excess <= 0:
            return
        db.execute(f"DELETE FROM {table} WHERE {where}", row)  # noqa: S608
        excess -= size


@contextlib.contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    # IMMEDIATE: a read that turns into a write could otherwise fail at once, time-out or not, when another wrote.
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _migrate(db: sqlite3.Connection) -> None:
    with _transaction(db):
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version == _VERSION:
            return
        # Another version's file, or a new one: a cache owes nobody its old contents.
        for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            db.execute('DROP TABLE "{}"'.format(table.replace('"', '""')))
        for statement in _SCHEMA.split(";"):
            if statement.strip():
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {_VERSION}")


def _is_damage(error: sqlite3.OperationalError) -> bool:
    text = str(error)
    return "malformed" in text or "no such" in text or "has no column" in text or "disk I/O" in text


def _seal(value: bytes) -> bytes:
    return hashlib.sha256(value).digest()
