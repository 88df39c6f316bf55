"""Count what is known of a source before a check, brought up to date from check to check."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

import orjson

from tracker.extract import placenames
from tracker.insight.finding import HOSTS, Count, Past, Titled, days
from tracker.insight.functions import department_key
from tracker.insight.words import key
from tracker.model import Time

Places = Mapping[str, Sequence[tuple[str, str, str]]]  # of each version: country, city, and the place as it is written


class WordingPlaces(TypedDict):
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
    counted: Time = ""  # up to when wordings, places and addresses are read: each only if a rule asks
    placed: Time = ""
    hosted: Time = ""
    several: bool | None = None  # whether the source ever listed postings of several hosts
    places: Counter[tuple[str, str]] = field(default_factory=Counter)
    departments: Counter[str] = field(default_factory=Counter)
    past: Past = field(default_factory=Past)
    read_titles: dict[str, str] = field(default_factory=dict)
    read_departments: dict[str, str] = field(default_factory=dict)
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
        """Read what the wordings before a time say: departments, titles, locations, pay."""
        if self.counted >= at:
            return
        query = (
            "SELECT w.title, w.location, w.department, w.pay_min, w.pay_max, c.known_at, c.posting_id, c.id, c.baseline, c.kind "
            f"FROM changes AS c JOIN wordings AS w ON w.id = c.to_version {_BEFORE} ORDER BY c.known_at, c.id"
        )
        self._remember(connection.execute(query, (source, self.counted, at)))
        self.counted = at

    def read_places(self, connection: sqlite3.Connection, source: str, at: Time) -> None:
        """Count the wordings before a time by city and by country, each wording once."""
        if self.placed >= at:
            return
        query = (
            f"SELECT c.to_version, coalesce(l.country, ''), coalesce(l.city, '') FROM changes AS c "
            f"JOIN posting_places AS l ON l.version_id = c.to_version {_BEFORE} AND (l.country <> '' OR l.city <> '')"
        )
        found = set(connection.execute(query, (source, self.placed, at)))
        self.places.update(_by_place(found))
        self.placed = at

    def read_hosts(self, connection: sqlite3.Connection, source: str, at: Time) -> None:
        """Count the postings before a time by the host of their address, if the source ever listed as many hosts as matter."""
        if self.hosted >= at or not self._has_hosts(connection, source):
            return
        query = f"SELECT p.url FROM changes AS c JOIN posting_state AS p ON p.id = c.posting_id {_BEFORE} AND c.kind = 'opened' AND p.url <> ''"
        found = Counter(
            "".join(url.split("/", 3)[2:3]) for (url,) in connection.execute(query, (source, self.hosted, at))
        )
        for host, many in found.items():
            self.past.hosts[host] = self.past.hosts.get(host, 0) + many
        self.hosted = at

    def _has_hosts(self, connection: sqlite3.Connection, source: str) -> bool:
        if self.several is None:
            query = (
                "SELECT count(DISTINCT substr(url, 1, instr(substr(url, instr(url, '//') + 2) || '/', '/') + instr(url, '//') + 1)) "
                "FROM posting_state WHERE source = ? AND url <> ''"
            )
            self.several = connection.execute(query, (source,)).fetchone()[0] >= HOSTS
        return self.several

    def _remember(self, rows: Iterable[Sequence[Any]]) -> None:
        titles, locations, pays = self.past.titles, self.past.locations, self.past.pays
        for title, location, department, low, high, at, posting, change, baseline, kind in rows:
            name = self.read_titles.get(title)
            if name is None:  # many postings have one title
                name = self.read_titles[title] = key(title or "")
            old = titles.get(name)
            if old is None:
                titles[name] = Titled(title or "", at, (posting, change), bool(baseline))
            elif kind == "opened":
                titles[name] = Titled(old.title, old.at, old.posting, old.baseline, old.times_used + 1)
            if department:
                short = self.read_departments.get(department)
                if short is None:
                    short = self.read_departments[department] = department_key(department)
                self.departments[short] += 1
            if location and location not in self.read_locations:
                self.read_locations.add(location)
                locations[placenames.key(location)] = None
            if low is not None or high is not None:
                pays.add((low, high))


# of the wordings that a source had before a time, those from the time up to which they were read
_BEFORE = "WHERE c.source = ? AND c.known_at >= ? AND c.known_at < ? AND c.kind IN ('opened', 'edited')"


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


def counted(connection: sqlite3.Connection, versions: Iterable[str]) -> Counter[tuple[str, str]]:
    """Count wordings by country and by city, each wording once."""
    query = (
        "SELECT j.id, coalesce(l.country, ''), coalesce(l.city, '') FROM json_each(?) AS j "
        "JOIN posting_places AS l ON l.version_id = j.value WHERE l.country <> '' OR l.city <> ''"
    )
    found = set(connection.execute(query, (orjson.dumps(list(versions)).decode(),)))
    return _by_place(found)


def _by_place(found: Collection[tuple[object, str, str]]) -> Counter[tuple[str, str]]:
    """Count places of wordings, given with their country and city, by city and by country."""
    out = Counter([(country, city) for _, country, city in found if city])
    out.update([(country, "") for _, country in {(version, country) for version, country, _ in found}])
    return out


def where(found: Iterable[tuple[str, str, str]]) -> WordingPlaces:
    """Return places as a wording has them."""
    every = list(found)
    return {"places": tuple(place[:2] for place in every), "written": tuple(place[2] for place in every)}
