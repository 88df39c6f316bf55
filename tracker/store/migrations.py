"""The tables, views and migrations of tracker.db. A migration is never edited once it is merged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tracker.store.statements import drop_views as _drop_views
from tracker.store.statements import execute as _execute

if TYPE_CHECKING:
    from sqlite_utils import Database

VERSION = 15

TABLES = """
CREATE TABLE sources (id TEXT PRIMARY KEY, name TEXT, board TEXT, url TEXT);
CREATE TABLE source_state (
    source TEXT PRIMARY KEY REFERENCES sources(id), settings TEXT, extractor INTEGER, settled INTEGER, empties INTEGER,
    masks TEXT, rounds TEXT, pending INTEGER, outcome TEXT, reason TEXT, seen INTEGER, stated_total INTEGER,
    listed_at TEXT, last_check TEXT
);
CREATE TABLE checks (
    id TEXT PRIMARY KEY, source TEXT REFERENCES sources(id), run TEXT, started_at TEXT, finished_at TEXT,
    outcome TEXT, seen INTEGER, stated_total INTEGER, reason TEXT
);
CREATE INDEX checks_by_source ON checks(source, started_at);
CREATE TABLE snapshots (
    id TEXT PRIMARY KEY, check_id TEXT REFERENCES checks(id), source TEXT REFERENCES sources(id), url TEXT,
    fetched_at TEXT, status INTEGER, sha256 TEXT, warc_file TEXT, warc_offset INTEGER
);
CREATE INDEX snapshots_by_check ON snapshots(check_id);
CREATE INDEX snapshots_by_source ON snapshots(source);
CREATE TABLE kept (
    source TEXT, key TEXT, url TEXT, sha256 TEXT, fetched_at TEXT, warc_file TEXT, warc_offset INTEGER, etag TEXT,
    last_modified TEXT, snapshot_id TEXT
);
CREATE UNIQUE INDEX kept_by_key ON kept(source, key);
CREATE TABLE archives (file TEXT PRIMARY KEY, source TEXT, committed INTEGER, closing INTEGER, tail TEXT);
CREATE TABLE posting_state (
    key INTEGER PRIMARY KEY, id TEXT UNIQUE, source TEXT REFERENCES sources(id), external_id TEXT, url TEXT, status TEXT, first_seen TEXT,
    last_seen TEXT, closed_at TEXT, repost_of TEXT, fingerprint TEXT, read_at TEXT, has_text INTEGER, listed INTEGER,
    misses INTEGER, needed INTEGER, standing INTEGER, unlisted INTEGER, flagged INTEGER, number INTEGER, current TEXT
);
CREATE UNIQUE INDEX posting_by_external_id ON posting_state(source, external_id);
CREATE INDEX posting_by_url ON posting_state(url);
CREATE TABLE wordings (
    id TEXT PRIMARY KEY, posting_id TEXT REFERENCES posting_state(id), number INTEGER, seen_at TEXT, title TEXT,
    location TEXT, department TEXT, employment_type TEXT, workplace TEXT, pay_min REAL, pay_max REAL,
    pay_currency TEXT, pay_period TEXT, pay_stated TEXT, posted_at TEXT, closes_at TEXT, language TEXT, blocks TEXT,
    text_sha256 TEXT, twin TEXT, snapshot_id TEXT REFERENCES snapshots(id)
);
CREATE INDEX wordings_by_posting ON wordings(posting_id, number);
CREATE INDEX wordings_by_twin ON wordings(twin);
CREATE TABLE blocks (id INTEGER PRIMARY KEY, hash BLOB UNIQUE, text TEXT);
CREATE TABLE block_spans (block INTEGER REFERENCES blocks(id), source TEXT, spans TEXT);
CREATE UNIQUE INDEX block_spans_by_block ON block_spans(block, source);
CREATE VIRTUAL TABLE blocks_fts USING fts5(text, content='', columnsize=0, tokenize="unicode61 remove_diacritics 2");
CREATE TABLE indexed (up_to INTEGER);
INSERT INTO indexed VALUES (0);
CREATE TABLE changes (
    id TEXT PRIMARY KEY, posting_id TEXT REFERENCES posting_state(id), source TEXT REFERENCES sources(id),
    check_id TEXT REFERENCES checks(id), at TEXT, kind TEXT, from_version TEXT REFERENCES wordings(id),
    to_version TEXT REFERENCES wordings(id), significance TEXT, group_id TEXT, baseline INTEGER, summary TEXT,
    reason TEXT
);
CREATE INDEX changes_by_at ON changes(at);
CREATE INDEX changes_by_source ON changes(source, at);
CREATE INDEX changes_by_posting ON changes(posting_id, at);
CREATE TABLE waiting (change_id TEXT PRIMARY KEY, source TEXT);
CREATE TABLE deliveries (
    id TEXT PRIMARY KEY, alert TEXT, state TEXT, created_at TEXT, attempts INTEGER, next_attempt_at TEXT,
    last_error TEXT, sent_at TEXT, payload TEXT
);
CREATE INDEX deliveries_by_state ON deliveries(state, next_attempt_at);
CREATE TABLE delivery_changes (delivery_id TEXT REFERENCES deliveries(id), change_id TEXT);
CREATE UNIQUE INDEX delivery_changes_once ON delivery_changes(delivery_id, change_id);
"""

_THIRD = """
ALTER TABLE sources ADD COLUMN watched INTEGER NOT NULL DEFAULT 1;
ALTER TABLE source_state ADD COLUMN holds TEXT;
ALTER TABLE source_state ADD COLUMN employer TEXT;
ALTER TABLE source_state ADD COLUMN address TEXT;
ALTER TABLE source_state ADD COLUMN began TEXT;
ALTER TABLE posting_state ADD COLUMN requisition_id TEXT;
ALTER TABLE posting_state ADD COLUMN role TEXT;
ALTER TABLE posting_state ADD COLUMN hold INTEGER NOT NULL DEFAULT 0;
ALTER TABLE posting_state ADD COLUMN flapping TEXT NOT NULL DEFAULT '';
ALTER TABLE posting_state ADD COLUMN returns INTEGER NOT NULL DEFAULT 0;
ALTER TABLE posting_state ADD COLUMN doubted TEXT NOT NULL DEFAULT '';
ALTER TABLE checks ADD COLUMN first_sha256 TEXT;
ALTER TABLE changes ADD COLUMN since TEXT;
ALTER TABLE changes ADD COLUMN how TEXT;
CREATE INDEX posting_by_requisition ON posting_state(source, requisition_id);
CREATE INDEX posting_by_role ON posting_state(role) WHERE role IS NOT NULL;
CREATE TABLE ties (
    id TEXT PRIMARY KEY, kind TEXT, posting_id TEXT, other_id TEXT, source TEXT REFERENCES sources(id), reasons TEXT,
    score REAL, check_id TEXT REFERENCES checks(id), at TEXT
);
CREATE INDEX ties_by_posting ON ties(posting_id);
CREATE INDEX ties_by_other ON ties(other_id);
CREATE INDEX checks_by_run ON checks(run);
CREATE INDEX checks_by_time ON checks(started_at);
CREATE INDEX ties_by_time ON ties(at);
CREATE INDEX changes_told ON changes(at) WHERE baseline = 0;
CREATE INDEX changes_by_kind ON changes(kind, at) WHERE baseline = 0;
CREATE INDEX changes_by_weight ON changes(significance, at) WHERE baseline = 0;
CREATE INDEX changes_by_group ON changes(group_id) WHERE group_id IS NOT NULL;
CREATE INDEX posting_by_status ON posting_state(source, status, first_seen);
CREATE INDEX posting_by_first_seen ON posting_state(first_seen);
CREATE TABLE topics (name TEXT PRIMARY KEY, phrases TEXT);
CREATE TABLE bad_days (run TEXT, host TEXT, told TEXT, PRIMARY KEY (run, host));
"""

_FOURTH = """
CREATE TABLE day_counts (
    day TEXT, source TEXT, there INTEGER, opened INTEGER, edited INTEGER, closed INTEGER, reopened INTEGER, again INTEGER
);
CREATE UNIQUE INDEX day_counts_by_day ON day_counts(day, source);
CREATE INDEX day_counts_by_source ON day_counts(source, day);
CREATE TABLE long_intervals (source TEXT, since TEXT, until TEXT, hours REAL, checks INTEGER);
CREATE UNIQUE INDEX long_intervals_by_source ON long_intervals(source, until);
CREATE INDEX long_intervals_by_time ON long_intervals(until);
ALTER TABLE source_state ADD COLUMN intervals TEXT;
ALTER TABLE source_state ADD COLUMN usual REAL NOT NULL DEFAULT 0;
ALTER TABLE source_state ADD COLUMN names TEXT NOT NULL DEFAULT '[]';
UPDATE source_state SET names = json_array(json_extract(settings, '$.formerly')) WHERE json_extract(settings, '$.formerly') <> '';
"""

_FIFTH = """
ALTER TABLE checks ADD COLUMN readable INTEGER NOT NULL DEFAULT 1;
CREATE INDEX checks_unreadable ON checks(source, started_at) WHERE readable = 0;
"""

_SIXTH = """
ALTER TABLE changes ADD COLUMN known_at TEXT;
UPDATE changes SET known_at = at;
ALTER TABLE posting_state ADD COLUMN differs_at TEXT NOT NULL DEFAULT '';
ALTER TABLE posting_state ADD COLUMN absences INTEGER NOT NULL DEFAULT 0;
DROP INDEX changes_by_source;
DROP INDEX changes_told;
DROP INDEX changes_by_kind;
DROP INDEX changes_by_weight;
CREATE INDEX changes_by_source ON changes(source, known_at);
CREATE INDEX changes_told ON changes(known_at) WHERE baseline = 0;
CREATE INDEX changes_by_kind ON changes(kind, known_at) WHERE baseline = 0;
CREATE INDEX changes_by_weight ON changes(significance, known_at) WHERE baseline = 0;
"""

_SEVENTH = """
CREATE TABLE posting_places (
    posting_id TEXT REFERENCES posting_state(id), version_id TEXT REFERENCES wordings(id), place TEXT, city TEXT, region TEXT,
    country TEXT
);
CREATE INDEX posting_places_by_version ON posting_places(version_id);
CREATE INDEX posting_places_by_country ON posting_places(country, posting_id);
CREATE INDEX posting_places_by_city ON posting_places(city, posting_id) WHERE city IS NOT NULL;
"""

# Most blocks have their posting in their own row; the hash of each is in one place, and has four bytes instead of twelve.
_EIGHTH = """
ALTER TABLE checks ADD COLUMN held INTEGER;
ALTER TABLE posting_state ADD COLUMN waits_until TEXT NOT NULL DEFAULT '';
UPDATE changes SET significance = NULL WHERE kind <> 'edited';
UPDATE source_state SET rounds = '[]';
ALTER TABLE changes ADD COLUMN was_closed INTEGER NOT NULL DEFAULT 0;
UPDATE changes SET was_closed = 1 WHERE kind = 'reopened' AND summary LIKE 'open again%';
ALTER TABLE indexed ADD COLUMN hashed INTEGER NOT NULL DEFAULT 0;
CREATE TABLE new_blocks (id INTEGER PRIMARY KEY, posting INTEGER, text TEXT);
INSERT INTO new_blocks SELECT b.id, (SELECT CASE WHEN count(*) = 1 AND s.spans GLOB '[[][[][0-9]*,1,0]]' AND NOT s.spans GLOB '*],*'
    THEN json_extract(s.spans, '$[0][0]') END FROM block_spans AS s WHERE s.block = b.id), b.text FROM blocks AS b ORDER BY b.id;
CREATE TABLE new_spans (block INTEGER, source TEXT, spans TEXT, PRIMARY KEY (block, source)) WITHOUT ROWID;
INSERT INTO new_spans SELECT s.block, s.source, s.spans FROM block_spans AS s JOIN new_blocks AS b ON b.id = s.block
    WHERE b.posting IS NULL ORDER BY s.block, s.source;
DROP TABLE block_spans;
DROP TABLE blocks;
ALTER TABLE new_blocks RENAME TO blocks;
ALTER TABLE new_spans RENAME TO block_spans;
CREATE TABLE block_hashes (hash INTEGER, block INTEGER REFERENCES blocks(id), PRIMARY KEY (hash, block)) WITHOUT ROWID;
CREATE TABLE findings (
    id TEXT PRIMARY KEY, at TEXT, known_at TEXT, kind TEXT, source TEXT REFERENCES sources(id), score REAL, headline TEXT, why TEXT,
    passage TEXT, evidence TEXT
);
CREATE INDEX findings_by_time ON findings(known_at);
CREATE INDEX findings_by_score ON findings(score, known_at);
CREATE INDEX findings_by_source ON findings(source, score);
CREATE INDEX findings_by_kind ON findings(kind, score);
CREATE TABLE finding_postings (
    finding_id TEXT REFERENCES findings(id), posting_id TEXT REFERENCES posting_state(id), change_id TEXT REFERENCES changes(id)
);
CREATE UNIQUE INDEX finding_postings_once ON finding_postings(finding_id, change_id);
CREATE INDEX finding_postings_by_posting ON finding_postings(posting_id);
CREATE TABLE delivery_findings (delivery_id TEXT REFERENCES deliveries(id), finding_id TEXT);
CREATE UNIQUE INDEX delivery_findings_once ON delivery_findings(delivery_id, finding_id);
CREATE TABLE findings_due (since TEXT);
INSERT INTO findings_due VALUES ('');
"""

# The state of each delivery at each receiver, the state of each receiver, and the problems reported to the operator.
_ALERTS = """
ALTER TABLE deliveries ADD COLUMN filling INTEGER NOT NULL DEFAULT 0;
CREATE TABLE delivery_channels (
    delivery_id TEXT REFERENCES deliveries(id), channel TEXT, state TEXT, attempts INTEGER, next_attempt_at TEXT, last_error TEXT,
    sent_at TEXT
);
CREATE UNIQUE INDEX delivery_channels_once ON delivery_channels(delivery_id, channel);
CREATE INDEX delivery_channels_by_state ON delivery_channels(state, next_attempt_at);
CREATE TABLE receivers (
    alert TEXT, channel TEXT, failing_since TEXT, rounds INTEGER, wait_until TEXT, busy INTEGER, tried_at TEXT, last_error TEXT,
    disabled_at TEXT, mark TEXT
);
CREATE UNIQUE INDEX receivers_once ON receivers(alert, channel);
CREATE TABLE troubles (kind TEXT, about TEXT, count INTEGER, since TEXT, told_at TEXT, why TEXT);
CREATE UNIQUE INDEX troubles_once ON troubles(kind, about);
"""

# When the list was requested, and when the site allows the next request.
_NOT_BEFORE = """
ALTER TABLE source_state ADD COLUMN asked_at TEXT;
ALTER TABLE source_state ADD COLUMN not_before TEXT;
"""

VIEWS = """
CREATE VIEW versions AS SELECT
    w.id, w.posting_id, w.number, w.seen_at, w.title, w.location, w.department, w.employment_type, w.workplace,
    w.pay_min, w.pay_max, w.pay_currency, w.pay_period, w.pay_stated, w.posted_at, w.closes_at, w.language,
    coalesce((SELECT group_concat(text, char(10)) FROM (
        SELECT b.text FROM json_each(w.blocks) AS j JOIN blocks AS b ON b.id = j.value ORDER BY j.key
    )), '') AS text,
    w.text_sha256, w.snapshot_id,
    CASE WHEN coalesce(w.pay_min, w.pay_max) IS NULL THEN NULL ELSE NOT coalesce(
        w.pay_max < w.pay_min OR (w.pay_min = 0 AND w.pay_max > 0) OR w.pay_max > 10 * w.pay_min
        OR (w.pay_currency IN ('USD', 'EUR', 'GBP', 'CAD', 'AUD', 'CHF', 'NZD', 'SGD') AND max(coalesce(w.pay_min, 0), coalesce(w.pay_max, 0))
            > CASE w.pay_period WHEN 'hour' THEN 2000 WHEN 'day' THEN 20000 WHEN 'week' THEN 100000 WHEN 'month' THEN 500000
                WHEN 'year' THEN 20000000 ELSE 1e300 END),
        0) END AS pay_plausible
FROM wordings AS w;
CREATE VIEW postings AS SELECT
    p.id, p.source, p.external_id, p.url, w.title, w.location, w.department, p.status, p.first_seen,
    CASE WHEN p.listed THEN s.listed_at ELSE p.last_seen END AS last_seen, p.closed_at, p.repost_of,
    p.number AS versions, p.requisition_id, p.role, (SELECT watched FROM sources AS o WHERE o.id = p.source) AS watched
FROM posting_state AS p
JOIN wordings AS w ON w.id = p.current
JOIN source_state AS s ON s.source = p.source;
CREATE VIEW open_postings AS SELECT
    p.id, s.name AS employer, p.title, p.location, p.department, w.pay_min, w.pay_max, w.pay_currency, w.pay_period,
    p.first_seen, p.last_seen, p.versions, p.url, p.watched
FROM postings AS p JOIN sources AS s ON s.id = p.source JOIN posting_state AS t ON t.id = p.id
JOIN wordings AS w ON w.id = t.current
WHERE p.status = 'open';
CREATE VIEW recent_changes AS SELECT
    c.at, s.name AS employer, c.kind, c.significance, w.title, w.location, c.summary, c.posting_id, c.check_id, c.group_id,
    c.since, c.how, c.known_at, c.id AS change_id
FROM changes AS c JOIN sources AS s ON s.id = c.source JOIN posting_state AS t ON t.id = c.posting_id
JOIN wordings AS w ON w.id = coalesce(c.to_version, c.from_version, t.current)
WHERE c.baseline = 0 ORDER BY c.known_at DESC, c.rowid DESC;
CREATE VIEW posting_history AS SELECT
    c.posting_id, c.at, c.kind, c.significance, c.summary, a.number AS from_number, b.number AS to_number, c.baseline,
    c.since, c.known_at, c.how, c.reason, k.outcome AS check_outcome, b.text_sha256, n.url AS snapshot_url, n.sha256 AS snapshot_sha256, n.warc_file,
    n.warc_offset, c.id AS change_id
FROM changes AS c JOIN checks AS k ON k.id = c.check_id
LEFT JOIN wordings AS a ON a.id = c.from_version LEFT JOIN wordings AS b ON b.id = c.to_version
LEFT JOIN snapshots AS n ON n.id = b.snapshot_id
ORDER BY c.posting_id, c.at, c.rowid;
CREATE VIEW source_health AS SELECT
    s.id AS source, s.name, s.board, s.watched, t.outcome, t.reason, t.seen, t.stated_total, k.started_at AS last_check,
    coalesce((SELECT max(started_at) FROM checks AS g WHERE g.source = s.id AND g.outcome IN ('complete', 'window')),
        (SELECT max(g.started_at) FROM json_each(t.names) AS n JOIN checks AS g ON g.source = n.value
        WHERE g.outcome IN ('complete', 'window'))) AS last_good,
    coalesce((SELECT c.open FROM source_counts AS c WHERE c.source = s.id), 0) AS open
FROM sources AS s JOIN source_state AS t ON t.source = s.id LEFT JOIN checks AS k ON k.id = t.last_check;
CREATE VIEW daily_counts AS SELECT day, source, opened, edited, closed, reopened FROM day_counts ORDER BY day DESC, source DESC;
CREATE VIEW gaps AS SELECT
    i.source, i.since, i.until, round(i.hours, 1) AS hours, round(t.usual, 1) AS usual_hours, i.checks AS checks_that_saw_too_little
FROM long_intervals AS i JOIN source_state AS t ON t.source = i.source
WHERE i.hours > 3 * t.usual AND i.hours > 2 * coalesce(json_extract(t.settings, '$.every'), 21600) / 3600.0;
"""


def migrate(path: Path) -> None:  # noqa: C901, PLR0915  # a function for each migration
    """Migrate the database to VERSION; each migration and its record are one transaction."""
    from sqlite_utils import Database, Migrations

    migrations = Migrations("tracker")

    @migrations()
    def first(db: Database) -> None:
        _execute(db, TABLES)

    @migrations()
    def second(db: Database) -> None:
        """Nothing: `pay_plausible` is in the view `versions`, which the last migration creates."""
        db.execute("SELECT 1")

    @migrations()
    def third(db: Database) -> None:
        """Add the interval of each change, how a closing is known, ties, roles, and what is held."""
        _drop_views(db)
        _execute(db, _THIRD)

    @migrations()
    def fourth(db: Database) -> None:
        """Count changes by day, and the time between checks, as they are written. The eighth migration counts what is there."""
        _drop_views(db)
        _execute(db, _FOURTH)

    @migrations()
    def fifth(db: Database) -> None:
        """Note checks that are archived and could not be read."""
        _drop_views(db)
        _execute(db, _FIFTH)

    @migrations()
    def sixth(db: Database) -> None:
        """Add when a change was decided, next to when it was first seen."""
        _drop_views(db)
        _execute(db, _SIXTH)

    @migrations()
    def seventh(db: Database) -> None:
        """Add the places of each version. Those of older versions are written when their source is next read again."""
        _drop_views(db)
        _execute(db, _SEVENTH)

    @migrations()
    def eighth(db: Database) -> None:
        """Held postings are counted, only edits have a significance, and blocks take a third less space."""
        from tracker.store import blocks, tallies

        _drop_views(db)
        _execute(db, _EIGHTH)
        blocks.hash_new(db.conn)
        tallies.refill(db.conn)

    @migrations()
    def ninth(db: Database) -> None:
        """Keep what a language model answered, and the findings whose alerts wait for an answer."""
        from tracker.store.model_answers import TABLES as ANSWERS

        _drop_views(db)
        _execute(db, ANSWERS)

    @migrations()
    def alerts(db: Database) -> None:
        """Keep the state of each delivery at each channel, and the problems reported to the operator."""
        _drop_views(db)
        _execute(db, _ALERTS)

    @migrations()
    def not_before(db: Database) -> None:
        """Keep when the list was requested, and when the site allows the next request (Retry-After)."""
        _drop_views(db)
        _execute(db, _NOT_BEFORE)

    @migrations()
    def with_corrections(db: Database) -> None:
        """Add notes and removals, and to two views the change's id, by which their pages are ordered."""
        from tracker.store.corrections import TABLES as CORRECTIONS

        _drop_views(db)
        _execute(db, CORRECTIONS)

    @migrations()
    def with_counts(db: Database) -> None:
        """Count the postings of each source, and widen an index of changes."""
        from tracker.store.source_counts import TABLES as COUNTED

        _drop_views(db)
        _execute(db, COUNTED)

    @migrations()
    def with_lookups(db: Database) -> None:
        """Find the changes of a check, and the postings of a source in a city, without reading all of them."""
        from tracker.store.places import INDEXES

        _drop_views(db)
        _execute(db, INDEXES)

    @migrations()
    def with_check_counts(db: Database) -> None:
        """Count the changes of each check, so that findings need not read all changes of a source."""
        from tracker.store import history_counts

        _drop_views(db)
        _execute(db, history_counts.TABLES)
        history_counts.refill(db.conn)
        _execute(db, VIEWS)

    database = Database(path, execute_plugins=False)  # plugins are looked for in every installed package
    try:
        database.enable_wal()
        migrations.apply(database)
        database.execute(f"PRAGMA user_version = {VERSION}")
    finally:
        database.close()
