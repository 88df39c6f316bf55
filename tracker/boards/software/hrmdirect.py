"""HRMDirect (ClearCompany). Source of the format: its own pages (`/employment/job-openings.php?search=true`).

Without `search=true` the page has only the search form. One page has the whole board. Its links are often not closed,
and employers choose the columns. Dates begin with the month.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from tracker.boards.kit import common, ends, markup
from tracker.boards.kit.lists import Piece, gather
from tracker.extract import fields, urls
from tracker.model import Entry, Flow, Page, Posting, Request, Source
from tracker.model.errors import Failed

if TYPE_CHECKING:
    from bs4 import Tag

NAME = "HRMDirect"
EXAMPLE = "https://acme.hrmdirect.com/employment/job-openings.php?search=true"
_DATE = re.compile(r"^\d{1,2}/\d{1,2}/\d{4}$")
_NONE = re.compile(r"as they become available", re.IGNORECASE)
_TEXT = ".jobDesc, .viewFields, #jobDesc"


def recognise(url: str) -> str:
    """Return the employer's name in an address of HRMDirect, or ""."""
    return common.subdomain(url, ".hrmdirect.com", "www")


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    return f"{urls.origin(url)}/employment/job-openings.php?search=true" if recognise(url) else ""


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the posting's page."""
    _ = source, external_id
    return (Request(url),)


def read(source: Source) -> Flow:
    """Read the list."""
    address = common.base(source, f"{urls.origin(source.url)}/employment/job-openings.php")
    gathered = yield from gather(
        lambda _start: Request(f"{address}?search=true"),
        _take,
        NAME,
        name=common.board_name(source, recognise(source.url)),
        render=source.render,
        pages=True,
    )
    return gathered.listing(api=False)


def _take(page: Page) -> Piece:
    soup = markup.soup(page)
    rows = [row for row in markup.rows(soup, "tr[data-req-id]") if row.select_one("a[href*='req=']") is not None]
    none = "" if rows else ends.says_none(page, _NONE)
    if not rows and not none:
        message = (
            f"{NAME}: {page.url} has no row, and does not say that there is none; correct url in tracker.toml, or "
            f"{common.as_page()}"
        )
        raise Failed(message)
    more = soup.select_one("a[rel~=next][href], .pagination a.next[href]")
    last = "" if more is not None else "one page has the whole board"
    return Piece(list(common.unique(_entry(page, row) for row in rows)), last=last, none=none)


def _entry(page: Page, row: Tag) -> Entry:
    anchor = row.select_one("a[href*='req=']")
    link = markup.href(anchor, page.url) if anchor is not None else ""
    number = str(row.get("data-req-id") or urls.parameter(link, "req"))
    places = [markup.words(cell) for cell in row.select("td.cities, td.state, td.offices")]
    dates = [words for words in map(markup.words, row.find_all("td")) if _DATE.match(words)]
    known = Posting(
        external_id=number,
        url=f"{urls.bare(link)}?req={number}",
        title=markup.words(anchor),
        location=", ".join(dict.fromkeys(filter(None, places))) or None,
        department=markup.words(row.select_one("td.departments")) or None,
        posted_at=fields.date(dates[0], month_first=True) if dates else None,
        requisition_id=str(row.get("data-custom-req-id") or "") or None,
    )
    return Entry(
        external_id=number,
        url=known.url,
        title=known.title,
        fingerprint=common.fingerprint([known.title, known.location, known.department]),
        read=partial(_posting, known),
        detail=Request(known.url, render=page.request.render),
    )


def _posting(known: Posting, page: Page | None) -> Posting:
    return markup.from_own_page(known, page, NAME, _TEXT)
