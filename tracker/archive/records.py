"""Write WARC 1.1 records as text, and read them with FastWARC.

Format: iipc.github.io/warc-specifications (WARC 1.1; revisit profiles of the same).
"""

from __future__ import annotations

import base64
import hashlib
import io
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus

from fastwarc.warc import ArchiveIterator

from tracker.extract import urls
from tracker.model import Page, Prior, Time
from tracker.model.errors import Damaged

SAME = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
# Profile of a reply whose body was deleted under a retention policy. The digest still identifies the body.
LET_GO = "urn:tracker:revisit:let-go"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_SPACE = uuid.UUID("8b0b1d5e-6f0c-5c5a-9d0a-0d7f4d0c2a51")
_TARGET = b"\r\nWARC-Target-URI: "
_MOST_HEAD = 30_000  # bytes of a reply's headers: FastWARC reads no more than 32 kB of them back
# The body is stored decoded, so these headers would no longer be true of it.
_UNDONE = frozenset(("content-encoding", "transfer-encoding", "content-length"))


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it was read: its WARC headers, the HTTP status and headers if it has them, and its body."""

    kind: str
    headers: dict[str, str]
    status: int
    http: tuple[tuple[str, str], ...]
    body: bytes
    offset: int = field(default=0, compare=False)


def payload_digest(sha256: str) -> str:
    """Write a SHA-256 as WARC tools write digests: base 32."""
    return "sha256:" + base64.b32encode(bytes.fromhex(sha256)).decode()


def record_id(*parts: str) -> str:
    """Make a record id that the same check always has."""
    return f"<urn:uuid:{uuid.uuid5(_SPACE, chr(31).join(parts))}>"


def _record(kind: str, record_id: str, date: Time, headers: Iterable[tuple[str, str]], *block: bytes) -> bytes:
    """Return a record. The parts of its block are joined here, because each copy of a large body takes time."""
    lines = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: {record_id}",
        f"WARC-Date: {date}",
        *(f"{name}: {value}" for name, value in headers),
        f"Content-Length: {sum(map(len, block))}",
    ]
    return b"".join(("\r\n".join(lines).encode(), b"\r\n\r\n", *block, b"\r\n\r\n"))


def warcinfo(name: str, date: Time, version: str) -> bytes:
    """Return the first record of a file: the software that wrote it."""
    block = f"software: tracker/{version}\r\nformat: WARC File Format 1.1\r\n".encode()
    headers = (("WARC-Filename", name), ("Content-Type", "application/warc-fields"))
    return _record("warcinfo", record_id(name, date), date, headers, block)


def packed_info(name: str, date: Time, version: str, fields: Iterable[tuple[str, str]]) -> bytes:
    """Write the first record of a packed file: who packed it, and in `fields` where its records are."""
    lines = [("software", f"tracker/{version}"), ("format", "WARC File Format 1.1"), *fields]
    block = "".join(f"{name}: {value}\r\n" for name, value in lines).encode()
    digest = hashlib.sha256(block).hexdigest()
    headers = (
        ("WARC-Filename", name),
        ("WARC-Block-Digest", payload_digest(digest)),
        ("Content-Type", "application/warc-fields"),
    )
    return _record("warcinfo", record_id(name, date, digest), date, headers, block)


def request(page: Page, record_id: str, answer_id: str, agent: str) -> bytes:
    """Return the record of a request."""
    address = urls.parse(page.request.url)
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    lines = [f"{page.request.method} {target} HTTP/1.1", f"Host: {address.netloc}", f"User-Agent: {agent}"]
    lines += [f"{name}: {value}" for name, value in page.request.headers]
    block = "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n\r\n" + page.request.body
    headers = (
        ("WARC-Target-URI", page.request.url),
        ("WARC-Concurrent-To", answer_id),
        ("Content-Type", "application/http; msgtype=request"),
    )
    return _record("request", record_id, page.fetched_at, headers, block)


def _http_head(page: Page) -> bytes:
    try:
        phrase = HTTPStatus(page.status).phrase
    except ValueError:
        phrase = "Unknown"
    lines = [f"HTTP/1.1 {page.status} {phrase}"]
    room = _MOST_HEAD
    for name, value in page.headers:
        written_name = f"X-Archive-Orig-{name}" if name.lower() in _UNDONE else name
        line = f"{written_name}: {_one_line(value)}"
        room -= len(line.encode("utf-8", "replace")) + 2
        if room >= 0:
            lines.append(line)
    return "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n\r\n"


def _one_line(value: str) -> str:
    return " ".join(value.split())


def response(page: Page, record_id: str) -> bytes:
    """Return the record of a whole response."""
    headers = (
        ("WARC-Target-URI", page.url),
        ("WARC-Payload-Digest", payload_digest(page.sha256)),
        ("Content-Type", "application/http; msgtype=response"),
    )
    return _record("response", record_id, page.fetched_at, headers, _http_head(page), page.body)


def rendered(page: Page, record_id: str) -> bytes:
    """Return the record of a page as a browser rendered it. No server sent it, so it is a conversion."""
    digest = payload_digest(page.sha256)
    headers = (
        ("WARC-Target-URI", page.url),
        ("WARC-Payload-Digest", digest),
        ("WARC-Block-Digest", digest),
        ("Content-Type", page.header("content-type") or "text/html; charset=utf-8"),
    )
    return _record("conversion", record_id, page.fetched_at, headers, page.body)


def revisit(page: Page, prior: Prior, record_id: str) -> bytes:
    """Return the record of a response whose body is archived already."""
    headers = (
        ("WARC-Target-URI", page.url),
        ("WARC-Payload-Digest", payload_digest(prior.sha256)),
        ("WARC-Profile", NOT_MODIFIED if page.not_modified else SAME),
        ("WARC-Refers-To-Target-URI", prior.url),
        ("WARC-Refers-To-Date", prior.fetched_at),
        ("Content-Type", "application/http; msgtype=response"),
    )
    return _record("revisit", record_id, page.fetched_at, headers, _http_head(page))


def let_go(plain: bytes, where: str) -> bytes:
    """Return the record of a reply without its body, but with its address, date, status, headers and digest."""
    headers_of_reply = parse(plain, where).headers
    head = plain.find(b"\r\n\r\n") + 4
    block = without_body(plain)[head:]
    headers = (
        ("WARC-Target-URI", headers_of_reply["warc-target-uri"]),
        ("WARC-Payload-Digest", headers_of_reply["warc-payload-digest"]),
        ("WARC-Profile", LET_GO),
        ("Content-Type", headers_of_reply["content-type"]),
    )
    return _record("revisit", headers_of_reply["warc-record-id"], headers_of_reply["warc-date"], headers, block)


def is_let_go(record: Record) -> bool:
    """Return whether a record is of a reply whose body was deleted."""
    return record.headers.get("warc-profile") == LET_GO


def as_resource(plain: bytes, where: str) -> bytes:
    """Return a conversion as a resource, which programs that replay an archive show; they show no conversion."""
    found = parse(plain, where)
    names = ("WARC-Target-URI", "WARC-Payload-Digest", "WARC-Block-Digest", "Content-Type")
    headers = [(name, found.headers[name.lower()]) for name in names if name.lower() in found.headers]
    return _record(
        "resource",
        record_id("resource", found.headers["warc-record-id"]),
        found.headers["warc-date"],
        headers,
        found.body,
    )


def conclusion(record_id: str, date: Time, target: str, body: bytes) -> bytes:
    """Return the record of what a check concluded, which replaces deleted bodies."""
    headers = (("WARC-Target-URI", target), ("Content-Type", "application/json"))
    return _record("resource", record_id, date, headers, body)


def closing(record_id: str, date: Time, target: str, note: bytes) -> bytes:
    """Return the record that commits a check. Without it, the check does not count."""
    digest = "sha256:" + base64.b32encode(hashlib.sha256(note).digest()).decode()
    headers = (
        ("WARC-Target-URI", target),
        ("WARC-Block-Digest", digest),
        ("Content-Type", "application/json"),
    )
    return _record("metadata", record_id, date, headers, note)


def parse(data: bytes, where: str, offset: int = 0) -> Record:
    """Read one record. Raise Damaged if there is none."""
    for record in ArchiveIterator(io.BytesIO(data), parse_http=True):
        headers = {name.lower(): value for name, value in record.headers.items()}
        http = record.http_headers
        status = int(http.status_code or 0) if http is not None else 0
        pairs = tuple((original_name(name), value) for name, value in http.items()) if http is not None else ()
        kind = headers.get("warc-type", "")
        return Record(kind, headers, status, pairs, record.reader.read(), offset)
    message = f"{where}: there is no WARC record"
    raise Damaged(message)


def kind_of(data: bytes) -> bytes:
    """Return the type of a record that we wrote, without reading the rest of it."""
    return data[: data.find(b"\r\n", 22)].rpartition(b": ")[2]


def target_of(data: bytes) -> bytes:
    """Return the address that a record is of."""
    start = data.find(_TARGET, 0, max(data.find(b"\r\n\r\n"), 0))
    return data[start + len(_TARGET) : data.find(b"\r\n", start + 2)] if start >= 0 else b""


def without_body(data: bytes) -> bytes:
    """Return the headers of a reply's record: those of the record, and of HTTP."""
    warc = data.find(b"\r\n\r\n") + 4
    http = data.find(b"\r\n\r\n", warc) + 4 if data.startswith(b"HTTP/", warc) else warc
    return data[:http]


def original_name(name: str) -> str:
    """Return the original name of a header."""
    return name[len("x-archive-orig-") :] if name.lower().startswith("x-archive-orig-") else name
