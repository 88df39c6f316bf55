"""`repost`, `role-wave` and `shared-phrase`: what comes back, in several places or at several employers."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.insight.finding import Event, Finding, Lookup, Mention, Stay, Visit, counted, days, score
from tracker.insight.phrases import share
from tracker.insight.words import key
from tracker.model import digest

PLACES = 5  # in which a title is opened within a week
EMPLOYERS = 3  # that say the same new thing within a month
_WAVE_RATE, _SHARED_RATE = 25.0, 3.0  # a month of 50 sources
_REPOST_RATE = {1: 120.0, 2: 40.0, 3: 12.0}  # by how often it was posted before
_RARE = 0.02  # share of employers that use a term, or would by chance: commoner ones are shared by accident


def found(visit: Visit, lookup: Lookup) -> list[Finding]:
    """Return the findings of a check."""
    return [*_reposts(visit, lookup), *_waves(visit, lookup)]


def _reposts(visit: Visit, lookup: Lookup) -> list[Finding]:
    again = [one for one in visit.events if one.kind == "opened" and one.repost_of]
    told = [(event, lookup.stays(event.posting_id)) for event in again]
    told = [(event, stays) for event, stays in told if stays]
    often: dict[int, list[tuple[Event, Sequence[Stay]]]] = {}
    for event, stays in told:
        often.setdefault(min(len(stays), 3), []).append((event, stays))
    return [_repost(visit, times, several) for times, several in sorted(often.items())]


def _repost(visit: Visit, times: int, several: Sequence[tuple[Event, Sequence[Stay]]]) -> Finding:
    event, stays = max(several, key=lambda one: (len(one[1]), one[0].id))
    many = len(several)
    lives = ", then ".join(f"{_days(one)} days until {one.closed[:10]}" for one in reversed(stays))
    on = f"“{event.after.title}”" if many == 1 else f"{many:,} postings, “{event.after.title}” among them"
    return Finding(
        id=digest("repost", *sorted(one.id for one, _ in several)),
        at=min(one.at for one, _ in several),
        known_at=visit.at,
        kind="repost",
        source=visit.source,
        score=score(_REPOST_RATE[times] / many**0.5),
        headline=f"Posted again under a new id, {_times(len(stays))}: {on}",
        why=f"“{event.after.title}” was posted {counted(len(stays), 'time')} before, open for {lives}.",
        passage=event.after.title,
        postings=tuple((one.posting_id, one.id) for one, _ in several),
        evidence={
            "count": many,
            "stays": [{"posting": one.posting_id, "opened": one.opened, "closed": one.closed} for one in stays],
        },
    )


def _times(many: int) -> str:
    return {1: "for the first time", 2: "for the second time", 3: "for the third time"}.get(
        many, f"for the {many}th time"
    )


def _days(stay: Stay) -> int:
    return round(days(stay.opened, stay.closed))


def _waves(visit: Visit, lookup: Lookup) -> list[Finding]:
    mine: dict[str, list[Event]] = {}
    for event in visit.events:
        if event.kind == "opened" and not event.repost_of and event.after.location:
            mine.setdefault(key(event.after.title), []).append(event)
    if not mine:
        return []
    earlier: dict[str, list[Event]] = {}
    for event in lookup.openings():
        earlier.setdefault(key(event.after.title), []).append(event)
    out = []
    for title, events in sorted(mine.items()):
        before = earlier.get(title, [])
        old, every = ({one.after.location for one in some} for some in (before, [*before, *events]))
        if len(old) < PLACES <= len(every):
            out.append(_wave(visit, title, [*before, *events], sorted(every)))
    return out


def _wave(visit: Visit, title: str, events: Sequence[Event], places: Sequence[str]) -> Finding:
    return Finding(
        id=digest("role-wave", events[-1].id, title),
        at=min(one.at for one in events),
        known_at=visit.at,
        kind="role-wave",
        source=visit.source,
        score=score(_WAVE_RATE * (PLACES / len(places)) ** 1.5),
        headline=f"“{events[-1].after.title}” opened in {len(places):,} places within a week",
        why=f"{counted(len(events), 'posting')} with this title in {len(places):,} places within 7 days: {', '.join(places[:8])}{' …' if len(places) > 8 else ''}.",  # noqa: PLR2004  # names in a sentence
        passage=events[-1].after.title,
        postings=tuple((one.posting_id, one.id) for one in events),
        evidence={"places": list(places), "count": len(events)},
    )


def shared(visit: Visit, phrases: Sequence[Finding], lookup: Lookup) -> list[Finding]:
    """Return new phrases of at least three employers within 30 days, if this check has the third."""
    if not phrases:
        return []
    mentions = lookup.mentions()
    out: dict[tuple[str, ...], Finding] = {}
    for one in phrases:
        terms = [str(term) for term in one.evidence.get("terms", ())]  # type: ignore[attr-defined]
        for term in terms:
            if _chance(term) > _RARE:
                continue
            others = [mention for mention in mentions if term in mention.terms and mention.source != visit.source]
            before = {mention.source for mention in others}
            here = any(term in mention.terms and mention.source == visit.source for mention in mentions)
            if len(before) == EMPLOYERS - 1 and not here:
                names = tuple(sorted(mention.finding for mention in others))
                out.setdefault(names, _shared(visit, one, term, others))
    return list(out.values())


def _chance(term: str) -> float:
    found = 1.0
    for word in term.split():
        found *= share(word)
    return found


def _shared(visit: Visit, one: Finding, term: str, others: Sequence[Mention]) -> Finding:
    sources = sorted({visit.source, *(mention.source for mention in others)})
    postings = [*one.postings, *(pair for mention in others for pair in mention.postings)]
    return Finding(
        id=digest("shared-phrase", one.id, term),
        at=one.at,
        known_at=visit.at,
        kind="shared-phrase",
        source=visit.source,
        score=score(_SHARED_RATE),
        headline=f"{len(sources)} employers say “{term}” for the first time within 30 days",
        why=f"{len(sources)} employers ({', '.join(sources)}) used “{term}” for the first time within 30 days.",
        passage=one.passage,
        postings=tuple(dict.fromkeys(postings)),
        evidence={"term": term, "sources": sources},
    )
