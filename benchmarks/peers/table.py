"""The results as Markdown: what each program costs, what it reports, and where another is better than the tracker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.peers.process import Ran
from benchmarks.peers.program import Sizes
from benchmarks.peers.scoring import KINDS, Exactness

NOTHING = "–"


@dataclass
class Result:
    """What was measured of one program. `trouble` says why the rest of it is missing."""

    name: str
    reads: str
    version: str = ""
    is_floor: bool = False
    is_tracker: bool = False
    first: Ran | None = None
    unchanged: Ran | None = None
    changed: list[Ran] = field(default_factory=list)
    requests: tuple[int, ...] = ()
    """Of the first and of the unchanged run."""
    sizes: Sizes | None = None
    exactness: dict[str, Exactness] = field(default_factory=dict)
    cut: str = NOTHING
    failing: str = NOTHING
    trouble: str = ""

    @property
    def memory(self) -> float | None:
        """Return the highest peak of all runs, except those in which everything fails."""
        return max((ran.memory for ran in (self.first, self.unchanged, *self.changed) if ran), default=None)

    @property
    def false(self) -> int | None:
        """Return the number of false reports."""
        return sum(one.false for one in self.exactness.values()) if self.exactness else None


@dataclass(frozen=True)
class Column:
    """A figure that is compared; lower is better. `ratio`: it is also shown as a multiple of the floor's."""

    title: str
    value: Callable[[Result], float | None]
    show: Callable[[Result], str]
    ratio: bool = False


def _seconds(title: str, value: Callable[[Result], float | None]) -> Column:
    return Column(title, value, lambda one: f"{value(one):.2f} s", ratio=True)


def _missed(kind: str) -> Column:
    def value(one: Result) -> float | None:
        return 1 - one.exactness[kind].recall if kind in one.exactness else None

    return Column(f"{kind} found", value, lambda one: f"{one.exactness[kind].found} of {one.exactness[kind].happened}")


def _sizes(one: Result) -> str:
    sizes = one.sizes or Sizes(None, 0)
    parts = [size for size in (sizes.archive, sizes.database) if size]
    return " + ".join(f"{size / 1e6:.2f}" for size in parts) + " MB"


COSTS = (
    _seconds("CPU, first run", lambda one: one.first.cpu if one.first else None),
    _seconds("CPU, unchanged", lambda one: one.unchanged.cpu if one.unchanged else None),
    _seconds("CPU, changed", lambda one: median(ran.cpu for ran in one.changed) if one.changed else None),
    Column(
        "requests, first and unchanged",
        lambda one: float(one.requests[-1]) if one.requests else None,
        lambda one: " / ".join(f"{count:,}" for count in one.requests),
    ),
    Column("memory", lambda one: one.memory, lambda one: f"{one.memory:.0f} MB"),
    Column("archive + database", lambda one: float(one.sizes.total) if one.sizes else None, _sizes),
)
EXACT = (*map(_missed, KINDS), Column("false reports", lambda one: one.false, lambda one: f"{one.false:,}"))


def costs(results: Sequence[Result]) -> str:
    """Return the table of costs. The best program of those that read the same is bold; the floor is not compared."""
    rows = [[_name(one), one.version, one.reads, *(_cell(one, column, results) for column in COSTS)] for one in results]
    return _table(["program", "version", "reads", *(column.title for column in COSTS)], rows)


def exactness(results: Sequence[Result]) -> str:
    """Return the table of what the programs report. The floor reports nothing, and is left out."""
    shown = [one for one in results if not one.is_floor]
    rows = [
        [_name(one), one.reads, *(_cell(one, column, shown) for column in EXACT), one.cut, one.failing] for one in shown
    ]
    titles = [column.title for column in EXACT]
    return _table(["program", "reads", *titles, "a list cut to half", "all answers are 500"], rows)


def lost(results: Sequence[Result]) -> str:
    """List the columns in which another program that reads the same pages is better than the tracker."""
    found = []
    for tracker in (one for one in results if one.is_tracker):
        for column in (*COSTS, *EXACT):
            best = _best(tracker.reads, column, results)
            if best is not None and not best.is_tracker and column.value(best) != column.value(tracker):
                ours = column.show(tracker) if column.value(tracker) is not None else NOTHING
                found.append(f"- {tracker.reads}, {column.title}: {best.name} {column.show(best)}, tracker {ours}")
    return "\n".join(found) or "None."


def troubles(results: Sequence[Result]) -> str:
    """List the programs that could not be measured completely, each with the reason."""
    return "\n".join(f"- {one.name}: {one.trouble}" for one in results if one.trouble)


def _name(one: Result) -> str:
    return f"{one.name} (see below)" if one.trouble else one.name


def _best(reads: str, column: Column, results: Sequence[Result]) -> Result | None:
    figures = [
        (value, one) for one in results if not one.is_floor and one.reads == reads for value in [column.value(one)]
    ]
    known = [(value, not one.is_tracker, one) for value, one in figures if value is not None]
    return min(known, key=lambda row: row[:2])[2] if known else None


def _cell(one: Result, column: Column, results: Sequence[Result]) -> str:
    value = column.value(one)
    if value is None:
        return NOTHING
    best = _best(one.reads, column, results)
    is_best = not one.is_floor and best is not None and column.value(best) == value
    shown = f"**{column.show(one)}**" if is_best else column.show(one)
    floor = next((column.value(other) for other in results if other.is_floor and other.reads == one.reads), None)
    return f"{shown} ({value / floor:.1f} ×)" if column.ratio and floor and not one.is_floor else shown


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
