"""Find the known posting of a source that a new one repeats: its best match for each kind of tie, and no other.

`identity.is_role` decides what is tied. It wants one usable requisition id on both, or alike titles and alike texts.
So the search goes from cheap to dear, and each step only drops what that rule would refuse:

1. Titles: `rapidfuzz` compares the title with all others in one call.
2. Sketches: 2,048 bits say which words a text has. Each bit that only one of two texts has is at least one word that has
   to be taken out or put in, so the number of such bits bounds from below how far apart the texts are.
3. Texts: each distinct word has a character of its own, so a text is a short string, and `rapidfuzz` compares strings fast.

What a text is made of is worked out once for each version and stays in memory from check to check.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

from tracker.identity import (
    LEAST_TEXT,
    LEAST_TITLE,
    LONG,
    is_role,
    plain,
    rank,
    score_of,
    title_likeness,
    usable,
    words,
)
from tracker.ledger import Candidate, KindOf, Known, TieKind, Wording
from tracker.store import known
from tracker.store.blocks import texts

_BITS = 2048  # of a sketch: an ad has some 300 distinct words, so that few of them share a bit
_KEPT = 20_000  # texts that stay in memory: about 2 KB for an ad of 500 words, 40 MB in all
_LAST = 0x10FFFF  # the last character there is; the words after it share it, which can only make texts look more alike
_MOST_WORDS = 1_000_000  # distinct words after which the memory starts anew


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is compared of a wording. `text` has a character for each word, and is None where the text is too short."""

    place: str
    text: str | None = None
    bits: int = 0

    def bound(self, other: Sketch) -> float:
        """Return a share of words in common, from 0 to 1, that these two texts can't exceed."""
        if self.text is None or other.text is None:
            return 0.0
        total = len(self.text) + len(other.text)
        return 1.0 - (self.bits ^ other.bits).bit_count() / total if total else 1.0

    def likeness(self, other: Sketch) -> float:
        """Return the share of words in common, in order; 0 where `identity.likeness` returns 0."""
        if self.text is None or other.text is None:
            return 0.0
        return float(Indel.normalized_similarity(self.text, other.text, score_cutoff=LEAST_TEXT))


class Sketches:
    """The sketches of wordings by version, the least recently used dropped first. One for a whole process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, bool], Sketch] = OrderedDict()
        self._characters: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, wording: Wording) -> Sketch:
        """Return the sketch of a wording. Texts of less than LONG characters are not compared, and have none."""
        place = plain(wording.location or "")
        if sum(map(len, wording.blocks)) < LONG:
            return Sketch(place)
        known_words = self._characters
        text = "".join(
            [
                known_words.get(word) or known_words.setdefault(word, chr(min(len(known_words) + 1, _LAST)))
                for word in words(wording.blocks)
            ]
        )
        bits = 0
        for character in set(text):
            bits |= 1 << ord(character) % _BITS
        return Sketch(place, text, bits)

    def load(self, connection: sqlite3.Connection, postings: Iterable[Known]) -> dict[str, Sketch]:
        """Return the sketches of these postings' newest wordings by external id, and read those not in memory."""
        found: dict[str, Sketch] = {}
        missing: list[Known] = []
        for one in postings:
            key = _key(one)
            if key in self._kept:
                self._kept.move_to_end(key)
                found[one.external_id] = self._kept[key]
            else:
                missing.append(one)
        for one, wording in _read(connection, missing):
            found[one.external_id] = self._kept[_key(one)] = self.of(wording)
        return found

    def trim(self) -> None:
        """Keep to the bounds of memory. Not while sketches are compared: those made before and after differ."""
        if len(self._characters) > _MOST_WORDS:
            self._characters.clear()
            self._kept.clear()
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)


def _key(one: Known) -> tuple[str, bool]:
    return one.current, one.has_text  # a version whose text could not be read at first is filled in later


def _read(connection: sqlite3.Connection, postings: Sequence[Known]) -> Iterator[tuple[Known, Wording]]:
    """Read the place and the blocks of the newest wording of each posting."""
    wanted = {one.current: one for one in postings}
    rows = connection.execute(
        "SELECT w.id, w.location, w.blocks FROM json_each(?) AS j JOIN wordings AS w ON w.id = j.value",
        (orjson.dumps(list(wanted)).decode(),),
    ).fetchall()
    for version, place, blocks in rows:
        yield wanted[version], Wording("", texts(connection, orjson.loads(blocks)), place)


class Alike:
    """Returns the candidates for a new wording. Nothing is read before it is asked."""

    def __init__(self, connection: sqlite3.Connection, postings: Mapping[str, Known], sketches: Sketches) -> None:
        self.connection = connection
        self.postings = postings
        self.sketches = sketches
        self._wordings = known.Wordings(connection, postings)
        self._titles: dict[str, list[str]] = {}
        self._requisitions: dict[str, list[str]] = {}
        self._sorted = False

    def __call__(self, wording: Wording, requisition: str | None, kind_of: KindOf) -> Sequence[Candidate]:
        """Return the best match of each kind: at most one posting that can be a repost's, and one a copy's."""
        self.sketches.trim()
        best: dict[TieKind, tuple[tuple[float, str, str], str]] = {}
        mine = self.sketches.of(wording)
        wanted = requisition if usable(requisition) else None
        for bound, name, title, other in self._promising(plain(wording.title), wanted, mine):
            one = self.postings[name]
            kind = kind_of(one)
            if kind is None or (kind in best and best[kind][0][0] > bound):
                continue
            text, same = mine.likeness(other), wanted is not None and one.requisition_id == wanted
            score = score_of(text, title, place=mine.place == other.place, requisition=same)
            if is_role(text, title, requisition=same) and (kind not in best or rank(score, one) > best[kind][0]):
                best[kind] = (rank(score, one), name)
        return [Candidate(self.postings[name], self._wordings[name]) for _, name in best.values()]

    def _promising(self, title: str, requisition: str | None, mine: Sketch) -> list[tuple[float, str, float, Sketch]]:
        """Return the postings that may be tied, the score that each can't exceed, and its title's likeness; best first."""
        titles = self._candidates(title, requisition, near=mine.text is not None)
        sketches = self.sketches.load(self.connection, [self.postings[name] for name in titles])
        found: list[tuple[float, str, float, Sketch]] = []
        for name, other in sketches.items():
            text, alike = mine.bound(other), titles[name]
            same = requisition is not None and self.postings[name].requisition_id == requisition
            if is_role(text, alike, requisition=same):
                bound = score_of(text, alike, place=mine.place == other.place, requisition=same)
                found.append((bound, name, alike, other))
        return sorted(found, key=lambda one: (-one[0], one[1]))

    def _candidates(self, title: str, requisition: str | None, *, near: bool) -> dict[str, float]:
        """Return the postings with the same requisition and, if `near`, those with an alike title; and how alike it is."""
        self._sort()
        found: dict[str, float] = {}
        if near:
            alike = process.extract(
                title, list(self._titles), scorer=fuzz.ratio, score_cutoff=100 * LEAST_TITLE - 0.1, limit=None
            )
            for other, _, _ in alike:
                found.update(dict.fromkeys(self._titles[other], title_likeness(title, other)))
        for name in self._requisitions.get(requisition or "", ()):
            if name not in found:
                found[name] = title_likeness(title, plain(self.postings[name].title))
        return found

    def _sort(self) -> None:
        """Put the postings in order by title and by requisition, when first asked."""
        if self._sorted:
            return
        for name, one in self.postings.items():
            self._titles.setdefault(plain(one.title), []).append(name)
            if one.requisition_id:
                self._requisitions.setdefault(one.requisition_id, []).append(name)
        self._sorted = True
