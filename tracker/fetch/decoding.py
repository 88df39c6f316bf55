"""Decode Content-Encoding while bodies arrive, and refuse bodies that end too early.

A list that was cut in the middle of a gzip stream must not pass for a short list. Source: RFC 9110, section 8.4.1; RFC
1952 (gzip, which may have several members), RFC 1950 (zlib), RFC 7932 (Brotli).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

try:
    import brotli
except ImportError:  # optional; without it servers are not asked for it
    brotli = None

ACCEPTED = "gzip, deflate, br" if brotli is not None else "gzip, deflate"
_PIECE = 1 << 20  # bytes that one step unpacks at most
_WINDOW = 4 << 10  # bytes of input of one step: what follows a member is copied, so many small members would copy a lot
_ZLIB = 8  # in the low half of a zlib stream's first byte; some servers send deflate without that header
_GZIP, _WRAPPED, _RAW = 31, 15, -15  # zlib's window bits for each of the three formats


class Cut(ValueError):
    """A body that ends too early, or is not encoded as its header says."""


class _Step(Protocol):
    def feed(self, data: bytes) -> Iterator[bytes]: ...

    def end(self) -> None: ...


class Decoder:
    """Decodes a body by its Content-Encoding, which may name several. An empty one or `identity` changes nothing."""

    def __init__(self, encodings: str) -> None:
        names = [name.strip().lower() for name in encodings.split(",")]
        self._steps = [_step(name) for name in reversed(names) if name not in {"", "identity"}]

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the decoded next part of a body, in pieces of bounded size. Raise Cut if it can't be decoded."""
        yield from _through(self._steps, data)

    def end(self) -> None:
        """Mark the end of the body. Raise Cut if it is incomplete."""
        for step in self._steps:
            step.end()


def _through(steps: list[_Step], data: bytes) -> Iterator[bytes]:
    if not steps:
        yield data
        return
    for piece in steps[0].feed(data):
        yield from _through(steps[1:], piece)


def _step(name: str) -> _Step:
    if name in {"gzip", "x-gzip", "deflate"}:
        return _Zlib(name)
    if name == "br" and brotli is not None:
        return _Brotli()
    message = f"the body is packed as {name[:40]!r}, which was not requested and can't be read"
    raise Cut(message)


class _Zlib:
    """Decodes gzip with any number of members, and deflate with or without its header."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._inner = zlib.decompressobj(_GZIP) if name != "deflate" else None
        self._over = False  # what follows the last member is not part of the body

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _WINDOW):
            yield from self._window(data[start : start + _WINDOW])

    def _window(self, data: bytes) -> Iterator[bytes]:
        while data and not self._over:
            if self._inner is None:
                self._inner = zlib.decompressobj(_WRAPPED if data[0] & 0xF == _ZLIB else _RAW)
            elif self._inner.eof:
                if self.name == "deflate" or data[:1] != b"\x1f":
                    self._over = True
                    return
                self._inner = zlib.decompressobj(_GZIP)
            try:
                piece = self._inner.decompress(data, _PIECE)
            except zlib.error as error:
                message = f"the body is not whole: it can't be unpacked ({self.name}: {error})"
                raise Cut(message) from error
            if piece:
                yield piece
            data = self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail

    def end(self) -> None:
        if self._inner is not None and not self._inner.eof and not self._over:
            message = f"the body is not whole: it ends in the middle of its {self.name} stream"
            raise Cut(message)


class _Brotli:
    def __init__(self) -> None:
        self._inner = brotli.Decompressor()
        self._fed = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        self._fed = self._fed or bool(data)
        while not self._inner.is_finished():
            try:
                piece = self._inner.process(data, output_buffer_limit=_PIECE)
            except brotli.error as error:
                message = f"the body is not whole: it can't be unpacked (br: {error})"
                raise Cut(message) from error
            data = b""
            if not piece:
                return
            yield piece

    def end(self) -> None:
        if self._fed and not self._inner.is_finished():
            message = "the body is not whole: it ends in the middle of its br stream"
            raise Cut(message)
