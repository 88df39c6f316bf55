"""The changes as the timeline shows them: filtered, newest first, groups merged, paged by position.

Every query names the index that fits its filters, so that a page costs the same in a small and a large history.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from tracker.extract.phrases import Phrases
from tracker.store import places, search, tallies
from tracker.store.read import rows
from tracker.store.row_types import TimelineColumns, TimelineRow

_PLACE = 15  # digits of a row's number
# postings in a place whose changes are looked up one by one; with more, the changes are scanned
_FEW_POSTINGS = 5_000
# of one source; of the changes of the largest, 3 in 100 are of such a place, so that a page is soon full
_FEW_OF_SOURCE = 1_000
# Postings with words, as many as a search looks at. Of more, the newest are taken: a scan for postings with few changes would read all changes.
_MOST_WITH_WORDS = 2_000
_COLUMNS = (
    "SELECT c.rowid AS place, c.id, c.at, c.known_at, c.since, c.how, c.source, s.name AS employer, c.posting_id, w.title, "
    "w.location, w.language, c.kind, c.significance, c.summary, c.reason, c.group_id, c.check_id, c.from_version, "
    "c.to_version, a.number AS from_number, b.number AS to_number, p.repost_of, p.first_seen "
)
_JOINS = (
    "JOIN sources AS s ON s.id = c.source JOIN posting_state AS p ON p.id = c.posting_id "
    "JOIN wordings AS w ON w.id = coalesce(c.to_version, c.from_version, p.current) "
    "LEFT JOIN wordings AS a ON a.id = c.from_version LEFT JOIN wordings AS b ON b.id = c.to_version "
)


@dataclass(frozen=True, slots=True)
class ChangeQuery:
    """The filters of a page of changes; "" means all. `before` is the position (`at~rowid`) to continue from."""

    source: str = ""
    kind: str = ""
    significance: str = ""
    topic: str = ""
    q: str = ""
    since: str = ""
    until: str = ""
    before: str = ""
    posting: str = ""
    group: str = ""
    country: str = ""
    city: str = ""

    def query(self) -> dict[str, str]:
        """Return the filters that are set, as they are written in an address."""
        names = ("source", "kind", "significance", "topic", "q", "since", "until", "group", "country", "city")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """A page of the ledger, and the place where the next one begins, "" at the end.

    `capped`: the words are so common that only their newest passages were looked at.
    """

    rows: list[TimelineRow] = field(default_factory=list)
    following: str = ""
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """The conditions on `changes AS c` that filters make, the index to use, and the conditions on members of a group `g`."""

    conditions: tuple[str, ...]
    values: tuple[Any, ...]
    index: str
    alike: str
    alike_values: tuple[Any, ...]
    capped: bool
    slow: bool = False  # each change needs another look-up, and most may not match

    def one_of_each(self) -> str:
        """Return the condition that a change is the last of its group; its values are `alike_values`."""
        # Not `c.rowid = (SELECT max(…))`: that looks at all members of the group for each of them.
        later = f"SELECT 1 FROM changes AS g WHERE g.group_id = c.group_id AND g.rowid > c.rowid{self.alike}"
        return f"c.group_id IS NULL OR NOT EXISTS ({later})"


def selection(connection: sqlite3.Connection, filters: ChangeQuery) -> Selection | None:
    """Return the conditions that filters make, without `before`; None if no posting has the words or the topic."""
    if filters.significance and filters.kind not in {"", "edited"}:
        return None  # only edits have a significance
    where = ["c.baseline = 0"]
    values: list[Any] = []
    for condition, value in (
        ("c.source = ?", filters.source),
        ("c.kind = ?", "" if filters.significance else filters.kind),
        ("c.significance = ?", filters.significance),
        ("c.posting_id = ?", filters.posting),
        ("c.group_id = ?", filters.group),
        ("c.known_at >= ?", filters.since),
        (
            "c.known_at <= ?",
            f"{filters.until}T23:59:59.999Z" if len(filters.until) == len("2026-01-01") else filters.until,
        ),
    ):
        if value:
            where.append(condition)
            values.append(value)
    keys, capped = _keys(connection, filters)
    if keys is not None:
        if not keys:
            return None
        where.append("c.posting_id IN (SELECT k.id FROM json_each(?) AS j JOIN posting_state AS k ON k.key = j.value)")
        values.append(orjson.dumps(sorted(keys)).decode())
    in_place, place_values = places.condition("coalesce(c.to_version, c.from_version)", filters.country, filters.city)
    if in_place:
        where.append(in_place)
        values += place_values
    alike, alike_values = _group_filters(filters, keys)
    index = _index(filters, keys)
    slow = bool(in_place) and index != "changes_by_posting"
    return Selection(tuple(where), tuple(values), index, alike, tuple(alike_values), capped, slow)


def read_page(connection: sqlite3.Connection, filters: ChangeQuery, limit: int, *, folded: bool = True) -> TimelinePage:
    """Read a page of the ledger. With `folded`, a group of changes is one row; without, each change is."""
    chosen_by = selection(connection, filters)
    if chosen_by is None:
        return TimelinePage()
    where, values, index = list(chosen_by.conditions), list(chosen_by.values), chosen_by.index
    folding = folded and not filters.group and not filters.posting
    at, _, place = filters.before.partition("~")
    going_on = bool(at) and place.isdecimal() and len(place) <= _PLACE
    if going_on:
        where.append("c.known_at <= ?")
        values.append(at)
    elif len(at) == len("2026-01-01"):  # in the form used by pages of days
        where.append("c.known_at < ?")
        values.append(at)
    # If all matches are read, groups are merged. If the changes are scanned until the page is full, the last change
    # represents its group.
    together = folding and index == "changes_by_posting"
    if folding and not together:
        where.append(f"({chosen_by.one_of_each()})")
        values += chosen_by.alike_values
    chosen = (
        f"SELECT max(c.rowid) AS place, c.known_at FROM changes AS c INDEXED BY {index} WHERE {' AND '.join(where)} "
        "GROUP BY coalesce(c.group_id, c.rowid)"
        if together
        else f"SELECT c.rowid AS place, c.known_at FROM changes AS c INDEXED BY {index} WHERE {' AND '.join(where)}"
    )
    if going_on:
        chosen += (
            f" {'HAVING' if together else 'AND'} (c.known_at < ? OR {'max(c.rowid)' if together else 'c.rowid'} < ?)"
        )
        values += [at, int(place)]
    chosen += " ORDER BY c.known_at DESC, place DESC LIMIT ?"
    changes = rows(  # the fields that a change is shown with are looked up only for the changes of the page
        connection,
        TimelineColumns,
        f"{_COLUMNS} FROM ({chosen}) AS f JOIN changes AS c ON c.rowid = f.place {_JOINS} "
        "ORDER BY c.known_at DESC, c.rowid DESC",
        (*values, limit + 1),
    )
    more = len(changes) > limit
    groups = [row["group_id"] for row in changes[:limit] if row["group_id"] and folding]
    page = _with_groups(connection, changes[:limit], groups, chosen_by)
    return TimelinePage(page, f"{page[-1]['known_at']}~{page[-1]['place']}" if more else "", chosen_by.capped)


def changes_at(
    connection: sqlite3.Connection, numbers: Sequence[int], chosen: Selection, *, folding: bool
) -> list[TimelineRow]:
    """Return the changes with these row numbers, as a page shows them; `folding`: an edit stands for its group."""
    changes = rows(
        connection,
        TimelineColumns,
        f"{_COLUMNS} FROM json_each(?) AS f CROSS JOIN changes AS c ON c.rowid = f.value {_JOINS}",
        (orjson.dumps(list(numbers)).decode(),),
    )
    folded = [row["group_id"] for row in changes if folding and row["group_id"] and row["kind"] == "edited"]
    return _with_groups(connection, changes, folded, chosen)


def _with_groups(
    connection: sqlite3.Connection, changes: Sequence[TimelineColumns], groups: Sequence[str], chosen: Selection
) -> list[TimelineRow]:
    """Return each row with how many postings share its change, and how many without the filters."""
    counts = _count(connection, groups, chosen.alike, chosen.alike_values)
    unfiltered = _count(connection, groups, "", ()) if chosen.alike else counts
    return [
        {
            **row,
            "postings": counts.get(row["group_id"] or "", 1),
            "of_postings": unfiltered.get(row["group_id"] or "", 1),
        }
        for row in changes
    ]


def _group_filters(filters: ChangeQuery, keys: set[int] | None) -> tuple[str, list[Any]]:
    """Return the filters by which the members of one group can differ: the rest is the same for all of them."""
    in_place, values = places.condition("coalesce(g.to_version, g.from_version)", filters.country, filters.city)
    parts = f" AND {in_place}" if in_place else ""
    if filters.significance:
        parts += " AND g.significance = ?"
        values.append(filters.significance)
    if keys is not None:
        parts += " AND g.posting_id IN (SELECT k.id FROM json_each(?) AS j JOIN posting_state AS k ON k.key = j.value)"
        values.append(orjson.dumps(sorted(keys)).decode())
    return parts, values


def _index(filters: ChangeQuery, keys: set[int] | None) -> str:
    if filters.group:
        return "changes_by_group"
    if filters.posting or keys is not None:
        return "changes_by_posting"
    if filters.source:
        return "changes_by_source"
    if filters.significance:
        return "changes_by_weight"
    return "changes_by_kind" if filters.kind else "changes_told"


def _keys(connection: sqlite3.Connection, filters: ChangeQuery) -> tuple[set[int] | None, bool]:
    """Return the postings that have the words and the topic in any wording, or that are in a place with few; None for all."""
    names = tallies.all_names(connection, filters.source) if filters.source else ()
    most = _FEW_OF_SOURCE if filters.source else _FEW_POSTINGS
    selected_keys = places.keys_in_place(connection, filters.country, filters.city, most, names)
    capped = False
    matches = []
    if filters.q:
        terms = search.terms(filters.q)
        matches.append(search.keys(connection, terms) if terms else (set(), False))
    if filters.topic:
        matches.append(search.with_phrases(connection, topic(connection, filters.topic)))
    for keys, cut in matches:
        selected_keys, capped = keys if selected_keys is None else selected_keys & keys, capped or cut
    if matches and selected_keys is not None and len(selected_keys) > _MOST_WITH_WORDS:
        selected_keys, capped = set(sorted(selected_keys)[-_MOST_WITH_WORDS:]), True
    return selected_keys, capped


def topic(connection: sqlite3.Connection, name: str) -> Phrases:
    """Return the phrases of a topic, none if there is no such topic."""
    row = connection.execute("SELECT phrases FROM topics WHERE name = ?", (name,)).fetchone()
    return Phrases(orjson.loads(row[0]) if row else ())


def _count(connection: sqlite3.Connection, groups: Sequence[str], alike: str, values: Sequence[Any]) -> dict[str, int]:
    """Count the members of groups that are asked for."""
    if not groups:
        return {}
    query = (
        "SELECT g.group_id, count(*) FROM changes AS g WHERE g.group_id IN (SELECT value FROM json_each(?))"
        f"{alike} GROUP BY g.group_id"
    )
    return dict(connection.execute(query, (orjson.dumps(sorted(set(groups))).decode(), *values)).fetchall())
