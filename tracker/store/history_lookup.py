"""Read the changes of a check, and what was known before it, for the rules of `tracker.insight`.

Everything is as of the check. Later checks are ignored, so that a finding is the same whenever it is made.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import lru_cache, partial
from itertools import groupby, pairwise
from operator import itemgetter
from statistics import median
from typing import Any

import orjson

from tracker.insight import closings
from tracker.insight.finding import (
    Count,
    EarlierFinding,
    Event,
    FindingKind,
    Lookup,
    Mention,
    PhraseUsers,
    Side,
    Stay,
    Visit,
    days,
)
from tracker.model import Time, iso, moment
from tracker.store import history_counts, history_sides, history_state, history_stock, tallies
from tracker.store.blocks import texts
from tracker.store.history_checks import Checks
from tracker.store.history_state import State
from tracker.store.terms import Terms

_LEAST_EVERY = 0.1  # days between two checks: a source checked more often counts as checked at this interval
_INTERVALS = 21  # previous checks whose intervals show what is usual
_WEEK, _MONTH, _QUARTER, _YEAR = 7, 30, 90, 365  # days
# A gap is at least 2 times as long as 80 % of the intervals, and at least 1.5 days.
_LONGER, _GAP, _LEAST_GAP = 0.8, 2.0, 1.5
_LEAST_SIZES, _SAME_SIZE = 5, 0.9  # checks, and the share of them with one length, that show a list of a fixed size
_MOST_STAYS = 20  # earlier postings of a repost chain that are followed
AFTER = "~"  # sorts after every time


class HistoryLookup:
    """Read checks in order of time. Use one object for one pass over the changes, which has this many checks."""

    def __init__(self, connection: sqlite3.Connection, checks: int = 1) -> None:
        self.connection = connection
        self.terms = Terms(connection, checks)
        self._states: dict[str, State] = {}
        self._checks: dict[str, Checks] = {}
        # by department, the changes of the year before the check that last asked for them
        self._parted: tuple[tuple[str, Time], dict[str, dict[Time, tuple[int, int, Time]]]] = (("", ""), {})

        # by time, what was open then as far as the current check knows it
        self._open: tuple[tuple[str, Time], dict[Time, list[Side]]] = (("", ""), {})

    def of(self, check: str, source: str, at: Time) -> tuple[Visit, Lookup]:
        """Return the changes of a check, and the functions that answer questions about the time before it."""
        state = self._state(source, at)
        events, keys = self._events(check, source, at)
        checks, every, gap = self._interval(source, at)
        visit = Visit(
            check=check,
            source=source,
            at=at,
            events=tuple(events),
            known=state.known,
            opened=state.opened,
            open=state.open,
            began=state.began,
            checks=checks,
            every=every,
            employers=self._employers(at),
            window=self._window(source),
            gap=gap,
            first_name=self._first_name(source),
        )
        return visit, self._lookup(visit, keys)

    def _window(self, source: str) -> bool:
        """Return whether the list shows only the newest postings.

        A check may say so. A list of a fixed size also shows it: nine of ten checks had the same number of postings, and more
        postings opened in that time than the list holds, while a quiet board opens few. The last list may be a tenth shorter, since
        rows may be unreadable. If it is even shorter, the window is not full, and postings did close.
        """
        newest = list(reversed(self._checks[source].newest))[:_INTERVALS]
        if any(check.outcome == "window" for check in newest):
            return True
        if len(newest) < _LEAST_SIZES or not newest[0].seen:
            return False
        size, same = Counter(check.seen for check in newest).most_common(1)[0]
        opened = sum(count.opened for count in self._states[source].counts.values() if count.at >= newest[-1].at)
        full = _SAME_SIZE * size <= newest[0].seen <= size
        return full and same >= _SAME_SIZE * len(newest) and opened >= size

    def _employers(self, at: Time) -> int:
        """Count the sources that were monitored by then."""
        query = "SELECT count(*) FROM source_state WHERE coalesce(began, '') < ?"
        return int(self.connection.execute(query, (at,)).fetchone()[0]) or 1

    def _state(self, source: str, at: Time) -> State:
        """Count what is known of a source before a time. Call it in order of time for each source."""
        state = self._states.get(source)
        if state is None:
            state = self._states[source] = State(self.connection, source, self._began(source))
            self._checks[source] = Checks(self._names(source))
        state.count(at)
        self._checks[source].read(self.connection, before(at, _YEAR), at)
        return state

    def _began(self, source: str) -> Time:
        query = "SELECT min(started_at) FROM checks WHERE source IN (SELECT value FROM json_each(?))"
        return self.connection.execute(query, (self._names(source),)).fetchone()[0] or ""

    def _first_name(self, source: str) -> str:
        current, *former = tallies.all_names(self.connection, source)
        return former[0] if former else current  # the oldest comes first

    def _names(self, source: str) -> str:
        return orjson.dumps(tallies.names(self.connection, source)).decode()

    def _interval(self, source: str, at: Time) -> tuple[int, float, float]:
        """Return how many complete checks the year before had, the usual number of days between two, and the number that is a gap.

        If the intervals vary, the longer ones are usual too: a gap is twice as long as four of five of them.
        """
        checks = self._checks[source]
        count = bisect_left(checks.times, at)
        times = [at, *checks.before(at, _INTERVALS)]
        between = sorted(days(earlier, later) for later, earlier in pairwise(times))
        usual = max(median(between), _LEAST_EVERY) if between else _LEAST_EVERY
        longer = between[int(_LONGER * (len(between) - 1))] if between else usual
        return count, usual, max(_GAP * max(usual, longer), _LEAST_GAP)

    def _events(self, check: str, source: str, at: Time) -> tuple[list[Event], dict[str, list[int]]]:
        """Read the changes of a check; and the blocks of each posting after it, by change."""
        changes = self.connection.execute(
            "SELECT c.id, c.posting_id, c.at, c.kind, c.from_version, c.to_version, c.significance, c.group_id, p.repost_of, p.key, c.since, p.first_seen, p.url "
            "FROM changes AS c JOIN posting_state AS p ON p.id = c.posting_id "
            "WHERE c.source = ? AND c.known_at = ? AND c.check_id = ? AND c.baseline = 0 "
            "ORDER BY c.id",
            (source, at, check),
        ).fetchall()
        versions = {version for row in changes for version in row[4:6] if version}
        sides = history_sides.sides(self.connection, versions)
        places = history_state.places(self.connection, sorted(versions))
        fresh = self._fresh(source, changes, sides)
        texts = self._texts(changes, sides, fresh)
        events = [_event(row[:-1], sides, places, fresh, texts) for row in changes]
        if len(events) >= closings.LEAST and self._states[source].past.many_employers:
            events = [history_sides.with_company(event, row[-1]) for event, row in zip(events, changes, strict=True)]
        return events, {row[0]: history_sides.block_ids(sides.get(row[5] or "")) for row in changes}

    def _fresh(self, source: str, changes: Sequence[Any], sides: Mapping[str, tuple[Any, ...]]) -> dict[int, str]:
        """Return the blocks that no posting of the source had before this check."""
        own_versions = {(row[9], sides[row[5]][9]) for row in changes if row[5] in sides and row[3] != "closed"}
        blocks = {
            block
            for row in changes
            if row[5] in sides and row[3] in {"opened", "edited", "reopened"} and row[4] != row[5]
            for block in set(history_sides.block_ids(sides[row[5]]))
            - set(history_sides.block_ids(sides.get(row[4] or "")))
        }
        # a block of one posting alone, of whatever source, has no row in `block_spans`
        query = (
            "SELECT b.id, coalesce(json_extract(s.spans, '$[0][0]'), b.posting), coalesce(json_extract(s.spans, '$[0][1]'), 1) "
            "FROM json_each(?) AS j JOIN blocks AS b ON b.id = j.value LEFT JOIN block_spans AS s ON s.block = b.id AND s.source = ? "
            "WHERE s.spans IS NOT NULL OR b.posting IS NOT NULL"
        )
        block_ids = orjson.dumps(sorted(blocks)).decode()
        new = [
            row[0] for row in self.connection.execute(query, (block_ids, source)) if (row[1], row[2]) in own_versions
        ]
        return dict(zip(new, texts(self.connection, new), strict=True))

    def _texts(
        self, changes: Sequence[Any], sides: Mapping[str, tuple[Any, ...]], fresh: Mapping[int, str]
    ) -> dict[int, str]:
        """Read the blocks that edits took out or put in."""
        changed = set()
        for row in changes:
            if row[3] == "edited":
                before, after = (
                    set(history_sides.block_ids(sides.get(row[4] or ""))),
                    set(history_sides.block_ids(sides.get(row[5] or ""))),
                )
                changed |= before ^ after
        missing = sorted(changed - set(fresh))
        return {**fresh, **dict(zip(missing, texts(self.connection, missing), strict=True))}

    def _lookup(self, visit: Visit, keys: Mapping[str, list[int]]) -> Lookup:
        before_check = self.connection, visit.source, visit.at
        return Lookup(
            users_of=partial(self._hears, visit),
            used_terms=partial(self._knows, visit),
            used_elsewhere=lambda term: self.terms.used_elsewhere(term, visit.source, visit.at),
            blocks_of=lambda event: texts(self.connection, keys[event.id]),
            places=self._states[visit.source].places_before,
            departments=self._states[visit.source].departments_before,
            counts=partial(self._counts, visit),
            stock=partial(self._stock, visit),
            stays=partial(self._stays, visit),
            openings=partial(self._openings, visit),
            mentions=partial(self._mentions, visit),
            past=lambda: self._states[visit.source].past,
            stocked=partial(history_stock.count_in_places, *before_check),
            paid=partial(history_stock.count_paying, *before_check),
            earlier_findings=partial(self._earlier, visit),
            closings=partial(self._closings, visit),
            closed_at=partial(self._closed_at, visit),
            stock_at=partial(self._stock, visit),
        )

    def _hears(self, visit: Visit, phrase: str) -> PhraseUsers:
        first = self.terms.first_uses(phrase)
        by_employer = first.get(visit.source, AFTER) < visit.at
        return PhraseUsers(by_employer, sum(1 for name, at in first.items() if name != visit.source and at < visit.at))

    def _knows(self, visit: Visit, terms: Sequence[str]) -> frozenset[str]:
        return frozenset(term for term in terms if self.terms.used(term, visit.source, visit.at))

    def _counts(self, visit: Visit, department: str) -> Sequence[Count]:
        since = before(visit.at, _YEAR)
        if not department:
            return [count for count in self._states[visit.source].counts.values() if count.at >= since]
        if self._parted[0] != (visit.source, visit.at):
            self._parted = (visit.source, visit.at), self._by_department(visit.source, since, visit.at)
        counts = sorted(self._parted[1].get(department, {}).items())
        return [
            Count(when, opened, closed, days(first, when) if first else 0.0) for when, (opened, closed, first) in counts
        ]

    def _by_department(self, source: str, since: Time, at: Time) -> dict[str, dict[Time, tuple[int, int, Time]]]:
        """Count the changes between two times by department and by when they happened: openings, closings, and since when at the latest."""
        by_department: dict[str, dict[Time, tuple[int, int, Time]]] = {}
        for *_, group in history_counts.groups(self.connection, source, since, at, with_baseline=False):
            times = by_department.setdefault(group.department, {})
            opened, closed, first = times.get(group.at, (0, 0, ""))
            times[group.at] = opened + group.opened, closed + group.closed, max(first, group.since)
        return by_department

    def _stays(self, visit: Visit, posting: str) -> list[Stay]:
        """Return the lives of a posting before it was posted again."""
        stays: list[Stay] = []
        query = (
            "SELECT o.id, o.first_seen, (SELECT max(c.at) FROM changes AS c WHERE c.posting_id = o.id AND c.kind = 'closed' "
            "AND c.at <= p.first_seen) FROM posting_state AS p JOIN posting_state AS o ON o.id = p.repost_of WHERE p.id = ?"
        )
        last = (
            "SELECT kind, coalesce(to_version, from_version) FROM changes WHERE posting_id = ? AND known_at <= ? "
            "ORDER BY known_at DESC, rowid DESC LIMIT 1"
        )
        while len(stays) < _MOST_STAYS:
            row = self.connection.execute(query, (posting,)).fetchone()
            if row is None or row[2] is None or any(stay.posting_id == row[0] for stay in stays):
                break
            kind, version = self.connection.execute(last, (row[0], visit.at)).fetchone() or ("closed", "")
            side = history_sides.sides(self.connection, {version}).get(version) if version else None
            places = history_state.places(self.connection, [version]) if side else {}
            life = Stay(
                row[0], row[1], row[2], history_sides.side(side, places) if side else None, open=kind != "closed"
            )
            stays.append(life)
            posting = row[0]
        return stays

    def _openings(self, visit: Visit) -> list[Event]:
        since = before(visit.at, _WEEK)
        return self._checks[visit.source].openings(self.connection, visit.source, since, visit.at)

    def _stock(self, visit: Visit, then: Time = "") -> list[Side]:
        if self._open[0] != (visit.source, visit.at):
            self._open = (visit.source, visit.at), {}
        stock = self._open[1].get(then)
        if stock is None:
            mixed = self._states[visit.source].past.many_employers
            stock = history_stock.sides(self.connection, visit.source, visit.at, then, mixed=mixed)
            self._open[1][then] = stock
        return stock

    def _closings(self, visit: Visit, end: Time) -> list[Event]:
        mixed = self._states[visit.source].past.many_employers
        return history_sides.closed_in_week(self.connection, visit, end, mixed=mixed)

    def _closed_at(self, visit: Visit, time: Time) -> list[Event]:
        mixed = self._states[visit.source].past.many_employers
        return history_sides.closed_at(self.connection, visit, time, mixed=mixed)

    def _earlier(self, visit: Visit, kind: FindingKind) -> list[EarlierFinding]:
        query = (
            "SELECT known_at, passage, evidence FROM findings WHERE source = ? AND kind = ? AND known_at >= ? AND known_at < ? "
            "ORDER BY known_at, id"
        )
        rows = self.connection.execute(query, (visit.source, kind, before(visit.at, _QUARTER), visit.at)).fetchall()
        if kind == "surge":
            return [
                EarlierFinding(at, passage, scope=orjson.loads(evidence)["scope"]) for at, passage, evidence in rows
            ]
        if kind != "drop":
            return [EarlierFinding(at, passage) for at, passage, _ in rows]
        earlier = [(at, passage, orjson.loads(evidence)) for at, passage, evidence in rows]
        return [
            EarlierFinding(at, passage, drop["until"], drop["scope"], drop["week"], drop["count"])
            for at, passage, drop in earlier
        ]

    def _mentions(self, visit: Visit) -> list[Mention]:
        rows = self.connection.execute(
            "SELECT f.id, f.source, f.at, f.evidence, p.posting_id, p.change_id FROM findings AS f "
            "LEFT JOIN finding_postings AS p ON p.finding_id = f.id "
            "WHERE f.kind = 'new-phrase' AND f.known_at >= ? AND f.known_at <= ? ORDER BY f.known_at, f.source, f.id, p.rowid",
            (before(visit.at, _MONTH), visit.at),
        )
        return [
            Mention(name, source, at, _terms(evidence), tuple(row[4:] for row in finding_rows if row[4]))
            for (name, source, at, evidence), finding_rows in groupby(rows, itemgetter(0, 1, 2, 3))
        ]


@lru_cache(maxsize=5_000)  # the findings of a month, which are read for each check with a new phrase
def _terms(evidence: str) -> tuple[str, ...]:
    return tuple(orjson.loads(evidence)["terms"])


def before(at: Time, day_count: int) -> Time:
    """Return the time this many days before."""
    return iso(moment(at) - timedelta(days=day_count))


def _event(
    row: Sequence[Any],
    sides: Mapping[str, tuple[Any, ...]],
    places: history_state.Places,
    fresh: Mapping[int, str],
    texts: Mapping[int, str],
) -> Event:
    name, posting, at, kind, first, last, significance, group, repost_of, _, since, seen = row
    before, after = sides.get(first or ""), sides.get(last or first or "")
    old, new = history_sides.block_ids(before), history_sides.block_ids(after)
    gone, added = set(old) - set(new), [block for block in new if block not in set(old)]
    edited = kind == "edited"
    return Event(
        id=name,
        posting_id=posting,
        at=at,
        kind=kind,
        after=history_sides.side(after, places, tuple(texts[block] for block in added) if edited else ())
        if after
        else Side(""),
        before=history_sides.side(before, places, tuple(texts[block] for block in old if block in gone))
        if before and edited
        else None,
        fresh=tuple(fresh[block] for block in (added if edited else new) if block in fresh),
        significance=significance or "",
        group=group or "",
        repost_of=repost_of or "",
        since=since or "",
        first=seen or "",
    )
