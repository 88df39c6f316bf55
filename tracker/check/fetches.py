"""Functions that fetch pages: from the network with a step added (counting, cleaning), or from the archive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from tracker.extract import border, urls
from tracker.model import USUAL_DELAY, Page, Request
from tracker.model.errors import Failed
from tracker.reconcile.exchanges import Rounds

T = TypeVar("T")
Fetch = Callable[[Request], Awaitable[Page]]
Fill = Callable[[Page], Page]

# `tracker add` makes its first requests quickly, because somebody waits. A browser asks for dozens of files at once.
BRISK_DELAY = 0.2  # seconds
BRISK_REQUESTS = 10  # quick requests of the first check, besides those that detected the board


def at_once(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits, because the archive answers immediately. Return its result."""
    try:
        work.send(None)
    except StopIteration as done:
        value: T = done.value
        return value
    work.close()
    message = "a replay waited for something"
    raise RuntimeError(message)


def brisk(delay: float) -> float:
    """Return the pause between the requests of `tracker add`: a short one, unless `delay` is shorter, or longer than usual."""
    return BRISK_DELAY if BRISK_DELAY < delay <= USUAL_DELAY else delay


def counting(fetch: Fetch, step: Callable[[], None] | None) -> Fetch:
    """Return a fetch that calls `step` after each page."""

    async def counted(request: Request) -> Page:
        page = await fetch(request)
        if step:
            step()
        return page

    return counted


def answered_first(fetch: Fetch, pages: Iterable[Page]) -> Fetch:
    """Return a fetch that first answers from `pages`, each once and only to an equal request."""
    page_by_request: dict[Request, Page] = {page.request: page for page in pages}

    async def first(request: Request) -> Page:
        return page_by_request.pop(request, None) or await fetch(request)

    return first


def quick_at_first(soon: Fetch, fetch: Fetch, most: int = BRISK_REQUESTS) -> Fetch:
    """Return a fetch that uses `soon` (short pauses) for the first requests, then `fetch` (the configured pauses)."""
    remaining = most

    async def first(request: Request) -> Page:
        nonlocal remaining
        remaining -= 1
        return await (soon if remaining >= 0 else fetch)(request)

    return first


def without_parts(pages: Iterable[Page]) -> list[Page]:
    """Return the pages without those that are parts of another page, which are archived with it."""
    return [page for page in pages if not page.part_of]


def as_it_is(page: Page) -> Page:
    """Return the page unchanged: the `fill` to use if every page has its body."""
    return page


def cleaned(fetch: Fetch) -> Fetch:
    """Return a fetch whose pages can be written to the archive."""

    async def clean(request: Request) -> Page:
        return border.page(await fetch(request))

    return clean


def filling(fetch: Fetch, fill: Fill) -> Fetch:
    """Return a fetch that fills in the body of "not modified" pages."""

    async def filled(request: Request) -> Page:
        return fill(await fetch(request))

    return filled


def from_pages(pages: Iterable[Page], *, recorded: bool = False) -> Fetch:
    """Return a fetch that answers from the pages of a check. An equal request made twice gets the second reply.

    Pages that a page loaded follow it in the archive, and become its parts again. `recorded`: another program made the capture,
    so its addresses may be spelled differently than the board spells them.
    """
    unused: dict[str, list[Page]] = {}
    for page in _with_parts(pages):
        unused.setdefault(page.request.key, []).append(page)
        if recorded and page.request.key == f"GET {page.request.url}":
            unused.setdefault(f"~{urls.loose(page.request.url)}", []).append(page)

    async def fetch(request: Request) -> Page:
        group = unused.get(request.key)
        if not group and recorded and request.key == f"GET {request.url}":
            group = unused.get(f"~{urls.loose(request.url)}", [])[:1]
        if not group:
            return Page(request, request.url, failure="it was not requested then", failure_kind="unasked")
        return replace(group.pop(0), request=request)

    return fetch


def _with_parts(pages: Iterable[Page]) -> list[Page]:
    """Return the pages, with the pages that they loaded as their parts."""
    result: list[Page] = []
    for page in pages:
        if page.part_of and result and result[-1].request.key == page.part_of:
            result[-1] = replace(result[-1], parts=(*result[-1].parts, replace(page, part_of="")))
        else:
            result.append(page)
    return result


def first_from(known_pages: Iterable[Page], fetch: Fetch) -> Fetch:
    """Return a fetch that answers with the pages that are already here, then from the network."""
    waiting = {page.request.key: page for page in known_pages}

    async def first(request: Request) -> Page:
        return waiting.pop(request.key, None) or await fetch(request)

    return first


def for_second_read(fetch: Fetch, rounds: Rounds) -> Fetch:
    """Return a fetch for the second read.

    It fails if the archive has a reply of the first read only once: then there was no second read.
    """
    answered = {exchange.request.key for known in rounds for exchange in known if exchange.status}

    async def again(request: Request) -> Page:
        page = await fetch(request)
        if page.failure_kind == "unasked" and page.request.key in answered:
            message = "the list was read once"
            raise Failed(message)
        return page

    return again
