"""Limit the time and the bytes of one check."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tracker.model import Page, Request

Fetch = Callable[[Request], Awaitable[Page]]


class Budget:
    """Fetches pages until the time or the bytes are used up. From then on, every page is a failure of kind `budget`.

    `seconds` and `size` are the limits of the check. `clock` returns seconds, of which only differences count. `refused`
    returns the bytes of replies that were read and then refused, which are in no page. A reply that exceeds the size is not
    used, so at most one reply more than the size is read.
    """

    def __init__(
        self, seconds: float, size: int, clock: Callable[[], float], refused: Callable[[], int] = lambda: 0
    ) -> None:
        self.refused = refused
        self.seconds = seconds
        self.size = size
        self.clock = clock
        self._until = clock() + seconds
        self._used = 0

    def of(self, fetch: Fetch) -> Fetch:
        """Return a fetch that keeps to the budget."""

        async def within(request: Request) -> Page:
            remaining = self._until - self.clock()
            if remaining <= 0:
                return self._over(request, self._time())
            if self._bytes_read() >= self.size:
                return self._over(request, self._bytes())
            try:
                page = await asyncio.wait_for(fetch(request), remaining)
            except TimeoutError:
                return self._over(request, self._time())
            self._used += page.size + sum(part.size for part in page.parts)
            return page if self._bytes_read() <= self.size else self._over(request, self._bytes())

        return within

    def _bytes_read(self) -> int:
        return self._used + self.refused()

    def _bytes(self) -> str:
        return f"the check has read {self._bytes_read():,} bytes, and max_bytes is {self.size:,}"

    def _time(self) -> str:
        return f"the check has taken its {self.seconds:.0f} s (limit)"

    def _over(self, request: Request, why: str) -> Page:
        return Page(request, request.url, failure=f"not asked for: {why}", failure_kind="budget")
