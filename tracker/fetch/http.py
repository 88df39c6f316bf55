"""Pages and APIs over HTTP: conditional, bounded, guarded at the socket."""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from tracker.fetch import guard
from tracker.model import Page, Prior, Request, Time, moment

_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_NOT_MODIFIED = 304
_BUSY = frozenset((429, 503))
_PATIENCE = 60.0  # seconds: a host that asks for more is read in the next run
_KEEP_METHOD = frozenset((307, 308))


class Guarded(AbstractResolver):
    """Resolves names, and gives no address that is not public."""

    def __init__(self) -> None:
        self._inner = aiohttp.ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        """Resolve a name; Refused if one of its addresses is not public."""
        found = await self._inner.resolve(host, port, family)  # type: ignore[arg-type]
        guard.check(host, [one["host"] for one in found])
        return found

    async def close(self) -> None:
        """Close what resolves."""
        await self._inner.close()


class Http:
    """Sends one request at a time and gives a Page, whatever happens: a failure is a page that says so."""

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
            resolver = None if private else Guarded()
            self._sessions[private] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(resolver=resolver, limit=0, ttl_dns_cache=300),
                headers={"User-Agent": self.agent},
                timeout=aiohttp.ClientTimeout(total=guard.MOST_SECONDS, sock_connect=20),
                cookie_jar=aiohttp.DummyCookieJar(),
                read_bufsize=1 << 20,
            )
        return self._sessions[private]

    async def get(self, request: Request, *, private: bool, prior: Prior | None = None) -> Page:
        """Ask, follow redirects, and read the reply to its end."""
        try:
            return await self._follow(request, private=private, prior=prior)
        except guard.Refused as error:
            return self._failed(request, str(error), "private")
        except TimeoutError:
            return self._failed(request, f"no whole answer within {guard.MOST_SECONDS:.0f} s", "timeout")
        except aiohttp.ClientConnectorDNSError as error:
            return self._failed(request, f"{error.host} has no address", "network")
        except (aiohttp.ClientError, ssl.SSLError, OSError, ValueError) as error:
            refused = _cause(error)
            if refused:
                return self._failed(request, str(refused), "private")
            return self._failed(request, f"{type(error).__name__}: {error}".strip(": "), "network")

    def _failed(self, request: Request, failure: str, kind: str) -> Page:
        return Page(request, request.url, failure=failure, failure_kind=kind, fetched_at=self.now())

    async def _follow(self, request: Request, *, private: bool, prior: Prior | None) -> Page:
        url, method, body = request.url, request.method, request.body
        conditions = _conditions(prior)
        for _ in range(guard.MOST_REDIRECTS + 1):
            parts = urlsplit(url)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                return self._failed(request, f"it leads to {url!r}, which is no web address", "redirects")
            if not private and guard.literal(parts.hostname):
                guard.check(parts.hostname, [guard.literal(parts.hostname)])
            session = self._session(private=private)
            async with session.request(
                method,
                URL(url, encoded=True) if url.isascii() and " " not in url else URL(url),
                data=body or None,
                headers={**dict(request.headers), **conditions},
                allow_redirects=False,
            ) as reply:
                if reply.status in _REDIRECTS and reply.headers.get("Location"):
                    url = urljoin(url, reply.headers["Location"])
                    method, body = (method, body) if reply.status in _KEEP_METHOD else ("GET", b"")
                    conditions = {}
                    continue
                return await self._page(request, url, reply, prior)
        return self._failed(request, f"more than {guard.MOST_REDIRECTS} redirects", "redirects")

    async def _page(self, request: Request, url: str, reply: aiohttp.ClientResponse, prior: Prior | None) -> Page:
        headers = tuple(reply.headers.items())
        at = self.now()
        if reply.status == _NOT_MODIFIED and prior:
            return Page(request, url, reply.status, headers, b"", at, not_modified=True, sha256=prior.sha256)
        if reply.content_length and reply.content_length > guard.MOST_BYTES:
            return self._failed(request, f"the reply has {reply.content_length:,} bytes", "too-large")
        parts: list[bytes] = []
        size = 0
        async for part in reply.content.iter_any():
            size += len(part)
            if size > guard.MOST_BYTES:
                reply.close()
                return self._failed(request, f"the reply has more than {guard.MOST_BYTES:,} bytes", "too-large")
            parts.append(part)
        body = b"".join(parts)
        return Page(request, url, reply.status, headers, body, at, sha256=hashlib.sha256(body).hexdigest())


def _conditions(prior: Prior | None) -> dict[str, str]:
    """Ask only for what is new, where the server gave something to compare with."""
    conditions = {}
    if prior and prior.etag:
        conditions["If-None-Match"] = prior.etag
    if prior and prior.last_modified:
        conditions["If-Modified-Since"] = prior.last_modified
    return conditions


def _cause(error: BaseException) -> guard.Refused | None:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, guard.Refused):
            return seen
        seen = seen.__cause__ or seen.__context__
    return None


def retry_after(page: Page) -> float | None:
    """Give the seconds after which a busy host wants to be asked again, None if that is longer than we wait."""
    if page.status not in _BUSY or not page.header("retry-after"):
        return None
    value = page.header("retry-after").strip()
    if value.isdigit():
        seconds = float(value)
    else:
        try:
            seconds = (parsedate_to_datetime(value) - moment(page.fetched_at)).total_seconds()
        except (ValueError, TypeError):
            return None
    return max(0.0, seconds) if seconds <= _PATIENCE else None
