"""`pay`, `standing-text` and `quiet-edit`: what changed in postings that stay open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tracker.insight import marks, plans
from tracker.insight.finding import Event, Finding, Lookup, Pay, Side, Visit, counted, score
from tracker.insight.words import key, sentences, tokens
from tracker.model import digest

MOVED = 0.1  # of the pay
_PAY_RATE = {"raised": 60.0, "lowered": 40.0, "appeared": 50.0, "vanished": 30.0}  # single edits a month of 50 sources
_STANDING_RATE = 60.0  # edits of standing text a month of 50 sources, on three postings each
_QUIET_RATE = (150.0, 40.0, 12.0, 4.0)  # by how much the line that left reads like a plan: odds from -1, 0, 1, 2 on
_LEAST_GROUP = 3
_LEAST_PARAGRAPH = 20  # characters: a shorter one is a heading or a field
_REWORDED_SHARE = 0.75  # of the words of a sentence that left: where another has them, it was only reworded
_MOST_GONE = 10  # sentences of one edit that are looked for in the new text
_REWRITTEN = 12  # blocks that left: with more, the posting was rewritten, which is not a quiet edit


def found(visit: Visit, lookup: Lookup) -> list[Finding]:
    """Return the findings of a check."""
    return [*_pay(visit), *_standing(visit), *_quiet(visit, lookup)]


def pay_move(before: Pay, after: Pay) -> tuple[str, float] | None:
    """Return how pay moved, and by which share; None if it did not, or if the currency or period differs."""
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
    both = [one for one in (pay.low, pay.high) if one is not None]
    return sum(both) / len(both) if both else None


def stated(pay: Pay) -> str:
    """Return pay for people."""
    amounts = " to ".join(dict.fromkeys(f"{one:,.0f}" for one in (pay.low, pay.high) if one is not None))
    return (
        f"{amounts} {pay.currency or ''}".strip() + (f" a {pay.period}" if pay.period else "") if amounts else "no pay"
    )


def _pay(visit: Visit) -> list[Finding]:
    moved: dict[str, list[tuple[float, Event]]] = {}
    for event in visit.events:
        if event.kind == "edited" and event.before:
            pay_moved = pay_move(event.before.pay, event.after.pay)
            if pay_moved:
                moved.setdefault(pay_moved[0], []).append((pay_moved[1], event))
    out = []
    for what, several in sorted(moved.items()):
        part, first = max(several, key=lambda one: (one[0], one[1].id))
        size = (MOVED / part) ** 1.2 if part else 1.0
        old, new = (stated(side.pay) if side else "no pay" for side in (first.before, first.after))
        many = len(several)
        by = f" by up to {part:.0%}" if part and many > 1 else f" by {part:.0%}" if part else ""
        on = f"“{first.after.title}”" if many == 1 else f"{many:,} postings, “{first.after.title}” among them"
        out.append(
            Finding(
                id=digest("pay", what, *sorted(event.id for _, event in several)),
                at=min(event.at for _, event in several),
                known_at=visit.at,
                kind="pay",
                source=visit.source,
                score=score(_PAY_RATE[what] * size / many**0.8),
                headline=f"Pay {what}{by} on {on}",
                why=f"{counted(many, 'posting')} of {visit.open:,} open; “{first.after.title}”: {old} before, {new} now.",
                passage=f"{old} → {new}",
                postings=tuple((event.posting_id, event.id) for _, event in several),
                evidence={"move": what, "part": round(part, 3), "count": many, "before": old, "after": new},
            )
        )
    return out


def _standing(visit: Visit) -> list[Finding]:
    groups: dict[str, list[Event]] = {}
    for event in visit.events:
        if event.kind == "edited" and event.group and event.before:
            groups.setdefault(event.group, []).append(event)
    made = (_paragraph(visit, name, events) for name, events in sorted(groups.items()) if len(events) >= _LEAST_GROUP)
    return [one for one in made if one]


def _paragraph(visit: Visit, group: str, events: Sequence[Event]) -> Finding | None:
    came = Counter(block for event in events for block in _paragraphs(event.after))
    went = Counter(block for event in events for block in _paragraphs(event.before))
    least = max(_LEAST_GROUP, len(events) // 2)
    new = [block for block, many in sorted(came.items(), key=lambda one: (-one[1], one[0])) if many >= least]
    old = [block for block, many in sorted(went.items(), key=lambda one: (-one[1], one[0])) if many >= least]
    if not new and not old:
        return None
    what = "changed" if new and old else "was added" if new else "was taken out"
    passage = (new or old)[0]
    many = len(events)
    part = min(1.0, many / max(visit.open, many, 1))
    return Finding(
        id=digest("standing-text", visit.check, group),
        at=min(one.at for one in events),
        known_at=visit.at,
        kind="standing-text",
        source=visit.source,
        score=score(_STANDING_RATE * (_LEAST_GROUP / many) ** 0.6 * (1 - 0.5 * part)),
        headline=f"The same paragraph {what} on {many:,} postings: “{_short(passage)}”",
        why=f"{many:,} of {visit.open:,} open postings show the same edit; {counted(len(new), 'paragraph')} came and {len(old):,} went.",
        passage=passage,
        postings=tuple((one.posting_id, one.id) for one in events),
        evidence={"count": many, "open": visit.open, "added": new[:5], "removed": old[:5]},
    )


def _paragraphs(side: Side | None) -> set[str]:
    return {block for block in side.blocks if len(block) >= _LEAST_PARAGRAPH} if side else set()


def _short(text: str) -> str:
    bare = text[2:] if text[:2] in {"- ", "# "} else text
    return bare if len(bare) <= 80 else f"{bare[:79].rsplit(' ', 1)[0]}…"  # noqa: PLR2004  # a line of a list


def _quiet(visit: Visit, lookup: Lookup) -> list[Finding]:
    out = []
    moved: dict[tuple[tuple[str, str], ...], list[Event]] = {}
    for event in visit.events:
        if event.kind != "edited" or not event.before or event.group or len(event.before.blocks) > _REWRITTEN:
            continue
        best = max(_gone(event, lookup), default=None)
        if best:
            out.append(_line(visit, event, *best))
        elif event.after.places and (gone := set(event.before.places) - set(event.after.places)):
            moved.setdefault(tuple(sorted(gone)), []).append(event)
    return [*out, *(_place(visit, events, gone) for gone, events in sorted(moved.items()))]


def _gone(event: Event, lookup: Lookup) -> list[tuple[float, str]]:
    """Return the sentences that left a posting and read like a plan, each with its log-odds."""
    before = event.before.blocks if event.before else ()
    left = [one for block in before for one in sentences(block)]
    plans_left = [(plans.odds(words, one), one) for one in left if 4 <= len(words := tokens(one)) <= 90]  # noqa: PLR2004  # as new ones
    plans_left = [(odds, one) for odds, one in plans_left if odds >= -1 or "codename" in marks.of(tokens(one), one)]
    plans_left = sorted(plans_left, key=lambda one: (-one[0], one[1]))[:_MOST_GONE]
    if not plans_left:
        return []
    now = [set(tokens(one)) for block in lookup.reads(event) for one in sentences(block)]
    return [(odds, one) for odds, one in plans_left if not _is_left(set(tokens(one)), now)]


def _is_left(words: set[str], now: Sequence[set[str]]) -> bool:
    """Return whether a sentence, or one like it, is still in the text."""
    return any(len(words & other) >= _REWORDED_SHARE * len(words) for other in now)


def _line(visit: Visit, event: Event, odds: float, sentence: str) -> Finding:
    rate = _QUIET_RATE[min(3, max(0, int(odds) + 1))]
    return Finding(
        id=digest("quiet-edit", event.id, key(sentence)),
        at=event.at,
        known_at=visit.at,
        kind="quiet-edit",
        source=visit.source,
        score=score(rate),
        headline=f"A line left “{event.after.title}”, which stays open: “{_short(sentence)}”",
        why=f"1 of {counted(len(event.before.blocks if event.before else ()), 'passage')} that left the posting reads like a plan (log-odds {odds:.1f}), and no sentence like it is left.",
        passage=sentence,
        postings=((event.posting_id, event.id),),
        evidence={"plan_odds": round(odds, 2), "removed": len(event.before.blocks) if event.before else 0},
    )


def _place(visit: Visit, events: Sequence[Event], gone: Sequence[tuple[str, str]]) -> Finding:
    names = ", ".join(city or country for country, city in gone)
    first, many = events[0], len(events)
    where = f"“{first.after.title}”, which stays open" if many == 1 else f"{many:,} postings that stay open"
    return Finding(
        id=digest("quiet-edit", first.id, names),
        at=min(one.at for one in events),
        known_at=visit.at,
        kind="quiet-edit",
        source=visit.source,
        score=score(_QUIET_RATE[0] / many),
        headline=f"{names} left the places of {where}",
        why=f"{counted(many, 'posting')} of {visit.open:,} open lost {names}; “{first.after.title}” is in {first.after.location} now.",
        passage=names,
        postings=tuple((one.posting_id, one.id) for one in events),
        evidence={"places": [list(one) for one in gone], "count": many},
    )
