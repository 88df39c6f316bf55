"""The search page: all versions, current and past, or as of a time. A malformed query finds nothing; it is not an error."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from functools import partial
from typing import Any

from tracker.site import common, passages
from tracker.store.search import search, terms

_HITS = 40


async def show(request: Any, datasette: Any) -> Any:
    """Return the postings that have the words in any version, as a page or as JSON (`.json`)."""
    query = common.argument(request, "q", 300)
    stated = common.argument(request, "at", 40)
    at = common.time_of(stated)
    problem = f"{stated!r} is not a valid time (2026-11-22, or 2026-11-22T14:00Z); matches of any time are shown"
    oldest = common.argument(request, "order", 10) == "oldest"
    question = partial(_search, query=query, at=at, oldest=oldest)
    name, (hits, capped) = await common.ask(datasette, request, question)
    if request.url_vars.get("form"):
        plain = [asdict(hit) for hit in hits]
        return common.json({"q": query, "at": at or None, "hits": plain, "only_the_newest_passages": capped})
    words = passages.Words(terms(query))
    context = {
        "q": query,
        "at": request.args.get("at") if at else "",
        "hits": [(hit, passages.marked(hit.excerpt, words)) for hit in hits],
        "oldest": oldest,
        "full": len(hits) >= _HITS,
        "capped": capped,
        "problem": problem if stated and not at else "",
        "wordless": bool(query) and not terms(query),
        "database": name,
    }
    return await common.page(datasette, request, "tracker_search.html", context)


def _search(connection: sqlite3.Connection, *, query: str, at: str, oldest: bool) -> tuple[list[Any], bool]:
    try:
        return search(connection, query, at=at, limit=_HITS, oldest=oldest)
    except sqlite3.OperationalError:  # not a valid query for the index, so nothing matches
        return [], False
