"""Read and write what a closing record says about its check, and restore the check from it.

A note may come from an imported file, and one of our own may be damaged, so every field is checked: `read_note` accepts whatever
can be parsed, `source_of`, `capture_of` and `rows_of` return typed values or raise Unusable.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypedDict, cast

from tracker.archive import frames
from tracker.archive.file_names import is_slug, is_time, quoted
from tracker.boards import BOARDS
from tracker.config.credentials import Credentials, take_secrets, without_secrets
from tracker.config.keys import SOURCE_KEYS
from tracker.extract import urls
from tracker.extract.walls import wall
from tracker.model import Capture, Page, Request, Source, check_id
from tracker.model.amounts import counted
from tracker.model.errors import Damaged, Unusable

_GOOD = 200
_LEAST_ROOM = 256  # bytes; a smaller rest of the room is not filled
_MOST_TEXT = 4096  # characters of one setting
_MOST_SECONDS = 1e10  # of a duration: three centuries
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_METHOD = re.compile(r"[A-Z]{1,20}")
_STATUS = re.compile(r"[0-9]{1,3}")
_TEXTS = ("check", "run", "started_at", "finished_at", "sha256", "records_sha256", "bytes_crc32")
_ROW_TEXTS = ("url", "method", "body", "wait_for", "failure", "failure_kind", "status", "ended", "part_of")


@dataclass(frozen=True, slots=True)
class Row:
    """One page of a check as its note states it. `failure` is None for a page that was received. `status` is 0 if a record has the status."""

    request: Request
    failure: str | None = None
    failure_kind: str = ""
    status: int = 0
    ended: str = ""
    part_of: str = ""


class Note(TypedDict, total=False):
    """The content of a closing record as it was read.

    The texts are always texts; all other values are still to be checked.
    """

    check: str
    run: str
    started_at: str
    finished_at: str
    sha256: str
    records_sha256: str
    bytes_crc32: str
    settings: object
    pages: object
    imported: object
    reread: object
    misdated: object


def read_note(body: bytes, where: str) -> Note:
    """Read the JSON of a closing record. Raise Damaged, with the position, if it is not an object.

    The values that `_TEXTS` names are always texts: empty where the note has none.
    """
    try:
        note = json.loads(body)
    except (ValueError, RecursionError) as error:
        message = f"{where}: the closing record can't be read ({type(error).__name__}); restore the file from a copy"
        raise Damaged(message) from error
    if not isinstance(note, dict):
        message = f"{where}: the closing record is {quoted(note)} , not an object; restore the file from a copy"
        raise Damaged(message)
    texts = {name: note[name] if isinstance(note.get(name), str) else "" for name in _TEXTS}
    return cast("Note", {**note, **texts})


_BARE = Source(slug="", url="")
_DEFAULTS = tuple((item.name, getattr(_BARE, item.name)) for item in fields(Source))


def source_of(note: Note) -> Source:
    """Return the source as the check recorded it. Raise Unusable if a setting is not valid for a source."""
    settings = note.get("settings")
    if not isinstance(settings, Mapping):
        message = f"settings is {quoted(settings)}, not an object"
        raise Unusable(message)
    if not is_slug(settings.get("slug")):
        message = f"settings.slug is {quoted(settings.get('slug'))}, which can't name a source"
        raise Unusable(message)
    known: dict[str, object] = {}
    for name, default in _DEFAULTS:
        if name in settings:
            known[name] = _setting(name, settings[name], default)
    for name in ("url", "endpoint"):
        if name == "url" or known.get(name):
            _address(f"settings.{name}", known.get(name, ""))
    return without_secrets(Source.from_settings({"url": "", **known}))[0]


def credentials_of(note: Note) -> Credentials:
    """Return the secrets in the addresses of a check, which earlier versions stored."""
    settings = note.get("settings")
    stated = [settings.get(name) for name in ("url", "endpoint")] if isinstance(settings, dict) else []
    return Credentials.of(*(take_secrets(url)[1] for url in stated if isinstance(url, str)))


def _setting(name: str, value: object, default: object) -> object:
    """Return a setting if it is of the type of its default. Raise Unusable if not."""
    if isinstance(default, bool):
        good = isinstance(value, bool)
    elif isinstance(default, str):
        good = isinstance(value, str) and len(value) <= _MOST_TEXT and not _UNPRINTABLE.search(value)
    else:
        good = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= _MOST_SECONDS
    choices: Collection[str] = BOARDS if name == "board" else SOURCE_KEYS[name].choices if name in SOURCE_KEYS else ()
    if not good or (choices and value and value not in choices):
        message = f"settings.{name} is {quoted(value)}, which is not allowed"
        raise Unusable(message)
    return value


def _address(name: str, value: object) -> None:
    if not urls.is_web(str(value)):
        message = f"{name} is {quoted(value)}, which is not a web address"
        raise Unusable(message)


def capture_of(note: Note, pages: Sequence[Page]) -> Capture:
    """Restore a capture from its closing note and its pages. Raise Unusable if the note can't be that of a check."""
    source = source_of(note)
    started, finished = note.get("started_at"), note.get("finished_at")
    for field, value in (("started_at", started), ("finished_at", finished)):
        if not is_time(value):
            message = f"{field} is {quoted(value)}, which is not the time of a check"
            raise Unusable(message)
    if str(finished) < str(started):
        message = f"finished_at is {finished}, before started_at, {started}"
        raise Unusable(message)
    name, run = note.get("check"), note.get("run")
    if name != check_id(source.slug, str(started)):
        message = f"check is {quoted(name)}, and should be {check_id(source.slug, str(started))!r}"
        raise Unusable(message)
    if not isinstance(run, str) or len(run) > _MOST_TEXT or _UNPRINTABLE.search(run):
        message = f"run is {quoted(run)}, which is not the name of a run"
        raise Unusable(message)
    return Capture(
        source=source,
        run=run,
        started_at=str(started),
        finished_at=str(finished),
        pages=tuple(credentials_of(note).page(page) for page in pages),
        imported=bool(note.get("imported")),
        reread=bool(note.get("reread")),
    )


def rows_of(note: Note, records: int) -> list[Row]:
    """Return what a note says of its pages. Raise Unusable if one can't be read, or if there are not as many as `records`."""
    listed = note.get("pages")
    if not isinstance(listed, list):
        message = f"pages is {quoted(listed)}, not a list"
        raise Unusable(message)
    credentials = credentials_of(note)
    rows = [_row(number, _hidden(row, credentials)) for number, row in enumerate(listed)]
    answered = sum(row.failure is None for row in rows)
    if answered != records:
        message = f"pages names {counted(answered, 'reply', 'replies')}, but the check has {counted(records, 'record')}"
        raise Unusable(message)
    return rows


def _hidden(row: object, credentials: Credentials) -> object:
    """Remove the secrets from a row that an earlier version wrote."""
    if not credentials or not isinstance(row, Mapping):
        return row
    return {name: credentials.text(value) if isinstance(value, str) else value for name, value in row.items()}


def misdated_of(note: Note) -> frozenset[str]:
    """Return the checks that a note leaves out of the history. An imported check can't leave out other checks."""
    listed = note.get("misdated")
    if note.get("imported") or not isinstance(listed, list):
        return frozenset()
    return frozenset(name for name in listed if isinstance(name, str))


def _row(number: int, row: object) -> Row:
    if not isinstance(row, Mapping):
        message = f"pages[{number}] is {quoted(row)}, not an object"
        raise Unusable(message)
    for name in _ROW_TEXTS:
        if not isinstance(row.get(name, ""), str):
            message = f"pages[{number}].{name} is {quoted(row[name])}, not a text"
            raise Unusable(message)
    status = row.get("status", "0")
    if not _STATUS.fullmatch(status):
        message = f"pages[{number}].status is {quoted(status)}, which is not a status"
        raise Unusable(message)
    try:
        request = request_of(row)
    except Unusable as error:
        message = f"pages[{number}].{error}"
        raise Unusable(message) from error
    return Row(
        request,
        row.get("failure"),
        row.get("failure_kind", ""),
        int(status),
        row.get("ended", ""),
        row.get("part_of", ""),
    )


def _row_of(request: Request) -> dict[str, str]:
    """Write a request into the closing note, so that exactly the same one can be restored."""
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
    """Restore a request from its row in a closing note. Raise Unusable if it is not valid."""
    url, method, body = row.get("url"), row.get("method", "GET"), row.get("body", "")
    if not isinstance(url, str):
        message = f"url is {quoted(url)}, not a text"
        raise Unusable(message)
    if not isinstance(method, str) or not _METHOD.fullmatch(method):
        message = f"method is {quoted(method)}, which is not an HTTP method"
        raise Unusable(message)
    try:
        sent = body.encode("latin-1")
    except (AttributeError, UnicodeEncodeError) as error:
        message = f"body is {quoted(body)}, which are not bytes in Latin-1"
        raise Unusable(message) from error
    return Request(
        url, method=method, body=sent, render="render" in row, wait_for=row.get("wait_for", ""), expand="expand" in row
    )


def all_pages(pages: Sequence[Page]) -> list[Page]:
    """Return every page followed by those that it loaded itself."""
    return [
        other_page
        for page in pages
        for other_page in (page, *(replace(part, part_of=page.request.key) for part in page.parts))
    ]


def dictionary_content(pages: Iterable[Page]) -> bytes:
    """Return the content for a dictionary: the good bodies among these, the largest last."""
    good = sorted((page for page in pages if page.status == _GOOD), key=lambda page: page.size)
    room = frames.MOST_CONTENT
    bodies: list[bytes] = []
    largest = b""
    for page in reversed(good):
        if (page.size > room and (bodies or largest)) or room < _LEAST_ROOM:
            continue
        if wall(page):
            continue
        body = page.body
        largest = largest or body
        if page.size <= room:
            bodies.append(body)
            room -= page.size
    return b"".join(reversed(bodies)) or largest


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
    if capture.misdated:
        note["misdated"] = list(capture.misdated)
    return note
