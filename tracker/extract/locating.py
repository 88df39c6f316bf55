"""Find the city, region and country that the words for one place mean. An ambiguous name stays unknown.

A name is known if one place has nine times the population of the next place of that name. Other parts of the words
narrow it down first: "Cambridge" is unknown, "Cambridge, MA" is known. Country, region and city are decided one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tracker.extract import whole_names
from tracker.extract.gazetteer import Gazetteer, NamedPlace
from tracker.extract.named_city import city_of, widest
from tracker.extract.placenames import key
from tracker.extract.placewords import AREA, COMMON, RIVERS, SIDE, SITE, STREETS, WORLD
from tracker.extract.scopes import MEANT, TIMES, Part, Scope, best, fits, winner

_ALONE = 15_000  # population of a city that is named by nothing but its name
_LARGE = 100_000  # population of a city whose name is not by chance part of another place
_METROPOLIS, _CITY = 1_000_000, 500_000  # population of cities that are named without their region
_LETTERS = 3  # letters of short names of airports and cities, which are not a city's name in another language
_KEPT = 4_000  # parts whose meanings are cached
_PARTS, _WORDS, _LONGEST = 12, 6, 300  # parts and words of one place (more are a sentence), and characters

_CUT = re.compile(r"[,()\[\]/|:·>–—]|(?<=\s)-|-(?=\s)|^-|-$")
_CODES = re.compile(r"[A-Z]{2,3}(?=-)")
_POSTAL = re.compile(r"\b(?:[A-Z]{1,2}-)?\d[\d-]*\b|〒")
_CODE = re.compile(r"(?:[A-Z]\.?){2,4}")
_DANISH = re.compile(r"(?<=\w{4}) (?:[CKNSVMØ]|NV|SV|SØ|NØ)$")  # a postal district: "Aarhus C", "København NV"
_NAME = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+){0,3}")


@dataclass(frozen=True, slots=True)
class Spot:
    """What is known of a place: English names, the country as ISO 3166-1 alpha-2; None is unknown."""

    city: str | None = None
    region: str | None = None
    country: str | None = None


_ENGLISH = frozenset(("US", "CA", "GB", "IE", "AU", "NZ"))
_NO_REGIONS = frozenset(("TW",))  # GeoNames has two from before 2010: "Taipei" around the city, and "Taiwan"
_PROVINCES = frozenset(("IT", "ES", "BE"))  # countries whose addresses name a province after its largest city


class Locator:
    """Finds in a gazetteer what names of places mean."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._part = lru_cache(_KEPT)(self._look_up)

    def locate(self, place: str) -> Spot:
        """Return what is known of a place. Words for the way of working must be removed before."""
        return self.spot(self.parts(place))

    def may_be_town(self, place: str) -> bool:
        """Return whether each part of the words names a place, and the first one a town of some size. It does not say which."""
        parts = self.parts(place)
        if not parts or not all(part.meanings for part in parts) or key(parts[0].words) in COMMON:
            return False
        return any(meaning.is_city and meaning.usual and meaning.people >= _ALONE for meaning in parts[0].meanings)

    def parts(self, place: str) -> list[Part]:
        """Split the words for a place at commas and dashes. Empty if they are too long for a place."""
        pieces: list[Part] = []
        if len(place) > _LONGEST:
            return []
        if whole := whole_names.parted(place, self.gazetteer):
            before, part, after = whole
            return [*self.parts(before), part, *self.parts(after)]
        for words in _CUT.split(place):
            pieces += self._pieces(" ".join(_POSTAL.sub(" ", words).split()).strip(" -.*#"))
            if len(pieces) > _PARTS:
                return []
        return pieces

    def _pieces(self, words: str) -> Iterable[Part]:
        if not words:
            return []
        whole = self._part(words)
        if whole.meanings or not whole.words:
            return [whole]
        pieces = words.split("-", _PARTS)
        if 1 < len(pieces) < _PARTS and (
            _CODES.match(words) or any(place.is_country for piece in pieces for place in self._part(piece).meanings)
        ):
            return [part for piece in pieces if piece for part in (self._part(piece.strip()),) if part.words]
        several = words.split()
        if 1 < len(several) <= _WORDS and key(words) not in WORLD:
            for size in range(1, len(several)):
                head, tail = self._part(" ".join(several[:-size])), self._part(" ".join(several[-size:]))
                if any(not place.is_city for place in tail.meanings) and best([head, tail])[1] > 1:
                    return [head, tail]
        return [whole]

    def _look_up(self, words: str) -> Part:
        """Look up a part, first as it is, then without words for a site or an area around it."""
        if key(words) in WORLD:  # "Bay Area" is not in a town called Bay
            return Part(words, ())
        site = SITE.sub("", words).strip()
        for bare in (words, site, AREA.sub("", words).strip(), AREA.sub("", site).strip()):
            if meanings := self._meanings(bare):
                return Part(bare, meanings, area=bare not in {words, site})
        if district := _DANISH.search(site):
            danish = tuple(place for place in self._meanings(site[: district.start()]) if place.country == "DK")
            if danish:
                return Part(words, danish)
        side = SIDE.match(site)
        if side:  # "West Texas" and "Northern Italy"; "East Hampton" and "North Wales, PA" are towns
            meanings = tuple(place for place in self._meanings(site[side.end() :]) if not place.is_city)
            return Part(
                words, meanings if side[1] else tuple(place for place in meanings if place.country == "US"), area=True
            )
        return Part(words, ())

    def _meanings(self, words: str) -> tuple[NamedPlace, ...]:
        name = key(words)
        if not name or name in WORLD or len(name) > 80:  # noqa: PLR2004 (the longest name in the gazetteer has 60)
            return ()
        coded = self.gazetteer.find(f"={name.replace(' ', '')}") if _CODE.fullmatch(words) else ()
        seen = {place.number for place in coded}
        short = (
            words.isascii() and len(words) <= _LETTERS
        )  # "Chi" is a short name of Chicago, and a former one of Jizhou
        named = (
            place
            for place in self.gazetteer.find(name)
            if not place.is_city or not short or (place.usual and place.name.isascii())
        )
        return (*coded, *(place for place in named if place.number not in seen))

    def spot(self, parts: Sequence[Part]) -> Spot:
        """Decide what the parts of one place mean together."""
        known = [part for part in _of_state(parts) if part.meanings]
        if _is_undecided(parts) or sum(key(part.words) in WORLD for part in parts) > 1:
            return Spot()  # "Canada, LATAM, EU" is not Canada
        if _are_countries(known):
            return Spot()
        if cities := _two_cities(known):
            return Spot(country=cities[0].country if cities[0].country == cities[1].country else None)
        if parts and parts[0].meanings and (len(known) == 1 or _is_apart(known)) and _is_elsewhere(parts):
            return Spot()
        if len(known) == 1:
            known = [_of_code(known[0], len(parts)) if _is_code(known[0]) else _alone(known[0], only=len(parts) == 1)]
        scopes, many = best(known)
        if many == 1 < len(known) and len({scope[0] for scope in scopes}) > 1:
            return self._one_of(parts)
        country = winner(known, scopes, lambda scope: scope[0])
        if country is None:
            return Spot()
        if _is_abroad(parts, country):
            return Spot()
        scopes = [scope for scope in scopes if scope[0] == country]
        region = winner(known, scopes, lambda scope: scope[1])
        inside: list[Scope] = [(country, region)] if region is not None else scopes
        strange = [
            part for part in known if not _is_in(part, inside) and (_is_large(part) or _is_region(part, country))
        ]
        if strange:  # a list of cities that could not be split
            abroad = any(all(place.country != country for place in part.meanings) for part in strange)
            return Spot(country=None if abroad else country)
        name = self.gazetteer.region(region) if region is not None and country not in _NO_REGIONS else None
        city = city_of(known, inside, before=bool(parts) and not _is_in(parts[0], inside))
        if city and _is_province(parts, known, country):
            city = None
        if region is None and len(parts) == 1 and widest(parts[0].meanings) > MEANT * _people(parts[0]):
            city = None  # "Wyoming" is the state, or a city in another one
        if city and region is None and country not in _NO_REGIONS and _are_apart(known):
            city = None  # two cities of a list, or a town that the gazetteer has in another region only
        return Spot(city, name, country)

    def _one_of(self, parts: Sequence[Part]) -> Spot:
        """Return what a single part names, if the parts are in different countries.

        "Blackwood, New Jersey" is not a village in Wales, and "Westminster, London" not in Colorado.
        """
        known = [part for part in parts if part.meanings and key(part.words) not in COMMON]
        wide = [part for part in known if not any(place.is_city for place in part.meanings)]
        large = [part for part in known if _is_large(part)]
        if len(wide) == 1 and large and (_is_country(wide[0]) or (_is_code(wide[0]) and any(map(_is_foreign, large)))):
            return Spot()  # "Tijuana, BC" is not in British Columbia
        if len(wide) == 1:
            return self.spot([Part("", ()), *wide])
        first, second = (*sorted(known, key=lambda part: -_people(part)), Part("", ()), Part("", ()))[:2]
        inside = any(widest(part.meanings) for part in parts[1:])  # "Brisbane, California" is not in Australia
        unsure = wide or inside or _people(first) < TIMES * _people(second)
        return Spot() if unsure else self.spot([Part("", ()), first])


def _of_state(parts: Sequence[Part]) -> Sequence[Part]:
    """Read "Ontario, CA" as the city in the state, if the code is also that of a country with a region of the name."""
    if len(parts) != 2 or not _is_code(parts[1]):  # noqa: PLR2004 (a name and a code)
        return parts
    town, code = parts
    for state in (place for place in code.meanings if place.is_region and place.country == "US"):
        cities = tuple(place for place in town.meanings if place.is_city and place.region == state.number)
        others = {place.country for place in code.meanings if place.is_country}
        if cities and any(place.is_region and place.country in others for place in town.meanings):
            return [Part(town.words, cities), Part(code.words, (state,))]
    return parts


def _are_countries(known: Sequence[Part]) -> bool:
    """Return whether the parts are several countries: "Brazil - Uruguay"; not "Hong Kong, China" or "Lebanon, Ohio, USA"."""
    named = [part for part in known if any(place.is_country for place in part.meanings) and len(part.words) > _LETTERS]
    return len(named) > 1 and best(named)[1] == 1 and all(map(_has_no_region, named))


def _is_abroad(parts: Sequence[Part], country: str) -> bool:
    """Return whether the last part is another country's name: "Paris, Poland" is not a town in Maine."""
    last = parts[-1]
    of = {place.country for place in last.meanings if place.is_country and len(last.words) > _LETTERS}
    return (
        len(parts) > 1
        and bool(of)
        and not any(fits(it, (country, None)) or (it.country == country and not it.is_city) for it in last.meanings)
    )


def _has_no_region(part: Part) -> bool:
    return not any(place.is_region for place in part.meanings)


def _is_province(parts: Sequence[Part], known: Sequence[Part], country: str) -> bool:
    """Return whether the city is where a province has its name: "Sibari, Cosenza" is a town that is not Cosenza."""
    if country not in _PROVINCES or len(parts) < 2 or parts[0].meanings:  # noqa: PLR2004 (a town and its province)
        return False
    street = parts[0].words.split(" ", 1)[0].casefold() in STREETS or any(map(str.isdecimal, parts[0].words))
    return not street and any(place.is_city for part in known for place in part.meanings)


def _are_apart(known: Sequence[Part]) -> bool:
    """Return whether two parts, neither of which means a country, have no region in common."""
    narrow = [part for part in known if not any(place.is_country for place in part.meanings)]
    return len(narrow) > 1 and best(narrow)[1] == 1


def _two_cities(parts: Sequence[Part]) -> tuple[NamedPlace, NamedPlace] | None:
    """Return the two cities of "Boston, New York", which is a list or a small town in the state."""
    if len(parts) != 2:  # noqa: PLR2004 (two names)
        return None
    first, second = (max(_usual(part), key=lambda place: place.people, default=None) for part in parts)
    if first is None or second is None or second.people < _METROPOLIS or not widest(parts[1].meanings):
        return None
    population = max((place.people for place in _usual(parts[0]) if place.region == second.region), default=0)
    return (first, second) if population < _ALONE and first.people >= _CITY else None


def _usual(part: Part) -> list[NamedPlace]:
    return [place for place in part.meanings if place.is_city and place.usual]


def _is_foreign(part: Part) -> bool:
    """Return whether all cities of a name are where towns have no English names, so that none is a village in a state."""
    return not any(place.country in _ENGLISH for place in part.meanings if place.is_city)


def _is_undecided(parts: Sequence[Part]) -> bool:
    """Return whether a town and a code can be a town in a state or in the country with that code: "Salem, IN"."""
    if len(parts) != 2 or not _is_code(parts[1]):  # noqa: PLR2004 (a name and a code)
        return False
    towns, codes = [place for place in parts[0].meanings if place.is_city and place.usual], parts[1].meanings
    states = {place.region for place in codes if place.is_region and place.country == "US"}
    countries = {place.country for place in codes if place.is_country}
    population = max((place.people for place in towns if place.region in states), default=0)
    abroad = max((place.people for place in towns if place.country in countries), default=0)
    if population and abroad:
        return population < TIMES * abroad
    # "Vernon, CA" is a village in California, or the town in Canada; "Vancouver, CA" is the city
    namesake = max((place.people for place in towns if place.country == "US"), default=0)
    return bool(states and abroad and namesake) and abroad < min(_LARGE, TIMES * namesake)


def _is_region(part: Part, country: str) -> bool:
    """Return whether a part names a region of the country, and no city and nothing elsewhere."""
    return bool(part.meanings) and all(place.is_region and place.country == country for place in part.meanings)


def _is_apart(known: Sequence[Part]) -> bool:
    """Return whether the second of two names has only small towns, none of which is near the first."""
    if len(known) != 2 or not all(place.is_city for place in known[1].meanings) or _is_large(known[1]):  # noqa: PLR2004
        return False
    return not {(place.country, place.region) for place in known[0].meanings} & {
        (place.country, place.region) for place in known[1].meanings
    }


def _is_elsewhere(parts: Sequence[Part]) -> bool:
    """Return whether a name of many cities is followed by words that may say which one: "Boston, Lincolnshire"."""
    if len(parts) != 2 or not parts[0].meanings or parts[0].area or not _NAME.fullmatch(parts[1].words):  # noqa: PLR2004
        return False
    if key(parts[1].words) in WORLD or any(place.is_country for place in parts[0].meanings):
        return False
    if not all(word[0].isupper() and not word.isupper() for word in parts[1].words.split() if word != "and"):
        return False  # an abbreviation, or words about the work
    usual = {place.country for place in parts[0].meanings if place.usual and place.is_city}
    return len(usual) > 1 or (len(parts[0].meanings) > 1 and parts[1].words in RIVERS)


def _is_country(part: Part) -> bool:
    return all(place.is_country for place in part.meanings)


def _people(part: Part) -> int:
    return max((place.people for place in part.meanings if place.is_city), default=0)


def _is_in(part: Part, scopes: Sequence[Scope]) -> bool:
    return any(fits(place, scope) for place in part.meanings for scope in scopes)


def _is_large(part: Part) -> bool:
    return any(place.usual and place.is_city and place.people >= _LARGE for place in part.meanings)


def _is_code(part: Part) -> bool:
    return len(part.words) == 2 and part.words.isascii()  # noqa: PLR2004


def _alone(part: Part, *, only: bool) -> Part:
    """Leave out small towns if nothing else says where the place is, and all towns if the name is a common word."""
    if key(part.words) in COMMON:
        return (
            Part(part.words, tuple(place for place in part.meanings if place.is_country), part.area)
            if only
            else Part(part.words, ())
        )
    large = tuple(place for place in part.meanings if not place.is_city or place.people >= _ALONE)
    if not part.words.isascii():  # "Pacé" is not Pace in Florida
        large = tuple(it for it in large if not (it.is_city and it.country in _ENGLISH and it.name.isascii()))
    if _is_large(part):  # "Columbia" is a city rather than another spelling of Colombia
        large = tuple(place for place in large if not place.is_country or key(place.name) == key(part.words))
    return Part(part.words, large, part.area)


def _of_code(part: Part, many: int) -> Part:
    """Decide what two letters mean without further context: after a village, a state of the United States or of Canada.

    A town in a country with the same code would be in the gazetteer. Some countries' employers use their codes too
    often.
    """
    if part.words in _ZONES:
        return Part(part.words, ())
    states = tuple(place for place in part.meanings if place.is_region and place.country in {"US", "CA"})
    if states and any(place.is_country for place in part.meanings):
        return Part(part.words, states if many > 1 and part.words not in _WRITTEN else ())
    return part


_WRITTEN = frozenset(("CA", "DE", "IN", "IL", "CO", "AR", "ID", "LA", "NL", "SK", "PE"))
_ZONES = frozenset(("PT", "MT", "CT", "ET"))  # "Remote (PT)" is Pacific Time
