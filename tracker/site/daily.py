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
from tracker.model.amounts import counted as plural
from tracker.operations.project import now
from tracker.site import common, feeds
from tracker.store import asof

DAYS = 30  # entries of a document, if they have few changes
_CHANGES = 20_000  # after which a document ends with its day: counting them takes 40 ms
_TITLES = 5  # titles of one employer and kind; the rest is counted
# The changes of one kind at one employer are a group. The first number is how many groups of a day have titles (the
# largest), the second how many are listed.
_TITLED, _LISTED = 20, 100
_FIRST = (
    "SELECT c.posting_id, w.title FROM changes AS c INDEXED BY changes_by_source JOIN posting_state AS p ON p.id = c.posting_id "
    "JOIN wordings AS w ON w.id = coalesce(c.to_version, c.from_version, p.current) WHERE c.source = ? AND c.baseline = 0 "
    "AND c.kind = ? AND c.known_at >= ? AND c.known_at < ? ORDER BY c.known_at, c.rowid LIMIT ?"
)
_WORDS = {
    "opened": "opened",
    "closed": "closed",
    "edited": "edited",
    "reopened": "reopened",
    "unlisted": "no longer listed",
}


async def feed(request: Any, datasette: Any) -> Response:
    """Return the days before `before`, or the newest ones, as Atom or JSON Feed; of one source with `source`.

    400 if `before` is not a date.
    """
    source = common.argument(request, "source", 80)
    stated = common.argument(request, "before", 10)
    before = common.time_of(stated)[:10] if len(stated) == len("2026-01-01") else ""
    if stated and not before:
        return common.bad_filters([f"“{stated}” is not a date (2026-11-22)"])
    today = now()[:10]
    base = common.address(datasette, request, "/postings/")
    question = partial(_read, source=source, before=min(before or today, today), base=base)
    _, (days, older, first) = await common.ask(datasette, request, question)
    form = request.url_vars["form"]

    def address(path: str, **query: str) -> str:
        parameters = urls.encode_query({name: value for name, value in {"source": source, **query}.items() if value})
        return common.address(datasette, request, f"{path}?{parameters}" if parameters else path)

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
    own_url = datasette.absolute_url(request, request.full_path)
    if form == ".atom":
        body = feeds.atom_of(title, own_url, address("/"), entries, f"{first} daily {source}", links)
        return Response(body, headers=common.HEADERS, content_type="application/atom+xml; charset=utf-8")
    plain = json.dumps(feeds.json_feed_of(title, own_url, address("/"), entries, links), ensure_ascii=False)
    return Response(plain, headers=common.HEADERS, content_type="application/feed+json; charset=utf-8")


def _read(
    connection: sqlite3.Connection, *, source: str, before: str, base: str
) -> tuple[list[tuple[str, str, str]], str, str]:
    """Return day, title and content of the newest days before a day, the day before which older ones are, and the first check."""
    source = (asof.current_name(connection, source) or source) if source else ""
    where, index = ("source = ? AND ", "changes_by_source") if source else ("", "changes_told")
    values = (source,) if source else ()
    entries: list[tuple[str, str, str]] = []
    changes, end = 0, before
    while True:
        row = connection.execute(
            f"SELECT max(known_at) FROM changes INDEXED BY {index} WHERE {where}baseline = 0 AND known_at < ?",  # noqa: S608 - two texts of ours
            (*values, end),
        ).fetchone()
        if not row[0] or len(entries) == DAYS or changes >= _CHANGES:
            break
        end = row[0][:10]
        title, content, change_count = _day(connection, end, source, base)
        entries.append((end, title, content))
        changes += change_count
    return entries, end if row[0] else "", feeds.first_check(connection)


def _day(connection: sqlite3.Connection, day: str, source: str, base: str) -> tuple[str, str, int]:
    """Return title, content and number of changes of a day."""
    following = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    where, index = ("c.source = ? AND ", "changes_by_source") if source else ("", "changes_told")
    groups = connection.execute(
        "SELECT s.name, f.source, f.kind, f.many FROM (SELECT c.source, c.kind, count(*) AS many "  # noqa: S608 - two texts of ours
        f"FROM changes AS c INDEXED BY {index} WHERE {where}c.baseline = 0 AND c.known_at >= ? AND c.known_at < ? GROUP BY 1, 2) AS f "
        "JOIN sources AS s ON s.id = f.source ORDER BY s.name, f.source, f.kind",
        (*((source,) if source else ()), day, following),
    ).fetchall()
    largest = sorted(groups, key=lambda change: (-change[3], change[0], change[1], change[2]))
    titled, listed = (
        {(change[1], change[2]) for change in largest[:_TITLED]},
        {(change[1], change[2]) for change in largest[:_LISTED]},
    )
    parts = []
    for name, slug, kind, count in groups:
        if (slug, kind) in listed:
            named = connection.execute(_FIRST, (slug, kind, day, following, _TITLES)) if (slug, kind) in titled else ()
            parts.append(_group(name, kind, count, list(named), base))
    others = largest[_LISTED:]
    if others:
        at = plural(len({change[1] for change in others}), "employer")
        parts.append(f"<p>And {plural(sum(change[3] for change in others), 'change')} more, at {at}.</p>")
    total, employers = sum(change[3] for change in groups), len({change[1] for change in groups})
    title = f"{common.day_of(day)}: {plural(total, 'change')} at {plural(employers, 'employer')}"
    return title, "".join(parts), total


def _group(name: str, kind: str, count: int, named: list[tuple[str, str]], base: str) -> str:
    items = "".join(
        f'<li><a href="{escape(base + urls.encode(posting))}">{escape(common.clean(common.cut(title, 160)) or "(no title)")}</a></li>'
        for posting, title in named
    )
    more = f"<li>and {count - len(named):,} more</li>" if named and count > len(named) else ""
    heading = f"{escape(common.clean(common.cut(name, 80)))}: {plural(count, 'role')} {_WORDS.get(kind, kind)}"
    return f"<h3>{heading}</h3>{f'<ul>{items}{more}</ul>' if named else ''}"
