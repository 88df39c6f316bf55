"""Run a command, and measure it with all processes that it starts. None of them is left running."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.memory import family, field

LONGEST = 300.0  # seconds; the slowest program took 15 for 1,000 postings
EVERY = 0.05  # seconds between two samples of memory
# Linux counts the memory of the process that forked as the child's, until it calls exec. So a small process forks.
_LAUNCHER = """
import os, sys
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(pid, 0)
with open(sys.argv[1], "w") as file:
    print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss, os.waitstatus_to_exitcode(status), file=file)
"""


class Unusable(Exception):
    """A program could not be installed, could not be run, or did not end. The message says why."""


@dataclass(frozen=True)
class Ran:
    """What a command took: processor seconds, peak memory in MB, elapsed seconds; its exit code and its output."""

    cpu: float
    memory: float
    wall: float
    code: int
    output: str


def run(command: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path, longest: float = LONGEST) -> Ran:
    """Run a command in its own session, and end that session with the command.

    Processor time is that of the process and of those that it waited for. Memory is the larger of two: the peak of
    its largest process, and that of all of them together (proportional shares, sampled).
    """
    printed, usage = cwd / "printed.txt", cwd / "usage.txt"
    usage.unlink(missing_ok=True)
    begun = time.monotonic()
    with printed.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(usage), *map(str, command)],
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    together = _Together(process.pid)
    together.start()
    try:
        process.wait(longest)
    except subprocess.TimeoutExpired:
        message = f"{Path(command[0]).name} did not end within {longest:.0f} s"
        raise Unusable(message) from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        together.over.set()
        together.join()
    took = time.monotonic() - begun
    if not usage.exists():
        message = f"{Path(command[0]).name} could not be started: {printed.read_text('utf-8', 'replace')[-200:]}"
        raise Unusable(message)
    cpu, largest, code = usage.read_text("utf-8").split()
    memory = max(int(largest), together.peak) / 1024
    return Ran(float(cpu), memory, took, int(code), printed.read_text("utf-8", "replace"))


class _Together(threading.Thread):
    """Samples the memory of all processes that a process started."""

    def __init__(self, launcher: int) -> None:
        super().__init__()
        self.launcher = launcher
        self.peak = 0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(EVERY):
            self.peak = max(self.peak, sum(field(pid, "smaps_rollup", "Pss:") for pid in family(self.launcher)[1:]))
