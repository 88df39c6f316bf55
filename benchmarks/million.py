"""Measure how long every kind of page takes with a million postings, with and without a `tracker run` that writes.

Run as `python -m benchmarks.million [--postings N] [--versions N] [--keep DIR] [--writing] [--only GROUP …] [--tries
N]`. The database is generated from a seed, without running any check (`benchmarks.large`): about 400 sources of unequal
size, checked daily for three years. In every source, half of each text is the employer's standing text; one posting has
10,000 versions. With `--keep`, the database stays in DIR, and the next run of that size uses it again. `--writing`
repeats the requests while a second process runs `tracker run` on a board of 4,000 postings, a tenth of which differs
each time; from then on the project also has that source. All requests go to loopback.

Each group of pages gets a new server. `first` is the first answer, `after` the first one after a check of the largest
source was written; `median` and `worst` are of all other answers. `work` is the median of the time in which the
server's threads ran. On a busy machine, the rest is time spent waiting for a processor. `worst-` is the worst of all
answers without that time.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import resource
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.addresses import addresses, examples, groups
from benchmarks.large import Generated, generate
from benchmarks.site import Answer, Site
from tracker.model import iso, moment

__all__ = ["addresses", "main"]

MEDIAN, WORST = 100.0, 500.0  # milliseconds: the targets
TRIES, PATIENCE = 30, 20.0  # how often an address is requested, and the seconds after which it is not requested again
NAME, BUSY, SHARE = (
    "busy-board",
    4_000,
    0.1,
)  # the source that `--writing` checks, its postings, and the share of them that differs in each run
_CHECK = "id, started_at, source, run, finished_at, outcome, seen, stated_total, reason, first_sha256, readable, held"


@dataclass(frozen=True, slots=True)
class Row:
    """The times, status and size of an address's answers."""

    address: str
    first: float
    after: float
    median: float
    worst: float
    work: float
    worst_without_waiting: float
    status: int
    size: int

    @property
    def missed(self) -> bool:
        """Return whether a target is missed. Time spent waiting for a processor is not counted."""
        late = self.work > MEDIAN if self.median > MEDIAN else False
        return late or self.worst_without_waiting > WORST or self.status != 200


def check_again(database: Path, source: str) -> None:
    """Write a check that found nothing new, as `tracker run` does, so that cached numbers are read again."""
    connection = sqlite3.connect(database, timeout=60)
    with contextlib.closing(connection), connection:
        last, at = connection.execute(
            "SELECT id, started_at FROM checks WHERE source = ? ORDER BY started_at DESC", (source,)
        ).fetchone()
        later = iso(moment(at) + timedelta(milliseconds=1))
        new = f"{source}@{later}"
        connection.execute(
            f"INSERT INTO checks ({_CHECK}) SELECT ?, ?, {_CHECK.partition('started_at, ')[2]} FROM checks WHERE id = ?",
            (new, later, last),
        )
        connection.execute("UPDATE source_state SET last_check = ? WHERE source = ?", (new, source))


def measure(site: Site, address: str, tries: int, source: str) -> Row:
    """Request an address once, then repeatedly, then once more after a check."""
    first = site.ask(address)
    answers: list[Answer] = []
    start = time.monotonic()
    for _ in range(tries):
        answers.append(site.ask(address))
        if time.monotonic() - start > PATIENCE:
            break
    check_again(site.root / "tracker.db", source)
    after = site.ask(address)
    everything = [first, *answers, after]
    return Row(
        address,
        first.milliseconds,
        after.milliseconds,
        statistics.median(one.milliseconds for one in answers),
        max(one.milliseconds for one in answers),
        statistics.median(one.worked for one in answers),
        max(max(one.worked, one.milliseconds - one.waited) for one in everything),
        next((one.status for one in everything if one.status != 200), 200),
        answers[-1].size,
    )


def table(root: Path, made: Generated, only: Sequence[str], tries: int) -> list[Row]:
    """Print how long every address takes."""
    columns = "".join(f"{name:>9}" for name in ("first", "after", "median", "worst", "work", "worst-", "status", "KB"))
    print(f"{'address':<66}{columns}", flush=True)
    rows = []
    for name, asked in groups(made, examples(root / "tracker.db", made)):
        if only and not any(name.startswith(one) for one in only):
            continue
        with Site(root) as site:
            for address in asked:
                row = measure(site, address, tries, made.source)
                times = (row.first, row.after, row.median, row.worst, row.work, row.worst_without_waiting)
                cells = "".join(f"{value:>9.1f}" for value in times)
                mark = " <-- missed" if row.missed else ""
                print(f"{row.address:<66}{cells}{row.status:>9}{row.size / 1000:>9.1f}{mark}", flush=True)
                rows.append(row)
    return rows


def summary(rows: Sequence[Row]) -> bool:
    """Print the addresses that missed a target. Return whether any did."""
    missed = [row for row in rows if row.missed]
    print(f"{len(rows)} addresses, {len(missed)} missed (median {MEDIAN:.0f} ms, worst {WORST:.0f} ms)")
    for title, value in (
        ("median", "median"),
        ("worst", "worst"),
        ("work", "work"),
        ("first", "first"),
        ("after", "after"),
    ):
        largest = max(rows, key=lambda row: getattr(row, value))
        print(f"largest {title} {getattr(largest, value):.1f} ms: {largest.address}")
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    return bool(missed)


def _others(root: Path) -> str:
    """Return the settings of the generated sources, so that they stay monitored. They are never requested."""
    connection = sqlite3.connect(f"{(root / 'tracker.db').absolute().as_uri()}?mode=ro", uri=True)
    try:
        rows = connection.execute("SELECT id, url FROM sources WHERE id <> ? ORDER BY id", (NAME,)).fetchall()
    finally:
        connection.close()
    return "".join(f'[sources.{json.dumps(name)}]\nurl = "{url}"\n' for name, url in rows)


def _busy(base: multiprocessing.connection.Connection, root: Path) -> None:
    """Serve a board that differs in each run, and run the tracker on it until it is stopped."""
    from tests.world import Server, World, greenhouse_toml

    world = World(1, BUSY, varied=True)
    with Server(world) as server:
        settings = greenhouse_toml(server.base, 1).replace("sources.c0", f"sources.{NAME}")
        (root / "tracker.toml").write_text(settings + _others(root))
        runs = 0
        while not base.poll():
            command = [sys.executable, "-m", "tracker", "-C", str(root), "run", NAME, "--quiet"]
            done = subprocess.run(command, check=False, capture_output=True, text=True)
            if done.returncode not in (0, 1):
                base.send((runs, f"exit {done.returncode}: {done.stderr[-500:]}"))
                return
            runs += 1
            world.step(SHARE / 4, SHARE / 4, SHARE / 2)
        base.send((runs, done.stderr[-200:]))


@contextlib.contextmanager
def writing(root: Path) -> Iterator[None]:
    """Let another process write while the block runs."""
    ours, theirs = multiprocessing.Pipe()
    writer = multiprocessing.get_context("spawn").Process(target=_busy, args=(theirs, root))
    writer.start()
    try:
        yield
        if not ours.poll():
            ours.send("stop")
        runs, told = ours.recv()
        print(f"{runs} runs wrote meanwhile {told}", flush=True)
        writer.join()
    finally:
        writer.kill()


def made_in(root: Path, postings: int, versions: int) -> Generated:
    """Create the project in a directory, unless it has one of this size already."""
    database, note = root / "tracker.db", root / "made.json"
    with contextlib.suppress(OSError, ValueError, TypeError):
        made = Generated(**json.loads(note.read_text()))
        if (made.postings, made.versions) == (postings, versions) and database.exists():
            print(f"{database} is there already and is asked again")
            return made
    for suffix in ("", "-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    start = time.monotonic()
    made = generate(database, postings, versions)
    took, memory = time.monotonic() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    note.write_text(json.dumps(asdict(made)))
    print(f"{made.postings:,} postings, {made.versions:,} versions, {made.changes:,} changes, {made.checks:,} checks")
    print(f"made in {took:.0f} s with {memory:.0f} MB of memory: {database.stat().st_size / 1e6:,.0f} MB", flush=True)
    return made


def parsed(words: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.million", description=__doc__)
    parser.add_argument("--postings", type=int, default=1_000_000)
    parser.add_argument("--versions", type=int, default=2_200_000)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the project in this directory")
    parser.add_argument("--writing", action="store_true", help="ask also while another process writes")
    parser.add_argument("--only", nargs="*", default=[], metavar="GROUP", help="ask only these groups of pages")
    parser.add_argument("--tries", type=int, default=TRIES)
    return parser.parse_args(words)


def main() -> int:
    """Generate, serve and measure. Print the table, and return 1 if a target is missed."""
    given = parsed()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the processes are stopped in this case too
    with contextlib.ExitStack() as stack:
        root = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        root.mkdir(parents=True, exist_ok=True)
        made = made_in(root, given.postings, given.versions)
        if not (root / "tracker.toml").exists():
            (root / "tracker.toml").write_text('[sources.none]\nurl = "https://jobs.example/"\n')
        missed = summary(table(root, made, given.only, given.tries))
        if given.writing:
            print("\nwhile another process writes")
            with writing(root):
                found = table(root, made, given.only, given.tries)
            missed = summary(found) or missed
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
