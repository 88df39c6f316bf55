"""Which postings are one, a repost or copies of one role: each share and condition, from both sides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from tracker.model.history import Answers, Candidate, Change, History, Policy, Tie, Verdict
from tracker.model.wording import Wording
from tracker.reconcile import identity, reconcile
from tracker.reconcile.identity import copies, ties_of
from tracker.reconcile.identity import kinds as kinds_of_ties
from tracker.reconcile.likeness import (
    Requisitions,
    StandingText,
    heading,
    likeness,
    plain,
    same_words,
    sentences,
    usable,
    words,
)


def test_a_text_counts_from_200_characters_on() -> None:
    """199 characters prove nothing, 200 do; the shorter text decides."""
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
    new = Wording("site lead!", text(other=2), location="oslo", language="de")
    like = likeness(old, new, ids=("R-77", "R-77"), relation="same")
    assert (like.text, like.title, like.place, like.retitled) == (0.9, 1.0, True, True)
    assert like.score == round((8 + 3.6 + 6 + 1) / 19, 4)
    assert like.reasons == (
        "the same requisition R-77, which no different posting has",
        "90% of the words in common, without text that other postings share", "the same title", "the same place",
        "another language, de instead of en",
    )  # fmt: skip
    like = likeness(old, Wording("Site Load", TEXT, location="Rome"), ids=("R-77", "R-78"), relation="other")
    assert (like.text, round(like.title, 3), like.place, like.retitled) == (1.0, 0.889, False, False)
    assert like.score == round((10 + 6 * 8 / 9) / 19, 4)
    assert like.reasons == (
        "another requisition, R-78 instead of R-77", "the same text, without text that other postings share",
        "the title 88% alike", "another place, Rome instead of Oslo",
    )  # fmt: skip
    renewed = likeness(old, old, ids=("R-77", "R-78"), relation="renewed").reasons
    assert renewed[0] == "another requisition, R-78 instead of R-77, as this source renews them"
    assert likeness(old, Wording("Site Lead", location=None)).reasons == ("the same title",)
    assert likeness(Wording("a"), Wording("a", location="Oslo", language="en")).reasons == ("the same title",)
    assert likeness(Wording("a"), Wording("a")).place
    assert likeness(Wording("a", language="en"), Wording("a", language="en")).reasons == ("the same title",)


def test_far_texts_have_nothing_in_common() -> None:
    """A share below 0.4 counts as none."""
    assert likeness(Wording("a", TEXT), Wording("a", text(other=11))).text == pytest.approx(0.45)
    assert likeness(Wording("a", TEXT), Wording("a", text(other=13))).text == 0.0


def test_words_of_chinese_are_characters() -> None:
    """Words are in lower case; scripts without spaces are split by character."""
    assert words(("We Build", "数据center")) == ["we", "build", "数", "据", "center"]


def ids(*openings: tuple[str, str], renews: bool = False) -> Requisitions:
    """Return what a source knows of ids whose postings have these titles."""
    return Requisitions(
        lambda name: {heading(title, None) for title, number in openings if plain(number) == name}, renews=renews
    )


@pytest.mark.parametrize(
    ("one", "two", "relation"),
    [("R-1", "R-1", "same"), ("R-1", "r 1", "same"), ("R-1", "R-2", "other"), (None, None, ""), ("ab", "ab", ""),
     ("abc", "abc", "same"), ("TBD", "TBD", ""), ("0000", "0000", ""), ("R-1", None, ""), ("R-1", "N/A", ""),
     ("See Opening ID", "See Opening ID", ""), ("Evergreen 7", "Evergreen 7", ""), ("TBD-FTE", "TBD-FTE", ""),
     ("N/A (new role)", "N/A (new role)", ""), ("tba 2", "tba 2", ""), ("To be confirmed", "To be confirmed", ""),
     ("TBC", "TBC", ""), ("tbn", "TBN", ""), ("Pending approval", "Pending approval", ""), ("Not assigned", "Not assigned", ""),
     ("XXXX", "XXXX", ""), ("Unknown", "unknown", ""), ("TBCX-7", "TBCX-7", "same"), ("XXL-7", "XXL-7", "same"),
     ("NOT7", "NOT7", "same"), ("TBDX-7", "TBDX-7", "same"), ("NA-100", "NA-100", "same"), ("Tobe 3", "Tobe 3", "same")],
)  # fmt: skip
def test_requisition_ids_that_name_one(one: str | None, two: str | None, relation: str) -> None:
    """Equal ids of three characters or more, and no placeholder."""
    assert ids().relation(one, two) == relation
    assert ids().relation(two, one) == relation
    none = {
        "ab",
        "TBD",
        "0000",
        "See Opening ID",
        "Evergreen 7",
        "TBD-FTE",
        "N/A (new role)",
        "tba 2",
        "To be confirmed",
        "TBC",
        "tbn",
        "Pending approval",
        "Not assigned",
        "XXXX",
        "Unknown",
    }
    assert usable(one) is (one is not None and one not in none)


def test_more_words_that_are_no_ids() -> None:
    """Placeholders in other languages, and made-up numbers."""
    none = [
        "à définir",
        "Por definir",
        "wird noch bekanntgegeben",
        "Da definire",
        "do ustalenia",
        "待定",
        "New",
        "test",
        "12345",
        "99999",
        "1111",
    ]
    assert [one for one in none if usable(one)] == []
    good = ["NEW-4711", "Testa 12", "R-12345", "10234", "112233", "12354", "Newport"]
    assert [one for one in good if not usable(one)] == []


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["Cook"], True),
        (["Cook", "Cook", "Cook (m/w/d)"], True),
        (["Site Lead", "Senior Site Lead"], True),
        (["Site Lead", "Site Leads", "Site Lead, Night"], True),
        (["Data Partner Manager", "Data Partners Manager"], True),
        (["Cook", "Pilot"], False),
        (["Golang Engineer, Sales Systems", "Python Engineer, Sales Systems"], False),
        (["Payable Clerk", "Receivable Clerk"], False),
        (["Site Lead", "Site Lead", "Site Lead", "Pilot"], False),
        (["Lead", "Site Lead", "Senior Site Lead, Nights"], False),
        (["Site Lead", "Site Lead Bonn", "Site Lead Bonn Nights", "Site Lead Bonn Nights Power"], False),
    ],
)
@pytest.mark.parametrize("number", ["MULTI", "ONE", "x-99", "42-17", "Bitte wählen", "siehe Anzeige"])
def test_an_id_of_unlike_postings_is_no_id(titles: list[str], names: bool, number: str) -> None:
    """An id counts only with few titles, each of which has the words of the others or more."""
    found = ids(*((title, number) for title in titles))
    assert found.names_one(number) is names
    assert found.relation(number, number) == ("same" if names else "")
    assert found.relation(number, "R-5") == ("other" if names else "")
    first_, *others = titles
    fresh = Requisitions(lambda _name: {heading(first_, None)}, [(heading(one, None), number) for one in others])
    assert fresh.names_one(number) is names


def test_a_source_that_renews_ids() -> None:
    """There, another id is not another opening."""
    assert ids(renews=True).relation("R-1", "R-2") == "renewed"
    assert ids(renews=True).relation("R-1", "R-1") == "same"
    assert ids(renews=True).relation("R-1", "TBD") == ""


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("site lead", "site lead", True),
        ("site lead", "senior site lead", True),
        ("site lead", "lead site", True),
        ("site engineers", "site engineer nights", True),
        ("site cook", "site lead", False),
        ("credit card lead", "debit card lead", False),
        ("engineer i", "engineer ii", False),
        ("", "cook", True),
    ],
)
def test_titles_in_which_no_word_is_replaced(one: str, two: str, same: bool) -> None:
    """A title may have more words than the other, and words that are spelled otherwise."""
    assert same_words(one, two) is same_words(two, one) is same


def news(name: str = "new", blocks: tuple[str, ...] = TEXT, title: str = "Site Lead", **more: Any) -> Change:
    return Change(name, "opened", "major", "opened", after=Wording(title, blocks, **more))


def tied(*candidates: Candidate, change: Change | None = None, requisition: str | None = None,
         listed_: tuple[str, ...] = (), policy: Policy = POLICY) -> list[tuple[str, str]]:  # fmt: skip
    new = change or news()
    kind_of = kinds_of_ties(new.external_id, listed_.__contains__, policy)
    told = [(one.wording.title, one.known.requisition_id or "") for one in candidates]
    title = new.after.title if new.after else ""
    found = ties_of(new, requisition, candidates, kind_of, ids(*told, (title, requisition or "")).relation)
    return sorted((tie.kind, tie.other) for tie in found)


def candidate(name: str, blocks: tuple[str, ...] = TEXT, title: str = "Site Lead", **more: Any) -> Candidate:
    return Candidate(known(name, id=f"s.{name}", **more), Wording(title, blocks))


@pytest.mark.parametrize(
    ("status", "in_list", "kind"),
    [("open", True, "role"), ("open", False, "repost"), ("closed", True, "repost"), ("closed", False, "repost")],
)
def test_a_copy_is_listed_and_a_repost_is_not(status: str, in_list: bool, kind: str) -> None:
    """If the other posting is listed, it is a copy of one role; if it is closed or missing, a repost."""
    assert tied(candidate("a", status=status), listed_=("a",) if in_list else ()) == [(kind, "s.a")]


@pytest.mark.parametrize(
    ("blocks", "title", "one"),
    [
        (text(other=2), f"Senior {TITLE}", True),
        (text(other=3), f"Senior {TITLE}", False),
        (text(other=1), SIX, True),
        (text(other=2), SIX, False),
        (TEXT, NEARLY_SIX, False),
        (text(other=4), NINE, True),
        (text(other=4), NEARLY_NINE, False),
        (text(other=5), TITLE, False),
    ],
)
def test_when_a_new_ad_is_an_old_one(blocks: tuple[str, ...], title: str, one: bool) -> None:
    """Eight tenths of the words and nine of the title; or six of the title and nine of the words, more if a word is replaced."""
    assert bool(tied(candidate("a", title=TITLE), change=news(blocks=blocks, title=title))) is one


@pytest.mark.parametrize(
    ("title", "one"),
    [
        ("Site Lead", True),
        ("Senior Site Lead", True),
        ("Site Leads", True),
        ("Site Lead at night", True),  # 67 per cent
        ("Site Lead at night X", False),  # 62
        ("Pilot", False),
        ("Site Cook", False),
        ("Lead of a site that is very large", False),
    ],
)
def test_an_id_alone_ties_nothing(title: str, one: bool) -> None:
    """Under titles with the same words, or more, one id is one opening; under other titles it is no id."""
    short = ("x",)
    gone = candidate("a", short, "Site Lead", requisition_id="R-77")
    new = news(blocks=short, title=title)
    assert bool(tied(gone, change=new, requisition="R-77")) is one
    assert tied(gone, change=new, requisition="R-78") == []
    assert tied(gone, change=new) == []


def test_other_ids_are_other_openings() -> None:
    """The same words under another id: no repost, and a copy only in another place; if ids are renewed, both."""
    here = news(location="Oslo")
    for status in ("open", "closed"):
        for place, one in (("Oslo", False), ("Cork", status == "open")):
            beside = Candidate(
                known("a", id="s.a", status=status, requisition_id="R-1"), Wording("Site Lead", TEXT, location=place)
            )
            listed_ = ("a",) if status == "open" else ()
            assert bool(tied(beside, change=here, requisition="R-2", listed_=listed_)) is one
            assert bool(tied(beside, change=here, requisition="N/A", listed_=listed_)) is True
            kind_of = kinds_of_ties("new", listed_.__contains__, POLICY)
            assert ties_of(here, "R-2", [beside], kind_of, ids(renews=True).relation)


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
    """The posting itself, a pair marked as apart, and a change without a wording."""
    assert tied(candidate("new")) == []
    apart = replace(POLICY, slug="s", apart=frozenset({frozenset({"s.a", "s.new"})}))
    assert tied(candidate("a"), policy=apart) == []
    assert tied(candidate("b"), policy=apart) == [("repost", "s.b")]
    assert tied(candidate("a"), change=Change("new", "opened", "major", "s")) == []


def roles_of(
    *opened: tuple[Change, str | None], total: int = 30, policy: Policy = POLICY, beside: Sequence[Wording] = ()
) -> list[tuple[str, str]]:
    found = Requisitions(
        lambda _name: (), ((heading(one.after.title, None), number) for one, number in opened if one.after)
    )
    ties: list[Tie] = copies(opened, total, policy, found.relation, beside)
    assert {tie.kind for tie in ties} <= {"role"}
    assert {tie.other for tie in ties} <= {""}
    return sorted((tie.external_id, tie.other_external_id) for tie in ties)


@pytest.mark.parametrize(
    ("blocks", "title", "one"),
    [(text(other=4), "Site Lead", True), (text(other=5), "Site Lead", False), (TEXT, "Site Leads", False)],
)
def test_copies_of_one_check_share_title_and_words(blocks: tuple[str, ...], title: str, one: bool) -> None:
    """Exactly the same title, and eight tenths of the words."""
    found = roles_of((news("b", blocks, title), None), (news("a"), None))
    assert found == ([("b", "a")] if one else [])


def test_copies_of_one_check_share_an_id() -> None:
    """The same requisition id under alike titles; no placeholder, and no short text under one title."""
    short = ("We build.",)
    assert roles_of((news("a", short), "R-77"), (news("b", short, "Senior Site Lead"), "R-77")) == [("b", "a")]
    assert roles_of((news("a", short, "Cook"), "R-77"), (news("b", short, "Chef"), "R-77")) == []
    assert roles_of((news("a", short, "Cook"), "TBD"), (news("b", short, "Cook"), "TBD")) == []
    assert roles_of((news("a", short), None), (news("b", short), None)) == []
    just = ("x " * 99 + "xy",)
    assert roles_of((news("a", just), None), (news("b", just), None)) == [("b", "a")]
    bare = Change("b", "opened", "major", "s")
    assert roles_of((news("a"), "R-77"), (bare, "R-77")) == []


UNLIKE = (" ".join(f"Counts{number} crates{number} quietly{number}." for number in range(12)),)


@pytest.mark.parametrize(
    ("old", "new", "one"),
    [
        ("Marketing Manager", "Marketing Manager Intern", False),
        ("Senior Paint Buyer", "Paint Buyer", False),
        ("Store Lead Trainee", "Store Lead", False),
        ("Bauleitung Werkstatt, Werkstudent", "Bauleitung Werkstatt", False),
        ("Crane Operator II", "Crane Operator", False),
        ("Jr. Harbour Pilot", "Harbour Pilot", False),
        ("Site Lead", "Site Leads", True),
        ("Harbour Pilot", "Harbour Pilot, Nights", True),
        ("Senior Harbour Pilot", "Senior Harbour Pilot, Nights", True),
        ("Praktikant Marketing", "Praktikantin Marketing", True),
    ],
)
@pytest.mark.parametrize(
    ("text_", "alike"), [(UNLIKE, False), (TEXT, True), (text(other=6), True), (("Short.",), True)]
)
def test_a_level_in_one_title_alone_with_unlike_texts_is_another_role(
    old: str, new: str, text_: tuple[str, ...], *, one: bool, alike: bool
) -> None:
    """Under one requisition id, as repost and as copy in one check, in either order."""
    for first_, second in ((old, new), (new, old)):
        change = news("b", text_, second)
        known_ = candidate("a", title=first_, requisition_id="Q-15", status="closed")
        assert bool(tied(known_, change=change, requisition="Q-15")) is (one or alike)
        copies_ = roles_of((news("a", TEXT, first_), "Q-15"), (change, "Q-15"))
        assert bool(copies_) is (one or alike)


def test_each_copy_is_tied_once_to_the_first_of_its_kind() -> None:
    """Of four with one title and two texts, each later one is tied to the first with its words."""
    other = text(other=20)
    found = roles_of(*((news(name, TEXT if name in "ac" else other), None) for name in "abcd"))
    assert found == [("c", "a"), ("d", "b")]
    both = roles_of((news("a"), "R-77"), (news("b"), "R-77"))
    assert both == [("b", "a")]
    by_id = roles_of((news("a", title="Night Site Lead"), "R-77"), (news("b"), None), (news("c", other), "R-77"))
    assert by_id == [("c", "a")]


@pytest.mark.parametrize(("count", "total", "one"), [(10, 10, True), (11, 22, True), (11, 21, False), (11, 11, False)])
def test_what_most_postings_share_ties_nothing(count: int, total: int, one: bool) -> None:
    """An id or a text of more than ten postings, and more than half, belongs to the template."""
    found = roles_of(*((news(f"p{n:02}", (f"Own {n}",)), "R-77") for n in range(count)), total=total)
    assert len(found) == (count - 1 if one else 0)


def test_copies_that_are_apart() -> None:
    """A pair marked as apart is not tied; a third posting may be tied to either."""
    apart = replace(POLICY, slug="s", apart=frozenset({frozenset({"s.a", "s.b"})}))
    assert roles_of((news("a"), None), (news("b"), None), policy=apart) == []
    assert roles_of(*((news(name), None) for name in "abc"), policy=apart) == [("c", "a")]


def test_a_further_ad_is_compared_with_twenty() -> None:
    """Of very many different ads with one title, only the first twenty are compared with later ones."""
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
    verdict = opened(replace(history, candidates=lambda _sought: [gone]), entry("z", "Baker", "y"), ad("b"), ad("c"))
    assert {(change.external_id, change.repost_of) for change in verdict.changes} == {("b", "s.a"), ("c", "s.a")}
    assert {name: one.repost_of for name, one in verdict.updates.items()} == {"b": "s.a", "c": "s.a"}
    assert sorted((tie.kind, tie.external_id, tie.other or tie.other_external_id) for tie in verdict.ties) == [
        ("repost", "b", "s.a"), ("repost", "c", "s.a"), ("role", "c", "b"),
    ]  # fmt: skip
    here = Candidate(known("z", id="s.z"), Wording("Site Lead", TEXT))
    verdict = opened(replace(history, candidates=lambda _sought: [here]), entry("z", "Baker", "y"), ad("b"), ad("c"))
    assert {(change.external_id, change.repost_of) for change in verdict.changes} == {("b", None), ("c", None)}
    assert sorted((tie.kind, tie.external_id, tie.other or tie.other_external_id) for tie in verdict.ties) == [
        ("role", "b", "s.z"), ("role", "c", "s.z"),
    ]  # fmt: skip


def test_only_what_is_new_is_tied() -> None:
    """An edit beside a repost is no repost; nor is an opening that is like nothing."""
    gone = Candidate(known("a", id="s.a", status="closed"), Wording("Site Lead", TEXT))
    history = replace(first({"z": ("Baker", "y")}), candidates=lambda _sought: [gone])
    far = entry("d", "Pilot", "z" * 300)
    verdict = opened(history, ad("z"), ad("b"), far)
    assert events(verdict) == [("b", "opened"), ("d", "opened"), ("z", "edited")]
    assert {change.external_id: change.repost_of for change in verdict.changes} == {"b": "s.a", "d": None, "z": None}
    assert [(tie.kind, tie.external_id) for tie in verdict.ties] == [("repost", "b")]


def test_a_baseline_reposts_nothing() -> None:
    """Postings of the baseline have copies, and are reposts of nothing."""
    gone = Candidate(known("a", id="s.a", status="closed"), Wording("Site Lead", TEXT))
    history = History({}, {}, candidates=lambda _sought: [gone])
    verdict = opened(history, ad("b"), ad("c"))
    assert [(tie.kind, tie.external_id, tie.other_external_id) for tie in verdict.ties] == [("role", "c", "b")]


def test_candidates_are_asked_for_by_words_and_id() -> None:
    """The store is asked with the new wording and its requisition id."""
    asked = []
    history = replace(
        first({"z": ("Baker", "y")}),
        candidates=lambda sought: asked.append((sought.wording.title, sought.requisition)) or (),
    )
    opened(history, entry("z", "Baker", "y"), ad("b", requisition_id="R-77"))
    assert asked == [("Site Lead", "R-77")]


def test_a_copy_marked_as_closed_is_not_listed() -> None:
    """An entry that the source marks as closed is not open: the new posting is its repost."""
    here = Candidate(known("z", id="s.z", returns=1), Wording("Site Lead", TEXT))
    history = replace(first({"z": ("Baker", "y")}), candidates=lambda _sought: [here])
    verdict = opened(history, replace(entry("z", "Baker", "y"), open=False), ad("b"))
    assert [(tie.kind, tie.other) for tie in verdict.ties] == [("repost", "s.z")]
    assert kinds(verdict)["opened"] == 1
    assert listing({}).entries == ()


@given(st.lists(st.text("ab.!?… 。！\u00a0\t", max_size=12), max_size=4))
def test_sentences_end_where_their_signs_are(blocks: list[str]) -> None:
    """A Latin full stop ends a sentence before a space; a Chinese or Japanese one anywhere."""
    ends = re.compile("(?<=[.!?\u2026])\\s+|(?<=[\u3002\uff01\uff1f])")
    assert sentences(blocks) == [one for block in blocks for one in ends.split(block) if one]


@given(
    st.lists(st.tuples(st.sampled_from("ABCDE"), st.lists(st.sampled_from("xyz"), max_size=4)), max_size=8),
    st.frozensets(st.sampled_from("ABCDEF"), min_size=1, max_size=2),
)
@settings(max_examples=40)
def test_standing_text_is_what_two_other_titles_have(ads: list[tuple[str, list[str]]], pair: frozenset[str]) -> None:
    """Ads with one title count once, however often they say something, and the two that are compared don't count."""
    standing = StandingText(ads)
    for sentence in "xyz":
        others = {title for title, text in ads if sentence in text} - pair
        assert standing.has(pair, sentence) == (len(others) >= 2)


def test_standing_text_is_counted_where_two_new_postings_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """No text is split into sentences where no two postings have a title in common."""
    asked: list[int] = []
    count = identity.standing_text
    monkeypatch.setattr(identity, "standing_text", lambda ones: asked.append(1) or count(ones))
    for titles, wanted in ((("Baker", "Miller", "Smith"), 0), (("Baker", "Miller", "Baker"), 1)):
        asked.clear()
        new = [
            (Change(str(place), "opened", "major", "opened", after=Wording(one)), None)
            for place, one in enumerate(titles)
        ]
        copies(new, len(new), POLICY, lambda _old, _new: "")
        assert len(asked) == wanted
