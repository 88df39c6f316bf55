"""What is kept with a rendered page, and how it is sent from the browser's worker."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Answer
from tests.hostile import PAGES, serving
from tracker.fetch import wire
from tracker.fetch.browser import Browser
from tracker.model import Page, Request, Source
from tracker.operations.project import now

Site = Callable[[Answer], tuple[str, list[str]]]
AT = "2026-01-02T03:04:05.678Z"


def rendered(url: str, **more: bool) -> Page:
    async def work() -> Page:
        async with Browser("agent", now) as browser:
            return await browser.get(Request(url, render=True, **more), Source("a", url, allow_private=True))

    return asyncio.run(work())


def test_json_is_kept_with_what_it_was_asked_for(site: Site) -> None:
    """In order, with its status. Latin 1 is stored as UTF-8 and labelled so. What does not claim to be JSON is not kept."""
    script = """<p>Baker</p><script>
    const page=async()=>{await fetch('/found',{method:'GET'});await fetch('/a/redirect');await fetch('/latin');
     await fetch('/text');await fetch('/gone');await fetch('/api/html');await fetch('/lost');
     await fetch('http://127.0.0.1:9/away').catch(()=>0)}; page()</script><script src="/none.js"></script>"""

    def answer(path: str, _headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        replies = {
            "/": (200, {"Content-Type": "text/html"}, script.encode()),
            "/found": (200, {"Content-Type": "application/json"}, b'{"a": 1}'),
            "/a/redirect": (302, {"Location": "/moved"}, b""),
            "/moved": (200, {"Content-Type": "application/vnd.api+json"}, b'{"b": 2}'),
            "/latin": (200, {"Content-Type": "application/json; charset=iso-8859-1"}, '"Zürich"'.encode("latin-1")),
            "/text": (200, {"Content-Type": "text/plain"}, b'{"c": 3}'),
            "/gone": (404, {"Content-Type": "application/json"}, b"{}"),
            "/api/html": (200, {"Content-Type": "text/html"}, b"<h1>Sign in</h1>"),
            "/lost": (410, {"Content-Type": "text/plain"}, b""),
            "/none.js": (404, {"Content-Type": "text/html"}, b""),
        }
        return replies[path]

    base, _ = site(answer)
    page = rendered(base + "/")
    assert page.status == 200
    kept = {part.url.removeprefix(base): part for part in page.parts if not part.failure}
    assert list(kept) == ["/found", "/moved", "/latin", "/gone"]
    assert [part.status for part in kept.values()] == [200, 200, 200, 404]
    assert kept["/latin"].text() == '"Zürich"'
    assert json.loads(kept["/moved"].body) == {"b": 2}
    assert all(part.fetched_at == page.fetched_at for part in page.parts)
    assert {part.url.removeprefix(base): part.failure for part in page.parts if part.failure} == {
        "/none.js": "answered 404",
        "/api/html": "answered with HTML instead of JSON",
        "/lost": "answered 410",
        "http://127.0.0.1:9/away": "failed (net::ERR_UNSAFE_PORT)",
    }


def test_json_that_was_posted_for_has_what_was_posted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text and bytes. If the browser does not report the whole posted body, the reply can't be requested again, and is not kept."""
    script = """<script>const post=(body)=>fetch('/echo?'+body.length,{method:'POST',body});
     post(JSON.stringify({q:'Zürich'})).then(()=>post(new Uint8Array([0,255,10]))).then(()=>post('x'.repeat(200000)))</script>"""
    monkeypatch.setitem(PAGES, "posts", script)
    with serving() as server:
        page = rendered(f"{server.base}/page/posts")
    assert [(part.request.method, part.request.body) for part in page.parts] == [
        ("POST", '{"q":"Zürich"}'.encode()),
        ("POST", b"\0\xff\n"),
    ]
    assert [json.loads(part.body) for part in page.parts] == [{"posted": 15}, {"posted": 3}]


def test_a_page_that_is_json_is_given_as_it_came(site: Site) -> None:
    """Not as the browser renders it."""
    base, _ = site(lambda _path, _headers: (200, {"Content-Type": "application/json"}, b'{"jobs": [1, 2]}'))
    page = rendered(base + "/jobs")
    assert (page.body, page.header("content-type"), page.parts) == (b'{"jobs": [1, 2]}', "application/json", ())


def test_a_status_is_that_of_the_page_that_is_there(site: Site) -> None:
    """If a script leads to a missing page, the status is that page's 404."""
    base, _ = site(
        lambda path, _headers: (
            (200, {"Content-Type": "text/html"}, b"<script>location='/gone'</script>")
            if path == "/"
            else (404, {"Content-Type": "text/html"}, b"<p>This position is filled")
        )
    )
    page = rendered(base + "/")
    assert (page.status, page.url, page.failure) == (404, base + "/gone", "")
    assert b"This position is filled" in page.body


names = st.text(st.characters(codec="utf-8"), max_size=12)
pages = st.builds(
    Page,
    st.builds(Request, names, method=st.sampled_from(("GET", "POST")), body=st.binary(max_size=9)),
    names,
    status=st.integers(0, 999),
    headers=st.lists(st.tuples(names, names), max_size=3).map(tuple),
    content=st.binary(max_size=3_000_000) | st.binary(max_size=9),
    fetched_at=st.just(AT),
    failure=names,
    failure_kind=names,
    ended=names,
    sha256=names,
)


@given(pages, st.lists(pages, max_size=3).map(tuple), st.booleans())
def test_an_answer_crosses_the_pipe_as_it_is(page: Page, parts: tuple[Page, ...], unusable: bool) -> None:
    """What is packed is read back, and nothing is left over."""
    answer = wire.Answer(replace(page, parts=parts), unusable)

    async def work() -> tuple[wire.Answer, bytes]:
        reader = asyncio.StreamReader()
        reader.feed_data(b"".join(wire.packed(answer)))
        reader.feed_eof()
        return await wire.read(reader, page.request, AT), await reader.read()

    read, left = asyncio.run(work())
    assert (read, left) == (answer, b"")
    assert [one.sha256 for one in (read.page, *read.page.parts)] == [one.sha256 for one in (page, *parts)]


@pytest.mark.parametrize("most", ["MOST_HEAD", "MOST_BODIES"])
def test_an_answer_has_bounds(most: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken worker can't fill the tracker's memory: sizes are checked before the data is read."""
    monkeypatch.setattr(wire, most, 10)
    page = Page(Request("http://x.org/"), "http://x.org/", 200, content=b"x" * 11)

    async def work() -> None:
        reader = asyncio.StreamReader()
        reader.feed_data(b"".join(wire.packed(wire.Answer(page))))
        await wire.read(reader, page.request, AT)

    with pytest.raises(ValueError, match="the worker's answer has"):
        asyncio.run(work())
