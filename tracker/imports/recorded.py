"""Match recorded replies to the requests of a board, by address and time."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from sys import intern

from tracker.boards import BOARDS
from tracker.boards.detect import board_of
from tracker.check.fetches import Fetch
from tracker.extract import urls
from tracker.extract.cover import Cover
from tracker.fetch.spool import Spool, Stored, StoredHeaders
from tracker.imports.bounds import MOST_CHECK, bytes_of, json_of, printed
from tracker.model import Page, Request, Source, Time, moment
from tracker.model.errors import Unread, UsageError

_GOOD = 200
_MOST_BESIDE = 5_000  # pages of one capture
_NEAR_BOUND = f"because more than {_MOST_BESIDE:,} pages or {MOST_CHECK >> 30} GB belong to one visit"
_NEAREST = 3  # nearest addresses that an error names
_MOST_COMPARED = 10_000  # addresses that are compared to find them
_MOST_SENT = 1 << 20  # bytes of a posted body


@dataclass(frozen=True, slots=True)
class Reply:
    """One recorded reply: its time and its request. Headers and bodies stay in the spool until they are needed.

    `status` and `kind` (the content type) are those of the reply, `size` and `sha256` those of its body. `sent` is the
    posted body. `group` is the browser page that it was loaded for.
    """

    at: Time
    url: str
    status: int
    kind: str
    size: int
    sha256: str
    headers: bytes | Stored
    content: bytes | Stored
    method: str = "GET"
    sent: bytes | Stored = b""
    group: str = ""

    def body(self) -> bytes:
        """Return the posted body."""
        return bytes_of(self.sent)

    def page(self) -> Page:
        """Return the reply with its headers. Its body stays in the spool."""
        request = Request(self.url, self.method, self.body())
        return Page(request, self.url, self.status, fields_of(self.headers), self.content, self.at, sha256=self.sha256)


def packed(fields: Sequence[tuple[str, str]]) -> bytes:
    """Return HTTP headers as bytes for the spool."""
    return json.dumps(list(fields)).encode()


def fields_of(stored: bytes | Stored) -> Sequence[tuple[str, str]]:
    """Return HTTP headers that are read from the spool when needed."""
    if isinstance(stored, bytes):
        return tuple((name, value) for name, value in json.loads(stored or b"[]"))
    return StoredHeaders(stored)


def reply(
    spool: Spool,
    at: Time,
    url: str,
    status: int,
    fields: Sequence[tuple[str, str]],
    body: bytes,
    *,
    method: str = "GET",
    sent: bytes | Stored = b"",
    group: str = "",
) -> Reply:
    """Put a reply into the spool, and return it."""
    kind = next((value for name, value in fields if name.lower() == "content-type"), "").lower()[:100]
    sha256 = hashlib.sha256(body).hexdigest()
    headers, content = spool.keep(packed(fields)), spool.keep(body)
    return Reply(at, url, status, intern(kind), len(body), sha256, headers, content, intern(method), sent, group)


@dataclass(frozen=True, slots=True)
class ImportedCapture:
    """A capture to import: its source and time, the function that answers the board, and its name for people.

    `other_pages` reads what else was recorded then: not every page that a check may ask for is known in advance.
    `reread`: every recorded page of a posting is read, because no request is needed. `problems` says what was left out.
    `run` names the origin of the capture, such as a commit; a run that was imported before is not read again.
    `dictionary_content` returns the content for the archive's dictionary.
    """

    source: Source
    at: Time
    fetch: Fetch
    name: str
    other_pages: Callable[[], tuple[Page, ...]] = tuple
    reread: bool = False
    problems: tuple[str, ...] = ()
    run: str = ""
    dictionary_content: Callable[[], bytes] | None = None


def not_recorded(request: Request, at: Time) -> Page:
    """Return the failure for a request that was not recorded."""
    why = "it is not in what was recorded"
    return Page(request, request.url, failure=why, failure_kind="unasked", fetched_at=at)


def list_requests(source: Source) -> tuple[Request, ...]:
    """Return the first requests of a source's board, and those that it makes if these were not recorded."""
    flow = BOARDS[source.board].read(source)
    first = next(flow)[0]
    other = None
    with suppress(Unread, StopIteration):
        other = flow.send([not_recorded(first, "")])[0]
    flow.close()
    if other is None or other.method != first.method or urls.loose(other.url) == urls.loose(first.url):
        return (first,)
    return (first, other)


def captures(source: Source, replies: Sequence[Reply], within: float, where: str) -> list[ImportedCapture]:
    """Return a capture for every time the list itself was recorded. Replies within `within` seconds belong to it.

    Raise UsageError if the list is not among the replies; the message names the nearest addresses that are.
    """
    source = replace(source, board=board_of(source))
    requests = list_requests(source)
    cover = Cover.of(source)
    replies = [replace(recorded, url=cover.url(recorded.url)) for recorded in replies]
    first_request, lists = next(
        ((request, entries) for request in requests if (entries := _lists(replies, request))), (requests[0], [])
    )
    if not lists:
        message = (
            f"{where} has no reply of {first_request.method} {first_request.url}, the list of {source.slug!r} (board "
            f"{source.board}); it has {len(replies)} replies, the nearest: {_near(replies, first_request)}; "
            "is `url` right, or is it another board (--board)?"
        )
        raise UsageError(message)
    index: dict[str, list[Reply]] = {}
    for recorded in replies:
        index.setdefault(urls.loose(recorded.url), []).append(recorded)
    groups: dict[str, list[Reply]] = {}
    for recorded in replies:
        if recorded.group:
            groups.setdefault(recorded.group, []).append(recorded)
    pages_near = _pages_near(source, lists, replies, within)
    return [
        ImportedCapture(
            source,
            recorded.at,
            _answering(recorded, first_request, index, groups, within),
            f"{recorded.url} {recorded.at}",
            partial(_pages, pages),
            reread=True,
            problems=(
                f"{recorded.url} {recorded.at}: {left_out:,} pages recorded with it were left out, {_NEAR_BOUND}",
            )
            if left_out
            else (),
        )
        for recorded in lists
        for pages, left_out in (pages_near[recorded.at],)
    ]


def _pages_near(
    source: Source, lists: Sequence[Reply], replies: Sequence[Reply], within: float
) -> dict[Time, tuple[tuple[Reply, ...], int]]:
    """Return for each recording of the list the nearest pages of its hosts, and the number of pages left out."""
    hosts = {urls.host(url) for url in (source.url, source.endpoint, *(recorded.url for recorded in lists)) if url}
    times = sorted((moment(recorded.at), recorded.at) for recorded in lists)
    pages_near: dict[Time, dict[str, Reply]] = {at: {} for _, at in times}
    sizes = dict.fromkeys(pages_near, 0)
    left_out = dict.fromkeys(pages_near, 0)
    for recorded in sorted(replies, key=lambda recorded: recorded.at):
        if urls.host(recorded.url) not in hosts or recorded.method != "GET" or not _is_page(recorded):
            continue
        when = moment(recorded.at)
        position = bisect_left(times, (when, ""))
        seconds_away, at = min(
            (abs((when - time).total_seconds()), at) for time, at in times[max(0, position - 1) : position + 1]
        )
        if seconds_away > within:
            continue
        key = urls.loose(recorded.url)
        known = pages_near[at].get(key)
        grown = sizes[at] + recorded.size - (known.size if known else 0)
        if grown > MOST_CHECK or (known is None and len(pages_near[at]) >= _MOST_BESIDE):
            left_out[at] += 1
            continue
        pages_near[at][key], sizes[at] = recorded, grown
    return {at: (tuple(pages.values()), left_out[at]) for at, pages in pages_near.items()}


def _pages(replies: Sequence[Reply]) -> tuple[Page, ...]:
    return tuple(recorded.page() for recorded in replies)


def _is_page(recorded: Reply) -> bool:
    return recorded.status != _GOOD or any(word in recorded.kind for word in ("html", "json", "xml", "text/plain"))


def _lists(replies: Sequence[Reply], request: Request) -> list[Reply]:
    """Return the replies to the list's exact request; if there are none, those to its address alone."""
    exact = [
        recorded
        for recorded in replies
        if urls.loose(recorded.url) == urls.loose(request.url) and _same_question(recorded, request)
    ]
    address = urls.loose(request.url).partition("?")[0]
    matching = exact or [
        recorded
        for recorded in replies
        if urls.loose(recorded.url).partition("?")[0] == address and recorded.method == request.method
    ]
    times: dict[Time, Reply] = {}
    for recorded in sorted(matching, key=lambda recorded: recorded.at):
        times.setdefault(recorded.at, recorded)
    return list(times.values())


def _same_question(reply: Reply, request: Request) -> bool:
    """Return whether a reply answers a request: the recorded JSON body has all that the request's body has."""
    if reply.method != request.method:
        return False
    if not request.body:
        return True
    sent = reply.body()
    if sent == request.body:
        return True
    try:
        recorded, question = json_of(sent, _MOST_SENT), json.loads(request.body)
    except ValueError:
        return False
    if isinstance(recorded, dict) and isinstance(question, dict):
        return all(
            recorded.get(key) == value or (not value and not recorded.get(key)) for key, value in question.items()
        )
    return bool(recorded == question)


def _answering(
    head: Reply,
    list_request: Request,
    index: Mapping[str, list[Reply]],
    groups: Mapping[str, list[Reply]],
    within: float,
) -> Fetch:
    centre = moment(head.at)
    served: dict[str, int] = {}

    def distance(recorded: Reply) -> float:
        return abs((moment(recorded.at) - centre).total_seconds())

    async def fetch(request: Request) -> Page:
        if request.key == list_request.key or (
            urls.loose(request.url) == urls.loose(head.url) and _same_question(head, request)
        ):
            reply: Reply | None = head
        else:
            candidates = [page for page in index.get(urls.loose(request.url), []) if _same_question(page, request)]
            reply = min(candidates, key=distance, default=None)
        if reply is None or distance(reply) > within:
            return not_recorded(request, head.at)
        loaded = _parts(reply, groups.get(reply.group, ())) if request.render or request.expand else ()
        served.update((page.sha256, page.size) for page in (reply, *loaded))
        if sum(served.values()) > MOST_CHECK:
            why = f"more than {MOST_CHECK:,} bytes were recorded for one check, which is more than an import takes"
            return Page(request, request.url, failure=why, failure_kind="too-large", fetched_at=head.at)
        parts = tuple(page.page() for page in loaded)
        return replace(reply.page(), request=request, parts=parts, fetched_at=reply.at)

    return fetch


def _parts(head: Reply, group: Sequence[Reply]) -> list[Reply]:
    """Return the JSON replies that a page loaded itself, if the recording says so."""
    return [recorded for recorded in group if recorded is not head and "json" in recorded.kind]


def _near(replies: Iterable[Reply], request: Request) -> str:
    from rapidfuzz import fuzz

    recorded = dict.fromkeys(islice((recorded_reply.url for recorded_reply in replies), _MOST_COMPARED))
    ranked = sorted(recorded, key=lambda url: -fuzz.ratio(urls.loose(url), urls.loose(request.url)))
    return ", ".join(printed(url) for url in ranked[:_NEAREST]) or "none"
