"""Decide whether a posting is in one of the places that an alert names. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.extract.placenames import key

_CODE = 2  # letters of a country code, ISO 3166-1 alpha-2


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a posting, as `posting_places` has it."""

    written: str
    city: str | None
    region: str | None
    country: str | None


class Places:
    """The places that an alert names: countries by code or name, and names of cities and regions."""

    def __init__(self, names: Iterable[str]) -> None:
        self._words_by_place = {name: _meant(name) for name in names}

    def of(self, places: Iterable[Place]) -> str:
        """Return the first name that one of a posting's places has, "" if there is none."""
        candidates = [
            (place.country, {key(name) for name in (place.written, place.city, place.region) if name})
            for place in places
        ]
        for name, (country, names) in self._words_by_place.items():
            if any(code == country if country else names & known for code, known in candidates):
                return name
        return ""


def _meant(name: str) -> tuple[str, frozenset[str]]:
    """Return the country code that a name means, or the names of cities and regions."""
    from tracker.extract.gazetteer import gazetteer

    place_key = key(name)
    meant = [*gazetteer().find(place_key), *(gazetteer().find(f"={place_key}") if len(place_key) == _CODE else ())]
    country = next((meaning.country for meaning in meant if meaning.is_country), "")
    return country, frozenset((place_key, *(key(meaning.name) for meaning in meant)))
