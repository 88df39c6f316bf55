"""Keep Datasette's own pages fast with millions of rows, by counting less and caching more."""

from __future__ import annotations

import gc
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Any

from datasette import hookimpl
from datasette.utils import sqlite_timelimit

from tracker.site import middleware, unique_order

# Counting millions of rows of these takes seconds, and readers don't need the number.
_UNCOUNTED = frozenset(
    (
        "postings",
        "versions",
        "open_postings",
        "recent_changes",
        "posting_history",
        "daily_counts",
        "changes",
        "snapshots",
        "checks",
        "posting_places",
        "finding_postings",
    )
)
_COUNTED = 50_000  # highest row number of a table that is counted: this takes a few milliseconds
_RETRY_SECONDS = 600.0  # seconds before a table that had too many rows to count is tried again
_CACHE = (
    16_000  # page cache of a connection in kilobytes; with SQLite's default of 2,000, every query reads the pages again
)


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Give a connection a larger page cache, and on a public site its limits."""
    conn.execute(f"PRAGMA cache_size = -{_CACHE}")
    if middleware.is_public():
        middleware.limit(conn)


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Any) -> None:
    """Cache row counts until something is written, and stop Datasette from copying metadata.yml again and again."""
    middleware.hide_paths(datasette)
    # Exclude what was loaded so far from garbage collection. Each collection would scan it again, which doubled the
    # time of a search for common words.
    gc.collect()
    gc.freeze()
    middleware.quiet()
    gate = unique_order.Gate(int(datasette.setting("num_sql_threads") or 1))
    for name in _ours(datasette):
        database = datasette.databases[name]
        unique_order.install(database, gate)
        if database.is_mutable:
            database.table_counts = _Counts(database).give
    for metadata in ((getattr(datasette, "_metadata_local", None) or {}).get("databases") or {}).values():
        for kind in ("tables", "queries"):
            if isinstance(metadata, dict) and isinstance(metadata.get(kind), dict):
                metadata[kind] = _Fixed(metadata[kind])


def _ours(datasette: Any) -> set[str]:
    """Return the names of the tracker's databases: those whose file has our table. Each file is checked once."""
    return {name for name, database in datasette.databases.items() if database.path and _is_ours(str(database.path))}


@cache
def _is_ours(path: str) -> bool:
    try:
        connection = sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error:
        return False
    try:
        return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'posting_state'").fetchone())
    except sqlite3.Error:
        return False
    finally:
        connection.close()


class _Fixed(dict[str, Any]):
    """The tables or queries of metadata.yml, which are never modified and so need no copy.

    Datasette 0.65 copies all metadata for each permission check, sixty times for one database page.
    """

    def __deepcopy__(self, memo: object) -> _Fixed:
        return self


class _Counts:
    """Cached row counts of every table; None if there were too many rows to count in time."""

    def __init__(self, database: Any) -> None:
        self._database = database
        self._stamp: tuple[tuple[int, int], ...] = ()
        self._known: dict[str, int | None] = {}
        self._many: dict[str, float] = {}

    async def give(self, limit: int = 10) -> dict[str, int | None]:
        """Return what Datasette's `Database.table_counts` returns; `limit` is in milliseconds per table."""
        stamp = self._now()
        if stamp != self._stamp:
            names, now = await self._database.table_names(), time.monotonic()
            due = [name for name in names if now - self._many.get(name, -_RETRY_SECONDS) >= _RETRY_SECONDS]
            # in one call: Datasette takes a hundred times as long to run so many queries as SQLite does
            counts = await self._database.execute_fn(partial(_count, names=due, limit=limit))
            self._many |= {name: now for name, count in counts.items() if count is None}
            self._known, self._stamp = {name: counts.get(name) for name in names}, stamp
        return dict(self._known)

    def _now(self) -> tuple[tuple[int, int], ...]:
        """Return the modification times and sizes of the database files, to notice a write without a query."""
        stamps = []
        for name in (self._database.path, f"{self._database.path}-wal"):
            try:
                state = Path(name).stat()
            except OSError:
                stamps.append((0, 0))
            else:
                stamps.append((state.st_mtime_ns, state.st_size))
        return tuple(stamps)


def _count(connection: sqlite3.Connection, *, names: Sequence[str], limit: int) -> dict[str, int | None]:
    """Count the rows of tables; None for one that has too many, or can't be counted."""
    counts: dict[str, int | None] = dict.fromkeys(names)
    for name in names:
        quoted = '"' + name.replace('"', '""') + '"'
        # A table without rows has no highest number, and one WITHOUT ROWID none at all: there the time limit decides.
        with suppress(sqlite3.Error), sqlite_timelimit(connection, limit):
            last = connection.execute(f"SELECT coalesce(max(rowid), 0) FROM {quoted}").fetchone()  # noqa: S608 - a name, quoted
            if last[0] > _COUNTED:
                continue
        with suppress(sqlite3.Error), sqlite_timelimit(connection, limit):
            counts[name] = connection.execute(f"SELECT count(*) FROM {quoted}").fetchone()[0]  # noqa: S608 - a name, quoted
    return counts


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Callable[..., Any]:
    """Wrap the site (`middleware`), and tell Datasette not to count the rows of the largest tables and views on their pages."""

    def wrap(app: Callable[..., Any]) -> Callable[..., Any]:
        async def uncounted(scope: dict[str, Any], receive: Any, send: Any) -> None:
            unique_order.showing("")
            base = str(datasette.setting("base_url") or "/")
            parts = str(scope.get("path", "")).removeprefix(base).strip("/").split("/")
            if scope["type"] == "http" and len(parts) == 2 and parts[0] in _ours(datasette):  # noqa: PLR2004
                name, query = parts[1].partition(".")[0], scope.get("query_string", b"")
                unique_order.showing(name)
                added = [b"_nocount=1"] if name in _UNCOUNTED and b"_nocount" not in query else []
                if b"_stream=" in query and b"_size=" not in query:
                    # Datasette asks for the rows after the first page in pages of the size that a reader sees.
                    added.append(b"_size=max")
                scope = {**scope, "query_string": b"&".join([*([query] if query else []), *added])}
            await app(scope, receive, send)

        return middleware.wrap(datasette, uncounted)

    return wrap
