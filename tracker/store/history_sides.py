"""Read wordings, and what closed, for the rules of `tracker.insight`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson

from tracker.insight import companies
from tracker.insight.finding import Event, Pay, Side, Visit
from tracker.model import Time, iso, moment
from tracker.store import history_state

_WEEK = 7  # days
_SIDE = "w.title, w.location, w.department, w.pay_min, w.pay_max, w.pay_currency, w.pay_period, w.blocks, w.id, w.number, w.closes_at"


def sides(connection: sqlite3.Connection, versions: Iterable[str]) -> dict[str, tuple[Any, ...]]:
    """Read the rows of versions, by their ids."""
    query = f"SELECT {_SIDE} FROM json_each(?) AS j JOIN wordings AS w ON w.id = j.value"
    version_ids = orjson.dumps(sorted(versions)).decode()
    return {row[8]: (*row[:7], orjson.loads(row[7]), *row[8:]) for row in connection.execute(query, (version_ids,))}


def block_ids(row: tuple[Any, ...] | None) -> list[int]:
    """Return the ids of the blocks of a version."""
    return row[7] if row else []


def side(row: tuple[Any, ...], places: history_state.Places, blocks: tuple[str, ...] = ()) -> Side:
    """Return a version as the rules see it."""
    where = history_state.place_fields(places.get(row[8], ()))
    return Side(row[0] or "", row[1] or "", row[2] or "", Pay(*row[3:7]), blocks, closes=row[10] or "", **where)


def with_company(event: Event, url: str | None) -> Event:
    """Return a change of a list of many employers with the company that the address names."""
    return replace(event, after=replace(event.after, company=companies.of(url or "")))


def closed_in_week(connection: sqlite3.Connection, visit: Visit, end: Time, *, mixed: bool) -> list[Event]:
    """Return what the source closed in the week before a time, as far as the checks before knew it, except what opened again."""
    since = iso(moment(end) - timedelta(days=_WEEK))
    when = (
        "c.source = :source AND c.known_at > :since AND c.at > :since AND c.at <= :end AND NOT EXISTS (SELECT 1 FROM changes AS o "
        "WHERE o.posting_id = c.posting_id AND o.known_at >= c.known_at AND o.known_at <= :now AND o.kind = 'reopened')"
    )
    return _closings(
        connection, when, {"source": visit.source, "since": since, "end": end, "now": visit.at}, mixed=mixed
    )


def closed_at(connection: sqlite3.Connection, visit: Visit, time: Time, *, mixed: bool) -> list[Event]:
    """Return what the source closed at a time, as far as the checks before knew it."""
    when = "c.at = :time AND +c.source = :source"  # the index by time has few rows
    return _closings(connection, when, {"source": visit.source, "time": time, "now": visit.at}, mixed=mixed)


def _closings(connection: sqlite3.Connection, when: str, values: Mapping[str, str], *, mixed: bool) -> list[Event]:
    query = (
        "SELECT c.id, c.posting_id, c.at, c.since, c.from_version, p.first_seen, p.url FROM changes AS c "
        f"JOIN posting_state AS p ON p.id = c.posting_id WHERE {when} AND c.known_at < :now "
        "AND +c.kind = 'closed' AND +c.baseline = 0 ORDER BY c.known_at, c.id"  # the index by kind has all closings of the project
    )
    rows = connection.execute(query, values).fetchall()
    read = sides(connection, {row[4] for row in rows if row[4]})
    places = history_state.places(connection, sorted(read))
    events = []
    for name, posting, at, since, version, first, url in rows:
        if version in read:
            event = Event(
                name, posting, at, "closed", side(read[version], places), since=since or "", first=first or ""
            )
            events.append(with_company(event, url) if mixed else event)
    return events
