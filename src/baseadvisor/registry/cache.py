"""The cache on disk: one SQLite file, shared by processes, bounded, and thrown away when damaged.

Content by digest is kept as long as there is room (the least recently used goes first) and hashed again on every
read, so what lies on disk is trusted as little as the network. Facts (what a tag points to, a list of tags, what was
read out of an image's layers) are kept with their time. Everything is filed under a scope: host, repository and
identity, so that one user's private images are never another's.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from pathlib import Path
from typing import NamedTuple

from baseadvisor.cache.folder import cache_folder
from baseadvisor.cache.store import Store
from baseadvisor.registry.digest import matches

_VERSION = 1
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
    return Path(cache_folder())


class Cache:
    """Opens the file on first use. No method raises: a cache that cannot be used is an empty one."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self.path = folder / "registry.sqlite3"
        self._store = Store(str(self.path), _SCHEMA, _VERSION)
        self._max_bytes = max_bytes

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

        return self._store.read(read)

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
            self._store.write(write)

    def fact(self, scope: str, kind: str, name: str) -> Fact | None:
        """A remembered answer, or None."""

        def read(db: sqlite3.Connection) -> Fact | None:
            row = db.execute(
                "SELECT value, seal, stored FROM fact WHERE scope = ? AND kind = ? AND name = ?", (scope, kind, name)
            ).fetchone()
            if row is None or not isinstance(row[0], bytes) or _seal(row[0]) != row[1]:
                return None
            return Fact(row[0], max(0.0, time.time() - row[2]))

        return self._store.read(read)

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
            self._store.write(write)

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        self._store.close()

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


def _seal(value: bytes) -> bytes:
    return hashlib.sha256(value).digest()
