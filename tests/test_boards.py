"""Each board reads the format of its software, in cases written for the project."""

from __future__ import annotations

import contextlib
import html
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jmespath
import pytest

from tests.conftest import check, reader
from tracker.boards import BOARDS, SOFTWARE
from tracker.boards.detect import board_of, by_page, by_url
from tracker.boards.generic import json_feed
from tracker.boards.software import workday
from tracker.model import Listing, Page, Request, Source
from tracker.model.errors import Blocked, Failed, Unread


def source(board: str, **more: Any) -> Source:
    return Source(slug="s", url=more.pop("url", "https://careers.example.org/jobs"), board=board, **more)


def drive(given: Source, replies: dict[str, Any]) -> tuple[Listing, list[Request]]:
    """Answer a board from a dict; what is not in it is a 404."""
    flow = BOARDS[given.board].read(given)
    asked: list[Request] = []
    requests = list(next(flow))
    while True:
        pages = []
        for request in requests:
            asked.append(request)
            body = replies.get(request.url, replies.get("*"))
            body = body(request) if callable(body) else body
            if isinstance(body, Page):
                pages.append(body)
                continue
            raw = (
                body
                if isinstance(body, bytes)
                else body.encode()
                if isinstance(body, str)
                else json.dumps(body).encode()
            )
            pages.append(Page(request, request.url, 404 if body is None else 200, (), b"" if body is None else raw))
        try:
            requests = list(flow.send(pages))
        except StopIteration as done:
            return done.value, asked


GREENHOUSE = {
    "jobs": [
        {
            "id": 4001,
            "internal_job_id": 9,
            "title": "Hall  Planner",
            "updated_at": "2026-02-01T00:00:00-05:00",
            "requisition_id": "R-7",
            "absolute_url": "https://boards.greenhouse.io/acme/jobs/4001",
            "company_name": "Acme",
            "location": {"name": "Reno, Nevada"},
            "departments": [{"id": 1, "name": "Sites"}],
            "offices": [{"name": "West"}],
            "first_published": "2026-01-10T11:09:29-05:00",
            "application_deadline": None,
            "language": "en",
            "content": html.escape(
                "<h2>Work</h2><p>Plan &amp; build.</p><ul><li>Pay: $90,000 - $110,000 a year</li></ul>"
            ),
        }
    ],
    "meta": {"total": 1},
}
LEVER = [
    {
        "id": "aa-bb",
        "text": "Crane Operator",
        "hostedUrl": "https://jobs.lever.co/acme/aa-bb",
        "createdAt": 1711403416463,
        "categories": {
            "commitment": "Full-time",
            "location": "Oslo",
            "team": "Harbour",
            "allLocations": ["Oslo", "Bergen"],
        },
        "workplaceType": "onsite",
        "description": "<div>Move steel.</div>",
        "additional": "<div>Tea is free.</div>",
        "lists": [{"text": "You", "content": "<li>see far</li><li>stay calm</li>"}],
        "salaryRange": {"min": 50, "max": 60, "currency": "EUR", "interval": "per-hour-wage"},
    }
]
ASHBY = {
    "apiVersion": "1",
    "jobs": [
        {
            "id": "u-1",
            "title": "Cooling Engineer",
            "department": "Power",
            "team": "Cooling",
            "employmentType": "FullTime",
            "location": "Abilene",
            "secondaryLocations": [{"location": "Denver"}],
            "publishedAt": "2026-03-01T00:00:00.000+00:00",
            "isListed": True,
            "isRemote": None,
            "workplaceType": "Hybrid",
            "jobUrl": "https://jobs.ashbyhq.com/acme/u-1",
            "descriptionHtml": '<p style="min-height:1.5em">Cool <strong>halls</strong>.</p>',
            "compensation": {
                "scrapeableCompensationSalarySummary": "$120K - $150K",
                "summaryComponents": [
                    {"compensationType": "EquityPercentage", "minValue": None},
                    {
                        "compensationType": "Salary",
                        "interval": "1 YEAR",
                        "currencyCode": "USD",
                        "minValue": 120000,
                        "maxValue": 150000,
                    },
                ],
            },
        },
        {"id": "u-2", "title": "Hidden", "isListed": False, "jobUrl": "https://jobs.ashbyhq.com/acme/u-2"},
    ],
}
TESLA = {
    "lookup": {"locations": {"77": "Sparks, Nevada"}, "departments": {"3": "Engineering"}, "types": {"1": "fulltime"}},
    "departments": {},
    "geo": [],
    "listings": [{"id": "203911", "t": "Hall Manager, Data Center", "dp": "3", "f": "1", "l": "77", "y": 1, "sp": 12}],
}


def test_greenhouse() -> None:
    """Escaped HTML, structured fields, pay from the text."""
    listing, asked = drive(source("greenhouse", url="https://boards.greenhouse.io/acme"), {"*": GREENHOUSE})
    assert [request.url for request in asked] == [
        "https://boards-api.greenhouse.io/v1/boards/acme/jobs?pay_transparency=true&content=true"
    ]
    (entry,) = listing.entries
    found = entry.read(None)
    assert (found.external_id, found.title, found.location, found.department) == (
        "4001",
        "Hall Planner",
        "Reno, Nevada",
        "Sites",
    )
    assert found.text == "# Work\nPlan & build.\n- Pay: $90,000 - $110,000 a year"
    assert found.pay is not None
    assert (found.pay.min, found.pay.period, found.posted_at, found.requisition_id) == (
        90000,
        "year",
        "2026-01-10",
        "R-7",
    )
    assert (listing.stated_total, listing.employer, bool(listing.end)) == (1, "Acme", True)


def test_greenhouse_stamp_is_volatile() -> None:
    """A new `updated_at` alone does not change the fingerprint."""
    moved = {**GREENHOUSE, "jobs": [{**GREENHOUSE["jobs"][0], "updated_at": "2030-01-01T00:00:00Z"}]}
    prints = {drive(source("greenhouse"), {"*": reply})[0].entries[0].fingerprint for reply in (GREENHOUSE, moved)}
    assert len(prints) == 1


def test_lever() -> None:
    """Milliseconds, lists with headings, a salary range."""
    listing, asked = drive(source("lever", url="https://jobs.eu.lever.co/acme"), {"*": LEVER})
    assert asked[0].url == "https://api.eu.lever.co/v0/postings/acme?mode=json"
    found = listing.entries[0].read(None)
    assert found.text == "Move steel.\n# You\n- see far\n- stay calm\nTea is free."
    assert (found.location, found.workplace, found.employment_type, found.posted_at) == (
        "Oslo; Bergen",
        "on-site",
        "full-time",
        "2024-03-25",
    )
    assert found.pay is not None
    assert (found.pay.min, found.pay.max, found.pay.currency, found.pay.period) == (50, 60, "EUR", "hour")


def test_ashby() -> None:
    """Unlisted postings are left out; compensation is structured."""
    listing, _ = drive(source("ashby", url="https://jobs.ashbyhq.com/acme"), {"*": ASHBY})
    (entry,) = listing.entries
    found = entry.read(None)
    assert (found.location, found.department, found.workplace) == ("Abilene; Denver", "Power, Cooling", "hybrid")
    assert found.pay is not None
    assert (found.pay.min, found.pay.max, found.pay.currency, found.pay.period) == (120000, 150000, "USD", "year")


def test_tesla() -> None:
    """Ids are resolved, the rank is noise, and the text is in a separate reply."""
    given = source("tesla", url="https://www.tesla.com/careers/search/")
    listing, asked = drive(given, {"*": TESLA})
    (entry,) = listing.entries
    moved = {**TESLA, "listings": [{**TESLA["listings"][0], "sp": 99, "pu": "x"}]}  # type: ignore[dict-item]
    assert drive(given, {"*": moved})[0].entries[0].fingerprint == entry.fingerprint
    assert entry.detail is not None
    assert entry.detail.url == "https://www.tesla.com/cua-api/careers/job/203911"
    reply = {
        "jobDescription": "<p>Build it.</p>",
        "jobRequirements": "<ul><li>Calm</li></ul>",
        "jobCompensationAndBenefits": "<p>$100,000 - $120,000/annual</p>",
    }
    found = entry.read(Page(entry.detail, entry.detail.url, 200, (), json.dumps(reply).encode()))
    assert (
        found.text == "Build it.\n# What You'll Bring\n- Calm\n# Compensation and Benefits\n$100,000 - $120,000/annual"
    )
    assert (found.title, found.location, found.department, found.employment_type) == (
        "Hall Manager, Data Center",
        "Sparks, Nevada",
        "Engineering",
        "full-time",
    )
    assert len(asked) == 1


def test_tesla_goes_through_the_browser_where_it_is_refused() -> None:
    """If a plain client is refused, the request goes through the browser; if that is refused too, the check is blocked."""
    given = source("tesla", url="https://www.tesla.com/careers/search/")
    refusal = Page(Request("https://x"), "https://x", 403, (), b"")
    with pytest.raises(Blocked):
        drive(given, {"*": refusal})
    flow = BOARDS["tesla"].read(given)
    first = next(flow)
    (second,) = flow.send([Page(first[0], first[0].url, 403)])
    assert (first[0].render, second.render) == (False, True)


LD = {
    "@context": "https://schema.org",
    "@graph": [
        {
            "@type": "JobPosting",
            "title": "Nurse",
            "identifier": {"value": "N-1"},
            "url": "/jobs/n-1",
            "description": "&lt;p&gt;Care.&lt;/p&gt;",
            "datePosted": "2026-01-02",
            "validThrough": "2026-03-01T00:00",
            "employmentType": "PART_TIME",
            "jobLocation": {"address": {"addressLocality": "Cork", "addressCountry": "IE"}},
            "baseSalary": {"currency": "EUR", "value": {"minValue": 20, "maxValue": "25", "unitText": "HOUR"}},
        }
    ],
}


def test_jsonld() -> None:
    """JobPosting in a graph, with escaped HTML. A broken block next to it does no harm."""
    page = f'<script type="application/ld+json">{{broken</script><script type="application/ld+json">{json.dumps(LD)}</script>'
    listing, _ = drive(source("jsonld", render="never"), {"*": page})
    found = listing.entries[0].read(None)
    assert (found.external_id, found.title, found.text, found.location) == ("N-1", "Nurse", "Care.", "Cork, IE")
    assert found.url == "https://careers.example.org/jobs/n-1"
    assert (found.posted_at, found.closes_at, found.employment_type) == ("2026-01-02", "2026-03-01", "part-time")
    assert found.pay is not None
    assert (found.pay.min, found.pay.max, found.pay.period) == (20, 25, "hour")


def rows(*numbers: int, following: str = "") -> str:
    items = "".join(f'<li class=o><a href="/jobs/{n}?utm_source=x">Role {n}</a><b>Cork</b></li>' for n in numbers)
    return f"<ul>{items}</ul>{following}"


def test_html_pages_until_the_end_is_proved() -> None:
    """Every page is read, and their addresses are in order; the end is a page without a next link."""
    given = source("html", item="li.o", location="b", next="a.next", render="never")
    replies = {
        "https://careers.example.org/jobs": rows(1, 2, following='<a class=next href="?p=2">more</a>'),
        "https://careers.example.org/jobs?p=2": rows(3, following='<a class=next href="?p=3">more</a>'),
        "https://careers.example.org/jobs?p=3": rows(4),
    }
    listing, _ = drive(given, replies)
    assert [entry.external_id for entry in listing.entries] == [
        f"https://careers.example.org/jobs/{n}" for n in (1, 2, 3, 4)
    ]
    assert listing.addresses == tuple(replies)
    assert (listing.end, listing.api, listing.problems) == ("no link to a next page", False, ())
    assert listing.entries[0].read(None).location == "Cork"


def test_html_a_later_page_that_fails_leaves_it_unproved() -> None:
    """What was read is kept, and the end is not proved."""
    given = source("html", item="li.o", next="a.next", render="never")
    listing, _ = drive(
        given, {"https://careers.example.org/jobs": rows(1, following='<a class=next href="?p=2">more</a>')}
    )
    assert (listing.end, len(listing.entries)) == ("", 1)
    assert "page 2 of the list" in listing.problems[0]


def test_html_circle_is_seen() -> None:
    """A next link that leads back ends the reading without a proof."""
    given = source("html", item="li.o", next="a.next", render="never")
    listing, _ = drive(given, {"*": rows(1, following='<a class=next href="/jobs">more</a>')})
    assert (listing.end, "leads back" in listing.problems[0]) == ("", True)


def test_html_empty_shell_is_rendered() -> None:
    """A page without entries is requested once more through the browser; if that has none either, the error names the selector."""
    with pytest.raises(Failed, match=r"item = 'li\.o' matches nothing"):
        drive(source("html", item="li.o"), {"*": "<div id=app></div>"})
    flow = BOARDS["html"].read(source("html", item="li.o"))
    (first,) = next(flow)
    (second,) = flow.send([Page(first, first.url, 200, (), b"<div id=app></div>")])
    assert (second.render, second.wait_for) == (True, "li.o")


def test_html_posting_page() -> None:
    """The text is at `text`; a page without it is an error, never an empty text."""
    given = source("html", item="li.o", text="#body", render="never")
    listing, _ = drive(given, {"*": rows(1)})
    entry = listing.entries[0]
    assert entry.detail is not None
    found = entry.read(Page(entry.detail, entry.detail.url, 200, (), b"<nav>x</nav><div id=body><p>Do it.</p></div>"))
    assert found.text == "Do it."
    with pytest.raises(Failed, match="matches nothing"):
        entry.read(Page(entry.detail, entry.detail.url, 200, (), b"<p>other</p>"))


def test_html_javascript_link_is_refused() -> None:
    """An entry must link to a page."""
    with pytest.raises(Failed, match="has no link"):
        drive(source("html", item="li", render="never"), {"*": '<li><a href="javascript:alert(1)">x</a></li>'})


def test_json_by_expressions_and_by_itself() -> None:
    """Expressions say where the fields are; without them the usual names are tried."""
    feed = {
        "data": {
            "roles": [{"Job ID": 5, "Name": "Cook", "where": [{"city": "Cork"}], "live": False, "Scraped At": "x"}]
        }
    }
    given = source("json", items="data.roles[]", id='"Job ID"', title="Name", location="where[].city", open="live")
    (entry,) = drive(given, {"*": feed})[0].entries
    found = entry.read(None)
    assert (entry.open, found.external_id, found.title, found.location) == (False, "5", "Cook", "Cork")
    plain = [
        {
            "id": "a",
            "title": "Baker",
            "url": "/a",
            "location": {"name": "Oslo"},
            "description": "<p>Bake.</p>",
            "first_published": 1692640776,
        }
    ]
    (entry,) = drive(source("json"), {"*": plain})[0].entries
    found = entry.read(None)
    assert (found.url, found.location, found.text, found.posted_at) == (
        "https://careers.example.org/a",
        "Oslo",
        "Bake.",
        "2023-08-21",
    )


@pytest.mark.parametrize(
    ("more", "reply", "message"),
    [
        ({"items": "jobs["}, {"jobs": []}, r"items = 'jobs\[' is not a JMESPath expression: [^\n]+$"),
        ({"items": "roles"}, {"jobs": []}, "should be a list of objects, not missing or null"),
        ({}, {"count": 0}, "no list of entries"),
        ({}, [{"x": 1}], "neither an id nor an address"),
        ({}, [{"id": 1}], "has no title"),
        ({}, "<html>", "is not JSON"),
    ],
)
def test_json_says_what_is_wrong(more: dict[str, str], reply: object, message: str) -> None:
    """What can't be read is reported with its cause, and is never an empty list."""
    with pytest.raises(Unread, match=message):
        drive(source("json", **more), {"*": reply})


@pytest.mark.parametrize(
    ("board", "more", "message"),
    [
        ("html", {"item": "li[["}, r"^item = 'li\[\[' is not a CSS selector; correct tracker.toml$"),
        ("html", {"item": "li", "next": "a..b", "text": "##"}, "^next = 'a..b', text = '##' are not CSS selectors; "),
        ("html", {"text": "##"}, "^text = '##' is not a CSS selector"),
        ("page", {"text": "##"}, "^text = '##' is not a CSS selector"),
        ("json", {"text": "css:##"}, "^text = 'css:##' has no CSS selector"),
    ],
)
def test_a_selector_that_is_not_css_is_named(board: str, more: dict[str, str], message: str) -> None:
    """A wrong selector is an error of tracker.toml, and not of the reply."""
    rows = "".join(f'<li><h3><a href="/jobs/{n}">Engineer {n}</a></h3> Oslo</li>' for n in range(6))
    with pytest.raises(Unread, match=message):
        drive(source(board, render="never", **more), {"*": f"<h1>Jobs</h1><p>6 jobs</p><ul>{rows}</ul>"})


@pytest.mark.parametrize(
    ("link", "asked"),
    [
        ("https://jobs.acme.co.uk/7", True),
        ("https://acme.co.uk/7", True),
        ("/7", True),
        ("https://jobs.other.co.uk/7", False),
        ("https://notacme.co.uk/7", False),
        ("https://jobs.other.example/7", False),
    ],
)
def test_a_feed_leads_to_pages_of_its_own_site(link: str, asked: bool) -> None:
    """An entry without a text has its own page read, unless the link leads to another site."""
    given = source("json", url="https://www.acme.co.uk/feed.json")
    rows = [{"id": "7", "title": "Cook", "url": link}]
    listing, _ = drive(given, {given.url: rows})
    assert (listing.entries[0].detail is not None) is asked


@pytest.mark.parametrize("board", ["greenhouse", "lever", "ashby"])
def test_unknown_name_is_an_error(board: str) -> None:
    """An unknown board name is an error that says so."""
    with pytest.raises(Failed, match=r"has no board 'acme'.*correct url"):
        drive(source(board, url=BOARDS[board].example), {})


@pytest.mark.parametrize("board", ["greenhouse", "lever", "ashby", "tesla", "json"])
def test_recognised_by_its_example(board: str) -> None:
    """Every board with an address of its own is recognised by it."""
    found = by_url(BOARDS[board].example)
    assert found is not None
    assert found.board == board


def test_recognised_by_the_page() -> None:
    """An embed, a link or structured data identify a board; a plain page does not."""

    def page(body: str) -> Page:
        return Page(Request("https://x.org"), "https://x.org", 200, (), body.encode())

    embed = by_page(page('<script src="https://boards.greenhouse.io/embed/job_board/js?for=acme"></script>'))
    assert (embed.board, embed.url) == ("greenhouse", "https://boards.greenhouse.io/acme")  # type: ignore[union-attr]
    link = by_page(page('<a href="https://jobs.ashbyhq.com/acme/u-1">x</a>'))
    assert (link.board, link.url) == ("ashby", "https://jobs.ashbyhq.com/acme")  # type: ignore[union-attr]
    stated = by_page(page(f'<script type="application/ld+json">{json.dumps(LD)}</script>'))
    assert stated is not None
    assert stated.board == "jsonld"
    assert by_page(page("<p>hello</p>")) is None
    assert board_of(Source("s", "https://x.org", item="li")) == "html"


def test_every_board_is_listed_in_the_reference() -> None:
    """docs/reference.md has each board's name and example, and their number has not changed."""
    reference = (Path(__file__).parent.parent / "docs" / "reference.md").read_text(encoding="utf-8")
    assert len(BOARDS) == 33
    for name, board in BOARDS.items():
        assert f"`{name}`" in reference, name
        assert board.example in reference, name


def cxs(postings: list[tuple[str, str]], *, deaf: bool = False, agreed: bool = True) -> Callable[[Request], Any]:
    """A Workday list of (number, family), capped and wrapping as the real one is; `deaf` ignores facets.

    `agreed`: a second facet counts the postings as well.
    """

    def reply(request: Request) -> Any:
        ask = json.loads(request.body)
        families = ask["appliedFacets"].get("jobFamilyGroup", [])
        rows = [row for row in postings if deaf or not families or row[1] in families]
        start = ask["offset"] % workday.CAP
        shown = rows[: workday.CAP][start : start + ask["limit"]]
        counts = Counter(family for _, family in rows)
        facets = [
            {
                "facetParameter": "locationMainGroup",
                "values": [
                    {"facetParameter": "locations", "values": [{"id": "x", "count": 9000}, {"id": "y", "count": 9}]}
                ],
            },
            {"facetParameter": "jobFamilyGroup", "values": [{"id": name, "count": n} for name, n in counts.items()]},
            *([{"facetParameter": "timeType", "values": [{"id": "full", "count": len(rows)}]}] if agreed else []),
        ]
        return {
            "total": 0 if ask["offset"] else min(len(rows), workday.CAP),
            "jobPostings": [
                {"title": f"Role {n}", "externalPath": f"/job/X/Role_{n}", "bulletFields": [n]} for n, _ in shown
            ],
            "facets": facets if not ask["offset"] else [],
        }

    return reply


def test_workday_beyond_its_cap_is_sliced_by_facets() -> None:
    """A total of 2,000 is the cap: the slices together have as many postings as the facets count."""
    postings = [(f"JR{n}", ("Ops", "Lab", "Sea")[n % 3]) for n in range(2613)]
    given = source("workday", url="https://acme.wd5.myworkdayjobs.com/en-US/Careers")
    listing, asked = drive(given, {"*": cxs(postings)})
    assert (len(listing.entries), listing.stated_total, listing.problems) == (2613, 2613, ())
    assert listing.end == "every one of 3 slices was read to its end"
    assert sum(json.loads(request.body)["offset"] >= workday.CAP for request in asked) == 1  # do the offsets go on?
    assert listing.cap == ""


def test_workday_that_no_facet_slices_is_not_whole() -> None:
    """If slicing does not help, the reason says so, and what was read is kept."""
    given = source("workday", url="https://acme.wd5.myworkdayjobs.com/Careers")
    same = [(f"JR{n}", "Ops") for n in range(2613)]
    listing, _ = drive(given, {"*": cxs(same)})
    assert (listing.end, "were counted" in listing.problems[0], len(listing.entries)) == ("", True, 2000)
    deaf, _ = drive(given, {"*": cxs([(f"JR{n}", ("Ops", "Lab")[n % 2]) for n in range(2613)], deaf=True)})
    assert (deaf.end, "states 2000" in deaf.problems[0], len(deaf.entries)) == ("", True, 2000)


def test_an_unchanged_json_list_with_pages_of_its_own_asks_for_the_list_alone(
    tmp_path: Path, site: Callable[..., tuple[str, list[str]]]
) -> None:
    """3,000 postings, each with its text on its own page: the pages are read once, and again only after a change."""
    rows = [{"id": n, "title": f"Baker {n}", "url": f"/p/{n}", "location": "Cork"} for n in range(3000)]
    body = json.dumps({"jobs": rows}).encode()

    def answer(path: str, _headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if path == "/jobs.json":
            return 200, {"Content-Type": "application/json"}, body
        number = path.rpartition("/")[2]
        return (
            200,
            {"Content-Type": "text/html"},
            f"<main><h1>Baker {number}</h1><p>Bake {number} loaves.</p></main>".encode(),
        )

    base, paths = site(answer)
    (tmp_path / "tracker.toml").write_text(
        f'[sources.feed]\nurl = "{base}/jobs.json"\nboard = "json"\nallow_private = true\ndelay = "0s"\n'
    )
    (first,) = check(tmp_path).results
    assert (first.verdict.outcome, first.verdict.seen, len(set(paths))) == ("complete", 3000, 3002)
    texts = reader(tmp_path).execute("SELECT count(*) FROM versions WHERE text LIKE '%loaves.'").fetchone()
    assert texts == (3000,)
    paths.clear()
    (second,) = check(tmp_path).results
    assert (second.verdict.outcome, second.changes) == ("complete", ())
    assert [path for path in paths if path != "/robots.txt"] == ["/jobs.json"]


LINKED = [name for name in SOFTWARE if name not in {"tesla", "phenom", "successfactors"}]


@pytest.mark.parametrize("board", LINKED)
def test_board_software_is_told_by_what_a_page_links_to_or_loads(board: str) -> None:
    """A link, a frame or a script's request to a board's address identifies the board."""
    address = BOARDS[board].example
    linked = Page(
        Request("https://acme.example/jobs"),
        "https://acme.example/jobs",
        200,
        (),
        f'<a href="{html.escape(address)}">Jobs</a>'.encode(),
    )
    found = by_page(linked)
    assert found is not None
    assert found.board == board
    assert BOARDS[board].recognise(found.url) == BOARDS[board].recognise(address)
    part = Page(Request(address), address, 200, (("content-type", "application/json"),), b"{}")
    loaded = by_page(
        Page(Request("https://acme.example/jobs"), "https://acme.example/jobs", 200, (), b"<div id=app>", parts=(part,))
    )
    assert loaded is not None
    assert loaded.board == board


@pytest.mark.parametrize(
    ("board", "call"),
    [
        ("greenhouse", "https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true"),
        ("lever", "https://api.lever.co/v0/postings/acme?mode=json"),
        ("ashby", "https://api.ashbyhq.com/posting-api/job-board/acme"),
        ("workday", "https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/Careers/jobs"),
        ("smartrecruiters", "https://api.smartrecruiters.com/v1/companies/Acme/postings?limit=10"),
        ("workable", "https://apply.workable.com/api/v3/accounts/acme/jobs"),
        ("recruitee", "https://acme.recruitee.com/api/offers/"),
        ("rippling", "https://api.rippling.com/platform/api/ats/v1/board/acme/jobs"),
        ("eightfold", "https://careers.acme.example/api/pcsx/search?domain=acme.example&start=0"),
        ("phenom", "https://careers.acme.example/widgets"),
        ("neogov", "https://www.governmentjobs.com/SearchEngine/JobsFeed?agency=acme"),
    ],
)
def test_board_software_is_told_by_the_calls_of_a_page(board: str, call: str) -> None:
    """The requests of a page's own script identify the board."""
    part = Page(Request(call), call, 200, (("content-type", "application/json"),), b"{}")
    found = by_page(
        Page(
            Request("https://careers.acme.example/jobs"),
            "https://careers.acme.example/jobs",
            200,
            (),
            b"<div>",
            parts=(part,),
        )
    )
    assert found is not None
    assert found.board == board


@pytest.mark.parametrize(
    ("board", "mark"),
    [
        ("phenom", "<script>phApp.ddo = {};</script>"),
        ("successfactors", '<link href="/platform/css/j2w/min/x.css">'),
        ("teamtailor", '<script src="https://assets-aws.teamtailor-cdn.com/x.js"></script>'),
        ("eightfold", '<code id="pcsx-data">{}</code>'),
        ("avature", '<meta name="avature.portal.id" content="4">'),
    ],
)
def test_board_software_under_an_employers_own_name_is_told_by_its_marks(board: str, mark: str) -> None:
    """Marks that only pages of a product have identify it."""
    found = by_page(
        Page(Request("https://careers.acme.example/"), "https://careers.acme.example/", 200, (), mark.encode())
    )
    assert found is not None
    assert (found.board, found.url) == (board, "https://careers.acme.example/")


def test_plain_names_find_what_jmespath_finds() -> None:
    """An expression of plain names is read without JMESPath, with the same result for any value."""
    values: list[object] = [
        {"title": "Nurse", "office": {"name": "Ward 3", "city": {"name": "Graz"}}},
        {"title": None, "office": None},
        {"title": 0, "office": [{"name": "Ward 3"}]},
        {"title": "", "office": "name", "office.name": "not this"},
        {"title": {"title": "inner"}, "office": {"name": False}},
        {},
        [],
        [{"title": "in a list"}],
        "title",
        None,
        7,
    ]
    expressions = ("title", "office", "office.name", "office.city.name", "title.title", "_none", "Title2")
    compared = 0
    for expression in expressions:
        plain = json_feed._compiled(expression, "title")
        assert isinstance(plain, json_feed.Names)
        for value in values:
            assert plain.search(value) == jmespath.search(expression, value), (expression, value)
            compared += 1
    assert compared == 77
    for other in ("jobs[]", '"office.name"', "office . name", "a || b", '`"x"`', "@", "length(a)", "office.*", "1a"):
        with contextlib.suppress(Failed):
            assert not isinstance(json_feed._compiled(other, "title"), json_feed.Names), other
