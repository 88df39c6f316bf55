"""Writes a check into the database, all of it in one transaction, and reads back what is known of a source."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from pathlib import Path

import orjson

from tracker.model import (
    Capture,
    History,
    Kind,
    Known,
    Mark,
    Placed,
    Prior,
    Significance,
    Time,
    Verdict,
    Wording,
    digest,
)
from tracker.store import blocks as block_store
from tracker.store import known, schema

_KNOWN = [item.name for item in fields(Known) if item.name != "title"]
_WORDING = [item.name for item in fields(Wording) if item.name != "blocks"]
_STATE = [name for name in _KNOWN if name not in {"current", "last_seen"}]
_known_of = attrgetter(*_STATE)
_fields_of = attrgetter(*_WORDING)
_MANY = 50  # new wordings in one check: beyond, it is cheaper to read the source again when it is next needed
_SIMPLE = re.compile(r"[A-Za-z0-9_-]{1,64}").fullmatch


def posting_id(source: str, external_id: str) -> str:
    """Name a posting by its source and its id there; an id that would not look well in an address is hashed."""
    return f"{source}.{external_id if _SIMPLE(external_id) else 'x' + digest(external_id, length=12)}"


@dataclass(frozen=True, slots=True)
class Memory:
    """What the newest check of a source left for the next: its rounds of requests, and how it ended."""

    rounds: list[list[dict[str, str]]]
    settings: Mapping[str, object]
    extractor: int
    pending: bool
    outcome: str
    reason: str
    seen: int
    stated_total: int | None
    last_check: str


@dataclass(frozen=True, slots=True)
class Told:
    """A change as it was written, without its wordings: those of ten thousand postings would fill the memory."""

    id: str
    posting_id: str
    external_id: str
    kind: Kind
    significance: Significance
    baseline: bool
    summary: str


class Book:
    """The database, open for writing. One process at a time writes (the lock of a run sees to it)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = schema.connect(path, write=True)
        self.blocks = block_store.Blocks(self.connection)
        self._postings: dict[str, dict[str, Known]] = {}
        self._keys: dict[str, dict[str, int]] = {}
        self._depth = 0

    def close(self) -> None:
        """Bring the write-ahead log into the database, and close."""
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another one it is part of that."""
        if self._depth:
            yield
            return
        self.connection.execute("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            self._postings.clear()
            self._keys.clear()
            self.blocks.forget()
            raise
        else:
            self.connection.execute("COMMIT")
        finally:
            self._depth = 0

    def memory(self, source: str) -> Memory | None:
        """Give what the newest check of a source left, None if there was none."""
        row = self.connection.execute(
            "SELECT rounds, settings, extractor, pending, outcome, reason, seen, stated_total, last_check "
            "FROM source_state WHERE source = ?",
            (source,),
        ).fetchone()
        if row is None:
            return None
        return Memory(orjson.loads(row[0]), orjson.loads(row[1]), row[2], bool(row[3]), *row[4:])

    def last_check(self, source: str) -> Time:
        """Give the time of the newest check of a source, "" if there was none."""
        query = "SELECT coalesce(max(started_at), '') FROM checks WHERE source = ?"
        return str(self.connection.execute(query, (source,)).fetchone()[0])

    def has_check(self, check_id: str) -> bool:
        """Say whether a check is in the database."""
        return self.connection.execute("SELECT 1 FROM checks WHERE id = ?", (check_id,)).fetchone() is not None

    def has_other(self, source: str, at: Time, sha256: str) -> bool:
        """Say whether a check of this very time brought another body than this one."""
        rows = self.connection.execute(
            "SELECT n.sha256 FROM checks AS c JOIN snapshots AS n ON n.check_id = c.id "
            "WHERE c.source = ? AND c.started_at = ?",
            (source, at),
        ).fetchall()
        return bool(rows) and (sha256,) not in rows

    def prior(self, source: str) -> dict[str, Prior]:
        """Give the newest kept body of every request of a source."""
        rows = self.connection.execute(
            "SELECT key, url, sha256, fetched_at, warc_file, warc_offset, etag, last_modified, snapshot_id "
            "FROM kept WHERE source = ?",
            (source,),
        )
        return {row[0]: Prior(*row) for row in rows}

    def archives(self) -> dict[str, Mark]:
        """Give every archive file that is known, and how far it is committed."""
        rows = self.connection.execute("SELECT file, committed, closing, tail FROM archives")
        return {row[0]: Mark(*row) for row in rows}

    def mark(self, file: str) -> Mark | None:
        """Give how far an archive file is committed; None if the file is not known."""
        query = "SELECT file, committed, closing, tail FROM archives WHERE file = ?"
        row = self.connection.execute(query, (file,)).fetchone()
        return Mark(*row) if row else None

    def drop(self, source: str) -> None:
        """Forget what is in memory of a source; the next `history` reads it again."""
        self._postings.pop(source, None)
        self._keys.pop(source, None)

    def name(self, source: str) -> str:
        """Give the employer's name as it is stored, "" if the source is new."""
        row = self.connection.execute("SELECT name FROM sources WHERE id = ?", (source,)).fetchone()
        return str(row[0]) if row else ""

    def state(self, source: str) -> History:
        """Give what is known of a source as a whole, without its postings."""
        return self._history(source, {})

    def history(self, source: str) -> History:
        """Give all that is known of a source."""
        return self._history(source, self._load(source))

    def _history(self, source: str, postings: Mapping[str, Known]) -> History:
        row = self.connection.execute(
            "SELECT settled, empties, masks FROM source_state WHERE source = ?", (source,)
        ).fetchone()
        closed = any(one.status == "closed" for one in postings.values())
        return History(
            postings=postings,
            wording=known.Wordings(self.connection, postings),
            settled=bool(row and row[0]),
            empties=row[1] if row else 0,
            masks=frozenset(orjson.loads(row[2])) if row else frozenset(),
            by_text=known.Twins(self.connection, source) if closed else {},
        )

    def _load(self, source: str) -> dict[str, Known]:
        if source not in self._postings:
            self._postings[source], self._keys[source] = known.load(self.connection, source)
        return self._postings[source]

    def fold(
        self,
        capture: Capture,
        verdict: Verdict,
        placed: Sequence[Placed],
        *,
        mark: Mark,
        name: str,
        board: str,
        extractor: int,
        rounds: list[list[dict[str, str]]],
        seen_in: Mapping[str, str],
        list_key: str,
        then: Callable[[sqlite3.Connection, Verdict, Capture, list[Told]], None] | None = None,
    ) -> list[Told]:
        """Write a check. `seen_in` gives the key of the request in whose reply a posting's wording stood."""
        source = capture.source.slug
        with self.transaction():
            self._source(capture, name, board)
            self.connection.execute(
                "INSERT INTO checks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    capture.id,
                    source,
                    capture.run,
                    capture.started_at,
                    capture.finished_at,
                    verdict.outcome,
                    verdict.seen,
                    verdict.stated_total,
                    verdict.reason,
                ),
            )
            snapshots = self._snapshots(capture, placed)
            told = []
            if verdict.changes or verdict.updates or verdict.fills:
                told = self._write(capture, verdict, self._load(source), snapshots, seen_in, list_key)
            self._state(capture, verdict, extractor, rounds)
            self.connection.execute(
                "INSERT INTO archives VALUES (?, ?, ?, ?, ?) ON CONFLICT (file) DO UPDATE SET "
                "committed = excluded.committed, closing = excluded.closing, tail = excluded.tail "
                "WHERE excluded.committed > committed",
                (mark.file, source, mark.length, mark.closing, mark.tail),
            )
            if then:
                then(self.connection, verdict, capture, told)
        return told

    def _source(self, capture: Capture, name: str, board: str) -> None:
        source = capture.source
        row = (source.slug, name, board, source.url)
        if (
            self.connection.execute("SELECT id, name, board, url FROM sources WHERE id = ?", (source.slug,)).fetchone()
            != row
        ):
            self.connection.execute(
                "INSERT INTO sources VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
                "board = excluded.board, url = excluded.url",
                row,
            )

    def _snapshots(self, capture: Capture, placed: Sequence[Placed]) -> dict[str, str]:
        """Write the bodies that are new; gives the snapshot that stands for each request of the check."""
        found: dict[str, str] = {}
        source = capture.source.slug
        for place in placed:
            page = place.page
            key = page.request.key
            if page.failure:
                continue
            if not place.whole:
                row = self.connection.execute(
                    "SELECT snapshot_id FROM kept WHERE source = ? AND key = ?", (source, key)
                ).fetchone()
                found.setdefault(key, row[0] if row else "")
                continue
            name = digest(capture.id, key, page.sha256)
            found.setdefault(key, name)
            self.connection.execute(
                "INSERT INTO snapshots VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    name,
                    capture.id,
                    source,
                    page.url,
                    page.fetched_at,
                    page.status,
                    page.sha256,
                    place.file,
                    place.offset,
                ),
            )
            self.connection.execute(
                "INSERT INTO kept VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, key) DO UPDATE SET "
                "url = excluded.url, sha256 = excluded.sha256, fetched_at = excluded.fetched_at, "
                "warc_file = excluded.warc_file, warc_offset = excluded.warc_offset, etag = excluded.etag, "
                "last_modified = excluded.last_modified, snapshot_id = excluded.snapshot_id",
                (
                    source,
                    key,
                    page.url,
                    page.sha256,
                    page.fetched_at,
                    place.file,
                    place.offset,
                    page.header("etag"),
                    page.header("last-modified"),
                    name,
                ),
            )
        return found

    def _write(
        self,
        capture: Capture,
        verdict: Verdict,
        postings: dict[str, Known],
        snapshots: Mapping[str, str],
        seen_in: Mapping[str, str],
        list_key: str,
    ) -> list[Told]:
        source, at = capture.source.slug, capture.started_at
        keys = self._keys.setdefault(source, {})
        self.blocks.begin(source, fresh=not postings)
        fresh = [name for name in verdict.updates if name not in keys]
        if fresh:
            last = self.connection.execute("SELECT coalesce(max(key), 0) FROM posting_state").fetchone()[0]
            keys.update(zip(fresh, range(last + 1, last + 1 + len(fresh)), strict=True))
        updates = dict(verdict.updates)
        versions: list[tuple[object, ...]] = []
        rows: list[tuple[object, ...]] = []
        told: list[Told] = []
        current: dict[str, str] = {}
        for change in verdict.changes:
            name = change.external_id
            one = updates.get(name) or postings[name]
            identity = posting_id(source, name)
            before, after = one.current or None, one.current or None
            if change.after is not None:
                sha = change.after.text_sha256
                after = digest(identity, at, change.after.title, sha, orjson.dumps(_fields_of(change.after)).decode())
                snapshot = snapshots.get(seen_in.get(name, list_key)) or snapshots.get(list_key)
                ids = self.blocks.ids(change.after.blocks)
                versions.append(self._version(after, identity, one.number, at, change.after, sha, snapshot, ids))
                self._spans(keys[name], one.number, change.before, change.after, ids)
                current[name] = after
            first = change.kind == "opened"
            row_id = digest(identity, change.kind, at, after or "", change.summary)
            rows.append(
                (
                    row_id,
                    identity,
                    source,
                    capture.id,
                    at,
                    change.kind,
                    None if first else before,
                    None if change.kind in {"closed", "unlisted"} else after,
                    change.significance,
                    change.group,
                    int(change.baseline),
                    change.summary,
                    change.reason,
                )
            )
            told.append(Told(row_id, identity, name, change.kind, change.significance, change.baseline, change.summary))
        for name, wording in verdict.fills.items():
            self._fill(
                posting_id(source, name),
                keys[name],
                updates.get(name) or postings[name],
                wording,
                snapshots.get(seen_in.get(name, list_key)),
            )
        marks = ", ".join("?" * 21)
        self.connection.executemany(f"INSERT INTO wordings VALUES ({marks})", versions)
        self.connection.executemany("INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self._save(source, keys, updates, current)
        self.blocks.flush()
        if len(current) > _MANY:
            self.drop(source)
        else:
            postings.update(updates)
            postings.update({name: replace(postings[name], current=version) for name, version in current.items()})
        return told

    def _version(
        self,
        name: str,
        identity: str,
        number: int,
        at: Time,
        wording: Wording,
        sha: str,
        snapshot: str | None,
        ids: list[int],
    ) -> tuple[object, ...]:
        twin = digest(wording.title, sha)
        return (name, identity, number, at, *_fields_of(wording), orjson.dumps(ids).decode(), sha, twin, snapshot)

    def _spans(self, key: int, number: int, before: Wording | None, after: Wording, ids: list[int]) -> None:
        new = {*ids, *self.blocks.ids(filter(None, (after.title, after.location, after.department)))}
        old = set(self.blocks.ids(_searchable(before))) if before is not None else set()
        self.blocks.opened(key, number, new - old)
        if old:
            self.blocks.ended(key, number - 1, old - new)

    def _fill(self, identity: str, key: int, one: Known, wording: Wording, snapshot: str | None) -> None:
        """Put in a text that could not be read when the posting was first seen: the same version, now whole."""
        old = known.Wordings(self.connection, {one.external_id: one})[one.external_id]
        sets = ", ".join(f"{name} = ?" for name in _WORDING)
        self.connection.execute(
            f"UPDATE wordings SET {sets}, blocks = ?, text_sha256 = ?, twin = ?, snapshot_id = coalesce(?, snapshot_id) "
            "WHERE id = ? AND posting_id = ?",
            (
                *_fields_of(wording),
                orjson.dumps(self.blocks.ids(wording.blocks)).decode(),
                wording.text_sha256,
                wording.twin,
                snapshot,
                one.current,
                identity,
            ),
        )
        new, before = set(self.blocks.ids(_searchable(wording))), set(self.blocks.ids(_searchable(old)))
        self.blocks.opened(key, one.number, new - before)

    def _save(
        self, source: str, keys: Mapping[str, int], updates: Mapping[str, Known], current: Mapping[str, str]
    ) -> None:
        columns = ["key", "id", "source", "current", "last_seen", *_STATE]
        sets = ", ".join(f"{name} = excluded.{name}" for name in columns[3:])
        self.connection.executemany(
            f"INSERT INTO posting_state ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
            f"ON CONFLICT (key) DO UPDATE SET {sets}",
            [
                (
                    keys[name],
                    posting_id(source, name),
                    source,
                    current.get(name, one.current),
                    None if one.listed else one.last_seen,
                    *_known_of(one),
                )
                for name, one in updates.items()
            ],
        )

    def _state(self, capture: Capture, verdict: Verdict, extractor: int, rounds: list[list[dict[str, str]]]) -> None:
        failed = verdict.outcome in {"blocked", "failed"}
        listed = None if failed else capture.started_at
        self.connection.execute(
            "INSERT INTO source_state VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET "
            "settings = excluded.settings, extractor = excluded.extractor, settled = excluded.settled, "
            "empties = excluded.empties, masks = excluded.masks, rounds = excluded.rounds, pending = excluded.pending, "
            "outcome = excluded.outcome, reason = excluded.reason, seen = excluded.seen, "
            "stated_total = excluded.stated_total, listed_at = coalesce(excluded.listed_at, listed_at), "
            "last_check = excluded.last_check",
            (
                capture.source.slug,
                orjson.dumps(capture.source.settings()).decode(),
                extractor,
                int(verdict.settled),
                verdict.empties,
                orjson.dumps(sorted(verdict.masks)).decode(),
                orjson.dumps(rounds).decode(),
                int(verdict.pending or failed),
                verdict.outcome,
                verdict.reason,
                verdict.seen,
                verdict.stated_total,
                listed,
                capture.id,
            ),
        )
        cached = self._postings.get(capture.source.slug)
        if listed and cached:
            for name, one in cached.items():
                if one.listed and one.last_seen != listed:
                    cached[name] = replace(one, last_seen=listed)

    def forget(self, source: str) -> None:
        """Take out all that is derived of a source; what was alerted stays."""
        connection = self.connection
        connection.execute("DELETE FROM block_spans WHERE source = ?", (source,))
        connection.execute(
            "DELETE FROM wordings WHERE posting_id IN (SELECT id FROM posting_state WHERE source = ?)", (source,)
        )
        for table in ("changes", "posting_state", "snapshots", "kept", "checks", "source_state", "archives"):
            connection.execute(f"DELETE FROM {table} WHERE source = ?", (source,))
        connection.execute("DELETE FROM sources WHERE id = ?", (source,))
        self._postings.pop(source, None)
        self._keys.pop(source, None)

    def empty(self) -> None:
        """Take out all that is derived of every source; deliveries, and what waits to be alerted, stay."""
        for (source,) in self.connection.execute("SELECT id FROM sources").fetchall():
            self.forget(source)
        self.connection.execute("DELETE FROM block_spans")
        self.connection.execute("DELETE FROM blocks")
        self.connection.execute("DELETE FROM archives")
        self.connection.execute("INSERT INTO blocks_fts(blocks_fts) VALUES ('delete-all')")
        self.connection.execute("UPDATE indexed SET up_to = 0")
        self.blocks.forget()

    def index(self) -> int:
        """Put new blocks into the search index; gives how many."""
        count = 0
        while True:
            with self.transaction():
                done = block_store.index(self.connection)
            count += done
            if not done:
                return count

    def check(self) -> list[str]:
        """Ask SQLite whether the file is whole; gives what it complains of."""
        rows = [row[0] for row in self.connection.execute("PRAGMA integrity_check")]
        return [] if rows == ["ok"] else rows


def _searchable(wording: Wording) -> list[str]:
    """Give what of a wording is searched: its blocks, and title, place and department as blocks of their own."""
    return [*wording.blocks, *filter(None, (wording.title, wording.location, wording.department))]
