"""What one check may take: time, and bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from tracker.model import Page, Request

Fetch = Callable[[Request], Awaitable[Page]]


class Budget:
    """Asks for pages while there is time and room left; then every page is a failure of kind `budget`.

    `seconds` and `size` are the most that the check may take; `clock` returns seconds, and only differences count.
    """

    def __init__(self, seconds: float, size: int, clock: Callable[[], float]) -> None:
        self.seconds = seconds
        self.size = size
        self.clock = clock
        self._until = clock() + seconds
        self._used = 0

    def of(self, fetch: Fetch) -> Fetch:
        """Return a fetch that keeps to the budget."""

        async def within(request: Request) -> Page:
            left = self._until - self.clock()
            if left <= 0:
                return self._over(request, self._time())
            if self._used >= self.size:
                why = f"the check has read {self._used:,} bytes, and max_bytes is {self.size:,}"
                return self._over(request, why)
            try:
                page = await asyncio.wait_for(fetch(request), left)
            except TimeoutError:
                return self._over(request, self._time())
            self._used += page.size + sum(part.size for part in page.parts)
            return page

        return within

    def _time(self) -> str:
        return f"the check has taken its {self.seconds:.0f} s (limit)"

    def _over(self, request: Request, why: str) -> Page:
        return Page(request, request.url, failure=f"not asked for: {why}", failure_kind="budget")
