"""Keep the words and pairs of words that sources used in memory, while findings of many checks are made in order.

For a few checks, the search index is faster (`Terms`). For many, it would be asked for the same words again and again,
and takes longer the more blocks the words are in.
"""

from __future__ import annotations

import re
import sqlite3
from array import array
from collections.abc import Sequence
from itertools import islice, pairwise
from sys import intern

import orjson

from tracker.insight.words import one_forms
from tracker.model import Time

_MOST_BLOCKS = 500_000  # blocks of all sources, whose ids are in memory: 4 MB
_BLOCKS_PER_CHECK = 100  # reading this many takes as long as what a check asks the search index
_MOST_TERMS = 400_000  # words and pairs of all sources: 20 to 45 MB
_TOGETHER = 50  # texts that are in memory at the same time
_MOST_TEXT = (
    10_000  # characters of a text that is split here: a paragraph has some hundred, and 50 texts take at most 20 MB
)
_WORD_OR_END = re.compile("[a-z0-9]+|\n")
# Signs that end a word in the search index, too. A text with other characters than these and ASCII is not split here, because
# the index leaves out accents, and has each Chinese character as a word.
_SIGNS = dict.fromkeys(
    map(ord, "\xa0\xa9\xab\xae\xb7\xbb\u2010\u2011\u2012\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u2122"), " "
)
# A block of one posting alone has no row in `block_spans`. The first number of the spans is the posting, the second its version.
_ALONE = "SELECT id, posting, 1 FROM blocks WHERE posting IS NOT NULL"
# Spans are empty only in a database that was edited by hand.
_SHARED = "SELECT block, substr(spans, 3, 40) FROM block_spans WHERE spans <> '[]'"
_TEXTS = "SELECT substr(b.text, 1, ?) FROM json_each(?) AS j JOIN blocks AS b ON b.id = j.value"
_FIRST_KNOWN = (
    "SELECT p.key, w.number, p.source, min(c.known_at) FROM changes AS c JOIN wordings AS w ON w.id = c.to_version "
    "JOIN posting_state AS p ON p.id = c.posting_id AND p.id = w.posting_id GROUP BY w.id"
)


def are_worthwhile(connection: sqlite3.Connection, checks: int) -> bool:
    """Return whether making the findings of this many checks is faster with the words of all sources in memory."""
    (blocks,) = connection.execute("SELECT coalesce(max(id), 0) FROM blocks").fetchone()
    return bool(blocks <= min(_MOST_BLOCKS, _BLOCKS_PER_CHECK * checks))


class UsedWords:
    """The words that each source used before a time. Ask for times in ascending order."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._later = _by_source(connection)
        self._terms: dict[str, set[str]] = {}
        self._until: dict[str, Time] = {}
        self._in_part: set[str] = set()  # sources that also used words that are not in memory
        self._count = 0

    def has(self, term: str, source: str, at: Time) -> bool | None:
        """Return whether a source used a word or pair before a time; None if that is not known here."""
        if not term.isascii() or at < self._until.get(source, ""):
            return None
        self._until[source] = at
        known_terms = self._terms.setdefault(source, set())
        later = self._later.get(source, [])
        while later and later[-1][0] < at:
            ids = iter(later.pop()[1])
            while batch := [*islice(ids, _TOGETHER)]:
                self._take(source, known_terms, self._texts(source, batch))
        return True if term in known_terms else None if source in self._in_part else False

    def _texts(self, source: str, ids: Sequence[int]) -> list[str]:
        """Return the texts of these blocks that are not too long to be split here."""
        values = (_MOST_TEXT + 1, orjson.dumps(ids).decode())
        texts = [row[0] for row in self.connection.execute(_TEXTS, values)]
        short = [text for text in texts if len(text) <= _MOST_TEXT]
        if len(short) < len(texts):
            self._in_part.add(source)
        return short

    def _take(self, source: str, known_terms: set[str], blocks: Sequence[str]) -> None:
        """Add the words and pairs of blocks to those of a source."""
        text = "\n".join(block.replace("\n", " ") for block in blocks).translate(_SIGNS)
        if not text.isascii():
            self._in_part.add(source)
            text = "\n".join(line for line in text.split("\n") if line.isascii())
        if self._count > _MOST_TERMS:
            self._in_part.add(source)
            return
        words = one_forms(_WORD_OR_END.findall(text.lower()))
        new = {*words, *map(" ".join, pairwise(words))} - known_terms
        new = {term for term in new if "\n" not in term}
        known_terms.update(map(intern, new))  # sources have many words in common
        self._count += len(new)


def _by_source(connection: sqlite3.Connection) -> dict[str, list[tuple[Time, array[int]]]]:
    """Return the blocks of each source by the time at which they became known, the newest first, as the search index has them."""
    first = {(key, number): (source, at) for key, number, source, at in connection.execute(_FIRST_KNOWN)}
    found: dict[tuple[str, Time], array[int]] = {}
    for block, key, number in connection.execute(_ALONE):
        if (known := first.get((key, number))) is not None:
            found.setdefault(known, array("q")).append(block)
    for block, spans in connection.execute(_SHARED):
        key, number = map(int, spans.split(",", 2)[:2])
        if (known := first.get((key, number))) is not None:
            found.setdefault(known, array("q")).append(block)
    later: dict[str, list[tuple[Time, array[int]]]] = {}
    for source, at in sorted(found, reverse=True):
        later.setdefault(source, []).append((at, found[source, at]))
    return later
