"""Remove the history of a source from the archive completely, or not at all if the process is killed.

The folder names are written to a note, then the source is deleted from the database, then the folders are removed. The next
process with the project's lock that finds a note asks the database: a source that is still there was not removed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

from tracker.archive.file_names import is_slug

NOTE = ".removal"


def note(root: Path, slugs: Iterable[str]) -> None:
    """Write down which sources are about to be removed; it is on the disk before this returns."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / NOTE).open("w", encoding="utf-8") as opened:
        opened.write("".join(f"{slug}\n" for slug in slugs))
        opened.flush()
        os.fsync(opened.fileno())


def noted(root: Path) -> list[str]:
    """Return the sources of an unfinished removal; none if there is no such removal."""
    try:
        lines = (root / NOTE).read_text("utf-8", "replace").split("\n")
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [line for line in lines[:-1] if is_slug(line)]  # what follows the last line end was not synced


def finish(root: Path, known: Collection[str]) -> None:
    """Remove the folders that are noted, and the note. Those of sources that the database still knows stay."""
    for slug in noted(root):
        if slug not in known and (root / slug).is_dir():
            shutil.rmtree(root / slug)
    (root / NOTE).unlink(missing_ok=True)
