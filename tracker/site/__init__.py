"""The Datasette plugin: our pages and feeds, and links to them from Datasette's own. It only reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from datasette import Response, hookimpl
from markupsafe import Markup, escape

from tracker.site import evidence, feeds, posting, searching, source, timeline

_ROBOTS = """User-agent: *
Allow: /$
Allow: /postings/
Allow: /sources
Disallow: /search
Disallow: /evidence/
Disallow: /tracker
Disallow: /-/
Disallow: /*?
"""
_LONG = 400  # characters of a text that a cell shows


async def _robots() -> Response:
    return Response.text(_ROBOTS)


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Put our pages before Datasette's own."""
    feed = r"(?P<form>\.atom|\.jsonfeed)"
    return [
        (r"^/$", timeline.front),
        (r"^/changes\.json$", timeline.as_json),
        (rf"^/changes{feed}$", feeds.feed),
        (r"^/sources(?P<form>\.json)?$", source.index),
        (rf"^/sources/(?P<source>[^/]+?){feed}$", feeds.feed),
        (r"^/sources/(?P<source>[^/]+?)(?P<form>\.json)?$", source.show),
        (r"^/search(?P<form>\.json)?$", searching.show),
        (r"^/evidence/(?P<snapshot>[^/]+?)(?P<form>\.json|\.warc)?$", evidence.show),
        (rf"^/postings/(?P<posting>[^/]+?){feed}$", feeds.feed),
        (r"^/postings/(?P<posting>[^/]+?)(?P<form>\.json)?$", posting.show),
        (r"^/robots\.txt$", _robots),
    ]


@hookimpl  # type: ignore[untyped-decorator]
def menu_links() -> list[dict[str, str]]:
    """Lead from Datasette's own pages back to ours."""
    return [{"href": "/", "label": "What changed"}, {"href": "/sources", "label": "Employers"}]


_PAGES = {
    "posting_id": "/postings/",
    "other_id": "/postings/",
    "repost_of": "/postings/",
    "role": "/postings/",
    "source": "/sources/",
    "snapshot_id": "/evidence/",
}
_OWN = {"postings": "/postings/", "open_postings": "/postings/", "sources": "/sources/", "snapshots": "/evidence/"}


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def render_cell(value: object, column: str, table: str | None, datasette: Any) -> Markup | None:
    """Show ids as links to our pages, and long texts as text."""
    base = _OWN.get(table or "") if column == "id" else _PAGES.get(column)
    if base and isinstance(value, str) and value:
        return Markup('<a href="{}">{}</a>').format(datasette.urls.path(base + quote(value, safe="")), value)
    if column == "text" and isinstance(value, str) and value:
        shown = value if len(value) <= _LONG else value[:_LONG] + " …"
        return Markup("<br>").join(escape(line) for line in shown.split("\n"))
    return None


# Counting the rows of these takes seconds when there are millions, and says nothing that a reader looks for.
_UNCOUNTED = frozenset(
    (
        "postings",
        "versions",
        "open_postings",
        "recent_changes",
        "posting_history",
        "daily_counts",
        "changes",
        "snapshots",
        "checks",
    )
)


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Any) -> Callable[..., Any]:
    """Ask Datasette not to count the rows of the largest tables and views on their pages."""

    def wrap(app: Callable[..., Any]) -> Callable[..., Any]:
        async def uncounted(scope: dict[str, Any], receive: Any, send: Any) -> None:
            parts = str(scope.get("path", "")).strip("/").split("/")
            if scope["type"] == "http" and len(parts) == 2 and parts[0] in datasette.databases:  # noqa: PLR2004
                name, query = parts[1].partition(".")[0], scope.get("query_string", b"")
                if name in _UNCOUNTED and b"_nocount" not in query:
                    scope = {**scope, "query_string": query + (b"&" if query else b"") + b"_nocount=1"}
            await app(scope, receive, send)

        return uncounted

    return wrap
