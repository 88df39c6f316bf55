"""Taleo Business Edition. Source of the format: its own pages (`…/ats/careers/v2/searchResults?org=&cws=`).

A page has ten rows. The next page is served only in the session of the first, so its cookie is sent back. Employers
choose the columns; their names are in the sort links. An organisation that no longer exists answers 200 with a login or
"come back soon" page. Taleo's enterprise edition (`/careersection/`) is not read by this board.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from tracker.boards.kit import common, ends, markup
from tracker.boards.kit.lists import Piece, gather
from tracker.extract import urls
from tracker.model import Entry, Flow, Page, Posting, Request, Source
from tracker.model.errors import Failed

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

NAME = "Taleo"
EXAMPLE = "https://phe.tbe.taleo.net/phe01/ats/careers/v2/searchResults?org=ACME&cws=37"
_ROWS = ".oracletaleocwsv2-accordion, .oracletaleocwsv2-row"
_MARK = "oracletaleocwsv2"
_PLACE = re.compile(r"location|city|state|country|ort|lieu|site", re.IGNORECASE)
_DEPARTMENT = re.compile(r"department|division|category|team|abteilung", re.IGNORECASE)
_TEXT = "[name=cwsJobDescription], .oracletaleocwsv2-job-description, .oracletaleocwsv2-panel-body"


def recognise(url: str) -> str:
    """Return the organisation in an address of Taleo Business Edition, or ""."""
    if not urls.host(url).endswith(".tbe.taleo.net"):
        return ""
    return urls.parameter(url, "org")


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    name = recognise(url)
    if not name:
        return ""
    path = urls.bare(url).rpartition("/")[0]
    cws = urls.parameter(url, "cws") or "1"
    path = path if path.endswith("/v2") else f"{path}/v2"
    return f"{path}/searchResults?org={name}&cws={cws}"


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the posting's page."""
    _ = source, external_id
    return (Request(url),)


def read(source: Source) -> Flow:
    """Read page by page, following the link to the next page, until there is none."""
    name = common.board_name(source, recognise(source.url))
    address = source.endpoint or home(source.url) or source.url
    following = ""
    session: tuple[tuple[str, str], ...] = ()

    def ask(number: int) -> Request:
        return Request(following, headers=session) if number else Request(address)

    def take(page: Page) -> Piece:
        nonlocal following, session
        first = page.request.url == address
        piece, href = _take(page, name, first=first)
        session = common.session(page, "") if first else session
        following = urls.join(page.url, href) if href else ""
        return piece

    gathered = yield from gather(ask, take, NAME, step=1, name=name)
    return gathered.listing(api=False)


def _take(page: Page, name: str, *, first: bool) -> tuple[Piece, str]:
    """Return the rows of a page, and the link to the next one. A page that a link led to must have rows."""
    if _MARK not in page.text():
        message = (
            f"{NAME} has no board {name!r}: {page.url} is not one of its lists of postings; correct url in tracker.toml"
            if first
            else f"{page.url} has no rows: the session was not kept"
        )
        raise Failed(message)
    soup = markup.soup(page)
    rows = _rows(page, soup)
    if not rows and not first:
        message = f"{page.url} has no postings, and the page before it has a link that leads there for more"
        raise Failed(message)
    following = soup.select_one("a.jscroll-next[href]")
    last = "no link to a next page" if rows and following is None else ""
    none = "" if rows else ends.says_none(page)
    return Piece(rows, last=last, none=none), str(following["href"]) if following is not None else ""


def _rows(page: Page, soup: BeautifulSoup) -> list[Entry]:
    columns = _columns(soup)
    rows = []
    for anchor in soup.select("h4 a.viewJobLink[href], .oracletaleocwsv2-head-title a[href]"):
        number = urls.parameter(str(anchor["href"]), "rid")
        if number:
            rows.append(_entry(page, anchor, number, columns))
    return rows


def _columns(soup: BeautifulSoup) -> dict[int, str]:
    """Return the names of the columns from the links that sort by them; column 0 is the title."""
    names: dict[int, str] = {}
    for link in soup.select("a[href*='sortColumn=']"):
        match = re.search(r"sortColumn=(\d{1,6})", str(link["href"]))
        if match and markup.words(link):
            names.setdefault(int(match[1]), markup.words(link))
    return names


def _entry(page: Page, anchor: Tag, number: str, columns: dict[int, str]) -> Entry:
    row = (
        anchor.find_parent(class_="oracletaleocwsv2-accordion-head-info") or anchor.find_parent(_MARK) or anchor.parent
    )
    cells = [markup.words(element) for element in row.find_all("div", recursive=False)] if row is not None else []
    named = [(columns.get(index + 1, ""), words) for index, words in enumerate(cells) if words]
    places = [words for name, words in named if _PLACE.search(name)]
    if not columns and cells:
        places = cells[-1:]
    href = str(anchor["href"])
    stated = {key: urls.parameter(href, key) for key in ("org", "cws", "rid")}
    parameters = "&".join(f"{key}={value}" for key, value in stated.items() if value)
    known = Posting(
        external_id=number,
        url=f"{urls.bare(urls.join(page.url, href)).split(';')[0]}?{parameters}",
        title=markup.words(anchor),
        location=", ".join(dict.fromkeys(places)) or None,
        department=next((words for name, words in named if _DEPARTMENT.search(name)), None),
    )
    return Entry(
        external_id=number,
        url=known.url,
        title=known.title,
        fingerprint=common.fingerprint([known.title, cells]),
        read=partial(_posting, known),
        detail=Request(known.url),
    )


def _posting(known: Posting, page: Page | None) -> Posting:
    return markup.from_own_page(known, page, NAME, _TEXT)
