"""Measure how alike two ads are, by their titles, their texts without standing text, and their requisition ids.

Standing text, and ids that do not identify an opening, are found in the data: postings with different titles share
them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from rapidfuzz import fuzz

from tracker.diff.words import similarity
from tracker.model.history import Relation, TieKind
from tracker.model.wording import Wording
from tracker.reconcile.significance.titles import levels

LONG = 200  # characters: a shorter text proves nothing
BRIEF = 40  # characters: own text of a long ad that is shorter than LONG counts from this length on, if both texts are equal
SAME_TEXT, NEAR_TEXT = 0.9, 0.8  # share of words in common, in order
ID_TITLE = 0.65  # with an equal requisition id and without texts that agree; higher than if the texts agree too
SURE_TEXT = 0.95  # least share of equal words if a word of the title is replaced: roles of one family share nine tenths of their texts
SAME_TITLE, NEAR_TITLE = 0.9, 0.6
LEAST_TEXT, LEAST_TITLE = NEAR_TEXT / 2, NEAR_TITLE  # below, texts are different, and titles tie nothing
SHARED = 2  # other titles with the same sentence make it standing text
_MOST_TITLES = 3  # different titles under one requisition id; with more, the id is that of a pool
_LEAST_ID = 3  # characters of the shortest usable requisition id
_SAME_WORD, _LEAST_WORD = 80, 4  # per cent, letters: only the spelling differs ("Partner", "Partners")
# Placeholders that are not ids, even while only one posting has them. Others are found in the data.
_NO_ID = re.compile(
    r"0+|x{3,}|(?:n a|n k|k a|none|null|nil|tbd|tba|tbc|tbn|to be|to follow|not|pending|unknown|unassigned|undefined|placeholder"
    r"|evergreen|pipeline|general|various|see|wird noch|folgt|offen|à (?:définir|préciser|venir)|a definir|por definir|por confirmar|"
    r"da definire|nader te bepalen|n\.?n\.?b|do ustalenia|meddelas senare|未定|추후|待定)(?: .*)?|new|test|0?1234(?:5(?:6(?:7(?:8(?:90?)?)?)?)?)?|9{4,}|1{4,}"
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two wordings are: shares from 0 to 1, and the reasons in words.

    `relation` compares their requisition ids. `retitled`: the titles are equal, or one has additional words; no word is
    replaced. If the texts have little in common, the additional word must not be a
    level.
    """

    text: float
    title: float
    place: bool
    relation: Relation
    retitled: bool
    reasons: tuple[str, ...]

    @property
    def score(self) -> float:
        """Return how strong the evidence is, from 0 to 1."""
        return score_of(self.text, self.title, place=self.place, relation=self.relation)


def score_of(text: float, title: float, *, place: bool, relation: Relation) -> float:
    """Return the score of a `Likeness` without constructing one.

    The id and the text count most, then the title, then the place.
    """
    evidence = 8 + 4 * text if relation == "same" else 10 * text
    return round((evidence + 6 * title + place) / 19, 4)


def likeness(
    old: Wording,
    new: Wording,
    *,
    ids: tuple[str | None, str | None] = (None, None),
    relation: Relation = "",
    own: tuple[Sequence[str], Sequence[str]] | None = None,
) -> Likeness:
    """Compare two wordings. Texts of less than LONG characters are not compared.

    `relation` compares their requisition ids `ids` (`Requisitions.relation`). `own` are the sentences of each wording
    that are not standing text, by default all.
    """
    text, size = 0.0, 0
    if min(sum(map(len, old.blocks)), sum(map(len, new.blocks))) >= LONG:
        old_sentences, new_sentences = own or (sentences(old.blocks), sentences(new.blocks))
        size = min(sum(map(len, old_sentences)), sum(map(len, new_sentences)))
        text = share_of(words(old_sentences), words(new_sentences), size)
    title = title_likeness(plain(old.title), plain(new.title))
    place = plain(old.location or "") == plain(new.location or "")
    headings = heading(old.title, old.location), heading(new.title, new.location)
    retitled = one_role(*headings, unlike=size >= LONG and text < LEAST_TEXT)
    reasons = tuple(_reasons(old, new, (text, size), title, place=place, ids=ids, relation=relation))
    return Likeness(text, title, place, relation, retitled, reasons)


def _reasons(
    old: Wording,
    new: Wording,
    text: tuple[float, int],
    title: float,
    *,
    place: bool,
    ids: tuple[str | None, str | None],
    relation: Relation,
) -> Iterable[str]:
    if relation == "same":
        yield f"the same requisition {ids[1]}, which no different posting has"
    elif relation in {"other", "renewed"}:
        why = ", as this source renews them" if relation == "renewed" else ""
        yield f"another requisition, {ids[1]} instead of {ids[0]}{why}"
    share, size = text
    if share:
        common = "the same text" if share == 1.0 else f"{int(100 * share)}% of the words in common"
        common = common if size >= LONG else f"the same {size} characters"
        yield f"{common}, without text that other postings share"
    yield "the same title" if title == 1.0 else f"the title {int(100 * title)}% alike"
    if old.location and new.location:
        yield "the same place" if place else f"another place, {new.location} instead of {old.location}"
    if old.language and new.language and old.language != new.language:
        yield f"another language, {new.language} instead of {old.language}"


def share_of(old: Sequence[Hashable], new: Sequence[Hashable], characters: int, least: float = LEAST_TEXT) -> float:
    """Return the share of words in common, in order, of two texts without standing text. `characters` is the shorter length.

    A text of less than LONG characters counts only if it is equal, and then as NEAR_TEXT, so that the title must agree
    too. A share below `least` counts as 0.
    """
    if not old or not new:
        return 0.0
    if characters >= LONG:
        return similarity(old, new, least)
    return NEAR_TEXT if characters >= BRIEF and old == new else 0.0


def is_tie(kind: TieKind, text: float, title: float, *, place: bool, relation: Relation, retitled: bool) -> bool:
    """Return whether two ads are copies of one role, or one a repost of the other, by how alike they are (`Likeness`).

    Different requisition ids are two openings, whatever the words. A copy for another place has its own id.
    """
    if relation == "other" and (kind == "repost" or place):
        return False
    if relation == "same" and (
        text >= SAME_TEXT or (title >= ID_TITLE and retitled) or (title >= NEAR_TITLE and text >= NEAR_TEXT)
    ):
        return True
    if title >= SAME_TITLE:
        return text >= NEAR_TEXT
    return title >= NEAR_TITLE and text >= (SAME_TEXT if retitled else SURE_TEXT)


def title_likeness(old: str, new: str) -> float:
    """Return how alike two titles are, from 0 to 1. Both went through `plain`."""
    return 1.0 if old == new else fuzz.ratio(old, new) / 100


def same_words(old: str, new: str) -> bool:
    """Return whether one of two titles (`plain`) has all words of the other, so that no word is replaced.

    "Site Lead" and "Senior Site Lead" can be one opening. "Golang Engineer" and "Python Engineer" are two.
    """
    if old == new:
        return True
    old_words, two = Counter(old.split()), Counter(new.split())
    removed, added = sorted((old_words - two).elements()), sorted((two - old_words).elements())
    for word in list(removed):
        spelled = next((other for other in added if _one_word(word, other)), None)
        if spelled is not None:
            removed.remove(word)
            added.remove(spelled)
    return not (removed and added)


def one_role(old: str, new: str, *, unlike: bool) -> bool:
    """Return whether two titles (`heading`) can be those of one opening by their words (`same_words`).

    `unlike`: the texts have little in common. Then a level in only one title makes them two roles: "Site Lead" and
    "Site Lead Intern", which may share the id of a budget.
    """
    return same_words(old, new) and not (unlike and levels(old) != levels(new))


def _one_word(text: str, two: str) -> bool:
    return min(len(text), len(two)) >= _LEAST_WORD and fuzz.ratio(text, two) >= _SAME_WORD


@lru_cache(maxsize=50_000)  # titles and places: those of a project of some hundred sources, 10 MB
def plain(text: str) -> str:
    """Return the words of a title or place in lower case, separated by single spaces."""
    return " ".join(re.findall(r"\w+", text.casefold()))


@lru_cache(maxsize=50_000)
def heading(title: str, location: str | None) -> str:
    """Return the words of a title without its place and without single letters, so that "(m/w/d)" makes no difference."""
    place = set(plain(location or "").split())
    all_words = plain(title).split()
    remaining = (word for word in all_words if word not in place and (len(word) > 1 or word.isdecimal()))
    return " ".join(remaining) or " ".join(all_words)


def words(texts: Iterable[str]) -> list[str]:
    """Return the words of a text in lower case; Chinese and Japanese by character."""
    return [word for text in texts for word in (_ASCII if text.isascii() else _WORD).findall(text.casefold())]


_ASCII = re.compile(r"\w+", re.ASCII)  # gives the same words in three quarters of the time
_WORD = re.compile("[\u2e80-\u9fff\uf900-\ufaff]|[^\\W\u2e80-\u9fff\uf900-\ufaff]+")


def sentences(blocks: Iterable[str]) -> list[str]:
    """Return the sentences of a text. Some lists give the text in one piece, in which standing text is found by sentence."""
    result: list[str] = []
    for block in blocks:
        start = 0
        for end in _END.finditer(block):
            stop = end.start() + 1
            if stop > start:
                result.append(block[start:stop])
            start = end.end()
        if start < len(block):
            result.append(block[start:])
    return result


# The pattern begins with the sign instead of a look-behind: that is seven times as fast.
_END = re.compile("[.!?\u2026]\\s+|[\u3002\uff01\uff1f]")


class StandingText:
    """Finds standing text: for two ads, the sentences that ads with at least SHARED other titles have too.

    Sentences can be of any hashable type. Ads with the same title count once: a role with copies in a hundred places
    has a text of its own.
    """

    def __init__(self, ads: Iterable[tuple[str, Iterable[Hashable]]] = ()) -> None:
        self._sentences_by_title: dict[str, frozenset[Hashable]] = {}
        for title, text in ads:
            sentences = frozenset(text)  # a frozenset is not copied
            others = self._sentences_by_title.get(title)
            self._sentences_by_title[title] = sentences if others is None else others | sentences
        self._titles = Counter(chain.from_iterable(self._sentences_by_title.values()))  # of each sentence, how many

    def has(self, pair: frozenset[str], sentence: Hashable) -> bool:
        """Return whether a sentence is standing text for two ads with these titles (`heading`)."""
        return self.standing_flags(pair, (sentence,))[0]

    def standing_flags(self, pair: frozenset[str], text: Iterable[Hashable]) -> list[bool]:
        """Return for each sentence of a text whether it is standing text for two ads with these titles."""
        count, sentences = self._titles.get, [self._sentences_by_title.get(title, ()) for title in pair]
        return [
            (title_count := count(sentence, 0)) >= SHARED  # nearly every sentence is in only one ad
            and title_count - sum(sentence in sentences_of_title for sentences_of_title in sentences) >= SHARED
            for sentence in text
        ]

    def own_sentences(self, old: Wording, new: Wording) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the sentences of two wordings that are not standing text. The counted sentences went through `normalised`."""
        pair = frozenset((heading(old.title, old.location), heading(new.title, new.location)))
        return tuple(sentence for sentence in sentences(old.blocks) if not self.has(pair, normalised(sentence))), tuple(
            sentence for sentence in sentences(new.blocks) if not self.has(pair, normalised(sentence))
        )


@lru_cache(maxsize=20_000)
def normalised(sentence: str) -> str:
    """Return the words of a sentence in the form in which sentences are compared."""
    return " ".join(words((sentence,)))


_MOST_READ = 10_000  # blocks whose sentences are kept while wordings are counted: 3 MB


def standing_text(wordings: Iterable[Wording]) -> StandingText:
    """Return the standing text of these wordings. A block that several wordings share is read once."""
    read: dict[str, list[str]] = {}

    def said(blocks: Iterable[str]) -> Iterator[str]:
        for block in blocks:
            sentences_of_block = read.get(block)
            if sentences_of_block is None:
                sentences_of_block = [normalised(sentence) for sentence in sentences((block,))]
                if len(read) < _MOST_READ:
                    read[block] = sentences_of_block
            yield from sentences_of_block

    return StandingText((heading(wording.title, wording.location), said(wording.blocks)) for wording in wordings)


def usable(requisition: str | None) -> bool:
    """Return whether a requisition id can identify an opening: it is long enough and not a placeholder."""
    words_of_id = plain(requisition or "")
    return len(requisition or "") >= _LEAST_ID and bool(words_of_id) and not _NO_ID.fullmatch(words_of_id)


class Requisitions:
    """Decides which requisition ids identify one opening, by the titles of the postings that have them.

    An id of postings with different titles identifies none. `known` returns the titles (`heading`) of the known
    postings with an id. `opened` are titles and ids of new postings. `renews`: the source is known to give its openings
    new ids, so that another id does not mean another opening.
    """

    def __init__(
        self,
        known: Callable[[str], Collection[str]],
        opened: Iterable[tuple[str, str | None]] = (),
        *,
        renews: bool = False,
    ) -> None:
        self._known = known
        self._renews = renews
        self._opened: dict[str, set[str]] = {}
        self._judged: dict[str, bool] = {}
        for title, requisition in opened:
            if requisition:
                self._opened.setdefault(plain(requisition), set()).add(title)

    def names_one(self, requisition: str | None) -> bool:
        """Return whether the postings with this id can be one opening: few titles, all alike."""
        if requisition is None or not usable(requisition):
            return False
        name = plain(requisition)
        if name not in self._judged:
            titles = sorted({*self._known(name), *self._opened.get(name, ())})
            self._judged[name] = len(titles) <= _MOST_TITLES and all(
                same_words(title, two) and title_likeness(title, two) >= NEAR_TITLE
                for index, title in enumerate(titles)
                for two in titles[index + 1 :]
            )
        return self._judged[name]

    def relation(self, old: str | None, new: str | None) -> Relation:
        """Return "same", "other", "renewed" (another id, where ids are renewed), or "" if the ids say nothing."""
        if not (self.names_one(old) and self.names_one(new)):
            return ""
        if plain(old or "") == plain(new or ""):
            return "same"
        return "renewed" if self._renews else "other"
