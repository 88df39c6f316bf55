"""Evidence pages: when a reply was captured, its headers and hash, and its WARC record to download."""

from __future__ import annotations

import hashlib
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

from datasette import NotFound, Response

from tracker.archive import ArchiveReader, records
from tracker.model.errors import Damaged
from tracker.site import common
from tracker.store import read


async def show(request: Any, datasette: Any) -> Any:
    """Return an archived reply as a page, as a WARC file (`.warc`) or as JSON (`.json`)."""
    wanted = request.url_vars["snapshot"]
    name, found = await common.ask(datasette, request, partial(_snapshot, wanted=wanted))
    if found is None:
        message = f"there is no archived reply {common.cut(wanted, 80)!r}"
        raise NotFound(message)
    folder = Path(datasette.databases[name].path or "tracker.db").parent / "snapshots"
    form = request.url_vars.get("form")
    if form == ".warc":
        return _record(folder, found)
    context = {"snapshot": found, "headers": [], "matches": None, "problem": "", "database": name}
    try:
        record = ArchiveReader(folder).read(found["warc_file"], found["warc_offset"])
        context["headers"] = record.http
        if records.is_let_go(record):
            context["problem"] = "the reply was let go under the retention policy; its headers and its hash are kept"
        else:
            context["matches"] = hashlib.sha256(record.body).hexdigest() == found["sha256"]
    except (Damaged, OSError) as error:
        context["problem"] = str(error).replace(str(folder), "snapshots")
    if form == ".json":
        headers = [list(pair) for pair in context["headers"]]
        return common.json({**found, "headers": headers, "body_has_this_hash": context["matches"]})
    found["link"] = common.web_link(found["url"])
    return await common.page(datasette, request, "tracker_evidence.html", context)


def _snapshot(connection: sqlite3.Connection, *, wanted: str) -> dict[str, Any] | None:
    found = read.snapshot(connection, wanted)
    return {**found, "check": read.check(connection, found["check_id"])} if found else None


def _record(folder: Path, found: dict[str, Any]) -> Response:
    """Return the record as an uncompressed WARC file."""
    try:
        plain = ArchiveReader(folder).plain_at(found["warc_file"], found["warc_offset"])
    except (Damaged, OSError) as error:
        message = "this copy of the archive does not have that record"
        raise NotFound(message) from error
    return Response(
        body=plain,
        headers={**common.HEADERS, "Content-Disposition": f'attachment; filename="{found["id"]}.warc"'},
        content_type="application/warc",
    )
