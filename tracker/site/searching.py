"""The search page: all versions, current and past, or as of a time. A malformed query finds nothing; it is not an error."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from tracker.extract import urls
from tracker.site import common, passages
from tracker.store import asof, places, read, search_results, timeline
from tracker.store.row_types import SourceName
from tracker.store.search import terms
from tracker.store.search_results import SearchPage, SearchQuery

_STATUSES = ("open", "closed")
_FARTHEST = 200  # pages


@dataclass(frozen=True, slots=True)
class _Lists:
    """What the filters can be."""

    sources: list[SourceName]
    topics: list[str]
    countries: list[tuple[str, str]]


async def show(request: Any, datasette: Any) -> Any:
    """Return the postings that have the words in any version, as a page or as JSON (`.json`)."""
    stated = common.time_argument(request, "at")
    at = common.time_of(stated)
    filters = _filters_of(request, at)
    problems = _problems(request, stated if not at else "")
    name, (filters, page, lists, words) = await common.ask(datasette, request, partial(_search, filters=filters))
    query = _query(filters, stated if at else "")
    if request.url_vars.get("form"):
        path = f"/search.json?{urls.encode_query({**query, 'page': str(page.following)})}"
        following = common.address(datasette, request, path) if page.following else None
        return common.json(
            {
                "q": filters.q,
                "at": at or None,
                "hits": [asdict(hit) for hit in page.hits],
                "only_the_newest_passages": page.capped,
                "total": page.total,
                "total_is_at_least": page.more,
                "problems": problems,
                "following": following,
            }
        )
    context = {
        "sought": filters,
        "at": stated if at else "",
        "then": (common.day_of(at) if len(stated) == len("2026-01-01") else f"{common.minute(at)} UTC") if at else "",
        "found": page,
        "hits": [(hit, passages.marked(hit.excerpt.lstrip("#- "), words) if hit.excerpt else "") for hit in page.hits],
        "lists": lists,
        "statuses": _STATUSES,
        "query": urls.encode_query(query),
        "following": urls.encode_query({**query, "page": str(page.following)}) if page.following else "",
        "first": search_results.PAGE * (filters.page - 1) + 1,
        "problems": problems,
        "wordless": bool(filters.q) and not terms(filters.q),
        "asked": bool(filters.q or filters.topic),
        "filtered": bool(
            filters.source
            or filters.status
            or filters.country
            or filters.current
            or at
            or (filters.q and filters.topic)
        ),
        "printed": common.now_minute(),
        "database": name,
    }
    return await common.page(datasette, request, "tracker_search.html", context)


def _problems(request: Any, stated: str) -> list[str]:
    """Return what is wrong with the filters, in sentences. `stated` is a time that is not valid."""
    status = common.argument(request, "status", 10)
    wrong = status and status not in _STATUSES
    return [
        *(
            [f"“{stated}” is not a valid time (22 Nov 2026, or 2026-11-22T14:00Z); matches of any time are shown"]
            if stated
            else []
        ),
        *([f"“{status}” is not a status (open, closed); both are shown"] if wrong else []),
    ]


def _filters_of(request: Any, at: str) -> SearchQuery:
    status = common.argument(request, "status", 10)
    return SearchQuery(
        q=common.argument(request, "q", 300),
        topic=common.argument(request, "topic", 80),
        source=common.argument(request, "source", 80),
        status=status if status in _STATUSES else "",
        country=common.argument(request, "country", 2).upper(),
        at=at,
        current=common.argument(request, "wording", 10) == "current",
        oldest=common.argument(request, "order", 10) == "oldest",
        page=min(max(1, common.number(common.argument(request, "page", 5))), _FARTHEST),
    )


def _query(filters: SearchQuery, at: str) -> dict[str, str]:
    stated = {
        "q": filters.q,
        "topic": filters.topic,
        "source": filters.source,
        "status": filters.status,
        "country": filters.country,
        "at": at,
        "wording": "current" if filters.current else "",
        "order": "oldest" if filters.oldest else "",
    }
    return {name: value for name, value in stated.items() if value}


def _search(
    connection: sqlite3.Connection, *, filters: SearchQuery
) -> tuple[SearchQuery, SearchPage, _Lists, passages.AnyOf]:
    new = asof.current_name(connection, filters.source) if filters.source else ""
    filters = replace(filters, source=new) if new else filters
    typed, topic = passages.Words(terms(filters.q)), timeline.topic(connection, filters.topic)
    words, marks = typed or topic, passages.AnyOf(typed, topic)
    lists = _Lists(
        read.source_names(connection),
        [str(row[0]) for row in connection.execute("SELECT name FROM topics ORDER BY name")],
        places.countries(connection),
    )
    try:
        return filters, search_results.find(connection, filters, lambda title: bool(words.spans(title))), lists, marks
    except sqlite3.OperationalError:  # not a valid query for the index, so nothing matches
        return filters, SearchPage(), lists, marks
