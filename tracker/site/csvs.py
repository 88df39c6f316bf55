"""The changes of a filtered timeline as CSV: every change once, however many there are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from tracker.extract import urls
from tracker.site import common, timeline
from tracker.store.row_types import TimelineRow
from tracker.store.timeline import ChangeQuery, TimelinePage, read_page

_FIRST, _ROWS = 100, 500  # rows that are read and sent first, and then at a time
_COLUMNS = (
    "id", "at", "known_at", "since", "kind", "significance", "source", "employer", "posting_id", "title", "location", "summary",
    "reason", "how", "from_number", "to_number", "group_id", "check_id",
)  # fmt: skip
# Spreadsheets run a cell that begins with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def cell(value: object) -> str:
    """Return a value as a cell that no spreadsheet runs as a formula: an apostrophe goes before what looks like one."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def lines(rows: Iterator[Sequence[object]] | Sequence[Sequence[object]]) -> bytes:
    """Write rows as CSV (RFC 4180)."""
    out = io.StringIO()
    csv.writer(out).writerows([cell(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


class Stream:
    """A reply that is sent while it is read. Changes that are found meanwhile are newer, and not included."""

    status = 200
    content_type = "text/csv; charset=utf-8"

    def __init__(self, datasette: Any, database: str, first: TimelinePage, filters: ChangeQuery, base: str) -> None:
        self._database = datasette.databases[database]
        self._first, self._filters, self._base = first, filters, base
        self.headers = {
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
            "Content-Disposition": 'attachment; filename="changes.csv"',
            **({"X-Only-The-Newest-Passages": "1"} if first.capped else {}),
        }

    async def asgi_send(self, send: Any) -> None:
        """Send the reply, page by page."""
        headers = {**self.headers, "Content-Type": self.content_type}
        pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": pairs})
        await send({"type": "http.response.body", "body": lines([(*_COLUMNS, "url")]), "more_body": True})
        part = self._first
        while True:
            more = bool(part.following)
            body = lines([(*_cells(row), self._link(row)) for row in part.rows])
            await send({"type": "http.response.body", "body": body, "more_body": more})
            if not more:
                return
            part = await self._database.execute_fn(
                partial(_part, filters=replace(self._filters, before=part.following))
            )

    def _link(self, row: TimelineRow) -> str:
        query = {"from": row["from_number"], "to": row["to_number"]} if row["from_number"] and row["to_number"] else {}
        return f"{self._base}{urls.encode(row['posting_id'])}" + (f"?{urls.encode_query(query)}" if query else "")


def _cells(row: Mapping[str, object]) -> list[object]:
    return [row[name] for name in _COLUMNS]


def _part(connection: Any, *, filters: ChangeQuery, limit: int = _ROWS) -> TimelinePage:
    return read_page(connection, timeline.renamed(connection, filters), limit, folded=False)


async def changes(request: Any, datasette: Any) -> Any:
    """Return all changes that match the filters of the timeline, as CSV; 400 if a filter can't be understood."""
    wrong = timeline.problems(request)
    if wrong:
        return common.bad_filters(wrong)
    filters = replace(timeline.filters_of(request), before="")
    name, first = await common.ask(datasette, request, partial(_part, filters=filters, limit=_FIRST))
    base = common.address(datasette, request, "/postings/")
    return Stream(datasette, name, first, filters, base)
