"""Read a careers listing once, with any function that fetches pages. Nothing is stored."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast, overload

from tracker.config.values import quoted
from tracker.extract import urls
from tracker.model import Entry, Listing, Outcome, Page, Posting, Request, Source
from tracker.model.errors import Failed, UsageError, WrongType, unknown
from tracker.model.wording import Wording
from tracker.operations import arguments
from tracker.operations.records import fields_of

if TYPE_CHECKING:
    from tracker.check.reader import Reader
    from tracker.fetch.spool import Spool
    from tracker.model.history import Verdict

Fetch = Callable[[Request], Page]
AsyncFetch = Callable[[Request], Awaitable[Page]]
_GOOD = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reading of a listing found, and the evidence that it is complete.

    `source` has the board that was used. `postings` are the open ones, in the order of the list.

    `outcome` is complete (the end of the list was proved), window (the list never shows everything) or partial.
    `reason` says why it is not complete. `end` says how the end was proved. `stated_total` is the number of postings
    that the site states, `rows` the number of rows that came. `cap` is a limit of the board that was reached.
    `problems` are reasons why something is missing. `employer` is the employer that the list names.
    """

    source: Source
    postings: tuple[Posting, ...]
    outcome: Outcome
    reason: str
    end: str
    stated_total: int | None
    rows: int
    cap: str
    problems: tuple[str, ...]
    employer: str

    @property
    def complete(self) -> bool:
        """Return whether the end of the list was proved and nothing is missing."""
        return self.outcome == "complete"


@overload
def read(source: Source | str, fetch: AsyncFetch, *, texts: bool = True) -> Coroutine[Any, Any, Reading]: ...
@overload
def read(source: Source | str, fetch: Fetch, *, texts: bool = True) -> Reading: ...
def read(
    source: Source | str, fetch: Fetch | AsyncFetch, *, texts: bool = True
) -> Reading | Coroutine[Any, Any, Reading]:
    """Read a listing once and return it; with an async `fetch`, return a coroutine that does.

    `source` is a `Source`, or the address of a careers page. Without `board`, the board is detected from its address or
    its page. `fetch` takes a `Request` and returns its `Page`, with `failure` if the page can't be had. A request with
    `render` asks for the page as a browser shows it; `Source(…, render="never")` avoids these. `texts=False` reads only
    the list, and not the postings' own pages.

    Raise Failed or Blocked if no list could be read: an empty result always means an empty list. Exceptions of `fetch`
    are passed through. Raise UsageError for a source, a `fetch` or a page that can't be used.
    """
    if isinstance(source, str):
        source = Source(slug=urls.host(source) or "source", url=source)
    source = arguments.source(source, "tracker.read")
    if not callable(fetch):
        advice = "docs/library.md has an example with urllib"
        arguments.refuse("tracker.read", "fetch", "a function from a Request to a Page", fetch, advice)
    if not urls.is_web(source.url):
        message = f"{source.url!r} is not a web address; it should begin with https:// or http://"
        raise UsageError(message)
    if _is_async(fetch):
        return _read(source, _Fetching(cast("AsyncFetch", fetch)), texts=texts, live=True)
    from tracker.check.fetches import at_once

    return at_once(_read(source, _Fetching(_waiting(cast("Fetch", fetch))), texts=texts, live=False))


def _is_async(fetch: Callable[[Request], object]) -> bool:
    return inspect.iscoroutinefunction(fetch) or inspect.iscoroutinefunction(getattr(fetch, "__call__", None))  # noqa: B004 (its kind is asked, and not whether it can be called)


def _waiting(fetch: Fetch) -> AsyncFetch:
    async def waited(request: Request) -> Page:
        return fetch(request)

    return waited


class _Fetching:
    """Fetches each page once. Keeps an exception of `fetch`, which is the caller's and not a failure of the site."""

    def __init__(self, fetch: AsyncFetch) -> None:
        self._fetch = fetch
        self._first: dict[Request, Page] = {}
        self.raised: Exception | None = None

    async def __call__(self, request: Request) -> Page:
        if request in self._first:
            return self._first.pop(request)
        try:
            return _checked(request, await self._fetch(request))
        except Exception as error:
            self.raised = error
            raise

    async def first(self, request: Request) -> Page:
        """Fetch a page that the board may ask for too."""
        page = await self(request)
        self._first[request] = page
        return page


def _checked(request: Request, page: object) -> Page:
    """Return the page with what boards rely on. Raise UsageError if it is not a page."""
    from tracker.extract import border

    if not isinstance(page, Page):
        if inspect.iscoroutine(page):
            page.close()
        advice = "return tracker.Page(request, url, status, headers, body)"
        message = f"tracker.read: fetch should return a tracker.Page for {request.url}, but returned {quoted(page)} ({type(page).__name__}); {advice}"
        raise WrongType(message)
    page = arguments.page(page, "tracker.read")
    sha256 = page.sha256 or hashlib.sha256(page.body).hexdigest()
    return border.page(replace(page, request=request, sha256=sha256))


async def _read(source: Source, fetch: _Fetching, *, texts: bool, live: bool) -> Reading:
    from tracker.check.reader import reader
    from tracker.fetch.spool import Spool

    with Spool() as spool, reader(live=live, limit=source.limit) as at_work:
        try:
            return await _read_with(source, fetch, at_work, spool, texts=texts)
        except Exception as error:  # noqa: BLE001 (raised again, or what it comes from)
            failed = error
    raise fetch.raised or failed


async def _read_with(source: Source, fetch: _Fetching, reader: Reader, spool: Spool, *, texts: bool) -> Reading:
    from tracker.check.fetches import as_it_is
    from tracker.check.reads import read_list, second_read
    from tracker.model.history import Answers, History, Policy
    from tracker.operations.project import now
    from tracker.reconcile import reconcile

    source = await _recognised(source, fetch, reader)
    seen = await read_list(source, fetch, as_it_is, None, reader, spool)
    policy = Policy(own=lambda _id, _url: (), slug=source.slug, complete=source.complete)
    nothing, answers = History({}, {}), Answers()
    if texts:
        answers = await second_read(source, nothing, seen, fetch, now(), policy, reader)
    if seen.listing is None or seen.readings is None:
        raise seen.error or Failed(f"{source.url}: no list was read")
    listing = seen.listing
    await seen.readings.prepare((entry.external_id, None) for entry in listing.entries if not texts and entry.open)
    return _reading(source, listing, reconcile(nothing, listing, answers, now(), policy))


async def _recognised(source: Source, fetch: _Fetching, reader: Reader) -> Source:
    """Return the source with its board: as stated, by its address, or by its page."""
    from tracker.boards import BOARDS
    from tracker.boards.detect import board_of
    from tracker.check.reader import work

    if source.board and source.board not in BOARDS:
        raise unknown(source.board, list(BOARDS), what="board", where="the tracker")
    source = replace(source, board=board_of(source))
    if source.board != "page" or source.render == "always":
        return source
    page = await fetch.first(Request(source.endpoint or source.url))
    software = await reader.do(work.recognise, page) if page.status == _GOOD else None
    if software is None or software.board == "jsonld":  # the board `page` reads that and more
        return source
    return replace(source, board=software.board, url=software.url, endpoint="")


def _reading(source: Source, listing: Listing, verdict: Verdict) -> Reading:
    if verdict.outcome not in {"complete", "window", "partial"}:
        message = f"{source.url}: {verdict.reason}"
        raise Failed(message)
    wordings = {change.external_id: change.after for change in verdict.changes}
    postings = tuple(
        _posting(entry, wording, verdict)
        for entry in listing.entries
        if (wording := wordings.get(entry.external_id)) is not None
    )
    return Reading(
        source,
        postings,
        verdict.outcome,
        verdict.reason,
        end=listing.end,
        stated_total=listing.stated_total,
        rows=max(len(listing.entries) + len(listing.lost), listing.rows),
        cap=listing.cap,
        problems=listing.problems,
        employer=listing.employer,
    )


def _posting(entry: Entry, wording: Wording, verdict: Verdict) -> Posting:
    known = verdict.updates[entry.external_id]
    return Posting(
        external_id=entry.external_id,
        url=entry.url,
        requisition_id=known.requisition_id,
        **fields_of(wording),
    )
