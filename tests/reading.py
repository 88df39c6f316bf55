"""Functions for tests of the reading process, such as one that takes too much memory. It finds them by name."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import time

from tracker.check.reader.work import ReadingState


def spin(_desk: ReadingState) -> None:
    """Loop for ever in Python."""
    while True:
        pass


def match(_desk: ReadingState) -> bool:
    """Loop for ever in C, where Python's signal handlers don't run."""
    return bool(re.fullmatch(r"(a+)+b", "a" * 64))


def grow(_desk: ReadingState) -> int:
    """Allocate all memory."""
    kept = []
    while True:
        kept.append(bytearray(32 << 20))


def hold(_desk: ReadingState, size: int) -> int:
    """Allocate this much memory once, and free it."""
    return len(bytearray(size))


def crash(_desk: ReadingState) -> None:
    """Crash with a segmentation fault, as a parser in C may."""
    ctypes.string_at(8)


def killed(_desk: ReadingState) -> None:
    """Kill this process, as the system does if memory runs out."""
    os.kill(os.getpid(), signal.SIGKILL)


def deep(_desk: ReadingState) -> object:
    """Recurse endlessly."""
    return deep(_desk)


def odd(_desk: ReadingState) -> object:
    """Raise what no parser should raise."""
    raise StopIteration


def busy(_desk: ReadingState, seconds: float) -> int:
    """Use this much processor time. Return the process id."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return os.getpid()
