"""Measure what findings add to a check with 50 changes, by the size of the source and of its history.

Run as `python -m benchmarks.finding_cost [--sizes 200 2000 10000] [--tries 5] [--keep DIR]`, or with `--database FILE`
for the checks of a real project. Each size is a source that begins with this many open postings. It has a year of daily
checks, each of which changes 2 % of the postings, at most 50. All sources are in one project, so words are looked up in
the texts of all of them. The newest check of each source, with 25 edits, 15 openings and 10 closings, is measured:
`cold` in a new process, which has to load the rules and weights, then `warm`. Figures are processor time in
milliseconds, the median of the tries. For a real project, every check with 40 to 60 changes is measured warm.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from importlib import import_module
from pathlib import Path

from benchmarks.large import Company, DatabaseWriter, Names, PostingPlan, Size, SourceWriter, Words
from tracker.model.wording import Wording
from tracker.store import places
from tracker.store.database import Database

GARBAGE = 100_000  # objects before the garbage collector looks for cycles, as in the command
TARGET = 50.0  # milliseconds of processor time
EDITED, OPENED, CLOSED = 25, 15, 10  # changes of a check
STEPS = 365  # checks, one a day
_LEAST, _MOST = 40, 60  # changes of a check of a real project that is measured
_DAILY = 2_500  # postings of a source that changes 50 a day
_PLANS = 1 / 40  # share of the sentences that read like a plan, as on real boards
_CITIES = (
    "Austin, Texas;Berlin;Boston, Massachusetts;Chicago, Illinois;Dublin, Ireland;Frankfurt am Main;Hamburg;Hong Kong;London, UK;"
    "Los Angeles, California;Madrid, Spain;Mexico City;Milan, Italy;Munich, Germany;New York, NY;Oslo, Norway;Paris, France;Prague;"
    "Reno, Nevada;San Francisco, California;São Paulo, Brazil;Seattle, Washington;Seoul;Singapore;Sparks, Nevada;Stockholm, Sweden;"
    "Sydney, Australia;Tokyo, Japan;Toronto, Canada;Warsaw, Poland;Zurich, Switzerland"
).split(";")
_LINES = (
    "You will {verb} the {thing} of our {area} together with {who}.",
    "Work with {who} to {verb} and {verb} {thing} across the region.",
    "{years} years of experience with {thing} and {thing} in a similar role.",
    "You {verb} {thing} every week and report to the {who}.",
    "Our team of {years} people looks after {thing} for customers in the {area}.",
    "We need somebody who can {verb} {thing} and explain it to {who}.",
    "A degree in engineering, or equal experience with {thing}.",
    "You are on call for {thing} one week in {years}, with {who} beside you.",
    "Help us to {verb} how {who} use {thing} at every site.",
    "We offer {years} weeks of leave, a pension and a budget for learning.",
    "You keep the records of {thing} and {verb} them with {who} before each audit.",
    "The role is part of the {area}, which {who} rely on for {thing}.",
)
_SLOTS = {
    "verb": "plan improve maintain design test review document measure schedule support install inspect coordinate develop explain".split(),
    "thing": (
        "cooling systems,power supplies,network equipment,customer contracts,payment flows,data models,internal tools,hiring plans,safety "
        "reports,spare parts,firmware releases,supplier audits,pricing rules,mobile apps,test benches,incident reviews,energy budgets,"
        "search results,fraud checks,training courses,building permits,cable routes,design reviews,quality controls,delivery routes"
    ).split(","),
    "area": "platform,field service,supply chain,finance group,research lab,operations team,sales region,workshop,support desk".split(
        ","
    ),
    "who": "engineers,vendors,product managers,the site lead,analysts,our partners,account managers,technicians,designers".split(
        ","
    ),
    "years": [str(number) for number in range(2, 13)],
}


class _Written(Words):
    """Makes ordinary sentences of job ads, and occasionally one that reads like a plan."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__(chance)
        plans = Path(__file__).parent / "plans" / "en.txt"
        self.plans = plans.read_text(encoding="utf-8").splitlines()
        words = " ".join([*_LINES, *(word for some in _SLOTS.values() for word in some)])
        self.of = {"en": [word for word in dict.fromkeys(words.split()) if "{" not in word]}
        self.shares = {"en": list(range(1, len(self.of["en"]) + 1))}
        self.places = list(_CITIES)

    def sentence(self, chance: random.Random, language: str, least: int, most: int) -> str:  # noqa: ARG002  # they vary enough
        """Write one."""
        if chance.random() < _PLANS:
            return chance.choice(self.plans)
        line = chance.choice(_LINES)
        for slot, words in _SLOTS.items():
            while f"{{{slot}}}" in line:
                line = line.replace(f"{{{slot}}}", chance.choice(words), 1)
        return line


class _Source(Company):
    """An employer with English postings, checked once a day for a year without any failure."""

    def __init__(self, place: int, words: Words, size: Size) -> None:
        super().__init__(15, place, words, size)
        self.language, self.board = "en", "greenhouse"
        self.looks = self.good = self.good[-STEPS:]

    def sentence(self, least: int, most: int) -> str:
        """Write a sentence."""
        return self.words.sentence(self.chance, "en", least, most)


def plan(chance: random.Random, many: int) -> list[PostingPlan]:
    """Plan a year of the source, which begins with `many` postings."""
    planned = [PostingPlan(0, STEPS) for _ in range(many)]
    there = planned[:]
    for step in range(1, STEPS):
        part = min(1.0, many / _DAILY) if step < STEPS - 1 else 1.0
        closed, edits, opened = (
            int(part * each + (chance.random() if part < 1 else 0)) for each in (CLOSED, EDITED, OPENED)
        )
        chance.shuffle(there)
        gone, edited, there = there[:closed], there[closed : closed + edits], there[closed:]
        for life in gone:
            life.closed = step
        for life in edited:
            life.edits[step] = ""
        new = [PostingPlan(step, STEPS) for _ in range(opened)]
        planned += new
        there += new
    return planned


def make(path: Path, sizes: list[int]) -> list[str]:
    """Make the database; return the names of its sources."""
    target, names, words = DatabaseWriter(path), Names(), _Written(random.Random(15))
    found = []
    for place, many in enumerate(sizes):
        company = _Source(place, words, Size(many, 0, 0))
        planned = plan(company.chance, many)
        writer = SourceWriter(company, names, target.counts["posting_state"] + 1)
        writer.write(planned, rare=-1)
        target.source(company, planned)
        target.rows(writer.rows, names, company.slug)
        found.append(company.slug)
    target.finish()
    target.connection.execute("DELETE FROM findings")
    target.connection.execute("DELETE FROM finding_postings")
    target.connection.close()
    return found


def due(database: Database, source: str) -> None:
    """Mark the findings of only the newest check of a source as due."""
    connection = database.connection
    (at,) = connection.execute("SELECT max(known_at) FROM changes WHERE source = ?", (source,)).fetchone()
    # changes of other sources later on the same day get the earliest possible time
    connection.execute("UPDATE changes SET known_at = '0' || known_at WHERE known_at > ?", (at,))
    connection.execute("UPDATE findings_due SET since = ?", (at,))


def one(path: Path, source: str, tries: int) -> dict[str, float]:
    """Measure the newest check of a source in this process: return the first time, and the median of the later ones.

    The process resembles that of a run with openings: it has loaded the modules of a run and the gazetteer, and seldom
    collects garbage.
    """
    gc.set_threshold(GARBAGE)
    import_module("tracker.operations.run")
    places.rows("", "", Wording("Cook", location="Springfield, Illinois"))
    database = Database(path)
    due(database, source)
    spent = []
    for _ in range(tries + 1):
        due(database, source)
        start = time.process_time()
        database.find()
        spent.append(1000 * (time.process_time() - start))
    database.close()
    return {"cold": spent[0], "warm": statistics.median(spent[1:])}


def measure(sizes: list[int], tries: int, keep: Path | None) -> bool:
    """Measure sources of these sizes and print a table. Return whether the target is missed."""
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        made = (keep or Path(folder)) / f"finding_cost_{'_'.join(map(str, sizes))}.db"
        names = made.with_suffix(".json")
        if not names.exists():
            names.write_text(json.dumps(make(made, sizes)), encoding="utf-8")
        print(f"{'postings':>8} {'warm':>8} {'cold':>8}   ms of processor time, target {TARGET:.0f}")
        for many, source in zip(sizes, json.loads(names.read_text(encoding="utf-8")), strict=True):
            copy = Path(folder) / "copy.db"
            shutil.copy(made, copy)
            command = [sys.executable, "-m", "benchmarks.finding_cost", "--one", str(copy), source, "--tries"]
            found = [
                json.loads(subprocess.run([*command, str(tries)], check=True, capture_output=True).stdout)
                for _ in range(3)
            ]
            warm, cold = (statistics.median(one[name] for one in found) for name in ("warm", "cold"))
            missed |= warm > TARGET
            print(f"{many:8,} {warm:8.1f} {cold:8.1f}")
    return missed


def measure_real(path: Path) -> bool:
    """Measure the checks of a real project and print a table. Return whether one misses the target."""
    from tracker.insight import rules
    from tracker.store.history_lookup import HistoryLookup

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        shutil.copy(path, copy)
        database = Database(copy)
        checks = database.connection.execute(
            "SELECT source, check_id, known_at, count(*) FROM changes WHERE baseline = 0 GROUP BY 1, 2, 3 "
            "HAVING count(*) BETWEEN ? AND ? ORDER BY known_at",
            (_LEAST, _MOST),
        ).fetchall()
        spent: defaultdict[str, list[float]] = defaultdict(list)
        for source, check, at, _ in checks:
            tried = []
            for _ in range(3):
                start = time.process_time()
                rules.findings(*HistoryLookup(database.connection).of(check, source, at))
                tried.append(1000 * (time.process_time() - start))
            spent[source].append(min(tried))
        database.close()
    print(f"{'source':<20} {'checks':>7} {'median':>8} {'worst':>8}   ms of processor time, target {TARGET:.0f}")
    for source, times in sorted(spent.items()):
        print(f"{source:<20} {len(times):7} {statistics.median(times):8.1f} {max(times):8.1f}")
    return any(max(times) > TARGET for times in spent.values())


def main(arguments: list[str]) -> int:
    """Measure, print, and return 1 if the target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.finding_cost")
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 2000, 10_000])
    parser.add_argument("--tries", type=int, default=5)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--database", type=Path)
    parser.add_argument("--one", nargs=2, metavar=("DATABASE", "SOURCE"), help=argparse.SUPPRESS)
    stated = parser.parse_args(arguments)
    if stated.one:
        print(json.dumps(one(Path(stated.one[0]), stated.one[1], stated.tries)))
        return 0
    return int(measure_real(stated.database) if stated.database else measure(stated.sizes, stated.tries, stated.keep))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
