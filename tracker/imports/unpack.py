"""Decompress gzip, bzip2, xz and Zstandard as a stream. The format is detected from the first bytes.

Formats: RFC 1952, the .xz format (tukaani.org/xz), RFC 8878. Several members or frames in a row are one stream. The bytes are
counted, so that decompression stops if a small file unpacks without end. The memory of each decoder is limited.
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

_MAGIC = 6  # bytes of the longest signature
_CHUNK = 1 << 18  # bytes that are read from the file at a time
_SURE = 1 << 30  # unpacked bytes from which on the ratio is checked
_MEMORY = 128 << 20  # bytes a decoder may take; xz -9 takes 65 MB, zstd --ultra 128 MB
_DICTIONARY = 16 << 20  # bytes of a Zstandard dictionary; ours have 4 MB
_ZSTD = (frames.MAGIC, frames.DICTIONARY_MAGIC.to_bytes(4, "little"))

# Exceptions of the decoders; those of zlib and zstandard are not OSErrors.
ERRORS = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, zstandard.ZstdError, MemoryError)


class _Gzip:
    """zlib's decoder with the interface of the others: it keeps unused input."""

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
    """A file that is decompressed while it is read forward. Uncompressed files are read as they are.

    Raise TooMuch if it unpacks to too much, EOFError if it is cut off.
    """

    def __init__(self, file: IO[bytes], most: int = MOST_UNPACKED) -> None:
        super().__init__()
        self._file = file
        self._most = most
        self._place = 0
        self._packed = 0
        self._buffer = b""
        self._ahead = self._read_packed(_MAGIC)
        self._decoder = self._begin()
        self._zstd = self._frames() if self._ahead[:4] in _ZSTD else None
        self._plain = self._decoder is None and self._zstd is None

    def readable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return how many bytes were read."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Skip ahead to a position."""
        if whence == io.SEEK_CUR:
            offset += self._place
        if whence == io.SEEK_END or offset < self._place:
            message = "a compressed file can only be read forward"
            raise io.UnsupportedOperation(message)
        if self._plain and not self._ahead and self._file.seekable():
            self._file.seek(offset - self._place, io.SEEK_CUR)
            self._place = offset
        while self._place < offset and self.read(min(offset - self._place, _CHUNK)):
            pass
        return self._place

    def read(self, size: int = -1) -> bytes:
        """Return up to this many bytes, fewer only at the end; for -1, all that is left."""
        parts: list[bytes] = []
        needed = size if size >= 0 else self._most + 1
        while needed > 0 and (part := self._next(min(needed, 1 << 20))):
            parts.append(part)
            needed -= len(part)
            self._place += len(part)
            if not self._plain:
                self._count()
        return b"".join(parts)

    def _count(self) -> None:
        if self._place > self._most:
            message = f"it unpacks to more than {self._most:,} bytes"
            raise TooMuch(message)
        if self._place > _SURE and self._place > self._packed * MOST_RATIO:
            message = f"{self._packed:,} bytes unpack to more than {self._place:,}; no recording compresses so well"
            raise TooMuch(message)

    def _read_packed(self, size: int) -> bytes:
        data = self._file.read(size)
        self._packed += len(data)
        return data

    def _next(self, size: int) -> bytes:
        """Return the next bytes, at most this many; none at the end."""
        if self._zstd is not None:
            return self._zstd.read(size)
        if self._plain:
            data, self._ahead = self._ahead[:size] or self._read_packed(size), self._ahead[size:]
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
                    message = "a compressed part is followed by something else"
                    raise ValueError(message)
                continue
            data, self._ahead = self._ahead, b""
            if not data and decoder.needs_input:
                data = self._read_packed(_CHUNK)
                if not data:
                    message = "the packed file is cut off"
                    raise EOFError(message)
            output = decoder.decompress(data, size)
            if output:
                return output

    def _skip_padding(self) -> None:
        """Skip zeros between and after compressed parts, which gzip and xz allow."""
        self._ahead = self._ahead.lstrip(b"\0")
        while len(self._ahead) < _MAGIC and (more := self._read_packed(_CHUNK)):
            self._ahead = (self._ahead + more).lstrip(b"\0")

    def _begin(self) -> _Decoder | None:
        """Return a decoder for what follows, None if it is not compressed."""
        if self._ahead[:2] == b"\x1f\x8b":
            return _Gzip()
        if self._ahead[:3] == b"BZh":
            return bz2.BZ2Decompressor()
        if self._ahead[:6] == b"\xfd7zXZ\0":
            return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)
        return None

    def _frames(self) -> IO[bytes]:
        """Read Zstandard frames, with the dictionary before them if there is one."""
        known = None
        if self._ahead[:4] == _ZSTD[1]:
            self._ahead += self._read_packed(8 - _MAGIC)
            size = int.from_bytes(self._ahead[4:8], "little")
            packed = self._read_packed(size) if size <= _DICTIONARY else b""
            known = zstandard.ZstdCompressionDict(_dictionary(packed, size))
            self._ahead = b""
        reader = zstandard.ZstdDecompressor(dict_data=known, max_window_size=_MEMORY)
        return reader.stream_reader(cast("IO[bytes]", _Rest(self)), read_across_frames=True, read_size=_CHUNK)


class _Rest:
    """The rest of the compressed file, as a file."""

    def __init__(self, of: Unpacked) -> None:
        self._of = of

    def read(self, size: int) -> bytes:
        data, self._of._ahead = self._of._ahead[:size], self._of._ahead[size:]  # noqa: SLF001
        return data or self._of._read_packed(size)  # noqa: SLF001


def _dictionary(packed: bytes, size: int) -> bytes:
    """Return a dictionary, which may itself be a frame. Raise ValueError if it is cut off or too large."""
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
