"""`pay`, `standing-text` and `quiet-edit`: what changed in postings that stay open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from tracker.extract import placenames
from tracker.insight import announcement_words, display_names, plans
from tracker.insight.finding import Event, Finding, Lookup, Pay, Side, Visit, listed, score
from tracker.insight.words import is_template, key, sentences, tokens
from tracker.model import digest
from tracker.model.amounts import counted

MOVED = 0.1  # of the pay
_PAY_OF = {"raised": "for", "lowered": "for", "appeared": "in", "vanished": "from"}
_PAY_RATE = {
    "raised": 60.0,
    "lowered": 40.0,
    "appeared": 90.0,
    "vanished": 80.0,
}  # edits of one posting that 50 sources make in a month
_OTHER_LEVEL = 6.0  # factor of the rate if a posting moved to another level of a pay scale
_FEW = 3  # postings whose pay changed in one check: with fewer, it may be another level, or one of many without pay
_SOME = 0.2  # share of the open postings that state pay, or that don't: with more, another one is not news
_KNOWN = 10  # ranges, or open postings, that show what is usual for the employer
_SCALE = 0.005  # by how much the ratio of highest to lowest pay may differ within a pay scale
_STANDING_RATE = 60.0  # edits of standing text that 50 sources make in a month, each on three postings or more
_APPLYING = 4.0  # factor of the rate for paragraphs about how to apply
_APPLIES = frozenset(
    "apply applying applicant applicants application applications register notified session interview roles".split()
)
_QUIET_RATE = (150.0, 40.0, 12.0, 4.0)  # by how much the removed line reads like a plan: log-odds from -1, 0, 1, 2 on
_LAST_RATE = (90.0, 45.0)  # where the employer has no posting any more in the city, in the country
# A place that others still have is lost if at least this many postings, and this share of the open ones, lose it in one
# check.
_SEVERAL = 3
_PART = 0.05
_LEAST_GROUP = 3
_MOST_ALIKE = (
    2  # findings of 90 days about one paragraph with other numbers: with more, the numbers are a date or a counter
)
_LEAST_PARAGRAPH = 20  # characters: a shorter one is a heading or a field
_REWORDED_SHARE = (
    0.75  # of the words of a removed sentence: if another sentence has so many of them, it was only reworded
)
HIRING = frozenset(
    ("recruiting", "applicants", "applications", "qualifications", "bewerbungen", "experience")
)  # marks of sentences about the hiring itself
_MOST_GONE = 10  # sentences of one edit that are looked for in the new text
_REWRITTEN = 12  # removed blocks: with more, the posting was rewritten, which is not a quiet edit


def findings(visit: Visit, lookup: Lookup) -> list[Finding]:
    """Return the findings of a check."""
    return [*_pay(visit, lookup), *_standing(visit, lookup), *_quiet(visit, lookup)]


def pay_move(before: Pay, after: Pay) -> tuple[str, float] | None:
    """Return how pay changed, and by which share; None if it did not, or if the currency or period differs."""
    old, new = _middle(before), _middle(after)
    if old is None and new is None:
        return None
    if old is None or new is None:
        return ("appeared", 0.0) if old is None else ("vanished", 0.0)
    if before.currency != after.currency or before.period != after.period or old <= 0 or new <= 0:
        return None
    part = new / old - 1
    return None if abs(part) < MOVED - 1e-9 else ("raised" if part > 0 else "lowered", abs(part))


def _middle(pay: Pay) -> float | None:
    both = [amount for amount in (pay.low, pay.high) if amount is not None]
    return sum(both) / len(both) if both else None


def stated(pay: Pay) -> str:
    """Return pay as readers see it."""
    amounts = " to ".join(dict.fromkeys(f"{amount:,.0f}" for amount in (pay.low, pay.high) if amount is not None))
    return (
        f"{amounts} {pay.currency or ''}".strip() + (f" a {pay.period}" if pay.period else "") if amounts else "no pay"
    )


def _pay(visit: Visit, lookup: Lookup) -> list[Finding]:
    moved: dict[str, list[tuple[float, Event]]] = {}
    for event in visit.events:
        if event.kind == "edited" and event.before and not is_template(event.after.title):
            pay_moved = pay_move(event.before.pay, event.after.pay)
            if pay_moved:
                moved.setdefault(pay_moved[0], []).append((pay_moved[1], event))
    out = []
    for what, several in sorted(moved.items()):
        part, first = max(several, key=lambda pair: (pair[0], pair[1].id))
        size = (MOVED / part) ** 1.2 if part else 1.0
        old, new = (stated(side.pay) if side else "no pay" for side in (first.before, first.after))
        count = len(several)
        old_pay = first.before.pay if first.before else Pay()
        known = lookup.past().pays if count < _FEW and part else set()  # no level without pay before and after
        level = count < _FEW and _is_level(old_pay, first.after.pay, known)
        if (level and len(known) >= _KNOWN) or (count < _FEW and not part and _is_usual(what, *lookup.paid())):
            continue
        by = f" by up to {part:.0%}" if part and count > 1 else f" by {part:.0%}" if part else ""
        on = f"“{first.after.title}”" if count == 1 else f"{count:,} postings, “{first.after.title}” among them"
        out.append(
            Finding(
                id=digest("pay", what, *sorted(event.id for _, event in several)),
                at=min(event.at for _, event in several),
                known_at=visit.at,
                kind="pay",
                source=visit.source,
                score=score(_PAY_RATE[what] * size / count**0.8 * (_OTHER_LEVEL if level else 1.0)),
                headline=f"Pay {what}{by} {_PAY_OF[what]} {on}",
                why=f"“{first.after.title}” stated {old} before and {new} now"
                + (f"; it is one of {count:,} postings whose pay {what} in this check." if count > 1 else ".")
                + (" Another posting stated such a range before." if level else ""),
                passage=f"{old} → {new}",
                postings=tuple((event.posting_id, event.id) for _, event in several),
                evidence={"move": what, "part": round(part, 3), "count": count, "before": old, "after": new},
            )
        )
    return out


def _is_usual(what: str, count: int, stating: int) -> bool:
    """Return whether pay that appears or vanishes on one posting is usual: a fifth of the others state some, or none."""
    others = stating if what == "appeared" else count - stating
    return count >= _KNOWN and others > _SOME * count


def _is_level(before: Pay, after: Pay, known: Collection[tuple[float | None, float | None]]) -> bool:
    """Return whether a posting seems to have moved to another level of a scale.

    Another posting stated the range or one end of it before, or all ranges of the employer's scale have the same proportion.
    """
    if after.low is None or _middle(before) is None:
        return False
    if any(after.low == low or (after.high is not None and after.high == high) for low, high in known):
        return True
    old, new, *others = (_width(*amounts) for amounts in ((before.low, before.high), (after.low, after.high), *known))
    alike = sum(1 for amounts in others if abs(amounts - new) < _SCALE)
    return abs(old - new) < _SCALE < new - 1 and alike >= _FEW


def _width(low: float | None, high: float | None) -> float:
    return high / low if low and high else 1.0


def _standing(visit: Visit, lookup: Lookup) -> list[Finding]:
    groups: dict[str, list[Event]] = {}
    for event in visit.events:
        if event.kind == "edited" and event.group and event.before:
            groups.setdefault(event.group, []).append(event)
    large = [(name, events) for name, events in sorted(groups.items()) if len(events) >= _LEAST_GROUP]
    findings = [finding for name, events in large if (finding := _paragraph(visit, name, events))]
    before = (
        Counter(_without_digits(earlier.passage) for earlier in lookup.earlier_findings("standing-text"))
        if findings
        else {}
    )
    return [finding for finding in findings if before.get(_without_digits(finding.passage), 0) < _MOST_ALIKE]


def _without_digits(text: str) -> str:
    return "".join(letter for letter in text if not letter.isdigit())


def _paragraph(visit: Visit, group: str, events: Sequence[Event]) -> Finding | None:
    added = Counter(block for event in events for block in _paragraphs(event.after))
    went = Counter(block for event in events for block in _paragraphs(event.before))
    least = max(_LEAST_GROUP, len(events) // 2)
    new = [
        block
        for block, count in sorted(added.items(), key=lambda counted_block: (-counted_block[1], counted_block[0]))
        if count >= least
    ]
    old = [
        block
        for block, count in sorted(went.items(), key=lambda counted_block: (-counted_block[1], counted_block[0]))
        if count >= least
    ]
    if not new and not old:
        return None
    what = "was changed in" if new and old else "was added to" if new else "was removed from"
    passage = (new or old)[0]
    count = len(events)
    part = min(1.0, count / max(visit.open, count, 1))
    applying = _APPLYING if all(_APPLIES & set(tokens(block)) for block in (*new, *old)) else 1.0
    return Finding(
        id=digest("standing-text", visit.check, group),
        at=min(event.at for event in events),
        known_at=visit.at,
        kind="standing-text",
        source=visit.source,
        score=score(_STANDING_RATE * (_LEAST_GROUP / count) ** 0.6 * (1 - 0.5 * part) * applying),
        headline=f"The same paragraph {what} {count:,} postings: “{_short(passage)}”",
        why=f"{count:,} of {visit.open:,} open postings show the same edit: {_numbers_of_paragraphs(len(new), len(old))}.",
        passage=passage,
        postings=tuple((event.posting_id, event.id) for event in events),
        evidence={"count": count, "open": visit.open, "added": new[:5], "removed": old[:5]},
    )


def _numbers_of_paragraphs(new: int, old: int) -> str:
    """Return how many paragraphs were added and removed, in words."""
    parts = [f"{counted(count, 'paragraph')} {verb}" for count, verb in ((new, "added"), (old, "removed")) if count]
    return " and ".join(parts)


def _paragraphs(side: Side | None) -> set[str]:
    if side is None:
        return set()
    paragraphs = (block for block in side.blocks if len(block) >= _LEAST_PARAGRAPH and not block.startswith("# "))
    return {block for block in paragraphs if not is_template(block)}


def _short(text: str) -> str:
    bare = text[2:] if text[:2] in {"- ", "# "} else text
    return bare if len(bare) <= 80 else f"{bare[:79].rsplit(' ', 1)[0]}…"  # noqa: PLR2004  # a line of a list


def _quiet(visit: Visit, lookup: Lookup) -> list[Finding]:
    lines: dict[str, list[tuple[float, str, Event]]] = {}
    moved: dict[tuple[str, str], list[Event]] = {}
    for event in visit.events:
        if event.kind != "edited" or not event.before or event.group or len(event.before.blocks) > _REWRITTEN:
            continue
        best = max(_removed_plans(event, lookup), default=None)
        if best:
            lines.setdefault(key(best[1]), []).append((best[0], best[1], event))
        else:
            for where in places_left(event):
                moved.setdefault(where, []).append(event)
    return [*(_line(visit, removals) for _, removals in sorted(lines.items())), *_left_places(visit, moved, lookup)]


def places_left(event: Event) -> list[tuple[str, str]]:
    """Return the places that a posting lost.

    A city is not lost if the posting now names only its country, or still has the name of the city. A country is not lost if any of
    the places is still in it, or if the posting still names it. If the posting names no place any more, the places may have been unreadable, so none is lost.
    """
    if not event.before or not event.after.places:
        return []
    now = set(event.after.places)
    countries = {country for country, _ in now}
    text = f" {placenames.key(f'{event.after.title} {event.after.location}')} "
    out: dict[tuple[str, str], None] = {}
    for country, city in event.before.places:
        if country not in countries and country and f" {placenames.key(display_names.country(country))} " not in text:
            out[country, ""] = None
        less_exact = (country, "") in now
        if city and (country, city) not in now and not less_exact and f" {placenames.key(city)} " not in text:
            out[country, city] = None
    return list(out)


def _left_places(visit: Visit, moved: Mapping[tuple[str, str], Sequence[Event]], lookup: Lookup) -> list[Finding]:
    """Return the places that several postings lost in one check, and those where the employer has no open posting any more."""
    if not moved or lookup.past().many_employers:
        return []
    gained: Counter[tuple[str, str]] = Counter()
    for event in visit.events:
        if event.kind == "edited" and event.before:
            gained.subtract(_countries_and_cities(event.before))
            gained.update(_countries_and_cities(event.after))
        elif event.kind == "closed":
            gained.subtract(_countries_and_cities(event.after))
        elif event.kind in {"opened", "reopened"}:
            gained.update(_countries_and_cities(event.after))
    # One more than the check took away shows that the place is not empty.
    stocked = lookup.stocked({where: max(0, -gained[where]) + 1 for where in moved})
    before = {where: stocked.get(where, 0) + gained[where] for where in moved}
    grouped: dict[tuple[str, ...], tuple[list[tuple[str, str]], Sequence[Event]]] = {}
    for where, events in sorted(moved.items()):
        last = before[where] <= 0
        if last or len(events) >= max(_SEVERAL, _PART * visit.open):
            grouped.setdefault(tuple(posting_event.id for posting_event in events), ([], events))[0].append(where)
    return [_left_place(visit, events, places, before) for places, events in grouped.values()]


def _countries_and_cities(side: Side) -> set[tuple[str, str]]:
    return {pair for country, city in side.places for pair in ((country, ""), (country, city))}


def _removed_plans(event: Event, lookup: Lookup) -> list[tuple[float, str]]:
    """Return the sentences that left a posting and read like a plan, each with its log-odds."""
    before = event.before.blocks if event.before else ()
    removed = [plan for block in before if not is_template(block) for plan in sentences(block)]
    plans_left = [(plans.odds(words, plan), plan) for plan in removed if 4 <= len(words := tokens(plan)) <= 90]  # noqa: PLR2004  # as new ones
    plans_left = [
        (odds, plan)
        for odds, plan in plans_left
        if odds >= -1 or "codename" in announcement_words.of(tokens(plan), plan)
    ]
    plans_left = sorted(plans_left, key=lambda pair: (-pair[0], pair[1]))[:_MOST_GONE]
    if not plans_left:
        return []
    now = [set(tokens(plan)) for block in lookup.blocks_of(event) for plan in sentences(block)]
    return [(odds, plan) for odds, plan in plans_left if not _is_left(set(tokens(plan)), now)]


def _is_left(words: set[str], now: Sequence[set[str]]) -> bool:
    """Return whether a sentence, or one like it, is still in the text."""
    return any(len(words & other) >= _REWORDED_SHARE * len(words) for other in now)


def _line(visit: Visit, removals: Sequence[tuple[float, str, Event]]) -> Finding:
    odds, sentence, event = removals[0]
    hiring = bool(HIRING & set(tokens(sentence)))
    rate = _QUIET_RATE[0 if hiring else min(3, max(0, int(odds) + 1))]
    removed = len(event.before.blocks if event.before else ())
    count = len(removals)
    on = (
        f"“{event.after.title}”, which stays open"
        if count == 1
        else f"{count:,} postings that stay open, “{event.after.title}” among them"
    )
    return Finding(
        id=digest("quiet-edit", event.id, key(sentence)),
        at=min(other_event.at for _, _, other_event in removals),
        known_at=visit.at,
        kind="quiet-edit",
        source=visit.source,
        score=score(rate),
        headline=f"A line was removed from {on}: “{_short(sentence)}”",
        why=f"The line reads like a plan of the employer, and no sentence like it is left; {counted(removed, 'passage')} {'was' if removed == 1 else 'were'} removed in this edit.",
        passage=sentence,
        postings=tuple((other_event.posting_id, other_event.id) for _, _, other_event in removals),
        evidence={"plan_odds": round(odds, 2), "removed": removed, "count": count},
    )


def _left_place(
    visit: Visit,
    events: Sequence[Event],
    places: Sequence[tuple[str, str]],
    open_by_place: Mapping[tuple[str, str], int],
) -> Finding:
    country = any(not city for _, city in places)
    where = [(code, city) for code, city in places if not (country and city)]
    last = all(open_by_place[pair] <= 0 for pair in where)
    left_places = [city or display_names.in_country(code) for code, city in where]
    names, either = listed(left_places), listed(left_places, last=" or ")
    first, count = events[0], len(events)
    on = f"“{first.after.title}”" if count == 1 else f"{count:,} postings, “{first.after.title}” among them,"
    stay = "stays open, but is no longer" if count == 1 else "stay open, but are no longer"
    end = ", and no other open posting is there" if last else ""
    rate = _LAST_RATE[country] if last else _QUIET_RATE[0]
    return Finding(
        id=digest("quiet-edit", first.id, names),
        at=min(event.at for event in events),
        known_at=visit.at,
        kind="quiet-edit",
        source=visit.source,
        score=score(rate / count**0.8 * max(1.0, len(where) ** 0.5)),
        headline=f"{on} {stay} in {either}{end}",
        why=f"{count:,} of {counted(visit.open, 'open posting')} {'is' if count == 1 else 'are'} no longer in {either}; “{first.after.title}” is in {first.after.location} now.",
        passage=names,
        postings=tuple((event.posting_id, event.id) for event in events),
        evidence={"places": [list(pair) for pair in places], "count": count, "last": last},
    )
