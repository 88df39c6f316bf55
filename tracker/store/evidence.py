"""Where the bodies of a check stand in the archive: a row for each that is new, and the newest kept of each request."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from tracker.model import Capture, Placed, digest


def snapshots(connection: sqlite3.Connection, capture: Capture, placed: Sequence[Placed]) -> dict[str, str]:
    """Write the bodies that are new. Return the snapshot of each request of the check."""
    found: dict[str, str] = {}
    source = capture.source.slug
    for place in placed:
        page = place.page
        key = page.request.key
        if page.failure:
            continue
        row = connection.execute(
            "SELECT snapshot_id, sha256 FROM kept WHERE source = ? AND key = ?", (source, key)
        ).fetchone()
        if not place.whole:
            found.setdefault(key, row[0] if row else "")
            continue
        if row and row[1] == page.sha256:
            # The same body as before, written once more: a new month's file stands alone, or captures came in late.
            found.setdefault(key, row[0])
            _keep(connection, source, place, row[0])
            continue
        name = digest(capture.id, key, page.sha256)
        found.setdefault(key, name)
        connection.execute(
            "INSERT INTO snapshots VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                name,
                capture.id,
                source,
                page.url,
                page.fetched_at,
                page.status,
                page.sha256,
                place.file,
                place.offset,
            ),
        )
        _keep(connection, source, place, name)
    return found


def _keep(connection: sqlite3.Connection, source: str, place: Placed, snapshot: str) -> None:
    page = place.page
    connection.execute(
        "INSERT INTO kept VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, key) DO UPDATE SET "
        "url = excluded.url, sha256 = excluded.sha256, fetched_at = excluded.fetched_at, "
        "warc_file = excluded.warc_file, warc_offset = excluded.warc_offset, etag = excluded.etag, "
        "last_modified = excluded.last_modified, snapshot_id = excluded.snapshot_id",
        (
            source,
            page.request.key,
            page.url,
            page.sha256,
            page.fetched_at,
            place.file,
            place.offset,
            page.header("etag"),
            page.header("last-modified"),
            snapshot,
        ),
    )
