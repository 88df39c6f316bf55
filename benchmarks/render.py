"""Measure time and memory for each rendered page, as ratios to the same page without a browser, in the same run.

Run as `python -m benchmarks.render [PAGES]`. A script makes each page's list from a JSON call. The pages are rendered
one after the other in one browser, opened as lists, and rendered in a browser each, as the first page of a source is.
The table has the CPU time of the whole process tree, including processes that ended, and its largest memory.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tracker.fetch import Fetcher
from tracker.model import Request, Source
from tracker.operations.project import now

PAGE = b"<!doctype html><ul id=l></ul><script>fetch('/api').then(r=>r.json()).then(d=>l.innerHTML=d.map(j=>`<li><a href=/j/${j}>Baker ${j}</a></li>`).join(''))</script>"
ROWS = json.dumps(list(range(100))).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        kind, body = ("application/json", ROWS) if self.path == "/api" else ("text/html", PAGE)
        status = 404 if self.path == "/robots.txt" else 200
        self.wfile.write(
            f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        )

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name in http.server)
        """Print no request log."""


def _tree() -> list[Path]:
    """Return this process and all its descendants."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    ours = {int(Path("/proc/self").resolve().name)}
    while True:
        more = {child for child, parent in parents.items() if parent in ours} - ours
        if not more:
            return [Path(f"/proc/{number}") for number in ours]
        ours |= more


def used() -> tuple[float, float]:
    """Return CPU seconds and resident MB of the process tree.

    Each process counts shared memory, so this is an upper bound.
    """
    cpu = memory = 0.0
    for place in _tree():
        try:
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            cpu += sum(int(field) for field in fields[11:15]) / 100  # of the process and of its children that ended
            memory += (
                next(
                    int(line.split()[1])
                    for line in (place / "smaps_rollup").read_text().splitlines()
                    if line.startswith("Pss:")
                )
                / 1024
            )
        except (OSError, StopIteration):
            continue
    return cpu, memory


async def measure(
    base: str, count: int, make: Callable[[int], Request], *, alone: bool = False
) -> tuple[float, float, float]:
    """Return CPU and wall seconds per page, and the largest memory, after one warm-up page.

    `alone`: a browser for each page.
    """
    source = Source("s", base, allow_private=True, delay=0.0)
    async with Fetcher("bench@example.org", now) as fetcher:
        fetch = fetcher.of(source, {})
        await fetch(make(0))
        if alone:
            await fetcher.done(source)
        cpu, _ = used()
        begun, most = time.perf_counter(), 0.0
        for number in range(1, count + 1):
            page = await fetch(make(number))
            assert page.status == 200, page.failure
            most = max(most, used()[1])
            if alone:
                await fetcher.done(source)
        return (used()[0] - cpu) / count, (time.perf_counter() - begun) / count, most


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    ways: dict[str, Callable[[int], Request]] = {
        "plain JSON": lambda number: Request(f"{base}/api?{number}"),
        "rendered": lambda number: Request(f"{base}/p?{number}", render=True),
        "opened as a list": lambda number: Request(f"{base}/p?{number}", render=True, expand=True),
        "in its own browser": lambda number: Request(f"{base}/p?{number}", render=True),
    }
    ways["plain JSON"] = lambda _number: Request(f"{base}/api")
    floor = 0.0
    print(f"{'way':<20}{'CPU ms':>9}{'ratio':>9}{'wall ms':>9}{'memory MB':>11}")
    for name, make in ways.items():
        times = {"plain JSON": count * 50, "opened as a list": max(3, count // 4)}.get(name, count)
        cpu, wall, memory = asyncio.run(measure(base, times, make, alone=name == "in its own browser"))
        floor = floor or max(cpu, 1e-4)
        print(f"{name:<20}{cpu * 1000:>9.1f}{cpu / floor:>9.0f}{wall * 1000:>9.0f}{memory:>11.0f}")
    server.shutdown()


if __name__ == "__main__":
    main()
