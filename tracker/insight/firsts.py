"""`new-place` and `new-function`: the first posting of an employer in a city or country, and the first of a department."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.insight.finding import SOURCES, Event, Finding, FindingKind, Lookup, Visit, counted, month, score
from tracker.model import digest

_OPENS = frozenset(("opened", "reopened", "edited"))
_MONTH = 30.4


def found(visit: Visit, lookup: Lookup) -> list[Finding]:
    """Return the findings of a check."""
    if not visit.settled:
        return []
    return [*_places(visit, lookup), *_functions(visit, lookup)]


def _places(visit: Visit, lookup: Lookup) -> list[Finding]:
    shown: dict[tuple[str, str], list[Event]] = {}
    for event in visit.events:
        if event.kind in _OPENS:
            for country, city in event.after.places:
                if country:
                    shown.setdefault((country, ""), []).append(event)
                    if city:
                        shown.setdefault((country, city), []).append(event)
    if not shown:
        return []
    known = lookup.places()
    if not known:
        return []
    # the country is the news where it is new, and names the city; one ad for several places is one finding
    new = [
        (where, events)
        for where, events in sorted(shown.items())
        if where not in known and (not where[1] or (where[0], "") in known)
    ]
    together: dict[tuple[str, bool], list[tuple[str, str]]] = {}
    for where, events in new:
        together.setdefault((events[0].id, bool(where[1])), []).append(where)
    return [_place(visit, known, places, shown) for _, places in sorted(together.items())]


def _place(
    visit: Visit,
    known: Mapping[tuple[str, str], int],
    new: Sequence[tuple[str, str]],
    shown: Mapping[tuple[str, str], Sequence[Event]],
) -> Finding:
    events = list(dict.fromkeys(event for where in new for event in shown[where]))
    city = bool(new[0][1])
    level = [many for (_, other), many in known.items() if bool(other) == city]
    what, whats = ("city", "cities") if city else ("country", "countries")
    names = ", ".join(f"{name} ({country})" for country, name in new if name) or (
        f"{events[0].after.location} ({', '.join(country for country, _ in new)})"
    )
    these = f"this {what}" if len(new) == 1 else f"these {whats}"
    return Finding(
        id=digest("new-place", events[0].id, *(part for where in new for part in where)),
        at=min(one.at for one in events),
        known_at=visit.at,
        kind="new-place",
        source=visit.source,
        score=score(unseen(level, visit)),
        headline=f"First posting in {names}: “{events[0].after.title}”",
        why=f"First posting in {these} of {visit.known + 1:,} since {month(visit.began)}; there were {counted(len(level), what, whats)} before.",
        passage=events[0].after.location,
        postings=_postings(events),
        evidence={
            "places": [list(where) for where in new],
            "places_before": len(level),
            "postings_before": visit.known,
        },
    )


def unseen(level: Sequence[int], visit: Visit) -> float:
    """Return how many firsts of this kind 50 such sources would see in a month.

    The chance that the next posting is in a new place is the share of postings whose place has no other posting (Good and
    Turing).
    """
    alone = sum(1 for many in level if many == 1)
    chance = (alone + 1) / max(visit.known, 1)
    months = max(visit.age / _MONTH, 1.0)
    now = sum(1 for one in visit.events if one.kind == "opened")
    openings = max(visit.opened / months, now * _MONTH / max(visit.every, _MONTH), 2.0)
    return SOURCES * min(chance * openings, 6.0)


def _functions(visit: Visit, lookup: Lookup) -> list[Finding]:
    shown: dict[str, list[Event]] = {}
    for event in visit.events:
        if event.kind in _OPENS and event.after.department:
            shown.setdefault(department_key(event.after.department), []).append(event)
    known = lookup.departments() if shown else {}
    if not known:
        return []
    return [_function(visit, known, events) for name, events in sorted(shown.items()) if name and name not in known]


def department_key(department: str) -> str:
    """Return the name of a department as it is compared: its words in small letters, without numbers."""
    words = "".join(sign if sign.isalpha() else " " for sign in department.casefold())
    return " ".join(words.split())


def _function(visit: Visit, known: Mapping[str, int], events: Sequence[Event]) -> Finding:
    name = events[0].after.department
    kind: FindingKind = "new-function"
    edited = all(one.kind == "edited" for one in events)  # a renamed department is not a new one
    return Finding(
        id=digest(kind, events[0].id, department_key(name)),
        at=min(one.at for one in events),
        known_at=visit.at,
        kind=kind,
        source=visit.source,
        score=score(unseen(list(known.values()), visit) * (4 if edited else 1)),
        headline=f"First posting of “{name}”: “{events[0].after.title}”",
        why=f"First posting of this department or team of {visit.known + 1:,} since {month(visit.began)}; there were {counted(len(known), 'department')} before.",
        passage=name,
        postings=_postings(events),
        evidence={"department": name, "departments_before": len(known), "postings_before": visit.known},
    )


def _postings(events: Sequence[Event]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((one.posting_id, one.id) for one in events))
