"""Remove a passage from the archived replies of a file, and update their digests and the hashes of closing records.

The file is rewritten as a packed one, so that each record keeps the offset at which it was written. A changed record has an
additional header that says so, and so does the note of its closing record.
"""

from __future__ import annotations

import hashlib
import html
import json
import shutil
import tempfile
import zlib
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from tracker.archive import atomic_files, frames, packed_table, passage_search, records
from tracker.archive.packing import Writer
from tracker.archive.reading import ArchiveReader, Committed
from tracker.archive.writing import Archive
from tracker.extract import pdftext
from tracker.model import Time
from tracker.model.errors import Damaged
from tracker.model.redaction import MARK, Passage, folded, hide
from tracker.model.version import __version__

HEADER = b"X-Tracker-Redacted: "
_ANSWERS = frozenset(
    (b"response", b"conversion", b"resource")
)  # a record of the type resource has the conclusion of a check
_LEAST_WORD = 4  # letters of a word that is searched first, to skip replies without the passage


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What was changed in a file: the number of replies, and the replies that may have the passage in an unknown form."""

    changed: int = 0
    doubtful: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """A decoded body, and where each of its characters begins and ends in the original bytes."""

    chars: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]


def without_passages(body: bytes, passages: Sequence[Passage]) -> bytes:
    """Return a body without the passages, even if they are written with JSON escapes, character references or tags."""
    text = body.decode("utf-8", "surrogateescape")
    spans: list[tuple[int, int]] = []
    plain = View(text, range(len(text)), range(1, len(text) + 1))
    for first in (plain, _json(plain)):
        for view in _views(first):
            visible = "".join(view.chars)
            spans += ((view.starts[a], view.ends[b - 1]) for passage in passages for a, b in passage.spans(visible))
    parts, last = [], 0
    for begin, end in sorted(set(spans)):
        if end > last:
            parts += [text[last : max(begin, last)], MARK if begin >= last else ""]
            last = end
    return "".join((*parts, text[last:])).encode("utf-8", "surrogateescape") if spans else body


def without_in_parts(body: bytes, lines: Sequence[str], passages: Sequence[Passage]) -> bytes:
    """Return a body without the passages, whose words are `lines`.

    The parts around the rarest word of each line are read first, because reading a whole list takes seconds. If the passage is
    then still there, all of it is read.
    """
    text = body.decode("utf-8", "surrogateescape")
    pieces, last = [], 0
    for begin, end in passage_search.parts_around(text, lines):
        part = without_passages(text[begin:end].encode("utf-8", "surrogateescape"), passages)
        pieces += [text[last:begin], part.decode("utf-8", "surrogateescape")]
        last = end
    new = "".join((*pieces, text[last:])).encode("utf-8", "surrogateescape")
    return without_passages(new, passages) if passage_search.has(new, [folded(line) for line in lines]) else new


def _views(first: View) -> Iterator[View]:
    """Yield a body with its character references decoded zero, one and two times, each with and without its tags."""
    view = first
    for _ in range(3):
        yield view
        yield _untagged(view, "")
        yield _untagged(view, " ")
        view = _unescaped(view)


def _json(view: View) -> View:
    """Undo the escapes of JSON strings."""
    plain = {"n": "\n", "t": "\t", "r": "\r", "b": " ", "f": " "}
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position, text = 0, view.chars
    while position < len(text):
        size, char = 1, text[position]
        if char == "\\" and position + 1 < len(text):
            size, char = 2, plain.get(text[position + 1], text[position + 1])
            digits = "".join(text[position + 2 : position + 6])
            if (
                text[position + 1] == "u"
                and len(digits) == 4  # noqa: PLR2004
                and all(sign in "0123456789abcdefABCDEF" for sign in digits)
            ):
                size, char = 6, chr(int(digits, 16))
        chars.append(char)
        starts.append(view.starts[position])
        ends.append(view.ends[position + size - 1])
        position += size
    return View(chars, starts, ends)


def _unescaped(view: View) -> View:
    """Undo character references once."""
    return _shorter(view, "&", ";", passage_search.ENTITY, lambda entity: html.unescape(entity)[:1] or " ")


def _untagged(view: View, instead: str) -> View:
    """Remove tags, or replace each with a space."""
    return _shorter(view, "<", ">", passage_search.TAG, lambda _: instead)


def _shorter(view: View, begin: str, end: str, most: int, read: Callable[[str], str]) -> View:
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    text = "".join(view.chars)
    position, nearest = 0, -1
    while position < len(text):
        stop, char = position, text[position]
        if char == begin:
            if nearest < position:
                end_position = text.find(end, position)
                nearest = end_position if end_position >= 0 else len(text)
            if nearest < len(text) and nearest - position <= most:
                stop, char = nearest, read(text[position : nearest + 1])
        if char:
            chars.append(char)
            starts.append(view.starts[position])
            ends.append(view.ends[stop])
        position = stop + 1
    return View(chars, starts, ends)


def rewrite(archive: Archive, file: str, lines: Sequence[str], passages: Sequence[Passage], at: Time) -> Rewritten:
    """Rewrite a file without the passages, whose words are `lines`. The caller holds the lock of the project.

    The file is read once to find the replies that have a passage. If none has, nothing is written. Raise Damaged if it is damaged.
    """
    path = archive.root / file
    sought = _Sought(lines)
    with archive.opened(file) as opened:
        having = {record.address for record in opened.records() if sought.has(record.plain)}
    if not having:
        return Rewritten(0, sought.doubtful)
    with archive.opened(file) as opened, tempfile.TemporaryFile(dir=path.resolve().parent) as spool:
        last = next(iter(deque(archive.scan(file, strict=True), maxlen=1)), None)
        if last is None:
            return Rewritten()
        changing = _Changing(having, lines, passages, at, opened.table.closings if opened.head else {})
        writer = Writer(spool)
        for stored in opened.records():
            writer.add(replace(stored, plain=changing.record(stored.address, stored.plain)))
        writer.flush()
        result = Rewritten(changing.changed, sought.doubtful)
        if not changing.changed:
            return result
        closings = {**changing.known, **changing.closings}
        table = packed_table.Table(
            packed_table.frames_of(writer.frames), tuple(writer.addresses), tuple(writer.ends(0)), closings
        )
        head = packed_table.Head(last.end, last.closing, _tail(archive, file, last), spool.tell(), zlib.crc32(b""))
        info = packed_table.info(path.name.removesuffix(".zst"), last.finished_at, __version__, head, table)
        length = opened.length
        with atomic_files.replaced(path) as partial:
            _write_file(partial, info, spool)
            _compare(partial, length)
    archive.forget(file)
    return result


def _tail(archive: Archive, file: str, last: Committed) -> str:
    """Return the hash of the last closing record that the database knows."""
    with archive.opened(file) as opened:
        head = opened.head
        return head.tail if head and head.closing == last.closing else last.tail


def _write_file(partial: Path, info: bytes, spool: IO[bytes]) -> None:
    with partial.open("wb") as out:
        out.write(frames.compress_small(info))
        spool.seek(0)
        shutil.copyfileobj(spool, out)


def _compare(partial: Path, length: int) -> None:
    """Read what was written. Raise Damaged if it is not a whole file of the same length."""
    new = ArchiveReader(partial.parent)
    for _ in new.scan(partial.name, strict=True):
        pass
    if new.length(partial.name) != length:
        message = f"{partial} differs from the file that it would replace, which is unchanged"
        raise Damaged(message)


def _word(line: str) -> bytes:
    """Return the longest word of plain letters and digits of a line, which is written the same in every encoding."""
    words = "".join(char if char.isascii() and char.isalnum() else " " for char in line).split()
    longest = max(words, key=len, default="")
    return longest.lower().encode() if len(longest) >= _LEAST_WORD else b""


class _Sought:
    """Finds the replies that have a passage, and counts those that may have it in a form that is not read."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._words = [_word(line) for line in lines]
        self._lines = [folded(line) for line in lines]
        self._all = [
            [word.lower().encode() for word in passage_search.words(line) if len(word) >= _LEAST_WORD] for line in lines
        ]
        self.doubtful = 0

    def has(self, plain: bytes) -> bool:
        """Return whether a record is a reply that has one of the lines."""
        if records.kind_of(plain) not in _ANSWERS:
            return False
        body = records.parse(plain, "a reply").body
        unreadable = False
        if pdftext.has_signature(body):
            text, why = pdftext.read(body)
            body, unreadable = text.encode(), bool(why)
        low = body.lower()
        if any(not word or word in low for word in self._words) and passage_search.has(body, self._lines):
            return True
        self.doubtful += unreadable or all(words and all(word in low for word in words) for words in self._all)
        return False


class _Changing:
    """Changes the records of a file, one after the other; `having` are the addresses of the replies that have a passage."""

    def __init__(
        self,
        having: Collection[int],
        lines: Sequence[str],
        passages: Sequence[Passage],
        at: Time,
        known: Mapping[int, str],
    ) -> None:
        self._having, self._lines, self._passages, self._at, self.known = having, lines, passages, at, known
        self._sha = hashlib.sha256()
        self._digests: dict[bytes, bytes] = {}
        self._in_check = 0
        self.changed = 0
        self.closings: dict[int, str] = {}

    def record(self, address: int, plain: bytes) -> bytes:
        """Return a record as it is written to the new file."""
        kind = records.kind_of(plain)
        if kind == b"metadata":
            plain = self._closing(address, plain)
            self._sha = hashlib.sha256(plain)
            return plain
        if address in self._having:
            plain = self._answer(plain)
        elif kind == b"revisit":
            for old, new in self._digests.items():
                plain = plain.replace(old, new, 1)
        self._sha.update(plain)
        return plain

    def _answer(self, plain: bytes) -> bytes:
        body = records.parse(plain, "a reply").body
        if pdftext.has_signature(body):
            new = pdftext.replacement(hide(self._passages, pdftext.read(body)[0]))
        else:
            new = without_in_parts(body, self._lines, self._passages)
        if new == body:
            return plain
        self.changed += 1
        self._in_check += 1
        old, digest = (records.payload_digest(hashlib.sha256(content).hexdigest()).encode() for content in (body, new))
        self._digests[old] = digest
        end = plain.find(b"\r\n\r\n") + 4
        block = plain[end:-4]
        block = block[: len(block) - len(body)] + new
        head = plain[:end].replace(old, digest)
        return _with_length(head, HEADER + self._at.encode(), block)

    def _closing(self, address: int, plain: bytes) -> bytes:
        """Return a closing record that states the hash of the records as they are now."""
        record = records.parse(plain, "a closing record")
        note = json.loads(record.body)
        if address in self.known or not note.get("records_sha256"):  # the hash is in the table
            self.closings[address] = self._sha.hexdigest()
            self._in_check = 0
            return plain
        if note["records_sha256"] == self._sha.hexdigest():
            return plain
        note["records_sha256"] = self._sha.hexdigest()
        if self._in_check:
            note["redacted"] = self._at
        self._in_check = 0
        block = json.dumps(note, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        old, digest = (
            records.payload_digest(hashlib.sha256(content).hexdigest()).encode() for content in (record.body, block)
        )
        return _with_length(plain[: plain.find(b"\r\n\r\n") + 4].replace(old, digest), b"", block)


def _with_length(head: bytes, header: bytes, block: bytes) -> bytes:
    """Return a record with these headers, one more, and the length of its new content."""
    lines = [line for line in head.rstrip(b"\r\n").split(b"\r\n") if not line.lower().startswith(b"content-length:")]
    lines += [header] if header else []
    return b"\r\n".join([*lines, b"Content-Length: %d" % len(block)]) + b"\r\n\r\n" + block + b"\r\n\r\n"
