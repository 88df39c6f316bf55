"""What a closing record says of its check, and the check made again of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracker.archive import frames
from tracker.credentials import Credentials, take, without_secrets
from tracker.model import Capture, Page, Request, Source
from tracker.walls import wall

_GOOD = 200
_LEAST_ROOM = 256  # bytes: less than that is no use to a dictionary


def source_of(note: Mapping[str, object]) -> Source:
    """Give the source as the check recorded it."""
    settings = note["settings"]
    return without_secrets(Source.from_settings(settings if isinstance(settings, dict) else {}))[0]


def credentials_of(note: Mapping[str, object]) -> Credentials:
    """Return what is secret in the addresses of a check; earlier versions wrote them down as they were."""
    settings = note.get("settings")
    stated = [settings.get(name) for name in ("url", "endpoint")] if isinstance(settings, dict) else []
    return Credentials.of(*(take(url)[1] for url in stated if isinstance(url, str)))


def capture_of(note: Mapping[str, object], pages: Sequence[Page]) -> Capture:
    """Make the capture again from its closing note and its pages."""
    credentials = credentials_of(note)
    return Capture(
        source=source_of(note),
        run=str(note["run"]),
        started_at=str(note["started_at"]),
        finished_at=str(note["finished_at"]),
        pages=tuple(credentials.page(page) for page in pages),
        imported=bool(note.get("imported")),
        reread=bool(note.get("reread")),
    )


def _row_of(request: Request) -> dict[str, str]:
    """Write a request into the closing note, so that the very same one is made of it again."""
    row = {"url": request.url}
    if request.method != "GET":
        row["method"] = request.method
    if request.body:
        row["body"] = request.body.decode("latin-1")
    if request.render:
        row |= {"render": "yes", "wait_for": request.wait_for}
    if request.expand:
        row["expand"] = "yes"
    return row


def request_of(row: Mapping[str, str]) -> Request:
    """Make a request again from what a closing note says of it."""
    return Request(
        row["url"],
        method=row.get("method", "GET"),
        body=row.get("body", "").encode("latin-1"),
        render="render" in row,
        wait_for=row.get("wait_for", ""),
        expand="expand" in row,
    )


def all_pages(pages: Sequence[Page]) -> list[Page]:
    """Give every page followed by those that it loaded itself."""
    return [one for page in pages for one in (page, *(replace(part, part_of=page.request.key) for part in page.parts))]


def dictionary_content(capture: Capture) -> bytes:
    """Choose what the file's dictionary is made of: the good bodies of its first check, the largest last."""
    good = sorted((page for page in capture.pages if page.status == _GOOD), key=lambda page: page.size)
    room = frames.MOST_CONTENT
    kept: list[bytes] = []
    largest = b""
    for page in reversed(good):
        if (page.size > room and (kept or largest)) or room < _LEAST_ROOM:
            continue
        if wall(page):
            continue
        body = page.body
        largest = largest or body
        if page.size <= room:
            kept.append(body)
            room -= page.size
    return b"".join(reversed(kept)) or largest


def note_of(capture: Capture) -> dict[str, object]:
    """Write what a closing record says of its check."""
    rows: list[dict[str, str]] = []
    for page in all_pages(capture.pages):
        row = _row_of(page.request)
        if page.failure:
            row |= {"failure": page.failure, "failure_kind": page.failure_kind}
        if page.request.render and not page.failure:
            row["status"] = str(page.status)
        if page.ended:
            row["ended"] = page.ended
        if page.part_of:
            row["part_of"] = page.part_of
        rows.append(row)
    note: dict[str, object] = {
        "check": capture.id,
        "run": capture.run,
        "started_at": capture.started_at,
        "finished_at": capture.finished_at,
        "settings": capture.source.settings(),
        "pages": rows,
    }
    if capture.imported:
        note["imported"] = True
    if capture.reread:
        note["reread"] = True
    return note
