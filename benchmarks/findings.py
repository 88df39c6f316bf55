"""Generate findings for the history that `benchmarks.large` makes, as many as a real project of that size has.

The rules are not run. This is for measuring pages; `benchmarks.finding_cost` measures the rules.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence

import orjson

from tracker.model import digest

Row = tuple[object, ...]
# In real histories, one change in thirty leads to a finding.
_SHARE = 1 / 30
# 50 sources have a score of 0.9 once a month, 0.5 nine times, 0.1 eighty times (docs/findings.md): an exponential.
_FALL = 5.5
_LEAST_GROUP = 5
_KINDS = {
    "opened": (
        "new-phrase",
        "new-phrase",
        "new-place",
        "new-function",
        "role-wave",
        "repost",
        "shared-phrase",
        "surge",
    ),
    "edited": ("pay", "pay", "quiet-edit", "new-phrase", "new-place"),
    "closed": ("drop",),
    "reopened": ("repost",),
}
_MANY = ("surge", "drop")
_SEVERAL = {"surge": 40, "drop": 40, "role-wave": 12, "shared-phrase": 5, "repost": 4}


def findings(chance: random.Random, source: str, changes: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Return rows of `findings` and of `finding_postings`, made from a source's rows of `changes`."""
    groups: defaultdict[str, list[Row]] = defaultdict(list)
    found: list[tuple[str, list[Row]]] = []
    of_check: defaultdict[tuple[object, object], list[Row]] = defaultdict(list)
    told = [row for row in changes if not row[10] and row[5] in _KINDS]
    for row in told:
        of_check[row[3], row[5]].append(row)
        if row[9]:
            groups[str(row[9])].append(row)
    for row in told:
        if chance.random() < _SHARE and not row[9]:
            kind = chance.choice(_KINDS[str(row[5])])
            beside = of_check[row[3], row[5]]
            if kind not in _MANY or len(beside) >= _LEAST_GROUP:
                found.append((kind, beside[: _SEVERAL[kind]] if kind in _SEVERAL else [row]))
    found += [("standing-text", rows) for rows in groups.values() if len(rows) >= _LEAST_GROUP]
    made = {digest(kind, str(rows[0][3]), str(rows[0][0])): (kind, rows) for kind, rows in found}
    heads = [_head(chance, name, kind, source, rows) for name, (kind, rows) in made.items()]
    return heads, [pair for name, (_, rows) in made.items() for pair in _postings(name, rows)]


def _head(chance: random.Random, name: str, kind: str, source: str, rows: Sequence[Row]) -> Row:
    score = round(min(0.99, chance.expovariate(_FALL)), 3)
    summary, many = str(rows[0][11]), len(rows)
    headline = f"{kind.replace('-', ' ').capitalize()}: {summary[:120]}"
    why = f"{many:,} postings, {chance.randint(5, 900)} before; no other monitored employer uses it."
    evidence = {"count": many, "postings_before": chance.randint(5, 900), "terms": summary.split()[:4]}
    return (name, rows[0][4], rows[0][15], kind, source, score, headline, why, summary, orjson.dumps(evidence).decode())


def _postings(name: str, rows: Iterable[Row]) -> list[Row]:
    return [(name, row[1], row[0]) for row in rows]
