"""Decide which city is meant by the parts of one place, if a region or a country is called the same."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.extract.gazetteer import NamedPlace
from tracker.extract.placenames import key
from tracker.extract.placewords import WIDER
from tracker.extract.scopes import TIMES, Part, Scope, fits

_OF_REGION = 8  # "São Paulo" is the city, which has an eighth of the region's population; "Quebec" is the province
_CITY_STATE = 1 / 3  # of a region's people: "Shibuya, Tokyo" is in the city of Tokyo, "Itapevi, São Paulo" in the state
_OF_COUNTRY = 2  # "Singapore" is the city too; "Luxembourg" is the country


def city_of(parts: Sequence[Part], scopes: Sequence[Scope], *, before: bool) -> str | None:
    """Return the city that is meant; `before` says that an unknown part comes first."""
    inside = [[place for place in part.meanings if any(fits(place, scope) for scope in scopes)] for part in parts]
    chosen: dict[int, NamedPlace] = {}
    for number, part in enumerate(parts):
        meanings, rest = inside[number], [*inside[:number], *inside[number + 1 :]]
        city = None if part.area else _city_in(meanings, rest)
        if city is None:
            continue
        named = any(place.is_region for meant in rest for place in meant)
        if widest(meanings) and (_has_city(rest) or (before and not named)):
            if city.people >= _CITY_STATE * widest(meanings) and key(city.name) not in WIDER:
                return city.name  # the other names are parts of it: "Shibuya, Tokyo"
            continue  # "Itapevi, São Paulo": the second is the region
        chosen[city.number] = city
    # In "Peschiera Borromeo, Milano" one is a town near the other, and it is unknown which is meant.
    return next(iter(chosen.values())).name if len(chosen) == 1 else None


def _city_in(meanings: Sequence[NamedPlace], rest: Sequence[Sequence[NamedPlace]]) -> NamedPlace | None:
    """Return the city that one part means, if it means one; `rest` is what the other parts mean."""
    cities = sorted((place for place in meanings if place.is_city), key=lambda place: -place.people)
    others = [place for places in rest for place in places if not place.is_city]
    if not cities or not _is_city(cities[0], meanings, others):
        return None
    named = any(place.is_region for place in others)
    return cities[0] if len(cities) == 1 or named or cities[0].people >= TIMES * cities[1].people else None


def _has_city(parts: Sequence[Sequence[NamedPlace]]) -> bool:
    """Return whether one of the parts is a city and not a region."""
    return any(place.is_city for meanings in parts if not widest(meanings) for place in meanings)


def widest(meanings: Sequence[NamedPlace]) -> int:
    """Return the population of the region that a name means, 0 if there is none."""
    return max((place.people for place in meanings if place.is_region), default=0)


def _is_city(city: NamedPlace, meanings: Sequence[NamedPlace], others: Sequence[NamedPlace]) -> bool:
    """Return whether a name is that of a city, if it is also that of a region or country; `others` are the other parts."""
    for place in meanings:
        # "New York, NY", "Luxembourg, Luxembourg"
        is_stated = any(other.is_region or place.is_country for other in others)
        least = place.people / (_OF_COUNTRY if place.is_country else _OF_REGION)
        if not place.is_city and not is_stated and city.people < least:
            return False
    return True
