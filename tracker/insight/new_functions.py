"""`new-function`: the first posting of a department, of a leading role, or of a team or product that titles name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from tracker.extract import placenames
from tracker.insight import announcement_words, display_names
from tracker.insight.finding import Event, Finding, Lookup, Past, Titled, Visit, day, days, month, score
from tracker.insight.new_phrases import share, shares
from tracker.insight.new_places import rate_of_firsts
from tracker.insight.title_words import PLAIN, REGIONS
from tracker.insight.words import MOST, is_template, key, tokens
from tracker.model import digest
from tracker.model.amounts import counted

_LEAST_KNOWN = 30  # postings; in a shorter list, every title is new
_MOST_DEPARTMENTS = 2  # new departments of one check: with more, the board was reorganised
_LEADERS = {  # words of a leading role, and how many first ones of it 50 sources see in a month
    "country manager": 6.0, "country director": 6.0, "country lead": 8.0, "country head": 6.0, "general manager": 10.0,
    "managing director": 10.0, "site director": 8.0, "plant manager": 8.0, "plant director": 8.0, "factory manager": 8.0,
    "chief": 12.0, "president": 14.0, "vice president": 45.0, "vp": 45.0, "head of": 45.0, "regional director": 45.0,
    "landesleiter": 6.0, "geschäftsführer": 8.0, "werkleiter": 8.0, "standortleiter": 8.0, "leiter": 45.0, "leiterin": 45.0,
    "directeur général": 8.0, "directeur pays": 6.0, "director general": 8.0, "gerente general": 8.0, "gerente país": 6.0,
}  # fmt: skip
# Roles that lead a country or an employer are news for each of them; the others only for a subject that no title ever named.
_OF_PLACES = frozenset(role for role, often in _LEADERS.items() if often <= 10) | {"chief"}  # noqa: PLR2004  # as above
_OF_A_PART = 45.0  # rate of a chief of a part, such as "Chief Marketing Officer, Cloud"
_PLANNED = 0.4  # factor of the rate if the title mentions a plan
_LED = 5.0  # earlier titles of the same role that double the rate: the employer has many such leads
_NOWHERE = 4.0  # factor of the rate of such a lead whose subject is not a place: it leads a part of the employer
_LEAST_SCORE = 0.15  # least score of a leading role or name that is reported
_SHORT = 4  # letters of an abbreviation, which names a unit or a system, and is not news
_UNHEARD = 0.6  # factor of the rate if no earlier title named the subject
_MOST_LED = 0.03  # share of the titles that have the words of a leading role; with more, it is the manager of a shop
_NAME_RATE, _TELLING_RATE = (
    45.0,
    8.0,
)  # new names in two titles that 50 sources have in a month, and of these, names that suggest a plan
_COINED_RATE = (
    20.0  # the same for a name with a word that no board writes in lower case: that of a company or a product
)
_COINED = 5  # letters of such a word, at least
_NAMED = frozenset(("rareword", "listing", "unreleased"))  # marks of such names: "bank", "satellite"
_FRESH = 60  # days between the first title with a new name and the second
_LEAST_BEFORE = 45  # days of monitoring before the first title with a new name
_FORMED = (
    "less", "ness", "tion", "tions", "ment", "ments", "ship", "ships", "ing", "ings", "ity", "ities", "able", "ible", "ally", "ware", "ology", "istic", "ized",
    "ised", "ism", "ist", "ists", "ors", "ers", "ung", "ungen", "keit", "heit", "ique", "ción", "ciones",
)  # endings of ordinary words  # fmt: skip
_RARE, _RARE_IF_TELLING = 0.06, 0.3  # share of employers that use a word of a name
_TITLES = 2  # with a name; with a name of one word, one more
_USUAL = 6.0  # findings of this kind in three months that double the rate
_LONGEST = 6  # words of a name, or of a subject
_ORDINARY = 0.3  # share of employers that use a word, from which it ends a name: "Software Engineer"
_WRITTEN = re.compile(r"[^\W_]+(?:['’.&+#-][^\W_]+)*")  # a word as it is written
_PART = re.compile(r"(?:,| - | – |: )\s*[^\W\d_]")  # where a title names a part after the role


@dataclass(frozen=True, slots=True)
class _News:
    """A new role or name: as written, the titles with it, its rate, and the first posting of each earlier title."""

    name: str
    earlier: tuple[Titled, ...]
    events: tuple[Event, ...]
    rate: float
    led: str = ""
    part: bool = False  # it leads a part of the employer
    postings: tuple[tuple[str, str], ...] = ()


def department_key(department: str) -> str:
    """Return the name of a department as it is compared: its words in lower case, without numbers."""
    words = "".join(sign if sign.isalpha() else " " for sign in department.casefold())
    return " ".join(words.split())


def findings(visit: Visit, lookup: Lookup) -> list[Finding]:
    """Return the findings of a check."""
    opened = [event for event in visit.events if event.kind == "opened" and not event.repost_of]
    if not visit.settled or not opened or visit.known < _LEAST_KNOWN:
        return []
    past = lookup.past()
    if past.many_employers:
        return []
    record = 1 + len(lookup.earlier_findings("new-function")) / _USUAL
    titled = [event for event in opened if not is_template(event.after.title)]
    new = _news(visit, titled, past)
    records = [_titled(visit, role, record * (visit.doubt if role.part else 1.0)) for role in new]
    return [*_departments(visit, opened, lookup), *(finding for finding in records if finding.score >= _LEAST_SCORE)]


def _departments(visit: Visit, opened: Sequence[Event], lookup: Lookup) -> list[Finding]:
    by_department: dict[str, list[Event]] = {}
    for event in opened:
        if event.after.department:
            by_department.setdefault(department_key(event.after.department), []).append(event)
    known = lookup.departments() if by_department else {}
    # a posting that moved to the department shows that an old one was renamed
    renamed = {
        department_key(other_event.after.department) for other_event in visit.events if other_event.kind == "edited"
    }
    new = [
        name
        for name in sorted(by_department)
        if known and name and name not in known and name not in renamed and not _is_like(name, known)
    ]
    return [_department(visit, known, by_department[name]) for name in new] if len(new) <= _MOST_DEPARTMENTS else []


def _is_like(name: str, known: Mapping[str, int]) -> bool:
    """Return whether a department has the words of a known one, or all except one of three: its spelling changed."""
    words = set(name.split()) - _JOINING
    return any(_share(words, set(other.split()) - _JOINING) for other in known)


_JOINING = frozenset(("and", "und", "et", "y", "e", "of", "the", "for", "team", "department"))


def _share(words: set[str], other: set[str]) -> bool:
    return words == other or (len(words & other) >= 2 and len(words ^ other) <= 1)  # noqa: PLR2004  # words that two names have in common


def _department(visit: Visit, known: Mapping[str, int], events: Sequence[Event]) -> Finding:
    name = events[0].after.department
    return Finding(
        id=digest("new-function", events[0].id, department_key(name)),
        at=min(event.at for event in events),
        known_at=visit.at,
        kind="new-function",
        source=visit.source,
        score=score(rate_of_firsts(list(known.values()), visit) / len(events) ** 0.7),
        headline=f"First posting in the department “{name}”: {display_names.quoted([event.after.title for event in events])}",
        why=f"None of the {visit.known:,} earlier postings, back to {month(visit.began)}, was in it; they were in {counted(len(known), 'department')}.",
        passage=name,
        postings=_postings(events),
        evidence={"department": name, "departments_before": len(known), "postings_before": visit.known},
    )


def _news(visit: Visit, opened: Sequence[Event], past: Past) -> list[_News]:
    """Return the new roles and names of a check, each posting once."""
    candidates = [*_roles(opened, past), *_names(visit, opened, past)]
    chosen: list[_News] = []
    for role in sorted(candidates, key=lambda role: (role.rate, -len(role.events), role.name)):
        if not any(set(role.events) & set(other.events) for other in chosen):
            chosen.append(role)
    return chosen


def _roles(opened: Sequence[Event], past: Past) -> list[_News]:
    """Return the leading roles whose subject no leading role had before."""
    out: dict[str, _News] = {}
    for event in opened:
        low = f" {key(event.after.title)} "
        for words, often in _LEADERS.items():
            if f" {words} " not in low or (words == "president" and " vice president " in low):
                continue
            name = event.after.title
            subject = _subject(name, words)
            unheard = [word for word in subject if not past.called(word) and not past.mentions(word)]
            if subject and (unheard or words in _OF_PLACES) and not _was_led(words, subject, past, new=bool(unheard)):
                rate = _rate_of_lead(words, often, name, past) * (_UNHEARD if unheard else 1.0)
                led = f"{words} {' '.join(subject)}"
                out.setdefault(key(name), _News(name, (), (event,), rate, led, words not in _OF_PLACES))
            break
    return list(out.values())


def _rate_of_lead(words: str, often: float, title: str, past: Past) -> float:
    """Return the rate of such a first role.

    It is higher for a part of the employer, and if there are many such leads.
    """
    of_a_part = words == "chief" and bool(_PART.search(title[:MOST]))
    if of_a_part:
        often = _OF_A_PART
    if _NAMED & announcement_words.kinds(tokens(title)):
        often *= _PLANNED
    if words in _OF_PLACES and not words.startswith(_OF_COUNTRY) and not _names_place(_subject(title, words)):
        often *= _NOWHERE
    if words in _OF_PLACES and not of_a_part:
        return often
    leads = sum(f" {words} " in f" {name} " for name in past.titles)
    return often * (1 + leads / _LED)


# Roles that name what they lead.
_OF_COUNTRY = ("country", "landes", "chief", "site", "plant", "factory", "werk", "standort")


def _names_place(subject: Sequence[str]) -> bool:
    """Return whether a subject is a country or a region: "Nordics", "Taiwan", "South Korea"."""
    from tracker.extract.gazetteer import gazetteer

    if REGIONS & set(subject):
        return True
    names = [*subject, *(" ".join(pair) for pair in pairwise(subject))]
    return any(meaning.is_country for name in names for meaning in gazetteer().find(placenames.key(name)))


def _subject(title: str, words: str) -> list[str]:
    """Return what a role leads: the words that follow it, or those before it if none does."""
    title = title[:MOST]
    low = title.casefold()
    position = low.find(words.split(maxsplit=1)[0])
    after = re.split(r"[(|/]| - | – ", title[position:], maxsplit=1)[0]
    own = set(words.split()) | {"of", "and", "the", "for", "staff", "officer", "to", "in", "our"}
    subject = [word for word in tokens(after) if word not in own and word not in _LEVELS]
    if words == "chief" and ("staff" in tokens(after) or "officer" not in tokens(title)):
        return []  # a chief of staff serves a person, and a branch chief leads a team
    return (
        subject[:_LONGEST]
        or [word for word in tokens(title[:position]) if word not in own and word not in _LEVELS][-2:]
    )


_LEVELS = frozenset(
    "senior sr junior jr deputy assistant associate group global interim acting executive m w f d x i ii iii".split()
)


def _was_led(words: str, subject: Sequence[str], past: Past, *, new: bool) -> bool:
    """Return whether an earlier title has the role for this subject, or the role is a common one here."""
    needed = set(subject)
    lines = [name for name in past.titles if f" {words} " in f" {name} "]
    if len(lines) > max(5, _MOST_LED * len(past.titles)) and words not in {"head of", "vp", "vice president"}:
        return True
    if any(needed <= set(name.split()) for name in lines):
        return True
    return not new and any(
        0 < len(earlier) <= len(earlier & needed) for earlier in (set(_subject(name, words)) for name in lines)
    )


def _names(visit: Visit, opened: Sequence[Event], past: Past) -> list[_News]:
    """Return the names that two titles have, and that no title had before the first of them."""
    by_word: dict[str, dict[str, list[Event]]] = {}
    if visit.age < _LEAST_BEFORE:
        return []
    for event in opened:
        title = key(event.after.title)
        place = set(placenames.key(event.after.location).split())
        words = [
            word for word in dict.fromkeys(title.split()) if word not in place and _may_name(word, event.after.title)
        ]
        if not words or title in past.titles:  # earlier titles are read only if a word may be a name
            continue
        for word in words:
            by_word.setdefault(word, {}).setdefault(title, []).append(event)
    out: dict[str, _News] = {}
    for word, titles in sorted(by_word.items()):
        earlier = past.called(word)
        if len(earlier) + len(titles) < _TITLES or any(not _is_fresh(titled, visit) for titled in earlier):
            continue
        if past.located(word):
            continue
        events = tuple(event for _, title_events in sorted(titles.items()) for event in title_events)
        name = _common(
            word,
            [*(other_event.title for other_event in earlier), *(other_event.after.title for other_event in events)],
        )
        needed = _TITLES if not name or _tells(tokens(name)) else _TITLES + 1
        if not name or _is_place(name) or not len(earlier) < needed <= len(earlier) + len(titles):
            continue
        telling = bool(_NAMED & announcement_words.kinds(tokens(name)))
        titles_with = [*(titled.title for titled in earlier), *(event.after.title for event in events)]
        if not telling and (_is_short(name) or _is_used(word, titles_with)):
            continue
        often = _TELLING_RATE if telling else _COINED_RATE if _is_coined(word) else _NAME_RATE
        out.setdefault(
            key(name), _News(name, tuple(earlier), events, often, postings=tuple(map(past.first_posting, earlier)))
        )
    return list(out.values())


def _may_name(word: str, title: str) -> bool:
    """Return whether a word of a title may be a name: rare, capitalised, and not a level, language or place."""
    if len(word) < 3 or word in PLAIN or not word.isalpha():  # noqa: PLR2004  # letters
        return False
    part = share(word)
    if part > _RARE and not (part <= _RARE_IF_TELLING and _NAMED & announcement_words.kinds([word])):
        return False
    if part <= _RARE and _is_place(word):
        return False
    return any(
        written_word[0].isupper()
        for written_word in _WRITTEN.findall(title)
        if written_word.casefold().startswith(word)
    )


def _is_used(word: str, titles: Sequence[str]) -> bool:
    """Return whether at least half of the titles with a name are of its users: "Zorvane & Quillo Administrator"."""
    return 2 * sum(_runs(word, key(title).split()) for title in titles) >= len(titles)


def _runs(word: str, title: Sequence[str]) -> bool:
    return word in title and not _SYSTEMS.isdisjoint(title[title.index(word) :])


_SYSTEMS = frozenset("system systems administrator admin administration erp crm hris systemadministrator".split())


def _is_coined(word: str) -> bool:
    """Return whether a word seems to be a made-up name: never in lower case, and not formed like a word."""
    return len(word) >= _COINED and word.isascii() and not word.endswith(_FORMED) and word not in _small()


@cache
def _small() -> frozenset[str]:
    from tracker.insight.lowercase_words import SMALL

    return frozenset(SMALL.replace("\n", "").split(";")) | shares().keys()


def _is_place(word: str) -> bool:
    """Return whether a word is the name of a city or country: "Service Manager, Heathrow" names no team."""
    from tracker.extract.gazetteer import gazetteer

    return bool(gazetteer().find(placenames.key(word)))


def _is_fresh(earlier: Titled, visit: Visit) -> bool:
    """Return whether a title is recent, and was not there when monitoring began."""
    began = days(visit.began, earlier.at) if visit.began else 0.0
    return not earlier.baseline and began >= _LEAST_BEFORE and days(earlier.at, visit.at) <= _FRESH


def _common(word: str, titles: Sequence[str]) -> str:
    """Return the longest run of words around a word that all titles have, as the last title writes it."""
    written = list(_WRITTEN.finditer(titles[-1][:MOST]))
    low = [key(match.group()) for match in written]
    others = [f" {key(title)} " for title in titles[:-1]]
    if word not in low:
        return ""
    start = end = low.index(word)
    while start > 0 and low[start - 1] not in _LEVELS and _in_all(low[start - 1 : end + 1], others):
        start -= 1
    while end + 1 < len(low) and _in_all(low[start : end + 2], others):
        end += 1
    if end - start + 1 >= min(len(key(title).split()) for title in titles):
        return ""  # the whole title, with another level or language
    while start < low.index(word) and (share(low[start]) > _ORDINARY or _is_short(written[start].group())):
        start += 1
    while end > low.index(word) and (share(low[end]) > _ORDINARY or _is_short(written[end].group())):
        end -= 1
    return titles[-1][written[start].start() : written[end].end()] if end - start < _LONGEST else ""


def _is_short(word: str) -> bool:
    """Return whether a word is a short abbreviation, such as "TTS"."""
    return word.isalpha() and word.isupper() and len(word) <= _SHORT


def _tells(name: Sequence[str]) -> bool:
    """Return whether a name is worth reporting if two titles have it: a single word must suggest a plan."""
    return len(name) > 1 or bool(_NAMED & announcement_words.kinds(name))


def _in_all(words: Sequence[str], others: Sequence[str]) -> bool:
    return all(f" {' '.join(words)} " in other for other in others)


def _titled(visit: Visit, role: _News, record: float) -> Finding:
    titles = [*(title.title for title in role.earlier), *(event.after.title for event in role.events)]
    since = min([*(title.at for title in role.earlier), *(event.at for event in role.events)])
    before = visit.known - sum(title.times_used for title in role.earlier)
    if role.led:
        event = role.events[0]
        in_place = f" ({display_names.where(event.after)})" if event.after.places else ""
        headline = f"First posting for a leading role: “{role.name}”{in_place}"
        why = f"None of the {before:,} earlier postings, back to {month(visit.began)}, had such a role for the same subject in its title."
    else:
        count = sum(title.times_used for title in role.earlier) + len(role.events)
        headline = f"A new name in job titles, “{role.name}”: {display_names.quoted(titles)}"
        why = f"None of the {before:,} earlier postings, back to {month(visit.began)}, had “{role.name}” in its title; {counted(count, 'posting')} with it {'has' if count == 1 else 'have'} opened since {day(since)}."
    return Finding(
        id=digest("new-function", role.events[0].id, key(role.name)),
        at=min(event.at for event in role.events),
        known_at=visit.at,
        kind="new-function",
        source=visit.source,
        score=score(role.rate * record),
        headline=headline,
        why=why,
        passage=role.name,
        postings=tuple(dict.fromkeys([*role.postings, *_postings(role.events)])),
        evidence={"name": role.name, "titles": titles[:5], "postings_before": before, "leads": bool(role.led)},
    )


def _postings(events: Sequence[Event]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys((event.posting_id, event.id) for event in events))
