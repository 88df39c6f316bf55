"""SAP SuccessFactors career sites. Source of the format: their own pages (`/search/?startrow=`), table or tiles.

`startrow` counts rows from 0. Employers choose the number of rows a page, usually 25. The pager states the total in the
site's language; it is the largest number in it. Every row appears twice, for desktops and phones. On newer sites the
page is a shell that its script fills (`unified`). Sites of the older kind (`career?company=`) are not read by this
board.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tracker.boards.kit import common, ends, markup
from tracker.boards.kit.lists import Piece, gather
from tracker.boards.software import unified
from tracker.extract import fields, urls
from tracker.model import Entry, Flow, Page, Posting, Request, Source
from tracker.model.errors import Failed

if TYPE_CHECKING:
    from bs4 import Tag

NAME = "SuccessFactors"
EXAMPLE = "https://jobs.example.org/search/"
MARK = r"/platform/(?:css|js)/j2w/|rmkcdn\.successfactors\.com|j2w\.SearchResults"
_HOSTS = (".jobs2web.com", ".jobs.hr.cloud.sap")
_LEAST_ID = 5  # digits
_END = re.compile(r"[?#]")
_QUERY = "q=&sortColumn=referencedate&sortDirection=desc&startrow="
_TEXT = "span.jobdescription, [itemprop=description], .jobDisplay"


def recognise(url: str) -> str:
    """Return the employer's name for one of SAP's hosts, or "". A site under its own domain is recognised by its marks."""
    return next(filter(None, (common.subdomain(url, end, "www") for end in _HOSTS)), "")


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    return f"{urls.origin(url)}/search/" if recognise(url) else ""


def _base(source: Source) -> str:
    """Return the address before `/search/`. Sites of several brands have the brand there."""
    path = urls.bare(source.url)
    before = path.partition("/search")[0].partition("/go/")[0].partition("/job/")[0]
    return common.base(source, before, "/search")


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the posting's page."""
    _ = source, external_id
    return (Request(url),)


def read(source: Source) -> Flow:
    """Read page by page until all stated postings are read."""
    tiles: list[bool] = []

    def ask(start: int) -> Request:
        path = "tile-search-results" if start and tiles else "search"
        return Request(f"{_base(source)}/{path}/?{_QUERY}{start}")

    def take(page: Page) -> Piece:
        piece, tiled = _take(page)
        if tiled:
            tiles.append(True)
        return piece

    (page,) = yield [replace(ask(0), render=source.render == "always")]
    if page.status == 200 and not common.is_wall(page) and _is_shell(page):
        try:
            return (yield from unified.read(source, _base(source), page, NAME, _posting))
        except unified.Absent:
            if not ends.says_none(page):
                raise
    gathered = yield from gather(
        ask, take, NAME, name=urls.host(source.url), render=source.render, primed=page, pages=True
    )
    return gathered.listing(api=False)


def _is_shell(page: Page) -> bool:
    """Return whether a page has the marks of the software, but neither rows nor a number of rows.

    Such a page may be a shell even if it says that there are no postings: it contains that sentence for its script.
    """
    piece, _ = _take(page)
    return not piece.entries and piece.total is None


def _take(page: Page) -> tuple[Piece, bool]:
    soup = markup.soup(page)
    tiles = markup.rows(soup, "li.job-tile")
    rows = [_entry(page, row) for row in (tiles or markup.rows(soup, "tr.data-row"))]
    entries = [row for row in rows if row is not None]
    label = soup.select_one(".paginationLabel, #tile-search-results-label")
    stated = re.search(r"jobRecordsFound:\s*parseInt\(\"(\d{1,9})\"\)", page.text())
    named = ends.stated(label)
    total = named if named is not None else int(stated[1]) if stated else None
    known = re.search(MARK, page.text()) or soup.select_one("#searchresults, #job-tile-list, .searchResultsShell")
    if not entries and known is None and "tile-search-results" not in page.request.url:
        message = (
            f"{NAME}: {page.url} is not a search page of this kind (no row, none of its marks); correct url in tracker.toml; "
            f"{common.as_page()}"
        )
        raise Failed(message)
    return Piece(entries, total, none="" if entries else ends.says_none(page)), bool(tiles)


def _entry(page: Page, row: Tag) -> Entry | None:
    anchor = row.select_one("a.jobTitle-link[href], .jobTitle a[href], a[href*='/job/']")
    number = _number(str(anchor["href"])) if anchor is not None else ""
    if anchor is None or not number:
        return None
    for more in row.select("small, .section-label"):
        more.decompose()
    url = markup.href(anchor, page.url)
    known = Posting(
        external_id=number,
        url=url,
        title=markup.words(anchor),
        location=_part(row, ".jobLocation, .section-field.location, [id$='-desktop-section-location']", "Location"),
        department=_part(row, ".jobDepartment, .section-field.dept, [id$='-desktop-section-dept']", "Department"),
        posted_at=fields.date(_part(row, ".jobDate, .section-field.date, [id$='-desktop-section-date']", "Date")),
    )
    return Entry(
        external_id=number,
        url=url,
        title=known.title,
        fingerprint=common.fingerprint([known.title, known.location, known.department]),
        read=partial(_posting, known),
        detail=Request(url, render=page.request.render),
    )


def _number(href: str) -> str:
    """Return the number at the end of a posting's path (`/job/Oslo-Baker/1234567/`, `…/1234567-en_US`), or ""."""
    for piece in _END.split(href.partition("/job/")[2]):
        last = piece.removesuffix("/").rpartition("/")[2]
        head, dash, tail = last.rpartition("-")
        words = [head] if dash and tail and tail.replace("_", "a").isalnum() else []
        for word in (*words, last):
            digits = word[len(word.rstrip("0123456789")) :]
            if len(digits) >= _LEAST_ID:
                return digits
    return ""


def _part(row: Tag, selector: str, label: str) -> str | None:
    words = markup.words(row.select_one(selector))
    return words.removeprefix(label).strip(" :") or None


def _posting(known: Posting, page: Page | None) -> Posting:
    posting = markup.from_own_page(known, page, NAME, _TEXT)
    if page is None:
        return posting
    soup = markup.soup(page)

    def meta(name: str) -> str | None:
        element = soup.select_one(f"meta[itemprop={name}]")
        return str(element.get("content") or "") or None if element is not None else None

    return replace(
        posting,
        posted_at=fields.date(meta("datePosted")) or posting.posted_at,
        closes_at=fields.date(meta("validThrough")) or posting.closes_at,
    )
