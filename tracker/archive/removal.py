"""Taking the history of a source out of the archive, so that a kill leaves all of it or nothing.

The names of the folders stand in a note before the database forgets the source, and the folders are removed after it. Whoever next
has the project's lock and finds such a note looks into the database: a source that it still knows was not removed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

from tracker.archive.naming import is_slug

NOTE = ".removal"


def note(root: Path, slugs: Iterable[str]) -> None:
    """Write down which sources are about to be removed; it is on the disk before this returns."""
    root.mkdir(parents=True, exist_ok=True)
    with (root / NOTE).open("w", encoding="utf-8") as opened:
        opened.write("".join(f"{slug}\n" for slug in slugs))
        opened.flush()
        os.fsync(opened.fileno())


def noted(root: Path) -> list[str]:
    """Return the sources that a removal was about to take out; none if it ended, or there was none."""
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
