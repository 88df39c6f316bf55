"""Read the checks that saw the list of a source, and what opened in the week before a check.

A pass over the history goes from check to check, and reads only what is new since the one before.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from tracker.insight.finding import Event, Side
from tracker.model import Time
from tracker.store import history_state

_NEWEST = 30  # checks that are kept with their length; the rules look at 21


@dataclass(frozen=True, slots=True)
class Seen:
    """A check that saw the list whole, or a window of it."""

    at: Time
    seen: int
    outcome: str


@dataclass
class Checks:
    """The checks of a source up to a time, read in order of time. `names` are the names that it had, as JSON."""

    names: str
    times: list[Time] = field(default_factory=list)
    newest: deque[Seen] = field(default_factory=lambda: deque(maxlen=_NEWEST))
    week: deque[tuple[Time, Event]] = field(default_factory=deque)  # what opened, with the time of the check
    opened: Time = ""  # up to when `week` is read

    def read(self, connection: sqlite3.Connection, since: Time, at: Time) -> None:
        """Read the checks up to a time, and forget those before `since`."""
        query = (
            "SELECT started_at, seen, outcome FROM checks WHERE source IN (SELECT value FROM json_each(?)) "
            "AND started_at > ? AND started_at <= ? AND outcome IN ('complete', 'window') ORDER BY started_at"
        )
        last = self.newest[-1].at if self.newest else ""
        for row in connection.execute(query, (self.names, last, at)):
            self.times.append(row[0])
            self.newest.append(Seen(*row))
        del self.times[: bisect_left(self.times, since)]

    def before(self, at: Time, count: int) -> Sequence[Time]:
        """Return the times of the newest checks before a time, the newest first."""
        return [check.at for check in reversed(self.newest) if check.at < at][:count]

    def openings(self, connection: sqlite3.Connection, source: str, since: Time, at: Time) -> list[Event]:
        """Return what opened between two times, each later than those of the call before."""
        query = (
            "SELECT c.known_at, c.id, c.posting_id, c.at, w.title, coalesce(w.location, ''), w.id FROM changes AS c "
            "JOIN wordings AS w ON w.id = c.to_version WHERE c.source = ? AND c.known_at >= ? AND c.known_at < ? "
            "AND c.kind = 'opened' AND c.baseline = 0 ORDER BY c.known_at, c.id"
        )
        while self.week and self.week[0][0] < since:
            self.week.popleft()
        rows = connection.execute(query, (source, max(since, self.opened), at)).fetchall()
        places = history_state.places(connection, [row[-1] for row in rows])
        for known_at, name, posting, when, title, location, version in rows:
            side = Side(title, location, **history_state.place_fields(places.get(version, ())))
            self.week.append((known_at, Event(name, posting, when, "opened", side)))
        self.opened = at
        return [event for _, event in self.week]
