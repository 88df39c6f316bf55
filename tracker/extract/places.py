"""Split the words that a board has for a posting's location into places, and leave out what is not a place.

"San Francisco, CA, Miami, FL" is two places, "London, Ontario" is one, and "Full time" is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tracker.extract.gazetteer import Gazetteer
from tracker.extract.locating import Locator, Spot
from tracker.extract.occupations import GENDERS, is_role
from tracker.extract.placelists import Item, ends_of, is_town_of_a_country
from tracker.extract.placenames import key
from tracker.extract.placewords import (
    ANY,
    COUNTED,
    FAR,
    JOINED,
    KINDS,
    NO_PLACE,
    NONE,
    SAID,
    TEAMS,
    WITHOUT,
    WORK,
    WORLD,
)

MOST = 500  # places of one posting; a board that lists all shops of a chain had 300
_LONGEST = 100  # characters of a place that is not in the gazetteer
_NAME_WORDS = 5  # words of a name beside "or"; with more, they are a sentence
_COMMAS = 60  # parts between commas; with more, the text is not split
_KEPT = 20_000  # location texts whose places are cached: 3 MB

# Separators that always split places, and words and signs that do so only if each side is a place.
_BETWEEN = re.compile(r"[;|・•·●\n]|(?<=\s)/(?=\s)")
_NORTH_AMERICA = re.compile(r"\bUSA?\s?[/&]\s?CAN?\b")  # two countries, not California
_APART = re.compile(r"\s[-–—]\s|[(\[]")  # "India - Remote", "India (Remote)"
_WRAPPED = re.compile(r"\([^()\[\]]*\)|\[[^()\[\]]*\]")
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_COMMA = re.compile(",")
_PERHAPS = re.compile(
    r"/(?!or\s)|(?<=\s)(?:and/or|and|or|und|oder|et|ou|y|e|en|(?<!republic )(?<!state )(?<!states )(?<!kingdom )(?<!isle )(?<!city )of|och|og|&|\+)(?=\s)",
    re.IGNORECASE,
)
_EITHER = frozenset(("or", "oder", "ou"))
_EDGES = " \t-–—:,/|·•*()[]."


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a posting: as written, and what is known of it."""

    written: str
    city: str | None = None
    region: str | None = None
    country: str | None = None


class Places:
    """Reads places with a gazetteer, and caches the results."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._locator = Locator(gazetteer)
        self._found = lru_cache(_KEPT)(self._read)

    def of(self, location: str | None, *others: str | None) -> tuple[Place, ...]:
        """Return the places that a posting names, each once; `others` are its title, department and kind of employment.

        A text that equals one of those, and is not a known place, is in the field for places by mistake.
        """
        if not location:
            return ()
        places = self._found(location)
        if all(place.country for place in places):
            return places
        other_keys = {key(other) for other in others if other}
        return tuple(place for place in places if place.country or key(place.written) not in other_keys)

    def _read(self, location: str) -> tuple[Place, ...]:
        pieces = self.split(location)
        places = (
            self._place(piece, _way_of_working_near(pieces, 2 * number)) for number, piece in enumerate(pieces[::2])
        )
        return tuple(dict.fromkeys(place for place in places if place))[:MOST]

    def _place(self, piece: str, way_of_working: str) -> Place | None:
        """Return the place that a piece names; `way_of_working` are words for the way of working before or after it."""
        written = " ".join(piece.split()).strip(" -–—:,;|/·•*")
        bare = _bare(piece)
        name = key(bare)
        if not name or is_way_of_working(written) or name in NONE or name in TEAMS or COUNTED.fullmatch(bare):
            return None
        spot = Spot() if _NORTH_AMERICA.search(bare) else self._locator.locate(bare)
        if spot.country is None and ANY.fullmatch(bare):
            return None
        # "Remote New York" and "New York, USA, Remote" are the state, if anything; "Remote - NYC" is the city
        parts = self._locator.parts(bare)
        several = sum(any(not meaning.is_country for meaning in part.meanings) for part in parts) > 1
        wide = spot.city == spot.region and any(meaning.is_region for part in parts for meaning in part.meanings)
        far = wide and FAR.search(written if "," not in bare else "" if several else way_of_working)
        city = None if far else spot.city
        return Place(written, city, spot.region, spot.country) if spot.country or _may_be(bare) else None

    def split(self, location: str) -> list[str]:
        """Split a text into places and separators, alternating. Joined, they are the text again."""
        if _WRAPPED.fullmatch(location):  # "(Oslo, Bergen)" is a list in brackets
            return ["", location[0], *self.split(location[1:-1]), location[-1], ""]
        pieces: list[str] = []
        for number, piece in enumerate(_outside(_BETWEEN, location)):
            pieces += [piece] if number % 2 else self._perhaps(piece)
        return pieces

    def _perhaps(self, piece: str) -> list[str]:
        """Split at words and signs that names also contain, if all sides are places: not "Trinidad and Tobago"."""
        if WITHOUT.search(piece):
            return [piece]
        parts = _outside(_PERHAPS, piece)
        named = any(
            _PERHAPS.search(part.words) and (part.meanings or key(part.words) in JOINED)
            for part in self._locator.parts(_bare(piece))
        )
        if len(parts) > 1 and not named and (all(map(self._stands, parts[::2])) or self._are_either(parts)):
            return [
                section
                for number, part in enumerate(parts)
                for section in ([part] if number % 2 else self._commas(part))
            ]
        return self._commas(piece)

    def _stands(self, part: str) -> bool:
        """Return whether a part is a place, or a list of places, by itself."""
        bare = _bare(part)
        if not key(bare) or key(bare) in WORLD or self._locator.locate(bare).country is not None:
            return True
        return self._locator.may_be_town(bare) or len(self._commas(part)) > 1

    def _are_either(self, parts: list[str]) -> bool:
        """Return whether words stand beside a known place after "or", which no name contains: "Leeds, UK or Unit 7"."""
        known = [bool(key(_bare(part))) and self._stands(part) for part in parts[::2]]
        words = [part.split() for part in parts[::2]]
        return (
            any(known)
            and all(sign.casefold() in _EITHER for sign in parts[1::2])
            and all(len(word) <= _NAME_WORDS and word and word[0][:1].isupper() for word in words)
        )

    def _commas(self, piece: str) -> list[str]:
        """Split a list of places with commas within and between them, if there is only one way to read all of it."""
        parts = _outside(_COMMA, piece)
        if not 3 <= len(parts) < 2 * _COMMAS or len({bool(_HAN.search(part)) for part in parts[::2]}) > 1:  # noqa: PLR2004
            return [piece]  # one comma makes three parts; "渋谷区, Tokyo" has one place in two scripts
        ends = ends_of([self._item(part) for part in parts[::2]], self._locator)
        if len(ends) <= 1 or is_town_of_a_country(self._locator.parts(piece)):
            return [piece]
        result, start = [], 0
        for end in ends:
            result += ["".join(parts[2 * start : 2 * end - 1]), *parts[2 * end - 1 : 2 * end]]
            start = end
        return result

    def _item(self, words: str) -> Item:
        bare = _bare(words)
        if KINDS.fullmatch(bare.casefold()):
            bare = ""  # "Vollzeit, Dresden"
        # "Remote in US" and "US-Remote" are places of their own; "India - Remote" belongs to the part before it
        work = [match.span() for match in WORK.finditer(words)] if key(bare) else []
        led = bool(work) and not words[: work[0][0]].strip(_EDGES)
        tail = bool(work) and not led and not words[work[-1][1] :].strip(_EDGES) and not _APART.search(words)
        return Item(self._locator.parts(bare), bare, begins_remote=led, tail=tail)


def _outside(pattern: re.Pattern[str], text: str) -> list[str]:
    """Split a text at a pattern outside of brackets. Return the pieces and separators, alternating."""
    result, start, depth, seen = [], 0, 0, 0
    for match in pattern.finditer(text):
        depth = max(
            0,
            depth
            + sum(text.count(sign, seen, match.start()) for sign in "([")
            - sum(text.count(sign, seen, match.start()) for sign in ")]"),
        )
        seen = match.start()
        if not depth:
            result += [text[start : match.start()], match[0]]
            start = match.end()
    return [*result, text[start:]]


def _bare(piece: str) -> str:
    """Remove the words for the way of working, and the punctuation left around them."""
    piece = WITHOUT.sub(" ", piece)
    return WORK.sub(" ", piece).strip(_EDGES) if WORK.search(piece) else piece.strip(" ,;")


def _way_of_working_near(pieces: list[str], number: int) -> str:
    """Return the pieces around one, with commas between, that only say how the work is done."""
    neighbours = ((number - 2, number - 1), (number + 2, number + 1))
    return " ".join(
        pieces[distance]
        for distance, sign in neighbours
        if 0 <= distance < len(pieces) and pieces[sign] == "," and not key(_bare(pieces[distance]))
    )


# Words that are not places, next to those for the way of working: "Hybrid working", "2 days remote or on-site".
_OF_A_WAY = frozenset(
    "working work role job position possible available option optional days day week per a or and und oder et ou".split()
)


def is_way_of_working(words: str) -> bool:
    """Return whether words say only how somebody works: "Hybrid", "Fully remote". "Remote – Spain" names a place too."""
    if not 0 < len(words) <= _LONGEST or not WORK.search(words):
        return False
    return all(word in _OF_A_WAY or word.isdecimal() for word in key(_bare(words)).split())


_OF_WORK = frozenset(
    ("position", "positions", "role", "roles", "job", "jobs", "opening", "openings", "vacancy", "vacancies")
)


def _may_be(bare: str) -> bool:
    """Return whether words that are not in the gazetteer may be a place: a building, a village, a part of the world."""
    low = bare.casefold()
    words = re.split(r"[\s,/-]+", bare)
    kinds = all(KINDS.fullmatch(part.strip()) for part in re.split(r"[,/;()|]| - ", low) if part.strip())
    return not (
        len(bare) > _LONGEST
        or NO_PLACE.search(bare)
        or SAID.search(bare)
        or GENDERS.search(bare)
        or kinds
        or is_role(words[-1])
        or (len(words) > 1 and is_role(words[0]) and " ".join(words[1:]).islower())  # "Ingénieur logiciel"
        or words[-1].casefold() in _OF_WORK
    )
