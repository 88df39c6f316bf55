"""The second read of a check: which pages are requested, how, and what their replies prove."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.histories import LATER, POLICY, entry, first, listed, listing, page, roles
from tests.living import Life, feeds, row
from tests.tables import rows
from tracker.check.fetches import Fetch, as_it_is, from_pages
from tracker.check.reader import Reader, reader
from tracker.check.reads import Readings, Reads, ask, read_list
from tracker.extract.urls import loose
from tracker.fetch.spool import Spool
from tracker.model import Listing, Page, Request, Source
from tracker.model.history import Answers, History, Known, Questions
from tracker.model.wording import Wording

SOURCE = Source("s", "https://x.org/jobs", board="json")
API, PEOPLE = "https://api.x.org/", "https://x.org/"


def second(
    history: History,
    seen: Listing,
    fetch: Fetch,
    questions: Questions | None = None,
    pages: tuple[Page, ...] = (),
    *,
    offline: bool = False,
) -> tuple[Answers, Reads]:
    """Make the second read beside a list; return what it brought, and all that was seen."""
    with reader() as reading:
        all_seen = Reads(pages=list(pages), listing=seen, readings=Readings(reading, Spool()))
        work = ask(SOURCE, history, all_seen, fetch, LATER, POLICY, reading, questions, offline=offline)
        return asyncio.run(work), all_seen


def asked(
    answers: Mapping[str, str],
    vanished: Mapping[str, tuple[str, ...]],
    controls: tuple[tuple[int, str], ...] = (),
) -> tuple[Mapping[str, bool | None], list[str]]:
    """Ask the pages of vanished postings; `answers` are `stands`, `gone`, `down`, `refused` or `odd` by address.

    Return what each posting's pages amount to, and which addresses were asked.
    """
    urls: list[str] = []

    async def fetch(request: Request) -> Page:
        urls.append(request.url)
        said = answers.get(request.url, "odd")
        title = "Cook" if said == "stands" else ""
        status = {"gone": 404, "down": 500, "refused": 403}.get(said, 200)
        return Page(request, request.url, status, (), f"<h1>{title}</h1>".encode())

    questions = Questions(
        vanished={name: tuple(map(Request, ways)) for name, ways in vanished.items()},
        controls=tuple((way, "control", Request(url)) for way, url in controls),
    )
    history = first(dict.fromkeys((*vanished, "control"), ("Cook", "x")))
    found, seen = second(history, listing({}), fetch, questions)
    assert [one.url for one in seen.pages] == urls
    assert set(found.evidence) == set(found.standing)
    return found.standing, urls


class NeverRead(dict[str, Wording]):
    """Texts of which none may be read."""

    def __getitem__(self, name: str) -> Wording:
        raise AssertionError(name)


def test_no_text_is_read_for_pages_that_do_not_answer_200() -> None:
    async def fetch(request: Request) -> Page:
        status = {"/gone": 404, "/down": 500, "/refused": 403}.get(request.url.removeprefix("https://x.org"), 0)
        return Page(request, request.url, status, (), b"<h1>Cook</h1>", failure="" if status else "it timed out")

    ways = [Request(f"https://x.org/{name}") for name in ("gone", "down", "refused", "slow")]
    questions = Questions(vanished={"a": tuple(ways)}, controls=tuple((n, "c", one) for n, one in enumerate(ways)))
    history = replace(first({"a": ("Cook", "x"), "c": ("Cook", "x")}), wording=NeverRead())
    found, _ = second(history, listing({}), fetch, questions)
    assert found.standing == {"a": None}


CONTROLS = ((0, f"{API}c"), (1, f"{PEOPLE}c"))


@pytest.mark.parametrize(
    ("answers", "controls", "standing", "count"),
    [
        # each way whose control stands is asked, and no other
        ({"c": "stands", "a": "gone"}, CONTROLS, False, 3),
        ({"c": "stands", "a": "stands"}, CONTROLS, True, 3),
        ({"c": "stands", "a": "odd", "people a": "gone"}, CONTROLS, None, 3),
        # an API that says gone is one witness, and the page for people another
        ({"c": "stands", "people c": "stands", "a": "gone", "people a": "stands"}, CONTROLS, True, 4),
        ({"c": "stands", "people c": "stands", "a": "gone", "people a": "gone"}, CONTROLS, False, 4),
        ({"c": "stands", "people c": "stands", "a": "gone", "people a": "odd"}, CONTROLS, None, 4),
        ({"c": "stands", "people c": "stands", "a": "odd", "people a": "gone"}, CONTROLS, None, 4),
        ({"c": "stands", "people c": "stands", "a": "gone", "people a": "down"}, CONTROLS, None, 4),
        ({"c": "stands", "people c": "stands", "a": "gone", "people a": "refused"}, CONTROLS, None, 4),
        ({"c": "stands", "people c": "odd", "a": "gone", "people a": "odd"}, CONTROLS, False, 3),
        ({"c": "stands", "people c": "stands", "a": "odd", "people a": "odd"}, CONTROLS, None, 4),
        ({"c": "gone", "people c": "stands", "a": "gone", "people a": "stands"}, CONTROLS, True, 3),
        ({"c": "odd", "people c": "stands", "people a": "gone"}, CONTROLS, False, 3),
        # where no control stands, a page can say that it stands, and not that it is gone
        ({"c": "gone", "people c": "gone", "a": "gone", "people a": "gone"}, CONTROLS, None, 4),
        ({"c": "gone", "people c": "gone", "a": "gone", "people a": "stands"}, CONTROLS, True, 4),
        ({"c": "gone", "people c": "gone", "a": "stands"}, CONTROLS, True, 3),
        # where there is nothing to control by, every way must say so
        ({"a": "gone", "people a": "gone"}, (), False, 2),
        ({"a": "gone", "people a": "odd"}, (), None, 2),
        ({"a": "odd", "people a": "gone"}, (), None, 2),
        ({"a": "gone", "people a": "stands"}, (), True, 2),
        ({"a": "odd", "people a": "odd"}, (), None, 2),
    ],
)
def test_which_way_is_believed(
    answers: dict[str, str], controls: tuple[tuple[int, str], ...], standing: bool | None, count: int
) -> None:
    """A kind of page can prove a closing only if its control is up."""
    by_url = {(PEOPLE if " " in name else API) + name[-1]: said for name, said in answers.items()}
    found, urls = asked(by_url, {"a": (f"{API}a", f"{PEOPLE}a")}, controls)
    assert found == {"a": standing}
    assert len(urls) == count


def test_a_posting_without_the_trusted_way_is_asked_by_its_own() -> None:
    """Where a posting has no such page, all that it has are asked; one without an address gives no answer."""
    answers = {f"{PEOPLE}c": "stands", f"{API}a": "gone", f"{API}b": "gone", f"{PEOPLE}b": "gone"}
    controls = ((0, f"{API}c"), (1, f"{PEOPLE}c"))
    found, urls = asked(answers, {"a": (f"{API}a",), "b": (f"{API}b", f"{PEOPLE}b"), "n": (), "e": ("",)}, controls)
    assert found == {"a": False, "b": False, "n": None, "e": None}
    assert urls == [f"{API}c", f"{PEOPLE}c", f"{API}a", f"{PEOPLE}b"]


def test_a_redirect_to_the_list_does_not_stand() -> None:
    """The list's addresses are the source's own, the listing's, and that of its first page. Without a control a redirect there proves nothing."""

    def answer(target: str, seen: Listing, *pages: Page) -> bool | None:
        async def fetch(request: Request) -> Page:
            return Page(request, target, 200, (), b"<h1>Cook</h1><p>x</p>")

        questions = Questions(vanished={"a": (Request("https://x.org/p/a"),)})
        found, _ = second(first({"a": ("Cook", "x")}), seen, fetch, questions, pages)
        return found.standing["a"]

    other = listing({}, addresses=("https://x.org/all",))
    first_page = Page(Request("https://y.org/feed"), "https://z.org/feed", 200)
    assert answer("https://x.org/jobs", listing({})) is None
    assert answer("https://x.org/all", listing({})) is True
    assert answer("https://x.org/all", other) is None
    for target in ("https://y.org/feed", "https://z.org/feed"):
        assert answer(target, other) is True
        assert answer(target, other, first_page) is None
        assert answer(target, other, page("x"), first_page) is True


@pytest.mark.parametrize(
    ("good", "expected"), [((), 10), ((9,), 14), ((10,), 10), ((3,), 14), ((3, 13), 14), ((0,), 11)]
)
def test_ten_failures_running_are_enough(tmp_path: Path, good: tuple[int, ...], expected: int) -> None:
    """After ten failed pages in a row no more texts are requested from a host; one success resets the count."""
    life = Life(tmp_path, feeds("f").replace('text = "text"\n', ""))
    life.rows["f"] = [row(n, text="", page="f") for n in range(14)]
    for n in range(14):
        if n not in good:
            life.pages[f"https://f.x.org/p/{n}"] = (500, "error")
        else:
            life.pages[f"https://f.x.org/p/{n}"] = (
                200,
                f"<main><h1>Site Lead {n}</h1><p>You lead the works.</p></main>",
            )
    life.check()
    assert len([url for url in life.asked if "/p/" in url]) == expected
    read = sum(n < expected for n in good)
    (check,) = rows(tmp_path, "SELECT outcome, reason FROM checks")
    assert check["outcome"] == "partial"
    assert check["reason"].startswith(f"{14 - read} of 14 texts could not be read")


HTML = Source("s", "https://x.org/jobs", board="html", item="li.o", text="#t", render="never")


def doubtful(*, offline: bool, api: bool = False, second: str = "Chef") -> tuple[Answers, list[str]]:
    """Make the second read of a page whose one posting has another title and another text than before."""
    known = Known("/jobs/1", "https://x.org/jobs/1", "Cook", fingerprint="old", read_at=LATER)
    history = History(
        {"https://x.org/jobs/1": known}, {"https://x.org/jobs/1": Wording("Cook", ("First words",))}, settled=True
    )
    urls: list[str] = []

    async def fetch(request: Request) -> Page:
        urls.append(request.url)
        title = second if urls.count(HTML.url) > 1 else "Chef"
        if not title and request.url == HTML.url:
            return Page(request, request.url, failure="it was not requested then", failure_kind="unasked")
        line, own = f'<li class="o"><a href="/jobs/1">{title}</a></li>', "<h1>Chef</h1><div id=t>Other words</div>"
        body = (f"<ul>{line}</ul>" if request.url == HTML.url else own).encode()
        return Page(request, request.url, 200, (), body, sha256=hashlib.sha256(body).hexdigest())

    async def both() -> tuple[Answers, Reads]:
        with reader() as reading:
            seen = await read_list(HTML, fetch, as_it_is, None, reading)
            assert seen.listing is not None
            seen.listing = replace(seen.listing, api=api)
            return await ask(HTML, history, seen, fetch, LATER, POLICY, reading, offline=offline), seen

    found, seen = asyncio.run(both())
    assert len(seen.pages) == len(urls) - (not second)
    return found, urls


def test_what_is_doubted_is_read_twice() -> None:
    """Live, the page and the list are requested again; with an API neither is; in a capture the page is its own second read."""
    own = "https://x.org/jobs/1"
    found, urls = doubtful(offline=False)
    assert urls == [HTML.url, own, own, HTML.url]
    assert set(found.seconds) == {own}
    assert found.second_listing is not None
    assert [one.title for one in found.second_listing.entries] == ["Chef"]
    found, urls = doubtful(offline=False, api=True)
    assert (urls, dict(found.seconds), found.second_listing) == ([HTML.url, own], {}, None)
    found, urls = doubtful(offline=True)
    assert urls == [HTML.url, own]
    assert found.seconds[own] is found.details[own]
    assert found.second_listing is not None


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the names of the functions that the reader is asked to run."""
    names: list[str] = []
    plain = Reader.do_now

    def noted(self: Reader, function: Callable[..., Any], *arguments: Any) -> Any:
        names.append(function.__name__)
        return plain(self, function, *arguments)

    monkeypatch.setattr(Reader, "do_now", noted)
    return names


@pytest.mark.parametrize(("second", "parsed"), [("Chef", 1), ("Cook", 2), ("Chef ", 2)])
def test_a_second_list_of_the_same_replies_is_not_parsed(calls: list[str], second: str, parsed: int) -> None:
    """It is the list that was read; any other byte is read."""
    found, urls = doubtful(offline=False, second=second)
    assert urls.count(HTML.url) == 2
    assert calls.count("send") == parsed
    assert found.second_listing is not None
    assert [one.title for one in found.second_listing.entries] == [second.strip()]
    assert not any(one.own_page for one in found.second_listing.entries)


def test_a_list_that_the_archive_has_once_was_read_once(calls: list[str]) -> None:
    """No board runs to find out that there is no second reply; the first list alone counts."""
    found, urls = doubtful(offline=False, second="")
    assert urls.count(HTML.url) == 2
    assert calls.count("send") == 1
    assert found.second_listing is None


def test_what_a_capture_has_not_was_not_asked() -> None:
    """A page that is not in a capture is no failure of the posting; live, it is reported."""
    seen = listed([entry("new", detail=True), *listing(roles(2)).entries])
    for offline, details in ((True, set()), (False, {"new"})):
        questions = Questions(details={"new": Request("https://x.org/new")})
        found, _ = second(
            first(roles(2)), replace(seen, entries=seen.entries[1:]), from_pages([]), questions, offline=offline
        )
        assert set(found.details) == details


def test_without_a_listing_nothing_is_asked() -> None:
    """A list that could not be read asks nothing."""
    with reader() as reading:
        found = asyncio.run(ask(SOURCE, first({}), Reads(), from_pages([]), LATER, POLICY, reading))
    assert found == Answers()


def failing(kinds: list[str], count: int) -> int:
    """Ask the pages of so many vanished postings, whose replies fail in these ways in turn; return how many are asked."""
    urls: list[str] = []

    async def fetch(request: Request) -> Page:
        kind = kinds[len(urls) % len(kinds)]
        urls.append(request.url)
        return Page(request, request.url, 200 if not kind else 0, failure=kind, failure_kind=kind)

    questions = Questions(vanished={f"p{n:03}": (Request(f"https://x.org/{n}"),) for n in range(count)})
    found, _ = second(first(roles(count)), listing({}), fetch, questions)
    assert set(found.standing.values()) == {None}
    return len(urls)


@pytest.mark.parametrize(
    ("kinds", "count"),
    [
        (["network"], 10),
        (["network"] * 9 + [""], 20),
        (["timeout"], 2),
        (["timeout", ""], 20),
        (["", "timeout", "timeout"], 3),
        (["timeout", "network"], 3),
        (["unasked"], 20),
        (["budget"], 1),
        ([""], 20),
    ],
)
def test_a_host_that_does_not_answer_is_not_asked_on(kinds: list[str], count: int) -> None:
    """Ten failures in a row are enough, two if they are time-outs, and one if the check's budget is used up."""
    assert failing(kinds, 20) == count


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("http://x.org/a", "https://www.x.org/a/", True),
        ("https://x.org/a?b=1&a=2", "https://x.org/a?a=2&b=1#top", True),
        ("https://x.org:443/a", "http://x.org:80/a", True),
        ("https://x.org:8443/a", "https://x.org/a", False),
        ("https://x.org/a?b=", "https://x.org/a", False),
        ("https://x.org/a?b=1", "https://x.org/a?b=2", False),
        ("https://x.org/a", "https://x.org/b", False),
        ("https://x.org/a", "https://y.org/a", False),
    ],
)
def test_addresses_of_one_form(one: str, two: str, same: bool) -> None:
    """Scheme, `www.`, default ports, a last slash, a fragment and the order of the query are ignored."""
    assert (loose(one) == loose(two)) is same


def replayed(*pages: Page, recorded: bool = False) -> Callable[[Request], Page]:
    """Return what asks from the pages of a capture."""
    fetch = from_pages(pages, recorded=recorded)

    def answer(request: Request) -> Page:
        async def once() -> Page:
            return await fetch(request)

        return asyncio.run(once())

    return answer


def test_a_replay_gives_each_reply_once() -> None:
    """The second time that a request is made it gets the second reply; after that, none."""
    one, two = (Page(Request("https://x.org/a"), "https://x.org/a", 200, (), body) for body in (b"1", b"2"))
    answer = replayed(one, two)
    found = [answer(Request("https://x.org/a")) for _ in range(3)]
    assert [(each.body, each.failure_kind) for each in found] == [(b"1", ""), (b"2", ""), (b"", "unasked")]


def test_a_capture_of_others_is_found_by_another_spelling() -> None:
    """Only in captures of other programs, only for a plain GET, and repeatedly."""
    one = Page(Request("http://www.x.org/a/"), "http://www.x.org/a/", 200, (), b"1")
    wanted = Request("https://x.org/a")
    for recorded, bodies in ((False, [b"", b""]), (True, [b"1", b"1"])):
        answer = replayed(one, recorded=recorded)
        assert [answer(wanted).body for _ in range(2)] == bodies
    answer = replayed(one, recorded=True)
    assert answer(replace(wanted, method="POST")).failure_kind == "unasked"
    posted = replace(one, request=replace(one.request, method="POST"))
    assert replayed(posted, recorded=True)(wanted).failure_kind == "unasked"


def test_what_a_page_loaded_is_its_part_again() -> None:
    """Parts stand behind their page in an archive; one whose page is not before it stands alone."""
    host = Page(Request("https://x.org/a"), "https://x.org/a", 200, (), b"1")
    part = Page(Request("https://x.org/b"), "https://x.org/b", 200, (), b"2", part_of=host.request.key)
    answer = replayed(host, part, replace(part, content=b"3"))
    assert [one.body for one in answer(host.request).parts] == [b"2", b"3"]
    assert {one.part_of for one in replayed(host, part)(host.request).parts} == {""}
    lone = replace(part, part_of="GET https://x.org/other")
    assert replayed(host, lone)(host.request).parts == ()
    assert replayed(part)(part.request).body == b"2"
