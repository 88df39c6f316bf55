"""Reads the checks of the archive back, and says where one is torn or damaged. It writes nothing."""

from __future__ import annotations

import base64
import hashlib
import mmap
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tracker.archive import frames, places, records
from tracker.archive.naming import COMMITS, is_slug
from tracker.archive.notes import Row, credentials_of, read_note, rows_of
from tracker.archive.unfinished import Unfinished
from tracker.config.credentials import Credentials
from tracker.model import Mark, Page, Placed, Prior
from tracker.model.errors import Damaged

_CACHED = 24  # files whose dictionary stays in memory: an import and a rebuild come back to each again and again
_GOOD = 200
_SAYS_NOTHING = frozenset((0, 304))  # statuses of a revisit that are not those of the reply
_CHUNK = 1 << 20  # bytes that are hashed at a time
_KEPT_MAPPED = 32 << 20  # bytes of a file that may stay in memory after they were read
_ANSWERS = frozenset((b"response", b"revisit", b"conversion"))
_DICTIONARY_HEAD = frames.DICTIONARY_MAGIC.to_bytes(4, "little")


@dataclass(frozen=True, slots=True)
class Committed:
    """A check that stands in the archive: its closing note, and where its records begin and end."""

    file: str
    start: int
    end: int
    closing: int
    chained: str
    tail: str
    note: Mapping[str, object]
    places: tuple[int, ...]

    @property
    def mark(self) -> Mark:
        """Return how far the file is committed by this check."""
        return Mark(self.file, self.end, self.closing, self.tail)

    @property
    def started_at(self) -> str:
        """Return the time of the check."""
        return str(self.note["started_at"])

    @property
    def finished_at(self) -> str:
        """Return the time at which it was committed."""
        return str(self.note["finished_at"])


class ArchiveReader:
    """Reads the files below `root`.

    `finished` leaves out what an import has written that did not end: it is at work, or was killed, and then the next
    command that writes takes it away.
    """

    def __init__(self, root: Path, *, finished: bool = False) -> None:
        self.root = root
        unfinished = Unfinished.read(root) if finished else None
        self._limits: Mapping[str, int] = unfinished.lengths if unfinished else {}
        self._codecs: OrderedDict[str, frames.Codec] = OrderedDict()
        self._stopped: dict[str, int] = {}

    def files(self, source: str = "*") -> list[str]:
        """Name all files, of one source or of all, in order.

        Damaged or Unavailable if something else has the name of one; OSError if the machine does not let us look.
        """
        names = places.listed(self.root, source) if source == "*" or is_slug(source) else []
        return [name for name in names if self._limits.get(name) != 0]

    def missing(self, known: Iterable[str], *, given_up: bool = False) -> list[str]:
        """Return which of these files are not there, in order; errors as `files`.

        Unavailable if nothing of the archive is there. `given_up` says that a person gives up what is missing.
        """
        return places.missing(self.root, known, given_up=given_up)

    def length(self, file: str) -> int:
        """Return the length of a file in bytes, 0 if it is not there; errors as `files`."""
        size = places.size(self.root, file) or 0
        return min(size, self._limits.get(file, size))

    def _codec(self, file: str) -> frames.Codec:
        codec = self._codecs.get(file)
        if codec is None:
            with (self.root / file).open("rb") as opened:
                head = opened.read(8)
                size = int.from_bytes(head[4:], "little") if head[:4] == _DICTIONARY_HEAD else 0
                raw, first = frames.read_dictionary(head + opened.read(size), str(self.root / file))
            if first < 0:
                message = f"{self.root / file}: the dictionary at its start is cut off; restore it from a copy"
                raise Damaged(message)
            codec = frames.Codec(raw, closely=file.endswith(COMMITS))
            self._remember(file, codec)
        return codec

    def _remember(self, file: str, codec: frames.Codec) -> None:
        self._codecs[file] = codec
        self._codecs.move_to_end(file)
        while len(self._codecs) > _CACHED:
            self._codecs.popitem(last=False)

    def read(self, file: str, offset: int) -> records.Record:
        """Read the record at an offset."""
        where = f"{self.root / file} at {offset}"
        with self._mapped(file) as data:
            end = frames.frame_end(data, offset) if offset < len(data) else -1
            if end < 0:
                message = f"{where}: the file ends within this record; restore it from a copy"
                raise Damaged(message)
            return records.parse(self._codec(file).decompress(data[offset:end], where), where, offset)

    @contextmanager
    def _mapped(self, file: str) -> Iterator[mmap.mmap]:
        path = self.root / file
        try:
            with path.open("rb") as opened:
                limit = self.length(file) if file in self._limits else 0
                with mmap.mmap(opened.fileno(), limit, access=mmap.ACCESS_READ) as data:
                    yield data
        except ValueError as error:  # an empty file; what the machine refuses is no damage, and is raised as it is
            message = f"{path} can't be read: {error}; restore it from a copy"
            raise Damaged(message) from error

    def scan(
        self, file: str, start: int = 0, *, since: int = 0, strict: bool = False, committed: int = 0
    ) -> Iterator[Committed]:
        """Yield every committed check from `start` on. What follows the last one is a torn tail.

        `since` is where the last closing record before `start` begins. With `strict`, a tail is Damaged, and so is a
        check whose bytes are not those that its closing record states. The first `committed` bytes are no torn tail.
        """
        path = self.root / file
        if strict and not self.length(file):
            message = f"{path} is empty; `tracker run` begins it anew"
            raise Damaged(message)
        with self._mapped(file) as data:
            raw, first = frames.read_dictionary(data, str(path))
            if first < 0:
                self._stopped[file] = 0
                if strict:
                    message = f"{path}: the dictionary at its start is cut off; `tracker run` begins the file anew"
                    raise Damaged(message)
                return
            codec = frames.Codec(raw, closely=file.endswith(COMMITS))
            self._remember(file, codec)
            group = place = max(start, first)
            answers: list[int] = []
            before, freed = since, 0
            for begin, end in frames.frames(data, place):
                where = f"{path} at {begin}"
                plain = codec.decompress(data[begin:end], where)
                place = end
                kind = plain[: plain.find(b"\r\n", 22)].rpartition(b": ")[2]
                if kind == b"metadata":
                    note = read_note(records.parse(plain, where).body, where)
                    chained, tail = _sha256(data, before, begin), _sha256(data, begin, end)
                    if note["sha256"] != chained:
                        message = (
                            f"{path} at {before}: these bytes are not those that were written; restore it from a copy"
                        )
                        raise Damaged(message)
                    yield Committed(file, group, end, begin, chained, tail, note, tuple(answers))
                    group, answers, before = end, [], begin
                elif kind in _ANSWERS:
                    answers.append(begin)
                if end - freed > _KEPT_MAPPED:
                    _let_go(data)
                    freed = end
            self._stopped[file] = place
            if place != len(data) and _commits_after(data, place, codec):
                message = f"{path} at {place}: no record stands here, and whole checks follow; restore it from a copy"
                raise Damaged(message)
            if strict and (place != len(data) or group != len(data)):
                torn = group >= committed and self.is_torn(file)
                remedy = "`tracker run` cuts a torn tail off" if torn else "restore it from a copy"
                message = f"{path} at {group}: what follows is no whole check; {remedy}"
                raise Damaged(message)

    def is_torn(self, file: str) -> bool:
        """Return whether what follows the last whole record of a scanned file can be a write that was never finished.

        Such a tail is the beginning of a record, or nothing but zeros. Where other bytes stand, or records behind a
        dictionary that only looks cut off, something was damaged that may have been committed.
        """
        place = self._stopped.get(file, 0)
        if self.length(file) <= place:
            return True
        with self._mapped(file) as data:
            tail = bytes(data[place : place + 4])
            if not any(data[place:]):
                return True
            if place == 0 and _DICTIONARY_HEAD.startswith(tail):
                return frames.read_dictionary(data, file)[1] >= 0 or not _commits_after(data, 0, frames.Codec())
            return frames.MAGIC.startswith(tail)

    def placed(
        self,
        committed: Committed,
        prior: Mapping[str, Prior] | None = None,
        keep: Callable[[Page], Page] | None = None,
    ) -> list[Placed]:
        """Return the pages of a check in their order, and where they stand; a revisit has its body again.

        `keep` puts the body of each page elsewhere as it is read, so that not all are in memory together.
        """
        offsets = iter(committed.places)
        rows = rows_of(committed.note, len(committed.places))
        credentials = credentials_of(committed.note)
        found = (self._page(committed, row, offsets, prior or {}, credentials) for row in rows)
        return [replace(one, page=keep(one.page)) if keep else one for one in found]

    def _page(
        self,
        committed: Committed,
        row: Row,
        offsets: Iterator[int],
        prior: Mapping[str, Prior],
        credentials: Credentials,
    ) -> Placed:
        asked, part_of = row.request, row.part_of
        if row.failure is not None:
            kind, at = row.failure_kind, committed.finished_at
            page = Page(asked, asked.url, fetched_at=at, failure=row.failure, failure_kind=kind, part_of=part_of)
            return Placed(page, committed.file, -1, whole=False)
        offset = next(offsets)
        record = self.read(committed.file, offset)
        digest = _hex(record.headers.get("warc-payload-digest", ""))
        body, status, http = record.body, record.status, record.http
        if record.kind == "revisit":
            whole = self._whole(committed, asked.key, digest, prior, offset)
            body = whole.body
            if status in _SAYS_NOTHING:
                status, http = whole.status or _GOOD, whole.http
            http = http or whole.http
        if row.status:
            status = row.status
            http = (("Content-Type", record.headers.get("content-type", "text/html; charset=utf-8")),)
        url, at = record.headers.get("warc-target-uri", asked.url), record.headers.get("warc-date", "")
        page = Page(asked, url, status, http, body, at, part_of=part_of, ended=row.ended, sha256=digest)
        return Placed(credentials.page(page, asked), committed.file, offset, whole=record.kind != "revisit")

    def digest(self, record: records.Record) -> str:
        """Return the SHA-256 that a record states of its body, in hexadecimal."""
        return _hex(record.headers.get("warc-payload-digest", ""))

    def plain(self, file: str) -> Iterator[bytes]:
        """Yield every record of a file as plain WARC."""
        with self._mapped(file) as data:
            raw, first = frames.read_dictionary(data, file)
            codec = frames.Codec(raw)
            for begin, end in frames.frames(data, first):
                yield codec.decompress(data[begin:end], f"{self.root / file} at {begin}")

    def plain_at(self, file: str, offset: int) -> bytes:
        """Return the record at an offset as plain WARC."""
        where = f"{self.root / file} at {offset}"
        with self._mapped(file) as data:
            end = frames.frame_end(data, offset) if 0 <= offset < len(data) else -1
            if end < 0:
                message = f"{where}: no record stands here"
                raise Damaged(message)
            return self._codec(file).decompress(data[offset:end], where)

    def _whole(
        self, committed: Committed, key: str, digest: str, prior: Mapping[str, Prior], offset: int
    ) -> records.Record:
        """Find the record that a revisit refers to: the newest whole one of that request and digest before it."""
        known = prior.get(key)
        if known and known.sha256 == digest and known.file == committed.file:
            return self.read(known.file, known.offset)
        before = [place for one in self.scan(committed.file) if one.start <= committed.start for place in one.places]
        for place in reversed([place for place in before if place < offset]):
            record = self.read(committed.file, place)
            if record.kind != "revisit" and self.digest(record) == digest:
                return record
        message = f"{self.root / committed.file}: the body that {key} refers to is not in the file"
        raise Damaged(message)


def _commits_after(data: frames.Buffer, start: int, codec: frames.Codec) -> bool:
    """Return whether a closing record, or that which begins a file, stands behind a place where none can be read.

    Then that place is no torn tail.
    """
    place = start
    while (place := data.find(frames.MAGIC, place + 1)) > 0:  # type: ignore[union-attr]
        end = frames.frame_end(data, place)
        if end > 0:
            try:
                plain = codec.decompress(bytes(data[place:end]), "")
            except Damaged:
                continue
            if b"\r\nWARC-Type: metadata\r\n" in plain[:64] or b"\r\nWARC-Type: warcinfo\r\n" in plain[:64]:
                return True
    return False


def _sha256(data: mmap.mmap, start: int, end: int) -> str:
    """Hash a piece of a mapped file, without a copy of it in memory."""
    found = hashlib.sha256()
    for place in range(start, end, _CHUNK):
        found.update(data[place : min(place + _CHUNK, end)])
        _let_go(data)
    return found.hexdigest()


def _let_go(data: mmap.mmap) -> None:
    """Tell the system that the pages that were read need not stay in memory."""
    if hasattr(mmap, "MADV_DONTNEED"):
        data.madvise(mmap.MADV_DONTNEED)


def _hex(digest: str) -> str:
    return base64.b32decode(digest.partition(":")[2]).hex() if digest else ""
