"""Read changes from the database as the rules and the messages of alerts see them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from tracker.alerts.rules import Fact, Links
from tracker.alerts.where import Place
from tracker.diff.render import field_changes
from tracker.model.wording import Wording
from tracker.store.read import wording_of

_CHANGE = (
    "SELECT c.id, c.posting_id, c.source, s.name, c.at, c.kind, c.significance, p.url, c.summary, c.group_id, c.from_version, "
    "coalesce(c.to_version, p.current), c.known_at, c.check_id, p.status, a.number, b.number, b.snapshot_id FROM changes AS c "
    "JOIN sources AS s ON s.id = c.source JOIN posting_state AS p ON p.id = c.posting_id "
    "LEFT JOIN wordings AS a ON a.id = c.from_version LEFT JOIN wordings AS b ON b.id = coalesce(c.to_version, p.current) "
    "WHERE c.id = ?"
)
_PLACES = "SELECT place, city, region, country FROM posting_places WHERE version_id = ? ORDER BY rowid"


def facts(connection: sqlite3.Connection, changes: Iterable[str]) -> list[Fact]:
    """Return the changes with the wordings before and after them."""
    return [fact for name in changes for fact in _fact(connection, name)]


def _fact(connection: sqlite3.Connection, name: str) -> list[Fact]:
    row = connection.execute(_CHANGE, (name,)).fetchone()
    if row is None:
        return []
    after = wording_of(connection, row[11]) or Wording("")
    before = wording_of(connection, row[10]) if row[10] and row[10] != row[11] else after if row[10] else None
    return [
        Fact(
            id=row[0],
            posting_id=row[1],
            source=row[2],
            employer=row[3],
            at=row[4],
            kind=row[5],
            significance=row[6],
            title=after.title,
            url=row[7],
            location=after.location,
            summary=row[8],
            group_id=row[9],
            before=f"{before.title}\n{before.text}" if before else "",
            after=f"{after.title}\n{after.text}",
            fields=field_changes(before, after) if before else {},
            known_at=row[12],
            department=after.department,
            places=tuple(Place(*place) for place in connection.execute(_PLACES, (row[11],))),
            links=Links(row[15], row[16], row[17], row[13], row[14]),
        )
    ]
