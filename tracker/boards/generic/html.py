"""The board `html`: a page read by CSS selectors from tracker.toml (`item`, `link`, `title`, `location`, …, `pay`).

Without `item`, such a page is read by the board `page`. The text of a posting is on its own page, at the selector
`text`, or else the whole page without navigation, header and footer.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracker.boards.generic import page as page_board
from tracker.boards.kit import common, jobposting, markup, paging, selectors
from tracker.extract import fields, htmltree, text, urls
from tracker.model import Entry, Flow, Listing, Page, Posting, Request, Source
from tracker.model.errors import Failed

if TYPE_CHECKING:
    from bs4 import Tag

NAME = "HTML"
EXAMPLE = "https://example.org/jobs"


def recognise(url: str) -> str:
    """Return "": this board can't be recognised by an address; tracker.toml describes the page."""
    _ = url
    return ""


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the posting's page."""
    _ = external_id
    return (_detail(source, url),)


def _detail(source: Source, url: str) -> Request:
    render = common.rendered(source, url)
    return Request(url, render=render, wait_for=source.text if render else "")


def read(source: Source) -> Flow:
    """Read the list page by page."""
    selectors.check(source)
    if not source.item:
        return (yield from page_board.read(source))
    entries: list[Entry] = []
    result = yield from paging.pages(source, lambda page: _take(source, page, entries), NAME, entries)
    if not entries:
        message = (
            f"item = {source.item!r} matches nothing at {source.url}: the page was redesigned, or is no longer a list; "
            "open it, and correct item in tracker.toml"
        )
        raise Failed(message)
    return Listing(
        common.unique(entries), end=result.end, problems=result.problems, api=False, addresses=result.addresses
    )


def _take(source: Source, page: Page, entries: list[Entry]) -> int:
    rows = markup.rows(htmltree.soup(page.text()), source.item)
    entries.extend(_entry(source, page, item) for item in rows)
    return len(rows)


def _entry(source: Source, page: Page, item: Tag) -> Entry:
    anchor = item.select_one(source.link) if source.link else item if item.name == "a" else item.select_one("a[href]")
    if anchor is not None and not anchor.get("href"):
        anchor = anchor.select_one("a[href]") or anchor.find_parent("a", href=True)
    href = str(anchor.get("href") or "") if anchor is not None else ""
    if not href or href.lower().startswith(("javascript:", "mailto:", "data:")):
        message = (
            f"an entry of {page.url} has no link ({source.link or 'a[href]'!r} in {source.item!r}): "
            f'{_words(item)[:80]!r}; set where it is: link = "…"'
        )
        raise Failed(message)
    url = urls.clean(urls.join(page.url, href))
    title = _part(item, source.title) or (_words(anchor) if anchor is not None else "") or _words(item)
    known = Posting(
        external_id=url,
        url=url,
        title=title,
        location=_part(item, source.location),
        department=_part(item, source.department),
        pay=fields.pay_declared(_part(item, source.pay)) if source.pay else None,
    )
    return Entry(
        external_id=url,
        url=url,
        title=title,
        fingerprint=common.fingerprint([known.title, known.location, known.department, known.pay]),
        read=partial(_posting, source, known),
        detail=_detail(source, url),
    )


def _part(item: Tag, selector: str) -> str | None:
    element = item.select_one(selector) if selector else None
    return (_words(element) or None) if element is not None else None


def _words(tag: Tag) -> str:
    return text.line(tag.get_text(" ", strip=True))


def _posting(source: Source, known: Posting, page: Page | None) -> Posting:
    if page is None:
        return known
    page = common.answer(page, NAME)
    body = _body(source, page)
    stated = next(jobposting.job_postings(page), None)
    more = jobposting.posting_of(stated, page.url) if stated else None
    return Posting(
        external_id=known.external_id,
        url=known.url,
        title=known.title,
        text=body,
        location=known.location or (more.location if more else None),
        department=known.department or (more.department if more else None),
        employment_type=more.employment_type if more else None,
        workplace=(more.workplace if more else None) or fields.workplace(known.location, known.title),
        pay=common.pay_or_prose(fields.best(known.pay, more.pay if more else None), body),
        posted_at=more.posted_at if more else None,
        closes_at=more.closes_at if more else None,
    )


def _body(source: Source, page: Page) -> str:
    if not source.text:
        return text.main_text(page.text())
    nodes = htmltree.outermost(htmltree.lexbor(page.text()).css(source.text))
    body = "\n".join(filter(None, map(text.of_node, nodes)))
    if not body:
        message = f"text = {source.text!r} matches nothing at {page.url}; open it, and correct text in tracker.toml"
        raise Failed(message)
    return body
