"""Replies that were recorded with their times, matched to what a board asks for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tracker import urls
from tracker.boards import BOARDS
from tracker.boards.detect import board_of
from tracker.credentials import Cover
from tracker.errors import UsageError
from tracker.model import Page, Request, Source, Time, moment
from tracker.reads import Fetch

_GOOD = 200
_MOST_BESIDE = 5_000  # pages of one visit
_NEAREST = 3  # addresses that an error names


@dataclass(frozen=True, slots=True)
class Reply:
    """One recorded reply: when it came, and to what. `group` is the page of a browser that it was loaded for."""

    at: Time
    url: str
    page: Page
    method: str = "GET"
    body: bytes = b""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A capture to come: its source and time, what answers the board, and its name for people.

    `beside` is what else was recorded then: not every page that a check may ask for is known when it comes in.
    `reread`: every posting's own page that was recorded is read, for that costs nothing.
    """

    source: Source
    at: Time
    fetch: Fetch
    name: str
    beside: tuple[Page, ...] = ()
    reread: bool = False


def unasked(request: Request, at: Time) -> Page:
    """Say that a request was not made then."""
    why = "it is not in what was recorded"
    return Page(request, request.url, failure=why, failure_kind="unasked", fetched_at=at)


def first_request(source: Source) -> Request:
    """Give what the board of a source asks for first: its list."""
    flow = BOARDS[source.board].read(source)
    requests = next(flow)
    flow.close()
    return requests[0]


def captures(source: Source, replies: Sequence[Reply], within: float, where: str) -> list[Given]:
    """Give a capture for every time that the list itself was recorded; `within` seconds around it belong to it.

    UsageError if the list is not among the replies: it names the nearest addresses that are.
    """
    source = replace(source, board=board_of(source))
    wanted = first_request(source)
    cover = Cover.of(source)
    replies = [replace(one, url=cover.url(one.url), page=cover.page(one.page)) for one in replies]
    lists = _lists(replies, wanted)
    if not lists:
        message = (
            f"{where} has no reply of {wanted.method} {wanted.url}, the list of {source.slug!r} (board "
            f"{source.board}); it has {len(replies)} replies, the nearest: {_near(replies, wanted)}; "
            "is `url` right, or is it another board (--board)?"
        )
        raise UsageError(message)
    index: dict[str, list[Reply]] = {}
    for reply in replies:
        index.setdefault(urls.loose(reply.url), []).append(reply)
    beside = _beside(source, lists, replies, within)
    return [
        Given(
            source,
            one.at,
            _answering(one, wanted, index, replies, within),
            f"{one.url} {one.at}",
            beside[one.at],
            reread=True,
        )
        for one in lists
    ]


def _beside(
    source: Source, lists: Sequence[Reply], replies: Sequence[Reply], within: float
) -> dict[Time, tuple[Page, ...]]:
    """Give to each visit of the list the pages of its hosts that were recorded nearest to it."""
    hosts = {urls.host(url) for url in (source.url, source.endpoint, *(one.url for one in lists)) if url}
    times = [(one.at, moment(one.at)) for one in lists]
    found: dict[Time, dict[str, Page]] = {at: {} for at, _ in times}
    for reply in sorted(replies, key=lambda one: one.at):
        if urls.host(reply.url) not in hosts or reply.method != "GET" or not _is_page(reply.page):
            continue
        when = moment(reply.at)
        far, at = min((abs((when - time).total_seconds()), at) for at, time in times)
        if far <= within and len(found[at]) < _MOST_BESIDE:
            found[at][urls.loose(reply.url)] = replace(reply.page, fetched_at=reply.at)
    return {at: tuple(pages.values()) for at, pages in found.items()}


def _is_page(page: Page) -> bool:
    kind = page.header("content-type").lower()
    return page.status != _GOOD or any(word in kind for word in ("html", "json", "xml", "text/plain"))


def _lists(replies: Sequence[Reply], wanted: Request) -> list[Reply]:
    """Give the replies to the list's own request; where none was recorded to the letter, those of its address alone."""
    exact = [one for one in replies if urls.loose(one.url) == urls.loose(wanted.url) and _same_question(one, wanted)]
    bare = urls.loose(wanted.url).partition("?")[0]
    found = exact or [
        one for one in replies if urls.loose(one.url).partition("?")[0] == bare and one.method == wanted.method
    ]
    times: dict[Time, Reply] = {}
    for one in sorted(found, key=lambda one: one.at):
        times.setdefault(one.at, one)
    return list(times.values())


def _same_question(reply: Reply, request: Request) -> bool:
    """Say whether a reply answers a request: what the request's JSON body says, the recorded one said too."""
    if reply.method != request.method:
        return False
    if reply.body == request.body or not request.body:
        return True
    try:
        said, asked = json.loads(reply.body), json.loads(request.body)
    except ValueError:
        return False
    if isinstance(said, dict) and isinstance(asked, dict):
        return all(said.get(key) == value or (not value and not said.get(key)) for key, value in asked.items())
    return bool(said == asked)


def _answering(
    head: Reply, wanted: Request, index: dict[str, list[Reply]], replies: Sequence[Reply], within: float
) -> Fetch:
    centre = moment(head.at)

    def distance(reply: Reply) -> float:
        return abs((moment(reply.at) - centre).total_seconds())

    async def fetch(request: Request) -> Page:
        if request.key == wanted.key or (
            urls.loose(request.url) == urls.loose(head.url) and _same_question(head, request)
        ):
            found: Reply | None = head
        else:
            near = [one for one in index.get(urls.loose(request.url), []) if _same_question(one, request)]
            found = min(near, key=distance, default=None)
        if found is None or distance(found) > within:
            return unasked(request, head.at)
        parts = _parts(found, replies) if request.render or request.expand else ()
        return replace(found.page, request=request, parts=parts, fetched_at=found.at)

    return fetch


def _parts(head: Reply, replies: Sequence[Reply]) -> tuple[Page, ...]:
    """Give the JSON that a page loaded itself, where the recording says so."""
    return tuple(
        one.page
        for one in replies
        if head.group and one.group == head.group and one is not head and "json" in one.page.header("content-type")
    )


def _near(replies: Iterable[Reply], wanted: Request) -> str:
    from rapidfuzz import fuzz

    recorded = dict.fromkeys(one.url for one in replies)
    ranked = sorted(recorded, key=lambda url: -fuzz.ratio(urls.loose(url), urls.loose(wanted.url)))
    return ", ".join(ranked[:_NEAREST]) or "none"
