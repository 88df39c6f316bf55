"""One lane a host: requests one after the other, with a pause between them; and what robots.txt allows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from protego import Protego

from tracker.model import Page, Request

_GOOD = 200
_CLIENT_ERROR, _SERVER_ERROR = 400, 500


class Lanes:
    """Keeps one request at a time to each host, and the delay that its source asks for between two."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._free_at: dict[str, float] = {}

    @asynccontextmanager
    async def lane(self, url: str, delay: float) -> AsyncIterator[None]:
        """Wait for the host's lane and for its pause to be over, then hold it."""
        host = urlsplit(url).netloc.lower()
        lock = self._locks.setdefault(host, asyncio.Lock())
        async with lock:
            clock = asyncio.get_running_loop().time
            pause = self._free_at.get(host, 0.0) - clock()
            if pause > 0:
                await asyncio.sleep(pause)
            try:
                yield
            finally:
                self._free_at[host] = max(self._free_at.get(host, 0.0), clock() + delay)

    def hold(self, url: str, seconds: float) -> None:
        """Leave a host alone for this long (Retry-After)."""
        host = urlsplit(url).netloc.lower()
        self._free_at[host] = asyncio.get_running_loop().time() + seconds


class Robots:
    """Reads robots.txt once a run and origin (RFC 9309): 4xx allows all, 5xx and no answer allow nothing."""

    def __init__(self, agent: str) -> None:
        self.agent = agent
        self._rules: dict[str, asyncio.Future[Protego | str]] = {}

    async def forbids(self, url: str, get: Callable[[Request], Awaitable[Page]]) -> tuple[str, str]:
        """Give why this address may not be read and of what kind that is; two empty texts if it may."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            future: asyncio.Future[Protego | str] = asyncio.get_running_loop().create_future()
            self._rules[origin] = future
            future.set_result(await self._read(origin, get))
        rules = await self._rules[origin]
        if isinstance(rules, str):
            return rules, "network"
        if not rules.can_fetch(url, self.agent):
            return f"{origin}/robots.txt forbids it", "robots"
        return "", ""

    async def _read(self, origin: str, get: Callable[[Request], Awaitable[Page]]) -> Protego | str:
        page = await get(Request(f"{origin}/robots.txt"))
        if page.failure_kind == "redirects" or _CLIENT_ERROR <= page.status < _SERVER_ERROR:
            return Protego.parse("")
        if page.failure:
            return f"{origin}/robots.txt could not be read: {page.failure}"
        if page.status != _GOOD:
            return f"{origin}/robots.txt answered status {page.status}, which allows nothing for now"
        return Protego.parse(page.text())
