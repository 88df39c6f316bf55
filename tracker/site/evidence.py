"""Evidence pages: when a reply was captured, its headers and hash, a readable copy, and its WARC record to download."""

from __future__ import annotations

import base64
import hashlib
import html
import sqlite3
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from datasette import NotFound, Response

from tracker.archive import ArchiveReader, records
from tracker.archive.records import Record
from tracker.extract import jsontext, readable
from tracker.model import charset
from tracker.model.errors import Damaged
from tracker.site import common, withheld
from tracker.store import read
from tracker.store.row_types import CheckRow, SnapshotRow

_MOST_JSON = 8_000_000  # bytes of JSON that are parsed for a readable copy; longer ones are shown as they are
_STYLE = (
    "body{font:16px/1.55 system-ui,sans-serif;max-width:46rem;margin:1rem;padding:0 1rem;overflow-wrap:anywhere}"
    ".named{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
    "html{background:#fffefa;color:#1c1b18}pre{font:13px/1.5 ui-monospace,monospace;white-space:pre-wrap}.link{text-decoration:underline dotted}"
    ".button,.picture{color:#5a574d}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.3rem}"
    "@media screen and (prefers-color-scheme:dark){html{background:#151510;color:#eae6da}.button,.picture{color:#b0ab9b}}"
)
_NAMED = '<h1 class="named">Archived copy</h1>'  # for screen readers, if the copy has no heading of its own
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
# The sandbox takes the copy's origin, scripts, forms and pop-ups away, also where it is opened outside our frame.
_COPY_POLICY = (
    f"sandbox; default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
_PAGE_POLICY = f"{common.HEADERS['Content-Security-Policy']}; frame-src 'self'"


class _Evidence(SnapshotRow):
    check: CheckRow | None
    removals: tuple[str, ...]


async def show(request: Any, datasette: Any) -> Any:
    """Return an archived reply as a page, as a WARC file (`.warc`) or as JSON (`.json`)."""
    name, snapshot, folder = await _requested_reply(request, datasette)
    form = request.url_vars.get("form")
    if form == ".warc":
        _refuse(folder, snapshot, _archived(folder, snapshot))
        return _record(folder, snapshot)
    context: dict[str, Any] = {
        "snapshot": snapshot,
        "headers": [],
        "matches": None,
        "problem": "",
        "database": name,
        "kind": "",
        "withheld": "",
    }
    try:
        record = ArchiveReader(folder).read(snapshot["warc_file"], snapshot["warc_offset"])
        context["headers"] = record.http
        if records.is_let_go(record):
            context["problem"] = (
                "the body of this reply was deleted under the retention policy; its headers and its hash are kept"
            )
        else:
            context["matches"] = hashlib.sha256(record.body).hexdigest() == snapshot["sha256"]
            context["withheld"] = _withheld(folder, snapshot, record)
            context["kind"] = _kind(record)
            context["size"] = len(record.body)
    except (Damaged, OSError) as error:
        context["problem"] = str(error).replace(str(folder), "snapshots")
    if form == ".json":
        headers = [list(pair) for pair in context["headers"]]
        plain = {name: value for name, value in snapshot.items() if name != "removals"}
        stated = {"headers": headers, "body_has_this_hash": context["matches"], "withheld": context["withheld"]}
        return common.json({**plain, **stated})
    context["snapshot"] = {**snapshot, "link": common.web_link(snapshot["url"])}
    context["address"] = common.address(datasette, request, f"/evidence/{snapshot['id']}")
    reply = await common.page(datasette, request, "tracker_evidence.html", context)
    reply.headers = {**reply.headers, "Content-Security-Policy": _PAGE_POLICY}
    return reply


async def copy(request: Any, datasette: Any) -> Any:
    """Return a readable copy of an archived reply: text, tables and headings, and nothing that runs or loads."""
    _, snapshot, folder = await _requested_reply(request, datasette)
    record = _archived(folder, snapshot)
    _refuse(folder, snapshot, record)
    body = _readable(record)
    page = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta name="robots" content="noindex, nofollow"><title>Archived copy</title><style>{_STYLE}</style>'
        f'<main>{"" if "<h1" in body else _NAMED}<div lang="">{body}</div></main>'
    )
    return Response.html(page, headers={**common.HEADERS, "Content-Security-Policy": _COPY_POLICY})


async def _requested_reply(request: Any, datasette: Any) -> tuple[str, _Evidence, Path]:
    """Return the database, the row of the archived reply in the URL, and the directory of the archive."""
    snapshot_id = request.url_vars["snapshot"]
    name, snapshot = await common.ask(datasette, request, partial(_snapshot, snapshot_id=snapshot_id))
    if snapshot is None:
        message = f"there is no archived reply “{common.cut(snapshot_id, 80)}”"
        raise NotFound(message)
    return name, snapshot, Path(datasette.databases[name].path or "tracker.db").parent / "snapshots"


def _snapshot(connection: sqlite3.Connection, *, snapshot_id: str) -> _Evidence | None:
    snapshot = read.snapshot(connection, snapshot_id)
    if not snapshot:
        return None
    removals = withheld.removals(connection, snapshot["source"])
    return {**snapshot, "check": read.check(connection, snapshot["check_id"]), "removals": removals}


def _archived(folder: Path, snapshot: _Evidence) -> Record:
    """Read the record. Raise NotFound if it is not there."""
    try:
        return ArchiveReader(folder).read(snapshot["warc_file"], snapshot["warc_offset"])
    except (Damaged, OSError) as error:
        message = "this copy of the archive does not have that record"
        raise NotFound(message) from error


def _refuse(folder: Path, snapshot: _Evidence, record: Record) -> None:
    """Raise NotFound if the reply is withheld."""
    if message := _withheld(folder, snapshot, record):
        raise NotFound(message)


def _withheld(folder: Path, snapshot: _Evidence, record: Record) -> str:
    if not record.body:
        return ""
    text = charset.decode(record.body, _stated(record)) if _kind(record) else None
    return withheld.why(folder.parent, snapshot["removals"], text)


def _kind(record: Record) -> str:
    """Return how a reply can be read in a browser: `page`, `json`, `text`, or "" if it can't."""
    stated = _stated(record).partition(";")[0].strip().lower()
    if "json" in stated or (not stated and charset.first(record.body) in {"{", "["}):
        return "json"
    if "html" in stated or charset.first(record.body) == "<":
        return "text" if "xml" in stated and "html" not in stated else "page"
    return "text" if stated.startswith("text/") or "xml" in stated else ""


def _stated(record: Record) -> str:
    return next((value for name, value in record.http if name.lower() == "content-type"), "")


def _readable(record: Record) -> str:
    kind = _kind(record)
    if not kind:
        return "<p>This reply is not a text. Its WARC record has the file.</p>"
    text = charset.decode(record.body, _stated(record))
    if kind == "page":
        return readable.page(text) or "<p>This page has no text.</p>"
    if kind == "json" and len(record.body) <= _MOST_JSON:
        with suppress(
            jsontext.NotJson, TypeError, ValueError
        ):  # invalid JSON, or JSON with half an emoji, is shown unchanged
            text = orjson.dumps(jsontext.loads(text), option=orjson.OPT_INDENT_2).decode()
    more = len(text) - readable.LONGEST
    cut = f"\n… {more:,} more characters are in the WARC record." if more > 0 else ""
    return f'<pre tabindex="0">{html.escape(text[: readable.LONGEST])}{cut}</pre>'


def _record(folder: Path, snapshot: _Evidence) -> Response:
    """Return the record as an uncompressed WARC file."""
    try:
        plain = ArchiveReader(folder).plain_at(snapshot["warc_file"], snapshot["warc_offset"])
    except (Damaged, OSError) as error:
        message = "this copy of the archive does not have that record"
        raise NotFound(message) from error
    return Response(
        body=plain,
        headers={**common.HEADERS, "Content-Disposition": f'attachment; filename="{snapshot["id"]}.warc"'},
        content_type="application/warc",
    )
