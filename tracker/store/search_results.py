"""A page of search results: filtered, counted, and with title matches first."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

import orjson

from tracker.store import places, search, timeline
from tracker.store.read import rows
from tracker.store.search import Hit, Passages, Spans

PAGE = 40
_THEN = 200  # hits of a past moment that are looked for; each takes several queries
_LOOKED_AT = 5  # passages of a hit that are looked at for one that is not its title


class _Titled(TypedDict):
    key: int
    title: str | None


Has = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """The words or topic to find, and filters; "" means all. `at` searches as of a time, when all hits are open.

    `current`: only newest wordings are searched.
    """

    q: str = ""
    topic: str = ""
    source: str = ""
    status: str = ""
    country: str = ""
    at: str = ""
    current: bool = False
    oldest: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of hits. `total`: the postings that match; `more`: there are more. `capped`: not all passages were searched."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    more: bool = False
    capped: bool = False
    following: int = 0


def find(connection: sqlite3.Connection, sought: SearchQuery, has: Has) -> SearchPage:
    """Return a page of the postings one of whose wordings has the words. `has` says whether a title has them."""
    spans, passages, capped = _matches(connection, sought)
    if sought.current and not sought.at:
        spans = {key: span for key, span in spans.items() if search.still(span)}
    matches = _filtered(connection, sought, spans)
    if not matches:
        return SearchPage(capped=capped)
    if sought.at:
        hits = _looked_up(connection, sought, [key for key, _ in matches], spans, passages)
        if sought.oldest:
            hits.sort(key=lambda hit: (hit.first_seen, hit.posting_id))
        else:
            hits.sort(key=lambda hit: not has(hit.title))
        total, more = len(hits), len(hits) >= _THEN
        hits = hits[PAGE * (sought.page - 1) :][:PAGE]
    else:
        if sought.oldest:
            keys = _by_first(connection, {key: spans[key] for key, _ in matches})
        else:
            matches.sort(key=lambda item: not has(item[1]))
            keys = [key for key, _ in matches]
        keys = keys[PAGE * (sought.page - 1) :][:PAGE]
        total, more = len(matches), False
        hits = search.hits_of(connection, {key: spans[key] for key in keys}, passages, "", PAGE)
        if sought.oldest:
            hits.sort(key=lambda hit: (hit.first_seen, hit.posting_id))
        else:
            hits.sort(key=lambda hit: not has(hit.title))
    following = sought.page + 1 if PAGE * sought.page < total else 0
    hits_with_text = tuple(_beside_title(connection, hit, passages) for hit in hits)
    return SearchPage(hits_with_text, total, more or capped, capped, following)


def _matches(connection: sqlite3.Connection, sought: SearchQuery) -> tuple[Spans, Passages, bool]:
    """Return the versions that have the words and the topic; those of the topic are in any version of the posting."""
    terms = search.terms(sought.q)
    if (sought.q and not terms) or not (terms or sought.topic):
        return {}, {}, False
    then, oldest = bool(sought.at), sought.oldest
    if not sought.topic:
        return search.matches(connection, terms, then=then, oldest=oldest)
    topic = timeline.topic(connection, sought.topic)
    spans, passages, capped = search.matches_of(connection, topic, then=then, oldest=oldest)
    if not terms or not spans:
        return spans, passages, capped
    words, first, cut = search.matches(connection, terms, then=then, oldest=oldest)
    return {key: word for key, word in words.items() if key in spans}, first, capped or cut


def _filtered(connection: sqlite3.Connection, sought: SearchQuery, spans: Spans) -> list[tuple[int, str]]:
    """Return the postings that the filters leave, those first seen last first, with the titles by which they are sorted.

    No titles are read for a past moment, or with the oldest first.
    """
    if not spans:
        return []
    if sought.oldest and not (sought.at or sought.source or sought.status or sought.country):
        return [(key, "") for key in spans]  # sorted later, by another time
    where, values = ["1"], [orjson.dumps([(key, max(numbers)[0]) for key, numbers in spans.items()]).decode()]
    for condition, value in (
        ("p.source = ?", sought.source),
        ("p.status = ?", "" if sought.at else sought.status),
        ("p.first_seen <= ?", sought.at),
    ):
        if value:
            where.append(condition)
            values.append(value)
    in_country, more = places.condition("p.current", sought.country, "")
    title, joined = "''", ""
    if not sought.at and not sought.oldest:
        title = "w.title"
        joined = "JOIN wordings AS w ON w.posting_id = p.id AND w.number = json_extract(j.value, '$[1]') "
    return [
        (row["key"], row["title"] or "")
        for row in rows(
            connection,
            _Titled,
            f"SELECT p.key, {title} AS title FROM json_each(?) AS j JOIN posting_state AS p "
            f"ON p.key = json_extract(j.value, '$[0]') {joined}"
            f"WHERE {' AND '.join([*where, *filter(None, (in_country,))])} "
            "ORDER BY p.first_seen DESC, p.id DESC",
            (*values, *more),
        )
    ]


def _looked_up(
    connection: sqlite3.Connection, sought: SearchQuery, keys: Sequence[int], spans: Spans, passages: Passages
) -> list[Hit]:
    return search.hits_of(
        connection, {key: spans[key] for key in keys}, passages, sought.at, _THEN, oldest=sought.oldest
    )


def _by_first(connection: sqlite3.Connection, spans: Spans) -> list[int]:
    """Return postings by when they had the words first."""
    pairs = orjson.dumps([(key, min(numbers)[0]) for key, numbers in spans.items()]).decode()
    return [
        row[0]
        for row in connection.execute(
            "SELECT p.key FROM json_each(?) AS j JOIN posting_state AS p ON p.key = json_extract(j.value, '$[0]') "
            "JOIN wordings AS w ON w.posting_id = p.id AND w.number = json_extract(j.value, '$[1]') ORDER BY w.seen_at, p.id",
            (pairs,),
        )
    ]


def _beside_title(connection: sqlite3.Connection, hit: Hit, passages: Passages) -> Hit:
    """Return a hit with another passage, or with none, if its passage only repeats its title or place."""
    if hit.excerpt not in {hit.title, hit.location}:
        return hit
    (key,) = connection.execute("SELECT key FROM posting_state WHERE id = ?", (hit.posting_id,)).fetchone()
    for begin, end, block in passages[key][:_LOOKED_AT]:
        (text,) = connection.execute("SELECT text FROM blocks WHERE id = ?", (block,)).fetchone() or ("",)
        if begin <= hit.number <= end and text not in {hit.title, hit.location}:
            return replace(hit, excerpt=text)
    return replace(hit, excerpt="")
