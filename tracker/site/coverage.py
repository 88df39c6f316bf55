"""Incomplete coverage: sources whose last check was not complete, overdue sources, and past monitoring gaps.

The pages show it next to the changes, so that missing data are not mistaken for an absence of changes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from tracker.model import Outcome, Time
from tracker.store import read

_NAMED = 3  # most sources named in one line; the rest are counted
GOOD = (
    "coalesce((SELECT max(g.started_at) FROM checks AS g WHERE g.source = s.id AND g.outcome IN ('complete', 'window')), "
    "(SELECT max(g.started_at) FROM json_each(t.names) AS n JOIN checks AS g ON g.source = n.value "
    "WHERE g.outcome IN ('complete', 'window'))) AS last_good"
)


class IncompleteSource(TypedDict):
    """A monitored source whose last check, at `started_at`, was not complete."""

    id: str
    name: str
    outcome: Outcome
    reason: str | None
    started_at: Time
    last_good: Time | None


def incomplete(connection: sqlite3.Connection, source: str = "") -> list[IncompleteSource]:
    """Return the monitored sources whose last check was not complete, with the time of their last complete one."""
    return read.rows(
        connection,
        IncompleteSource,
        f"SELECT s.id, s.name, t.outcome, t.reason, k.started_at, {GOOD} FROM source_state AS t "  # noqa: S608
        "JOIN sources AS s ON s.id = t.source JOIN checks AS k ON k.id = t.last_check "
        "WHERE s.watched AND t.outcome NOT IN ('complete', 'window') AND (? = '' OR s.id = ?) ORDER BY s.name, s.id",
        (source, source),
    )


@dataclass(frozen=True, slots=True)
class Span:
    """A period without a complete check of some sources. `until` is "" if it has not ended; `more` sources are not named."""

    since: Time
    until: Time
    names: tuple[tuple[str, str], ...]
    more: int


def gaps(connection: sqlite3.Connection, source: str, first: Time, last: Time) -> list[Span]:
    """Return the ended gaps that overlap the period from `first` to `last`, newest first."""
    return _together(
        connection.execute(
            "SELECT g.since, g.until, s.id, s.name FROM gaps AS g JOIN sources AS s ON s.id = g.source "
            "WHERE g.until >= ? AND g.since <= ? AND (? = '' OR s.id = ?)",
            (first, last, source, source),
        )
    )


def overdue(connection: sqlite3.Connection, source: str, at: Time) -> list[Span]:
    """Return the monitored sources that, at a time, have not been checked for much longer than usual."""
    return _together(late(connection, source, at))


def late(connection: sqlite3.Connection, source: str, at: Time) -> list[tuple[Time, Time, str, str]]:
    """Return the monitored sources whose last check, of any outcome, is too long ago: its time, "", id and name."""
    return connection.execute(
        "SELECT k.started_at, '', s.id, s.name FROM source_state AS t JOIN sources AS s ON s.id = t.source "
        "JOIN checks AS k ON k.id = t.last_check WHERE s.watched AND (? = '' OR s.id = ?) "
        "AND (julianday(?) - julianday(k.started_at)) * 24 "
        "> max(3 * t.usual, 2 * coalesce(json_extract(t.settings, '$.every'), 21600) / 3600.0)",
        (source, source, at),
    ).fetchall()


def _together(gaps: Iterable[tuple[Time, Time, str, str]]) -> list[Span]:
    """Return one span per pair of days, so that a machine that was off is reported once for all its sources."""
    lines: dict[tuple[str, str], list[tuple[Time, Time, str, str]]] = {}
    for since, until, source, name in gaps:
        lines.setdefault((since[:10], until[:10]), []).append((since, until, source, name))
    return sorted((_span(line) for line in lines.values()), key=lambda span: (span.until, span.since), reverse=True)


def _span(line: Iterable[tuple[Time, Time, str, str]]) -> Span:
    line = sorted(line, key=lambda gap: (gap[3].casefold(), gap[2]))
    named_sources = tuple((source, name) for _, _, source, name in line[:_NAMED])
    return Span(min(gap[0] for gap in line), max(gap[1] for gap in line), named_sources, len(line) - len(named_sources))
