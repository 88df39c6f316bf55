"""Assign distinct times to the commits of one branch, in the order of the branch.

A commit states the time of the machine that made it, which may be wrong. The order of the main line is certain. So as
many commits as possible keep their time, and each of the others gets a time one millisecond after the commit before it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import timedelta

from tracker.model import Time, iso, moment

_STEP = timedelta(milliseconds=1)


def assign_times(commits: Sequence[tuple[str, Time]], low: Time, high: Time) -> list[tuple[str, Time]]:
    """Return commits that follow each other with their times, after `low` and before `high`; "" means no bound."""
    fitting = [index for index, (_, at) in enumerate(commits) if at > low and (at < high or not high)]
    in_order = {fitting[index] for index in _longest([commits[index][1] for index in fitting])}
    first = min(in_order, default=len(commits)) if not low else 0
    last = commits[first][1] if first < len(commits) else high
    early: list[Time] = []
    for _ in range(first):  # commits with wrong times before the first one whose time is kept
        last = iso(moment(last) - _STEP)
        early.append(last)
    placed, last = early[::-1], low
    for index in range(first, len(commits)):
        stated = commits[index][1]
        last = stated if index in in_order and stated > last else iso(moment(last) + _STEP)
        placed.append(last)
    return [(name, at) for (name, _), at in zip(commits, placed, strict=True)]


def _longest(stated: Sequence[Time]) -> list[int]:
    """Return the indexes of a longest increasing subsequence of these times (patience sorting)."""
    ends: list[Time] = []
    tops: list[int] = []
    before: list[int] = []
    for index, at in enumerate(stated):
        pile = bisect_right(ends, at)
        before.append(tops[pile - 1] if pile else -1)
        if pile == len(ends):
            ends.append(at)
            tops.append(index)
        else:
            ends[pile], tops[pile] = at, index
    indexes: list[int] = []
    index = tops[-1] if tops else -1
    while index >= 0:
        indexes.append(index)
        index = before[index]
    return indexes[::-1]
