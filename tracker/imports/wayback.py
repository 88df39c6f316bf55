"""Import captures from a Wayback Machine: its CDX server lists them, and raw replays return them.

Source: archive.org/help/wayback_api.php and the wayback-cdx-server documentation. `TIMESTAMPid_` before an address
returns the bytes as captured; for a time without a capture, the server redirects to the nearest one.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tracker.boards.detect import board_of
from tracker.config.credentials import Credentials, hiding, take_secrets, wrong
from tracker.extract import urls
from tracker.fetch import Fetch
from tracker.imports.bounds import Problems, address, json_of, past, printed
from tracker.imports.recorded import ImportedCapture, list_requests, not_recorded
from tracker.model import Page, Request, Source, Time, moment
from tracker.model.errors import TrackerError, UsageError

_STAMP = "%Y%m%d%H%M%S"
_DIGITS = re.compile(r"[0-9]{14}")
_REPLAYED = re.compile(r"/web/([0-9]{14})(?:id_)?/")
_GOOD = 200
_ROW = 8192  # bytes of a row of the list: an address of 4,096 and its key
_MOST_LIST = 16 << 20  # bytes of the list, whatever its number of rows


@dataclass(frozen=True, slots=True)
class CaptureQuery:
    """The captures to import: of which address (default: the source's list), between which times, at most how many."""

    url: str = ""
    since: Time = ""
    until: Time = ""
    limit: int = 1000
    within: float = 86400.0


async def captures(
    source: Source, server: str, query: CaptureQuery, fetch: Fetch, now: Time, problems: Problems
) -> AsyncIterator[ImportedCapture]:
    """Yield a capture for each time at which the server captured the list.

    Raise TrackerError if the server can't be queried.
    """
    source = replace(source, board=board_of(source))
    for option, option_value in (("--server", server), ("--url", query.url if "@" in query.url else server)):
        if not urls.is_web(option_value):
            message = f"{option} should be an address that begins with http:// or https://: {wrong(option_value)}"
            raise UsageError(message)
    server, own_secrets = take_secrets(server)
    secrets = Credentials.of(own_secrets, take_secrets(query.url)[1])
    server, fetch = server.rstrip("/"), hiding(fetch, secrets)
    for listing in list_requests(source):
        url = urls.without_user(query.url or listing.url)
        stamps = await _stamps(server, url, query, fetch, now, problems, secrets)
        if stamps or query.url:
            break
    if not stamps:
        message = f"{server} has no capture of {urls.display(url)} with status 200; is the address right?"
        raise UsageError(message)
    for stamp, original in stamps:
        at = time_of(stamp, now)
        answer = _answering(server, stamp, original, at, listing, query.within, fetch, now, secrets)
        yield ImportedCapture(source, at, answer, secrets.text(f"{stamp} {original}"))


def time_of(stamp: str, now: Time) -> Time:
    """Return the time that fourteen digits state. Raise ValueError if they are not a time, or one in the future."""
    if not _DIGITS.fullmatch(stamp):
        message = f"{printed(stamp, 40)!r} is not a time of fourteen digits"
        raise ValueError(message)
    return past(datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC).isoformat(), now)


async def _stamps(
    server: str,
    url: str,
    captures_query: CaptureQuery,
    fetch: Fetch,
    now: Time,
    problems: Problems,
    secrets: Credentials,
) -> list[tuple[str, str]]:
    query = {"url": url, "output": "json", "filter": "statuscode:200", "limit": str(captures_query.limit)}
    if captures_query.since:
        query["from"] = moment(captures_query.since).strftime(_STAMP)
    if captures_query.until:
        query["to"] = moment(captures_query.until).strftime(_STAMP)
    cdx_url = f"{server}/cdx/search/cdx?{urls.encode_query(query)}"
    page = await fetch(Request(cdx_url))
    cdx_url = secrets.text(cdx_url)
    if page.failure or page.status != _GOOD:
        message = f"{cdx_url}: {page.failure or f'the server answers {page.status}'}; try again later, or use another --server"
        raise TrackerError(message)
    try:
        rows = json_of(page.body or b"[]", min(_MOST_LIST, (captures_query.limit + 1) * _ROW))
        if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
            message = "it should be a list of lists"
            raise TypeError(message)
        head, *lines = rows or [[]]
        places = [head.index("timestamp"), head.index("original")] if head else []
    except (ValueError, TypeError) as error:
        message = f"{cdx_url}: the reply is not a CDX list ({type(error).__name__}: {secrets.text(printed(error))})"
        raise TrackerError(message) from error
    stamps: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        try:
            stamp, original = str(line[places[0]]), address(line[places[1]])
            time_of(stamp, now)
        except (ValueError, IndexError) as error:
            problems.add(f"{server}: row {number} of its list", secrets.text(str(error)))
            continue
        stamps[stamp] = original
    if len(stamps) > captures_query.limit:
        problems.add(
            server,
            f"it lists {len(stamps):,} captures, although {captures_query.limit:,} were requested; the others are left out",
        )
    return sorted(stamps.items())[: captures_query.limit]


def _answering(
    server: str,
    stamp: str,
    original: str,
    at: Time,
    listing: Request,
    within: float,
    fetch: Fetch,
    now: Time,
    secrets: Credentials,
) -> Fetch:
    async def replay(request: Request) -> Page:
        if request.method != "GET":
            return not_recorded(request, at)
        url = original if request.key == listing.key else request.url
        address = f"{server}/web/{stamp}id_/{urls.encode(url, ':/?&=%+,;@!$*()~#')}"
        page = await fetch(Request(address))
        if page.failure or page.status == 404:  # noqa: PLR2004
            return not_recorded(request, at)
        captured = _REPLAYED.search(page.url)
        try:
            time = time_of(captured[1] if captured else stamp, now)
        except ValueError:
            return not_recorded(request, at)
        if abs((moment(time) - moment(at)).total_seconds()) > within:
            return not_recorded(request, at)
        return replace(page, request=request, url=secrets.text(url), fetched_at=time)

    return replay
