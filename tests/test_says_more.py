"""What a reply says besides its rows: how many there are, how many pages, and whether more follow."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.test_any_page import URL
from tracker.boards.generic import json_feed, says_more
from tracker.boards.generic import page as board
from tracker.model import Listing, Page, Request, Source

ROWS = [{"id": at, "title": f"Cook in kitchen {at}", "url": f"/jobs/{at}", "city": "Linz"} for at in range(4)]
MORE: list[Any] = [
    {"hasMore": True, "jobs": ROWS},
    {"has_more": True, "data": ROWS},
    {"jobs": ROWS, "moreAvailable": True},
    {"jobs": ROWS, "next": "/api/jobs?page=2"},
    {"jobs": ROWS, "nextCursor": "abc"},
    {"jobs": ROWS, "next_page_token": "Cg"},
    {"jobs": ROWS, "@odata.nextLink": "https://a.example/jobs?$skip=4"},
    {"jobs": ROWS, "links": {"next": "/api/jobs?page=2"}},
    {"jobs": ROWS, "links": [{"rel": "self", "href": "/a"}, {"rel": "next", "href": "/b"}]},
    {"_links": {"next": {"href": "/b"}}, "_embedded": {"jobs": ROWS}},
    {"content": ROWS, "last": False},
    {"values": ROWS, "isLast": False, "startAt": 0},
    {"page": 1, "totalPages": 2, "jobs": ROWS},
    {"jobs": ROWS, "meta": {"pagination": {"page_count": 3}}},
    {"data": ROWS, "meta": {"current_page": 1, "last_page": 3}},
    {"content": ROWS, "page": {"size": 4, "number": 0, "totalElements": 9}},
    {"hits": {"total": {"value": 9}, "hits": ROWS}},
    {"hits": ROWS, "nbHits": 9},
    {"total": "1,023", "jobs": ROWS},
    {"positionsTotal": 9, "jobs": ROWS},
    {"jobs": ROWS, "remaining": 5},
    {"data": {"jobs": {"pageInfo": {"hasNextPage": True, "endCursor": "x"}, "nodes": ROWS}}},
    {"data": {"jobs": {"pageInfo": {"hasNextPage": True}, "edges": [{"node": row} for row in ROWS]}}},
]
WHOLE: list[Any] = [
    ROWS,
    {"total": 4, "jobs": ROWS},
    {"hasMore": False, "jobs": ROWS},
    {"next": None, "count": 4, "jobs": ROWS},
    {"next": "Next", "jobs": ROWS},
    {"nextCursor": "", "jobs": ROWS},
    {"nextOffset": 4, "total": 4, "jobs": ROWS},
    {"page": 1, "totalPages": 1, "jobs": ROWS},
    {"content": ROWS, "last": True, "number": 7, "size": 100},
    {"jobs": ROWS, "showMore": True, "loadMore": True, "nextRun": "2026-12-01"},
    {"jobs": ROWS, "totalApplicants": 340, "company": {"total_employees": 900}},
    {"jobs": ROWS, "facets": [{"name": "Linz", "count": 240}], "stats": {"total": 4800}},
    {"jobs": ROWS, "pageSize": 100, "maxResults": 50, "resultsPerPage": 20},
    {"data": {"jobs": {"pageInfo": {"hasNextPage": False, "endCursor": "x"}, "nodes": ROWS}}},
    {"jobs": ROWS, "news": {"items": [{"title": "We won"}, {"title": "New oven"}], "total": 80, "hasMore": True}},
]


def _read(
    *replies: tuple[str, Any], headers: tuple[tuple[str, str], ...] = (), carried: Any = None, failed: Any = ()
) -> Listing:
    """Read a page that shows the rows, and has or loads this JSON; requests for `failed` addresses had no reply."""
    links = "".join(f"<li><a href='{row['url']}'>{row['title']}</a></li>" for row in ROWS)
    script = f"<script id='__NEXT_DATA__' type='application/json'>{json.dumps(carried)}</script>" if carried else ""
    site = URL.rpartition("/")[0]
    heads = (("Content-Type", "application/json"), *headers)
    parts = [Page(Request(site + path), site + path, 200, heads, json.dumps(one).encode()) for path, one in replies]
    for address, why in failed:
        lost = address if address.startswith("http") else site + address
        parts.append(Page(Request(lost), lost, failure=why, failure_kind="network"))
    page = Page(
        Request(URL, render=True),
        URL,
        200,
        (("Content-Type", "text/html"),),
        f"<main><h1>Jobs</h1><ul>{links}</ul></main>{script}".encode(),
        parts=tuple(parts),
        ended="the rendered page has no more",
    )
    flow = board.read(Source("x", URL, board="page", render="always"))
    asked = next(flow)
    try:
        while True:
            own = [
                Page(one, one.url, 200, (("Content-Type", "text/html"),), b"<p>Cook soup. </p>" * 20) for one in asked
            ]
            asked = flow.send([page] if asked[0].url == URL else own)
    except StopIteration as stop:
        return stop.value  # type: ignore[no-any-return]


def test_replies_that_say_that_more_follow() -> None:
    """In a reply, and in data within a page: the list is not whole, whatever the names are."""
    for at, said in enumerate(MORE):
        for listing in (
            _read(("/api/jobs", said)),
            *([_read(carried={"props": {"pageProps": said}})] if at % 3 else []),
        ):
            short = listing.stated_total is not None and listing.stated_total > len(ROWS)
            assert short or (not listing.end and "says that it is not all" in listing.problems[0]), said


def test_whole_replies() -> None:
    """Names that only resemble those of paging are ignored."""
    for at, said in enumerate(WHOLE):
        for listing in (
            _read(("/api/jobs", said)),
            *([_read(carried={"props": {"pageProps": said}})] if at % 3 else []),
        ):
            assert listing.problems == (), said
            assert listing.end
            assert listing.stated_total in {None, 4}


def test_the_last_of_several_replies_counts() -> None:
    """Of pages that were loaded in turn, the last counts, wherever the address has the number."""
    last = {"jobs": ROWS, "hasMore": False, "totalPages": 2}
    first = {"jobs": ROWS, "hasMore": True, "totalPages": 2}
    for other in ("/api/jobs?page=2", "/api/jobs/2"):
        first_address = "/api/jobs/1" if other.endswith("/2") else "/api/jobs?page=1"
        assert _read((first_address, first), (other, last)).end
        assert not _read((first_address, last), (other, first)).end
    assert not _read(
        ("/api/jobs?page=1", {"jobs": ROWS, "totalPages": 3}), ("/api/jobs?page=2", last | {"totalPages": 3})
    ).end
    assert _read(("/api/jobs?page=2", last), carried={"props": {"pageProps": first}}).end  # what a script loaded counts
    news = {"items": [{"title": "We won", "url": "/news/1"}, {"title": "New oven", "url": "/news/2"}], "hasMore": True}
    assert _read(("/api/news", news), ("/api/jobs", {"jobs": ROWS})).end


@pytest.mark.parametrize(
    ("name", "value", "goes_on"),
    [
        ("Link", '</a>; rel="prev", </api/jobs?page=2>; rel="next"', True),
        ("link", "<https://a.example/b>; rel=next", True),
        ("X-WP-Total", "23", True),
        ("X-WP-TotalPages", "3", True),
        ("X-Total-Count", "23", True),
        ("X-Next-Page", "2", True),
        ("Content-Range", "items 0-3/23", True),
        ("X-Pagination", '{"TotalCount": 23, "PageSize": 4}', True),
        ("Link", '</style.css>; rel=preload, </a?page=1>; rel="last"', False),
        ("X-WP-Total", "4", False),
        ("X-Next-Page", "", False),
        ("Content-Range", "bytes 0-99/*", False),
        ("X-RateLimit-Total", "1000", False),
        ("X-Pagination", "{", False),
    ],
)
def test_headers_of_a_reply(name: str, value: str, goes_on: bool) -> None:
    """Some APIs return bare rows, and say the rest in headers."""
    listing = _read(("/api/jobs", ROWS), headers=((name, value),))
    short = listing.stated_total is not None and listing.stated_total > len(ROWS)
    assert (short or not listing.end) is goes_on


def test_the_nearest_object_counts() -> None:
    """The object next to the list takes precedence over outer ones."""
    said = says_more.of_holders([{"total": 90, "hasMore": False}, {"total": 4, "jobs": ROWS}], 4)
    assert said == says_more.ListStatement(4)


def test_a_feed_that_is_not_whole() -> None:
    """The board `json` reads one reply; it is partial if the reply says that more follow."""
    for reply, whole in ((MORE[0], False), (MORE[3], False), (MORE[12], False), (WHOLE[1], True), (WHOLE[2], True)):
        flow = json_feed.read(Source("x", URL, board="json"))
        next(flow)
        page = Page(Request(URL), URL, 200, (("Content-Type", "application/json"),), json.dumps(reply).encode())
        with pytest.raises(StopIteration) as stop:
            flow.send([page])
        assert bool(stop.value.value.end) is whole
        assert bool(stop.value.value.problems) is not whole


LOST = ("answered 404", "answered 403", "failed (net::ERR_CONNECTION_REFUSED)", "answered with HTML instead of JSON")


def test_a_request_that_failed_beside_a_list() -> None:
    """A request that may have had the other half of the list failed, in any way."""
    ours = ("/api/kitchen", ROWS)
    for why in LOST:
        for address in (
            "/api/yard",
            "/jobs/yard.json",
            "https://jobs.mill.example/yard",
            "https://api.mill.example/api/yard",
        ):
            listing = _read(ours, failed=[(address, why)])
            assert not listing.end, (address, why)
            assert f"{address} {why}" in listing.problems[0]
    for place, lost in (
        ("/feeds/kitchen/list", "/feeds/yard/list"),
        ("/v2/1/rows.json", "/v2/2/rows.json"),
        ("/units/kitchen", "/units/yard"),
    ):
        assert f"{lost} answered 403" in _read((place, ROWS), failed=[(lost, "answered 403")]).problems[0]
    for said in ({"error": {"code": 7}}, {"errors": [{"message": "x"}]}, {"success": False}, {"total": 9, "jobs": []}):
        assert not _read(ours, ("/api/yard", said)).end, said


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("/api/session", "answered 401"),
        ("/api/favourites", "answered 401"),
        ("/api/weather", "answered 404"),
        ("/api/config", "answered 500"),
        ("/api/site-settings", "answered 503"),
        ("/api/faq", "answered 502"),
        ("/chat/hello", "answered 404"),
        ("/other/yard", "answered 404"),
        ("https://stats.mill.example/collect", "failed (net::ERR_NAME_NOT_RESOLVED)"),
        ("/jobs/app.js", "answered 404"),
        ("/jobs/7?_rsc=1", "failed (net::ERR_ABORTED)"),
        ("/jobs/2", "answered 500"),
        ("/api/kitchen", "failed (net::ERR_ABORTED)"),
    ],
)
def test_a_request_that_says_nothing_of_the_list(address: str, why: str) -> None:
    """Users, statistics, scripts, pages that are fetched in advance, and what was asked again with success."""
    listing = _read(("/api/kitchen", ROWS), ("/api/yard", []), failed=[(address, why)])
    assert listing.problems == ()
    assert listing.end


def test_a_reply_whose_rows_have_unknown_names() -> None:
    """The titles shown are in the rows under any name, and the reply states a larger total."""
    listed = [{"id": row["id"], "funktion": row["title"]} for row in ROWS]
    assert not _read(("/api/jobs", {"offset": 0, "totalRecords": 12, "records": listed})).end
    assert not _read(("/api/jobs", {"meta": {"total": 12}, "data": listed})).end
    assert _read(("/api/jobs", {"totalRecords": 4, "records": listed})).end
    assert _read(("/api/jobs", {"total": 12, "news": [{"id": 1, "kop": "We won"}, {"id": 2, "kop": "New oven"}]})).end


def test_a_control_whose_script_failed() -> None:
    """What would load more is there, and the script of the page that would do it was not loaded."""
    links = "".join(f"<li><a href='{row['url']}'>{row['title']}</a></li>" for row in ROWS)
    site = URL.rpartition("/")[0]

    def is_whole(body: str, *failed: str) -> bool:
        parts = [
            Page(Request(url), url, failure="answered 404", failure_kind="network")
            for url in (one if one.startswith("http") else site + one for one in failed)
        ]
        html = f"<main><h1>Jobs</h1><ul>{links}</ul>{body}</main>".encode()
        heads = (("Content-Type", "text/html"),)
        asked = Request(URL, render=True, expand=True)
        page = Page(asked, URL, 200, heads, html, parts=tuple(parts), ended="the rendered page has no more")
        flow = board.read(Source("x", URL, board="page", render="always"))
        requests = next(flow)
        try:
            while True:
                own = [Page(one, one.url, 200, heads, b"<p>Cook soup. </p>" * 20) for one in requests]
                requests = flow.send([page] if requests[0].url == URL else own)
        except StopIteration as stop:
            return bool(stop.value.end)

    marker = "<div class=load-more data-max-page=2 data-page=1></div>"
    assert is_whole(marker)
    assert not is_whole(marker, "/static/app.js")
    assert not is_whole("<div class=infinite-scroll></div>", "/assets/list.mjs")
    assert is_whole("", "/static/app.js")
    assert is_whole(marker, "https://stats.example.com/app.js")
    assert is_whole(marker, "/static/analytics.js")
    for waiting in (
        "<div data-suite='/rest?start=4'></div>",
        "<turbo-frame src='/jobs?page=2' loading=lazy></turbo-frame>",
        "<span data-x='/rest?offset=4'> </span>",
        "<div hx-get='/jobs/more?cursor=abc' hx-trigger=revealed></div>",
    ):
        assert not is_whole(waiting), waiting
    assert is_whole("<div data-suite='/rest?start=9'></div>")
    assert is_whole("<div hx-get='/jobs/more' hx-trigger=click></div>")
    assert is_whole("<div hx-get='/chat' hx-trigger=revealed></div>")
    assert is_whole("<turbo-frame src='/jobs?page=2' complete><p>Welcome</p></turbo-frame>")
