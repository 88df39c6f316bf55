"""Any reply becomes a page: an answer, or a failure with a reason. Nothing raises."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.raw import NONE, Raw, reply
from tracker.fetch import Fetcher, guard, http
from tracker.fetch.http import Http, parsed, redirected
from tracker.model import Page, Prior, Request, Source
from tracker.operations.project import now


def fetched(*requests: Request, prior: dict[str, Prior] | None = None) -> list[Page]:
    source = Source("s", "https://x.org", delay=0.0, allow_private=True)

    async def work() -> list[Page]:
        async with Fetcher("desk@example.org", now) as fetcher:
            fetch = fetcher.of(source, prior or {})
            return [await fetch(request) for request in requests]

    return asyncio.run(work())


def answered(told: bytes | Callable[[socket.socket], None]) -> Page:
    """Fetch a page that answers so."""
    with Raw(lambda path: NONE if path == "/robots.txt" else told) as server:
        return fetched(Request(f"{server.base}/a"))[0]


OK = b"HTTP/1.1 200 OK\r\n"
BROKEN = {
    "nothing": b"",
    "no HTTP": b"\x16\x03\x01\x02\x00",
    "HTTP/0.9": b"<html>hello</html>",
    "a version from the future": b"HTTP/9.9 200 OK\r\n\r\n",
    "a status that is none": b"HTTP/1.1 abc OK\r\n\r\n",
    "two lengths": OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a negative length": OK + b"Content-Length: -1\r\n\r\na",
    "a length of letters": OK + b"Content-Length: ten\r\n\r\na",
    "too short": OK + b"Content-Length: 100\r\n\r\na",
    "wrong chunks": OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
    "an endless chunk size": OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 100_000,
    "chunks that end early": OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
    "no gzip": OK + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
    "100,000 headers": OK + b"A: b\r\n" * 100_000 + b"\r\n",
    "a header line of 10 MB": OK + b"A: " + b"b" * 10_000_000 + b"\r\n\r\n",
    "a header without a name": OK + b": x\r\n\r\n",
    "a NUL in a header": OK + b"A: \0\r\nContent-Length: 0\r\n\r\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_reply_is_a_failure(name: str) -> None:
    """The reason is printable and short."""
    page = answered(BROKEN[name])
    assert (page.status, page.body, page.failure_kind) == (0, b"", "network")
    assert 0 < len(page.failure) < 500
    assert page.failure.isprintable()


@pytest.mark.parametrize(
    "charset", ["undefined", "idna", "punycode", "unicode_escape", "\xff\xfe", "a" * 5000, "utf-7"]
)
def test_odd_charsets_are_no_trouble(charset: str) -> None:
    """The body is kept unchanged; the charset is judged elsewhere."""
    page = answered(reply(b"\xff\xfe body", Content_Type=f"text/html; charset={charset}"))
    assert (page.failure, page.body) == ("", b"\xff\xfe body")


@pytest.mark.parametrize(
    "value", [b'"\xff"', b"\xe4\xb8", "\u4e2d".encode(), b"\xc2\x80", b"\xed\xa0\x80", b'"a\tb"', b"x" * 5000]
)
@pytest.mark.parametrize("name", ["ETag", "Last-Modified"])
def test_what_cannot_be_sent_back_is_not(name: str, value: bytes) -> None:
    """Such a validator is stored as text without surrogates, and the next request has no condition."""
    headers = OK + name.encode() + b": " + value + b"\r\nContent-Length: 1\r\n\r\n"
    with Raw(lambda path: NONE if path == "/robots.txt" else headers + b"x") as server:
        request = Request(f"{server.base}/a")
        (first,) = fetched(request)
        told = first.header(name)
        told.encode()
        given_ = {"etag" if name == "ETag" else "last_modified": told}
        prior = replace(Prior(request.key, request.url, "ab" * 32, now(), "f", 0), **given_)
        (second,) = fetched(request, prior={request.key: prior})
    assert (second.status, second.body) == (200, b"x")
    assert "If-" not in server.heads[-1]


def test_surrogates_of_an_older_database_are_not_sent() -> None:
    """What an earlier version stored is no trouble either."""
    with Raw(lambda path: NONE if path == "/robots.txt" else reply(b"x")) as server:
        request = Request(f"{server.base}/a")
        prior = Prior(request.key, request.url, "ab" * 32, now(), "f", 0, etag='"\udcff"', last_modified="a\r\nX: y")
        (page,) = fetched(request, prior={request.key: prior})
    assert page.body == b"x"
    assert "If-" not in server.heads[-1]


@pytest.mark.parametrize(("path", "etag"), [("/a", '"v1"'), ("/b", ""), ("/b", '"\xff"')])
def test_a_304_that_was_not_asked_for(path: str, etag: str) -> None:
    """After a redirect, and without a condition, it does not prove that nothing changed."""

    def answer(asked: str) -> bytes:
        return (
            NONE if asked == "/robots.txt" else reply(status=302, Location="/b") if asked == "/a" else reply(status=304)
        )

    with Raw(answer) as server:
        request = Request(f"{server.base}{path}")
        prior = Prior(request.key, request.url, "ab" * 32, now(), "f", 0, etag=etag)
        (page,) = fetched(request, prior={request.key: prior})
    assert (page.status, page.not_modified, page.sha256 == prior.sha256) == (304, False, False)
    assert ["If-None-Match" in head for head in server.heads[1:]] == ([True, False] if path == "/a" else [False])


MALFORMED = [
    "",
    "http://",
    "http:///x",
    "http://[bad",
    "http://[::1",
    "http://x.org:99999/",
    "http://x.org:port/",
    "http://x.org/\r\nX-Evil: 1",
    "http://x.org/\0",
    "http://x\u2100.org/",
    "http://\ud800.org/",
    "file:///etc/passwd",
    "ftp://x.org/",
    "data:text/html,x",
    "javascript:alert(1)",
    "//x.org/",
    "/jobs",
    "mailto:a@b.c",
    "http://x.org\\@127.0.0.1/",
    "http://" + "a" * 70_000,
    "http://xn--" + "\u00e9" * 300 + ".org/",
    "http://x.org:-1/",
    "\u202ehttp://x.org/",
]


@pytest.mark.parametrize("url", MALFORMED)
def test_a_malformed_address_is_a_failed_page(url: str) -> None:
    """As a request, and as the target of a redirect."""
    (page,) = fetched(Request(url))
    assert page.failure_kind in {"malformed", "network", "dns"}
    assert (page.status, page.request.url) == (0, url)
    assert page.failure.isprintable()


LOCATIONS = {
    "empty": b"",
    "spaces": b"  ",
    "bytes that are no UTF-8": b"/x\xff\xfe",
    "half a bracket": b"http://[bad",
    "a port beyond": b"http://127.0.0.1:99999/",
    "a file": b"file:///etc/passwd",
    "a script": b"javascript:alert(1)",
    "mail": b"mailto:a@b.c",
    "a scheme alone": b"http:",
    "nobody": b"http://",
    "a tab": b"/a\tb",
    "itself by a fragment": b"#here",
    "itself": b"/a",
}


@pytest.mark.parametrize("name", LOCATIONS)
@pytest.mark.parametrize("status", [301, 303, 308])
def test_a_redirect_to_nowhere_is_a_failed_page(name: str, status: int) -> None:
    """The failure names the target."""
    head = f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\nConnection: close\r\nLocation: ".encode()
    page = answered(head + LOCATIONS[name] + b"\r\n\r\n")
    assert (page.failure_kind, page.status) == ("redirects", 0)
    assert page.failure.isprintable()


def test_a_circle_is_seen_at_once() -> None:
    """A redirect back to a page that was requested ends at once."""
    pages = {"/a": "/b", "/b": "/c", "/c": "/a"}
    with Raw(lambda path: reply(status=302, Location=pages[path]) if path in pages else NONE) as server:
        (page,) = fetched(Request(f"{server.base}/a"))
    assert page.failure == f"it redirects in a loop, back to {server.base}/a"
    assert server.paths == ["/robots.txt", "/a", "/b", "/c"]


def test_a_redirect_without_a_location() -> None:
    """It is a failure, and no page."""
    assert answered(reply(b"moved", 302)).failure == "status 302 is a redirect without an address"


def test_a_redirect_in_letters_of_any_script() -> None:
    """UTF-8 in a Location is followed, as browsers do."""
    with Raw(lambda path: NONE if path == "/robots.txt" else pages.get(path, NONE)) as server:
        moved = b"HTTP/1.1 302 X\r\nContent-Length: 0\r\nConnection: close\r\nLocation: /j\xc3\xb6b?q=\xe4\xb8\xad#top\r\n\r\n"
        pages = {"/a": moved, "/j%C3%B6b?q=%E4%B8%AD": reply(b"here")}
        (page,) = fetched(Request(f"{server.base}/a"))
    assert (page.body, page.url) == (b"here", f"{server.base}/j\u00f6b?q=\u4e2d#top")


@pytest.mark.parametrize("count", [10, 11])
def test_ten_redirects_are_followed(count: int) -> None:
    """And no more."""

    def answer(path: str) -> bytes:
        if path == "/robots.txt":
            return NONE
        return reply(b"end") if path == f"/{count}" else reply(status=302, Location=f"/{int(path[1:]) + 1}")

    with Raw(answer) as server:
        (page,) = fetched(Request(f"{server.base}/0"))
    assert (page.body, page.failure) == ((b"end", "") if count == 10 else (b"", "more than 10 redirects"))


@given(st.text(max_size=40), st.sampled_from([301, 303, 307]))
def test_no_location_raises_anything_else(location: str, status: int) -> None:
    """It is a request to a web address, or a ValueError with the reason."""
    with contextlib.suppress(ValueError):
        found = redirected(Request("http://x.org/a/b?c"), status, location)
        assert parsed(found.url).scheme in {"http", "https"}


@given(st.text(max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_raises(text: str) -> None:
    """The fetch returns a page for any address; nothing is requested."""
    source = Source("s", "https://x.org", delay=0.0)

    async def work() -> Page:
        async with Fetcher("desk@example.org", now) as fetcher:
            return await fetcher.of(source, {})(Request(f"http://[{text}"))

    assert asyncio.run(work()).failure


@pytest.mark.parametrize(
    "request_",
    [
        Request("", headers=(("X", "a\r\nEvil: 1"),)),
        Request("", headers=(("X\n", "a"),)),
        Request("", headers=(("X", "\udcff"),)),
        Request("", method="GET\r\nEvil: 1"),
        Request("", method=""),
    ],
)
def test_a_request_that_cannot_be_written(request_: Request) -> None:
    """A request with a header that a page injected is a failed page, and nothing is smuggled."""
    with Raw(lambda path: NONE if path == "/robots.txt" else reply(b"x")) as server:
        (page,) = fetched(replace(request_, url=f"{server.base}/a"))
    assert "Evil: 1" not in "".join(server.heads).split("\r\n")
    assert page.failure or page.body == b"x"


def test_whatever_a_library_raises_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also unexpected exceptions; but a cancellation is passed on."""

    async def work(error: type[BaseException]) -> Page:
        async def broken(*_: object, **__: object) -> Page:
            raise error

        monkeypatch.setattr(Http, "_send", broken)
        async with Fetcher("desk@example.org", now) as fetcher:
            return await fetcher.of(Source("s", "https://x.org"), {})(Request("https://x.org/"))

    for error in (RecursionError, MemoryError, KeyError, UnicodeError, AssertionError, ExceptionGroup):
        assert asyncio.run(work(error)).failure_kind in {"network", "malformed"}
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(work(asyncio.CancelledError))


# --- endless, silent and huge


def pouring(connection: socket.socket) -> None:
    connection.sendall(OK + b"\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def dripping(connection: socket.socket) -> None:
    connection.sendall(OK + b"\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.02)


def dripping_headers(connection: socket.socket) -> None:
    connection.sendall(OK)
    while True:
        connection.sendall(b"A: b\r\n")
        time.sleep(0.02)


def continuing(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.001)


def redirecting_with_a_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 302 X\r\nLocation: /b\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def test_an_endless_body_ends_at_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused, and not truncated."""
    monkeypatch.setattr(guard, "MOST_BYTES", 1 << 20)
    page = answered(pouring)
    assert (page.failure_kind, page.body) == ("too-large", b"")


@pytest.mark.parametrize("way", [dripping, dripping_headers, continuing])
def test_what_drips_ends_in_time(monkeypatch: pytest.MonkeyPatch, way: Callable[[socket.socket], None]) -> None:
    """A reply that never ends has one time limit for the whole."""
    monkeypatch.setattr(guard, "MOST_SECONDS", 0.4)
    begun = time.monotonic()
    page = answered(way)
    assert page.failure_kind in {"timeout", "network"}
    assert time.monotonic() - begun < 5


def test_silence_ends_before_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that sends nothing is given up sooner than one that sends slowly."""
    monkeypatch.setattr(http, "_SILENT_SECONDS", 0.3)
    done = threading.Event()
    begun = time.monotonic()
    page = answered(lambda _connection: done.wait(20) and None)
    done.set()
    assert (page.failure_kind, "nothing came for" in page.failure) == ("timeout", True)
    assert time.monotonic() - begun < 5


def test_the_body_of_a_redirect_is_not_read() -> None:
    """However long it is."""
    with Raw(lambda path: pages.get(path, NONE)) as server:
        pages: dict[str, bytes | Callable[[socket.socket], None]] = {"/a": redirecting_with_a_body, "/b": reply(b"b")}
        (page,) = fetched(Request(f"{server.base}/a"))
    assert page.body == b"b"


def test_a_long_header_is_no_trouble() -> None:
    """Real content security policies have more than 8 KB."""
    assert answered(reply(b"page", Content_Security_Policy="x" * 20_000)).body == b"page"
