"""The process from which reading processes are forked, so that each of them has every parser loaded at once.

It is started once by the process that reads (`main`), over a socket that hands it one end of a pair for every reader
that is wanted. It ends, and its readers with it, when the other end of that socket is closed.
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
from pathlib import Path

from tracker.errors import Failed
from tracker.reader import work

SIZE = struct.Struct("!Q")
MEMORY = 1 << 30  # bytes that a reader may take beyond what it begins with; a list of 24 MB takes some 250 MB
_RETIRE = 200 << 20  # bytes: a reader that has grown to this ends after its check, for it never gives memory back


def receive(connection: socket.socket) -> bytes:
    """Return the next message; b"" when the other side is gone."""
    head = _exactly(connection, SIZE.size)
    return bytes(_exactly(connection, SIZE.unpack(head)[0])) if head else b""


def _exactly(connection: socket.socket, size: int) -> bytearray:
    found = bytearray(size)
    view = memoryview(found)
    while view:
        count = connection.recv_into(view)
        if not count:
            return bytearray()
        view = view[count:]
    return found


def send(connection: socket.socket, data: bytes) -> None:
    """Send one message."""
    connection.sendall(SIZE.pack(len(data)) + data)


def main(descriptor: int) -> None:
    """Fork a reader for every socket that comes."""
    control = socket.socket(fileno=descriptor)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries readers that have ended
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)  # whoever reads decides when this ends
    os.setpgid(0, 0)
    gc.freeze()
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not data:
            break
        if os.fork() == 0:
            control.close()
            _serve(socket.socket(fileno=descriptors[0]))
            os._exit(0)
        os.close(descriptors[0])
    with contextlib.suppress(OSError):
        os.killpg(0, signal.SIGKILL)


def _serve(connection: socket.socket) -> None:
    """Answer calls, one after the other, until the other side closes or a limit ends this process."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    space = _address_space()
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (space + MEMORY, space + MEMORY))
    send(connection, pickle.dumps(os.getpid()))
    desk = work.Desk()
    while data := receive(connection):
        seconds, memory, function, arguments = pickle.loads(data)  # noqa: S301 (from the process that started this one)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (space + min(memory, MEMORY), space + MEMORY))
        # The limit is of processor time, so that it does not depend on what else the machine does. The default action
        # of its signal ends the process, also in the middle of a pattern or a parser written in C.
        signal.setitimer(signal.ITIMER_PROF, seconds)
        begun = time.process_time()
        answer = _answer(desk, function, arguments)
        signal.setitimer(signal.ITIMER_PROF, 0)
        send(connection, answer)
        send(connection, pickle.dumps((_grown() > _RETIRE, time.process_time() - begun)))


def _answer(desk: work.Desk, function: object, arguments: tuple[object, ...]) -> bytes:
    found = work.contained("the reply", lambda: function(desk, *arguments))  # type: ignore[operator]
    try:
        return pickle.dumps(found, protocol=5)
    except MemoryError:
        return pickle.dumps(Failed("the reply needs too much memory to be read"))


def _grown() -> int:
    """Return the most memory that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _address_space() -> int:
    """Return how much address space this process has, in bytes."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 1 << 30  # no /proc: only what is beyond it is bounded
