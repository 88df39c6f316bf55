"""Find the known posting of a source that a new one repeats: the best match for each kind of tie.

`likeness.is_tie` decides what is tied: two postings need the same requisition id, or similar titles and similar texts. So the
search starts with the cheapest step:

1. Titles and ids: they are kept in order from check to check (`Index`), and `rapidfuzz` compares the title with all others in one
   call.
2. Texts: each distinct word is one character, so a text is a short string, and `rapidfuzz` compares strings fast.
   Standing text is removed first. It is determined from a sample: postings with other titles, spread evenly over the source, and
   those whose titles are the most alike, which share what a family of roles has in common.

The encoded text of each version is cached between checks.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, compress, pairwise

import orjson
from rapidfuzz import fuzz, process

from tracker.model.history import Candidate, Known, Relation, SoughtPosting, TieKind
from tracker.model.wording import Wording
from tracker.reconcile.identity import rank
from tracker.reconcile.likeness import (
    LEAST_TEXT,
    LEAST_TITLE,
    LONG,
    NEAR_TEXT,
    StandingText,
    heading,
    is_tie,
    one_role,
    plain,
    score_of,
    sentences,
    share_of,
    title_likeness,
    words,
)
from tracker.store import known_postings
from tracker.store.blocks import texts

_KEPT = 20_000  # texts that stay in memory: about 2 KB for an ad of 500 words, 40 MB in all
_LAST = 0x10FFFF  # the last character of Unicode; all further words share it, which can only make texts more similar
_MOST_BLOCKS, _MOST_BLOCK = 20_000, 2_000  # encoded blocks that stay in memory, and characters of one: some 10 MB
_MOST_WORDS = 1_000_000  # distinct words after which the cache is cleared
_MOST_SENTENCES = 30_000  # encoded sentences of samples that stay in memory: 5 MB
_SPREAD, _NEAREST = 20, 10  # postings of the sample from which standing text is determined


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is compared of a wording. `text` has a character for each word, and is "" where the text is too short.

    `ends` has the number of words before the end of each sentence, and `sizes` its length in characters.
    """

    place: str
    text: str = ""
    ends: array[int] = field(default_factory=lambda: array("I"))
    sizes: array[int] = field(default_factory=lambda: array("I"))

    def sentences(self) -> list[str]:
        """Return the sentences of the text."""
        text = self.text
        return [text[begin:end] for begin, end in pairwise((0, *self.ends))]

    def own_text(self, pair: frozenset[str], standing: StandingText) -> tuple[str, int]:
        """Return the text without standing text for a pair of titles, and its length in characters."""
        in_text = self.sentences()
        others = standing.standing_flags(pair, in_text)
        if not any(others):
            return self.text, sum(self.sizes)
        own = [not other for other in others]
        return "".join(compress(in_text, own)), sum(compress(self.sizes, own))


class _Characters(dict[str, str]):
    """A character for each word, assigned when the word is first looked up."""

    def __missing__(self, word: str) -> str:
        character = self[word] = chr(min(len(self) + 1, _LAST))
        return character


class Sketches:
    """The sketches of wordings by version, the least recently used dropped first. One for a whole process."""

    def __init__(self) -> None:
        self._cached: OrderedDict[tuple[str, bool], Sketch] = OrderedDict()
        self._characters = _Characters()
        self._blocks: dict[str, tuple[tuple[str, int], ...]] = {}
        self._sentences: OrderedDict[tuple[str, bool], frozenset[str]] = OrderedDict()
        self._sentence_count = 0

    def __len__(self) -> int:
        return len(self._cached)

    def of(self, wording: Wording) -> Sketch:
        """Return the sketch of a wording. Texts of less than LONG characters are not compared, and have none."""
        words_of_place = plain(wording.location or "")
        if sum(map(len, wording.blocks)) < LONG:
            return Sketch(words_of_place)
        encoded = [sentence for block in wording.blocks for sentence in self._block(block)]
        ends = array("I", accumulate(len(text) for text, _ in encoded))
        return Sketch(
            words_of_place, "".join(text for text, _ in encoded), ends, array("I", (size for _, size in encoded))
        )

    def _block(self, block: str) -> tuple[tuple[str, int], ...]:
        """Return the sentences of a block, encoded, each with its length. Most blocks of a version are in other versions too."""
        encoded = self._blocks.get(block)
        if encoded is None:
            of = self._characters.__getitem__
            encoded = tuple(("".join(map(of, words((sentence,)))), len(sentence)) for sentence in sentences((block,)))
            if len(block) <= _MOST_BLOCK:
                self._blocks[block] = encoded
        return encoded

    def load(self, connection: sqlite3.Connection, postings: Iterable[Known]) -> dict[str, Sketch]:
        """Return the sketches of these postings' newest wordings by external id, and read those not in memory."""
        sketches: dict[str, Sketch] = {}
        missing: list[Known] = []
        for posting in postings:
            key = _key(posting)
            if key in self._cached:
                self._cached.move_to_end(key)
                sketches[posting.external_id] = self._cached[key]
            else:
                missing.append(posting)
        for posting, wording in _read_wordings(connection, missing):
            sketches[posting.external_id] = self._cached[_key(posting)] = self.of(wording)
        return sketches

    def sentences_of(self, posting: Known, sketch: Sketch) -> frozenset[str]:
        """Return the sentences of a posting's sketch. The same few postings are the sample for many new ones."""
        key = _key(posting)
        cached = self._sentences.get(key)
        if cached is None:
            cached = self._sentences[key] = frozenset(sketch.sentences())
            self._sentence_count += len(cached)
        self._sentences.move_to_end(key)
        return cached

    def trim(self) -> None:
        """Drop what exceeds the bounds of memory. Don't call it between two comparisons: sketches made before and after differ."""
        if len(self._blocks) > _MOST_BLOCKS:
            self._blocks.clear()
        if len(self._characters) > _MOST_WORDS:
            self._characters.clear()
            self._blocks.clear()
            self._cached.clear()
            self._sentences.clear()
            self._sentence_count = 0
        while len(self._cached) > _KEPT:
            self._cached.popitem(last=False)
        while self._sentence_count > _MOST_SENTENCES:
            self._sentence_count -= len(self._sentences.popitem(last=False)[1])


def _key(posting: Known) -> tuple[str, bool]:
    return posting.current, posting.has_text  # a version whose text could not be read at first is filled in later


def _read_wordings(connection: sqlite3.Connection, postings: Sequence[Known]) -> Iterator[tuple[Known, Wording]]:
    """Read the place and the blocks of the newest wording of each posting."""
    if not postings:
        return
    by_version = {posting.current: posting for posting in postings}
    rows = connection.execute(
        "SELECT w.id, w.location, w.blocks FROM json_each(?) AS j JOIN wordings AS w ON w.id = j.value",
        (orjson.dumps(list(by_version)).decode(),),
    ).fetchall()
    for version, place, blocks in rows:
        yield by_version[version], Wording("", texts(connection, orjson.loads(blocks)), place)


class Index:
    """The postings of a source by title and by requisition id. It is kept from check to check, and brought up to date."""

    def __init__(self) -> None:
        self.titles: dict[str, dict[str, None]] = {}
        self._requisitions: dict[str, dict[str, None]] = {}
        self._seen: dict[str, tuple[str, str | None]] = {}
        self._ordered: list[str] = []

    def update(self, postings: Mapping[str, Known]) -> None:
        """Take in what changed since the last time."""
        for name in self._seen.keys() - postings.keys():
            self._update(name, None)
        for name, posting in postings.items():
            now = posting.title, posting.requisition_id
            if self._seen.get(name) != now:
                self._update(name, now)

    def _update(self, name: str, now: tuple[str, str | None] | None) -> None:
        for title, requisition, is_current in (
            (*self._seen.pop(name, ("", None)), False),
            (*(now or ("", None)), True),
        ):
            for group, key in ((self.titles, plain(title)), (self._requisitions, plain(requisition or ""))):
                if is_current and now is not None:
                    group.setdefault(key, {})[name] = None
                elif key in group and name in group[key]:
                    del group[key][name]
                    if not group[key]:
                        del group[key]
        if now is not None:
            self._seen[name] = now
        self._ordered = []

    def with_requisition(self, requisition: str) -> Collection[str]:
        """Return the postings that have a requisition id."""
        return self._requisitions.get(plain(requisition), {}) if plain(requisition) else ()

    def titles_of(self, requisition: str) -> Collection[str]:
        """Return the titles (`likeness.heading`) of the postings that have a requisition id."""
        return {heading(self._seen[name][0], None) for name in self.with_requisition(requisition)}

    def similar_titles(self, title: str) -> list[tuple[str, float]]:
        """Return similar titles with their likeness, the most similar first."""
        candidates = process.extract(
            title, self.titles.keys(), scorer=fuzz.ratio, score_cutoff=100 * LEAST_TITLE - 0.1, limit=None
        )
        return sorted(
            ((candidate[0], title_likeness(title, candidate[0])) for candidate in candidates),
            key=lambda candidate: (-candidate[1], candidate[0]),
        )

    def spread(self) -> list[str]:
        """Return at most _SPREAD postings with different titles, evenly over the titles in order."""
        if not self._ordered:
            self._ordered = sorted(self.titles)
        postings = self._ordered
        if len(postings) > _SPREAD:
            postings = [postings[index * len(postings) // _SPREAD] for index in range(_SPREAD)]
        return [min(self.titles[title]) for title in postings]


class TieCandidates:
    """Returns the candidates for a tie with a new posting. Everything is read on first use."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        postings: Mapping[str, Known],
        sketches: Sketches,
        index: Index | None = None,
    ) -> None:
        self.connection = connection
        self.postings = postings
        self.sketches = sketches
        self._wordings = known_postings.Wordings(connection, postings)
        self._index = index or Index()
        self._fresh = False

    @property
    def index(self) -> Index:
        """Return the index. The first call brings it up to date."""
        if not self._fresh:
            self._index.update(self.postings)
            self._fresh = True
        return self._index

    def titles_of(self, requisition: str) -> Collection[str]:
        """Return the titles of the known postings that have a requisition id."""
        return self.index.titles_of(requisition)

    def sample(self) -> list[Wording]:
        """Return wordings of the source from which its standing text is determined."""
        return [self._wordings[name] for name in self.index.spread()]

    def __call__(self, sought: SoughtPosting) -> Sequence[Candidate]:
        """Return the best match of each kind: at most one posting that can be a repost's, and one a copy's."""
        self.sketches.trim()
        sketch = self.sketches.of(sought.wording)
        titles = self._titles(sought, near=bool(sketch.text))
        if not titles:
            return ()
        compared = _Compared(
            sketch, heading(sought.wording.title, sketch.place), self._standing(sought.wording, sketch)
        )
        best: dict[TieKind, tuple[tuple[float, str, str], str]] = {}
        for name, other in self.sketches.load(self.connection, [self.postings[name] for name in titles]).items():
            posting = self.postings[name]
            kind = sought.kind_of(posting)
            if kind is None:
                continue
            relation = sought.relation(posting.requisition_id, sought.requisition)
            title = heading(posting.title, other.place)
            text = compared.share(other, title, relation)
            if text < NEAR_TEXT and relation != "same":
                continue
            same_place = sketch.place == other.place
            unlike = text < LEAST_TEXT and compared.characters(other, title) >= LONG
            retitled = one_role(title, compared.title, unlike=unlike)
            if not is_tie(kind, text, titles[name], place=same_place, relation=relation, retitled=retitled):
                continue
            ranked = rank(score_of(text, titles[name], place=same_place, relation=relation), posting)
            if kind not in best or ranked > best[kind][0]:
                best[kind] = (ranked, name)
        return [self._candidate(name, sought.wording, compared) for _, name in best.values()]

    def _candidate(self, name: str, after: Wording, compared: _Compared) -> Candidate:
        """Return a posting that was found, with the sentences of both that are not standing text."""
        posting, wording = self.postings[name], self._wordings[name]
        other = self.sketches.load(self.connection, [posting])[name]
        pair = frozenset((heading(posting.title, other.place), compared.title))
        own = (
            _own_sentences(wording, other, pair, compared.standing),
            _own_sentences(after, compared.sketch, pair, compared.standing),
        )
        return Candidate(posting, wording, own)

    def _titles(self, sought: SoughtPosting, *, near: bool) -> dict[str, float]:
        """Return the postings with the same requisition id and, if `near`, those with a similar title, with the likeness of the titles."""
        title = plain(sought.wording.title)
        likeness_by_id: dict[str, float] = {}
        if near:
            for other, alike in self.index.similar_titles(title):
                likeness_by_id.update(dict.fromkeys(self.index.titles[other], alike))
        if sought.relation(sought.requisition, sought.requisition) == "same":
            for name in self.index.with_requisition(sought.requisition or ""):
                if name not in likeness_by_id:
                    likeness_by_id[name] = title_likeness(title, plain(self.postings[name].title))
        return likeness_by_id

    def neighbours(self, wording: Wording) -> list[str]:
        """Return the sample from which standing text is determined: postings from the whole source, and with similar titles."""
        neighbours = dict.fromkeys(self.index.spread())
        own_title = plain(wording.title)
        near = [title for title, _ in self.index.similar_titles(own_title) if title != own_title]
        neighbours.update(dict.fromkeys(min(self.index.titles[title]) for title in near[:_NEAREST]))
        return list(neighbours)

    def _standing(self, wording: Wording, sketch: Sketch) -> StandingText:
        names = self.neighbours(wording) if sketch.text else []
        sketches = self.sketches.load(self.connection, [self.postings[name] for name in names])
        return StandingText(
            (heading(self.postings[name].title, other.place), self.sketches.sentences_of(self.postings[name], other))
            for name, other in sketches.items()
        )


class _Compared:
    """A new text, as it is compared with each different text once."""

    def __init__(self, sketch: Sketch, title: str, standing: StandingText) -> None:
        self.sketch = sketch
        self.title = title
        self.standing = standing
        self._own_parts_by_title: dict[str, tuple[str, int]] = {}
        self._shares: dict[tuple[str, str, Relation], float] = {}

    def share(self, other: Sketch, title: str, relation: Relation) -> float:
        """Return what `likeness.share_of` returns; a share below NEAR_TEXT counts only together with an equal id."""
        key = other.text, title, relation
        if not other.text or not self.sketch.text:
            return 0.0
        if key not in self._shares:
            (own_text, written), (other_text, size) = self._own_parts(other, title)
            least = LEAST_TEXT if relation == "same" else NEAR_TEXT
            self._shares[key] = share_of(own_text, other_text, min(written, size), least)
        return self._shares[key]

    def characters(self, other: Sketch, title: str) -> int:
        """Return the length of the shorter text, without standing text; 0 if the texts are not compared."""
        if not other.text or not self.sketch.text:
            return 0
        return min(size for _, size in self._own_parts(other, title))

    def _own_parts(self, other: Sketch, title: str) -> tuple[tuple[str, int], tuple[str, int]]:
        pair = frozenset((title, self.title))
        if title not in self._own_parts_by_title:
            self._own_parts_by_title[title] = self.sketch.own_text(pair, self.standing)
        return self._own_parts_by_title[title], other.own_text(pair, self.standing)


def _own_sentences(wording: Wording, sketch: Sketch, pair: frozenset[str], standing: StandingText) -> tuple[str, ...]:
    if not sketch.text:
        return tuple(sentences(wording.blocks))
    pairs = zip(sentences(wording.blocks), sketch.sentences(), strict=True)
    return tuple(sentence for sentence, counted_sentence in pairs if not standing.has(pair, counted_sentence))
