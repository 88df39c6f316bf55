"""The page of one employer: open roles over time, departments, places, pay, lifetimes, findings, changes and check history."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, TypedDict

from datasette import NotFound, Response

from tracker.diff import render
from tracker.extract import urls
from tracker.insight.finding import MIN_SHOWN_SCORE
from tracker.model import Outcome, Time
from tracker.operations.project import now
from tracker.site import common, coverage, front, numbers
from tracker.store import asof, findings, places, read, tallies, timeline_groups
from tracker.store.findings import FindingQuery
from tracker.store.timeline import ChangeQuery, read_page

_OPEN, _RECENT, _CHECKS = 50, 8, 60
_FINDINGS = 5
_GROUPS = 4  # groups of changes (those of a kind on a day) that are shown; `recent` of the JSON has single changes
_DEEPEST = 2_000  # pages of open roles that can be asked for by number
# How the open roles can be sorted; `new` continues from a position, the others by page.
SORTS = {
    "new": "p.first_seen DESC, p.id DESC",
    "old": "p.first_seen, p.id",
    "title": "w.title COLLATE NOCASE, p.id",
    "place": "w.location IS NULL, w.location COLLATE NOCASE, p.id",
    "department": "w.department IS NULL, w.department COLLATE NOCASE, p.id",
    "pay": "coalesce(w.pay_max, w.pay_min) IS NULL, w.pay_currency, w.pay_period, coalesce(w.pay_max, w.pay_min) DESC, p.id",
    "versions": "p.number DESC, p.id",
}
# Our own two files make charts interactive. No other script may run, and no inline script.
_POLICY = common.HEADERS["Content-Security-Policy"].replace(
    "style-src 'self'", "style-src 'self'; script-src 'self'", 1
)


@dataclass(frozen=True, slots=True)
class RoleQuery:
    """Which open roles are listed, and how: filters, the order, and where the page begins."""

    country: str = ""
    city: str = ""
    department: str = ""
    sort: str = "new"
    after: str = ""
    page: int = 1

    @property
    def filters(self) -> dict[str, str]:
        """Return the filters that are set, for URLs."""
        filters = {"country": self.country, "city": self.city, "department": self.department}
        return {name: value for name, value in filters.items() if value}

    @property
    def query(self) -> dict[str, str]:
        """Return the filters and the order, for URLs."""
        return {**self.filters, **({"sort": self.sort} if self.sort != "new" else {})}


class _Head(TypedDict):
    id: str
    name: str
    board: str
    url: str
    watched: int
    outcome: Outcome
    reason: str | None
    listed_at: Time | None
    last_check: str | None
    every: float | None


class _Check(TypedDict):
    id: str
    started_at: Time
    outcome: Outcome
    seen: int | None
    stated_total: int | None
    reason: str | None


class _RoleRow(TypedDict):
    id: str
    first_seen: Time
    versions: int
    role: str | None
    title: str
    location: str | None
    department: str | None
    pay_min: float | None
    pay_max: float | None
    pay_currency: str | None
    pay_period: str | None
    pay_stated: str | None
    language: str | None
    again: Time | None


class _Role(_RoleRow):
    pay: str | None


async def show(request: Any, datasette: Any) -> Any:
    """Return a source as a page, or as JSON (`.json`)."""
    source = urls.decode(request.url_vars["source"])
    sort = common.argument(request, "sort", 20)
    rows = RoleQuery(
        common.argument(request, "country", 2).upper(),
        common.argument(request, "city", 100),
        common.argument(request, "department", 200),
        sort if sort in SORTS else "new",
        common.argument(request, "after", 120),
        min(_DEEPEST, max(1, common.number(request.args.get("page")))),
    )
    name, page = await common.ask(datasette, request, partial(_source, source=source, rows=rows))
    if page is None:
        message = f"there is no employer “{common.cut(source, 80)}”"
        raise NotFound(message)
    if "moved" in page:
        path = f"/sources/{urls.encode(page['moved'])}{request.url_vars.get('form') or ''}"
        return Response.redirect(datasette.urls.path(path), status=301)
    if request.url_vars.get("form"):
        return common.json(_plain(page))
    base = datasette.urls.path(f"/sources/{urls.encode(page['source']['id'])}")
    context = {
        **page,
        "findings": [one for one in page["findings"] if one["score"] >= MIN_SHOWN_SCORE],
        "rows": rows,
        "base": base,
        "query_of": partial(_query, rows),
        "following": urls.encode_query({**rows.query, **page["following_of"]}) if page["following_of"] else "",
        "database": name,
        "last_day": common.day_of(page["source"]["listed_at"]),
        "shared": f"sources/{urls.encode(page['source']['id'])}",
    }
    reply = await common.page(datasette, request, "tracker_source.html", context)
    if page["chart"]:
        reply.headers = {**reply.headers, "Content-Security-Policy": _POLICY}
    return reply


def _query(rows: RoleQuery, **changed: str) -> str:
    """Return the query of a link that keeps the filters and the order, apart from what is changed; "" removes one."""
    values = {**rows.query, **changed}
    query = urls.encode_query({name: value for name, value in values.items() if value and value != "new"})
    return f"?{query}#open" if query else "#open"


def _plain(page: dict[str, Any]) -> dict[str, Any]:
    left_out = {"shown", "all_findings", "outcomes", "following_of", "many", "pay", "lifetimes", *numbers.OF_PAGE}
    plain = {key: value for key, value in page.items() if key not in left_out}
    lists = {name: [asdict(item) for item in page[name]] for name in ("overdue", "unreadable", "places", "pay")}
    lived = page["lifetimes"]
    return {**plain, **lists, "lifetimes": asdict(lived) if lived else None}


def _source(connection: sqlite3.Connection, *, source: str, rows: RoleQuery) -> dict[str, Any] | None:
    head = read.rows(
        connection,
        _Head,
        "SELECT s.id, s.name, s.board, s.url, s.watched, t.outcome, t.reason, t.listed_at, t.last_check, "
        "json_extract(t.settings, '$.every') AS every FROM sources AS s JOIN source_state AS t ON t.source = s.id "
        "WHERE s.id = ?",
        (source,),
    )
    if not head:
        new = asof.current_name(connection, source)
        return {"moved": new} if new else None
    counted = numbers.KEPT.of(connection, source, str(head[0]["last_check"]), str(head[0]["listed_at"] or "")[:10])
    open_rows = _open_roles(connection, source, rows)
    changes = ChangeQuery(source=source)
    recent = read_page(connection, changes, _RECENT)
    latest = timeline_groups.page(connection, changes)
    good = connection.execute(
        f"SELECT {coverage.GOOD} FROM source_state AS t JOIN sources AS s ON s.id = t.source WHERE s.id = ?",  # noqa: S608
        (source,),
    ).fetchone()
    checks = sorted(
        (check for name in tallies.names(connection, source) for check in _checks(connection, name)),
        key=lambda check: str(check["started_at"]),
    )[-_CHECKS:]
    counts = Counter(check["outcome"] for check in checks)
    following = _following(open_rows, rows)
    filters = FindingQuery(sources=(source,), shown=1)
    return {
        "source": {**head[0], "url": common.web_link(head[0]["url"])},
        **counted,
        "open": open_rows[:_OPEN],
        "many": _count_open(connection, source, rows) if rows.filters else counted["open_now"],
        "following": following.get("after", ""),
        "following_of": following,
        "shown": front.blocks(connection, changes, replace(latest, groups=latest.groups[:_GROUPS])),
        "recent": recent.rows,
        "findings": findings.news(connection, filters, _FINDINGS),
        "all_findings": findings.count(connection, filters),
        "unseen": coverage.incomplete(connection, source),
        "overdue": coverage.overdue(connection, source, now()),
        "last_good": good[0],
        "checks": checks,
        "unreadable": [check for check in read.unreadable(connection) if check.source == source],
        "outcomes": ", ".join(f"{count} {name}" for name, count in counts.most_common()),
    }


def _checks(connection: sqlite3.Connection, source: str) -> list[_Check]:
    return read.rows(
        connection,
        _Check,
        "SELECT id, started_at, outcome, seen, stated_total, reason FROM checks WHERE source = ? "
        "ORDER BY started_at DESC LIMIT ?",
        (source, _CHECKS),
    )


def _following(roles: list[_Role], rows: RoleQuery) -> dict[str, str]:
    """Return the parameters of the next page of open roles, empty if this is the last one."""
    if len(roles) <= _OPEN:
        return {}
    last = roles[_OPEN - 1]
    return {"after": f"{last['first_seen']}~{last['id']}"} if rows.sort == "new" else {"page": str(rows.page + 1)}


def _conditions(rows: RoleQuery) -> tuple[str, list[str]]:
    condition, values = places.condition("p.current", rows.country, rows.city)
    where = f" AND {condition}" if condition else ""
    if rows.department:
        where, values = f"{where} AND w.department = ?", [*values, rows.department]
    return where, values


def _count_open(connection: sqlite3.Connection, source: str, rows: RoleQuery) -> int:
    where, values = _conditions(rows)
    query = (
        "SELECT count(*) FROM posting_state AS p INDEXED BY posting_by_status JOIN wordings AS w ON w.id = p.current "  # noqa: S608
        f"WHERE p.source = ? AND p.status = 'open'{where}"
    )
    return int(connection.execute(query, (source, *values)).fetchone()[0])


def _open_roles(connection: sqlite3.Connection, source: str, rows: RoleQuery) -> list[_Role]:
    where, values = _conditions(rows)
    begin: list[Any] = []
    if rows.sort == "new" and rows.after:
        at, _, name = rows.after.partition("~")
        where, begin = f"{where} AND (p.first_seen, p.id) < (?, ?)", [at, name]
    skipped = 0 if rows.sort == "new" else (rows.page - 1) * _OPEN
    roles = read.rows(
        connection,
        _RoleRow,
        "SELECT p.id, p.first_seen, p.number AS versions, p.role, w.title, w.location, w.department, w.pay_min, w.pay_max, "  # noqa: S608
        "w.pay_currency, w.pay_period, w.pay_stated, w.language, CASE WHEN p.returns THEN (SELECT max(c.at) FROM changes AS c WHERE c.posting_id = p.id "
        "AND c.was_closed) END AS again FROM posting_state AS p "
        "INDEXED BY posting_by_status JOIN wordings AS w ON w.id = p.current WHERE p.source = ? AND p.status = 'open'"
        f"{where} ORDER BY {SORTS[rows.sort]} LIMIT ? OFFSET ?",
        (source, *values, *begin, _OPEN + 1, skipped),
    )
    return [{**row, "pay": render.pay_of(row)} for row in roles]
