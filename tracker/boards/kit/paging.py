"""Read HTML pages one after the other, by their `next` links, until the end of the list is proved."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

from tracker.boards.kit import common, ends
from tracker.extract import htmltree, urls
from tracker.model import Entry, Page, Request, Source
from tracker.model.errors import Failed, Unread

MOST_PAGES = 1_000  # a longer list is a loop, or too large


@dataclass(frozen=True, slots=True)
class PagesRead:
    """How far the pages were read: the proof of the end ("" without one), and the problems."""

    end: str
    problems: tuple[str, ...]
    addresses: tuple[str, ...]


def pages(
    source: Source, take: Callable[[Page], int], what: str, entries: Sequence[Entry] = ()
) -> Generator[Sequence[Request], Sequence[Page], PagesRead]:
    """Pass every page to `take`, which adds its entries to `entries` and returns how many there were.

    The first page must be an answer with entries. If it has none and the source allows it, it is requested once more in
    the browser. A later page that can't be read ends the list without a proof.
    """
    address = source.endpoint or source.url
    (page,) = yield [_request(source, address, render=source.render == "always")]
    render = source.render == "always"
    count = _first(source, page, take, what)
    if count == 0 and source.render == "auto":
        (page,) = yield [_request(source, address, render=True)]
        render = True
        count = _first(source, page, take, what)
    seen = {address: None}  # in order
    before, had = page, count
    while count:
        following = _next(source, page)
        if not following:
            return PagesRead("no link to a next page", (), tuple(seen))
        if following in seen:
            return PagesRead("", (f"the link to the next page leads back to {following}",), tuple(seen))
        if len(seen) >= MOST_PAGES:
            return PagesRead("", (f"more than {MOST_PAGES} pages",), tuple(seen))
        seen[following] = None
        before, had = page, count
        (page,) = yield [_request(source, following, render=render)]
        try:
            count = take(common.answer(page, what))
        except Unread as error:
            return PagesRead("", (f"page {len(seen)} of the list: {error}",), tuple(seen))
    if len(seen) == 1:
        return PagesRead("", (), tuple(seen))
    if ends.is_past_end(before, page, entries[-had:]):
        return PagesRead("a page without entries", (), tuple(seen))
    why = f"page {len(seen)} of the list, {page.url}, has no entries, and has text that the pages before it lack"
    return PagesRead("", (why,), tuple(seen))


def _first(source: Source, page: Page, take: Callable[[Page], int], what: str) -> int:
    """Take the first page. A refusal or an empty shell is not an error while a browser may still be tried."""
    try:
        return take(common.answer(page, what))
    except Failed:
        raise
    except Unread:
        if source.render == "auto" and not page.request.render and page.failure_kind != "robots":
            return 0
        raise


def _request(source: Source, url: str, *, render: bool) -> Request:
    return Request(url, render=render, wait_for=source.item if render else "")


def _next(source: Source, page: Page) -> str:
    """Return the address of the next page, "" if there is none."""
    soup = htmltree.soup(page.text())
    link = soup.select_one(source.next or 'a[rel~="next"][href], link[rel~="next"][href]')
    if link is None:
        return ""
    if link.name not in {"a", "link"}:
        link = link.select_one("a[href]") or link
    href = link.get("href")
    return urls.join(page.url, str(href)) if href and not str(href).startswith("#") else ""
