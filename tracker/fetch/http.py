"""Send one HTTP request: conditional, limited, and guarded at the socket. A redirect is returned, not followed."""

from __future__ import annotations

import asyncio
import errno
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from tracker.extract import urls
from tracker.fetch import decoding, guard
from tracker.fetch.spool import Receiver, Spool
from tracker.model import Page, Prior, Request, Time
from tracker.model.page import Cause, Reason

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_KEEP_METHOD = frozenset((307, 308))
_NOT_MODIFIED = 304

_CONNECT_SECONDS = 20.0
_SILENT_SECONDS = 60.0  # without a byte, also before the headers; the slowest listing seen begins after 25 s
_MOST_FIELD = 64 << 10  # bytes of a header line; content security policies of 12 KB have been seen
_MOST_CONDITION = 1024  # characters of an ETag that is sent back
_MOST_TOLD = 300  # characters of a failure's message

_CONTROLS = "".join(map(chr, range(0x21)))  # control characters and the space: browsers strip them from an address
_UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_ODD = "it has control characters, or bytes that are not UTF-8"
_NO_NETWORK = frozenset((errno.ENETUNREACH, errno.ENETDOWN))
_PRINTABLE = re.compile(r"[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?").fullmatch
# Headers that are kept in a redirect to another origin. Others may be a password, a token or a cookie.
_HARMLESS = frozenset(("accept", "accept-language", "content-type"))


def parsed(url: str) -> URL:
    """Return a web address as it will be sent. Raise ValueError if it is not one."""
    text = url.strip(_CONTROLS)
    if _UNFIT.search(text):
        raise ValueError(_ODD)
    address = URL(text, encoded=True) if text.isascii() and " " not in text else URL(text)
    if address.scheme not in {"http", "https"} or not address.raw_host or address.port is None:
        message = "it needs http:// or https:// and a host"
        raise ValueError(message)
    return address


def origin(url: URL) -> str:
    """Return scheme, host and port of an address in a single form."""
    return f"{url.scheme}://{url.host_port_subcomponent}".lower()


class GuardedResolver(AbstractResolver):
    """A resolver that refuses names that lead to an address that is not public."""

    def __init__(self) -> None:
        self._inner = aiohttp.ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        """Resolve a name. Raise Refused if one of its addresses is not public."""
        hosts = await self._inner.resolve(host, port, family)  # type: ignore[arg-type]
        guard.check(host, [resolved["host"] for resolved in hosts])
        return hosts

    async def close(self) -> None:
        """Close the resolver."""
        await self._inner.close()


def connector(*, private: bool) -> aiohttp.TCPConnector:
    """Return a connector. Without `private`, addresses are checked when they are resolved and when they are connected to.

    The resolver alone is not enough: it is not used if the host is an address, in whatever spelling.
    """
    if private:
        return aiohttp.TCPConnector(limit=0, ttl_dns_cache=300)
    return aiohttp.TCPConnector(
        resolver=GuardedResolver(), socket_factory=guard.judged_socket, limit=0, ttl_dns_cache=300
    )


class Http:
    """Sends one request at a time. Always returns a Page; a failure is a page with `failure`."""

    def __init__(self, agent: str, now: Callable[[], Time]) -> None:
        self.agent = agent
        self.now = now
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions.values():
            await session.close()

    def _session(self, *, private: bool) -> aiohttp.ClientSession:
        if private not in self._sessions:
            self._sessions[private] = aiohttp.ClientSession(
                connector=connector(private=private),
                headers={"User-Agent": self.agent, "Accept-Encoding": decoding.ACCEPTED},
                auto_decompress=False,
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS, sock_read=_SILENT_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                read_bufsize=1 << 20,
                max_line_size=_MOST_FIELD,
                max_field_size=_MOST_FIELD,
            )
        return self._sessions[private]

    async def send(
        self,
        request: Request,
        *,
        private: bool,
        prior: Prior | None = None,
        seconds: float | None = None,
        most: int | None = None,
        spool: Spool | None = None,
    ) -> Page | Request:
        """Send one request. Return the page; if the reply is a redirect, return the request that it leads to.

        `seconds` is the limit for the whole reply (default: `guard.MOST_SECONDS`). A body of more than
        `guard.MOST_BYTES` is a failure; with `most`, the body is cut there instead. Raises only CancelledError.
        """
        try:
            async with asyncio.timeout(guard.MOST_SECONDS if seconds is None else seconds):
                return await self._send(request, private=private, prior=prior, most=most, spool=spool)
        except Exception as error:  # noqa: BLE001  # whatever a reply does to a library is that reply's failure
            found = why(error)
            return self.failed(request, found.failure, found.kind, found.cause)

    def failed(self, request: Request, failure: str, kind: str, cause: Cause | None = None) -> Page:
        """Return a page with this failure."""
        cause = cause or Cause(failure)
        return Page(request, request.url, failure=failure, failure_kind=kind, fetched_at=self.now(), cause=cause)

    async def _send(
        self, request: Request, *, private: bool, prior: Prior | None, most: int | None, spool: Spool | None
    ) -> Page | Request:
        url = parsed(request.url)
        if not private:
            judge(url)
        conditions = _conditions(prior)
        async with self._session(private=private).request(
            request.method,
            url,
            data=request.body or None,
            headers={**dict(request.headers), **conditions},
            allow_redirects=False,
        ) as reply:
            if reply.status in _REDIRECTS:
                try:
                    return redirected(request, reply.status, reply.headers.get("Location", ""))
                except ValueError as error:
                    return self.failed(request, str(error), "redirects")
            return await self._page(request, reply, prior if conditions else None, most, spool)

    async def _page(
        self,
        request: Request,
        reply: aiohttp.ClientResponse,
        prior: Prior | None,
        most: int | None,
        spool: Spool | None,
    ) -> Page:
        headers = tuple((_text(name), _text(value)) for name, value in reply.headers.items())
        at, url = self.now(), request.url
        if reply.status == _NOT_MODIFIED and prior:
            return Page(request, url, reply.status, headers, b"", at, not_modified=True, sha256=prior.sha256)
        if most is None and reply.content_length and reply.content_length > guard.MOST_BYTES:
            return self.failed(request, f"the reply has {reply.content_length:,} bytes", "too-large")
        receiver = Receiver(spool)
        try:
            await _read_body(reply, receiver, guard.MOST_BYTES if most is None else most)
        finally:
            receiver.close()
        if most is None and receiver.size > guard.MOST_BYTES:
            if spool:
                spool.refused += receiver.size
            return self.failed(request, f"the reply has more than {guard.MOST_BYTES:,} bytes", "too-large")
        body, sha256 = receiver.done()
        return Page(request, url, reply.status, headers, body, at, sha256=sha256)


async def _read_body(reply: aiohttp.ClientResponse, receiver: Receiver, most: int) -> None:
    """Read a body up to `most` bytes, plus one to know that it goes on. Raise Cut if it ends too early."""
    decoder = decoding.Decoder(", ".join(reply.headers.getall("Content-Encoding", [])))
    async for part in reply.content.iter_any():
        for piece in decoder.feed(part):
            receiver.take(piece[: most + 1 - receiver.size])
            if receiver.size > most:
                reply.close()
                return
    decoder.end()


def judge(url: URL) -> None:
    """Raise Refused if the host is an IP address, in any spelling, that is not public."""
    for host in dict.fromkeys((url.raw_host or "", url.host or "")):  # as it is sent, and as it is meant
        address = guard.literal(host)
        if address:
            guard.check(host, [address])


def redirected(request: Request, status: int, location: str) -> Request:
    """Return the request that a redirect leads to. Raise ValueError if it leads nowhere.

    303, and 301 and 302 after a POST, turn it into a GET, as in browsers. Only harmless headers are sent to another
    origin.
    """
    if not location.strip():
        message = f"status {status} is a redirect without an address"
        raise ValueError(message)
    try:
        if _UNFIT.search(location.strip(_CONTROLS)):
            raise ValueError(_ODD)
        url = urls.join(request.url, location)
        target = parsed(url)
    except ValueError as error:
        message = f"it leads to {urls.display(_text(location))!r}, which is not a web address: {printable(error)}"
        raise ValueError(message) from error
    headers, method, body = request.headers, request.method, request.body
    if method != "HEAD" and status not in _KEEP_METHOD:
        method, body = "GET", b""
        headers = tuple(header for header in headers if not header[0].lower().startswith("content-"))
    before = parsed(request.url)
    upgraded = (target.scheme, target.raw_host) == ("https", before.raw_host) and target.is_default_port()
    if origin(target) != origin(before) and not upgraded:
        headers = tuple(header for header in headers if header[0].lower() in _HARMLESS)
    return replace(request, url=url, method=method, body=body, headers=headers)


def _conditions(prior: Prior | None) -> dict[str, str]:
    """Return the headers of a conditional request, if the server sent validators with the stored reply."""
    conditions = {}
    if prior and _fit(prior.etag):
        conditions["If-None-Match"] = prior.etag
    if prior and _fit(prior.last_modified):
        conditions["If-Modified-Since"] = prior.last_modified
    return conditions


def _fit(value: str) -> bool:
    return len(value) <= _MOST_CONDITION and _PRINTABLE(value) is not None


def _text(value: str) -> str:
    """Return a header as text. Bytes that are not UTF-8 (surrogates in aiohttp) are replaced."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if not value.isascii() else value


@dataclass(frozen=True, slots=True)
class Why:
    """An error as a page states it: `Page.failure`, `Page.failure_kind` and `Page.cause`."""

    failure: str
    kind: str
    cause: Cause | None = None


def why(error: Exception) -> Why:
    """Return an error as a page states it."""
    refused = cause(error)
    if refused:
        return Why(str(refused), "private", Cause(refused.why))
    failure, kind = _message_and_kind(error)
    if kind == "network" and any(isinstance(one, ssl.SSLError) for one in _chain(error)):
        return Why(failure, kind, Cause(failure, Reason.NO_ENCRYPTION))
    return Why(failure, kind)


def _message_and_kind(error: Exception) -> tuple[str, str]:
    """Return the message of an error, and its kind."""
    if isinstance(error, aiohttp.SocketTimeoutError):
        return f"no answer: nothing came for {_SILENT_SECONDS:.0f} s", "timeout"
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return f"no connection within {_CONNECT_SECONDS:.0f} s", "timeout"
    if isinstance(error, TimeoutError):
        return f"no complete answer within {guard.MOST_SECONDS:.0f} s", "timeout"
    if isinstance(error, aiohttp.ClientConnectorError):
        return _unconnected(error)
    if isinstance(error, decoding.Cut):
        return printable(error), "network"
    if isinstance(error, ValueError) and not isinstance(error, aiohttp.ClientError):
        return f"its address can't be requested: {printable(error)}", "malformed"
    return f"{type(error).__name__}: {printable(error)}".strip(": "), "network"


def _unconnected(error: aiohttp.ClientConnectorError) -> tuple[str, str]:
    """Return why there was no connection, and its kind: the machine, the name, the host or its certificate."""
    number = error.os_error.errno or 0
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        why = getattr(error.certificate_error, "verify_message", "") or printable(error.certificate_error)
        return f"the certificate of {error.host} can't be trusted: {why}", "certificate"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        if number == socket.EAI_AGAIN:
            return f"no name can be looked up ({error.host}): this machine is offline, or its name server is", "offline"
        return f"{error.host} has no address", "dns"
    if number in _NO_NETWORK:
        return f"{error.host} is unreachable: this machine is offline", "offline"
    if number == errno.ECONNREFUSED:
        return f"{error.host} refuses connections at port {error.port}", "refused"
    return f"{type(error).__name__}: {printable(error)}", "network"


def cause(error: BaseException) -> guard.Refused | None:
    """Return the refusal that caused a network error, None if something else caused it."""
    return next((one for one in _chain(error) if isinstance(one, guard.Refused)), None)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, what caused it, and so on."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def printable(error: BaseException) -> str:
    """Return an error's message without characters that could harm a terminal."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in str(error)[:_MOST_TOLD])
