"""Write the result of a check: postings, wordings with their blocks, changes, and ties."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from operator import attrgetter

import orjson

from tracker.model import Capture, Kind, Request, Significance, Time, digest, posting_id
from tracker.model.history import Change, Doubt, Known, Tie, Verdict, last_seen
from tracker.model.wording import Wording
from tracker.store import history_counts, known_postings, places, tallies
from tracker.store.blocks import Blocks

# A version's id is made of these in this order. A field that is added to `Wording` later goes into _LATER: it is part of the id
# of a version that has it, and the ids of all others stay the same.
_FIRST = (
    "title", "location", "department", "employment_type", "workplace", "pay_min", "pay_max", "pay_currency", "pay_period",
    "pay_stated", "posted_at", "closes_at", "language",
)  # fmt: skip
_LATER: tuple[str, ...] = ()
_WORDING = (*_FIRST, *_LATER)
_STATE = [item.name for item in fields(Known) if item.name not in {"title", "id", "current", "last_seen", "doubt"}]
_DOUBT = [item.name for item in fields(Doubt)]
_ROWS = 1_000  # of wordings and changes that gather in memory before they are written
_VERSION = ("id", "posting_id", "number", "seen_at", *_WORDING, "blocks", "text_sha256", "twin", "snapshot_id")
_CHANGE = (
    "id", "posting_id", "source", "check_id", "at", "kind", "from_version", "to_version", "significance", "group_id",
    "baseline", "summary", "reason", "since", "how", "known_at", "was_closed",
)  # fmt: skip
_state_of = attrgetter(*_STATE, *(f"doubt.{name}" for name in _DOUBT))
_fields_of = attrgetter(*_WORDING)


def _hashed(wording: Wording) -> list[str]:
    """Return the fields of a wording as a version's id is made of them."""
    first = _fields_of(wording)[: len(_FIRST)]
    later = ((name, getattr(wording, name)) for name in _LATER)
    return [orjson.dumps(first).decode(), *(orjson.dumps(pair).decode() for pair in later if pair[1] is not None)]


@dataclass(frozen=True, slots=True)
class WrittenChange:
    """A change as it was written, without its wordings: those of ten thousand postings would fill the memory."""

    id: str
    posting_id: str
    external_id: str
    kind: Kind
    significance: Significance | None
    baseline: bool
    summary: str
    at: Time
    was_closed: bool


@dataclass(frozen=True, slots=True)
class WordingSources:
    """The sources of a check's wordings: the snapshot of each request, and the request of each posting's own page."""

    snapshots: Mapping[str, str]
    seen_in: Mapping[str, Request]
    list_key: str

    def of(self, name: str) -> str | None:
        """Return the snapshot that had a posting's wording."""
        return self.snapshots.get(self.key(name)) or self.snapshots.get(self.list_key)

    def key(self, name: str) -> str:
        """Return the key of the request whose reply had a posting's wording."""
        own = self.seen_in.get(name)
        return own.key if own else self.list_key


class Writer:
    """Write one check of one source.

    `postings` are the known postings by external id, `keys` their rows. `listed_at` is the time of the newest list before.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        blocks: Blocks,
        capture: Capture,
        postings: dict[str, Known],
        keys: dict[str, int],
        found: WordingSources,
        listed_at: Time,
    ) -> None:
        self.connection = connection
        self.blocks = blocks
        self.check = capture.id
        self.source, self.at = capture.source.slug, capture.started_at
        self.postings = postings
        self.keys = keys
        self.found = found
        self.listed_at = listed_at
        self.ids: dict[str, str] = {}
        self.current: dict[str, str] = {}
        self._places: list[places.Row] = []
        self._filled: list[str] = []  # versions that got their text

    def write(self, verdict: Verdict, *, remember: bool) -> list[WrittenChange]:
        """Write all of a verdict. Return the changes as they were written. `remember` them in memory too."""
        self.blocks.begin(self.source)
        before = self._rename(verdict)
        self._name(verdict)
        updates = {name: self._last_seen(before.get(name), posting) for name, posting in verdict.updates.items()}
        versions: list[tuple[object, ...]] = []
        rows: list[tuple[object, ...]] = []
        written: list[WrittenChange] = []
        last_good = tallies.last_good(self.connection, self.source, self.at) if verdict.changes else None
        for change in verdict.changes:
            name = change.external_id
            old = before.get(name)
            posting = updates.get(name) or before[name]
            after = None
            if change.after is not None:
                after = self._version(versions, posting, change)
            row = self._change(change, posting, after, self._since(change, old, last_good))
            rows.append(row)
            if len(rows) >= _ROWS:
                self._flush(versions, rows)
            written.append(
                WrittenChange(
                    str(row[0]),
                    self.ids[name],
                    name,
                    change.kind,
                    change.significance,
                    change.baseline,
                    change.summary,
                    change.at or self.at,
                    change.was_closed,
                )
            )
        for name, wording in verdict.fills.items():
            self._fill(updates.get(name) or before[name], wording)
        self._flush(versions, rows)
        counted = (
            (written_change.at, written_change.kind, written_change.baseline, written_change.was_closed)
            for written_change in written
        )
        tallies.count_changes(self.connection, self.source, counted)
        if verdict.changes:
            history_counts.count(self.connection, self.source, self.at)
        if self._filled:
            history_counts.recount(self.connection, self.source, self._filled)
        roles = self._ties(verdict.ties)
        if roles:
            updates = {
                name: replace(known_posting, role=roles.get(self.ids[name], known_posting.role))
                for name, known_posting in updates.items()
            }
        self._save(updates)
        self.blocks.flush()
        if remember:
            self._remember(updates, roles)
        return written

    def _flush(self, versions: list[tuple[object, ...]], rows: list[tuple[object, ...]]) -> None:
        """Write the rows of wordings and changes that have gathered."""
        for table, columns, gathered in (("wordings", _VERSION, versions), ("changes", _CHANGE, rows)):
            marks = ", ".join("?" * len(columns))
            statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
            self.connection.executemany(statement, gathered)
            gathered.clear()
        places.write(self.connection, self._places)
        self._places.clear()

    def _remember(self, updates: Mapping[str, Known], roles: Mapping[str, str]) -> None:
        """Update the cached source with what was written."""
        for name, posting in updates.items():
            identity, current = self.ids[name], self.current.get(name, posting.current)
            same = (posting.id, posting.current) == (identity, current)
            self.postings[name] = posting if same else replace(posting, id=identity, current=current)
        if roles:
            for name, posting in self.postings.items():
                if posting.id in roles:
                    self.postings[name] = replace(posting, role=roles[posting.id])

    def _rename(self, verdict: Verdict) -> Mapping[str, Known]:
        """Give rows their new external ids. Return the known postings by their new ids."""
        for new, old in verdict.renamed.items():
            self.keys[new] = self.keys.pop(old)
            self.postings[new] = self.postings.pop(old)
        return self.postings

    def _last_seen(self, old: Known | None, posting: Known) -> Known:
        """Return a posting that is no longer listed with the time at which it was."""
        if posting.listed or old is None or not old.listed:
            return posting
        return replace(posting, last_seen=last_seen(old, self.listed_at))

    def _name(self, verdict: Verdict) -> None:
        fresh = [name for name in verdict.updates if name not in self.keys]
        if fresh:
            last = self.connection.execute("SELECT coalesce(max(key), 0) FROM posting_state").fetchone()[0]
            self.keys.update(zip(fresh, range(last + 1, last + 1 + len(fresh)), strict=True))
        bare = not self.postings
        for name in {**verdict.updates, **dict.fromkeys(change.external_id for change in verdict.changes)}:
            known_id = self.postings[name].id if name in self.postings else ""
            self.ids[name] = known_id or self._free(name, bare=bare)
        for name in verdict.fills:
            self.ids.setdefault(name, self.postings[name].id)

    def _free(self, name: str, *, bare: bool) -> str:
        """Return the id of a new posting, different from that of a posting that was renamed since."""
        wanted = posting_id(self.source, name)
        if bare:
            return wanted
        taken = self.connection.execute("SELECT 1 FROM posting_state WHERE id = ?", (wanted,)).fetchone()
        return f"{wanted}-{digest(name, self.at, length=6)}" if taken else wanted

    def _since(self, change: Change, old: Known | None, last_good: Time | None) -> Time | None:
        """Return `since`: the last check that did not show the change."""
        if old is None:
            return last_good
        if old.doubt.doubted:
            return old.doubt.doubted
        if change.kind == "reopened":
            return last_good
        if change.kind == "edited" and change.external_id in self.found.seen_in and old.read_at:
            return old.read_at
        return last_seen(old, self.listed_at) or None

    def _version(self, versions: list[tuple[object, ...]], posting: Known, change: Change) -> str:
        wording, name = change.after or Wording(""), change.external_id
        identity, sha = self.ids[name], wording.text_sha256
        version = digest(identity, self.at, wording.title, sha, *_hashed(wording))
        ids = self._block_ids(self.keys[name], posting.number, change.before, wording)
        twin = digest(wording.title, sha)
        blocks = orjson.dumps(ids).decode()
        versions.append(
            (
                version,
                identity,
                posting.number,
                change.at or self.at,
                *_fields_of(wording),
                blocks,
                sha,
                twin,
                self.found.of(name),
            )
        )
        self._places += places.rows(identity, version, wording)
        self.current[name] = version
        return version

    def _change(self, change: Change, posting: Known, after: str | None, since: Time | None) -> tuple[object, ...]:
        identity = self.ids[change.external_id]
        before = posting.current or None
        after = after or before
        return (
            digest(identity, change.kind, self.at, after or "", change.summary),
            identity,
            self.source,
            self.check,
            change.at or self.at,
            change.kind,
            None if change.kind == "opened" else before,
            None if change.kind in {"closed", "unlisted"} else after,
            change.significance,
            change.group,
            int(change.baseline),
            change.summary,
            change.reason,
            since,
            change.how,
            self.at,
            int(change.was_closed),
        )

    def _block_ids(self, key: int, number: int, before: Wording | None, after: Wording) -> list[int]:
        """Return the ids of a version's blocks, and note which of its searchable blocks are new in it or gone."""
        texts = searchable(after)
        count = len(after.blocks)
        if before is None and number == 1:
            return self.blocks.first(key, texts)[:count]
        ids = self.blocks.ids(texts)
        new, old = set(ids), set(self.blocks.ids(searchable(before))) if before is not None else set()
        self.blocks.opened(key, number, new - old)
        if old:
            self.blocks.ended(key, number - 1, old - new)
        return ids[:count]

    def _fill(self, posting: Known, wording: Wording) -> None:
        """Put in a text that could not be read when the posting was first seen: the same version, now whole."""
        name = posting.external_id
        old = known_postings.Wordings(self.connection, {name: posting})[name]
        sets = ", ".join(f"{column} = ?" for column in _WORDING)
        self.connection.execute(
            f"UPDATE wordings SET {sets}, blocks = ?, text_sha256 = ?, twin = ?, snapshot_id = coalesce(?, snapshot_id) "
            "WHERE id = ? AND posting_id = ?",
            (
                *_fields_of(wording),
                orjson.dumps(self.blocks.ids(wording.blocks)).decode(),
                wording.text_sha256,
                wording.twin,
                self.found.snapshots.get(self.found.key(name)),
                posting.current,
                self.ids[name],
            ),
        )
        places.replace(self.connection, self.ids[name], posting.current, wording)
        self._filled.append(posting.current)
        new, before = set(self.blocks.ids(searchable(wording))), set(self.blocks.ids(searchable(old)))
        self.blocks.opened(self.keys[name], posting.number, new - before)

    def _save(self, updates: Mapping[str, Known]) -> None:
        columns = ["key", "id", "source", "current", "last_seen", *_STATE, *_DOUBT]
        sets = ", ".join(f"{name} = excluded.{name}" for name in columns[3:])
        self.connection.executemany(
            f"INSERT INTO posting_state ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) "
            f"ON CONFLICT (key) DO UPDATE SET {sets}",
            (
                (
                    self.keys[name],
                    self.ids[name],
                    self.source,
                    self.current.get(name, posting.current),
                    None if posting.listed else posting.last_seen,
                    *_state_of(posting),
                )
                for name, posting in updates.items()
            ),
        )

    def _ties(self, ties: tuple[Tie, ...]) -> dict[str, str]:
        """Write ties. Return the role of each posting that is a copy of another: the first posting of that role."""
        known_roles = {posting.id: posting.role for posting in self.postings.values() if posting.role} if ties else {}
        roles: dict[str, str] = {}
        for tie in ties:
            wanted = posting_id(self.source, tie.external_id)
            new = self.ids.get(tie.external_id, wanted)
            other = self.ids.get(tie.other_external_id, tie.other) if tie.other_external_id else tie.other
            beside = wanted if tie.kind == "same" else other
            reasons = "; ".join(tie.reasons)
            self.connection.execute(
                "INSERT OR IGNORE INTO ties VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    digest(tie.kind, new, beside),
                    tie.kind,
                    new,
                    beside,
                    self.source,
                    reasons,
                    tie.score,
                    self.check,
                    self.at,
                ),
            )
            if tie.kind == "role":
                role = roles.get(other) or known_roles.get(other) or other
                for name in (new, other):
                    roles[name] = role
                    self.connection.execute("UPDATE posting_state SET role = ? WHERE id = ?", (role, name))
        return roles


def searchable(wording: Wording) -> list[str]:
    """Return the searchable blocks of a wording: its blocks, and title, place and department as blocks of their own."""
    return [*wording.blocks, *filter(None, (wording.title, wording.location, wording.department))]
