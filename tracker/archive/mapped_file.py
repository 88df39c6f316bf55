"""Read the records of one archive file, which is mapped into memory, by their addresses.

The address of a record is the offset at which it was written. In a file that was never packed, the record is still there. In a
packed file, a table says where it is now; records that were appended later keep their distance from the end of the packed part.
"""

from __future__ import annotations

import mmap
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from tracker.archive import frames, records
from tracker.archive.packed_table import Frame, Head, Table, head_of
from tracker.model.errors import Damaged

K = TypeVar("K")
V = TypeVar("V")
_CACHED = 24  # files whose dictionary and table stay in memory, because an import or a rebuild returns to each of them
# Bytes that dictionaries may take, with the tables made of them: one large board, or 24 small ones.
_MOST_CODECS = 32 << 20
_AHEAD = 2 << 20  # bytes that are read ahead in a frame whose stream is closed: six lists of fifty postings
# Bytes for open readers of packed frames, and as many for what was read ahead: enough for twenty boards of fifty postings.
_MEMORY = 36 << 20


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record as it was read, its address, the address of the next record and, in the tail, where its bytes are."""

    address: int
    end: int
    plain: bytes
    bytes: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first record of a packed file, and what it says. `first` and `end` are its position."""

    first: int
    end: int
    info: bytes
    head: Head

    @classmethod
    def of(cls, data: mmap.mmap, first: int) -> Beginning | None:
        """Read the beginning of a file. Return None if it was never packed."""
        end = frames.frame_end(data, first) if first >= 0 else -1
        info = frames.decompress_small(bytes(data[first:end])) if end > 0 else b""
        head = head_of(info)
        return cls(first, end, info, head) if head else None


class FileCache:
    """What is kept in memory of the files that were read last."""

    def __init__(self) -> None:
        self._codecs: OrderedDict[tuple[str, int], frames.Codec] = OrderedDict()
        self._tables: OrderedDict[tuple[str, int], Table] = OrderedDict()
        self._beginnings: OrderedDict[tuple[str, int], Beginning] = OrderedDict()
        self._readers: OrderedDict[tuple[str, int, int], frames.FrameReader] = OrderedDict()

    def codec(self, file: str, inode: int) -> frames.Codec | None:
        """Return the codec of a file. Codecs grow when they are first used, so room is made here too."""
        codec = _recent(self._codecs, (file, inode))
        self._bound_codecs()
        return codec

    def keep_codec(self, file: str, inode: int, codec: frames.Codec) -> None:
        """Remember the codec of a file."""
        self._codecs[file, inode] = codec
        _shorten(self._codecs)
        self._bound_codecs()

    def _bound_codecs(self) -> None:
        """Drop the least recently used codecs until the rest fit into memory. Keep at least the newest."""
        while len(self._codecs) > 1 and sum(open_codec.memory for open_codec in self._codecs.values()) > _MOST_CODECS:
            self._codecs.popitem(last=False)

    def table(self, file: str, inode: int) -> Table | None:
        """Return the table of a packed file."""
        return _recent(self._tables, (file, inode))

    def keep_table(self, file: str, inode: int, table: Table) -> None:
        """Remember the table of a packed file."""
        self._tables[file, inode] = table
        _shorten(self._tables)

    def beginning(self, file: str, inode: int) -> Beginning | None:
        """Return the beginning of a packed file."""
        return _recent(self._beginnings, (file, inode))

    def keep_beginning(self, file: str, inode: int, beginning: Beginning) -> None:
        """Remember the beginning of a packed file."""
        self._beginnings[file, inode] = beginning
        _shorten(self._beginnings)

    def frame_reader(self, file: str, inode: int, start: int) -> frames.FrameReader | None:
        """Return the kept reader of a packed frame, or None."""
        return _recent(self._readers, (file, inode, start))

    def keep_reader(self, file: str, inode: int, start: int, reader: frames.FrameReader) -> None:
        """Keep the reader of a packed frame, and close the streams of the least recently used ones if there are too many.

        A rebuild reads more files in turn than can be open at once. Before a stream is closed, a little more of it is read,
        so that the next record can be had without starting at the beginning of the frame.
        """
        self._readers[file, inode, start] = reader
        self._readers.move_to_end((file, inode, start))
        opened = [kept for kept in self._readers.values() if kept.is_open]
        memory = sum(kept.memory for kept in opened)
        for kept in opened[:-1]:
            if memory > _MEMORY:
                memory -= kept.memory
                kept.leave(_AHEAD)
        closed = [(key, kept.memory) for key, kept in self._readers.items() if not kept.is_open]
        memory = sum(size for _, size in closed)
        for key, size in closed:
            if memory > _MEMORY:
                memory -= size
                del self._readers[key]

    def drop(self, name: str) -> None:
        """Drop what is cached for a file, or for all files of a source."""
        for key in [key for key in self._codecs if _is_of(key[0], name)]:
            del self._codecs[key]
        for key in [key for key in self._tables if _is_of(key[0], name)]:
            del self._tables[key]
        for key in [key for key in self._beginnings if _is_of(key[0], name)]:
            del self._beginnings[key]
        for frame in [frame for frame in self._readers if _is_of(frame[0], name)]:
            del self._readers[frame]

    def free_memory(self, file: str) -> None:
        """Free the memory of the slow compressors of other files."""
        for (name, _), codec in self._codecs.items():
            if name != file:
                codec.free_memory()


class MappedFile:
    """A file of the archive that is mapped into memory."""

    def __init__(self, path: Path, file: str, data: mmap.mmap, inode: int, cache: FileCache, *, closely: bool) -> None:
        self.path = path
        self.data = data
        self._cache, self._key, self._closely = cache, (file, inode), closely
        beginning = cache.beginning(*self._key)
        self.first = beginning.first if beginning else frames.dictionary_end(data)
        if beginning is None and (beginning := Beginning.of(data, self.first)):
            cache.keep_beginning(*self._key, beginning)
        self.head = beginning.head if beginning else None
        self._info = beginning.info if beginning else b""
        self.packed_from = beginning.end if beginning else max(self.first, 0)
        self.packed_end = self.packed_from + self.head.size if self.head else self.packed_from
        self.end_address = self.head.end if self.head else self.packed_end
        self.shift = self.packed_end - self.end_address

    @property
    def length(self) -> int:
        """Return the address after the last byte."""
        return max(len(self.data) - self.shift, 1)

    @property
    def first_address(self) -> int:
        """Return the address of the first record."""
        return self.table.addresses[0] if self.head else self.packed_from

    @property
    def dictionary_size(self) -> int:
        """Return how many bytes the dictionary takes."""
        return max(self.first, 0)

    @property
    def tail_size(self) -> int:
        """Return how many bytes follow the packed part, or the dictionary if the file was never packed."""
        return max(len(self.data) - self.packed_end, 0)

    def tail_records(self, most: int) -> int:
        """Return how many records the tail has, at most `most`."""
        return sum(1 for _ in islice(frames.frames(self.data, self.packed_end), most))

    def check_dictionary(self) -> None:
        """Raise Damaged if the bytes before the first record have changed."""
        frames.read_dictionary(self.data, str(self.path))
        if self.head and zlib.crc32(self.data[: self.first]) != self.head.dictionary:
            message = f"{self.path}: the dictionary at its start is not what was written"
            raise Damaged(message)

    @property
    def packed_at(self) -> str:
        """Return when the last packed check was committed."""
        return records.parse(self._info, str(self.path)).headers.get("warc-date", "")

    @property
    def codec(self) -> frames.Codec:
        """Return the codec that reads and writes the records of the tail."""
        codec = self._cache.codec(*self._key)
        if codec is None:
            raw, first = frames.read_dictionary(self.data, str(self.path))
            if first < 0:
                message = f"{self.path}: the dictionary at its start is cut off; restore it from a copy"
                raise Damaged(message)
            codec = frames.Codec(raw, closely=self._closely)
            self._cache.keep_codec(*self._key, codec)
        return codec

    @property
    def table(self) -> Table:
        """Return the table of the packed part."""
        if self.head is None:
            return Table()
        table = self._cache.table(*self._key)
        if table is None:
            table = Table.read(self._info, str(self.path))
            self._cache.keep_table(*self._key, table)
        return table

    def read(self, address: int) -> bytes:
        """Return the record that was written at an address. Raise Damaged if there is none."""
        where = f"{self.path} at {address}"
        if address >= self.end_address:
            start = address + self.shift
            end = frames.frame_end(self.data, start) if start < len(self.data) else -1
            if end < 0:
                message = f"{where}: the file ends within this record; restore it from a copy"
                raise Damaged(message)
            return self.codec.decompress(self.data[start:end], where)
        number = self.table.number(address)
        if number >= len(self.table.addresses) or self.table.addresses[number] != address:
            message = f"{where}: there is no record"
            raise Damaged(message)
        return self._packed(number, where)

    def tail_position(self, address: int) -> int:
        """Return the offset of a record of the tail in the file; for a packed record, that at which the tail begins."""
        return address + self.shift if address >= self.end_address or not self.head else self.packed_end

    def closing(self, address: int) -> bytes:
        """Return a closing record. Those in the tail do not refer to the dictionary, so it need not be loaded."""
        start = address + self.shift
        if address >= self.end_address and start < len(self.data):
            plain = frames.decompress_small(self.data[start : frames.frame_end(self.data, start)])
            if plain:
                return plain
        return self.read(address)

    def _packed(self, number: int, where: str) -> bytes:
        frame = self.table.frame(number)
        within = self.table.within(number, frame)
        reader = self._cache.frame_reader(*self._key, frame.position)
        length = self.table.length(number)
        if reader is None or not reader.reaches(within, length):
            reader = self._frame_reader(frame, where)
            self._cache.keep_reader(*self._key, frame.position, reader)
        return reader.read(within, length)

    def _frame_reader(self, frame: Frame, where: str) -> frames.FrameReader:
        data = self.check_frame(frame, where)
        return frames.FrameReader(data, where, self.codec.known if frames.needs_dictionary(data) else None)

    def uses_dictionary(self, frame: Frame) -> bool:
        """Return whether a packed frame refers to the dictionary of the file."""
        return frames.needs_dictionary(self.check_frame(frame, str(self.path)))

    def check_frame(self, frame: Frame, where: str) -> bytes:
        """Return the bytes of a packed frame. Raise Damaged if they are not those that were written."""
        start = self.packed_from + frame.position
        data = bytes(self.data[start : start + frame.length])
        if zlib.crc32(data) != frame.crc:
            message = (
                f"{where}: the packed frame that has this record is not what was written; restore the file from a copy"
            )
            raise Damaged(message)
        return data

    def records(self, start: int = 0) -> Iterator[StoredRecord]:
        """Yield the records from an address on, in the order in which they were written. Stop at the first incomplete one."""
        if start < self.end_address and self.head:
            yield from self._packed_records(self.table.number(start))
        position = max(start + self.shift, self.packed_end)
        for begin, end in frames.frames(self.data, position):
            plain = self.codec.decompress(self.data[begin:end], f"{self.path} at {begin - self.shift}")
            yield StoredRecord(begin - self.shift, end - self.shift, plain, (begin, end))

    def _packed_records(self, number: int) -> Iterator[StoredRecord]:
        """Yield packed records. Each frame is read to its end, which has its checksum."""
        table = self.table
        while number < len(table.addresses):
            frame = table.frame(number)
            reader = self._frame_reader(frame, f"{self.path} at {table.addresses[number]}")
            for index in range(number, frame.end):
                plain = reader.read(table.within(index, frame), table.length(index))
                end = table.addresses[index + 1] if index + 1 < len(table.addresses) else self.end_address
                yield StoredRecord(table.addresses[index], end, plain, None)
            reader.end()
            number = frame.end


def _is_of(file: str, name: str) -> bool:
    return file == name or file.startswith(f"{name}/")


def _recent(cache: OrderedDict[K, V], key: K) -> V | None:
    value = cache.get(key)
    if value is not None:
        cache.move_to_end(key)
    return value


def _shorten(cache: OrderedDict[K, V]) -> None:
    while len(cache) > _CACHED:
        cache.popitem(last=False)
