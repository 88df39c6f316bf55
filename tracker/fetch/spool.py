"""Keep the bodies and texts of one check in a file when they are too large for memory."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self, overload

import orjson

from tracker.model import Page
from tracker.model.wording import Hashed, Lines

SPOOLS = ".spool"  # folder in the archive for the spool files of checks; no source can have this name
IN_MEMORY = 2 << 20  # bytes of one check that stay in memory; most checks never touch the disk
WHOLE = 1 << 20  # bytes of a body that stay in memory while it arrives
_OPEN = 16  # files that stay open for reading


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes in a file, readable while its spool is open."""

    path: str
    offset: int
    size: int

    def read(self) -> bytes:
        """Return the bytes. Raise OSError if the file is gone."""
        data = os.pread(_opened(self.path), self.size, self.offset)
        if len(data) != self.size:
            message = f"{self.path} has {len(data)} of {self.size} bytes at {self.offset}"
            raise OSError(message)
        return data


class StoredHeaders(Sequence[tuple[str, str]]):
    """The headers of a reply, kept in a file. Equal only to themselves."""

    __slots__ = ("_offset", "_path", "_size")

    def __init__(self, stored: Stored) -> None:
        self._path, self._offset, self._size = stored.path, stored.offset, stored.size

    def _read(self) -> tuple[tuple[str, str], ...]:
        stored = Stored(self._path, self._offset, self._size)
        return tuple((name, value) for name, value in orjson.loads(stored.read()))

    def __len__(self) -> int:
        return len(self._read())

    @overload
    def __getitem__(self, index: int) -> tuple[str, str]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[str, str]]: ...
    def __getitem__(self, index: int | slice) -> tuple[str, str] | Sequence[tuple[str, str]]:
        return self._read()[index]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._read())


_files: OrderedDict[str, int] = OrderedDict()


def _opened(path: str) -> int:
    """Return a descriptor of the file. A few stay open, because the same file is read again and again."""
    if path in _files:
        _files.move_to_end(path)
        return _files[path]
    while len(_files) >= _OPEN:
        os.close(_files.popitem(last=False)[1])
    _files[path] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    return _files[path]


class Spool:
    """Keeps the bodies and texts of one check: the first in memory, the rest in a file that is deleted with the spool."""

    def __init__(self, folder: Path | None = None, in_memory: int = IN_MEMORY) -> None:
        self.folder = folder
        self.in_memory = in_memory
        self.refused = 0  # bytes of bodies that were too large and not used
        self._stored = 0
        self._paths: list[Path] = []
        self._file = -1
        self._path = ""
        self._length = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def keep(self, data: bytes) -> bytes | Stored:
        """Keep bytes. Return them, or where they are."""
        if self._stored + len(data) <= self.in_memory:
            self._stored += len(data)
            return data
        if self._file < 0:
            self._file, self._path = self.new_file()
        offset = self._length
        _write(self._file, data)
        self._length += len(data)
        return Stored(self._path, offset, len(data))

    def page(self, page: Page) -> Page:
        """Keep the body of a page and of its parts. If a body goes to the file, its headers do too."""
        content = self.keep(page.content) if isinstance(page.content, bytes) else page.content
        headers = page.headers
        if not isinstance(content, bytes):
            stored = self.keep(orjson.dumps(list(page.headers)))
            headers = page.headers if isinstance(stored, bytes) else StoredHeaders(stored)
        parts = tuple(map(self.page, page.parts))
        if content is page.content and headers is page.headers and not parts:
            return page
        return replace(page, content=content, headers=headers, parts=parts)

    @property
    def length(self) -> int:
        """Return the size of the file in bytes."""
        return self._length

    def cut(self, length: int) -> None:
        """Drop everything in the file after this length. It can't be read any more."""
        if self._file >= 0:
            os.ftruncate(self._file, length)
            os.lseek(self._file, length, os.SEEK_SET)
        self._length = length

    def new_file(self) -> tuple[int, str]:
        """Create another file that is deleted with the spool. Return its descriptor and path."""
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
        descriptor, path = tempfile.mkstemp(prefix="spool-", dir=self.folder)
        self._paths.append(Path(path))
        return descriptor, path

    def receiver(self) -> Receiver:
        """Return a receiver for a body that arrives in pieces."""
        return Receiver(self)

    def lines(self, blocks: Sequence[str]) -> Sequence[str]:
        """Keep the lines of a text. Return a sequence that equals them."""
        data = "\n".join(blocks).encode("utf-8", "surrogatepass")
        stored = self.keep(data)
        if isinstance(stored, bytes):
            return Hashed.of(blocks, hashlib.sha256(data).hexdigest())
        return Lines(stored, len(blocks))

    def close(self) -> None:
        """Delete the files."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        for path in self._paths:
            descriptor = _files.pop(str(path), -1)
            if descriptor >= 0:
                os.close(descriptor)
            path.unlink(missing_ok=True)
        self._paths.clear()


class Receiver:
    """Receives a body piece by piece. A body of more than WHOLE bytes goes to its own file."""

    def __init__(self, spool: Spool | None = None) -> None:
        self._spool = spool
        self._parts: list[bytes] = []
        self._sha = hashlib.sha256()
        self._file = -1
        self._path = ""
        self.size = 0

    def take(self, part: bytes) -> None:
        """Add the next piece."""
        self.size += len(part)
        self._sha.update(part)
        if self._file < 0:
            self._parts.append(part)
            if self._spool is None or self.size <= WHOLE:
                return
            self._file, self._path = self._spool.new_file()
            part = b"".join(self._parts)
            self._parts.clear()
        _write(self._file, part)

    def done(self) -> tuple[bytes | Stored, str]:
        """Return the body, or where it is, and its SHA-256 in hexadecimal."""
        if not self._path:
            return b"".join(self._parts), self._sha.hexdigest()
        self.close()
        return Stored(self._path, 0, self.size), self._sha.hexdigest()

    def close(self) -> None:
        """Close the file. The spool deletes it."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def clear(folder: Path) -> None:
    """Delete what killed commands left in a folder of spools. Nothing else may be using it."""
    for path in folder.glob("spool-*"):
        if not path.is_dir():
            path.unlink(missing_ok=True)
