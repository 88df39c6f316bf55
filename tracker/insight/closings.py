"""The closings that a check confirmed, by the interval in which they happened, without those that are not news."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tracker.insight.finding import Event, Lookup, Side, Visit, days
from tracker.insight.title_words import PLAIN
from tracker.insight.words import is_template, key
from tracker.model import Time

LEAST = 5  # postings that opened or closed
MASS, MASS_PART = 10, 0.1  # postings, and share of the open ones: a mass closing, which is always reported
LARGE_PART = 0.15  # share of the open postings that is large for any employer
_COUNTED_AGAIN = 31  # days in which a reported interval is counted again
_STALE = 365  # days: closing a posting that was open for longer is a clean-up
_YEAR_END = ("12-15", "01-10")  # the end of a year, when postings that were not filled are removed from lists


@dataclass(frozen=True, slots=True)
class Interval:
    """What closed between two checks, as far as it is known."""

    at: Time
    events: tuple[Event, ...]


def intervals(visit: Visit, lookup: Lookup) -> list[Interval]:
    """Return the intervals of a check's closings that count: the largest, mass closings, and those confirmed in part before.

    Later checks confirm a closing, so several checks may confirm closings of one interval, which are counted together. An interval
    that was reported is counted again when earlier closings are confirmed, because fewer postings were open then.
    """
    groups: dict[Time, list[Event]] = {}
    for event in visit.events:
        if event.kind == "closed":
            groups.setdefault(event.at, []).append(event)
    largest = max(groups, key=lambda at: (len(groups[at]), at), default="")
    known = {count.at: count.closed for count in lookup.counts("")}
    out = []
    for at, closed in sorted(groups.items()):
        before = known.get(at, 0)
        mass = len(closed) >= MASS and len(closed) >= MASS_PART * open_at(
            visit, lookup, min(event.since for event in closed)
        )
        if len(closed) + before >= LEAST and (at == largest or before or mass):
            out.append(Interval(at, (*(lookup.closed_at(at) if before else ()), *closed)))
    first = min(groups, default="~")
    reported = dict.fromkeys(
        earlier.until
        for earlier in lookup.earlier_findings("drop")
        if not earlier.week and days(earlier.at, visit.at) < _COUNTED_AGAIN
    )
    return [*out, *(Interval(at, tuple(lookup.closed_at(at))) for at in reported if first <= at and at not in groups)]


def open_at(visit: Visit, lookup: Lookup, since: Time) -> int:
    """Return about how many postings were open at an earlier time: those open now, less those opened since, plus those closed since.

    The numbers are those of the checks, and postings that opened again are ignored. A list may grow fourfold before a closing is
    confirmed.
    """
    later = [count for count in lookup.counts("") if count.at > since] if since else []
    return visit.open + sum(count.closed - count.opened for count in later)


def real_closings(events: Sequence[Event]) -> list[Event]:
    """Return the closings that are news, without templates; none if most were overdue (a clean-up of the list).

    A posting was overdue if its stated last day had passed before the interval began, or if it was open for more than a year.
    """
    events = [event for event in events if not is_template(event.after.title)]
    live = [event for event in events if not _is_over(event)]
    over = len(events) - len(live)
    stale = sum(1 for event in live if event.first and days(event.first, event.at) > _STALE)
    return [] if 2 * (over + stale) > len(events) else live


def _is_over(event: Event) -> bool:
    return bool(event.after.closes) and event.after.closes[:10] < (event.since or event.at)[:10]


def are_still_listed(events: Sequence[Event], stock: Sequence[Side]) -> bool:
    """Return whether at least half of the closed postings are still listed under another id: they were duplicates, or posted again.

    `stock` is what is open now. A posting is the same job if it is in the same place and its title is the same, or has one word more
    or less.
    """
    titles: dict[str, set[frozenset[str]]] = {}
    for side in stock:
        titles.setdefault(key(side.location), set()).add(frozenset(key(side.title).split()))
    return 2 * sum(1 for event in events if _is_listed(event.after, titles)) >= len(events)


def _is_listed(side: Side, titles: Mapping[str, Collection[frozenset[str]]]) -> bool:
    title = frozenset(key(side.title).split())
    listed_titles = titles.get(key(side.location), ())
    return title in listed_titles or any(_is_nearly(title, other) for other in listed_titles)


def _is_nearly(title: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether one title has one word more than the other: "Acme Cook" matches "Cook", but not "Senior Cook"."""
    more = title ^ other
    return len(more) == 1 and len(title & other) >= _WORDS and not more & PLAIN


_WORDS = 2  # that two titles have in common


def is_year_end(at: Time) -> bool:
    """Return whether a time is around the end of a year."""
    return at[5:10] >= _YEAR_END[0] or at[5:10] <= _YEAR_END[1]
