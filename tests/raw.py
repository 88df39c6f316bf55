"""A loopback server that sends exactly the bytes of a test, and a clock that moves only during a sleep."""

from __future__ import annotations

import asyncio
import socket
import socketserver
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

Answer = Callable[[str], bytes | Callable[[socket.socket], None]]


def reply(body: bytes = b"", status: int = 200, **headers: str) -> bytes:
    """Return a reply that closes the connection. `Retry_After="1"` is the header Retry-After."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


NONE = reply(status=404)


class Raw:
    """A context manager that serves. `answer` takes the path; `paths` and `heads` are the requests, in order."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.paths: list[str] = []
        self.heads: list[str] = []
        raw = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                head = b""
                while b"\r\n\r\n" not in head:
                    part = self.request.recv(65536)
                    if not part:
                        return
                    head += part
                path = head.split(b" ", 2)[1].decode("latin-1")
                raw.paths.append(path)
                raw.heads.append(head.decode("latin-1"))
                told = raw.answer(path)
                try:
                    if callable(told):
                        told(self.request)
                    else:
                        self.request.sendall(told)
                except OSError:
                    pass

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            block_on_close = False

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Clock:
    """A clock that moves only during a sleep. `slept` are the seconds of each sleep, in order."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.time += seconds
        await asyncio.sleep(0)
