"""Run all programs through the same stages on one site: a first run, an unchanged one, steps, a cut list, errors."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from benchmarks.peers.process import Ran, Unusable
from benchmarks.peers.program import Program
from benchmarks.peers.scoring import Events, counted, of_truth, score
from benchmarks.peers.table import Result
from tests.world import Server, World

CUT = 0.5
# The output of another program may change its format at any time. The remaining programs are still measured.
_FAULTS = (Unusable, OSError, sqlite3.Error, ValueError, LookupError, TypeError, subprocess.SubprocessError)


@dataclass
class Entrant:
    """A program, its results, and the changes that it reported."""

    program: Program
    result: Result
    reported: Events = field(default_factory=Counter)

    def say(self, events: Events) -> str:
        """Return what it reported and printed, in words."""
        parts = [f"**{counted(events)}**" if events else "nothing false", self.program.said()]
        return "; ".join(part for part in parts if part)


class Course:
    """The site, its server, and the programs that are still measured."""

    def __init__(self, world: World, server: Server, programs: Sequence[Program]) -> None:
        self.world, self.server = world, server
        self.entrants = [
            Entrant(one, Result(one.name, one.reads, is_floor=one.is_floor, is_tracker=one.is_tracker))
            for one in programs
        ]

    def run(self, steps: int) -> list[Result]:
        """Run all programs through all stages."""
        self._each("setup", self._set_up)
        self._each("first run", self._first)
        self._each("unchanged run", self._unchanged)
        truth: Events = Counter()
        for step in range(1, steps + 1):
            truth += of_truth(self.world.step())
            self._each(f"step {step} of {steps}", self._step)
        self._each("what is reported late", self._late)
        for one in self._standing(floor=False):
            one.result.exactness = score(truth, one.reported)
        self._cut()
        self.world.fault = lambda _path: (500, b"<h1>Internal Server Error</h1>")
        self._each("errors only", self._failing, floor=False)
        return [one.result for one in self.entrants]

    def _cut(self) -> None:
        self.world.cut = CUT
        seen: dict[int, Events] = {id(one): Counter() for one in self.entrants}

        def look(one: Entrant) -> None:
            _, events = self._check(one)
            seen[id(one)] += events
            one.result.cut = one.say(seen[id(one)])

        def look_again(one: Entrant) -> None:
            _, events = self._check(one)
            one.result.cut += f"; when the list is whole again: {counted(events)}" if events else ""

        self._each("a list cut to half", look, floor=False)
        self._each("a list cut to half, second look", look, floor=False)
        self.world.cut = 1.0
        self._each("whole again", look_again, floor=False)

    def _standing(self, *, floor: bool = True) -> Iterator[Entrant]:
        return (one for one in self.entrants if not one.result.trouble and (floor or not one.result.is_floor))

    def _each(self, stage: str, do: Callable[[Entrant], None], *, floor: bool = True) -> None:
        """Call `do` with each program that is still measured; with `floor`, also with the floors."""
        print(f"{stage} …", file=sys.stderr, flush=True)
        if self.server.handler.cache:
            self.server.handler.cache.clear()
        for one in self._standing(floor=floor):
            with _noting(one.result, stage):
                do(one)

    def _check(self, one: Entrant) -> tuple[Ran, Events]:
        self.world.requests.clear()
        ran = one.program.check()
        return ran, one.program.events()

    @staticmethod
    def _set_up(one: Entrant) -> None:
        one.program.folder.mkdir()
        one.program.install()
        one.result.version = one.program.version()
        one.program.prepare()

    def _first(self, one: Entrant) -> None:
        one.result.first, _ = self._check(one)
        one.result.requests = (len(self.world.requests),)

    def _unchanged(self, one: Entrant) -> None:
        one.result.unchanged, events = self._check(one)
        one.reported += events
        one.result.requests += (len(self.world.requests),)

    def _step(self, one: Entrant) -> None:
        ran, events = self._check(one)
        one.result.changed.append(ran)
        one.reported += events

    def _late(self, one: Entrant) -> None:
        """Check once more: some programs close a posting when it is missing for the second time."""
        _, events = self._check(one)
        one.reported += events
        one.result.sizes = one.program.sizes()

    def _failing(self, one: Entrant) -> None:
        usual = one.result.memory or 0
        ran, events = self._check(one)
        one.result.failing = one.say(events)
        if ran.memory > 2 * usual:
            one.result.failing += f"; {ran.memory:.0f} MB of memory"


@contextmanager
def _noting(result: Result, stage: str) -> Iterator[None]:
    try:
        yield
    except _FAULTS as error:
        result.trouble = f"{stage}: {error}"
        print(f"{result.name}: {result.trouble}", file=sys.stderr)
