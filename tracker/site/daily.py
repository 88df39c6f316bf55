"""The daily digest feed: one entry for each day that is over, with what changed by employer and kind.

It is an archived feed (RFC 5005): its newest document has the newest days, and leads to older documents that stay as they are.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import date, timedelta
from functools import partial
from typing import Any

from datasette import Response
from markupsafe import escape

from tracker.extract import urls
from tracker.insight.finding import counted as plural
from tracker.operations.project import now
from tracker.site import common, feeds
from tracker.store import asof

DAYS = 30  # entries of a document
_TITLES = 5  # titles of one employer and kind; the rest is counted
_WORDS = {
    "opened": "opened",
    "closed": "closed",
    "edited": "edited",
    "reopened": "reopened",
    "unlisted": "no longer listed",
}


async def feed(request: Any, datasette: Any) -> Response:
    """Return the days before `before`, or the newest ones, as Atom or JSON Feed; of one source with `source`."""
    source = common.argument(request, "source", 80)
    stated = common.argument(request, "before", 10)
    before = common.time_of(stated)[:10] if len(stated) == len("2026-01-01") else ""
    today = now()[:10]
    base = common.address(datasette, request, "/postings/")
    question = partial(_read, source=source, before=min(before or today, today), base=base)
    _, (days, older, first) = await common.ask(datasette, request, question)
    form = request.url_vars["form"]

    def address(path: str, **query: str) -> str:
        asked = urls.encode_query({name: value for name, value in {"source": source, **query}.items() if value})
        return common.address(datasette, request, f"{path}?{asked}" if asked else path)

    entries = [
        feeds.Entry(
            f"day {first} {source} {day}",
            address("/", since=day, until=day),
            title,
            f"{day}T23:59:59.999Z",
            ("daily",),
            title,
            content,
        )
        for day, title, content in days
    ]
    links = {"current": address(f"/daily{form}")} if before else {}
    if older:
        links["prev-archive"] = address(f"/daily{form}", before=older)
    title = common.clean(f"Day by day · {await common.title(datasette)}")
    here = datasette.absolute_url(request, request.full_path)
    if form == ".atom":
        body = feeds.atom_of(title, here, address("/"), entries, f"{first} daily {source}", links)
        return Response(body, headers=common.HEADERS, content_type="application/atom+xml; charset=utf-8")
    plain = json.dumps(feeds.json_feed_of(title, here, address("/"), entries, links), ensure_ascii=False)
    return Response(plain, headers=common.HEADERS, content_type="application/feed+json; charset=utf-8")


def _read(
    connection: sqlite3.Connection, *, source: str, before: str, base: str
) -> tuple[list[tuple[str, str, str]], str, str]:
    """Return day, title and content of the newest days before a day, the day before which older ones are, and the first check."""
    source = (asof.successor(connection, source) or source) if source else ""
    where, index = ("source = ? AND ", "changes_by_source") if source else ("", "changes_told")
    values = (source,) if source else ()
    days: list[str] = []
    end = before
    while len(days) <= DAYS:
        row = connection.execute(
            f"SELECT max(known_at) FROM changes INDEXED BY {index} WHERE {where}baseline = 0 AND known_at < ?",  # noqa: S608 - two texts of ours
            (*values, end),
        ).fetchone()
        if not row[0]:
            break
        end = row[0][:10]
        days.append(end)
    told = [_day(connection, day, source, base) for day in days[:DAYS]]
    return told, days[DAYS - 1] if len(days) > DAYS else "", feeds.first_check(connection)


def _day(connection: sqlite3.Connection, day: str, source: str, base: str) -> tuple[str, str, str]:
    following = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    where, index = ("c.source = ? AND ", "changes_by_source") if source else ("", "changes_told")
    rows = connection.execute(
        "SELECT source, name, kind, posting_id, title, many FROM ("  # noqa: S608 - two texts of ours
        "SELECT s.name, c.kind, c.posting_id, w.title, c.known_at, c.source, count(*) OVER (PARTITION BY c.source, c.kind) AS many, "
        "row_number() OVER (PARTITION BY c.source, c.kind ORDER BY c.known_at, c.rowid) AS place "
        f"FROM changes AS c INDEXED BY {index} JOIN sources AS s ON s.id = c.source JOIN posting_state AS p ON p.id = c.posting_id "
        "JOIN wordings AS w ON w.id = coalesce(c.to_version, c.from_version, p.current) "
        f"WHERE {where}c.baseline = 0 AND c.known_at >= ? AND c.known_at < ?) WHERE place <= ? "
        "ORDER BY name, source, kind, place",
        (*((source,) if source else ()), day, following, _TITLES),
    ).fetchall()
    groups: dict[tuple[str, str, str], list[tuple[str, str, int]]] = {}
    for slug, name, kind, posting, title, many in rows:
        groups.setdefault((slug, name, kind), []).append((posting, title, many))
    parts = [_group(name, kind, found, base) for (_, name, kind), found in groups.items()]
    total = sum(found[0][2] for found in groups.values())
    employers = len({slug for slug, _, _ in groups})
    title = f"{common.day_of(day)}: {plural(total, 'change')} at {plural(employers, 'employer')}"
    return day, title, "".join(parts)


def _group(name: str, kind: str, found: list[tuple[str, str, int]], base: str) -> str:
    many = found[0][2]
    items = "".join(
        f'<li><a href="{escape(base + urls.encode(posting))}">{escape(common.clean(common.cut(title, 160)) or "(no title)")}</a></li>'
        for posting, title, _ in found
    )
    more = f"<li>and {many - len(found):,} more</li>" if many > len(found) else ""
    heading = f"{escape(common.clean(common.cut(name, 80)))}: {plural(many, 'role')} {_WORDS.get(kind, kind)}"
    return f"<h3>{heading}</h3><ul>{items}{more}</ul>"
