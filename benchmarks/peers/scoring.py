"""Score how exact a program was: compare the changes that it reported with those that happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tests.world import Truth

KINDS = ("opened", "edited", "closed")
Events = Counter[tuple[str, int]]
"""How often a posting (its number) was reported as opened, edited or closed."""


@dataclass(frozen=True)
class Exactness:
    """For one kind of change: how many happened, how many of them were reported, and how many reports were false."""

    happened: int
    found: int
    false: int

    @property
    def recall(self) -> float:
        """Return the share of changes that was reported, 1 if nothing happened."""
        return self.found / self.happened if self.happened else 1.0


def of_truth(truth: Truth) -> Events:
    """Return the changes that a step of the site made."""
    return Counter((kind, number) for kind in KINDS for number in getattr(truth, kind))


def of_lines(removed: Iterable[str], added: Iterable[str]) -> Events:
    """Read the changes of a list from its removed and added lines, each with the number of one posting.

    A removed line is a closing, an added one an opening. A number in both is an edit.
    """
    old, new = ({number for line in lines for number in numbers(line)} for lines in (removed, added))
    return Counter(
        [
            *(("closed", number) for number in old - new),
            *(("opened", number) for number in new - old),
            *(("edited", number) for number in old & new),
        ]
    )


def numbers(line: str) -> list[int]:
    """Return the numbers in a line. The site writes no digits except a posting's number."""
    return [int(word) for word in line.split() if word.isdecimal()]


def score(truth: Events, reported: Events) -> dict[str, Exactness]:
    """Compare by kind. A change counts as found if any run reported it; a second report of it is false."""
    found, false = truth & reported, reported - truth
    return {kind: Exactness(_count(truth, kind), _count(found, kind), _count(false, kind)) for kind in KINDS}


def counted(events: Events) -> str:
    """Return the number of events by kind, as in "504 closed, 3 edited"; empty if there are none."""
    totals = [(kind, _count(events, kind)) for kind in reversed(KINDS)]
    return ", ".join(f"{total:,} {kind}" for kind, total in totals if total)


def _count(events: Events, kind: str) -> int:
    return sum(times for (one, _), times in events.items() if one == kind)
