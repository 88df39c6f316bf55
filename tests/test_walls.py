"""A wall is a wall whatever its status; a posting that mentions a vendor is none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tracker.boards.kit.common import answer
from tracker.extract import walls
from tracker.extract.still_open import SearchedText, still_up
from tracker.extract.walls import wall
from tracker.model import Page, Request
from tracker.model.errors import Blocked

FOLDER = Path(__file__).parent / "walls"


def page(body: str, status: int = 200, url: str = "https://x.org/jobs/1", **headers: str) -> Page:
    return Page(Request("https://x.org/jobs/1"), url, status, tuple(headers.items()), body.encode())


@pytest.mark.parametrize(
    ("body", "vendor"),
    [
        ("<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", "Cloudflare"),
        ("<title>Access Denied</title>You don't have permission to access", "Akamai"),
        ("<p>Reference errors&#46;edgesuite&#46;net</p><TITLE>Access Denied</TITLE>", "Akamai"),
        ('<script src="https://ct.captcha-delivery.com/c.js"></script>', "DataDome"),
        ("<div id=px-captcha></div>", "PerimeterX"),
        ("<iframe src=/_Incapsula_Resource?x></iframe>", "Imperva"),
        ("<script>gokuProps = {}</script>", "AWS WAF"),
        ("<h1>Engineer</h1><p>You run our Cloudflare and Akamai set-up, and answer when access is denied.</p>", ""),
        ("<h1>Bot Analyst</h1><p>Experience with DataDome, PerimeterX or Imperva.</p>", ""),
        ('{"title": "captcha-delivery.com"}', ""),
        ("", ""),
    ],
)
def test_walls(body: str, vendor: str) -> None:
    """Each vendor's own marks name it."""
    assert wall(page(body)) == vendor


CASES = sorted(path.relative_to(FOLDER) for path in FOLDER.glob("*/*/*.html"))


def test_there_are_as_many_cases_as_there_were() -> None:
    """Pairs for every vendor: what is its wall, and what only looks like it."""
    assert len(CASES) == 60
    assert {case.parts[1] for case in CASES} == {"wall", "page"}
    assert len({case.parts[0] for case in CASES}) == 15


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("status", [200, 403])
def test_case(case: Path, status: int) -> None:
    """A wall is identified as its folder says, whatever its status; a page that mentions or includes a vendor's script is none."""
    vendor, verdict, _ = case.parts
    body = (FOLDER / case).read_text(encoding="utf-8")
    expected = vendor if verdict == "wall" else ""
    assert wall(page(body, status)) == expected
    if verdict == "wall":
        with pytest.raises(Blocked, match=re.escape(vendor)):
            answer(page(body), "Acme")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (page("", 404), False),
        (page("", 410), False),
        (page("<h1>Cook</h1><p>Cook well.</p>"), True),
        (page('{"title": "C\\u006fok"}'), True),
        (page("<p>This position has been filled.</p>"), False),
        (page("<h1>Cook</h1><p>This job is no longer available.</p>"), False),
        (page("<h1>Jobs</h1>", url="https://x.org/jobs"), False),
        (page("<h1>Jobs</h1>", url="https://x.org/jobs?error=true"), False),
        (page("<h1>Welcome</h1>"), None),
        (page('{"items": [], "count": 0}'), False),
        (page('{"id": "7", "name": "Cook", "active": false}'), False),
        (page('{"jobPostingInfo": {"title": "Cook", "posted": false}}'), False),
        (page('{"jobDetail": {"data": {}}}'), False),
        (page('{"items": [{"Title": "Cook"}]}'), True),
        (page("", 500), None),
        (page("<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"), None),
        (Page(Request("https://x.org/jobs/1"), "https://x.org/jobs/1", failure="no answer"), None),
    ],
)
def test_what_a_page_says_of_its_posting(given: Page, expected: bool | None) -> None:
    """Up, gone, or nothing reliable, and how that is known."""
    assert still_up(given, SearchedText("Cook"), ("https://x.org/jobs",))[0] is expected


@pytest.mark.parametrize("case", CASES, ids=str)
def test_words_that_are_looked_for_first_hide_no_mark(case: Path) -> None:
    """A page with a vendor's mark has one of the plain words that are searched first."""
    low = (FOLDER / case).read_text(encoding="utf-8").lower()
    for vendor, words, mark, _ in walls._MARKS:
        assert not mark.search(low) or any(word in low for word in words), vendor


def test_there_are_words_for_every_mark() -> None:
    """Words are in lower case, as the page is when they are looked for."""
    assert len(walls._MARKS) == 17
    assert all(words and all(word == word.lower() for word in words) for _, words, _, _ in walls._MARKS)


def test_a_verdict_is_remembered_by_the_bytes() -> None:
    """Equal bytes are judged once, whatever their address; other bytes, or another charset, are judged again."""
    walls._JUDGED.clear()
    body = "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"
    assert wall(page(body)) == wall(page(body, 403, "https://y.org/")) == "Cloudflare"
    assert len(walls._JUDGED) == 1
    assert wall(page("<h1>Engineer</h1>")) == ""
    assert wall(page("<h1>Engineer</h1>", **{"content-type": "text/html; charset=utf-16"})) == ""
    assert len(walls._JUDGED) == 3


def test_a_page_that_was_cut_off_shows_what_it_has() -> None:
    """What is not closed any more is shown, as before; a long text is no notice."""
    cut = "<h1>Baker</h1>" + "<p>You bake bread, with care.</p>" * 200 + "<script>var cookie = 'consent';"
    assert wall(page(cut)) == ""
    assert walls._shown("<p>a</p><script>b") == "a b"
    assert walls._shown("<p>a</p><!-- b <p>c</p>") == "a c"
    assert walls._shown("<p>5 < 6") == "5 < 6"
