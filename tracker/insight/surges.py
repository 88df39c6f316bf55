"""`surge` and `drop`: one check opened or closed more than is usual for the employer, or for one of its departments."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

from tracker.insight.finding import (
    SOURCES,
    Count,
    Event,
    Finding,
    FindingKind,
    Lookup,
    Side,
    Visit,
    counted,
    day,
    days,
    score,
)
from tracker.model import Time, digest

LEAST = 5  # postings of one check
SURE = 0.01  # p-value limit; for departments divided by their number (Bonferroni)
_LEAST_CHECKS = 5  # least number of checks that show what is usual
_LEAST_DAYS, _LEAST_KNOWN = 7, 10  # of monitoring, and postings, before anything counts as usual
_USUAL = 365  # days that show what is usual
_LEAST_EXCESS = 1.0  # approximate standard deviations above its expected share
_MOST_NAMED = 3  # departments or places that are named
_MONTH = 30.4
_AT_ONCE = 1.5  # days: a daily check that is a little late still says "at once"


@dataclass(frozen=True, slots=True)
class Hit:
    """A department or place, and how many of its postings were opened or closed, of how many."""

    name: str
    many: int
    of: int
    over: float


def found(visit: Visit, lookup: Lookup) -> list[Finding]:
    """Return the findings of a check: one for each direction, for the employer or else for the department that stands out."""
    if visit.checks < _LEAST_CHECKS or visit.age < _LEAST_DAYS or visit.known < _LEAST_KNOWN:
        return []
    out = []
    for kind, events in (
        ("surge", [one for one in visit.events if one.kind == "opened" and not one.repost_of]),
        ("drop", [] if visit.window else _together([one for one in visit.events if one.kind == "closed"])),
    ):
        if len(events) >= LEAST:
            found_ = _found(visit, lookup, kind, events)  # type: ignore[arg-type]
            out += [found_] if found_ else []
    return out


def _found(visit: Visit, lookup: Lookup, kind: Literal["surge", "drop"], events: Sequence[Event]) -> Finding | None:
    groups = Counter(one.after.department for one in events if one.after.department)
    asked = [name for name, many in sorted(groups.items()) if many >= LEAST]
    for scope in ("", *sorted(asked, key=lambda name: -groups[name])):
        mine = [one for one in events if one.after.department == scope] if scope else list(events)
        past = lookup.counts(scope)
        usual = [_changes_of_kind(one, kind) for one in past]
        chance = tail(len(mine), usual, visit, seen(mine)) * (len(asked) if scope else 1)
        if chance < SURE:
            return _finding(visit, lookup, kind, mine, usual, scope, chance)
    return None


def _together(events: Sequence[Event]) -> list[Event]:
    """Return the largest group of closings that happened in one interval.

    A check may report closings of several days, if they were held until a later check confirmed them.
    """
    groups: dict[tuple[Time, Time], list[Event]] = {}
    for one in events:
        groups.setdefault((one.since, one.at), []).append(one)
    return max(groups.values(), key=lambda group: (len(group), group[0].at), default=[])


def _when(events: Sequence[Event], verb: str) -> str:
    """Return when the changes happened, in words: "at once" only if the interval is short."""
    since, at = min((one.since for one in events), default=""), max(one.at for one in events)
    if since and days(since, at) <= _AT_ONCE:
        return f"{verb} at once"
    return f"{verb} between {day(since)} and {day(at)}" if since else f"{verb} by {day(at)}"


def _changes_of_kind(one: Count, kind: str) -> int:
    return one.opened if kind == "surge" else one.closed


def seen(events: Sequence[Event]) -> float:
    """Return the median number of days in which these changes happened; after a gap there are many."""
    return median([*(days(one.since, one.at) for one in events if one.since and one.since < one.at), 0.5])


def tail(many: int, usual: Sequence[int], visit: Visit, exposure: float) -> float:
    """Return the probability of at least this number, from a negative binomial with the mean and spread of the checks before.

    After a longer interval than usual, the comparison is with intervals of that length.
    """
    checks = max(visit.checks, len(usual), 1)
    longer = max(exposure / visit.every, 1.0)
    mean = max(sum(usual), 1) / checks
    square = sum(one * one for one in usual) / checks
    spread = max(square - mean * mean, mean * 1.5)
    shape = mean * mean / (spread - mean)
    mean, shape = mean * longer, shape * longer
    odds = shape / (shape + mean)
    log = shape * math.log(odds)
    total = math.exp(log)
    for one in range(1, many):
        log += math.log((one - 1 + shape) / one) + math.log1p(-odds)
        total += math.exp(log)
    return max(0.0, 1.0 - total)


def hits(events: Sequence[Event], stock: Sequence[Side]) -> list[Hit]:
    """Return the departments and places that are hit harder than the rest, the hardest first."""
    whole = max(len(stock), len(events))
    every: list[Hit] = []
    for names in (lambda side: [side.department] if side.department else [], _places):
        mine = Counter(name for one in events for name in names(one.after))
        there = Counter(name for one in stock for name in names(one))
        every += [_hit(name, many, max(there[name], many), len(events), whole) for name, many in mine.items()]
    ranked = sorted(
        (one for one in every if one.many > 1 and one.over >= _LEAST_EXCESS), key=lambda one: (-one.over, one.name)
    )
    return ranked[:_MOST_NAMED] or sorted(every, key=lambda one: (-one.many, one.name))[:_MOST_NAMED]


def _hit(name: str, many: int, of: int, total: int, whole: int) -> Hit:
    wanted = of * total / whole
    return Hit(name, many, of, (many - wanted) / math.sqrt(wanted + 1))


def _places(side: Side) -> list[str]:
    return sorted({city or country for country, city in side.places if city or country})


def _finding(
    visit: Visit,
    lookup: Lookup,
    kind: FindingKind,
    events: Sequence[Event],
    usual: Sequence[int],
    scope: str,
    chance: float,
) -> Finding:
    many = len(events)
    stock = lookup.stock() if kind == "drop" else ()
    hit = [one for one in hits(events, stock) if one.name != scope]
    named = ", ".join(
        f"{one.name} ({one.many} of {one.of})" if kind == "drop" else f"{one.name} ({one.many})" for one in hit
    )
    watched = max(1.0, min(visit.age, _USUAL))
    often = sum(1 for one in usual if one >= many)
    months = max(1.0, watched / _MONTH)
    part = many / max(visit.open, many) if kind == "drop" else many / max(visit.open + many, 1)
    # the rate is the employer's past rate, lowered for larger numbers and larger shares of the open postings
    rate = SOURCES * (often + 0.3) / months * (LEAST / many) ** 0.7 * (1 - part) ** 2
    verb = "opened" if kind == "surge" else "closed"
    where = f" in {scope}" if scope else ""
    before = max(usual, default=0)
    return Finding(
        id=digest(kind, visit.check, scope),
        at=min(one.at for one in events),
        known_at=visit.at,
        kind=kind,
        source=visit.source,
        score=score(rate),
        headline=f"{counted(many, 'posting')} {_when(events, verb)}{where}"
        + (f"; hit hardest: {named}" if kind == "drop" and named else f", most in {named}" if named else ""),
        why=f"{many:,} {_when(events, verb)}{where}, of {visit.open:,} that were open; the most in one check before was {before:,}, in {counted(round(watched), 'day')}.",
        passage="",
        postings=tuple((one.posting_id, one.id) for one in events),
        evidence={
            "count": many,
            "open_before": visit.open,
            "most_before": before,
            "days": round(watched),
            "chance": chance,
            "scope": scope,
            "hit": [{"name": one.name, "count": one.many, "of": one.of} for one in hit],
        },
    )
