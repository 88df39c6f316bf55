"""Fetch pages for sources, with robots.txt, pauses between requests, and a browser if a page needs one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tracker.extract import urls
from tracker.fetch import guard, pace, robots
from tracker.fetch.http import Http, judge, origin, parsed, printable
from tracker.fetch.limits import MOVED
from tracker.fetch.spool import Spool
from tracker.model import Page, Prior, Request, Source, Time
from tracker.model.page import Cause, Reason
from tracker.model.version import __version__

if TYPE_CHECKING:
    from yarl import URL

    from tracker.fetch.browser import Browser

Fetch = Callable[[Request], Awaitable[Page]]

MOST_WAIT = 120.0  # seconds that a redirect may wait for robots.txt and the lanes of the hosts that it leads to


def agent_of(contact: str) -> str:
    """Return the User-Agent, with a contact if there is one."""
    return f"tracker/{__version__} (job posting archive{'; ' + contact if contact else ''})"


@dataclass
class _Trip:
    """One request with all its redirects. `left` are the seconds left for its replies, without pauses."""

    request: Request
    source: Source
    prior: Prior | None = None
    obeys: bool = True  # whether robots.txt is obeyed; it does not apply to itself
    most_redirects: int = guard.MOST_REDIRECTS
    most_bytes: int | None = None
    seconds_left: float = 0.0
    spool: Spool | None = None  # stores large bodies while they arrive
    until: float | None = None  # until when lanes of other hosts must be free, in the event loop's time
    redirects: int = 0
    seen: set[tuple[str, str]] = field(default_factory=set)

    def waits(self) -> float | None:
        """Return how long to wait for another host's lane; None (no limit) for the first host's."""
        return None if self.until is None else self.until - asyncio.get_running_loop().time()

    def refusal(self, following: Request) -> str:
        """Return why a redirect is not followed, "" if it is."""
        self.seen.add((self.request.method, self.request.url))
        if (following.method, following.url) in self.seen:
            return f"it redirects in a loop, back to {urls.display(following.url)}"
        self.seen.add((following.method, following.url))
        self.redirects += 1
        return f"more than {self.most_redirects} redirects" if self.redirects > self.most_redirects else ""


class Fetcher:
    """Opens the connections of one run, and the browser when a page needs it; closes all of them.

    `clock` and `sleep` time the pauses between requests; tests pass their own.
    """

    def __init__(
        self,
        contact: str,
        now: Callable[[], Time],
        browser_path: str = "",
        *,
        clock: pace.Clock = time.monotonic,
        sleep: pace.Sleep = asyncio.sleep,
    ) -> None:
        self.agent = agent_of(contact)
        self.now = now
        self.browser_path = browser_path
        self.lanes = pace.Lanes(clock, sleep)
        self.robots = robots.Robots(self.agent)
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

    def of(self, source: Source, prior: Mapping[str, Prior], spool: Spool | None = None) -> Fetch:
        """Return the fetch for one source, with its delay, its permissions and the replies that are archived.

        Large bodies go to the `spool` while they arrive. The fetch always returns a page, and raises only
        CancelledError.
        """

        async def fetch(request: Request) -> Page:
            trip = _Trip(request, source, prior.get(request.key), seconds_left=guard.MOST_SECONDS, spool=spool)
            return await self._travel(trip)

        return fetch

    async def done(self, source: Source) -> None:
        """Close the browser of a source. Call it when the source's check is over."""
        if self._browser is not None:
            await self._browser.done(source)

    async def _travel(self, trip: _Trip) -> Page:
        """Follow a request to its page. Each origin is a request of its own, with its robots.txt, lane and delay."""
        request = trip.request
        try:
            while True:
                answer = await self._ask(request, trip)
                if isinstance(answer, Page):
                    return answer if answer.request is trip.request else replace(answer, request=trip.request)
                request = answer
                if trip.until is None:
                    trip.until = asyncio.get_running_loop().time() + MOST_WAIT
        except guard.Refused as error:
            return self._http.failed(trip.request, str(error), "private", Cause(error.why))
        except TimeoutError:
            failure = f"the hosts it leads to were not free within {MOST_WAIT:.0f} s"
            return self._http.failed(trip.request, failure, "timeout")
        except Exception as error:  # noqa: BLE001  # one request's trouble, whatever it is, is never the run's
            failure = f"{type(error).__name__} while it was requested: {printable(error)}"
            return self._http.failed(trip.request, failure, "network")

    async def _ask(self, request: Request, trip: _Trip) -> Page | Request:
        """Ask one origin. Return its page, or the request that leads to another origin."""
        try:
            url = parsed(request.url)
        except ValueError as error:
            failure = f"{urls.display(request.url)!r} can't be requested: {printable(error)}"
            return self._http.failed(request, failure, "malformed")
        if not trip.source.allow_private:
            judge(url)
        async with asyncio.timeout(trip.waits()):
            rules = await self._rules(url, trip)
        if rules.failure:
            return self._http.failed(request, rules.failure, rules.kind, rules.cause)
        if self._forbidden(rules, url):
            failure = f"{origin(url)}/robots.txt forbids it"
            return self._http.failed(request, failure, "robots", Cause(failure, Reason.ROBOTS_RULE))
        host, delay = pace.host_of(url), max(trip.source.delay, rules.delay)
        async with self.lanes.lane(host, delay, within=trip.waits()) as lane:
            wait = self.lanes.seconds_closed(lane)
            if wait:
                failure = f"{host} is busy and asks to wait {wait:,.0f} s more (Retry-After)"
                return self._http.failed(request, failure, "busy")
            return await self._in_lane(request, trip, rules, lane, delay)

    async def _rules(self, url: URL, trip: _Trip) -> robots.Rules:
        if not trip.obeys:
            return robots.Rules()

        async def read(address: str) -> Page:
            return await self._travel(
                _Trip(
                    Request(address),
                    trip.source,
                    obeys=False,
                    most_redirects=robots.MOST_REDIRECTS,
                    most_bytes=robots.MOST_BYTES,
                    seconds_left=robots.MOST_SECONDS,
                )
            )

        return await self.robots.rules(origin(url), private=trip.source.allow_private, read=read)

    def _forbidden(self, rules: robots.Rules, url: URL) -> bool:
        return rules.forbids(str(url), self.robots.token)

    async def _in_lane(
        self, request: Request, trip: _Trip, rules: robots.Rules, lane: pace.Lane, delay: float
    ) -> Page | Request:
        """Send requests while the lane is held: repeat once after a short Retry-After, and follow redirects within the origin."""
        retried = False
        while True:
            answer = await self._send(request, trip)
            if isinstance(answer, Page):
                wait = pace.retry_after(answer)
                if not pace.is_busy(answer):
                    return answer
                if retried or wait is None or wait > pace.PATIENCE:
                    self.lanes.back_off(lane, wait, delay)
                    return answer
                retried = True
                await self.lanes.wait(max(wait, delay))
                continue
            why, url = trip.refusal(answer), parsed(answer.url)
            if why:
                return self._http.failed(request, why, "redirects")
            if origin(url) != origin(parsed(request.url)):
                return answer
            if self._forbidden(rules, url):
                return self._http.failed(
                    request, f"{origin(url)}/robots.txt forbids {urls.display(answer.url)}", "robots"
                )
            await self.lanes.wait(delay)
            request = answer

    async def _send(self, request: Request, trip: _Trip) -> Page | Request:
        if request.render:
            page = await self._rendered(trip.source)(request)
            return replace(request, url=page.failure) if page.failure_kind == MOVED else page
        started = time.monotonic()
        try:
            return await self._http.send(
                request,
                private=trip.source.allow_private,
                prior=trip.prior if request is trip.request else None,
                seconds=trip.seconds_left,
                most=trip.most_bytes,
                spool=trip.spool,
            )
        finally:
            trip.seconds_left -= time.monotonic() - started

    def _rendered(self, source: Source) -> Fetch:
        async def render(request: Request) -> Page:
            browser = await self._open_browser()
            return await browser.get(request, source, stay=True)

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
