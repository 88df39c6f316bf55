"""Import WARC 0.18 to 1.1 (plain, gzip or zstd) and WACZ, as written by wget, Browsertrix, ArchiveBox and ourselves.

Source of the formats: iipc.github.io/warc-specifications, specs.webrecorder.net/wacz. Our own files end every check
with a `metadata` record that describes it; from those the very same checks are made (`ours`). From all others every
reply is taken. What can't be used becomes a problem with file and position, and the rest is read.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern
from typing import IO, Any, Literal

from fastwarc.warc import ArchiveIterator, WarcRecordType

from tracker.archive.records import original_name
from tracker.fetch.spool import Spool, Stored
from tracker.imports import bounds, ours
from tracker.imports.bounds import MOST_BODY, MOST_NOTE, MOST_REPLIES, Problems, TooMuch
from tracker.imports.recorded import Reply, fields_of, packed
from tracker.imports.unpack import ERRORS, Unpacked
from tracker.model import Capture, Time
from tracker.model.errors import Unusable, UsageError

SUFFIXES = (".warc", ".warc.gz", ".warc.zst", ".wacz")
_INNER = (".warc", ".warc.gz", ".warc.zst")
_UNDONE = frozenset(("content-encoding", "transfer-encoding", "content-length"))
_KINDS = (
    WarcRecordType.response
    | WarcRecordType.revisit
    | WarcRecordType.resource
    | WarcRecordType.conversion
    | WarcRecordType.request
    | WarcRecordType.metadata
)
_MOST_DIRECTORY = 4 << 20  # bytes of a WACZ's central directory: some 40,000 members
_MOST_SENT = 1 << 20  # bytes of a posted body
_METHOD = re.compile(r"[A-Z]{1,20}")
_GOOD = 200


@dataclass
class WarcContents:
    """What the files of an import contain: replies of others, and problems. `now` is the time of the import."""

    spool: Spool
    now: Time
    replies: list[Reply] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    checks: int = 0


def files(path: Path) -> list[Path]:
    """Return the WARC files of a path: itself, or all in a folder. Raise UsageError if there are none."""
    if path.is_file():
        return [path]
    files = sorted(file for file in path.rglob("*") if file.name.endswith(SUFFIXES) and file.is_file())
    if not files:
        message = f"{path} has no WARC file (named {', '.join(SUFFIXES)})"
        raise UsageError(message)
    return files


def read(path: Path, contents: WarcContents) -> Iterator[Capture]:
    """Read one file: yield our own checks one at a time, and put the replies of others into `contents`."""
    try:
        with _Directory(path.open("rb", buffering=0)) as opened:
            if path.name.endswith(".wacz"):
                yield from _wacz(path, opened, contents)
            else:
                yield from _File(path.name, contents).read(opened)
    except OSError as error:
        contents.problems.add(path.name, f"it can't be read: {error.strerror or error}")


class _Directory(io.BufferedReader):
    """A file whose reads are limited to the size of a central directory."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > _MOST_DIRECTORY:
            message = f"its directory has {size:,} bytes, more than {_MOST_DIRECTORY:,}"
            raise zipfile.BadZipFile(message)
        return super().read(size)


def _wacz(path: Path, opened: IO[bytes], contents: WarcContents) -> Iterator[Capture]:
    """Read the WARC files of a WACZ while decompressing them. Member names are reported, and never used as paths."""
    try:
        packed = zipfile.ZipFile(opened)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        contents.problems.add(path.name, f"it is not a WACZ, which is a zip file ({error})")
        return
    with packed:
        for member in sorted(packed.infolist(), key=lambda info: info.filename):
            where = f"{path.name}/{member.filename}"
            if member.filename.endswith(".wacz"):
                contents.problems.add(where, "a WACZ within a WACZ is not read; unpack the outer one first")
            if not member.filename.endswith(_INNER):
                continue
            if member.flag_bits & 1 or member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                contents.problems.add(
                    where, "it is encrypted, or compressed in a way that WACZ does not allow; it was left out"
                )
                continue
            try:
                with packed.open(member) as inner:
                    yield from _File(where, contents).read(inner)
            except (*ERRORS, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
                contents.problems.add(where, f"it can't be read ({type(error).__name__}: {error})")


class _File:
    """Reads one stream of records."""

    def __init__(self, name: str, contents: WarcContents) -> None:
        self.name = name
        self.found = contents
        self.problems = contents.problems
        self.spool = contents.spool
        self.asked: dict[str, tuple[str, bytes | Stored]] = {}
        self.bodies: dict[str, ours.RecordedReply] = {}
        self.group: list[ours.RecordedReply] = []
        self.ours = False
        self.left = 0

    def read(self, opened: IO[bytes]) -> Iterator[Capture]:
        """Yield our own checks. Put the replies of others into `found` at the end."""
        start = self.spool.length
        position, any_read = 0, False
        try:
            stream = Unpacked(opened)
            for record in ArchiveIterator(stream, record_types=_KINDS, parse_http=False):
                position, any_read = record.stream_pos, True
                check = self._record(record, f"{self.name} at {position:,}")
                if check:
                    self.found.checks += 1
                    yield check
        except ERRORS as error:
            self.problems.add(
                f"{self.name} at {position:,}", f"it can't be read beyond here ({_error_in_words(error)})"
            )
        if not any_read:
            self.problems.add(self.name, "it has no record, or is not a WARC file")
        if self.left:
            self.problems.add(
                self.name, f"{self.left:,} replies beyond the first {MOST_REPLIES:,} were left out; split it"
            )
        if self.ours:
            self.spool.cut(start)
            return
        self.found.replies += [reply for reply in map(self._reply, self.group) if reply]

    def _record(self, record: Any, where: str) -> Capture | None:
        """Take one record. Return a check of ours if the record closes one."""
        kind = str(record.headers.get("WARC-Type", ""))
        try:
            if kind == "metadata":
                return self._ended_check(record)
            if record.content_length > MOST_BODY + bounds.MOST_HEADER * bounds.MOST_HEADERS:
                message = f"its record has {record.content_length:,} bytes, more than {MOST_BODY:,}; it was left out"
                raise TooMuch(message)
            if kind == "request":
                self._request(record)
            else:
                self._answer(kind, record, where)
        except Unusable as error:
            self.problems.add(where, f"the check can't be used: {error}")
        except (OSError, ValueError) as error:
            self.problems.add(where, f"{_error_in_words(error)}, {record.headers.get('WARC-Target-URI', '')[:100]}")
        return None

    def _ended_check(self, record: Any) -> Capture | None:
        """Return the check that a closing record of ours ends, None for other metadata."""
        if record.content_length > MOST_NOTE:
            message = f"metadata of {record.content_length:,} bytes, more than {MOST_NOTE:,}"
            raise TooMuch(message)
        body = record.reader.read(MOST_NOTE)
        if not ours.is_note(body):
            return None
        self.ours = True
        group, self.group = self.group, []
        return ours.check(body, group, self.bodies, self.found.now)

    def _request(self, record: Any) -> None:
        http, sent = _http(record)
        method = str(http.status_line or "").partition(" ")[0] if http is not None else "GET"
        if method == "GET" or not _METHOD.fullmatch(method):
            return
        if len(sent) > _MOST_SENT or len(self.asked) >= MOST_REPLIES:
            message = f"a posted body of {len(sent):,} bytes was left out"
            raise TooMuch(message)
        self.asked[str(record.headers.get("WARC-Concurrent-To", ""))[:100]] = (method, self.spool.keep(sent))

    def _answer(self, kind: str, record: Any, where: str) -> None:
        if len(self.found.replies) + len(self.group) >= MOST_REPLIES or len(self.bodies) >= MOST_REPLIES:
            self.left += 1
            return
        headers = record.headers
        at = bounds.past(headers.get("WARC-Date", ""), self.found.now)
        url = str(headers.get("WARC-Target-URI", "")).strip("<>")
        http, body = _http(record)
        digest, sha256 = str(headers.get("WARC-Payload-Digest", ""))[:200], hashlib.sha256(body).hexdigest()
        fields = (
            bounds.headers((original_name(str(a)), b) for a, b in http if str(a).lower() not in _UNDONE) if http else ()
        )
        status = int(http.status_code or 0) if http is not None else 0
        answer = ours.RecordedReply(
            where,
            kind,
            at,
            url,
            status if 0 <= status < 1000 else 0,  # noqa: PLR2004 - three digits, as HTTP has them
            self.spool.keep(packed(fields)),
            self.spool.keep(body),
            len(body),
            sha256,
            digest or f"made:{sha256}",
            str(headers.get("WARC-Record-ID", ""))[:100],
            bounds.BREAKING.sub(" ", str(headers.get("Content-Type", ""))[:200]),
        )
        if kind != "revisit":
            self.bodies[answer.digest] = answer
        self.group.append(answer)

    def _reply(self, record: ours.RecordedReply) -> Reply | None:
        full_record = self.bodies.get(record.digest) if record.kind == "revisit" else record
        if full_record is None or not record.url.startswith(("http://", "https://")):
            return None
        try:
            url = bounds.address(record.url)
        except ValueError as error:
            self.problems.add(record.position, error)
            return None
        method, sent = self.asked.get(record.record_id, ("GET", b""))
        fields = fields_of(full_record.headers) or (("Content-Type", full_record.body_type),)
        kind = next((value for name, value in fields if name.lower() == "content-type"), "").lower()[:100]
        headers = full_record.headers if full_record.status else self.spool.keep(packed(fields))
        status = full_record.status or _GOOD
        return Reply(
            record.at,
            url,
            status,
            intern(kind),
            full_record.size,
            full_record.sha256,
            headers,
            full_record.body,
            method,
            sent,
        )


def _http(record: Any) -> tuple[Any, bytes]:
    """Return the HTTP headers and the decoded body of a record.

    Raise ValueError or OSError if that fails; the next records can still be read.
    """
    most = MOST_BODY + bounds.MOST_HEADER * bounds.MOST_HEADERS
    block = record.reader.read(most)
    if len(block) < record.content_length:
        message = f"the record is cut off after {len(block):,} of {record.content_length:,} bytes"
        raise EOFError(message)
    if not record.is_http:
        http, body = None, block
    else:
        head = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n"
        plain = head % len(block) + block
        try:
            http, body = _decoded(plain, "all")
        except OSError:  # many tools decode chunks, and keep the header that announces them
            http, body = _decoded(plain, "content")
    if len(body) > MOST_BODY:
        message = f"its body has more than {MOST_BODY:,} bytes; it was left out"
        raise TooMuch(message)
    return http, body


def _decoded(plain: bytes, what: Literal["all", "content"]) -> tuple[Any, bytes]:
    for inner in ArchiveIterator(io.BytesIO(plain), parse_http=False):
        inner.parse_http(auto_decode=what)
        return inner.http_headers, inner.reader.read(MOST_BODY + 1)
    message = "the record has no HTTP message"
    raise ValueError(message)


def _error_in_words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
