"""iCIMS. Source of the format: its own pages, as in the frame that employers embed (`in_iframe=1`).

`pr` counts pages from 0; employers choose the number of rows. A page past the end has no rows. The markup has changed
several times, so rows are recognised by their links alone.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from tracker.boards.kit import common, ends, markup
from tracker.boards.kit.lists import Piece, gather
from tracker.extract import fields, text, urls
from tracker.model import Entry, Flow, Page, Posting, Request, Source
from tracker.model.errors import Failed

if TYPE_CHECKING:
    from bs4 import Tag

NAME = "iCIMS"
EXAMPLE = "https://careers-acme.icims.com/jobs/search"
_LINK, _END = re.compile(r"/jobs/(\d+)/"), re.compile(r"[?#]")
_ROW = re.compile(r"\biCIMS_(?:JobCardItem|JobListingRow)\b|^row$")
_PAGES = re.compile(r"Page\s+(\d{1,6})\s+of\s+(\d{1,6})")
_SEARCH = "#searchForm, [name=searchKeyword], .iCIMS_Paging, .iCIMS_JobsTable, .iCIMS_NoResults, .iCIMS_Paginator"
_PLACE = re.compile(r"^[A-Z]{2}-[\w .'()/-]++(?:\s*+\|\s*+[A-Z]{2}(?:-[\w .'()/-]++)?+)*+$|^[A-Z]{2}$")
_TEXT = ".iCIMS_JobContent, .iCIMS_MainWrapper"


def recognise(url: str) -> str:
    """Return the portal's name in an address of iCIMS, or ""."""
    return common.subdomain(url, ".icims.com", "www", "api", "developer", "community")


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    return f"{urls.origin(url)}/jobs/search" if recognise(url) else ""


def _api(source: Source) -> str:
    return common.base(source, f"{urls.origin(source.url)}/jobs", "/search")


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the posting's page (410 when it is gone)."""
    _ = source, external_id
    return (Request(f"{url}?in_iframe=1", render=source.render == "always"),)


def read(source: Source) -> Flow:
    """Read page by page to the last."""
    gathered = yield from gather(
        lambda number: Request(f"{_api(source)}/search?ss=1&pr={number}&in_iframe=1"),
        _take,
        NAME,
        step=1,
        name=common.board_name(source, recognise(source.url)),
        render=source.render,
        pages=True,
    )
    return gathered.listing(api=False)


def _take(page: Page) -> Piece:
    soup = markup.soup(page)
    rows: dict[str, Entry] = {}
    for anchor in soup.select('a[href*="/jobs/"]'):
        number = _number(str(anchor["href"]))
        if number and number not in rows and "intro" not in str(anchor["href"]):
            entry = _entry(page, anchor, number)
            if entry.title:
                rows[number] = entry
    if not rows and soup.select_one(_SEARCH) is None:
        message = f"{NAME}: {page.url} is not a list of jobs (no search form and no row); correct url in tracker.toml"
        raise Failed(message)
    pages = _PAGES.search(" ".join(soup.get_text(" ").split()))
    last = f"page {pages[1]} of {pages[2]}" if pages and int(pages[1]) >= int(pages[2]) else ""
    return Piece(list(rows.values()), last=last, none="" if rows else ends.says_none(page))


def _number(href: str) -> str:
    """Return the number in the address of a posting (`/jobs/1234/baker/job`), "" for another address."""
    match = _LINK.search(href)
    path = _END.split(href[match.end() :], maxsplit=1)[0] if match else ""
    return match[1] if match and path.rpartition("/")[2] == "job" else ""


def _entry(page: Page, anchor: Tag, number: str) -> Entry:
    for label in anchor.select(".sr-only, .field-label"):
        label.decompose()
    row = anchor.find_parent(class_=_ROW) or anchor.find_parent(["li", "tr"]) or anchor
    labelled = dict(_labelled(row))
    url = urls.bare(markup.href(anchor, page.url))
    place = next((value for label, value in labelled.items() if "location" in label.lower()), None)
    known = Posting(
        external_id=number,
        url=url,
        title=markup.words(anchor),
        location=(place or _loose_place(row) or "").replace(" | ", "; ") or None,
        department=next(
            (value for label, value in labelled.items() if label.lower() in {"category", "department"}), None
        ),
        employment_type=fields.employment_type(
            next((value for label, value in labelled.items() if "type" in label.lower()), None)
        ),
        requisition_id=next((value for label, value in labelled.items() if re.search(r"\bID\b", label)), None),
    )
    return Entry(
        external_id=number,
        url=url,
        title=known.title,
        fingerprint=common.fingerprint([known.title, known.location, known.department, known.employment_type]),
        read=partial(_posting, known),
        detail=Request(f"{url}?in_iframe=1", render=page.request.render),
    )


def _labelled(row: Tag) -> list[tuple[str, str]]:
    """Return the labelled values of a row: in a definition list, or in a span after a hidden label."""
    pairs = []
    for term in row.select("dt"):
        value = term.find_next_sibling("dd")
        pairs.append((markup.words(term), markup.words(value)))
    for label in row.select(".field-label, .sr-only"):
        sibling = label.find_next_sibling()
        pairs.append((markup.words(label), markup.words(sibling)))
    return [(label, value) for label, value in pairs if label and value]


def _loose_place(row: Tag) -> str | None:
    return next((words for words in map(text.line, row.stripped_strings) if _PLACE.match(words)), None)


def _posting(known: Posting, page: Page | None) -> Posting:
    return markup.from_own_page(known, page, NAME, _TEXT)
