"""`drop`: several checks of one week closed more postings than is usual for the employer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from tracker.insight.closings import LEAST, are_still_listed, real_closings
from tracker.insight.finding import Event, Finding, Lookup, Visit, days
from tracker.insight.surges import (
    LEAST_SCORE,
    Group,
    chance_of,
    longest_usual_interval,
    surge_finding,
    without_gaps,
    without_peaks,
)
from tracker.model import Time

_WEEK = 7  # days
_LEAST_WEEKS, _USUAL = 5, 52  # weeks that show what is usual in one, at least and at most
_LEAST_PART = 0.1  # share of the open postings that closed in the week
_LARGER, _LARGE_PART = 1.25, 0.25  # times the largest earlier week, or else the share of the open postings
_SURE = 0.005  # p-value limit: a week is tested at each of its checks


def findings(visit: Visit, lookup: Lookup, others: Sequence[Finding]) -> list[Finding]:
    """Return the closings of the seven days up to the last one as a finding, unless a check of these days has its own.

    A week that was reported is counted again when this check confirms more of its closings.
    """
    closed = [event for event in visit.events if event.kind == "closed"]
    if visit.window or not closed or int(visit.age / _WEEK) < _LEAST_WEEKS:
        return []
    if lookup.past().many_employers:
        return []
    earlier = lookup.earlier_findings("drop")
    known = dict.fromkeys(
        told_before.until
        for told_before in earlier
        if told_before.week and _in_week(closed, visit, told_before.until, math.inf)
    )
    out = [_week(visit, lookup, closed, end, known=True) for end in known]
    if not any(finding.kind == "drop" for finding in others) and not any(
        days(told_before.at, visit.at) < _WEEK for told_before in earlier
    ):
        out.append(_week(visit, lookup, closed, max(event.at for event in closed)))
    return [finding for finding in out if finding]


def _week(visit: Visit, lookup: Lookup, closed: Sequence[Event], end: Time, *, known: bool = False) -> Finding | None:
    """Return the closings of the week before a time as a finding.

    A `known` finding gets the closings confirmed since.
    """
    sums = _sums(visit, lookup, end)
    before, usual = sums[0], without_peaks(sums[1:])
    check = replace(visit, checks=len(usual), every=float(_WEEK), open=visit.open + before)
    if not known and not (before and _is_unusual(len(closed) + before, usual, check)):
        return None
    gap = longest_usual_interval(visit, lookup.counts(""))
    earlier = _in_week(lookup.closings(end), visit, end, gap)
    closings = real_closings([*earlier, *_in_week(closed, visit, end, gap)])
    if not closings:
        return None
    began = min(event.since or event.at for event in closings)
    stock_then = lookup.stock_at(began)
    stock = [*lookup.stock(), *(event.after for event in earlier)] if stock_then is None else stock_then
    check = replace(check, open=visit.open + len(earlier) if stock_then is None else len(stock_then))
    closings = [
        event for event in closings if not event.first or event.first <= began
    ]  # only those that were open then
    times = len({event.at for event in closings})
    if not known and (times == 1 or not _is_news(closings, usual, check, _largest(visit, lookup, end))):
        return None
    if not known and are_still_listed(closings, lookup.stock_at(visit.at) or ()):
        return None
    group = Group("", stock, times, began, end, chance_of(len(closings), usual, check, _WEEK))
    finding = surge_finding(check, lookup, "drop", closings, sums[1:], group)
    if known:
        return replace(finding, score=max(finding.score, LEAST_SCORE))
    return finding if finding.score >= LEAST_SCORE else None


def _is_news(closings: Sequence[Event], usual: Sequence[int], check: Visit, largest: int) -> bool:
    larger = len(closings) >= _LARGER * largest or len(closings) >= _LARGE_PART * check.open
    return larger and _is_unusual(len(closings), usual, check)


def _sums(visit: Visit, lookup: Lookup, end: Time) -> list[int]:
    """Return how many postings closed in each of the weeks up to a time, the last one first. Gaps do not count."""
    weeks = min(int(visit.age / _WEEK), _USUAL)
    sums = [0] * weeks
    for count in without_gaps(visit, lookup.counts("")):
        if count.closed and 0 <= (week := int(days(count.at, end) / _WEEK)) < weeks:
            sums[week] += count.closed
    return sums


def _largest(visit: Visit, lookup: Lookup, end: Time) -> int:
    """Return the largest number of closings in seven days that ended before the last week began."""
    counts = [
        count for count in without_gaps(visit, lookup.counts("")) if count.closed and days(count.at, end) >= _WEEK
    ]
    return max(
        (sum(other.closed for other in counts if 0 <= days(other.at, count.at) < _WEEK) for count in counts), default=0
    )


def _is_unusual(count: int, usual: Sequence[int], check: Visit) -> bool:
    return count >= max(LEAST, _LEAST_PART * check.open) and chance_of(count, usual, check, _WEEK) < _SURE


def _in_week(events: Sequence[Event], visit: Visit, end: Time, gap: float) -> list[Event]:
    """Return the closings of the week before a time, outside of gaps, without postings that open again in this check."""
    reopened = {event.posting_id for event in visit.events if event.kind == "reopened"}
    return [
        event
        for event in events
        if 0 <= days(event.at, end) < _WEEK
        and event.posting_id not in reopened
        and not (event.since and days(event.since, event.at) > gap)
    ]
