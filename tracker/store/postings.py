"""Postings with the fields and the text of one version, the current one or the one of a moment. Read-only."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields
from typing import Any, Literal

import orjson

from tracker.model import Time
from tracker.model.wording import Wording
from tracker.store.asof import LAST_KIND, STATUS
from tracker.store.blocks import texts
from tracker.store.read import WORDING, rows

Status = Literal["open", "closed"]

_POSTING = "p.id, p.source, s.name AS employer, p.external_id, p.url, p.first_seen, p.repost_of, p.requisition_id"
_TABLES = "FROM posting_state AS p JOIN sources AS s ON s.id = p.source JOIN source_state AS t ON t.source = p.source "
_WORDING = f"w.number, w.blocks, {', '.join(f'w.{name}' for name in WORDING)}"
_NOW = (
    f"SELECT {_POSTING}, p.status, CASE WHEN p.listed THEN t.listed_at ELSE p.last_seen END AS last_seen, p.closed_at, {_WORDING} "
    f"{_TABLES} JOIN wordings AS w ON w.id = p.current WHERE 1"
)
_THEN = (
    f"SELECT {_POSTING}, {LAST_KIND} AS status, NULL AS last_seen, (SELECT max(c.at) FROM changes AS c WHERE c.posting_id = p.id "
    f"AND c.at <= :at AND c.kind = 'closed') AS closed_at, {_WORDING} {_TABLES} JOIN wordings AS w ON w.id = (SELECT v.id "
    "FROM wordings AS v WHERE v.posting_id = p.id AND v.seen_at <= :at ORDER BY v.number DESC LIMIT 1) "
    "WHERE p.first_seen <= :at"
)
_STATUS_NOW = {"": "", "open": " AND p.status = 'open'", "closed": " AND p.status = 'closed'"}
_STATUS_THEN = {
    "": f" AND {LAST_KIND} IS NOT NULL",
    "open": f" AND {LAST_KIND} <> 'closed'",
    "closed": f" AND {LAST_KIND} = 'closed'",
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A posting with the wording of its version `number`.

    `last_seen` is None as of a moment, because only the newest time is stored.
    """

    id: str
    source: str
    employer: str
    external_id: str
    url: str
    first_seen: Time
    repost_of: str | None
    requisition_id: str | None
    status: Status
    last_seen: Time | None
    closed_at: Time | None
    number: int
    wording: Wording


_MADE = ("status", "closed_at", "wording")
_AS_THEY_ARE = tuple(item.name for item in fields(Recorded) if item.name not in _MADE)


def read_postings(
    connection: sqlite3.Connection,
    *,
    posting: str = "",
    source: str = "",
    status: Status | Literal[""] = "",
    at: Time = "",
    after: str = "",
    limit: int = -1,
) -> list[Recorded]:
    """Read postings in the order of their ids, `limit` of those that follow the id `after`; now, or as of a moment."""
    query = _THEN + _STATUS_THEN[status] if at else _NOW + _STATUS_NOW[status]
    query += " AND p.id = :posting" if posting else " AND p.id > :after"
    query += " AND p.source = :source" if source else ""
    values = {"posting": posting, "source": source, "at": at, "after": after, "limit": limit}
    postings = rows(connection, dict[str, Any], f"{query} ORDER BY p.id LIMIT :limit", values)
    return [_recorded(connection, row, past=bool(at)) for row in postings]


def _recorded(connection: sqlite3.Connection, row: dict[str, Any], *, past: bool) -> Recorded:
    status = STATUS[row["status"]] if past else row["status"]
    return Recorded(
        **{name: row[name] for name in _AS_THEY_ARE},
        status=status,
        closed_at=row["closed_at"] if status == "closed" else None,
        wording=Wording(blocks=texts(connection, orjson.loads(row["blocks"])), **{name: row[name] for name in WORDING}),
    )
