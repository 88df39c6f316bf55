"""The Datasette plugin: the timeline on the front page, and a page for each posting. It only reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasette import hookimpl

from tracker.site import pages


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Put our pages before Datasette's own."""
    return [
        (r"^/$", pages.timeline),
        (r"^/changes\.json$", pages.timeline_json),
        (r"^/postings/(?P<posting>[^/]+?)(?P<form>\.json)?$", pages.posting),
    ]


@hookimpl  # type: ignore[untyped-decorator]
def menu_links() -> list[dict[str, str]]:
    """Lead from Datasette's own pages back to ours."""
    return [{"href": "/", "label": "What changed"}]
