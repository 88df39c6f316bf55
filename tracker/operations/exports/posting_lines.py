"""Write every posting with its versions and changes as one line of JSON."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import orjson

from tracker.operations.exports.tables import TABLES, Table

_TABLES = {table.name: table for table in TABLES}
_NESTED = ("versions", "changes")
_ORDER = {"versions": "posting_id, number", "changes": "posting_id, known_at, rowid"}
JsonObject = dict[str, Any]


def export(connection: sqlite3.Connection, output: Path, source: str = "") -> int:
    """Write the postings to a file, in the order of their ids. Return how many there are.

    A line has the columns of `postings`, the `employer`, and two lists: `versions` and `changes`, the oldest first, with the
    columns of these tables except `posting_id` and `source`.
    """
    count = 0
    connection.execute("BEGIN")
    try:
        with output.open("wb") as file:
            for posting in _postings(connection, source):
                file.write(orjson.dumps(posting, option=orjson.OPT_APPEND_NEWLINE))
                count += 1
    finally:
        connection.execute("ROLLBACK")
    return count


def _postings(connection: sqlite3.Connection, source: str) -> Iterator[JsonObject]:
    names = dict(connection.execute("SELECT id, name FROM sources"))
    table = _TABLES["postings"]
    nested = {name: _Nested(connection, _TABLES[name], source) for name in _NESTED}
    for row in table.rows(connection, source):
        posting = _as_json(table, dict(zip(table.columns, row, strict=True)))
        lists = {name: rows.of(posting["id"]) for name, rows in nested.items()}
        number = posting.pop("versions")
        yield {**posting, "employer": names.get(posting["source"]), "version": number, **lists}


def _as_json(table: Table, values: JsonObject) -> JsonObject:
    """Return the values of a row for JSON: a flag, which SQLite has as 0 or 1, is false or true."""
    flags = [name for name in values if table.columns[name] == "boolean" and values[name] is not None]
    return {**values, **{name: bool(values[name]) for name in flags}}


class _Nested:
    """The rows of a table, grouped by posting. They are read once, in the order of the postings."""

    def __init__(self, connection: sqlite3.Connection, table: Table, source: str) -> None:
        self._table = table
        self._columns = [name for name in table.columns if name not in {"posting_id", "source"}]
        where = f"WHERE {table.of_source}" if source else ""
        query = f"SELECT posting_id, {', '.join(self._columns)} FROM {table.name} {where} ORDER BY {_ORDER[table.name]}"
        self._groups = groupby(connection.execute(query, {"source": source}), itemgetter(0))
        self._next = next(self._groups, None)

    def of(self, posting: str) -> list[JsonObject]:
        """Return the rows of a posting. Postings are asked for in the order of their ids."""
        while self._next is not None and self._next[0] < posting:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != posting:
            return []
        return [_as_json(self._table, dict(zip(self._columns, row[1:], strict=True))) for row in self._next[1]]
