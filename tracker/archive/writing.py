"""Append checks to the archive, each durably and completely or not at all."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from tracker.archive import file_list, frames, records
from tracker.archive.atomic_files import sync
from tracker.archive.closing_notes import all_pages, dictionary_content, note_of
from tracker.archive.file_names import COMMITS, file_name, within_root
from tracker.archive.import_journal import ImportJournal
from tracker.archive.reading import ArchiveReader
from tracker.extract.walls import wall
from tracker.model import Capture, Mark, Page, Placed, Prior
from tracker.model.errors import Damaged
from tracker.model.version import __version__

_GOOD = 200


class Archive(ArchiveReader):
    """Append checks, and read them back. `agent` is the User-Agent of the requests."""

    def __init__(self, root: Path, agent: str = "") -> None:
        super().__init__(root)
        self.agent = agent
        self._marks: dict[str, Mark] = {}
        self._pruned: dict[str, int] = {}  # by file with deleted replies: where its packed part ends
        self._unfinished: ImportJournal | None = None

    @contextlib.contextmanager
    def atomically(self) -> Iterator[ImportJournal]:
        """Make everything that is appended in the `with` block permanent at its end, or undo it after an error.

        Call `done` of the yielded object when everything is written; a process that is killed before that leaves nothing.
        """
        self._unfinished = unfinished = ImportJournal(self.root)
        try:
            yield unfinished
        except BaseException:
            for file in unfinished.undo():
                self.forget(file)
            raise
        finally:
            self._unfinished = None

    def undo_unfinished(self) -> bool:
        """Undo a killed import; return False if there is none. The caller must hold the project's lock."""
        unfinished = ImportJournal.read(self.root)
        if unfinished is not None:
            unfinished.undo()
        return unfinished is not None

    def file_of(self, capture: Capture) -> str:
        """Return the file that a check belongs in, relative to the root.

        Raise Unusable if that would not be within the root.
        """
        commits = capture.dictionary_content is not None
        return within_root(self.root, file_name(capture.source.slug, capture.started_at, commits=commits))

    def append(self, capture: Capture, prior: Mapping[str, Prior], since: int = 0) -> tuple[list[Placed], Mark]:
        """Write a check and make it durable. Return where its pages are, and how far the file is committed now.

        `since` is where the file's last closing record begins.
        """
        file = self.file_of(capture)
        path = self.root / file
        if path.exists() and not path.is_file():
            raise IsADirectoryError(errno.EISDIR, "something else has this name", str(path))
        start, size = self.length(file), file_list.size(self.root, file) or 0
        if file in self._marks:
            since = self._marks[file].closing
        pages = all_pages(capture.pages)
        if self._unfinished:
            self._unfinished.note(file, size)
        with Appending(path, size, start, self._since(file, since) if size else ()) as out:
            placed, squeeze = self._pages(capture, file, prior, pages, out)
            stated = {**note_of(capture), "records_sha256": out.sha256(), "bytes_crc32": out.crc32()}
            note = json.dumps(stated, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
            closing_id = records.record_id(capture.id, "closing")
            plain = records.closing(closing_id, capture.finished_at, f"urn:tracker:check:{capture.id}", note)
            # The next check reads this record. If it has nothing new, it would load the dictionary only for this.
            # Commits are always new.
            closing, last = out.address, (squeeze if capture.dictionary_content else frames.compress_small)(plain)
            out.write(last, plain)
        self._marks[file] = Mark(file, out.address, closing, hashlib.sha256(last).hexdigest())
        return placed, self._marks[file]

    def _since(self, file: str, since: int) -> Iterator[tuple[bytes, bytes]]:
        """Yield bytes and records from the last closing record of a file on: the next one states the hash of them."""
        with self.opened(file) as opened:
            yield opened.data[opened.tail_position(since) :], b""
            if since:
                yield b"", opened.closing(since)
            else:
                yield from ((b"", record.plain) for record in opened.records())

    def forget(self, file: str) -> None:
        """Drop what is cached for a file that was cut."""
        self.release(file)
        self._marks.pop(file, None)
        self._pruned.pop(file, None)

    def _pages(
        self, capture: Capture, file: str, prior: Mapping[str, Prior], pages: Sequence[Page], out: Appending
    ) -> tuple[list[Placed], Callable[[bytes], bytes]]:
        """Write the pages of a check, one after the other; only one of them is in memory at a time."""
        bodies = dict(prior)
        codec = None if out.start else self._head(capture, file, out)
        new = any(not page.failure and not self._same_body(page, file, bodies) for page in pages)
        self._cache.free_memory(file)
        squeeze = (codec or self._codec(file)).compress if new else frames.compress_small
        placed: list[Placed] = []
        for number, page in enumerate(pages):
            if page.failure:
                continue
            answer_id = records.record_id(capture.id, str(number), "answer")
            if not capture.imported:
                request = records.request(page, records.record_id(capture.id, str(number)), answer_id, self.agent)
                out.write(squeeze(request), request)
            known = self._same_body(page, file, bodies, prior)
            if known:
                placed.append(Placed(page, known.file, known.offset, whole=False))
                answer = records.revisit(page, known, answer_id)
            else:
                placed.append(Placed(page, file, out.address, whole=True))
                bodies[page.request.key] = Prior(
                    page.request.key, page.url, page.sha256, page.fetched_at, file, out.address
                )
                write = records.rendered if page.request.render else records.response
                answer = write(page, answer_id)
            out.write(squeeze(answer), answer)
        return placed, squeeze

    def _codec(self, file: str) -> frames.Codec:
        with self.opened(file) as opened:
            return opened.codec

    def _same_body(
        self, page: Page, file: str, bodies: Mapping[str, Prior], prior: Mapping[str, Prior] | None = None
    ) -> Prior | None:
        """Return where this file already has the same body, so that a revisit record is enough.

        `bodies` also has what this check has written so far. A reply that was not modified may refer to the body before it.
        """
        for known in (bodies.get(page.request.key), (prior or {}).get(page.request.key)):
            if known and known.file == file and known.sha256 == page.sha256 and not self._is_gone(known):
                return known
        if page.not_modified and not page.body:
            message = f"{page.url} answers 304, and {file} has no body of it; run again"
            raise Damaged(message)
        return None

    def _is_gone(self, known: Prior) -> bool:
        """Return whether a body was deleted, so that it can't be referred to any more.

        Few files have deleted bodies.
        """
        if known.file not in self._pruned:
            if not self.size(known.file):
                return False  # this check is creating the file
            with self.opened(known.file) as opened:
                has_deleted = opened.head is not None and bool(opened.table.closings)
                self._pruned[known.file] = opened.end_address if has_deleted else 0
        return known.offset < self._pruned[known.file] and records.is_let_go(self.read(known.file, known.offset))

    def _head(self, capture: Capture, file: str, out: Appending) -> frames.Codec:
        """Write the beginning of a new file: the dictionary, and the record that says who wrote it."""
        content = capture.dictionary_content() if capture.dictionary_content else b""
        content = content or dictionary_content(capture.pages) or self._last_month(capture.source.slug, file)
        content = content + self._sample(capture) if content else b""
        raw = frames.dictionary(content) if len(content) >= frames.LEAST_CONTENT else b""
        closely = file.endswith(COMMITS)
        if raw:
            out.write(frames.dictionary_frame(raw, frames.CLOSE_LEVEL) if closely else frames.dictionary_frame(raw))
        info = records.warcinfo(Path(file).name.removesuffix(".zst"), capture.finished_at, __version__)
        out.write(frames.compress_small(info), info)
        codec = frames.Codec(raw, closely=closely)
        self._cache.keep_codec(file, out.inode(), codec)
        return codec

    def _sample(self, capture: Capture) -> bytes:
        """Return sample records without a body, so that the dictionary covers their headers."""
        answered = [page for page in capture.pages if not page.failure]
        if not answered:
            return b""
        page, name = answered[0], records.record_id(capture.id)
        # The last one is a file, whose headers differ from those of the list.
        others = (answered[-1],) if capture.dictionary_content and answered[1:] else ()
        note = json.dumps(
            {**note_of(capture), "records_sha256": "", "bytes_crc32": ""}, ensure_ascii=False, separators=(",", ":")
        )
        target = f"urn:tracker:check:{capture.id}"
        last = records.closing(name, capture.finished_at, target, note.encode()) if capture.dictionary_content else b""
        return b"".join(
            (
                records.revisit(page, Prior("", page.url, page.sha256, page.fetched_at, "", 0), name),
                *(records.response(replace(other, content=b""), name) for other in (*others, page)),
                records.request(page, name, name, self.agent),
                last,
            )
        )

    def _last_month(self, source: str, file: str) -> bytes:
        """Return the newest good body of the previous file, for a month that begins without one."""
        earlier = [name for name in self.files(source) if name < file]
        if not earlier:
            return b""
        best = b""
        for committed in self.scan(earlier[-1]):
            for place in self.placed(committed):
                if place.page.status == _GOOD and not wall(place.page):
                    best = place.page.body
        return best

    def cut(self, file: str, length: int) -> int:
        """Cut a torn tail off, and return how many bytes that was."""
        path = self.root / file
        torn = self.length(file) - length
        if torn > 0 or not length:
            with path.open("r+b") as opened:
                opened.truncate(path.stat().st_size - torn)
                os.fsync(opened.fileno())
            self.forget(file)
            if not length:
                path.unlink()
        return torn


class Appending:
    """Write one check to the end of a file. It is on the disk when the `with` ends; one that fails is cut off again.

    `address` is that of the next record, at first that of the file's end. `before` are bytes and records from the last
    closing record on: the new one states the hash of these as well.
    """

    def __init__(self, path: Path, size: int, start: int, before: Iterable[tuple[bytes, bytes]]) -> None:
        self.path = path
        self.start, self.address = size, start
        self._before = before
        self._sha, self._crc = hashlib.sha256(), 0
        self._opened: BinaryIO

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        for data, plain in self._before:
            self._add(data, plain)
        self._opened = self.path.open("ab")
        return self

    def write(self, data: bytes, plain: bytes = b"") -> None:
        """Write a record, given compressed and uncompressed, or the dictionary."""
        self._opened.write(data)
        self._add(data, plain)
        self.address += len(data)

    def _add(self, data: bytes, plain: bytes) -> None:
        self._sha.update(plain)
        self._crc = zlib.crc32(data, self._crc)

    def inode(self) -> int:
        """Return the inode number of the file."""
        return os.fstat(self._opened.fileno()).st_ino

    def sha256(self) -> str:
        """Return the hash of the records from the last closing record to here."""
        return self._sha.hexdigest()

    def crc32(self) -> str:
        """Return the CRC-32 of the bytes of these records."""
        return f"{self._crc:08x}"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._opened.flush()
                os.fsync(self._opened.fileno())
        except BaseException:
            self._close()
            self._undo()
            raise
        self._close()
        if error is not None:
            self._undo()
        elif not self.start:
            sync(self.path.parent)

    def _close(self) -> None:
        """Close the file, which writes what is still in the buffer: nothing may be cut off before."""
        with contextlib.suppress(OSError):
            self._opened.close()

    def _undo(self) -> None:
        """Undo what was written, so that the next check of this run begins where this one did."""
        with contextlib.suppress(OSError):
            os.truncate(self.path, self.start)
            if not self.start:
                self.path.unlink()
