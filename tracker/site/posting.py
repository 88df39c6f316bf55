"""The page of a posting: its text, any two versions compared, the history of its fields, and the evidence."""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import Any

from tracker.diff import Diff, Span, compare, render
from tracker.extract import urls
from tracker.model.errors import UsageError
from tracker.operations.project import now
from tracker.site import citing, common, history, timeline, wording
from tracker.store import asof, corrections, findings, read
from tracker.store.findings import FindingQuery

_RAIL = 60  # versions listed around the one that is shown
_FIELD_VERSIONS = 200  # newest versions that the field history covers
_EVENTS = 60
_UNFOLDED = 9  # events that are shown at once; older ones are folded, unless they belong to the version that is shown
_FINDINGS = 10
_QUOTE = 160  # longest quotation in a citation, in characters


async def show(request: Any, datasette: Any) -> Any:
    """Return a posting as a page, or as JSON (`.json`)."""
    posting_name = urls.decode(request.url_vars["posting"])
    stated = common.time_argument(request, "at")
    at = common.time_of(stated)
    question = partial(
        _posting,
        posting_name=posting_name,
        first=common.number(request.args.get("from")),
        second=common.number(request.args.get("to")),
        at=at,
    )
    try:
        name, page = await common.ask(datasette, request, question)
    except UsageError as error:
        raise common.no_posting(posting_name, error) from error
    page["problem"] = (
        f"“{stated}” is not a valid time (22 Nov 2026, or 2026-11-22T14:00Z); the latest version is shown"
        if stated and not at
        else _unknown_version(request, page["last"])
    )
    path = f"/postings/{urls.encode(page['posting']['id'])}"
    query = {"at": stated} if at else {"from": page["from"], "to": page["to"]}
    permalink = common.address(datasette, request, f"{path}?{urls.encode_query(query)}")
    cites = {} if page["unknown_then"] else citing.all_of(_cited(page, permalink, await common.title(datasette)))
    if request.url_vars.get("form"):
        plain = _plain(page)
        return common.json({**plain, "permalink": permalink, "cite": cites} if cites else plain)
    side = common.argument(request, "view", 10) == "side"
    when = page["when"]
    context = {
        **page,
        "view": "side" if side else "one",
        "body": _body(page, side=side),
        "same_text": _same_text(page),
        "link": common.web_link(page["posting"]["url"]),
        "permalink": permalink,
        "own_address": common.address(datasette, request, path) if _has_no_query(page) else permalink,
        "data_address": common.address(datasette, request, f"{path}.json?from={page['to']}&to={page['to']}"),
        "warc_address": common.address(datasette, request, f"/evidence/{(page['evidence'] or {}).get('id', '')}.warc"),
        "cites": cites,
        "quote": _quote(page),
        "label_from": f"version {page['from']}, {when.get(page['from'], '')}",
        "label_to": f"version {page['to']}, {when.get(page['to'], '')}",
        "path": datasette.urls.path(path),
        "database": name,
        "title": page["wording"].wording.title,
        "has_text": page["wording"].text_sha256 != read.NO_TEXT,
        "canonical": "",  # the page has its own permalink, which names the versions
        "shared": f"postings/{urls.encode(page['posting']['id'])}",
    }
    return await common.page(datasette, request, "tracker_posting.html", context)


def _unknown_version(request: Any, last: int) -> str:
    """Return what is wrong with the versions in the address, "" if nothing is."""
    names = [common.argument(request, name, 12) for name in ("from", "to")]
    unknown = next((number for number in names if number and not 1 <= common.number(number) <= last), "")
    newest = "it has one version" if last == 1 else f"its versions are 1 to {last:,}"
    return f"This posting has no version “{unknown}”: {newest}" if unknown else ""


def _has_no_query(page: dict[str, Any]) -> bool:
    """Return whether the page is the one without a query: the newest version, compared with the one before."""
    return not page["at"] and page["to"] == page["last"] and page["from"] == max(1, page["last"] - 1)


def _body(page: dict[str, Any], *, side: bool) -> Any:
    if page["from"] == page["to"] or _same_text(page):
        return wording.plain(page["wording"].wording.blocks)
    if side:
        when = page["when"]
        names = [
            f"Version {version}, {when.get(version) or common.day_of(seen)}"
            for version, seen in ((page["from"], page["old_seen"]), (page["to"], page["wording"].seen_at))
        ]
        return wording.side_by_side(page["diff"], *names)
    return wording.inline(page["diff"])


def _same_text(page: dict[str, Any]) -> bool:
    """Return whether two versions have the same text, so that only fields differ."""
    return page["from"] != page["to"] and all(row.kind == "same" for row in page["diff"].rows)


def _cited(page: dict[str, Any], permalink: str, site: str) -> citing.Cited:
    version, posting = page["wording"], page["posting"]
    return citing.Cited(
        title=version.wording.title or "(no title)",
        employer=page["employer"],
        site=site,
        posting=posting["external_id"],
        version=version.number,
        captured=version.seen_at,
        first_seen=posting["first_seen"],
        last_seen=posting["last_seen"] or posting["first_seen"],
        closed=posting["closed_at"] or "",
        url=permalink,
        accessed=now(),
        sha256="" if version.text_sha256 == read.NO_TEXT else version.text_sha256,
        quote="" if page["at"] else _quote(page),
    )


def _posting(connection: sqlite3.Connection, *, posting_name: str, first: int, second: int, at: str) -> dict[str, Any]:
    posting = read.posting(connection, posting_name, hint=False)
    last = posting["versions"]
    as_of = asof.number_at(connection, posting["id"], at) if at else 0
    second = as_of or (second if 1 <= second <= last else last)
    first = as_of or (first if 1 <= first <= last else max(1, second - 1))
    new = read.version(connection, posting["id"], second)
    old = new if first == second else read.version(connection, posting["id"], first)
    if old is None or new is None:
        message = f"{posting['id']} has no versions {first} and {second}"
        raise UsageError(message)
    changed = render.field_changes(old.wording, new.wording)
    diff: Diff = compare(old.wording.blocks, new.wording.blocks)
    gaps = [
        gap
        for gap in asof.gaps(connection, [posting["source"]])
        if gap["until"] >= posting["first_seen"] and gap["since"] <= (posting["last_seen"] or "9")
    ]
    ledger: list[history.LedgerRow] = [
        {**row, "when": common.interval(row["since"], row["at"], dated=True), "gap": asof.gap_of(row, gaps)}
        for row in read.changes(connection, posting=posting["id"], baseline=True, limit=_EVENTS)
    ]
    evidence = read.snapshot(connection, new.snapshot_id)
    rail = read.version_heads(connection, posting["id"], second, _RAIL)
    return {
        "posting": posting,
        "employer": connection.execute("SELECT name FROM sources WHERE id = ?", (posting["source"],)).fetchone()[0],
        "from": first,
        "to": second,
        "last": last,
        "at": at,
        "unknown_then": bool(at) and not as_of,
        "edges": asof.checks_around(connection, posting["source"], at) if at else (None, None),
        "to_come": bool(at) and at > now(),
        "dark": next((gap for gap in gaps if gap["since"] < at < gap["until"]), None) if at else None,
        "status_then": asof.status_at(connection, posting["id"], at) if at else None,
        "diff": diff,
        "fields": timeline.fields_of(old.wording, new.wording),
        "now": [
            (render.FIELDS[name], value)
            for name, value in render.field_values(new.wording).items()
            if value and name != "title" and (first == second or name not in changed)
        ],
        "wording": new,
        "rail": rail,
        "when": history.periods(rail, posting),
        "old_seen": old.seen_at,
        "ledger": ledger,
        "events": history.events(ledger, gaps),
        "shown_events": _UNFOLDED,
        "counted": history.WORDS.of(connection, ledger),
        "closing": next((row for row in ledger if row["kind"] == "closed"), None) if posting["closed_at"] else None,
        "more_events": len(ledger) == _EVENTS,
        "again": connection.execute(
            "SELECT CASE WHEN p.returns THEN (SELECT max(c.at) FROM changes AS c WHERE c.posting_id = p.id AND c.was_closed) END "
            "FROM posting_state AS p WHERE p.id = ?",
            (posting["id"],),
        ).fetchone()[0],
        "opened": read.opening(connection, posting["id"]),
        "gaps": gaps,
        "history": _fields(connection, posting["id"]),
        "evidence": evidence,
        "check": read.check(connection, evidence["check_id"]) if evidence else None,
        "ties": read.ties(connection, posting["id"]),
        "findings": findings.news(connection, FindingQuery(newest=True, posting=posting["id"], shown=1), _FINDINGS),
        "annotations": corrections.notes_on(connection, posting["id"]),
        "redactions": corrections.removals_from(connection, posting["id"]),
    }


def _fields(connection: sqlite3.Connection, posting: str) -> list[tuple[str, list[tuple[int, str, str | None]]]]:
    """Return each field that ever changed, with its values and the versions that introduced them."""
    result: dict[str, list[tuple[int, str, str | None]]] = {}
    for number, seen_at, fields in read.fields_by_version(connection, posting, _FIELD_VERSIONS):
        for name, value in render.field_values(fields).items():
            values = result.setdefault(name, [])
            if not values or values[-1][2] != value:
                values.append((number, seen_at, value))
    return [(render.FIELDS[name], values) for name, values in result.items() if len(values) > 1]


def _quote(page: dict[str, Any]) -> str:
    """Return what a citation quotes: the first line with added words, else the first line of the text."""
    blocks = page["wording"].wording.blocks
    if page["from"] != page["to"]:
        for row in page["diff"].rows:
            if row.new is not None and any(span.op == "+" and span.text.strip() for span in row.spans):
                return _around(
                    blocks[row.new],
                    "".join(span.text for span in row.spans[: _first_added(row.spans)] if span.op != "-"),
                )
    return common.cut(blocks[0].lstrip("#- "), _QUOTE) if blocks else ""


def _first_added(spans: tuple[Span, ...]) -> int:
    return next(index for index, span in enumerate(spans) if span.op == "+" and span.text.strip())


def _around(block: str, before: str) -> str:
    """Return a line cut to a quotation that includes the words after `before`."""
    start = max(0, len(before) - _QUOTE // 3) if len(block) > _QUOTE else 0
    start = block.find(" ", start) + 1 if start else 0
    quotation = common.cut(block[start:].lstrip("#- ") if not start else block[start:], _QUOTE)
    return f"… {quotation}" if start else quotation


def _plain(page: dict[str, Any]) -> dict[str, Any]:
    keys: tuple[str, ...] = (
        "posting",
        "employer",
        "from",
        "to",
        "ledger",
        "gaps",
        "evidence",
        "check",
        "ties",
        "findings",
        "annotations",
        "redactions",
    )
    version = page["wording"]
    if page["at"]:
        keys = (*keys, "at", "status_then")
    then = {"seen_before": page["edges"][0], "seen_after": page["edges"][1]} if page["at"] else {}
    if page["unknown_then"]:
        return {"posting": page["posting"], "at": page["at"], "known_then": False, "version": None, **then}
    return {
        **{key: page[key] for key in keys},
        **then,
        **({"problem": page["problem"]} if page["problem"] else {}),
        "fields": {label: {"old": old, "new": new} for label, old, new in page["fields"]},
        "version": {
            "number": version.number,
            "seen_at": version.seen_at,
            "text_sha256": version.text_sha256,
            "text": version.wording.text,
            **render.field_values(version.wording),
        },
        "versions": [dict(row) for row in page["rail"]],
        "blocks": render.as_json(page["diff"]),
    }
