"""Classify sentences: how much one reads like a plan of the employer, by its words and marks."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import combinations, pairwise

from tracker.insight import announcement_words
from tracker.insight.plan_weights import CONSTANT, FEATURES

NEVER = -20.0


def features(tokens: Sequence[str], marked: Collection[str]) -> Iterator[str]:
    """Yield the features of a sentence, each once: words, pairs of words, marks, pairs of marks."""
    seen = set(tokens)
    for word in seen:
        if not word.isdecimal():
            yield f"w {word}"
    for pair in set(pairwise(tokens)):
        yield f"b {pair[0]} {pair[1]}"
    for mark in marked:
        yield f"m {mark}"
    for first, other in combinations(sorted(marked), 2):
        yield f"p {first} {other}"


def odds(tokens: Sequence[str], sentence: str) -> float:
    """Return the log-odds that a sentence is a plan: 0 is even, 2 is quite sure; NEVER if no word suggests a plan."""
    marked = announcement_words.of(tokens, sentence)
    if not marked:
        return NEVER
    weights = _weights()
    # The features come in any order, and `sum` of floats depends on it: a rebuild would make other findings.
    return CONSTANT + math.fsum(weights.get(name, 0.0) for name in features(tokens, marked))


@cache
def _weights() -> dict[str, float]:
    pairs = (feature.rpartition("=") for feature in FEATURES.replace("\n", "").split(";") if feature)
    return {name: int(weight) / 100 for name, _, weight in pairs}
