"""Two dates of an employer compared: what opened, closed and was edited, with counts that add up."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import orjson
from datasette import NotFound, Response

from tracker.extract import urls
from tracker.model import Time, iso
from tracker.operations.project import now
from tracker.site import common, numbers
from tracker.store import asof, changes_between, tallies
from tracker.store.changes_between import PeriodChanges

_SHOWN = 300  # postings of each kind on the page; the JSON has all
_LISTS = ("opened", "closed", "edited")
_USUAL = 30  # days before the last check, where no dates are given
_REMEMBERED = 32


async def show(request: Any, datasette: Any) -> Any:
    """Return the comparison as a page, or as JSON (`.json`)."""
    source = urls.decode(request.url_vars["source"])
    dates = {name: common.time_argument(request, name) for name in ("from", "to")}
    form = request.url_vars.get("form") or ""
    first, second = (common.time_of(stated) for stated in dates.values())
    question = partial(_compared, source=source, first=first, second=second, everything=bool(form))
    name, comparison = await common.ask(datasette, request, question)
    if comparison is None:
        message = f"there is no employer “{common.cut(source, 80)}”"
        raise NotFound(message)
    if "moved" in comparison:
        query = (
            f"?{urls.encode_query({key: value for key, value in dates.items() if value})}"
            if any(dates.values())
            else ""
        )
        path = f"/sources/{urls.encode(comparison['moved'])}/compare{form}"
        return Response.redirect(f"{datasette.urls.path(path)}{query}", status=301)
    problems = [
        f"“{stated}” is not a valid date (22 Nov 2026) and was ignored"
        for stated in dates.values()
        if stated and not common.time_of(stated)
    ]
    if form:
        return _json(comparison, problems)
    query = urls.encode_query({"from": comparison["from"][:10], "to": comparison["to"][:10]})
    context = {**comparison, "problems": problems, "database": name, "query": query}
    return await common.page(datasette, request, "tracker_compare.html", context)


def _json(comparison: dict[str, Any], problems: list[str]) -> Response:
    compared: PeriodChanges = comparison["compared"]
    more = {"problems": problems} if problems else {}
    plain = {
        "source": comparison["source"],
        "from": comparison["from"],
        "to": comparison["to"],
        "checks": {"from": list(comparison["before"]), "to": list(comparison["after"])},
        "gaps": comparison["gaps"],
        "counts": {
            "open_from": compared.before,
            "opened": compared.counts.opened,
            "closed": compared.counts.closed,
            "open_to": compared.after,
            "edited": compared.counts.edited,
            "opened_and_closed": compared.passing,
            "listed_at_first": compared.listed,
        },
        **comparison["lists"],
        **more,
    }
    headers = {"X-Content-Type-Options": "nosniff"}
    return Response(orjson.dumps(plain), headers=headers, content_type="application/json; charset=utf-8")


def _compared(
    connection: sqlite3.Connection, *, source: str, first: Time, second: Time, everything: bool
) -> dict[str, Any] | None:
    head = connection.execute(
        "SELECT s.id, s.name, t.began, t.last_check, t.listed_at FROM sources AS s JOIN source_state AS t ON t.source = s.id "
        "WHERE s.id = ?",
        (source,),
    ).fetchone()
    if head is None:
        new = asof.current_name(connection, source)
        return {"moved": new} if new else None
    last = head[4] or now()
    began = _began(connection, source) or last
    dated = bool(first or second)
    second = second or last
    first = first or _days_before(min(second, last), _USUAL)
    since, until = sorted((first, second))
    early, late = dated and since < began, until > max(last, now())
    since, until = min(max(since, began), last), min(max(until, began), max(last, began))
    compared, lists = _REMEMBER.of(connection, source, since, until, everything=everything)
    return {
        "source": {"id": head[0], "name": head[1]},
        "from": since,
        "to": until,
        "early": early,
        "late": late,
        "began": began,
        "last": last,
        "before": asof.checks_around(connection, source, since),
        "after": asof.checks_around(connection, source, until),
        "gaps": [gap for gap in asof.gaps(connection, [source]) if gap["until"] > since and gap["since"] < until],
        "compared": compared,
        "lists": lists,
    }


def _began(connection: sqlite3.Connection, source: str) -> Time:
    """Return the first complete check of a source, under any of its names."""
    query = "SELECT started_at FROM checks WHERE source = ? AND outcome IN ('complete', 'window') ORDER BY started_at LIMIT 1"
    rows = [connection.execute(query, (name,)).fetchone() for name in tallies.names(connection, source)]
    return min((row[0] for row in rows if row), default="")


def _days_before(time: Time, days: int) -> Time:
    """Return the end of the day that many days before, so that it is the same time as the date in a URL."""
    day = (datetime.fromisoformat(time) - timedelta(days=days)).date()
    return iso(datetime.fromisoformat(f"{day.isoformat()}T23:59:59.999+00:00"))


class _Cache:
    """Cache the newest comparisons until the next check of the source: what a page shows, or all postings as JSON."""

    def __init__(self) -> None:
        self._cached: OrderedDict[tuple[Any, ...], tuple[PeriodChanges, dict[str, orjson.Fragment]]] = OrderedDict()

    def of(
        self, connection: sqlite3.Connection, source: str, since: Time, until: Time, *, everything: bool
    ) -> tuple[PeriodChanges, dict[str, orjson.Fragment]]:
        """Return a comparison with the first postings of each kind, or with none and, `everything`, the lists as JSON."""
        file = connection.execute("PRAGMA database_list").fetchone()[2]
        key = (file, *numbers.written(connection, source), source, since, until, everything)
        comparison = self._cached.get(key)
        if comparison is None:
            compared, lists = changes_between.of(connection, source, since, until, -1 if everything else _SHOWN), {}
            if everything:
                lists = {name: orjson.Fragment(orjson.dumps(getattr(compared, name))) for name in _LISTS}
                compared = replace(compared, opened=[], closed=[], edited=[])
            comparison = self._cached[key] = compared, lists
            while len(self._cached) > _REMEMBERED:
                self._cached.popitem(last=False)
        return comparison


_REMEMBER = _Cache()
