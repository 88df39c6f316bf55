"""WARC 0.18 to 1.1, plain, gzip or zstd, and WACZ: what wget, Browsertrix, ArchiveBox and we ourselves write.

Source of the formats: iipc.github.io/warc-specifications, specs.webrecorder.net/wacz. Our own files end every check with a
`metadata` record that describes it; of those the very checks come back. Of all others every reply is taken.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

from tracker.archive.notes import capture_of, request_of
from tracker.archive.records import original
from tracker.captures.recorded import Reply
from tracker.errors import UsageError
from tracker.model import Capture, Page, Request, Time, iso

SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".wacz")
_UNDONE = frozenset(("content-encoding", "transfer-encoding", "content-length"))
_KINDS = (
    WarcRecordType.response
    | WarcRecordType.revisit
    | WarcRecordType.resource
    | WarcRecordType.conversion
    | WarcRecordType.request
    | WarcRecordType.metadata
)


@dataclass
class Read:
    """What a file held: whole checks of ours, replies of others, and what could not be used."""

    checks: list[Capture] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass
class _Raw:
    kind: str
    at: Time
    url: str
    status: int
    http: tuple[tuple[str, str], ...]
    body: bytes
    digest: str
    record_id: str
    kind_of_body: str


def files(path: Path) -> list[Path]:
    """Give the WARC files of a path: itself, or all in a folder. UsageError if there are none."""
    if path.is_file():
        return [path]
    found = sorted(one for one in path.rglob("*") if one.is_file() and one.name.endswith(SUFFIXES))
    if not found:
        message = f"{path} has no WARC file; names of such end in {', '.join(SUFFIXES)}"
        raise UsageError(message)
    return found


def read(path: Path) -> Read:
    """Read one file. UsageError if it is no WARC at all; a damaged record is a problem, and the rest is read."""
    found = Read()
    for name, opened in _streams(path):
        try:
            _read(opened, found)
        except (OSError, ValueError, RuntimeError, EOFError) as error:
            found.problems.append(f"{name}: can't be read to its end ({type(error).__name__}: {error})")
    if not (found.checks or found.replies):
        told = f" ({found.problems[0]})" if found.problems else ""
        message = f"{path} has no reply in it, or is no WARC file{told}"
        raise UsageError(message)
    return found


def _streams(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    if not path.name.endswith(".wacz"):
        with path.open("rb") as opened:
            yield path.name, opened
        return
    try:
        with zipfile.ZipFile(path) as packed:
            for name in sorted(packed.namelist()):
                if name.endswith((".warc", ".warc.gz")):
                    yield f"{path.name}/{name}", io.BytesIO(packed.read(name))
    except zipfile.BadZipFile as error:
        message = f"{path} is no WACZ, which is a zip ({error})"
        raise UsageError(message) from error


def _read(opened: IO[bytes], found: Read) -> None:
    asked: dict[str, tuple[str, bytes]] = {}
    bodies: dict[str, _Raw] = {}
    group: list[_Raw] = []
    waiting: list[_Raw] = []
    for record in ArchiveIterator(opened, record_types=_KINDS, parse_http=True, auto_decode="all"):
        kind = str(record.headers.get("WARC-Type", ""))
        if kind == "metadata":
            note = _note(record)
            if note is not None:
                found.checks.append(_check(note, group, bodies))
                group.clear()
            continue
        if kind == "request":
            http = record.http_headers
            method = str(http.status_line).partition(" ")[0] if http else "GET"
            asked[str(record.headers.get("WARC-Concurrent-To", ""))] = (method, record.reader.read())
            continue
        raw = _raw(kind, record)
        if raw.kind != "revisit" and raw.digest:
            bodies[raw.digest] = raw
        group.append(raw)
        waiting.append(raw)
    if not found.checks:
        found.replies += [one for one in (_reply(raw, bodies, asked) for raw in waiting) if one]


def _note(record: Any) -> Mapping[str, Any] | None:
    """Read a closing record of ours; None for anybody else's metadata."""
    try:
        note = json.loads(record.reader.read())
    except ValueError:
        return None
    return note if isinstance(note, dict) and {"check", "settings", "pages", "started_at"} <= note.keys() else None


def _raw(kind: str, record: Any) -> _Raw:
    headers, http = record.headers, record.http_headers
    body = record.reader.read()
    return _Raw(
        kind=kind,
        at=_time(str(headers.get("WARC-Date", ""))),
        url=str(headers.get("WARC-Target-URI", "")).strip("<>"),
        status=int(record.http_headers.status_code or 0) if http else 0,
        http=tuple((original(str(a)), str(b)) for a, b in http if str(a).lower() not in _UNDONE) if http else (),
        body=body,
        digest=str(headers.get("WARC-Payload-Digest", "")) or f"made:{hashlib.sha256(body).hexdigest()}",
        record_id=str(headers.get("WARC-Record-ID", "")),
        kind_of_body=str(headers.get("Content-Type", "")),
    )


def _time(text: str) -> Time:
    found = datetime.fromisoformat(text)
    return iso(found if found.tzinfo else found.replace(tzinfo=UTC))


def _check(note: Mapping[str, Any], group: list[_Raw], bodies: Mapping[str, _Raw]) -> Capture:
    """Make one of our checks again: its pages in their order, with the requests that its note states."""
    records = iter(group)
    pages = []
    for row in note["pages"]:
        asked = request_of(row)
        part_of = row.get("part_of", "")
        if "failure" in row:
            pages.append(
                Page(
                    asked,
                    asked.url,
                    fetched_at=str(note["finished_at"]),
                    failure=row["failure"],
                    failure_kind=row.get("failure_kind", ""),
                    part_of=part_of,
                )
            )
            continue
        raw = next(records)
        whole = bodies.get(raw.digest, raw) if raw.kind == "revisit" else raw
        status, http = whole.status or 200, whole.http
        if "status" in row:
            status, http = int(row["status"]), (("Content-Type", raw.kind_of_body or "text/html; charset=utf-8"),)
        pages.append(
            Page(
                asked,
                raw.url,
                status,
                http,
                whole.body,
                raw.at,
                part_of=part_of,
                ended=row.get("ended", ""),
                sha256=hashlib.sha256(whole.body).hexdigest(),
            )
        )
    return capture_of(note, pages)


def _reply(raw: _Raw, bodies: Mapping[str, _Raw], asked: Mapping[str, tuple[str, bytes]]) -> Reply | None:
    whole = bodies.get(raw.digest) if raw.kind == "revisit" else raw
    if whole is None or not raw.url.startswith(("http://", "https://")):
        return None
    method, sent = asked.get(raw.record_id, ("GET", b""))
    http = whole.http or (("Content-Type", raw.kind_of_body),)
    request = Request(raw.url, method, sent)
    digest = hashlib.sha256(whole.body).hexdigest()
    page = Page(request, raw.url, whole.status or 200, http, whole.body, raw.at, sha256=digest)
    return Reply(raw.at, raw.url, page, method, sent)
