"""A first and an unchanged run of 10,000 postings on 100 JSON boards, against the floor, in one run.

Run as `python -m benchmarks.speed [COMPANIES POSTINGS TRIES]`. CPU is that of the whole process, user and system;
the ratio is between the medians.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import sys
import tempfile
from pathlib import Path

from tests.world import Server, World, greenhouse_toml

TARGETS = {"first": 8.0, "unchanged": 3.0}


def _serve(companies: int, postings: int, pipe: multiprocessing.connection.Connection) -> None:
    with Server(World(companies, postings), cached=True) as server:
        pipe.send(server.base)
        pipe.recv()


def cpu(command: list[str], env: dict[str, str] | None = None) -> tuple[float, float]:
    """Run a command; gives its CPU seconds and its peak memory in MB."""
    pid = os.posix_spawn(
        command[0],
        command,
        env or dict(os.environ),
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(pid, 0)
    if status:
        message = f"{command} ended with {status}"
        raise SystemExit(message)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main(companies: int = 100, postings: int = 100, tries: int = 3) -> int:
    """Measure, print, and give 1 if a target is missed."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(companies, postings, theirs))
    server.start()
    base = ours.recv()
    found: dict[str, list[float]] = {}
    memory = 0.0
    try:
        for _ in range(tries):
            with tempfile.TemporaryDirectory() as folder:
                root = Path(folder)
                (root / "tracker.toml").write_text(greenhouse_toml(base, companies))
                for name in ("first", "unchanged"):
                    floor, _peak = cpu(
                        [sys.executable, "-m", "benchmarks.floor", f"{folder}/floor.db", base, str(companies)]
                    )
                    spent, peak = cpu([sys.executable, "-m", "tracker", "-C", folder, "run"])
                    memory = max(memory, peak)
                    found.setdefault(f"floor {name}", []).append(floor)
                    found.setdefault(name, []).append(spent)
                sizes = (
                    sum(path.stat().st_size for path in root.glob("snapshots/*/*")),
                    (root / "tracker.db").stat().st_size,
                )
    finally:
        ours.send("stop")
        server.join()
    missed = 0
    for name, target in TARGETS.items():
        spent, floor = statistics.median(found[name]), statistics.median(found[f"floor {name}"])
        missed += spent / floor > target
        print(f"{name:<10} {spent:6.2f} s CPU, floor {floor:5.2f} s: {spent / floor:5.2f} times (target {target:.0f})")
    print(
        f"peak memory {memory:.0f} MB (target 300); snapshots {sizes[0] / 1e6:.2f} MB, tracker.db {sizes[1] / 1e6:.2f} MB"
    )
    return int(bool(missed) or memory > 300)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
