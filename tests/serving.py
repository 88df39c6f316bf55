"""A real Datasette on loopback, for tests of the website."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tracker.operations import serve


@contextmanager
def served(root: Path, arguments: Sequence[str] = (), **environment: str) -> Iterator[str]:
    """Serve a project's database within the `with` block. Yield the address."""
    log = root / "serve.log"
    with log.open("w") as out:
        command = [sys.executable, *(arguments or serve.arguments(root, "127.0.0.1", 0))]
        running = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, **environment})
        try:
            yield _address(running, log)
        finally:
            running.terminate()
            running.wait()


def _address(running: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until and running.poll() is None:
        found = [
            line.split("running on ")[1].split(" ")[0] for line in log.read_text().splitlines() if "running on " in line
        ]
        if found:
            return found[0].rstrip("/")
        threading.Event().wait(0.05)
    raise AssertionError(log.read_text())


def get(url: str) -> tuple[int, str, dict[str, str]]:
    """Request a page. Return status, text, and headers with lower-case names."""
    try:
        with urllib.request.urlopen(url) as reply:
            return (
                reply.status,
                reply.read().decode("utf-8", "replace"),
                {k.lower(): v for k, v in reply.headers.items()},
            )
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode("utf-8", "replace"), {k.lower(): v for k, v in error.headers.items()}
