"""Ways to get pages: from the network with something counted or cleaned on the way, or from what is archived."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from tracker.extract import border, urls
from tracker.model import Page, Request

T = TypeVar("T")
Fetch = Callable[[Request], Awaitable[Page]]
Fill = Callable[[Page], Page]

# `tracker add` asks its first pages quickly, for somebody waits: a page that a browser opens asks for dozens of files at once.
BRISK_DELAY = 0.2  # seconds
BRISK_REQUESTS = 10  # of its first check, beyond those that found out what is there


def at_once(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never really waits (the archive answers at once)."""
    try:
        work.send(None)
    except StopIteration as done:
        value: T = done.value
        return value
    work.close()
    message = "a replay waited for something"
    raise RuntimeError(message)


def counting(fetch: Fetch, step: Callable[[], None] | None) -> Fetch:
    """Call `step` whenever a page came."""

    async def counted(request: Request) -> Page:
        page = await fetch(request)
        if step:
            step()
        return page

    return counted


def handed(fetch: Fetch, pages: Iterable[Page]) -> Fetch:
    """Answer with replies that came a moment ago, each once and only to the same request; then fetch."""
    held: dict[Request, Page] = {page.request: page for page in pages}

    async def first(request: Request) -> Page:
        return held.pop(request, None) or await fetch(request)

    return first


def brisk(soon: Fetch, fetch: Fetch, most: int = BRISK_REQUESTS) -> Fetch:
    """Ask the first requests by the verb with short pauses, and the others by the one with the configured pauses."""
    left = most

    async def first(request: Request) -> Page:
        nonlocal left
        left -= 1
        return await (soon if left >= 0 else fetch)(request)

    return first


def once(pages: Iterable[Page]) -> list[Page]:
    """Leave out what is only a part of another page here, for it is archived with that page."""
    return [page for page in pages if not page.part_of]


def as_it_is(page: Page) -> Page:
    """Return a page back: what `fill` is where every page has its body."""
    return page


def cleaned(fetch: Fetch) -> Fetch:
    """Fetch, and return pages that can be written down."""

    async def clean(request: Request) -> Page:
        return border.page(await fetch(request))

    return clean


def filling(fetch: Fetch, fill: Fill) -> Fetch:
    """Fetch, and give pages that were not modified their body."""

    async def filled(request: Request) -> Page:
        return fill(await fetch(request))

    return filled


def from_pages(pages: Iterable[Page], *, recorded: bool = False) -> Fetch:
    """Answer from the pages of a check; the second time a request is made, it gets the second reply.

    What a page loaded itself stands behind it in the archive, and is its part again. `recorded`: others made the
    capture, so that addresses may be written in another way than the board writes them.
    """
    left: dict[str, list[Page]] = {}
    for page in _whole(pages):
        left.setdefault(page.request.key, []).append(page)
        if recorded and page.request.key == f"GET {page.request.url}":
            left.setdefault(f"~{urls.loose(page.request.url)}", []).append(page)

    async def fetch(request: Request) -> Page:
        group = left.get(request.key)
        if not group and recorded and request.key == f"GET {request.url}":
            group = left.get(f"~{urls.loose(request.url)}", [])[:1]
        if not group:
            return Page(request, request.url, failure="it was not asked then", failure_kind="unasked")
        return replace(group.pop(0), request=request)

    return fetch


def _whole(pages: Iterable[Page]) -> list[Page]:
    """Put pages and what they loaded themselves together again."""
    result: list[Page] = []
    for page in pages:
        if page.part_of and result and result[-1].request.key == page.part_of:
            result[-1] = replace(result[-1], parts=(*result[-1].parts, replace(page, part_of="")))
        else:
            result.append(page)
    return result
