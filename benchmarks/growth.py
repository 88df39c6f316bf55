"""Measure how the archive grows: 20 boards of 50 postings, where each step opens 1 %, closes 1 % and edits 2 %.

As in real ads, two postings share nothing but their employer's standing paragraphs. Run as `python -m benchmarks.growth
[STEPS…]`; the default is 10, 50, 100 and 300 steps. It prints the bytes of three things: `snapshots/`; a packed git
repository of the same replies (with `git gc --aggressive` or without, whichever is smaller); and a chain of zstd
frames, each with the previous reply as its dictionary. All steps are in one month. A check consists only of the
archive's part: it is appended, and its file is packed if `tracker run` would pack it. It also prints the processor time
per check of `verify`, `rebuild` and committing the same replies to git; how long it takes to read one record; and the
time of `verify` for half of the boards and for all of them.
"""

from __future__ import annotations

import hashlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import zstandard

from benchmarks.memory import Watch
from benchmarks.speed import cpu
from tests.world import World, greenhouse_toml, reply
from tracker.archive import Archive, packing
from tracker.model import Capture, Page, Prior, Request, Source, digest, iso
from tracker.operations import project

BOARDS, POSTINGS = 20, 50
STEPS = (10, 50, 100, 300)
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
BETWEEN = timedelta(hours=2)  # 300 steps are in one month
BASE = "http://127.0.0.1:8901"
LEVEL = 9  # of the chain
READS = 200
MOST_GIT, MOST_FIRST = 2.0, 1_200_000  # times git after the last step; bytes after ten
MOST_TWICE = 2.2  # times as long for twice as much
MOST_READ, MOST_REBUILD = 0.050, 0.008  # seconds: of one record, and of processor time for a check


@dataclass
class Chain:
    """A frame for each reply, with the previous reply as its dictionary: the least possible size. Nothing reads it."""

    size: int = 0
    before: dict[int, bytes] = field(default_factory=dict)

    def add(self, board: int, body: bytes) -> None:
        """Add a reply."""
        if self.before.get(board) == body:
            return
        known = self.before.get(board)
        how = zstandard.ZstdCompressionParameters.from_level(LEVEL, window_log=21)
        dictionary = zstandard.ZstdCompressionDict(known, dict_type=zstandard.DICT_TYPE_RAWCONTENT) if known else None
        self.size += len(zstandard.ZstdCompressor(dict_data=dictionary, compression_params=how).compress(body))
        self.before[board] = body


class Git:
    """A repository with a file for each board, and a commit for each step."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.spent = self.last_gc = 0.0
        subprocess.run(["git", "init", "-q", str(folder)], check=True)

    def commit(self, step: int, bodies: list[bytes]) -> None:
        """Commit the replies of a step."""
        for board, body in enumerate(bodies):
            (self.folder / f"c{board}.json").write_bytes(body)
        for command in (["add", "."], ["commit", "-qm", str(step), "--allow-empty"]):
            self.spent += self._run(self.folder, *command)

    def packed(self) -> int:
        """Return the bytes of the packed repository."""
        sizes, spent = [], 0.0
        for how in ([], ["--aggressive"]):
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder) / "git"
                shutil.copytree(self.folder, copy)
                spent = self._run(copy, "gc", "-q", "--prune=now", *how)
                sizes.append(sum(path.stat().st_size for path in copy.glob(".git/objects/pack/*")))
        self.last_gc = spent
        return min(sizes)

    @staticmethod
    def _run(folder: Path, *command: str) -> float:
        who = ["-c", "user.name=x", "-c", "user.email=x@x", "-c", "gc.auto=0"]
        return cpu(["/usr/bin/git", "-C", str(folder), *who, *command])[0]


class Watched:
    """The archive of all boards, as `tracker run` writes it."""

    def __init__(self, root: Path) -> None:
        (root / "tracker.toml").write_text(greenhouse_toml(BASE, BOARDS))
        self.project = project.load(root)
        self.archive = Archive(self.project.snapshots, "tracker (job posting archive; x@example.org)")
        self.prior: dict[str, dict[str, Prior]] = {slug: {} for slug in self.project.settings.sources}
        self.appending = self.packing = 0.0
        self.checks = self.packs = 0

    def check(self, step: int, bodies: list[bytes]) -> None:
        """Archive a check of each board, and pack files where that is worth it."""
        at = iso(BEGINNING + step * BETWEEN)
        for board, source in enumerate(self.project.settings.sources.values()):
            begun = time.process_time()
            self._append(source, at, bodies[board])
            self.appending += time.process_time() - begun
            begun = time.process_time()
            for file in self.archive.files(source.slug)[-2:]:
                if packing.is_worth(self.archive, file, over=packing.is_over(file, at)):
                    self.packs += packing.pack(self.archive, file, over=packing.is_over(file, at)) is not None
            self.packing += time.process_time() - begun
            self.checks += 1

    def _append(self, source: Source, at: str, body: bytes) -> None:
        request = Request(f"{source.endpoint}/jobs?content=true")
        headers = (("Content-Type", "application/json"), ("Content-Length", str(len(body))))
        page = Page(request, request.url, 200, headers, body, at, sha256=hashlib.sha256(body).hexdigest())
        capture = Capture(source, digest(at, length=16), at, at, (page,))
        placed, _mark = self.archive.append(capture, self.prior[source.slug])
        for one in placed:
            if one.whole:
                kept = Prior(request.key, request.url, page.sha256, at, one.file, one.offset)
                self.prior[source.slug][request.key] = kept

    def size(self) -> int:
        """Return the bytes of snapshots/."""
        return sum(path.stat().st_size for path in self.project.snapshots.glob("*/*"))

    def slowest(self) -> float:
        """Read some records chosen at random. Return the most processor time that one of them took."""
        chance = random.Random(1)
        addresses = [
            (file, at) for file in self.archive.files() for one in self.archive.scan(file) for at in one.addresses
        ]
        worst = 0.0
        for file, address in chance.sample(addresses, min(READS, len(addresses))):
            begun = time.process_time()
            Archive(self.project.snapshots).read(file, address)
            worst = max(worst, time.process_time() - begun)
        return worst


def bodies_of(world: World) -> list[bytes]:
    """Return the current reply of each board."""
    return [reply(world, BASE, f"/v1/boards/c{board}/jobs?content=true")[2] for board in range(BOARDS)]


def main(*steps: int) -> int:
    """Measure, print, and return 1 if a target is missed."""
    wanted = steps or STEPS
    world, chain = World(BOARDS, POSTINGS, varied=True), Chain()
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        root.mkdir()
        watched, git = Watched(root), Git(Path(folder) / "git")
        print("steps  snapshots/       git     chain   times git   append, pack: ms a check")
        for step in range(max(wanted) + 1):
            if step:
                world.step()
            bodies = bodies_of(world)
            watched.check(step, bodies)
            git.commit(step, bodies)
            for board, body in enumerate(bodies):
                chain.add(board, body)
            if step in wanted:
                size, by_git = watched.size(), git.packed()
                each = f"{watched.appending / watched.checks * 1e3:.1f}, {watched.packing / watched.checks * 1e3:.1f}"
                print(
                    f"{step:5}  {size / 1e6:7.2f} MB  {by_git / 1e6:5.2f} MB  {chain.size / 1e6:5.2f} MB"
                    f"  {size / by_git:10.2f}   {each}",
                    flush=True,
                )
                missed += ["size after ten steps"] * (step == STEPS[0] and size > MOST_FIRST)
                missed += ["size"] * (step == max(STEPS) and size > MOST_GIT * by_git)
        missed += _after(root, watched, git)
    for name in missed:
        print(f"missed: {name}")
    return int(bool(missed))


def _after(root: Path, watched: Watched, git: Git) -> list[str]:
    """Measure the commands that read the whole archive. Return which targets are missed."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{watched.checks} checks, {watched.packs} times a file was packed; peak of this process {peak:.0f} MB")
    committing = git.spent / watched.checks
    collecting = git.last_gc / watched.checks
    print(f"git: {committing * 1e3:.2f} ms of CPU a check to commit, {collecting * 1e3:.2f} for gc --aggressive")
    worst = watched.slowest()
    print(f"the slowest of {READS} records that were read by chance: {worst * 1e3:.1f} ms")
    found, missed = {}, []
    for name in ("rebuild", "verify"):
        spent, memory = apart(root, name)
        found[name] = spent / watched.checks
        print(
            f"{name}: {spent:.1f} s of CPU, {found[name] * 1e3:.2f} ms a check, "
            f"{found[name] / committing:.1f} times committing to git; {memory:.0f} MB",
            flush=True,
        )
    half = root.parent / "half"
    (half / "snapshots").mkdir(parents=True)
    shutil.copy(root / "tracker.toml", half)
    for board in range(BOARDS // 2):
        shutil.copytree(root / "snapshots" / f"c{board}", half / "snapshots" / f"c{board}")
    start = apart(root.parent, "--version")[0]
    spent = apart(half, "verify")[0]
    twice = (found["verify"] * watched.checks - start) / max(spent - start, 0.001)
    print(f"verify of all takes {twice:.2f} times as long as of half of the boards")
    missed += ["a record"] * (worst > MOST_READ) + ["rebuild"] * (found["rebuild"] > MOST_REBUILD)
    missed += ["verify"] * (found["verify"] > found["rebuild"] or twice > MOST_TWICE)
    return missed


def apart(root: Path, name: str) -> tuple[float, float]:
    """Run a command of the tracker. Return its CPU seconds, with those of its children, and its peak memory in MB."""
    command = [sys.executable, "-m", "tracker", "-C", str(root), name]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    watch = Watch(running.pid)
    thread = threading.Thread(target=watch.run)
    thread.start()
    status = running.wait()
    watch.over.set()
    thread.join()
    if status:
        message = f"{command} ended with {status}"
        raise SystemExit(message)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, watch.own / 1024


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
