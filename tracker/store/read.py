"""Queries: wordings, postings, the log, checks. Read-only, and safe while another process writes."""

from __future__ import annotations

import difflib
import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar, cast

import orjson

from tracker.model import Time
from tracker.model.errors import NotFound, UsageError
from tracker.model.wording import Wording
from tracker.store.blocks import texts
from tracker.store.row_types import (
    ChangeRow,
    CheckRow,
    HealthRow,
    Opening,
    PostingRow,
    SnapshotRow,
    SourceName,
    TieRow,
    VersionHead,
)

R = TypeVar("R")

WORDING = [item.name for item in fields(Wording) if item.name != "blocks"]
_LOOKED_AT = 5_000  # ids that an unknown one is compared with: a tenth of a second


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a posting, with its wording and where it was captured."""

    id: str
    posting_id: str
    number: int
    seen_at: Time
    text_sha256: str
    snapshot_id: str | None
    wording: Wording


def wording_of(connection: sqlite3.Connection, version: str) -> Wording | None:
    """Read a version's wording."""
    row = connection.execute(
        f"SELECT blocks, {', '.join(WORDING)} FROM wordings WHERE id = ?",
        (version,),
    ).fetchone()
    return _wording(connection, row) if row else None


def _wording(connection: sqlite3.Connection, row: Sequence[Any]) -> Wording:
    return Wording(blocks=texts(connection, orjson.loads(row[0])), **dict(zip(WORDING, row[1:], strict=True)))


def versions(connection: sqlite3.Connection, posting: str) -> list[Version]:
    """Read all versions of a posting, oldest first."""
    rows = connection.execute(
        f"SELECT id, posting_id, number, seen_at, text_sha256, snapshot_id, blocks, {', '.join(WORDING)} "
        "FROM wordings WHERE posting_id = ? ORDER BY number",
        (posting,),
    ).fetchall()
    return [Version(row[0], row[1], row[2], row[3], row[4], row[5], _wording(connection, row[6:])) for row in rows]


def version(connection: sqlite3.Connection, posting: str, number: int) -> Version | None:
    """Read one version of a posting."""
    row = connection.execute(
        f"SELECT id, posting_id, number, seen_at, text_sha256, snapshot_id, blocks, {', '.join(WORDING)} "
        "FROM wordings WHERE posting_id = ? AND number = ?",
        (posting, number),
    ).fetchone()
    return Version(row[0], row[1], row[2], row[3], row[4], row[5], _wording(connection, row[6:])) if row else None


def version_heads(connection: sqlite3.Connection, posting: str, number: int, count: int) -> list[VersionHead]:
    """Read number, time and hash of the versions around one, the newest first, without their texts."""
    return rows(
        connection,
        VersionHead,
        "SELECT number, seen_at, text_sha256, snapshot_id FROM wordings WHERE posting_id = ? AND number <= ? "
        "ORDER BY number DESC LIMIT ?",
        (posting, number + count // 2, count),
    )


def fields_by_version(connection: sqlite3.Connection, posting: str, count: int) -> list[tuple[int, Time, Wording]]:
    """Read the fields of the newest versions, oldest first, without their texts."""
    newest = connection.execute(
        f"SELECT number, seen_at, {', '.join(WORDING)} FROM wordings WHERE posting_id = ? ORDER BY number DESC LIMIT ?",
        (posting, count),
    ).fetchall()
    return [(row[0], row[1], Wording(**dict(zip(WORDING, row[2:], strict=True)))) for row in reversed(newest)]


def check(connection: sqlite3.Connection, name: str) -> CheckRow | None:
    """Read one check."""
    matches = rows(connection, CheckRow, "SELECT * FROM checks WHERE id = ?", (name,))
    return matches[0] if matches else None


def rows(
    connection: sqlite3.Connection, row_type: type[R], query: str, values: Sequence[Any] | Mapping[str, Any] = ()
) -> list[R]:
    """Run a trusted query. Return its rows by column name; `row_type` is the TypedDict with these columns."""
    _ = row_type  # for the type checker: tests compare it with the columns
    cursor = tuples(connection, query, values)
    names = [column[0] for column in cursor.description]
    return [cast("R", dict(zip(names, row, strict=True))) for row in cursor]


def tuples(
    connection: sqlite3.Connection, query: str, values: Sequence[Any] | Mapping[str, Any] = ()
) -> sqlite3.Cursor:
    """Run a trusted query whose many rows are plain tuples: Datasette's own rows take as long again to make."""
    cursor = connection.cursor()
    cursor.row_factory = None
    return cursor.execute(query, values)


def posting(connection: sqlite3.Connection, name: str, *, hint: bool = True) -> PostingRow:
    """Find a posting by its id, its address, or an external id that is unique; the UsageError suggests similar ids.

    `hint` also searches all ids for similar ones, and names the command that finds more.
    """
    matches = rows(connection, PostingRow, "SELECT * FROM postings WHERE id = ?", (name,))
    if not matches:
        matches = rows(
            connection,
            PostingRow,
            "SELECT p.* FROM postings AS p WHERE p.id IN (SELECT id FROM posting_state WHERE url = ? UNION "
            "SELECT id FROM posting_state WHERE source IN (SELECT id FROM sources) AND external_id = ?) "
            "ORDER BY p.id LIMIT 6",
            (name, name),
        )
    if len(matches) > 1:
        names = ", ".join(match["id"] for match in matches)
        message = f"{name!r} names more than one posting: {names}; use one of these ids"
        raise UsageError(message)
    if not matches and not hint:
        message = f"no posting {name[:80]!r} is on record"
        raise NotFound(message)
    if not matches:
        near = _near(connection, name)
        more = f"; did you mean {', '.join(near)}?" if near else "; `tracker search WORDS` finds postings"
        message = f"no posting {name!r}{more}"
        raise NotFound(message)
    return matches[0]


def _near(connection: sqlite3.Connection, name: str) -> list[str]:
    """Return up to three ids that have these words in them, or else are written much like them in the same source."""
    words = name[:40].replace("%", "").replace("_", "")
    matches = connection.execute("SELECT id FROM posting_state WHERE id LIKE ? ORDER BY id LIMIT 3", (f"%{words}%",))
    near = [row[0] for row in matches]
    if near:
        return near
    known = [row[0] for row in connection.execute("SELECT id FROM sources ORDER BY id")]
    source = difflib.get_close_matches(name.partition(".")[0], known, 1)
    ids = (
        connection.execute("SELECT id FROM posting_state WHERE source = ? LIMIT ?", (*source, _LOOKED_AT))
        if source
        else ()
    )
    return difflib.get_close_matches(name, [row[0] for row in ids], 3)


def changes(
    connection: sqlite3.Connection,
    *,
    source: str = "",
    posting: str = "",
    kind: str = "",
    since: str = "",
    until: str = "",
    baseline: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> list[ChangeRow]:
    """Read the ledger, the newest first, with title, place and version numbers."""
    where, values = ["1"], []
    for condition, value in (
        ("c.source = ?", source),
        ("c.posting_id = ?", posting),
        ("c.kind = ?", kind),
        ("c.known_at >= ?", since),
        ("c.known_at < ?", until),
    ):
        if value:
            where.append(condition)
            values.append(value)
    if not baseline:
        where.append("c.baseline = 0")
    return rows(
        connection,
        ChangeRow,
        "SELECT c.id, c.at, c.known_at, c.source, s.name AS employer, c.posting_id, w.title, w.location, c.kind, c.significance, "
        "c.summary, c.reason, c.group_id, c.baseline, c.check_id, c.from_version, c.to_version, a.number AS from_number, "
        "b.number AS to_number, c.since, c.how "
        # the other columns are looked up only for the changes of the page
        f"FROM (SELECT c.rowid AS place FROM changes AS c WHERE {' AND '.join(where)} "
        "ORDER BY c.known_at DESC, c.rowid DESC LIMIT ? OFFSET ?) AS f JOIN changes AS c ON c.rowid = f.place "
        "JOIN sources AS s ON s.id = c.source JOIN posting_state AS p ON p.id = c.posting_id "
        "JOIN wordings AS w ON w.id = coalesce(c.to_version, c.from_version, p.current) "
        "LEFT JOIN wordings AS a ON a.id = c.from_version LEFT JOIN wordings AS b ON b.id = c.to_version "
        "ORDER BY c.known_at DESC, c.rowid DESC",
        (*values, limit, offset),
    )


def opening(connection: sqlite3.Connection, posting: str, before: Time = "") -> Opening | None:
    """Read when a posting was first seen, the last check before it, and whether it was there when monitoring began.

    With `before`: when it was opened or reopened for the last time before then.
    """
    first, last = (
        "kind = 'opened' ORDER BY at",
        "(kind = 'opened' OR (kind = 'reopened' AND was_closed AND at < ?)) ORDER BY at DESC",
    )
    matches = rows(
        connection,
        Opening,
        "SELECT at, since, baseline FROM changes INDEXED BY changes_by_posting WHERE posting_id = ? AND "
        f"{last if before else first} LIMIT 1",
        (posting, before) if before else (posting,),
    )
    return matches[0] if matches else None


def ties(connection: sqlite3.Connection, posting: str = "", limit: int = 200, *, audit: bool = False) -> list[TieRow]:
    """Read ties with the titles and places of both postings, the newest first; of one posting, or of all.

    `audit`: those with the weakest evidence first, with the titles and places that the postings had then.
    """
    ties_of_posting = (
        "(SELECT * FROM ties WHERE posting_id = :posting UNION SELECT * FROM ties WHERE other_id = :posting)"
    )
    version_at_tie = (
        "(SELECT id FROM wordings WHERE posting_id = {}.id AND seen_at <= t.at ORDER BY number DESC LIMIT 1)"
    )
    version, other_version = (
        (version_at_tie.format("a"), version_at_tie.format("b")) if audit else ("a.current", "b.current")
    )
    return rows(
        connection,
        TieRow,
        "SELECT t.id, t.kind, t.posting_id, v.title, v.location, a.status, t.other_id, w.title AS other_title, "
        "w.location AS other_location, b.status AS other_status, t.reasons, t.score, t.at, t.check_id "
        f"FROM {ties_of_posting if posting else 'ties'} AS t LEFT JOIN posting_state AS a ON a.id = t.posting_id "
        f"LEFT JOIN wordings AS v ON v.id = {version} LEFT JOIN posting_state AS b ON b.id = t.other_id "
        f"LEFT JOIN wordings AS w ON w.id = {other_version} ORDER BY {'t.score, ' if audit else ''}t.at DESC, t.id LIMIT :limit",
        {"posting": posting, "limit": limit},
    )


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A check that is archived but could not be folded into the history, and why."""

    check: str
    source: str
    started_at: Time
    reason: str


def unreadable(connection: sqlite3.Connection) -> list[Unreadable]:
    """Read the checks that are archived and could not be folded, the newest first."""
    # Without this, SQLite reads all checks by time, to avoid sorting the few that match.
    query = (
        "SELECT id, source, started_at, reason FROM checks INDEXED BY checks_unreadable WHERE readable = 0 "
        "ORDER BY started_at DESC, id"
    )
    return [Unreadable(*row) for row in connection.execute(query)]


def sources_ahead(connection: sqlite3.Connection, now: Time) -> dict[str, Time]:
    """Read the sources that have checks in the future, each with its latest: the clock was wrong, then or now."""
    query = "SELECT source, max(started_at) FROM checks GROUP BY source HAVING max(started_at) > ? ORDER BY source"
    return dict(connection.execute(query, (now,)).fetchall())


def health(connection: sqlite3.Connection) -> list[HealthRow]:
    """Read the state of every source after its newest check."""
    return rows(connection, HealthRow, "SELECT * FROM source_health ORDER BY source")


def source_names(connection: sqlite3.Connection) -> list[SourceName]:
    """Read the sources that were checked, by name."""
    query = "SELECT id, name FROM sources WHERE id IN (SELECT source FROM source_state) ORDER BY lower(name), id"
    return [SourceName(*row) for row in tuples(connection, query)]


NO_TEXT = hashlib.sha256(b"").hexdigest()  # `text_sha256` of a wording without a text


def textless(connection: sqlite3.Connection) -> dict[str, int]:
    """Count by source the open postings that have no text."""
    query = (
        "SELECT p.source, count(*) FROM posting_state AS p JOIN wordings AS w ON w.id = p.current "
        "WHERE p.status = 'open' AND w.text_sha256 = ? GROUP BY p.source ORDER BY p.source"
    )
    return dict(connection.execute(query, (NO_TEXT,)).fetchall())


def snapshot(connection: sqlite3.Connection, name: str | None) -> SnapshotRow | None:
    """Read where a body is in the archive."""
    matches = rows(connection, SnapshotRow, "SELECT * FROM snapshots WHERE id = ?", (name,)) if name else []
    return matches[0] if matches else None
