"""The lives of a source's postings, for `tracker.insight.lifetimes`."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a run that changes nothing does not load it
    from tracker.insight.lifetimes import Life, Lifetimes

_QUERY = (
    "SELECT p.id, w.title, p.first_seen, o.since, CASE WHEN p.status = 'closed' THEN c.since WHEN p.listed THEN t.listed_at "
    "ELSE p.last_seen END, CASE p.status WHEN 'closed' THEN p.closed_at END, coalesce(o.baseline, 0), "
    "(SELECT min(e.at) FROM changes AS e WHERE e.posting_id = p.id AND e.kind = 'edited'), p.repost_of "
    "FROM posting_state AS p JOIN wordings AS w ON w.id = p.current JOIN source_state AS t ON t.source = p.source "
    "LEFT JOIN changes AS o ON o.posting_id = p.id AND o.kind = 'opened' "
    "LEFT JOIN changes AS c ON c.posting_id = p.id AND c.kind = 'closed' AND c.at = p.closed_at "
    "WHERE p.source = ? GROUP BY p.id ORDER BY p.first_seen, p.id"
)
# How many days each reopened posting was closed before.
_CLOSED = (
    "SELECT r.posting_id, total(julianday(r.at) - julianday((SELECT max(c.at) FROM changes AS c WHERE c.posting_id = r.posting_id "
    "AND c.kind = 'closed' AND c.at < r.at))) FROM changes AS r WHERE r.source = ? AND r.kind = 'reopened' GROUP BY r.posting_id"
)


@dataclass(frozen=True, slots=True)
class OfSource:
    """The lifetimes of a source."""

    source: str
    employer: str
    lifetimes: Lifetimes


def lifetimes(connection: sqlite3.Connection, sources: Sequence[str]) -> list[OfSource]:
    """Return the lifetimes of these sources, or of all; an open posting is counted until it was last seen."""
    from tracker.insight.lifetimes import of

    rows = connection.execute(
        "SELECT t.source, s.name, coalesce(t.listed_at, ''), t.usual FROM source_state AS t JOIN sources AS s ON s.id = t.source "
        "ORDER BY s.name, t.source"
    ).fetchall()
    return [
        OfSource(source, employer, of(lives(connection, source), listed, (hours or 24.0) / 24))
        for source, employer, listed, hours in rows
        if listed and (not sources or source in sources)
    ]


def lives(connection: sqlite3.Connection, source: str) -> list[Life]:
    """Read the postings of a source."""
    from tracker.insight.lifetimes import Life

    days_closed: dict[str, float] = dict(connection.execute(_CLOSED, (source,)).fetchall())
    rows = connection.execute(_QUERY, (source,))
    return [
        Life(
            name,
            title or "",
            opened,
            since,
            last_seen,
            closed,
            bool(baseline),
            edited,
            repost_of,
            days_closed.get(name, 0.0),
        )
        for name, title, opened, since, last_seen, closed, baseline, edited, repost_of in rows
    ]
