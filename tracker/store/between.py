"""What opened, closed and was edited at a source between two times, so that the counts add up.

A posting counts by its status at both times (`asof.status_at`), and not by how often it changed in between. Only changes after
the earlier time are read: a posting without any has the status that it has now.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson

from tracker.diff import render
from tracker.model import Time
from tracker.store import asof, counted
from tracker.store.read import rows

_CHANGES = (
    "SELECT c.posting_id, c.at, c.kind, c.from_version, c.to_version, c.baseline, c.was_closed FROM changes AS c "
    "INDEXED BY changes_by_source WHERE c.source = ? AND c.known_at > ? AND c.at > ? ORDER BY c.posting_id, c.at, c.rowid"
)
_POSTINGS = (
    "SELECT p.id, p.url, p.first_seen, p.closed_at, w.number, w.title, w.location, w.department, w.language, w.pay_min, w.pay_max, "
    "w.pay_currency, w.pay_period, w.pay_stated FROM json_each(?) AS j JOIN wordings AS w ON w.id = json_extract(j.value, '$[1]') "
    "JOIN posting_state AS p ON p.id = json_extract(j.value, '$[0]')"
)


@dataclass(frozen=True, slots=True)
class Between:
    """The postings of a source that differ between two times.

    `before` + len(`opened`) - len(`closed`) = `after`. `passing` opened and closed in between. `listed` of `opened` were already
    listed when the source was first read whole, so they did not open then. `edited` were open at both times.
    """

    since: Time
    until: Time
    before: int
    after: int
    opened: list[dict[str, Any]]
    closed: list[dict[str, Any]]
    edited: list[dict[str, Any]]
    passing: int
    listed: int


@dataclass(frozen=True, slots=True)
class _Path:
    """Whether a posting was open at the earlier time, at the later one, and is now; and its versions at both times."""

    posting: str
    before: bool
    after: bool
    now: bool
    first: str | None
    last: str | None
    baseline: bool
    seen: bool


def of(connection: sqlite3.Connection, source: str, since: Time, until: Time) -> Between:
    """Compare a source at two times; `since` is the earlier one."""
    changes = connection.execute(_CHANGES, (source, since, since)).fetchall()
    names = orjson.dumps(sorted({row[0] for row in changes})).decode()
    query = "SELECT p.id FROM json_each(?) AS j JOIN posting_state AS p ON p.id = j.value WHERE p.status = 'open'"
    is_open = {row[0] for row in connection.execute(query, (names,))}
    paths = [
        _path(posting, list(found), until, posting in is_open) for posting, found in groupby(changes, key=itemgetter(0))
    ]
    steady = counted.counts_of(connection, source).open - len(is_open)
    opened = [path for path in paths if path.after and not path.before]
    closed = [path for path in paths if path.before and not path.after]
    edited = [path for path in paths if path.before and path.after and path.last and path.first != path.last]
    return Between(
        since,
        until,
        before=steady + sum(path.before for path in paths),
        after=steady + sum(path.after for path in paths),
        opened=_read(connection, [(path.posting, path.last) for path in opened]),
        closed=_read(connection, [(path.posting, path.first) for path in closed]),
        edited=_with_changes(connection, edited),
        passing=sum(path.seen and not path.before and not path.after for path in paths),
        listed=sum(path.baseline for path in opened),
    )


def _path(posting: str, changes: Sequence[tuple[Any, ...]], until: Time, now: bool) -> _Path:  # noqa: FBT001
    """Follow the changes of a posting after the earlier time, the first one first."""
    before: bool | None = None
    after: bool | None = None
    first = last = None
    baseline = False
    for _, at, kind, old, new, listed, was_closed in changes:
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


def _read(connection: sqlite3.Connection, pairs: Iterable[tuple[str, str | None]]) -> list[dict[str, Any]]:
    """Read postings as they were worded in a version, by title."""
    wanted = orjson.dumps([pair for pair in pairs if pair[1]]).decode()
    found = [{**row, "pay": render.pay_of(row)} for row in rows(connection, _POSTINGS, (wanted,))]
    return sorted(found, key=lambda row: ((row["title"] or "").casefold(), row["id"]))


def _with_changes(connection: sqlite3.Connection, edited: Sequence[_Path]) -> list[dict[str, Any]]:
    """Read edited postings in their later wording, with the number of the earlier version and whether the text changed."""
    wanted = orjson.dumps(
        sorted({one.first for one in edited if one.first} | {one.last for one in edited if one.last})
    ).decode()
    query = "SELECT w.id, w.number, w.title, w.text_sha256 FROM json_each(?) AS j JOIN wordings AS w ON w.id = j.value"
    versions = {row[0]: row for row in connection.execute(query, (wanted,))}
    by_posting = {one.posting: one for one in edited}
    found = []
    for row in _read(connection, [(one.posting, one.last) for one in edited]):
        path = by_posting[row["id"]]
        old, new = versions.get(path.first or ""), versions.get(path.last or "")
        if old and new:
            old_title = old[2] if old[2] != new[2] else None
            found.append(
                {**row, "from_number": old[1], "to_number": new[1], "old_title": old_title, "text": old[3] != new[3]}
            )
    return found
