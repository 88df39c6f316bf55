"""Apply all rules to a check."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.insight import edits, firsts, functions, phrases, returns, surges
from tracker.insight.finding import Finding, Lookup, Visit

_OPENINGS = frozenset(("new-place", "new-function", "role-wave"))


def found(visit: Visit, lookup: Lookup) -> list[Finding]:
    """Return the findings of a check, each once."""
    new = phrases.found(visit, lookup)
    opened = [*firsts.found(visit, lookup), *functions.found(visit, lookup), *returns.waves(visit, lookup)]
    every = [
        *new,
        *returns.shared(visit, new, lookup),
        *_one_of_each(opened),
        *surges.found(visit, lookup),
        *edits.found(visit, lookup),
        *returns.reposts(visit, lookup),
    ]
    return list({one.id: one for one in every}.values())


def _one_of_each(found: Sequence[Finding]) -> list[Finding]:
    """Return the findings of openings, each posting in the strongest: a first country manager in a new country is one event."""
    kept: list[Finding] = []
    told: set[tuple[str, str]] = set()
    for one in sorted(found, key=lambda one: (-one.score, one.id)):
        if not told.issuperset(one.postings):
            kept.append(one)
            told.update(one.postings)
    return kept
