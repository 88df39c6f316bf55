"""sitemap.xml: the pages that search engines may index (sitemaps.org). More than 10,000 are split over several files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

from datasette import NotFound, Response

from tracker.extract import urls
from tracker.site import common

MOST = 10_000  # addresses in one file, which takes 50 ms; the protocol allows 50,000
_FINDINGS = 5_000  # newest findings; older ones are linked from their postings
_SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


async def show(request: Any, datasette: Any) -> Response:
    """Return the sitemap, or its index, or one of the files that the index names.

    File 0 has all pages but postings; file N has the postings whose row numbers go up to N × MOST.
    """
    number = request.url_vars.get("number")
    _, part = await common.ask(datasette, request, partial(_read, number=int(number) if number else None))
    if part is None:
        message = "there is no such sitemap"
        raise NotFound(message)
    kind, rows = part
    base = common.address(datasette, request, "/")
    entry = "url" if kind == "urlset" else "sitemap"
    lines = (
        f"<{entry}><loc>{escape(base + path)}</loc>{f'<lastmod>{at[:10]}</lastmod>' if at else ''}</{entry}>"
        for path, at in rows
    )
    body = f'<?xml version="1.0" encoding="utf-8"?>\n<{kind} xmlns="{_SPACE}">{"".join(lines)}</{kind}>\n'
    return Response(body, headers={"X-Content-Type-Options": "nosniff"}, content_type="application/xml; charset=utf-8")


def _read(connection: sqlite3.Connection, *, number: int | None) -> tuple[str, Iterable[tuple[str, str]]] | None:
    last = connection.execute("SELECT coalesce(max(key), 0) FROM posting_state").fetchone()[0]
    files = -(-last // MOST)
    if number is None:
        pages = _pages(connection)
        if last + len(pages) <= MOST:
            return "urlset", [*pages, *_postings(connection, 0, last)]
        return "sitemapindex", [(f"sitemap-{count}.xml", "") for count in range(files + 1)]
    if number > files:
        return None
    rows = _postings(connection, (number - 1) * MOST, number * MOST) if number else _pages(connection)
    return "urlset", rows


def _pages(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    sources = connection.execute("SELECT source, listed_at FROM source_state ORDER BY source").fetchall()
    findings = connection.execute(
        "SELECT id, known_at FROM findings ORDER BY known_at DESC, id LIMIT ?", (_FINDINGS,)
    ).fetchall()
    return [
        *((path, "") for path in ("", "news", "sources")),
        *((f"sources/{urls.encode(slug)}", at or "") for slug, at in sources),
        *((f"news/{urls.encode(name)}", at or "") for name, at in findings),
    ]


def _postings(connection: sqlite3.Connection, above: int, up_to: int) -> list[tuple[str, str]]:
    rows = connection.execute(
        "SELECT p.id, coalesce(p.closed_at, w.seen_at) FROM posting_state AS p JOIN wordings AS w ON w.id = p.current "
        "WHERE p.key > ? AND p.key <= ? ORDER BY p.key",
        (above, up_to),
    )
    return [(f"postings/{urls.encode(name)}", at or "") for name, at in rows]
