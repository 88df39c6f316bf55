"""Find where each place of a list ends, if commas are both between its places and within them.

"Austin, TX, Oslo" is two places and "Austin, TX, US" is one. If not every part is known by itself, as in "Milan,
Barcelona, Madrid", the text is split only if it can't be one place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.extract.gazetteer import NamedPlace
from tracker.extract.locating import Locator
from tracker.extract.placenames import key
from tracker.extract.placewords import COMMON, WORLD
from tracker.extract.scopes import TIMES, Part, best

_CODE = 2  # letters of a code of a state or country: "qc" after a comma is not Quezon City
_SHORT = 4  # letters of a city's short name
_AIRPORT = 3  # letters of an airport's code, as in "NYC, SEA"
_LARGE = 25_000  # population of a city in a list of cities
_KNOWN = 100_000  # population of a city in a list where not every name is known
_FAMOUS = 500_000  # population of a city that is not a district of the larger one named after it: "Paris, London"
_SEVERAL = 3  # parts of a list; two may be a town and what it is in
_CITY_SHARE = 8  # of a region's population: "Madrid" is the city in a list, "Ontario" is the province
_NORTH = frozenset(("US", "CA"))
_AWAY = frozenset("emea|apac|europe|eu|european union|asia|asia pacific|africa|middle east".split("|"))


@dataclass(frozen=True, slots=True)
class Item:
    """The words between two commas, without those for the way of working, and their parts.

    `begins_remote` says that they began with such words ("Remote in US"), `tail` that they ended with them ("US Remote").
    """

    parts: Sequence[Part]
    words: str
    begins_remote: bool = False
    tail: bool = False

    @property
    def blank(self) -> bool:
        """Return whether the words were about the way of working only."""
        return not key(self.words)


def ends_of(items: Sequence[Item], locator: Locator) -> list[int]:
    """Return where each place of a list ends, counted in parts; empty if it is one place."""
    ends = _runs(items, locator, _stands)
    if ends:
        return [] if _is_unknown_town(items, ends, locator) else ends
    each = list(range(1, len(items) + 1))
    if any(of(items) for of in (_are_short, _are_states, _are_cities, _have_countries, _are_two)) or _is_shortened(
        items, locator
    ):
        return each
    if len(items) < _SEVERAL:
        return []
    if len({key(item.words) for item in items if not item.blank}) < sum(not item.blank for item in items):
        return []  # "Singapore, Central Singapore, Singapore"
    ends = _runs(items, locator, _may_stand)
    return [] if ends and _has_unknown_parts(items, ends) else ends


def _runs(
    items: Sequence[Item], locator: Locator, is_place: Callable[[Sequence[Item], int, Locator], bool]
) -> list[int]:
    """Return where each place ends, in the reading with the fewest places; empty if some parts can't be read.

    A place is a name by itself, or a name followed by one or two wider ones that contain it. A part that only has words
    for the way of working also counts as a place.
    """
    ways: list[list[int] | None] = [[]]
    for end in range(1, len(items) + 1):
        best: list[int] | None = None
        for size in (1, 2, 3):
            before = ways[end - size] if size <= end else None
            if before is None or (best is not None and len(before) + 1 >= len(best)):
                continue
            if is_place(items, end - 1, locator) if size == 1 else _is_run(items, end - size, end, locator):
                if size > 1 and is_place is _may_stand and _is_of_before(items, end - size, end):
                    continue
                best = [*before, end]
        ways.append(best)
    return ways[-1] or []


def _stands(items: Sequence[Item], number: int, locator: Locator) -> bool:
    """Return whether one part is a place by itself."""
    item = items[number]
    remote = (item.begins_remote or item.tail) and any(
        not place.is_city for part in item.parts for place in part.meanings
    )
    return item.blank or remote or _is_place([item.parts], locator)


def _is_run(items: Sequence[Item], start: int, end: int, locator: Locator) -> bool:
    """Return whether two or three parts are one place: not "Seattle, Remote in US", nor "Remote - US, Boston"."""
    run = items[start:end]
    first, rest = run[0], run[1:]
    if any(item.begins_remote for item in rest) or ((first.begins_remote or first.tail) and _is_of_countries(first)):
        return False
    if len(items) >= _SEVERAL and any(item.tail and _is_of_countries(item) for item in rest):
        return False
    return _is_place([item.parts for item in run], locator)


def _is_of_countries(item: Item) -> bool:
    return bool(item.parts) and all(part.meanings and all(n.is_country for n in part.meanings) for part in item.parts)


def _may_stand(items: Sequence[Item], number: int, locator: Locator) -> bool:
    """Return whether one part may be a place in a list, although a gazetteer doesn't know which one."""
    item = items[number]
    if _stands(items, number, locator) or item.begins_remote or (item.tail and item.parts):
        return not _follows_city(items, number) or bool(item.begins_remote or item.tail or item.blank or _city(item))
    if len(item.parts) != 1:
        return False
    words = item.parts[0].words
    if key(words) in WORLD:  # "Europe, Germany, Berlin" is one place
        after = items[number + 1] if number + 1 < len(items) else None
        return not _follows_city(items, number) and (after is None or after.blank or _is_world(after))
    if _city(item) is not None or _is_short(item) or words == "NY":
        return True
    if item.parts[0].meanings:
        return _wide(item) is not None and len(words) > _CODE and not _follows_city(items, number)
    return 0 < number < len(items) - 1 and _is_name(words)


def _follows_city(items: Sequence[Item], number: int) -> bool:
    """Return whether a city, and no wider name, comes before a part, which may then say where the city is."""
    if number == 0 or items[number - 1].blank or key(items[number - 1].words) in WORLD:
        return False
    return _wide(items[number - 1]) is None or _city(items[number - 1]) is not None


def _is_of_before(items: Sequence[Item], start: int, end: int) -> bool:
    """Return whether a run says where the city before it is: "Kent, England, United Kingdom"."""
    named = [meaning for item in items[start:end] for part in item.parts for meaning in part.meanings]
    town = any(
        meaning.is_city and meaning.usual and meaning.people >= _KNOWN for meaning in named
    )  # "Oslo, Washington, DC"
    return _follows_city(items, start) and not items[start].begins_remote and not town


def _has_unknown_parts(items: Sequence[Item], ends: Sequence[int]) -> bool:
    """Return whether more than one part is unknown, or too few are cities or wider names."""
    single = [items[end - 1] for start, end in zip([0, *ends], ends, strict=False) if end - start == 1]
    strange = sum(
        not (item.blank or any(part.meanings for part in item.parts) or _is_world(item) or _is_short(item))
        for item in single
    )
    return strange > 1 or strange * _SEVERAL > len(items)


def _is_world(item: Item) -> bool:
    return key(item.words) in WORLD or item.begins_remote or item.tail


def _are_states(items: Sequence[Item]) -> bool:
    """Return whether all of many parts are codes of states: "DC, MD, VA"."""
    codes = [item for item in items if not item.blank]
    return len(codes) >= _SEVERAL and all(
        len(item.parts) == 1
        and len(item.parts[0].words) == _CODE
        and any(place.is_region and place.country in _NORTH for place in item.parts[0].meanings)
        for item in codes
    )


def _are_short(items: Sequence[Item]) -> bool:
    """Return whether all parts are short names: "SFO, SEA, NYC", "CHI, ATL, Remote"."""
    named = [item for item in items if not item.blank]
    return len(items) >= _SEVERAL and len(named) > 1 and all(map(_is_short, named))


def _are_cities(items: Sequence[Item]) -> bool:
    """Return whether many parts are names of towns, and none of them says where the others are."""
    named = [item for item in items if not item.blank]
    towns = [any(n.is_city and n.usual for part in item.parts for n in part.meanings) for item in named]
    single = all(len(item.parts) == 1 and _is_name(item.parts[0].words) for item in named)
    wide = any(_wide(item) is not None and _city(item) is None for item in named)
    return single and not wide and len(named) > _SEVERAL and sum(towns) * _SEVERAL >= 2 * len(named)


def _have_countries(items: Sequence[Item]) -> bool:
    """Return whether each part begins with its country: "US-SEA, US-SF"."""
    return len(items) > 1 and all(
        len(item.parts) > 1 and any(n.is_country for n in item.parts[0].meanings) and "-" in item.words
        for item in items
    )


def _are_two(items: Sequence[Item]) -> bool:
    """Return whether two parts are two places: large cities, of which none can be a part of the other."""
    if len(items) != _SEVERAL - 1 or any(len(item.parts) != 1 for item in items):
        return False
    first, second = items
    if key(second.words) in _AWAY:
        return any(place.country in _NORTH and place.is_country for place in first.parts[0].meanings)
    short = [_is_short(item) for item in items]
    if short[1] and (short[0] or first.parts[0].words == "NY"):
        return any(item.parts[0].meanings for item in items)
    known, other = _city(first), _city(second)
    if other is None or best([first.parts[0], second.parts[0]])[1] > 1:
        return False
    if known is None:
        return _is_of_countries(first) and len(first.parts[0].words) > _CODE
    return known.people >= min(_FAMOUS, other.people / TIMES)


def _city(item: Item) -> NamedPlace | None:
    """Return the largest city that a part names, if it is large and not rather a region or country."""
    if len(item.parts) != 1 or key(item.parts[0].words) in COMMON:
        return None
    meanings = item.parts[0].meanings
    cities = [place for place in meanings if place.is_city and place.usual and place.people >= _KNOWN]
    city = max(cities, key=lambda place: place.people, default=None)
    wide = max((place.people for place in meanings if not place.is_city), default=0)
    if city is None or len(item.parts[0].words) <= _CODE < wide:
        return None
    return city if city.people * _CITY_SHARE >= wide else None


def _wide(item: Item) -> NamedPlace | None:
    return next((place for part in item.parts for place in part.meanings if not place.is_city), None)


def _is_short(item: Item) -> bool:
    """Return whether a part is a short name of a city, known or not: "NYC", "SEA"; not "FR" or "CA"."""
    words = item.parts[0].words if len(item.parts) == 1 else ""
    return (
        words.isascii() and words.isalpha() and words.isupper() and _CODE <= len(words) <= _AIRPORT and not _wide(item)
    )


def _is_name(words: str) -> bool:
    """Return whether unknown words may be a town's name: "Pheonix"."""
    return len(words.split()) <= _SEVERAL and all(
        word[0].isupper() and word.strip(".").isalpha() for word in words.split()
    )


def _is_shortened(items: Sequence[Item], locator: Locator) -> bool:
    """Return whether each part is a place, known or not: cities and their short names, as in "SEA, SF, NYC, CHI"."""
    cities = short = 0
    for item in items:
        parts = item.parts
        city = locator.spot(parts).city is not None
        brief = len(parts) == 1 and parts[0].words.isalpha() and len(parts[0].words) <= _SHORT
        brief = brief and not any(place.is_region for place in parts[0].meanings)  # "GA" may belong to what is before
        wide = bool(parts) and all(place.is_country for part in parts for place in part.meanings)
        if not (item.blank or city or brief or (wide and all(part.meanings for part in parts))):
            return False
        cities += city
        short += brief
    return len(items) > 2 and cities > 1 and short > 1  # noqa: PLR2004 (two may be a city and its region)


def _is_unknown_town(items: Sequence[Item], ends: Sequence[int], locator: Locator) -> bool:
    """Return whether an unknown town comes before its region and country: "Hull, England, United Kingdom".

    The same applies to a region alone: "Lawrenceville, New Jersey". The gazetteer has a city of that name only
    elsewhere, so it is an unknown town of this region rather than another place of a list.
    """
    starts = [0, *ends]
    for before, start, end in zip(starts, ends, ends[1:], strict=False):
        if items[start].begins_remote:
            continue
        run = [part for item in items[start:end] for part in item.parts]
        spot = locator.spot(run)
        if (
            spot.city is None
            and start - before == 1 == len(items[before].parts)
            and (end - start > 1 or (len(items) == 2 and spot.region))  # noqa: PLR2004
        ):
            return locator.spot(items[before].parts).city is not None
    return False


def is_town_of_a_country(parts: Sequence[Part]) -> bool:
    """Return whether two parts are a town rather than a country and a state: "Poland, Ohio", too small for the gazetteer."""
    if len(parts) != 2 or not all(part.meanings for part in parts):  # noqa: PLR2004
        return False
    abroad = any(meaning.is_country and meaning.country != "US" for meaning in parts[0].meanings)
    either = any(
        meaning.is_city and meaning.people >= _LARGE for part in parts for meaning in part.meanings
    )  # "Singapore, New York"
    return abroad and not either and any(meaning.is_region and meaning.country == "US" for meaning in parts[1].meanings)


def _is_place(run: Sequence[Sequence[Part]], locator: Locator) -> bool:
    parts = [part for parts_of_item in run for part in parts_of_item]
    if not all(run) or not all(part.meanings for part in parts):
        return False
    if len(parts) == 1:
        large = [
            meaning
            for meaning in parts[0].meanings
            if meaning.is_city
            and meaning.people >= (_LARGE if meaning.usual else 8 * _LARGE)
            and (meaning.usual or len(parts[0].words) > _CODE)
        ]
        short = len(parts[0].words) == _CODE and parts[0].words not in {"US", "UK"}
        wide = [meaning for meaning in parts[0].meanings if not meaning.is_city and not short]
        spot = locator.spot(parts)
        known = (
            spot.region is not None if large else spot.country is not None
        )  # "Virginia" is also a city in South Africa
        return (bool(large) and spot.city is not None) or (bool(wide) and known)
    countries = sum(
        any(meaning.is_country for part in parts_of_item for meaning in part.meanings) for parts_of_item in run
    )
    if len(run) > 1 and countries > 1 and len(parts) > len(run):  # "US-Austin, US-Texas" are two
        return False
    scopes, many = best(parts)
    ends = [*run[0], *run[-1]]  # "US, TX, Austin" has the wider names first
    wider = any(
        not meaning.is_city and (meaning.is_country or (meaning.country, meaning.region) in scopes)
        for part in ends
        for meaning in part.meanings
    )
    return many == len(parts) and wider
