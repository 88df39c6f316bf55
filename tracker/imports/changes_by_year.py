"""Collect what the commits of a year contain, for the dictionary with which the archive compresses them.

Each record of the archive is compressed by itself, with one dictionary a file. The contents of an import are known in
advance: the dictionary has one version of each file, and the row of every version in the list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from tracker.archive.frames import MOST_CONTENT
from tracker.boards.generic.files import is_posting
from tracker.imports.git_process import GitError
from tracker.model import Time

_MOST_BODY = 256 << 10  # bytes of one file in a dictionary
_MOST_ROWS = MOST_CONTENT // 4  # bytes of the rows; the files have the rest
_MOST_CHANGES = 500_000  # changes of files that are read: their names take 100 MB
# :100644 100644 <blob before> <blob after> M<tab>path; a path with special characters is quoted, and is skipped
_CHANGE = re.compile(rb":\d{6} 100\d{3} [0-9a-f]{40,64} ([0-9a-f]{40,64}) [AMT]\t([^\"\t\n]+)")

Row = Callable[[str, str], str]


class Objects(Protocol):
    """The methods of a repository that are used here."""

    def rows(self, *arguments: str, end: bytes = b"\n") -> Iterator[bytes]:
        """Run git and yield what it prints."""

    def tree(self, commit: str, paths: Sequence[str]) -> list[tuple[str, str]]:
        """Return path and blob of every file under the paths in a commit."""

    def blob(self, name: str) -> bytes | None:
        """Read a blob."""


class ChangesByYear:
    """The changes of a branch's commits by year. `row` returns a file's row in the list from its path and blob."""

    def __init__(
        self, repository: Objects, branch: str, paths: Sequence[str], commits: Sequence[tuple[str, Time]], row: Row
    ) -> None:
        self._repository = repository
        self._requests = (branch, "--", *paths)
        self._paths = paths
        self._commits = commits
        self._row = row
        self._years: dict[str, dict[str, list[str]]] | None = None

    def content(self, year: str) -> bytes:
        """Return the content of a year's dictionary, b"" if git fails."""
        try:
            return self._content(year)
        except GitError:  # the archive is only larger without it; the error shows when the commit is read
            return b""

    def _content(self, year: str) -> bytes:
        if self._years is None:
            self._years = self._changes()
        files = self._years.get(year, {})
        bodies: dict[str, bytes] = {}
        room = MOST_CONTENT - _MOST_ROWS
        for path, blobs in sorted(files.items(), key=lambda item: (-len(item[1]), item[0])):
            body = self._repository.blob(blobs[len(blobs) // 2]) or b""
            if len(body) <= min(room, _MOST_BODY):
                bodies[path] = body
                room -= len(body)
        rows = ", ".join(self._row(path, blob) for path, blobs in sorted(files.items()) for blob in blobs)
        commits = [name for name, at in self._commits if at[:4] == year]
        listed = sorted(self._repository.tree(commits[len(commits) // 2], self._paths)) if commits else []
        rows_content = f"{rows}[{', '.join(self._row(*pair) for pair in listed)}]".encode("utf-8", "surrogatepass")
        return b"".join(body for _, body in sorted(bodies.items())) + rows_content[-_MOST_ROWS:]

    def _changes(self) -> dict[str, dict[str, list[str]]]:
        """Return, by year and path, the blobs that the commits bring, in order."""
        times = dict(self._commits)
        changes: dict[str, dict[str, list[str]]] = {}
        year, changes_left = "", _MOST_CHANGES
        options = (
            "--first-parent",
            "--reverse",
            "--topo-order",
            "--no-show-signature",
            "--no-renames",
            "--no-ext-diff",
        )
        for row in self._repository.rows(
            "log", *options, "-m", "--raw", "--no-abbrev", "--format=%H", "--end-of-options", *self._requests
        ):
            if row and not row.startswith(b":"):
                year = times.get(row.decode("ascii", "replace"), "")[:4]
            elif year and (change := _CHANGE.fullmatch(row)):
                path = change[2].decode("utf-8", "replace")
                if is_posting(path):
                    changes.setdefault(year, {}).setdefault(path, []).append(change[1].decode())
                    changes_left -= 1
            if changes_left <= 0:
                break
        return changes
