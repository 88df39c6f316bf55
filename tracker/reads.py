"""The two reads of a check: the list, and what the list makes worth asking.

Live, from the archive and from imported files it is the same code; only `Fetch` is another.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from tracker import fields
from tracker.boards import BOARDS
from tracker.errors import Failed, Unread
from tracker.ledger import Answers, Evidence, History, Policy, Questions
from tracker.model import Entry, Flow, Listing, Page, Request, Source, Time, digest
from tracker.reconcile import doubts, plan
from tracker.standing import stands
from tracker.store.book import Memory

GIVE_UP = 10  # failures running, after which a host is not asked for more texts in this check

T = TypeVar("T")
Fetch = Callable[[Request], Awaitable[Page]]
Fill = Callable[[Page], Page]
Rounds = list[list[dict[str, str]]]


@dataclass
class Seen:
    """What the reads of one check brought."""

    rounds: Rounds = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    listing: Listing | None = None
    error: Unread | None = None
    unchanged: bool = False
    list_key: str = ""


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


def once(pages: Iterable[Page]) -> list[Page]:
    """Leave out what is only a part of another page here, for it is archived with that page."""
    return [page for page in pages if not page.part_of]


def as_it_is(page: Page) -> Page:
    """Give a page back: what `fill` is where every page has its body."""
    return page


def filling(fetch: Fetch, fill: Fill) -> Fetch:
    """Fetch, and give pages that were not modified their body."""

    async def filled(request: Request) -> Page:
        return fill(await fetch(request))

    return filled


def loose(url: str) -> str:
    """Bring an address to one form: without scheme, fragment and empty query, the query in order."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port and parts.port not in {80, 443} else ""
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return f"{host}{port}{parts.path.rstrip('/')}{'?' + query if query else ''}"


def from_pages(pages: Iterable[Page], *, recorded: bool = False) -> Fetch:
    """Answer from the pages of a check; the second time a request is made, it gets the second reply.

    What a page loaded itself stands behind it in the archive, and is its part again. `recorded`: others made the
    capture, so that addresses may be written in another way than the board writes them.
    """
    left: dict[str, list[Page]] = {}
    for page in _whole(pages):
        left.setdefault(page.request.key, []).append(page)
        if recorded and page.request.key == f"GET {page.request.url}":
            left.setdefault(f"~{loose(page.request.url)}", []).append(page)

    async def fetch(request: Request) -> Page:
        group = left.get(request.key)
        if not group and recorded and request.key == f"GET {request.url}":
            group = left.get(f"~{loose(request.url)}", [])[:1]
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


def _row(page: Page) -> dict[str, str]:
    """Describe a request and its reply, so that the next check can tell whether both are the same."""
    request = page.request
    parts = [f"{part.request.key} {part.sha256}" for part in page.parts]
    return {
        "url": request.url,
        "method": request.method,
        "body": request.body.decode("latin-1"),
        "headers": "\n".join(f"{name}: {value}" for name, value in request.headers),
        "render": "yes" if request.render else "",
        "wait_for": request.wait_for,
        "expand": "yes" if request.expand else "",
        "status": "200" if page.not_modified else str(page.status),
        "sha256": digest(page.sha256, page.ended, *parts) if parts or page.ended else page.sha256,
    }


def _request(row: Mapping[str, str]) -> Request:
    headers = tuple(tuple(line.split(": ", 1)) for line in row["headers"].split("\n") if line)
    return Request(
        row["url"],
        row["method"],
        row["body"].encode("latin-1"),
        headers,  # type: ignore[arg-type]
        bool(row["render"]),
        row["wait_for"],
        bool(row.get("expand")),
    )


async def read_list(source: Source, fetch: Fetch, fill: Fill, memory: Memory | None) -> Seen:
    """Drive the board until it has its listing. `fill` gives a page that was not modified its body.

    While every reply is the same as in the check that `memory` comes from, the board is not even run: it is a pure
    function of the replies, so it would ask for the same again and find the same.
    """
    seen = Seen()
    flow = BOARDS[source.board].read(source)
    try:
        requests = list(next(flow))
        if memory is not None:
            requests = await _repeat(seen, fetch, requests, memory)
            if seen.unchanged:
                flow.close()
                return seen
            fetch = _first_from(seen.pages, fetch)
            seen.pages, seen.rounds = [], []
        await _drive(seen, flow, requests, fetch, fill)
    except Unread as error:
        seen.error = error
    except Exception as error:  # noqa: BLE001 (whatever a site's reply does to a parser, it is that source's failure)
        seen.error = Failed(f"the reply has another shape than expected ({type(error).__name__}: {error})")
    return seen


async def _repeat(seen: Seen, fetch: Fetch, requests: list[Request], memory: Memory) -> list[Request]:
    """Make the requests of the check before, as long as the replies are the same; gives the first requests back."""
    first = requests
    for number, known in enumerate(memory.rounds):
        pages = [await fetch(request) for request in requests]
        seen.pages += pages
        seen.rounds.append([_row(page) for page in pages])
        seen.list_key = seen.list_key or requests[0].key
        if seen.rounds[-1] != known:
            return first
        if number + 1 < len(memory.rounds):
            requests = [_request(row) for row in memory.rounds[number + 1]]
    seen.unchanged = True
    return first


def _first_from(held: list[Page], fetch: Fetch) -> Fetch:
    """Answer with the pages that came already, then from the network."""
    waiting = {page.request.key: page for page in held}

    async def first(request: Request) -> Page:
        return waiting.pop(request.key, None) or await fetch(request)

    return first


async def _drive(seen: Seen, flow: Flow, requests: list[Request], fetch: Fetch, fill: Fill) -> None:
    try:
        while True:
            pages = [fill(await fetch(request)) for request in requests]
            seen.pages += pages
            seen.rounds.append([_row(page) for page in pages])
            seen.list_key = seen.list_key or requests[0].key
            requests = list(flow.send(pages))
    except StopIteration as done:
        seen.listing = _guarded(done.value)


def _guarded(listing: Listing) -> Listing:
    """Make an entry of an unexpected shape an error of that entry alone."""
    entries = tuple(
        Entry(one.external_id, one.url, one.title, one.fingerprint, partial(_read, one), one.detail, one.open)
        for one in listing.entries
    )
    return replace(listing, entries=entries)


def _read(entry: Entry, page: Page | None) -> Any:
    try:
        posting = entry.read(page)
    except Unread:
        raise
    except Exception as error:
        message = f"entry {entry.external_id!r} has another shape than expected ({type(error).__name__}: {error})"
        raise Failed(message) from error
    if posting.language is None and posting.text:
        return replace(posting, language=fields.language(posting.text))
    return posting


async def ask(
    source: Source,
    history: History,
    seen: Seen,
    fetch: Fetch,
    now: Time,
    policy: Policy,
    questions: Questions | None = None,
    *,
    offline: bool = False,
) -> Answers:
    """Make the second read of a check: what `plan` asks (or `questions`), and what `doubts` wants to see twice.

    `offline`: the capture was made elsewhere. What it has not was not asked, and nothing can be read twice.
    """
    listing = seen.listing
    if listing is None:
        return Answers()
    questions = questions or plan(history, listing, now, policy)
    details = await _details(questions, seen, fetch)
    if offline:
        details = {name: page for name, page in details.items() if page.failure_kind != "unasked"}
    standing, evidence = await _vanished(source.url, history, questions, seen, fetch, listing)
    answers = Answers(details=details, standing=standing, evidence=evidence)
    seconds: dict[str, Page] = {}
    for name, request in doubts(history, listing, answers, policy).items():
        seconds[name] = details[name] if offline else await fetch(request)
        if not offline:
            seen.pages.append(seconds[name])
    again = listing if offline else await _again(source, seen, fetch) if questions.again else None
    return replace(answers, seconds=seconds, again=again)


async def _details(questions: Questions, seen: Seen, fetch: Fetch) -> dict[str, Page]:
    details: dict[str, Page] = {}
    failures = 0
    for name, request in questions.details.items():
        if failures >= GIVE_UP:
            why = f"not asked after {GIVE_UP} failures running"
            details[name] = Page(request, request.url, failure=why, failure_kind="unasked")
            continue
        page = await fetch(request)
        seen.pages.append(page)
        details[name] = page
        failures = 0 if page.status == 200 or page.failure_kind == "unasked" else failures + 1
    return details


async def _vanished(
    home: str, history: History, questions: Questions, seen: Seen, fetch: Fetch, listing: Listing
) -> tuple[dict[str, bool | None], dict[str, Evidence]]:
    """Ask the pages of postings that vanished, by the first way whose control stands."""
    addresses = (
        home,
        *listing.addresses,
        *(page.url for page in seen.pages[:1]),
        *(page.request.url for page in seen.pages[:1]),
    )
    trusted = await _trusted(questions, seen, fetch, addresses)
    standing: dict[str, bool | None] = {}
    evidence: dict[str, Evidence] = {}
    for name, requests in questions.vanished.items():
        ways = [requests[trusted]] if 0 <= trusted < len(requests) else list(requests)
        answers = []
        for request in ways:
            if not request.url:
                continue
            page = await fetch(request)
            seen.pages.append(page)
            answers.append(stands(page, history.postings[name].title, addresses))
            if answers[-1][0]:
                break
        standing[name], evidence[name] = _agreed(answers, sure=trusted >= 0, alone=not questions.controls)
    return standing, evidence


async def _trusted(questions: Questions, seen: Seen, fetch: Fetch, addresses: tuple[str, ...]) -> int:
    """Give the first way of asking one of whose controls stands, -1 if there is none."""
    for way, title, request in questions.controls:
        page = await fetch(request)
        seen.pages.append(page)
        if stands(page, title, addresses)[0]:
            return way
    return -1


def _agreed(answers: list[tuple[bool | None, Evidence]], *, sure: bool, alone: bool) -> tuple[bool | None, Evidence]:
    """Put the answers for one posting together.

    A page that stands needs no control. One that is gone is believed where a control stood; where there was nothing
    to control with (an empty list), when every way of asking says so.
    """
    for answer, told in answers:
        if answer:
            return True, told
    gone = [told for answer, told in answers if answer is False]
    if gone and (sure or (alone and len(gone) == len(answers))):
        return False, gone[0]
    return None, Evidence("no page can say whether it stands")


async def _again(source: Source, seen: Seen, fetch: Fetch) -> Listing | None:
    """Read the list a second time, where what it says of a known entry is another than before."""
    second = await read_list(source, fetch, as_it_is, None)
    seen.pages += second.pages
    return second.listing
