"""The numbers of the front page: employers, open roles, since when, and how many open roles mention each topic."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import orjson

from tracker.model import Time
from tracker.store import search, timeline

_NAMED = 6  # employers that are named; the rest are counted


@dataclass(frozen=True, slots=True)
class Topic:
    """How many open roles have a phrase of a topic in their newest wording. `more`: at least that many."""

    name: str
    open: int
    more: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What the history holds. `began` is the first day, `checked` the last check, "" if there is none."""

    employers: int
    open: int
    postings: int
    began: str
    checked: Time
    changed: bool
    named_employers: tuple[tuple[str, str, int | None], ...]
    topics: tuple[Topic, ...]

    @property
    def unnamed(self) -> int:
        """Return how many employers are not named."""
        return self.employers - len(self.named_employers)


def began(connection: sqlite3.Connection) -> str:
    """Return when the first check began, "" if there is none."""
    return str(connection.execute("SELECT coalesce(min(started_at), '') FROM checks").fetchone()[0])


def of(connection: sqlite3.Connection) -> Figures:
    """Return the figures. They are counted again only after something was written."""
    return _REMEMBER.of(connection)


class _Cache:
    """The figures of each database until its next check or change."""

    def __init__(self) -> None:
        self._cached: dict[str, tuple[object, Figures]] = {}

    def of(self, connection: sqlite3.Connection) -> Figures:
        file = str(connection.execute("PRAGMA database_list").fetchone()[2])
        stamp = connection.execute(
            "SELECT (SELECT max(rowid) FROM changes), (SELECT max(rowid) FROM checks), (SELECT id FROM checks WHERE rowid = "
            "(SELECT max(rowid) FROM checks)), (SELECT group_concat(name || phrases) FROM topics), (SELECT group_concat(source) FROM source_state)"
        ).fetchone()
        known = self._cached.get(file)
        if known is None or known[0] != stamp:
            known = self._cached[file] = (stamp, _count(connection))
        return known[1]


_REMEMBER = _Cache()


def _count(connection: sqlite3.Connection) -> Figures:
    employers = connection.execute(
        "SELECT s.id, s.name, coalesce(c.open, 0) AS open, "
        "(SELECT CASE k.outcome WHEN 'window' THEN -1 ELSE k.held END FROM checks AS k WHERE k.source = s.id "
        "AND k.outcome IN ('complete', 'window') ORDER BY k.started_at DESC LIMIT 1) AS held "
        "FROM sources AS s JOIN source_state AS t ON t.source = s.id "
        "LEFT JOIN source_counts AS c ON c.source = s.id ORDER BY open DESC, s.name, s.id"
    ).fetchall()
    known = [
        (name, title, open_count if _is_known(open_count, missing) else None)
        for name, title, open_count, missing in employers
    ]
    total, began, checked, changed = connection.execute(
        "SELECT (SELECT coalesce(sum(postings), 0) FROM source_counts), coalesce((SELECT min(day) FROM day_counts), ''), "
        "coalesce((SELECT max(started_at) FROM checks), ''), EXISTS (SELECT 1 FROM changes WHERE baseline = 0)"
    ).fetchone()
    names = [str(row[0]) for row in connection.execute("SELECT name FROM topics ORDER BY rowid")]
    topics = [_topic(connection, name) for name in names]
    return Figures(
        len(employers),
        sum(open_count or 0 for _, _, open_count in known),
        total,
        began,
        checked,
        bool(changed),
        tuple(known[:_NAMED]),
        tuple(topics),
    )


def _is_known(listed: int, missing: int | None) -> bool:
    """Return whether the number of open roles is known.

    It is not if the list shows only the newest, or lacks most of them.
    """
    return missing is None or 0 <= 2 * missing <= listed


def _topic(connection: sqlite3.Connection, name: str) -> Topic:
    keys, capped = search.present(connection, timeline.topic(connection, name))
    count = connection.execute(
        "SELECT count(*) FROM json_each(?) AS j JOIN posting_state AS p ON p.key = j.value WHERE p.status = 'open'",
        (orjson.dumps(sorted(keys)).decode(),),
    ).fetchone()[0]
    return Topic(name, count, capped)
