"""Look up in the search index which sources used a word or phrase, and when they first did. Answers are cached.

A common word is in very many blocks, and finding the posting of each takes tens of milliseconds. So a word or pair is looked
up where the source's own blocks are, up to the first that has it, and then elsewhere, up to the first of another source.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from heapq import nlargest
from itertools import chain, pairwise

import orjson

from tracker.extract.text import segment
from tracker.insight.words import written_forms
from tracker.model import Time
from tracker.store.blocks import crc
from tracker.store.used_words import UsedWords, are_worthwhile

_MOST_FORMS = 16  # phrases of one question: a whole sentence has many words that may be written in two ways
_CJK = "\u2e80"  # where the scripts that are written without spaces begin
_NEVER = "~"  # behind every time
_PAIR = 2  # characters; a pair may have a digit or a letter: 第1, 1工
_MOST_WORDINGS = 1000  # of a source, whose blocks are read to know where to look: 5 ms
_MOST_RANGES = 4  # of block ids, each looked up apart: 20 µs
_LEAST_GAP = 100  # ids of blocks of others, between two ranges
# A block of one posting alone has no row in `block_spans`.
_JOINS = (
    "CROSS JOIN blocks AS b ON b.id = f.rowid LEFT JOIN block_spans AS s ON s.block = b.id "
    "CROSS JOIN posting_state AS p ON p.key = coalesce(json_extract(s.spans, '$[0][0]'), b.posting) "
    "CROSS JOIN wordings AS w ON w.posting_id = p.id AND w.number = coalesce(json_extract(s.spans, '$[0][1]'), 1) "
    "CROSS JOIN changes AS c ON c.posting_id = p.id AND c.to_version = w.id "
)
_FIRST = f"SELECT p.source, min(c.known_at) FROM blocks_fts AS f {_JOINS} WHERE blocks_fts MATCH ? GROUP BY p.source"
_HERE = (
    f"SELECT EXISTS (SELECT 1 FROM blocks_fts AS f {_JOINS} WHERE blocks_fts MATCH ? AND f.rowid BETWEEN ? AND ? "
    "AND p.source = ? AND c.known_at < ?)"
)
_ELSEWHERE = f"SELECT EXISTS (SELECT 1 FROM blocks_fts AS f {_JOINS} WHERE blocks_fts MATCH ? AND p.source <> ? AND c.known_at < ?)"
_WORDINGS = (
    "SELECT w.blocks, w.title, w.location, w.department FROM posting_state AS p "
    "CROSS JOIN wordings AS w ON w.posting_id = p.id WHERE p.source = ? LIMIT ?"
)
_HASHED = "SELECT h.block FROM json_each(?) AS j CROSS JOIN block_hashes AS h ON h.hash = j.value"
_UNHASHED = "SELECT b.id FROM blocks AS b WHERE b.id > (SELECT hashed FROM indexed)"
_Range = tuple[int, int]
_EVERYWHERE: _Range = (0, 2**63 - 1)


class Terms:
    """Looks terms up, and caches the answers for one pass over the changes of this many checks."""

    def __init__(self, connection: sqlite3.Connection, checks: int = 1) -> None:
        self.connection = connection
        self._words = UsedWords(connection) if are_worthwhile(connection, checks) else None
        self._first: dict[str, dict[str, Time]] = {}
        self._used: dict[tuple[str, str], Time] = {}  # a time before which the source had used the term
        self._unused: dict[tuple[str, str], Time] = {}  # a time before which it had not
        self._ranges: dict[str, list[_Range]] = {}

    def first_uses(self, term: str) -> dict[str, Time]:
        """Return by source when a term (words with a space between) was first known there."""
        if term not in self._first:
            self._first[term] = dict(self.connection.execute(_FIRST, (question(term),)).fetchall())
        return self._first[term]

    def used(self, term: str, source: str, at: Time) -> bool:
        """Return whether a source used a term (a word, or a pair with a space between) before a time."""
        known = self._words.has(term, source, at) if self._words else None
        if known is not None:
            return known
        name = source, term
        if at >= self._used.get(name, _NEVER):
            return True
        if at <= self._unused.get(name, ""):
            return False
        if source not in self._ranges:
            self._ranges[source] = self._ranges_of(source)
        query = question(term)
        for low, high in self._ranges[source]:
            if self.connection.execute(_HERE, (query, low, high, source, at)).fetchone()[0]:
                self._used[name] = at
                return True
        self._unused[name] = at
        return False

    def used_elsewhere(self, term: str, source: str, at: Time) -> bool:
        """Return whether another source used a term before a time."""
        return bool(self.connection.execute(_ELSEWHERE, (question(term), source, at)).fetchone()[0])

    def _ranges_of(self, source: str) -> list[_Range]:
        """Return the ranges of ids that hold all blocks of a source; of a large one, those of a part and then all ids."""
        found = self.connection.execute(_WORDINGS, (source, _MOST_WORDINGS + 1)).fetchall()
        ids = {block for row in found for block in orjson.loads(row[0])}
        # Titles, locations and departments are blocks too; their ids are not kept with the wording.
        hashes = {crc(text) for row in found for text in row[1:] if text}
        ids.update(row[0] for row in self.connection.execute(_HASHED, (orjson.dumps(list(hashes)).decode(),)))
        ids.update(row[0] for row in self.connection.execute(_UNHASHED))
        return _ranges(ids) if len(found) <= _MOST_WORDINGS else [*_ranges(ids), _EVERYWHERE]


def _ranges(blocks: set[int]) -> list[_Range]:
    """Join ids to few ranges, with the widest gaps between them, the oldest first.

    Most terms are in the blocks that a source began with, which were written together. Between its later blocks are those of
    all other sources, so a search there is slower the longer the history is.
    """
    ids = sorted(blocks)
    gaps = [(later - earlier, earlier, later) for earlier, later in pairwise(ids) if later - earlier > _LEAST_GAP]
    ends = sorted(chain.from_iterable(gap[1:] for gap in nlargest(_MOST_RANGES - 1, gaps)))
    bounds = [*ids[:1], *ends, *ids[-1:]]
    return list(zip(bounds[::2], bounds[1::2], strict=True))


def question(term: str) -> str:
    """Build the full-text query for a term, with all its spellings, because the index has the original spellings."""
    phrases = [""]
    for word in joined_pairs(term.split()):
        forms = written_forms(word) if len(phrases) <= _MOST_FORMS else (word,)
        phrases = [f"{start} {form}".strip() for start in phrases for form in forms]
    return " OR ".join('"' + segment(phrase).replace('"', "") + '"' for phrase in phrases)


def joined_pairs(words: Sequence[str]) -> list[str]:
    """Join overlapping pairs of characters again: scripts without spaces are compared by pairs."""
    found: list[str] = []
    for word in words:
        if found and len(word) == _PAIR and found[-1][-1] == word[0] and max(word) >= _CJK <= max(found[-1]):
            found[-1] += word[1:]
        else:
            found.append(word)
    return found
