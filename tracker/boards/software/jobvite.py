"""Jobvite. Source of the format: its own pages (jobs.jobvite.com). The search has 50 rows a page, counted from 0.

The page of all jobs by category is not read, because it cuts long categories. An unknown name redirects to another
host; a closed posting redirects to the list with `error=404`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from tracker.boards.kit import common, ends, markup
from tracker.boards.kit.lists import Piece, gather
from tracker.extract import urls
from tracker.model import Entry, Flow, Page, Posting, Request, Source
from tracker.model.errors import Failed

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

NAME = "Jobvite"
EXAMPLE = "https://jobs.jobvite.com/acme/search"
_HOST = "jobs.jobvite.com"
_LINK = re.compile(r"/job/(\w+)(?:[/?#]|$)")
_COUNTED = re.compile(r"^\d+ Locations?$", re.IGNORECASE)
_TEXT = ".jv-job-detail-description, .jv-job-detail"


def recognise(url: str) -> str:
    """Return the employer's name in an address of Jobvite, or ""."""
    parts = urls.path_parts(url)
    if urls.host(url) != _HOST or not parts:
        return ""
    return parts[1] if parts[0] == "careers" and parts[1:] else parts[0]


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    name = recognise(url)
    return f"https://{_HOST}/{name}/search" if name else ""


def _list(source: Source) -> str:
    name = recognise(source.url)
    usual = f"https://{_HOST}/{name}/search" if name else urls.bare(source.url)
    return common.base(source, usual)


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the posting's page."""
    _ = source, external_id
    return (Request(url),)


def read(source: Source) -> Flow:
    """Read page by page until all stated postings are read, or a page is empty."""
    gathered = yield from gather(
        lambda number: Request(f"{_list(source)}?p={number}"),
        partial(_take, source),
        NAME,
        step=1,
        name=common.board_name(source, recognise(source.url)),
        render=source.render,
        pages=True,
    )
    return gathered.listing(api=False)


def _take(source: Source, page: Page) -> Piece:
    if "invalid=1" in page.url or urls.host(page.url) != urls.host(page.request.url):
        name = common.board_name(source, recognise(source.url))
        message = f"{NAME} has no board {name!r}: {page.request.url} leads to {page.url}; correct url in tracker.toml"
        raise Failed(message)
    soup = markup.soup(page)
    headings = _headings(soup)
    rows: dict[str, Entry] = {}
    for anchor in soup.select('a[href*="/job/"]'):
        match = _LINK.search(str(anchor["href"]))
        if match and match[1] not in rows and markup.words(anchor):
            rows[match[1]] = _entry(page, anchor, match[1], headings)
    shown = soup.select_one(".jv-pagination-text")
    total = ends.stated(shown)
    return Piece(list(rows.values()), total, none="" if rows else ends.says_none(page))


def _headings(soup: BeautifulSoup) -> dict[int, Tag]:
    """Return the heading above each row and link, by the row's `id()`: a category, else a plain heading."""
    headings: dict[int, Tag] = {}
    category: Tag | None = None
    plain: Tag | None = None
    for tag in soup.select("*"):
        under = category or plain
        if under is not None and tag.name in {"a", "tr", "li"}:
            headings[id(tag)] = under
        names = tag.get("class") or ()
        if "jv-job-list-category" in names:
            category = tag
        elif tag.name == "h3" and "h2" in names:
            plain = tag
    return headings


def _entry(page: Page, anchor: Tag, number: str, headings: Mapping[int, Tag]) -> Entry:
    url = markup.href(anchor, page.url)
    row = anchor.find_parent(["tr", "li"]) or anchor
    place = markup.words(row.select_one(".jv-job-list-location"))
    heading = headings.get(id(row))
    known = Posting(
        external_id=number,
        url=url,
        title=markup.words(anchor),
        location=None if not place or _COUNTED.match(place) else place,
        department=markup.words(heading) or None,
    )
    return Entry(
        external_id=number,
        url=url,
        title=known.title,
        fingerprint=common.fingerprint([known.title, place, known.department]),
        read=partial(_posting, known),
        detail=Request(url, render=page.request.render),
    )


def _posting(known: Posting, page: Page | None) -> Posting:
    if page is not None and "error=404" in page.url:
        message = f"{NAME}: {known.url} redirects to {page.url}: the posting is gone"
        raise Failed(message)
    return markup.from_own_page(known, page, NAME, _TEXT)
