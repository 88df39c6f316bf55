"""Postings under a new id: when a missing and a new posting are one, each condition from both sides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.histories import (
    EMPTY,
    LATER,
    NEARLY_NINE,
    NEARLY_SIX,
    NINE,
    NOW,
    POLICY,
    SIX,
    TEXT,
    TITLE,
    ad,
    after,
    changed,
    entry,
    events,
    kinds,
    listed,
    page,
    seen_first,
    text,
)
from tracker.model import Page, Posting
from tracker.model.errors import Failed
from tracker.model.history import Answers, History
from tracker.model.wording import Wording
from tracker.reconcile import reconcile, to_read_twice


def moved(old: dict[str, Any], new: dict[str, Any], *, other_board: bool = False, **beside: Any) -> bool:
    """Return whether a posting that is gone and one that is new are taken for one, under another name."""
    history = seen_first(listed([ad("old", **old), entry("z", "Baker", "y")]))
    history = replace(history, address="json a")
    policy = replace(POLICY, address="json b" if other_board else "json a")
    seen = listed([ad("new", **new), entry("z", "Baker", "y")], api=other_board, **beside)
    verdict = reconcile(history, seen, Answers(), LATER, policy)
    assert verdict.renamed in ({"new": "old"}, {})
    if verdict.renamed:
        (tie,) = [tie for tie in verdict.ties if tie.kind == "same"]
        assert (tie.external_id, tie.other) == ("new", ".old")
        assert ("new", "opened") not in events(verdict)
        assert "new" in verdict.updates
    else:
        assert ("new", "opened") in events(verdict)
    return bool(verdict.renamed)


@pytest.mark.parametrize(
    ("old", "new", "one"),
    [
        # nine tenths of the words: with a title alike by six tenths, or the same place
        ({}, {"blocks": text(other=2)}, True),
        ({"title": TITLE}, {"title": SIX, "blocks": text(other=2), "location": "Rome"}, True),
        ({"title": TITLE}, {"title": NEARLY_SIX, "blocks": text(other=2), "location": "Rome"}, False),
        ({"title": TITLE, "location": "Rome"}, {"title": SIX, "location": "Rome"}, True),
        ({"title": TITLE, "location": "Rome"}, {"title": NEARLY_SIX, "location": "Rome"}, False),
        # eight tenths: with a title alike by nine tenths, and the same place
        ({"title": TITLE, "location": "Rome"}, {"title": NINE, "blocks": text(other=4), "location": "Rome"}, True),
        ({"title": TITLE, "location": "Rome"}, {"title": NEARLY_NINE, "blocks": text(other=4), "location": "Rome"}, False),
        ({"title": TITLE, "location": "Rome"}, {"title": NINE, "blocks": text(other=4), "location": "Oslo"}, False),
        ({"title": TITLE, "location": "Rome"}, {"title": TITLE, "blocks": text(other=5), "location": "Rome"}, False),
        # an id, with a title that has the same words, or more; other ids are other postings
        ({"requisition_id": "R-77", "blocks": ("x",)}, {"requisition_id": "R-77", "title": "Senior Site Lead", "blocks": ("y",)}, True),
        ({"requisition_id": "R-77", "blocks": ("x",)}, {"requisition_id": "R-77", "title": "Site Cook", "blocks": ("y",)}, False),
        ({"requisition_id": "R-77", "blocks": ("x",)}, {"requisition_id": "R-77", "title": "Pilot", "blocks": ("y",)}, False),
        ({"requisition_id": "R-77", "title": TITLE}, {"requisition_id": "R-77", "title": SIX, "blocks": text(other=5)}, False),
        ({"requisition_id": "R-77"}, {"requisition_id": "R-78"}, False),
        ({"requisition_id": "R-77"}, {"requisition_id": None}, True),
        ({"requisition_id": "N/A"}, {"requisition_id": "none"}, True),
        # texts that are too short
        ({"blocks": ("We build.",)}, {"blocks": ("We build.",)}, False),
    ],
)  # fmt: skip
def test_when_two_are_one(old: dict[str, Any], new: dict[str, Any], one: bool) -> None:
    """Each rule by which a posting under a new address is the missing one."""
    assert moved(old, new) is one


@pytest.mark.parametrize(
    ("old", "new", "board", "one"),
    [
        ({"location": "Rome"}, {"location": "Rome"}, False, True),
        ({"location": "Rome"}, {"location": "Oslo"}, False, False),
        ({}, {}, False, False),
        ({}, {}, True, True),
        ({"location": "Rome"}, {"location": "Rome"}, True, True),
        ({"location": "Rome"}, {"location": "Rome", "title": "Site Leads"}, True, False),
        ({"location": "Rome"}, {"location": "Oslo"}, True, False),
        ({"location": "Rome", "blocks": ("x",)}, {"location": "Rome"}, False, True),
        ({"location": "Rome"}, {"location": "Rome", "blocks": ("x",)}, False, True),
        ({"location": "Rome", "blocks": ("x",)}, {"location": "Rome", "blocks": ("x",)}, False, False),
    ],
)  # fmt: skip
def test_without_a_text_title_and_place_decide(
    old: dict[str, Any], new: dict[str, Any], board: bool, one: bool
) -> None:
    """The same title at the same place; without a known place only if the whole source moved."""
    assert moved({"blocks": (), **old}, {"blocks": (), **new}, other_board=board) is one


@pytest.mark.parametrize(
    ("more", "board", "one"),
    [
        ({}, False, True),
        ({"end": ""}, False, False),
        ({"cap": "x"}, False, False),
        ({"cap": "x"}, True, True),
        ({"end": ""}, True, False),
        ({"api": True}, False, False),
        ({"api": True}, True, True),
    ],
)
def test_which_lists_give_new_names(more: dict[str, Any], board: bool, one: bool) -> None:
    """Only complete ones; a window if the source moved; until then, ids of an API are kept."""
    history = replace(seen_first(listed([ad("old"), entry("z", "Baker", "y")])), address="json a")
    seen = listed([ad("new"), entry("z", "Baker", "y")], **{"api": False, **more})
    policy = replace(POLICY, address="json b" if board else "json a")
    assert reconcile(history, seen, Answers(), LATER, policy).renamed == ({"new": "old"} if one else {})


def unreadable(_page: Page | None) -> Posting:
    message = "odd"
    raise Failed(message)


def test_who_can_have_a_new_name() -> None:
    """Neither a closed posting, nor one that is still listed, nor an entry that is marked as closed."""
    history = seen_first(listed([ad("old"), entry("z", "Baker", "y")]))
    z = entry("z", "Baker", "y")

    def renamed(history: History, *entries: Any) -> dict[str, str]:
        return dict(reconcile(history, listed([*entries, z], api=False), Answers(), LATER, POLICY).renamed)

    assert renamed(history, ad("new")) == {"new": "old"}
    assert renamed(changed(history, old={"status": "closed"}), ad("new")) == {}
    assert renamed(history, ad("new"), ad("old")) == {}
    assert renamed(history, replace(ad("new"), open=False)) == {}
    assert renamed(history, ad("new"), entry("odd", read=unreadable)) == {"new": "old"}
    back = changed(
        seen_first(listed([ad("old"), ad("back", location="Oslo"), entry("z", "Baker", "y")])),
        back={"status": "closed", "listed": False},
    )
    assert renamed(back, ad("back", location="Oslo")) == {}


def test_a_new_name_keeps_its_history() -> None:
    """The row continues under the new id: first seen, number and id stay, and its page is read again."""
    history = changed(
        seen_first(listed([ad("old"), entry("z", "Baker", "y")])), old={"number": 4, "read_at": LATER, "id": "s.old"}
    )
    verdict = reconcile(history, listed([ad("new"), entry("z", "Baker", "y")], api=False), Answers(), LATER, POLICY)
    one = verdict.updates["new"]
    assert (one.external_id, one.number, one.first_seen, one.id, one.read_at) == (
        "new", 4, history.postings["old"].first_seen, "s.old", "",
    )  # fmt: skip
    assert [tie.other for tie in verdict.ties] == ["s.old"]
    now = after(history, verdict)
    assert set(now.postings) == {"new", "z"}
    again = reconcile(now, listed([ad("new"), entry("z", "Baker", "y")], api=False), Answers(), LATER, POLICY)
    assert (again.changes, again.renamed, again.updates) == ((), {}, {})


def test_a_new_address_and_another_title_are_both_believed() -> None:
    """An entry under a new address needs no second read of the list: nothing there says what it was before."""
    history = seen_first(listed([ad("old"), entry("z", "Baker", "y")]))
    seen = listed([ad("new", "Site Leads"), entry("z", "Baker", "y")], api=False)
    verdict = reconcile(history, seen, Answers(), LATER, POLICY)
    assert [change.summary for change in verdict.changes] == ["title: Site Lead → Site Leads"]


def test_what_a_person_said_is_apart_stays_apart() -> None:
    """An untied pair is not tied again, in either order, under either id."""
    history = seen_first(listed([ad("old"), entry("z", "Baker", "y")]))
    seen = listed([ad("new"), entry("z", "Baker", "y")], api=False)
    for pair, own, names in (
        ({"s.old", "s.new"}, "", {}),
        ({"s.old", "s.other"}, "", {"new": "old"}),
        ({"s.first", "s.new"}, "s.first", {}),
        ({"s.old", "s.new"}, "s.first", {"new": "old"}),
    ):
        policy = replace(POLICY, slug="s", apart=frozenset({frozenset(pair)}))
        named = changed(history, old={"id": own})
        assert reconcile(named, seen, Answers(), LATER, policy).renamed == names


BASE = "We are an employer with a paragraph that stands in each of our ads, wherever they are, and has a long text."


def housed(old: tuple[str, ...], new: tuple[str, ...], *, others: int = 2, **more: Any) -> bool:
    """Return whether two ads are one among others that have the employer's own paragraphs."""
    standing = tuple(f"{BASE} Number {n}." for n in range(4))
    beside = [entry(f"o{n}", f"Other {n}", "\n".join((*standing, f"Own line {n}."))) for n in range(others)]
    history = seen_first(
        listed([ad("old", more.get("old_title", "Accountant"), (*standing, *old), location="Cork"), *beside])
    )
    seen = listed(
        [
            ad("new", more.get("new_title", "Electrician"), (*standing, *new), location=more.get("place", "Cork")),
            *beside,
        ],
        api=False,
    )
    return bool(reconcile(history, seen, Answers(), LATER, POLICY).renamed)


@pytest.mark.parametrize(
    ("old", "new", "more", "one"),
    [
        # the paragraphs of the employer tell no ad from another ...
        (("Keep the books.",), ("Mend the wires.",), {}, False),
        # ... unless title and place are the same,
        (("Keep the books.",), ("Mend the wires.",), {"new_title": "Accountants"}, False),
        (("Keep the books.",), ("Mend the wires.",), {"new_title": "Accountant"}, True),
        (("Keep the books.",), ("Mend the wires.",), {"new_title": "Accountant", "place": "Oslo"}, False),
        # what stands only in these two does,
        (TEXT, text(other=1), {}, True),
        (TEXT, text(other=1), {"place": "Oslo"}, False),
        # and a paragraph of one other posting is no standing text.
        (("Keep the books.",), ("Mend the wires.",), {"others": 1, "new_title": "Accountants"}, True),
    ],
)
def test_the_employers_own_paragraphs(
    old: tuple[str, ...], new: tuple[str, ...], more: dict[str, Any], one: bool
) -> None:
    """Blocks that several listed postings have are left out of the comparison."""
    assert housed(old, new, **more) is one


OURS = f"{BASE} Number 9."


OWN = tuple(" ".join(f"{letter}{n}" for n in range(15)) for letter in "mn")


@pytest.mark.parametrize(
    ("beside", "status", "one"),
    [(("o0",), "open", True), (("o0", "o1"), "open", False), (("o0", "o1"), "closed", True)],
)
def test_a_paragraph_stands_where_two_open_postings_have_it(beside: tuple[str, ...], status: str, one: bool) -> None:
    """One other posting, or two that are marked as closed, make no standing text."""
    shared = "\n".join(TEXT)
    others = [entry(name, f"Other {name}", shared if name in beside else f"Own {name}") for name in ("o0", "o1")]
    house = [entry(f"h{n}", f"House {n}", OURS) for n in range(2)]  # so that there is standing text at all
    history = seen_first(listed([ad("old", "Accountant", location="Cork"), *others, *house]))
    if status == "closed":
        history = changed(history, o0={"status": "closed"}, o1={"status": "closed"})
        others = [replace(other, open=False) for other in others]
    seen = listed([ad("new", "Electrician", location="Cork"), *others, *house], api=False)
    assert bool(reconcile(history, seen, Answers(), LATER, POLICY).renamed) is one


@pytest.mark.parametrize(("place", "one"), [("Cork", True), ("Oslo", False)])
def test_where_nothing_long_is_their_own_title_and_place_decide(place: str, one: bool) -> None:
    """If two ads have little text of their own, the same title needs the same place."""
    assert housed((OWN[0],), (OWN[1],), new_title="Accountant", place=place) is one


@pytest.mark.parametrize(("sharing", "one"), [((18, 19), False), ((19, 20), True)])
def test_twenty_postings_tell_what_stands(sharing: tuple[int, int], one: bool) -> None:
    """Standing text is searched in the first twenty listed postings."""
    shared = "\n".join(TEXT)
    others = [
        entry(f"o{n:02}", f"Other {n}", f"{OURS if n < 2 else n}\n{shared if n in sharing else n}") for n in range(22)
    ]
    history = seen_first(listed([ad("zold", "Accountant", location="Cork"), *others]))
    seen = listed([ad("znew", "Electrician", location="Cork"), *others], api=False)
    assert bool(reconcile(history, seen, Answers(), LATER, POLICY).renamed) is one


def test_two_that_are_gone_make_no_standing_text() -> None:
    """The text of two missing ads is their own, and identifies the one that returns under another title."""
    house = [entry(f"h{n}", f"House {n}", OURS) for n in range(2)]
    history = seen_first(listed([*(ad(name, "Accountant", location="Cork") for name in "ab"), *house]))
    seen = listed([ad("new", "Electrician", location="Cork"), *house], api=False)
    assert reconcile(history, seen, Answers(), LATER, POLICY).renamed == {"new": "a"}


def test_who_has_a_partner_is_no_rival() -> None:
    """Once one pair is made by its place, the other two are a pair."""
    z = entry("z", "Baker", "y")
    history = seen_first(listed([ad("a", location="Oslo"), ad("b", location="Cork"), z]))
    seen = listed([ad("n1", location="Oslo"), ad("n2", location="Rome"), z], api=False)
    assert reconcile(history, seen, Answers(), LATER, POLICY).renamed == {"n1": "a", "n2": "b"}


def test_back_and_forth_is_known_under_a_new_address() -> None:
    """A posting that alternates is held even if its address changes."""
    z = entry("z", "Baker", "y")
    states = [Wording(title, TEXT).state for title in ("Site Lead", "Site Leads", "Site Lead")]
    history = changed(seen_first(listed([ad("old"), z])), old={"number": 3})
    history = replace(history, past={"old": states})
    verdict = reconcile(history, listed([ad("new", "Site Leads"), z], api=False), Answers(), LATER, POLICY)
    assert (verdict.renamed, verdict.changes) == ({"new": "old"}, ())
    assert verdict.updates["new"].doubt.flapping == states[1]


def test_the_most_alike_are_paired_first() -> None:
    """Of two missing postings, the more alike becomes the new one; the other stays missing."""
    history = seen_first(
        listed([ad("a", location="Oslo"), ad("b", blocks=text(other=1), location="Oslo"), entry("z", "Baker", "y")])
    )
    seen = listed([ad("new", blocks=text(other=1), location="Oslo"), entry("z", "Baker", "y")], api=False)
    assert reconcile(history, seen, Answers(), LATER, POLICY).renamed == {"new": "b"}


@pytest.mark.parametrize(("places", "expected"), [(("Oslo", "Oslo"), {"new": "a"}), (("Oslo", "Cork"), {})])
def test_two_that_are_alike_are_one_only_if_it_makes_no_difference(
    places: tuple[str, str], expected: dict[str, str]
) -> None:
    """Two with the same words are interchangeable; between two that differ, none is chosen."""
    olds = [ad(name, location=place) for name, place in zip("ab", places, strict=True)]
    history = seen_first(listed([*olds, entry("z", "Baker", "y")]))
    seen = listed([ad("new", location="Rome"), entry("z", "Baker", "y")], api=False)
    assert reconcile(history, seen, Answers(), LATER, POLICY).renamed == expected


def test_two_new_ones_that_differ_are_not_guessed_between() -> None:
    """One missing and two alike new postings at other places: no pair; at the same place, the first."""
    history = seen_first(listed([ad("old", location="Rome"), entry("z", "Baker", "y")]))
    for places, names in ((("Oslo", "Cork"), {}), (("Oslo", "Oslo"), {"n1": "old"})):
        news = [ad(f"n{n}", location=place) for n, place in enumerate(places, 1)]
        seen = listed([*news, entry("z", "Baker", "y")], api=False)
        assert reconcile(history, seen, Answers(), LATER, POLICY).renamed == names


def crowd(count: int, **last: Any) -> dict[str, str]:
    """Rename `count` postings at once, all with words of their own but for one that has other words now."""
    own = {0: last.get("requisition_id")}
    olds = [ad(f"a{n}", f"Role {n}", (f"w{n} " * 70,), requisition_id=own.get(n, f"R-{n:04}")) for n in range(count)]
    news = [ad(f"b{n}", f"Role {n}", (f"w{n} " * 70,), requisition_id=f"R-{n:04}") for n in range(1, count)]
    odd = ad("b0", **{"title": "Role 0", "blocks": ("w0 " * 68 + "one two",), "requisition_id": None, **last})
    history = replace(seen_first(listed(olds)), address="json a")
    policy = replace(POLICY, address="json b")
    return dict(reconcile(history, listed([*news, odd]), Answers(), LATER, policy).renamed)


@pytest.mark.parametrize(
    ("count", "last", "found"),
    [
        (20, {"title": "Role o"}, True),
        (200, {"title": "Role o"}, True),
        (201, {"title": "Role o"}, False),
        (201, {}, True),
        (201, {"title": "Role o", "requisition_id": "R-0000"}, True),
        (201, {"title": "Role o", "blocks": ("w0 " * 70,)}, True),
    ],
)
def test_very_many_at_once_need_something_exact(count: int, last: dict[str, Any], found: bool) -> None:
    """Up to 40,000 pairs are all compared; beyond that, only those with the same id, text or title."""
    names = crowd(count, **last)
    assert len(names) == count - (not found)
    assert ("b0" in names) is found


def test_an_edit_under_a_new_address_is_read_twice() -> None:
    """A page whose address changed is compared with the posting that it is of: what differs is a doubt."""
    z = entry("z", "Baker", "y")
    texts = {"old": page("\n".join(TEXT), name="old"), "new": page("\n".join(text(other=1)), name="new")}
    first_ = listed([entry("old", "Site Lead", detail=True), z])
    history = after(EMPTY, reconcile(EMPTY, first_, Answers(details={"old": texts["old"]}), NOW, POLICY), NOW)
    seen = listed([entry("new", "Site Lead", detail=True), z], api=False)
    answers = Answers(details={"new": texts["new"]})
    assert set(to_read_twice(history, seen, answers, POLICY)) == {"new"}
    assert to_read_twice(history, replace(seen, end=""), answers, POLICY) == {}
    same = Answers(details={"new": texts["old"]})
    assert to_read_twice(history, seen, same, POLICY) == {}
    verdict = reconcile(history, seen, answers, LATER, POLICY)
    assert (verdict.renamed, kinds(verdict)) == ({"new": "old"}, {})
    both = replace(answers, seconds={"new": texts["new"]})
    assert kinds(reconcile(history, seen, both, LATER, POLICY)) == {"edited": 1}


def test_a_new_name_is_known_though_its_entry_can_not_be_read() -> None:
    """A posting that goes on under a new name has its row there, whatever else the check could not do."""
    history = seen_first(listed([ad("old"), entry("z", "Baker", "y")]))
    reads = []

    def once(found: Page | None) -> Posting:
        reads.append(found)
        if len(reads) > 1:
            message = "odd"
            raise Failed(message)
        return ad("new").read(found)

    seen = listed([replace(ad("new"), read=once), entry("z", "Baker", "y")], api=False)
    verdict = reconcile(history, seen, Answers(), LATER, POLICY)
    assert verdict.renamed == {"new": "old"}
    assert set(verdict.updates) == {"new"}


@pytest.mark.parametrize(("alike", "found"), [(50, True), (51, False)])
def test_very_many_of_one_title_name_none_of_them(alike: int, found: bool) -> None:
    """Among very many, a title of up to fifty missing postings is used; one of more is not."""
    olds = [ad(f"a{n:03}", "Same" if n < alike else f"Role {n}", (f"w{n} " * 70,)) for n in range(201)]
    news = [ad(f"b{n:03}", f"Role {n}", (f"w{n} " * 70,)) for n in range(100, 300)]
    odd = ad("odd", "Same", ("w0 " * 68 + "one two",))
    history = replace(seen_first(listed(olds)), address="json a")
    policy = replace(POLICY, address="json b")
    names = reconcile(history, listed([*news, odd]), Answers(), LATER, policy).renamed
    assert ("odd" in names) is found
    assert names["b100"] == "a100"
