"""Bodies and texts of one check, kept in a file where they would fill the memory."""

from __future__ import annotations

import os
import tempfile
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self, overload

import orjson

from tracker.ledger import Lines
from tracker.model import Page

IN_MEMORY = 2 << 20  # bytes of one check that stay in memory; most checks never touch the disk
_OPEN = 16  # files that stay open for reading


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes in a file, for as long as its spool is open."""

    path: str
    offset: int
    size: int

    def read(self) -> bytes:
        """Read the bytes; OSError if the file is gone."""
        data = os.pread(_opened(self.path), self.size, self.offset)
        if len(data) != self.size:
            message = f"{self.path} has {len(data)} of {self.size} bytes at {self.offset}"
            raise OSError(message)
        return data


class StoredHeaders(Sequence[tuple[str, str]]):
    """The headers of a reply, kept in a file; equal to nothing but themselves."""

    __slots__ = ("_stored",)

    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    def _read(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, value) for name, value in orjson.loads(self._stored.read()))

    def __len__(self) -> int:
        return len(self._read())

    @overload
    def __getitem__(self, place: int) -> tuple[str, str]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[tuple[str, str]]: ...
    def __getitem__(self, place: int | slice) -> tuple[str, str] | Sequence[tuple[str, str]]:
        return self._read()[place]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._read())


_files: OrderedDict[str, int] = OrderedDict()


def _opened(path: str) -> int:
    """Return a descriptor of the file; a few stay open, for the same file is read again and again."""
    if path in _files:
        _files.move_to_end(path)
        return _files[path]
    while len(_files) >= _OPEN:
        os.close(_files.popitem(last=False)[1])
    _files[path] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    return _files[path]


class Spool:
    """Keeps the bodies and texts of one check: the first of them in memory, the rest in a file that ends with it."""

    def __init__(self, folder: Path | None = None, in_memory: int = IN_MEMORY) -> None:
        self.folder = folder
        self.in_memory = in_memory
        self._kept = 0
        self._paths: list[Path] = []
        self._file = -1
        self._length = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def keep(self, data: bytes) -> bytes | Stored:
        """Keep bytes, and return them or where they are."""
        if self._kept + len(data) <= self.in_memory:
            self._kept += len(data)
            return data
        if self._file < 0:
            self._file = self.new_file()
        offset = self._length
        view = memoryview(data)
        while view:
            written = os.write(self._file, view)
            self._length += written
            view = view[written:]
        return Stored(str(self._paths[0]), offset, len(data))

    def page(self, page: Page) -> Page:
        """Keep the body of a page, and of what it loaded itself; of one that goes to the file the headers as well."""
        content = self.keep(page.content) if isinstance(page.content, bytes) else page.content
        headers = page.headers
        if not isinstance(content, bytes):
            kept = self.keep(orjson.dumps(list(page.headers)))
            headers = page.headers if isinstance(kept, bytes) else StoredHeaders(kept)
        parts = tuple(map(self.page, page.parts))
        return replace(page, content=content, headers=headers, parts=parts)

    def new_file(self) -> int:
        """Make one more file that ends with the spool, and return its descriptor; `paths[-1]` is its path."""
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
        descriptor, path = tempfile.mkstemp(prefix="spool-", dir=self.folder)
        if self._file < 0:
            self._paths.insert(0, Path(path))
        else:
            self._paths.append(Path(path))
        return descriptor

    def lines(self, blocks: Sequence[str]) -> Sequence[str]:
        """Keep the lines of a text, and return them as a sequence that is equal to them."""
        data = "\n".join(blocks).encode("utf-8", "surrogatepass")
        held = self.keep(data)
        return tuple(blocks) if isinstance(held, bytes) else Lines(held, len(blocks))

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


def clear(folder: Path) -> None:
    """Delete what a killed run left in a folder of spools."""
    for path in folder.glob("spool-*"):
        path.unlink(missing_ok=True)
