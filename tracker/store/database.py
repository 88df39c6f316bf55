"""Write a check into the database, all of it in one transaction, and read what is known about a source."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import orjson

from tracker.model import Capture, Mark, Placed, Prior, Request, Source, Time
from tracker.model.history import History, Known, Verdict
from tracker.model.redaction import NOTHING, Hidden, Redaction
from tracker.reconcile.byte_equal import Recall
from tracker.reconcile.exchanges import Rounds
from tracker.store import blocks as block_store
from tracker.store import (
    corrections,
    findings,
    known_postings,
    memory,
    places,
    schema,
    snapshots,
    source_counts,
    sources,
    tallies,
)
from tracker.store.memory import Memory
from tracker.store.tie_candidates import Index, Sketches, TieCandidates
from tracker.store.write import WordingSources, Writer, WrittenChange

_MANY = 50  # new wordings in one check; with more, it is cheaper to read the source again when it is next needed


class NotUndone(Exception):
    """A transaction within `Database.together` failed. What it wrote can't be undone alone."""


class Database:
    """The database of a project, open for writing.

    Only one process writes at a time: the one that has the lock of a run.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = schema.connect(path, write=True)
        self.blocks = block_store.Blocks(self.connection)
        self._postings: dict[str, dict[str, Known]] = {}
        self._keys: dict[str, dict[str, int]] = {}
        self._wordings = known_postings.WordingCache()
        self._sketches = Sketches()
        self._indexes: dict[str, Index] = {}
        self._depth = 0
        self._together = False
        self.redactions: tuple[Redaction, ...] = ()

    def hidden(self, source: Source) -> Hidden:
        """Return what was removed from the postings of a source, which no check may bring back."""
        return corrections.hidden(self.connection, self.redactions, source) if self.redactions else NOTHING

    def close(self) -> None:
        """Write the write-ahead log into the database, and close."""
        try:
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run a transaction. A nested one is rolled back on its own, except within `together`."""
        if self._together:
            try:
                yield
            except Exception as error:
                raise NotUndone from error
            return
        begin, undo, keep = (
            ("SAVEPOINT inner", "ROLLBACK TO inner; RELEASE inner", "RELEASE inner")
            if self._depth
            else ("BEGIN IMMEDIATE", "ROLLBACK", "COMMIT")
        )
        self.connection.execute(begin)
        self._depth += 1
        try:
            yield
            self.connection.execute(keep)
        except BaseException:
            for statement in undo.split("; "):
                if self.connection.in_transaction:  # a full disk has ended it already
                    self.connection.execute(statement)
            self._postings.clear()
            self._keys.clear()
            self._wordings.clear()
            self.blocks.forget()
            raise
        finally:
            self._depth -= 1

    @contextmanager
    def together(self) -> Iterator[None]:
        """Run a transaction for many checks. If one can't be written, raise NotUndone, and nothing is written.

        Before SQLite changes a page, it copies it once for each nested transaction, which took a twentieth of a rebuild.
        """
        with self.transaction():
            before, self._together = self._together, True
            try:
                yield
            finally:
                self._together = before

    def memory(self, source: str) -> Memory | None:
        """Return what the newest check of a source left, None if there was none."""
        return memory.of(self.connection, source)

    def last_check(self, source: str) -> Time:
        """Return the time of the newest check of a source, "" if there was none."""
        query = "SELECT coalesce(max(started_at), '') FROM checks WHERE source = ?"
        return str(self.connection.execute(query, (source,)).fetchone()[0])

    def checks_after(self, source: str, at: Time) -> tuple[str, ...]:
        """Return the ids of a source's checks after a time, the oldest first."""
        query = "SELECT id FROM checks WHERE source = ? AND started_at > ? ORDER BY started_at"
        return tuple(row[0] for row in self.connection.execute(query, (source, at)))

    def has_check(self, check_id: str) -> bool:
        """Return whether a check is in the database."""
        return self.connection.execute("SELECT 1 FROM checks WHERE id = ?", (check_id,)).fetchone() is not None

    def has_other(self, source: str, at: Time, sha256: str) -> bool:
        """Return whether a check at the same time has a different body."""
        row = self.connection.execute(
            "SELECT first_sha256 FROM checks WHERE source = ? AND started_at = ?", (source, at)
        ).fetchone()
        return bool(row) and row[0] != sha256

    def prior(self, source: str) -> dict[str, Prior]:
        """Return the newest kept body of every request of a source."""
        rows = self.connection.execute(
            "SELECT key, url, sha256, fetched_at, warc_file, warc_offset, etag, last_modified, snapshot_id "
            "FROM kept WHERE source = ?",
            (source,),
        )
        return {row[0]: Prior(*row) for row in rows}

    def archives(self) -> dict[str, Mark]:
        """Return every archive file that is known, and how far it is committed."""
        rows = self.connection.execute("SELECT file, committed, closing, tail FROM archives")
        return {row[0]: Mark(*row) for row in rows}

    def mark(self, file: str) -> Mark | None:
        """Return how far an archive file is committed; None if the file is not known."""
        query = "SELECT file, committed, closing, tail FROM archives WHERE file = ?"
        row = self.connection.execute(query, (file,)).fetchone()
        return Mark(*row) if row else None

    def drop(self, source: str) -> None:
        """Drop what is cached for a source; the next `history` reads it again."""
        self._postings.pop(source, None)
        self._keys.pop(source, None)

    def name(self, source: str) -> str:
        """Return the employer's name as it is stored, "" if the source is new."""
        row = self.connection.execute("SELECT name FROM sources WHERE id = ?", (source,)).fetchone()
        return str(row[0]) if row else ""

    def state(self, source: str) -> History:
        """Return what is known about a source, without its postings."""
        return self._history(source, {})

    def history(self, source: Source) -> History:
        """Return all that is known of a source, also under the name that it had formerly."""
        return self._history(self.home(source), self._load(source))

    def home(self, source: Source) -> str:
        """Return the name under which the rows of a source are stored: its own, or its former one if it has no rows yet."""
        if source.formerly and self.memory(source.slug) is None and self.memory(source.formerly) is not None:
            return source.formerly
        return source.slug

    def _history(self, source: str, postings: Mapping[str, Known]) -> History:
        row = self.connection.execute(
            "SELECT settled, empties, masks, holds, employer, address, began, listed_at FROM source_state WHERE source = ?",
            (source,),
        ).fetchone() or (0, 0, "[]", "{}", "", "", "", "")
        candidates = TieCandidates(self.connection, postings, self._sketches, self._indexes.setdefault(source, Index()))
        return History(
            postings=postings,
            wording=known_postings.Wordings(self.connection, postings, self._wordings),
            settled=bool(row[0]),
            empties=row[1],
            masks=frozenset(orjson.loads(row[2])),
            past=known_postings.PastStates(self.connection, postings),
            wording_hashes=known_postings.WordingHashes(self.connection, source, postings),
            candidates=candidates,
            titles_of=candidates.titles_of,
            sample=candidates.sample,
            holds=orjson.loads(row[3] or "{}"),
            employer=row[4] or "",
            address=row[5] or "",
            began=row[6] or "",
            listed_at=row[7] or "",
        )

    def _load(self, source: Source) -> dict[str, Known]:
        slug = source.slug
        if slug not in self._postings:
            self._postings[slug], self._keys[slug] = known_postings.load(self.connection, self.home(source))
        return self._postings[slug]

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
        rounds: Rounds,
        recall: Recall,
        seen_in: Mapping[str, Request],
        list_key: str,
        then: Callable[[sqlite3.Connection, Verdict, Capture, list[WrittenChange]], None] | None = None,
        readable: bool = True,
        not_before: Time = "",
    ) -> list[WrittenChange]:
        """Write a check. `seen_in` is the request whose reply had a posting's wording.

        `readable`: False for a check that is archived, and that this version can't read. `not_before`: when the site may
        be asked again.
        """
        source = capture.source.slug
        with self.transaction():
            sources.save(self.connection, capture.source, name, board)
            home = self.home(capture.source)
            if home != source:
                sources.take_over_name(self.connection, source, home)
                self.drop(home)
            self.connection.execute(
                "INSERT INTO checks (id, source, run, started_at, finished_at, outcome, seen, stated_total, reason, "
                "first_sha256, readable, held) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                    next((place.page.sha256 for place in placed if not place.page.failure), None),
                    int(readable),
                    verdict.held,
                ),
            )
            if verdict.outcome in tallies.GOOD:
                tallies.count_interval(self.connection, source, capture.started_at, capture.run)
            wording_sources = WordingSources(snapshots.write(self.connection, capture, placed), seen_in, list_key)
            written = []
            if verdict.changes or verdict.updates or verdict.fills:
                if verdict.changes:
                    findings.mark_due(self.connection, capture.started_at)
                postings = self._load(capture.source)
                writer = Writer(
                    self.connection,
                    self.blocks,
                    capture,
                    postings,
                    self._keys[source],
                    wording_sources,
                    sources.listed_at(self.connection, source),
                )
                written = writer.write(verdict, remember=len(verdict.changes) <= _MANY)
                if verdict.fills:
                    self._wordings.clear()
                    findings.mark_filled(
                        self.connection, (postings[name].id for name in verdict.fills if name in postings)
                    )
                if len(verdict.changes) > _MANY:
                    self.drop(source)
            if verdict.changes or verdict.fills or verdict.ties or home != source:
                source_counts.count(self.connection, source, due=True)
            sources.put_state(self.connection, capture, verdict, extractor, rounds, recall, not_before)
            self._mark_read(mark, source)
            if then:
                then(self.connection, verdict, capture, written)
        return written

    def mark_skipped(self, mark: Mark) -> None:
        """Record how far an archive file was read if a check in it could not be used."""
        with self.transaction():
            self._mark_read(mark, mark.file.partition("/")[0])

    def _mark_read(self, mark: Mark, source: str) -> None:
        self.connection.execute(
            "INSERT INTO archives (file, source, committed, closing, tail) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (file) DO UPDATE SET "
            "committed = excluded.committed, closing = excluded.closing, tail = excluded.tail "
            "WHERE excluded.committed > committed",
            (mark.file, source, mark.length, mark.closing, mark.tail),
        )

    def chain(self, source: str) -> list[str]:
        """Return the names that a source had, the newest first. `source` may be a former name."""
        return sources.chain(self.connection, source)

    def watch(self, slugs: Iterable[str], topics: Mapping[str, Sequence[str]] | None = None) -> None:
        """Note which sources are monitored; the others are marked as no longer monitored, and their postings keep their status.

        `topics` are the phrases by topic, so that the website knows them.
        """
        with self.transaction():
            sources.watch(self.connection, slugs, topics or {})

    def read_in(self, run: str) -> list[tuple[str, Mapping[str, object]]]:
        """Return the sources that were folded in a run, with their settings."""
        return sources.read_in(self.connection, run)

    def bad_day(self, run: str, host: str) -> str:
        """Return why a host is not to be believed in a run, "" if it is."""
        return sources.bad_day(self.connection, run, host)

    def note_bad_day(self, run: str, host: str, reason: str) -> None:
        """Write down that a host is not to be believed in a run."""
        sources.note_bad_day(self.connection, run, host, reason)

    def forget(self, source: str) -> None:
        """Delete everything derived from a source's checks, except sent alerts."""
        connection = self.connection
        self._wordings.clear()
        findings.forget(connection, source)
        block_store.delete_spans(connection, source)
        places.forget(connection, source)
        connection.execute(
            "DELETE FROM wordings WHERE posting_id IN (SELECT id FROM posting_state WHERE source = ?)", (source,)
        )
        for table in ("ties", "changes", "posting_state", "snapshots", "kept", "checks", "source_state", "archives"):
            connection.execute(f"DELETE FROM {table} WHERE source = ?", (source,))
        tallies.forget(connection, source)
        source_counts.forget(connection, source)
        connection.execute("DELETE FROM sources WHERE id = ?", (source,))
        self._postings.pop(source, None)
        self._keys.pop(source, None)

    def forget_unused_blocks(self) -> None:
        """Delete the texts that no posting has any more, also from the search index."""
        block_store.sweep(self.connection)
        self.blocks.forget()

    def empty(self) -> None:
        """Delete everything derived from the checks of all sources, except deliveries and pending alerts."""
        for (source,) in self.connection.execute("SELECT id FROM sources").fetchall():
            self.forget(source)
        self.connection.execute("DELETE FROM block_spans")
        self.connection.execute("DELETE FROM blocks")
        self.connection.execute("DELETE FROM archives")
        self.connection.execute("DELETE FROM bad_days")
        findings.empty(self.connection)
        self.connection.execute("INSERT INTO blocks_fts(blocks_fts) VALUES ('delete-all')")
        self.connection.execute("DELETE FROM block_hashes")
        self.connection.execute("UPDATE indexed SET up_to = 0, hashed = 0")
        self.blocks.forget()

    def index(self) -> int:
        """Put new blocks into the indexes; return how many."""
        with self.transaction():
            self.blocks.settle()
        count = 0
        while True:
            with self.transaction():
                indexed = block_store.index(self.connection)
            count += indexed
            if not indexed:
                return count

    def find(self) -> int:
        """Count large sources and make the findings that are due. Return how many findings. The search index must be up to date."""
        with self.transaction():
            source_counts.catch_up(self.connection)
        if not findings.is_due(self.connection):
            return 0
        with self.transaction():
            return findings.catch_up(self.connection)

    def check(self) -> list[str]:
        """Ask SQLite whether the file is intact; return its complaints."""
        rows = [row[0] for row in self.connection.execute("PRAGMA integrity_check")]
        return [] if rows == ["ok"] else rows
