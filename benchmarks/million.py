"""A million postings with three million versions, served: how long every page takes, and whether a writer is felt.

Run as `python -m benchmarks.million [--postings N] [--versions N] [--keep DIR] [--writing]`. The database is made from
a seed, source by source, without a check being run: about 400 sources of unequal size over two years, 300 checks each.
In every source half of a text is the employer's standing text; one posting has 10,000 versions. With `--keep` what was
made stays in DIR, and the next run of that size asks it again. All of it talks to loopback only.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import multiprocessing
import resource
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self
from urllib.parse import quote, quote_plus, urlencode

import yaml

from benchmarks.large import BEGINNING, DAYS, Made, generate, pay_words
from tracker.model import Time, digest, iso
from tracker.operations.serve import arguments
from tracker.store import schema, tallies

MEDIAN, WORST, LONGEST_WAIT = 100.0, 500.0, 1000.0  # milliseconds: the targets
TRIES, PATIENCE = 15, 20.0  # how often an address is asked, and the seconds after which it is not asked again
WRITTEN, AT_ONCE, PAUSE = (
    10_000,
    50,
    0.03,
)  # changes that the second process writes, in one transaction, seconds between


def addresses(made: Made) -> list[str]:
    """Return what is asked: our own pages, then Datasette's of every table, view and canned query."""
    usual, long, source = f"/postings/{quote(made.usual)}", f"/postings/{quote(made.long)}", quote(made.source)
    queries = ("data center", made.rare, made.common, f'"{made.phrase}"', "engineer*", "数据中心")
    told = yaml.safe_load((Path(__file__).parent.parent / "metadata.yml").read_text("utf-8"))["databases"]["tracker"]
    tables = [name for name, one in told["tables"].items() if not one.get("hidden")]
    values = {"source": made.source, "days": "7", "words": "data center", "topic": made.topic, "kind": "new-phrase"}
    asked = {name: {one: values[one] for one in query.get("params", [])} for name, query in told["queries"].items()}
    return [
        "/",
        f"/?source={source}",
        "/?kind=closed",
        "/?significance=major&kind=edited",
        f"/?topic={made.topic}",
        "/?q=data+center",
        f"/?q={made.rare}",
        f"/?since={made.since}&until={made.until}",
        "/changes.json",
        "/changes.atom",
        "/changes.jsonfeed",
        "/sources",
        f"/sources/{source}",
        f"/sources/{source}.json",
        f"/sources/{source}?sort=title",
        f"/sources/{source}?sort=pay&department=Engineering",
        f"/sources/{source}/compare?from={made.since[:10]}&to={made.until[:10]}",
        "/sources?sort=open",
        usual,
        f"{usual}?from=1&to=2&view=side",
        f"{usual}.json",
        long,
        f"{long}?from=1&to=2&view=side",
        *(f"/search?q={quote_plus(query, safe='*')}" for query in queries),
        f"/search?q=engineer&at={made.since}",
        "/tracker",
        *(f"/tracker/{table}" for table in tables),
        *(f"/tracker/{table}?source={source}" for table in ("postings", "checks", "daily_counts", "gaps")),
        *(f"/tracker/{name}" + (f"?{urlencode(given)}" if given else "") for name, given in asked.items()),
    ]


@dataclass(frozen=True, slots=True)
class Answer:
    """How long an answer took, what it was, and how long it is; status 0 is none at all."""

    milliseconds: float
    status: int
    size: int


@dataclass(frozen=True, slots=True)
class Row:
    """What an address answered. An address that is not there (404) is told and not measured."""

    address: str
    median: float
    worst: float
    status: int
    size: int

    @property
    def counts(self) -> bool:
        return self.status != 404


class Site:
    """The project's website on a free port of loopback, as long as it is used."""

    def __init__(self, root: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.root = root

    def __enter__(self) -> Self:
        with (self.root / "serve.log").open("wb") as log:
            command = [sys.executable, *arguments(self.root, "127.0.0.1", self.port)]
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        until = time.monotonic() + 60
        while self.ask("/-/versions.json").status != 200:
            if self.process.poll() is not None or time.monotonic() > until:
                self.__exit__()
                message = f"the website did not start:\n{(self.root / 'serve.log').read_text()[-2000:]}"
                raise SystemExit(message)
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def ask(self, address: str) -> Answer:
        """Ask for an address and read the whole answer."""
        start = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        status, body = 0, b""
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", address)
            reply = connection.getresponse()
            body = reply.read()
            status = reply.status
        return Answer((time.perf_counter() - start) * 1000, status, len(body))

    def measure(self, address: str) -> Row:
        """Ask for an address once to warm it, then again and again; one that is not there is not asked again."""
        answers = [self.ask(address)]
        if answers[0].status == 404:
            return Row(address, answers[0].milliseconds, answers[0].milliseconds, 404, answers[0].size)
        start = time.monotonic()
        for _ in range(TRIES):
            answers.append(self.ask(address))
            if time.monotonic() - start > PATIENCE:
                break
        took = [answer.milliseconds for answer in answers[1:]]
        bad = next((answer.status for answer in answers if answer.status != 200), 200)
        return Row(address, statistics.median(took), max(took), bad, answers[-1].size)


def table(site: Site, made: Made) -> bool:
    """Print how long every address takes; returns whether a target is missed or an answer is an error."""
    print(f"{'address':<62}{'median ms':>10}{'worst ms':>10}{'status':>8}{'KB':>9}", flush=True)
    found = []
    for address in addresses(made):
        row = site.measure(address)
        print(
            f"{row.address:<62}{row.median:>10.1f}{row.worst:>10.1f}{row.status:>8}{row.size / 1000:>9.1f}", flush=True
        )
        found.append(row)
    counted = [row for row in found if row.counts]
    slow, slowest = max(counted, key=lambda row: row.median), max(counted, key=lambda row: row.worst)
    print(f"largest median {slow.median:.1f} ms (target {MEDIAN:.0f}): {slow.address}")
    print(f"largest worst {slowest.worst:.1f} ms (target {WORST:.0f}): {slowest.address}")
    return slow.median >= MEDIAN or slowest.worst >= WORST or any(row.status != 200 for row in counted)


def write(path: Path, count: int = WRITTEN) -> None:
    """Write so many edits, of the pay of so many open postings, a few in one transaction."""
    connection = schema.connect(path, write=True)
    step = connection.execute("SELECT max(1, count(*) / ?) FROM posting_state", (count * 20,)).fetchone()[0]
    some = "SELECT key FROM posting_state WHERE key % ? = 0 AND status = 'open' ORDER BY key LIMIT ?"
    keys = [row[0] for row in connection.execute(some, (step, count))]
    for start in range(0, count, AT_ONCE):
        connection.execute("BEGIN IMMEDIATE")
        for number in range(start, min(count, start + AT_ONCE)):
            _write_one(connection, keys[number % len(keys)], iso(BEGINNING + timedelta(days=DAYS, seconds=number)))
        connection.execute("COMMIT")
        time.sleep(PAUSE)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # as a run does when it ends
    connection.close()


def _write_one(connection: sqlite3.Connection, key: int, at: Time) -> None:
    query = (
        "SELECT w.*, p.source, s.last_check FROM posting_state AS p JOIN wordings AS w ON w.id = p.current "
        "JOIN source_state AS s ON s.source = p.source WHERE p.key = ?"
    )
    *row, source, check = connection.execute(query, (key,)).fetchone()
    old, posting, number = row[0], row[1], row[2] + 1
    new = digest(posting, at, str(number))
    pay = (row[9] or 70_000) + 1000
    row[0], row[2], row[3], row[9:14] = new, number, at, [pay, pay + 30_000, "USD", "year", pay_words(pay)]
    told = f"Pay: not stated → {pay_words(pay)}"
    change = (digest(posting, "edited", at, new, told), posting, source, check, at, "edited", old, new, "major")
    connection.execute(f"INSERT INTO wordings VALUES ({', '.join('?' * len(row))})", row)
    full = (*change, None, 0, told, "pay changed", None, None, at, 0)
    connection.execute(f"INSERT INTO changes VALUES ({', '.join('?' * len(full))})", full)
    tallies.count_changes(connection, source, [(at, "edited", False, False)])
    connection.execute("UPDATE posting_state SET number = ?, current = ? WHERE key = ?", (number, new, key))


def beside(site: Site, made: Made) -> bool:
    """Ask while another process writes; returns whether an answer failed or was long in coming."""
    asked = ["/", f"/postings/{made.usual}", f"/sources/{made.source}", "/search?q=data+center"]
    asked = [address for address in asked if site.ask(address).status != 404]
    writer = multiprocessing.get_context("spawn").Process(target=write, args=(site.root / "tracker.db",))
    answers: list[tuple[str, Answer]] = []
    start = time.monotonic()
    writer.start()
    try:
        while writer.is_alive():
            answers += [(address, site.ask(address)) for address in asked]
        writer.join()
    finally:
        writer.kill()
    print(f"{WRITTEN:,} changes were written in {time.monotonic() - start:.1f} s (exit code {writer.exitcode})")
    failed = sum(answer.status != 200 for _, answer in answers)
    address, longest = max(answers, key=lambda one: one[1].milliseconds)
    print(f"meanwhile {len(answers)} answers of {len(asked)} addresses, {failed} failed (target 0)")
    print(f"longest wait {longest.milliseconds:.1f} ms (target {LONGEST_WAIT:.0f}): {address}")
    return bool(failed or writer.exitcode) or longest.milliseconds >= LONGEST_WAIT


def made_in(root: Path, postings: int, versions: int) -> Made:
    """Make the project in a directory, unless one of this size is there already."""
    database, note = root / "tracker.db", root / "made.json"
    with contextlib.suppress(OSError, ValueError, TypeError):
        made = Made(**json.loads(note.read_text()))
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
    parser.add_argument("--versions", type=int, default=3_000_000)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the project in this directory")
    parser.add_argument("--writing", action="store_true", help="ask also while another process writes")
    return parser.parse_args(words)


def main() -> int:
    """Make, serve, measure, print, and give 1 if a target is missed."""
    given = parsed()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped then, too
    with contextlib.ExitStack() as stack:
        root = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        root.mkdir(parents=True, exist_ok=True)
        made = made_in(root, given.postings, given.versions)
        (root / "tracker.toml").write_text('[sources.none]\nurl = "https://jobs.example/"\n')
        site = stack.enter_context(Site(root))
        missed = table(site, made)
        if given.writing:
            missed = beside(site, made) or missed
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
