"""Politeness: one request at a time per host, pauses, Retry-After, and robots.txt everywhere."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from yarl import URL

from tests.raw import NONE, Answer, Clock, Raw, reply
from tracker.fetch import Fetcher, fetcher, pace
from tracker.fetch.pace import Lanes, host_of, retry_after
from tracker.model import Page, Request, Source, iso
from tracker.operations import run
from tracker.operations.project import now

NOON = "2030-01-01T12:00:00.000Z"


def asked(
    clock: Clock, *urls: str, delay: float = 0.0, at_once: bool = False, time: Callable[[], str] = now
) -> list[Page]:
    """Fetch addresses, one after the other or all at once."""
    source = Source("s", "https://x.org", delay=delay, allow_private=True)

    async def work() -> list[Page]:
        async with Fetcher("desk@example.org", time, clock=clock, sleep=clock.sleep) as fetching:
            fetch = fetching.of(source, {})
            if at_once:
                return await asyncio.gather(*(fetch(Request(url)) for url in urls))
            return [await fetch(Request(url)) for url in urls]

    return asyncio.run(work())


def site(pages: dict[str, bytes], robots: bytes = NONE) -> Answer:
    """Answer with these replies; others are 404."""
    return lambda path: robots if path == "/robots.txt" else pages.get(path, NONE)


def test_a_pause_between_two_requests() -> None:
    """The source's delay is between any two requests to a host, robots.txt included."""
    clock = Clock()
    with Raw(lambda _path: NONE) as server:
        asked(clock, *[f"{server.base}/{n}" for n in range(3)], delay=2.5)
    assert clock.slept == [2.5, 2.5, 2.5]
    assert server.paths == ["/robots.txt", "/0", "/1", "/2"]


@pytest.mark.parametrize(
    ("delay", "crawl", "pauses"),
    [
        (1.0, "", [0.2] * 10 + [1.0] * 2),
        (0.5, "", [0.2] * 10 + [0.5] * 2),
        (0.1, "", [0.1] * 12),
        (3.0, "", [3.0] * 12),
        (1.0, "Crawl-delay: 2", [2.0] * 12),
    ],
)
def test_the_first_check_of_an_added_source_is_brisk(delay: float, crawl: str, pauses: list[float]) -> None:
    """Its first ten requests follow each other quickly, unless the user or the site set longer pauses."""
    clock = Clock()
    rules = reply(f"User-agent: *\nAllow: /\n{crawl}\n".encode())

    async def work(base: str) -> None:
        source = Source("s", "https://x.org", delay=delay, allow_private=True)
        async with Fetcher("desk@example.org", now, clock=clock, sleep=clock.sleep) as fetching:
            fetch = run.fetch_for(fetching, source, {}, None, run.FirstReplies())
            for number in range(12):
                await fetch(Request(f"{base}/{number}"))

    with Raw(site({}, rules)) as server:
        asyncio.run(work(server.base))
        assert server.paths == ["/robots.txt", *(f"/{number}" for number in range(12))]
    assert clock.slept == pytest.approx(pauses)


def test_no_other_check_is_brisk() -> None:
    """Other checks keep the configured pauses from the first request on."""
    clock = Clock()

    async def work(base: str) -> None:
        source = Source("s", "https://x.org", delay=1.0, allow_private=True)
        async with Fetcher("desk@example.org", now, clock=clock, sleep=clock.sleep) as fetching:
            fetch = run.fetch_for(fetching, source, {}, None)
            for number in range(3):
                await fetch(Request(f"{base}/{number}"))

    with Raw(lambda _path: NONE) as server:
        asyncio.run(work(server.base))
    assert clock.slept == [1.0] * 3


def test_the_pause_is_what_is_left_of_the_delay() -> None:
    """Time that passed since the last request counts."""

    async def work() -> list[float]:
        clock = Clock()
        lanes = Lanes(clock, clock.sleep)
        for spent in (0.75, 5.0, 0.0):
            async with lanes.lane("x.org", 2.0):
                pass
            clock.time += spent
        async with lanes.lane("x.org", 2.0):
            return clock.slept

    assert asyncio.run(work()) == [1.25, 2.0]


def test_two_sources_of_one_host_keep_the_longer_delay() -> None:
    """A short delay does not shorten the longer delay of another source, before or after it."""

    async def work() -> list[float]:
        clock = Clock()
        lanes = Lanes(clock, clock.sleep)
        for delay in (1.0, 5.0, 1.0, 1.0):
            async with lanes.lane("x.org", delay):
                pass
        return clock.slept

    assert asyncio.run(work()) == [5.0, 5.0, 1.0]


def test_hosts_do_not_wait_for_each_other() -> None:
    """Another host is requested at once."""
    clock = Clock()
    with Raw(lambda _path: NONE) as one, Raw(lambda _path: NONE) as two:
        asked(clock, f"{one.base}/", f"{two.base}/", delay=3.0)
    assert clock.slept == [3.0, 3.0]  # each host's own, between its robots.txt and its page


def test_one_request_at_a_time() -> None:
    """A lane has one holder, and waiting requests get it in order."""

    async def work() -> tuple[int, list[int]]:
        clock = Clock()
        lanes = Lanes(clock, clock.sleep)
        inside: list[int] = []
        most = 0
        order: list[int] = []

        async def one(number: int) -> None:
            nonlocal most
            async with lanes.lane("x.org", 0.0):
                inside.append(number)
                order.append(number)
                most = max(most, len(inside))
                for _ in range(5):
                    await asyncio.sleep(0)
                inside.remove(number)

        await asyncio.gather(*map(one, range(4)))
        return most, order

    assert asyncio.run(work()) == (1, [0, 1, 2, 3])


def test_one_request_at_a_time_on_the_wire() -> None:
    """The server never gets two at once, whatever scheme, case or user name the addresses have."""
    together = threading.Barrier(2)
    met = []

    def answer(path: str) -> bytes:
        if path != "/robots.txt":
            try:
                together.wait(0.2)
                met.append(path)
            except threading.BrokenBarrierError:
                together.reset()
        return NONE

    with Raw(answer) as server:
        port = server.port
        urls = [f"http://localhost:{port}/a", f"http://LOCALHOST:{port}/b", f"http://me:you@Localhost:{port}/c"]
        asked(Clock(), *urls, at_once=True)
    assert (met, sorted(one for one in server.paths if one != "/robots.txt")) == ([], ["/a", "/b", "/c"])


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://Example.org/", "example.org"),
        ("https://example.org:443/", "example.org"),
        ("http://example.org:80/", "example.org"),
        ("http://a:b@example.org./", "example.org"),
        ("http://example.org:8080/", "example.org:8080"),
        ("http://①.example.org/", "1.example.org"),
    ],
)
def test_a_host_has_one_lane(url: str, host: str) -> None:
    """However it is written."""
    assert host_of(URL(url)) == host


def test_a_lane_is_free_again_after_trouble() -> None:
    """An error and a cancellation in a lane, and while it is waited for, leave it to the next."""

    async def work() -> str:
        clock = Clock()
        lanes = Lanes(clock, clock.sleep)

        async def fail() -> None:
            async with lanes.lane("x.org", 0.0):
                message = "inside"
                raise ValueError(message)

        with pytest.raises(ValueError, match="inside"):
            await fail()

        async def hold() -> None:
            async with lanes.lane("x.org", 0.0):
                await asyncio.Event().wait()

        holder, waiter = asyncio.create_task(hold()), asyncio.create_task(hold())
        await asyncio.sleep(0)
        waiter.cancel()
        await asyncio.sleep(0)
        with pytest.raises(TimeoutError):
            async with lanes.lane("x.org", 0.0, within=0.01):
                pass
        holder.cancel()
        await asyncio.gather(holder, waiter, return_exceptions=True)
        async with lanes.lane("x.org", 0.0, within=1.0):
            return "free"

    assert asyncio.run(work()) == "free"


def busy(first: bytes, *more: bytes) -> tuple[Clock, list[str], list[Page]]:
    """Ask for /a and then /b, where /a answers with these replies first."""
    clock, replies = Clock(), [first, *more]

    def answer(path: str) -> bytes:
        if path == "/robots.txt":
            return NONE
        return replies.pop(0) if replies and path == "/a" else reply(b"ok")

    with Raw(answer) as server:
        pages = asked(clock, f"{server.base}/a", f"{server.base}/b", delay=1.0, time=lambda: NOON)
    return clock, server.paths[1:], pages


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("value", "slept"),
    [
        ("7", 7.0),
        (" 60 ", 60.0),
        ("0", 1.0),  # the delay at least
        ("Tue, 01 Jan 2030 12:00:20 GMT", 20.0),
        ("Tue, 01 Jan 2030 13:00:20 +0100", 20.0),
        ("Tue, 01 Jan 2030 11:00:00 GMT", 1.0),  # long past
    ],
)
def test_retry_after_is_waited_for(status: int, value: str, slept: float) -> None:
    """In seconds or as a date: the host rests that long, then the page is asked for once more."""
    clock, paths, pages = busy(reply(status=status, Retry_After=value))
    assert clock.slept == [1.0, slept, 1.0]
    assert paths == ["/a", "/a", "/b"]
    assert [page.body for page in pages] == [b"ok", b"ok"]


@pytest.mark.parametrize(
    "value",
    ["-5", "1e5", "²", "٣", "soon", "", "1.5", "0x10", "Tue, 99 Foo 2030", "Mon, 01 Jan 0001 00:00:00 +2359x", ","],
)
def test_a_retry_after_that_says_nothing(value: str) -> None:
    """The page is not requested again, and the host is left alone for ten times the delay."""
    clock, paths, pages = busy(reply(status=429).replace(b"Content", f"Retry-After: {value}\r\nContent".encode(), 1))
    assert (clock.slept, paths) == ([1.0, 10.0], ["/a", "/b"])
    assert [page.status for page in pages] == [429, 200]


def test_no_retry_after_at_all() -> None:
    """The same, but for half a minute at most."""
    clock, paths, _ = busy(reply(status=503))
    assert (clock.slept, paths) == ([1.0, 10.0], ["/a", "/b"])
    lanes = Lanes(clock, clock.sleep)
    for delay, rest in ((0.0, 0.0), (2.0, 20.0), (20.0, 30.0), (45.0, 45.0)):
        lane = pace.Lane()
        lanes.back_off(lane, None, delay)
        assert lane.rests_until - clock.time == rest


@pytest.mark.parametrize(
    "value", ["61", "99999999999999999999", "9" * 400, "Tue, 01 Jan 2030 12:01:01 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"]
)
def test_a_long_rest_closes_the_host(value: str) -> None:
    """A host that asks for more than a minute is not requested again in this run."""
    clock, paths, pages = busy(reply(status=429, Retry_After=value))
    assert (clock.slept, paths) == ([1.0], ["/a"])
    assert (pages[0].status, pages[1].failure_kind) == (429, "busy")
    assert "asks to wait" in pages[1].failure


def test_a_host_that_stays_busy_is_not_asked_a_third_time() -> None:
    """The second 429 is the page, and the host is left alone before the next request."""
    again = reply(status=429, Retry_After="9")
    clock, paths, pages = busy(again, again, again)
    assert (clock.slept, paths) == ([1.0, 9.0, 9.0], ["/a", "/a", "/b"])
    assert [page.status for page in pages] == [429, 200]


def test_the_lane_is_held_while_a_host_rests() -> None:
    """No other request is sent meanwhile."""
    clock, replies = Clock(), [reply(status=429, Retry_After="9")]

    def answer(path: str) -> bytes:
        return NONE if path == "/robots.txt" else replies.pop() if path == "/a" and replies else reply(b"ok")

    with Raw(answer) as server:
        asked(clock, *[f"{server.base}/{name}" for name in "abc"], at_once=True)
        assert server.paths == ["/robots.txt", "/a", "/a", "/b", "/c"]
    assert clock.slept == [9.0]


@pytest.mark.parametrize("days", [0.5, 1, 400])
def test_retry_after_reads_the_dates_it_is_sent(days: float) -> None:
    """A date counts relative to the date of the reply."""
    at = datetime(2030, 1, 1, 12, tzinfo=UTC)
    header = format_datetime(at + timedelta(days=days), usegmt=True)
    page = Page(Request("http://x.org/"), "http://x.org/", 503, (("Retry-After", header),), fetched_at=iso(at))
    assert retry_after(page) == days * 86400


# --- redirects


def two(stack: ExitStack, here: Callable[[str], Answer], there: Answer) -> tuple[Raw, Raw]:
    """Serve two hosts; `here` is told the other's address."""
    other = stack.enter_context(Raw(there))
    return stack.enter_context(Raw(here(other.base))), other


def moving(where: str, status: int = 302) -> Callable[[str], Answer]:
    return lambda base: site({"/a": reply(status=status, Location=base + where)})


def test_a_redirect_to_another_host_asks_its_robots() -> None:
    """What the other host forbids is not read by way of a redirect."""
    with ExitStack() as stack:
        robots = reply(b"User-agent: *\nDisallow: /private\n")
        there = site({"/private/1": reply(b"secret"), "/open": reply(b"open")}, robots)
        here, other = two(stack, moving("/private/1"), there)
        (page,) = asked(Clock(), f"{here.base}/a")
        assert (page.failure_kind, page.body) == ("robots", b"")
        assert page.failure == f"{other.base}/robots.txt forbids it"
        assert (here.paths, other.paths) == (["/robots.txt", "/a"], ["/robots.txt"])


def test_a_redirect_to_a_host_whose_robots_fail() -> None:
    """Its robots.txt answers 500, so nothing of it is read."""
    with ExitStack() as stack:
        here, other = two(stack, moving("/b"), site({"/b": reply(b"b")}, reply(status=500)))
        (page,) = asked(Clock(), f"{here.base}/a")
        assert "which allows nothing for now" in page.failure
        assert other.paths == ["/robots.txt"]


def test_a_redirect_within_the_origin_obeys_robots_too() -> None:
    """A path that is forbidden is not read by a redirect of the same host."""
    pages = {"/a": reply(status=302, Location="/no/b"), "/no/b": reply(b"b")}
    with Raw(site(pages, reply(b"User-agent: *\nDisallow: /no\n"))) as server:
        (page,) = asked(Clock(), f"{server.base}/a")
    assert (page.failure_kind, server.paths) == ("robots", ["/robots.txt", "/a"])


def test_a_redirect_within_the_origin_stays_in_the_lane() -> None:
    """No other request comes between, and the pause is kept."""
    clock = Clock()
    pages = {"/a": reply(status=302, Location="/b"), "/b": reply(b"b"), "/c": reply(b"c")}
    with Raw(site(pages)) as server:
        asked(clock, f"{server.base}/a", f"{server.base}/c", delay=1.0, at_once=True)
    assert server.paths == ["/robots.txt", "/a", "/b", "/c"]
    assert clock.slept == [1.0, 1.0, 1.0]


def test_a_redirect_to_another_host_waits_for_its_lane() -> None:
    """The other host's pauses apply to redirects too."""
    clock = Clock()
    with ExitStack() as stack:
        here, other = two(stack, moving("/b"), site({"/b": reply(b"b"), "/c": reply(b"c")}))
        pages = asked(clock, f"{other.base}/c", f"{here.base}/a", delay=4.0)
        assert [page.body for page in pages] == [b"c", b"b"]
        assert pages[1].url == f"{other.base}/b"
    # There: robots.txt, 4 s, /c. Here: robots.txt, 4 s, /a. There again: the 4 s since /c are over.
    assert clock.slept == [4.0, 4.0]
    clock = Clock()
    with ExitStack() as stack:
        here, other = two(stack, moving("/b"), site({"/b": reply(b"b"), "/c": reply(b"c")}))
        asked(clock, f"{here.base}/a", f"{other.base}/c", delay=4.0)
    # Here: robots.txt, 4 s, /a. There: robots.txt, 4 s, /b, 4 s, /c.
    assert clock.slept == [4.0, 4.0, 4.0]


def test_a_lane_that_is_not_free_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A redirect waits for another host's lane, up to a limit."""
    monkeypatch.setattr(fetcher, "MOST_WAIT", 0.05)

    async def work(here: Raw, other: Raw) -> Page:
        async with Fetcher("desk@example.org", now) as fetching:
            fetch = fetching.of(Source("s", here.base, delay=0.0, allow_private=True), {})
            await fetch(Request(f"{other.base}/c"))  # its robots.txt is known, so that only the lane is waited for
            async with fetching.lanes.lane(host_of(URL(other.base)), 0.0):
                return await asyncio.wait_for(fetch(Request(f"{here.base}/a")), 10)

    with ExitStack() as stack:
        here, other = two(stack, moving("/b"), site({"/b": reply(b"b")}))
        page = asyncio.run(work(here, other))
        assert (page.failure_kind, other.paths) == ("timeout", ["/robots.txt", "/c"])
        assert "were not free within" in page.failure


def test_a_redirect_leaves_the_first_lane() -> None:
    """Two hosts that redirect to each other do not deadlock."""
    with Raw(site({})) as one, Raw(site({})) as other:
        one.answer = site({"/a": reply(status=302, Location=f"{other.base}/b"), "/b": reply(b"one")})
        other.answer = site({"/a": reply(status=302, Location=f"{one.base}/b"), "/b": reply(b"other")})
        urls = [f"{base}/a" for base in (one.base, other.base) for _ in range(5)]
        pages = asked(Clock(), *urls, at_once=True)
    assert [page.body for page in pages] == [b"other"] * 5 + [b"one"] * 5


def test_the_time_of_all_redirects_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow redirects, in an origin and across, share one limit."""
    monkeypatch.setattr("tracker.fetch.guard.MOST_SECONDS", 0.6)
    gate = threading.Event()

    def slow(base: Callable[[], str]) -> Answer:
        def answer(path: str) -> bytes:
            if path == "/robots.txt":
                return NONE
            gate.wait(0.15)
            return reply(status=302, Location=f"{base()}{path}x")

        return answer

    with Raw(slow(lambda: other.base)) as one, Raw(slow(lambda: one.base)) as other, Raw(slow(lambda: "")) as alone:
        pages = asked(Clock(), f"{one.base}/", f"{alone.base}/")
        assert [page.failure_kind for page in pages] == ["timeout", "timeout"]
        assert all(len(server.paths) <= 7 for server in (one, other, alone))


def test_no_secret_goes_to_another_origin() -> None:
    """Passwords and tokens are not sent to another origin; a redirect within the origin keeps them."""
    headers = (("Authorization", "Bearer SECRET"), ("Cookie", "SECRET"), ("X-Api-Key", "SECRET"), ("Accept", "text/x"))
    source = Source("s", "https://x.org", delay=0.0, allow_private=True)

    async def work(url: str) -> Page:
        async with Fetcher("desk@example.org", now) as fetching:
            return await fetching.of(source, {})(Request(url, headers=headers))

    with ExitStack() as stack:
        other = stack.enter_context(Raw(site({"/b": reply(b"b")})))
        moved = site({"/a": reply(status=302, Location="/c"), "/c": reply(status=307, Location=f"{other.base}/b")})
        here = stack.enter_context(Raw(moved))
        assert asyncio.run(work(f"{here.base}/a")).body == b"b"
        assert here.heads[2].count("SECRET") == 3
        assert "SECRET" not in "".join(other.heads)
        assert "Accept: text/x" in other.heads[1]
        assert "User-Agent: tracker/" in other.heads[1]


@pytest.mark.parametrize(
    ("status", "method", "body"),
    [(301, "GET", ""), (302, "GET", ""), (303, "GET", ""), (307, "POST", "{}"), (308, "POST", "{}")],
)
def test_what_becomes_of_a_post(status: int, method: str, body: str) -> None:
    """307 and 308 repeat it; the others turn it into a GET without a body or its type."""
    request = Request("", "POST", b"{}", (("Content-Type", "application/json"), ("Accept", "a/b")))
    source = Source("s", "https://x.org", delay=0.0, allow_private=True)

    async def work(url: str) -> Page:
        async with Fetcher("desk@example.org", now) as fetching:
            asking = Request(url, request.method, request.body, request.headers)
            page = await fetching.of(source, {})(asking)
            assert page.request == asking
            return page

    with Raw(site({"/a": reply(status=status, Location="/b"), "/b": reply(b"b")})) as server:
        assert asyncio.run(work(f"{server.base}/a")).url == f"{server.base}/b"
    head, _, sent = server.heads[2].partition("\r\n\r\n")
    assert (head.split(" ")[0], sent) == (method, body)
    assert ("application/json" in head) == (method == "POST")
