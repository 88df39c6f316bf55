"""The public address of a page: below `[site] base_url` of tracker.toml if it is set, or else as the request reached us."""

from __future__ import annotations

from typing import Any

from tracker.site import about


def of(datasette: Any, request: Any, path: str) -> str:
    """Return the absolute URL of a path on this site."""
    base = about.site(datasette).base_url
    return base + path if base else str(datasette.absolute_url(request, datasette.urls.path(path)))
