"""A proxy on loopback for the browser, which connects to public addresses only.

A page's script may request anything, and be redirected anywhere. Its requests can only be judged where the connection
is made, because only there the real address is known. The browser runs untrusted code, so each step has a limit. Other
users of this machine can reach the port too; without the token they only get status 407.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hmac
import secrets
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from tracker.fetch import guard
from tracker.fetch.limits import NETWORK, PRIVATE, Failed
from tracker.model.page import Cause

USER = "tracker"
_MOST_HEAD = 64 << 10  # bytes of a request's head; Chromium sends some 20 KB of cookies at most
_CHUNK = 64 << 10
_MOST_CONNECTIONS = 300  # Chromium opens at most 32 to a proxy, and 255 more for WebSockets
_MOST_JUDGED = 1_000  # hosts whose refusal or failure is remembered
_FIRST_FREE = 1024  # lower ports belong to other services, except those of the web
_WEB_PORTS = frozenset((*range(80, 91), 443))


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Time limits of the proxy, in seconds: for a head, for a connection, and without traffic."""

    head: float = 10.0
    connect: float = 20.0
    idle: float = 90.0


class GuardProxy:
    """Forwards HTTP and CONNECT. The browser gets `address` and `token` (the password of USER)."""

    def __init__(self, patience: Timeouts | None = None, most: int = _MOST_CONNECTIONS) -> None:
        self.address = ""
        self.token = secrets.token_urlsafe(32)
        self._patience = patience or Timeouts()
        self._most = most
        self._expected = b"Basic " + base64.b64encode(f"{USER}:{self.token}".encode())
        self._judged: dict[str, Failed] = {}
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_MOST_HEAD)
        self.address = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def judged(self, url: str) -> Failed | None:
        """Return why the last connection to the host of an http address failed, None if it did not."""
        try:
            return self._judged.get(urlsplit(url).netloc.rpartition("@")[2])
        except ValueError:
            return None

    def last_failure(self) -> Failed | None:
        """Return why the newest failed connection failed, None if none did."""
        return next(reversed(self._judged.values()), None)

    def begin(self) -> None:
        """Drop earlier failures, because a new page begins."""
        self._judged.clear()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._tasks) >= self._most:
            writer.transport.abort()
            return
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            await self._serve(reader, writer)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError):
            pass
        finally:
            await _close_connection(writer, self._patience.connect)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(self._patience.head):
            head = await reader.readuntil(b"\r\n\r\n")
        first, _, rest = head.partition(b"\r\n")
        if not self._knows(rest):
            await _refuse(writer, "407 Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="tracker"')
            return
        method, target, version = first.decode("latin-1").split(" ", 2)
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        if not parts.hostname or (method != "CONNECT" and parts.scheme != "http"):
            await _refuse(writer, "400 Bad Request")
            return
        host = parts.netloc.rpartition("@")[2]
        self._judged.pop(host, None)
        try:
            far_reader, far_writer = await self._connect(
                parts.hostname, parts.port or (443 if method == "CONNECT" else 80)
            )
        except Failed as failed:
            if len(self._judged) < _MOST_JUDGED:
                self._judged[host] = failed
            await _refuse(writer, "403 Forbidden" if failed.kind == "private" else "502 Bad Gateway")
            return
        try:
            if method == "CONNECT":
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
                far_writer.write(f"{method} {path} {version}\r\n".encode("latin-1") + _one_request(rest))
            await self._carry(reader, writer, far_reader, far_writer)
        finally:
            far_writer.transport.abort()

    def _knows(self, head: bytes) -> bool:
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.strip().lower() == b"proxy-authorization":
                return hmac.compare_digest(value.strip(), self._expected)
        return False

    async def _connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Resolve, check all addresses, and connect to one of the addresses that were checked."""
        if port < _FIRST_FREE and port not in _WEB_PORTS:
            raise Failed(PRIVATE, f"port {port} of {host} is not one of the web")
        why = "it has no address"
        try:
            async with asyncio.timeout(self._patience.connect):
                resolved_addresses = await asyncio.get_running_loop().getaddrinfo(host, port, type=1)
                addresses = list(dict.fromkeys(str(resolved[4][0]) for resolved in resolved_addresses))
                guard.check(host, addresses)
                for address in addresses:
                    try:
                        return await asyncio.open_connection(address, port, limit=_CHUNK)
                    except OSError as error:
                        why = str(error)
        except guard.Refused as refused:
            raise Failed(PRIVATE, str(refused), cause=Cause(refused.why)) from refused
        except TimeoutError:
            why = f"no connection within {self._patience.connect:g} s"
        except (OSError, UnicodeError) as error:
            why = str(error)
        raise Failed(NETWORK, f"{host} could not be reached: {why}")

    async def _carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        far_reader: asyncio.StreamReader,
        far_writer: asyncio.StreamWriter,
    ) -> None:
        """Forward bytes both ways until one side ends, or nothing is sent for too long."""
        pipe = _Pipe(self._patience.idle)
        ways = [
            asyncio.create_task(pipe.copy(reader, far_writer)),
            asyncio.create_task(pipe.copy(far_reader, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)


class _Pipe:
    """The two directions of one connection, which share the time without traffic."""

    def __init__(self, idle: float) -> None:
        self._idle = idle
        self._clock = asyncio.get_running_loop().time
        self._moved = self._clock()

    async def copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Copy until the end, or until neither direction was active for `idle` seconds."""
        with contextlib.suppress(OSError, TimeoutError):
            while data := await self._read_chunk(reader):
                self._moved = self._clock()
                writer.write(data)
                async with asyncio.timeout(self._idle):
                    await writer.drain()

    async def _read_chunk(self, reader: asyncio.StreamReader) -> bytes:
        while True:
            try:
                async with asyncio.timeout_at(self._moved + self._idle):
                    return await reader.read(_CHUNK)
            except TimeoutError:
                if self._clock() >= self._moved + self._idle:
                    raise


async def _refuse(writer: asyncio.StreamWriter, status: str, *headers: str) -> None:
    lines = [f"HTTP/1.1 {status}", *headers, "Content-Length: 0", "Connection: close", "", ""]
    writer.write("\r\n".join(lines).encode("latin-1"))
    await writer.drain()


async def _close_connection(writer: asyncio.StreamWriter, most: float) -> None:
    """Close a connection after sending the rest, and abort it if the other side does not read."""
    writer.close()
    try:
        async with asyncio.timeout(most):
            await writer.wait_closed()
    except (OSError, TimeoutError):
        writer.transport.abort()


def _one_request(head: bytes) -> bytes:
    """Return the head changed so that the connection ends after one request, and the next is checked by its own address."""
    lines = [
        line
        for line in head.split(b"\r\n")
        if line and not line.lower().startswith((b"proxy-connection:", b"connection:", b"proxy-authorization:"))
    ]
    return b"\r\n".join([*lines, b"Connection: close", b"", b""])
