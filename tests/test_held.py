"""What is held because most postings show it at once, or because the list is another employer's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.histories import (
    LATER,
    NOW,
    POLICY,
    Items,
    after,
    changed,
    entry,
    events,
    first,
    kinds,
    listed,
    listing,
    roles,
    seen_first,
    steps,
)
from tracker.model import Listing
from tracker.model.history import Answers, History, Verdict
from tracker.reconcile import reconcile
from tracker.reconcile.vanished import EMPTY_SINCE

PILOTS: Items = {f"z{n}": (f"Pilot of ship {n}", "y") for n in range(9)}


def check(history: History, seen: Listing, answers: Answers | None = None, **policy: Any) -> Verdict:
    return reconcile(history, seen, answers or Answers(), LATER, replace(POLICY, **policy))


def strangers(history: History, items: Items, **more: Any) -> bool:
    """Return whether a list of these postings is held as another one's."""
    verdict = check(history, listing(items, **more))
    held = "known postings is in the list" in verdict.reason
    assert held == (verdict.changes == () and not verdict.used)
    return held


@pytest.mark.parametrize(("known", "held"), [(2, False), (3, True), (8, True)])
def test_three_known_postings_are_enough_to_doubt(known: int, held: bool) -> None:
    """If fewer than three were open, a list of others is believed."""
    assert strangers(first(roles(known)), PILOTS) is held


def test_closed_postings_are_not_expected_in_a_list() -> None:
    """Of eight known ones two are open: too few to doubt the list."""
    history = changed(first(roles(8)), **{f"p{n:03}": {"status": "closed", "listed": False} for n in range(6)})
    assert not strangers(history, PILOTS)
    history = changed(history, p000={"status": "open"})
    assert strangers(history, PILOTS)


@pytest.mark.parametrize(("same", "held"), [(0, True), (3, True), (4, False), (5, False)])
def test_half_of_the_ids_make_it_the_same_list(same: int, held: bool) -> None:
    """Ids prove nothing below half of the open postings, because many employers use small numbers."""
    items = {f"p{n:03}": (f"Pilot of ship number {n}", "y") for n in range(same)} | PILOTS
    assert strangers(first(roles(8)), items) is held


@pytest.mark.parametrize(
    ("old", "new", "held"),
    [
        ("abcdefghij", "abcdefuvwx", False),  # 60 per cent in common
        ("abcdefghijklmnopqrstuvwxyzz", "abcdefghijklmnop01234567899", True),  # 59.3
    ],
)
def test_one_posting_that_is_known_makes_it_the_same_list(old: str, new: str, held: bool) -> None:
    """A known id with a title that is 60 per cent alike is the same posting; below that it is not."""
    assert strangers(first({**roles(7), "a": (old, "x")}), {**PILOTS, "a": (new, "y")}) is held


def test_the_same_line_is_the_same_posting() -> None:
    """An entry with a known fingerprint is known, whatever its title."""
    seen = [entry("p000", "Something else", fingerprint="Cook 0 text 0 {}"), *listing(PILOTS).entries]
    assert "another list" not in check(first(roles(8)), listed(seen)).holds
    seen[0] = entry("p000", "Something else", fingerprint="other")
    assert "another list" in check(first(roles(8)), listed(seen)).holds


def test_an_empty_list_is_no_strangers() -> None:
    """A list without entries is reported as empty."""
    assert "came back empty" in check(first(roles(8)), listing({})).reason
    believed = check(replace(first(roles(8)), empties=7, holds={EMPTY_SINCE: 0}), listing({}))
    assert (believed.outcome, believed.holds, believed.used) == ("complete", {}, True)


def test_a_source_that_moved_has_other_names() -> None:
    """If the list is read from another address, known ids are not expected."""
    history = replace(first(roles(8)), address="json a")
    verdict = check(history, listing(PILOTS), address="json b")
    assert kinds(verdict) == {"opened": 9}


@pytest.mark.parametrize(
    ("known", "seen", "outcome"),
    [("Acme", "Globex", "never"), ("Acme", "Acme", "at once"), ("Acme", "", "third"), ("", "Globex", "third")],
)
def test_who_the_list_names(known: str, seen: str, outcome: str) -> None:
    """Another employer's name is never believed, the same one at once; if one is missing, three checks decide."""
    history, opened = replace(first(roles(8)), employer=known), []
    for _ in range(4):
        verdict = check(history, listing(PILOTS, employer=seen))
        opened.append(kinds(verdict)["opened"])
        history = after(history, verdict)
    assert opened == {"never": [0] * 4, "at once": [9, 0, 0, 0], "third": [0, 0, 9, 0]}[outcome]


def test_the_name_is_kept_while_the_list_is_not_believed() -> None:
    """The list of another employer does not replace the known name."""
    history = replace(first(roles(8)), employer="Acme")
    verdict = check(history, listing(PILOTS, employer="Globex"))
    assert verdict.employer == "Acme"
    assert verdict.reason == (
        "held: none of the 8 known postings is in the list, and 9 unknown ones are; it names 'Globex', where it named "
        "'Acme'; released by a list with known postings, or by url = \"…\" of the right list in tracker.toml"
    )


@pytest.mark.parametrize(
    ("answers", "held"),
    [
        ({}, True),
        ({"p000": False, "p001": False}, False),
        ({"p000": False, "p001": None}, True),
        ({"p000": False, "p001": True}, True),
    ],
)
def test_pages_that_are_all_gone_prove_the_change(answers: dict[str, bool | None], held: bool) -> None:
    """If every requested page is gone, the new list is believed; one that is up keeps the doubt."""
    verdict = check(first(roles(8)), listing(PILOTS), Answers(standing=answers))
    assert ("another list" in verdict.holds) is held


def test_a_window_may_have_moved_on() -> None:
    """A window need not contain known postings, but another employer's name holds it too."""
    assert kinds(check(first(roles(8)), listing(PILOTS), complete="never")) == {"opened": 9}
    history = replace(first(roles(8)), employer="Acme")
    assert check(history, listing(PILOTS, employer="Globex"), complete="never").outcome == "partial"


def texts(count: int, **more: Any) -> History:
    """Return a history of postings with a text, a place and a department each."""
    return seen_first(listed(ad(n, **more) for n in range(count)))


def ad(n: int, **more: Any) -> Any:
    fields = {
        "title": f"Cook {n}",
        "text": f"We look for number {n}.",
        "location": f"Town {n}",
        "department": f"Hall {n}",
    }
    return entry(f"p{n:03}", **{**fields, **more})


def losing(count: int, of: int, **lost: Any) -> Verdict:
    """Check once; the first `count` of `of` postings have these other values."""
    return check(texts(of), listed(ad(n, **(lost if n < count else {})) for n in range(of)))


@pytest.mark.parametrize(
    ("lost", "of", "held"),
    [(1, 1, False), (1, 2, False), (2, 6, False), (2, 5, True), (3, 9, False), (3, 8, True), (4, 9, True)],
)
def test_texts_that_are_gone_at_once(lost: int, of: int, held: bool) -> None:
    """One missing text, or up to a third, keeps its known text and is reported; beyond that, nothing is believed."""
    verdict = losing(lost, of, text="", title="Chef")
    if held:
        assert (verdict.outcome, verdict.changes) == ("partial", ())
        assert verdict.reason == (
            f"held: {lost} of {of} postings have no text any more, all at once: the reply is at fault; released by one "
            "that has them, or by 2 more checks in a row that show the same"
        )
        assert {one.doubt.doubted for one in verdict.updates.values()} == {NOW}
        assert len(verdict.updates) == lost
    else:
        assert verdict.outcome == "complete"
        assert kinds(verdict)["edited"] == lost
        assert {change.after.text for change in verdict.changes if change.after} == {
            f"We look for number {n}." for n in range(lost)
        }
        assert f"{lost} of {of} postings came without their text; the known text is kept" in verdict.reason


def test_texts_that_are_gone_are_never_believed() -> None:
    """However often the reply has no texts, none is edited; from the third check on, the rest of the list counts."""
    history = texts(4)
    for turn in range(6):
        verdict = reconcile(history, listed(ad(n, text="") for n in range(4)), Answers(), LATER, POLICY)
        assert verdict.changes == ()
        assert verdict.outcome == ("partial" if turn < 2 else "complete")
        assert verdict.holds["have no text any more"] == turn + 1
        history = after(history, verdict)
        assert turn > 1 or {one.doubt.doubted for one in history.postings.values()} == {NOW}
    fewer = listed(ad(n, text="") for n in range(1, 4))
    gone = Answers(standing={"p000": False})
    assert events(reconcile(history, fewer, gone, LATER, POLICY)) == [("p000", "closed")]
    assert check(history, listed(ad(n) for n in range(4))).changes == ()


def test_a_hold_takes_back_only_what_it_is_about() -> None:
    """A new posting in the same check is opened; the others keep their known values."""
    seen = listed([*(ad(n, text="") for n in range(4)), ad(9)])
    assert events(check(texts(4), seen)) == [("p009", "opened")]


SUSPECTS = [
    ({"location": None}, "have no place any more"),
    ({"department": None}, "have no department any more"),
    ({"text": "Something went wrong."}, "have the very same text"),
]


@pytest.mark.parametrize(("lost", "what"), SUSPECTS)
@pytest.mark.parametrize(
    ("count", "of", "held"), [(2, 2, False), (3, 3, True), (3, 5, True), (3, 6, False), (4, 6, True)]
)
def test_what_most_postings_lose_at_once(lost: dict[str, Any], what: str, count: int, of: int, held: bool) -> None:
    """Three or more, and more than half, are held with a reason; fewer are edits."""
    verdict = losing(count, of, **lost)
    assert kinds(verdict)["edited"] == (0 if held else count)
    if held:
        assert verdict.outcome == "partial"
        assert verdict.reason == (
            f"held: {count} of {of} postings {what}, all at once: the reply is at fault; released by one that is as "
            "before, or by 2 more checks in a row that show the same"
        )
        assert verdict.holds == {what: 1}
    else:
        assert (verdict.outcome, verdict.holds) == ("complete", {})


@pytest.mark.parametrize(("lost", "what"), SUSPECTS)
def test_what_is_held_is_believed_the_third_time(lost: dict[str, Any], what: str) -> None:
    """Two checks are held, and the third that agrees is believed; a normal check in between starts again."""
    good, bad = listed(ad(n) for n in range(4)), listed(ad(n, **lost) for n in range(4))
    for series, expected in (((bad, bad, bad), [0, 0, 4]), ((bad, bad, good, bad, bad), [0] * 5)):
        history, edited = texts(4), []
        for seen in series:
            verdict = check(history, seen)
            edited.append(kinds(verdict)["edited"])
            history = after(history, verdict)
        assert edited == expected, what
    assert history.holds == {what: 2}


def test_how_many_more_checks_release_a_hold() -> None:
    """First two more, then one."""
    _, (one, two, _) = steps(first(roles(8)), PILOTS, PILOTS, PILOTS)
    assert one.reason.endswith("or by 2 more checks in a row that show the same")
    assert two.reason.endswith("or by one more check that shows the same")
    assert (one.holds, two.holds) == ({"another list": 1}, {"another list": 2})


def test_a_text_that_was_there_before_is_no_error_page() -> None:
    """Postings that already shared a text, or have none, and change their titles are edits."""
    for text in ("The same for all.", ""):
        seen = listed(ad(n, text=text, title=f"Chef {n}") for n in range(6))
        verdict = check(texts(6, text=text), seen)
        assert (verdict.outcome, kinds(verdict)["edited"]) == ("complete", 6)


def test_who_had_the_text_before_does_not_count_among_those_that_got_it() -> None:
    """Two of five get the text that three others always had: the reply is not at fault."""
    history = seen_first(listed(ad(n, text=f"Own {n}" if n < 2 else "Ours.") for n in range(5)))
    verdict = check(history, listed(ad(n, text="Ours.", title=f"Chef {n}") for n in range(5)))
    assert (verdict.outcome, kinds(verdict)["edited"]) == ("complete", 5)


def test_places_that_change_are_no_loss() -> None:
    """A place that changed, or was never known, was not lost."""
    assert kinds(losing(4, 4, location="Rome"))["edited"] == 4
    history = texts(4, location=None)
    seen = listed(ad(n, location=None, title=f"Chef {n}") for n in range(4))
    assert kinds(check(history, seen))["edited"] == 4


def test_what_comes_back_otherwise_is_no_edit_at_once() -> None:
    """Three of four reopened postings without their former place are returns, and not held."""
    history = changed(texts(4), **{f"p{n:03}": {"status": "closed", "listed": False} for n in range(3)})
    verdict = check(history, listed(ad(n, **({"location": None} if n < 3 else {})) for n in range(4)))
    assert (verdict.outcome, kinds(verdict)) == ("complete", {"reopened": 3})


@pytest.mark.parametrize(("count", "of", "held"), [(2, 3, False), (3, 5, True), (3, 6, False)])
def test_another_language_at_once(count: int, of: int, held: bool) -> None:
    """Three or more texts, and more than half, in another language are held; fewer are edits."""
    verdict = check(
        texts(of, language="en"),
        listed(
            ad(n, **({"language": "de", "text": f"Wir suchen {n}"} if n < count else {"language": "en"}))
            for n in range(of)
        ),
    )
    assert kinds(verdict)["edited"] == (0 if held else count)
    assert ("came in another language" in verdict.reason) is held


@pytest.mark.parametrize(
    "new",
    [
        {"language": "en", "text": "Another text"},
        {"language": None, "text": "Another text"},
        {"language": "de", "title": "Another title"},
    ],
)
def test_what_is_no_translation(new: dict[str, Any]) -> None:
    """The same language, an unknown one, and an unchanged text are no translation."""
    history = texts(6, language="en")
    seen = listed(
        ad(n, **{**new, **{key: f"{value} {n}" for key, value in new.items() if key in {"text", "title"}}})
        for n in range(6)
    )
    verdict = check(history, seen)
    assert (verdict.outcome, kinds(verdict)["edited"]) == ("complete", 6)
    unknown = texts(6)
    seen = listed(ad(n, language="de", text=f"Wir suchen {n}") for n in range(6))
    assert kinds(check(unknown, seen))["edited"] == 6


GERMAN = ("Leiter der Abteilung für den Einkauf", "Fachkraft für die Pflege", "Mitarbeiter in der Buchhaltung",
          "Leiterin für das Lager und die Logistik", "Ausbildung zum Kaufmann im Büro")  # fmt: skip
ENGLISH = ("Head of the purchasing department", "Nurse for the care of the elderly", "Clerk in the accounting office",
           "Manager of the warehouse and logistics", "Training to be an office clerk")  # fmt: skip


@pytest.mark.parametrize(("count", "held"), [(2, False), (3, True), (5, True)])
def test_titles_taken_together_in_another_language(count: int, held: bool) -> None:
    """If the list has no texts, the titles of more than half show the language."""
    history = seen_first(listed(entry(f"p{n}", ENGLISH[n], "") for n in range(5)))
    seen = listed(entry(f"p{n}", GERMAN[n] if n < count else ENGLISH[n], "") for n in range(5))
    verdict = check(history, seen)
    assert ("came in another language" in verdict.reason) is held
    assert kinds(verdict)["edited"] == (0 if held else count)


def test_titles_that_stayed_tell_no_language() -> None:
    """Two German titles among five edits are two; titles of unknown language were not translated."""
    history = seen_first(
        listed(entry(f"p{n}", ENGLISH[n] if n < 2 else f"X{n}", "", location="Oslo") for n in range(5))
    )
    seen = listed(entry(f"p{n}", GERMAN[n] if n < 2 else f"X{n}", "", location="Rome") for n in range(5))
    assert kinds(check(history, seen)) == {"edited": 5}
    unknown = seen_first(listed(entry(f"p{n}", f"X{n} 77 Q{n}", "") for n in range(5)))
    assert kinds(check(unknown, listed(entry(f"p{n}", GERMAN[n], "") for n in range(5)))) == {"edited": 5}


def test_titles_in_the_same_language_are_edits() -> None:
    """Five other English titles are five edits, and so are five of numbers, which have no language."""
    history = seen_first(listed(entry(f"p{n}", ENGLISH[n], "") for n in range(5)))
    senior = listed(entry(f"p{n}", f"Deputy {ENGLISH[n].lower()}", "") for n in range(5))
    assert kinds(check(history, senior)) == {"edited": 5}
    numbers = listed(entry(f"p{n}", f"X{n} 77 Q{n}", "") for n in range(5))
    assert kinds(check(history, numbers)) == {"edited": 5}
