"""The places of each version, a row for each: written with the version, and the same after a rebuild."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import orjson

from tracker.model.wording import Wording

if TYPE_CHECKING:
    from tracker.extract.places import Places

# The second index also has the country, so that a city of the same name in another country is not looked up. In it, the rows of
# one source are next to each other.
INDEXES = """
CREATE INDEX changes_by_check ON changes(check_id);
DROP INDEX posting_places_by_city;
CREATE INDEX posting_places_by_city ON posting_places(city, posting_id, country) WHERE city IS NOT NULL;
"""
COLUMNS = ("posting_id", "version_id", "place", "city", "region", "country")
_INSERT = f"INSERT INTO posting_places ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
_HIGHEST = "\U0010ffff"  # sorts after every id
Row = tuple[str, str, str, str | None, str | None, str | None]


def rows(posting: str, version: str, wording: Wording) -> list[Row]:
    """Return the rows of one version, in the order in which its places are written."""
    if not wording.location:
        return []
    places = _places().of(wording.location, wording.title, wording.department, wording.employment_type)
    return [(posting, version, place.written, place.city, place.region, place.country) for place in places]


@cache
def _places() -> Places:
    """Read the gazetteer when the first place is written: an unchanged run never needs it."""
    from tracker.extract.gazetteer import gazetteer
    from tracker.extract.places import Places

    return Places(gazetteer())


def write(connection: sqlite3.Connection, place_rows: Iterable[Row]) -> None:
    """Write rows."""
    connection.executemany(_INSERT, place_rows)


def replace(connection: sqlite3.Connection, posting: str, version: str, wording: Wording) -> None:
    """Write the places of a version whose wording was filled in."""
    connection.execute("DELETE FROM posting_places WHERE version_id = ?", (version,))
    write(connection, rows(posting, version, wording))


def forget(connection: sqlite3.Connection, source: str) -> None:
    """Delete the places of a source's postings, before their versions are deleted."""
    connection.execute(
        "DELETE FROM posting_places WHERE version_id IN (SELECT w.id FROM posting_state AS p "
        "JOIN wordings AS w ON w.posting_id = p.id WHERE p.source = ?)",
        (source,),
    )


def condition(version: str, country: str, city: str) -> tuple[str, list[str]]:
    """Return the condition that a version is in a country or city, and its values; "" if no place was named."""
    filters = [(column, value) for column, value in (("country", country), ("city", city)) if value]
    if not filters:
        return "", []
    conditions = " AND ".join(f"l.{column} = ?" for column, _ in filters)
    query = f"EXISTS (SELECT 1 FROM posting_places AS l INDEXED BY posting_places_by_version WHERE l.version_id = {version} AND {conditions})"
    return query, [value for _, value in filters]


def keys_in_place(
    connection: sqlite3.Connection, country: str, city: str, most: int, sources: Sequence[str] = ()
) -> set[int] | None:
    """Return the keys of the postings that were ever in a country or city; None if no place was named, or if there are many.

    `sources` are the names of one source. Then only its postings are returned, whose ids begin with one of these names.
    """
    if not country and not city:
        return None
    where, values = ("city = ?", [city]) if city else ("country = ?", [country])
    if city and country:
        where, values = f"{where} AND country = ?", [*values, country]
    query = (
        "SELECT DISTINCT posting_id FROM posting_places INDEXED BY posting_places_by_"
        f"{'city' if city else 'country'} WHERE {where} AND posting_id >= ? AND posting_id < ? LIMIT ?"
    )
    names: set[str] = set()
    for low, high in [(f"{name}.", f"{name}/") for name in sources] or [("", _HIGHEST)]:
        limits = (*values, low, high, most + 1)
        # Counted first, because most places have many postings, and reading their ids takes ten times as long.
        if connection.execute(f"SELECT count(*) FROM ({query})", limits).fetchone()[0] > most:
            return None
        names.update(row[0] for row in connection.execute(query, limits))
    query = "SELECT p.key FROM json_each(?) AS n JOIN posting_state AS p ON p.id = n.value"
    keys = {row[0] for row in connection.execute(query, (orjson.dumps(sorted(names)).decode(),))}
    return None if len(keys) > most else keys


def countries(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return the countries that any posting was in, with their English names, by name."""
    # one index step per country; counting their rows would scan the whole index
    query = (
        "WITH RECURSIVE n(country) AS (SELECT min(country) FROM posting_places UNION ALL SELECT "
        "(SELECT min(l.country) FROM posting_places AS l WHERE l.country > n.country) FROM n WHERE n.country IS NOT NULL) "
        "SELECT country FROM n WHERE country IS NOT NULL"
    )
    codes = [row[0] for row in connection.execute(query)]
    names = _country_names() if codes else {}
    return sorted(((code, names.get(code, code)) for code in codes), key=lambda pair: pair[1])


@dataclass(frozen=True, slots=True)
class Count:
    """How many open postings of a source are in a place: its name, and the values of the filter that selects it."""

    name: str
    many: int
    country: str = ""
    city: str = ""


def of_source(connection: sqlite3.Connection, source: str, most: int) -> list[Count]:
    """Count a source's open postings by city, and by region, country or the words as written if no city is known."""
    counts = connection.execute(
        "SELECT coalesce(l.city, ''), coalesce(l.region, ''), coalesce(l.country, ''), "
        "CASE WHEN l.country IS NULL THEN l.place ELSE '' END, count(DISTINCT p.id) AS many FROM posting_state AS p "
        "JOIN posting_places AS l INDEXED BY posting_places_by_version ON l.version_id = p.current "
        "WHERE p.source = ? AND p.status = 'open' GROUP BY 1, 2, 3, 4 ORDER BY many DESC, 1, 2, 3, 4 LIMIT ?",
        (source, most),
    ).fetchall()
    names = _country_names() if counts else {}
    return [
        Count(words or ", ".join(_parts(city, region, names.get(country, country))), count, country, city)
        for city, region, country, words, count in counts
    ]


def _parts(city: str, region: str, country: str) -> list[str]:
    """Return the parts of a name, each once: "Berlin, Germany"."""
    return [part for part in dict.fromkeys((city, region, country)) if part]


@cache
def _country_names() -> dict[str, str]:
    from tracker.extract.gazetteer import gazetteer

    return gazetteer().countries()
