"""Avature. Source of the format: its own pages (`…/SearchJobs`), whose templates differ from employer to employer.

Most portals ignore `jobRecordsPerPage`, so the next offset is the number of rows received. Most call the offset
`jobOffset`, others `offset` or something else: the name is taken from the pager's links, else the one that returns new
rows is used. The order may change between two pages; the total shows what is then missing. Many clients get status 406;
then the browser is used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from tracker.boards.kit import common, ends, markup
from tracker.boards.kit.lists import Piece, gather
from tracker.extract import text, urls
from tracker.model import Entry, Flow, Page, Posting, Request, Source
from tracker.model.errors import Failed

if TYPE_CHECKING:
    from bs4 import Tag

NAME = "Avature"
EXAMPLE = "https://acme.avature.net/careers/SearchJobs"
MARK = r"avature\.portal(?:list)?\.|\.avature\.net/"
_PATH = re.compile(r"/(?:Job|Pipeline|Folder)Detail/([^?#]*+)", re.IGNORECASE)
_PARAMETER = re.compile(r"[?&]jobId=(\d+)", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_PIECE = 12
_OFFSET = re.compile(r"[?&](\w{0,30}offset)=(\d++)", re.IGNORECASE)
_DIGITS_OF_OFFSET = 9
_OFFSETS = ("jobOffset", "offset", "pipelineOffset", "folderOffset")
_LEGEND = ".list-controls__text__legend, .pagination__legend"
_TEXT = ".article--details .field--rich-text .article__content__view__field__value, .article--details, main"


def recognise(url: str) -> str:
    """Return the employer's name in an address of Avature, or ""."""
    return common.subdomain(url, ".avature.net", "www")


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    return f"{_portal(url)}/SearchJobs" if recognise(url) else ""


def _portal(url: str) -> str:
    """Return the address of the portal: everything before the name of one of its pages."""
    path = re.split(r"/(?:SearchJobs|JobDetail|PipelineDetail|FolderDetail|OpenRoles|Home)\b", urls.bare(url))[0]
    return f"{path.rstrip('/')}/careers" if path.rstrip("/") == urls.origin(url) else path.rstrip("/")


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the posting's page."""
    _ = external_id
    return (Request(url, render=source.render == "always"),)


def read(source: Source) -> Flow:
    """Read page by page until all stated postings are read."""
    base = common.base(source, f"{_portal(source.url)}/SearchJobs")
    name = common.board_name(source, recognise(source.url))
    key = _OFFSETS[0]
    pages: list[Page] = []
    pieces: list[Piece] = []

    def ask(offset: int) -> Request:
        return Request(f"{base}/?jobRecordsPerPage={_PIECE}&{key}={offset}")

    def take(page: Page) -> Piece:
        nonlocal key
        if not pages:
            key = _offset_name(page) or key
        piece = _take(page)
        rows = sum(len(other_piece.entries) for other_piece in pieces)
        if not piece.entries and any(number >= rows for earlier in pages for number in _linked(earlier)):
            message = f"{page.url} has no result, and the pages before it link to more than {rows} results"
            raise Failed(message)
        pages.append(page)
        pieces.append(piece)
        return piece

    gathered = yield from gather(ask, take, NAME, name=name, render=source.render, pages=True)
    for other in _OFFSETS:
        if not _is_deaf(pieces):
            break
        if other != key:
            key, first = other, pages[0]
            del pieces[:], pages[1:]
            how = "always" if first.request.render else "never"
            second = yield from gather(ask, take, NAME, name=name, render=how, primed=first, pages=True)
            gathered = second if len(second.entries) > len(gathered.entries) or not gathered.end else gathered
    return gathered.listing(api=False)


def _linked(page: Page) -> list[int]:
    """Return the offsets in the links of the pager."""
    return [int(match[2][:_DIGITS_OF_OFFSET]) for match in _offsets(page)]


def _offsets(page: Page) -> list[re.Match[str]]:
    links = (_OFFSET.search(str(element["href"])) for element in markup.soup(page).select("a[href*='ffset=']"))
    return [match for match in links if match]


def _offset_name(page: Page) -> str:
    """Return the name of the offset in the links of the pager, "" if there are none."""
    return next((match[1] for match in _offsets(page)), "")


def _is_deaf(pieces: Sequence[Piece]) -> bool:
    """Return whether the second page had only rows of the first: then the portal uses another name for the offset."""
    ids = [{entry.external_id for entry in piece.entries} for piece in pieces]
    return len(ids) > 1 and bool(ids[1]) and ids[1] <= ids[0]


def _take(page: Page) -> Piece:
    soup = markup.soup(page)
    cards = markup.rows(soup, "article.article--result, .article--result")
    entries = [entry for entry in (_entry(page, card) for card in cards) if entry is not None]
    legend = soup.select_one(_LEGEND)
    if not cards and legend is None:
        message = f"{NAME}: {page.url} is not a list of jobs (no result, and no number of results); correct url in tracker.toml"
        raise Failed(message)
    words = f"{legend.get('aria-label') or ''} {markup.words(legend)}" if legend is not None else ""
    total = None if "+" in words else ends.stated(legend)
    return Piece(entries, total, none="" if entries else ends.says_none(page))


def _number(href: str) -> str:
    """Return the number in the address of a posting: the last part of its path that begins with one, or `jobId`."""
    for path in _PATH.finditer(href):
        for part in reversed(path[1].split("/")):
            if match := _DIGITS.match(part):
                return match[0]
    stated = _PARAMETER.search(href)
    return stated[1] if stated else ""


def _entry(page: Page, card: Tag) -> Entry | None:
    anchor = next(
        (element for element in card.select("a[href]") if _number(str(element["href"])) and markup.words(element)), None
    )
    if anchor is None:
        return None
    number = _number(str(anchor["href"]))
    title = card.select_one(".article__header__text__title, h2, h3") or anchor
    spans = [
        markup.words(element) for element in card.select(".paragraph_inner-span, .article__header__text__subtitle span")
    ]
    place = markup.words(card.select_one(".list-item-location")) or next(iter(spans), "")
    url = markup.href(anchor, page.url)
    known = Posting(
        external_id=number,
        url=url,
        title=text.line(markup.words(title)),
        location=place or None,
        department=spans[1] if len(spans) > 1 and card.select_one(".paragraph_inner-span") else None,
    )
    return Entry(
        external_id=number,
        url=url,
        title=known.title,
        fingerprint=common.fingerprint([known.title, known.location, known.department]),
        read=partial(_posting, known),
        detail=Request(url, render=page.request.render),
    )


def _posting(known: Posting, page: Page | None) -> Posting:
    return markup.from_own_page(known, page, NAME, _TEXT)
