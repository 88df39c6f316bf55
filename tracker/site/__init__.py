"""The website, as a Datasette plugin: pages, feeds, and links to them from Datasette's own pages. It never writes."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

from datasette import NotFound, Response, hookimpl
from markupsafe import Markup, escape

from tracker.extract import urls
from tracker.site import (
    about,
    cards,
    common,
    comparing,
    csvs,
    daily,
    datasette_pages,
    employers,
    evidence,
    feeds,
    front,
    metrics,
    news,
    posting,
    searching,
    sitemap,
    source,
    timeline,
)
from tracker.site.large import asgi_wrapper, prepare_connection, startup

__all__ = (
    "asgi_wrapper",
    "extra_template_vars",
    "handle_exception",
    "menu_links",
    "prepare_connection",
    "prepare_jinja2_environment",
    "register_routes",
    "render_cell",
    "startup",
)

_ROBOTS = (
    ("Allow", ("/$", "/news", "/postings/", "/sources")),
    ("Disallow", ("/search", "/evidence/", "/-/", "/*?")),
)
_A_TIME = "2026-11-22T10:00:00.000Z"  # as all times are stored
_LONG = 400  # longest text shown in a table cell
_BAD_REQUEST, _SERVER_ERROR = 400, 500
_WRONG = ("Cannot sort table by", "Cannot use _sort", "Invalid _through")  # messages of Datasette


async def _robots(request: Any, datasette: Any) -> Response:
    """Return robots.txt: our pages may be indexed, database tables may not."""
    tables = tuple(f"/{database.route}" for name, database in datasette.databases.items() if not name.startswith("_"))
    lines = [
        f"{word}: {str(datasette.urls.path('/')).rstrip('/')}{path}"
        for word, paths in (*_ROBOTS, ("Disallow", tables))
        for path in paths
    ]
    lines.append(f"Sitemap: {common.address(datasette, request, '/sitemap.xml')}")
    return Response.text("\n".join(("User-agent: *", *lines, "")))


@hookimpl  # type: ignore[untyped-decorator]
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Register our pages, before Datasette's own."""
    feed = r"(?P<form>\.atom|\.jsonfeed)"
    pages: list[tuple[str, common.View]] = [
        (r"^/$", front.show),
        (r"^/changes\.json$", timeline.as_json),
        (r"^/changes\.csv$", csvs.changes),
        (rf"^/daily{feed}$", daily.feed),
        (r"^/sitemap(?:-(?P<number>[0-9]{1,5}))?\.xml$", sitemap.show),
        (r"^/cards/(?:(?P<about>postings|news|sources)/(?P<id>[^/]+)|site)\.png$", cards.show),
        (rf"^/news{feed}$", news.feed),
        (r"^/news(?P<form>\.json)?$", news.index),
        (r"^/news/(?P<finding>[^/]+?)(?P<form>\.json)?$", news.show),
        (rf"^/changes{feed}$", feeds.feed),
        (r"^/sources(?P<form>\.json)?$", employers.index),
        (rf"^/sources/(?P<source>[^/]+?){feed}$", feeds.feed),
        (r"^/sources/(?P<source>[^/]+?)/compare(?P<form>\.json)?$", comparing.show),
        (r"^/sources/(?P<source>[^/]+?)(?P<form>\.json)?$", source.show),
        (r"^/search(?P<form>\.json)?$", searching.show),
        (r"^/evidence/(?P<snapshot>[^/]+?)(?P<form>\.json|\.warc)?$", evidence.show),
        (r"^/evidence/(?P<snapshot>[^/]+?)/copy$", evidence.copy),
        (rf"^/postings/(?P<posting>[^/]+?){feed}$", feeds.feed),
        (r"^/postings/(?P<posting>[^/]+?)(?P<form>\.json)?$", posting.show),
        (r"^/-/tracker/metrics$", metrics.show),
    ]
    return [*((path, common.with_error_pages(view)) for path, view in pages), (r"^/robots\.txt$", _robots)]


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(datasette: Any, database: str | None, template: str | None) -> Callable[[], Any]:
    """Add the site's name and the lists of a canned query to Datasette's own pages."""
    return datasette_pages.variables(datasette, database, template)


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Add the filters of our versions of Datasette's templates."""
    env.filters["tracker_folded"] = datasette_pages.folded
    env.filters["tracker_choices"] = datasette_pages.chosen
    env.filters["tracker_database"] = datasette_pages.described
    # Datasette's page of an error has no variables of ours.
    env.globals["tracker_stated"] = lambda: common.clean(about.site(datasette).title)


@hookimpl(tryfirst=True)  # type: ignore[untyped-decorator]
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Callable[[], Any] | None:
    """Show our own error page for a URL that is neither ours nor Datasette's.

    A wrong parameter of a table (`_sort` of a column that it does not have) is an error of the request; Datasette
    reports it as an error of the server.
    """
    if getattr(exception, "status", 0) == _SERVER_ERROR and str(getattr(exception, "message", "")).startswith(_WRONG):
        exception.status = _BAD_REQUEST  # type: ignore[attr-defined]
    base = str(datasette.setting("base_url") or "/")
    first = request.path.removeprefix(base).strip("/").split("/")[0].partition(".")[0]
    if (
        not isinstance(exception, NotFound)
        or first == "-"
        or first in {database.route for database in datasette.databases.values()}
    ):
        return None

    async def answer() -> Response:
        context = {"told": f"there is no page at {common.clean(request.path)}", "heading": "Page not found"}
        return await common.page(datasette, request, "tracker_missing.html", context, 404)

    return answer


@hookimpl  # type: ignore[untyped-decorator]
def menu_links(datasette: Any) -> list[dict[str, str]]:
    """Add links to our pages to Datasette's menu."""
    pages = (("/", "Latest changes"), ("/news", "Findings"), ("/sources", "Employers"))
    return [{"href": datasette.urls.path(path), "label": label} for path, label in pages]


_PAGES = {
    "posting_id": "/postings/",
    "other_id": "/postings/",
    "repost_of": "/postings/",
    "role": "/postings/",
    "source": "/sources/",
    "snapshot_id": "/evidence/",
    "finding_id": "/news/",
}
_OWN = {
    "postings": "/postings/",
    "open_postings": "/postings/",
    "sources": "/sources/",
    "snapshots": "/evidence/",
    "findings": "/news/",
}


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]
def render_cell(value: object, column: str, table: str | None, datasette: Any) -> Markup | None:
    """Show ids as links to our pages, times as on our pages, and shorten long texts."""
    base = _OWN.get(table or "") if column == "id" else _PAGES.get(column)
    if base and isinstance(value, str) and value:
        # As plain text: each method of what Datasette returns lists all its attributes, which took a fifth of a page of 1,000 rows.
        link = html.escape(str(datasette.urls.path(base + urls.encode(value))))
        return Markup(f'<a href="{link}">{html.escape(value)}</a>')
    if isinstance(value, float) and value.is_integer():
        return Markup(f"{value:.0f}")
    if isinstance(value, str) and len(value) == len(_A_TIME) and common.time_of(value) == value:
        shown = f"{common.day_of(value)}, {value[11:16]}"
        return Markup(f'<time datetime="{value}" title="{value}">{shown}</time>')
    if column == "text" and isinstance(value, str) and value:
        shown = value if len(value) <= _LONG else value[:_LONG] + " …"
        return Markup("<br>").join(escape(line) for line in shown.split("\n"))
    return None
