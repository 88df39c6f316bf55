"""Hash pieces of files that are mapped into memory, without keeping them there."""

from __future__ import annotations

import hashlib
import mmap
import zlib

_CHUNK = 1 << 20  # bytes that are hashed at a time


def sha256_of(data: mmap.mmap, start: int, end: int) -> str:
    """Hash a piece of a mapped file, without a copy of it in memory."""
    found = hashlib.sha256()
    for place in range(start, end, _CHUNK):
        found.update(data[place : min(place + _CHUNK, end)])
        let_go_of(data)
    return found.hexdigest()


def crc_of(data: mmap.mmap, start: int, end: int) -> str:
    """Return the CRC-32 of a piece of a mapped file, as a closing record states it."""
    found = 0
    for place in range(start, end, _CHUNK):
        found = zlib.crc32(data[place : min(place + _CHUNK, end)], found)
        let_go_of(data)
    return f"{found:08x}"


def let_go_of(data: mmap.mmap) -> None:
    """Let the system free the memory of the pages that were read."""
    if hasattr(mmap, "MADV_DONTNEED"):
        data.madvise(mmap.MADV_DONTNEED)
