"""Words that someone looks for, where they stand: the topics of a wording, and passages with the words marked."""

from __future__ import annotations

import re
import sqlite3
from collections import OrderedDict

import orjson
from markupsafe import Markup, escape

from tracker.store import read
from tracker.store.search import phrase, terms

_AROUND = 140  # characters of context on each side of the first hit
_REMEMBERED = 4_000  # versions whose topics and passages stay in memory: a version never changes

Found = tuple[tuple[str, ...], Markup]


class Passages:
    """Finds the topics of versions, and the passage that shows why a version is of interest.

    That is the first with the words of a filter, or else the first with a phrase of a topic.
    """

    def __init__(self, connection: sqlite3.Connection, words: str = "") -> None:
        self._connection = connection
        self._words = pattern(terms(words)) if words else None
        self._topics = []
        for name, phrases in connection.execute("SELECT name, phrases FROM topics ORDER BY rowid"):
            found = pattern([term for one in orjson.loads(phrases) for term in phrase(one)])
            if found:
                self._topics.append((str(name), found))
        self._key = (words, *((name, found.pattern) for name, found in self._topics))

    def of(self, version: str) -> Found:
        """Give the names of the topics, and the marked passage, "" if no words or topic are in the version."""
        if not self._key[0] and not self._topics:
            return (), Markup("")
        return _REMEMBER.find(self, version)

    def key(self, version: str) -> object:
        """Give what a finding depends on."""
        return version, self._key

    def look(self, version: str) -> Found:
        """Look a version's wording through."""
        wording = read.wording_of(self._connection, version)
        blocks = wording.blocks if wording else ()
        title = wording.title if wording else ""
        topics, shown = [], None
        if self._words:
            shown = next((block for block in blocks if self._words.search(block)), None)
        passage = marked(shown.lstrip("#- "), self._words) if shown else Markup("")
        for name, wanted in self._topics:
            block = next((block for block in blocks if wanted.search(block)), None)
            if block is not None or wanted.search(title):  # a title is shown anyway
                topics.append(name)
                passage = passage or (marked(block.lstrip("#- "), wanted) if block else Markup(""))
        return tuple(topics), passage


class _Memory:
    """Remembers what was found in versions."""

    def __init__(self) -> None:
        self._kept: OrderedDict[object, Found] = OrderedDict()

    def find(self, passages: Passages, version: str) -> Found:
        """Give what is in a version."""
        key = passages.key(version)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = passages.look(version)
            while len(self._kept) > _REMEMBERED:
                self._kept.popitem(last=False)
        return found


_REMEMBER = _Memory()


def pattern(wanted: list[str]) -> re.Pattern[str] | None:
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


def marked(text: str, wanted: re.Pattern[str] | None) -> Markup:
    """Write a passage with its hits marked, cut around the first."""
    first = wanted.search(text) if wanted else None
    start = max(0, first.start() - _AROUND) if first else 0
    end = (first.end() if first else 0) + 2 * _AROUND
    shown = ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")
    if wanted is None:
        return escape(shown)
    parts: list[Markup] = []
    last = 0
    for found in wanted.finditer(shown):
        parts += [escape(shown[last : found.start()]), Markup("<mark>"), escape(found.group()), Markup("</mark>")]
        last = found.end()
    return Markup("").join([*parts, escape(shown[last:])])
