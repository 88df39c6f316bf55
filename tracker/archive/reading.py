"""Read checks from the archive, and report where one is incomplete or damaged. Read-only."""

from __future__ import annotations

import base64
import hashlib
import mmap
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tracker.archive import file_list, frames, records
from tracker.archive.closing_notes import Note, Row, credentials_of, read_note, rows_of
from tracker.archive.file_names import COMMITS, is_slug
from tracker.archive.import_journal import ImportJournal
from tracker.archive.mapped_file import FileCache, MappedFile, StoredRecord
from tracker.config.credentials import Credentials
from tracker.model import Mark, Page, Placed, Prior
from tracker.model.errors import Damaged

_GOOD = 200
_SAYS_NOTHING = frozenset((0, 304))  # statuses of a revisit record that say nothing about the reply
_CHUNK = 1 << 20  # bytes that are hashed at a time
_KEPT_MAPPED = 32 << 20  # bytes of a file that may stay in memory after they were read
ANSWERS = frozenset((b"response", b"revisit", b"conversion"))
Look = Callable[[int, bytes], None]
_DICTIONARY_HEAD = frames.DICTIONARY_MAGIC.to_bytes(4, "little")


@dataclass(frozen=True, slots=True)
class Committed:
    """A check in the archive: its closing note, and where its records begin and end.

    `concluded` is the address of its conclusion if its replies were deleted, else -1.
    """

    file: str
    start: int
    end: int
    closing: int
    records_sha256: str
    tail: str
    note: Note
    addresses: tuple[int, ...]
    concluded: int = -1

    @property
    def mark(self) -> Mark:
        """Return how far the file is committed by this check."""
        return Mark(self.file, self.end, self.closing, self.tail)

    @property
    def started_at(self) -> str:
        """Return the time of the check."""
        return self.note["started_at"]

    @property
    def finished_at(self) -> str:
        """Return the time at which it was committed."""
        return self.note["finished_at"]


class ArchiveReader:
    """Read the files below `root`.

    `finished` leaves out the records of an unfinished import, which is still running or was killed. The next command that
    writes removes those of a killed one.
    """

    def __init__(self, root: Path, *, finished: bool = False) -> None:
        self.root = root
        unfinished = ImportJournal.read(root) if finished else None
        self._limits: Mapping[str, int] = unfinished.lengths if unfinished else {}
        self._cache = FileCache()
        self._stopped: dict[str, int] = {}

    def files(self, source: str = "*") -> list[str]:
        """Name all files, of one source or of all, in order.

        Raise Damaged or Unavailable if something else has the name of a file, and OSError if the folder can't be read.
        """
        names = file_list.list_files(self.root, source) if source == "*" or is_slug(source) else []
        return [name for name in names if self._limits.get(name) != 0]

    def missing(self, known: Iterable[str], *, given_up: bool = False) -> list[str]:
        """Return which of these files are missing, in order. Raise as `files` does.

        Raise Unavailable if nothing of the archive is there. With `given_up` the user accepts the loss.
        """
        return file_list.missing(self.root, known, given_up=given_up)

    def length(self, file: str) -> int:
        """Return the length of a file in bytes as it was written, 0 if it is missing. Raise as `files` does."""
        if not self.size(file):
            return 0
        with self.opened(file) as opened:
            return opened.length

    def size(self, file: str) -> int:
        """Return how many bytes a file takes now, packed or not, 0 if it is missing. Raise as `files` does."""
        size = file_list.size(self.root, file) or 0
        return min(size, self._limits.get(file, size))

    def read(self, file: str, offset: int) -> records.Record:
        """Read the record at an offset."""
        with self.opened(file) as opened:
            return records.parse(opened.read(offset), f"{self.root / file} at {offset}", offset)

    def release(self, name: str) -> None:
        """Drop what is cached for a file that was replaced, or for all files of a source."""
        self._cache.drop(name)

    @contextmanager
    def opened(self, file: str) -> Iterator[MappedFile]:
        """Open a file to read its records. Raise Damaged if it is empty, and OSError if it can't be opened."""
        path = self.root / file
        try:
            with path.open("rb") as opened:
                limit = min(self._limits.get(file, 0), os.fstat(opened.fileno()).st_size)
                with mmap.mmap(opened.fileno(), limit, access=mmap.ACCESS_READ) as data:
                    inode = os.fstat(opened.fileno()).st_ino
                    yield MappedFile(path, file, data, inode, self._cache, closely=file.endswith(COMMITS))
        except ValueError as error:  # an empty file; an access error is not damage, and is raised as it is
            message = f"{path} can't be read: {error}; restore it from a copy"
            raise Damaged(message) from error

    def scan(
        self,
        file: str,
        start: int = 0,
        *,
        since: int = 0,
        strict: bool = False,
        committed: int = 0,
        look: Look | None = None,
    ) -> Iterator[Committed]:
        """Yield every committed check from `start` on. What follows the last one is a torn tail.

        `since` is the offset of the last closing record before `start`. With `strict`, raise Damaged for a tail, and for a
        check whose records differ from what its closing record states. The first `committed` bytes are never a torn tail.
        `look` is called with the address of each record and the record, before the check that it belongs to is yielded.
        """
        path = self.root / file
        if strict and not self.length(file):
            message = f"{path} is empty; `tracker run` starts a new one"
            raise Damaged(message)
        with self.opened(file) as opened:
            if opened.first < 0:
                self._stopped[file] = 0
                if strict:
                    message = f"{path}: the dictionary at its start is cut off; `tracker run` starts a new file"
                    raise Damaged(message)
                return
            opened.check_dictionary()
            chain = Chain(opened, since, start)
            position = group = max(start, opened.first_address)
            answers: list[int] = []
            concluded, freed = -1, 0
            for record in opened.records(start):
                position = record.end
                if look:
                    look(record.address, record.plain)
                kind = records.kind_of(record.plain)
                if kind == b"metadata":
                    where = f"{path} at {record.address}"
                    note = read_note(records.parse(record.plain, where).body, where)
                    of_records, tail = chain.close(record, note)
                    yield Committed(
                        file, group, position, record.address, of_records, tail, note, tuple(answers), concluded
                    )
                    group, answers, concluded = position, [], -1
                else:
                    chain.add(record)
                    if kind in ANSWERS:
                        answers.append(record.address)
                    elif kind == b"resource":
                        concluded = record.address
                if record.bytes and record.bytes[1] - freed > _KEPT_MAPPED:
                    _release_pages(opened.data)
                    freed = record.bytes[1]
            self._stopped[file] = position
            if position != opened.length and _commits_after(opened.data, position + opened.shift, opened.codec):
                message = f"{path} at {position}: no record, but complete checks follow; restore it from a copy"
                raise Damaged(message)
            if strict and (position != opened.length or group != opened.length):
                torn = group >= committed and self.is_torn(file)
                remedy = "`tracker run` cuts a torn tail off" if torn else "restore it from a copy"
                message = f"{path} at {group}: what follows is not a complete check; {remedy}"
                raise Damaged(message)

    def is_torn(self, file: str) -> bool:
        """Return whether the bytes after the last whole record of a scanned file can be an unfinished write.

        Such a tail is the beginning of a record, or nothing but zeros. If there are other bytes, or records after a dictionary
        that only looks cut off, something was damaged that may have been committed.
        """
        position = self._stopped.get(file, 0)
        if self.length(file) <= position:
            return True
        with self.opened(file) as opened:
            start = position + opened.shift
            tail = bytes(opened.data[start : start + 4])
            if start < opened.packed_end:
                return False
            if not any(opened.data[start:]):
                return True
            if position == 0 and _DICTIONARY_HEAD.startswith(tail):
                return frames.read_dictionary(opened.data, file)[1] >= 0 or not _commits_after(
                    opened.data, 0, frames.Codec()
                )
            return frames.MAGIC.startswith(tail)

    def placed(
        self,
        committed: Committed,
        prior: Mapping[str, Prior] | None = None,
        keep: Callable[[Page], Page] | None = None,
    ) -> list[Placed]:
        """Return the pages of a check in order, and where they are in the archive. A revisit gets the body that it refers to.

        `keep` moves the body of each page elsewhere as it is read, so that they are not in memory at the same time.
        """
        offsets = iter(committed.addresses)
        rows = rows_of(committed.note, len(committed.addresses))
        credentials = credentials_of(committed.note)
        pages = (self._page(committed, row, offsets, prior or {}, credentials) for row in rows)
        return [replace(page, page=keep(page.page)) if keep else page for page in pages]

    def _page(
        self,
        committed: Committed,
        row: Row,
        offsets: Iterator[int],
        prior: Mapping[str, Prior],
        credentials: Credentials,
    ) -> Placed:
        request, part_of = row.request, row.part_of
        if row.failure is not None:
            kind, at = row.failure_kind, committed.finished_at
            page = Page(request, request.url, fetched_at=at, failure=row.failure, failure_kind=kind, part_of=part_of)
            return Placed(page, committed.file, -1, whole=False)
        offset = next(offsets)
        record = self.read(committed.file, offset)
        digest = digest_of(record)
        body, status, http = record.body, record.status, record.http
        letting_go = records.is_let_go(record)
        if record.kind == "revisit" and not letting_go and committed.concluded < 0:
            original = self._find_with_body(committed, request.key, digest, prior, offset)
            body = original.body
            if status in _SAYS_NOTHING:
                status, http = original.status or _GOOD, original.http
            http = http or original.http
        if row.status:
            status = row.status
            http = (("Content-Type", record.headers.get("content-type", "text/html; charset=utf-8")),)
        url, at = record.headers.get("warc-target-uri", request.url), record.headers.get("warc-date", "")
        page = Page(request, url, status, http, body, at, part_of=part_of, ended=row.ended, sha256=digest)
        return Placed(
            credentials.page(page, request), committed.file, offset, whole=letting_go or record.kind != "revisit"
        )

    def plain(self, file: str) -> Iterator[bytes]:
        """Yield every record of a file as plain WARC, as it was written and in that order."""
        with self.opened(file) as opened:
            for record in opened.records():
                yield record.plain

    def plain_at(self, file: str, offset: int) -> bytes:
        """Return the record at an offset as plain WARC."""
        if offset < 0:
            message = f"{self.root / file} at {offset}: there is no record"
            raise Damaged(message)
        with self.opened(file) as opened:
            return opened.read(offset)

    def _find_with_body(
        self, committed: Committed, key: str, digest: str, prior: Mapping[str, Prior], offset: int
    ) -> records.Record:
        """Find the record that a revisit refers to: the newest earlier one with this request and digest that has a body."""
        known = prior.get(key)
        if known and known.sha256 == digest and known.file == committed.file:
            record = self.read(known.file, known.offset)
            if not records.is_let_go(record):
                return record
        checks = [check for check in self.scan(committed.file) if check.start <= committed.start]
        for address in reversed([address for check in checks for address in check.addresses if address < offset]):
            record = self.read(committed.file, address)
            if record.kind != "revisit" and digest_of(record) == digest:
                return record
            if records.is_let_go(record) and digest_of(record) == digest:
                break
        message = f"{self.root / committed.file}: the body that {key} refers to is not in the file"
        raise Damaged(message)


class Chain:
    """The hash of the records from one closing record to the next, as closing records state it.

    It covers the records (`records_sha256`). `bytes_crc32` detects damage to the compressed bytes, until they are packed.
    Closing records of earlier versions state a hash of the compressed bytes (`sha256`). Where these are packed, the table
    of the file says what the hash of the records was.
    """

    def __init__(self, opened: MappedFile, since: int, start: int) -> None:
        self._opened = opened
        self._before = since
        self._sha = hashlib.sha256(opened.closing(since) if since and start > since else b"")

    def add(self, record: StoredRecord) -> None:
        """Take the next record."""
        self._sha.update(record.plain)

    def close(self, record: StoredRecord, note: Note) -> tuple[str, str]:
        """Take a closing record. Return the hash of all records before it, and the hash of its own bytes.

        Raise Damaged if it states another hash of the records.
        """
        of_records = self._sha.hexdigest()
        if record.bytes:
            good, tail = self._is_written(record.bytes[0], note, of_records), _sha256(self._opened.data, *record.bytes)
        else:
            good, tail = self._is_packed(record, note, of_records)
        if not good:
            message = (
                f"{self._opened.path} at {self._before}: these bytes are not those that were written; "
                "restore it from a copy"
            )
            raise Damaged(message)
        self._before = record.address
        self._sha = hashlib.sha256(record.plain)
        return of_records, tail

    def _is_written(self, position: int, note: Note, of_records: str) -> bool:
        """Compare a check of the tail with its closing record, which is at a position in the file."""
        before = self._opened.tail_position(self._before)
        if note["records_sha256"]:
            crc = crc_of(self._opened.data, before, position)
            return note["records_sha256"] == of_records and note["bytes_crc32"] == crc
        return note["sha256"] == _sha256(self._opened.data, before, position)

    def _is_packed(self, closing: StoredRecord, note: Note, of_records: str) -> tuple[bool, str]:
        """Compare a packed check with its closing record, or with the table; also return the hash of its former bytes."""
        head, earlier = self._opened.head, self._opened.table.closings.get(closing.address)
        tail = head.tail if head and head.closing == closing.address else ""
        if earlier:  # of an earlier version, or of a check whose replies were deleted
            return earlier == of_records, tail
        if note["records_sha256"]:
            return note["records_sha256"] == of_records, tail
        return False, tail


def _commits_after(data: frames.Buffer, start: int, codec: frames.Codec) -> bool:
    """Return whether a closing record or a file header follows an unreadable position.

    If so, the position is not a torn tail.
    """
    position = start
    while (position := data.find(frames.MAGIC, position + 1)) > 0:  # type: ignore[union-attr]
        end = frames.frame_end(data, position)
        if end > 0:
            try:
                plain = codec.decompress(bytes(data[position:end]), "")
            except Damaged:
                continue
            if b"\r\nWARC-Type: metadata\r\n" in plain[:64] or b"\r\nWARC-Type: warcinfo\r\n" in plain[:64]:
                return True
    return False


def _sha256(data: mmap.mmap, start: int, end: int) -> str:
    """Hash a part of a mapped file, without copying it into memory."""
    sha = hashlib.sha256()
    for offset in range(start, end, _CHUNK):
        sha.update(data[offset : min(offset + _CHUNK, end)])
        _release_pages(data)
    return sha.hexdigest()


def crc_of(data: mmap.mmap, start: int, end: int) -> str:
    """Return the CRC-32 of a part of a mapped file, as a closing record states it."""
    crc = 0
    for offset in range(start, end, _CHUNK):
        crc = zlib.crc32(data[offset : min(offset + _CHUNK, end)], crc)
        _release_pages(data)
    return f"{crc:08x}"


def _release_pages(data: mmap.mmap) -> None:
    """Let the system free the memory of the pages that were read."""
    if hasattr(mmap, "MADV_DONTNEED"):
        data.madvise(mmap.MADV_DONTNEED)


def digest_of(record: records.Record) -> str:
    """Return the SHA-256 that a record states of its body, in hexadecimal."""
    digest = record.headers.get("warc-payload-digest", "")
    return base64.b32decode(digest.partition(":")[2]).hex() if digest else ""
