"""Look up in the search index which sources used a word or word pair, and since when. Answers are cached."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from tracker.extract.text import segment
from tracker.insight.words import written_forms
from tracker.model import Time

_MOST_FORMS = 16  # phrases of one question: a whole sentence has many words that may be written in two ways
_CJK = "\u2e80"  # where the scripts that are written without spaces begin
_PAIR = 2  # characters; a pair may have a digit or a letter: 第1, 1工
# A block of one posting alone has no row in `block_spans`.
_QUERY = (
    "SELECT p.source, min(c.known_at) FROM blocks_fts AS f CROSS JOIN blocks AS b ON b.id = f.rowid "
    "LEFT JOIN block_spans AS s ON s.block = b.id "
    "JOIN posting_state AS p ON p.key = coalesce(json_extract(s.spans, '$[0][0]'), b.posting) "
    "JOIN wordings AS w ON w.posting_id = p.id AND w.number = coalesce(json_extract(s.spans, '$[0][1]'), 1) "
    "JOIN changes AS c ON c.posting_id = p.id AND c.to_version = w.id "
    "WHERE blocks_fts MATCH ? GROUP BY p.source"
)


class Terms:
    """Looks terms up, and remembers the answers for one pass over the changes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._first: dict[str, dict[str, Time]] = {}

    def first(self, term: str) -> dict[str, Time]:
        """Return by source when a term (words with a space between) was first known there."""
        if term not in self._first:
            self._first[term] = dict(self.connection.execute(_QUERY, (question(term),)).fetchall())
        return self._first[term]


def question(term: str) -> str:
    """Build the full-text query for a term, with all its spellings, because the index has the original spellings."""
    phrases = [""]
    for word in whole(term.split()):
        forms = written_forms(word) if len(phrases) <= _MOST_FORMS else (word,)
        phrases = [f"{start} {form}".strip() for start in phrases for form in forms]
    return " OR ".join('"' + segment(phrase).replace('"', "") + '"' for phrase in phrases)


def whole(words: Sequence[str]) -> list[str]:
    """Join overlapping pairs of characters again: scripts without spaces are compared by pairs."""
    found: list[str] = []
    for word in words:
        if found and len(word) == _PAIR and found[-1][-1] == word[0] and max(word) >= _CJK <= max(found[-1]):
            found[-1] += word[1:]
        else:
            found.append(word)
    return found
