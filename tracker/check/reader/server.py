"""Fork reading processes from a server process that has loaded every parser once.

The main process starts the server (`main`). For each reader that it needs, it sends the server one end of a
socket pair. When that connection closes, the server and its readers end.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import resource
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable, Sequence
from functools import cache, partial
from importlib import import_module
from pathlib import Path

from tracker.boards import BOARDS
from tracker.check.reader import work
from tracker.extract import htmltree
from tracker.fetch import heap
from tracker.model.errors import Failed

SIZE = struct.Struct("!Q")
AFTER = struct.Struct(
    "!?d"
)  # what follows a result: whether the process ends after this check, and the CPU time that it took, in seconds
MEMORY = 1 << 30  # bytes that a reader may take beyond what it starts with; a list of 24 MB takes some 250 MB
PAGES = "pages"  # what a reader will read: pages for people, or the data of the API of the board of this name
Call = tuple[
    float, Callable[..., object], tuple[object, ...]
]  # the limit in seconds, a function of `work`, its arguments
_LEAST = 0.001  # seconds of a timer: 0 would stop it
_NAME = 64  # bytes of such a name on the socket
_GARBAGE = 20_000  # objects after which the garbage collector looks for cycles: as many as a page's tree has
_RETIRE = 160 << 20  # bytes; a reader that has grown to this ends after its check, because memory is never returned


def receive(connection: socket.socket) -> bytearray:
    """Return the next message, an empty one if the other side is gone."""
    head = _exactly(connection, SIZE.size)
    return _exactly(connection, SIZE.unpack(head)[0]) if head else head


def _exactly(connection: socket.socket, size: int) -> bytearray:
    data = bytearray(size)
    view = memoryview(data)
    while view:
        count = connection.recv_into(view)
        if not count:
            return bytearray()
        view = view[count:]
    return data


def send(connection: socket.socket, *parts: bytes) -> None:
    """Send one message, made of these parts, in one system call if it fits: each call wakes the other process up."""
    whole = (SIZE.pack(sum(map(len, parts))), *parts)
    sent = connection.sendmsg(whole)
    for part in whole:
        if sent < len(part):
            connection.sendall(memoryview(part)[sent:])
        sent = max(sent - len(part), 0)


def main(descriptor: int) -> None:
    """Fork a reader for every socket that arrives."""
    control = socket.socket(fileno=descriptor)
    readers: set[int] = set()
    # Wait for readers that have ended, so that the CPU time of a run includes theirs.
    signal.signal(signal.SIGCHLD, lambda _number, _frame: _bury(readers, os.WNOHANG))
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)  # the main process decides when this one ends
    os.setpgid(0, 0)
    heap.keep()
    _load()
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, _NAME, 1)
        if not data:
            break
        load(data.decode().strip())
        pid = os.fork()
        if pid == 0:
            control.close()
            with contextlib.suppress(ConnectionError):  # the tracker was killed
                _serve(socket.socket(fileno=descriptors[0]))
            os._exit(0)
        readers.add(pid)
        os.close(descriptors[0])
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for pid in readers:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    _bury(readers, 0)
    with contextlib.suppress(OSError):
        os.killpg(0, signal.SIGKILL)


def name(what: str) -> bytes:
    """Return the message that tells `main` what the next reader will read."""
    return what.encode().ljust(_NAME)


def _load() -> None:
    """Load the modules that every reader needs for its first reply, once for all readers."""
    for module in _LATER:
        import_module(f"tracker.{module}")  # modules that are otherwise imported at first use
    import_module("multidict")  # the headers of pages are sent as a multidict


@cache
def load(what: str) -> None:
    """Load a board, or all boards and the parsers of pages (0.3 s of CPU time), before the first reader of it is forked.

    Beautiful Soup builds tables with its first tree, soupsieve with its first selector.
    """
    for board in BOARDS if what == PAGES else (what,):
        _ = BOARDS[board]
    if what == PAGES:
        for module in _OF_PAGES:
            import_module(f"tracker.{module}")
        htmltree.lexbor(_ANY_PAGE).css_first("p")
        htmltree.soup(_ANY_PAGE).select_one("p.any")
    gc.freeze()


# Boards whose replies are JSON. Add new ones here. Their readers are forked without the parsers of pages.
DATA_BOARDS = frozenset(
    "greenhouse lever ashby workday smartrecruiters workable recruitee rippling pinpoint oracle tesla json".split()
)
_LATER = ("extract.pay.prose", "extract.pay.declared", "extract.pay.constants")
_OF_PAGES = (
    "extract.still_open",
    "extract.closed_places",
    "extract.closed_words",
    "boards.kit.jobposting",
    "boards.kit.textless",
)
_ANY_PAGE = "<html><body><p class=any>Any page.</p></body></html>"


def _bury(readers: set[int], how: int) -> None:
    """Wait for the readers that have ended or, if `how` is 0, for all readers to end."""
    for pid in tuple(readers):
        with contextlib.suppress(ChildProcessError):
            if os.waitpid(pid, how) == (0, 0):
                continue
        readers.discard(pid)


def _serve(connection: socket.socket) -> None:
    """Answer calls in turn, until the other side closes or a limit ends this process."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    space = _address_space()
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (space + MEMORY, space + MEMORY))
    send(connection, pickle.dumps(os.getpid()))
    desk = work.ReadingState()
    while data := receive(connection):
        memory, limit, calls = pickle.loads(data)  # noqa: S301 (from the process that started this one)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (space + min(memory, MEMORY), space + MEMORY))
        # A limit of CPU time does not depend on what else the machine does. The default action of its signal ends the
        # process even in the middle of a regular expression or a parser written in C.
        begun = time.process_time()
        answer = _answer(desk, calls, begun + limit)
        signal.setitimer(signal.ITIMER_PROF, 0)
        send(connection, answer, AFTER.pack(_grown() > _RETIRE, time.process_time() - begun))


def _answer(desk: work.ReadingState, calls: Sequence[Call], until: float) -> bytes:
    """Run the calls, and return the result of the last. `until` is the processor time at which all of them end."""
    result: object = None
    for seconds, function, arguments in calls:
        signal.setitimer(signal.ITIMER_PROF, min(seconds, max(until - time.process_time(), _LEAST)))
        result = work.contained("the reply", partial(function, desk, *arguments))
    try:
        return pickle.dumps(result, protocol=5)
    except MemoryError:
        return pickle.dumps(Failed("the reply needs too much memory to be read"))


def _grown() -> int:
    """Return the most memory that this process has used, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _address_space() -> int:
    """Return the size of this process's address space, in bytes."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 1 << 30  # no /proc: assume 1 GB
