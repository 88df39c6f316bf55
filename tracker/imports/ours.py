"""Read our own checks back from a WARC file: the closing record, and the records before it.

The file is not trusted: every value is checked, every body is compared with the digest that its record states. What a
file says of fetching (`formerly`, which renames a source) counts only if tracker.toml says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.archive.closing_notes import Row, capture_of, credentials_of, read_note, rows_of
from tracker.archive.records import payload_digest
from tracker.fetch.spool import Stored
from tracker.imports.bounds import BREAKING, MOST_CHECK, MOST_MEMBERS, MOST_NOTE, json_of, past, printed
from tracker.imports.recorded import fields_of
from tracker.model import Capture, Page, Time
from tracker.model.errors import Unusable

_GOOD = 200
_SAYS_NOTHING = frozenset((0, 304))  # statuses of a revisit that say nothing about the reply
_MOST_LINE = 8192  # bytes; a revisit has two addresses, and its header may have 32 kB
_KEYS = (b'"check"', b'"settings"', b'"pages"', b'"started_at"')


@dataclass(frozen=True, slots=True)
class RecordedReply:
    """One reply as the file has it. `headers` and `body` are in the spool."""

    position: str
    kind: str
    at: Time
    url: str
    status: int
    headers: bytes | Stored
    body: bytes | Stored
    size: int
    sha256: str
    digest: str
    record_id: str
    body_type: str


def is_note(body: bytes) -> bool:
    """Return whether metadata looks like a closing record of ours, before it is parsed."""
    return body[:1] == b"{" and all(key in body for key in _KEYS)


def check(body: bytes, group: Sequence[RecordedReply], bodies: Mapping[str, RecordedReply], now: Time) -> Capture:
    """Return a check made from its closing record: its pages in order, with the requests that it states.

    `group` are the records before it, `bodies` those of the file by digest. Raise Unusable if something is wrong.
    """
    try:
        json_of(body, MOST_NOTE)
        note = read_note(body, "its note")
    except ValueError as error:
        message = f"its note can't be read ({error})"
        raise Unusable(message) from error
    capture = capture_of(note, ())
    try:
        past(capture.finished_at, now)
    except ValueError as error:
        message = f"finished_at: {error}"
        raise Unusable(message) from error
    rows = rows_of(note, len(group))
    if len(rows) > MOST_MEMBERS:
        message = f"it names {len(rows):,} pages, more than {MOST_MEMBERS:,}"
        raise Unusable(message)
    for row in rows:
        _fit(row.request.url, row.request.wait_for, row.failure_kind, row.part_of, row.failure or "", row.ended)
    if sum({record.sha256: record.size for record in group}.values()) > MOST_CHECK:
        message = f"its replies have more than {MOST_CHECK:,} bytes, which is more than an import takes"
        raise Unusable(message)
    records = iter(group)
    pages = [
        _failed(row, capture.finished_at) if row.failure is not None else _page(row, next(records), bodies)
        for row in rows
    ]
    credentials = credentials_of(note)
    return replace(capture, pages=tuple(credentials.page(page) for page in pages))


def _fit(*texts: str) -> None:
    """Raise Unusable for text that can't be in a line of a record."""
    for text in texts:
        if BREAKING.search(text) or len(text.encode()) > _MOST_LINE:
            message = (
                f"a page has {printed(ascii(text), 100)}, which has control characters or is too long for a record"
            )
            raise Unusable(message)


def _failed(row: Row, at: Time) -> Page:
    request = row.request
    return Page(
        request,
        request.url,
        fetched_at=at,
        failure=row.failure or "it failed",
        failure_kind=row.failure_kind,
        part_of=row.part_of,
    )


def _page(row: Row, record: RecordedReply, bodies: Mapping[str, RecordedReply]) -> Page:
    full_record = bodies.get(record.digest) if record.kind == "revisit" else record
    if full_record is None:
        message = f"the body that {record.position} refers to is not in the file"
        raise Unusable(message)
    if full_record.digest != payload_digest(full_record.sha256):
        message = f"the body of {full_record.position} does not match its digest"
        raise Unusable(message)
    _fit(record.url)
    own = () if record.status in _SAYS_NOTHING else fields_of(record.headers)
    fields = own or fields_of(full_record.headers)
    status = (full_record.status if record.status in _SAYS_NOTHING else record.status) or _GOOD
    if row.status:
        status, fields = row.status, (("Content-Type", record.body_type or "text/html; charset=utf-8"),)
    return Page(
        row.request,
        record.url,
        status,
        fields,
        full_record.body,
        record.at,
        part_of=row.part_of,
        ended=row.ended,
        sha256=full_record.sha256,
    )
