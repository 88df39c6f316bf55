"""The public address of a page: below `[site] base_url` of tracker.toml if it is set, or else as the request reached us."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from tracker.model.errors import TrackerError
from tracker.operations import project


def of(datasette: Any, request: Any, database: str, path: str) -> str:
    """Return the absolute URL of a path on this site."""
    base = _base(Path(datasette.databases[database].path or "tracker.db").parent)
    return base + path if base else str(datasette.absolute_url(request, datasette.urls.path(path)))


def _base(root: Path) -> str:
    """Return `base_url` of the project in a directory; "" if it is not set, or there is no usable tracker.toml."""
    with suppress(OSError):
        return _read(root, (root / "tracker.toml").stat().st_mtime_ns)
    return ""


@lru_cache(maxsize=4)
def _read(root: Path, _changed: int) -> str:
    with suppress(TrackerError, OSError):
        return project.load(root).settings.site.base_url
    return ""
