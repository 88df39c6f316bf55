"""Look up what names of places can mean: countries, their regions, and cities with a population of 5,000 or more.

The data is `places.txt.zst`, 1.7 MB, made by `script/gazetteer.py` (README.md beside it names the sources). It is
loaded at the first lookup, in less than 0.1 s, and takes 18 MB of memory.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import cache
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A country (no `region`), a region (`region` is its own number) or a city with a given name.

    `usual` is False if the name is a former one, or one in another language.
    """

    number: int
    name: str
    country: str
    region: int | None
    people: int
    usual: bool = True

    @property
    def is_country(self) -> bool:
        """Return whether this is a whole country."""
        return self.region is None and self.number < COUNTRIES

    @property
    def is_region(self) -> bool:
        """Return whether this is a region of a country."""
        return self.region == self.number

    @property
    def is_city(self) -> bool:
        """Return whether this is a city."""
        return not self.is_country and not self.is_region


COUNTRIES = 300  # countries have the first numbers: there are 252, and the next 48 are not used for cities


class Gazetteer:
    """The names, in one text with binary search. A dictionary would take ten times the memory."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._names = text.index(b"\n\n") + 2
        self._places = array("L", accumulate(map(len, text[: self._names - 2].split(b"\n")), initial=0))

    def find(self, name: str) -> tuple[NamedPlace, ...]:
        """Return everything that a name can mean. `name` is a key made by `placenames`; a code has "=" before it."""
        prefix = name.encode("utf-8", "surrogatepass") + b"\t"
        text, low, high = self._text, self._names, len(self._text)
        while low < high:
            start = text.rfind(b"\n", 0, (low + high) // 2) + 1
            if text[start : start + len(prefix)] < prefix:
                low = text.index(b"\n", start) + 1
            else:
                high = start
        if not text.startswith(prefix, low):
            return ()
        numbers = text[low + len(prefix) : text.index(b"\n", low)].decode().split(",")
        return tuple(self._of(int(number.lstrip("~")), usual=number[0] != "~") for number in numbers)

    def region(self, number: int) -> str:
        """Return the name of a region."""
        return self._of(number, usual=True).name

    def countries(self) -> dict[str, str]:
        """Return the English names of all countries by their codes."""
        rows = (self._of(number, usual=True) for number in range(COUNTRIES))
        return {row.country: row.name for row in rows if row.is_country}

    def _of(self, number: int, *, usual: bool) -> NamedPlace:
        line = self._text[self._places[number] + number : self._places[number + 1] + number]  # a line feed after each
        name, country, region, people = line.decode().split("\t")
        return NamedPlace(number, name, country, int(region) if region else None, int(people), usual)


@cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer."""
    from importlib import resources

    import zstandard

    packed = resources.files(__package__).joinpath("places.txt.zst").read_bytes()
    return Gazetteer(zstandard.ZstdDecompressor().decompress(packed))
