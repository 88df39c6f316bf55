"""Open tracker.db. A database of an older version is migrated when it is opened for writing."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from tracker.model.errors import Damaged
from tracker.store import remedies
from tracker.store.migrations import VERSION, migrate

__all__ = ["VERSION", "connect", "migrate"]

_MIGRATIONS = "_sqlite_migrations"  # where sqlite-utils keeps which migrations were applied
_OURS = frozenset(("posting_state", "source_state"))
_NAMES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid"
# Pages of the write-ahead log before they are copied into the database: 32 MB. A first run changes the same pages of the
# indexes in each check, and copied them each time when this was 4 MB.
_CHECKPOINT = 8_000
_FUTURE = 1000  # schema versions that a newer tracker may have; a number beyond is damaged


def connect(path: Path, *, write: bool = False) -> sqlite3.Connection:
    """Open the database; to write, it is made or brought up to date first.

    Raise Damaged if it is not our database, or one of a newer tracker, and Unavailable if it can't be read.
    """
    wrong = remedies.not_a_file(path)
    if wrong:
        raise wrong
    try:
        connection = _writing(path) if write else _reading(path)
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        foreign = _foreign(connection, path)
    except sqlite3.Error as error:
        # These queries are the same for every database, so an error that does not come from the machine comes from the file.
        raise remedies.of_database(error, path) or remedies.damaged(path, str(error)) from error
    if foreign or version != VERSION:
        connection.close()
        raise foreign or _version(path, version)
    return connection


def _writing(path: Path) -> sqlite3.Connection:
    _make(path)
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    try:
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -8000")
        connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _reading(path: Path) -> sqlite3.Connection:
    """Open the database to read, also where nothing can be written.

    A reader of a database with a write-ahead log creates that log's index, which it can't in a read-only directory. If there is no
    log, nobody is writing, and the file is read as it is.
    """
    where = path.absolute().as_uri()
    connection = sqlite3.connect(f"{where}?mode=ro", uri=True, timeout=30)
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        if (
            not isinstance(error, sqlite3.OperationalError)
            or os.access(path.parent, os.W_OK)
            or path.with_name(f"{path.name}-wal").exists()
        ):
            raise
        return sqlite3.connect(f"{where}?mode=ro&immutable=1", uri=True)
    return connection


def _version(path: Path, version: int) -> Damaged:
    if not 0 <= version <= VERSION + _FUTURE:
        return remedies.damaged(path, f"its schema version is {version}")
    newer = version > VERSION
    what = "use the newer tracker" if newer else "`tracker run` brings it up to date"
    return Damaged(f"{path} has schema version {version}, and this tracker writes {VERSION}; {what}")


def _foreign(connection: sqlite3.Connection, path: Path) -> Damaged | None:
    """Return the error for the database of another program, whatever its schema version; None if it is ours, or empty.

    A database is ours if it lists a migration of ours or, where that list is lost, has two of our tables. Another program may also
    keep its migrations with sqlite-utils.
    """
    tables = [row[0] for row in connection.execute(_NAMES)]
    others = [name for name in tables if name != _MIGRATIONS]
    if not others or _OURS.issubset(others):
        return None
    if _MIGRATIONS in tables:
        ours = connection.execute(f"SELECT 1 FROM {_MIGRATIONS} WHERE migration_set = 'tracker' LIMIT 1")
        if ours.fetchone():
            return None
    return Damaged(
        f"{path} is the database of another program (its tables are {', '.join(others[:3])} …); "
        "move it away and run `tracker rebuild`, which makes ours from snapshots/"
    )


def _make(path: Path) -> None:
    """Make the database, or migrate it. Raise Damaged if it belongs to another program."""
    fresh = not path.exists() or path.stat().st_size == 0
    if not fresh:
        probe = sqlite3.connect(path)
        try:
            version = probe.execute("PRAGMA user_version").fetchone()[0]
            foreign = _foreign(probe, path)
        finally:
            probe.close()
        if foreign:
            raise foreign
        fresh = version < VERSION
    if fresh:
        migrate(path)
