"""Undo an import that fails or is killed, with a journal of the previous length of each file.

The journal has a line for each file that the import touches, written and synced before the file is. While it exists, the import
is not finished; the next process with the project's lock removes what the import wrote.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from tracker.archive.atomic_files import sync
from tracker.archive.file_names import SUFFIX, is_slug, within_root

JOURNAL = ".import"


class ImportJournal:
    """The journal of one import."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lengths: dict[str, int] = {}

    @property
    def lengths(self) -> Mapping[str, int]:
        """Return how long each file that the import touches was before."""
        return self._lengths

    @classmethod
    def read(cls, root: Path) -> ImportJournal | None:
        """Return the journal of an unfinished import, None if there is none."""
        try:
            lines = (root / JOURNAL).read_text("utf-8", "replace").split("\n")
        except (FileNotFoundError, NotADirectoryError):
            return None
        unfinished = cls(root)
        for line in lines[:-1]:  # what follows the last line end was not synced, and its file not written to
            length, _, file = line.partition(" ")
            slug, _, name = file.partition("/")
            if length.isdecimal() and is_slug(slug) and name.endswith(SUFFIX) and "/" not in name:
                unfinished._lengths[within_root(root, file)] = int(length)
        return unfinished

    def note(self, file: str, length: int) -> None:
        """Write down how long a file is, before the import writes to it for the first time."""
        if file in self._lengths:
            return
        self._root.mkdir(parents=True, exist_ok=True)
        new = not self._lengths
        with (self._root / JOURNAL).open("wb" if new else "ab") as opened:
            opened.write(f"{length} {file}\n".encode())
            opened.flush()
            os.fsync(opened.fileno())
        if new:
            sync(self._root)
        self._lengths[file] = length

    def done(self) -> None:
        """Mark the import as finished, so that what it wrote is kept."""
        if self._lengths:
            (self._root / JOURNAL).unlink(missing_ok=True)
            sync(self._root)

    def undo(self) -> list[str]:
        """Remove what the import wrote, and return the files that it had changed."""
        for file, length in self._lengths.items():
            path = self._root / file
            if not length:
                path.unlink(missing_ok=True)
                with contextlib.suppress(OSError):  # it has other months of the source
                    path.parent.rmdir()
            elif path.stat().st_size > length:
                with path.open("r+b") as opened:
                    opened.truncate(length)
                    os.fsync(opened.fileno())
        (self._root / JOURNAL).unlink(missing_ok=True)
        if self._lengths:
            sync(self._root)
        return list(self._lengths)
