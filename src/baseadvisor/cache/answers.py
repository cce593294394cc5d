"""Answers by the hash of everything they depend on: results of linting, and ShellCheck's comments on scripts.

What is read back is checked against its own hash, so damage costs an answer and never changes one.
"""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from baseadvisor.cache.store import Store

MOST_BYTES = 64 * 1024 * 1024
"""In bytes, of answers; the least recently used go first."""
_VERSION = 1
_TOUCH_SECONDS = 24 * 3600
_BUSY_MILLISECONDS = 1000
"""Longer than writing takes anybody; an answer can be worked out anew in less time than it would be worth to wait."""
_AT_ONCE = 500

_SCHEMA = """
CREATE TABLE answer (key BLOB PRIMARY KEY, size INTEGER NOT NULL, used REAL NOT NULL, seal BLOB NOT NULL,
  value BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX answer_used ON answer (used, size);
"""


class Answers:
    """The answers in one file. No method raises: without a usable file nothing is known and nothing is kept.

    Nothing is imported or opened before there is something to read or to write. A process that was forked has to make
    its own.
    """

    __slots__ = ("_most_bytes", "_path", "_store")

    def __init__(self, path: str, most_bytes: int = MOST_BYTES) -> None:
        self._path = path
        self._most_bytes = most_bytes
        self._store: Store | None = None

    @property
    def exist(self) -> bool:
        """Whether there is a file to read from at all."""
        return self._store is not None or os.path.exists(self._path)

    def get(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """The answers that are known, by key."""
        if not keys or not self.exist:
            return {}
        from hashlib import sha256
        from time import time

        rows: list[tuple[bytes, bytes, bytes, float]] = []
        store = self.open()
        for at in range(0, len(keys), _AT_ONCE):
            some = keys[at : at + _AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT key, seal, value, used FROM answer WHERE key IN ({marks})"  # noqa: S608 - marks alone
            rows += store.read(lambda db, query=query, some=some: db.execute(query, some).fetchall()) or []  # type: ignore[misc]
        found = {}
        for key, seal, value, _ in rows:
            if isinstance(value, bytes) and sha256(key + value).digest() == seal:
                found[key] = value
        now = time()
        old = [(now, key) for key, _, _, used in rows if key in found and now - used > _TOUCH_SECONDS]
        if old:
            store.write(lambda db: db.executemany("UPDATE answer SET used = ? WHERE key = ?", old))
        return found

    def keep(self, answers: Mapping[bytes, bytes]) -> None:
        """Keep answers; makes room by dropping those that were not used for longest."""
        if not answers:
            return
        from hashlib import sha256
        from time import time

        now = time()
        rows = [
            (key, len(value), now, sha256(key + value).digest(), value)
            for key, value in answers.items()
            if len(value) * 8 <= self._most_bytes
        ]

        def write(db: "sqlite3.Connection") -> None:
            db.executemany("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)", rows)
            (total,) = db.execute("SELECT coalesce(sum(size), 0) FROM answer").fetchone()
            if total > self._most_bytes:
                _drop(db, total - self._most_bytes * 3 // 4)

        self.open().write(write)

    def open(self) -> "Store":
        """The file, ready to be used. May be called in another thread to have it ready in time."""
        if self._store is None:
            from baseadvisor.cache.store import Store

            self._store = Store(self._path, _SCHEMA, _VERSION, busy_milliseconds=_BUSY_MILLISECONDS, durable=False)
            self._store.read(lambda db: None)
        return self._store

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        if self._store is not None:
            self._store.close()


def _drop(db: "sqlite3.Connection", excess: int) -> None:
    for key, size in db.execute("SELECT key, size FROM answer ORDER BY used").fetchall():
        if excess <= 0:
            return
        db.execute("DELETE FROM answer WHERE key = ?", (key,))
        excess -= size
