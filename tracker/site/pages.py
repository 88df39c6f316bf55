"""What the pages show. Everything from the web is hostile: templates escape, and the policy forbids all script."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

from datasette import NotFound, Response
from markupsafe import Markup

from tracker import render
from tracker.diff import compare
from tracker.errors import UsageError
from tracker.ledger import Wording
from tracker.model import KINDS
from tracker.store import read

PAGE = 50
_DIGITS = 7  # of a number in an address
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A change as the timeline shows it; `count` postings share it."""

    row: dict[str, Any]
    when: str
    excerpts: list[Markup]
    fields: list[tuple[str, str | None, str | None]]
    count: int


async def _ask(datasette: Any, question: Callable[[sqlite3.Connection], Any]) -> tuple[str, Any]:
    """Put a question to the database that is ours; gives its name too."""
    for name, database in datasette.databases.items():
        if name.startswith("_"):
            continue
        found = await database.execute("SELECT 1 FROM sqlite_master WHERE name = 'posting_state'")
        if found.rows:
            return name, await database.execute_fn(question)
    message = "no database of the tracker is being served"
    raise NotFound(message)


def _wanted(request: Any) -> dict[str, Any]:
    arguments = {key: (request.args.get(key) or "").strip()[:200] for key in ("source", "kind", "since", "until")}
    if arguments["kind"] not in KINDS:
        arguments["kind"] = ""
    return arguments


async def timeline(request: Any, datasette: Any) -> Response:
    """Show the newest changes, by day."""
    wanted, offset = _wanted(request), _number(request.args.get("offset"))
    name, (shown, sources, ill, more) = await _ask(datasette, partial(_timeline, wanted=wanted, offset=offset))
    days: dict[str, list[Shown]] = {}
    for one in shown:
        days.setdefault(one.row["at"][:10], []).append(one)
    context = {
        "days": [(date.fromisoformat(day).strftime("%A, %-d %B %Y"), items) for day, items in days.items()],
        "wanted": wanted,
        "sources": sources,
        "kinds": KINDS,
        "ill": ill,
        "database": name,
        "following": offset + PAGE if more else None,
        "title": datasette.metadata("title") or "Job postings on record",
    }
    return await _page(datasette, request, "tracker_timeline.html", context)


async def timeline_json(request: Any, datasette: Any) -> Response:
    """Give the same changes as JSON."""
    wanted, offset = _wanted(request), _number(request.args.get("offset"))
    _, rows = await _ask(datasette, partial(read.changes, **wanted, limit=PAGE, offset=offset))
    return Response.json({"changes": rows, "following": offset + PAGE if len(rows) == PAGE else None})


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) <= _DIGITS else 0


def _timeline(
    connection: sqlite3.Connection, *, wanted: dict[str, Any], offset: int
) -> tuple[list[Shown], list[dict[str, Any]], list[dict[str, Any]], bool]:
    rows = read.changes(connection, **wanted, limit=PAGE + 1, offset=offset)
    shown: list[Shown] = []
    groups: dict[str, int] = {}
    for row in rows[:PAGE]:
        group = row["group_id"]
        if group and group in groups:
            continue
        count = 1
        if group:
            groups[group] = len(shown)
            count = connection.execute("SELECT count(*) FROM changes WHERE group_id = ?", (group,)).fetchone()[0]
        shown.append(_shown(connection, row, count))
    sources = read.rows(connection, "SELECT id, name FROM sources ORDER BY name")
    ill = read.rows(
        connection,
        "SELECT s.id, s.name, t.outcome, t.reason, k.started_at FROM source_state AS t JOIN sources AS s "
        "ON s.id = t.source JOIN checks AS k ON k.id = t.last_check "
        "WHERE t.outcome NOT IN ('complete', 'window') ORDER BY s.name",
    )
    return shown, sources, ill, len(rows) > PAGE


def _shown(connection: sqlite3.Connection, row: dict[str, Any], count: int) -> Shown:
    excerpts: list[Markup] = []
    fields: list[tuple[str, str | None, str | None]] = []
    if row["from_version"] and row["to_version"] and row["from_version"] != row["to_version"]:
        before, after = read.wording_of(connection, row["from_version"]), read.wording_of(connection, row["to_version"])
        if before and after:
            diff = compare(before.blocks, after.blocks)
            excerpts = [Markup(render.html_spans(spans)) for spans in render.excerpt(diff)]
            fields = _fields(before, after)
    return Shown(row, interval(row["since"], row["at"]), excerpts, fields, count)


def _fields(before: Wording, after: Wording) -> list[tuple[str, str | None, str | None]]:
    changed = render.field_changes(before, after)
    return [(render.FIELDS[name], old, new) for name, (old, new) in changed.items()]


def interval(after: str | None, at: str) -> str:
    """Say when a thing happened: after the last whole check, and not later than the one that saw it."""
    if not after:
        return f"by {at[11:16]} UTC"
    day = "" if after[:10] == at[:10] else f"{after[:10]} "
    return f"between {day}{after[11:16]} and {at[11:16]} UTC"


async def posting(request: Any, datasette: Any) -> Response:
    """Show one posting: any two of its versions compared, its fields, and the evidence."""
    wanted = unquote(request.url_vars["posting"])
    first, second = _number(request.args.get("from")), _number(request.args.get("to"))
    try:
        name, found = await _ask(datasette, partial(_posting, wanted=wanted, first=first, second=second))
    except UsageError as error:
        raise NotFound(str(error)) from error
    if request.url_vars["form"]:
        plain = {key: found[key] for key in ("posting", "employer", "ledger", "evidence", "from", "to")}
        plain["versions"] = [
            {
                "number": one.number,
                "seen_at": one.seen_at,
                "text_sha256": one.text_sha256,
                "text": one.wording.text,
                **render.field_values(one.wording),
            }
            for one in found["versions"]
        ]
        plain["blocks"] = render.as_json(found["diff"])
        return Response.json(plain)
    found["body"] = Markup(render.as_html(found["diff"]))
    link = found["posting"]["url"] or ""
    found["link"] = link if urlsplit(link).scheme in {"http", "https"} else ""
    return await _page(datasette, request, "tracker_posting.html", {**found, "database": name})


def _posting(connection: sqlite3.Connection, *, wanted: str, first: int, second: int) -> dict[str, Any]:
    found = read.posting(connection, wanted)
    versions = read.versions(connection, found["id"])
    by_number = {one.number: one for one in versions}
    new = by_number.get(second) or versions[-1]
    old = by_number.get(first) or by_number.get(new.number - 1) or new
    ledger = [
        {**row, "when": interval(row["since"], row["at"])}
        for row in read.changes(connection, posting=found["id"], baseline=True, limit=1000)
    ]
    return {
        "posting": found,
        "employer": connection.execute("SELECT name FROM sources WHERE id = ?", (found["source"],)).fetchone()[0],
        "versions": versions,
        "from": old.number,
        "to": new.number,
        "diff": compare(old.wording.blocks, new.wording.blocks),
        "fields": _fields(old.wording, new.wording),
        "now": [
            (render.FIELDS[name], value)
            for name, value in render.field_values(new.wording).items()
            if value and name != "title"
        ],
        "wording": new,
        "ledger": ledger,
        "evidence": read.snapshot(connection, new.snapshot_id),
    }


async def _page(datasette: Any, request: Any, template: str, context: dict[str, Any]) -> Response:
    text = await datasette.render_template(template, context, request=request)
    return Response.html(text, headers=_HEADERS)
