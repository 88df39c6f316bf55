"""Packed bytes, unpacked a piece at a time: gzip, bzip2, xz and Zstandard, recognised by how they begin.

Formats: RFC 1952, the .xz format (tukaani.org/xz), RFC 8878. Several members or frames, one after the other, are one stream.
What is read is counted, so that a small file that unpacks without end is given up; no decoder may take much memory.
"""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from typing import IO, cast

import zstandard

from tracker.archive import frames
from tracker.imports.bounds import MOST_RATIO, MOST_UNPACKED, TooMuch

_MAGIC = 6  # bytes by which the longest beginning is known
_CHUNK = 1 << 18  # bytes that are read of the file at a time
_SURE = 1 << 30  # bytes unpacked from which on the ratio counts
_MEMORY = 128 << 20  # bytes a decoder may take; xz -9 takes 65 MB, zstd --ultra 128 MB
_DICTIONARY = 16 << 20  # bytes of a Zstandard dictionary; ours have four
_ZSTD = (frames.MAGIC, frames.DICTIONARY_MAGIC.to_bytes(4, "little"))

# What the decoders raise; zlib's and zstandard's errors are no OSErrors.
ERRORS = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, zstandard.ZstdError, MemoryError)


class _Gzip:
    """zlib's decoder with the interface of the others: it keeps the input that it did not use."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail


_Decoder = _Gzip | bz2.BZ2Decompressor | lzma.LZMADecompressor


class Unpacked(io.RawIOBase):
    """A file as it is unpacked, to be read forward. TooMuch if a packed one has no end, EOFError if it is cut off.

    One that is not packed is read as it is.
    """

    def __init__(self, file: IO[bytes], most: int = MOST_UNPACKED) -> None:
        super().__init__()
        self._file = file
        self._most = most
        self._place = 0
        self._packed = 0
        self._buffer = b""
        self._ahead = self._more(_MAGIC)
        self._decoder = self._begin()
        self._zstd = self._frames() if self._ahead[:4] in _ZSTD else None
        self._plain = self._decoder is None and self._zstd is None

    def readable(self) -> bool:
        """Return True: it can be read."""
        return True

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Read on to a place further ahead."""
        if whence == io.SEEK_CUR:
            offset += self._place
        if whence == io.SEEK_END or offset < self._place:
            message = "what is unpacked is read forward only"
            raise io.UnsupportedOperation(message)
        if self._plain and not self._ahead and self._file.seekable():
            self._file.seek(offset - self._place, io.SEEK_CUR)
            self._place = offset
        while self._place < offset and self.read(min(offset - self._place, _CHUNK)):
            pass
        return self._place

    def read(self, size: int = -1) -> bytes:
        """Read up to so many bytes; fewer only at the end. All that is left for -1."""
        parts: list[bytes] = []
        wanted = size if size >= 0 else self._most + 1
        while wanted > 0 and (part := self._next(min(wanted, 1 << 20))):
            parts.append(part)
            wanted -= len(part)
            self._place += len(part)
            if not self._plain:
                self._count()
        return b"".join(parts)

    def _count(self) -> None:
        if self._place > self._most:
            message = f"it unpacks to more than {self._most:,} bytes"
            raise TooMuch(message)
        if self._place > _SURE and self._place > self._packed * MOST_RATIO:
            message = f"{self._packed:,} bytes unpack to more than {self._place:,}; that is no recording"
            raise TooMuch(message)

    def _more(self, size: int) -> bytes:
        data = self._file.read(size)
        self._packed += len(data)
        return data

    def _next(self, size: int) -> bytes:
        """Return the next bytes, at most so many; none at the end."""
        if self._zstd is not None:
            return self._zstd.read(size)
        if self._plain:
            data, self._ahead = self._ahead[:size] or self._more(size), self._ahead[size:]
            return data
        return self._decoded(size)

    def _decoded(self, size: int) -> bytes:
        while True:
            decoder = self._decoder
            if decoder is None:
                message = "it was read beyond an error"
                raise ValueError(message)
            if decoder.eof:
                self._ahead = decoder.unused_data + self._ahead
                self._skip_padding()
                if not self._ahead:
                    return b""
                self._decoder = self._begin()
                if self._decoder is None:
                    message = "behind a packed part stands something else"
                    raise ValueError(message)
                continue
            data, self._ahead = self._ahead, b""
            if not data and decoder.needs_input:
                data = self._more(_CHUNK)
                if not data:
                    message = "the packed file is cut off"
                    raise EOFError(message)
            found = decoder.decompress(data, size)
            if found:
                return found

    def _skip_padding(self) -> None:
        """Pass over zeros between and behind packed parts, as gzip and xz do."""
        self._ahead = self._ahead.lstrip(b"\0")
        while len(self._ahead) < _MAGIC and (more := self._more(_CHUNK)):
            self._ahead = (self._ahead + more).lstrip(b"\0")

    def _begin(self) -> _Decoder | None:
        """Choose a decoder for what comes; None if it is not packed."""
        if self._ahead[:2] == b"\x1f\x8b":
            return _Gzip()
        if self._ahead[:3] == b"BZh":
            return bz2.BZ2Decompressor()
        if self._ahead[:6] == b"\xfd7zXZ\0":
            return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)
        return None

    def _frames(self) -> IO[bytes]:
        """Read Zstandard frames, with the dictionary that stands before them where there is one."""
        known = None
        if self._ahead[:4] == _ZSTD[1]:
            self._ahead += self._more(8 - _MAGIC)
            size = int.from_bytes(self._ahead[4:8], "little")
            packed = self._more(size) if size <= _DICTIONARY else b""
            known = zstandard.ZstdCompressionDict(_dictionary(packed, size))
            self._ahead = b""
        reader = zstandard.ZstdDecompressor(dict_data=known, max_window_size=_MEMORY)
        return reader.stream_reader(cast("IO[bytes]", _Rest(self)), read_across_frames=True, read_size=_CHUNK)


class _Rest:
    """What is left of the packed file, as a file."""

    def __init__(self, of: Unpacked) -> None:
        self._of = of

    def read(self, size: int) -> bytes:
        data, self._of._ahead = self._of._ahead[:size], self._of._ahead[size:]  # noqa: SLF001
        return data or self._of._more(size)  # noqa: SLF001


def _dictionary(packed: bytes, size: int) -> bytes:
    """Unpack a dictionary that may itself be a frame. ValueError if it is cut off or too large."""
    if len(packed) < size:
        message = f"its dictionary has {size:,} bytes, which are cut off or more than {_DICTIONARY:,}"
        raise TooMuch(message)
    if packed[:4] != frames.MAGIC:
        return packed
    raw = Unpacked(io.BytesIO(packed), _DICTIONARY).read()
    if not raw:
        message = "its dictionary is empty"
        raise ValueError(message)
    return raw
