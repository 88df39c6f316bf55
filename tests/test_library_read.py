"""`tracker.read`: a real listing, read once with any fetch."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

import tracker
from tests.conftest import Answer, Reply
from tests.harbour import Harbour

Site = Callable[[Answer], tuple[str, list[str]]]
Fetch = Callable[[tracker.Request], tracker.Page]


def fetching(base: str, asked: list[tracker.Request] | None = None) -> Fetch:
    """Return a fetch that asks a server on loopback, and has no browser."""
    import urllib.error
    import urllib.request

    def fetch(request: tracker.Request) -> tracker.Page:
        assert request.url.startswith(base)
        if asked is not None:
            asked.append(request)
        if request.render:
            return tracker.Page(request, request.url, failure="no browser here", failure_kind="browser")
        try:
            with urllib.request.urlopen(request.url) as reply:
                return tracker.Page(request, reply.url, reply.status, reply.headers.items(), reply.read())
        except urllib.error.HTTPError as reply:
            with reply:
                return tracker.Page(request, request.url, reply.status)

    return fetch


def test_a_listing_is_read_with_any_fetch(site: Site) -> None:
    """With a function, a coroutine function, a method and a callable object."""
    harbour = Harbour(site)
    fetch = fetching(harbour.base)

    class Client:
        async def get(self, request: tracker.Request) -> tracker.Page:
            return await asyncio.to_thread(fetch, request)

        async def __call__(self, request: tracker.Request) -> tracker.Page:
            return fetch(request)

    source = tracker.Source("harbour", f"{harbour.base}/careers")
    found = tracker.read(source, fetch)
    assert [one.title for one in found.postings] == ["Hall Planner", "Welder", "Cook"]
    assert "You weld pipes" in found.postings[1].text
    assert (found.complete, found.rows, found.problems, found.source.board) == (True, 3, (), "page")
    for way in (Client().get, Client()):
        assert asyncio.run(tracker.read(source, way)) == found

    async def within() -> tracker.Reading:
        return tracker.read(source, fetch)

    assert asyncio.run(within()) == found


def test_each_page_is_asked_once(site: Site) -> None:
    """The page by which the board is recognised is not requested again; without texts, only the list is."""
    harbour = Harbour(site)
    asked: list[tracker.Request] = []
    tracker.read(f"{harbour.base}/careers", fetching(harbour.base, asked))
    assert [one.url.removeprefix(harbour.base) for one in asked] == [
        "/careers",
        *(f"/careers/{n}" for n in (101, 102, 103)),
    ]
    asked.clear()
    found = tracker.read(
        tracker.Source("h", f"{harbour.base}/careers", board="html", item="li"),
        fetching(harbour.base, asked),
        texts=False,
    )
    assert [one.url.removeprefix(harbour.base) for one in asked] == ["/careers"]
    assert [(one.title, one.text) for one in found.postings] == [("Hall Planner", ""), ("Welder", ""), ("Cook", "")]


def test_a_board_is_recognised_by_its_page_and_by_its_address(site: Site) -> None:
    """JSON is told by its reply, or by the address; a source's own settings are used."""
    harbour = Harbour(site)
    fetch = fetching(harbour.base)
    assert tracker.read(f"{harbour.base}/jobs.json", fetch).source.board == "json"
    base, _ = site(lambda path, headers: harbour.answer("/jobs.json", headers) if path == "/list" else (404, {}, b""))
    assert tracker.read(f"{base}/list", fetching(base)).source.board == "json"
    source = tracker.Source(
        "h", f"{harbour.base}/jobs.json", items="jobs[]", text="text", location="place", complete="never"
    )
    found = tracker.read(source, fetch)
    assert found.outcome == "window"
    assert found.postings[2].text == "You cook for two hundred people every day."


def test_what_is_missing_makes_it_partial(site: Site) -> None:
    """Unreadable texts are reported; a list that states more than it has is partial."""
    harbour = Harbour(site)

    def answer(path: str, headers: dict[str, str]) -> Reply:
        return (503, {}, b"") if path.startswith("/careers/") else harbour.answer(path, headers)

    base, _ = site(answer)
    found = tracker.read(tracker.Source("h", f"{base}/careers", board="html", item="li"), fetching(base))
    assert found.outcome == "partial"
    assert "3 of 3 texts could not be read" in found.reason
    assert [one.title for one in found.postings] == ["Hall Planner", "Welder", "Cook"]


@pytest.mark.parametrize(
    ("reply", "kind", "told"),
    [
        ((404, {}, b""), tracker.Failed, "404"),
        (
            (200, {"Content-Type": "text/html"}, b"<title>Just a moment...</title><div id='cf-challenge'></div>"),
            tracker.Blocked,
            "Cloudflare",
        ),
        ((200, {"Content-Type": "text/html"}, b"<p>Welcome.</p>"), tracker.Failed, "no list of postings was found"),
        ((200, {"Content-Type": "application/json"}, b'{"jobs": "none"}'), tracker.Failed, "no list of entries in"),
    ],
)
def test_failure_is_never_emptiness(site: Site, reply: Reply, kind: type[Exception], told: str) -> None:
    """A page without a list raises, and does not return an empty list."""
    base, _ = site(lambda _path, _headers: reply)
    with pytest.raises(kind, match=told):
        tracker.read(tracker.Source("h", f"{base}/jobs", render="never"), fetching(base))


def test_an_empty_list_is_empty(site: Site) -> None:
    """A feed whose list is proved to be empty has no postings, and is complete."""
    base, _ = site(lambda _path, _headers: (200, {"Content-Type": "application/json"}, b'{"jobs": []}'))
    found = tracker.read(tracker.Source("h", f"{base}/jobs", board="json", items="jobs[]"), fetching(base))
    assert (found.postings, found.outcome) == ((), "complete")


class Ours(Exception):
    """An error of the caller's own."""


@pytest.mark.parametrize("where", ["/careers", "/careers/102"])
@pytest.mark.parametrize("error", [Ours("no"), OSError(28, "full"), TimeoutError("slow"), tracker.Failed("no")])
def test_what_fetch_raises_comes_through(site: Site, error: Exception, where: str) -> None:
    """The caller's exception is raised unchanged, at the list and at a posting's own page."""
    harbour = Harbour(site)
    fetch = fetching(harbour.base)

    def broken(request: tracker.Request) -> tracker.Page:
        if request.url == f"{harbour.base}{where}":
            raise error from KeyError("why")
        return fetch(request)

    async def broken_later(request: tracker.Request) -> tracker.Page:
        return broken(request)

    for call in (
        lambda: tracker.read(f"{harbour.base}/careers", broken),
        lambda: asyncio.run(tracker.read(f"{harbour.base}/careers", broken_later)),
    ):
        with pytest.raises(type(error)) as raised:
            call()
        assert raised.value is error
        assert isinstance(error.__cause__, KeyError)


def test_what_fetch_returns_is_a_page() -> None:
    """Anything else is a TypeError that says so, also a coroutine of a function that is not async."""

    async def later(request: tracker.Request) -> tracker.Page:
        return tracker.Page(request, request.url)

    with pytest.raises(
        TypeError,
        match=r"should return a tracker.Page for https://jobs.example.org/, but returned {} \(dict\); return tracker.Page\(",
    ):
        tracker.read("https://jobs.example.org/", lambda _request: {})  # type: ignore[arg-type, return-value]
    with pytest.raises(TypeError, match=r"returned <coroutine .*\(coroutine\)"):
        tracker.read("https://jobs.example.org/", lambda request: later(request))  # noqa: PLW0108


@pytest.mark.parametrize("url", ["", "jobs.example.org", "ftp://x.example/", "http://"])
def test_an_address_that_is_none(url: str) -> None:
    """What is not a web address is refused before anything is asked."""
    with pytest.raises(tracker.UsageError, match="is not a web address"):
        tracker.read(url, fetching(""))


def test_a_board_that_is_none() -> None:
    """A board that is not there is refused, with what was probably meant."""
    with pytest.raises(tracker.NotFound, match="no board 'greenhose' in the tracker; did you mean 'greenhouse'"):
        tracker.read(tracker.Source("a", "https://jobs.example.org/", board="greenhose"), fetching(""))


def test_nothing_is_stored(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading a listing leaves no file where it was called, nor among the temporary ones."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.chdir(tmp_path)
    harbour = Harbour(site)
    tracker.read(f"{harbour.base}/careers", fetching(harbour.base))
    assert [path.name for path in tmp_path.rglob("*")] == ["temporary"]
