"""Counts of a source's postings for the website: how many there are, and for a large source its other numbers.

The counts are written with each check that changes a posting. The numbers of a large source (places, departments, stated pay,
lifetimes) take up to a second to read, so they are made at the end of a run; those of a small one are read when they are
shown. Both can be recomputed from the other tables, and are the same after a rebuild.
"""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import orjson

from tracker.model import Time
from tracker.store import lifetimes, places
from tracker.store.places import Count

if TYPE_CHECKING:  # only the numbers of a large source that changed are made at the end of a run
    from tracker.insight.lifetimes import Lifetimes

# The first index has the columns by which an employer's changes are filtered, so that changes that don't match are not read. The
# second has those that the digest of a day counts, and the third those of the filters for a country and a city.
TABLES = """
CREATE TABLE source_counts (source TEXT PRIMARY KEY, postings INTEGER, open INTEGER, due INTEGER, day TEXT, hours INTEGER, numbers TEXT);
INSERT INTO source_counts SELECT source, count(*), sum(status = 'open'), 1, '', 0, NULL FROM posting_state GROUP BY source;
DROP INDEX changes_by_source;
CREATE INDEX changes_by_source ON changes(source, known_at, baseline, kind, significance);
DROP INDEX changes_told;
CREATE INDEX changes_told ON changes(known_at, source, kind) WHERE baseline = 0;
DROP INDEX posting_places_by_version;
CREATE INDEX posting_places_by_version ON posting_places(version_id, country, city);
"""
LARGE = 2_000  # postings; the numbers of fewer are read within 30 ms
MOST_PLACES, MOST_DEPARTMENTS = 60, 60
_PAY = (
    "SELECT w.title, w.pay_currency, w.pay_period, count(*) AS many, min(coalesce(w.pay_min, w.pay_max)), "
    "max(coalesce(w.pay_max, w.pay_min)), min(p.id), count(w.pay_min), count(w.pay_max) FROM posting_state AS p INDEXED BY posting_by_status "
    "JOIN versions AS w ON w.id = p.current WHERE p.source = ? AND p.status = 'open' "
    "AND w.pay_plausible GROUP BY 1, 2, 3 ORDER BY many DESC, 6 DESC, 1, 2, 3 LIMIT ?"
)
_MOST_PAY = 600  # titles with stated pay that are kept: a page shows the first
# Title, currency, period, postings, lowest, highest, the first posting, and how many state a lowest and a highest pay.
PayRow = tuple[str | None, str | None, str | None, int, float, float, str, int, int]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The open postings of a source by place, department and stated pay, and how long its postings stay open."""

    places: tuple[Count, ...]
    departments: tuple[tuple[str, int], ...]
    pay: tuple[PayRow, ...]
    lifetimes: Lifetimes | None


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """The row of a source. `outdated`: something changed since its numbers were made, which are None if they were not made."""

    postings: int
    open: int
    outdated: bool
    numbers: str | None


def count(connection: sqlite3.Connection, source: str, *, due: bool) -> None:
    """Count the postings of a source; `due`: its numbers are out of date."""
    connection.execute(
        "INSERT INTO source_counts (source, postings, open, due, day, hours) SELECT ?, count(*), "
        "coalesce(sum(status = 'open'), 0), ?, '', 0 FROM posting_state INDEXED BY posting_by_status WHERE source = ? "
        "ON CONFLICT (source) DO UPDATE SET postings = excluded.postings, open = excluded.open, due = max(due, excluded.due)",
        (source, int(due), source),
    )


def forget(connection: sqlite3.Connection, source: str) -> None:
    """Delete the counts of a source."""
    connection.execute("DELETE FROM source_counts WHERE source = ?", (source,))


def counts_of(connection: sqlite3.Connection, source: str) -> SourceCounts:
    """Return the stored counts of a source."""
    query = "SELECT postings, open, due, numbers FROM source_counts WHERE source = ?"
    row = connection.execute(query, (source,)).fetchone()
    return (
        SourceCounts(row[0], row[1], bool(row[2]), row[3]) if row else SourceCounts(0, 0, outdated=True, numbers=None)
    )


def catch_up(connection: sqlite3.Connection) -> int:
    """Make the numbers of large sources that are out of date; return how many.

    Lifetimes are as of the day of the last list, so a check that changes nothing makes them again once a day.
    """
    rows = connection.execute(
        "SELECT c.source, substr(coalesce(t.listed_at, ''), 1, 10), CAST(round(t.usual) AS INTEGER) FROM source_counts AS c "
        "JOIN source_state AS t ON t.source = c.source WHERE c.postings > ? AND (c.due OR c.numbers IS NULL "
        "OR c.day <> substr(coalesce(t.listed_at, ''), 1, 10) OR c.hours <> CAST(round(t.usual) AS INTEGER)) ORDER BY c.source",
        (LARGE,),
    ).fetchall()
    for source, day, hours in rows:
        packed = _packed(_read(connection, source, day, hours))
        connection.execute(
            "UPDATE source_counts SET due = 0, day = ?, hours = ?, numbers = ? WHERE source = ?",
            (day, hours, packed, source),
        )
    connection.execute(
        "UPDATE source_counts SET due = 0, day = '', hours = 0, numbers = NULL WHERE postings <= ? AND (due OR numbers IS NOT NULL)",
        (LARGE,),
    )
    return len(rows)


def numbers(connection: sqlite3.Connection, source: str, known: SourceCounts) -> Numbers:
    """Return the numbers of a source: those of a large one as of the end of the last run, else as they are now."""
    if known.numbers and known.postings > LARGE:
        return _unpacked(known.numbers)
    of_source = lifetimes.lifetimes(connection, [source])
    return Numbers(*_of_open(connection, source), of_source[0].lifetimes if of_source else None)


def _read(connection: sqlite3.Connection, source: str, day: str, hours: int) -> Numbers:
    from tracker.insight.lifetimes import of as lifetimes_of

    listed: Time = f"{day}T00:00:00.000Z"
    lived = lifetimes_of(lifetimes.lives(connection, source), listed, (hours or 24) / 24) if day else None
    return Numbers(*_of_open(connection, source), lived)


def _of_open(
    connection: sqlite3.Connection, source: str
) -> tuple[tuple[Count, ...], tuple[tuple[str, int], ...], tuple[PayRow, ...]]:
    departments = connection.execute(
        "SELECT w.department, count(*) AS many FROM posting_state AS p JOIN wordings AS w ON w.id = p.current "
        "WHERE p.source = ? AND p.status = 'open' AND w.department IS NOT NULL GROUP BY w.department ORDER BY many DESC, 1 LIMIT ?",
        (source, MOST_DEPARTMENTS),
    )
    return (
        tuple(places.of_source(connection, source, MOST_PLACES)),
        tuple((row[0], row[1]) for row in departments),
        tuple((*row,) for row in connection.execute(_PAY, (source, _MOST_PAY))),
    )


def _packed(numbers: Numbers) -> str:
    return orjson.dumps(
        {
            "places": [
                (counted_place.name, counted_place.many, counted_place.country, counted_place.city)
                for counted_place in numbers.places
            ],
            "departments": numbers.departments,
            "pay": numbers.pay,
            "lifetimes": asdict(numbers.lifetimes) if numbers.lifetimes else None,
        }
    ).decode()


def _unpacked(text: str) -> Numbers:
    from tracker.insight.lifetimes import Evergreen, Lifetimes

    data = orjson.loads(text)
    lived = data["lifetimes"]
    return Numbers(
        tuple(Count(*row) for row in data["places"]),
        tuple((name, many) for name, many in data["departments"]),
        tuple((*row,) for row in data["pay"]),
        Lifetimes(**{**lived, "evergreen": tuple(Evergreen(**row) for row in lived["evergreen"])}) if lived else None,
    )
