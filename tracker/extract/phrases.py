"""Find phrases in texts: the one matcher of topics on the website, and of topics and phrases in alerts.

A phrase is whole words in any case and without accents; `*` stands for any ending, and "1st" is "first". The signs of "C++",
"C#" and ".NET" belong to the word. Chinese, Japanese and Korean characters are words of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise, product

ORDINALS = {
    "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth", "6th": "sixth", "7th": "seventh",
    "8th": "eighth", "9th": "ninth", "10th": "tenth",
}  # fmt: skip
_WRITTEN = {word: number for number, word in ORDINALS.items()}
_SIGNS = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003fa1f"  # as `segment` separates them for the index
_LETTER = rf"[^\W_{_SIGNS}]"
_TOKEN = re.compile(rf"[{_SIGNS}]|(?:(?<!\w)\.(?=[^\W\d_]))?{_LETTER}+[+#]*")
_PART = re.compile(rf"({_TOKEN.pattern})(\*?)")
_MARKS = re.compile("[\u0300-\u036f]")
_LATIN = 0x250  # the end of the Latin letters to which others are reduced; the index keeps the accents of other scripts
_SAME = {"ß": "ss", "ẞ": "ss", "ς": "σ"}
_DOUBLE_S = re.compile("(?=ss)")
_MOST_SHARP = 7  # places of a word where "ß" may be written; no word has more than three
_HEAD = 3  # first letters by which phrases that begin with an open word are looked up
_MOST_WRITTEN = 16  # spellings of a phrase in a question to the index; with more, its words are asked for one by one
_KEPT = 8_000  # blocks whose phrases are remembered: the same paragraph is in many postings

Part = tuple[str, bool]  # a word, and whether it may end otherwise


@lru_cache(maxsize=4_096)
def _folded(char: str) -> str:
    if ord(char) < _LATIN or 0x1E00 <= ord(char) < 0x1F00:  # noqa: PLR2004  # Latin Extended Additional
        char = _MARKS.sub("", unicodedata.normalize("NFD", char))
    return "".join(_SAME.get(part, part) for part in char.lower() if not _MARKS.match(part))


def fold(text: str) -> str:
    """Return a text in lower case and without the accents of Latin letters."""
    return text.lower() if text.isascii() else "".join(map(_folded, text))


def words(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    return [ORDINALS.get(word, word) for word in _TOKEN.findall(fold(text))]


@lru_cache(maxsize=4_096)
def parts(phrase: str) -> tuple[Part, ...]:
    """Return the words of a phrase; empty if it has none."""
    words = _PART.findall(fold(phrase))
    return tuple((ORDINALS.get(word, word), bool(star)) for word, star in words)


def question(phrase: str) -> str:
    """Return a full-text query (FTS5) that finds at least all blocks with a phrase; "" if it has no word."""
    runs: list[list[str]] = [[]]
    stars: list[bool] = []
    for word, star in parts(phrase):
        runs[-1].append(word.strip(".+#"))
        if star:
            stars.append(True)
            runs.append([])
    stars += [False] * (len(runs) - len(stars))
    terms = [_asked(run, "*" if star else "") for run, star in zip(runs, stars, strict=True) if run]
    return " AND ".join(terms)


def _asked(run: list[str], star: str) -> str:
    spelled = [_spellings(word) for word in run]
    many = 1
    for spelling in spelled:
        many *= len(spelling)
    if many <= _MOST_WRITTEN:
        quoted = [f'"{" ".join(spelling)}"{star}' for spelling in product(*spelled)]
        return f"({' OR '.join(quoted)})"
    each = ["(" + " OR ".join(f'"{spelling}"' for spelling in runs) + ")" for runs in spelled]
    if star:
        each[-1] = "(" + " OR ".join(f'"{spelling}"*' for spelling in spelled[-1]) + ")"
    return " AND ".join(each)


def _spellings(word: str) -> list[str]:
    """Return how a word may be written in the index, which knows no ordinals and keeps "ß" and "ς"."""
    places = [found.start() for found in _DOUBLE_S.finditer(word)][:_MOST_SHARP]
    spellings = []
    for sharp in product((False, True), repeat=len(places)):
        chosen = [place for place, is_sharp in zip(places, sharp, strict=True) if is_sharp]
        if any(after - before == 1 for before, after in pairwise(chosen)):  # they share an s: "sss" is "ßs" or "sß"
            continue
        spelling = word
        for place in reversed(chosen):
            spelling = f"{spelling[:place]}ß{spelling[place + 2 :]}"
        spellings.append(spelling)
    spellings += [spelling[:-1] + "ς" for spelling in spellings if spelling.endswith("σ")]
    return [*spellings, *([_WRITTEN[word]] if word in _WRITTEN else [])]


class Phrases:
    """Finds many phrases at once: the time grows with the text, and not with their number."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.phrases: Sequence[str] = tuple(dict.fromkeys(phrases))
        self._whole: dict[str, list[tuple[tuple[Part, ...], str]]] = {}
        self._open: dict[str, list[tuple[tuple[Part, ...], str]]] = {}
        for phrase in self.phrases:
            words_of_phrase = parts(phrase)
            if words_of_phrase:
                word, star = words_of_phrase[0]
                candidates = self._open.setdefault(word[:_HEAD], []) if star else self._whole.setdefault(word, [])
                candidates.append((words_of_phrase, phrase))
        self._lengths = sorted({len(head) for head in self._open})
        self._matches_by_block: dict[str, frozenset[str]] = {}

    def of(self, block: str) -> frozenset[str]:
        """Return the phrases that a block of text has. What was found is remembered."""
        matches = self._matches_by_block.get(block)
        if matches is None:
            if len(self._matches_by_block) >= _KEPT:
                self._matches_by_block.clear()
            matches = self._matches_by_block[block] = self._look(block)
        return matches

    def among(self, blocks: Iterable[str]) -> frozenset[str]:
        """Return the phrases that any of the blocks has."""
        return frozenset().union(*map(self.of, blocks))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where the phrases are in a text, as pairs of start and end, which don't overlap."""
        folded, places = _placed(text)
        words_at = [(key[0], key.start(), key.end()) for key in _TOKEN.finditer(folded)]
        tokens = [ORDINALS.get(word, word) for word, _, _ in words_at]
        result: list[tuple[int, int]] = []
        for at in range(len(tokens)):
            ends = [at + len(key) for key, _ in self._begun(tokens[at]) if _matches_at(key, tokens, at)]
            if not ends:
                continue
            start, end = words_at[at][1], words_at[max(ends) - 1][2]
            if places:
                start, end = places[start], places[end - 1] + 1
                while end < len(text) and _MARKS.match(text[end]):
                    end += 1
            if result and start < result[-1][1]:
                result[-1] = result[-1][0], max(end, result[-1][1])
            else:
                result.append((start, end))
        return result

    def _begun(self, token: str) -> Iterable[tuple[tuple[Part, ...], str]]:
        yield from self._whole.get(token, ())
        for length in self._lengths:
            yield from self._open.get(token[:length], ()) if len(token) >= length else ()

    def _look(self, block: str) -> frozenset[str]:
        tokens = _TOKEN.findall(fold(block))
        distinct = set(tokens)
        if not distinct.isdisjoint(ORDINALS):
            tokens = [ORDINALS.get(word, word) for word in tokens]
            distinct = set(tokens)
        candidates = distinct & self._whole.keys()
        for length in self._lengths:
            candidates |= {key for key in distinct if key[:length] in self._open and len(key) >= length}
        if not candidates:
            return frozenset()
        return frozenset(
            phrase
            for at, token in enumerate(tokens)
            if token in candidates
            for key, phrase in self._begun(token)
            if _matches_at(key, tokens, at)
        )


def _matches_at(phrase: tuple[Part, ...], tokens: list[str], at: int) -> bool:
    """Return whether a phrase stands in the tokens from a place on."""
    if at + len(phrase) > len(tokens):
        return False
    for word, star in phrase:
        token = tokens[at]
        if token != word and not (star and token.startswith(word)):
            return False
        at += 1
    return True


def _placed(text: str) -> tuple[str, list[int]]:
    """Return the folded text, and the place of each of its characters in the text, empty if none moved."""
    if text.isascii():
        return text.lower(), []
    pairs = [(part, place) for place, char in enumerate(text) for part in _folded(char)]
    return "".join(part for part, _ in pairs), [place for _, place in pairs]
