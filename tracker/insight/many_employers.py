"""`surge` and `drop` of one company in a list of many employers.

The maintainer of such a list adds and removes companies, which says nothing about the companies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from tracker.insight import closings, surges
from tracker.insight.finding import HOSTS, Event, Finding, Lookup, Visit, score
from tracker.insight.words import key
from tracker.model import Time

# Share of the companies in the list that may have as many postings open, or may open five titles in the same check; one always
# may. If more companies do, the maintainer added them.
_LARGEST = 0.01
_AHEAD = 2  # times the titles of the company with the next most
_HAD = 0.5  # share of the number that the company may have had open before
# Findings about ten titles at once that 50 such lists see in a month. A maintainer also removes postings that are still
# open, so drops count less.
_RATES = {"surge": 12.0, "drop": 60.0}


def findings(visit: Visit, lookup: Lookup) -> list[Finding]:
    """Return the companies that opened or closed many postings at once, in a list of many employers."""
    if not surges.is_known(visit) or not lookup.past().many_employers:
        return []
    out = []
    if visit.checks >= surges.LEAST_CHECKS:
        out += _surge(visit, lookup, surges.openings(visit))
    if not visit.window:
        for interval in closings.intervals(visit, lookup):
            out += _drops(visit, lookup, closings.real_closings(interval.events), interval.at)
    return [finding for finding in out if finding.score >= surges.LEAST_SCORE]


def _titles(events: Sequence[Event]) -> Counter[str]:
    """Return how many titles each company has. One job in ten places is one title."""
    return Counter(name for name, _ in {(event.after.company, key(event.after.title)) for event in events} if name)


def _surge(visit: Visit, lookup: Lookup, events: Sequence[Event]) -> list[Finding]:
    """Return the company that opened far more titles than the others, and more than nearly all of them have open."""
    if len(events) < closings.LEAST or surges.median_days(events) > visit.gap:
        return []
    ranked = _titles(events).most_common()
    name, first = ranked[0] if ranked else ("", 0)
    next_most = ranked[1][1] if len(ranked) > 1 else 0
    if first < max(closings.LEAST, _AHEAD * next_most):
        return []
    stock = lookup.stock()
    opened = [event for event in events if event.after.company == name]
    open_before = [side for side in stock if side.company == name]
    others = Counter(side.company for side in stock if side.company not in {"", name})
    larger = sum(1 for number in others.values() if number >= len(opened))
    added = sum(1 for _, count in ranked[1:] if count >= closings.LEAST)
    allowed = _LARGEST * len(others)
    if len(others) < HOSTS or larger > allowed or added > max(1.0, allowed):
        return []
    if len(open_before) > _HAD * len(opened) or closings.are_still_listed(opened, open_before):
        return []
    note = f"; it had {len(open_before) or 'none'} open before, and {_compared(others, larger)}"
    group = surges.Group(stock=stock, company=name, note=note)
    return [_finding(replace(visit, open=len(open_before)), lookup, "surge", opened, group)]


def _compared(others: Counter[str], larger: int) -> str:
    """Return a sentence about how many of the other companies in a list have as many postings open."""
    if larger:
        return f"{larger:,} of the {len(others):,} other companies in the list had as many"
    return f"none of the {len(others):,} other companies in the list had more than {max(others.values()):,}"


def _drops(visit: Visit, lookup: Lookup, events: Sequence[Event], at: Time) -> list[Finding]:
    """Return the companies that closed ten titles at once, half of their postings, while the list lost less than a quarter."""
    names = sorted(name for name, count in _titles(events).items() if count >= closings.MASS)
    known = {before.scope for before in lookup.earlier_findings("drop") if before.until == at}
    if not names or (surges.median_days(events) > visit.gap and known.isdisjoint(names)):
        return []
    began, stock = surges.as_it_began(visit, lookup, min(event.since for event in events))
    if len(events) >= surges.PART_OF_MANY * began.open:
        return []
    out = []
    for name in names:
        closed = [event for event in events if event.after.company == name]
        open_before = [side for side in stock if side.company == name]
        if 2 * len(closed) >= len(open_before) and not closings.are_still_listed(
            closed, lookup.stock_at(visit.at) or ()
        ):
            group = surges.Group(stock=open_before, at=at, company=name)
            out.append(_finding(replace(began, open=len(open_before)), lookup, "drop", closed, group))
    return out


def _finding(
    visit: Visit, lookup: Lookup, kind: Literal["surge", "drop"], events: Sequence[Event], group: surges.Group
) -> Finding:
    """Return the finding of a company. The more such findings the list had recently, the lower the score."""
    finding = surges.surge_finding(visit, lookup, kind, events, (), group)
    earlier = sum(1 for before in lookup.earlier_findings(kind) if before.scope and before.until != (group.at or "~"))
    count = _titles(events)[group.company]
    return replace(finding, score=score(_RATES[kind] * (1 + earlier) * (closings.MASS / count) ** 1.5))
