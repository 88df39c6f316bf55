"""Measure a first and an unchanged run of 10,000 postings, as JSON and as HTML, next to the floor.

Run as `python -m benchmarks.speed [json|html|all COMPANIES POSTINGS TRIES]`. JSON: a board like Greenhouse's for each
company. HTML: its list, 25 postings a page, and a page for each posting; `unchanged` reads all of them again (`run
--reread`). CPU is user and system time of the process and of those that it starts; ratios are between medians.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import sys
import tempfile
from pathlib import Path

from tests.world import Server, World, greenhouse_toml, html_toml

TARGETS = {"json": {"first": 6.0, "unchanged": 2.0}, "html": {"first": 8.0, "unchanged": 3.0}}
MEMORY = 200  # MB
_TOML = {"json": greenhouse_toml, "html": html_toml}


def _serve(companies: int, postings: int, pipe: multiprocessing.connection.Connection) -> None:
    world = World(companies, postings, varied=True)
    world.quiet = True  # the pages are byte-identical each time
    with Server(world, cached=True) as server:
        pipe.send(server.base)
        pipe.recv()


def cpu(command: list[str], env: dict[str, str] | None = None) -> tuple[float, float]:
    """Run a command. Return its CPU seconds and its peak memory in MB.

    Python's bytecode is kept, as for an installed package: compiling the modules at every start takes 0.3 s.
    """
    env = {key: value for key, value in (env or dict(os.environ)).items() if key != "PYTHONDONTWRITEBYTECODE"}
    pid = os.posix_spawn(
        command[0],
        command,
        env,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(pid, 0)
    if status:
        message = f"{command} ended with {status}"
        raise SystemExit(message)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measure(kind: str, base: str, companies: int, tries: int) -> bool:
    """Measure one kind and print the result. Return whether a target is missed."""
    found: dict[str, list[float]] = {}
    memory = 0.0
    for _ in range(tries):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "tracker.toml").write_text(_TOML[kind](base, companies))
            for name in ("first", "unchanged"):
                floor, _peak = cpu(
                    [sys.executable, "-m", "benchmarks.floor", kind, f"{folder}/floor.db", base, str(companies)]
                )
                again = ["--reread"] if (kind, name) == ("html", "unchanged") else []
                spent, peak = cpu([sys.executable, "-m", "tracker", "-C", folder, "run", *again])
                memory = max(memory, peak)
                found.setdefault(f"floor {name}", []).append(floor)
                found.setdefault(name, []).append(spent)
            sizes = (
                sum(path.stat().st_size for path in root.glob("snapshots/*/*")),
                (root / "tracker.db").stat().st_size,
            )
    missed = memory > MEMORY
    for name, target in TARGETS[kind].items():
        spent, floor = statistics.median(found[name]), statistics.median(found[f"floor {name}"])
        missed |= spent / floor > target
        print(
            f"{kind} {name:<10} {spent:6.2f} s CPU, floor {floor:5.2f} s: {spent / floor:5.2f} times (target {target:.0f})"
        )
    print(
        f"{kind} peak memory {memory:.0f} MB (target {MEMORY}); "
        f"snapshots {sizes[0] / 1e6:.2f} MB, tracker.db {sizes[1] / 1e6:.2f} MB"
    )
    return missed


def main(kind: str = "all", companies: int = 100, postings: int = 100, tries: int = 3) -> int:
    """Measure, print, and return 1 if a target is missed."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(companies, postings, theirs))
    server.start()
    base = ours.recv()
    cpu([sys.executable, "-m", "tracker", "doctor", "--help"])  # makes the bytecode
    try:
        missed = [measure(one, base, companies, tries) for one in TARGETS if kind in {one, "all"}]
    finally:
        ours.send("stop")
        server.join()
    return int(any(missed))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2], *map(int, sys.argv[2:])))
