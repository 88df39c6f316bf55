"""The list of employers: how many roles are open, how that number moved, and the last check of each."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, TypedDict

import orjson
from markupsafe import Markup

from tracker.extract import urls
from tracker.model import Outcome, Time
from tracker.operations.project import now
from tracker.site import charts, common, coverage
from tracker.store import read

_SHOWN = 100  # employers on a page
_WEEKS = 26  # of the small line
_TREND = 4  # weeks over which the trend is measured
_DIGITS = re.compile(r"([0-9]{1,18})")
# The length of the last complete list of each week, up to the last check of the source.
_LISTS = (
    "SELECT t.source, j.value, (SELECT k.seen FROM checks AS k WHERE k.source = t.source "
    "AND k.started_at > strftime('%Y-%m-%dT%H:%M:%fZ', t.listed_at, '-' || (j.value * 7 + 7) || ' days') "
    "AND k.started_at <= strftime('%Y-%m-%dT%H:%M:%fZ', t.listed_at, '-' || (j.value * 7) || ' days') AND k.outcome = 'complete' "
    "ORDER BY k.started_at DESC LIMIT 1) FROM json_each(?) AS n JOIN source_state AS t ON t.source = n.value JOIN json_each(?) AS j"
)


@dataclass(frozen=True, slots=True)
class Trend:
    """The small line of a source: the length of its list by week, the oldest first, and how it moved in four weeks."""

    line: Markup
    moved: int | None


class _SourceColumns(TypedDict):
    id: str
    name: str
    board: str
    url: str
    watched: int
    outcome: Outcome
    reason: str | None
    seen: int | None
    last_good: Time | None
    listed_at: Time | None
    last_check: Time | None
    good_outcome: Outcome | None
    missing: int | None
    open: int
    changes: int


class Employer(_SourceColumns):
    """A source as the list of employers shows it, and its JSON.

    `missing` are postings that were missing from the last complete list, and are not confirmed as closed. `changes` are
    those of the last week. `not_looked_at_since` is the time of the last check if it is overdue. `window`: its list
    never shows all postings. `listed` is the current number of its postings.
    """

    not_looked_at_since: Time | None
    window: bool
    listed: int | None


async def index(request: Any, datasette: Any) -> Any:
    """Return all sources as a page, or as JSON (`.json`)."""
    query = common.argument(request, "q", 80)
    sort = common.argument(request, "sort", 20)
    sort = sort if sort in _ORDERS else "name"
    number = max(1, common.number(request.args.get("page")))
    if request.url_vars.get("form"):
        _, rows = await common.ask(datasette, request, sources)
        return common.json({"sources": [_plain(row) for row in rows]})
    name, context = await common.ask(datasette, request, partial(_page, query=query, sort=sort, number=number))
    context["query_of"] = partial(_query, query, sort)
    return await common.page(datasette, request, "tracker_sources.html", {**context, "database": name})


def _query(query: str, order: str, /, **changed: str) -> str:
    values = {"q": query, "sort": order, **changed}
    text = urls.encode_query({name: value for name, value in values.items() if value and value not in {"name", "1"}})
    return f"?{text}" if text else ""


def _plain(row: Employer) -> dict[str, object]:
    return {key: value for key, value in row.items() if key not in {"good_outcome", "seen"}}


def _page(connection: sqlite3.Connection, *, query: str, sort: str, number: int) -> dict[str, Any]:
    everyone = sources(connection)
    words = query.casefold()
    matching = [row for row in everyone if words in f"{row['name']} {row['id']}".casefold()] if words else everyone
    matching = sorted(matching, key=_ORDERS[sort])
    rows = matching[(number - 1) * _SHOWN : number * _SHOWN]
    trends = TRENDS.of(connection, rows)
    fully_listed = [
        row for row in everyone if row["last_good"] and not row["window"] and 2 * (row["missing"] or 0) <= row["open"]
    ]
    return {
        "rows": [{**row, "trend": trends[row["id"]]} for row in rows],
        "all": len(everyone),
        "many": len(matching),
        "watched": sum(bool(row["watched"]) for row in everyone),
        "open_total": sum(row["open"] for row in fully_listed),
        "changes_total": sum(row["changes"] for row in everyone),
        "windows": sum(bool(row["last_good"]) for row in everyone) - len(fully_listed),
        "late": sum(bool(row["watched"] and row["not_looked_at_since"]) for row in everyone),
        "q": query,
        "sort": sort,
        "page": number,
        "pages": -(-len(matching) // _SHOWN),
    }


def sources(connection: sqlite3.Connection) -> list[Employer]:
    """Read all sources, by name in natural order."""
    week = (date.fromisoformat(now()[:10]) - timedelta(days=6)).isoformat()
    late = {name: since for since, _, name, _ in coverage.late(connection, "", now())}
    columns = read.rows(
        connection,
        _SourceColumns,
        f"SELECT s.id, s.name, s.board, s.url, s.watched, t.outcome, t.reason, t.seen, {coverage.GOOD}, "  # noqa: S608
        "t.listed_at, k.started_at AS last_check, (SELECT g.outcome FROM checks AS g WHERE g.source = s.id "
        "AND g.outcome IN ('complete', 'window') ORDER BY g.started_at DESC LIMIT 1) AS good_outcome, "
        "(SELECT g.held FROM checks AS g WHERE g.source = s.id AND g.outcome = 'complete' ORDER BY g.started_at DESC LIMIT 1) AS missing, "
        "coalesce((SELECT n.open FROM source_counts AS n WHERE n.source = s.id), 0) AS open, "
        "(SELECT count(*) FROM changes AS c WHERE c.source = s.id AND c.known_at >= ? AND c.baseline = 0) AS changes "
        "FROM sources AS s JOIN source_state AS t ON t.source = s.id LEFT JOIN checks AS k ON k.id = t.last_check",
        (week,),
    )
    rows: list[Employer] = [
        {
            **row,
            "not_looked_at_since": late.get(row["id"]),
            "window": row["good_outcome"] == "window",
            "listed": row["seen"] if row["outcome"] == "window" else None,
        }
        for row in columns
    ]
    return sorted(rows, key=_by_name)


def _by_name(row: Employer) -> Any:
    """Sort by name as people do: `acme 9` before `Acme 10`, and without regard to upper case."""
    parts = _DIGITS.split((row["name"] or row["id"] or "").casefold())
    return [(int(part), "") if index % 2 else (0, part) for index, part in enumerate(parts)], row["id"]


_ORDERS: dict[str, Callable[[Employer], Any]] = {
    "name": _by_name,
    "open": lambda row: (bool(row["window"]) or not row["last_good"], -row["open"], _by_name(row)),
    "changes": lambda row: (-row["changes"], _by_name(row)),
    "checked": lambda row: (row["last_check"] or "", _by_name(row)),
}


class _TrendCache:
    """Cache the small line of each source until its next check."""

    def __init__(self) -> None:
        self._cached: dict[str, tuple[str, Trend]] = {}

    def of(self, connection: sqlite3.Connection, rows: Sequence[Employer]) -> dict[str, Trend]:
        """Return the lines of these sources, by id."""
        stamps = {row["id"]: f"{row['last_check']} {row['listed_at']} {row['window']}" for row in rows}
        missing = [row for row in rows if self._cached.get(row["id"], ("",))[0] != stamps[row["id"]]]
        for name, trend in _trends(connection, missing).items():
            self._cached[name] = stamps[name], trend
        return {name: self._cached[name][1] for name in stamps}


TRENDS = _TrendCache()


def _trends(connection: sqlite3.Connection, rows: Sequence[Employer]) -> dict[str, Trend]:
    weeks: dict[str, list[int | None]] = {row["id"]: [None] * _WEEKS for row in rows}
    names = [row["id"] for row in rows if not row["window"] and row["listed_at"]]
    for source, back, seen in connection.execute(
        _LISTS, (orjson.dumps(names).decode(), orjson.dumps(list(range(_WEEKS))).decode())
    ):
        weeks[source][_WEEKS - 1 - back] = seen
    return {row["id"]: _trend(row, weeks[row["id"]]) for row in rows}


def _trend(row: Employer, values: list[int | None]) -> Trend:
    known = [value for value in values if value is not None]
    if len(known) < 2:  # noqa: PLR2004 (a line has two ends)
        return Trend(Markup(""), None)
    until = common.day_of(row["listed_at"])
    description = f"Open roles in the 26 weeks to {until}: {known[0]:,} at first, {known[-1]:,} at the end"
    earlier, last = values[-1 - _TREND], values[-1]
    return Trend(
        charts.spark(values, description), last - earlier if earlier is not None and last is not None else None
    )
