"""How long postings stay open: for closed ones alone, and as a Kaplan–Meier estimate that includes open ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from statistics import median

from tracker.insight.finding import days
from tracker.model import Time

EVERGREEN_DAYS, EVERGREEN_REPOSTS = 180, 3
_HIDDEN = 3.0  # times the usual days between two checks; in a longer interval, it is not known when something happened
_LEAST_HIDDEN = 2.0  # days: a shorter interval hides nothing


@dataclass(frozen=True, slots=True)
class Life:
    """One posting.

    It was opened between `since` and `opened`, last seen at `last_seen`, and closed by `closed`, which is None while it is open.

    `baseline`: it was there when monitoring began, so its age is not known. `edited` is its first edit.
    `days_closed` is the time in which it was closed before it was reopened.
    """

    posting_id: str
    title: str
    opened: Time
    since: Time | None = None
    last_seen: Time | None = None
    closed: Time | None = None
    baseline: bool = False
    edited: Time | None = None
    repost_of: str | None = None
    days_closed: float = 0.0

    def days_open(self, until: Time) -> float:
        """Return for how many days it was open, up to a time."""
        return max(0.0, days(self.opened, until) - self.days_closed)


@dataclass(frozen=True, slots=True)
class Evergreen:
    """A posting that stays open for very long, or is posted again and again."""

    posting_id: str
    title: str
    days: int
    reposts: int


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long the postings of one source stay open, in days; None if too few have closed.

    `median_closed` is the median of the closed ones alone, so it is too short. `median`, `quarter` and `three_quarters` are
    Kaplan–Meier estimates of when half, a quarter and three quarters have closed. `hidden` counts those that closed in a gap,
    `unknown` those that opened before monitoring began, or in a gap. `timed_edits` counts the postings that `days_to_first_edit`
    is about: all edited ones but those of the baseline.
    """

    postings: int
    open: int
    closed: int
    hidden: int
    unknown: int
    median_closed: float | None
    median: float | None
    quarter: float | None
    three_quarters: float | None
    edited: int
    days_to_first_edit: float | None
    evergreen: tuple[Evergreen, ...]
    timed_edits: int = 0


def survival(lives: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Return the share that is still open (Kaplan and Meier 1958) for each duration after which one closed.

    A life is (days, closed); if it is not closed, it lasted at least that long.
    """
    out: list[tuple[float, float]] = []
    share, still_open = 1.0, len(lives)
    for length, same in groupby(sorted(lives), key=itemgetter(0)):
        ends = [ended for _, ended in same]
        if any(ends):
            share *= 1 - sum(ends) / still_open
            out.append((length, share))
        still_open -= len(ends)
    return out


def reached(curve: Sequence[tuple[float, float]], share: float) -> float | None:
    """Return the number of days after which at most this share is still open; None if the share never falls that low."""
    return next((round(length, 1) for length, share_open in curve if share_open <= share + 1e-9), None)


def of(lives: Sequence[Life], now: Time, every: float) -> Lifetimes:
    """Return how long the postings of a source stay open. `every` are the usual days between two checks."""
    hides = max(_HIDDEN * every, _LEAST_HIDDEN)
    lengths: list[tuple[float, bool]] = []
    hidden = unknown = 0
    for life in lives:
        if life.baseline or (life.since is not None and days(life.since, life.opened) > hides):
            unknown += 1
            continue
        if life.closed is not None and life.last_seen is not None and days(life.last_seen, life.closed) > hides:
            hidden += 1
            lengths.append((life.days_open(life.last_seen), False))
        else:
            lengths.append((life.days_open(life.closed or life.last_seen or now), life.closed is not None))
    curve = survival(lengths)
    closed = [length for length, ended in lengths if ended]
    edits = [days(life.opened, life.edited) for life in lives if life.edited and not life.baseline]
    return Lifetimes(
        postings=len(lives),
        open=sum(life.closed is None for life in lives),
        closed=sum(life.closed is not None for life in lives),
        hidden=hidden,
        unknown=unknown,
        median_closed=round(median(closed), 1) if closed else None,
        median=reached(curve, 0.5),
        quarter=reached(curve, 0.75),
        three_quarters=reached(curve, 0.25),
        edited=sum(life.edited is not None for life in lives),
        days_to_first_edit=round(median(edits), 1) if edits else None,
        evergreen=evergreen(lives, now),
        timed_edits=len(edits),
    )


def evergreen(lives: Sequence[Life], now: Time) -> tuple[Evergreen, ...]:
    """Return postings open for 180 days or reposted three times, longest first.

    A posting that left a window counts until then.
    """
    by_id = {life.posting_id: life for life in lives}
    evergreens = []
    for life in lives:
        if life.closed is None:
            first, reposts = _chain(life, by_id)
            seen = life.last_seen or now
            length = int(days(first.opened, seen) - life.days_closed)
            if life.days_open(seen) >= EVERGREEN_DAYS or reposts >= EVERGREEN_REPOSTS:
                evergreens.append(Evergreen(life.posting_id, life.title, length, reposts))
    return tuple(sorted(evergreens, key=lambda long_open: (-long_open.days, long_open.posting_id)))


def _chain(life: Life, by_id: Mapping[str, Life]) -> tuple[Life, int]:
    """Return the first posting of a chain of reposts, and how often it was posted again."""
    seen = {life.posting_id}
    while life.repost_of in by_id and life.repost_of not in seen:
        life = by_id[str(life.repost_of)]
        seen.add(life.posting_id)
    return life, len(seen) - 1
