"""Which postings are one, a repost or copies of one role: each share and each condition, from both sides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.histories import (
    LATER,
    NEARLY_NINE,
    NEARLY_SIX,
    NINE,
    POLICY,
    SIX,
    TEXT,
    TITLE,
    ad,
    entry,
    events,
    first,
    kinds,
    known,
    listed,
    listing,
    text,
)
from tracker.identity import copies, likeness, ties_of, usable, words
from tracker.identity import kinds as kinds_of_ties
from tracker.ledger import Answers, Candidate, Change, History, Policy, Tie, Verdict, Wording
from tracker.reconcile import reconcile


def test_a_text_counts_from_200_characters_on() -> None:
    """199 characters prove nothing, 200 do; the shorter of the two decides."""
    long, short = ("x " * 99 + "xy",), ("x " * 99 + "x",)
    assert (len(long[0]), len(short[0])) == (200, 199)
    assert likeness(Wording("a", long), Wording("a", long)).text == 1.0
    assert likeness(Wording("a", short), Wording("a", short)).text == 0.0
    assert likeness(Wording("a", long), Wording("a", short)).text == 0.0
    assert likeness(Wording("a", short), Wording("a", long)).text == 0.0
    split = tuple("x" * 50 for _ in range(4))
    assert likeness(Wording("a", split), Wording("a", split)).text == 1.0


def test_likeness_in_numbers_and_words() -> None:
    """The share of words in common, of the title's letters, the place and the id; and each in words."""
    old = Wording("Site Lead", TEXT, location="Oslo", language="en")
    like = likeness(old, Wording("site lead!", text(other=2), location="oslo", language="de"), "R-77", "R-77")
    assert (like.text, like.title, like.place, like.requisition) == (0.9, 1.0, True, True)
    assert like.score == 3.1
    assert like.reasons == (
        "the same requisition R-77", "90% of the words in common", "the same title", "the same place",
        "another language, de beside en",
    )  # fmt: skip
    like = likeness(old, Wording("Site Load", TEXT, location="Rome"), "R-77", "R-78")
    assert (like.text, round(like.title, 3), like.place, like.requisition) == (1.0, 0.889, False, False)
    assert like.score == 1.0889
    assert like.reasons == ("the same text", "the title alike by 89%", "another place, Rome beside Oslo")
    assert likeness(old, Wording("Site Lead", location=None)).reasons == ("the same title",)
    assert likeness(Wording("a"), Wording("a", location="Oslo", language="en")).reasons == ("the same title",)
    assert likeness(Wording("a"), Wording("a")).place
    assert likeness(Wording("a", language="en"), Wording("a", language="en")).reasons == ("the same title",)


def test_far_texts_have_nothing_in_common() -> None:
    """A share of less than 0.4 is none at all."""
    assert likeness(Wording("a", TEXT), Wording("a", text(other=11))).text == pytest.approx(0.45)
    assert likeness(Wording("a", TEXT), Wording("a", text(other=13))).text == 0.0


def test_words_of_chinese_are_characters() -> None:
    """Small letters, one word each; scripts without spaces by character."""
    assert words(("We Build", "数据center")) == ["we", "build", "数", "据", "center"]


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [("R-1", "R-1", True), ("R-1", "R-2", False), (None, None, False), ("ab", "ab", False), ("abc", "abc", True),
     ("TBD", "TBD", False), ("0000", "0000", False), ("R-1", None, False)],
)  # fmt: skip
def test_requisition_ids_that_name_one(one: str | None, two: str | None, same: bool) -> None:
    """Ids that are the same, of three characters or more, and no placeholder."""
    assert likeness(Wording("a"), Wording("b"), one, two).requisition is same
    assert usable(one) is (one not in {None, "ab", "TBD", "0000"})


def news(name: str = "new", blocks: tuple[str, ...] = TEXT, title: str = "Site Lead", **more: Any) -> Change:
    return Change(name, "opened", "major", "opened", after=Wording(title, blocks, **more))


def tied(*candidates: Candidate, change: Change | None = None, requisition: str | None = None,
         listed_: tuple[str, ...] = (), policy: Policy = POLICY) -> list[tuple[str, str]]:  # fmt: skip
    new = change or news()
    found = ties_of(new, requisition, candidates, kinds_of_ties(new.external_id, listed_.__contains__, policy))
    return sorted((tie.kind, tie.other) for tie in found)


def candidate(name: str, blocks: tuple[str, ...] = TEXT, title: str = "Site Lead", **more: Any) -> Candidate:
    return Candidate(known(name, id=f"s.{name}", **more), Wording(title, blocks))


@pytest.mark.parametrize(
    ("status", "in_list", "kind"),
    [("open", True, "role"), ("open", False, "repost"), ("closed", True, "repost"), ("closed", False, "repost")],
)
def test_a_copy_is_listed_and_a_repost_is_not(status: str, in_list: bool, kind: str) -> None:
    """Open and in the list: a copy of one role. Closed, or not in the list any more: its repost."""
    assert tied(candidate("a", status=status), listed_=("a",) if in_list else ()) == [(kind, "s.a")]


@pytest.mark.parametrize(
    ("blocks", "title", "one"),
    [
        (text(other=2), SIX, True),
        (text(other=2), NEARLY_SIX, False),
        (text(other=3), SIX, False),
        (text(other=4), NINE, True),
        (text(other=4), NEARLY_NINE, False),
        (text(other=5), TITLE, False),
    ],
)
def test_when_a_new_ad_is_an_old_one(blocks: tuple[str, ...], title: str, one: bool) -> None:
    """Nine tenths of the words and six of the title, or eight of the words and nine of the title."""
    assert bool(tied(candidate("a", title=TITLE), change=news(blocks=blocks, title=title))) is one


def test_an_id_ties_whatever_the_words() -> None:
    """The same requisition id is enough; another one is nothing."""
    one = candidate("a", ("x",), "Cook", requisition_id="R-77")
    assert tied(one, requisition="R-77") == [("repost", "s.a")]
    assert tied(one, requisition="R-78") == []


def test_the_best_of_each_kind() -> None:
    """The highest score; of equals the one that closed last, an open one before it, then the greater id."""
    near = candidate("near", text(other=1), status="closed", closed_at="2026-01-09")
    old, new = (
        candidate(name, status="closed", closed_at=at) for name, at in (("o", "2026-01-01"), ("n", "2026-01-02"))
    )
    lost = candidate("lost")
    assert tied(near, old) == [("repost", "s.o")]
    assert tied(old, near) == [("repost", "s.o")]
    assert tied(old, new) == tied(new, old) == [("repost", "s.n")]
    assert tied(lost, new) == tied(new, lost) == [("repost", "s.lost")]
    assert tied(candidate("b"), candidate("a")) == [("repost", "s.b")]
    assert tied(candidate("a"), old, listed_=("a",)) == [("repost", "s.o"), ("role", "s.a")]


def test_what_ties_nothing() -> None:
    """Itself, what a person said is apart, and a change without a wording."""
    assert tied(candidate("new")) == []
    apart = replace(POLICY, slug="s", apart=frozenset({frozenset({"s.a", "s.new"})}))
    assert tied(candidate("a"), policy=apart) == []
    assert tied(candidate("b"), policy=apart) == [("repost", "s.b")]
    assert tied(candidate("a"), change=Change("new", "opened", "major", "s")) == []


def roles_of(*opened: tuple[Change, str | None], total: int = 30, policy: Policy = POLICY) -> list[tuple[str, str]]:
    ties: list[Tie] = copies(opened, total, policy)
    assert {tie.kind for tie in ties} <= {"role"}
    assert {tie.other for tie in ties} <= {""}
    return sorted((tie.external_id, tie.beside) for tie in ties)


@pytest.mark.parametrize(
    ("blocks", "title", "one"),
    [(text(other=4), "Site Lead", True), (text(other=5), "Site Lead", False), (TEXT, "Site Leads", False)],
)
def test_copies_of_one_check_share_title_and_words(blocks: tuple[str, ...], title: str, one: bool) -> None:
    """The very same title, and eight tenths of the words."""
    found = roles_of((news("b", blocks, title), None), (news("a"), None))
    assert found == ([("b", "a")] if one else [])


def test_copies_of_one_check_share_an_id() -> None:
    """The same requisition id, whatever the words; no placeholder, and no short text under one title."""
    short = ("We build.",)
    assert roles_of((news("a", short, "Cook"), "R-77"), (news("b", short, "Chef"), "R-77")) == [("b", "a")]
    assert roles_of((news("a", short, "Cook"), "TBD"), (news("b", short, "Chef"), "TBD")) == []
    assert roles_of((news("a", short), None), (news("b", short), None)) == []
    just = ("x " * 99 + "xy",)
    assert roles_of((news("a", just), None), (news("b", just), None)) == [("b", "a")]
    bare = Change("b", "opened", "major", "s")
    assert roles_of((news("a"), "R-77"), (bare, "R-77")) == []


def test_each_copy_is_tied_once_to_the_first_of_its_kind() -> None:
    """Of four with one title and two texts, each later one is tied to the first with its words."""
    other = text(other=20)
    found = roles_of(*((news(name, TEXT if name in "ac" else other), None) for name in "abcd"))
    assert found == [("c", "a"), ("d", "b")]
    both = roles_of((news("a"), "R-77"), (news("b"), "R-77"))
    assert both == [("b", "a")]
    by_id = roles_of((news("a", title="Cook"), "R-77"), (news("b"), None), (news("c"), "R-77"))
    assert by_id == [("c", "a")]


@pytest.mark.parametrize(("count", "total", "one"), [(10, 10, True), (11, 22, True), (11, 21, False), (11, 11, False)])
def test_what_most_postings_share_ties_nothing(count: int, total: int, one: bool) -> None:
    """An id or a text of more than ten postings, and of more than half, is the template's."""
    found = roles_of(*((news(f"p{n:02}", (f"Own {n}",)), "R-77") for n in range(count)), total=total)
    assert len(found) == (count - 1 if one else 0)


def test_copies_that_are_apart() -> None:
    """A pair that a person took apart is not tied; a third is tied to whichever it may be."""
    apart = replace(POLICY, slug="s", apart=frozenset({frozenset({"s.a", "s.b"})}))
    assert roles_of((news("a"), None), (news("b"), None), policy=apart) == []
    assert roles_of(*((news(name), None) for name in "abc"), policy=apart) == [("c", "a")]


def test_a_further_ad_is_compared_with_twenty() -> None:
    """Of very many different ads under one title the first twenty are heads that others are tied to."""
    ads = [(news(f"p{n:02}", (f"{chr(97 + n)} " * 110,)), None) for n in range(21)]
    twenty, first_ = (news("x20", ("t " * 110,)), None), (news("x00", ("a " * 110,)), None)
    late = (news("x21", ("u " * 110,)), None)
    assert roles_of(*ads, twenty, first_, late, total=99) == [("x00", "p00"), ("x20", "p19")]


def opened(history: History, *entries: Any) -> Verdict:
    return reconcile(history, listed(entries), Answers(), LATER, replace(POLICY, slug="s"))


def test_ties_of_a_check() -> None:
    """A repost is told of the opening and of the row; a copy of a known role is not tied again to its like."""
    history = first({"z": ("Baker", "y")})
    gone = Candidate(known("a", id="s.a", status="closed", closed_at=LATER), Wording("Site Lead", TEXT))
    verdict = opened(
        replace(history, alike=lambda _wording, _id, _kind_of: [gone]), entry("z", "Baker", "y"), ad("b"), ad("c")
    )
    assert {(change.external_id, change.repost_of) for change in verdict.changes} == {("b", "s.a"), ("c", "s.a")}
    assert {name: one.repost_of for name, one in verdict.updates.items()} == {"b": "s.a", "c": "s.a"}
    assert sorted((tie.kind, tie.external_id, tie.other or tie.beside) for tie in verdict.ties) == [
        ("repost", "b", "s.a"), ("repost", "c", "s.a"), ("role", "c", "b"),
    ]  # fmt: skip
    here = Candidate(known("z", id="s.z"), Wording("Site Lead", TEXT))
    verdict = opened(
        replace(history, alike=lambda _wording, _id, _kind_of: [here]), entry("z", "Baker", "y"), ad("b"), ad("c")
    )
    assert {(change.external_id, change.repost_of) for change in verdict.changes} == {("b", None), ("c", None)}
    assert sorted((tie.kind, tie.external_id, tie.other or tie.beside) for tie in verdict.ties) == [
        ("role", "b", "s.z"), ("role", "c", "s.z"),
    ]  # fmt: skip


def test_only_what_is_new_is_tied() -> None:
    """An edit beside a repost is no repost; nor is an opening that is like nothing."""
    gone = Candidate(known("a", id="s.a", status="closed"), Wording("Site Lead", TEXT))
    history = replace(first({"z": ("Baker", "y")}), alike=lambda _wording, _id, _kind_of: [gone])
    far = entry("d", "Pilot", "z" * 300)
    verdict = opened(history, ad("z"), ad("b"), far)
    assert events(verdict) == [("b", "opened"), ("d", "opened"), ("z", "edited")]
    assert {change.external_id: change.repost_of for change in verdict.changes} == {"b": "s.a", "d": None, "z": None}
    assert [(tie.kind, tie.external_id) for tie in verdict.ties] == [("repost", "b")]


def test_a_baseline_reposts_nothing() -> None:
    """What was already there when the watching began has copies, and is nobody's repost."""
    gone = Candidate(known("a", id="s.a", status="closed"), Wording("Site Lead", TEXT))
    history = History({}, {}, alike=lambda _wording, _id, _kind_of: [gone])
    verdict = opened(history, ad("b"), ad("c"))
    assert [(tie.kind, tie.external_id, tie.beside) for tie in verdict.ties] == [("role", "c", "b")]


def test_candidates_are_asked_for_by_words_and_id() -> None:
    """The store is asked with the new wording and its requisition id."""
    asked = []
    history = replace(
        first({"z": ("Baker", "y")}),
        alike=lambda wording, number, _kind_of: asked.append((wording.title, number)) or (),
    )
    opened(history, entry("z", "Baker", "y"), ad("b", requisition_id="R-77"))
    assert asked == [("Site Lead", "R-77")]


def test_a_copy_marked_as_closed_is_not_listed() -> None:
    """An entry that the source marks as closed is not there beside the new one: the new one is its repost."""
    here = Candidate(known("z", id="s.z", returns=1), Wording("Site Lead", TEXT))
    history = replace(first({"z": ("Baker", "y")}), alike=lambda _wording, _id, _kind_of: [here])
    verdict = opened(history, replace(entry("z", "Baker", "y"), open=False), ad("b"))
    assert [(tie.kind, tie.other) for tie in verdict.ties] == [("repost", "s.z")]
    assert kinds(verdict)["opened"] == 1
    assert listing({}).entries == ()
