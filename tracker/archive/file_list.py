"""List the files in snapshots/, and distinguish missing files from unreadable ones and from other things of that name.

An access error is never reported as a missing file: the user might give up a history that still exists.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from tracker.archive import atomic_files
from tracker.archive.file_names import SUFFIX, is_slug
from tracker.model.errors import Damaged, Unavailable


def stat_of(path: Path) -> os.stat_result | None:
    """Return the `stat` of a path, with links followed; None if nothing has that name.

    Raise Unavailable for a broken link, and OSError if the path can't be read.
    """
    try:
        return path.stat()
    except FileNotFoundError as error:
        if not path.is_symlink():
            return None
        message = f"{path} is a broken link ({path.readlink()}); is its disk mounted?"
        raise Unavailable(message) from error


def size(root: Path, file: str) -> int | None:
    """Return the length of a file of the archive in bytes; None if it certainly does not exist.

    Raise Damaged if something else has its path, or the path of its folder; Unavailable and OSError as `stat_of` does.
    """
    for folder in (root, (root / file).parent):
        status = stat_of(folder)
        if status is None:
            return None
        if not stat.S_ISDIR(status.st_mode):
            raise _wrong_kind(folder, "a directory")
    status = stat_of(root / file)
    if status is None:
        return None
    if not stat.S_ISREG(status.st_mode):
        raise _wrong_kind(root / file, "a file")
    return status.st_size


def list_files(root: Path, source: str = "*") -> list[str]:
    """Return the files of the archive, of one source or of all, in order; none if there is no such folder.

    Folders that can't be a source's, such as `.spool` and `lost+found`, are left out. Raise as `size` does.
    """
    status = stat_of(root)
    if status is None:
        return []
    if not stat.S_ISDIR(status.st_mode):
        raise _wrong_kind(root, "a directory")
    slugs = [path.name for path in root.iterdir() if is_slug(path.name)] if source == "*" else [source]
    return sorted(file for slug in slugs for file in _of_source(root, slug))


def _of_source(root: Path, slug: str) -> list[str]:
    status = stat_of(root / slug)
    if status is None or not stat.S_ISDIR(
        status.st_mode
    ):  # a file that a person keeps here; `missing` reports it if it matters
        return []
    names = [
        path.name for path in (root / slug).iterdir() if path.name.endswith(SUFFIX) and not path.name.startswith(".")
    ]
    return [f"{slug}/{name}" for name in names if _is_file(root / slug / name)]


def _is_file(path: Path) -> bool:
    """Return whether there is a file at a path. Anything else of that name affects only the next check of that source."""
    status = stat_of(path)
    return status is not None and stat.S_ISREG(status.st_mode)


def missing(root: Path, known: Iterable[str], *, given_up: bool = False) -> list[str]:
    """Return which of the known files are missing, in order. Raise as `size` does if a file can't be accessed.

    Raise Unavailable if nothing of the archive is there, for example if its disk is not mounted. With `given_up` the user accepts
    the loss, so an empty archive is allowed.
    """
    missing_files = [file for file in sorted(known) if size(root, file) is None]
    if not missing_files:
        return []
    if stat_of(root) is None:
        lost = " If it is lost, create an empty directory of that name, and run this command again." if given_up else ""
        message = f"{root} is not there; is its disk mounted?{lost}"
        raise Unavailable(message)
    if not given_up and not any(is_slug(path.name) for path in root.iterdir()):
        message = f"{root} has no folder of any source; is its disk mounted?"
        raise Unavailable(message)
    return missing_files


def _wrong_kind(path: Path, expected: str) -> Damaged:
    return Damaged(
        f"{path} is {atomic_files.kind_of(path)}, and should be {expected}; move it away, and restore it from a backup"
    )
