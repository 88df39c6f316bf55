"""Archived replies that may not be shown, because the archive still has a passage that was removed from a posting."""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from pathlib import Path

from tracker.archive import redacting
from tracker.model.errors import ConfigError
from tracker.model.redaction import Passage
from tracker.operations import corrections
from tracker.store import asof

WHY = (
    "this reply has a passage that was removed from a posting, or may have it; its hash and headers are kept, "
    "and its content is not shown"
)
_MOST = 500_000  # characters that are searched for removed passages; a longer reply is withheld


def removals(connection: sqlite3.Connection, source: str) -> tuple[str, ...]:
    """Return the ids of the removals from postings of a source, under any name that it had."""
    rows = connection.execute(
        "SELECT r.id FROM redactions AS r LEFT JOIN posting_state AS p ON p.id = r.posting_id "
        "WHERE p.source IS NULL OR p.source IN (?, ?) ORDER BY r.id",
        (source, asof.current_name(connection, source)),
    )
    return tuple(row[0] for row in rows)


def why(folder: Path, redaction_ids: tuple[str, ...], text: str | None) -> str:
    """Return why a reply is withheld, "" if it is not. `text` is its content, None if it is not a text.

    `folder` has corrections.jsonl, and `redaction_ids` are the ids of the removals. A reply that can't be searched is
    withheld.
    """
    if not redaction_ids:
        return ""
    if text is None or len(text) > _MOST:
        return WHY
    try:
        passages_by_id = {redaction.id: redaction.passages for redaction in corrections.read(folder).redactions}
    except (ConfigError, OSError, UnicodeDecodeError):
        return WHY
    if not passages_by_id.keys() >= set(redaction_ids):
        return WHY
    return WHY if _has(text, tuple(passage for name in redaction_ids for passage in passages_by_id[name])) else ""


@lru_cache(maxsize=8)  # the page, its copy and its record are asked for one after the other
def _has(text: str, passages: tuple[Passage, ...]) -> bool:
    body = text.encode("utf-8", "surrogateescape")
    return redacting.without_passages(body, passages) != body
