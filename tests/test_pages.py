"""Undescribed pages: what is found in them, and what is reported if nothing is."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from benchmarks import pages
from tests.test_boards import drive, source
from tracker.boards.generic import repeated
from tracker.boards.kit import siblings
from tracker.model import Page, Request
from tracker.model.errors import Failed, Unread

PAGES = sorted(one.parent.name for one in pages.HERE.glob("*/index.html"))


def test_there_are_as_many_pages_as_there_were() -> None:
    """A missing page would pass unnoticed."""
    assert len(PAGES) == 93


@pytest.mark.parametrize("name", PAGES)
def test_page(name: str) -> None:
    """Every posting is found by its title, and nothing else; a page without a list says so."""
    row = pages.measure(pages.HERE / name)
    assert (row.precision, row.recall, row.titles) == (1.0, 1.0, row.expected), row
    assert bool(row.told) == (row.expected == 0)


def test_what_is_doubtful_is_told_as_unsure() -> None:
    """The error says what was seen, and which lines to write."""
    with pytest.raises(Failed, match=r"4 links might be postings.*item = \"li.opening\""):
        pages.listing_of(pages.HERE / "doubtful")
    assert "no list of postings was found" in pages.measure(pages.HERE / "departments").told


def test_places_teams_and_kinds() -> None:
    """By column headers, by classes, and by their words."""
    rows = {entry.title: entry.read(None) for entry in pages.listing_of(pages.HERE / "table").entries}
    assert (rows["Foundry Operator"].location, rows["Foundry Operator"].department) == ("Graz, Austria", "Casting")
    cards = {entry.title: entry.read(None) for entry in pages.listing_of(pages.HERE / "cards").entries}
    lamp = cards["Senior Lamp Designer"]
    assert (lamp.location, lamp.employment_type) == ("Oslo, Norway", "full-time")
    grouped = {entry.title: entry.read(None).department for entry in pages.listing_of(pages.HERE / "accordion").entries}
    assert (grouped["Recruiter"], grouped["Embedded Engineer"]) == ("People", "Engineering")
    text = next(iter(pages.listing_of(pages.HERE / "inline").entries)).read(None).text
    assert text.endswith("- A calm manner in the evening\nApply by mail")


def items(*numbers: int) -> str:
    roles = ("Baker", "Nurse", "Welder", "Driver")
    return "".join(f'<li><a href="/jobs/{n}">{roles[n % 4]} {n}</a><span>Cork, Ireland</span></li>' for n in numbers)


def site(pages_of: dict[str, str], **more: Any) -> Any:
    """Read a site from a dict of its pages."""
    given = source("page", render=more.pop("render", "never"), **more)
    return drive(given, {f"https://careers.example.org{path}": body for path, body in pages_of.items()})


def test_next_pages_until_there_is_none() -> None:
    """A link that says "next", numbered pages, and one that leads in a circle."""
    listing, _ = site(
        {
            "/jobs": f"<ul>{items(1, 2, 3)}</ul><a href='/jobs?page=2'>Next ›</a>",
            "/jobs?page=2": f"<ul>{items(4, 5, 6)}</ul><a href='/jobs?page=3'>Next ›</a>",
            "/jobs?page=3": f"<ul>{items(7)}</ul><a href='/jobs?page=2'>Previous</a>",
        }
    )
    assert (len(listing.entries), listing.problems) == (7, ())
    assert listing.end == "no link to a next page, and no button for more"
    pager = "<div class=pager><a href='/jobs?p=1'>1</a><a href='/jobs?p=2'>2</a></div>"
    numbered, _ = site(
        {"/jobs": f"<ul>{items(1, 2)}</ul>{pager}", "/jobs?p=1": "", "/jobs?p=2": f"<ul>{items(3, 4)}</ul>{pager}"}
    )
    assert len(numbered.entries) in {2, 4}


def test_a_lost_page_leaves_the_list_unproved() -> None:
    """The second page fails: what was read is kept, and the end is not proved."""
    listing, _ = site({"/jobs": f"<ul>{items(1, 2, 3)}</ul><a rel=next href='/jobs?page=2'>2</a>"})
    assert (len(listing.entries), listing.end) == (3, "")
    assert "page 2 of the list" in listing.problems[0]


def test_a_button_for_more_is_no_end() -> None:
    """Without a browser, what is behind a button is missing, and the reason says so."""
    listing, _ = site({"/jobs": f"<ul>{items(1, 2, 3)}</ul><button>Load more jobs</button>"})
    assert (listing.end, "Load more jobs" in listing.problems[0]) == ("", True)


def test_a_stated_total_is_believed() -> None:
    """The page says how many there are."""
    listing, _ = site({"/jobs": f"<p>Showing 1–3 of 43</p><ul>{items(1, 2, 3)}</ul>"})
    assert listing.stated_total == 43


def test_a_page_that_says_there_is_none() -> None:
    """An employer without openings is an empty list, not a failure."""
    listing, _ = site({"/jobs": "<main><h1>Jobs</h1><p>There are currently no open positions.</p></main>"})
    assert (listing.entries, listing.end) == ((), "the page says that there are none")


MAP = "<?xml version='1.0'?><urlset>{}</urlset>"


def test_the_sites_map_where_the_page_has_no_list() -> None:
    """Addresses that look like postings, with titles from their pages; a sitemap index and a compressed sitemap are read too."""
    urls = ["/jobs/night-baker-11", "/jobs/rigger-12", "/about", "/news/2026/our-baker", "/jobs"]
    packed = gzip.compress(
        MAP.format("".join(f"<url><loc>https://careers.example.org{u}</loc></url>" for u in urls)).encode()
    )
    index = "<sitemapindex><sitemap><loc>https://careers.example.org/jobs-map.xml.gz</loc></sitemap></sitemapindex>"
    detail = "<main><h1>Night Baker (nights)</h1><p>Bake while others sleep, and sleep while others bake.</p></main>"
    given = source("sitemap", render="never")
    base = "https://careers.example.org"
    replies = {
        f"{base}/jobs": "<h1>Jobs</h1><form><input name=q><button>Search</button></form>",
        f"{base}/sitemap.xml": index,
        f"{base}/jobs-map.xml.gz": packed,
    }
    listing, _ = drive(given, replies)
    assert [entry.url for entry in listing.entries] == [f"{base}/jobs/night-baker-11", f"{base}/jobs/rigger-12"]
    assert listing.end == "the site's sitemaps were read to the end"
    entry = listing.entries[0]
    assert entry.detail is not None
    found = entry.read(Page(entry.detail, entry.url, 200, (), detail.encode()))
    assert (found.title, "Bake while" in found.text) == ("Night Baker (nights)", True)


def test_board_software_in_the_page_is_read_by_its_own_file() -> None:
    """A page that embeds a known board is read by it, whatever else is on the page."""
    given = source("page", render="never")
    board = {"jobs": [{"id": 7, "title": "Rigger", "absolute_url": "https://boards.greenhouse.io/acme/jobs/7"}]}
    listing, asked = drive(
        given,
        {
            "https://careers.example.org/jobs": '<div id=grnhse_app></div><script src="https://boards.greenhouse.io/embed/job_board/js?for=acme"></script>',
            "https://boards-api.greenhouse.io/v1/boards/acme/jobs?pay_transparency=true&content=true": board,
        },
    )
    assert ([entry.external_id for entry in listing.entries], len(asked)) == (["7"], 2)


@pytest.mark.parametrize(
    ("outer", "expected"),
    [
        ("<main>{}</main>", ""),
        ("<div class=top>Acme</div><div class=ad-text>{}</div><div class=foot>Acme since 1900</div>", "div.ad-text"),
        ("<div id=wrap><div id=body>{}</div><div class=legal>Terms</div></div>", "#body"),
    ],
)
def test_the_text_is_where_siblings_differ(outer: str, expected: str) -> None:
    """The element with the differences between two postings' pages; none if an element already marks the text."""
    texts = [
        f"<h1>Role {n}</h1><p>{f'Work number {n} of many, told at length. ' * 12}</p><p>We are kind.</p>"
        for n in (1, 2)
    ]
    assert siblings.container([f"<html><body>{outer.format(one)}</body></html>" for one in texts]) == expected


def test_two_documents_are_looked_at() -> None:
    """A list in a frame is found as well as one in the page."""
    shell = repeated.Document("https://a.example/jobs", "<h1>Jobs</h1><iframe src=/f></iframe>")
    frame = repeated.Document("https://ats.example/f", f"<ul>{items(1, 2)}</ul>")
    assert [item.url for item in repeated.find([shell, frame]).items] == [
        "https://ats.example/jobs/1",
        "https://ats.example/jobs/2",
    ]


def test_json_that_the_page_loaded() -> None:
    """A list of objects with titles and links; what the page shows of it gives the address where the object has none."""
    import json

    rows = [
        {"id": 10 + n, "title": f"{role}", "location": {"city": "Cork"}, "views": n}
        for n, role in enumerate(("Baker", "Nurse", "Rigger"))
    ]
    body = b"<div id=app><a href='/opening/10'>Baker</a></div>"
    part = Page(
        Request("https://careers.example.org/api/jobs?page=1"),
        "https://careers.example.org/api/jobs?page=1",
        200,
        (("content-type", "application/json"),),
        json.dumps({"jobs": rows, "meta": {"total": 3}, "menu": [{"title": "Home", "url": "/"}]}).encode(),
    )
    flow_source = source("page", render="always")
    from tracker.boards import BOARDS

    flow = BOARDS["page"].read(flow_source)
    (request,) = next(flow)
    assert (request.render, request.expand) == (True, True)
    page = Page(
        request,
        request.url,
        200,
        (("content-type", "text/html"),),
        body,
        parts=(part,),
        ended="scrolling brought no more",
    )
    listing = None
    pages_given = [page]
    while listing is None:
        try:
            asked = flow.send(pages_given)
            pages_given = [Page(one, one.url, 404) for one in asked]
        except StopIteration as done:
            listing = done.value
    assert [entry.url for entry in listing.entries] == [
        "https://careers.example.org/opening/10",
        "https://careers.example.org/jobs#11",
        "https://careers.example.org/jobs#12",
    ]
    assert (listing.stated_total, listing.end) == (3, "scrolling brought no more")


LD = [
    {"@type": "JobPosting", "title": f"{role} {n}", "description": "<p>Work.</p>"}
    for n, role in ((1, "Nurse"), (2, "Welder"), (3, "Driver"))
]


@pytest.mark.parametrize(
    "more",
    [
        [{"identifier": f"REQ-{n}"} for n in (1, 2, 3)],
        [{"url": f"https://www.careers.example.org/jobs/{n}"} for n in (1, 2, 3)],
        [{"url": f"/jobs/{n}/"} for n in (1, 2, 3)],
        [{}, {}, {}],
    ],
)
def test_a_page_that_gains_structured_data_keeps_its_postings(more: list[dict[str, str]]) -> None:
    """However the page states them, postings have the addresses that the page links to."""
    import json

    block = json.dumps([{**one, **extra} for one, extra in zip(LD, more, strict=True)])
    markup = f'<script type="application/ld+json">{block}</script><ul>{items(1, 2, 3)}</ul>'
    before, _ = site({"/jobs": f"<ul>{items(1, 2, 3)}</ul>"})
    after, _ = site({"/jobs": markup})
    assert {entry.external_id for entry in after.entries} == {entry.external_id for entry in before.entries}


@pytest.mark.parametrize(
    "control",
    [
        '<a href="/jobs?page=1">1</a> <a href="/jobs?page=2">2</a>',
        '<span class="current">1</span> <a href="/jobs?page=2">2</a>',
        '<a class="next" href="/jobs?page=2"><i></i></a>',
        '<a href="/jobs?page=2" aria-label="Go to next page"><svg></svg></a>',
        '<a href="/jobs?page=2">Older jobs »</a>',
        '<a href="/jobs?page=2">More open positions</a>',
        '<a href="https://other.example.org/jobs?page=2" rel="next">Next</a>',
        "<button>Show more open positions</button>",
        "<button>Weitere Stellenangebote</button>",
        "<button>16 more jobs</button>",
        '<button class="load-more"><svg></svg></button>',
        '<select name="page"><option>1</option><option>2</option></select>',
        '<b>1-3</b> <a href="/jobs?from=4">4-6</a>',
    ],
)
def test_a_control_for_more_is_followed_or_leaves_the_list_unproved(control: str) -> None:
    """Whatever it looks like, a control for more is never the end of the list."""
    pages_of = {"/jobs": f"<ul>{items(1, 2, 3)}</ul>{control}", "/jobs?page=2": f"<ul>{items(4, 5, 6)}</ul>"}
    listing, _ = site(pages_of)
    assert len(listing.entries) == 6 or not listing.end, listing.end


@pytest.mark.parametrize("second", ["<h1>Something went wrong</h1>", f"<ul>{items(1, 2, 3)}</ul>"])
def test_a_next_page_without_anything_new_proves_nothing(second: str) -> None:
    """An error page with status 200, or a server that ignores which page is asked for."""
    listing, _ = site(
        {"/jobs": f"<ul>{items(1, 2, 3)}</ul><a rel=next href='/jobs?page=2'>2</a>", "/jobs?page=2": second}
    )
    assert (len(listing.entries), listing.end) == (3, "")


def test_json_rows_of_one_title_are_not_one_posting() -> None:
    """Three postings of the same name, without links in the JSON: the links of the page are the postings."""
    import json

    rows = [
        {"id": 100 + n, "title": "Sales Manager", "location": place} for n, place in enumerate(("Oslo", "Cork", "Rome"))
    ]
    links = "".join(
        f'<li><a href="/jobs/sales-{p}">Sales Manager</a><span>{p}</span></li>' for p in ("oslo", "cork", "rome")
    )
    data = f'<script type="application/json">{json.dumps({"jobs": rows})}</script>'
    listing, _ = site({"/jobs": f"<ul>{links}</ul>{data}"})
    assert sorted(entry.url[-4:] for entry in listing.entries) == ["cork", "oslo", "rome"]


def test_another_page_in_a_postings_place_is_no_text() -> None:
    """A page without any word of the posting's title is not its text."""
    listing, _ = site({"/jobs": f"<ul>{items(1, 2)}</ul>"})
    entry = listing.entries[0]
    assert entry.detail is not None
    with pytest.raises(Failed, match="does not name"):
        entry.read(
            Page(
                entry.detail, entry.url, 200, (), b"<main><h1>Acme</h1><p>Something else stands here today.</p></main>"
            )
        )


def test_job_areas_are_no_postings() -> None:
    """Links to lists by occupation are reported as unsure, or ignored."""
    links = "".join(
        f'<li><a href="/jobs/{n.lower()}">{n}</a></li>' for n in ("Engineers", "Nurses", "Drivers", "Interns")
    )
    with pytest.raises(Failed):
        site({"/jobs": f"<h1>Careers</h1><h2>Job areas</h2><ul>{links}</ul>"})


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Vacantes", "Panadero"),
        ("Posizioni aperte", "Fornaio"),
        ("Vacatures", "Bakker"),
        ("Lediga jobb", "Bagare"),
        ("Θέσεις εργασίας", "Αρτοποιός"),
        ("求人", "パン職人"),
        ("Current vacancies", "Bench Jeweller"),
    ],
)
def test_a_list_of_one(heading: str, title: str) -> None:
    """One entry that names an occupation, directly under a heading of a list; under another heading it is doubtful."""
    entry = f'<ul><li><a href="/e/1">{title}</a></li></ul>'
    listing, _ = site({"/jobs": f"<main><h1>{heading}</h1>{entry}</main>"})
    assert [one.title for one in listing.entries] == [title]
    with pytest.raises(Unread):
        site({"/jobs": f"<main><h1>{heading}</h1><p>Text</p><h2>Meet our people</h2>{entry}</main>"})
