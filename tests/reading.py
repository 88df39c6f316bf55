"""Functions for tests of the reading process, such as one that takes too much memory. It finds them by their names."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import time

from tracker.check.reader.work import ReadingState


def spin(_desk: ReadingState) -> None:
    """Go round for ever in Python."""
    while True:
        pass


def match(_desk: ReadingState) -> bool:
    """Go round for ever in C, where no signal handler of Python would be heard."""
    return bool(re.fullmatch(r"(a+)+b", "a" * 64))


def grow(_desk: ReadingState) -> int:
    """Take all the memory there is."""
    kept = []
    while True:
        kept.append(bytearray(32 << 20))


def hold(_desk: ReadingState, size: int) -> int:
    """Take so much memory once, and give it back."""
    return len(bytearray(size))


def crash(_desk: ReadingState) -> None:
    """End as a parser in C ends that reads where nothing is."""
    ctypes.string_at(8)


def killed(_desk: ReadingState) -> None:
    """End as the system ends a process that took too much."""
    os.kill(os.getpid(), signal.SIGKILL)


def deep(_desk: ReadingState) -> object:
    """Recurse without an end."""
    return deep(_desk)


def odd(_desk: ReadingState) -> object:
    """Raise what no parser should raise."""
    raise StopIteration


def busy(_desk: ReadingState, seconds: float) -> int:
    """Take this much processor time, and return the process that did."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass
    return os.getpid()
