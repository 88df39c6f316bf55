"""`surge` and `drop`: more opened or closed between two checks than is usual for the employer, or for one of its departments."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from tracker.insight import closings, surge_groups
from tracker.insight.closings import LEAST
from tracker.insight.finding import (
    MIN_SHOWN_SCORE,
    SOURCES,
    Count,
    EarlierFinding,
    Event,
    Finding,
    FindingKind,
    Lookup,
    Side,
    Visit,
    day,
    days,
    score,
    span,
)
from tracker.insight.words import is_template
from tracker.model import Time, digest
from tracker.model.amounts import counted

SURE = 0.01  # p-value limit; for departments divided by their number (Bonferroni)
LEAST_CHECKS = 5  # least number of checks that show what is usual
_LEAST_DAYS, _LEAST_KNOWN = 7, 10  # days of monitoring, and postings, before anything counts as usual
_LONGER, _GAP = 0.8, 2.0  # an interval is a gap if it is this many times as long as this share of them
_USUAL = 365  # days that show what is usual
_LARGEST = 0.05  # share of the past numbers that are lowered to the next: one mass closing does not make the next usual
_AS_MANY = 0.8  # a number with this share of another is about as large
_SMALL = 0.05  # share of the open postings below which a number is small for the employer
# Fewer than ten postings are few if they are less than a tenth of the open ones.
_FEW = 10
_PART_OF_FEW = 0.1
PART_OF_MANY = 0.25  # share of the open postings below which openings say nothing about a list of many employers
_OF_MANY = 25.0  # factor of the rate for a list of many employers
# Highest score of a drop in a list of many employers, because its maintainer adds and removes postings. Surges get the
# least score.
_MOST_OF_MANY = 0.15
LEAST_SCORE = 0.1  # least score of a finding that is reported
# An earlier number with this share of a number makes it hardly a record, and its rate is multiplied by the factor.
_BARELY = 0.85
_BARELY_RATE = 3.0
# Factor of the rate of openings that have nothing in common, unless there are this many times the largest number so
# far.
_LOOSE_RATE, _FAR = 10.0, 1.5
_MOST_LOOSE = MIN_SHOWN_SCORE - 0.01  # highest score of such openings
# Days of monitoring in which many openings at once may be usual for the employer, and the factor of the rate.
_YOUNG, _YOUNG_RATE = 30, 3.0
_TIDIED_RATE = 5.0  # factor of the rate of closings at the end of a year
_MONTH = 30.4


@dataclass(frozen=True, slots=True)
class Group:
    """What is counted: all postings or those of a department (`scope`), what was open before, and the chance of so many.

    For closings, `at` is when they happened. For a week, `checks` is its number of intervals, and `since` when it began. `company`
    is one of a list of many employers, and `note` says of it what takes the place of past numbers.
    """

    scope: str = ""
    stock: Sequence[Side] = ()
    checks: int = 0
    since: Time = ""
    at: Time = ""
    chance: float = 1.0
    company: str = ""
    note: str = ""


def findings(visit: Visit, lookup: Lookup) -> list[Finding]:
    """Return the findings of a check: at most one surge and one drop, of the employer or else of the department that stands out.

    If earlier checks confirmed a part of the closings of an interval, all of them are counted together.
    """
    if not is_known(visit):
        return []
    out = _of(visit, lookup, "surge", openings(visit)) if visit.checks >= LEAST_CHECKS else []
    if not visit.window:
        for interval in closings.intervals(visit, lookup):
            out += _of(visit, lookup, "drop", closings.real_closings(interval.events), interval.at)
    return [finding for finding in out if finding.score >= LEAST_SCORE]


def is_known(visit: Visit) -> bool:
    """Return whether enough is known of the source for a number to be unusual."""
    return visit.age >= _LEAST_DAYS and visit.known >= _LEAST_KNOWN


def openings(visit: Visit) -> list[Event]:
    """Return what opened in a check, without what was posted again and without templates."""
    opened = (event for event in visit.events if event.kind == "opened" and not event.repost_of)
    return [event for event in opened if not is_template(event.after.title)]


def _of(
    visit: Visit, lookup: Lookup, kind: Literal["surge", "drop"], events: Sequence[Event], at: Time = ""
) -> list[Finding]:
    prior = (
        [earlier for earlier in lookup.earlier_findings("drop") if earlier.until == at and not earlier.week]
        if at
        else []
    )
    if len(events) < LEAST or (median_days(events) > visit.gap and not prior):
        return []
    finding = _surge(visit, lookup, events) if kind == "surge" else _drop(visit, lookup, events, at, prior)
    return [finding] if finding else []


def _surge(visit: Visit, lookup: Lookup, events: Sequence[Event]) -> Finding | None:
    if lookup.past().many_employers and len(events) < PART_OF_MANY * visit.open:
        return None
    scope = _unusual(visit, lookup, "surge", events)
    return (
        surge_finding(visit, lookup, "surge", scope[0], scope[1], replace(scope[2], stock=lookup.stock()))
        if scope
        else None
    )


def _drop(
    visit: Visit, lookup: Lookup, events: Sequence[Event], at: Time, prior: Sequence[EarlierFinding]
) -> Finding | None:
    """Return the finding of the closings of an interval: unusual for the employer, a mass closing, or one that was reported in part."""
    mixed = lookup.past().many_employers
    known = next((earlier.scope for earlier in prior if not mixed or not earlier.scope), None)
    young = visit.checks < LEAST_CHECKS  # too early to know what is usual
    scope = None if mixed or young or known is not None else _unusual(visit, lookup, "drop", events, at)
    if known is not None:
        closed = [event for event in events if not known or event.after.department == known]
        usual = _earlier_counts(visit, lookup, "drop", known, at)
        scope = (
            closed,
            usual,
            Group(known, chance=chance_of(len(closed), without_peaks(usual), visit, median_days(closed))),
        )
    usual = _earlier_counts(visit, lookup, "drop", "", at)
    count = len(events)
    often = sum(1 for number in usual if number >= _AS_MANY * count) >= max(1.0, min(visit.age, _USUAL) / _MONTH)
    since = min(event.since for event in events)
    if not scope and not (
        count >= closings.MASS and 2 * count >= closings.MASS_PART * closings.open_at(visit, lookup, since)
    ):
        return None
    began, stock = as_it_began(visit, lookup, since)
    mass = count >= max(closings.MASS, closings.MASS_PART * began.open)
    if mass and (not scope or (known is None and scope[2].scope and not often)):
        scope = events, usual, Group()
    if not scope or (known is None and closings.are_still_listed(scope[0], lookup.stock_at(visit.at) or ())):
        return None
    finding = surge_finding(began, lookup, "drop", scope[0], scope[1], replace(scope[2], stock=stock, at=at))
    if scope[2].chance >= SURE and (often or young):
        return replace(finding, score=LEAST_SCORE)  # this list closes a tenth of its postings about once a month
    reported = known is not None or (mass and not scope[2].scope)
    return replace(finding, score=max(finding.score, LEAST_SCORE)) if reported else finding


def _unusual(
    visit: Visit, lookup: Lookup, kind: Literal["surge", "drop"], events: Sequence[Event], at: Time = ""
) -> tuple[Sequence[Event], Sequence[int], Group] | None:
    """Return the changes that are too many, what is usual, and what they were compared with: all, else a department."""
    groups = Counter(event.after.department for event in events if event.after.department)
    departments = [name for name, count in sorted(groups.items()) if count >= LEAST]
    for scope in ("", *sorted(departments, key=lambda name: -groups[name])):
        in_scope = [event for event in events if event.after.department == scope] if scope else list(events)
        usual = _earlier_counts(visit, lookup, kind, scope, at)
        chance = chance_of(len(in_scope), without_peaks(usual), visit, median_days(in_scope)) * (
            len(departments) if scope else 1
        )
        if chance < SURE:
            return in_scope, usual, Group(scope, chance=chance)
    return None


def _earlier_counts(visit: Visit, lookup: Lookup, kind: str, scope: str, at: Time) -> list[int]:
    """Return how many postings opened or closed at each earlier check, without gaps; of closings, at earlier times than `at`."""
    return [
        _changes_of_kind(count, kind) for count in without_gaps(visit, lookup.counts(scope)) if not at or count.at < at
    ]


def without_gaps(visit: Visit, counts: Sequence[Count]) -> list[Count]:
    """Return the counts without those that cover a gap."""
    most = longest_usual_interval(visit, counts)
    return [count for count in counts if count.days <= most]


def longest_usual_interval(visit: Visit, counts: Sequence[Count]) -> float:
    """Return the longest interval that is no gap: twice as long as four of five intervals, of all or of the last year.

    A source that was checked every three days, and is now checked daily, had no gaps then.
    """
    lengths = sorted(count.days for count in counts if count.days)
    usual = lengths[int(_LONGER * (len(lengths) - 1))] if lengths else 0.0
    return max(visit.gap, _GAP * usual)


def as_it_began(visit: Visit, lookup: Lookup, since: Time) -> tuple[Visit, Sequence[Side]]:
    """Return the check and the stock as of the beginning of an interval.

    A later check confirms a closing. What opened in the meantime was not open then, and neither was what had closed before.
    """
    stock = lookup.stock_at(since) if since else None
    return (visit, lookup.stock()) if stock is None else (replace(visit, open=len(stock)), stock)


def _changes_of_kind(count: Count, kind: str) -> int:
    return count.opened if kind == "surge" else count.closed


def median_days(events: Sequence[Event]) -> float:
    """Return the median length, in days, of the intervals in which these changes happened. After a gap it is large."""
    return median([*(days(event.since, event.at) for event in events if event.since and event.since < event.at), 0.5])


def without_peaks(usual: Sequence[int]) -> list[int]:
    """Return the past numbers. The largest twentieth of them, at least one, is lowered to the next largest number."""
    ranked = sorted((number for number in usual if number), reverse=True)
    peak_count = max(1, int(_LARGEST * len(ranked)))
    most = ranked[peak_count] if peak_count < len(ranked) else 1
    return [min(number, most) for number in usual]


def chance_of(count: int, usual: Sequence[int], visit: Visit, exposure: float) -> float:
    """Return the probability of at least this number, from a negative binomial with the mean and spread of earlier checks.

    After an interval that is longer than usual, the comparison is with intervals of that length.
    """
    checks = max(visit.checks, len(usual), 1)
    longer = max(exposure / visit.every, 1.0)
    mean = max(sum(usual), 1) / checks
    square = sum(number * number for number in usual) / checks
    spread = max(square - mean * mean, mean * 1.5)
    shape = mean * mean / (spread - mean)
    mean, shape = mean * longer, shape * longer
    odds = shape / (shape + mean)
    log = shape * math.log(odds)
    total = math.exp(log)
    for number in range(1, count):
        log += math.log((number - 1 + shape) / number) + math.log1p(-odds)
        total += math.exp(log)
    return max(0.0, 1.0 - total)


def surge_finding(
    visit: Visit,
    lookup: Lookup,
    kind: Literal["surge", "drop"],
    events: Sequence[Event],
    usual: Sequence[int],
    group: Group,
) -> Finding:
    """Return the finding of this many openings or closings."""
    count, scope = len(events), group.scope or group.company
    hit = surge_groups.hits(events, group.stock, group.scope, company=bool(group.company))
    mixed = lookup.past().many_employers
    even = kind == "drop" and surge_groups.of_titles(hit) and not scope and not mixed
    largest = surge_groups.largest(events, group.stock) if even else []
    spread = f" No department or place was hit much harder; {_largest(largest, count)}." if largest else ""
    watched = max(1.0, min(visit.age, _USUAL))
    before = max(usual, default=0)
    most = max(events, key=lambda event: (event.at, event.id))
    when = span(group.since or most.since, most.at)
    where = f" of {group.company}" if group.company else f" in {scope}" if scope else ""
    part = f", {count / visit.open:.0%} of the {visit.open:,} that were open" if visit.open >= count else ""
    usually = "in a week" if group.checks else "between two checks"
    several = f", in {group.checks} checks" if group.checks else ""
    lately = _lately(lookup, group.since or most.since) if kind == "drop" and not scope else ""
    of_many = " The source lists postings of many employers." if mixed else ""
    verb = "opened" if kind == "surge" else "closed"
    what_happened = f"{where} {verb}" if group.company else f" {verb}{where}"
    record = f"; the most {usually} before was {before:,}, in {counted(round(watched), 'day')} of monitoring"
    record = group.note if group.company else record  # past numbers of one company are not counted
    return Finding(
        id=digest(kind, *([visit.first_name or visit.source, group.at] if group.at else [visit.check]), scope),
        at=min(event.at for event in events),
        known_at=visit.at,
        kind=kind,
        source=visit.source,
        score=_score(visit, kind, count, usual, group, common=surge_groups.in_common(hit, count), mixed=mixed),
        headline=f"{_count_in_words(visit, kind, count, where, mixed=mixed)} {when}{several}{surge_groups.who_was_hit(kind, hit, events)}",
        why=f"{counted(count, 'posting')}{what_happened} {when}{part}{record}.{spread}{lately}{of_many}",
        passage="",
        postings=tuple((event.posting_id, event.id) for event in events),
        evidence={
            "count": count,
            "open_before": visit.open,
            **({} if group.company else {"most_before": before}),
            "days": round(watched),
            "chance": group.chance,
            "scope": scope,
            "hit": _counts(hit),
            **({"largest": _counts(largest)} if largest else {}),
            **_closed_when(visit, kind, events, group),
        },
    )


def _largest(hits: Sequence[surge_groups.Hit], count: int) -> str:
    """Return a clause that names the largest groups. Half of the postings or fewer are not "most"."""
    names = " and ".join(f"{hit.name} ({hit.count:,} of {hit.total:,})" for hit in hits)
    if all(2 * hit.count > count for hit in hits):
        return f"most were in {names}"
    return f"the largest {'group was' if len(hits) == 1 else 'groups were'} in {names}"


def _counts(hits: Sequence[surge_groups.Hit]) -> list[dict[str, object]]:
    return [{"name": hit.name, "count": hit.count, "of": hit.total} for hit in hits]


def _lately(lookup: Lookup, since: Time) -> str:
    """Return a sentence about the last drop of the month before, "" if there was none."""
    earlier = [
        told_before
        for told_before in lookup.earlier_findings("drop")
        if told_before.until and not told_before.scope and since and 0 <= days(told_before.until, since) <= _MONTH
    ]
    last = max(earlier, key=lambda told_before: told_before.until, default=None)
    return f" Another {last.closed:,} had closed by {day(last.until)}." if last else ""


def _count_in_words(visit: Visit, kind: FindingKind, count: int, where: str, *, mixed: bool) -> str:
    if kind == "surge":
        return f"{counted(count, 'posting')}{where} opened" if mixed else f"{counted(count, 'posting')} opened{where}"
    if mixed:
        return f"{count:,} of {visit.open:,} postings{where} left a list of many employers"
    return f"{count:,} of {visit.open:,} open postings closed{where}"


def _closed_when(visit: Visit, kind: FindingKind, events: Sequence[Event], group: Group) -> dict[str, object]:
    """Return when the closings of a drop happened, and which check confirmed the last of them."""
    if kind == "surge":
        return {}
    times: dict[str, object] = {
        "since": group.since or min(event.since for event in events),
        "until": group.at,
        "completed_at": visit.at,
    }
    return {**times, "week": bool(group.checks)}


def _score(
    visit: Visit,
    kind: Literal["surge", "drop"],
    count: int,
    usual: Sequence[int],
    group: Group,
    *,
    common: bool,
    mixed: bool,
) -> float:
    if mixed and kind == "drop":
        return round(LEAST_SCORE + (_MOST_OF_MANY - LEAST_SCORE) * min(1.0, count / max(visit.open, 1)), 3)
    rate = _rate(visit, kind, count, usual, max(1.0, min(visit.age, _USUAL)))
    record = max(usual, default=0)
    if kind == "drop":
        return score(rate * _doubt(visit, count, record, group, common=common))
    rate *= (_BARELY_RATE if record >= _BARELY * count else 1.0) * (_YOUNG_RATE if visit.age < _YOUNG else 1.0)
    if mixed:
        return min(LEAST_SCORE, score(rate * _OF_MANY))
    return score(rate) if common or count >= max(_FEW, _FAR * record) else min(_MOST_LOOSE, score(rate * _LOOSE_RATE))


def _doubt(visit: Visit, count: int, record: int, group: Group, *, common: bool) -> float:
    """Return a factor of the rate of closings: hardly more than before, nothing in common, no more than usual, or the end of a year."""
    if count >= PART_OF_MANY * visit.open or count >= _FAR * record:
        return 1.0
    factor = _TIDIED_RATE if closings.is_year_end(group.at) else 1.0
    if count >= closings.LARGE_PART * visit.open:
        return factor
    if group.chance >= SURE or (record >= _BARELY * count and not common):
        return factor * _LOOSE_RATE
    return factor * (1.0 if common else _BARELY_RATE)


def _rate(visit: Visit, kind: FindingKind, count: int, usual: Sequence[int], watched: float) -> float:
    """Return the employer's past rate, lowered for what exceeds its record and for a large share of the open postings.

    What is a small part of them, and few postings, are less of a surprise.
    """
    months = max(1.0, watched / _MONTH)
    often, record = sum(1 for number in usual if number >= _AS_MANY * count), max(LEAST, *usual, 0)
    all_postings = visit.open if kind == "drop" else visit.open + count
    part = count / max(all_postings, count)
    small = max(1.0, _SMALL / part) ** 1.5 * (_FEW / count if count < _FEW and part < _PART_OF_FEW else 1.0) ** 3
    return float(SOURCES * (often + 0.3) / months * min(1.0, record / count) ** 1.5 * (1 - part) ** 2 * small)
