"""Find names of places that have a part in parentheses or behind a slash: "Frankfurt (Oder)", "Halle/Saale".

Such a name is looked up as a whole first, because its first word alone is often another, larger city. The gazetteer may
have it with a preposition: "Freiburg (Breisgau)" is Freiburg im Breisgau.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracker.extract.placenames import key
from tracker.extract.scopes import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.extract.gazetteer import Gazetteer, NamedPlace

_NAME = re.compile(
    r"(?:^|(?<=[,;|·]))\s?(?P<name>[^\W\d_][^,;|·()\[\]/:]{1,40}?)\s?(?:\((?P<held>[^\W\d_][^()\[\],]{1,30})\)|/\s?(?P<behind>[^\W\d_]{3,24})(?=\s?(?:$|[,;|·(])))"
)
_JOINED = (
    "am",
    "an der",
    "im",
    "in der",
    "ob der",
    "in",
    "vor der",
    "sur",
    "upon",
    "on",
)  # between the two in full names


def parted(place: str, gazetteer: Gazetteer) -> tuple[str, Part, str] | None:
    """Return the first such name in the words for a place, with the words before and after it; None if there is none."""
    if "(" not in place and "/" not in place:
        return None
    for match in _NAME.finditer(place):
        meanings = tuple(_meanings(match["name"], match["held"] or match["behind"], gazetteer))
        if meanings:
            return place[: match.start()], Part(match[0].strip(), meanings), place[match.end() :]
    return None


def _meanings(name: str, held: str, gazetteer: Gazetteer) -> Iterator[NamedPlace]:
    """Yield the cities with the whole name. What is in parentheses may also be a part of the city, or a region around it."""
    first = key(name)
    for words in (f"{name} {held}", *(f"{name} {joint} {held}" for joint in _JOINED)):
        found = [place for place in gazetteer.find(key(words)) if place.is_city and _begins(key(place.name), first)]
        if found:
            yield from found
            return


def _begins(name: str, first: str) -> bool:
    return name == first or name.startswith(f"{first} ")
