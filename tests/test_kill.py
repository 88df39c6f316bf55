"""`kill -9` at any moment, two runs at once, and being told to stop."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.conftest import check, dump, kinds
from tests.world import Server, World, greenhouse_toml
from tracker.operations import project, verify

Serve = Callable[[World], Server]


def command(root: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tracker", "-C", str(root), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_killed_at_ten_moments(tmp_path: Path, serve: Serve) -> None:
    """After ten kills and one run, archive and database are complete, and every posting was opened exactly once."""
    world = World(6, 10, size=600)
    (tmp_path / "tracker.toml").write_text(greenhouse_toml(serve(world).base, 6))
    chance = random.Random(11)
    numbers: set[int] = set()
    for _ in range(10):
        running = command(tmp_path, "run")
        target = len(world.requests) + chance.randint(1, 8)
        until = time.monotonic() + 15
        while running.poll() is None and len(world.requests) < target and time.monotonic() < until:
            os.sched_yield()
        running.kill()
        running.communicate()
        numbers |= world.step(add=0.02, remove=0, edit=0.01).opened
    check(tmp_path)
    assert kinds(check(tmp_path))["opened"] == set()
    assert not verify.verify(project.load(tmp_path)).problems
    rows = dump(tmp_path)
    opened = [row[1] for row in rows["changes"] if row[5] == "opened"]
    assert len(opened) == len(set(opened))
    assert set(opened) >= {f"c{place}.{number}" for place, jobs in enumerate(world.companies) for number in jobs}
    assert len({row[0] for row in rows["checks"]}) == len(rows["checks"])


def test_second_run_says_who_is_at_work(tmp_path: Path, serve: Serve) -> None:
    """Two runs never overlap: the second names the first and exits with 0."""
    (tmp_path / "tracker.toml").write_text(greenhouse_toml(serve(World(1, 2, size=300)).base, 1))
    here = project.load(tmp_path)
    with here.lock():
        second = command(tmp_path, "run")
        _out, err = second.communicate(timeout=30)
    assert second.returncode == 0
    assert f"another tracker is running here: process {os.getpid()}, since 20" in err


def test_told_to_stop_it_ends_cleanly(tmp_path: Path, serve: Serve) -> None:
    """SIGTERM ends a run between two requests; what was read is kept, and the next run continues."""
    world = World(4, 3, size=300)
    text = greenhouse_toml(serve(world).base, 4).replace('delay = "0s"', 'delay = "2s"')
    (tmp_path / "tracker.toml").write_text(text)
    running = command(tmp_path, "run")
    until = time.monotonic() + 20
    while len(world.requests) < 2 and time.monotonic() < until:
        os.sched_yield()
    running.send_signal(signal.SIGTERM)
    _out, err = running.communicate(timeout=20)
    assert running.returncode == 1
    assert "Stopped by SIGTERM" in err
    assert "Traceback" not in err
    assert not verify.verify(project.load(tmp_path)).problems


def test_run_as_json(tmp_path: Path, serve: Serve) -> None:
    """`run --json` is one document with every source."""
    (tmp_path / "tracker.toml").write_text(greenhouse_toml(serve(World(2, 2, size=300)).base, 2))
    running = command(tmp_path, "run", "--json")
    out, _err = running.communicate(timeout=30)
    assert running.returncode == 0
    assert {one["source"]: one["outcome"] for one in json.loads(out)["sources"]} == {"c0": "complete", "c1": "complete"}
