"""Send a page from the browser's worker through a pipe: a line of JSON, then the bodies."""

from __future__ import annotations

import json
from asyncio import StreamReader
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypedDict

from tracker.fetch import guard
from tracker.model import Page, Request, Time
from tracker.model.page import Cause, Reason

MOST_HEAD = 64 << 20  # bytes of a head, which has the addresses and headers of some 250 replies
MOST_BODIES = 4 * guard.MOST_BYTES  # bytes of the page, its JSON, its frames, and what they posted
_CHUNK = 1 << 20


class _Row(TypedDict):
    asked: str
    method: str
    posted: int
    url: str
    status: int
    headers: list[tuple[str, str]]
    size: int
    failure: str
    kind: str
    cause: str  # without advice
    reason: str  # the name of a `Reason`, or ""
    ended: str
    sha256: str


class _Head(TypedDict):
    unusable: bool
    rows: list[_Row]


@dataclass(frozen=True, slots=True)
class Answer:
    """The worker's answer. `unusable`: its browser can't be used any more."""

    page: Page
    unusable: bool = False


def packed(answer: Answer) -> Iterator[bytes]:
    """Return the bytes of an answer, in pieces."""
    pages = (answer.page, *answer.page.parts)
    rows: list[_Row] = [
        {
            "asked": page.request.url,
            "method": page.request.method,
            "posted": len(page.request.body),
            "url": page.url,
            "status": page.status,
            "headers": list(page.headers),
            "size": len(page.body),
            "failure": page.failure,
            "kind": page.failure_kind,
            "cause": page.cause.what if page.cause else "",
            "reason": page.cause.reason.name if page.cause and page.cause.reason else "",
            "ended": page.ended,
            "sha256": page.sha256,
        }
        for page in pages
    ]
    head = json.dumps(_Head(unusable=answer.unusable, rows=rows)).encode()
    yield len(head).to_bytes(8, "big") + head
    for page in pages:
        yield page.request.body
        yield page.body


async def read(reader: StreamReader, request: Request, at: Time) -> Answer:
    """Return the answer to a request. Each of its pages gets the time `at`.

    Raise IncompleteReadError if the worker ends, ValueError if the answer exceeds the limits.
    """
    size = int.from_bytes(await reader.readexactly(8), "big")
    if size > MOST_HEAD:
        message = f"the worker's answer has a head of {size:,} bytes"
        raise ValueError(message)
    head: _Head = json.loads(await _exactly(reader, size))
    rows = head["rows"]
    total = sum(row["posted"] + row["size"] for row in rows)
    if total > MOST_BODIES:
        message = f"the worker's answer has {total:,} bytes"
        raise ValueError(message)
    pages = [await _page(reader, row, at) for row in rows]
    return Answer(replace(pages[0], request=request, parts=tuple(pages[1:])), head["unusable"])


async def _page(reader: StreamReader, row: _Row, at: Time) -> Page:
    posted, body = await _exactly(reader, row["posted"]), await _exactly(reader, row["size"])
    return Page(
        Request(row["asked"], method=row["method"], body=posted),
        row["url"],
        row["status"],
        tuple((name, value) for name, value in row["headers"]),
        body,
        at,
        failure=row["failure"],
        failure_kind=row["kind"],
        cause=Cause(row["cause"], Reason[row["reason"]] if row["reason"] else None) if row["cause"] else None,
        ended=row["ended"],
        sha256=row["sha256"],
    )


async def _exactly(reader: StreamReader, size: int) -> bytes:
    """Return this many bytes. Unlike `readexactly`, this does not hold them twice in memory."""
    parts = []
    while size:
        part = await reader.readexactly(min(size, _CHUNK))
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
