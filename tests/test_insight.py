"""The rules of findings: what each reports, and lookalikes that it does not."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.extract import placenames
from tracker.insight import (
    announcement_words,
    companies,
    display_names,
    edits,
    finding,
    many_employers,
    new_functions,
    new_phrases,
    new_places,
    plans,
    repeats,
    rules,
    surge_groups,
    surges,
    weekly_drops,
)
from tracker.insight.finding import (
    KINDS,
    MIN_SHOWN_SCORE,
    Count,
    EarlierFinding,
    Event,
    Finding,
    Lookup,
    Mention,
    Past,
    Pay,
    PhraseUsers,
    Side,
    Stay,
    Titled,
    Visit,
    score,
)
from tracker.insight.words import key, keys, sentences, tokens
from tracker.model import iso
from tracker.store.lazy_past import LazyCounts

AT = "2026-03-10T06:00:00.000Z"
TESLA = (
    "This role will lead the end-to-end design and engineering of Tesla's 1st of its kind Data Centers and will be a key "
    "member of the factory engineering team."
)
ORDINARY = [
    "You have five years of experience in launching products.",
    "We offer 30 days of vacation and a new laptop every year.",
    "You are the first point of contact for our customers.",
    "Build and ship new features together with product and design.",
    "Our mission is to make accounting simple for small businesses.",
    "Experience with the opening of retail stores is preferred.",
    "Du unterstützt unsere Kunden bei der Einführung neuer Prozesse.",
]
PLANS = [
    "We are about to open a recycling plant in Tarragona, our first outside of Germany.",
    "You will prepare the company for a listing in Amsterdam.",
    "This role supports a confidential program that nobody outside of the team knows.",
    "Sie leiten den Aufbau unseres ersten Werks in Ungarn.",
    "Vous préparerez l'ouverture de notre première usine en Pologne.",
    "Prepararás la apertura de nuestra primera fábrica en Perú.",
    "负责公司在泰国首座工厂的建设。",
    "タイに建設する当社初の工場の立ち上げを担当します。",
]


def at(days: float) -> str:
    """Return a time so many days from the check."""
    return iso(datetime.fromisoformat(AT).astimezone(UTC) + timedelta(days=days))


def event(
    name: str = "1", kind: Any = "opened", title: str = "Engineer", fresh: Sequence[str] = (), **more: Any
) -> Event:
    """Make a change; what is said of its wording goes to the side after it."""
    sides = {
        field: more.pop(field)
        for field in ("location", "department", "pay", "blocks", "places", "written", "closes", "company")
        if field in more
    }
    more.setdefault("since", at(-1))
    return Event(f"c{name}", f"a.{name}", AT, kind, Side(title, **sides), fresh=tuple(fresh), **more)


def visit(*events: Event, **more: Any) -> Visit:
    """Make a check of a source that is known well."""
    known: dict[str, Any] = {"known": 400, "opened": 300, "open": 200, "began": at(-300), "checks": 60, "employers": 40}
    return Visit("k", "a", AT, events, **{**known, **more})


def lookup(
    heard: Mapping[str, PhraseUsers] | None = None,
    *,
    blocks: Sequence[str] = (),
    places: Mapping[tuple[str, str], int] | None = None,
    departments: Mapping[str, int] | None = None,
    days: Sequence[Count] = (),
    stock: Sequence[Side] = (),
    stays: Sequence[Stay] = (),
    openings: Sequence[Event] = (),
    mentions: Sequence[Mention] = (),
    past: Past | None = None,
    earlier_findings: Sequence[EarlierFinding] = (),
    closings: Sequence[Event] = (),
) -> Lookup:
    """Answer what rules ask."""
    return Lookup(
        users_of=lambda phrase: (heard or {}).get(phrase, PhraseUsers()),
        used_terms=lambda terms: [term for term in terms if (heard or {}).get(term, PhraseUsers()).by_employer],
        used_elsewhere=lambda term: (heard or {}).get(term, PhraseUsers()).others > 0,
        blocks_of=lambda _event: blocks,
        places=lambda: places or {},
        departments=lambda: departments or {},
        counts=lambda _department: days,
        stock=lambda: stock,
        stocked=lambda _most: Counter(place for side in stock for place in edits._countries_and_cities(side)),
        stays=lambda _posting: stays,
        openings=lambda: openings,
        mentions=lambda: mentions,
        past=lambda: past or Past(),
        paid=lambda: (len(stock), sum(1 for side in stock if side.pay.low is not None or side.pay.high is not None)),
        earlier_findings=lambda _kind: earlier_findings,
        closings=lambda _end: closings,
    )


def past(*titles: str, locations: Sequence[str] = (), days: float = -200, many: int = 1, **more: Any) -> Past:
    """Make what the employer's postings were called and where they were."""
    return Past(
        {key(one): Titled(one, at(days), times_used=many) for one in titles},
        {placenames.key(one): None for one in locations},
        postings={one: (f"a.{n}", f"c{n}") for n, one in enumerate(titles, 1000)},
        **more,
    )


def kinds(found: Sequence[Finding]) -> list[str]:
    """Name the kinds of findings."""
    return [one.kind for one in found]


@given(
    st.lists(
        st.text(max_size=30)
        | st.sampled_from(["1st Cook", "Data Centre", "a\nb", "x" * 700, "SR. Cook/Driver", "", "ß"])
    )
)
def test_many_keys_are_made_as_one(texts: list[str]) -> None:
    """Keys that are made together equal those made one by one."""
    assert keys(texts) == {text: key(text) for text in texts}


def test_what_was_there_lately_is_not_counted() -> None:
    """Whether a place was there is searched from the newest on; all are counted only if necessary."""
    asked: list[str] = []

    def count() -> dict[str, int]:
        asked.append("all")
        return {"a": 2, "b": 1, "old": 1}

    known = LazyCounts(iter("abab"), count)
    assert known
    assert "b" in known
    assert "a" in known
    assert not asked
    assert "old" in known
    assert "new" not in known
    assert (known["a"], known.get("new", 0), len(known), sorted(known)) == (2, 0, 3, ["a", "b", "old"])
    assert asked == ["all"]
    assert not LazyCounts(iter(""), dict)
    assert LazyCounts(iter(""), count)


def test_kinds_are_all() -> None:
    """There are eleven kinds, each once."""
    assert len(KINDS) == len(set(KINDS)) == 11


def test_the_line_of_the_first_story() -> None:
    """The line about data centers is found, named by its own words, and scores high."""
    (found,) = new_phrases.findings(
        visit(event(title="Sr. Engineering Program Manager, Data Center", fresh=[TESLA])), lookup()
    )
    assert found.passage == TESLA
    assert "1st of its kind Data Centers" in found.headline
    assert found.why.startswith("First mention of “")
    assert found.why.endswith("in 400 postings since May 2025; no other monitored employer uses it.")
    assert found.score > 0.7


@pytest.mark.parametrize("sentence", PLANS)
def test_plans_are_found(sentence: str) -> None:
    """Plans in six languages are findings."""
    (found,) = new_phrases.findings(visit(event(fresh=[sentence])), lookup())
    assert found.passage == sentence
    assert 0.3 < found.score < 1


@pytest.mark.parametrize("sentence", ORDINARY)
def test_ordinary_sentences_are_none(sentence: str) -> None:
    """Usual sentences of ads are no plan, even if they are new for the employer: at most a low score."""
    assert all(found.score < 0.2 for found in new_phrases.findings(visit(event(fresh=[sentence])), lookup()))


def test_what_was_said_before_is_not_new() -> None:
    """If the employer used the telling words before, in any order, there is no finding."""
    terms = new_phrases.terms_of(tokens(TESLA))
    assert not new_phrases.findings(
        visit(event(fresh=[TESLA])), lookup({term: PhraseUsers(by_employer=True) for term in terms})
    )


def test_first_and_1st_are_one() -> None:
    """Ordinals and spellings are compared as one word; so are the marks of a list item and of a sentence."""
    assert key("- Our 1st data centre.") == key("our first Data Center")


def test_every_phrase_of_the_lexicon_is_found() -> None:
    """Phrases are compared as sentences are, so none is written in a form that no sentence has."""
    phrases_ = [(mark, phrase) for mark, some in announcement_words._LEXICON.items() for phrase in some.split("; ")]
    assert len(phrases_) > 1_100
    for mark, phrase in phrases_:
        written = phrase.replace("*", "")
        assert mark in announcement_words.of(tokens(f"launch {written}"), f"launch {written}"), (mark, phrase)


@pytest.mark.parametrize(
    ("sentence", "new", "phrase"),
    [
        ("Site-Lead for the works by the sea and the land", "site lead", "Site-Lead"),
        ("We plan (sea – bridge) and so on for long", "sea bridge", "bridge)"),
        ("– Harbour-Works of the old town and a new one", "harbour works", "Harbour-Works"),
        ("We are at the old sea-wall of the town now", "sea wall", "sea-wall"),
    ],
)
def test_a_new_pair_is_found_where_it_is_written(sentence: str, new: str, phrase: str) -> None:
    """Also within the first word of a sentence, and on both sides of a dash."""
    one = new_phrases.Candidate(sentence, sentence, sentence, tuple(tokens(sentence)), 0.0, ())
    assert new_phrases._phrase(one, [new]).startswith(phrase.strip("()"))


def test_what_others_say_counts_less() -> None:
    """A phrase that other employers use scores lower, and the reason says how many do."""
    terms = new_phrases.terms_of(tokens(TESLA))
    (alone,) = new_phrases.findings(visit(event(fresh=[TESLA])), lookup())
    used = {term: PhraseUsers(others=9) for term in (*terms, key("Tesla's 1st of its kind Data Centers"))}
    (common,) = new_phrases.findings(visit(event(fresh=[TESLA])), lookup(used))
    assert common.score < alone.score
    assert "9 of 39 other monitored employers use it" in common.why


def test_the_phrase_that_is_named_is_new() -> None:
    """If the employer used the telling words in another sentence, the whole sentence is named instead."""
    (found,) = new_phrases.findings(
        visit(event(fresh=[TESLA])),
        lookup({key("Tesla's 1st of its kind Data Centers"): PhraseUsers(by_employer=True)}),
    )
    assert "This role will lead the end-to-end design" in found.headline


def test_requirements_count_less() -> None:
    """The same sentence under a heading for requirements scores lower."""
    blocks = ["# What you bring", PLANS[1]]
    (asked,) = new_phrases.findings(visit(event(fresh=blocks)), lookup(blocks=blocks))
    (told,) = new_phrases.findings(visit(event(fresh=blocks)), lookup(blocks=["# The role", PLANS[1]]))
    assert asked.score < told.score
    assert asked.evidence["where"] == "requirements"


def test_one_finding_for_sentences_that_differ_in_a_name() -> None:
    """Sentences that differ only in a name are one finding with all their postings."""
    sentences_ = [PLANS[0].replace("Tarragona", name) for name in ("Tarragona", "Setúbal", "Gdynia")]
    (found,) = new_phrases.findings(visit(*(event(str(n), fresh=[one]) for n, one in enumerate(sentences_))), lookup())
    assert len(found.postings) == 3


def test_edit_that_only_moved_a_sentence() -> None:
    """A sentence of a block of the version before is not new."""
    old = Side("Engineer", blocks=(f"{PLANS[0]} Apply now.",))
    moved = event(kind="edited", fresh=[f"We are glad that you are here. {PLANS[0]}"], before=old)
    assert not new_phrases.findings(visit(moved), lookup())


def test_closed_postings_say_nothing_new() -> None:
    """Closed postings are not searched for phrases."""
    assert not new_phrases.findings(visit(event(kind="closed", fresh=[TESLA])), lookup())


@given(st.text(max_size=300))
def test_any_text_is_read(raw: str) -> None:
    """No text breaks the reader, and the sentences contain all words."""
    words = [word for one in sentences(raw) for word in tokens(one)]
    assert len(words) <= len(raw) + 1
    plans.odds(words, raw)


def test_marks_hold_across_languages() -> None:
    """A meaning has one mark in every language."""
    for word in ("launch", "Markteinführung", "lancement", "lanzamiento", "量产", "発売"):
        found = {mark for _, _, mark in announcement_words.spans(tokens(word))} | announcement_words.of(
            tokens(word), word
        )
        assert "launch" in found, word


def test_score_is_rarity() -> None:
    """0.9 means once a month in fifty sources; rarer findings score higher, more common ones lower."""
    assert score(1) == 0.9
    assert score(0) == 1
    assert score(0.1) > 0.9 > score(10) > score(100) > 0


def place(country: str, city: str = "", name: str = "1", **more: Any) -> Event:
    return event(name, places=((country, city),), location=city or country, **more)


KNOWN = {("DE", ""): 300, ("DE", "Berlin"): 299, ("DE", "Ulm"): 1, ("PL", ""): 100, ("PL", "Łódź"): 100}


def test_first_posting_in_a_country() -> None:
    """A country where the employer never had a posting, said once, with the city."""
    (found,) = new_places.findings(visit(place("VN", "Hanoi"), place("VN", "Huế", "2")), lookup(places=KNOWN))
    assert (found.kind, found.evidence["places"], len(found.postings)) == ("new-place", [["VN", ""]], 2)
    assert found.headline == "First posting in Vietnam (Hanoi, Huế): “Engineer”"
    assert found.why == "None of the 400 earlier postings, back to May 2025, was there; they were in 2 countries."


def test_first_posting_in_a_city() -> None:
    """A new city of a known country; where places come and go, it counts less."""
    (rare,) = new_places.findings(visit(place("DE", "Kiel")), lookup(places=KNOWN))
    many = {**KNOWN, **{("DE", f"Town {n}"): 1 for n in range(2)}}
    (usual,) = new_places.findings(visit(place("DE", "Kiel")), lookup(places=many))
    shops = {**KNOWN, **{("DE", f"Town {n}"): 1 for n in range(80)}}
    assert not new_places.findings(visit(place("DE", "Kiel")), lookup(places=shops))
    assert new_places.findings(visit(place("VN", "Huế")), lookup(places=shops))  # a country is told
    atlas = {(code, ""): 1 for code in ("DE", "PL", "FR", "IT", "ES", "PT", "NL", "BE")}
    assert not new_places.findings(
        visit(place("VN", "Huế"), window=True), lookup(places=atlas)
    )  # it is nearly everywhere
    assert rare.score > usual.score
    assert "Kiel" in rare.headline


@pytest.mark.parametrize(
    ("more", "known"),
    [
        ({"known": 99, "began": at(-89)}, KNOWN),  # too little is known of the employer
        ({}, {**KNOWN, ("VN", ""): 1, ("VN", "Hanoi"): 1}),  # it was there before
        ({}, {}),  # no place of the employer was ever understood
    ],
)
def test_no_new_place(more: dict[str, Any], known: dict[tuple[str, str], int]) -> None:
    """A young history, a known place, or no places at all."""
    assert not new_places.findings(visit(place("VN", "Hanoi"), **more), lookup(places=known))


@pytest.mark.parametrize("more", [{"known": 100, "began": at(-1)}, {"known": 1, "began": at(-90)}])
def test_enough_history(more: dict[str, Any]) -> None:
    """A hundred postings or ninety days are enough."""
    assert new_places.findings(visit(place("VN", "Hanoi"), **more), lookup(places=KNOWN))


def test_new_function() -> None:
    """The first posting of a department; other capitals and numbers make no new one."""
    known = {"sales": 200, "engineering": 200}
    (found,) = new_functions.findings(visit(event(department="Nuclear Operations")), lookup(departments=known))
    assert (found.kind, found.passage) == ("new-function", "Nuclear Operations")
    assert found.headline == "First posting in the department “Nuclear Operations”: “Engineer”"


def test_no_new_function_of_a_renamed_department() -> None:
    """Other capitals, numbers or joining words, a posting that moved, and a reorganised board are no new departments."""
    known = {"sales": 200, "people and culture": 100, "battery cell production": 50}
    opened = event("2", department="Growth")
    for events in (
        [event(department="SALES (2)")],
        [event(department="People & Culture")],
        [event(department="Cell Production")],
        [event(kind="edited", department="Growth")],
        [event(kind="edited", department="Growth"), opened],
        [opened, event("3", department="Care"), event("4", department="Field")],
        [replace(opened, repost_of="a.9")],
    ):
        assert not new_functions.findings(visit(*events), lookup(departments=known)), events
    assert not new_functions.findings(visit(opened), lookup())  # no department was ever known
    assert not new_functions.findings(visit(opened, known=20, began=at(-20)), lookup(departments=known))


@pytest.mark.parametrize(
    ("title", "earlier", "told"),
    [
        ("Country Manager, Peru", ["Country Manager, Chile", "Engineer"], True),
        ("Country Manager, Peru", ["Country Manager Peru (f/m/d)"], False),
        ("General Manager, Nordics", ["General Manager, Iberia"], True),
        ("General Manager, Store 12", [f"General Manager, Store {n}" for n in range(20, 40)], False),  # they lead shops
        ("Head of Fusion Research", ["Head of Research"], True),
        ("Head of Research, Payments", ["Head of Research", "Engineer, Payments"], False),  # both were named before
        ("Chief Compliance Officer, Trust Bank", ["Compliance Officer"], True),
        ("Chief of Staff to the CEO", ["Engineer"], False),
        ("Branch Chief, Outreach", ["Engineer"], False),
        ("Landesleiter Österreich (m/w/d)", ["Ingenieur"], True),
        ("Assistant to the Country Team", ["Engineer"], False),
    ],
)
def test_leading_roles(title: str, earlier: list[str], told: bool) -> None:
    """The first posting of a role that leads a country or a new subject; not one that was there for the same subject."""
    found = new_functions.findings(visit(event(title=title)), lookup(past=past(*earlier)))
    assert [one.headline for one in found] == ([f"First posting for a leading role: “{title}”"] if told else [])


@pytest.mark.parametrize(
    ("titles", "earlier", "days", "name"),
    [
        (["Auditor, Zorvane Bank", "Counsel, Zorvane Bank"], ["Engineer"], -200, "Zorvane Bank"),
        (["Designer, Zephyrine Labs"], ["Engineer, Zephyrine Labs"], -9, "Zephyrine Labs"),
        (["Designer, Zephyrine Labs"], ["Engineer, Zephyrine Labs"], -90, ""),  # long ago
        (["Designer, Zephyrine Labs"], ["Engineer"], -9, ""),  # in one title
        (["Designer, Zephyrine Labs"], ["Cook, Zephyrine Labs", "B, Zephyrine Labs"], -9, ""),  # told before
        (["Designer, Zephyrine"], ["Engineer, Zephyrine"], -9, ""),  # a single word needs a third title
        (["Designer, Zephyrine"], ["Engineer, Zephyrine", "Cook, Zephyrine"], -9, "Zephyrine"),
        (["Seller, Poznań", "Cook, Poznań"], ["Engineer"], -9, ""),  # a place
        (["Seller (Contractor)", "Cook (Contractor)"], ["Engineer"], -9, ""),
        (["Zephyrine Designer", "Senior Zephyrine Designer"], ["Engineer"], -9, ""),  # one title at two levels
        (["[TEMPLATE] Zephyrine A", "[TEMPLATE] Zephyrine B"], ["Engineer"], -9, ""),
    ],
)
def test_new_names_of_titles(titles: list[str], earlier: list[str], days: float, name: str) -> None:
    """A rare name in two new titles; no place, level or template, and not a second time."""
    events = [event(str(n), title=one) for n, one in enumerate(titles)]
    found = new_functions.findings(visit(*events), lookup(past=past(*earlier, days=days)))
    assert [one.passage for one in found] == ([name] if name else [])
    assert all(len(one.postings) in {2, 3} for one in found)


def test_a_list_of_many_employers_has_no_firsts() -> None:
    """If postings are of ten companies, none with half of them, a place, a role or a wave says nothing about one employer."""
    mixed = Past(hosts={f"h{n}.example.org": 5 for n in range(10)})
    one = replace(mixed, hosts={**mixed.hosts, "h.example.org": 90})
    check = visit(
        place("VN", "Hanoi"), event("2", title="Country Manager, Peru"), *wave("A", "B", "C", "D", "E"), checks=0
    )
    kinds_ = {one.kind for one in rules.findings(check, lookup(places=KNOWN, past=one))}
    assert {"new-place", "new-function", "role-wave"} <= kinds_
    assert not rules.findings(check, lookup(places=KNOWN, past=mixed))
    (found,) = surges.findings(visit(*closings(60)), lookup(past=mixed))
    assert found.why.endswith("The source lists postings of many employers.")
    (fifth,) = surges.findings(visit(*closings(40)), lookup(past=mixed))
    assert fifth.score == 0.11
    assert not surges.findings(visit(*closings(19)), lookup(past=mixed))  # less than a tenth of them


USUAL = [Count(f"2026-02-{n:02}", opened=n % 3, closed=n % 2) for n in range(1, 28)]


def closings(many: int, **more: Any) -> list[Event]:
    return [event(str(n), "closed", department="Dojo" if n < 3 else "Sales", **more) for n in range(many)]


def test_drop_names_the_departments_hit_hardest() -> None:
    """Many closings at once are one finding, and the department that lost all comes first."""
    stock = [Side("x", department="Dojo")] * 3 + [Side("x", department="Sales")] * 400
    (found,) = surges.findings(visit(*closings(40), open=403), lookup(days=USUAL, stock=stock))
    assert found.kind == "drop"
    assert "hit hardest: Dojo (3 of 3)" in found.headline
    assert len(found.postings) == 40
    assert found.score > 0.8


def test_drop_counts_what_was_open_when_the_closings_began() -> None:
    """What opened before the closings were confirmed is not part of the total, nor of a department's."""
    then = [Side("x", department="Dojo")] * 3 + [Side("x", department="Sales")] * 97
    now = [*then, *[Side("y", department="Dojo")] * 50]
    began: list[str] = []
    ask = replace(lookup(days=USUAL, stock=now), stock_at=lambda time: began.append(time) or then)
    (found,) = surges.findings(visit(*closings(40, since=at(-1)), open=150), ask)
    assert began == [at(-1), AT]  # and what is open now, to see whether they were replaced
    assert found.headline.startswith("40 of 100 open postings closed")
    assert "Dojo (3 of 3)" in found.headline
    assert "40% of the 100 that were open" in found.why
    assert found.evidence["open_before"] == 100
    (unknown,) = surges.findings(visit(*closings(40), open=150), lookup(days=USUAL, stock=now))
    assert unknown.headline.startswith("40 of 150 open postings closed")
    (surge,) = surges.findings(visit(*(event(str(n), "opened") for n in range(40)), open=150), ask)
    assert "of the 150 that were open" in surge.why
    assert len(began) == 2


def test_closings_of_several_days_are_counted_by_when_they_happened() -> None:
    """Held closings that one check reports are not summed up; the interval is named."""
    held = [replace(one, id=f"h{n}", at=at(-9), since=at(-10)) for n, one in enumerate(closings(6))]
    for events, many in (([*closings(40), *held], 40), ([*held, *closings(30)], 30), (closings(40), 40)):
        (found,) = surges.findings(visit(*events), lookup(days=USUAL))
        assert found.evidence["count"] == many
        assert found.headline.startswith(f"{many} of 200 open postings closed between 9 and 10 March 2026")
    (slow,) = surges.findings(visit(*closings(80, since=at(-3)), every=3.0), lookup(days=USUAL))
    assert "80 of 200 open postings closed between 7 and 10 March 2026" in slow.headline


def test_surge() -> None:
    """Many openings at once; reposts do not count."""
    opened = [event(str(n), department="Sales") for n in range(30)]
    (found,) = surges.findings(visit(*opened), lookup(days=USUAL))
    assert (found.kind, found.evidence["count"]) == ("surge", 30)
    assert not surges.findings(visit(*(replace(one, repost_of="a.0") for one in opened)), lookup(days=USUAL))


@pytest.mark.parametrize(
    ("events", "more"),
    [
        (closings(4), {}),  # few
        (closings(19), {"checks": 4}),  # nothing is usual yet, and it is less than a tenth
        (closings(40), {"began": at(-6)}),
        (closings(40), {"known": 9}),
        (closings(12, since=at(-80)), {"began": at(-110)}),  # a gap: so many are usual in eighty days
        (closings(40), {"window": True}),  # a list of the newest proves no closing
        ([replace(one, at=at(-n // 4), since=at(-n // 4 - 1)) for n, one in enumerate(closings(16))], {}),  # held
        (closings(40, since=at(-8)), {"gap": 7.0}),  # the first check after a gap
        (closings(40, closes="2026-01-31"), {}),  # a page that was cleaned up: they had ended
        ([*closings(15, closes="2026-01-31"), *closings(25, first=at(-900))], {}),  # nearly all old or ended
        ([*closings(38, closes="2026-02-28"), *closings(2)], {}),  # two others
    ],
)
def test_no_drop(events: list[Event], more: dict[str, Any]) -> None:
    """Few closings, a young history, and closings after a long gap are no drop."""
    assert not surges.findings(visit(*events, **more), lookup(days=USUAL))


def test_one_mass_closing_does_not_make_the_next_usual() -> None:
    """The largest number of the year counts as the next largest; closings of expired postings are left out."""
    days = [*USUAL, Count("2026-02-28", closed=147)]
    (found,) = surges.findings(visit(*closings(40), *closings(9, closes="2026-01-31")), lookup(days=days))
    assert (found.evidence["count"], found.evidence["most_before"]) == (40, 147)
    assert surges.without_peaks([147, 3, 0, 2]) == [3, 3, 0, 2]
    assert surges.without_peaks([0, 0]) == [0, 0]
    assert not surges.findings(
        visit(*closings(6)), lookup(days=[*USUAL, *(Count(f"2026-01-{n}", closed=7, days=1) for n in range(10, 30))])
    )
    daily = [replace(one, days=1.0) for one in USUAL]
    gap = [
        *daily,
        *(Count(f"2026-01-{n}", closed=70, days=40) for n in range(10, 16)),
    ]  # what happened in gaps is not usual
    assert surges.findings(visit(*closings(6), gap=6.0), lookup(days=gap))
    slower = [Count(f"2025-1{n % 2}-{n}", closed=7, days=9.0) for n in range(10, 28)]  # which was no gap then
    assert not surges.findings(visit(*closings(6), gap=6.0), lookup(days=[*daily, *slower]))


def sides(many: int, of: int, title: str = "Cook", **more: Any) -> tuple[list[Event], list[Side]]:
    """Make so many closings of so many open postings."""
    return [event(f"{title}{more}{n}", "closed", title=title, **more) for n in range(many)], [Side(title, **more)] * of


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        # harder than the whole, by department, country and city; not what lost its share
        ([sides(37, 41, places=(("JP", "Tokyo"),)), sides(60, 900, department="Sales")], ["Japan (37 of 41)"]),
        ([sides(9, 9, department="Dojo"), sides(60, 600, department="Sales")], ["Dojo (9 of 9)"]),
        ([sides(1, 1, department="Dojo"), sides(30, 300, department="Sales")], [": “Cook”"]),  # of one
        ([sides(9, 20, title="Kiwi Developer"), sides(9, 280)], ["titles with “Kiwi Developer” (9 of 20)"]),
        ([sides(8, 8, places=(("AE", "Dubai"),)), sides(8, 8, places=(("AE", "Sharjah"),)), sides(9, 500)], ["the United Arab Emirates (16 of 16)"]),
    ],
)  # fmt: skip
def test_who_is_hit_harder(parts: list[tuple[list[Event], list[Side]]], names: list[str]) -> None:
    """A group that lost a larger share than the whole is named once, a country before its cities; else the largest, as such."""
    events, stock = ([one for group in parts for one in group[part]] for part in (0, 1))
    told = surge_groups.who_was_hit("drop", surge_groups.hits(events, stock), events)
    assert told.removeprefix("; hit hardest: ").split(", ") == names


def test_no_drop_where_such_days_are_usual() -> None:
    """An employer that closes forty every week closes forty: a drop only where that is a tenth, and then with the lowest score."""
    days = [Count(f"2026-02-{n:02}", closed=40 if n % 7 == 0 else 0) for n in range(1, 28)]
    assert not surges.findings(visit(*closings(40), began=at(-40), open=401), lookup(days=days))
    (found,) = surges.findings(visit(*closings(40), began=at(-40)), lookup(days=days))
    (young,) = surges.findings(visit(*closings(40), checks=4), lookup(days=[]))
    assert found.score == young.score == surges.LEAST_SCORE


def test_department_beyond_its_own_usual() -> None:
    """If the employer's total is usual, a department may still be unusual."""
    base = lookup(days=[Count(f"2026-02-{n:02}", opened=30) for n in range(1, 28)])
    base = replace(base, counts=lambda name: base_days if not name else [])
    base_days = [Count(f"2026-02-{n:02}", opened=10 + 25 * (n % 2)) for n in range(1, 28)]
    opened = [event(str(n), department="Mining") for n in range(20)]
    (found,) = surges.findings(visit(*opened, began=at(-30)), base)
    assert found.evidence["scope"] == "Mining"


@given(st.integers(1, 60), st.lists(st.integers(0, 9), max_size=30), st.floats(0.5, 30))
def test_tail_is_a_chance(many: int, usual: list[int], days: float) -> None:
    """The probability is between 0 and 1, and falls with the number."""
    less, more = (surges.chance_of(count, usual, visit(), days) for count in (many, many + 1))
    assert 0 <= more <= less + 1e-9 <= 1 + 1e-9


def paid(low: float | None, high: float | None, currency: str | None = "EUR", period: str | None = "year") -> Pay:
    return Pay(low, high, currency if low is not None else None, period if low is not None else None)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (paid(100, 200), paid(110, 220), ("raised", 0.1)),
        (paid(100, 200), paid(90, 180), ("lowered", 0.1)),
        (paid(None, None), paid(90, 180), ("appeared", 0.0)),
        (paid(90, 180), paid(None, None), ("vanished", 0.0)),
        (paid(100, 200), paid(109, 218), None),
        (paid(100, 200), paid(110, 220, "USD"), None),
        (paid(100, 200), paid(1, 2, "EUR", "month"), None),
        (paid(0, 0), paid(110, 220), None),
        (paid(None, None), paid(None, None), None),
    ],
)
def test_pay_moves(before: Pay, after: Pay, told: tuple[str, float] | None) -> None:
    """A tenth or more in one unit; another currency or period does not count."""
    found = edits.pay_move(before, after)
    assert (found and (found[0], round(found[1], 3))) == told
    changed = event(kind="edited", pay=after, before=Side("Engineer", pay=before))
    assert kinds(edits.findings(visit(changed), lookup())) == (["pay"] if told else [])


PARAGRAPH = "We welcome applications from people of every age and origin."


def standing(count: int, came: str = PARAGRAPH, went: str = "") -> list[Event]:
    sides = Side("Engineer", blocks=(went,) if went else ())
    return [event(str(n), "edited", blocks=(came,), before=sides, group="g") for n in range(count)]


def test_standing_text() -> None:
    """The same edit on many postings is one finding that says which paragraph came."""
    (found,) = edits.findings(visit(*standing(40)), lookup(blocks=[PARAGRAPH]))
    assert (found.kind, found.passage, len(found.postings)) == ("standing-text", PARAGRAPH, 40)
    assert "was added to 40 postings" in found.headline
    (both,) = edits.findings(
        visit(*standing(40, went="We are an equal opportunity employer.")), lookup(blocks=[PARAGRAPH])
    )
    assert "changed in 40 postings" in both.headline


def test_no_standing_text() -> None:
    """Two postings, an edit of fields alone, and a heading are none."""
    for events in (standing(2), standing(9, came=""), standing(9, came="Apply"), standing(9, came=f"# {PARAGRAPH}")):
        assert not edits.findings(visit(*events), lookup())


def left(*blocks: str, after: Sequence[str] = ()) -> Event:
    return event(kind="edited", blocks=tuple(after), before=Side("Engineer", blocks=blocks))


def test_quiet_edit() -> None:
    """A plan that is removed from an open posting is reported with its words."""
    (found,) = edits.findings(visit(left(PLANS[0])), lookup(blocks=["You write software."]))
    assert (found.kind, found.passage) == ("quiet-edit", PLANS[0])


def test_no_quiet_edit() -> None:
    """A plan that remains in other words, an ordinary line, a template and a rewritten ad are none."""
    again = PLANS[0].replace("about to open", "going to open")
    assert not edits.findings(visit(left(PLANS[0], after=[again])), lookup(blocks=[again]))
    assert not edits.findings(visit(left(ORDINARY[0])), lookup())
    assert not edits.findings(visit(replace(left(PLANS[0]), group="g")), lookup())
    assert not edits.findings(visit(left(*(f"Line {n}" for n in range(20)), PLANS[0])), lookup())


def test_repost_says_how_often_and_how_long() -> None:
    """A repost says how long each earlier posting was open; postings of another job do not count."""
    stays = [Stay("a.2", at(-50), at(-20)), Stay("a.1", at(-100), at(-60))]
    (found,) = repeats.reposts(visit(event("3", repost_of="a.2")), lookup(stays=stays))
    assert found.kind == "repost"
    assert found.headline == "“Engineer” was posted again under a new id, for the second time"
    assert (
        "was posted twice before, open for 40 days until 9 January 2026, then 30 days until 18 February 2026"
        in found.why
    )
    other = [stays[0], replace(stays[1], side=Side("Cook"))]
    (found,) = repeats.reposts(visit(event("3", repost_of="a.2")), lookup(stays=other))
    assert found.why == "“Engineer” was posted once before, open for 30 days until 18 February 2026."


def test_no_repost() -> None:
    """A new posting, and one whose predecessor never closed, are none."""
    stay = Stay("a.2", at(-50), at(-20))
    assert not repeats.reposts(visit(event("3")), lookup(stays=[stay]))
    again = event("3", repost_of="a.2", location="Cork, Ireland", places=(("IE", "Cork"),))
    assert not repeats.reposts(visit(again), lookup())
    same = Side("ENGINEER", "Cork", places=(("IE", "Cork"),))
    assert repeats.reposts(visit(again), lookup(stays=[replace(stay, side=same)]))
    for other in (
        replace(stay, open=True),
        replace(stay, side=replace(same, title="Senior Engineer")),
        replace(stay, side=Side("Engineer", "Ghent", places=(("BE", "Ghent"),))),
        replace(stay, side=Side("Engineer", "Somewhere")),
    ):
        assert not repeats.reposts(visit(again), lookup(stays=[other])), other


def wave(*places: str) -> list[Event]:
    return [event(f"w{name}", title="Store Manager", location=name) for name in places]


def test_role_wave() -> None:
    """The fifth place within a week makes a wave; the sixth makes no other, and neither do five ads for one place."""
    week = lookup(openings=wave("Turku", "Vaasa", "Pori"))
    (found,) = repeats.waves(visit(*wave("Oslo", "Bergen")), week)
    assert (found.kind, found.evidence["count"]) == ("role-wave", 5)
    assert found.headline == "“Store Manager” opened in 5 places within a week: Turku; Vaasa; Pori; Oslo; Bergen"
    assert not repeats.waves(visit(*wave("Oslo")), lookup(openings=wave("A", "B", "C", "D", "E")))
    assert not repeats.waves(visit(*wave("Oslo", "Oslo", "Oslo", "Oslo", "Oslo")), lookup())
    (many,) = repeats.waves(visit(*wave(*"ABCDEFGH")), lookup())
    assert many.headline.endswith("A; B; C; D; E and 3 more")


def test_a_wave_of_titles_that_name_their_place() -> None:
    """The posting's place is removed from both ends of its title; other words distinguish roles."""
    towns = [("DE", "Kiel"), ("FR", "Lyon"), ("GB", "New York"), ("JP", "Sendai"), ("PL", "Łódź")]
    for written in ("Office Manager, {}", "{} Office Manager", "Office Manager ({})", "Office Manager - {}"):
        opened = [
            event(str(n), title=written.format(town), location=town, places=((code, town),))
            for n, (code, town) in enumerate(towns)
        ]
        (found,) = repeats.waves(visit(*opened), lookup())
        assert found.passage == "Office Manager"
        assert not repeats.waves(visit(*opened), lookup(past=past("Office Manager, Oslo", many=6)))
    other = [replace(one, after=replace(one.after, title=f"Manager {n}")) for n, one in enumerate(opened)]
    assert not repeats.waves(visit(*other), lookup())
    assert repeats._role(Side("Lyon", places=(("FR", "Lyon"),))) == "Lyon"
    assert repeats._role(Side("Manager, Lyon")) == "Manager, Lyon"  # the place was not understood


def test_no_role_wave_where_the_role_is_always_open() -> None:
    """A title that was common before, or reported within a month, is none, and neither is one place in two spellings."""
    check = visit(*wave("Oslo", "Bergen", "Turku", "Vaasa", "Pori"))
    assert repeats.waves(check, lookup(past=past("Store Manager", many=2)))
    assert not repeats.waves(check, lookup(past=past("Store Manager", many=6)))
    assert not repeats.waves(check, lookup(earlier_findings=[EarlierFinding(at(-29), "Store Manager")]))
    (again,) = repeats.waves(check, lookup(earlier_findings=[EarlierFinding(at(-31), "Store Manager")]))
    (first,) = repeats.waves(check, lookup())
    assert again.score < first.score  # of an employer that has such waves
    one = [
        event(f"{n}", location=name, places=(("US", "Reno"),))
        for n, name in enumerate(("Reno", "Reno, NV", "Reno, US"))
    ]
    assert not repeats.waves(visit(*one, *wave("Oslo", "Bergen")), lookup())


def test_shared_phrase() -> None:
    """Three employers that use the same rare words within a month; two employers, or one three times, are none."""
    check = visit(event(fresh=[PLANS[0]]))
    new = new_phrases.findings(check, lookup())
    term = next(term for term in new[0].evidence["terms"] if "tarragona" in str(term))  # type: ignore[attr-defined]
    said = [Mention(f"f{name}", name, at(-3), (str(term),), ((f"{name}.1", f"{name}c"),)) for name in ("b", "c", "d")]
    (found,) = repeats.shared(check, new, lookup(mentions=said[:2]))
    assert (found.kind, found.evidence["sources"]) == ("shared-phrase", ["a", "b", "c"])
    assert not repeats.shared(check, new, lookup(mentions=said[:1]))
    assert not repeats.shared(check, new, lookup(mentions=said)), "it was told when the third one said it"
    assert not repeats.shared(check, new, lookup(mentions=[replace(one, source="b") for one in said]))


def test_ids_are_made_of_content() -> None:
    """The same check gives the same findings, with unique ids."""
    check = visit(*closings(40), event("x", fresh=[TESLA, *PLANS], places=(("VN", "Hanoi"),)))
    ask = lookup(days=USUAL, places=KNOWN)
    one, two = rules.findings(check, ask), rules.findings(check, ask)
    assert one == two
    assert len({found.id for found in one}) == len(one) > 5
    assert all(rules._cut(found) is found for found in one)
    long = rules._cut(replace(one[0], headline="x" * 5_000, why="y" * 9_000))
    assert (long.id, len(long.headline), len(long.why), long.headline[-1]) == (one[0].id, 1_000, 4_000, "…")


@pytest.mark.parametrize("seed", range(5))
def test_the_odds_of_a_sentence_do_not_depend_on_the_order_of_its_words(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """A set of words has another order in each process, and a sum of floats depends on the order."""
    words = random.Random(seed).sample(sorted(plans._weights()), 60)
    marked = "In 2027 we will open a second site"
    found = set()
    for turn in range(5):
        monkeypatch.setattr(plans, "features", lambda *_, turn=turn: random.Random(turn).sample(words, len(words)))
        found.add(plans.odds(tokens(marked), marked))
    assert len(found) == 1
    assert plans.NEVER not in found


@pytest.mark.parametrize(
    ("location", "places", "more", "told"),
    [
        ("NYC, SF, Chi", [("US", "New York"), ("CN", "Jizhou")], {"written": ("NYC", "Chi")}, False),  # an abbreviation
        ("Barcelona", [("ES", "Barcelona")], {"locations": ["barcelona"]}, False),  # not understood before
        (
            "Manila",
            [("PH", "Manila")],
            {"locations": ["Philippines Remote - CW Only"]},
            True,
        ),  # the country was named, the city not
        ("Philippines", [("PH", "")], {"titles": ["Lead, Philippines"]}, False),
        ("Montreal", [("DE", "Montréal")], {"locations": ["Montréal (hybrid)"]}, False),  # accents
        ("Kiel", [("DE", "Kiel")], {"kind": "edited", "before": [("DE", "Berlin")]}, False),  # an edit within a country
        ("Kiel", [("DE", "Kiel")], {"kind": "edited", "before": [("DE", "")]}, False),  # more exact
        ("Lima", [("PE", "Lima")], {"kind": "edited", "before": [("DE", "Berlin")]}, True),
        ("Kiel", [("DE", "Kiel")], {"window": True}, False),
        ("Lima", [("PE", "Lima")], {"window": True}, True),
    ],
)
def test_what_is_no_new_place(location: str, places: list[tuple[str, str]], more: dict[str, Any], told: bool) -> None:
    """An abbreviation, a name that was written before, an edit within a country, and a city in a list of the newest."""
    old = Side("Engineer", places=tuple(more["before"])) if "before" in more else None
    came = event(
        kind=more.get("kind", "opened"),
        location=location,
        places=tuple(places),
        written=more.get("written", ()),
        before=old,
    )
    known = {**KNOWN, ("ES", ""): 9, ("ES", "Madrid"): 9, ("US", ""): 9, ("US", "New York"): 9}
    before = past(*more.get("titles", ()), locations=more.get("locations", ()))
    found = new_places.findings(visit(came, window=more.get("window", False)), lookup(places=known, past=before))
    assert bool(found) is told


def test_a_new_place_is_worth_less_in_a_long_list_and_more_with_a_plan() -> None:
    """One of many places, and a city of a country with many postings, score lower; a title that says what is built scores higher."""
    ask = lookup(places={**KNOWN, ("US", ""): 2_000, ("US", "Reno"): 2_000})
    (alone,) = new_places.findings(visit(place("PE", "Lima")), ask)
    (among,) = new_places.findings(
        visit(event(places=(("PE", "Lima"), ("DE", "Berlin"), ("PL", "Łódź"), ("US", "Reno")))), ask
    )
    (home,), (abroad,) = (new_places.findings(visit(place(*one)), ask) for one in (("US", "Mesa"), ("PL", "Ełk")))
    (center,) = new_places.findings(visit(place("US", "Mesa", title="Data Center Manager")), ask)
    (lead,) = new_places.findings(visit(place("PE", "Lima", title="Legal Counsel")), ask)
    assert lead.score > alone.score > among.score
    assert center.score > home.score < abroad.score
    at_home = {("DE", ""): 30, ("DE", "Ulm"): 30, ("PL", ""): 29, ("PL", "Łódź"): 29}
    (home,), (away,) = (
        new_places.findings(visit(place(*one)), lookup(places=at_home)) for one in (("DE", "Kiel"), ("PL", "Ełk"))
    )
    assert home.score < away.score / 1.3  # a city of the country where most postings are
    assert among.why.endswith("The posting names 4 places.")


def test_one_event_is_one_finding() -> None:
    """A first country manager in a new country is reported once, and so is one title in several new cities."""
    both = event(title="Country Manager, Peru", places=(("PE", "Lima"),), location="Lima")
    (found,) = rules.findings(visit(both), lookup(places=KNOWN, past=past("Engineer")))
    assert found.kind == "new-function"  # the stronger
    (cities,) = new_places.findings(visit(place("DE", "Kiel"), place("DE", "Jena", "2")), lookup(places=KNOWN))
    assert cities.headline == "First posting in Jena and Kiel, Germany: “Engineer”"
    for new, told in (
        ([("NO", ""), ("NL", "")], "Norway and the Netherlands"),
        ([("DE", "Jena"), ("PE", "Lima"), ("DE", "Kiel")], "Jena and Kiel, Germany; Lima, Peru"),
        ([("DE", name) for name in "abcdefg"], "a, b, c, d, e and 2 more, Germany"),
    ):
        assert new_places._places_in_words(new) == told


@pytest.mark.parametrize(
    ("before", "after", "location", "gone"),
    [
        ([("DE", "Berlin")], [("PL", "Łódź")], "Łódź", [("DE", ""), ("DE", "Berlin")]),
        ([("DE", "Berlin"), ("PL", "Łódź")], [("PL", "Łódź")], "Łódź", [("DE", ""), ("DE", "Berlin")]),
        ([("US", ""), ("US", "Reno")], [("US", "Reno")], "Reno", []),  # the country is still there
        ([("US", "Reno")], [("US", "")], "US", []),  # less exact
        ([("US", "Reno")], [("US", "Mesa")], "Mesa", [("US", "Reno")]),
        ([("US", "Reno")], [("US", "Mesa")], "Mesa (or Reno area)", []),  # still named
        ([("DE", "")], [("PL", "Łódź")], "Łódź or Germany", []),
        ([("US", "Reno")], [], "Office 4", []),  # nothing is understood now
    ],
)
def test_places_that_left(
    before: list[tuple[str, str]], after: list[tuple[str, str]], location: str, gone: list[tuple[str, str]]
) -> None:
    """A place that is named less exactly, or elsewhere in the posting, has not been dropped."""
    moved = event(kind="edited", location=location, places=tuple(after), before=Side("Cook", places=tuple(before)))
    assert sorted(edits.places_left(moved)) == gone


def test_a_place_that_left_is_told_where_it_was_the_last() -> None:
    """One of many postings losing a city is no news; the last one is, and so are three in one check."""
    old = Side("Cook", "Reno; Mesa", places=(("US", "Reno"), ("US", "Mesa")))
    moved = [
        event(str(n), "edited", title="Cook", location="Mesa", places=(("US", "Mesa"),), before=old) for n in range(3)
    ]
    (last,) = edits.findings(visit(moved[0]), lookup(stock=[old]))
    assert last.headline == "“Cook” stays open, but is no longer in Reno, and no other open posting is there"
    assert not edits.findings(visit(moved[0]), lookup(stock=[old] * 9))
    (three,) = edits.findings(visit(*moved, open=60), lookup(stock=[old] * 9))
    assert not edits.findings(visit(*moved, open=61), lookup(stock=[old] * 9))  # less than a twentieth
    assert three.headline == "3 postings, “Cook” among them, stay open, but are no longer in Reno"
    away = replace(moved[0], after=replace(moved[0].after, location="Oslo", places=(("NO", "Oslo"),)))
    (both,) = edits.findings(visit(away), lookup(stock=[old]))
    assert "but is no longer in the United States, and" in both.headline
    assert finding.listed(["Reno", "Mesa", "Ely"], last=" or ") == "Reno, Mesa or Ely"
    assert finding.listed([*"abcde"], last=" or ") == "a, b, c, d or e"
    assert finding.listed([*"abcdef"], last=" or ") == "a, b, c, d, e and 1 more"
    assert not edits.findings(visit(moved[0], event("9", "opened", places=(("US", "Reno"),))), lookup(stock=[old]))


def test_a_number_that_moves_again_and_again_is_no_news() -> None:
    """A paragraph with the day of the check is told twice in 90 days; one in other words still is."""
    told = [EarlierFinding(at(-n), f"This page was made on day {n} of the year.") for n in (3, 2)]
    today = visit(*standing(9, came="This page was made on day 31 of the year.", went=told[1].passage))
    assert edits.findings(today, lookup(earlier_findings=told[:1]))
    assert not edits.findings(today, lookup(earlier_findings=told))
    assert edits.findings(visit(*standing(9)), lookup(earlier_findings=told))


def test_templates_say_nothing() -> None:
    """Template code of a page is no phrase, no standing text and no removed line."""
    for code in (
        "{{ page.org }} will soon launch",
        "{% if upcoming %} Our first plant opens",
        "%s opens its first plant in %s",
    ):
        assert not new_phrases.findings(visit(event(fresh=[f"{code} {PLANS[0]}"])), lookup())
        assert not edits.findings(visit(*standing(9, came=f"{code} and many more words")), lookup())
        assert not edits.findings(visit(left(f"{code} {PLANS[0]}")), lookup(blocks=["You write software."]))
    blank = [
        replace(closing, after=replace(closing.after, title=title))
        for closing, title in zip(
            closings(40), (".", "–", "N/A", " TBD ", "undefined", "null", "None", "Job title") * 5, strict=True
        )
    ]
    assert surges.findings(visit(*closings(40)), lookup(days=USUAL))
    assert not surges.findings(visit(*blank), lookup(days=USUAL))  # rows without a title, which went as they came


def test_the_record_of_an_employer_counts() -> None:
    """New phrases, names and lines about hiring score lower if they are frequent; so does pay that another posting had."""
    (rare,) = new_phrases.findings(visit(event(fresh=[TESLA])), lookup())
    (often,) = new_phrases.findings(
        visit(event(fresh=[TESLA])), lookup(earlier_findings=[EarlierFinding(at(-9), "x")] * 10)
    )
    assert rare.score > often.score
    (mergers,) = new_phrases.findings(visit(event(title="Mergers & Acquisitions Security Lead")), lookup())
    assert mergers.score < finding.MIN_SHOWN_SCORE  # the subject of a job
    raised = event(kind="edited", pay=paid(120, 180), before=Side("Engineer", pay=paid(90, 140)))
    (new,) = edits.findings(visit(raised), lookup())
    (level,) = edits.findings(visit(raised), lookup(past=Past(pays={(120, 180)})))
    assert level.score < new.score
    assert level.why.endswith("Another posting stated such a range before.")
    scale = {(float(n), float(n + 60)) for n in range(30, 130, 10)}
    assert not edits.findings(visit(raised), lookup(past=Past(pays=scale)))  # a scale of ten ranges is known


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2026-03-09T06", "2026-03-10T06", "between 9 and 10 March 2026"),
        ("2026-03-10T01", "2026-03-10T06", "on 10 March 2026"),
        ("2026-02-27T01", "2026-03-02T06", "between 27 February and 2 March 2026"),
        ("2025-12-30T01", "2026-01-02T06", "between 30 December 2025 and 2 January 2026"),
        ("", "2026-03-10T06", "by 10 March 2026"),
    ],
)
def test_intervals_in_words(since: str, until: str, words: str) -> None:
    """An interval is named by its days."""
    assert finding.span(since, until) == words


def test_names_in_words() -> None:
    """Countries have names and articles, and at most five names are listed."""
    named = {"NO": "Norway", "NL": "the Netherlands", "AE": "the United Arab Emirates", "HK": "Hong Kong", "XX": "XX"}
    assert {code: display_names.in_country(code) for code in named} == named
    assert finding.listed(list("abcdefg")) == "a, b, c, d, e and 2 more"
    assert display_names.quoted(["a", "b", "a", "c"]) == "“a”, “b” and 1 more title"
    assert display_names.quoted(["a", "b", "c", "d"]) == "“a”, “b” and 2 more"
    assert display_names.quoted(["a", "b", "a"]) == "“a” and “b”"
    assert display_names.where(Side("x", places=(("DE", "Kiel"), ("PL", "")))) == "Kiel and 1 more"


@given(st.lists(st.text("ab ,&", max_size=9), max_size=6), st.text("ab", min_size=1, max_size=3))
def test_titles_are_found_by_their_words(titles: list[str], word: str) -> None:
    """A title is found by each of its words, and by nothing else."""
    known = past(*titles)
    wanted = [name for name in known.titles if word in name.split()]
    assert [key(one.title) for one in known.called(word)] == wanted[:3]


def led(*titles: str, earlier: Sequence[str] = ()) -> list[float]:
    """Return the scores of leading roles, the highest first."""
    many = past(*(f"Cook {name}" for name in "abcdefghijklmnop"), *earlier)
    check = visit(*(event(str(n), title=title) for n, title in enumerate(titles)), known=400)
    return sorted((one.score for one in new_functions.findings(check, lookup(past=many))), reverse=True)


@pytest.mark.parametrize(
    "title", ["Head of Zeppelins", "VP, Zeppelins", "Vice President Zeppelins", "Chief Product Officer, Zeppelins"]
)
def test_what_leads_a_part_is_below_the_bar(title: str) -> None:
    """The lead of a part scores below the bar, lower if the employer has many; the lead of a country stays above it."""
    (one,) = led(title)
    assert one < 0.3 < led("Country Manager, Mexico")[0]
    role = title.rpartition(" ")[0]
    assert (
        sum(led(title, earlier=[f"{role} {name}" for name in ("Kites", "Gliders", "Rockets", "Trains", "Ships")])) < one
    )


def test_abbreviations_are_no_names() -> None:
    """ "TTS" alone is none, and none at the end of a name; "U.S." and a long one are no such abbreviations."""
    for word, short in (
        ("TTS", True),
        ("GCN", True),
        ("PMI", True),
        ("MDM", True),
        ("MALPB", False),
        ("U.S.", False),
        ("Tts", False),
    ):
        assert new_functions._is_short(word) is short, word


def test_waves_of_a_young_board_or_of_a_shop_are_told_if_large() -> None:
    """In the first month, and after two waves in three months, five places are usual; ten are told."""
    small, large = wave(*"ABCDE"), wave(*"ABCDEFGHIJ")
    often = [EarlierFinding(at(-40), "Cook"), EarlierFinding(at(-50), "Baker")]
    assert repeats.waves(visit(*small), lookup(earlier_findings=often[:1]))
    assert not repeats.waves(visit(*small), lookup(earlier_findings=often))
    assert repeats.waves(visit(*large), lookup(earlier_findings=often))
    assert not repeats.waves(visit(*small, began=at(-29)), lookup())
    (young,) = repeats.waves(visit(*large, began=at(-29)), lookup())
    (old,) = repeats.waves(visit(*large, began=at(-30)), lookup())
    assert young.score < finding.MIN_SHOWN_SCORE < old.score


@pytest.mark.parametrize(
    ("known", "other"),
    [
        ({(120.0, 150.0)}, True),  # the low end
        ({(100.0, 180.0)}, True),  # the high end
        ({(10.0, 15.0), (20.0, 30.0), (40.0, 60.0)}, True),  # all ranges are one and a half as wide
        ({(10.0, 15.0), (20.0, 30.0)}, False),
        ({(10.0, 30.0), (20.0, 22.0), (40.0, 90.0)}, False),
        (set(), False),
    ],
)
def test_another_level_of_a_scale(known: set[tuple[float | None, float | None]], other: bool) -> None:
    """A range with an end that was stated before, or from a scale of similar ranges, is another level; three at once are a raise."""
    raised = [event(str(n), "edited", pay=paid(120, 180), before=Side("Engineer", pay=paid(90, 135))) for n in range(3)]
    (new,) = edits.findings(visit(raised[0]), lookup())
    (one,) = edits.findings(visit(raised[0]), lookup(past=Past(pays=known)))
    assert (one.score < new.score) is other
    (three,) = edits.findings(visit(*raised), lookup(past=Past(pays=known)))
    assert three.score > new.score


def test_lists_of_many_employers_and_hardly_larger_surges_score_low() -> None:
    """In a list of many employers, findings hardly reach the bar; a surge hardly larger than the last one scores low too."""
    hosts = Past(hosts={f"{n}.example.org": 1 for n in range(10)})
    everything = closings(200)
    for kind, most in (("closed", 0.148), ("opened", 0.1)):
        many = [replace(one, kind=kind) for one in everything]  # type: ignore[arg-type]
        (alone,) = surges.findings(visit(*many, open=210), lookup(days=USUAL))
        (found,) = surges.findings(visit(*many, open=210), lookup(days=USUAL, past=hosts))
        assert alone.score > 0.7
        assert found.score == most
    few = surges._rate(visit(open=200), "surge", 6, [4], 300), surges._rate(visit(open=24), "surge", 6, [4], 300)
    assert few[0] > 10 * few[1]
    check = visit(open=200)
    usual = [1] * 20
    barely, less, loose = (
        surges._score(check, kind, 20, [*usual, most], surges.Group(chance=0.0), common=common, mixed=False)
        for kind, most, common in (("surge", 17, True), ("surge", 16, True), ("surge", 16, False))  # type: ignore[arg-type]
    )
    assert barely < less
    assert loose < MIN_SHOWN_SCORE <= less
    once = surges._score(check, "surge", 20, [*usual, 12], surges.Group(chance=0.0), common=False, mixed=False)
    assert once > MIN_SHOWN_SCORE  # half as many again as ever before


LARGE = [*USUAL, *(Count(f"2025-0{n}-10", closed=35) for n in (7, 8, 9))]  # three large closings in ten months


@pytest.mark.parametrize(
    ("many", "more", "scores"),
    [
        (36, {}, (0.2, 0.9)),  # 18 % of what was open
        (30, {"open": 199}, (0.2, 0.9)),  # 15 %
        (24, {}, (0.1, 0.2)),  # a tenth, as often before
        (36, {"at": "2025-12-20T06:00:00.000Z"}, (0.1, 0.2)),  # what was not filled in the year
        (60, {"at": "2025-12-20T06:00:00.000Z"}, (0.5, 1.0)),
    ],
)
def test_a_mass_closing_is_reported_whatever_was_before(
    many: int, more: dict[str, Any], scores: tuple[float, float]
) -> None:
    """A tenth of the postings, ten at least, is a finding; its score says how rare it is. At the end of a year it is tidying."""
    events = [replace(one, at=more.get("at", AT)) for one in closings(many)]
    days = [one for one in LARGE if one.at < more.get("at", AT)]
    (found,) = surges.findings(visit(*events, open=more.get("open", 200)), lookup(days=days))
    assert scores[0] <= found.score < scores[1]
    less = surges.findings(visit(*events, open=10 * many + 1), lookup(days=days))
    assert [one.evidence["chance"] < surges.SURE for one in less] == ([True] if many > 40 else [])
    monthly = [Count(f"2025-{n % 12 + 1:02}-{10 + n}", closed=many) for n in range(14)]
    assert [one.score for one in surges.findings(visit(*events), lookup(days=[*USUAL, *monthly]))] == [
        surges.LEAST_SCORE
    ]


@pytest.mark.parametrize(("every", "scope"), [(3, "Kitchen"), (40, "")])
def test_a_department_beyond_its_usual_in_a_mass_closing(every: int, scope: str) -> None:
    """If the whole often closes as many, the department is the news; if it seldom does, the whole is."""
    events = [
        replace(one, after=replace(one.after, department="Kitchen" if n < 30 else "Bar"))
        for n, one in enumerate(closings(40))
    ]
    days = [Count(f"2026-{1 + n // 28:02}-{1 + n % 28:02}", closed=40 if n % every == 0 else 0) for n in range(56)]
    known = replace(lookup(), counts=lambda name: [] if name else days)
    (found,) = surges.findings(visit(*events, began=at(-70)), known)
    assert found.evidence["scope"] == scope


@pytest.mark.parametrize(("opened", "told"), [(650, [22]), (400, []), (0, [])])
def test_a_mass_closing_is_seen_after_the_list_grew(opened: int, told: list[int]) -> None:
    """A tenth is measured against what was open then; the list may be four times as long when the closings are confirmed."""
    events = [replace(one, at=at(-9), since=at(-10)) for one in closings(22)]
    later = [replace(one, id=f"l{n}", at=at(-2), since=at(-3)) for n, one in enumerate(closings(30))]
    days = [*USUAL, *(Count(f"2026-02-{n:02}", closed=25) for n in range(1, 20)), Count(at(-5), opened=opened)]
    ask = replace(lookup(days=days), stock_at=lambda time: [Side("x")] * (850 - opened * (time < at(-6))))
    found = surges.findings(visit(*events, *later, open=850, began=at(-60)), ask)
    assert [one.evidence["count"] for one in found if one.evidence["until"] == at(-9)] == told


def test_a_drop_without_a_group_says_so_and_where_most_were() -> None:
    """The largest department and place are named, even if none was hit much harder than the rest."""
    names = ("Kitchen", "Stage", "Bar", "Garage")
    events = [
        replace(one, after=replace(one.after, department=names[n % 4], places=(("NO", "Oslo"),)))
        for n, one in enumerate(closings(40))
    ]
    stock = [Side(f"Job {n}", "Oslo", names[n % 4], places=(("NO", "Oslo"),)) for n in range(200)]
    (found,) = surges.findings(visit(*events), lookup(days=USUAL, stock=stock))
    assert (
        "No department or place was hit much harder; the largest groups were in Stage (10 of 50) and Oslo (40 of 200)."
        in found.why
    )
    assert [one["name"] for one in found.evidence["largest"]] == ["Stage", "Oslo"]
    hit = [surge_groups.Hit(name, many, 50, 0.0) for name, many in (("Stage", 21), ("Oslo", 22), ("Bar", 20))]
    for largest, told in (
        (hit[:2], "most were in Stage (21 of 50) and Oslo (22 of 50)"),
        (hit[1:], "the largest groups were in Oslo (22 of 50) and Bar (20 of 50)"),
        (hit[2:], "the largest group was in Bar (20 of 50)"),  # half are not most
        (hit[:1], "most were in Stage (21 of 50)"),
    ):
        assert surges._largest(largest, 40) == told
    (found,) = surges.findings(visit(*closings(40)), lookup(days=USUAL))
    assert "much harder" not in found.why


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2027年に開業", ["2027", "年に", "に開", "開業"]),
        ("東京でAI工場を", ["東京", "京で", "ai", "工場", "場を"]),
        ("第2工場", ["第", "2", "工場"]),
        ("Café第1", ["café", "第", "1"]),
        ("1st of", ["first", "of"]),
    ],
)
def test_scripts_without_spaces_are_split_from_others(text: str, words: list[str]) -> None:
    """A year before Japanese text is a word of its own, and the text is still read in pairs."""
    assert tokens(text) == words


@pytest.mark.parametrize(
    ("listed", "same"),
    [
        (Side("Line Cook", "Oslo"), True),
        (Side("Line Cook (Zoo)", "Oslo"), True),
        (Side("Senior Line Cook", "Oslo"), False),
        (Side("Line Cook", "Bergen"), False),
        (Side("Cook", "Oslo"), False),
        (Side("Line Cook of the Zoo", "Oslo"), False),
    ],
)
def test_deleted_duplicates_are_no_drop(listed: Side, same: bool) -> None:
    """If half of the closed postings are still listed under other ids, they were replaced."""
    half = [event(str(n), "closed", title="Line Cook" if n % 2 else f"Judge {n}", location="Oslo") for n in range(40)]
    ask = replace(lookup(days=USUAL), stock_at=lambda time: [listed] if time == AT else [Side("x")] * 200)
    assert bool(surges.findings(visit(*half), ask)) is not same
    less = [replace(one, after=Side("Pilot", "Oslo")) if one.id == "c1" else one for one in half]
    assert surges.findings(visit(*less), ask)


def test_what_a_later_check_confirms_is_counted_with_the_rest() -> None:
    """The finding of an interval keeps its id; its numbers are those known now, after a gap too."""
    first = closings(40, since=at(-6))
    first = [replace(one, at=at(-5)) for one in first]
    (one,) = surges.findings(visit(*first), lookup(days=USUAL))
    more = [replace(one, id=f"m{n}", posting_id=f"a.m{n}") for n, one in enumerate(first[:2])]
    told = [EarlierFinding(at(-2), "", at(-5))]
    counts = [*USUAL, Count(at(-5), closed=40, days=1.0), Count(at(-3), closed=99, days=1.0)]
    ask = replace(lookup(days=counts, earlier_findings=told), closed_at=lambda time: first if time == at(-5) else ())
    for gap in (7.0, 0.5):
        (all_of_them,) = surges.findings(visit(*more, gap=gap), replace(ask, stock_at=lambda _time: [Side("y")] * 150))
        assert (all_of_them.id, all_of_them.evidence["count"]) == (one.id, 42)
        assert all_of_them.headline.startswith("42 of 150 open postings closed")
        assert all_of_them.evidence["most_before"] == 1
    before = [replace(one, at=at(-8), since=at(-9)) for one in more]  # were not open then
    (less,) = surges.findings(visit(*before), replace(ask, stock_at=lambda _time: [Side("y")] * 148))
    assert (less.id, less.evidence["count"], less.evidence["open_before"]) == (one.id, 40, 148)
    assert not surges.findings(visit(*(replace(one, at=at(-1)) for one in more)), ask)
    for days, said in ((-30, True), (-33, False)):
        (second,) = surges.findings(
            visit(*closings(40)), lookup(days=USUAL, earlier_findings=[EarlierFinding(at(-2), "", at(days), closed=36)])
        )
        assert ("Another 36 had closed by 8 February 2026." in second.why) is said
    (part,) = surges.findings(
        visit(*more), replace(ask, earlier_findings=lambda _kind: [EarlierFinding(at(-2), "", at(-5), "Sales")])
    )
    assert part.evidence["scope"] == "Sales"
    assert "in Sales" in part.headline


def test_openings_with_nothing_in_common_are_not_shown() -> None:
    """A place, with what its titles have in common, or a phrase is named; levels and words that all employers use are not."""
    usual = [*USUAL, Count("2026-01-10", opened=20)]
    stock = [Side("Senior Software Engineer"), *[Side("Manager")] * 9] * 20
    ireland = [event(f"i{n}", title=f"Premium Kiwi, {n}" if n < 5 else "Judge", places=(("IE", ""),)) for n in range(8)]
    others = [event(f"o{n}", title=f"Senior Software Engineer {n}") for n in range(12)]
    (placed,) = surges.findings(visit(*ireland, *others), lookup(days=usual, stock=stock))
    assert placed.headline.endswith("above all Ireland (8, 5 of them “Premium Kiwi”)")
    loose = [*others, *(event(f"p{n}", title=f"T{n}") for n in range(8))]
    assert not surges.findings(visit(*loose), lookup(days=usual, stock=stock))
    more = [event(f"q{n}", title=f"U{n}") for n in range(10)]
    (far,) = surges.findings(visit(*loose, *more), lookup(days=usual, stock=stock))
    assert far.headline.endswith(" more")
    assert far.score > MIN_SHOWN_SCORE  # half as many again as ever before
    kiwi = [event(f"k{n}", title=f"Kiwi Handler, {n}") for n in range(7)]
    (phrase,) = surges.findings(visit(*kiwi, *others), lookup(days=usual, stock=stock))
    assert phrase.headline.endswith("above all titles with “Kiwi Handler” (7)")
    for hit, told in (
        (surge_groups.Hit("Ireland", 20, 30, 1.0), "; all in Ireland"),
        (surge_groups.Hit("Ireland", 20, 30, 1.0, phrase="“Kiwi”", phrased=20), "; all in Ireland, all “Kiwi”"),
        (surge_groups.Hit("Ireland", 20, 30, 1.0, phrase="“Kiwi”", phrased=12), "; all in Ireland, 12 of them “Kiwi”"),
        (surge_groups.Hit("titles with “Kiwi”", 20, 30, 1.0), "; all titles have “Kiwi”"),
        (surge_groups.Hit("Ireland", 19, 30, 1.0), "; above all Ireland (19)"),
    ):
        assert surge_groups.who_was_hit("surge", [hit], [*ireland, *others]) == told
    lead = [
        event(f"d{n}", "closed", title=title)
        for n, title in enumerate(["Cook", "Judge", "Director of Zoos", "Pilot", "Baker"])
    ]
    assert surge_groups._words(Side("Cook and Baker for Zoos, Kiwi (m/f/d)")) == [
        f"titles with “{one}”" for one in ("Baker", "Cook", "Kiwi", "Zoos")
    ]
    assert surge_groups.who_was_hit("drop", [], lead) == ": “Director of Zoos”, “Baker” and 3 more"
    # a title of two postings: the number is of titles
    again = [*lead, event("again", "closed", title="Cook")]
    assert surge_groups.who_was_hit("drop", [], again) == ": “Director of Zoos”, “Cook” and 3 more titles"
    assert (
        surge_groups.who_was_hit("drop", [], [*again[:3], again[-1]]) == ": “Director of Zoos”, “Cook” and 1 more title"
    )
    assert surge_groups.who_was_hit("surge", [], [again[0], again[-1]]) == ": “Cook”"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://boards.greenhouse.io/acme/jobs/1", "acme"),
        ("https://jobs.lever.co/Bolt/1-2/apply", "Bolt"),
        ("https://boards.greenhouse.io/embed/job_app?token=1", ""),
        ("https://boards.greenhouse.io/embed/job_app?token=1&for=acme#app", "acme"),
        ("https://boards.greenhouse.io/embed/job_board?for=&before=acme", ""),
        ("https://acme.wd1.myworkdayjobs.com/en-US/Careers/job/1", "acme"),
        ("https://careers-acme.icims.com/jobs/1/job", "acme"),
        ("https://jobs.jobvite.com/acme-sea-careers/job/1", "acme-sea"),
        ("https://jobs.lever.co/careers-jobs/1", "careers-jobs"),
        ("https://jobs.ashbyhq.com/Acme%20Sea/1", "Acme Sea"),
        ("https://jobs.ashbyhq.com/Acme%0ASea/1", "Acme%0ASea"),
        ("https://www.acme.com/jobs?gh_jid=1", "acme"),
        ("https://jobs.acme.co.uk/1", "acme"),
        ("https://user@acme.example.org:8443/1", "example"),
        ("https://localhost/1", ""),
        ("https://10.0.0.7:80/1", ""),
        ("acme", ""),
        ("", ""),
    ],
)
def test_the_company_of_a_posting_is_in_its_address(url: str, name: str) -> None:
    """Board software names its customer in the path or in the host; else the registered name is the company's."""
    assert companies.of(url) == name


@pytest.mark.parametrize(
    ("titles", "used"),
    [
        (["Zorvane & Quillo Systems Engineer", "Staff, Zorvane Tax System Engineer", "Zorvane Partner"], True),
        (["Zorvane Administrator", "Lead, Zorvane Admin", "Zorvane Buyer"], True),
        (["ERP Lead, Zorvane Systems", "Cook, Zorvane CRM", "Zorvane Buyer"], True),
        (["Zorvane Seller", "Systems Engineer, Zorvane", "Judge of Zorvane"], False),
        (["Zorvane Seller", "Zorvane Systems Buyer", "Judge of Zorvane"], False),
    ],
)
def test_a_system_that_the_employer_runs_is_no_new_name(titles: list[str], used: bool) -> None:
    """A name that is followed by "System" or "Administrator" in half of its titles is of the software that these people look after."""
    events = [event(str(n), title=one) for n, one in enumerate(titles)]
    assert bool(new_functions.findings(visit(*events), lookup(past=past("Engineer")))) is not used


def test_a_short_history_says_less_about_what_was_never_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A first place scores lower in the first months, unless many postings are known; so does the lead of a part, but not of a country."""
    late, early, many = ({"began": at(-days), "known": known} for days, known in ((90, 250), (30, 250), (30, 1000)))
    for one in (place("VN", "Hanoi"), event("2", title="VP, Kiwi Zoology")):
        scores = [
            max(found.score for found in [*new_places.findings(check, ask), *new_functions.findings(check, ask)])
            for check in (visit(one, **more) for more in (late, early, many))
            for ask in [lookup(places=KNOWN, past=past("Engineer"))]
        ]
        assert scores[1] < scores[0]
        assert scores[1] < scores[2]
    leads = [
        new_functions.findings(visit(event("2", title="Country Manager, Peru"), **more), lookup(past=past("Engineer")))
        for more in (late, early)
    ]
    assert leads[0][0].score == leads[1][0].score
    assert [visit(**more).doubt for more in (late, many)] == [1.0, 1.0]
    (placed,) = new_places.findings(visit(place("VN", "Hanoi"), **early), lookup(places=KNOWN))
    monkeypatch.setattr(Visit, "doubt", 1.0)
    (undoubted,) = new_places.findings(visit(place("VN", "Hanoi"), **early), lookup(places=KNOWN))
    assert placed.score < undoubted.score


def test_states_of_one_country_are_one_place_of_a_wave() -> None:
    """A wave goes through cities or countries; a title that a longer one had before is known."""
    states = [(("US", ""), ("US", "")), (("US", ""),), (("CA", ""),), (("MX", ""),), (("PE", ""),)]
    events = [event(str(n), title="Cook", location=f"S{n}", places=places) for n, places in enumerate(states)]
    assert not repeats.waves(visit(*events), lookup())
    assert repeats.waves(visit(*events, event("9", title="Cook", location="S9", places=(("BR", ""),))), lookup())
    check = visit(*wave("Oslo", "Bergen", "Turku", "Vaasa", "Pori"))
    assert not repeats.waves(
        check, lookup(past=past("Store Manager, Toys", "Store Manager, Books", "Deputy Store Manager"))
    )


def of_company(name: str, many: int, kind: str = "closed", title: str = "Cook {}") -> list[Event]:
    return [event(f"{name}{n}", kind, title=title.format(n), company=name) for n in range(many)]


def in_a_list(check: Visit, stock: Sequence[Event], **more: Any) -> list[Finding]:
    """Return what is found in a list of many employers."""
    ask = lookup(past=Past(hosts={f"h{n}.example.org": 5 for n in range(10)}), stock=[e.after for e in stock], **more)
    return [*surges.findings(check, ask), *many_employers.findings(check, ask)]


def test_a_list_of_many_employers_names_the_companies_that_left_it() -> None:
    """A company that closes ten jobs and half of its own is a finding; if the whole list was emptied, its operator did that, and it is not shown by default."""
    stock = [*of_company("acme", 20), *of_company("bolt", 60), *of_company("cord", 420)]
    (closed,) = in_a_list(visit(*of_company("acme", 20), *of_company("bolt", 5), open=500), stock)
    assert closed.headline.startswith(
        "20 of 20 postings of acme left a list of many employers between 9 and 10 March 2026"
    )
    assert closed.score >= MIN_SHOWN_SCORE
    assert closed.why.startswith("20 postings of acme closed between")
    assert "before was" not in closed.why  # its past numbers are not counted
    assert not in_a_list(visit(*of_company("bolt", 20), open=500), stock)  # a third of its postings
    tenth = in_a_list(visit(*of_company("acme", 20), *of_company("cord", 40), open=500), stock)
    assert [one.evidence["scope"] for one in tenth] == ["", "acme"]
    everything = [*of_company("acme", 20), *of_company("bolt", 60), *of_company("cord", 400)]
    (whole,) = in_a_list(visit(*everything, open=500), stock)
    assert whole.headline.startswith("480 of 500 postings left a list of many employers")
    assert whole.headline.endswith("the most from cord (400 of 420), bolt (60 of 60), acme (20 of 20)")
    assert 0.1 < whole.score < MIN_SHOWN_SCORE
    told = EarlierFinding(at(-9), "", at(-10), "bolt")
    scores = [
        in_a_list(visit(*of_company("acme", 20), open=500), stock, earlier_findings=known)[0].score
        for known in ((), (told,), (replace(told, until=AT, scope="acme"),), (replace(told, scope=""),))
    ]
    assert scores[1] < scores[0] == scores[2] == scores[3]  # what is told again, and the whole list, do not count
    gap = visit(*of_company("acme", 20), open=500, gap=0.5)
    assert not in_a_list(gap, stock)
    assert in_a_list(gap, stock, earlier_findings=[replace(told, until=AT, scope="acme")])


@pytest.mark.parametrize(
    ("opened", "note"),
    [
        (of_company("dust", 8, "opened"), "it had none open before, and none of the 40 other companies in the list had more than 6."),
        ([*of_company("dust", 8, "opened"), *of_company("acme", 4, "opened")], "it had none open before, and none of the 40"),
        (of_company("bolt", 14, "opened", "Kiwi {}"), "it had 6 open before, and none of the 39 other companies in the list had more than 3."),
        (of_company("dust", 4, "opened"), ""),
        (of_company("dust", 6, "opened"), ""),  # one of forty had as many
        (of_company("bolt", 8, "opened", "Kiwi {}"), ""),  # it had six before
        (of_company("bolt", 12, "opened"), ""),  # half of them posted again
        (of_company("dust", 8, "opened", "Cook"), ""),  # one job in many places
        ([*of_company("dust", 8, "opened"), *of_company("acme", 5, "opened")], ""),  # the keeper added several companies
        ([*of_company("dust", 12, "opened"), *of_company("acme", 6, "opened")], "it had none open before"),
        ([*of_company("dust", 12, "opened"), *of_company("acme", 6, "opened"), *of_company("cord", 5, "opened")], ""),  # as above
        (of_company("", 8, "opened"), ""),  # the address does not say whose they are
    ],
)  # fmt: skip
def test_a_company_that_opens_far_more_than_others_in_a_list(opened: list[Event], note: str) -> None:
    """Five titles at once, twice as many as any other company, and more than nearly all have open."""
    stock = [*of_company("bolt", 6), *(one for n in range(39) for one in of_company(f"small{n}", 1 + n % 3))]
    found = in_a_list(visit(*opened, open=120), stock)
    assert [one.evidence["scope"] for one in found] == ([opened[0].after.company] if note else [])
    for one in found:
        assert one.headline.startswith(f"{len(of_the(opened))} postings of {opened[0].after.company} opened between")
        assert f"; {note}" in one.why
        assert MIN_SHOWN_SCORE <= one.score < 0.6
    assert not in_a_list(visit(*opened, open=120, checks=4), stock)
    assert not in_a_list(visit(*opened, open=120, gap=0.5), stock)
    assert not many_employers.findings(
        visit(*opened, open=120), lookup(stock=[one.after for one in stock])
    )  # of one employer
    few = [one for one in stock if one.after.company in {"bolt", *(f"small{n}" for n in range(8))}]
    assert not in_a_list(visit(*opened, open=120), few)  # after the list was emptied


def of_the(events: Sequence[Event]) -> list[Event]:
    return [one for one in events if one.after.company == events[0].after.company]


def test_what_the_openings_of_a_company_have_in_common() -> None:
    """The words of its titles, or its places, are compared with the whole list; the company is not named twice."""
    stock = [*of_company("bolt", 6), *(one for n in range(39) for one in of_company(f"small{n}", 2))]
    for opened, told in (
        (of_company("dust", 8, "opened", "Kiwi Handler - Shop {}"), "; all titles have “Kiwi Handler”"),
        ([*of_company("dust", 6, "opened", "Kiwi Handler - Shop {}"), *of_company("dust", 2, "opened")], "; above all titles with “Kiwi Handler” (6)"),
        ([replace(one, after=replace(one.after, places=(("PE", "Lima"),))) for one in of_company("dust", 8, "opened")], "; all in Lima"),
        (of_company("dust", 8, "opened"), ": “Cook 0”, “Cook 1” and 6 more"),
    ):  # fmt: skip
        (found,) = in_a_list(visit(*opened, open=120), stock)
        assert found.headline == f"8 postings of dust opened between 9 and 10 March 2026{told}"


def test_one_company_in_a_hundred_may_be_larger() -> None:
    """In a long list one very large company does not hide the others; per hundred companies, one more may be as large."""
    stock = [*of_company("giant", 90), *(one for n in range(99) for one in of_company(f"small{n}", 2))]
    (found,) = in_a_list(visit(*of_company("dust", 8, "opened"), open=400), stock)
    assert "1 of the 100 other companies in the list had as many." in found.why
    assert not in_a_list(visit(*of_company("dust", 8, "opened"), open=400), [*stock, *of_company("other", 9)])


def test_how_to_apply_is_hardly_news() -> None:
    """A paragraph about applying scores far lower than one about the employer."""
    scores = []
    for text in (
        "The zoo will stay open on all Sundays from May.",
        "Register for a session to learn how to apply for them.",
    ):
        (one,) = edits.findings(visit(*standing(3, text)), lookup())
        scores.append(one.score)
    assert scores[1] * 3 < scores[0]


QUIET = [Count(at(-n), closed=n % 2, days=1.0) for n in range(8, 200, 3)]  # one closing in six days
WEEK = [
    replace(one, id=f"w{n}", posting_id=f"a.w{n}", at=at(-1 - n % 3), since=at(-2 - n % 3))
    for n, one in enumerate(closings(21))
]


def week(now: int = 6, earlier: Sequence[Event] = WEEK, **more: Any) -> list[Finding]:
    """Return the closings of the days before and of this check as one finding."""
    said = {
        "days": QUIET,
        "earlier_findings": (),
        **{name: more.pop(name) for name in ("days", "earlier_findings", "past") if name in more},
    }
    seen = [*said.pop("days"), *(Count(one.at, closed=1, days=1.0) for one in earlier)]
    stock = [Side("x", department="Sales")] * 200
    return weekly_drops.findings(
        visit(*closings(now), **more), lookup(days=seen, closings=earlier, stock=stock, **said), ()
    )  # type: ignore[arg-type]


def test_closings_of_a_week_are_one_finding() -> None:
    """Closings that are few per check and many per week are reported with their sum, days and places."""
    (found,) = week()
    assert found.kind == "drop"
    assert found.headline.startswith(
        "27 of 221 open postings closed between 6 and 10 March 2026, in 4 checks; hit hardest: Dojo"
    )
    assert "the most in a week before was 2, in 300 days of monitoring" in found.why
    assert (len(found.postings), found.evidence["count"]) == (27, 27)
    assert found.score > 0.7


def test_a_week_is_counted_again_when_more_of_it_is_confirmed() -> None:
    """The finding of a week keeps its id, and counts what the next checks confirm, however few these are."""
    (one,) = week()
    late = replace(visit(*(replace(one, at=at(-2), since=at(-3)) for one in closings(1))), at=at(4))
    stock = [Side("x", department="Sales")] * 200
    ended = [*WEEK, *(replace(one, id=f"e{n}", posting_id=f"a.e{n}") for n, one in enumerate(closings(6)))]
    ask = lookup(
        days=QUIET, closings=ended, stock=stock, earlier_findings=[EarlierFinding(at(0), "", at(0), week=True)]
    )
    (again,) = weekly_drops.findings(late, ask, ())
    assert (again.id, again.evidence["count"]) == (one.id, 28)
    assert not weekly_drops.findings(replace(late, events=(replace(late.events[0], at=at(-8)),)), ask, ())


def test_no_closings_of_a_week() -> None:
    """Nothing is reported twice, nor for a young board, a usual week, few postings, a gap, a list of the newest or a clean-up."""
    busy = [Count(at(-n), closed=8, days=1.0) for n in range(8, 200, 2)]
    once = [*QUIET, *(Count(at(-30 - n), closed=8, days=1.0) for n in range(3))]
    lumps = [Count(at(-3 - 7 * n), closed=21, days=1.0) for n in range(1, 40, 3)]
    gap = [replace(one, since=at(-90)) for one in WEEK]
    old = [replace(one, first=at(-900)) for one in WEEK]
    again = [event("w1", "reopened")]
    assert week(past=Past(hosts={f"{n}.example.org": 1 for n in range(10)})) == []
    for more in (
        {"earlier_findings": [EarlierFinding(at(-6), "")]},
        {"began": at(-34)},
        {"days": busy},
        {"days": once},  # a week was nearly as large before
        {"days": lumps},  # it has such weeks
        {"now": 0},
        {"earlier": WEEK[:4]},
        {"earlier": gap, "gap": 5.0},
        {"earlier": old},
        {"earlier": []},
        {"window": True},
    ):
        assert week(**more) == [], more  # type: ignore[arg-type]
    assert week(earlier_findings=[EarlierFinding(at(-8), "")])
    check = visit(*closings(6), *again)
    seen = [*QUIET, *(Count(one.at, closed=1, days=1.0) for one in WEEK)]
    (found,) = weekly_drops.findings(check, lookup(days=seen, closings=WEEK), ())
    assert found.evidence["count"] == 26  # without the one that opens again


def test_one_story_is_one_finding() -> None:
    """A wave and new cities within a surge become part of it; a new country, or what is mostly elsewhere, is separate."""
    places = [
        place("DE", name, str(n), title="Store Manager")
        for n, name in enumerate(("Kiel", "Jena", "Köln", "Bonn", "Trier"))
    ]
    others = [event(f"o{n}") for n in range(35)]
    ask = lookup(places=KNOWN, days=USUAL)
    found = rules.findings(visit(*places, *others), ask)
    assert kinds(found) == ["surge"]
    (also,) = found[0].evidence["also"]  # type: ignore[misc]
    assert "Store Manager" in also
    assert found[0].why.endswith(f" Also: {also}.")
    named = [
        event(f"n{n}", title=f"{title}, Zorvane Labs")
        for n, title in enumerate(("Cook", "Baker", "Judge", "Pilot", "Nurse"))
    ]
    ask_names = lookup(
        places=KNOWN, days=[Count("2026-02-01", opened=1)], past=past("Engineer"), stock=[Side("Judge")] * 18
    )
    assert kinds(rules.findings(visit(*named, open=18), ask_names)) == ["surge"]
    assert sorted(kinds(rules.findings(visit(*named, *others), ask_names))) == ["new-function", "surge"]
    assert kinds(rules.findings(visit(*others, place("VN", "Huế")), ask)) == ["surge", "new-place"]


def test_pay_of_one_posting_where_some_state_it() -> None:
    """One more posting with pay says nothing if a fifth state it, one less if a fifth don't; three do."""
    came = [event(str(n), "edited", pay=paid(90, 120), before=Side("Engineer")) for n in range(3)]
    went = event("9", "edited", before=Side("Engineer", pay=paid(90, 120)))
    for stating, more, less in (
        (0, True, False),
        (2, True, False),
        (3, False, False),
        (7, False, False),
        (8, False, True),
    ):
        stock = [Side("x", pay=paid(1, 2))] * stating + [Side("x")] * (10 - stating)
        assert bool(edits.findings(visit(came[0]), lookup(stock=stock))) is more
        assert bool(edits.findings(visit(went), lookup(stock=stock))) is less
        assert edits.findings(visit(*came), lookup(stock=stock))
    assert edits.findings(visit(came[0]), lookup(stock=[Side("x", pay=paid(1, 2)), Side("x")]))  # too few to know


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("General Manager, Taiwan", True),
        ("General Manager, South East Asia", True),
        ("Managing Director, Nordics", True),
        ("General Manager LATAM", True),
        ("General Manager, Kite Repairs", False),
        ("Managing Director, Retail Advisory", False),
    ],
)
def test_who_leads_a_place(title: str, place: bool) -> None:
    """Who leads a country or region of the world is news; a general manager of a part is less."""
    words = " ".join(title.casefold().split()[:2])
    assert new_functions._names_place(new_functions._subject(title, words)) is place
    (one,) = led(title)
    assert (one > 0.3) is place


@pytest.mark.parametrize(
    ("name", "coined"),
    [
        ("Zorvane", True),
        ("Quillmark", True),
        ("TechToHospital", True),
        ("Subscriptions", False),  # boards write it in small letters
        ("Customer", False),  # nearly all do
        ("Timeless", False),  # formed like a word
        ("Zorvanization", False),
        ("Zeph", False),  # short
    ],
)
def test_names_that_were_coined(name: str, coined: bool) -> None:
    """A name that no board writes in small letters is one of a company or product, and is shown; other names are not."""
    assert new_functions._is_coined(name.casefold()) is coined


def test_a_coined_name_is_shown() -> None:
    """A bought company in two titles is above the bar, a new phrase of ordinary words below; a country of two words is no name."""
    scores = {}
    for name in ("Zorvane Labs", "Guest Displays", "Saudi Arabia"):
        events = [event(str(n), title=f"{role}, {name}") for n, role in enumerate(("Auditor", "Counsel"))]
        scores[name] = [one.score for one in new_functions.findings(visit(*events), lookup(past=past("Engineer")))]
    assert scores["Zorvane Labs"][0] > finding.MIN_SHOWN_SCORE > scores["Guest Displays"][0]
    assert not scores["Saudi Arabia"]


@pytest.mark.parametrize(
    ("sentence", "reads_like_a_plan"),
    [
        ("You take our 1st ferry terminal of its kind from a drawing to opening day", True),
        ("We are building the first floating kiln of its kind on this coast", True),
        ("Our two new furnaces are the first of their kind in Europe", True),
        ("You will commission the only cold store of that kind in the north", True),
        ("Du planst die erste Fähre ihrer Art und nimmst sie in Betrieb", True),
        ("Wir errichten in Kiel das größte Trockendock seiner Art", True),
        ("Vous construirez la première tour de stockage de son genre", True),
        ("You bring a kind word and a sense of humour to the crew", False),
        ("You handle invoices, orders and other papers of this kind", False),
        ("Be kind to guests and to colleagues of all kinds", False),
        ("Our benefits are the best of their kind", False),
        ("We are a rare crew of its kind, and we like our tea strong", False),
        ("First, we drink tea; then we talk about boats and about harbours of their kind", False),
    ],
)
def test_the_first_of_its_kind_whatever_stands_between(sentence: str, reads_like_a_plan: bool) -> None:
    """ "The first plant of its kind" is what people write; "first of its kind" in one piece is rare."""
    assert (plans.odds(tokens(sentence), sentence) > 0) is reads_like_a_plan
