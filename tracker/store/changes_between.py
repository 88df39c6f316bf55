"""What opened, closed and was edited at a source between two times, so that the counts add up.

A posting counts by its status at both times (`asof.status_at`), and not by how often it changed in between. Only changes after
the earlier time are read: a posting without any has the status that it has now.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any, NamedTuple

import orjson

from tracker.diff import render
from tracker.model import Time
from tracker.store import asof, source_counts
from tracker.store.read import rows, tuples
from tracker.store.row_types import ComparedPosting, EditedPosting, PostingAsWorded

_CHANGES = (
    "SELECT c.posting_id, c.at, c.rowid, c.kind, c.from_version, c.to_version, c.baseline, c.was_closed FROM changes AS c "
    "INDEXED BY changes_by_source WHERE c.source = ? AND c.known_at > ? AND c.at > ?"
)
_MANY = 2_000  # postings
_POSTINGS = (
    "SELECT p.id, p.url, p.first_seen, p.closed_at, w.number, w.title, w.location, w.department, w.language, w.pay_min, w.pay_max, "
    "w.pay_currency, w.pay_period, w.pay_stated FROM json_each(?) AS j JOIN wordings AS w ON w.id = json_extract(j.value, '$[1]') "
    "JOIN posting_state AS p ON p.id = json_extract(j.value, '$[0]')"
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many postings opened, closed and were edited."""

    opened: int
    closed: int
    edited: int


@dataclass(frozen=True, slots=True)
class PeriodChanges:
    """The postings of a source that differ between two times.

    `before` + `counts.opened` - `counts.closed` = `after`. `passing` postings opened and closed in between. Of those in `opened`,
    `listed` were already there when the source was first read completely, so it is not known when they opened. Postings in
    `edited` were open at both times. The lists are sorted by title, and have all postings or as many as were asked for.
    """

    since: Time
    until: Time
    before: int
    after: int
    counts: Counts
    opened: list[ComparedPosting]
    closed: list[ComparedPosting]
    edited: list[EditedPosting]
    passing: int
    listed: int


class _Path(NamedTuple):
    """Whether a posting was open at the earlier time, at the later one, and is now; and its versions at both times."""

    posting: str
    before: bool
    after: bool
    now: bool
    first: str | None
    last: str | None
    baseline: bool
    seen: bool


_Pair = tuple[str, str]  # a posting and one of its versions


def of(connection: sqlite3.Connection, source: str, since: Time, until: Time, most: int = -1) -> PeriodChanges:
    """Compare a source at two times; `since` is the earlier one. The first `most` postings of each kind are read; -1 reads all."""
    changes: dict[str, list[tuple[Any, ...]]] = {}
    for row in tuples(connection, _CHANGES, (source, since, since)):
        changes.setdefault(row[0], []).append(row)
    is_open = _open_postings(connection, source, changes.keys())
    paths = [
        _path(posting, sorted(ledger) if len(ledger) > 1 else ledger, until, posting in is_open)  # by time, then by row
        for posting, ledger in changes.items()
    ]
    unchanged = source_counts.counts_of(connection, source).open - len(is_open)
    opened = [(path.posting, path.last) for path in paths if path.after and not path.before and path.last]
    closed = [(path.posting, path.first) for path in paths if path.before and not path.after and path.first]
    edited = {
        path.posting: (path.first, path.last)
        for path in paths
        if path.before and path.after and path.first and path.last and path.first != path.last
    }
    return PeriodChanges(
        since,
        until,
        before=unchanged + sum(path.before for path in paths),
        after=unchanged + sum(path.after for path in paths),
        counts=Counts(len(opened), len(closed), len(edited)),
        opened=_read_postings(connection, opened, most),
        closed=_read_postings(connection, closed, most),
        edited=_with_changes(connection, edited, most),
        passing=sum(path.seen and not path.before and not path.after for path in paths),
        listed=sum(path.baseline for path in paths if path.after and not path.before),
    )


def _open_postings(connection: sqlite3.Connection, source: str, names: Collection[str]) -> set[str]:
    """Return which of these postings of a source are open."""
    if len(names) > _MANY:  # one pass over all open postings of the source takes less time than this many look-ups
        query = (
            "SELECT p.id FROM posting_state AS p INDEXED BY posting_by_status WHERE p.source = ? AND p.status = 'open'"
        )
        return {row[0] for row in tuples(connection, query, (source,)) if row[0] in names}
    query = "SELECT p.id FROM json_each(?) AS j JOIN posting_state AS p ON p.id = j.value WHERE p.status = 'open'"
    return {row[0] for row in connection.execute(query, (orjson.dumps(sorted(names)).decode(),))}


def _path(posting: str, changes: Sequence[tuple[Any, ...]], until: Time, now: bool) -> _Path:  # noqa: FBT001
    """Follow the changes of a posting after the earlier time, the first one first."""
    before: bool | None = None
    after: bool | None = None
    first = last = None
    baseline = False
    for _, at, _, kind, old, new, listed, was_closed in changes:
        status = asof.STATUS.get(kind)
        first = first or old
        if status and before is None:
            # A posting that is only listed again (`reopened` without having been closed) was open all the time.
            before = kind == "closed" or (kind == "reopened" and not was_closed)
        if at <= until:
            after = status == "open" if status else after
            last = new or last
            baseline = baseline or bool(listed and kind == "opened")
    seen = after is not None
    before = now if before is None else before
    after = before if after is None else after
    return _Path(posting, before, after, now, first, last, baseline, seen)


def _read_postings(connection: sqlite3.Connection, pairs: Sequence[_Pair], most: int) -> list[ComparedPosting]:
    """Read postings as they were worded in a version, by title; the first `most`, or all (-1)."""
    chosen = orjson.dumps(_first_by_title(connection, pairs, most)).decode()
    postings: list[ComparedPosting] = [
        {**row, "pay": render.pay_of(row)} for row in rows(connection, PostingAsWorded, _POSTINGS, (chosen,))
    ]
    return sorted(postings, key=lambda row: _order(row["title"], row["id"]))


def _first_by_title(connection: sqlite3.Connection, pairs: Sequence[_Pair], most: int) -> Sequence[_Pair]:
    """Return the first `most` of postings by title, or all (-1)."""
    if not 0 <= most < len(pairs):
        return pairs
    query = "SELECT w.id, w.title FROM json_each(?) AS j JOIN wordings AS w ON w.id = j.value"
    titles = dict(tuples(connection, query, (orjson.dumps([version for _, version in pairs]).decode(),)))
    return nsmallest(most, pairs, key=lambda pair: _order(titles.get(pair[1]), pair[0]))


def _order(title: str | None, posting: str) -> tuple[str, str]:
    return (title or "").casefold(), posting


def _with_changes(connection: sqlite3.Connection, edited: Mapping[str, _Pair], most: int) -> list[EditedPosting]:
    """Read edited postings in their later wording, with the number of the earlier version and whether the text changed."""
    postings = _read_postings(connection, [(posting, last) for posting, (_, last) in edited.items()], most)
    version_ids = orjson.dumps(sorted({version for row in postings for version in edited[row["id"]]})).decode()
    query = "SELECT w.id, w.number, w.title, w.text_sha256 FROM json_each(?) AS j JOIN wordings AS w ON w.id = j.value"
    versions = {row[0]: row for row in connection.execute(query, (version_ids,))}
    with_changes: list[EditedPosting] = []
    for row in postings:
        old, new = (versions.get(one) for one in edited[row["id"]])
        if old and new:
            old_title = old[2] if old[2] != new[2] else None
            with_changes.append(
                {**row, "from_number": old[1], "to_number": new[1], "old_title": old_title, "text": old[3] != new[3]}
            )
    return with_changes
