"""Search for words in all wordings, past and present. The index has each block once; spans say in which versions it is."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from typing import TypedDict

import orjson

from tracker.extract.phrases import Phrases, question
from tracker.extract.text import segment
from tracker.store.asof import number_at, status_at
from tracker.store.read import rows

_TERM = re.compile(r'"([^"]*)"|(\S+)')
_MOST_BLOCKS, _MOST_SPANS = 1_000, 2_000  # passages of one question, and postings of them: the newest
_MOST_OF_ALL = 5_000  # postings of passages, where the last passage has very many
# Factors for each of several words, and for `at`, because the passages of that time are not the newest.
_MORE, _MORE_THEN = 3, 2
_STILL = 1 << 30  # last version of a passage that is still there
_LOOKED_AT = 1_000  # postings that are looked at for the hits of a moment; each of them was known then


class _Known(TypedDict):
    key: int
    id: str
    name: str
    status: str
    number: int
    closed_at: str | None


class _Version(TypedDict):
    title: str
    location: str | None
    seen_at: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A version that has all the words: its posting, and the first block that has one of them."""

    posting_id: str
    employer: str
    title: str
    location: str | None
    status: str
    number: int
    last: int
    seen_at: str
    excerpt: str
    first_seen: str  # when the posting had the words first, in whatever version


def terms(query: str) -> list[str]:
    """Convert what a person typed to full-text terms: phrases in quotes, `*` for any ending, and words."""
    result = []
    for found in _TERM.finditer(query):
        words = re.sub(r"[^\w*]+", " ", segment(found[1] if found[1] is not None else found[2])).split()
        words = [word for word in words if word.strip("*")]
        if not words:
            continue
        prefix = words[-1].endswith("*")
        together = " ".join(word.replace("*", "") for word in words)
        result.append(f'"{together}"' + ("*" if prefix else ""))
    return result


Spans = dict[int, list[tuple[int, int]]]
Passages = dict[int, list[tuple[int, int, int]]]  # by posting: first and last version of a passage, and the passage


def with_phrases(connection: sqlite3.Connection, phrases: Phrases) -> tuple[set[int], bool]:
    """Return the postings one of whose wordings has one of the phrases, and whether there were too many to look at."""
    spans, _, capped = matches_of(connection, phrases)
    return set(spans), capped


def matches_of(
    connection: sqlite3.Connection, phrases: Phrases, *, then: bool = False, oldest: bool = False
) -> tuple[Spans, Passages, bool]:
    """Return the versions that have one of the phrases, as `matches` does for terms."""
    query_of_phrases = " OR ".join(f"({query})" for query in map(question, phrases.phrases) if query)
    if not query_of_phrases:
        return {}, {}, False
    return _passages(connection, query_of_phrases, _MORE_THEN if then else 1, oldest=oldest, phrases=phrases)


def keys(connection: sqlite3.Connection, wanted: list[str]) -> tuple[set[int], bool]:
    """Return the postings one of whose wordings has all the terms, and whether there were too many to look at."""
    spans, _, capped = _passages(connection, " AND ".join(wanted))
    if len(wanted) > 1 and not capped:
        together, _, cut = _together(connection, wanted, 1)
        return spans.keys() | together.keys(), cut
    return set(spans), capped


def present(connection: sqlite3.Connection, phrases: Phrases) -> tuple[set[int], bool]:
    """Return the postings whose newest wording has one of the phrases, and whether some were left out."""
    spans, _, capped = matches_of(connection, phrases)
    return {key for key, found in spans.items() if still(found)}, capped


def still(spans: list[tuple[int, int]]) -> bool:
    """Return whether the newest version of a posting is among these."""
    return any(end == _STILL for _, end in spans)


def search(
    connection: sqlite3.Connection, query: str, *, at: str = "", limit: int = 50, oldest: bool = False
) -> tuple[list[Hit], bool]:
    """Find postings one of whose wordings has all the terms, newest first; `at` searches as of a time.

    Passages that have all the terms come first; then wordings whose passages have them together. Of terms that are very
    common only the newest passages are read; the second return value says whether that happened.

    `oldest`: those that had the words first come first, and of common terms the oldest passages are looked at.
    """
    wanted = terms(query)
    if not wanted:
        return [], False
    more = _MORE_THEN if at else 1
    spans, first, capped = _passages(connection, " AND ".join(wanted), more, oldest=oldest)
    if oldest:
        spans, first, cut = _with_together(
            connection, wanted, more, spans, first, oldest=True, enough=capped and not at
        )
        hits = hits_of(connection, spans, first, at, _LOOKED_AT, oldest=True)
        return sorted(hits, key=lambda hit: (hit.first_seen, hit.posting_id))[:limit], capped or cut
    hits = hits_of(connection, spans, first, at, limit)
    if len(hits) >= limit or len(wanted) == 1:
        return hits, capped
    together, passages, cut = _together(connection, wanted, more)
    for key in spans:
        together.pop(key, None)
    return [*hits, *hits_of(connection, together, passages, at, limit - len(hits))], capped or cut


def matches(
    connection: sqlite3.Connection, wanted: list[str], *, then: bool = False, oldest: bool = False
) -> tuple[Spans, Passages, bool]:
    """Return the versions that have all the terms by posting, their passages, and whether some were left out.

    `then`: for a time in the past, whose passages are not the newest, so more of them are read.
    """
    more = _MORE_THEN if then else 1
    spans, first, capped = _passages(connection, " AND ".join(wanted), more, oldest=oldest)
    enough = capped and not then  # the newest passages may all be newer than the moment
    spans, first, cut = _with_together(connection, wanted, more, spans, first, oldest=oldest, enough=enough)
    return spans, first, capped or cut


def _with_together(
    connection: sqlite3.Connection,
    wanted: list[str],
    more: int,
    spans: Spans,
    first: Passages,
    *,
    oldest: bool,
    enough: bool,
) -> tuple[Spans, Passages, bool]:
    """Add the versions that have the terms in several passages, unless there are too many already that have them in one."""
    if len(wanted) == 1 or enough:
        return spans, first, False
    together, passages, cut = _together(connection, wanted, more, oldest=oldest)
    return {**together, **spans}, {**passages, **first}, cut


def _together(
    connection: sqlite3.Connection, wanted: list[str], more: int, *, oldest: bool = False
) -> tuple[Spans, Passages, bool]:
    """Return the versions that have all the terms, each in any of their passages, and whether some were left out."""
    spans: Spans | None = None
    first: Passages = {}
    cut = False
    for term in wanted:
        spans_of_term, passages, capped = _passages(connection, term, max(more, _MORE), oldest=oldest)
        cut = cut or capped
        for key, passages_of_posting in passages.items():
            first.setdefault(key, []).extend(passages_of_posting)
        spans = spans_of_term if spans is None else _intersection(spans, spans_of_term)
        if not spans:
            return {}, {}, cut
    return spans or {}, first, cut


def _passages(
    connection: sqlite3.Connection,
    question: str,
    more: int = 1,
    *,
    oldest: bool = False,
    phrases: Phrases | None = None,
) -> tuple[Spans, Passages, bool]:
    """Return versions by posting that have a passage which answers, the passage of each, and whether some were left out.

    With `phrases`, a passage answers only if it has one of them: the index does not know the signs of "C++".
    """
    spans: Spans = {}
    first: Passages = {}
    count = total = 0
    most, capped = _MOST_OF_ALL * more, False
    for block, text, raw in connection.execute(
        f"SELECT b.id, {'b.text' if phrases else 'NULL'}, coalesce(s.spans, '[[' || b.posting || ',1,0]]', '[]') FROM (SELECT rowid FROM blocks_fts "
        f"WHERE blocks_fts MATCH ? ORDER BY rowid {'ASC' if oldest else 'DESC'} LIMIT ?) AS f CROSS JOIN blocks AS b ON b.id = f.rowid "
        "LEFT JOIN block_spans AS s ON s.block = b.id",
        (question, _MOST_BLOCKS * more),
    ):
        count += 1
        if phrases and not phrases.of(text):
            continue
        rows = orjson.loads(raw)
        if total + len(rows) > most:  # one line of standing text can be in all postings of a large employer
            rows, capped = (rows[: most - total] if oldest else rows[total - most :]), True
        for key, begin, end in rows:
            spans.setdefault(key, []).append((begin, end or _STILL))
            first.setdefault(key, []).append((begin, end or _STILL, block))
            total += 1
        if total >= _MOST_SPANS * more:
            break
    return spans, first, capped or count >= _MOST_BLOCKS * more or total >= _MOST_SPANS * more


def _intersection(
    first: dict[int, list[tuple[int, int]]], second: dict[int, list[tuple[int, int]]]
) -> dict[int, list[tuple[int, int]]]:
    """Keep the versions that both have."""
    result = {}
    for key in first.keys() & second.keys():
        one, other = first[key], second[key]
        if len(one) == len(other) == 1:  # nearly all of them
            begin, end = max(one[0][0], other[0][0]), min(one[0][1], other[0][1])
            common = [(begin, end)] if begin <= end else []
        else:
            common = _intersected(_united(one), _united(other))
        if common:
            result[key] = common
    return result


def _united(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, those that touch or overlap as one."""
    united: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if united and begin <= united[-1][1] + 1:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((begin, end))
    return united


def _intersected(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the intersection of two lists of spans, each in order and without overlaps."""
    common, index, other_index = [], 0, 0
    while index < len(one) and other_index < len(other):
        begin, end = max(one[index][0], other[other_index][0]), min(one[index][1], other[other_index][1])
        if begin <= end:
            common.append((begin, end))
        if one[index][1] < other[other_index][1]:
            index += 1
        else:
            other_index += 1
    return common


def hits_of(
    connection: sqlite3.Connection,
    spans: Spans,
    first: Passages,
    at: str,
    limit: int,
    *,
    oldest: bool = False,
) -> list[Hit]:
    """Return the hits of postings, those first seen last first; at most `limit`."""
    hits: list[Hit] = []
    if not spans or limit <= 0:
        return hits
    wanted = orjson.dumps(list(spans)).decode()
    order = "ASC" if oldest else "DESC"
    for row in rows(
        connection,
        _Known,
        "SELECT p.key, p.id, s.name, p.status, p.number, p.closed_at FROM (SELECT k.key FROM json_each(?) AS j "
        "JOIN posting_state AS k ON k.key = j.value WHERE (? = '' OR k.first_seen <= ?) "
        f"ORDER BY k.first_seen {order}, k.id LIMIT ?) AS f JOIN posting_state AS p ON p.key = f.key "
        f"JOIN sources AS s ON s.id = p.source ORDER BY p.first_seen {order}, p.id",
        (wanted, at, at, _LOOKED_AT if at else limit),
    ):
        number, last = max(spans[row["key"]])
        if at:
            number, last = _as_of(connection, row, spans[row["key"]], at)
            if not number:
                continue
        version = rows(
            connection,
            _Version,
            "SELECT title, location, seen_at FROM wordings WHERE posting_id = ? AND number = ?",
            (row["id"], number),
        )
        if not version:
            continue
        block = next((block_number for begin, end, block_number in first[row["key"]] if begin <= number <= end), None)
        text = connection.execute("SELECT text FROM blocks WHERE id = ?", (block,)).fetchone()
        hits.append(
            Hit(
                row["id"],
                row["name"],
                version[0]["title"],
                version[0]["location"],
                "open" if at else row["status"],  # with `at`, postings closed at that time are not hits
                number,
                min(last, row["number"]),
                version[0]["seen_at"],
                text[0] if text else "",
                _first_seen(connection, row["id"], min(spans[row["key"]])[0]) or version[0]["seen_at"],
            )
        )
        if len(hits) >= limit:
            break
    return hits


def _as_of(connection: sqlite3.Connection, row: _Known, spans: list[tuple[int, int]], at: str) -> tuple[int, int]:
    """Return the version at a time if it has the words, else 0."""
    if status_at(connection, row["id"], at) != "open":
        return 0, 0
    found = number_at(connection, row["id"], at)
    return (found, found) if found and any(begin <= found <= end for begin, end in spans) else (0, 0)


def _first_seen(connection: sqlite3.Connection, posting: str, number: int) -> str:
    query = "SELECT seen_at FROM wordings WHERE posting_id = ? AND number = ?"
    row = connection.execute(query, (posting, number)).fetchone()
    return str(row[0]) if row else ""
