"""`surge` and `drop`: more opened or closed between two checks than is usual for the employer, or for one of its departments."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from tracker.insight import naming
from tracker.insight.finding import (
    BAR,
    SOURCES,
    Count,
    Event,
    Finding,
    FindingKind,
    Lookup,
    Side,
    Visit,
    counted,
    days,
    score,
    span,
)
from tracker.insight.functions import PLAIN
from tracker.insight.phrases import share
from tracker.insight.words import is_template, tokens
from tracker.model import Time, digest

LEAST = 5  # postings that opened or closed
SURE = 0.01  # p-value limit; for departments divided by their number (Bonferroni)
_LEAST_CHECKS = 5  # least number of checks that show what is usual
_LEAST_DAYS, _LEAST_KNOWN = 7, 10  # of monitoring, and postings, before anything counts as usual
_USUAL = 365  # days that show what is usual
_LARGEST = 0.05  # share of the past numbers that are lowered to the next: one mass closing does not make the next usual
# A group was hit harder than the whole: by about so many standard deviations, and so many times its expected share.
_LEAST_EXCESS = 1.0
_LEAST_RATIO = 1.2
_MOST_NAMED = 3  # departments or places that are named
# A group is named if it has a tenth of the changes, or a twentieth and lost three quarters of its own postings.
_LEAST_PART = 0.1
_LEAST_LOST = 0.05
_LOST = 0.75
_AS_MANY = 0.8  # share of a number from which another is as large
_SAME = 0.8  # share of the postings of a group that another group has: one of them is named
_SMALL = 0.05  # share of the open postings below which a number is small for the employer
# Fewer than ten postings are few if they are less than a tenth of the open ones.
_FEW = 10
_PART_OF_FEW = 0.1
_PART_OF_MANY = 0.25  # share of the open postings below which a number says nothing about a list of many employers
_OF_MANY = 25.0  # factor of the rate for a list of many employers
# Highest scores in a list of many employers: they are about the list, not about an employer.
_MOST_OF_MANY = {"drop": 0.25, "surge": 0.15}
LEAST_SCORE = 0.1  # of a finding that is reported
# A surge is hardly larger than an earlier one that had this share of its size; the factor of its rate.
_BARELY = 0.85
_BARELY_RATE = 3.0
_STALE = 365  # days that a posting was open after which its end is a clean-up
_COMMON_WORD = 0.5  # a word that more employers use says nothing about a group of titles
_MONTH = 30.4


@dataclass(frozen=True, slots=True)
class Hit:
    """A department, place or word of titles, and how many of its postings were opened or closed, of how many."""

    name: str
    count: int
    total: int
    excess: float
    postings: frozenset[str] = frozenset()
    harder: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """What is counted: all postings or those of a department (`scope`), and what was open before.

    Of a week, `checks` is how many reported it, and `since` when it began.
    """

    scope: str = ""
    stock: Sequence[Side] = ()
    checks: int = 0
    since: Time = ""


def found(visit: Visit, lookup: Lookup) -> list[Finding]:
    """Return the findings of a check: one for each direction, for the employer or else for the department that stands out."""
    if visit.checks < _LEAST_CHECKS or visit.age < _LEAST_DAYS or visit.known < _LEAST_KNOWN:
        return []
    opened = [event for event in visit.events if event.kind == "opened" and not event.repost_of]
    opened = [event for event in opened if not is_template(event.after.title)]
    closed = [] if visit.window else ended(_together([event for event in visit.events if event.kind == "closed"]))
    out = []
    for kind, events in (("surge", opened), ("drop", closed)):
        if len(events) < LEAST or seen(events) > visit.gap:
            continue
        if len(events) >= _PART_OF_MANY * visit.open or not lookup.past().many_employers:
            found_ = _found(visit, lookup, kind, events)  # type: ignore[arg-type]
            out += [found_] if found_ and found_.score >= LEAST_SCORE else []
    return out


def _found(visit: Visit, lookup: Lookup, kind: Literal["surge", "drop"], events: Sequence[Event]) -> Finding | None:
    groups = Counter(event.after.department for event in events if event.after.department)
    asked = [name for name, many in sorted(groups.items()) if many >= LEAST]
    for scope in ("", *sorted(asked, key=lambda name: -groups[name])):
        mine = [event for event in events if event.after.department == scope] if scope else list(events)
        usual = [_changes_of_kind(count, kind) for count in lookup.counts(scope) if count.days <= visit.gap]
        chance = tail(len(mine), lowered(usual), visit, seen(mine)) * (len(asked) if scope else 1)
        if chance < SURE:
            if kind == "drop":
                visit, stock = when_it_began(visit, lookup, min(event.since for event in mine))
            else:
                stock = lookup.stock()
            return surge_finding(visit, lookup, kind, mine, usual, Group(scope, stock), chance)
    return None


def when_it_began(visit: Visit, lookup: Lookup, since: Time) -> tuple[Visit, Sequence[Side]]:
    """Return the check and the stock with what was open at the beginning of an interval.

    A closing is confirmed by a later check. What opened in the meantime, and what had closed before, is no part of the whole.
    """
    stock = lookup.stock_at(since) if since else None
    return (visit, lookup.stock()) if stock is None else (replace(visit, open=len(stock)), stock)


def _together(events: Sequence[Event]) -> list[Event]:
    """Return the largest group of closings that happened in one interval.

    A check may report closings of several days, if they were held until a later check confirmed them.
    """
    groups: dict[tuple[Time, Time], list[Event]] = {}
    for event in events:
        groups.setdefault((event.since, event.at), []).append(event)
    return max(groups.values(), key=lambda group: (len(group), group[0].at), default=[])


def ended(events: Sequence[Event]) -> list[Event]:
    """Return the closings that are news; none if most were due before: then the page was cleaned up.

    A posting was due if its stated last day had passed before the interval began, or if it was open for more than a year.
    """
    live = [event for event in events if not _is_over(event)]
    over = len(events) - len(live)
    stale = sum(1 for event in live if event.first and days(event.first, event.at) > _STALE)
    return [] if 2 * (over + stale) > len(events) else live


def _is_over(event: Event) -> bool:
    return bool(event.after.closes) and event.after.closes[:10] < (event.since or event.at)[:10]


def _changes_of_kind(count: Count, kind: str) -> int:
    return count.opened if kind == "surge" else count.closed


def seen(events: Sequence[Event]) -> float:
    """Return the median number of days in which these changes happened; after a gap there are many."""
    return median([*(days(event.since, event.at) for event in events if event.since and event.since < event.at), 0.5])


def lowered(usual: Sequence[int]) -> list[int]:
    """Return past numbers with the largest twentieth of them, one at least, lowered to the next."""
    ranked = sorted((value for value in usual if value), reverse=True)
    many = max(1, int(_LARGEST * len(ranked)))
    most = ranked[many] if many < len(ranked) else 1
    return [min(value, most) for value in usual]


def tail(many: int, usual: Sequence[int], visit: Visit, exposure: float) -> float:
    """Return the probability of at least this number, from a negative binomial with the mean and spread of the checks before.

    After a longer interval than usual, the comparison is with intervals of that length.
    """
    checks = max(visit.checks, len(usual), 1)
    longer = max(exposure / visit.every, 1.0)
    mean = max(sum(usual), 1) / checks
    square = sum(value * value for value in usual) / checks
    spread = max(square - mean * mean, mean * 1.5)
    shape = mean * mean / (spread - mean)
    mean, shape = mean * longer, shape * longer
    odds = shape / (shape + mean)
    log = shape * math.log(odds)
    total = math.exp(log)
    for value in range(1, many):
        log += math.log((value - 1 + shape) / value) + math.log1p(-odds)
        total += math.exp(log)
    return max(0.0, 1.0 - total)


def hits(events: Sequence[Event], stock: Sequence[Side], scope: str = "") -> list[Hit]:
    """Return the departments, countries and cities that are hit harder than the whole, the hardest first.

    If there are none, a word that many of the titles have is named, or the largest group. Within a department (`scope`), only places.
    """
    whole = max(len(stock), len(events))
    every = [
        hit
        for names in (*(() if scope else (_departments,)), _countries, _cities)
        for hit in _counted(names, events, stock, whole)
    ]
    picked = _picked(hit for hit in every if hit.harder)
    if picked:
        return picked
    large = [hit for hit in every if hit.count * 2 >= len(events) and hit.count < len(events)]
    words = [
        hit for hit in _counted(_words, events, stock, whole) if hit.harder and hit.count >= max(3, len(events) / 3)
    ]
    return _picked(words)[:1] or sorted(large, key=lambda hit: (-hit.count, hit.total, hit.name))[:1]


def _picked(hit: Iterable[Hit]) -> list[Hit]:
    """Return the hardest hit, each only if it is not nearly the same postings as one before."""
    kept: list[Hit] = []
    for affected in sorted(hit, key=lambda affected: (-affected.excess, affected.name)):
        if all(len(affected.postings & other.postings) < _SAME * len(affected.postings) for other in kept):
            kept.append(affected)
    return kept[:_MOST_NAMED]


def _counted(
    names: Callable[[Side], Sequence[str]], events: Sequence[Event], stock: Sequence[Side], whole: int
) -> list[Hit]:
    mine: dict[str, set[str]] = {}
    for event in events:
        for name in names(event.after):
            mine.setdefault(name, set()).add(event.id)
    there = Counter(name for side in stock for name in names(side))
    return [_hit(name, frozenset(some), max(there[name], len(some)), len(events), whole) for name, some in mine.items()]


def _hit(name: str, postings: frozenset[str], of: int, total: int, whole: int) -> Hit:
    many, wanted = len(postings), of * total / whole
    over = (many - wanted) / math.sqrt(wanted + 1)
    large = many >= max(3, _LEAST_PART * total) or (many >= max(3, _LEAST_LOST * total) and many >= _LOST * of)
    harder = large and over >= _LEAST_EXCESS and many >= _LEAST_RATIO * wanted
    return Hit(name, many, of, over, postings, harder)


def _departments(side: Side) -> list[str]:
    return [side.department] if side.department else []


def _countries(side: Side) -> list[str]:
    return [naming.in_country(code) for code in sorted({code for code, _ in side.places if code})]


def _cities(side: Side) -> list[str]:
    return sorted({city for _, city in side.places if city})


def _words(side: Side) -> list[str]:
    words = {word.casefold(): word for word in side.title.replace("/", " ").split()}
    return sorted(
        f"titles with “{word}”"
        for low, word in words.items()
        if len(low) > 2  # noqa: PLR2004  # letters
        and low.isalpha()
        and low not in PLAIN
        and max(map(share, tokens(low)), default=1) < _COMMON_WORD
    )


def surge_finding(
    visit: Visit,
    lookup: Lookup,
    kind: Literal["surge", "drop"],
    events: Sequence[Event],
    usual: Sequence[int],
    group: Group,
    chance: float,
) -> Finding:
    """Return the finding of this many openings or closings."""
    many, scope = len(events), group.scope
    hit = hits(events, group.stock, scope)
    watched = max(1.0, min(visit.age, _USUAL))
    before = max(usual, default=0)
    most = max(events, key=lambda event: (event.at, event.id))
    when = span(group.since or most.since, most.at)
    what = (
        f"{many:,} of {visit.open:,} open postings closed" if kind == "drop" else f"{counted(many, 'posting')} opened"
    )
    where = f" in {scope}" if scope else ""
    mixed = lookup.past().many_employers
    of_many = " The source lists postings of many employers." if mixed else ""
    part = f", {many / visit.open:.0%} of the {visit.open:,} that were open" if visit.open >= many else ""
    usually = "in a week" if group.checks else "between two checks"
    return Finding(
        id=digest(kind, visit.check, scope),
        at=min(event.at for event in events),
        known_at=visit.at,
        kind=kind,
        source=visit.source,
        score=_score(_rate(visit, kind, many, usual, watched), kind, mixed=mixed),
        headline=f"{what}{where} {when}{f', in {group.checks} checks' if group.checks else ''}{_named(kind, hit, events)}",
        why=f"{counted(many, 'posting')} {'opened' if kind == 'surge' else 'closed'}{where} {when}{part}; the most {usually} "
        f"before was {before:,}, in {counted(round(watched), 'day')} of monitoring.{of_many}",
        passage="",
        postings=tuple((event.posting_id, event.id) for event in events),
        evidence={
            "count": many,
            "open_before": visit.open,
            "most_before": before,
            "days": round(watched),
            "chance": chance,
            "scope": scope,
            "hit": [{"name": affected.name, "count": affected.count, "of": affected.total} for affected in hit],
        },
    )


def _score(rate: float, kind: Literal["surge", "drop"], *, mixed: bool) -> float:
    if not mixed:
        return score(rate)
    least = BAR if kind == "drop" else 0.0  # a quarter of the list has closed, which is always shown
    return max(min(_MOST_OF_MANY[kind], score(rate * _OF_MANY)), least)


def _rate(visit: Visit, kind: FindingKind, many: int, usual: Sequence[int], watched: float) -> float:
    """Return the employer's past rate, lowered for what exceeds its record and for a large share of the open postings.

    A surge that is a small part of them, and few postings, are less of a surprise.
    """
    months = max(1.0, watched / _MONTH)
    often, record = sum(1 for value in usual if value >= _AS_MANY * many), max(LEAST, *usual, 0)
    whole = visit.open if kind == "drop" else visit.open + many
    part = many / max(whole, many)
    small = max(1.0, _SMALL / part) ** 1.5 * (_FEW / many if many < _FEW and part < _PART_OF_FEW else 1.0) ** 3
    barely = _BARELY_RATE if kind == "surge" and max(usual, default=0) >= _BARELY * many else 1.0
    return float(SOURCES * (often + 0.3) / months * min(1.0, record / many) ** 1.5 * (1 - part) ** 2 * small * barely)


def _named(kind: FindingKind, hit: Sequence[Hit], events: Sequence[Event]) -> str:
    """Return who was hit, for a headline; the most frequent titles if no group stands out."""
    if not hit:
        titles = Counter(affected.after.title for affected in events)
        return f": {naming.quoted(sorted(titles, key=lambda title: (-titles[title], title)))}"
    names = ", ".join(
        f"{affected.name} ({affected.count:,} of {affected.total:,})"
        if kind == "drop"
        else f"{affected.name} ({affected.count:,})"
        for affected in hit
    )
    if not hit[0].harder:
        return f"; most in {names}"
    return f"; hit hardest: {names}" if kind == "drop" else f"; above all {names}"
