"""Measure the memory of a process and of all processes that it started, and kill them.

On Linux this reads /proc; elsewhere it runs `ps`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_ROUNDS, _PAUSE = 250, 0.02  # a killed process ends within 5 s, unless the kernel holds it
_SHARED = 2  # factor on the limit if shared memory is counted once for each process


@dataclass(frozen=True, slots=True)
class Process:
    """One line of the process table. `started` distinguishes processes with the same number. `resident` is in bytes."""

    pid: int
    parent: int
    group: int
    started: str
    resident: int


def table() -> dict[int, Process]:
    """Return all living processes of this machine, by number, without zombies."""
    if sys.platform == "linux":
        stats = (_stat(folder) for folder in _PROC.iterdir() if folder.name.isdecimal())
    else:  # pragma: no cover
        command = ("ps", "-axo", "pid=,ppid=,pgid=,stat=,rss=,lstart=")
        output = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout  # noqa: S603
        stats = (_line(line) for line in output.splitlines())
    return {process.pid: process for process in stats if process is not None}


def _stat(folder: Path) -> Process | None:
    try:
        fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    state, parent, group = fields[0], int(fields[1]), int(fields[2])
    pages = int(fields[21])
    return None if state in "ZX" else Process(int(folder.name), parent, group, fields[19], pages * _page_size())


def _page_size() -> int:
    return os.sysconf("SC_PAGE_SIZE")


def _line(line: str) -> Process | None:
    fields = line.split(None, 5)
    column_count = 6
    if len(fields) < column_count or fields[3].startswith("Z"):
        return None
    pid, parent, group, _, kilobytes, started = fields
    return Process(int(pid), int(parent), int(group), started, int(kilobytes) << 10)


class Tree:
    """A process that leads a group, and its descendants, including those that outlived their parents."""

    def __init__(self, root: int) -> None:
        self.root = root
        self._leaders: dict[int, str] = {}  # process group -> when its leader started

    def members(self) -> list[Process]:
        """Return the living processes of the tree. Each call remembers the process groups that it sees."""
        known = table()
        below = {self.root} if self.root in known else set()
        while more := {process.pid for process in known.values() if process.parent in below} - below:
            below |= more
        for pid in below:
            leader = known.get(known[pid].group)
            if leader is not None and leader.pid in below:
                self._leaders.setdefault(leader.pid, leader.started)
        own_groups = {group for group, started in self._leaders.items() if _is_same_group(known.get(group), started)}
        return [process for process in known.values() if process.pid in below or process.group in own_groups]

    def memory(self, most: int) -> int:
        """Return the bytes that the tree uses, shared memory counted once. The exact count is made only near `most`."""
        members = self.members()
        rough = sum(process.resident for process in members)
        if rough <= most:
            return rough
        if sys.platform != "linux":  # pragma: no cover
            return rough // _SHARED
        return sum(_proportional(process) for process in members)

    def kill(self, *, but: int = 0) -> None:
        """End every process of the tree except `but`, and return when they are gone."""
        for _ in range(_ROUNDS):
            members = [process for process in self.members() if process.pid != but]
            if not members:
                return
            for process in sorted(members, key=lambda process: process.pid != self.root):
                try:
                    os.kill(process.pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            time.sleep(_PAUSE)


def _is_same_group(leader: Process | None, started: str) -> bool:
    """Return whether a group is still the one that was seen before. Its number is not reused while it has members."""
    return leader is None or leader.started == started


def _proportional(process: Process) -> int:
    try:
        for line in (_PROC / str(process.pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) << 10
    except OSError:
        pass
    return process.resident
