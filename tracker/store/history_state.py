"""Count what is known of a source before a check, brought up to date from check to check."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, TypedDict

import orjson

from tracker.extract import placenames
from tracker.insight import companies
from tracker.insight.finding import HOSTS, Count, Titled, days
from tracker.insight.new_functions import department_key
from tracker.insight.words import keys
from tracker.model import Time
from tracker.store import history_counts
from tracker.store.lazy_past import LazyCounts, LazyPast, Pays

Where = tuple[str, str]  # country and city
Places = Mapping[str, Sequence[tuple[str, str, str]]]  # of each version: country, city, and the place as it is written


class SidePlaces(TypedDict):
    """The places of a wording."""

    places: tuple[tuple[str, str], ...]
    written: tuple[str, ...]


MOST_WALKED = 500  # newest wordings that are looked at before all are counted: 1 ms


@dataclass
class State:
    """What is known of a source before a check.

    The data that a rule asks for are read up to the time of the check, and kept.
    """

    connection: sqlite3.Connection
    source: str
    began: Time = ""
    at: Time = ""  # the time of the check
    counted_until: Time = ""  # up to when changes are counted
    known: int = 0
    opened: int = 0
    open: int = 0
    counts: dict[Time, Count] = field(default_factory=dict)
    since: dict[Time, Time] = field(default_factory=dict)  # when the interval of a count began, if it is known
    # up to when titles, locations, pay, places and addresses are read: each only if a rule asks
    titles_until: Time = ""
    locations_until: Time = ""
    pays_until: Time = ""
    places_until: Time = ""
    hosts_until: Time = ""
    has_companies: bool | None = None  # whether the source ever listed postings of several companies
    titles: dict[str, Titled] = field(default_factory=dict)
    locations: dict[str, None] = field(default_factory=dict)
    pays: Pays = field(default_factory=set)
    hosts: dict[str, int] = field(default_factory=dict)  # postings by company, as their addresses name it
    departments: Counter[str] = field(default_factory=Counter)
    written_departments: Counter[str] = field(default_factory=Counter)  # not analysed until a rule asks
    places: Counter[Where] = field(default_factory=Counter)
    read_locations: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.past = LazyPast(
            self.titles_before, self.locations_before, self.pays_before, self.hosts_before, self.first_posting
        )

    def count(self, at: Time) -> None:
        """Go on to a later check: count the changes that were known before it, by when they happened."""
        counts: dict[Time, tuple[int, int]] = {}
        since: dict[tuple[Time, Time], Time] = {}
        for known_at, baseline, group in history_counts.groups(self.connection, self.source, self.counted_until, at):
            opened_later = 0 if baseline else group.opened
            opened, closed = counts.get(group.at, (0, 0))
            counts[group.at] = opened + opened_later, closed + group.closed
            since[known_at, group.at] = max(since.get((known_at, group.at), ""), group.since)
            self.known += group.opened
            self.opened += opened_later
            self.open += group.opened + group.again - group.closed
            if group.department:
                self.written_departments[group.department] += group.opened + group.edited
        for (_, when), first in since.items():  # if several checks have changes of the same time, the longest interval
            if first:
                self.since[when] = min(first, self.since.get(when, first))
        for when, (opened, closed) in sorted(counts.items()):
            old, start = self.counts.get(when, Count(when)), self.since.get(when, "")
            length = days(start, when) if start else 0.0
            self.counts[when] = Count(when, old.opened + opened, old.closed + closed, length)
        self.counted_until = self.at = at

    def _since(self, read: Time) -> tuple[str, Time, Time]:
        return self.source, read, self.at

    def titles_before(self) -> dict[str, Titled]:
        """Return the titles before the check, with when each was first known and how many postings had it."""
        if self.titles_until < self.at:
            first: dict[str, tuple[Time, bool, bool]] = {}  # by title as it is written
            used: dict[str, int] = {}
            for at, baseline, titles in history_counts.titles(self.connection, self.source, self.titles_until, self.at):
                for title, opened in titles.items():
                    if title in first:
                        used[title] += opened
                    else:
                        first[title], used[title] = (at, baseline, not opened), opened
            spelt = keys(first)
            for title, (at, baseline, edited) in first.items():
                name = spelt[title]
                old = self.titles.get(name)
                if old is None:  # a posting whose title was edited had it too
                    self.titles[name] = Titled(title, at, baseline, used[title] + edited)
                else:
                    self.titles[name] = old._replace(times_used=old.times_used + used[title])
            self.titles_until = self.at
        return self.titles

    def first_posting(self, titled: Titled) -> tuple[str, str]:
        """Return the first posting with a title, and its change."""
        return history_counts.first_posting(
            self.connection, self.source, titled.at, titled.title, baseline=titled.baseline
        )

    def locations_before(self) -> dict[str, None]:
        """Return the locations before the check, as they are written."""
        if self.locations_until < self.at:
            locations = history_counts.locations(self.connection, self.source, self.locations_until, self.at)
            for location in sorted(locations - self.read_locations):
                self.locations[placenames.key(location)] = None
            self.read_locations |= locations
            self.locations_until = self.at
        return self.locations

    def pays_before(self) -> Pays:
        """Return the ranges of pay before the check."""
        if self.pays_until < self.at:
            self.pays |= history_counts.pays(self.connection, self.source, self.pays_until, self.at)
            self.pays_until = self.at
        return self.pays

    def departments_before(self) -> Mapping[str, int]:
        """Return how many wordings before the check had each department."""
        for department, count in self.written_departments.items():
            self.departments[department_key(department)] += count
        self.written_departments.clear()
        return self.departments

    def places_before(self) -> Mapping[Where, int]:
        """Return how many wordings before the check were in each country and city, each wording once."""
        if not self.places_until:
            rows = self._newest(f"SELECT {_PLACES} ORDER BY c.known_at DESC LIMIT ?")
            newest = (where for _, country, city in rows for where in ((country, ""), (country, city)))
            return LazyCounts(newest, self._all_places)
        return self._all_places()

    def _all_places(self) -> Mapping[Where, int]:
        if self.places_until < self.at:
            self.places += history_counts.places(self.connection, self.source, self.places_until, self.at)
            self.places_until = self.at
        return self.places

    def hosts_before(self) -> dict[str, int]:
        """Return how many postings before the check each company had, if the source ever listed as many companies as matter.

        An employer may use ten hosts, one for each country, and a list of many employers a single one, that of their board software.
        """
        if self.hosts_until < self.at and self._has_hosts():
            query = f"SELECT p.url FROM changes AS c JOIN posting_state AS p ON p.id = c.posting_id {_BEFORE} AND c.kind = 'opened' AND p.url <> ''"
            urls = self.connection.execute(query, self._since(self.hosts_until))
            hosts = Counter(companies.of(url) or "".join(url.split("/", 3)[2:3]) for (url,) in urls)
            for host, count in hosts.items():
                self.hosts[host] = self.hosts.get(host, 0) + count
            self.hosts_until = self.at
        return self.hosts

    def _has_hosts(self) -> bool:
        if self.has_companies is None:
            query = (
                "SELECT DISTINCT substr(url, 1, instr(substr(url, instr(url, '//') + 2) || '/', '/') + instr(url, '//') + 1) "
                "FROM posting_state WHERE source = ? AND url <> ''"
            )
            names = set()
            for (start,) in self.connection.execute(query, (self.source,)).fetchall():
                host = "".join(start.split("/", 3)[2:3])
                names |= self._customers(start) if companies.is_shared(host) else {companies.of(start) or host}
            self.has_companies = len(names) >= HOSTS
        return self.has_companies

    def _customers(self, start: str) -> set[str]:
        """Return the companies of the postings on a host of board software: the first part of the path names them."""
        query = (
            "SELECT DISTINCT CASE WHEN instr(rest, 'for=') THEN rest ELSE substr(rest, 1, instr(rest || '/', '/')) END FROM "
            "(SELECT substr(url, ?) AS rest FROM posting_state WHERE source = ? AND substr(url, 1, ?) = ?)"
        )
        ends = self.connection.execute(query, (len(start) + 1, self.source, len(start), start))
        return {companies.of(start + rest) for (rest,) in ends}

    def _newest(self, query: str) -> Iterator[Any]:
        """Read the newest rows first, as far as they are asked for."""
        yield from self.connection.execute(query, (*self._since(""), MOST_WALKED))


# of the wordings that a source had before a time, those from the time up to which they were read
_BEFORE = "WHERE c.source = ? AND c.known_at >= ? AND c.known_at < ? AND c.kind IN ('opened', 'edited')"
_PLACES = (
    "c.to_version, coalesce(l.country, ''), coalesce(l.city, '') FROM changes AS c "
    f"JOIN posting_places AS l ON l.version_id = c.to_version {_BEFORE} AND (l.country <> '' OR l.city <> '')"
)


def places(connection: sqlite3.Connection, versions: Sequence[str]) -> Places:
    """Return the places of versions, each once."""
    by_version: dict[str, dict[tuple[str, str], str]] = {}
    query = (
        "SELECT l.version_id, coalesce(l.country, ''), coalesce(l.city, ''), l.place FROM json_each(?) AS j "
        "JOIN posting_places AS l ON l.version_id = j.value"
    )
    for version, country, city, written in connection.execute(query, (orjson.dumps(list(versions)).decode(),)):
        if country or city:
            by_version.setdefault(version, {}).setdefault((country, city), written)
    return {
        version: [(*where, written) for where, written in places_of_version.items()]
        for version, places_of_version in by_version.items()
    }


def count_places(connection: sqlite3.Connection, versions: Iterable[str]) -> Counter[Where]:
    """Count wordings by country and by city, each wording once."""
    query = (
        "SELECT j.id, coalesce(l.country, ''), coalesce(l.city, '') FROM json_each(?) AS j "
        "JOIN posting_places AS l ON l.version_id = j.value WHERE l.country <> '' OR l.city <> ''"
    )
    rows = set(connection.execute(query, (orjson.dumps(list(versions)).decode(),)))
    return _by_place(rows)


def _by_place(rows: Collection[tuple[object, str, str]]) -> Counter[Where]:
    """Count places of wordings, given with their country and city, by city and by country."""
    cities = Counter(map(itemgetter(1, 2), rows))
    countries = Counter(map(itemgetter(1), set(map(itemgetter(0, 1), rows))))
    counts = Counter({where: count for where, count in cities.items() if where[1]})
    counts.update({(country, ""): count for country, count in countries.items()})
    return counts


def place_fields(rows: Iterable[tuple[str, str, str]]) -> SidePlaces:
    """Return places as a wording has them."""
    places = list(rows)
    return {"places": tuple(place[:2] for place in places), "written": tuple(place[2] for place in places)}
