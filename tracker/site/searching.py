"""Search over all wordings, past ones too, and as of a time. An odd query is an answer, never an error."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import asdict
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from tracker.site import common
from tracker.store.search import search, terms

_HITS = 40
_AROUND = 140  # characters of context on each side of the first hit


async def show(request: Any, datasette: Any) -> Any:
    """Show the postings one of whose wordings has the words, as a page or (`.json`) as data."""
    query = common.argument(request, "q", 300)
    at = common.time_of(common.argument(request, "at", 40))
    name, (hits, capped) = await common.ask(datasette, partial(_search, query=query, at=at))
    if request.url_vars.get("form"):
        plain = [asdict(hit) for hit in hits]
        return common.json({"q": query, "at": at or None, "hits": plain, "only_the_newest_passages": capped})
    pattern = _pattern(terms(query))
    context = {
        "q": query,
        "at": request.args.get("at") if at else "",
        "hits": [(hit, marked(hit.excerpt, pattern)) for hit in hits],
        "full": len(hits) >= _HITS,
        "capped": capped,
        "database": name,
    }
    return await common.page(datasette, request, "tracker_search.html", context)


def _search(connection: sqlite3.Connection, *, query: str, at: str) -> tuple[list[Any], bool]:
    try:
        return search(connection, query, at=at, limit=_HITS)
    except sqlite3.OperationalError:  # a question that the index can't be asked: nothing has such words
        return [], False


def _pattern(wanted: list[str]) -> re.Pattern[str] | None:
    """Make a pattern of full-text terms, for marking: words of a phrase with anything but words between them."""
    parts = []
    for term in wanted:
        words = [re.escape(word) for word in term.rstrip("*").strip('"').split()]
        if words:
            gap = r"[^\w]*" if any(ord(word[-1]) > 0x2E80 for word in words) else r"[^\w]+"  # noqa: PLR2004
            parts.append(gap.join(words) + (r"\w*" if term.endswith("*") else ""))
    return (
        re.compile("|".join(f"(?<!\\w){part}" if part[:1].isascii() else part for part in parts), re.IGNORECASE)
        if parts
        else None
    )


def marked(text: str, pattern: re.Pattern[str] | None) -> Markup:
    """Write a passage with its hits marked, cut around the first."""
    first = pattern.search(text) if pattern else None
    start = max(0, first.start() - _AROUND) if first else 0
    end = (first.end() if first else 0) + 2 * _AROUND
    shown = ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")
    if pattern is None:
        return escape(shown)
    parts: list[Markup] = []
    last = 0
    for found in pattern.finditer(shown):
        parts += [escape(shown[last : found.start()]), Markup("<mark>"), escape(found.group()), Markup("</mark>")]
        last = found.end()
    return Markup("").join([*parts, escape(shown[last:])])
