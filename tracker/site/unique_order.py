"""Give every page of a table or view a unique order, so that paging and streamed CSV return each row exactly once.

Datasette sorts the first page of a table by the chosen column alone, and later pages by that column and the primary key. Rows
that are equal in the column could be on both sides of the first border, or on neither. Its pages of a view are not
ordered at all.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import partial
from typing import Any

# The columns that identify a row of each view.
KEYS = {
    "postings": ("source", "external_id", "id"),  # as an index has them: those of a large source need not be sorted
    "versions": ("id",),
    "open_postings": ("id",),
    "recent_changes": ("change_id",),
    "posting_history": ("change_id",),
    "source_health": ("source",),
    "daily_counts": ("day", "source"),
    "gaps": ("source", "until"),
}
_AT_ONCE = 2  # queries of Datasette's pages that run at the same time
# Views with an order of their own, which is unique.
_IN_ORDER = frozenset(("recent_changes", "posting_history", "daily_counts"))
# Columns that are never null and that long tables are sorted by.
_NEVER_NULL = frozenset(
    (("changes", "at"), ("changes", "known_at"), ("checks", "started_at"), ("findings", "score"), ("findings", "known_at"))
)  # fmt: skip
_SHOWN: ContextVar[str] = ContextVar("shown", default="")
_NAME = r'(?:"(?:[^"]|"")+"|\[[^\]]+\]|\w+)'
_END = re.compile(r"\blimit \d+(?: offset \d+)?$")
_SORTED = re.compile(rf"\border by (?P<column>{_NAME})(?P<desc> desc)? *$")

# A later page of a sorted table, as Datasette writes it: downwards and upwards.
_BELOW = re.compile(
    rf"\((?P<column>{_NAME}) < (?P<value>:p\d+) or (?P=column) is null or \((?P=column) = (?P=value) and "
)
_ABOVE = re.compile(rf"\((?P<column>{_NAME}) > (?P<value>:p\d+) or \((?P=column) = (?P=value) and ")


def showing(table: str) -> None:
    """Note the table or view whose page is made for the current request, "" for any other page."""
    _SHOWN.set(table)


class Gate:
    """Limits how many queries of Datasette's pages run at the same time, so that our own pages always have a thread."""

    def __init__(self, threads: int) -> None:
        self._most = max(1, min(_AT_ONCE, threads - 1))
        self._loop: asyncio.AbstractEventLoop | None = None
        self._open = asyncio.Semaphore(self._most)

    async def __aenter__(self) -> None:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:  # Datasette starts up in a different event loop than it serves in
            self._loop, self._open = loop, asyncio.Semaphore(self._most)
        await self._open.acquire()

    async def __aexit__(self, *_error: object) -> None:
        self._open.release()


def install(database: Any, gate: Gate) -> None:
    """Order the queries of a database's pages, and let only some of them run at the same time."""
    execute: Callable[..., Awaitable[Any]] = database.execute
    keys: dict[str, tuple[str, ...]] = {}

    async def ordered(sql: str, *arguments: Any, **named: Any) -> Any:
        table = _SHOWN.get()
        if table and table not in keys:
            keys[table] = KEYS.get(table) or await database.execute_fn(partial(_keys, table=table)) or ("rowid",)
        async with gate:
            return await execute(unique(sql, table, keys[table]) if table else sql, *arguments, **named)

    database.execute = ordered


def _keys(connection: sqlite3.Connection, *, table: str) -> tuple[str, ...]:
    """Return the primary key of a table, () if there is none or no such table: the name is from a URL, and can be any text."""
    query = "SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk"
    return tuple(str(row[0]) for row in connection.execute(query, (table,)))


def unique(sql: str, table: str, keys: tuple[str, ...]) -> str:
    """Return the query of a page of a table with a unique order. Return any other query unchanged."""
    end = _END.search(sql)
    if end is None or not _is_of(sql, table):
        return sql
    begin, limit = ranged(sql[: end.start()].rstrip(), table), sql[end.start() :]
    match = _SORTED.search(begin)
    if match is None:
        plain = " order by " not in begin and table in KEYS and table not in _IN_ORDER
        return f"{begin} order by {_listed(keys, '')} {limit}" if plain else sql
    column = match["column"].strip('"[]')
    rest = tuple(key for key in keys if key != column)
    return f"{begin}, {_listed(rest, '')} {limit}" if rest else sql


def ranged(sql: str, table: str) -> str:
    """Let a later page of a sorted table be read from an index of the column, from where it begins.

    Datasette's condition has an `or`, for which SQLite reads and sorts all rows that are left, for each page again.
    """
    for pattern, sign in ((_BELOW, "<="), (_ABOVE, ">=")):
        match = pattern.search(sql)
        if match and (sign == ">=" or (table, match["column"].strip('"[]')) in _NEVER_NULL):  # nulls come first
            return f"{sql[: match.start()]}{match['column']} {sign} {match['value']} and {sql[match.start() :]}"
    return sql


def _is_of(sql: str, table: str) -> bool:
    """Return whether a query selects from a table, as Datasette writes it."""
    low = sql.lstrip().casefold()
    return low.startswith("select ") and any(f" from {name} " in sql for name in (table, f"[{table}]", f'"{table}"'))


def _listed(keys: tuple[str, ...], suffix: str) -> str:
    return ", ".join(f'"{key}"{suffix}' if key != "rowid" else f"rowid{suffix}" for key in keys)
