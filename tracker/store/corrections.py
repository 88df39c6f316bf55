"""Notes and removals: copies of what corrections.jsonl says, for the website and for queries."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from tracker.model import Source
from tracker.model.redaction import Hidden, Passage, Redaction, hide
from tracker.store.read import rows
from tracker.store.row_types import NoteRow, RemovalRow

# What people said about the history: kept in corrections.jsonl, and copied here for the website and for queries.
TABLES = """
CREATE TABLE annotations (id TEXT PRIMARY KEY, posting_id TEXT, change_id TEXT, at TEXT, text TEXT, author TEXT);
CREATE INDEX annotations_by_posting ON annotations(posting_id);
CREATE TABLE redactions (id TEXT PRIMARY KEY, posting_id TEXT, at TEXT, reason TEXT, author TEXT, archived INTEGER);
CREATE INDEX redactions_by_posting ON redactions(posting_id);
"""
# Messages about a posting (its id is in them), and those with findings about its source: a finding has no ids of postings.
_MESSAGES = (
    "SELECT id, payload FROM deliveries WHERE instr(payload, ?1) "
    "OR instr(payload, ?2) AND id IN (SELECT delivery_id FROM delivery_findings)"
)
_NEVER = -1  # a version of the extractor that no tracker has: the source is folded again


@dataclass(frozen=True, slots=True)
class Annotation:
    """A note of a person on a posting, or on one change of it (`change_id`)."""

    id: str
    posting_id: str
    change_id: str | None
    at: str
    text: str
    author: str


@dataclass(frozen=True, slots=True)
class Removal:
    """What is public of a redaction. `archived`: the archived replies still have the passage."""

    id: str
    posting_id: str
    at: str
    reason: str
    author: str
    archived: bool


def put_annotations(connection: sqlite3.Connection, annotations: Iterable[Annotation]) -> None:
    """Make these the notes of the database."""
    notes = sorted(astuple(annotation) for annotation in annotations)
    if notes != connection.execute("SELECT * FROM annotations ORDER BY id").fetchall():
        connection.execute("DELETE FROM annotations")
        connection.executemany("INSERT INTO annotations VALUES (?, ?, ?, ?, ?, ?)", notes)


def put_removals(connection: sqlite3.Connection, removals: Sequence[Removal], redactions: Sequence[Redaction]) -> None:
    """Make these the removals of the database. The source of a new removal is marked so that it is folded again.

    Folding does not remove the passages from messages of alerts, answers of a language model, and reasons of checks, so they are
    removed here.
    """
    known = {row[0]: row for row in connection.execute("SELECT * FROM redactions")}
    by_id = {redaction.id: redaction for redaction in redactions}
    for removal in removals:
        row = (*astuple(removal)[:-1], int(removal.archived))
        if known.get(removal.id) == row:
            continue
        connection.execute("INSERT OR REPLACE INTO redactions VALUES (?, ?, ?, ?, ?, ?)", row)
        if removal.id not in known:
            _clean(connection, by_id[removal.id])
    for name in known.keys() - {removal.id for removal in removals}:
        connection.execute("DELETE FROM redactions WHERE id = ?", (name,))


def _clean(connection: sqlite3.Connection, redaction: Redaction) -> None:
    posting, passages = redaction.posting, redaction.passages
    row = connection.execute("SELECT source FROM posting_state WHERE id = ?", (posting,)).fetchone()
    source = row[0] if row else redaction.source
    connection.execute("UPDATE source_state SET extractor = ? WHERE source = ?", (_NEVER, source))
    for name, payload in connection.execute(_MESSAGES, (json.dumps(posting), json.dumps(source))).fetchall():
        about = "" if json.dumps(posting) in payload else source
        cleaned = json.dumps(_cleaned(json.loads(payload), about, passages), ensure_ascii=False)
        connection.execute("UPDATE deliveries SET payload = ? WHERE id = ?", (cleaned, name))
    for table, column in (("answers", "prompt"), ("answers", "answer"), ("checks", "reason")):
        select = f"SELECT rowid, {column} FROM {table} WHERE source = ? AND {column} <> ''"
        for place, text in connection.execute(select, (source,)).fetchall():
            if (cleaned := hide(passages, text)) != text:
                connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (cleaned, place))


def _cleaned(message: dict[str, Any], source: str, passages: tuple[Passage, ...]) -> object:
    """Return a message without the passages; with `source`, only what it says about findings of that source is changed."""
    if not source:
        return _hidden(message, passages)
    findings = [
        _hidden(finding, passages) if finding["source"] == source else finding
        for finding in message["data"]["findings"]
    ]
    return {**message, "data": {**message["data"], "findings": findings}}


def _hidden(value: object, passages: tuple[Passage, ...]) -> object:
    """Return JSON data without the passages. Words that are in several pieces (`words`) are compared together."""
    if isinstance(value, str):
        return hide(passages, value)
    if isinstance(value, dict):
        return {name: _hidden(item, passages) for name, item in value.items()}
    if not isinstance(value, list):
        return value
    joined = "".join(item["text"] for item in value if isinstance(item, dict) and isinstance(item.get("text"), str))
    if joined and hide(passages, joined) != joined:
        return [{"op": "=", "text": hide(passages, joined)}]
    return [_hidden(item, passages) for item in value]


def hidden(connection: sqlite3.Connection, redactions: Sequence[Redaction], source: Source) -> Hidden:
    """Return the passages to remove from the postings of a source, by the external ids that they have or had."""
    ids: dict[str, tuple[Passage, ...]] = {}
    names: dict[str, tuple[Passage, ...]] = {}
    for redaction in redactions:
        ids[redaction.posting] = (*ids.get(redaction.posting, ()), *redaction.passages)
        current = connection.execute(
            "SELECT external_id FROM posting_state WHERE id = ? AND source IN (?, ?)",
            (redaction.posting, source.slug, source.formerly),
        ).fetchone()
        stated = {redaction.external_id} if redaction.source in {source.slug, source.formerly} else set()
        for name in {*stated, *(current or ())}:
            names[name] = (*names.get(name, ()), *redaction.passages)
    return Hidden(source.slug, names, ids)


def notes_on(connection: sqlite3.Connection, posting: str, change: str | None = None) -> list[NoteRow]:
    """Return the notes on a posting, the newest last; with `change`, only those on the posting as a whole or on that change.

    When a passage is removed from the versions of a change, the change gets another id. A note on a change that is gone counts as
    a note on the posting.
    """
    of_change = "change_id IS NULL OR change_id = ? OR NOT EXISTS (SELECT 1 FROM changes AS c WHERE c.id = change_id)"
    where = "posting_id = ?" if change is None else f"posting_id = ? AND ({of_change})"
    values = (posting,) if change is None else (posting, change)
    return rows(connection, NoteRow, f"SELECT * FROM annotations WHERE {where} ORDER BY at, id", values)


def removals_from(connection: sqlite3.Connection, posting: str) -> list[RemovalRow]:
    """Return what was removed from a posting, the newest last."""
    return rows(connection, RemovalRow, "SELECT * FROM redactions WHERE posting_id = ? ORDER BY at, id", (posting,))
