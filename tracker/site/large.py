"""What keeps Datasette's own pages quick where there are millions of rows: less is counted, and more is remembered."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from datasette import hookimpl
from datasette.database import QueryInterrupted

# Counting the rows of these takes seconds when there are millions, and says nothing that a reader looks for.
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
    )
)
_CACHE = 16_000  # kilobytes of pages that a connection keeps; SQLite's own 2,000 are read anew for every question


@hookimpl  # type: ignore[untyped-decorator]
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Let a connection keep more of the database in memory."""
    conn.execute(f"PRAGMA cache_size = -{_CACHE}")


@hookimpl  # type: ignore[untyped-decorator]
def startup(datasette: Any) -> None:
    """Count rows once as long as nothing is written, and let what metadata.yml says not be copied over and over."""
    for database in datasette.databases.values():
        if database.path and database.is_mutable:
            database.table_counts = _Counts(database).give
    for told in ((getattr(datasette, "_metadata_local", None) or {}).get("databases") or {}).values():
        for kind in ("tables", "queries"):
            if isinstance(told, dict) and isinstance(told.get(kind), dict):
                told[kind] = _Fixed(told[kind])


class _Fixed(dict[str, Any]):
    """What metadata.yml says of the tables or the queries: nobody changes it.

    Datasette 0.65 copies all metadata for each permission that it looks up, sixty times for the page of a database.
    """

    def __deepcopy__(self, memo: object) -> _Fixed:
        return self


class _Counts:
    """The rows of every table of a database, None where there are too many to count in time."""

    def __init__(self, database: Any) -> None:
        self._database = database
        self._stamp: tuple[tuple[int, int], ...] = ()
        self._known: dict[str, int | None] = {}
        self._many: set[str] = set()

    async def give(self, limit: int = 10) -> dict[str, int | None]:
        """Answer as `Database.table_counts` of Datasette does; `limit` is in milliseconds, for each table."""
        stamp = self._now()
        if stamp != self._stamp:
            known: dict[str, int | None] = {}
            for table in await self._database.table_names():
                known[table] = None if table in self._many else await self._count(table, limit)
                if known[table] is None:
                    self._many.add(table)
            self._known, self._stamp = known, stamp
        return dict(self._known)

    async def _count(self, table: str, limit: int) -> int | None:
        name = table.replace('"', '""')
        try:
            found = await self._database.execute(f'SELECT count(*) FROM "{name}"', custom_time_limit=limit)  # noqa: S608 - a name, quoted
        except (QueryInterrupted, sqlite3.Error):
            return None
        return int(found.rows[0][0])

    def _now(self) -> tuple[tuple[int, int], ...]:
        """Tell one state of the files from another, without asking the database."""
        found = []
        for name in (self._database.path, f"{self._database.path}-wal"):
            try:
                state = Path(name).stat()
            except OSError:
                found.append((0, 0))
            else:
                found.append((state.st_mtime_ns, state.st_size))
        return tuple(found)


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Callable[..., Any]:
    """Ask Datasette not to count the rows of the largest tables and views on their pages."""

    def wrap(app: Callable[..., Any]) -> Callable[..., Any]:
        async def uncounted(scope: dict[str, Any], receive: Any, send: Any) -> None:
            parts = str(scope.get("path", "")).strip("/").split("/")
            if scope["type"] == "http" and len(parts) == 2 and parts[0] in datasette.databases:  # noqa: PLR2004
                name, query = parts[1].partition(".")[0], scope.get("query_string", b"")
                if name in _UNCOUNTED and b"_nocount" not in query:
                    scope = {**scope, "query_string": query + (b"&" if query else b"") + b"_nocount=1"}
            await app(scope, receive, send)

        return uncounted

    return wrap
