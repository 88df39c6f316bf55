"""Bodies and texts of one check, kept in a file where they would fill the memory."""

from __future__ import annotations

import os
import tempfile
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tracker.ledger import Lines

IN_MEMORY = 4 << 20  # bytes of one check that stay in memory; most checks never touch the disk
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
