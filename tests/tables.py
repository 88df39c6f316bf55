"""Read rows of a project's database by column name."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from tests.conftest import reader
from tracker.store import history_counts
from tracker.store.schema import connect


def rows(root: Path, query: str, *values: object) -> list[dict[str, Any]]:
    """Return the rows of a query as dictionaries."""
    connection = reader(root)
    try:
        cursor = connection.execute(query, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]
    finally:
        connection.close()


def changes(root: Path, kind: str = "") -> list[dict[str, Any]]:
    """Return the changes in order, of one kind or all, without the baseline."""
    query = "SELECT * FROM changes WHERE NOT baseline AND (kind = ? OR ? = '') ORDER BY at, id"
    return rows(root, query, kind, kind)


def told(root: Path) -> Counter[str]:
    """Count the changes by kind, without the baseline."""
    return Counter(str(row["kind"]) for row in changes(root))


def posting(root: Path, name: str) -> dict[str, Any]:
    """Return the posting with this id."""
    (row,) = rows(root, "SELECT * FROM postings WHERE id = ?", name)
    return row


def ties(root: Path) -> list[tuple[str, str, str]]:
    """Return the ties as kind, posting and other posting, by id."""
    query = "SELECT kind, posting_id, other_id FROM ties ORDER BY id"
    return [(row["kind"], row["posting_id"], row["other_id"]) for row in rows(root, query)]


def started(root: Path) -> list[str]:
    """Return when each check began, in order."""
    return [str(row["started_at"]) for row in rows(root, "SELECT started_at FROM checks ORDER BY started_at")]


def recounted(root: Path) -> tuple[list[Any], list[Any]]:
    """Return the counts of each check, as stored and as counted again from the ledger."""
    query = "SELECT * FROM check_counts ORDER BY source, known_at, baseline"
    connection = connect(root / "tracker.db", write=True)
    try:
        kept = connection.execute(query).fetchall()
        connection.execute("BEGIN")
        history_counts.refill(connection)
        anew = connection.execute(query).fetchall()
        connection.execute("ROLLBACK")
        return kept, anew
    finally:
        connection.close()
