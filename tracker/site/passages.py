"""Find the topics of a version, and the passage that matches a search, with the matches marked."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections import OrderedDict

import orjson
from markupsafe import Markup, escape

from tracker.extract.phrases import Phrases
from tracker.store import read
from tracker.store.search import terms

_AROUND = 140  # characters of context on each side of the first match
_REMEMBERED = 4_000  # versions whose topics and passages are cached; a version never changes

Found = tuple[tuple[str, ...], Markup]


class Passages:
    """Finds the topics of versions, and one passage of each to show.

    That is the first passage that matches the search words, or else the first with a phrase of a topic.
    """

    def __init__(self, connection: sqlite3.Connection, words: str = "") -> None:
        self._connection = connection
        self._words = Words(terms(words))
        self._topics = []
        for name, phrases in connection.execute("SELECT name, phrases FROM topics ORDER BY rowid"):
            self._topics.append((str(name), Phrases(orjson.loads(phrases))))
        self._key = (words, *((name, topic.phrases) for name, topic in self._topics))

    def of(self, version: str) -> Found:
        """Return the topics of a version and the marked passage, "" if neither words nor topics match."""
        if not self._key[0] and not self._topics:
            return (), Markup("")
        return _REMEMBER.find(self, version)

    def key(self, version: str) -> object:
        """Return the cache key of a version: its id, the search words and the topics."""
        return version, self._key

    def look(self, version: str) -> Found:
        """Search a version's text and fields."""
        wording = read.wording_of(self._connection, version)
        blocks = wording.blocks if wording else ()
        facts = [field for field in (wording.title, wording.location, wording.department) if field] if wording else []
        topics, block_shown = [], None
        if self._words:
            block_shown = next((block for block in blocks if self._words.spans(block)), None)
        passage = marked(block_shown.lstrip("#- "), self._words) if block_shown else Markup("")
        for name, phrases in self._topics:
            block = next((block for block in blocks if phrases.of(block)), None)
            if block is not None or any(
                phrases.of(field) for field in facts
            ):  # the fields are shown anyway, so they need no passage
                topics.append(name)
                passage = passage or (marked(block.lstrip("#- "), phrases) if block else Markup(""))
        return tuple(topics), passage


class _PassageCache:
    """Cache what was found in versions."""

    def __init__(self) -> None:
        self._cached: OrderedDict[object, Found] = OrderedDict()

    def find(self, passages: Passages, version: str) -> Found:
        """Return what was found in a version."""
        key = passages.key(version)
        match = self._cached.get(key)
        if match is None:
            match = self._cached[key] = passages.look(version)
            while len(self._cached) > _REMEMBERED:
                self._cached.popitem(last=False)
        return match


_REMEMBER = _PassageCache()


class Words:
    """Finds full-text terms in a text as the search index does: whole words, ignoring case and accents."""

    def __init__(self, terms: list[str]) -> None:
        parts = []
        for term in terms:
            words = [re.escape(_folded(word)[0]) for word in term.rstrip("*").strip('"').split()]
            if not words:
                continue
            signs = any(_SIGN.search(word) for word in term)
            before, gap = ("", r"[\W_]*") if signs else (r"(?<![^\W_])", r"[\W_]+")
            after = r"[^\W_]*" if term.endswith("*") else "" if signs else r"(?![^\W_])"
            parts.append(before + gap.join(words) + after)
        self.source = "|".join(parts)
        self._pattern = re.compile(self.source, re.IGNORECASE) if parts else None

    def __bool__(self) -> bool:
        return self._pattern is not None

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the matches as pairs of start and end, in characters of the text."""
        if self._pattern is None:
            return []
        folded, places = _folded(text)
        matches = [match.span() for match in self._pattern.finditer(folded) if match.group()]
        if not places:
            return matches
        return [(places[start], _past_accents(text, places[end - 1] + 1)) for start, end in matches]


_SIGN = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003fa1f]")


def _folded(text: str) -> tuple[str, list[int]]:
    """Return text without accents, and the original position of each character (empty if none moved)."""
    if text.isascii():
        return text, []
    pairs = [
        (part, index)
        for index, char in enumerate(text)
        for part in unicodedata.normalize("NFD", char)
        if not unicodedata.combining(part)
    ]
    return "".join(part for part, _ in pairs), [index for _, index in pairs]


def _past_accents(text: str, end: int) -> int:
    """Return `end` moved past the combining accents that follow it."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


class AnyOf:
    """Finds the words that were typed and the phrases of a topic."""

    def __init__(self, *finders: Words | Phrases) -> None:
        self._finders = finders

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the matches as pairs of start and end, which don't overlap."""
        spans: list[tuple[int, int]] = []
        for start, end in sorted(span for finder in self._finders for span in finder.spans(text)):
            if spans and start < spans[-1][1]:
                spans[-1] = spans[-1][0], max(end, spans[-1][1])
            else:
                spans.append((start, end))
        return spans


def marked(text: str, finder: Words | Phrases | AnyOf) -> Markup:
    """Return a passage with its matches marked, cut around the first one."""
    first = next(iter(finder.spans(text)), None)
    start = max(0, first[0] - _AROUND) if first else 0
    end = (first[1] if first else 0) + 2 * _AROUND
    passage = ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")
    parts: list[Markup] = []
    last = 0
    for begin, stop in finder.spans(passage):
        parts += [escape(passage[last:begin]), Markup("<mark>"), escape(passage[begin:stop]), Markup("</mark>")]
        last = stop
    return Markup("").join([*parts, escape(passage[last:])])
