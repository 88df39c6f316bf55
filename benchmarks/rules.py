"""Measure what 200 alert rules add to folding: `python -m benchmarks.rules [POSTINGS [CHECKS]]`.

One source is checked. Every posting is edited in each further check, each edit in another way. This is done without
alerts and with 200. Figures are the processor time of this process.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from tests.living import Life, feeds, row
from tracker.alerts import outbox
from tracker.alerts.rules import Rules
from tracker.config import Alert
from tracker.operations import project

RULES = 200
STEMS = "build lead plan run test move cool heat sell hire".split()
ENDS = "ing er s ed ation ment able ness ful ive".split()
WORDS = [
    f"{before}{stem}{end}"
    for before in "re un pre over under de co out en in".split()
    for stem in STEMS
    for end in ENDS
]
TOPICS = 10


def text(chance: random.Random) -> str:
    """Make a text of 3 kB: paragraphs that all postings share, and some of its own."""
    shared = random.Random(1)
    return "\n".join(
        " ".join(one.choice(WORDS) for _ in range(60)) + "." for one in (shared, shared, shared, chance, chance, chance)
    )


def alerts() -> dict[str, Alert]:
    """Make rules of all kinds; a tenth of them match something."""
    chance = random.Random(3)
    found = {}
    for number in range(RULES):
        name = f"a{number}"
        phrase = f"{chance.choice(WORDS)} {chance.choice(WORDS)}" if number % 10 else f"edition {number % 7}"
        found[name] = Alert(
            name,
            phrase="" if number % 4 == 0 else phrase,
            topic=f"t{number % TOPICS}" if number % 4 == 0 else "",
            kinds=("edited",) if number % 2 else (),
        )
    return found


def checked(postings: int, checks: int, *, ruled: bool) -> tuple[float, int]:
    """Return the processor time of the checks after the first one, and the number of their changes."""
    with tempfile.TemporaryDirectory() as folder:
        life = Life(Path(folder), feeds("f"))
        chance = random.Random(2)
        texts = [text(chance) for _ in range(postings)]
        settings = project.load(life.root).settings
        topics = {
            f"t{n}": tuple(f"{chance.choice(WORDS)} {chance.choice(WORDS)}*" for _ in range(6)) for n in range(TOPICS)
        }
        then = outbox.enqueue(replace(settings, alerts=alerts() if ruled else {}, topics=topics))
        life.rows["f"] = [row(n, text=one) for n, one in enumerate(texts)]
        life.check(then=then)
        begun, count = time.process_time(), 0
        for edition in range(checks):
            life.rows["f"] = [
                row(n, text=f"{one}\nThis is edition {edition} of number {n * 7919}.") for n, one in enumerate(texts)
            ]
            count += len(life.check(then=then)["f"].changes)
        return time.process_time() - begun, count


def main() -> None:
    """Print the times, and their ratio."""
    given = [int(one) for one in sys.argv[1:]]
    postings, checks = (*given, *(2_000, 5)[len(given) :])
    print(f"compiling {RULES} rules: ", end="")
    begun = time.process_time()
    Rules(alerts().values(), {f"t{n}": ("cook*",) for n in range(TOPICS)})
    print(f"{1000 * (time.process_time() - begun):.1f} ms")
    without, count = checked(postings, checks, ruled=False)
    ruled, _ = checked(postings, checks, ruled=True)
    print(
        f"{count:,} changes: {without:.2f} s without alerts, {ruled:.2f} s with {RULES}; {(ruled / without - 1):.1%} more"
    )


if __name__ == "__main__":
    main()
