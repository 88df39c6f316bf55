"""Judge a change of the place: the job moved, a place was added or removed, or it is only written differently.

Places are compared by the gazetteer: "SF" and "San Francisco, CA" are one. Places that it does not know are compared by
their words.
"""

from __future__ import annotations

import re
from functools import cache

from tracker.extract.gazetteer import gazetteer
from tracker.extract.placenames import key
from tracker.extract.places import Place, Places
from tracker.reconcile.significance.corrections import one_word

_LONGEST = 2_000  # characters of a location that are read
_MOST = 40  # places of a location that are compared
# Placeholders for places that are not named: "2 Locations", "+3 more", "TBD".
_COUNTED = re.compile(
    r"\s*(?:(?:\d+|multiple|several|various|many|other|mehrere|verschiedene|weitere|plusieurs|divers|varios|varias|diverse|più|vários|várias|kilka|flera|flere|meerdere)\s*"
    r"(?:locations?|places?|sites?|cities|countries|more|others?|standorte?n?|orte|weitere|lieux|emplacements?|autres|ubicaciones|lugares|sedes|más|"
    r"sedi|località|altr[ei]|locaties|vestigingen|meer|locais|localidades|mais|lokalizacj\w+|miejsca|orter|platser|steder|lokationer|拠点|か所|地点|个地点|개 지역)|"
    r"multiple|various|several|diverse|verschiedene|divers|varios|vari|t\.?b\.?[adc]\.?|n/?a|none|unspecified|to be (?:determined|defined|confirmed|announced)|"
    r"複数(?:の勤務地|拠点)?|各地|多地|여러 지역)\s*",
    re.IGNORECASE,
)
_PIECE = re.compile(r"[;|,()+•]|\s[-–—/]\s|\s(?:and|und|et|y|e|en|och|og|i|&)\s", re.IGNORECASE)
_REMOTE = re.compile(
    r"\b(?:remote|virtual|home[- ]?office|home[- ]based|work from home|télétravail|teletrabajo|da remoto|remoto|thuiswerken|zdalnie|distans)\b|"
    r"リモート|在宅|远程|원격|재택",
    re.IGNORECASE,
)
# Words about the way of working, or for any place, which are not part of a name.
_NO_NAME = frozenset(
    "remote hybrid onsite on site home based office offices hq headquarters campus area metro greater metropolitan region city only "
    "in the open friendly within flexible virtual homeoffice télétravail teletrabajo".split()
)
_SHORT = {"SF": "San Francisco", "NYC": "New York", "SEA": "Seattle", "CHI": "Chicago"}
_ANY_SHORT = re.compile(rf"\b(?:{'|'.join(_SHORT)})\b")
_CODE = re.compile(r"\b[A-Z]{2,3}-(?=[A-Z])(?!remote)", re.IGNORECASE)
_COMMA = re.compile(r",|\s[-–—]\s")
_CODED = 3  # letters of a code


def relocated(old: str | None, new: str | None) -> tuple[bool, str]:
    """Return whether a job moved, so that none of its old places is left, and describe the change."""
    if not old or not new:
        return False, "a place is stated now" if new else "the place is no longer stated"
    if _is_open(old[:_LONGEST]) or _is_open(new[:_LONGEST]):
        return False, f"not all places are named: {old} → {new}"
    before, after = _places(old), _places(new)
    if _only_remote(old, before) and after and not _is_remote(new):
        return True, f"the job is no longer remote: {old} → {new}"
    if _only_remote(new, after) and before and not _is_remote(old):
        return True, f"the job is remote now: {old} → {new}"
    if not before or not after:
        return (
            False,
            "the place is written differently"
            if before == after
            else f"the place is stated differently: {old} → {new}",
        )
    dropped = [place for place in before if not any(_one_place(place, other) for other in after)]
    added = [place for place in after if not any(_one_place(place, other) for other in before)]
    if len(dropped) == len(before) and not _within(old, new):
        return True, f"the place moved: {old} → {new}"
    if not dropped and not added:
        return False, "the place is written differently"
    names = [", ".join(place.written for place in places) for places in (dropped, added)]
    if dropped and added:
        return False, f"one of the places changed: {names[0]} → {names[1]}"
    return False, f"a place was added: {names[1]}" if added else f"a place was removed: {names[0]}"


def _is_open(location: str) -> bool:
    """Return whether a location has a placeholder for places that it doesn't name."""
    return bool(_COUNTED.fullmatch(location)) or any(_COUNTED.fullmatch(piece) for piece in _PIECE.split(location))


def _is_remote(location: str) -> bool:
    return bool(_REMOTE.search(location[:_LONGEST]))


def _only_remote(location: str, places: tuple[Place, ...]) -> bool:
    return not places and _is_remote(location)


@cache
def _reader() -> Places:
    return Places(gazetteer())


def _places(location: str) -> tuple[Place, ...]:
    plain = _ANY_SHORT.sub(lambda match: _SHORT[match[0]], _CODE.sub("", location[:_LONGEST]))
    return tuple(place for place in _reader().of(plain)[:_MOST] if _words(place.written))


def _one_place(place: Place, other: Place) -> bool:
    """Return whether two places are the same, or one is inside the other."""
    if place.country and other.country and place.country != other.country:
        return False
    if place.country and other.country:
        if place.city and other.city:
            return place.city == other.city and (place.region == other.region or not (place.region and other.region))
        if place.region and other.region and place.region != other.region:
            return False
        if _is_whole(place) or _is_whole(other) or not (_unknown(place) or _unknown(other)):
            return True
    return _has_same_words(_unknown(place) or _name(place), _unknown(other) or _name(other))


def _is_whole(place: Place) -> bool:
    """Return whether a place is a whole country."""
    return not (place.city or place.region or _unknown(place))


def _name(place: Place) -> frozenset[str]:
    return _words(place.city or place.written)


def _unknown(place: Place) -> frozenset[str]:
    """Return the words of a town that the gazetteer does not know, in a region or country that it knows."""
    if place.city:
        return frozenset()
    pieces = [piece for piece in _COMMA.split(place.written) if _words(piece)]
    if place.country and len(pieces) < 2:  # noqa: PLR2004 - a region or a country alone
        return frozenset()
    towns = [piece for piece in pieces if key(piece) != key(place.region or "") and len(piece.strip()) > _CODED]
    return _words(towns[0]) if towns else frozenset()


def _words(name: str) -> frozenset[str]:
    return frozenset(word for word in key(name).split() if word not in _NO_NAME)


def _within(old: str, new: str) -> bool:
    """Return whether one location has all words of the other, as for lists of places that could not be split."""
    first, other = (frozenset(key(piece) for piece in _COMMA.split(location[:_LONGEST])) for location in (old, new))
    return first <= other or other <= first


def _has_same_words(first: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether the longer name has all words of the shorter one, apart from a typo."""
    shorter, longer = sorted((first, other), key=len)
    return bool(shorter) and all(any(one_word(word, like) for like in longer) for word in shorter)
