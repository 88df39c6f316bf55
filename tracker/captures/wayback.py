"""A Wayback machine: a CDX server that says when a page was captured, and the raw replays of those captures.

Source: archive.org/help/wayback_api.php and the wayback-cdx-server documentation. `TIMESTAMPid_` before an address asks for
the bytes as they were captured; for a time without a capture the server leads to the nearest one.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tracker import urls
from tracker.boards.detect import board_of
from tracker.captures.recorded import Given, first_request, unasked
from tracker.errors import TrackerError, UsageError
from tracker.fetch import Fetch
from tracker.model import Page, Request, Source, Time, iso, moment

_STAMP = "%Y%m%d%H%M%S"
_REPLAYED = re.compile(r"/web/(\d{14})(?:id_)?/")
_GOOD = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which captures: of which address (else the source's list), between which times, at most how many."""

    url: str = ""
    since: Time = ""
    until: Time = ""
    limit: int = 1000
    within: float = 86400.0


async def captures(source: Source, server: str, wanted: Wanted, fetch: Fetch) -> AsyncIterator[Given]:
    """Give a capture for every time the server captured the list. TrackerError if the server can't be asked."""
    source = replace(source, board=board_of(source))
    server = server.rstrip("/")
    listing = first_request(source)
    stamps = await _stamps(server, wanted.url or listing.url, wanted, fetch)
    if not stamps:
        message = f"{server} has no capture of {wanted.url or listing.url} with status 200; is the address right?"
        raise UsageError(message)
    for stamp, original in stamps:
        at = iso(datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC))
        yield Given(
            source, at, _answering(server, stamp, original, at, listing, wanted.within, fetch), f"{stamp} {original}"
        )


async def _stamps(server: str, url: str, wanted: Wanted, fetch: Fetch) -> list[tuple[str, str]]:
    query = {"url": url, "output": "json", "filter": "statuscode:200", "limit": str(wanted.limit)}
    if wanted.since:
        query["from"] = moment(wanted.since).strftime(_STAMP)
    if wanted.until:
        query["to"] = moment(wanted.until).strftime(_STAMP)
    asked = f"{server}/cdx/search/cdx?{urls.encode_query(query)}"
    page = await fetch(Request(asked))
    if page.failure or page.status != _GOOD:
        message = (
            f"{asked}: {page.failure or f'the server answers {page.status}'}; try again later, or name another --server"
        )
        raise TrackerError(message)
    try:
        rows = json.loads(page.body or b"[]")
        head, *lines = rows or [[]]
        places = [head.index("timestamp"), head.index("original")] if head else []
        found = {str(line[places[0]]): str(line[places[1]]) for line in lines}
    except (ValueError, IndexError, TypeError, AttributeError) as error:
        message = f"{asked}: the reply is no CDX list ({type(error).__name__}: {error})"
        raise TrackerError(message) from error
    return sorted(found.items())


def _answering(
    server: str, stamp: str, original: str, at: Time, listing: Request, within: float, fetch: Fetch
) -> Fetch:
    async def replay(request: Request) -> Page:
        if request.method != "GET":
            return unasked(request, at)
        url = original if request.key == listing.key else request.url
        asked = f"{server}/web/{stamp}id_/{urls.encode(url, ':/?&=%+,;@!$*()~#')}"
        page = await fetch(Request(asked))
        if page.failure or page.status == 404:  # noqa: PLR2004
            return unasked(request, at)
        captured = _REPLAYED.search(page.url)
        when = datetime.strptime(captured[1] if captured else stamp, _STAMP).replace(tzinfo=UTC)
        if abs((when - moment(at)).total_seconds()) > within:
            return unasked(request, at)
        return replace(page, request=request, url=url, fetched_at=iso(when))

    return replay
