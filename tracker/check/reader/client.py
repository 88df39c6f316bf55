"""Start reading processes and call them: a reader for each check. If a process dies, that check fails with a reason."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import math
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar, TypeVarTuple

from tracker.check.reader import server, work
from tracker.check.reader.work import ReadingState
from tracker.model import Page, Posting, Source
from tracker.model.errors import Failed, TrackerError, Unread

SECONDS = 15.0  # of CPU time for one call
SECONDS_PER_MB = 2.0  # more for each megabyte that it reads: ten times what Beautiful Soup takes for a usual page
IMPORTED = 400 << 20  # bytes of memory for a reply that others recorded: no import takes more than 500 MB
_WAIT = 8  # times the CPU limit is the limit by the clock, for a machine that is busy with other work
_DEATHS = 3  # reading processes that one check may lose
_IDLE = 12  # idle processes that are kept: as many as a run checks at once, because each fork costs 15 ms
# While this many processes are in use, a check waits a moment for one of them before another is forked: more than there
# are cores read no faster, and each takes 10 MB.
_ENOUGH = max(2, os.cpu_count() or 1)
_PATIENCE = (
    1.0  # seconds to wait without one being given back: then the checks that have them are waiting for slow sites
)
_LONGEST = 10.0  # seconds to wait in all
_MESSAGE = 4 << 20  # bytes of pages that are sent in one message
_AT_ONCE = 16  # calls that may wait for their answers at the same time

Ts = TypeVarTuple("Ts")
R = TypeVar("R")


class Died(Failed):
    """The reading process ended during a call: the reply took too much time or memory."""


class _Process:
    """A reading process, and the socket to it."""

    def __init__(self, connection: socket.socket, what: frozenset[str]) -> None:
        self.connection = connection
        self.what = what
        self.connection.settimeout(60)
        data = server.receive(connection)
        if not data:
            message = "the reading process did not start"
            raise TrackerError(message)
        self.pid: int = pickle.loads(data)
        self.retired = self.closed = self.busy = False
        self.used = 0.0

    def call(self, calls: Sequence[server.Call], limit: float, memory: int) -> object:
        """Run functions in the process, one after the other, and return the result of the last.

        `limit` is the CPU time of all of them, in seconds. Raise Died if the process ends during the calls.
        """
        begun = time.monotonic()
        self.busy = True
        try:
            self.connection.settimeout(min(limit, sum(seconds for seconds, _, _ in calls)) * _WAIT)
            server.send(self.connection, pickle.dumps((memory, limit, calls), protocol=5))
            data = server.receive(self.connection)
        except OSError:  # a TimeoutError is one
            data = bytearray()
        finally:
            self.busy = False
            if self.closed:  # another thread closed it during the call, and left the socket to this one
                self.connection.close()
        if not data:
            self.close()
            took, seconds = time.monotonic() - begun, min(limit, calls[-1][0])
            slow = f"the reply took more than {seconds:.0f} s of processor time to be read"
            fault = "the process that read the reply ended: it took too much memory, or a parser failed at it"
            raise Died(slow if took >= seconds * 0.9 else fault)
        self.retired, seconds_used = server.AFTER.unpack(data[-server.AFTER.size :])
        self.used += seconds_used
        return pickle.loads(data)  # which ignores what follows the result

    def close(self) -> None:
        """End the process. A call that waits for it in another thread notices, and closes the socket itself."""
        self.closed = True
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        if not self.busy:
            self.connection.close()


class _Pool:
    """Starts the server when the first reader is needed, and keeps idle processes for the next check."""

    def __init__(self) -> None:
        self.start_anew()

    def start_anew(self) -> None:
        """Forget all processes. In a forked process they are the parent's: two that share a socket get each other's replies."""
        self._lock = threading.Condition()
        self._in_checks: set[_Process] = set()  # those that checks have
        self._times_returned = 0  # how often one was given back
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._idle: list[_Process] = []
        self._loaded: frozenset[str] = frozenset()  # what the server has loaded, and each process that it forks has too
        self.threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="reader")

    def take(self, what: str) -> _Process:
        """Return an idle or new process that can read this: the data of a board, or pages."""
        with self._lock:
            self._wait(what)
            place = self._place_of(what)
            process = self._forked(what) if place is None else self._idle.pop(place)
            self._in_checks.add(process)
            return process

    def _wait(self, what: str) -> None:
        """Wait for a process while enough are in use, and some of them are given back from time to time."""
        until = time.monotonic() + _LONGEST
        returned = -1
        while returned != self._times_returned and time.monotonic() < until:
            returned = self._times_returned
            if self._lock.wait_for(lambda: self._place_of(what) is not None or self._in_use() < _ENOUGH, _PATIENCE):
                return

    def _in_use(self) -> int:
        self._in_checks = {process for process in self._in_checks if not process.closed}
        return len(self._in_checks)

    def _place_of(self, what: str) -> int | None:
        """Return the place of an idle process that can read this, the one that was used last."""
        places = reversed(range(len(self._idle)))
        return next((place for place in places if self._idle[place].what & {what, server.PAGES}), None)

    def _forked(self, what: str) -> _Process:
        try:
            return self._fork(what)
        except OSError:
            self._stop()  # somebody killed the server: try once more with a new one
            return self._fork(what)

    def warm(self) -> None:
        """Start the server if it does not run, without waiting for it."""
        with self._lock:
            if self._control is None:
                self._start()

    def give_back(self, process: _Process) -> None:
        """Take back a process whose check is over."""
        with self._lock:
            self._in_checks.discard(process)
            self._times_returned += 1
            self._lock.notify_all()
            least = next((idle for idle in self._idle if server.PAGES not in idle.what), None)
            if len(self._idle) >= _IDLE and server.PAGES in process.what and least is not None:
                self._idle.remove(least)
                least.close()
            if not process.retired and len(self._idle) < _IDLE:
                self._idle.append(process)
                return
        process.close()

    def _fork(self, what: str) -> _Process:
        control = self._control or self._start()
        self._loaded |= {what}
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(control, [server.name(what)], [theirs.fileno()])
            return _Process(ours, self._loaded)
        except BaseException:
            ours.close()
            raise

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        code = "import sys; sys.path[:] = sys.argv[2:]; from tracker.check.reader import server; server.main(int(sys.argv[1]))"
        command = [sys.executable, "-c", code, str(theirs.fileno()), *filter(None, sys.path)]
        self._server = subprocess.Popen(
            command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        theirs.close()
        self._control = ours
        return ours

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._server is not None:
            try:
                self._server.wait(5)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
        self._control = self._server = None
        self._loaded = frozenset()

    def close_idle(self) -> None:
        """End the idle processes."""
        with self._lock:
            while self._idle:
                self._idle.pop().close()

    def close(self) -> None:
        """End every process and the server."""
        self.close_idle()
        with self._lock:
            self._stop()


_pool = _Pool()
atexit.register(_pool.close)
os.register_at_fork(after_in_child=_pool.start_anew)


def warm() -> None:
    """Start the server from which readers are forked, because a reader will be needed soon."""
    _pool.warm()


class Reader:
    """Reads the replies of one check. If a process dies over a reply, a new one repeats the calls that set it up.

    `live`: other checks go on while this one waits; in a replay from the archive, nothing else goes on. `limit` is the CPU time
    of the check, in seconds. `memory` is what a call may take beyond what the process starts with, in bytes.
    """

    def __init__(self, *, live: bool = True, limit: float = math.inf, memory: int = server.MEMORY) -> None:
        self.memory = memory
        self.live = live
        self.limit = limit
        self._used = 0.0
        self._process: _Process | None = None
        self._setup_calls: list[tuple[Callable[..., object], tuple[object, ...]]] = []
        self._next = 0  # the first of `_done` that the process has not run
        self._deaths = 0

    async def do(self, function: Callable[[ReadingState, *Ts], R], *arguments: *Ts) -> R:
        """Run a function of `work` in the process while others go on. Raise Failed or Blocked if it did."""
        return await self._apart(lambda: self.do_now(function, *arguments))

    async def read(self, entries: work.Wanted) -> list[Posting | Unread]:
        """Read entries (`work.read`). If a process dies over some of them, only those fail."""
        return await self._apart(lambda: self.read_now(entries))

    async def _apart(self, call: Callable[[], R]) -> R:
        if not self.live:
            return call()
        try:
            return await asyncio.get_running_loop().run_in_executor(_pool.threads, call)
        except asyncio.CancelledError:
            self.close()
            raise

    def later(self, function: Callable[[ReadingState, *Ts], R], *arguments: *Ts) -> None:
        """Run a function of `work` before the next call, if there is one, and in the same message. Its result is already known."""
        self._setup_calls.append((function, arguments))

    def do_now(self, function: Callable[[ReadingState, *Ts], R], *arguments: *Ts) -> R:
        """Run a function of `work` in the process, and wait for the result."""
        try:
            if self._process is None:
                self._renew(arguments)
            result = self._call(function, arguments)
        except Died:
            self._process, self._next = None, 0
            self._deaths += 1
            raise
        if isinstance(result, Exception):
            raise result
        if function.__name__ in _LASTING:
            self._setup_calls.append((function, arguments))
            self._next = len(self._setup_calls)
        return result  # type: ignore[return-value]

    def read_now(self, entries: work.Wanted) -> list[Posting | Unread]:
        """Read entries, and wait for the result."""
        try:
            return self.do_now(work.read, entries)
        except Died as death:
            if len(entries) == 1 or self._deaths >= _DEATHS:
                return [death] * len(entries)
        return [result for single in entries for result in self.read_now([single])]

    def _renew(self, arguments: tuple[object, ...]) -> None:
        """Start a new process and repeat the calls that set it up."""
        if self._deaths >= _DEATHS:
            message = f"{_DEATHS} of its replies took too much time or memory to be read; the rest is not read"
            raise Died(message)
        all_arguments = (
            *(value for _, earlier_arguments in self._setup_calls for value in earlier_arguments),
            *arguments,
        )
        boards = (
            value.board for value in all_arguments if isinstance(value, Source) and value.board in server.DATA_BOARDS
        )
        self._process = _pool.take(next(boards, server.PAGES))

    def _call(self, function: Callable[..., object], arguments: tuple[object, ...]) -> object:
        """Run the calls that are due before, then the function; in one message if all of it is small."""
        calls: list[tuple[Callable[..., object], tuple[object, ...]]] = []
        size = 0
        for call in (*self._setup_calls[self._next :], (function, arguments)):
            more = sum(_sizes(call[1]))
            if calls and size + more > _MESSAGE:
                self._send(calls)
                calls, size = [], 0
            calls.append(call)
            size += more
        result = self._send(calls)
        self._next = len(self._setup_calls)
        return result

    def _send(self, calls: Sequence[tuple[Callable[..., object], tuple[object, ...]]]) -> object:
        if self._process is None:
            message = "the reader is closed"
            raise RuntimeError(message)
        remaining = self.limit - self._used
        if remaining <= 0:
            self._process.close()  # `do_now` forgets it
            message = f"the replies of the check took more than {self.limit:.0f} s of processor time to be read (limit)"
            raise Died(message)
        limited = [(_seconds(arguments), function, arguments) for function, arguments in calls]
        results = self._process.call(limited, remaining, self.memory)
        self._used += self._process.used
        self._process.used = 0.0
        return results

    def close(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process is not None:
            process.close()

    def release(self) -> None:
        """Return the process for use by the next check."""
        process, self._process = self._process, None
        self._setup_calls.clear()
        self._next = 0
        if process is not None:
            _pool.give_back(process)


_LASTING = (work.begin.__name__, work.send.__name__)  # calls that a new process repeats


def _seconds(arguments: tuple[object, ...]) -> float:
    """Return the limit of a call."""
    return SECONDS + SECONDS_PER_MB * sum(_sizes(arguments)) / (1 << 20)


def _sizes(value: object) -> Iterator[int]:
    if isinstance(value, Page):
        yield value.size
        yield from _sizes(value.parts)
    elif isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        for item in value:
            yield from _sizes(item)


@contextmanager
def reader(*, live: bool = True, limit: float = math.inf, memory: int = server.MEMORY) -> Iterator[Reader]:
    """Provide a reader for a `with` block."""
    new_reader = Reader(live=live, limit=limit, memory=memory)
    try:
        yield new_reader
    except BaseException:
        new_reader.close()
        raise
    finally:
        new_reader.release()
