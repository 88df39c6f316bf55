"""The rules of findings: what each fires on, and what looks like it and is none."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.insight import edits, firsts, marks, phrases, plans, returns, rules, surges
from tracker.insight.finding import KINDS, Count, Event, Finding, Heard, Lookup, Mention, Pay, Side, Stay, Visit, score
from tracker.insight.words import key, sentences, tokens
from tracker.model import iso

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
    sides = {field: more.pop(field) for field in ("location", "department", "pay", "blocks", "places") if field in more}
    more.setdefault("since", at(-1))
    return Event(f"c{name}", f"a.{name}", AT, kind, Side(title, **sides), fresh=tuple(fresh), **more)


def visit(*events: Event, **more: Any) -> Visit:
    """Make a check of a source that is known well."""
    known: dict[str, Any] = {"known": 400, "opened": 300, "open": 200, "began": at(-300), "checks": 60, "employers": 40}
    return Visit("k", "a", AT, events, **{**known, **more})


def lookup(
    heard: Mapping[str, Heard] | None = None,
    *,
    blocks: Sequence[str] = (),
    places: Mapping[tuple[str, str], int] | None = None,
    departments: Mapping[str, int] | None = None,
    days: Sequence[Count] = (),
    stock: Sequence[Side] = (),
    stays: Sequence[Stay] = (),
    openings: Sequence[Event] = (),
    mentions: Sequence[Mention] = (),
) -> Lookup:
    """Answer what rules ask."""
    return Lookup(
        hears=lambda phrase: (heard or {}).get(phrase, Heard()),
        knows=lambda terms: [term for term in terms if (heard or {}).get(term, Heard()).here],
        shared=lambda term: (heard or {}).get(term, Heard()).others > 0,
        reads=lambda _event: blocks,
        places=lambda: places or {},
        departments=lambda: departments or {},
        counts=lambda _department: days,
        stock=lambda: stock,
        stays=lambda _posting: stays,
        openings=lambda: openings,
        mentions=lambda: mentions,
    )


def kinds(found: Sequence[Finding]) -> list[str]:
    """Name the kinds of findings."""
    return [one.kind for one in found]


def test_kinds_are_all() -> None:
    """There are eleven kinds, each once."""
    assert len(KINDS) == len(set(KINDS)) == 11


def test_the_line_of_the_first_story() -> None:
    """The line about data centers is found, named by its own words, and scores high."""
    (found,) = phrases.found(
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
    (found,) = phrases.found(visit(event(fresh=[sentence])), lookup())
    assert found.passage == sentence
    assert 0.3 < found.score < 1


@pytest.mark.parametrize("sentence", ORDINARY)
def test_ordinary_sentences_are_none(sentence: str) -> None:
    """What ads usually say is no plan, though it is new for the employer: at most a low score."""
    assert all(found.score < 0.2 for found in phrases.found(visit(event(fresh=[sentence])), lookup()))


def test_what_was_said_before_is_not_new() -> None:
    """Where the employer used the telling words before, in whatever order, there is no finding."""
    terms = phrases.terms_of(tokens(TESLA))
    assert not phrases.found(visit(event(fresh=[TESLA])), lookup({term: Heard(here=True) for term in terms}))


def test_first_and_1st_are_one() -> None:
    """Ordinals and spellings are compared as one word; so are the marks of a list item and of a sentence."""
    assert key("- Our 1st data centre.") == key("our first Data Center")


def test_every_phrase_of_the_lexicon_is_found() -> None:
    """Phrases are compared as sentences are, so none is written in a form that no sentence has."""
    phrases_ = [(mark, phrase) for mark, some in marks._LEXICON.items() for phrase in some.split("; ")]
    assert len(phrases_) > 1_100
    for mark, phrase in phrases_:
        written = phrase.replace("*", "")
        assert mark in marks.of(tokens(f"launch {written}"), f"launch {written}"), (mark, phrase)


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
    one = phrases.Candidate(sentence, sentence, sentence, tuple(tokens(sentence)), 0.0, ())
    assert phrases._phrase(one, [new]).startswith(phrase.strip("()"))


def test_what_others_say_counts_less() -> None:
    """A phrase that other employers use scores lower, and the reason says how many do."""
    terms = phrases.terms_of(tokens(TESLA))
    (alone,) = phrases.found(visit(event(fresh=[TESLA])), lookup())
    used = {term: Heard(others=9) for term in (*terms, key("Tesla's 1st of its kind Data Centers"))}
    (common,) = phrases.found(visit(event(fresh=[TESLA])), lookup(used))
    assert common.score < alone.score
    assert "9 of 39 other monitored employers use it" in common.why


def test_the_phrase_that_is_named_is_new() -> None:
    """Where the employer used the telling words in another sentence, the whole sentence is named instead."""
    (found,) = phrases.found(
        visit(event(fresh=[TESLA])), lookup({key("Tesla's 1st of its kind Data Centers"): Heard(here=True)})
    )
    assert "This role will lead the end-to-end design" in found.headline


def test_requirements_count_less() -> None:
    """The same sentence under a heading that asks something of the candidate scores lower."""
    blocks = ["# What you bring", PLANS[1]]
    (asked,) = phrases.found(visit(event(fresh=blocks)), lookup(blocks=blocks))
    (told,) = phrases.found(visit(event(fresh=blocks)), lookup(blocks=["# The role", PLANS[1]]))
    assert asked.score < told.score
    assert asked.evidence["where"] == "requirements"


def test_one_finding_for_sentences_that_differ_in_a_name() -> None:
    """The same sentence with another name in it is one finding with all its postings."""
    sentences_ = [PLANS[0].replace("Tarragona", name) for name in ("Tarragona", "Setúbal", "Gdynia")]
    (found,) = phrases.found(visit(*(event(str(n), fresh=[one]) for n, one in enumerate(sentences_))), lookup())
    assert len(found.postings) == 3


def test_edit_that_only_moved_a_sentence() -> None:
    """A sentence that stood in a block of the version before is not new."""
    old = Side("Engineer", blocks=(f"{PLANS[0]} Apply now.",))
    moved = event(kind="edited", fresh=[f"We are glad that you are here. {PLANS[0]}"], before=old)
    assert not phrases.found(visit(moved), lookup())


def test_closed_postings_say_nothing_new() -> None:
    """What closes is not read for phrases."""
    assert not phrases.found(visit(event(kind="closed", fresh=[TESLA])), lookup())


@given(st.text(max_size=300))
def test_any_text_is_read(raw: str) -> None:
    """No text breaks the reader, and its sentences hold all its words."""
    words = [word for one in sentences(raw) for word in tokens(one)]
    assert len(words) <= len(raw) + 1
    plans.odds(words, raw)


def test_marks_hold_across_languages() -> None:
    """A meaning has one mark in every language."""
    for word in ("launch", "Markteinführung", "lancement", "lanzamiento", "量产", "発売"):
        found = {mark for _, _, mark in marks.spans(tokens(word))} | marks.of(tokens(word), word)
        assert "launch" in found, word


def test_score_is_rarity() -> None:
    """What comes once a month in fifty sources scores 0.9, what is rarer more, what is commoner less."""
    assert score(1) == 0.9
    assert score(0) == 1
    assert score(0.1) > 0.9 > score(10) > score(100) > 0


def place(country: str, city: str = "", name: str = "1", **more: Any) -> Event:
    return event(name, places=((country, city),), location=city or country, **more)


KNOWN = {("DE", ""): 300, ("DE", "Berlin"): 299, ("DE", "Ulm"): 1, ("PL", ""): 100, ("PL", "Łódź"): 100}


def test_first_posting_in_a_country() -> None:
    """A country where the employer never had a posting, said once, with the city."""
    (found,) = firsts.found(visit(place("VN", "Hanoi"), place("VN", "Huế", "2")), lookup(places=KNOWN))
    assert (found.kind, found.evidence["places"], len(found.postings)) == ("new-place", [["VN", ""]], 2)
    assert "First posting in this country of 401" in found.why


def test_first_posting_in_a_city() -> None:
    """A new city of a known country; where places come and go, it counts less."""
    (rare,) = firsts.found(visit(place("DE", "Kiel")), lookup(places=KNOWN))
    many = {**KNOWN, **{("DE", f"Town {n}"): 1 for n in range(80)}}
    (usual,) = firsts.found(visit(place("DE", "Kiel")), lookup(places=many))
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
    """What is no news: a young history, a place known, or no places at all."""
    assert not firsts.found(visit(place("VN", "Hanoi"), **more), lookup(places=known))


@pytest.mark.parametrize("more", [{"known": 100, "began": at(-1)}, {"known": 1, "began": at(-90)}])
def test_enough_history(more: dict[str, Any]) -> None:
    """A hundred postings or ninety days are enough."""
    assert firsts.found(visit(place("VN", "Hanoi"), **more), lookup(places=KNOWN))


def test_new_function() -> None:
    """The first posting of a department; other capitals and numbers make no new one."""
    known = {"sales": 200, "engineering": 200}
    (found,) = firsts.found(visit(event(department="Nuclear Operations")), lookup(departments=known))
    assert (found.kind, found.passage) == ("new-function", "Nuclear Operations")
    assert not firsts.found(visit(event(department="SALES (2)")), lookup(departments=known))


def test_renamed_department_counts_less() -> None:
    """A department that appears in edits alone was probably renamed."""
    known = {"sales": 400}
    (opened,) = firsts.found(visit(event(department="Growth")), lookup(departments=known))
    (edited,) = firsts.found(visit(event(kind="edited", department="Growth")), lookup(departments=known))
    assert edited.score < opened.score


USUAL = [Count(f"2026-02-{n:02}", opened=n % 3, closed=n % 2) for n in range(1, 28)]


def closings(many: int, **more: Any) -> list[Event]:
    return [event(str(n), "closed", department="Dojo" if n < 3 else "Sales", **more) for n in range(many)]


def test_drop_names_the_departments_hit_hardest() -> None:
    """Many closings at once are one finding, and the department that lost all comes first."""
    stock = [Side("x", department="Dojo")] * 3 + [Side("x", department="Sales")] * 400
    (found,) = surges.found(visit(*closings(40), open=403), lookup(days=USUAL, stock=stock))
    assert found.kind == "drop"
    assert "hit hardest: Dojo (3 of 3)" in found.headline
    assert len(found.postings) == 40
    assert found.score > 0.8


def test_closings_of_several_days_are_counted_by_when_they_happened() -> None:
    """Held closings that a check reports are not added; "at once" is said of a short interval only."""
    held = [replace(one, id=f"h{n}", at=at(-9), since=at(-10)) for n, one in enumerate(closings(6))]
    for events, many in (([*closings(40), *held], 40), ([*held, *closings(30)], 30), (closings(40), 40)):
        (found,) = surges.found(visit(*events), lookup(days=USUAL))
        assert found.evidence["count"] == many
        assert found.headline.startswith(f"{many} postings closed at once")
    (slow,) = surges.found(visit(*closings(80, since=at(-3)), every=3.0), lookup(days=USUAL))
    assert "80 postings closed between 7 Mar 2026 and 10 Mar 2026" in slow.headline
    assert "at once" not in slow.headline + slow.why


def test_surge() -> None:
    """Many openings at once; those that were posted again do not count."""
    opened = [event(str(n), department="Sales") for n in range(30)]
    (found,) = surges.found(visit(*opened), lookup(days=USUAL))
    assert (found.kind, found.evidence["count"]) == ("surge", 30)
    assert not surges.found(visit(*(replace(one, repost_of="a.0") for one in opened)), lookup(days=USUAL))


@pytest.mark.parametrize(
    ("events", "more"),
    [
        (closings(4), {}),  # few
        (closings(40), {"checks": 4}),  # nothing is usual yet
        (closings(40), {"began": at(-6)}),
        (closings(40), {"known": 9}),
        (closings(12, since=at(-80)), {"began": at(-110)}),  # a gap: so many are usual in eighty days
        (closings(40), {"window": True}),  # a list of the newest proves no closing
        ([replace(one, at=at(-n // 4), since=at(-n // 4 - 1)) for n, one in enumerate(closings(16))], {}),  # held
    ],
)
def test_no_drop(events: list[Event], more: dict[str, Any]) -> None:
    """Few closings, a young history, and what went on unseen for long are no drop."""
    assert not surges.found(visit(*events, **more), lookup(days=USUAL))


def test_no_drop_where_such_days_are_usual() -> None:
    """An employer that closes forty every week closes forty."""
    days = [Count(f"2026-02-{n:02}", closed=40 if n % 7 == 0 else 0) for n in range(1, 28)]
    assert not surges.found(visit(*closings(40), began=at(-40)), lookup(days=days))


def test_department_beyond_its_own_usual() -> None:
    """Where the employer's total is usual, a department may still stand out."""
    base = lookup(days=[Count(f"2026-02-{n:02}", opened=30) for n in range(1, 28)])
    base = replace(base, counts=lambda name: base_days if not name else [])
    base_days = [Count(f"2026-02-{n:02}", opened=10 + 25 * (n % 2)) for n in range(1, 28)]
    opened = [event(str(n), department="Mining") for n in range(20)]
    (found,) = surges.found(visit(*opened, began=at(-30)), base)
    assert found.evidence["scope"] == "Mining"


@given(st.integers(1, 60), st.lists(st.integers(0, 9), max_size=30), st.floats(0.5, 30))
def test_tail_is_a_chance(many: int, usual: list[int], days: float) -> None:
    """A chance lies between 0 and 1, and more is never likelier than less."""
    less, more = (surges.tail(count, usual, visit(), days) for count in (many, many + 1))
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
    """A tenth or more in one unit; another currency or period says nothing."""
    found = edits.pay_move(before, after)
    assert (found and (found[0], round(found[1], 3))) == told
    changed = event(kind="edited", pay=after, before=Side("Engineer", pay=before))
    assert kinds(edits.found(visit(changed), lookup())) == (["pay"] if told else [])


PARAGRAPH = "We welcome applications from people of every age and origin."


def standing(count: int, came: str = PARAGRAPH, went: str = "") -> list[Event]:
    sides = Side("Engineer", blocks=(went,) if went else ())
    return [event(str(n), "edited", blocks=(came,), before=sides, group="g") for n in range(count)]


def test_standing_text() -> None:
    """The same edit on many postings is one finding that says which paragraph came."""
    (found,) = edits.found(visit(*standing(40)), lookup(blocks=[PARAGRAPH]))
    assert (found.kind, found.passage, len(found.postings)) == ("standing-text", PARAGRAPH, 40)
    assert "was added on 40 postings" in found.headline
    (both,) = edits.found(
        visit(*standing(40, went="We are an equal opportunity employer.")), lookup(blocks=[PARAGRAPH])
    )
    assert "changed on 40 postings" in both.headline


def test_no_standing_text() -> None:
    """Two postings, an edit of fields alone, and a heading are none."""
    for events in (standing(2), standing(9, came=""), standing(9, came="Apply")):
        assert not edits.found(visit(*events), lookup())


def left(*blocks: str, after: Sequence[str] = ()) -> Event:
    return event(kind="edited", blocks=tuple(after), before=Side("Engineer", blocks=blocks))


def test_quiet_edit() -> None:
    """A plan that leaves an open posting is told with its words."""
    (found,) = edits.found(visit(left(PLANS[0])), lookup(blocks=["You write software."]))
    assert (found.kind, found.passage) == ("quiet-edit", PLANS[0])


def test_no_quiet_edit() -> None:
    """What still stands in other words, an ordinary line, a template and an ad written anew are none."""
    again = PLANS[0].replace("about to open", "going to open")
    assert not edits.found(visit(left(PLANS[0], after=[again])), lookup(blocks=[again]))
    assert not edits.found(visit(left(ORDINARY[0])), lookup())
    assert not edits.found(visit(replace(left(PLANS[0]), group="g")), lookup())
    assert not edits.found(visit(left(*(f"Line {n}" for n in range(20)), PLANS[0])), lookup())


def test_repost_says_how_often_and_how_long() -> None:
    """A posting that came back says how long it stood each time."""
    stays = [Stay("a.2", at(-50), at(-20)), Stay("a.1", at(-100), at(-60))]
    (found,) = returns.found(visit(event("3", repost_of="a.2")), lookup(stays=stays))
    assert found.kind == "repost"
    assert "was posted 2 times before, open for 40 days until 2026-01-09, then 30 days until 2026-02-18" in found.why


def test_no_repost() -> None:
    """A new posting, and one whose model never closed, are none."""
    assert not returns.found(visit(event("3")), lookup(stays=[Stay("a.2", at(-50), at(-20))]))
    assert not returns.found(visit(event("3", repost_of="a.2")), lookup())


def wave(*places: str) -> list[Event]:
    return [event(f"w{name}", title="Store Manager", location=name) for name in places]


def test_role_wave() -> None:
    """The fifth place within a week makes a wave; the sixth none more, nor do five ads for one place."""
    (found,) = returns.found(visit(*wave("Oslo", "Bergen")), lookup(openings=wave("Turku", "Vaasa", "Pori")))
    assert (found.kind, found.evidence["count"]) == ("role-wave", 5)
    assert not returns.found(visit(*wave("Oslo")), lookup(openings=wave("A", "B", "C", "D", "E")))
    assert not returns.found(visit(*wave("Oslo", "Oslo", "Oslo", "Oslo", "Oslo")), lookup())


def test_shared_phrase() -> None:
    """Three employers that say the same rare thing within a month; two, or one thrice, are none."""
    check = visit(event(fresh=[PLANS[0]]))
    new = phrases.found(check, lookup())
    term = next(term for term in new[0].evidence["terms"] if "tarragona" in str(term))  # type: ignore[attr-defined]
    said = [Mention(f"f{name}", name, at(-3), (str(term),), ((f"{name}.1", f"{name}c"),)) for name in ("b", "c", "d")]
    (found,) = returns.shared(check, new, lookup(mentions=said[:2]))
    assert (found.kind, found.evidence["sources"]) == ("shared-phrase", ["a", "b", "c"])
    assert not returns.shared(check, new, lookup(mentions=said[:1]))
    assert not returns.shared(check, new, lookup(mentions=said)), "it was told when the third one said it"
    assert not returns.shared(check, new, lookup(mentions=[replace(one, source="b") for one in said]))


def test_ids_are_made_of_content() -> None:
    """The same check gives the same findings, and each id once."""
    check = visit(*closings(40), event("x", fresh=[TESLA, *PLANS], places=(("VN", "Hanoi"),)))
    ask = lookup(days=USUAL, places=KNOWN)
    one, two = rules.found(check, ask), rules.found(check, ask)
    assert one == two
    assert len({found.id for found in one}) == len(one) > 5


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
