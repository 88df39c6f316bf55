"""The table `[site]` of the tracker.toml next to the database: title, description, contact and public address."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from tracker.config import LARGEST, Site
from tracker.config import site as site_of
from tracker.config.reader import Reader

_NONE = Site()


def site(datasette: Any) -> Site:
    """Return what tracker.toml says about the website; empty if it says nothing or can't be read.

    The file is read again when it was changed, so a new title needs no restart.
    """
    return _site_and_count(datasette)[0]


def sources(datasette: Any) -> int:
    """Return how many sources tracker.toml has, also those that were not checked yet."""
    return _site_and_count(datasette)[1]


def _site_and_count(datasette: Any) -> tuple[Site, int]:
    for name, database in datasette.databases.items():
        if name.startswith("_") or not database.path:
            continue
        path = Path(database.path).absolute().parent / "tracker.toml"
        try:
            state = path.stat()
        except OSError:
            continue
        return _read(path, state.st_mtime_ns, state.st_size)
    return _NONE, 0


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int, size: int) -> tuple[Site, int]:
    """Read `[site]` and count the sources; `tracker run` reports what is wrong in the file, so the website leaves it out."""
    if size > 4 * LARGEST:
        return _NONE, 0
    try:
        raw = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return _NONE, 0
    reader = Reader()
    listed = raw.get("sources")
    return site_of.read(reader, reader.table("site", raw)), len(listed) if isinstance(listed, dict) else 0
