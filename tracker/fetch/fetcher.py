"""What the rest sees of the network: for a source, one verb that asks for a page and always gives one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tracker import __version__
from tracker.errors import TrackerError
from tracker.fetch.http import Http, retry_after
from tracker.fetch.pace import Lanes, Robots
from tracker.model import Page, Prior, Request, Source, Time

if TYPE_CHECKING:
    from tracker.fetch.browser import Browser

Fetch = Callable[[Request], Awaitable[Page]]


def agent_of(contact: str) -> str:
    """Give the User-Agent: who we are, and where we can be reached."""
    return f"tracker/{__version__} (job posting archive{'; ' + contact if contact else ''})"


class Fetcher:
    """Opens the connections of one run, and the browser when the first page needs it; closes them all."""

    def __init__(self, contact: str, now: Callable[[], Time], browser_path: str = "") -> None:
        self.agent = agent_of(contact)
        self.now = now
        self.browser_path = browser_path
        self.lanes = Lanes()
        self.robots = Robots(self.agent)
        self._http = Http(self.agent, now)
        self._browser: Browser | None = None
        self._opening = asyncio.Lock()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._http)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def of(self, source: Source, prior: Mapping[str, Prior]) -> Fetch:
        """Give the verb for one source, which knows its delay, its permissions and what is kept of it."""

        async def plain(request: Request) -> Page:
            return await self._http.get(request, private=source.allow_private, prior=prior.get(request.key))

        async def fetch(request: Request) -> Page:
            why, kind = await self.robots.forbids(request.url, plain)
            if why:
                return Page(request, request.url, failure=why, failure_kind=kind, fetched_at=self.now())
            send = self._rendered(source) if request.render else plain
            async with self.lanes.lane(request.url, source.delay):
                page = await send(request)
                again = retry_after(page)
                if again is not None:
                    self.lanes.hold(request.url, again)
            if again is not None:
                async with self.lanes.lane(request.url, source.delay):
                    return await send(request)
            return page

        return fetch

    def _rendered(self, source: Source) -> Fetch:
        async def render(request: Request) -> Page:
            try:
                browser = await self._open_browser()
            except TrackerError as error:
                return Page(request, request.url, failure=str(error), failure_kind="browser", fetched_at=self.now())
            return await browser.get(request, source)

        return render

    async def _open_browser(self) -> Browser:
        async with self._opening:
            return await self._opened()

    async def _opened(self) -> Browser:
        if self._browser is None:
            from tracker.fetch.browser import Browser

            browser = Browser(self.agent, self.now, self.browser_path)
            self._browser = await self._stack.enter_async_context(browser)
        return self._browser
