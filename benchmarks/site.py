"""Serve the website in a separate process, and measure how long it ran and how long it waited for a processor."""

from __future__ import annotations

import contextlib
import http.client
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tracker.operations.serve import arguments

FIRST_BYTES = 64_000  # of a streamed answer: all changes as CSV take minutes


@dataclass(frozen=True, slots=True)
class Answer:
    """How long an answer took, its status and size. Status 0 means that there was no answer.

    `worked` and `waited` are the milliseconds in which threads of the server ran, and waited for a processor; 0 if the
    system does not report them. Waiting is caused by other work on the machine.
    """

    milliseconds: float
    status: int
    size: int
    worked: float
    waited: float


class Site:
    """A context manager that serves a project's website on a free loopback port."""

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
        """Request an address and read the whole answer, or the first bytes of a streamed one."""
        before, start = self._spent(), time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        status, body = 0, b""
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            connection.request("GET", address)
            reply = connection.getresponse()
            streamed = address.partition("?")[0].endswith(".csv")
            body = reply.read(FIRST_BYTES if streamed else None)
            status = reply.status
        took, after = (time.perf_counter() - start) * 1000, self._spent()
        return Answer(took, status, len(body), after[0] - before[0], after[1] - before[1])

    def _spent(self) -> tuple[float, float]:
        """Return the milliseconds in which the server's threads ran, and waited for a processor, so far."""
        ran = waited = 0
        for one in Path(f"/proc/{self.process.pid}/task").glob("*/schedstat"):
            with contextlib.suppress(OSError, ValueError):
                numbers = one.read_text().split()
                ran, waited = ran + int(numbers[0]), waited + int(numbers[1])
        return ran / 1e6, waited / 1e6
