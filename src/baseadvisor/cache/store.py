"""One SQLite file that processes share: opened on first use, thrown away when damaged, never an error to anybody."""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from typing import TypeVar

_T = TypeVar("_T")
_BUSY_MILLISECONDS = 5000


class Store:
    """Opens the file on first use. `read` and `write` do not raise: a file that cannot be used is an empty one."""

    def __init__(
        self,
        path: str,
        schema: str,
        version: int,
        *,
        busy_milliseconds: int = _BUSY_MILLISECONDS,
        durable: bool = True,
    ) -> None:
        """`schema` are SQL statements that make the tables; a file of another `version` starts anew with them.

        `busy_milliseconds` is how long to wait for other processes that write; after that the file is left alone. Not
        `durable`, nothing waits for the disk: a crash of the machine may damage the file, which is then thrown away.
        """
        self.path = path
        self._schema = schema
        self._version = version
        self._busy_milliseconds = busy_milliseconds
        self._synchronous = "NORMAL" if durable else "OFF"
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._broken = False

    def read(self, action: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """What `action` gives, each of its statements on its own; None where the file cannot be used."""
        return self._run(action, _on_its_own)

    def write(self, action: Callable[[sqlite3.Connection], _T]) -> _T | None:
        """What `action` gives, as one transaction; None where the file cannot be used."""
        return self._run(action, _transaction)

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _run(
        self,
        action: Callable[[sqlite3.Connection], _T],
        within: Callable[[sqlite3.Connection], contextlib.AbstractContextManager[None]],
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
            # Others have no business with what a user builds and pulls.
            os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            db = sqlite3.connect(
                self.path, timeout=self._busy_milliseconds / 1000, isolation_level=None, check_same_thread=False
            )
            try:
                db.execute(f"PRAGMA busy_timeout = {self._busy_milliseconds}")
                db.execute(f"PRAGMA synchronous = {self._synchronous}")
                db.execute("PRAGMA journal_mode = WAL")
                self._migrate(db)
            except BaseException:
                db.close()
                raise
            self._connection = db
        return self._connection

    def _migrate(self, db: sqlite3.Connection) -> None:
        if db.execute("PRAGMA user_version").fetchone() == (self._version,):
            return
        with _transaction(db):
            if db.execute("PRAGMA user_version").fetchone() == (self._version,):
                return
            # Another version's file, or a new one: a cache owes nobody its old contents.
            for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
                db.execute('DROP TABLE "{}"'.format(table.replace('"', '""')))
            for statement in self._schema.split(";"):
                if statement.strip():
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {self._version}")

    def _discard(self) -> None:
        """Put a damaged file out of the way: the cache starts empty."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
            self._connection = None
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                os.unlink(self.path + suffix)


@contextlib.contextmanager
def _on_its_own(db: sqlite3.Connection) -> Iterator[None]:
    yield


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


def _is_damage(error: sqlite3.OperationalError) -> bool:
    text = str(error)
    return "malformed" in text or "no such" in text or "has no column" in text or "disk I/O" in text
