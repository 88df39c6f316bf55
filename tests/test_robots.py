"""robots.txt as RFC 9309 says, with limits on its cost."""

from __future__ import annotations

import asyncio
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.raw import Clock, Raw, reply
from tracker.fetch import Fetcher, robots
from tracker.model import Page, Request, Source
from tracker.operations.project import now

KIB = 1024


def allowed(text: str | bytes, path: str) -> bool:
    body = text.encode() if isinstance(text, str) else text
    return not robots.parse(body, "tracker").forbids(f"http://x.org{path}", "tracker")


def fetched(*urls: str, clock: Clock | None = None, delay: float = 0.0) -> list[Page]:
    clock = clock or Clock()
    source = Source("s", "https://x.org", delay=delay, allow_private=True)

    async def work() -> list[Page]:
        async with Fetcher("desk@example.org", now, clock=clock, sleep=clock.sleep) as fetcher:
            return await asyncio.gather(*(fetcher.of(source, {})(Request(url)) for url in urls))

    return asyncio.run(work())


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("User-agent: *\nDisallow: /a", "/ab", False),
        ("User-agent: *\nDisallow: /a\nAllow: /ab", "/abc", True),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: tracker\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/b", True),
        ("User-agent: Tracker/1.0\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: other\nUser-agent: tracker\nDisallow: /a", "/a", False),
        ("User-agent: trackers\nDisallow: /", "/a", True),
        ("User-agent: job\nDisallow: /", "/a", True),  # words of our User-Agent are no names of ours
        ("User-agent: posting\nUser-agent: archive\nUser-agent: desk\nDisallow: /", "/a", True),
        ("user agent : *\nDISALLOW:/a#b", "/a", False),
        ("User-agent: *\rDisallow: /a\rDisallow: /b", "/b", False),
        ("Disallow: /", "/a", True),
        ("<html>Disallow: /</html>", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("", "/a", True),
        ("\0\0User-agent\0: *\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /*a*a*a*a*a*a*a*a*b", "/aaaaaaaaac", True),
        ("User-agent: *\nDisallow: /*a*a*a*a*a*a*a*a*b", "/aaaaaaaaab", False),
        ("User-agent: *\nDisallow: /ä", "/%C3%A4", False),
    ],
)
def test_what_a_file_allows(text: str, path: str, expected: bool) -> None:
    """Groups, the longest rule, stars and ends; lines that can't be read are left out."""
    assert allowed(text, path) is expected


@pytest.mark.parametrize("charset", ["undefined", "idna", "punycode", "utf-16", "no-such", "", "\xff"])
def test_it_is_utf8_whatever_its_charset(charset: str) -> None:
    """A BOM is skipped, the header's charset is ignored, and invalid bytes cost only their line."""
    body = "\ufeffUser-agent: *\nDisallow: /ä\n".encode() + b"\xff\xfe\nDisallow: /b\n"
    robots_ = reply(body, Content_Type=f"text/plain; charset={charset}")
    with Raw(lambda path: robots_ if path == "/robots.txt" else reply(b"page")) as server:
        pages = fetched(*(f"{server.base}{path}" for path in ("/%C3%A4", "/b", "/c")))
    assert [page.failure_kind for page in pages] == ["robots", "robots", ""]


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b""), (204, b""), (401, b"User-agent: *\nDisallow: /"), (403, b""), (404, b""), (410, b""), (429, b"")],
)
def test_what_is_not_there_allows_all(status: int, body: bytes) -> None:
    """4xx is no robots.txt (RFC 9309, 2.3.1.3)."""
    with Raw(lambda path: reply(body, status) if path == "/robots.txt" else reply(b"page")) as server:
        (page,) = fetched(f"{server.base}/a")
    assert page.body == b"page"


@pytest.mark.parametrize("status", [500, 502, 503, 599, 304, 100_0])
def test_a_server_in_trouble_allows_nothing(status: int) -> None:
    """After 5xx and other statuses it is requested again in the next run (RFC 9309, 2.3.1.4)."""
    with Raw(lambda path: reply(status=status) if path == "/robots.txt" else reply(b"page")) as server:
        (page,) = fetched(f"{server.base}/a")
    assert (page.status, page.body, server.paths) == (0, b"", ["/robots.txt"])
    assert f"{server.base}/robots.txt" in page.failure


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"garbage",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nUser-agent: *",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nno gzip",
    ],
)
def test_no_answer_allows_nothing(broken: bytes) -> None:
    """A connection that ends early, an invalid reply, a body that can't be decoded."""
    with Raw(lambda path: broken if path == "/robots.txt" else reply(b"page")) as server:
        (page,) = fetched(f"{server.base}/a")
    assert (page.failure_kind, set(server.paths)) == ("network", {"/robots.txt"})
    assert "robots.txt could not be read" in page.failure


def test_silence_allows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """robots.txt has a time limit of its own."""
    monkeypatch.setattr(robots, "MOST_SECONDS", 0.2)

    def drip(connection: object) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")  # type: ignore[attr-defined]
        while True:
            connection.sendall(b"#")  # type: ignore[attr-defined]
            time.sleep(0.01)

    with Raw(lambda path: drip if path == "/robots.txt" else reply(b"page")) as server:
        (page,) = fetched(f"{server.base}/a")
    assert (page.failure_kind, server.paths) == ("timeout", ["/robots.txt"])


def redirecting(count: int) -> Raw:
    """A site whose robots.txt stands behind so many redirects, and forbids everything."""
    steps = {f"/r{n}": f"/r{n + 1}" for n in range(1, count)} | {"/robots.txt": "/r1" if count else ""}

    def answer(path: str) -> bytes:
        if steps.get(path):
            return reply(status=301, Location=steps[path])
        return reply(b"User-agent: *\nDisallow: /\n") if path == f"/r{count}" else reply(b"page")

    return Raw(answer)


@pytest.mark.parametrize(("count", "kind"), [(1, "robots"), (5, "robots"), (6, "")])
def test_five_redirects_are_followed(count: int, kind: str) -> None:
    """RFC 9309, 2.3.1.2: five redirects; beyond, the file counts as not there."""
    with redirecting(count) as server:
        (page,) = fetched(f"{server.base}/a")
    assert page.failure_kind == kind


def test_redirects_across_hosts_do_not_ask_their_robots() -> None:
    """The redirected file's rules apply to the first host; the robots.txt of the other host is not consulted."""
    with Raw(lambda path: reply(b"User-agent: *\nDisallow: /a\n") if path == "/rules" else reply(b"other")) as other:
        moved = reply(status=302, Location=f"{other.base}/rules")
        with Raw(lambda path: moved if path == "/robots.txt" else reply(b"page")) as server:
            pages = fetched(f"{server.base}/a", f"{server.base}/b")
    assert [page.failure_kind for page in pages] == ["robots", ""]
    assert other.paths == ["/rules"]


@pytest.mark.parametrize("location", ["", "http://[bad", "/x\xff", "mailto:a@b.c"])
def test_a_redirect_to_nowhere_is_no_file(location: str) -> None:
    """It counts as not there."""
    moved = reply(status=302, Location=location)
    with Raw(lambda path: moved if path == "/robots.txt" else reply(b"page")) as server:
        (page,) = fetched(f"{server.base}/a")
    assert page.body == b"page"


def test_it_is_read_once_for_all_who_wait() -> None:
    """Many concurrent requests read it once, and each obeys it."""
    robots_ = reply(b"User-agent: *\nDisallow: /1\n")
    with Raw(lambda path: robots_ if path == "/robots.txt" else reply(b"page")) as server:
        pages = fetched(*(f"{server.base}/{n}" for n in range(4)))
    assert [page.failure_kind for page in pages] == ["", "robots", "", ""]
    assert server.paths.count("/robots.txt") == 1


def test_nobody_waits_for_ever() -> None:
    """If the reader is cancelled, or raises, the next one reads; a third gets the rules."""

    async def work() -> list[object]:
        kept = robots.Robots("tracker/1")
        calls = 0

        async def read(url: str) -> Page:
            nonlocal calls
            calls += 1
            if calls == 1:
                await asyncio.Event().wait()
            if calls == 2:
                message = "reading broke"
                raise RuntimeError(message)
            return Page(Request(url), url, 200, content=b"User-agent: *\nDisallow: /a")

        async def ask() -> bool:
            rules = await kept.rules("http://x.org", private=False, read=read)
            return rules.forbids("http://x.org/a", kept.token)

        tasks = [asyncio.create_task(ask()) for _ in range(4)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        async with asyncio.timeout(5):
            return [calls, *await asyncio.gather(*tasks, return_exceptions=True)]

    _, first, second, third, fourth = asyncio.run(work())
    assert isinstance(first, asyncio.CancelledError)
    assert isinstance(second, RuntimeError)
    assert (third, fourth) == (True, True)


def test_crawl_delay_is_kept_where_it_is_longer() -> None:
    """The longer of the two delays; half a minute at most."""
    for said, slept in (
        ("5", 5.0),
        ("0.5", 2.0),
        ("1000000", robots.MOST_DELAY),
        ("-3", 2.0),
        ("nan", 2.0),
        ("x", 2.0),
    ):
        clock = Clock()
        robots_ = reply(f"User-agent: *\nCrawl-delay: {said}\n".encode())
        with Raw(lambda path, told=robots_: told if path == "/robots.txt" else reply(b"page")) as server:  # type: ignore[misc]
            fetched(f"{server.base}/a", f"{server.base}/b", clock=clock, delay=2.0)
        assert clock.slept == [slept, slept], said


def test_500_kib_are_read_and_the_rest_is_not() -> None:
    """A rule that ends within 500 KiB applies, a later one does not, and a truncated one is ignored."""
    head = b"User-agent: *\nDisallow: /first\n"
    rule = b"Disallow: /last\n"
    filling = b"#" * (robots.MOST_BYTES - len(head) - len(rule) - 1) + b"\n"
    assert not allowed(head + filling + rule, "/last")
    assert allowed(head + b"#" + filling + rule, "/last")
    assert not allowed(head + b"#" + filling + rule, "/first")
    allow = head.replace(b"first", b"") + filling + b"Allow: /abcdefghij\n"
    assert not allowed(allow, "/abc")  # cut to "Allow: /abcdef", it would allow more than was meant


def test_a_file_of_60_mb_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is downloaded than is read, and the page is read in the same run."""
    sent = []

    def endless(connection: object) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /a\n")  # type: ignore[attr-defined]
        for _ in range(1000):
            connection.sendall(b"Disallow: /abc\n" * 4096)  # type: ignore[attr-defined]
            sent.append(60 * KIB)

    monkeypatch.setattr("tracker.fetch.guard.MOST_BYTES", 1 << 40)
    with Raw(lambda path: endless if path == "/robots.txt" else reply(b"page")) as server:
        tracemalloc.start()
        pages = fetched(f"{server.base}/a", f"{server.base}/b")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert [page.failure_kind for page in pages] == ["robots", ""]
    assert sum(sent) < 20 << 20  # what lies in the sockets' buffers
    assert peak < 40 << 20


LARGE = robots.MOST_BYTES
COSTLY = {
    "stars": "".join(f"Disallow: /*{'a*' * 40}{n}b\n" for n in range(LARGE // 100)),
    "one line of stars": "Disallow: /" + "*a" * LARGE,
    "needles": "".join(f"Disallow: /*{'a' * 30}{n}b\n" for n in range(LARGE // 60)),
    "long needles": "".join(f"Disallow: /*{'a' * 900}{n}b{'a' * 900}\n" for n in range(LARGE // 1900)),
    "ends": "".join(f"Disallow: /{n}$\n" for n in range(LARGE // 20)),
    "100,000 rules": "".join(f"Disallow: /{n}\n" for n in range(100_000)),
    "agents": "".join(f"User-agent: a{n}\n" for n in range(15_000)) + "Disallow: /\n" * 15_000,
    "agents of ours": "User-agent: tracker\nUser-agent: *\n" * 7_000 + "Disallow: /b\n" * 9_000,
    "agents by another line end": "\x0b".join(f"User-agent: a{n}" for n in range(15_000)) + "\nDisallow: /\n" * 9_000,
    "escapes": "".join(f"Disallow: /%{n % 256:02x}é{n}\n" for n in range(LARGE // 20)),
}


@pytest.mark.parametrize("name", COSTLY)
def test_no_file_is_costly(name: str) -> None:
    """Reading is linear in the file (measured: 0.3 s at most), and a match takes milliseconds (15 at most)."""
    body = f"User-agent: *\n{COSTLY[name]}".encode()
    begun = time.process_time()
    rules = robots.parse(body, "tracker")
    assert time.process_time() - begun < 3
    rules.forbids("http://x.org/", "tracker")
    begun = time.process_time()
    for n in range(5):
        rules.forbids(f"http://x.org/{'a' * 2000}{n}", "tracker")
        rules.forbids(f"http://x.org/{'a' * 8000}{n}", "tracker")
    assert (time.process_time() - begun) / 10 < 0.15


def test_rules_beyond_the_bounds_only_forbid_more() -> None:
    """A shortened Disallow still forbids what it did; an Allow that would be shortened is left out."""
    stars = "*a" * 30
    assert not allowed(f"User-agent: *\nDisallow: /{stars}b", f"/{'a' * 30}b")
    assert not allowed(f"User-agent: *\nDisallow: /\nAllow: /{stars}b", f"/{'a' * 30}c")
    many = "".join(f"Disallow: /x{n}*y\n" for n in range(1001))
    assert not allowed(f"User-agent: *\n{many}", "/x999zy")
    assert allowed(f"User-agent: *\n{many}", "/x99z")
    assert not allowed(f"User-agent: *\n{many}", "/x1000z")  # the 1,001st is cut before its star
    long = "b" * 3000
    assert not allowed(f"User-agent: *\nDisallow: /{long}", f"/{long}")
    some = "".join(f"Disallow: /x{n}*y\n" for n in range(51))
    assert not allowed(f"User-agent: *\n{some}", f"/{long}")
    assert allowed(f"User-agent: *\n{some}", f"/{long[:2000]}")
    assert allowed("User-agent: *\nDisallow: /x*y\n", f"/{long}")


LINES = st.lists(
    st.one_of(
        st.sampled_from(["User-agent: *", "User-agent: tracker", "User-agent: o", "Crawl-delay: 3", "Disallow", "#"]),
        st.builds("{}: /{}".format, st.sampled_from(["Allow", "Disallow"]), st.text("ab*$/%é", max_size=8)),
        st.text(max_size=12),
    ),
    max_size=12,
)


@given(LINES, st.text("ab/$*é", max_size=10))
def test_making_it_cheap_changes_no_answer(lines: list[str], path: str) -> None:
    """Within the limits, the result is that of Protego for the whole file and our name."""
    from protego import Protego

    text = "\n".join(lines)
    url = f"http://x.org/{path}"
    ours = robots.parse(text.encode("utf-8", "replace"), "tracker")
    whole = Protego.parse(text.encode("utf-8", "replace").decode("utf-8-sig"))
    assert ours.forbids(url, "tracker") == (not whole.can_fetch(url, "tracker"))


@given(st.binary(max_size=400))
def test_no_bytes_raise(body: bytes) -> None:
    """Whatever a site serves as robots.txt is read."""
    robots.parse(b"User-agent: *\n" + body, "tracker").forbids("http://x.org/a?b=%zz", "tracker")
