"""Delete the bodies of old replies, and keep their addresses, dates, statuses, headers and digests.

The conclusions of each check take their place, so that a rebuild makes the same history. See docs/decisions/0037-retention.md.
"""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tracker.archive import frames, packed_table, packing, records
from tracker.archive.mapped_file import MappedFile, StoredRecord
from tracker.archive.reading import ArchiveReader, Committed
from tracker.model.errors import Damaged
from tracker.model.version import __version__

_REPLIES = frozenset((b"response", b"conversion"))


@dataclass(frozen=True, slots=True)
class PrunedFile:
    """What was deleted from a file: the number of replies, the bytes of their bodies, and the size of the file before and after."""

    file: str
    checks: int
    replies: int
    body_bytes: int
    before: int
    after: int


def prune(
    archive: ArchiveReader,
    file: str,
    target: Path,
    *,
    keep: Collection[int],
    concluded: Callable[[str], bytes | None],
    smaller: bool,
) -> PrunedFile | None:
    """Write a copy of a file without the bodies of its replies. Return None if there is nothing to delete.

    With `smaller`, also None if the copy would not be smaller: packed replies that hardly differ take less than conclusions.

    Replies at the addresses in `keep` stay. `concluded` returns the conclusion of a check; a check that has none stays whole.
    Raise Damaged if what is read is not what was written.
    """
    before = archive.size(file)
    checks = {check.closing: check for check in archive.scan(file, strict=True) if check.concluded < 0}
    with archive.opened(file) as opened, tempfile.TemporaryFile(dir=target.parent) as spool:
        copy = _Copy(opened, spool, checks, keep, concluded)
        copy.copy(file)
        if not copy.replies:
            return None
        last = max(archive.scan(file), key=lambda check: check.closing)
        after = copy.write(file, target, last)
        _compare(archive, file, target)
    if smaller and after >= before:
        target.unlink()
        return None
    return PrunedFile(file, copy.checks_done, copy.replies, copy.body_bytes, before, after)


class _Copy:
    """A copy of a file that is being made, check by check."""

    def __init__(
        self,
        opened: MappedFile,
        spool: IO[bytes],
        checks: dict[int, Committed],
        keep: Collection[int],
        concluded: Callable[[str], bytes | None],
    ) -> None:
        self.opened, self.checks, self.keep, self.concluded = opened, checks, keep, concluded
        self.writer = packing.Writer(spool)
        self.closings = dict(opened.table.closings)
        self.checks_done = self.replies = self.body_bytes = 0
        self._sha = hashlib.sha256()
        self._pruned_digests: set[str] = set()  # digests of bodies

    def copy(self, file: str) -> None:
        """Copy all records."""
        group: list[StoredRecord] = []
        for closing in self.opened.records():
            if records.kind_of(closing.plain) != b"metadata":
                group.append(closing)
                continue
            remaining = self._remaining(group, closing, file)
            for record in remaining:
                self.writer.add(record)
                self._sha.update(record.plain)
            if remaining is not group:  # the hash in the closing record is of records that are gone
                self.closings[closing.address] = self._sha.hexdigest()
            self.writer.add(closing)
            self._sha = hashlib.sha256(closing.plain)
            group = []
        self.writer.flush()

    def _remaining(self, group: list[StoredRecord], closing: StoredRecord, file: str) -> list[StoredRecord]:
        """Return what is left of the records of a check."""
        check = self.checks.get(closing.address)
        going = [
            record
            for record in group
            if records.kind_of(record.plain) in _REPLIES and record.address not in self.keep and check
        ]
        needed = check and (going or any(self._refers(record, file) for record in group))
        body = self.concluded(check.note["check"]) if check and needed else None
        if body is None or check is None:
            return group
        gone = {record.address for record in going}
        self._pruned_digests.update(
            records.parse(record.plain, file).headers["warc-payload-digest"] for record in going
        )
        remaining = [
            StoredRecord(record.address, record.end, records.let_go(record.plain, f"{file} at {record.address}"), None)
            if record.address in gone
            else record
            for record in group
        ]
        name = check.note["check"]
        plain = records.conclusion(
            records.record_id(name, "concluded"), check.finished_at, f"urn:tracker:check:{name}:concluded", body
        )
        position = closing.address - 1  # no record has one byte, so none was written there
        self.checks_done += 1
        self.replies += len(going)
        self.body_bytes += sum(len(record.plain) - len(records.without_body(record.plain)) - 4 for record in going)
        return [*remaining, StoredRecord(position, closing.address, plain, None)]

    def _refers(self, record: StoredRecord, file: str) -> bool:
        """Return whether a record refers to a body that was deleted. If so, its check can't be read again either."""
        if records.kind_of(record.plain) != b"revisit" or not self._pruned_digests:
            return False
        return records.parse(record.plain, file).headers.get("warc-payload-digest") in self._pruned_digests

    def write(self, file: str, target: Path, last: Committed) -> int:
        """Write the copy as a packed file; return its size."""
        writer, table = self.writer, None
        table = packed_table.Table(
            packed_table.frames_of(writer.frames), tuple(writer.addresses), tuple(writer.ends(0)), self.closings
        )
        size = sum(length for length, _, _ in writer.frames)
        head = packed_table.Head(last.end, last.closing, last.tail, size, zlib.crc32(b""))
        name = file.rpartition("/")[2].removesuffix(".zst")
        info = packed_table.info(name, last.finished_at, __version__, head, table)
        with target.open("wb") as out:
            out.write(frames.compress_small(info))
            writer.out.seek(0)
            while chunk := writer.out.read(1 << 20):
                out.write(chunk)
            return out.tell()


def _compare(archive: ArchiveReader, file: str, target: Path) -> None:
    """Read the copy as `verify` does. Raise Damaged if a check of the file is missing from it."""
    new = ArchiveReader(target.parent)
    old = [(check.note, check.closing, check.end, check.addresses) for check in archive.scan(file)]
    if [(check.note, check.closing, check.end, check.addresses) for check in new.scan(target.name, strict=True)] != old:
        message = f"{target} does not read as {archive.root / file}, which stays as it is"
        raise Damaged(message)
