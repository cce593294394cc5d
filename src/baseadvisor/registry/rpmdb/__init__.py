"""rpm's package databases, read only: SQLite (rpm 4.16 and later), ndb (SUSE), Berkeley DB hash (before)."""

from __future__ import annotations

from baseadvisor.registry.rpmdb.bdb import read_bdb
from baseadvisor.registry.rpmdb.header import BadDatabase, read_header
from baseadvisor.registry.rpmdb.ndb import read_ndb
from baseadvisor.registry.rpmdb.sqlite import read_sqlite

__all__ = ["FILES", "BadDatabase", "read_bdb", "read_header", "read_ndb", "read_sqlite"]

# The file in the database's folder -> how it is read; in the order in which rpm itself would take them.
FILES = {"rpmdb.sqlite": "sqlite", "Packages.db": "ndb", "Packages": "bdb"}
