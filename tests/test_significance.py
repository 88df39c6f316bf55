"""The significance of edits and their summaries, and which edits are one event: thresholds from both sides."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.histories import LATER, edit
from tracker.extract.text import bare
from tracker.model.history import Change
from tracker.model.wording import Wording
from tracker.reconcile import significance
from tracker.reconcile.grouping import grouped, units
from tracker.reconcile.significance import assess, same, summary

FILL = tuple(f"Line {word} of the hall" for word in ("one", "two", "six", "ten"))


def words(count: int, changed: int = 0) -> Wording:
    """Return a text of one-letter words in one line, the last `changed` of them others."""
    kept = [chr(97 + place % 26) * (place // 26 + 1) for place in range(count - changed)]
    return Wording("Cook", (" ".join([*kept, *(f"{word}ß" for word in "abcdefghijklmnopqrstuvwxyz"[:changed])]),))


@pytest.mark.parametrize(("changed", "weight"), [(0, "cosmetic"), (1, "minor"), (20, "minor"), (21, "major")])
def test_more_than_half_of_the_words_is_much(changed: int, weight: str) -> None:
    """Twenty of forty words are half: minor. More are a rewritten text: major."""
    told = assess(words(40), words(40, changed))
    assert told[0] == weight
    assert (
        told[1]
        == {
            "cosmetic": "only space, punctuation, case or the order of lines",
            "minor": "a few words changed",
            "major": "more than half of the words changed",
        }[weight]
    )


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("title", "Cook", "Baker", "the title names another occupation: “cook” → “baker”"),
        ("location", "Oslo", "Bergen", "the place moved: Oslo → Bergen"),
        ("workplace", None, "remote", "the workplace changed: not stated → remote"),
        ("workplace", "remote", "hybrid", "the workplace changed: remote → hybrid"),
        ("employment_type", "full-time", "part-time", "the kind of employment changed: full-time → part-time"),
        ("pay_min", None, 10.0, "pay is stated now"),
    ],
)
def test_fields_that_are_major(name: str, old: object, new: object, told: str) -> None:
    """Another occupation, place, workplace or employment type, and pay, are major, and the reason says which."""
    before = replace(Wording("Cook", FILL), **{name: old})
    assert assess(before, replace(before, **{name: new})) == ("major", told)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("department", "the department changed: not stated → Other"),
        ("employment_type", "the kind of employment changed: not stated → Other"),
        ("closes_at", "the closing date changed: not stated → Other"),
        ("location", "a place is stated now"),
    ],
)
def test_fields_that_are_minor(name: str, told: str) -> None:
    """Another department or closing date, and what is stated for the first time, are minor; the reason says which."""
    before = Wording("Cook", FILL)
    assert assess(before, replace(before, **{name: "Other"})) == ("minor", told)
    both = replace(before, department="Hall", closes_at="2026-02-01")
    assert assess(before, both) == (
        "minor",
        "the department changed: not stated → Hall; the closing date changed: not stated → 2026-02-01",
    )
    assert not same(before, replace(before, **{name: "Other"}))


@pytest.mark.parametrize("name", ["posted_at", "language", "pay_stated"])
def test_fields_that_are_no_edit(name: str) -> None:
    """The posting date and the language change without an edit; so do the words of pay with the same numbers."""
    before = Wording("Cook", FILL, pay_min=5.0)
    assert same(before, replace(before, **{name: "Other"}))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Lift 5 kg", "Lift 6 kg", "a number changed: 5 → 6"),
        ("Lift kg", "Lift 6 kg", "a number was added: 6"),
        ("Lift 5 kg", "Lift kg", "a number was removed: 5"),
        ("The 1st of 3", "The 2nd of 3", "a number changed: 1st → 2nd"),
        ("Pay 1,200.50 a day", "Pay 1,300.50 a day", "a number changed: 1,200.50 → 1,300.50"),
        ("5 days and 5 nights", "5 days", "a number was removed: 5"),
        ("From 5.3.2026", "From 6.3.2026", "a date changed: 5.3.2026 → 6.3.2026"),
        ("Until 2026-03-05", "Until 2026-03-09", "a date changed: 2026-03-05 → 2026-03-09"),
        ("Starts on March 5", "Starts on March 9", "a date changed: March 5 → March 9"),
        ("Starts in 2026", "Starts in 2027", "a date changed: 2026 → 2027"),
        ("A plant of 110kV", "A plant of 220kV", "a number changed: 110kV → 220kV"),
        ("You get €500", "You get €600", "a number changed: 500 → 600"),
        ("A bonus of 5%", "A bonus of 6%", "a number changed: 5 → 6"),
        ("3-5 years at sea", "3-7 years at sea", "a number changed: 5 → 7"),
        ("Openings: 3", "Openings: 4", "a number changed: 3 → 4"),
        ("月給25万円", "月給30万円", "a number changed: 25万円 → 30万円"),
    ],
)
def test_a_number_is_major(old: str, new: str, told: str) -> None:
    """A number that changed, was added or was removed is major, and is shown as written."""
    assert assess(Wording("Cook", (*FILL, old)), Wording("Cook", (*FILL, new))) == ("major", told)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Room A5", "Room A6"),
        ("The 18F team", "The 21F team"),
        ("We use Office 365", "We use Office 2"),
        ("Call +49 30 1234567", "Call +49 30 7654321"),
        ("Call (202) 555-0143", "Call (202) 555-0199"),
        ("See https://acme.example/jobs/81 there", "See https://acme.example/jobs/95 there"),
        ("Mail desk7@acme.example", "Mail desk9@acme.example"),
        ("Ref: 81", "Ref: 95"),
        ("Req #4471", "Req #4472"),
        ("Number 20261127", "Number 20261204"),
        ("Reno, NV 89501", "Reno, NV 89502"),
        ("1. Weld", "2. Weld"),
        ("You earn $ 90000 here", "You earn $ 90,000 here"),
        ("The 1st of its kind", "The first of its kind"),
        ("Zip code 10115", "Zip code 10117"),
        ("We use AWS, then GCP", "We use GCP, then AWS"),
        ("You have 5 years experience of it", "You have 5 yrs experience of it"),
    ],
)
def test_a_number_that_counts_nothing_is_minor(old: str, new: str) -> None:
    """Rooms, products, telephone numbers, ids, postal codes and numbers of a list are no amounts; 90000 is 90,000."""
    told = assess(Wording("Cook", (*FILL, old)), Wording("Cook", (*FILL, new)))
    assert told == ("minor", "a few words changed")


@given(
    st.lists(st.sampled_from(["must", "5 kg", "Oslo", "a degree", "the", "hall", "lamps"]), max_size=8), st.randoms()
)
def test_words_of_another_order_of_lines_never_weigh(words_of: list[str], chance: random.Random) -> None:
    """Lines that only moved change no requirement and no number."""
    moved = chance.sample(words_of, len(words_of))
    told = assess(Wording("Cook", (*FILL, *words_of)), Wording("Cook", (*FILL, *moved)))
    assert told[0] in {"cosmetic", "minor"}


LINES = st.lists(st.sampled_from(["- a", "- b", "- c", "# a", "a", "b", ""]), max_size=7)


@given(LINES, LINES, LINES, LINES)
@settings(max_examples=60)
def test_what_both_texts_begin_and_end_with_decides_nothing(
    start: list[str], old: list[str], new: list[str], end: list[str]
) -> None:
    """Whether two texts are equal, and have the same lines, is the same without it: also where bullets in a row are cut."""
    texts = [*start, *old, *end], [*start, *new, *end]
    apart = significance._apart(*texts)
    lines, rest = [list(map(significance._lines, each)) for each in (texts, apart)]
    assert (lines[0] == lines[1]) == (rest[0] == rest[1])
    assert (sorted(lines[0]) == sorted(lines[1])) == (sorted(rest[0]) == sorted(rest[1]))
    assert (bare(texts[0]) == bare(texts[1])) == (bare(apart[0]) == bare(apart[1]))
    assert same(Wording("Cook", texts[0]), Wording("Cook", texts[1])) == (bare(texts[0]) == bare(texts[1]))
    assert len(texts[0]) - len(apart[0]) == len(texts[1]) - len(apart[1])


def test_most_of_a_long_text_is_not_compared() -> None:
    old, new = (*FILL, "- a", "- b", "x", *FILL), (*FILL, "- a", "- c", "x", *FILL)
    assert significance._apart(old, new) == (("- a", "- b"), ("- a", "- c"))
    assert significance._apart(old, old) == ((), ())
    assert significance._apart((*FILL, "- a"), (*FILL, "- a", "- b")) == (("- a",), ("- a", "- b"))
    assert significance._apart(("- b", "x"), ("- a", "- b", "x")) == (("- b",), ("- a", "- b"))


def test_numbers_that_only_move_are_not_major() -> None:
    """The same numbers in other words count as changed words only."""
    old, new = Wording("Cook", (*FILL, "Lift 5 kg alone")), Wording("Cook", (*FILL, "Carry 5 kg alone"))
    assert assess(old, new) == ("minor", "a few words changed")


def test_the_order_of_paragraphs_is_minor_and_of_bullets_cosmetic() -> None:
    """Paragraphs in another order are read in another order; with a field beside them, that is told."""
    old, new = Wording("Cook", ("One thing", "Another thing")), Wording("Cook", ("Another thing", "One thing"))
    assert assess(old, new) == ("minor", "the order of the paragraphs changed")
    assert assess(old, replace(new, department="Hall"))[1] != "the order of the paragraphs changed"
    assert assess(old, replace(new, blocks=("Another thing", "One thing", "And more")))[1] != (
        "the order of the paragraphs changed"
    )


def test_a_first_text_is_minor() -> None:
    """A first text is minor whatever it contains; with a changed field it is judged as an edit."""
    long = Wording("Cook", ("You must have 5 years",))
    assert assess(Wording("Cook"), long) == ("minor", "the text was read for the first time")
    assert assess(Wording("Cook"), replace(long, department="Hall"))[0] == "major"
    assert assess(long, Wording("Cook"))[0] == "major"
    assert assess(Wording("Cook"), Wording("Cook", department="Hall")) == (
        "minor",
        "the department changed: not stated → Hall",
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("You must weld", "You weld", "a requirement was removed: “must weld”"),
        ("You weld", "You must weld", "a requirement was added: “must weld”"),
        ("A degree helps", "That helps", "a degree is no longer asked for: “degree”"),
        ("That helps", "A bachelor helps", "a degree is asked for: “bachelor”"),
        ("Welding is preferred", "Welding is required", "a requirement changed: “preferred” → “required”"),
        ("You had a clearance", "You had lunch", "a clearance is no longer asked for: “clearance”"),
        ("Bring it along", "Führerschein Klasse B", "a licence or certificate is asked for: “führerschein”"),
        (
            "You have experience with steam",
            "You have experience with wood",
            "a requirement changed: “experience with steam” → “experience with wood”",
        ),
        (
            "You have experience with steam",
            "You have experience with stone",
            "a requirement changed: “experience with steam” → “experience with stone”",
        ),
        ("Erfahrung mit Dampf", "Freude an Dampf", "experience is no longer asked for: “erfahrung mit dampf”"),
        ("Visas are available", "Visas are not available", "a negation changed: “not”"),
        ("Die Stelle ist teilbar", "Die Stelle ist nicht teilbar", "a negation changed: “nicht”"),
        ("This is fully remote", "This is fully on-site", "a requirement changed: “fully remote” → “fully on-site”"),
        ("German at C1", "German at B2", "a requirement changed: “c1” → “b2”"),
        ("Fluent German helps", "Fluent English helps", "a requirement changed: “fluent german” → “fluent english”"),
        ("It takes two years", "It takes four years", "a number changed: two → four"),
        ("経験3年", "経験5年", "a requirement changed: “経験3年” → “経験5年”"),
    ],
)
def test_a_requirement_that_is_gone_or_came_is_major(old: str, new: str, told: str) -> None:
    """A degree, a licence, experience, or a word that requires something, in both directions, and named."""
    assert assess(Wording("Cook", (*FILL, old)), Wording("Cook", (*FILL, new))) == ("major", told)


def test_what_is_still_asked_for_elsewhere_is_not_said_to_be_gone() -> None:
    """A degree that another line still requires was not removed."""
    old, new = (*FILL, "A bachelor helps", "A degree"), (*FILL, "That helps", "A degree")
    assert assess(Wording("Cook", old), Wording("Cook", new)) == ("major", "a requirement was removed: “bachelor”")
    assert assess(Wording("Cook", new), Wording("Cook", old)) == ("major", "a requirement was added: “bachelor”")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("You must have experience on a helth desk", "You must have experience on a health desk"),
        ("A degree is required in our labratory", "A degree is required in our laboratory"),
        ("Minimum qualifications, as stated bellow", "Minimum qualifications, as stated below"),
        ("You are experience in it", "You are experienced in it"),
        ("Our guests have a good time", "Our guests have a good experience"),
        ("You must see the quiet harbour", "You must see the busy harbour"),
    ],
)
def test_a_word_beside_a_requirement_is_minor(old: str, new: str) -> None:
    """A corrected typo, or another word, next to a requirement does not change it."""
    told = assess(Wording("Cook", (*FILL, old)), Wording("Cook", (*FILL, new)))
    assert told == ("minor", "a few words changed")


PAY = Wording("Cook", FILL, pay_min=100.0, pay_max=200.0, pay_currency="EUR", pay_period="hour")


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ({"pay_min": 112.0, "pay_max": 224.0}, "pay raised by 12%"),
        ({"pay_max": 230.0}, "pay raised by 10%"),
        ({"pay_min": 80.0}, "pay lowered by 7%"),
        ({"pay_min": 90.0, "pay_max": 250.0}, "the pay range changed"),
        ({"pay_min": None, "pay_max": None}, "pay is no longer stated"),
        ({"pay_min": None}, "pay changed"),
        ({"pay_period": "day"}, "pay changed"),
        ({"pay_currency": "USD"}, "pay changed"),
        ({"pay_max": 200.1}, "pay changed"),
    ],
)
def test_pay_that_moved_is_told_in_plain_words(new: dict[str, Any], told: str) -> None:
    """Raised or lowered by a share if both are stated alike; otherwise what happened."""
    assert assess(PAY, replace(PAY, **new)) == ("major", told)


@pytest.mark.parametrize(
    ("old", "new", "equal"),
    [
        ({"pay_stated": "by agreement"}, {"pay_stated": "by tariff"}, False),
        ({"pay_stated": "by agreement"}, {"pay_stated": " by agreement "}, True),
        ({"pay_min": 5.0, "pay_stated": "5"}, {"pay_min": 5.0, "pay_stated": "five"}, True),
        ({"pay_min": 5.0}, {"pay_min": 5.001}, True),
        ({"pay_min": 5.0}, {"pay_min": 5.01}, False),
        ({"location": ""}, {"location": None}, True),
    ],
)
def test_fields_are_equal_by_value(old: dict[str, Any], new: dict[str, Any], equal: bool) -> None:
    """Values that look alike may differ, and if amounts are stated their words are not compared."""
    one, other = Wording("Cook", FILL, **old), Wording("Cook", FILL, **new)
    assert same(one, other) is equal
    assert (one.state == other.state) is equal


def test_what_stands_still_weighs_nothing() -> None:
    """A requirement in an unchanged line does not make the edit of another line major."""
    must = (*FILL, "You must weld")
    assert assess(Wording("Cook", (*must, "We cook")), Wording("Cook", (*must, "We bake"))) == (
        "minor", "a few words changed",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "cosmetic"),
    [
        (("# A", "- one", "- two", "# B"), ("# A", "- two", "- one", "# B"), True),
        (("# A", "- one", "# B", "- two"), ("# A", "- two", "# B", "- one"), False),
        (("- one", "Text", "- two"), ("- two", "Text", "- one"), False),
        (("One",), ("One", "***"), True),
        (("One two",), ("ONE, two!",), True),
    ],
)
def test_what_is_cosmetic(old: tuple[str, ...], new: tuple[str, ...], cosmetic: bool) -> None:
    """The order of bullets within one list, lines without a word, case and punctuation."""
    assert (assess(Wording("Cook", old), Wording("Cook", new))[0] == "cosmetic") is cosmetic


@pytest.mark.parametrize(
    ("before", "after_", "is_same"),
    [
        (("# Work", "- One"), ("Work", "One"), True),
        (("One two",), ("One", "two"), True),
        (("One",), ("Two",), False),
        (("One",), ("one",), False),
        ((), ("One",), False),
    ],
)
def test_markup_is_no_edit(before: tuple[str, ...], after_: tuple[str, ...], is_same: bool) -> None:
    """The same words with other marks, or in other blocks, are the same."""
    assert same(Wording("Cook", before), Wording("Cook", after_)) is is_same
    assert not same(Wording("Cook", before), Wording("Chef", before))


@pytest.mark.parametrize(
    ("before", "after_", "told"),
    [
        (Wording("Cook"), Wording("Chef", location="Oslo"), "title: Cook → Chef; location: not stated → Oslo"),
        (Wording("Cook", location="Oslo"), Wording("Cook"), "location: Oslo → not stated"),
        (Wording("Cook", ("We cook",)), Wording("Cook", ("We bake",)), "text: “cook” → “bake”"),
        (Wording("Cook", ("One",)), Wording("Cook", ("One", "A new line")), "text: added “A new line”"),
        (Wording("Cook", ("One", "A line")), Wording("Cook", ("One",)), "text: removed “A line”"),
        (
            Wording("Cook", ("One",)),
            Wording("Cook", ("One", "A new line", "Another")),
            "text: added “A new line”, and 1 more line",
        ),
        (
            Wording("Cook", ("One",)),
            Wording("Cook", ("One", "A new line", "Another", "And more")),
            "text: added “A new line”, and 2 more lines",
        ),
        (
            Wording("Cook", ("Gone is this line", "Two", "Six")),
            Wording("Cook", ("Two", "Six", "A new one of other words")),
            "text: removed “Gone is this line”, and 1 more line",
        ),
        (Wording("Cook", ("One", "Two", "Six")), Wording("Cook", ("Two", "Six", "One")), "text: 1 line moved"),
        (
            Wording("Cook", ("a", "b", "c", "d", "e")),
            Wording("Cook", ("c", "d", "e", "a", "b")),
            "text: 2 lines moved",
        ),
    ],
)
def test_an_edit_in_one_line(before: Wording, after_: Wording, told: str) -> None:
    """Fields old and new, then the first words that changed and how many lines more."""
    assert summary(before, after_) == told


@pytest.mark.parametrize(("length", "cut"), [(119, False), (120, False), (121, True)])
def test_long_words_are_cut_in_a_summary(length: int, cut: bool) -> None:
    """Up to 120 characters are shown whole; longer ones are cut at a word."""
    line = ("ab " * 60)[: length - 1] + "c"
    told = summary(Wording("Cook"), Wording("Cook", (line,)))
    assert (told == f"text: added “{line}”") is not cut
    if cut:
        assert told == f"text: added “{line[:120].rsplit(' ', 1)[0]} …”"


def texts(*pairs: tuple[str, str], **more: Any) -> list[Change]:
    return [
        edit(f"p{n}", Wording("Cook", (old,)), Wording("Cook", (new,)), **more) for n, (old, new) in enumerate(pairs)
    ]


def group(changes: list[Change], open_before: int = 10, *, moved: bool = False) -> list[Change]:
    return grouped(changes, LATER, open_before, moved=moved)


@pytest.mark.parametrize(("count", "one"), [(2, False), (3, True)])
def test_three_postings_with_one_edit_are_one_event(count: int, one: bool) -> None:
    """The same edit on three postings is an edit of the template; on two it is two edits."""
    found = group(texts(*[(f"Town {n}: we cook for all", f"Town {n}: we bake bread for all") for n in range(count)]))
    assert {change.group is not None for change in found} == {one}
    assert len({change.group for change in found}) == 1
    assert {change.significance for change in found} == {"template" if one else "minor"}
    assert {change.reason for change in found} == {f"the same edit on {count} postings" if one else "why"}


def test_every_part_of_an_edit_must_be_common() -> None:
    """A posting with an additional edit of its own is not in the group."""
    common = [Change(f"p{n}", "edited", "minor", "s", "why", before=Wording("Cook", ("a",)),
                     after=Wording("Cook", ("a", "A sentence for all."))) for n in range(4)]  # fmt: skip
    odd = replace(common[0], external_id="odd", after=Wording("Cook", ("a", "A sentence for all.", "And my own.")))
    found = group([*common, odd])
    assert [change.group is not None for change in found] == [True] * 4 + [False]
    assert found[0].reason == "the same edit on 5 postings"


@pytest.mark.parametrize(
    ("weight", "grouped_"), [("cosmetic", "cosmetic"), ("minor", "template"), ("major", "template")]
)
def test_a_template_weighs_as_one(weight: str, grouped_: str) -> None:
    """A common edit of the text is `template`, unless it is cosmetic."""
    found = group(texts(*[("we cook for all of you", "we bake for all of you, always")] * 3, significance=weight))
    assert {change.significance for change in found} == {grouped_}


def test_a_common_field_keeps_its_weight() -> None:
    """The same new department on three postings is one event, keeps its significance, and has both reasons."""
    changes = [edit(f"p{n}", Wording("Cook"), Wording("Cook", department="Hall"), "major") for n in range(3)]
    assert {(one.significance, one.reason) for one in group(changes)} == {("major", "why; the same edit on 3 postings")}


@pytest.mark.parametrize(("gone", "come", "one"), [("abcde", "fghijk", False), ("abcdef", "ghijkl", True)])
def test_few_changed_characters_name_no_edit(gone: str, come: str, one: bool) -> None:
    """With fewer than twelve changed characters the whole block must be the same."""
    found = group(texts(*[(f"Town {n} has {gone} here", f"Town {n} has {come} here") for n in range(3)]))
    assert {change.group is not None for change in found} == {one}
    alike = group(texts(*[(f"Town has {gone} here", f"Town has {come} here")] * 3))
    assert {change.group is not None for change in alike} == {True}


def test_units_are_fields_and_changed_blocks() -> None:
    """Fields old and new, and changed blocks; unchanged and moved lines are none."""
    before = Wording("Cook", ("a b c d", "Gone is this line", "One", "Two", "Six"), location="Oslo")
    after_ = Wording("Chef", ("a b c e", "Two", "Six", "One", "Come is that other sentence", "here"), department="Hall")
    assert units(edit("p", before, after_)) >= {
        ("title", "Cook", "Chef"), ("location", "Oslo", ""), ("department", "", "Hall"), ("added", "", "here"),
    }  # fmt: skip
    assert units(edit("p", Wording("Cook", ("One", "Two", "Six")), Wording("Cook", ("Two", "Six", "One")))) == set()
    assert units(Change("p", "opened", "major", "s", after=after_)) == set()
    assert units(Change("p", "edited", "major", "s", before=after_)) == set()
    short = edit("p", Wording("Cook", ("we bake",)), Wording("Cook", ("we cook",)))
    assert units(short) == {("~", "we bake", "we cook")}
    long = edit("p", Wording("Cook", ("we bakebake",)), Wording("Cook", ("we cookcook",)))
    assert units(long) == {("~", "bakebake", "cookcook")}


def closings(count: int) -> list[Change]:
    return [Change(f"p{n:03}", "closed", "major", "closed: x", "x", how="gone") for n in range(count)]


@pytest.mark.parametrize(("count", "before", "one"), [(10, 12, False), (11, 33, False), (11, 32, True), (12, 35, True)])
def test_very_many_closings_are_one_event(count: int, before: int, one: bool) -> None:
    """More than ten, and more than a third of the open ones, are one group, and the reason says so."""
    found = group(closings(count), before)
    assert {change.group is not None for change in found} == {one}
    assert {change.reason for change in found} == {f"x; {count} of {before} postings closed at once" if one else "x"}
    assert len({change.group for change in found}) == 1


def test_other_changes_are_in_no_group() -> None:
    """Next to a mass closing, an opening and an edit are separate; a move groups edits, not closings."""
    opened = Change("new", "opened", "major", "s", "why", after=Wording("Cook"))
    (alone,) = texts(("we cook", "we bake"))
    found = group([*closings(11), opened, alone], 12)
    assert [change.group is None for change in found[-2:]] == [True, True]
    found = group([closings(1)[0], opened, alone], moved=True)
    assert [change.group is None for change in found] == [True, True, False]
    assert found[2].reason == "why; the source is now read from another board"
    assert found[2].significance == "minor"


def test_an_edit_that_tells_nothing_is_in_no_group() -> None:
    """Edits without a unit (moved lines) are not grouped."""
    moved = [
        edit(f"p{n}", Wording("Cook", ("One", "Two", "Six")), Wording("Cook", ("Two", "Six", "One"))) for n in range(3)
    ]
    assert {change.group for change in group(moved)} == {None}


def test_returns_with_another_wording_are_no_template() -> None:
    """Three reopened postings with the same edit are three returns."""
    edits = texts(*[("we cook for all of you", "we bake for all of you, always")] * 3)
    assert {one.group for one in group([replace(one, kind="reopened") for one in edits])} == {None}


def test_openings_make_no_mass_closing() -> None:
    """One closing beside eleven openings is one closing."""
    opened = [Change(f"n{n}", "opened", "major", "s", "why", after=Wording("Cook")) for n in range(11)]
    assert {one.group for one in group([*closings(1), *opened], 12)} == {None}


def test_a_common_text_beside_a_common_field_keeps_its_weight() -> None:
    """Only an edit of text alone is a template."""
    changes = [
        edit(
            f"p{n}", Wording("Cook", ("a",)), Wording("Cook", ("a", "And a line for all."), department="Hall"), "major"
        )
        for n in range(3)
    ]
    assert {one.significance for one in group(changes)} == {"major"}


def test_a_group_is_named_by_its_commonest_part() -> None:
    """Of two common edits, on five postings and on three, all five are one group, named by the first."""

    def ad(n: int, *lines: str) -> Change:
        return edit(f"p{n}", Wording("Cook", ("a",)), Wording("Cook", ("a", *lines)))

    found = group([*(ad(n, "A sentence for all.") for n in range(2)),
                   *(ad(n, "A sentence for all.", "zebras are here too") for n in range(2, 5))])  # fmt: skip
    assert len({change.group for change in found}) == 1
    assert {change.reason for change in found} == {"the same edit on 5 postings"}
