"""The network: polite, limited, and never a private address."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable

import pytest

from tests.conftest import Answer, Reply
from tracker.fetch import Fetcher, guard
from tracker.model import Page, Prior, Request, Source
from tracker.operations.project import now


def get(*requests: Request, prior: dict[str, Prior] | None = None, **more: object) -> list[Page]:
    source = Source("s", "https://x.org", delay=0.0, **more)  # type: ignore[arg-type]

    async def work() -> list[Page]:
        async with Fetcher("desk@example.org", now) as fetcher:
            fetch = fetcher.of(source, prior or {})
            return [await fetch(request) for request in requests]

    return asyncio.run(work())


def test_says_who_it_is(site: Callable[[Answer], tuple[str, list[str]]]) -> None:
    """The User-Agent names the tracker and the contact."""
    base, _ = site(lambda _path, headers: (200, {}, headers["User-Agent"].encode()))
    (page,) = get(Request(base + "/a"), allow_private=True)
    assert b"tracker/" in page.body
    assert b"desk@example.org" in page.body


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/x",
        "http://[::1]:9/",
        "http://localhost:9/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest",
        "http://2130706433/",
    ],
)
def test_private_addresses_are_refused(url: str) -> None:
    """Loopback, private and link-local addresses are not requested, by name or by number."""
    (page,) = get(Request(url))
    assert (page.failure_kind, page.status) == ("private", 0) or "private address" in page.failure
    assert "allow_private" in page.failure


def test_private_address_behind_a_redirect_is_refused(
    site: Callable[[Answer], tuple[str, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is checked again after every redirect."""
    base, paths = site(lambda _path, _headers: (302, {"Location": "http://10.1.2.3/secret"}, b""))
    real = guard.is_private
    monkeypatch.setattr(guard, "is_private", lambda address: address != "127.0.0.1" and real(address))
    (page,) = get(Request(base + "/a"))
    assert page.failure_kind == "private"
    assert "10.1.2.3" in page.failure
    assert paths == ["/robots.txt", "/a"]


def test_redirects_are_followed_and_bounded(site: Callable[[Answer], tuple[str, list[str]]]) -> None:
    """The final address is known; a loop ends."""
    base, _ = site(
        lambda path, _headers: (
            (302, {"Location": "/end"}, b"")
            if path == "/a"
            else (302, {"Location": path}, b"")
            if path == "/b"
            else (200, {}, b"ok")
        )
    )
    page, circle = get(Request(base + "/a"), Request(base + "/b"), allow_private=True)
    assert (page.url, page.body) == (base + "/end", b"ok")
    assert circle.failure_kind == "redirects"


def test_size_is_bounded_after_unpacking(
    site: Callable[[Answer], tuple[str, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small reply that unpacks to a large one is refused."""
    monkeypatch.setattr(guard, "MOST_BYTES", 100_000)
    bomb = gzip.compress(b"0" * 5_000_000)
    base, _ = site(lambda _path, _headers: (200, {"Content-Encoding": "gzip"}, bomb))
    (page,) = get(Request(base + "/a"), allow_private=True)
    assert (page.failure_kind, page.body) == ("too-large", b"")


def test_retry_after_is_honoured_once(site: Callable[[Answer], tuple[str, list[str]]]) -> None:
    """A busy host is asked again when it says so, and only once."""
    count = 0

    def answer(_path: str, _headers: dict[str, str]) -> Reply:
        nonlocal count
        count += 1
        return (429, {"Retry-After": "1"}, b"") if count == 1 else (200, {}, b"ok")

    base, paths = site(answer)
    (page,) = get(Request(base + "/a"), allow_private=True)
    assert (page.status, paths) == (200, ["/robots.txt", "/a", "/a"])


def test_conditional_request(site: Callable[[Answer], tuple[str, list[str]]]) -> None:
    """The server's validators are sent back; a 304 gets the stored body."""
    base, _ = site(
        lambda _path, headers: (
            (304, {}, b"") if headers.get("If-None-Match") == '"v1"' else (200, {"ETag": '"v1"'}, b"x")
        )
    )
    request = Request(base + "/a")
    prior = Prior(request.key, request.url, "ab" * 32, now(), "f", 0, etag='"v1"')
    (page,) = get(request, prior={request.key: prior}, allow_private=True)
    assert (page.not_modified, page.sha256) == (True, "ab" * 32)


def test_no_answer_is_a_page_that_says_so() -> None:
    """A refused connection is a page with a failure, not an exception or an empty page."""
    (page,) = get(Request("http://127.0.0.1:9/x"), allow_private=True)
    assert page.status == 0
    assert "robots.txt could not be read" in page.failure


def test_browser_renders_and_keeps_json(site: Callable[[Answer], tuple[str, list[str]]]) -> None:
    """A page that its script builds is read as rendered, with the JSON that it loaded."""
    script = b"<ul id=l></ul><script>fetch('/j').then(r=>r.json()).then(j=>{l.innerHTML='<li class=o>'+j.t+'</li>'})</script>"
    base, _ = site(
        lambda path, _headers: (
            (200, {"Content-Type": "application/json"}, b'{"t":"Cook"}')
            if path == "/j"
            else (200, {"Content-Type": "text/html"}, script)
        )
    )
    (page,) = get(Request(base + "/a", render=True, wait_for="li.o"), allow_private=True)
    assert b'<li class="o">Cook</li>' in page.body
    assert [(part.url, part.body) for part in page.parts] == [(base + "/j", b'{"t":"Cook"}')]


def test_browser_is_guarded_too(site: Callable[[Answer], tuple[str, list[str]]]) -> None:
    """Without allow_private the browser reaches no private address either, by name, by number or by a script."""
    from tracker.fetch.browser import Browser

    base, paths = site(lambda _path, _headers: (200, {"Content-Type": "text/html"}, b"<p>inside</p>"))

    async def work() -> list[Page]:
        async with Browser("agent", now) as browser:
            urls = [base + "/a", base.replace("127.0.0.1", "localhost") + "/b"]
            return [await browser.get(Request(url, render=True), Source("s", "https://x.org")) for url in urls]

    for page in asyncio.run(work()):
        assert page.failure or page.status == 403
        assert b"inside" not in page.body
    assert paths == []
