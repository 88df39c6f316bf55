"""Rewrite a file of the archive so that its records share zstd frames, which takes as little space as git.

Neither the content of a record nor the address at which it was written changes; see docs/decisions/0026-packing.md.
"""

from __future__ import annotations

import shutil
import tempfile
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tracker.archive import atomic_files, frames, packed_table, records
from tracker.archive.closing_notes import dictionary_content
from tracker.archive.file_names import COMMITS, SUFFIX
from tracker.archive.mapped_file import MappedFile, StoredRecord
from tracker.archive.reading import ArchiveReader, Committed
from tracker.archive.writing import Archive
from tracker.model import Page, Request, Time
from tracker.model.errors import Damaged
from tracker.model.version import __version__

# Bytes of records in a frame. Its last record is read in 12 ms. A packing rewrites half a frame on average. With frames of
# 16 MB, 20 boards of 50 postings take a fifth more space after 300 checks.
FRAME = 24 << 20
_ROOM = FRAME * 7 // 8  # bytes of records; a frame with fewer is written again, together with what comes next
LEAST = 16 << 10  # least bytes for which packing is worth it
_MANY = 100  # records of a tail: fewer are packed in some milliseconds
_SEARCHED = 4 * frames.MOST_CONTENT  # bytes of the newest replies from which the dictionary is chosen
_CHUNK = 1 << 20  # bytes that are copied at a time
_WHOLE = frozenset((b"response", b"conversion"))
_SAMPLED = frozenset((b"request", b"revisit"))
_GOOD = 200


@dataclass(frozen=True, slots=True)
class Packed:
    """A file that was packed: how many bytes it had, and has now."""

    file: str
    before: int
    after: int


class _NoGainError(Exception):
    """The packed file would not be smaller."""


def is_over(file: str, now: Time) -> bool:
    """Return whether the month of a file is over, or of commits the year: nothing more is expected in it."""
    name = file.rpartition("/")[2]
    period = name.removesuffix(COMMITS) if name.endswith(COMMITS) else name.removesuffix(SUFFIX)
    return period < now[: len(period)]


def is_worth(archive: ArchiveReader, file: str, *, over: bool) -> bool:
    """Return whether packing a file saves enough space for its cost, judging by its sizes.

    Packing writes the dictionary and the last frame again. Each record of the tail contains all that changed since the
    dictionary was made, so the tail grows with the square of the number of checks. It may grow to half of what is written
    again. A tail of many records, such as pages that were read again, takes longer to pack and grows only linearly; it may
    grow to twice that size.
    """
    if archive.length(file) == 0:
        return False
    with archive.opened(file) as opened:
        dictionary, tail = opened.dictionary_size, opened.tail_size
        if (dictionary + tail < LEAST) if over else (tail < LEAST or 2 * tail < dictionary):
            return False  # without reading the table
        last = _with_room(opened)
        if not over:
            rewritten = dictionary + (last.length if last else 0)
            return 2 * tail >= rewritten and (tail >= 2 * rewritten or opened.tail_records(_MANY) < _MANY)
        # A dictionary that the last frame needs would only move into it.
        return tail >= LEAST or not (last and opened.uses_dictionary(last))


def pack(archive: Archive, file: str, *, over: bool) -> Packed | None:
    """Pack a file; None if it would not become smaller. The caller has the lock of the project.

    Raise Damaged if what is packed is not what was written. The old file is kept until the new one is on the disk and has
    been compared with it.
    """
    path = archive.root / file
    before = path.stat().st_size
    with (
        suppress(_NoGainError),
        archive.opened(file) as opened,
        tempfile.TemporaryFile(dir=path.resolve().parent) as spool,
    ):
        if opened.head and not opened.tail_size and not (over and opened.dictionary_size):
            raise _NoGainError
        new = _Packing(archive, file, opened, spool)
        with atomic_files.replaced(path) as partial:
            after = new.write(partial, dictionary=not over)
            if after >= before and not over:  # replies that have nothing in common, for which no dictionary pays
                after = new.write(partial, dictionary=False)
            if after >= before:
                raise _NoGainError
            new.compare(partial)
        archive.release(file)
        return Packed(file, before, after)
    return None


def _with_room(opened: MappedFile) -> packed_table.Frame | None:
    """Return the last packed frame if it has room for more, or refers to the dictionary, which packing replaces."""
    if not opened.table.frames:
        return None
    last = opened.table.frames[-1]
    size = sum(opened.table.length(number) for number in range(last.first, last.end))
    return last if size < _ROOM or opened.uses_dictionary(last) else None


class _Packing:
    """A file that is being packed: which frames are copied and which are rewritten."""

    def __init__(self, archive: ArchiveReader, file: str, opened: MappedFile, spool: IO[bytes]) -> None:
        self.opened = opened
        self.file = file
        self.level = frames.CLOSE_LEVEL if file.endswith(COMMITS) else frames.PACKED_LEVEL
        old = opened.table
        room = _with_room(opened)
        self.copied = old.frames[:-1] if room else old.frames
        self.first = self.copied[-1].end if self.copied else 0
        self.closings = dict(old.closings)
        self.last = self._verified(archive)
        self.writer = Writer(spool)
        start = (
            old.addresses[self.first] if self.first < len(old.addresses) else opened.end_address if old.frames else 0
        )
        for record in opened.records(start):
            self.writer.add(record)

    def _verified(self, archive: ArchiveReader) -> Committed | None:
        """Verify what was written since the file was last packed; return its last check. Raise Damaged if something is wrong."""
        head, last = self.opened.head, None
        start, since = (head.end, head.closing) if head else (0, 0)
        for last in archive.scan(self.file, start, since=since, strict=True):
            if not last.note["records_sha256"]:
                self.closings[last.closing] = last.records_sha256
        return last

    def write(self, path: Path, *, dictionary: bool) -> int:
        """Write the packed file, with a dictionary for what is appended or without; return its size."""
        opened, writer = self.opened, self.writer
        raw = (writer.recent.dictionary() or opened.codec.raw) if dictionary else b""
        start = frames.dictionary_frame(raw, self.level) if raw else b""
        writer.end(raw)
        copied = [(frame.length, frame.end - frame.first, frame.crc) for frame in self.copied]
        old = opened.table
        table = packed_table.Table(
            packed_table.frames_of([*copied, *writer.frames]),
            (*old.addresses[: self.first], *writer.addresses),
            (*old.ends[: self.first], *(writer.ends(old.ends[self.first - 1] if self.first else 0))),
            self.closings,
        )
        kept_size = sum(frame.length for frame in self.copied)
        info = packed_table.info(
            self.file.rpartition("/")[2].removesuffix(".zst"),
            self._date(),
            __version__,
            self._head(kept_size, start),
            table,
        )
        with path.open("wb") as out:
            out.write(start + frames.compress_small(info))
            for offset in range(opened.packed_from, opened.packed_from + kept_size, _CHUNK):
                out.write(opened.data[offset : min(offset + _CHUNK, opened.packed_from + kept_size)])
            writer.out.seek(0)
            shutil.copyfileobj(writer.out, out)
            return out.tell()

    def _head(self, copied_size: int, dictionary: bytes) -> packed_table.Head:
        old, size = self.opened.head, copied_size + sum(length for length, _, _ in self.writer.frames)
        crc = zlib.crc32(dictionary)
        if self.last:
            return packed_table.Head(self.last.end, self.last.closing, self.last.tail, size, crc)
        if old is None:
            message = f"{self.opened.path} has no check; there is nothing to pack"
            raise Damaged(message)
        return packed_table.Head(old.end, old.closing, old.tail, size, crc)

    def _date(self) -> Time:
        """Return when the last check was committed: packing the same file twice makes the same bytes."""
        if self.last:
            return self.last.finished_at
        return self.opened.packed_at

    def compare(self, path: Path) -> None:
        """Read what was written, and compare it with what was read. Raise Damaged if it differs."""
        new = ArchiveReader(path.parent)
        with new.opened(path.name) as opened:
            opened.check_dictionary()
            for frame in opened.table.frames[: len(self.copied)]:
                opened.check_frame(frame, str(path))
            crc = 0
            addresses = opened.table.addresses
            for record in opened.records(addresses[self.first] if self.first < len(addresses) else opened.end_address):
                crc = _added(crc, record)
            if crc != self.writer.crc or opened.length != self.opened.length:
                message = f"{path} does not read as {self.opened.path}, which stays as it is"
                raise Damaged(message)


class Writer:
    """Write records into frames, one after the other in a file.

    A full frame never changes, so it refers to no dictionary.
    """

    def __init__(self, out: IO[bytes]) -> None:
        self.out = out
        self.frames: list[tuple[int, int, int]] = []
        self.addresses: list[int] = []
        self.crc = 0
        self.recent = _Recent()
        self._lengths: list[int] = []
        self._records: list[bytes] = []
        self._size = self._full = 0

    def add(self, record: StoredRecord) -> None:
        """Take the next record."""
        if self._records and self._size + len(record.plain) > FRAME:
            self.flush()
        self.crc = _added(self.crc, record)
        self.addresses.append(record.address)
        self._lengths.append(len(record.plain))
        self._records.append(record.plain)
        self._size += len(record.plain)
        self.recent.add(record.plain)

    def ends(self, start: int) -> Iterator[int]:
        """Yield where each record ends, uncompressed, if the first begins at `start`."""
        for length in self._lengths:
            start += length
            yield start

    def flush(self) -> None:
        """Write the records that came since the last frame as a frame."""
        if self._records:
            self.frames.append(self._frame(b""))
            self._records, self._size, self._full = [], 0, len(self.frames)

    def end(self, raw: bytes) -> None:
        """Write the last records as a frame that may refer to a dictionary, unless it is full.

        To write them again, with another dictionary or none, call it again.
        """
        del self.frames[self._full :]
        self.out.truncate(self.out.seek(sum(length for length, _, _ in self.frames)))
        if self._records:
            self.frames.append(self._frame(raw if self._size < _ROOM else b""))

    def _frame(self, raw: bytes) -> tuple[int, int, int]:
        """Write the records as a frame; return its length, their number, and the CRC-32 of its bytes."""
        written, crc = 0, 0
        stream = frames.packed_compressor(_distance(self._records), raw).compressobj(size=self._size)
        for data in (*map(stream.compress, self._records), stream.flush()):
            self.out.write(data)
            written, crc = written + len(data), zlib.crc32(data, crc)
        return written, len(self._records), crc


class _Recent:
    """Predict the next captures: the newest reply of each address, and the newest request and revisit."""

    def __init__(self) -> None:
        self._replies: OrderedDict[bytes, bytes] = OrderedDict()
        self._size = 0
        self._samples: dict[bytes, bytes] = {}

    def add(self, plain: bytes) -> None:
        """Take the next record."""
        kind = records.kind_of(plain)
        if kind in _WHOLE:
            target = records.target_of(plain)
            self._size += len(plain) - len(self._replies.pop(target, b""))
            self._replies[target] = plain
            while self._size > _SEARCHED:
                self._size -= len(self._replies.popitem(last=False)[1])
        elif kind in _SAMPLED:
            self._samples[kind] = plain

    def dictionary(self) -> bytes:
        """Return a dictionary made of them, b"" if there was no good reply."""
        pages = [_page(plain) for plain in self._replies.values()]
        content = dictionary_content(pages)
        if len(content) < frames.LEAST_CONTENT:
            return b""
        newest = next(reversed(self._replies.values()))
        heads = (self._samples.get(b"revisit", b""), records.without_body(newest), self._samples.get(b"request", b""))
        return frames.dictionary(content + b"".join(heads))


def _page(plain: bytes) -> Page:
    record = records.parse(plain, "a reply")
    url = record.headers.get("warc-target-uri", "")
    return Page(Request(url), url, record.status or _GOOD, record.http, record.body)


def _distance(plains: Iterable[bytes]) -> int:
    """Return the greatest distance from the beginning of a reply to the end of the next one of the same address."""
    begins: dict[bytes, int] = {}
    position = farthest = 0
    for plain in plains:
        if records.kind_of(plain) in _WHOLE:
            target = records.target_of(plain)
            farthest = max(farthest, position + len(plain) - begins.get(target, position))
            begins[target] = position
        position += len(plain)
    return farthest


def _added(crc: int, record: StoredRecord) -> int:
    """Return the CRC-32 of some records and one more. It is seven times as fast as SHA-256, and enough to find a mistake."""
    return zlib.crc32(record.plain, zlib.crc32(f"{record.address} {record.end} {len(record.plain)}\n".encode(), crc))
