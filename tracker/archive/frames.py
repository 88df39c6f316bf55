"""Read and write Zstandard frames with one or many records, and the dictionary in the skippable frame at the start of a file.

Formats: RFC 8878 (frames, blocks) and the IIPC proposal "Zstandard Compression for WARC Files 1.0" (the dictionary
frame, magic 0x184D2A5D). A dictionary is a header (the magic, an id, entropy tables, three offsets) and content; the
content here is a capture of the same board, so that the next capture takes only the space of what is new.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator

import zstandard

from tracker.model.errors import Damaged

Buffer = bytes | memoryview | mmap.mmap

MAGIC = b"\x28\xb5\x2f\xfd"
DICTIONARY_MAGIC = 0x184D2A5D
LEAST_CONTENT = 8  # bytes: the offsets that the header begins with must lie within the content
MOST_CONTENT = 4 << 20  # bytes of a capture that serve as dictionary: a board of a thousand postings
_LEVEL = 3
# Of a folder's commits, where most of a record is in the dictionary: 36 months of 18F's postings take 980 KB at level 3,
# and 666 KB at 19; a git pack of the same commits takes 674 KB.
CLOSE_LEVEL = 19
_CLOSE_MEMORY = (
    20  # memory of the slow compressor, in sizes of the dictionary: 84 MB for one of 4 MB, 35 for one of 1 MB
)
_CLOSE_MOST = (
    128 << 10
)  # bytes of a record that the slow level compresses: a list of 700 files; a megabyte takes a second
# Positions that the compressor remembers of a dictionary, as a power of two. A 2.7 MB reply against itself: 17 gives
# 172 KB, 20 gives 0.3 KB; up to 1 MB 17 finds all, and loads in a third of the time.
_SMALL_TABLE, _LARGE_TABLE, _LARGE = 17, 20, 1 << 20
# Of a packed file's dictionary. One of 328 KB takes 39 KB at level 3 (1 ms), 36 KB at 12 (7 ms) and 31 KB at 19 (60 ms); one
# of 3.3 MB takes 370, 329 (0.08 s) and 267 KB (1.5 s).
PACKED_LEVEL = 12
_WINDOW = 23  # 8 MB: a dictionary of MOST_CONTENT and a record as large
_RESERVED = 0x18  # bits of a frame's header that are always 0
# The window of a packed frame is a power of two, at least this many times the distance of the farthest previous capture.
# 266 captures of 330 kB take 241 KB with a window of 2 MB, 219 with 4, 217 with 8. A window below 32 MB keeps a resumable
# position small; beyond NEAR the table of a binary tree would take more than 32 MB.
_REACH = 8
_LEAST_LOG, _NEAR_LOG, _FAR_LOG = 20, 23, 25
_SKIPPABLE = range(0x184D2A50, 0x184D2A60)
_ID = 0x7AC4E6
# The entropy tables of a dictionary that zstd's own trainer made of record headers; its offsets are the standard 1, 4, 8.
_HEADER = bytes.fromhex(
    "37a430ecabf35c5e0c1010df2be6421d8e85171b070300000000b0030c190000040000000000000000000000000000800100008081010000"
    "00000000807203000000603e00030700000000147000000000000000000000000000830100000010e60100000001000000040000000800"
    "0000"
)


def dictionary(content: bytes) -> bytes:
    """Make a dictionary with this content. References to bytes near its end are the shortest."""
    return _HEADER[:4] + struct.pack("<I", _ID) + _HEADER[8:] + content[-MOST_CONTENT:]


def dictionary_frame(raw: bytes, level: int = _LEVEL) -> bytes:
    """Write the dictionary, itself compressed, as the skippable frame that a file begins with."""
    how = zstandard.ZstdCompressionParameters.from_level(level, source_size=len(raw), write_checksum=True)
    packed = zstandard.ZstdCompressor(compression_params=how).compress(raw)
    return struct.pack("<II", DICTIONARY_MAGIC, len(packed)) + packed


class Codec:
    """Compress and decompress the records of one file. The dictionary is loaded when it is first needed.

    `closely`: use the slow level, which finds more matches in the dictionary.
    """

    def __init__(self, raw: bytes = b"", *, closely: bool = False) -> None:
        self.raw = raw
        self._closely = closely
        self._with: zstandard.ZstdCompressor | None = None
        self._close: zstandard.ZstdCompressor | None = None
        self._reader: zstandard.ZstdDecompressor | None = None
        self._known: zstandard.ZstdCompressionDict | None = None

    @property
    def memory(self) -> int:
        """Return about how many bytes the dictionary and the tables made of it take."""
        size = len(self.raw)
        table = _SMALL_TABLE if size < _LARGE else _LARGE_TABLE
        writing = 2 * size + (8 << table) if self._with else 0  # two tables of four bytes for each position
        reading = 2 * size if self._known else 0
        return size + writing + reading + (_CLOSE_MEMORY * size if self._close else 0)

    def compress(self, record: bytes) -> bytes:
        """Write a record as a frame that may refer to the dictionary."""
        if not self.raw:
            return compress_small(record)
        if self._closely and len(record) <= _CLOSE_MOST:
            if self._close is None:
                self._close = self._compressor(
                    CLOSE_LEVEL, source_size=len(self.raw), window_log=_WINDOW, write_checksum=True
                )
            return self._close.compress(record)
        if self._with is None:
            table = _SMALL_TABLE if len(self.raw) < _LARGE else _LARGE_TABLE
            self._with = self._compressor(
                _LEVEL, hash_log=table, chain_log=table, window_log=_WINDOW, write_checksum=True
            )
        return self._with.compress(record)

    def free_memory(self) -> None:
        """Free the memory of the slow compressor: 80 MB for a 4 MB dictionary."""
        self._close = None

    @property
    def known(self) -> zstandard.ZstdCompressionDict | None:
        """Return the dictionary for reading, None if there is none."""
        if self._known is None and self.raw:
            self._known = _loaded(self.raw)
        return self._known

    def _compressor(self, level: int, **how: int | bool) -> zstandard.ZstdCompressor:
        return zstandard.ZstdCompressor(
            dict_data=_loaded(self.raw), compression_params=zstandard.ZstdCompressionParameters.from_level(level, **how)
        )

    def decompress(self, frame: bytes, where: str) -> bytes:
        """Read a frame back. Raise Damaged if it is not what was written."""
        if self._reader is None:
            self._reader = zstandard.ZstdDecompressor(dict_data=self.known)
        try:
            return self._reader.decompress(frame)
        except (zstandard.ZstdError, MemoryError) as error:
            raise Damaged(_unlike(where, str(error))) from error


def _loaded(raw: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(raw, dict_type=zstandard.DICT_TYPE_FULLDICT)


def needs_dictionary(frame: bytes) -> bool:
    """Return whether a frame was written with the dictionary of its file."""
    return bool(zstandard.get_frame_parameters(frame).dict_id)


def packed_compressor(distance: int, raw: bytes = b"") -> zstandard.ZstdCompressor:
    """Return a compressor for a packed frame. The previous capture of the same address is at most `distance` bytes back.

    `raw` is the dictionary. The frame may refer to it until a window's length of records is written.

    The usual match finders take the nearest repetition of a standing paragraph, which is in the same reply. They miss the
    long match in the previous capture, which the binary tree finds.
    """
    near = distance < 1 << _NEAR_LOG
    log = min(max((distance * _REACH).bit_length(), _LEAST_LOG), _NEAR_LOG if near else _FAR_LOG)
    if near:
        how = zstandard.ZstdCompressionParameters(
            window_log=log,
            chain_log=log - 1,  # two links for each position: a table for the whole window takes longer to clear
            hash_log=18,
            search_log=2,
            min_match=5,
            target_length=32,
            strategy=zstandard.STRATEGY_BTLAZY2,
            write_checksum=True,
            write_dict_id=True,
        )
    else:
        how = zstandard.ZstdCompressionParameters.from_level(
            _LEVEL, window_log=log, enable_ldm=True, write_checksum=True, write_dict_id=True
        )
    return zstandard.ZstdCompressor(compression_params=how, dict_data=_loaded(raw) if raw else None)


class FrameReader:
    """Read a packed frame from front to back, and continue where the last read ended.

    An open stream takes as much memory as the frame's window. `leave` closes it, and keeps the next bytes.
    """

    def __init__(self, frame: bytes, where: str, known: zstandard.ZstdCompressionDict | None = None) -> None:
        self.memory = len(frame) + zstandard.get_frame_parameters(frame).window_size + (len(known) if known else 0)
        self.at = 0
        self._where = where
        self._ahead = b""  # the bytes that were read ahead before the stream was closed
        self._stream: zstandard.ZstdDecompressionReader | None = zstandard.ZstdDecompressor(
            dict_data=known, max_window_size=1 << 27
        ).stream_reader(frame)

    @property
    def is_open(self) -> bool:
        """Return whether the stream is open."""
        return self._stream is not None

    def reaches(self, start: int, length: int) -> bool:
        """Return whether these bytes can be read from here."""
        return start >= self.at and (self.is_open or start + length <= self.at + len(self._ahead))

    def leave(self, ahead: int) -> None:
        """Close the stream, and keep as many of the next bytes in memory."""
        self._ahead, self._stream = self._read(ahead), None
        self.memory = len(self._ahead)

    def read(self, start: int, length: int) -> bytes:
        """Return a part of the frame's content for which `reaches` is true. Raise Damaged if it is damaged."""
        if self._stream is None:
            return self._ahead[start - self.at : start - self.at + length]
        while self.at < start:
            self._next(min(start - self.at, _STRIDE))
        return self._next(length)

    def end(self) -> None:
        """Read the end of the frame, with its checksum.

        Raise Damaged if the checksum is wrong, or if more bytes follow.
        """
        if self._read(1):
            raise Damaged(_unlike(self._where, "the frame holds more than the table says"))

    def _next(self, length: int) -> bytes:
        data = self._read(length)
        if len(data) != length:
            raise Damaged(_unlike(self._where, "the frame holds less than the table says"))
        self.at += length
        return data

    def _read(self, length: int) -> bytes:
        if self._stream is None:
            return b""
        try:
            return self._stream.read(length)
        except (zstandard.ZstdError, MemoryError) as error:
            raise Damaged(_unlike(self._where, str(error))) from error


def _unlike(where: str, why: str) -> str:
    return f"{where}: this record is not what was written ({why}); restore the file from a copy"


_STRIDE = 1 << 20  # bytes that are decompressed at a time when they are skipped

_SMALL = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)


def compress_small(record: bytes) -> bytes:
    """Write a record as a frame that can be read without loading the dictionary."""
    return _SMALL.compress(record)


def decompress_small(frame: bytes) -> bytes:
    """Read a frame that was written without a dictionary; return nothing if it is not one."""
    try:
        return zstandard.ZstdDecompressor().decompress(frame)
    except (zstandard.ZstdError, MemoryError):
        return b""


def dictionary_end(data: Buffer) -> int:
    """Return where the first record of a file begins: after its dictionary; -1 if that is cut off."""
    head = bytes(data[:8])
    if len(head) < 8 or struct.unpack("<I", head[:4])[0] != DICTIONARY_MAGIC:
        return 0
    end: int = 8 + struct.unpack("<I", head[4:])[0]
    return end if end <= len(data) else -1


def read_dictionary(data: Buffer, where: str) -> tuple[bytes, int]:
    """Return the dictionary of a file and where its first record begins; empty and 0 if it has none.

    -1 says that the dictionary itself is cut off.
    """
    end = dictionary_end(data)
    if end <= 0:
        return b"", end
    try:
        if frame_end(data, 8) != end:
            message = "it is not a frame"
            raise zstandard.ZstdError(message)
        return zstandard.ZstdDecompressor().decompress(bytes(data[8:end])), end
    except (zstandard.ZstdError, MemoryError) as error:
        message = f"{where}: the dictionary at its start is not what was written ({error})"
        raise Damaged(message) from error


def frame_end(data: Buffer, start: int) -> int:
    """Return the end of the frame at `start`; -1 if it is cut off or there is no frame."""
    if len(data) - start < 5:
        return -1
    magic = struct.unpack_from("<I", data, start)[0]
    if magic in _SKIPPABLE:
        end = start + 8 + (struct.unpack_from("<I", data, start + 4)[0] if len(data) - start >= 8 else 1 << 62)
        return end if end <= len(data) else -1
    if bytes(data[start : start + 4]) != MAGIC:
        return -1
    flags = data[start + 4]
    if flags & _RESERVED:
        return -1
    single, checksum = flags >> 5 & 1, flags >> 2 & 1
    position = start + 5 + (not single) + (0, 1, 2, 4)[flags & 3] + ((single, 2, 4, 8)[flags >> 6])
    while position + 3 <= len(data):
        block = int.from_bytes(data[position : position + 3], "little")
        last, kind, size = block & 1, block >> 1 & 3, block >> 3
        position += 3 + (1 if kind == 1 else size)
        if last:
            position += 4 * checksum
            return position if position <= len(data) else -1
    return -1


def frames(data: Buffer, start: int) -> Iterator[tuple[int, int]]:
    """Yield begin and end of every whole frame from `start` on; stop at the first incomplete one."""
    while (end := frame_end(data, start)) > 0:
        yield start, end
        start = end
