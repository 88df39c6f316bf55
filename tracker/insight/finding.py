"""A finding, and the input of the rules: the changes of one check, and what was known before it."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, get_args

from tracker.extract import placenames
from tracker.model import Kind, Time, moment

FindingKind = Literal[
    "new-phrase",
    "new-place",
    "new-function",
    "surge",
    "drop",
    "pay",
    "standing-text",
    "repost",
    "shared-phrase",
    "role-wave",
    "quiet-edit",
]
KINDS: tuple[FindingKind, ...] = get_args(FindingKind)
SOURCES = 50  # sources of the project for which scores are stated
MIN_SHOWN_SCORE = 0.2  # score from which a finding is shown by default: such a project has eight a week
ONCE_A_MONTH = 9.0  # a finding that such a project has once a month has a score of 0.9


@dataclass(frozen=True, slots=True)
class Pay:
    """The stated pay of a wording."""

    low: float | None = None
    high: float | None = None
    currency: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """A wording before or after a change, as the rules see it. `blocks` are those that the other side has not."""

    title: str
    location: str = ""
    department: str = ""
    pay: Pay = Pay()
    blocks: tuple[str, ...] = ()
    places: tuple[tuple[str, str], ...] = ()  # country and city, as far as they are known
    written: tuple[str, ...] = ()  # the places as they are written, in the order of `places`
    closes: Time = ""  # the stated last day
    company: str = ""  # in a list of many employers, as the address names it


@dataclass(frozen=True, slots=True)
class Event:
    """A change of one posting. `before` is None for an opening; for a closing, `after` is its last wording.

    `fresh` are the blocks of `after` that no posting of the employer had before this check. It happened between `since` and
    `at`; `since` is "" if it is not known. `first` is when the posting was first seen.
    """

    id: str
    posting_id: str
    at: Time
    kind: Kind
    after: Side
    before: Side | None = None
    fresh: tuple[str, ...] = ()
    significance: str = ""
    group: str = ""
    repost_of: str = ""
    since: Time = ""
    first: Time = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """A check that changed something.

    `known` are the postings that the source had before, `opened` the number opened since monitoring began, and `open` how many
    were open.
    `began` is when the source was first read. `checks` are the complete checks of the year before; `every` is the usual number of
    days between two; an interval longer than `gap` days is a gap. `employers` are the sources of the project. In a `window`, a
    list of the newest only, no absence proves a closing. `first_name` is the first name that the source had.
    """

    check: str
    source: str
    at: Time
    events: tuple[Event, ...]
    known: int = 0
    opened: int = 0
    open: int = 0
    began: Time = ""
    checks: int = 0
    every: float = 1.0
    employers: int = 1
    window: bool = False
    gap: float = math.inf
    first_name: str = ""

    @property
    def age(self) -> float:
        """Return how many days the source has been monitored."""
        return days(self.began, self.at) if self.began else 0.0

    @property
    def settled(self) -> bool:
        """Return whether enough is known for "never before" to be meaningful: 90 days, or 100 postings."""
        return self.age >= _LEAST_AGE or self.known >= _LEAST_KNOWN

    @property
    def doubt(self) -> float:
        """Return a factor of the rate of a first: 1 after 90 days or with 1,000 postings, larger if less is known."""
        return float(max(1.0, 1 / max(self.age / _LEAST_AGE, self.known / _MANY_KNOWN)) ** 0.5)


_LEAST_AGE, _LEAST_KNOWN, _MANY_KNOWN = 90, 100, 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a reader should look at, with its evidence. `postings` are pairs of posting and change."""

    id: str
    at: Time
    known_at: Time
    kind: FindingKind
    source: str
    score: float
    headline: str
    why: str
    passage: str
    postings: tuple[tuple[str, str], ...]
    evidence: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PhraseUsers:
    """Who used a phrase before: the employer itself, and how many others."""

    by_employer: bool = False
    others: int = 0


@dataclass(frozen=True, slots=True)
class Count:
    """How much was opened and closed between two checks, and how many days lay between them."""

    at: Time
    opened: int = 0
    closed: int = 0
    days: float = 0.0


@dataclass(frozen=True, slots=True)
class Stay:
    """An earlier life of a posting that was posted again: when it was opened and closed, and its last wording.

    `open`: it is open again, so the new posting is another one.
    """

    posting_id: str
    opened: Time
    closed: Time
    side: Side | None = None
    open: bool = False


class Titled(NamedTuple):
    """A title that the employer used before: as written, when it was first known, and how many postings had it.

    A tuple, because thousands are made for a check.
    """

    title: str
    at: Time
    baseline: bool = False
    times_used: int = 1


@dataclass(slots=True)
class Past:
    """What the postings of an employer were called, where they were, and what they paid, before a check."""

    titles: dict[str, Titled] = field(default_factory=dict)  # by `words.key`
    locations: dict[str, None] = field(default_factory=dict)  # by `placenames.key`, each once
    pays: set[tuple[float | None, float | None]] = field(default_factory=set)
    hosts: dict[str, int] = field(default_factory=dict)  # postings by company; by host if the address names none
    postings: dict[str, tuple[str, str]] = field(default_factory=dict)  # the first posting with a title, and its change
    _called: tuple[int, str] = (-1, "")  # the titles in one text, and how many they are
    _located: tuple[int, str] = (-1, "")  # and the locations

    def called(self, term: str) -> list[Titled]:
        """Return the titles that have a term, a few of them."""
        found: list[Titled] = []
        text, at = self._in_titles(), -1
        while len(found) < _FEW and (at := text.find(f" {term} ", at + 1)) >= 0:
            start = text.rfind("\n", 0, at + 1)
            end = text.find("\n", at + 1)
            found.append(self.titles[text[start + 2 : end - 1]])
            at = end - 1
        return found

    def first_posting(self, titled: Titled) -> tuple[str, str]:
        """Return the first posting with a title, and its change."""
        return self.postings[titled.title]

    def mentions(self, place: str) -> bool:
        """Return whether a location or title contains the words of a place."""
        if self.located(place):
            return True
        titles = placenames.may_name((one.title for one in self.titles.values()), place)
        return any(f" {place} " in f" {placenames.key(title)} " for title in titles)

    def located(self, word: str) -> bool:
        """Return whether a location has a word."""
        if self._located[0] != len(self.locations):
            self._located = len(self.locations), _lines(self.locations)
        return f" {word} " in self._located[1]

    def _in_titles(self) -> str:
        if self._called[0] != len(self.titles):
            self._called = len(self.titles), _lines(self.titles)
        return self._called[1]

    @property
    def many_employers(self) -> bool:
        """Return whether the source lists postings of many employers: of ten companies, none with half of the postings."""
        return len(self.hosts) >= HOSTS and 2 * max(self.hosts.values()) < sum(self.hosts.values())


def _lines(keys: Iterable[str]) -> str:
    return "\n".join(["", *(f" {one} " for one in keys), ""])


_FEW = 3
HOSTS = 10  # of a list of many employers


@dataclass(frozen=True, slots=True)
class EarlierFinding:
    """An earlier finding of the employer.

    For a `drop`, `until` is the time of its last closing, `scope` its department or company, and `closed` its number of
    postings. `week`: it combines several checks.
    """

    at: Time
    passage: str
    until: Time = ""
    scope: str = ""
    week: bool = False
    closed: int = 0


@dataclass(frozen=True, slots=True)
class Mention:
    """A new phrase that was found before: its terms, who said it, and when."""

    finding: str
    source: str
    at: Time
    terms: tuple[str, ...]
    postings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Lookup:
    """The questions that rules may ask about the time before a check. Answers ignore later checks.

    `users_of`: who used a phrase. `used_terms`: which words and pairs the source used. `used_elsewhere`: whether another one used it.
    `blocks_of`: all blocks of a posting. `places` and `departments`: how many postings were ever there.
    `counts`: the checks of the last year that changed something, of the source or of one of its departments. `stock`: the wordings of
    what was open, and `stock_at` of what had been open at an earlier time, as far as it is known now (None: not known); `stocked`: how
    many of the former were in these countries and cities, each counted up to a number; `paid`: how many they were, and how many stated pay.
    `stays`: the earlier lives of a posting, the newest first. `openings`: what the source opened within the last week.
    `closings`: what the source closed within the week before a time, and did not open again. `closed_at`: what it closed at a time.
    `mentions`: new phrases of the last 30 days, of all sources.
    `past`: what postings were called and where they were. `earlier_findings`: the source's findings of a kind in the last 90 days.
    """

    users_of: Callable[[str], PhraseUsers]
    used_terms: Callable[[Sequence[str]], Collection[str]]
    used_elsewhere: Callable[[str], bool]
    blocks_of: Callable[[Event], Sequence[str]]
    places: Callable[[], Mapping[tuple[str, str], int]]
    departments: Callable[[], Mapping[str, int]]
    counts: Callable[[str], Sequence[Count]]
    stock: Callable[[], Sequence[Side]]
    stays: Callable[[str], Sequence[Stay]]
    openings: Callable[[], Sequence[Event]]
    mentions: Callable[[], Sequence[Mention]]
    past: Callable[[], Past] = Past
    stocked: Callable[[Mapping[tuple[str, str], int]], Mapping[tuple[str, str], int]] = lambda _most: {}
    paid: Callable[[], tuple[int, int]] = lambda: (0, 0)
    earlier_findings: Callable[[FindingKind], Sequence[EarlierFinding]] = lambda _kind: ()
    closings: Callable[[Time], Sequence[Event]] = lambda _end: ()
    closed_at: Callable[[Time], Sequence[Event]] = lambda _time: ()
    stock_at: Callable[[Time], Sequence[Side] | None] = lambda _time: None


def days(first: Time, second: Time) -> float:
    """Return the days from one time to another."""
    return (moment(second) - moment(first)).total_seconds() / 86400


def score(rate: float) -> float:
    """Return a score from how often a project of 50 sources has such a finding in a month: 0.9 for once."""
    return round(ONCE_A_MONTH / (ONCE_A_MONTH + max(rate, 0.0)), 3)


def month(time: Time) -> str:
    """Return a month for readers, such as "March 2025"."""
    names = "January February March April May June July August September October November December".split()
    return f"{names[int(time[5:7]) - 1]} {time[:4]}" if len(time) > len("2025-03") else "the beginning"


def day(time: Time) -> str:
    """Return a day for readers, such as "18 May 2026"."""
    return f"{int(time[8:10])} {month(time)}"


def span(since: Time, at: Time) -> str:
    """Return an interval for readers: "on 8 May 2026", "between 5 and 8 May 2026", "by 8 May 2026"."""
    if not since:
        return f"by {day(at)}"
    if since[:10] == at[:10]:
        return f"on {day(at)}"
    first = f"{int(since[8:10])}" if since[:7] == at[:7] else day(since) if since[:4] != at[:4] else day(since)[:-5]
    return f"between {first} and {day(at)}"


def listed(names: Sequence[str], between: str = ", ", last: str = "") -> str:
    """Return a list of names: at most five, and how many more there are.

    `last` goes before the last name, if all are listed.
    """
    shown, more = names[:_NAMED], len(names) - _NAMED
    if last and more <= 0 and len(shown) > 1:
        return between.join(shown[:-1]) + last + shown[-1]
    return between.join(shown) + (f" and {more:,} more" if more > 0 else "")


_NAMED = 5
