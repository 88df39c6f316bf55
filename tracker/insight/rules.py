"""Apply all rules to a check."""

from __future__ import annotations

from tracker.insight import edits, firsts, phrases, returns, surges
from tracker.insight.finding import Finding, Lookup, Visit


def found(visit: Visit, lookup: Lookup) -> list[Finding]:
    """Return the findings of a check, each once."""
    new = phrases.found(visit, lookup)
    every = [
        *new,
        *returns.shared(visit, new, lookup),
        *firsts.found(visit, lookup),
        *surges.found(visit, lookup),
        *edits.found(visit, lookup),
        *returns.found(visit, lookup),
    ]
    return list({one.id: one for one in every}.values())
