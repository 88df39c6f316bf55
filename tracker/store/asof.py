"""The history as of a moment: the status and the wording of a posting, the state of a whole source, and the gaps.

Everything is read from versions and changes through indexes; nothing is replayed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tracker.model import Time
from tracker.store import tallies
from tracker.store.read import rows
from tracker.store.row_types import ChangeRow, GapRow, PostingThen, TimelineRow

STATUS: dict[str, Literal["open", "closed"]] = {"closed": "closed", "opened": "open", "reopened": "open"}
LAST_KIND = (
    "(SELECT c.kind FROM changes AS c WHERE c.posting_id = p.id AND c.at <= :at "
    "AND c.kind IN ('opened', 'closed', 'reopened') ORDER BY c.at DESC, c.rowid DESC LIMIT 1)"
)


def status_at(connection: sqlite3.Connection, posting: str, at: Time) -> str | None:
    """Return `open` or `closed`, as it was known at a moment; None before the posting was first seen."""
    row = connection.execute(
        f"SELECT {LAST_KIND} FROM posting_state AS p WHERE p.id = :posting", {"posting": posting, "at": at}
    ).fetchone()
    return STATUS.get(row[0]) if row else None


def number_at(connection: sqlite3.Connection, posting: str, at: Time) -> int:
    """Return the number of the version at a moment, 0 if there was none yet."""
    row = connection.execute(
        "SELECT max(number) FROM wordings WHERE posting_id = ? AND seen_at <= ?", (posting, at)
    ).fetchone()
    return int(row[0] or 0)


@dataclass(frozen=True, slots=True)
class State:
    """A source at a moment: its postings as they were known, and the checks that show it.

    `before` is the last complete check up to the moment, `following` the first one after it; None if there is none.
    `seen` is how many roles the last complete list up to the moment had, `held` how many more the history had as open then.
    """

    source: str
    at: Time
    before: Time | None
    following: Time | None
    postings: list[PostingThen]
    seen: int | None = None
    held: int | None = None


def source_at(connection: sqlite3.Connection, source: str, at: Time, *, closed: bool = False) -> State:
    """Return a source's postings as of a moment, those that were open or (`closed`) all that were known."""
    known_postings = rows(
        connection,
        PostingThen,
        "SELECT id, external_id, url, first_seen, number, title, location, department, employment_type, workplace, "
        "pay_min, pay_max, pay_currency, pay_period, text_sha256, version, CASE kind WHEN 'closed' THEN 'closed' WHEN 'opened' THEN 'open' WHEN 'reopened' THEN 'open' END AS status FROM ("
        "SELECT p.id, p.external_id, p.url, p.first_seen, w.number, w.title, w.location, w.department, "
        "w.employment_type, w.workplace, w.pay_min, w.pay_max, w.pay_currency, w.pay_period, w.text_sha256, "
        f"w.id AS version, {LAST_KIND} AS kind "
        "FROM posting_state AS p JOIN wordings AS w ON w.id = (SELECT v.id FROM wordings AS v "
        "WHERE v.posting_id = p.id AND v.seen_at <= :at ORDER BY v.number DESC LIMIT 1) "
        "WHERE p.source = :source AND p.first_seen <= :at) ORDER BY title, id",
        {"source": source, "at": at},
    )
    postings = [row for row in known_postings if row["status"] == "open" or (closed and row["status"])]
    return State(source, at, *checks_around(connection, source, at), postings, *_listed(connection, source, at))


def _listed(connection: sqlite3.Connection, source: str, at: Time) -> tuple[int | None, int | None]:
    """Return what the last complete list up to a moment had, and how many postings were held then."""
    query = (
        "SELECT started_at, seen, held FROM checks WHERE source = ? AND started_at <= ? AND outcome = 'complete' "
        "ORDER BY started_at DESC LIMIT 1"
    )
    lists = [connection.execute(query, (name, at)).fetchone() for name in tallies.names(connection, source)]
    newest = max(filter(None, lists), default=(None, None, None))
    return newest[1], newest[2]


def current_name(connection: sqlite3.Connection, source: str) -> str:
    """Return the current name of the source that once had this name, "" if there is none."""
    row = connection.execute(
        "SELECT t.source FROM source_state AS t JOIN json_each(t.names) AS n ON n.value = ? WHERE t.source <> ? "
        "AND NOT EXISTS (SELECT 1 FROM source_state WHERE source = ?)",
        (source, source, source),
    ).fetchone()
    return row[0] if row else ""


def checks_around(connection: sqlite3.Connection, source: str, at: Time) -> tuple[Time | None, Time | None]:
    """Return the last complete check of a source up to a moment, and the first one after it; None if there is none."""
    before: list[Time] = []
    after: list[Time] = []
    for name in tallies.names(connection, source):
        row = connection.execute(
            "SELECT (SELECT max(started_at) FROM checks WHERE source = :source AND started_at <= :at "
            "AND outcome IN ('complete', 'window')), (SELECT min(started_at) FROM checks WHERE source = :source "
            "AND started_at > :at AND outcome IN ('complete', 'window'))",
            {"source": name, "at": at},
        ).fetchone()
        before += [row[0]] if row[0] else []
        after += [row[1]] if row[1] else []
    return max(before, default=None), min(after, default=None)


def gaps(connection: sqlite3.Connection, sources: Iterable[str]) -> list[GapRow]:
    """Return the monitoring gaps of sources: periods without a complete check that are much longer than usual.

    A gap is longer than three times the 80th percentile of the intervals, and longer than twice the source's `every`.
    """
    return [
        gap
        for source in sources
        for gap in rows(connection, GapRow, "SELECT * FROM gaps WHERE source = ? ORDER BY until", (source,))
    ]


def gap_of(change: ChangeRow | TimelineRow, gaps_of_source: Iterable[GapRow]) -> GapRow | None:
    """Return the gap in which a change happened, None if it happened in none."""
    return gap_between(change["source"], change["since"], change["at"], gaps_of_source)


def gap_between(source: str, since: Time | None, at: Time, gaps_of_source: Iterable[GapRow]) -> GapRow | None:
    """Return the gap of a source in which a change between two times may have happened: the interval ends where the gap ends, or contains it."""
    return next(
        (
            gap
            for gap in gaps_of_source
            if since and gap["source"] == source and since <= gap["since"] and gap["until"] <= at
        ),
        None,
    )
