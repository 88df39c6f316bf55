"""Search over all wordings, past ones too, and as of a time. An odd query is an answer, never an error."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from functools import partial
from typing import Any

from tracker.site import common, passages
from tracker.store.search import search, terms

_HITS = 40


async def show(request: Any, datasette: Any) -> Any:
    """Show the postings one of whose wordings has the words, as a page or (`.json`) as data."""
    query = common.argument(request, "q", 300)
    stated = common.argument(request, "at", 40)
    at = common.time_of(stated)
    problem = f"{stated!r} is no time (2026-11-22, or 2026-11-22T14:00Z); these are hits of any time"
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
    except sqlite3.OperationalError:  # a question that the index can't be asked: nothing has such words
        return [], False
