"""Count the changes of each check when it is written. Findings need the counts: they compare a check with all earlier ones.

A source has thousands of changes, but only a few hundred checks. Reading the changes and their wordings took longer than all
rules together. A row counts the changes of one check. All rows can be recomputed from `changes` and `wordings`, and are the
same after a rebuild.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from tracker.model import Time

# A row with `baseline` 1 counts postings that were listed when monitoring began; a check may have a row of each kind.
# The other columns are JSON. `changes` has the numbers of a `Group` by the time of the changes, by the latest time at
# which they had not happened, and by department. The rest is about the new wordings. `titles`: how many postings opened
# with each title, in the order of the first change. `places`: how many wordings are in each country (with "" as its
# city) and in each city. `locations`, `pays`: what they state, each once. The rows are too long for a table WITHOUT
# ROWID, which would put each on a page of its own.
TABLES = """
CREATE TABLE check_counts (
    source TEXT REFERENCES sources(id), known_at TEXT, baseline INTEGER, changes TEXT, titles TEXT, places TEXT, locations TEXT, pays TEXT
);
CREATE UNIQUE INDEX check_counts_by_source ON check_counts(source, known_at, baseline);
"""
_PLACES = (
    "CASE WHEN c.kind IN ('opened', 'edited') THEN (SELECT json_group_array(coalesce(l.country, '') || '/' || coalesce(l.city, '')) "
    "FROM posting_places AS l WHERE l.version_id = c.to_version AND (l.country <> '' OR l.city <> '')) END"
)
_ROWS = (
    "SELECT c.source, c.known_at, coalesce(c.baseline, 0), c.kind, coalesce(w.department, ''), coalesce(c.at, ''), "
    "coalesce(c.since, ''), coalesce(c.was_closed, 0), coalesce(w.title, ''), coalesce(w.location, ''), w.pay_min, w.pay_max, "
    f"{_PLACES} FROM changes AS c LEFT JOIN wordings AS w ON w.id = coalesce(c.to_version, c.from_version) "
)
_OPENED, _EDITED, _CLOSED, _AGAIN = range(4)  # places in the numbers of a group
_COLUMNS = ("changes", "titles", "places", "locations", "pays")
Where = tuple[str, str]  # country and city
Pay = tuple[float | None, float | None]


class Group(NamedTuple):
    """Changes of one check in one department ("" for none) that happened at the same time.

    `again` counts closed postings that are open again. `since` is the latest time at which one of the changes had not happened yet.
    It is a tuple, because thousands are made for a check.
    """

    department: str
    at: Time
    since: Time
    opened: int
    edited: int
    closed: int
    again: int


def count(connection: sqlite3.Connection, source: str, at: Time) -> None:
    """Count the changes that a source's check at this time has now."""
    connection.execute("DELETE FROM check_counts WHERE source = ? AND known_at = ?", (source, at))
    query = f"{_ROWS} WHERE c.source = ? AND c.known_at = ? ORDER BY c.baseline, c.id"
    _write(connection, connection.execute(query, (source, at)))


def recount(connection: sqlite3.Connection, source: str, versions: Sequence[str]) -> None:
    """Recount the checks that wrote or replaced these versions, because their texts were filled in."""
    query = (
        "SELECT DISTINCT c.known_at FROM json_each(?) AS j JOIN wordings AS w ON w.id = j.value "
        "JOIN changes AS c ON c.posting_id = w.posting_id AND w.id IN (c.to_version, c.from_version)"
    )
    for (at,) in connection.execute(query, (orjson.dumps(versions).decode(),)).fetchall():
        count(connection, source, at)


def refill(connection: sqlite3.Connection) -> None:
    """Count the checks of all sources again."""
    connection.execute("DELETE FROM check_counts")
    _write(connection, connection.execute(f"{_ROWS} ORDER BY c.source, c.known_at, c.baseline, c.id"))


def _write(connection: sqlite3.Connection, changes: Iterable[tuple[Any, ...]]) -> None:
    """Write the counts of changes that are sorted by source, check and `baseline`."""
    connection.executemany(
        f"INSERT INTO check_counts (source, known_at, baseline, {', '.join(_COLUMNS)}) VALUES (?, ?, ?{', ?' * len(_COLUMNS)})",
        ((*name, *_columns_of(changes_of_check)) for name, changes_of_check in groupby(changes, itemgetter(0, 1, 2))),
    )


def _columns_of(changes: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """Count the changes of a check; yield the columns."""
    groups: dict[tuple[Time, str], list[int]] = {}
    sinces: dict[tuple[Time, str], Time] = {}
    titles: dict[str, int] = {}
    places: Counter[Where] = Counter()
    locations: set[str] = set()
    pays: set[Pay] = set()
    for *_, kind, department, at, since, again, title, location, low, high, where in changes:
        group = at, department
        numbers = groups.setdefault(group, [0, 0, 0, 0])
        numbers[_AGAIN] += again
        sinces[group] = max(sinces.get(group, ""), since)
        if kind == "closed":
            numbers[_CLOSED] += 1
        if kind not in {"opened", "edited"}:
            continue
        numbers[_OPENED if kind == "opened" else _EDITED] += 1
        titles[title] = titles.get(title, 0) + (kind == "opened")
        places.update(_once(where))
        locations.add(location)
        pays.add((low, high))
    nested: dict[Time, dict[Time, dict[str, list[int]]]] = {}
    for (at, department), numbers in sorted(groups.items()):
        nested.setdefault(at, {}).setdefault(sinces[at, department], {})[department] = numbers
    countries: dict[str, dict[str, int]] = {}
    for (country, city), many in sorted(places.items()):
        countries.setdefault(country, {})[city] = many
    stated = sorted(pays - {(None, None)}, key=repr)
    for column in (nested, titles, countries, sorted(locations - {""}), stated):
        yield orjson.dumps(column).decode()


def _once(places: str) -> set[Where]:
    """Return the countries and the cities that one wording is in, from a JSON list of "US/Austin"."""
    if places == "[]":
        return set()
    cities = {(country, city) for country, _, city in (place.partition("/") for place in orjson.loads(places))}
    return cities | {(country, "") for country, _ in cities}


def groups(
    connection: sqlite3.Connection, source: str, since: Time, at: Time, *, with_baseline: bool = True
) -> Iterator[tuple[Time, bool, Group]]:
    """Yield the groups of changes of the checks between two times, each with the time of its check and whether it is the baseline.

    `with_baseline`: False leaves the baseline out.
    """
    query = "SELECT known_at, baseline, changes FROM check_counts WHERE source = ? AND known_at >= ? AND known_at < ? AND baseline <= ?"
    for known_at, baseline, packed in connection.execute(query, (source, since, at, int(with_baseline))):
        for when, sinces in orjson.loads(packed).items():
            for first, departments in sinces.items():
                for department, numbers in departments.items():
                    yield known_at, bool(baseline), Group(department, when, first, *numbers)


def titles(
    connection: sqlite3.Connection, source: str, since: Time, at: Time
) -> Iterator[tuple[Time, bool, dict[str, int]]]:
    """Yield for each check between two times, in order: its time, whether it is the baseline, and the number of openings by title."""
    query = (
        "SELECT known_at, baseline, titles FROM check_counts WHERE source = ? AND known_at >= ? AND known_at < ? "
        "ORDER BY known_at, baseline DESC"
    )
    for known_at, baseline, packed in connection.execute(query, (source, since, at)):
        yield known_at, bool(baseline), orjson.loads(packed)


def places(connection: sqlite3.Connection, source: str, since: Time, at: Time) -> Counter[Where]:
    """Return how many wordings of the checks between two times are in each country and city."""
    counts: Counter[Where] = Counter()
    for countries in _column(connection, "places", source, since, at):
        for country, cities in countries.items():
            for city, count in cities.items():
                counts[country, city] += count
    return counts


def locations(connection: sqlite3.Connection, source: str, since: Time, at: Time) -> set[str]:
    """Return the locations that the checks between two times stated, as they are written."""
    return set().union(*_column(connection, "locations", source, since, at))


def pays(connection: sqlite3.Connection, source: str, since: Time, at: Time) -> set[Pay]:
    """Return the ranges of pay that the checks between two times stated."""
    return {(low, high) for pays in _column(connection, "pays", source, since, at) for low, high in pays}


def _column(connection: sqlite3.Connection, name: str, source: str, since: Time, at: Time) -> Iterator[Any]:
    query = f"SELECT {name} FROM check_counts WHERE source = ? AND known_at >= ? AND known_at < ?"
    for (packed,) in connection.execute(query, (source, since, at)):
        yield orjson.loads(packed)


def first_posting(
    connection: sqlite3.Connection, source: str, known_at: Time, title: str, *, baseline: bool
) -> tuple[str, str]:
    """Return the first posting with a title in a check, and its change."""
    query = (
        "SELECT c.posting_id, c.id FROM changes AS c JOIN wordings AS w ON w.id = c.to_version WHERE c.source = ? AND c.known_at = ? "
        "AND c.baseline = ? AND c.kind IN ('opened', 'edited') AND coalesce(w.title, '') = ? ORDER BY c.id LIMIT 1"
    )
    posting, change = connection.execute(query, (source, known_at, int(baseline), title)).fetchone()
    return posting, change


def renamed(connection: sqlite3.Connection, source: str, formerly: str) -> None:
    """Move the counts of a source from its former name."""
    connection.execute("UPDATE check_counts SET source = ? WHERE source = ?", (source, formerly))


def forget(connection: sqlite3.Connection, source: str) -> None:
    """Delete the counts of a source."""
    connection.execute("DELETE FROM check_counts WHERE source = ?", (source,))
