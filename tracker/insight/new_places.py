"""`new-place`: the first posting of an employer in a country, or in a city of a known country."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.extract import placenames
from tracker.insight import announcement_words, display_names
from tracker.insight.finding import SOURCES, Event, Finding, Lookup, Past, Visit, listed, month, score
from tracker.insight.words import is_template, key, tokens
from tracker.model import digest
from tracker.model.amounts import counted

_OPENS = frozenset(("opened", "reopened", "edited"))
_MONTH = 30.4
_TURNOVER = 12.0  # months in which a board opens as many postings as it has, for a source that has been monitored for a few days
_SHORT = 3  # letters; a city written with so few, such as "Chi", may be mistaken for another
_AT_HOME = 25.0  # postings in a country from which a new city there is less surprising
_WINDOW = 5.0  # factor of the rate for a list of the newest postings: older ones may be in the place
_EDITED = 2.0  # factor of the rate where no posting opened there
_TOLD_PLAN = 0.2  # factor of the rate if the title says what is built or opened there
# Words of titles of those who lead something or set up a company, and the factor of the rate if the first posting has one.
_LEADS = frozenset(
    "head country managing president chief founding landesleiter geschäftsführer legal counsel regulatory compliance auditor".split()
)
_LED = 0.7
# First postings in a country that 50 sources have in a month: 24 on seven boards in 70 months of monitoring.
_FIRST_COUNTRIES = 17.0
_HOME = 0.5  # share of the postings from which a country is the employer's home
# Factors of the rate of a city at home and elsewhere.
_OF_HOME = 3.0
_ABROAD = 1.5
_TELLING = frozenset(
    ("rareword", "approval", "deal", "listing", "enter", "site", "unreleased", "secret", "launch")
)  # marks of such titles
_LEAST_SCORE = 0.03  # least score of a new city that is reported: an employer with shops opens in several a week
_LEAST_OF_COUNTRY = 0.1  # least score of a new country that is reported
_MANY_CITIES, _LEAST_OF_MANY = 20, 0.1  # cities of an employer, and the least score of a further one
_BARELY = 3  # postings in a country that was hardly known: a city there only makes the place more exact

Where = tuple[str, str]


def findings(visit: Visit, lookup: Lookup) -> list[Finding]:
    """Return the findings of a check."""
    if not visit.settled:
        return []
    by_place: dict[Where, list[Event]] = {}
    for event in visit.events:
        if event.kind in _OPENS and not is_template(event.after.title):
            for where in _places(event):
                by_place.setdefault(where, []).append(event)
    known = lookup.places() if by_place else {}
    if not known:
        return []
    past = lookup.past()
    if past.many_employers:
        return []
    new = [where for where in sorted(by_place) if where not in known and _is_news(where, known, past, visit)]
    if not new:
        return []
    together: dict[tuple[str, bool], list[Where]] = {}
    for where in new:  # one ad for several places, and one title in several, is one finding
        together.setdefault((key(by_place[where][0].after.title), bool(where[1])), []).append(where)
    least = _LEAST_OF_MANY if sum(1 for _, city in known if city) >= _MANY_CITIES else _LEAST_SCORE
    findings = [_finding(visit, known, places, by_place) for _, places in sorted(together.items())]
    leasts = [least if finding.evidence["places"][0][1] else _LEAST_OF_COUNTRY for finding in findings]  # type: ignore[index]
    return [finding for finding, least in zip(findings, leasts, strict=True) if finding.score >= least / visit.doubt]


def _places(event: Event) -> list[Where]:
    """Return the countries and cities that a posting names; of an edit, those that came with it."""
    before = event.before.places if event.before else ()
    old_countries = {country for country, _ in before}
    out: dict[Where, None] = {}
    for number, (country, city) in enumerate(event.after.places):
        written = event.after.written[number] if number < len(event.after.written) else ""
        short = city and 0 < sum(map(str.isalpha, written)) <= _SHORT
        if not country or short or (event.kind == "edited" and country in old_countries):
            continue  # an edit within a country makes the place more exact, or mends its name
        out[country, ""] = None
        if city:
            out[country, city] = None
    return list(out)


def _is_news(where: Where, known: Mapping[Where, int], past: Past, visit: Visit) -> bool:
    """Return whether a place is new: no posting was known to be there, and no earlier location or title names it in other words."""
    country, city = where
    if not city:
        return not past.mentions(placenames.key(display_names.country(country)))
    if visit.window:
        return False
    if (country, "") not in known and not past.mentions(placenames.key(display_names.country(country))):
        return False  # the country is the news where it is new
    others = any(other for code, other in known if code == country and other)
    barely = 0 < known.get((country, ""), 0) <= _BARELY and not others
    return not barely and not past.mentions(placenames.key(city))


def _finding(
    visit: Visit, known: Mapping[Where, int], new: Sequence[Where], by_place: Mapping[Where, Sequence[Event]]
) -> Finding:
    events = list(dict.fromkeys(event for where in new for event in by_place[where]))
    first = events[0]
    city = bool(new[0][1])
    level = [count for (_, other), count in known.items() if bool(other) == city]
    where = _places_in_words(new)
    cities = (
        []
        if city
        else sorted(
            {
                name
                for event in events
                for code, name in event.after.places
                if name and (code, "") in new and name != display_names.country(code)
            }
        )
    )
    edited = all(event.kind == "edited" for event in events)
    titles = display_names.quoted([event.after.title for event in events])
    several = len(first.after.places)
    among = f" The posting names {counted(several, 'place')}." if several > len(new) and len(events) == 1 else ""
    return Finding(
        id=digest("new-place", first.id, *(part for where in new for part in where)),
        at=min(event.at for event in events),
        known_at=visit.at,
        kind="new-place",
        source=visit.source,
        score=score(_rate(visit, known, new, level, events, edited=edited)),
        headline=("An edited posting is the first in " if edited else "First posting in ")
        + f"{where}{f' ({listed(cities)})' if cities else ''}: {titles}",
        why=f"None of the {visit.known:,} earlier postings, back to {month(visit.began)}, was {'there' if len(new) == 1 else 'in any of them'}; "
        f"they were in {counted(len(level), *(('city', 'cities') if city else ('country', 'countries')))}.{among}",
        passage=first.after.location,
        postings=_postings(events),
        evidence={
            "places": [list(where) for where in new],
            "places_before": len(level),
            "postings_before": visit.known,
        },
    )


def _places_in_words(new: Sequence[Where]) -> str:
    """Return new places in words: "Norway and Peru", "Jena and Kiel, Germany; Lima, Peru"."""
    if not new[0][1]:
        return listed([display_names.in_country(code) for code, _ in new], last=" and ")
    cities: dict[str, list[str]] = {}
    for code, name in new:
        cities.setdefault(code, []).append(name)
    return "; ".join(f"{listed(names, last=' and ')}, {display_names.country(code)}" for code, names in cities.items())


def _rate(
    visit: Visit,
    known: Mapping[Where, int],
    new: Sequence[Where],
    level: Sequence[int],
    events: Sequence[Event],
    *,
    edited: bool,
) -> float:
    """Return how many such findings there are in a month.

    A place is less surprising if the ad names many, if the employer has many postings in the country, or if it is an
    edit. How often a country is new is estimated from the employer's places and from other employers. Both estimates
    have the same weight.
    """
    city = bool(new[0][1])
    home = min(known.get((country, ""), 0) for country, _ in new) if city else 0
    place_count = min(len(event.after.places) for event in events)
    spread = max(1.0, place_count / len(new))
    titles = [tokens(event.after.title) for event in events]
    telling = any(_TELLING & announcement_words.kinds(title) for title in titles)
    often = rate_of_firsts(level, visit) * spread
    if not city:
        often = (often * _FIRST_COUNTRIES) ** 0.5
    elif not telling:
        at_home = home > _HOME * sum(count for (_, other), count in known.items() if not other)
        often *= _OF_HOME if at_home else _ABROAD
    return float(
        often
        * (1 + home / _AT_HOME) ** 0.5
        * (_TOLD_PLAN if telling else _LED if any(_LEADS & set(title) for title in titles) else 1.0)
        * (_WINDOW if visit.window else 1.0)
        * (_EDITED if edited else 1.0)
        * visit.doubt
        / len({key(event.after.title) for event in events}) ** 0.7
    )


def rate_of_firsts(level: Sequence[int], visit: Visit) -> float:
    """Return how many firsts of this kind 50 such sources would have in a month.

    The chance that the next posting is in a new place is the share of postings whose place has no other posting (Good and
    Turing).
    """
    alone = sum(1 for count in level if count == 1)
    chance = (alone + 1) / max(visit.known, 1)
    months = max(visit.age / _MONTH, 1.0)
    now = sum(1 for event in visit.events if event.kind == "opened")
    openings = max(visit.opened / months, now * _MONTH / max(visit.every, _MONTH), visit.known / max(_TURNOVER, months))
    return SOURCES * min(chance * max(openings, 2.0), 6.0)


def _postings(events: Sequence[Event]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((event.posting_id, event.id) for event in events))
