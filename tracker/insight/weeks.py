"""`drop`: more closed within a week than is usual for the employer, spread over several checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tracker.insight.finding import Event, Finding, Lookup, Visit, days
from tracker.insight.surges import LEAST, LEAST_SCORE, Group, ended, lowered, surge_finding, tail

_WEEK = 7  # days
_LEAST_WEEKS, _USUAL = 5, 52  # weeks that show what is usual in one, at least and at most
_LEAST_PART = 0.1  # share of the open postings that closed in the week
_LARGER, _LARGE_PART = 1.25, 0.25  # times the largest week before, or else the share of the open postings
_SURE = 0.005  # p-value limit: a week is tested at each of its checks


def found(visit: Visit, lookup: Lookup, others: Sequence[Finding]) -> list[Finding]:
    """Return the closings of the last seven days as one finding, unless one of these checks already reported them."""
    closed = [event for event in visit.events if event.kind == "closed"]
    weeks = min(int(visit.age / _WEEK), _USUAL)
    if visit.window or not closed or weeks < _LEAST_WEEKS or any(candidate.kind == "drop" for candidate in others):
        return []
    sums = _sums(visit, lookup, weeks)
    before, usual = sums[0], lowered(sums[1:])
    check = replace(visit, checks=len(usual), every=float(_WEEK), open=visit.open + before)
    if not before or not _is_unusual(len(closed) + before, usual, check):
        return []
    told_lately = any(days(told_before.at, visit.at) < _WEEK for told_before in lookup.earlier_findings("drop"))
    if told_lately or lookup.past().many_employers:
        return []
    earlier = _in_week(lookup.closings(), visit)
    mine = ended([*earlier, *_in_week(closed, visit)])
    check = replace(check, open=visit.open + len(earlier))
    larger = len(mine) >= _LARGER * max(sums[1:]) or len(mine) >= _LARGE_PART * check.open
    if not larger or not _is_unusual(len(mine), usual, check):
        return []
    began = min(event.since or event.at for event in mine)
    there = lookup.stock_at(began)
    stock = [*lookup.stock(), *(event.after for event in earlier)] if there is None else there
    group = Group("", stock, len({event.at for event in mine}), began)
    chance = tail(len(mine), usual, check, _WEEK)
    whole = check if there is None else replace(check, open=len(there))
    finding = surge_finding(whole, lookup, "drop", mine, sums[1:], group, chance)
    return [finding] if finding.score >= LEAST_SCORE and group.checks > 1 else []


def _sums(visit: Visit, lookup: Lookup, weeks: int) -> list[int]:
    """Return how many postings closed in each of the weeks before, the last one first. Gaps do not count."""
    sums = [0] * weeks
    for count in lookup.counts(""):
        if count.closed and count.days <= visit.gap and 0 <= (week := int(days(count.at, visit.at) / _WEEK)) < weeks:
            sums[week] += count.closed
    return sums


def _is_unusual(many: int, usual: Sequence[int], check: Visit) -> bool:
    return many >= max(LEAST, _LEAST_PART * check.open) and tail(many, usual, check, _WEEK) < _SURE


def _in_week(events: Sequence[Event], visit: Visit) -> list[Event]:
    """Return the closings of the week outside of gaps, without postings that open again in this check."""
    again = {event.posting_id for event in visit.events if event.kind == "reopened"}
    return [
        event
        for event in events
        if days(event.at, visit.at) < _WEEK
        and event.posting_id not in again
        and not (event.since and days(event.since, event.at) > visit.gap)
    ]
