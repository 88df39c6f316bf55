"""The state that the newest check of a source leaves for the next one."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import orjson

from tracker.reconcile import exchanges
from tracker.reconcile.byte_equal import Recall, unpacked
from tracker.reconcile.exchanges import Rounds


@dataclass(frozen=True, slots=True)
class Memory:
    """State that the newest check of a source leaves for the next one: its rounds of requests, and how it ended."""

    rounds: Rounds
    settings: Mapping[str, object]
    extractor: int
    pending: bool
    outcome: str
    reason: str
    seen: int
    stated_total: int | None
    last_check: str
    held: int | None = None
    recall: Recall = field(default_factory=Recall)


def of(connection: sqlite3.Connection, source: str) -> Memory | None:
    """Return what the newest check of a source left, None if there was none."""
    row = connection.execute(
        "SELECT t.rounds, t.settings, t.extractor, t.pending, t.outcome, t.reason, t.seen, t.stated_total, t.last_check, "
        "k.held FROM source_state AS t LEFT JOIN checks AS k ON k.id = t.last_check WHERE t.source = ?",
        (source,),
    ).fetchone()
    if row is None:
        return None
    rounds = orjson.loads(row[0])
    hashes = rounds.pop() if rounds and isinstance(rounds[-1], dict) else {}
    found = Memory(exchanges.unpacked(rounds), orjson.loads(row[1]), row[2], bool(row[3]), *row[4:])
    return replace(found, recall=unpacked(hashes)) if hashes else found
