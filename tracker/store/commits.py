"""Find which git commits were imported. The run of such a check has the commit's name."""

from __future__ import annotations

import sqlite3

import orjson

from tracker.model import COMMIT, Time
from tracker.store import tallies

_END = COMMIT[:-1] + chr(ord(COMMIT[-1]) + 1)  # the first text that sorts after all that begin with COMMIT


def has_run(connection: sqlite3.Connection, source: str, run: str) -> bool:
    """Return whether a check of a source in a run is in the database, under any name that the source had."""
    query = "SELECT 1 FROM checks WHERE run = ? AND source IN (SELECT value FROM json_each(?))"
    return connection.execute(query, (run, _names(connection, source))).fetchone() is not None


def known(connection: sqlite3.Connection, source: str) -> dict[str, Time]:
    """Return the commits that were imported for a source, under any of its names, with their times."""
    query = (
        "SELECT substr(run, ?), started_at FROM checks WHERE source IN (SELECT value FROM json_each(?)) "
        "AND run >= ? AND run < ?"
    )
    return dict(connection.execute(query, (len(COMMIT) + 1, _names(connection, source), COMMIT, _END)).fetchall())


def any_between(connection: sqlite3.Connection, source: str, since: Time, until: Time) -> bool:
    """Return whether a source has a check between two times, under any name that it had."""
    query = "SELECT 1 FROM checks WHERE source IN (SELECT value FROM json_each(?)) AND started_at > ? AND started_at < ? LIMIT 1"
    return connection.execute(query, (_names(connection, source), since, until)).fetchone() is not None


def _names(connection: sqlite3.Connection, source: str) -> str:
    return orjson.dumps(tallies.names(connection, source)).decode()
