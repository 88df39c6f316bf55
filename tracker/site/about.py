"""The table `[site]` of the project whose database is served: public address, title, description and contact."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from tracker.boards import BOARDS
from tracker.config import Site, parse
from tracker.model.errors import ConfigError
from tracker.operations import project

_REMEMBERED = 8  # tracker.toml files whose [site] is cached until the file changes


def about(datasette: Any) -> Site:
    """Return `[site]` of the tracker.toml beside the database; an empty one without a valid tracker.toml."""
    for name, database in datasette.databases.items():
        if not name.startswith("_") and database.path:
            path = Path(database.path).parent / "tracker.toml"
            try:
                state = path.stat()
            except OSError:
                continue
            return _site(path, state.st_mtime_ns, state.st_size)
    return Site()


@lru_cache(maxsize=_REMEMBERED)
def _site(path: Path, changed: int, size: int) -> Site:
    """Return `[site]` of a file. The time and size of the file are arguments so that a changed file is read again."""
    _ = changed, size
    try:
        return parse(project.read(path).removeprefix("\ufeff"), str(path), BOARDS).site
    except ConfigError:
        return Site()
