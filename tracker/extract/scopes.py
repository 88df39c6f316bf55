"""Find the countries and regions in which most parts of a place name have a meaning, and decide which is meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tracker.extract.gazetteer import NamedPlace

TIMES = 9  # a place is meant if it has this many times the population of the next one with its name; see the decision record on places
_OTHER = 0.1  # a name in another language, or a former one, counts with this share of the population
MEANT = 4  # a region counts this many times less than a city of the same name elsewhere
_OF_CHINA = frozenset(("HK", "MO", "TW"))  # they have codes of their own, and are written "Hong Kong, China"
T = TypeVar("T")
Scope = tuple[str, int | None]  # a country, and one of its regions or None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the words for a place, and all its possible meanings."""

    words: str
    meanings: tuple[NamedPlace, ...]
    area: bool = False


def best(parts: Sequence[Part]) -> tuple[list[Scope], int]:
    """Return the regions, or countries alone, in which the most parts have a meaning, and the number of these parts."""
    counts: dict[Scope, int] = {}
    for part in parts:
        for scope in {(meaning.country, meaning.region) for meaning in part.meanings}:
            counts[scope] = counts.get(scope, 0)
    for scope in counts:
        counts[scope] = sum(any(fits(meaning, scope) for meaning in part.meanings) for part in parts)
    most = max(counts.values(), default=0)
    return [scope for scope, count in counts.items() if count == most], most


def fits(meaning: NamedPlace, scope: Scope) -> bool:
    """Return whether a meaning is in a country, and in its region if there is one."""
    if meaning.is_country:
        return meaning.country == scope[0] or (meaning.country == "CN" and scope[0] in _OF_CHINA)
    return meaning.country == scope[0] and meaning.region == scope[1]


def _weight(meaning: NamedPlace) -> float:
    return (meaning.people / MEANT if meaning.is_region else meaning.people) * (1 if meaning.usual else _OTHER)


def winner(parts: Sequence[Part], scopes: Sequence[Scope], of: Callable[[Scope], T]) -> T | None:
    """Return the group of scopes that is clearly ahead, by usual names or by all names; None if there is none."""
    groups = {of(scope) for scope in scopes}
    if len(groups) <= 1:
        return next(iter(groups), None)
    every = _leader(parts, scopes, of, usual=False)
    usual = _leader(parts, scopes, of, usual=True)
    return every[0] if every and (usual is None or usual == every) else None


def _leader(
    parts: Sequence[Part], scopes: Sequence[Scope], of: Callable[[Scope], T], *, usual: bool
) -> tuple[T | None] | None:
    """Return the leading group in a tuple, or (None,) if none is clearly ahead; None if no part has a meaning that counts."""
    people: dict[T, float] = {}
    for scope in scopes:
        meant = [[meaning for meaning in part.meanings if fits(meaning, scope)] for part in parts]
        if usual:  # a part that has other names only in this group speaks against it
            meant = [[meaning for meaning in meanings if meaning.usual] for meanings in meant if meanings]
        named = [] if usual and not all(meant) else [max(map(_weight, meanings)) for meanings in meant if meanings]
        group = of(scope)
        people[group] = max(people.get(group, 0), min(filter(None, named), default=0))
    ranked = sorted(people, key=lambda group: -people[group])
    if not people[ranked[0]]:
        return None
    return (ranked[0] if people[ranked[0]] >= TIMES * people[ranked[1]] else None,)
