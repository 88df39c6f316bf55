"""The list of employers, and the page of one: open roles over time, recent changes and check history."""

from __future__ import annotations

import sqlite3
from collections import Counter, OrderedDict
from dataclasses import asdict
from datetime import date, timedelta
from functools import partial
from typing import Any

from datasette import NotFound, Response

from tracker.diff import render
from tracker.extract import urls
from tracker.operations.project import now
from tracker.site import charts, common, timeline, unseen
from tracker.site.passages import Passages
from tracker.store import asof, daily, findings, places, read, tallies
from tracker.store.findings import Asked
from tracker.store.timeline import Wanted, part

_OPEN, _RECENT, _CHECKS, _MOST = 50, 8, 60, 12
_WEEKS = 26
_FINDINGS = 5
_BREAKS = 50  # a gap shorter than a fiftieth of the chart would not be visible
_OPEN_NOW = "SELECT count(*) FROM posting_state WHERE source = ? AND status = 'open'"
# Only a complete check shows which postings are missing, so the newest complete one is used.
_HELD = "SELECT started_at, held FROM checks WHERE source = ? AND outcome = 'complete' ORDER BY started_at DESC LIMIT 1"
_REMEMBERED = 64  # sources whose numbers are cached until their next check


async def index(request: Any, datasette: Any) -> Any:
    """Return all sources as a page, or as JSON (`.json`)."""
    name, rows = await common.ask(datasette, request, _sources)
    if request.url_vars.get("form"):
        return common.json({"sources": rows})
    return await common.page(datasette, request, "tracker_sources.html", {"rows": rows, "database": name})


def _sources(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    week = (date.fromisoformat(now()[:10]) - timedelta(days=6)).isoformat()
    late = {name: since for since, _, name, _ in unseen.late(connection, "", now())}
    found = read.rows(
        connection,
        f"SELECT s.id, s.name, s.board, s.url, s.watched, t.outcome, t.reason, {unseen.GOOD}, "  # noqa: S608
        "t.listed_at, k.started_at AS last_check, "
        "(SELECT count(*) FROM posting_state AS p WHERE p.source = s.id AND p.status = 'open') AS open, "
        "(SELECT count(*) FROM changes AS c WHERE c.source = s.id AND c.known_at >= ? AND c.baseline = 0) AS changes "
        "FROM sources AS s JOIN source_state AS t ON t.source = s.id LEFT JOIN checks AS k ON k.id = t.last_check "
        "ORDER BY s.name, s.id",
        (week,),
    )
    return [{**row, "not_looked_at_since": late.get(row["id"])} for row in found]


async def show(request: Any, datasette: Any) -> Any:
    """Return a source as a page, or as JSON (`.json`)."""
    wanted = urls.decode(request.url_vars["source"])
    after = common.argument(request, "after", 120)
    country, city = common.argument(request, "country", 2).upper(), common.argument(request, "city", 100)
    question = partial(_source, wanted=wanted, after=after, country=country, city=city)
    name, found = await common.ask(datasette, request, question)
    if found is None:
        message = f"there is no employer {common.cut(wanted, 80)!r}"
        raise NotFound(message)
    if "moved" in found:
        path = f"/sources/{urls.encode(found['moved'])}{request.url_vars.get('form') or ''}"
        return Response.redirect(datasette.urls.path(path), status=301)
    if request.url_vars.get("form"):
        plain = {
            key: value
            for key, value in found.items()
            if key not in {"shown", "open_chart", "week_chart", "broken", "missing", "outcomes"}
        }
        lists = {name: [asdict(one) for one in found[name]] for name in ("overdue", "unreadable", "places")}
        return common.json({**plain, **lists})
    asked = {name: value for name, value in (("country", country), ("city", city)) if value}
    following = urls.encode_query({**asked, "after": found["following"]}) if found["following"] else ""
    return await common.page(
        datasette,
        request,
        "tracker_source.html",
        {
            **found,
            "after": after,
            "following": following,
            "database": name,
            "country": country,
            "city": city,
            "shared": f"sources/{urls.encode(found['source']['id'])}",
        },
    )


def _source(
    connection: sqlite3.Connection, *, wanted: str, after: str, country: str = "", city: str = ""
) -> dict[str, Any] | None:
    head = read.rows(
        connection,
        "SELECT s.id, s.name, s.board, s.url, s.watched, t.outcome, t.reason, t.listed_at, t.last_check, "
        "json_extract(t.settings, '$.every') AS every FROM sources AS s JOIN source_state AS t ON t.source = s.id "
        "WHERE s.id = ?",
        (wanted,),
    )
    if not head:
        new = asof.successor(connection, wanted)
        return {"moved": new} if new else None
    numbers = _REMEMBER.of(connection, wanted, str(head[0]["last_check"]), str(head[0]["listed_at"] or "")[:10])
    open_rows = _open(connection, wanted, after, country, city)
    recent = part(connection, Wanted(source=wanted), _RECENT)
    good = connection.execute(
        f"SELECT {unseen.GOOD} FROM source_state AS t JOIN sources AS s ON s.id = t.source WHERE s.id = ?",  # noqa: S608
        (wanted,),
    ).fetchone()
    checks = sorted(
        (one for name in tallies.names(connection, wanted) for one in _checks(connection, name)),
        key=lambda one: str(one["started_at"]),
    )[-_CHECKS:]
    words = Passages(connection)
    counts = Counter(one["outcome"] for one in checks)
    return {
        "source": {**head[0], "url": common.web_link(head[0]["url"])},
        **numbers,
        "open": open_rows[:_OPEN],
        "following": f"{open_rows[_OPEN - 1]['first_seen']}~{open_rows[_OPEN - 1]['id']}"
        if len(open_rows) > _OPEN
        else "",
        "shown": [timeline.shown(connection, row, words) for row in recent.rows],
        "recent": recent.rows,
        "findings": findings.news(connection, Asked(sources=(wanted,), shown=1), _FINDINGS),
        "unseen": unseen.ill(connection, wanted),
        "overdue": unseen.overdue(connection, wanted, now()),
        "last_good": good[0],
        "checks": checks,
        "unreadable": [one for one in read.unreadable(connection) if one.source == wanted],
        "outcomes": ", ".join(f"{many} {name}" for name, many in counts.most_common()),
    }


def _checks(connection: sqlite3.Connection, source: str) -> list[dict[str, Any]]:
    return read.rows(
        connection,
        "SELECT id, started_at, outcome, seen, stated_total, reason FROM checks WHERE source = ? "
        "ORDER BY started_at DESC LIMIT ?",
        (source, _CHECKS),
    )


def _open(
    connection: sqlite3.Connection, source: str, after: str, country: str = "", city: str = ""
) -> list[dict[str, Any]]:
    at, _, name = after.partition("~")
    there, values = places.condition("p.current", country, city)
    where = f"AND {there} " if there else ""
    found = read.rows(
        connection,
        "SELECT p.id, p.first_seen, p.number AS versions, p.role, w.title, w.location, w.department, w.pay_min, w.pay_max, "  # noqa: S608
        "w.pay_currency, w.pay_period, w.pay_stated, w.language, CASE WHEN p.returns THEN (SELECT max(c.at) FROM changes AS c WHERE c.posting_id = p.id "
        "AND c.was_closed) END AS again FROM posting_state AS p "
        "INDEXED BY posting_by_status JOIN wordings AS w ON w.id = p.current WHERE p.source = ? AND p.status = 'open' "
        f"AND (? = '' OR (p.first_seen, p.id) < (?, ?)) {where}ORDER BY p.first_seen DESC, p.id DESC LIMIT ?",
        (source, at, at, name, *values, _OPEN + 1),
    )
    for row in found:
        row["pay"] = render.pay_of(row)
    return found


class _NumbersCache:
    """Cache the numbers of a source until its next check, or until older captures are imported."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[str, dict[str, Any]]] = OrderedDict()

    def of(self, connection: sqlite3.Connection, source: str, check: str, until: str) -> dict[str, Any]:
        """Return the numbers and charts of a source as of a check."""
        newest = connection.execute("SELECT max(rowid) FROM changes").fetchone()[0]
        stamp = f"{check} {newest} {now()[:10]}"
        known = self._kept.get(source)
        if known is None or known[0] != stamp:
            known = (stamp, _numbers(connection, source, until))
            self._kept[source] = known
            while len(self._kept) > _REMEMBERED:
                self._kept.popitem(last=False)
        return known[1]


_REMEMBER = _NumbersCache()


def _numbers(connection: sqlite3.Connection, source: str, until: str) -> dict[str, Any]:
    gaps = asof.gaps(connection, [source])
    table: list[dict[str, Any]] = [
        {
            "day": one.day,
            "open": one.open,
            "held": one.held,
            "opened": one.opened,
            "closed": one.closed,
            "reopened": one.again,
        }
        for one in daily.of_source(connection, source)
    ]
    if table and until > table[-1]["day"]:
        table.append({**table[-1], "day": until, "opened": 0, "closed": 0, "reopened": 0})
    lists = [connection.execute(_HELD, (name,)).fetchone() for name in tallies.names(connection, source)]
    week = (date.fromisoformat(now()[:10]) - timedelta(days=6)).isoformat()
    weeks = _weekly(table)
    chart, broken = _open_chart(table, gaps) if len(table) > 1 else ("", False)
    return {
        "days": table,
        "gaps": gaps,
        "open_now": connection.execute(_OPEN_NOW, (source,)).fetchone()[0],
        "missing_now": max(filter(None, lists), key=lambda row: str(row[0]), default=("", 0))[1] or 0,
        "opened_week": sum(row["opened"] for row in table if row["day"] >= week),
        "closed_week": sum(row["closed"] for row in table if row["day"] >= week),
        "open_chart": chart,
        "broken": broken,
        "missing": any(row["held"] for row in table),
        "weeks": weeks,
        "week_chart": _week_chart(weeks) if len(weeks) > 1 else "",
        "places": places.of_source(connection, source, _MOST),
        "departments": _most(connection, source, "department"),
    }


def _open_chart(table: list[dict[str, Any]], gaps: list[dict[str, Any]]) -> tuple[Any, bool]:
    """Return a chart of the open roles by day, and whether a monitoring gap breaks its line."""
    by_day = {row["day"]: (row["open"], row["open"] + row["held"]) for row in table}
    first, last = date.fromisoformat(table[0]["day"]), date.fromisoformat(table[-1]["day"])
    labels: list[str] = []
    values: list[tuple[int, int] | None] = []
    known = (0, 0)
    step = max(1, (last - first).days // 400)
    wide = timedelta(days=max(2 * step, (last - first).days / _BREAKS))
    long = [
        gap for gap in gaps if date.fromisoformat(gap["until"][:10]) - date.fromisoformat(gap["since"][:10]) >= wide
    ]
    for number in range(0, (last - first).days + 1, step):
        days = [(first + timedelta(days=number - back)).isoformat() for back in range(step)]
        known = next((by_day[day] for day in days if day in by_day), known)
        dark = any(gap["since"][:10] < days[0] < gap["until"][:10] for gap in long)
        labels.append(days[0])
        values.append(None if dark else known)
    label = f"Open roles from {labels[0]} to {labels[-1]}: {table[0]['open']:,} at the start, {table[-1]['open']:,} at the end"
    lines = [("open", [one and one[0] for one in values])]
    if any(row["held"] for row in table):
        most = max(row["held"] for row in table)
        label += f"; a second line adds those that were missing from the list and not closed, at most {most:,}"
        lines.append(("with those missing", _above(values)))
    return charts.lines(labels, lines, label), None in values


def _above(values: list[tuple[int, int] | None]) -> list[int | None]:
    """Return the second line of the chart, with values only where it differs from the first."""
    apart = [one is not None and one[0] != one[1] for one in values]
    return [one[1] if one and any(apart[max(0, place - 1) : place + 2]) else None for place, one in enumerate(values)]


def _weekly(table: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the counts by week, up to the newest change, including weeks without any."""
    if not table:
        return []
    mondays = [_monday(row["day"]) for row in table]
    first = max(mondays[0], mondays[-1] - timedelta(weeks=_WEEKS - 1))
    weeks = {
        first + timedelta(weeks=number): {"opened": 0, "closed": 0}
        for number in range((mondays[-1] - first).days // 7 + 1)
    }
    for monday, row in zip(mondays, table, strict=True):
        if monday in weeks:
            weeks[monday]["opened"] += row["opened"] + row["reopened"]
            weeks[monday]["closed"] += row["closed"]
    return [{"week": monday.isoformat(), **counts} for monday, counts in weeks.items()]


def _monday(day: str) -> date:
    found = date.fromisoformat(day)
    return found - timedelta(days=found.weekday())


def _week_chart(weeks: list[dict[str, Any]]) -> Any:
    opened, closed = [row["opened"] for row in weeks], [row["closed"] for row in weeks]
    label = f"Opened or reopened, and closed, per week, {weeks[0]['week']} to {weeks[-1]['week']}: {sum(opened):,} opened, {sum(closed):,} closed"
    return charts.bars([row["week"] for row in weeks], [("opened", opened), ("closed", closed)], label)


def _most(connection: sqlite3.Connection, source: str, field: str) -> list[tuple[str, int]]:
    found = connection.execute(
        f"SELECT w.{field}, count(*) AS many FROM posting_state AS p JOIN wordings AS w ON w.id = p.current "  # noqa: S608
        f"WHERE p.source = ? AND p.status = 'open' AND w.{field} IS NOT NULL GROUP BY w.{field} ORDER BY many DESC, 1 LIMIT ?",
        (source, _MOST),
    )
    return [(row[0], row[1]) for row in found]
