"""Compute findings from the changes, check by check in order of time, and store them.

`findings_due.since` is the time from which findings must be made again. A check that is folded sets it to its own time if that
is earlier. So findings are the same after a rebuild, and in whatever order histories are imported.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypedDict

import orjson

from tracker.model import Time
from tracker.store import model_answers
from tracker.store.read import rows
from tracker.store.row_types import FindingPosting, FindingRow

if TYPE_CHECKING:  # a run that changes nothing does not load the rules and their weights
    from tracker.insight.finding import Finding, FindingKind

_COLUMNS = ("id", "at", "known_at", "kind", "source", "score", "headline", "why", "passage", "evidence")


def mark_due(connection: sqlite3.Connection, since: Time | None) -> None:
    """Note that the changes differ from this time on: findings from then on must be recomputed."""
    if since is not None:
        connection.execute("UPDATE findings_due SET since = ? WHERE since > ?", (since, since))


def forget(connection: sqlite3.Connection, source: str) -> None:
    """Delete the findings of a source that is folded again or removed, before its rows are deleted.

    Later findings of other sources also become due, because they state who else used a phrase.
    """
    query = "SELECT min(known_at) FROM changes WHERE source = ?"
    mark_due(connection, connection.execute(query, (source,)).fetchone()[0])
    connection.execute(
        "DELETE FROM finding_postings WHERE finding_id IN (SELECT id FROM findings WHERE source = ?)", (source,)
    )
    connection.execute("DELETE FROM findings WHERE source = ?", (source,))


def mark_renamed(connection: sqlite3.Connection, formerly: str) -> None:
    """Note that a source has a new name: findings of other sources that state its former one become due."""
    query = "SELECT min(f.known_at) FROM findings AS f, json_each(f.evidence, '$.sources') AS j WHERE j.value = ?"
    mark_due(connection, connection.execute(query, (formerly,)).fetchone()[0])


def mark_filled(connection: sqlite3.Connection, postings: Iterable[str]) -> None:
    """Note that the text of these postings' newest versions came later than the version."""
    names = orjson.dumps(sorted(postings)).decode()
    query = (
        "SELECT min(c.known_at) FROM json_each(?) AS j JOIN posting_state AS p ON p.id = j.value "
        "JOIN changes AS c ON c.posting_id = p.id AND c.to_version = p.current"
    )
    mark_due(connection, connection.execute(query, (names,)).fetchone()[0])


def empty(connection: sqlite3.Connection) -> None:
    """Delete all findings."""
    for table in ("findings", "finding_postings"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("UPDATE findings_due SET since = ''")


def is_due(connection: sqlite3.Connection) -> bool:
    """Return whether anything changed since findings were made."""
    query = (
        "SELECT EXISTS (SELECT 1 FROM changes WHERE baseline = 0 AND known_at >= (SELECT since FROM findings_due)) "
        "OR EXISTS (SELECT 1 FROM findings WHERE known_at >= (SELECT since FROM findings_due))"
    )
    return bool(connection.execute(query).fetchone()[0])


def catch_up(connection: sqlite3.Connection) -> int:
    """Make the findings that are due; return how many. The search index must be up to date."""
    from tracker.insight import rules
    from tracker.store.history_lookup import AFTER, HistoryLookup

    since = str(connection.execute("SELECT since FROM findings_due").fetchone()[0])
    connection.execute(
        "DELETE FROM finding_postings WHERE finding_id IN (SELECT id FROM findings WHERE known_at >= ?)", (since,)
    )
    connection.execute("DELETE FROM findings WHERE known_at >= ?", (since,))
    checks = connection.execute(
        "SELECT known_at, source, check_id FROM changes WHERE baseline = 0 AND known_at >= ? GROUP BY known_at, source, check_id "
        "ORDER BY known_at, source, check_id",
        (since,),
    ).fetchall()
    lookup = HistoryLookup(connection, len(checks))
    count = 0
    for at, source, check in checks:
        new = rules.findings(*lookup.of(check, source, at))
        _write(connection, new)
        count += len(new)
    if checks:
        connection.execute("UPDATE findings_due SET since = ?", (checks[-1][0] + AFTER,))
    return count


def _write(connection: sqlite3.Connection, new: Sequence[Finding]) -> None:
    """Write findings. One that is there already keeps its `known_at`, such as a `drop` of which a later check confirms more closings."""
    connection.executemany(
        f"INSERT INTO findings ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) ON CONFLICT (id) DO UPDATE SET "
        + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS if name not in {"id", "known_at"}),
        [
            (
                *(getattr(finding, name) for name in _COLUMNS[:-1]),
                orjson.dumps(dict(finding.evidence), option=orjson.OPT_SORT_KEYS).decode(),
            )
            for finding in new
        ],
    )
    connection.executemany("DELETE FROM finding_postings WHERE finding_id = ?", [(finding.id,) for finding in new])
    connection.executemany(
        "INSERT OR IGNORE INTO finding_postings (finding_id, posting_id, change_id) VALUES (?, ?, ?)",
        [(finding.id, posting, change) for finding in new for posting, change in finding.postings],
    )


class _FindingColumns(TypedDict):
    id: str
    at: Time
    known_at: Time
    kind: FindingKind
    source: str
    score: float
    headline: str
    why: str
    passage: str
    evidence: str
    employer: str


@dataclass(frozen=True, slots=True)
class FindingQuery:
    """Which findings to return; "" is all. `min_score` is the minimum score; `newest` sorts by time instead of score.

    The first `shown` postings of each are read; -1 reads all.
    """

    sources: tuple[str, ...] = ()
    kind: str = ""
    since: Time = ""
    until: Time = ""
    min_score: float = 0.0
    newest: bool = False
    posting: str = ""
    shown: int = -1


def news(connection: sqlite3.Connection, query: FindingQuery, limit: int, skipped: int = 0) -> list[FindingRow]:
    """Return findings, those with the highest score first, each with its employer, its postings and an address.

    `skipped` is the number of findings on the pages before.
    """
    where, values = _matching(query)
    order = "f.known_at DESC, f.score DESC" if query.newest else "f.score DESC, f.known_at DESC"
    findings = rows(
        connection,
        _FindingColumns,
        f"{_SELECT} WHERE {where} ORDER BY {order}, f.id LIMIT ? OFFSET ?",
        (*values, limit, skipped),
    )
    return [_with_details(connection, row, query.shown) for row in findings]


def _matching(query: FindingQuery) -> tuple[str, list[object]]:
    """Return the condition of SQL for these findings, and its values."""
    where, values = ["f.score >= ?"], list[object]([query.min_score])
    for condition, value in (
        ("f.kind = ?", query.kind),
        ("f.known_at >= ?", query.since),
        ("f.known_at <= ?", query.until),
        ("f.source IN (SELECT value FROM json_each(?))", orjson.dumps(query.sources).decode() if query.sources else ""),
        ("f.id IN (SELECT finding_id FROM finding_postings WHERE posting_id = ?)", query.posting),
    ):
        if value:
            where.append(condition)
            values.append(value)
    return " AND ".join(where), values


@dataclass(frozen=True, slots=True)
class Counted:
    """How many findings match whatever their score, how many of them have the score that was asked for, and when the first became known."""

    every: int
    high: int
    first: Time


def count(connection: sqlite3.Connection, query: FindingQuery) -> Counted:
    """Count the findings that match but for their score."""
    where, values = _matching(replace(query, min_score=0.0))
    statement = f"SELECT count(*), coalesce(sum(f.score >= ?), 0), coalesce(min(f.known_at), '') FROM findings AS f WHERE {where}"
    return Counted(*connection.execute(statement, (query.min_score, *values)).fetchone())


def finding(connection: sqlite3.Connection, name: str) -> FindingRow | None:
    """Return one finding with all of its postings; None if there is none."""
    matches = rows(connection, _FindingColumns, f"{_SELECT} WHERE f.id = ?", (name,))
    return _with_details(connection, matches[0], -1) if matches else None


def newest(connection: sqlite3.Connection) -> Time:
    """Return when the newest finding became known, "" if there is none."""
    return str(connection.execute("SELECT coalesce(max(known_at), '') FROM findings").fetchone()[0])


_SELECT = (
    f"SELECT {', '.join(f'f.{name}' for name in _COLUMNS)}, s.name AS employer FROM findings AS f "
    "JOIN sources AS s ON s.id = f.source"
)


_OPEN_AGAIN = (
    "SELECT coalesce(sum(p.status = 'open'), 0), count(*) FROM finding_postings AS f "
    "JOIN posting_state AS p ON p.id = f.posting_id WHERE f.finding_id = ?"
)


def _with_details(connection: sqlite3.Connection, row: _FindingColumns, most: int) -> FindingRow:
    """Return a finding with its evidence as data, its postings, the address of the first, and a model's summary if there is one."""
    postings = rows(
        connection,
        FindingPosting,
        "SELECT f.posting_id AS id, f.posting_id, f.change_id, w.title, w.location, p.url, p.status FROM finding_postings AS f "
        "JOIN posting_state AS p ON p.id = f.posting_id JOIN wordings AS w ON w.id = p.current "
        "WHERE f.finding_id = ? ORDER BY f.rowid LIMIT ?",
        (row["id"], most),
    )
    url = postings[0]["url"] if postings else None
    details: FindingRow = {
        "id": row["id"],
        "at": row["at"],
        "known_at": row["known_at"],
        "kind": row["kind"],
        "source": row["source"],
        "score": row["score"],
        "headline": row["headline"],
        "why": row["why"],
        "passage": row["passage"],
        "evidence": orjson.loads(row["evidence"]),
        "employer": row["employer"],
        "postings": postings,
        "url": url,
    }
    if row["kind"] == "drop":
        details["open_again"], details["of_postings"] = connection.execute(_OPEN_AGAIN, (row["id"],)).fetchone()
    summary = model_answers.summary(connection, row["id"])
    if summary:
        details["summary"] = summary
    return details
