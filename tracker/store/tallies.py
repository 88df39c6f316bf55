"""Counts that are updated with every write, so that no page has to count again: changes by day, and time between checks.

All can be recomputed from `changes` and `checks`; `refill` does so, for a database that was written without them.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise

import orjson

from tracker.model import COMMIT, Time, moment
from tracker.store import history_counts

GOOD = ("complete", "window")
_DAY = (
    "INSERT INTO day_counts (day, source, there, opened, edited, closed, reopened, again) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (day, source) DO UPDATE SET there = there + excluded.there, opened = opened + excluded.opened, "
    "edited = edited + excluded.edited, closed = closed + excluded.closed, reopened = reopened + excluded.reopened, "
    "again = again + excluded.again"
)
_RECOUNT = (
    "INSERT INTO day_counts (day, source, there, opened, edited, closed, reopened, again) "
    "SELECT substr(at, 1, 10) AS day, source, sum(kind = 'opened' AND baseline), "
    "sum(kind = 'opened' AND NOT baseline), sum(kind = 'edited'), sum(kind = 'closed'), sum(kind = 'reopened'), "
    "sum(was_closed) FROM changes WHERE source = ? GROUP BY day"
)
_FEW_INTERVALS = 20  # fewer intervals than this don't show what is usual
_NEAR_USUAL = 1.5  # times the usual interval; a shorter interval will hardly ever count as a gap
_EVERY = 6.0  # hours, where a source has no settings


def count_changes(connection: sqlite3.Connection, source: str, rows: Iterable[tuple[Time, str, bool, bool]]) -> None:
    """Count changes of a source by day and kind, whether they are part of the baseline, and whether a closed posting is open again.

    `again` counts postings that were closed and are open again. `reopened` also counts those that are only listed again.
    """
    days: dict[str, Counter[str]] = {}
    for at, kind, baseline, was_closed in rows:
        counts = days.setdefault(at[:10], Counter())
        counts["there" if baseline and kind == "opened" else kind] += 1
        counts["again"] += was_closed
    names = ("there", "opened", "edited", "closed", "reopened", "again")
    connection.executemany(_DAY, [(day, source, *(counts[name] for name in names)) for day, counts in days.items()])


def recount(connection: sqlite3.Connection, source: str) -> None:
    """Recount the changes of a source."""
    connection.execute("DELETE FROM day_counts WHERE source = ?", (source,))
    connection.execute(_RECOUNT, (source,))


def renamed(connection: sqlite3.Connection, source: str, formerly: str) -> None:
    """Count under the new name. The usual interval moved with `source_state`."""
    recount(connection, formerly)
    recount(connection, source)
    history_counts.renamed(connection, source, formerly)
    connection.execute("UPDATE long_intervals SET source = ? WHERE source = ?", (source, formerly))


def names(connection: sqlite3.Connection, source: str) -> list[str]:
    """Return the name of a source, and its former names, under which its older checks are stored."""
    formerly = connection.execute(
        "SELECT n.value FROM source_state AS t JOIN json_each(t.names) AS n WHERE t.source = ? "
        "AND NOT EXISTS (SELECT 1 FROM source_state AS o WHERE o.source = n.value)",
        (source,),
    ).fetchall()
    return [source, *(row[0] for row in formerly)]


def all_names(connection: sqlite3.Connection, source: str) -> list[str]:
    """Return every name that a source ever had: the ids of its postings begin with the one that it had when they opened."""
    query = "SELECT n.value FROM source_state AS t JOIN json_each(t.names) AS n WHERE t.source = ?"
    return [source, *(row[0] for row in connection.execute(query, (source,)))]


def last_good(connection: sqlite3.Connection, source: str, at: Time) -> Time | None:
    """Return the newest good check of a source before a time, under any of its names."""
    query = "SELECT max(started_at) FROM checks WHERE source = ? AND started_at < ? AND outcome IN (?, ?)"
    times = [connection.execute(query, (name, at, *GOOD)).fetchone()[0] for name in names(connection, source)]
    return max(filter(None, times), default=None)


def count_interval(connection: sqlite3.Connection, source: str, at: Time, run: str) -> None:
    """Note the interval between a good check that was just written and the previous one, also under a former name.

    There is no gap before a commit, because it states all changes since the previous one.
    """
    if run.startswith(COMMIT):
        return
    before = last_good(connection, source, at)
    state = connection.execute(
        "SELECT intervals, json_extract(settings, '$.every') / 3600.0 FROM source_state WHERE source = ?", (source,)
    ).fetchone()
    if before is None or state is None:
        return
    counts: dict[str, int] = orjson.loads(state[0]) if state[0] else {}
    if _is_long(counts, _hours(before, at), state[1] or _EVERY):
        few = connection.execute(
            "SELECT count(*) FROM checks WHERE source IN (SELECT value FROM json_each(?)) AND started_at > ? AND started_at < ?",
            (orjson.dumps(names(connection, source)).decode(), before, at),
        ).fetchone()[0]
        _insert_interval(connection, source, before, at, few)
    _add(counts, _hours(before, at))
    _save(connection, source, counts)


def forget(connection: sqlite3.Connection, source: str) -> None:
    """Delete the counts of a source."""
    connection.execute("DELETE FROM day_counts WHERE source = ?", (source,))
    connection.execute("DELETE FROM long_intervals WHERE source = ?", (source,))
    history_counts.forget(connection, source)


def refill(connection: sqlite3.Connection) -> None:
    """Recount everything from the changes and the checks."""
    connection.execute("DELETE FROM long_intervals")
    for (source,) in connection.execute("SELECT id FROM sources ORDER BY id").fetchall():
        recount(connection, source)
        row = connection.execute(
            "SELECT json_extract(settings, '$.every') / 3600.0 FROM source_state WHERE source = ?", (source,)
        ).fetchone()
        if row is None:  # a former name: its rows are counted under the new one
            continue
        checks = connection.execute(
            "SELECT started_at, outcome, run FROM checks WHERE source IN (SELECT value FROM json_each(?)) ORDER BY started_at",
            (orjson.dumps(names(connection, source)).decode(),),
        ).fetchall()
        good = [(index, at, run) for index, (at, outcome, run) in enumerate(checks) if outcome in GOOD]
        counts: dict[str, int] = {}
        for (first, before, _), (second, at, run) in pairwise(good):
            if (run or "").startswith(COMMIT):
                continue
            if _is_long(counts, _hours(before, at), row[0] or _EVERY):
                _insert_interval(connection, source, before, at, second - first - 1)
            _add(counts, _hours(before, at))
        _save(connection, source, counts)


def usual_hours(counts: Mapping[str, int]) -> float:
    """Return the length in hours that four of five intervals do not exceed; 0 if there are none."""
    position, seen = max(1, sum(counts.values()) * 8 // 10), 0
    for minutes, count in sorted((int(minutes), count) for minutes, count in counts.items()):
        seen += count
        if seen >= position:
            return minutes / 60
    return 0.0


def _is_long(counts: Mapping[str, int], hours: float, every: float) -> bool:
    """Return whether an interval may be a gap, now, or when the usual interval is known."""
    return hours > 2 * every and (sum(counts.values()) < _FEW_INTERVALS or hours > _NEAR_USUAL * usual_hours(counts))


def _add(counts: dict[str, int], hours: float) -> None:
    """Count an interval, rounded to the minute; from two hours on to five minutes, and from a day on to the hour."""
    minutes = hours * 60
    grain = 1 if minutes < 120 else 5 if minutes < 1440 else 60  # noqa: PLR2004
    key = str(round(minutes / grain) * grain)
    counts[key] = counts.get(key, 0) + 1


def _insert_interval(connection: sqlite3.Connection, source: str, since: Time, until: Time, few: int) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO long_intervals (source, since, until, hours, checks) VALUES (?, ?, ?, ?, ?)",
        (source, since, until, _hours(since, until), few),
    )


def _save(connection: sqlite3.Connection, source: str, counts: Mapping[str, int]) -> None:
    connection.execute(
        "UPDATE source_state SET intervals = ?, usual = ? WHERE source = ?",
        (orjson.dumps(counts, option=orjson.OPT_SORT_KEYS).decode() if counts else None, usual_hours(counts), source),
    )


def _hours(since: Time, until: Time) -> float:
    return (moment(until) - moment(since)).total_seconds() / 3600
