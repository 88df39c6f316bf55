"""The changes by day, employer and kind, newest first: how many there are of each, and the newest of them.

A page ends where a day ends. Only a day that is too long for one page is continued on the next, between two of its groups.
So each change is counted on exactly one page.

`before` is where a page begins: `2026-08-21` (all changes before that day), `at~rowid~` (the groups of that day whose newest
change is before this one), or `at~rowid` (the changes before this one, as in `changes.json`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tracker.model import Time
from tracker.store.row_types import TimelineRow
from tracker.store.timeline import ChangeQuery, Selection, changes_at, selection

SHOWN, SHOWN_EDITS = 12, 6  # changes of a group that a page has; the rest are counted
FLAT, FLAT_EDITS = 60, 25  # changes of a page of one employer and kind, where nothing is folded
_ENOUGH = 40  # weight after which a page ends with its day
_EDIT = 3  # weight of an edit, whose words take more room than a title
_SCANNED = 600  # changes that are read to find the days of a page
_SCANNED_SLOWLY = 60  # where each change needs a further look-up, and most may not match
_MOST = 20_000  # and of a day that has more
_DATE, _PLACE = len("2026-01-01"), 15

Position = tuple[Time, int]
_Before = tuple[str, Sequence[Any]]  # a condition and its values


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one kind at one employer on one day. `rows` are the newest; `count` is of all of them.

    `more`: the page begins or ends within the day, so there are more of them on another page.
    """

    day: str
    source: str
    kind: str
    count: int
    newest: Position
    oldest: Position
    places: tuple[int, ...]
    rows: tuple[TimelineRow, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The groups of a page and where the next page begins, "" at the end. `capped` is as in `timeline.TimelinePage`."""

    groups: tuple[Group, ...] = ()
    following: str = ""
    capped: bool = False
    flat: bool = False


@dataclass(slots=True)
class _Building:
    newest: Position
    oldest: Position
    places: list[int] = field(default_factory=list)
    count: int = 0


def page(connection: sqlite3.Connection, filters: ChangeQuery) -> Page:
    """Return a page of changes."""
    chosen = selection(connection, filters)
    if chosen is None:
        return Page()
    flat = bool(filters.group or filters.posting or (filters.source and filters.kind))
    part = _flat(connection, chosen, filters) if flat else _by_days(connection, chosen, filters.before)
    wanted_rows = [place for group in part.groups for place in group.places]
    folding = not filters.group and not filters.posting
    by_place = {row["place"]: row for row in changes_at(connection, wanted_rows, chosen, folding=folding)}
    groups = tuple(
        replace(group, rows=tuple(by_place[place] for place in group.places if place in by_place))
        for group in part.groups
    )
    return Page(groups, part.following, chosen.capped, flat)


def _by_days(connection: sqlite3.Connection, chosen: Selection, before: str) -> Page:
    at, _, rest = before.partition("~")
    begun_day = at[:_DATE] if rest.isdecimal() else ""  # the day of which an earlier page has the newest changes
    groups, last, only = _days(connection, chosen, before, _SCANNED_SLOWLY if chosen.slow else _SCANNED)
    if last and only:  # one day has more than was read: read all of it
        day = last[0][:_DATE]
        groups, last, _ = _days(connection, chosen, before, _MOST, day)
        if last:
            return Page(tuple(replace(group, more=True) for group in groups), f"{last[0]}~{last[1]}")
        first_groups = _until_enough(groups, begun_day)
        if len(first_groups) < len(groups):
            return Page(tuple(first_groups), f"{first_groups[-1].newest[0]}~{first_groups[-1].newest[1]}~")
        return Page(tuple(first_groups), day if _scan(connection, chosen, ("c.known_at < ?", (day,)), 1) else "")
    if last:  # the last day was not read to its end
        groups = [group for group in groups if group.day != last[0][:_DATE]]
    first_groups = _until_enough(groups, begun_day)
    if len(first_groups) < len(groups):
        ends_with_day = groups[len(first_groups)].day != first_groups[-1].day
        return Page(
            tuple(first_groups),
            first_groups[-1].day if ends_with_day else f"{first_groups[-1].newest[0]}~{first_groups[-1].newest[1]}~",
        )
    if not last:
        return Page(tuple(first_groups))
    return Page(tuple(first_groups), first_groups[-1].day if first_groups else f"{last[0]}~{last[1]}")


def _until_enough(groups: Sequence[Group], begun_day: str) -> list[Group]:
    """Return the groups of whole days until the page has enough; of a first day that is too long, its first groups.

    The day `begun_day` is not divided again, because the next page would read it from its beginning.
    """
    first_groups: list[Group] = []
    weight = 0
    for number, group in enumerate(groups):
        if first_groups and group.day != first_groups[-1].day:
            coming = sum(_weight(other) for other in groups[number:] if other.day == group.day)
            if weight >= _ENOUGH or (weight + coming > 2 * _ENOUGH):
                break
        elif weight >= 2 * _ENOUGH and group.day != begun_day:
            break
        weight += _weight(group)
        first_groups.append(group)
    return first_groups


def _weight(group: Group) -> int:
    return len(group.places) * (_EDIT if group.kind == "edited" else 1)


def _days(
    connection: sqlite3.Connection, chosen: Selection, before: str, limit: int, day: str = ""
) -> tuple[list[Group], Position | None, bool]:
    """Return the groups of the next `limit` changes, the last one if there are more, and whether all are of one day.

    `day`: changes of earlier days are not read.
    """
    at, _, rest = before.partition("~")
    place, within, _ = rest.partition("~")
    position = (at, int(place)) if place.isdecimal() and len(place) <= _PLACE else None
    condition: _Before = ("", ())
    if position and within:  # the day is read from its beginning, so that its groups are whole
        condition = ("c.known_at < ?", (f"{at[:_DATE]}U",))
    elif position:
        condition = ("(c.known_at, c.rowid) < (?, ?)", position)
    elif len(at) == _DATE:
        condition = ("c.known_at < ?", (at,))
    if day:
        condition = (" AND ".join(filter(None, (condition[0], "c.known_at >= ?"))), (*condition[1], day))
    changes = _scan(connection, chosen, condition, limit)
    groups = _grouped(changes[:limit], SHOWN, SHOWN_EDITS)
    if position and within:
        groups = [group for group in groups if group.newest < position]
    elif position:  # the changes before this one on its day are on another page
        groups = [replace(group, more=group.day == at[:_DATE]) for group in groups]
    only = bool(changes) and changes[0][1][:_DATE] == changes[:limit][-1][1][:_DATE]
    last = changes[limit - 1] if len(changes) > limit else None
    return groups, (last[1], last[0]) if last else None, only


def _scan(
    connection: sqlite3.Connection, chosen: Selection, before: _Before, limit: int, *, folding: bool = True
) -> list[tuple[int, Time, str, str]]:
    """Return number, time, source and kind of the next changes, and one more; `folding`: of an edit in many postings, one."""
    if folding and chosen.index == "changes_by_posting":  # all matches are read, so the groups are merged
        return connection.execute(
            "SELECT merged.rowid, merged.known_at, merged.source, merged.kind FROM (SELECT max(c.rowid) AS rowid, c.known_at, c.source, c.kind "
            f"FROM changes AS c INDEXED BY {chosen.index} WHERE {' AND '.join(chosen.conditions)} "
            "GROUP BY coalesce(CASE c.kind WHEN 'edited' THEN c.group_id END, c.rowid)) AS merged "
            f"WHERE {before[0].replace('c.', 'merged.') or 1} ORDER BY merged.known_at DESC, merged.rowid DESC LIMIT ?",
            (*chosen.values, *before[1], limit + 1),
        ).fetchall()
    one_of_each = f"(c.kind <> 'edited' OR {chosen.one_of_each()})" if folding else ""
    where = [*chosen.conditions, *filter(None, (one_of_each, before[0]))]
    return connection.execute(
        f"SELECT c.rowid, c.known_at, c.source, c.kind FROM changes AS c INDEXED BY {chosen.index} "
        f"WHERE {' AND '.join(where)} ORDER BY c.known_at DESC, c.rowid DESC LIMIT ?",
        (*chosen.values, *(chosen.alike_values if folding else ()), *before[1], limit + 1),
    ).fetchall()


def _grouped(changes: Iterable[tuple[int, Time, str, str]], titles: int, edits: int) -> list[Group]:
    """Return changes by day, source and kind; the group with the newest change comes first."""
    groups: dict[tuple[str, str, str], _Building] = {}
    for place, at, source, kind in changes:
        building = groups.setdefault((at[:_DATE], source, kind), _Building((at, place), (at, place)))
        building.count += 1
        building.oldest = (at, place)
        if len(building.places) < (edits if kind == "edited" else titles):
            building.places.append(place)
    return [Group(*key, one.count, one.newest, one.oldest, tuple(one.places)) for key, one in groups.items()]


def _flat(connection: sqlite3.Connection, chosen: Selection, filters: ChangeQuery) -> Page:
    """Return a page with every change: those of one employer and kind, or of one group."""
    at, _, rest = filters.before.partition("~")
    place = rest.rstrip("~")
    position = (at, int(place)) if place.isdecimal() and len(place) <= _PLACE else None
    before: _Before = ("(c.known_at, c.rowid) < (?, ?)", position) if position else ("", ())
    if not position and len(at) == _DATE:
        before = ("c.known_at < ?", (at,))
    folding = not filters.group and not filters.posting
    limit = FLAT_EDITS if filters.kind == "edited" else FLAT
    changes = _scan(connection, chosen, before, limit, folding=folding)
    last = changes[limit - 1] if len(changes) > limit else None
    cut = {text[:_DATE] for text in (last[1] if last else "", position[0] if position else "")}
    groups = [
        replace(text, count=_count(connection, chosen, text.day, folding=folding)) if text.day in cut else text
        for text in _grouped(changes[:limit], limit, limit)
    ]
    return Page(tuple(groups), f"{last[1]}~{last[0]}" if last else "")


def _count(connection: sqlite3.Connection, chosen: Selection, day: str, *, folding: bool) -> int:
    """Count the changes of a day of which the page has only a part."""
    changes = _scan(
        connection, chosen, ("c.known_at >= ? AND c.known_at < ?", (day, f"{day}U")), _MOST, folding=folding
    )
    return len(changes)
