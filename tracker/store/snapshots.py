"""The replies of a check as evidence: a row for each body that differs from the one before, and the newest of each request.

The snapshot of a request in a check is the one with the body of this very check, and not the newest one that is stored.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from tracker.model import Capture, Placed, digest


def write(connection: sqlite3.Connection, capture: Capture, placed: Sequence[Placed]) -> dict[str, str]:
    """Write the bodies that are new. Return the snapshot of each request of the check."""
    snapshot_by_key: dict[str, str] = {}
    source = capture.source.slug
    for place in placed:
        page = place.page
        key = page.request.key
        if page.failure:
            continue
        row = connection.execute(
            "SELECT snapshot_id, sha256 FROM kept WHERE source = ? AND key = ?", (source, key)
        ).fetchone()
        if row and row[1] == page.sha256:
            # The same body as before. It may be archived once more, in the file of a new month, or because captures came in late.
            snapshot_by_key.setdefault(key, row[0])
            if place.whole:
                _keep(connection, source, place, row[0])
            continue
        # The record refers to an older body than the newest one here, so the newest one came in late.
        body = place if place.whole else _body(connection, source, place)
        page = body.page
        name = digest(capture.id, key, page.sha256)
        snapshot_by_key.setdefault(key, name)
        connection.execute(
            "INSERT OR IGNORE INTO snapshots VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                name,
                capture.id,
                source,
                page.url,
                page.fetched_at,
                page.status,
                page.sha256,
                body.file,
                body.offset,
            ),
        )
        _keep(connection, source, body, name)
    return snapshot_by_key


def _body(connection: sqlite3.Connection, source: str, place: Placed) -> Placed:
    """Return where the body is that a record refers to. A "not modified" reply gets the status of the reply with the body."""
    row = connection.execute(
        "SELECT warc_file, warc_offset, status FROM snapshots WHERE source = ? AND sha256 = ? "
        "ORDER BY fetched_at DESC LIMIT 1",
        (source, place.page.sha256),
    ).fetchone()
    if row is None:
        return place
    page = replace(place.page, status=row[2]) if place.page.not_modified else place.page
    return replace(place, file=row[0], offset=row[1], page=page)


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
