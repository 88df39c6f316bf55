"""Postings whose entries are links only to a script, and lists of which some entries have no link."""

from __future__ import annotations

from typing import Any

import pytest

from tests.test_any_page import URL, read
from tests.test_boards import drive, source
from tracker.boards.kit import clicks
from tracker.boards.kit.headings import Outline
from tracker.extract import htmltree
from tracker.model import Listing

SITE = URL.rpartition("/")[0]
JOBS = ("Baker", "Cook", "Welder", "Tailor", "Glazier", "Plumber")
TEXT = "You keep the work of the shop in order, speak with those who come in, and close the doors at night. "


def _pages(titles: tuple[str, ...] = JOBS) -> dict[str, Any]:
    return {
        f"{SITE}/o/{title.lower()}": f"<html><body><main><h1>{title}</h1><p>{TEXT * 3}</p></main></body></html>"
        for title in titles
    }


def _addresses(listing: Listing) -> list[str]:
    return [entry.url.removeprefix(SITE) for entry in listing.entries]


ROWS = {
    "location": """<div class="job" onclick="location='/o/{0}'"><div class="job-title">{1}</div><div>Oslo</div></div>""",
    "window.location.href": """<div class="job" onclick='window.location.href = "/o/{0}"'><h3>{1}</h3><p>Oslo</p></div>""",
    "document.location": """<li onclick="document.location='/o/{0}'"><b>{1}</b><br>Oslo</li>""",
    "assign": """<li class="job" onclick="location.assign('/o/{0}')"><span class="title">{1}</span> <span>Oslo</span></li>""",
    "window.open": """<div class="job" onclick="window.open('/o/{0}', '_blank')"><h3>{1}</h3><p>Oslo</p></div>""",
    "self.location": """<div class="job" onclick="self.location='o/{0}'"><h3>{1}</h3><p>Oslo</p></div>""",
    "a template": """<div class="job" onclick="window.location=`/o/{0}`"><h3>{1}</h3><p>Oslo</p></div>""",
    "a function": """<div class="job" onclick="goTo(event, '/o/{0}')"><h3>{1}</h3><p>Oslo</p></div>""",
    "a router": """<div class="job" onclick="router.push('/o/{0}')"><h3>{1}</h3><p>Oslo</p></div>""",
    "its own attribute": """<div class="job" onclick="location.href = this.dataset.jobPage" data-job-page="/o/{0}"><h3>{1}</h3><p>Oslo</p></div>""",
    "a button": """<div class="job"><h3>{1}</h3><p>Oslo</p><button onclick="location.href='/o/{0}'">Details</button></div>""",
    "a form": """<div class="job"><h3>{1}</h3><p>Oslo</p><form action="/o/{0}"><button>Details</button></form></div>""",
    "formaction": """<div class="job"><h3>{1}</h3><p>Oslo</p><form><button formaction="/o/{0}">Details</button></form></div>""",
    "htmx": """<div class="job" hx-get="/o/{0}" hx-push-url="true"><h3>{1}</h3><p>Oslo</p></div>""",
    "a list item": """<li data-url="/o/{0}"><span>{1}</span> <span>Oslo</span></li>""",
    "a page and a file": """<div class="job"><h3>{1}</h3><p>Oslo</p><a href="/f/{0}.pdf">PDF</a> <a href="/o/{0}">Details</a></div>""",
    "a network first": """<div class="job"><a href="https://www.facebook.com/sharer?u={0}">Share</a><h3>{1}</h3><p>Oslo</p><a href="/o/{0}">More</a></div>""",
    "an offer to print": """<div class="job"><h3>{1}</h3><p>Oslo</p><a href="/o/{0}">More</a> <a href="/print/{0}">Print</a></div>""",
    "data-href": """<div class="job" data-href="/o/{0}"><h3>{1}</h3><p>Oslo</p></div>""",
    "data-url": """<article data-url="{2}/o/{0}"><h3>{1}</h3><p>Oslo</p></article>""",
    "data-link": """<div class="vacancy" data-link="../o/{0}"><h3>{1}</h3><p>Oslo</p></div>""",
    "a void link": """<div class="job"><h3><a href="javascript:void(0)" onclick="location='/o/{0}'">{1}</a></h3><p>Oslo</p></div>""",
    "a link to the top": """<div class="job"><h3><a href="#" onclick="window.open('/o/{0}')">{1}</a></h3><p>Oslo</p></div>""",
}


@pytest.mark.parametrize("how", ROWS)
def test_a_click_leads_to_a_posting(how: str) -> None:
    """In every notation, each posting has the address and text of its own page."""
    markup = "".join(ROWS[how].format(title.lower(), title, SITE) for title in JOBS)
    listing, _ = drive(
        source("page", render="never"),
        {URL: f"<html><body><main><h1>Jobs</h1>{markup}</main></body></html>", **_pages()},
    )
    assert isinstance(listing, Listing)
    assert _addresses(listing) == [f"/o/{title.lower()}" for title in JOBS]
    assert [entry.title for entry in listing.entries] == list(JOBS)
    assert all(entry.detail and entry.detail.url == entry.url for entry in listing.entries)


def test_rows_of_a_table() -> None:
    """The row itself is the link."""
    rows = "".join(f"<tr onclick=\"location.href='/o/{one.lower()}'\"><td>{one}</td><td>Oslo</td></tr>" for one in JOBS)
    head = "<tr><th>Position</th><th>Place</th></tr>"
    listing = read(f"<main><h1>Jobs</h1><table>{head}{rows}</table></main>", **_pages())
    assert _addresses(listing) == [f"/o/{one.lower()}" for one in JOBS]


def test_one_row_without_a_click() -> None:
    """The others keep their own pages."""
    rows = "".join(f"<tr onclick=\"location='/o/{one.lower()}'\"><td>{one}</td><td>Oslo</td></tr>" for one in JOBS)
    table = f"<table>{rows}<tr><td>Roofer</td><td>Oslo</td></tr></table>"
    listing = read(f"<main><h1>Open positions</h1>{table}</main>", **_pages())
    assert _addresses(listing) == [*(f"/o/{one.lower()}" for one in JOBS), "/jobs#roofer"]


@pytest.mark.parametrize("linked", [1, 2, 3, 4, 5])
@pytest.mark.parametrize(
    "link", ["<h3><a href='/o/{0}'>{1}</a></h3><p>Oslo</p>", "<h3>{1}</h3><p>Oslo</p><a href='/o/{0}'>Details</a>"]
)
def test_one_entry_without_a_link(linked: int, link: str) -> None:
    """The others keep their own pages, whatever their number; otherwise their ids would change with it."""
    cards = "".join(f"<div class='job'>{link.format(one.lower(), one)}</div>" for one in JOBS[:linked])
    bare = "<div class='job'><h3>Roofer</h3><p>Oslo</p><a href='mailto:a@example.org'>Apply</a></div>"
    listing = read(f"<main><h1>Open positions</h1>{cards}{bare}</main>", **_pages())
    assert _addresses(listing) == [*(f"/o/{one.lower()}" for one in JOBS[:linked]), "/jobs#roofer"]


def test_a_text_in_the_page_stays_the_posting() -> None:
    """A link next to a whole text may lead to anything."""
    links = ("<p><a href='/o/baker'>More</a></p>", "", "")
    cards = "".join(f"<h3>{one}</h3><p>{TEXT * 3}</p>{link}" for one, link in zip(JOBS, links, strict=False))
    listing = read(f"<main><h1>Open positions</h1>{cards}</main>", **_pages())
    assert _addresses(listing) == ["/jobs#baker", "/jobs#cook", "/jobs#welder"]


def test_one_page_for_several_is_no_page_of_their_own() -> None:
    """They are identified by their place in the page."""
    cards = "".join(f"<div><h3><a href='/o/all'>{one}</a></h3><p>Oslo, full time</p></div>" for one in JOBS[:2])
    cards += "".join(f"<div><h3>{one}</h3><p>Oslo, full time</p></div>" for one in JOBS[2:5])
    listing = read(f"<main><h1>Open positions</h1>{cards}</main>")
    assert _addresses(listing) == [f"/jobs#{one.lower()}" for one in JOBS[:5]]


def test_a_row_and_the_title_in_it_are_one_posting() -> None:
    """The posting has the title. A list of the same length elsewhere on the page is another list."""
    rows = "".join(f"<li><span class='job-title'>{one}</span> <span>Oslo</span></li>" for one in JOBS[:3])
    listing = read(f"<main><h1>Open positions</h1><ul>{rows}</ul></main>")
    assert [entry.title for entry in listing.entries] == list(JOBS[:3])
    parts = [f"<h2>{one}</h2><p>{TEXT}</p>" for one in JOBS[:2]] + [
        f"<h3>{one} II</h3><p>{TEXT}</p>" for one in JOBS[:2]
    ]
    listing = read(f"<main><h1>Open positions</h1>{''.join(parts)}</main>")
    assert {"Baker", "Cook"} <= {entry.title for entry in listing.entries}
    assert listing.problems or len(listing.entries) == 4


def _target(markup: str) -> list[str]:
    body = htmltree.lexbor(markup).body
    assert body is not None
    outline = Outline(body)
    return [outline.clicks.target(node) for node in body.css(clicks.ANY)]


@pytest.mark.parametrize(
    "markup",
    [
        "<div data-url='/api/jobs.json'>Jobs</div>",
        "<div data-url='load'>Jobs</div>",
        "<div data-href='#top'>Up</div>",
        "<div data-url='/o/{id}.php'></div>",
        f"<div data-url='/more'>{TEXT * 4}</div>",
        "<button onclick='save(this)'>Save</button>",
        "<button onclick=\"track('/o/1')\">Save</button>",
        "<button onclick=\"if (place == '/o/1') close()\">Close</button>",
        "<form action='/o/1'><input name='mail'><button>Subscribe</button></form>",
        "<form action='/o/1' method='post'><button>Apply</button></form>",
        "<form action='/o/1'><button type='button'>Open</button></form>",
        "<div data-target='#panel-1'>Baker</div>",
        "<div data-action='toggle'>Baker</div>",
        "<div data-page='2'>2</div>",
        "<a href='javascript:history.back()'>Back</a>",
    ],
)
def test_what_leads_nowhere(markup: str) -> None:
    """Data, other scripts, and elements that contain a whole list."""
    assert _target(markup) == [""]


def test_a_link_goes_before_a_click() -> None:
    """An entry with its own link is identified by it."""
    assert _target("<li data-href='/o/1'><a href='/o/2'>Baker</a></li>") == ["", "/o/2"]
    assert _target("<a href='/o/2'><span data-url='/o/1'>Baker</span></a>") == ["/o/2", ""]
    assert _target("<li data-href='/o/1'><a href='mailto:a@example.org'>Apply</a></li>") == ["/o/1", ""]
