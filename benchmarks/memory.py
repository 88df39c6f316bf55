"""Measure how much memory a first check takes: for many postings with a page each, and for fewer with large pages.

`python -m benchmarks.memory [POSTINGS KILOBYTES]`: without arguments 50,000 postings with pages of 2 kB, then 5,000 with
pages of 1,000 kB, served on loopback by another process. Prints the peak of the tracker's own process, the peak of the
largest process that it started, and the peak of all of them together (proportional shares, /proc/PID/smaps_rollup).
"""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Process, Queue
from pathlib import Path

CASES = ((50_000, 2), (5_000, 1_000))
SEED = 5
WORDS = "lamp keeper night rope harbour tower bell bread signal crane engine hall cable pump valve".split()


def serve(postings: int, kilobytes: int, port: Queue[int]) -> None:
    """Serve a JSON list, and a page of that size for each posting."""
    chance = random.Random(SEED)
    filler = [" ".join(chance.choices(WORDS, k=160)) for _ in range(400)]
    rows = ",".join(f'{{"id":{n},"title":"Lamp keeper {n}","url":"/p/{n}"}}' for n in range(postings))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, body = "text/html", b""
            if self.path == "/list.json":
                kind, body = "application/json", f"[{rows}]".encode()
            elif self.path.startswith("/p/"):
                number = int(self.path[3:])
                lines = [f"<p>{number} {filler[(number * 7 + n) % len(filler)]}</p>" for n in range(2)]
                padding = f"<script>{'x' * max(0, kilobytes * 1000 - 2200)}{number}</script>"
                body = f"<html><body><main><h1>Lamp keeper {number}</h1>{''.join(lines)}</main>{padding}".encode()
            status = 200 if body else 404
            head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
            self.wfile.write(head.encode() + body)

        def log_message(self, *args: object) -> None:
            """Print no request log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port.put(server.server_address[1])
    server.serve_forever()


def family(pid: int) -> list[int]:
    """List a process and all processes that it started."""
    found = [pid]
    for one in found:
        for thread in Path(f"/proc/{one}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += [int(child) for child in thread.read_text(encoding="ascii").split()]
    return found


def field(pid: int, file: str, name: str) -> int:
    """Read a figure of a process, in kB; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)


class Watch:
    """Samples the memory of a process and of the processes that it started."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.own = self.largest = self.all = 0
        self.over = threading.Event()

    def run(self) -> None:
        """Sample until the process has ended."""
        while not self.over.wait(0.1):
            pids = family(self.pid)
            self.own = max(self.own, field(self.pid, "status", "VmHWM:"))
            self.largest = max([self.largest, *(field(pid, "status", "VmHWM:") for pid in pids[1:])])
            self.all = max(self.all, sum(field(pid, "smaps_rollup", "Pss:") for pid in pids))


def measure(postings: int, kilobytes: int) -> None:
    """Measure one case, and print a line."""
    port: Queue[int] = Queue()
    server = Process(target=serve, args=(postings, kilobytes, port), daemon=True)
    server.start()
    base = f"http://127.0.0.1:{port.get()}"
    try:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "snapshots").mkdir()
            (root / "tracker.toml").write_text(
                f'[sources.a]\nboard = "json"\nurl = "{base}/list.json"\nlink = "url"\ntext = "css:main"\n'
                'allow_private = true\ndelay = "0s"\nrender = "never"\n',
                encoding="utf-8",
            )
            begun = time.monotonic()
            running = subprocess.Popen([sys.executable, "-m", "tracker", "-C", folder, "run"], stdout=subprocess.PIPE)
            watch = Watch(running.pid)
            thread = threading.Thread(target=watch.run)
            thread.start()
            said = running.communicate()[0].decode()
            watch.over.set()
            thread.join()
            took = time.monotonic() - begun
            size = sum(one.stat().st_size for one in root.rglob("*") if one.is_file())
        told = f"{postings:,} postings, pages of {kilobytes:,} kB: the tracker {watch.own // 1024} MB"
        print(f"{told}, largest other {watch.largest // 1024} MB, together {watch.all // 1024} MB", end="; ")
        print(f"{took:.0f} s, {size / 1e6:.0f} MB on disk; {said.split('   ')[0]} {said.strip()[-60:]}")
    finally:
        server.terminate()
        server.join()


def main() -> None:
    """Measure all cases."""
    cases = [(int(sys.argv[1]), int(sys.argv[2]))] if len(sys.argv) > 2 else CASES
    for postings, kilobytes in cases:
        measure(postings, kilobytes)


if __name__ == "__main__":
    main()
