"""`repost`, `role-wave` and `shared-phrase`: what is repeated by a posting, in several places or by several employers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

from tracker.extract import placenames
from tracker.insight import display_names
from tracker.insight.finding import (
    Event,
    Finding,
    Lookup,
    Mention,
    Past,
    Side,
    Stay,
    Visit,
    day,
    days,
    listed,
    score,
)
from tracker.insight.new_phrases import share
from tracker.insight.words import is_template, key
from tracker.model import digest
from tracker.model.amounts import counted

PLACES = 5  # places in which a title is opened within a week
EMPLOYERS = 3  # employers that say the same new thing within a month
_WAVE_RATE, _SHARED_RATE = 25.0, 3.0  # a month of 50 sources
_KNOWN = 0.5  # earlier postings of a title per posting of the wave; with more, the employer always hires for this role
# Only a large wave is reported before this many days of monitoring, and after this many waves in three months.
_YOUNG = 30
_OFTEN = 2
_YOUNG_RATE = 5.0  # factor of the rate if the employer has not been monitored long enough to know its waves
_LARGE = 2 * PLACES  # places of a large wave
_REPORT_INTERVAL = 30  # days in which a title is reported once
_REPOST_RATE = {1: 120.0, 2: 40.0, 3: 12.0}  # by how often it was posted before
_RARE = 0.02  # share of employers that use a term, or would by chance: more common ones are shared by accident


def reposts(visit: Visit, lookup: Lookup) -> list[Finding]:
    """Return the postings that came back under a new id, in the same place and with the same title."""
    reposted = [
        other_event
        for other_event in visit.events
        if other_event.kind == "opened" and other_event.repost_of and not is_template(other_event.after.title)
    ]
    pairs = [(event, _earlier_lives(event, lookup.stays(event.posting_id))) for event in reposted]
    pairs = [(event, stays) for event, stays in pairs if stays]
    by_count: dict[int, list[tuple[Event, Sequence[Stay]]]] = {}
    for event, stays in pairs:
        by_count.setdefault(min(len(stays), 3), []).append((event, stays))
    return [_repost(visit, times, several) for times, several in sorted(by_count.items())]


def _earlier_lives(event: Event, stays: Sequence[Stay]) -> list[Stay]:
    """Return the earlier lives of the same job, up to the first that is another: open again, with another title, or elsewhere."""
    return list(
        takewhile(lambda stay: not stay.open and (stay.side is None or _is_same(stay.side, event.after)), stays)
    )


def _is_same(before: Side, after: Side) -> bool:
    if key(before.title) != key(after.title):
        return False
    if not before.location or not after.location or key(before.location) == key(after.location):
        return True
    return bool(before.places) and set(before.places) == set(after.places)


def _repost(visit: Visit, times: int, several: Sequence[tuple[Event, Sequence[Stay]]]) -> Finding:
    event, stays = max(several, key=lambda pair: (len(pair[1]), pair[0].id))
    count = len(several)
    lives = ", then ".join(f"{counted(_days(stay), 'day')} until {day(stay.closed)}" for stay in reversed(stays))
    title = event.after.title
    on = f"“{title}” was" if count == 1 else f"{count:,} postings, “{title}” among them, were"
    return Finding(
        id=digest("repost", *sorted(other_event.id for other_event, _ in several)),
        at=min(other_event.at for other_event, _ in several),
        known_at=visit.at,
        kind="repost",
        source=visit.source,
        score=score(_REPOST_RATE[times] / count**0.5),
        headline=f"{on} posted again under a new id{_times(len(stays))}",
        why=f"“{title}” was posted {_how_often(len(stays))} before, open for {lives}.",
        passage=title,
        postings=tuple((other_event.posting_id, other_event.id) for other_event, _ in several),
        evidence={
            "count": count,
            "stays": [{"posting": stay.posting_id, "opened": stay.opened, "closed": stay.closed} for stay in stays],
        },
    )


def _times(count: int) -> str:
    return "" if count == 1 else f", for the {_NTH.get(count, f'{count}th')} time"


_NTH = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 21: "21st", 22: "22nd", 23: "23rd"}


def _how_often(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _days(stay: Stay) -> int:
    return round(days(stay.opened, stay.closed))


def waves(visit: Visit, lookup: Lookup) -> list[Finding]:
    """Return the titles that opened in a fifth place within a week, and are not always open in many places."""
    by_role: dict[str, list[Event]] = {}
    for event in visit.events:
        if (
            event.kind == "opened"
            and not event.repost_of
            and event.after.location
            and not is_template(event.after.title)
        ):
            by_role.setdefault(key(_role(event.after)), []).append(event)
    if not by_role:
        return []
    earlier: dict[str, list[Event]] = {}
    for event in lookup.openings():
        earlier.setdefault(key(_role(event.after)), []).append(event)
    findings = []
    for title, events in sorted(by_role.items()):
        before = earlier.get(title, [])
        known_places, all_places = (
            dict.fromkeys(map(_place_key, openings)) for openings in (before, [*before, *events])
        )
        if (
            len(known_places) < PLACES <= len(all_places)
            and _is_unusual(title, [*before, *events], len(before), visit, lookup)
            and (len(all_places) >= _LARGE or _is_rare(visit, lookup))
        ):
            findings.append(_wave(visit, title, [*before, *events], list(all_places), lookup))
    return findings


def _role(side: Side) -> str:
    """Return a title without the places that it names: "Office Manager" for "Office Manager, Seoul" in Seoul."""
    return _without_places(side.title, side.places)


@lru_cache(maxsize=10_000)  # each check reads the titles of a week again
def _without_places(title: str, where: tuple[tuple[str, str], ...]) -> str:
    names = [name for code, city in where for name in (city, display_names.country(code)) if name]
    places = {word for name in names for word in placenames.key(name).split()}
    if places.isdisjoint(placenames.key(title).split()):
        return title
    words = [word for word in title.split() if placenames.key(word) not in places]
    return " ".join(words).strip(" ,;:-–—|/()[]") or title


def _times_used(title: str, past: Past) -> int:
    """Return how many postings had a title before, also within a longer one: "Engineer, Payments" is an "Engineer"."""
    return sum(earlier.times_used for name, earlier in past.titles.items() if f" {title} " in f" {name} ")


def _place_key(event: Event) -> str:
    """Return where a posting is, for comparison: "Chicago, IL" and "Chicago, IL, USA" are one place, and so are two states of a country."""
    places = event.after.places
    if not places or not all(country for country, _ in places):
        return key(event.after.location)
    return " ".join(dict.fromkeys(f"{country}/{city}" for country, city in places))


def _is_rare(visit: Visit, lookup: Lookup) -> bool:
    """Return whether waves are known to be rare at the employer."""
    return visit.age >= _YOUNG and len(lookup.earlier_findings("role-wave")) < _OFTEN


def _is_unusual(title: str, events: Sequence[Event], this_week: int, visit: Visit, lookup: Lookup) -> bool:
    """Return whether the employer seldom hires for this role, and the last such finding is more than a month old."""
    past = lookup.past()
    if past.many_employers:
        return False
    if _times_used(title, past) - this_week > len(events) * _KNOWN:
        return False
    since = visit.at
    return not any(
        key(earlier.passage) == title and days(earlier.at, since) < _REPORT_INTERVAL
        for earlier in lookup.earlier_findings("role-wave")
    )


def _wave(visit: Visit, title: str, events: Sequence[Event], places: Sequence[str], lookup: Lookup) -> Finding:
    this_week = sum(1 for event in events if event not in visit.events)
    earlier = max(0, _times_used(title, lookup.past()) - this_week)
    role = _role(events[-1].after)
    record = len(lookup.earlier_findings("role-wave"))
    place_names = list({_place_key(event): display_names.where(event.after) for event in events}.values())
    return Finding(
        id=digest("role-wave", events[-1].id, title),
        at=min(event.at for event in events),
        known_at=visit.at,
        kind="role-wave",
        source=visit.source,
        score=score(
            _WAVE_RATE * (PLACES / len(places)) ** 1.5 * (1 + record / 3) * (_YOUNG_RATE if visit.age < _YOUNG else 1.0)
        ),
        headline=f"“{role}” opened in {len(places):,} places within a week: {listed(place_names, '; ')}",
        why=f"{counted(len(events), 'posting')} with this title opened in {len(places):,} places within 7 days; {counted(earlier, 'earlier posting') if earlier else 'no earlier posting'} had it.",
        passage=role,
        postings=tuple((event.posting_id, event.id) for event in events),
        evidence={
            "places": [event.after.location for event in {_place_key(event): event for event in events}.values()],
            "count": len(events),
        },
    )


def shared(visit: Visit, phrases: Sequence[Finding], lookup: Lookup) -> list[Finding]:
    """Return new phrases of at least three employers within 30 days, if this check has the third."""
    if not phrases:
        return []
    mentions = lookup.mentions()
    out: dict[tuple[str, ...], Finding] = {}
    for finding in phrases:
        terms = [str(term) for term in finding.evidence.get("terms", ())]  # type: ignore[attr-defined]
        for term in terms:
            if _chance(term) > _RARE:
                continue
            others = [mention for mention in mentions if term in mention.terms]
            before = {mention.source for mention in others}
            if len(before) == EMPLOYERS - 1 and visit.source not in before:
                names = tuple(sorted(mention.finding for mention in others))
                out.setdefault(names, _shared(visit, finding, term, others))
    return list(out.values())


def _chance(term: str) -> float:
    chance = 1.0
    for word in term.split():
        chance *= share(word)
    return chance


def _shared(visit: Visit, finding: Finding, term: str, others: Sequence[Mention]) -> Finding:
    sources = sorted({visit.source, *(mention.source for mention in others)})
    postings = [*finding.postings, *(pair for mention in others for pair in mention.postings)]
    return Finding(
        id=digest("shared-phrase", finding.id, term),
        at=finding.at,
        known_at=visit.at,
        kind="shared-phrase",
        source=visit.source,
        score=score(_SHARED_RATE),
        headline=f"{len(sources)} employers say “{term}” for the first time within 30 days",
        why=f"{len(sources)} employers ({', '.join(sources)}) used “{term}” for the first time within 30 days.",
        passage=finding.passage,
        postings=tuple(dict.fromkeys(postings)),
        evidence={"term": term, "sources": sources},
    )
