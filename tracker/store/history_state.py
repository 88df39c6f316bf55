"""Count what is known of a source before a check, brought up to date from check to check."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypedDict

import orjson

from tracker.extract import placenames
from tracker.insight.finding import Count, Past, Titled, days
from tracker.insight.functions import department_key
from tracker.insight.words import key
from tracker.model import Time

Places = Mapping[str, Sequence[tuple[str, str, str]]]  # of each version: country, city, and the place as it is written


class Where(TypedDict):
    """The places of a wording."""

    places: tuple[tuple[str, str], ...]
    written: tuple[str, ...]


@dataclass
class State:
    """What is known of a source before a check."""

    began: Time
    taken: Time = ""  # up to when changes are counted
    known: int = 0
    opened: int = 0
    open: int = 0
    counts: dict[Time, Count] = field(default_factory=dict)
    counted: Time = ""  # up to when versions are read: only if a rule asks
    places: Counter[tuple[str, str]] = field(default_factory=Counter)
    departments: Counter[str] = field(default_factory=Counter)
    past: Past = field(default_factory=Past)
    read_titles: dict[str, str] = field(default_factory=dict)
    read_locations: set[str] = field(default_factory=set)

    def count(self, connection: sqlite3.Connection, source: str, at: Time) -> None:
        """Count the changes that were known before a time, by when they happened."""
        query = (
            "SELECT at, max(since), sum(kind = 'opened'), sum(kind = 'opened' AND baseline = 0), sum(kind = 'closed'), "
            "sum(was_closed) FROM changes WHERE source = ? AND known_at >= ? AND known_at < ? GROUP BY at ORDER BY at"
        )
        for when, since, known, opened, closed, again in connection.execute(query, (source, self.taken, at)):
            self.known += known
            self.opened += opened
            self.open += known + again - closed
            old = self.counts.get(when, Count(when))
            length = max(old.days, days(since, when) if since else 0.0)
            self.counts[when] = Count(when, old.opened + opened, old.closed + closed, length)
        self.taken = at

    def read(self, connection: sqlite3.Connection, source: str, at: Time) -> None:
        """Read what the versions before a time say: places, departments, titles, pay."""
        query = (
            "SELECT w.id, w.department, w.title, w.location, w.pay_min, w.pay_max, c.known_at, c.posting_id, c.id, c.baseline, "
            "iif(c.kind = 'opened', p.url, NULL) FROM changes AS c JOIN wordings AS w ON w.id = c.to_version "
            "JOIN posting_state AS p ON p.id = c.posting_id "
            "WHERE c.source = ? AND c.known_at >= ? AND c.known_at < ? AND c.kind IN ('opened', 'edited') ORDER BY c.known_at, c.id"
        )
        rows = connection.execute(query, (source, self.counted, at)).fetchall()
        versions = {row[0]: row[1] for row in rows}
        self.departments.update(department_key(department) for department in versions.values() if department)
        for there in places(connection, list(versions)).values():
            pairs = dict.fromkeys(pair[:2] for pair in there)
            self.places.update(list(pairs))
            self.places.update({(country, "") for country, city in pairs if city} - set(pairs))
        for row in rows:
            self._remember(row)
        self.counted = at

    def _remember(self, row: Sequence[object]) -> None:
        _, _, title, location, low, high, at, posting, change, baseline, url = row
        past = self.past
        written = str(title or "")
        name = self.read_titles.get(written)
        if name is None:  # many postings have one title
            name = self.read_titles[written] = key(written)
        old = past.titles.get(name)
        if old is None:
            past.titles[name] = Titled(written, str(at), (str(posting), str(change)), baseline=bool(baseline))
        elif url:
            past.titles[name] = Titled(old.title, old.at, old.posting, old.baseline, old.many + 1)
        if location and location not in self.read_locations:
            self.read_locations.add(str(location))
            past.locations[placenames.key(str(location))] = None
        if low is not None or high is not None:
            past.pays.add((low, high))  # type: ignore[arg-type]
        if url:
            host = "".join(str(url).split("/", 3)[2:3])
            past.hosts[host] = past.hosts.get(host, 0) + 1


def places(connection: sqlite3.Connection, versions: Sequence[str]) -> Places:
    """Return the places of versions, each once."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    query = (
        "SELECT l.version_id, coalesce(l.country, ''), coalesce(l.city, ''), l.place FROM json_each(?) AS j "
        "JOIN posting_places AS l ON l.version_id = j.value"
    )
    for version, country, city, written in connection.execute(query, (orjson.dumps(list(versions)).decode(),)):
        if country or city:
            found.setdefault(version, {}).setdefault((country, city), written)
    return {version: [(*where, written) for where, written in some.items()] for version, some in found.items()}


def where(found: Iterable[tuple[str, str, str]]) -> Where:
    """Return places as a wording has them."""
    every = list(found)
    return {"places": tuple(one[:2] for one in every), "written": tuple(one[2] for one in every)}
