"""Send one request at a time to each host, with a pause between two, and wait when the host asks for it."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime

from yarl import URL

from tracker.extract import urls
from tracker.model import Page, Time, iso, moment

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[object]]

PATIENCE = 60.0  # seconds; a host that asks for a longer wait is read in the next run
_BUSY = frozenset((429, 503))
_BUSY_FACTOR, _BUSY_MOST = 10, 30.0  # a busy host that names no time gets ten times the delay, at most half a minute
_LONGEST_REST = 365 * 86400.0  # seconds: dates can be calculated, and nothing longer makes sense
_ORDINARY_PORTS = frozenset((None, 80, 443))  # http and https of one host are one host


def host_of(url: URL) -> str:
    """Return the key of a host's lane: its name in lower case, and its port unless it is a usual one."""
    host = (url.raw_host or "").rstrip(".").lower()
    return host if url.port in _ORDINARY_PORTS else f"{host}:{url.port}"


def is_busy(page: Page) -> bool:
    """Return whether a host says that it gets too many requests."""
    return page.status in _BUSY


def retry_after(page: Page) -> float | None:
    """Return the seconds that a busy host asks clients to wait (RFC 9110), None if it does not say."""
    value = page.header("retry-after").strip()
    if not is_busy(page) or not value.isascii():
        return None
    if value.isdigit():
        return float(value)
    try:
        seconds = (parsedate_to_datetime(value) - moment(page.fetched_at)).total_seconds()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return max(0.0, seconds)


def retry_until(pages: Sequence[Page]) -> Time:
    """Return until when the host of a check's list wants no more requests (Retry-After), "" if it does not say. Other hosts don't count."""
    until = ""
    for page in pages:
        wait = retry_after(page) if is_busy(page) else None
        if wait and page.fetched_at and urls.parse(page.url).netloc == urls.parse(pages[0].url).netloc:
            until = max(until, iso(moment(page.fetched_at) + timedelta(seconds=min(wait, _LONGEST_REST))))
    return until


@dataclass(slots=True)
class Lane:
    """The state of a host in this run. Times are those of the clock of `Lanes`."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    ended_at: float = -math.inf  # end of the last request
    delay: float = 0.0  # delay of the last request
    rests_until: float = -math.inf  # no requests before this time
    closed_until: float = -math.inf  # too long to wait for


class Lanes:
    """Allows one request at a time for each host, with the delay between two. Clock and sleep are passed in."""

    def __init__(self, clock: Clock = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._clock = clock
        self._sleep = sleep
        self._lanes: dict[str, Lane] = {}

    @asynccontextmanager
    async def lane(self, host: str, delay: float, *, within: float | None = None) -> AsyncIterator[Lane]:
        """Hold a host's lane, after its pause. Raise TimeoutError if it is not free within this many seconds.

        The pause is the longer of the delays of the two requests.
        """
        lane = self._lanes.setdefault(host, Lane())
        async with asyncio.timeout(within):
            await lane.lock.acquire()
            try:
                if lane.closed_until <= self._clock():
                    await self._pause(max(lane.ended_at + max(lane.delay, delay), lane.rests_until) - self._clock())
            except BaseException:
                lane.lock.release()
                raise
        try:
            yield lane
        finally:
            lane.ended_at, lane.delay = self._clock(), delay
            lane.lock.release()

    async def wait(self, seconds: float) -> None:
        """Wait while holding a lane."""
        await self._pause(seconds)

    def seconds_closed(self, lane: Lane) -> float:
        """Return for how many seconds no request may be sent to the host, 0 if one may."""
        return max(0.0, lane.closed_until - self._clock())

    def back_off(self, lane: Lane, seconds: float | None, delay: float) -> None:
        """Note that a host is busy, for as long as it says, or for ten times the delay if it does not say."""
        if seconds is None:
            lane.rests_until = self._clock() + min(delay * _BUSY_FACTOR, max(delay, _BUSY_MOST))
        elif seconds > PATIENCE:
            lane.closed_until = self._clock() + seconds
        else:
            lane.rests_until = self._clock() + seconds

    async def _pause(self, seconds: float) -> None:
        if seconds > 0:
            await self._sleep(seconds)
