"""Change a database back to the schema of an earlier version, so that its migration can be tested."""

from __future__ import annotations

import hashlib
import sqlite3

_SEVENTH = """
CREATE TABLE old_blocks (id INTEGER PRIMARY KEY, hash BLOB UNIQUE, text TEXT);
INSERT INTO old_blocks SELECT id, sha(text), text FROM blocks;
CREATE TABLE old_spans (block INTEGER REFERENCES blocks(id), source TEXT, spans TEXT);
INSERT INTO old_spans SELECT block, source, spans FROM block_spans
    UNION ALL SELECT b.id, p.source, '[[' || b.posting || ',1,0]]' FROM blocks AS b JOIN posting_state AS p ON p.key = b.posting;
DROP TABLE block_hashes;
DROP TABLE block_spans;
DROP TABLE blocks;
ALTER TABLE old_blocks RENAME TO blocks;
ALTER TABLE old_spans RENAME TO block_spans;
CREATE UNIQUE INDEX block_spans_by_block ON block_spans(block, source);
DROP TABLE finding_postings;
DROP TABLE findings;
DROP TABLE findings_due;
DROP TABLE delivery_findings;
ALTER TABLE indexed DROP COLUMN hashed;
ALTER TABLE checks DROP COLUMN held;
ALTER TABLE changes DROP COLUMN was_closed;
ALTER TABLE posting_state DROP COLUMN waits_until;
UPDATE changes SET significance = 'major' WHERE kind <> 'edited';
DROP TABLE answer_findings;
DROP TABLE answers;
DROP TABLE waiting_findings;
ALTER TABLE deliveries DROP COLUMN filling;
DROP TABLE delivery_channels;
DROP TABLE receivers;
DROP TABLE troubles;
DROP TABLE annotations;
DROP TABLE redactions;
DROP TABLE source_counts;
DROP TABLE check_counts;
DROP INDEX changes_by_check;
DELETE FROM _sqlite_migrations WHERE name IN ('eighth', 'ninth', 'alerts', 'not_before', 'with_corrections', 'with_counts', 'with_lookups', 'with_check_counts');
ALTER TABLE source_state DROP COLUMN not_before;
ALTER TABLE source_state DROP COLUMN asked_at;
PRAGMA user_version = 7;
"""


def to_seventh(connection: sqlite3.Connection) -> None:
    """Change a database to schema version 7."""
    for (view,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
        connection.execute(f"DROP VIEW {view}")
    connection.create_function("sha", 1, lambda text: hashlib.sha256(text.encode()).digest()[:12])
    connection.executescript(_SEVENTH)
