"""Check whether the database is what the tracker wrote. Used by `verify`, `doctor`, and after unexpected errors.

SQLite's own check finds pages and indexes that are damaged. This module finds the rest: missing tables, values of the wrong type,
invalid JSON, dangling references.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

from tracker.model.errors import Unavailable
from tracker.store import schema

MOST = 5  # at most this many complaints of one kind
_TYPES = {
    "TEXT": "'text', 'null'",
    "INTEGER": "'integer', 'null'",
    "REAL": "'real', 'integer', 'null'",
    "BLOB": "'blob', 'null'",
}
_JSON = (
    ("source_state", "settings", "object"),
    ("source_state", "rounds", "array"),
    ("source_state", "masks", "array"),
    ("source_state", "holds", "object"),
    ("source_state", "names", "array"),
    ("source_state", "intervals", "object"),
    ("block_spans", "spans", "array"),
    ("wordings", "blocks", "array"),
    ("topics", "phrases", "array"),
    ("check_counts", "changes", "object"),
    ("check_counts", "titles", "object"),
    ("deliveries", "payload", "object"),
)
_MADE = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
_MISSING_BLOCK = (
    "SELECT w.id FROM wordings AS w WHERE EXISTS (SELECT 1 FROM json_each(w.blocks) AS j "
    "WHERE NOT EXISTS (SELECT 1 FROM blocks AS b WHERE b.id = j.value)) LIMIT ?"
)


def complaints(connection: sqlite3.Connection) -> list[str]:
    """Return what is wrong with the database, in words; empty if nothing is. Reads all of it."""
    _wanted()  # its errors are not those of this database
    try:
        problems = [*_pages(connection, f"PRAGMA integrity_check({MOST})")]
        problems = problems or [*_schema(connection)] or [*_values(connection)] or [*_references(connection)]
    except sqlite3.Error as error:
        return [str(error)]
    return problems[: 2 * MOST]


def quick(connection: sqlite3.Connection) -> list[str]:
    """Return what is wrong with pages and tables. It is much faster than `complaints`, because it compares no index."""
    _wanted()
    try:
        return [*_pages(connection, "PRAGMA quick_check(1)")] or [*_schema(connection)]
    except sqlite3.Error as error:
        return [str(error)]


def _pages(connection: sqlite3.Connection, pragma: str) -> Iterator[str]:
    """Run a check of SQLite. Return its complaints, a line each, without the heading."""
    for row in connection.execute(pragma):
        yield from (line for line in str(row[0]).splitlines() if line != "ok" and not line.startswith("*** "))


def _schema(connection: sqlite3.Connection) -> Iterator[str]:
    """Compare tables, indexes and views with those of a new database. Additional ones are allowed."""
    actual = dict(connection.execute(_MADE))
    for name, sql in _wanted().items():
        if actual.get(name) != sql:
            yield f"{name} is {'missing' if name not in actual else 'not as the tracker creates it'}"


@cache
def _wanted() -> dict[str, str]:
    """Return the SQL of everything in a database that is made now, by kind and name.

    Raise Unavailable if no database can be made: then the directory for temporary files is at fault, and not the project.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="tracker-schema-") as folder:
            path = Path(folder) / "tracker.db"
            schema.migrate(path)
            with closing(sqlite3.connect(path)) as fresh:
                return dict(fresh.execute(_MADE).fetchall())
    except (sqlite3.Error, OSError) as error:
        message = (
            f"a temporary file can't be written in {tempfile.gettempdir()} ({error}); free some space there, raise the limit "
            "(ulimit -f), or set TMPDIR to another directory; nothing is lost"
        )
        raise Unavailable(message) from error


def _values(connection: sqlite3.Connection) -> Iterator[str]:
    """Look for values of another type than their column's, for text that is not UTF-8, and for invalid JSON."""
    raw = sqlite3.connect(":memory:").text_factory
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        if table.startswith(("sqlite_", "_sqlite", "blocks_fts")):
            continue
        columns = [(row[1], row[2]) for row in connection.execute(f'PRAGMA table_info("{table}")') if row[2] in _TYPES]
        for name, kind in columns:
            odd = connection.execute(
                f'SELECT count(*) FROM "{table}" WHERE typeof("{name}") NOT IN ({_TYPES[kind]})'
            ).fetchone()[0]
            if odd:
                yield f"{table}.{name}: {odd} values are no {kind}"
        connection.text_factory = bytes
        try:
            yield from _no_text(connection, table, [name for name, kind in columns if kind == "TEXT"])
        finally:
            connection.text_factory = raw
    for table, column, kind in _JSON:
        right = f"CASE WHEN json_valid({column}) THEN json_type({column}) END"
        odd = connection.execute(
            f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL AND {right} IS NOT ?", (kind,)
        ).fetchone()[0]
        if odd:
            yield f"{table}.{column}: {odd} values are no JSON {kind}"


def _no_text(connection: sqlite3.Connection, table: str, columns: list[str]) -> Iterator[str]:
    if not columns:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    for row in connection.execute(f'SELECT {names} FROM "{table}"'):
        for name, value in zip(columns, row, strict=True):
            try:
                if isinstance(value, bytes):
                    value.decode()
            except UnicodeDecodeError:
                yield f"{table}.{name}: a value is not UTF-8"
                return


def _references(connection: sqlite3.Connection) -> Iterator[str]:
    """Look for rows that refer to missing rows."""
    for number, row in enumerate(connection.execute("PRAGMA foreign_key_check")):
        if number == MOST:
            return
        yield f"{row[0]}: row {row[1]} names a row of {row[2]} that does not exist"
    for (name,) in connection.execute(_MISSING_BLOCK, (MOST,)):
        yield f"wordings: {name} has a block that does not exist"
    query = "SELECT id FROM posting_state WHERE current IS NULL OR current NOT IN (SELECT id FROM wordings) LIMIT ?"
    for (name,) in connection.execute(query, (MOST,)):
        yield f"posting_state: {name} has no wording"
