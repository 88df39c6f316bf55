"""Find which git commits were imported.

The run of a check that is a commit is `git-<commit> <path> <path>`: the commit and the paths that were imported, escaped as in a
URL. Runs of earlier versions have no paths.
"""

from __future__ import annotations

import os
import posixpath
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote

import orjson

from tracker.model import COMMIT, Time
from tracker.store import tallies

_END = COMMIT[:-1] + chr(ord(COMMIT[-1]) + 1)  # the first text that sorts after all that begin with COMMIT


@dataclass(frozen=True, slots=True)
class Imported:
    """The commits that a source has: their times, and the paths that were imported of those that state them."""

    times: Mapping[str, Time]
    paths: Mapping[str, frozenset[str]]


def paths_named(paths: Iterable[str]) -> frozenset[str]:
    """Return the paths that an import names, so that the same paths compare equal however they are written."""
    return frozenset(map(posixpath.normpath, paths))


def run_of(commit: str, paths: Iterable[str]) -> str:
    """Return the run of a check that is a commit."""
    return " ".join((COMMIT + commit, *(quote(os.fsencode(path)) for path in sorted(paths_named(paths)))))


def has_run(connection: sqlite3.Connection, source: str, run: str) -> bool:
    """Return whether a check of a source in a run is in the database, under any name that the source had.

    If the run is a commit, the paths that were imported make no difference.
    """
    query = "SELECT 1 FROM checks WHERE (run = ? OR run > ? AND run < ?) AND source IN (SELECT value FROM json_each(?))"
    bare = run.partition(" ")[0]
    names = _names(connection, source)
    return connection.execute(query, (bare, f"{bare} ", f"{bare}!", names)).fetchone() is not None


def of_source(connection: sqlite3.Connection, source: str) -> Imported:
    """Return the commits that were imported for a source, under any of its names."""
    query = (
        "SELECT substr(run, ?), started_at FROM checks WHERE source IN (SELECT value FROM json_each(?)) "
        "AND run >= ? AND run < ?"
    )
    times: dict[str, Time] = {}
    paths: dict[str, frozenset[str]] = {}
    for run, at in connection.execute(query, (len(COMMIT) + 1, _names(connection, source), COMMIT, _END)):
        commit, *escaped = run.split(" ")
        times[commit] = at
        if escaped:
            paths[commit] = frozenset(unquote(path, errors="surrogateescape") for path in escaped)
    return Imported(times, paths)


def any_between(connection: sqlite3.Connection, source: str, since: Time, until: Time) -> bool:
    """Return whether a source has a check between two times, under any name that it had."""
    query = "SELECT 1 FROM checks WHERE source IN (SELECT value FROM json_each(?)) AND started_at > ? AND started_at < ? LIMIT 1"
    return connection.execute(query, (_names(connection, source), since, until)).fetchone() is not None


def _names(connection: sqlite3.Connection, source: str) -> str:
    return orjson.dumps(tallies.names(connection, source)).decode()
