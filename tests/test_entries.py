"""What an entry of a list does to its posting: opened, edited, kept, filled, reopened, alternating."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.histories import (
    EMPTY,
    LATER,
    NOW,
    POLICY,
    after,
    broken,
    changed,
    entry,
    events,
    first,
    kinds,
    listed,
    listing,
    page,
    roles,
    seen_first,
    with_text,
)
from tracker.model import Entry, Page, Posting
from tracker.model.errors import Failed
from tracker.model.history import Answers, History, Known, Policy, Verdict
from tracker.model.wording import Wording
from tracker.reconcile import reconcile

NEVER = replace(POLICY, complete="never")


def check(history: History, *entries: Entry, answers: Answers | None = None, **more: Any) -> Verdict:
    """Check once with a list of these entries."""
    return reconcile(history, listed(entries, **more), answers or Answers(), LATER, POLICY)


def again(*entries: Entry, **more: Any) -> Answers:
    """Return answers with a second read of the list."""
    return Answers(second_listing=listed(entries, api=False), **more)


def test_a_new_posting_is_opened_with_all_that_is_known() -> None:
    """The row of a posting whose list has its text."""
    verdict = check(
        first({"z": ("Baker", "y")}), entry("z", "Baker", "y"), entry("a", location="Oslo", requisition_id="R-77")
    )
    assert verdict.updates["a"] == Known(
        "a", "https://x.org/a", "Cook", first_seen=LATER, fingerprint=verdict.updates["a"].fingerprint, read_at="",
        has_text=True, requisition_id="R-77",
    )  # fmt: skip
    (change,) = verdict.changes
    assert (change.summary, change.reason, change.baseline) == ("opened in Oslo", "", False)
    assert check(first({"z": ("Baker", "y")}), entry("z", "Baker", "y"), entry("a")).changes[0].summary == "opened"


@pytest.mark.parametrize(("read", "has_text", "read_at"), [(True, True, LATER), (False, False, "")])
def test_a_text_on_a_page_of_its_own(read: bool, has_text: bool, read_at: str) -> None:
    """A posting whose page was read has its text and the time of reading; one whose page was not read has neither."""
    answers = Answers(details={"a": page("The text")} if read else {})
    one = check(EMPTY, entry("a", detail=True), answers=answers).updates["a"]
    assert (one.has_text, one.read_at) == (has_text, read_at)


def test_the_first_list_is_a_baseline_and_the_second_is_not() -> None:
    """What is in the first usable list is the baseline; later postings are openings."""
    partial = check(EMPTY, entry("a"), end="")
    assert (partial.changes[0].baseline, partial.settled) == (True, False)
    assert partial.changes[0].summary == "already there when the watching began"
    whole = check(after(EMPTY, partial), entry("a"), entry("b"))
    assert (whole.changes[0].baseline, whole.settled) == (True, True)
    later = check(after(after(EMPTY, partial), whole), entry("a"), entry("b"), entry("c"), end="")
    assert (later.changes[0].baseline, later.settled) == (False, True)
    assert reconcile(EMPTY, listing(roles(1)), Answers(), NOW, NEVER).settled
    assert not check(replace(EMPTY), end="", problems=("x",)).settled


@pytest.mark.parametrize(
    ("posted", "policy", "baseline"),
    [
        ("2026-01-01", NEVER, True),
        ("2026-01-02", NEVER, False),
        ("2026-01-03", NEVER, False),
        (None, NEVER, False),
        ("2026-01-01", POLICY, False),
    ],
)
def test_a_window_shows_old_postings_late(posted: str | None, policy: Policy, baseline: bool) -> None:
    """In a window, a posting that was posted before monitoring began belongs to the baseline; elsewhere it is new."""
    history = replace(first({"z": ("Baker", "y")}), began=NOW)
    seen = listed([entry("z", "Baker", "y"), entry("a", posted_at=posted)])
    (change,) = reconcile(history, seen, Answers(), LATER, policy).changes
    assert change.baseline is baseline
    told = f"posted on {posted}, before monitoring began" if baseline else ""
    assert change.reason == told


def test_an_old_posting_of_an_unsettled_window_needs_no_reason() -> None:
    """In the first list everything is baseline, whatever its date."""
    history = replace(EMPTY, began=NOW)
    (change,) = reconcile(history, listed([entry("a", posted_at="2025-01-01")]), Answers(), LATER, NEVER).changes
    assert (change.baseline, change.reason) == (True, "")


def test_an_entry_marked_as_closed_is_not_opened() -> None:
    """An entry that the source marks as closed and that was never open is ignored."""
    assert check(EMPTY, entry("a", is_open=False)).changes == ()


def test_a_new_entry_that_can_not_be_read_costs_that_entry() -> None:
    """One entry of another shape is reported, and the others are opened."""

    def odd(_page: Page | None) -> Posting:
        message = "no title"
        raise Failed(message)

    verdict = check(EMPTY, *(entry(f"p{n}") for n in range(20)), entry("odd", read=odd))
    assert kinds(replace(verdict, changes=tuple(replace(one, baseline=False) for one in verdict.changes))) == {
        "opened": 20
    }
    assert verdict.reason == "1 of 21 texts could not be read, the first: https://x.org/odd: no title"
    nameless = replace(entry("odd", read=odd), url="")
    assert "the first: odd: no title" in check(EMPTY, nameless, entry("a"), entry("b"), entry("c")).reason


def test_an_edit_says_what_it_was_before_and_is() -> None:
    """An edit is counted, has both wordings, and the new fingerprint is stored."""
    history = first({"a": ("Cook", "x"), "b": ("Baker", "y")})
    verdict = check(history, entry("a", "Chef"), entry("b", "Baker", "y"))
    (change,) = verdict.changes
    assert (change.kind, change.before, change.after) == ("edited", Wording("Cook", ("x",)), Wording("Chef", ("x",)))
    one = verdict.updates["a"]
    assert (one.number, one.title, one.fingerprint) == (2, "Chef", entry("a", "Chef").fingerprint)
    assert set(verdict.updates) == {"a"}


def test_another_fingerprint_without_another_word_is_no_edit() -> None:
    """The new fingerprint is stored so that the entry is not read again, and nothing is reported."""
    history = first({"a": ("Cook", "x")})
    verdict = check(history, entry("a", fingerprint="moved"))
    assert verdict.changes == ()
    assert verdict.updates == {"a": replace(history.postings["a"], fingerprint="moved")}


def test_an_address_and_a_requisition_are_taken_over() -> None:
    """A new address is stored; if the entry has none now, the known one stays, and so does the requisition id."""
    history = changed(first({"a": ("Cook", "x")}), a={"requisition_id": "R-1"})
    moved = replace(entry("a", fingerprint="2"), url="https://y.org/a")
    assert check(history, moved).updates["a"].url == "https://y.org/a"
    assert check(history, replace(moved, url="")).updates["a"].url == "https://x.org/a"
    assert check(history, moved).updates["a"].requisition_id == "R-1"
    assert check(history, entry("a", fingerprint="2", requisition_id="R-2")).updates["a"].requisition_id == "R-2"


def test_a_list_for_people_is_believed_when_a_second_read_agrees() -> None:
    """An edit in the list alone is held until a second read shows the same; an API is believed at once."""
    history = first({"a": ("Cook", "x")})
    chef = entry("a", "Chef")
    assert kinds(check(history, chef)) == {"edited": 1}
    for answers in (Answers(), again(), again(entry("a")), again(entry("b", fingerprint=chef.fingerprint))):
        verdict = check(history, chef, api=False, answers=answers)
        assert (verdict.changes, verdict.updates) == ((), {})
    verdict = check(history, chef, api=False, answers=again(chef))
    assert (kinds(verdict), verdict.updates["a"].fingerprint) == ({"edited": 1}, chef.fingerprint)


def test_an_unconfirmed_line_beside_a_page_that_was_read() -> None:
    """If no second read confirms an entry, the page's text counts and the list's fields don't."""
    history = seen_first(listed([entry("a", detail=True, location="Oslo", department="Kitchen")]))
    history = after(history, check(history, entry("a", detail=True, location="Oslo", department="Kitchen"),
                                   answers=Answers(details={"a": page("One")})))  # fmt: skip
    line = entry("a", "Chef", detail=True, location="Rome", department="Hall")
    answers = again(entry("a"), details={"a": page("Two")}, seconds={"a": page("Two")})
    verdict = check(history, line, api=False, answers=answers)
    (change,) = verdict.changes
    assert change.after == Wording("Cook", ("Two",), location="Oslo", department="Kitchen")
    one = verdict.updates["a"]
    assert (one.fingerprint, one.title) == (history.postings["a"].fingerprint, "Cook")
    verdict = check(history, line, api=False, answers=replace(answers, second_listing=listed([line])))
    assert verdict.changes[0].after == Wording("Chef", ("Two",), location="Rome", department="Hall")


def test_what_a_page_says_stays_while_it_is_not_read() -> None:
    """Title, place and department of the list are stored; the text, and fields that only the page has, are kept."""
    history = with_text(employment_type="full time")
    line = entry("a", "Chef", detail=True, fingerprint="2", location="Rome")
    verdict = check(history, line, entry("b", "Baker", "y"))
    before = history.wording["a"]
    assert before.employment_type == "full time"
    assert verdict.changes[0].after == replace(before, title="Chef", location="Rome")
    bare = entry("a", "Chef", detail=True, fingerprint="2", department="Hall")
    verdict = check(history, bare, entry("b", "Baker", "y"))
    assert verdict.changes[0].after == replace(before, title="Chef", department="Hall")
    one = verdict.updates["a"]
    assert (one.has_text, one.read_at, one.fingerprint) == (True, NOW, "2")


def test_a_text_that_comes_late_is_the_same_version() -> None:
    """A posting whose page could not be read at first gets its text without an edit and without a new version."""
    history = seen_first(listed([entry("a", detail=True)]))
    assert not history.postings["a"].has_text
    verdict = check(history, entry("a", detail=True), answers=Answers(details={"a": page("The text")}))
    assert verdict.changes == ()
    assert verdict.fills == {"a": Wording("Cook", ("The text",))}
    one = verdict.updates["a"]
    assert (one.has_text, one.read_at, one.number) == (True, LATER, 1)
    known = after(history, verdict)
    edited = check(known, entry("a", detail=True), answers=Answers(details={"a": page("Another text")}))
    assert (kinds(edited), edited.fills) == ({"edited": 1}, {})


def test_a_late_text_of_a_closed_posting_is_a_return() -> None:
    """A posting that closed before its text was read is reopened, with another wording."""
    history = changed(seen_first(listed([entry("a", detail=True)])), a={"status": "closed", "listed": False})
    verdict = check(history, entry("a", detail=True), answers=Answers(details={"a": page("The text")}))
    assert (events(verdict), verdict.fills) == ([("a", "reopened")], {})


def test_a_reply_without_the_text_is_no_edit_of_it() -> None:
    """A missing text keeps its known value; title, place and department are stored if the reply has them."""
    history = with_text()
    before = history.wording["a"]
    for line, expected in (
        (entry("a", "Chef", "", fingerprint="2"), replace(before, title="Chef")),
        (entry("a", "Cook", "", fingerprint="2", location="Rome"), replace(before, location="Rome")),
        (entry("a", "Cook", "", fingerprint="2", department="Hall"), replace(before, department="Hall")),
        (entry("a", "", "", fingerprint="2", department="Hall"), replace(before, department="Hall")),
    ):
        verdict = check(history, line, entry("b", "Baker", "y"))
        (change,) = verdict.changes
        assert change.after == expected
        assert verdict.updates["a"].fingerprint == history.postings["a"].fingerprint
        assert verdict.reason == "1 of 2 postings came without their text; the known text is kept"
        assert verdict.outcome == "complete"


def test_open_again_with_the_same_words_and_with_others() -> None:
    """A return is counted, keeps its version if nothing changed, and has both wordings otherwise."""
    shut = {"status": "closed", "closed_at": NOW, "listed": False, "returns": 1}
    history = changed(first({"a": ("Cook", "x"), "b": ("Baker", "y")}), a=shut)
    verdict = check(history, entry("a"), entry("b", "Baker", "y"))
    (change,) = verdict.changes
    assert (change.kind, change.significance, change.summary, change.before, change.after) == (
        "reopened", None, "open again", None, None,
    )  # fmt: skip
    one = verdict.updates["a"]
    assert (one.status, one.closed_at, one.number, one.returns, one.listed) == ("open", None, 1, 2, True)
    verdict = check(history, entry("a", "Chef"), entry("b", "Baker", "y"))
    (change,) = verdict.changes
    assert change.summary == "open again, with another wording: title: Cook → Chef"
    assert (change.before, change.after) == (Wording("Cook", ("x",)), Wording("Chef", ("x",)))
    assert verdict.updates["a"].number == 2


@pytest.mark.parametrize(("title", "expected"), [("Cook", ["reopened"]), ("Chef", ["edited", "reopened"])])
def test_listed_again_is_told(title: str, expected: list[str]) -> None:
    """A posting returns to the list, with an edit if there is one."""
    history = changed(first({"a": ("Cook", "x")}), a={"unlisted": True, "standing": 2, "listed": False})
    verdict = check(history, entry("a", title))
    assert sorted(change.kind for change in verdict.changes) == expected
    assert "listed again" in {change.summary for change in verdict.changes}
    one = verdict.updates["a"]
    assert (one.doubt.unlisted, one.doubt.standing, one.listed) == (False, 0, True)


def test_in_the_list_nothing_is_in_the_balance() -> None:
    """A posting that is listed as before has no misses, marks, holds or doubts."""
    history = first({"a": ("Cook", "x")})
    odd = {"misses": 1, "standing": 1, "flagged": 1, "hold": 3, "flapping": "s", "doubted": NOW, "listed": False}
    verdict = check(changed(history, a={**odd, "differs_at": NOW}), entry("a"))
    assert verdict.updates == {"a": replace(history.postings["a"], absences=1)}
    assert verdict.changes == ()


def states(*titles: str) -> dict[str, tuple[str, ...]]:
    return {"a": tuple(Wording(title, ("x",)).state for title in titles)}


@pytest.mark.parametrize(
    ("number", "past", "now", "held"),
    [
        (3, ("Cook", "Chef", "Cook"), "Chef", True),
        (2, ("Cook", "Chef", "Cook"), "Chef", False),
        (4, ("Cook", "Chef", "Cook", "Chef"), "Cook", True),
        (3, ("Baker", "Chef", "Cook"), "Chef", False),
        (3, ("Cook", "Chef", "Cook"), "Pilot", False),
        (3, (), "Chef", False),
    ],
)
def test_back_and_forth_is_held(number: int, past: tuple[str, ...], now: str, held: bool) -> None:
    """A return to an earlier wording is held if the wording before it was itself a return."""
    history = changed(first({"a": ("Cook", "x"), "b": ("Baker", "y")}), a={"number": number, "fingerprint": "before"})
    current = past[-1] if past else "Cook"
    history = replace(
        history, past=states(*past) if past else {}, wording={**history.wording, "a": Wording(current, ("x",))}
    )
    line = entry("a", now)
    verdict = check(history, line, entry("b", "Baker", "y"))
    assert kinds(verdict)["edited"] == int(not held)
    one = verdict.updates["a"]
    if not held:
        assert (one.doubt.flapping, one.number) == ("", number + 1)
        return
    assert verdict.reason == (
        "held: 1 posting goes back and forth between wordings that were there before; released by two checks in a row "
        "that show the same"
    )
    assert verdict.outcome == "complete"
    assert verdict.pending
    assert one == replace(history.postings["a"], title=current).doubting(flapping=Wording(now, ("x",)).state, doubted=NOW, differs_at=LATER)  # fmt: skip
    told = check(after(history, verdict, LATER), line, entry("b", "Baker", "y"))
    assert kinds(told) == {"edited": 1}
    assert (told.updates["a"].doubt.flapping, told.updates["a"].doubt.doubted, told.updates["a"].number) == (
        "",
        "",
        number + 1,
    )


def test_back_and_forth_says_since_when_it_was_first_doubted() -> None:
    """A posting that was doubted before keeps that time, and another wording is held again."""
    past = states("Cook", "Chef", "Baker", "Cook", "Chef", "Cook")
    history = changed(
        first({"a": ("Cook", "x")}),
        a={"number": 6, "flapping": Wording("Baker", ("x",)).state, "doubted": "2026-01-01T00:00:00.000Z"},
    )
    verdict = check(replace(history, past=past), entry("a", "Chef"))
    assert verdict.changes == ()
    assert verdict.updates["a"].doubt.doubted == "2026-01-01T00:00:00.000Z"


def test_many_that_go_back_and_forth_are_counted() -> None:
    """The reason has the plural."""
    items = dict.fromkeys("ab", ("Cook", "x"))
    history = changed(first(items), a={"number": 3}, b={"number": 3})
    past = {name: states("Cook", "Chef", "Cook")["a"] for name in "ab"}
    verdict = check(replace(history, past=past), entry("a", "Chef"), entry("b", "Chef"))
    assert "held: 2 postings go back and forth" in verdict.reason


def test_an_entry_that_is_the_same_is_not_read() -> None:
    """While the fingerprint stays the same, the entry is not parsed."""
    history = first({"a": ("Cook", "x")})
    read = entry("a", read=broken("a"), fingerprint=history.postings["a"].fingerprint)

    def never(_page: Page | None) -> Posting:
        raise AssertionError

    assert check(history, replace(read, read=never)).reason == ""
    with pytest.raises(AssertionError):
        check(history, replace(read, read=never, fingerprint="other"))


@pytest.mark.parametrize("more", [{"text": "y"}, {"employment_type": "full time"}, {"title": "Chef", "text": "y"}])
def test_no_field_of_an_unconfirmed_list_is_believed(more: dict[str, Any]) -> None:
    """The text and every other field of the list wait for a second read that agrees."""
    history, line = first({"a": ("Cook", "x")}), entry("a", **more)
    for answers in (Answers(), again(entry("a"))):
        verdict = check(history, line, api=False, answers=answers)
        assert (verdict.changes, verdict.updates) == ((), {})
    assert kinds(check(history, line, api=False, answers=again(line))) == {"edited": 1}


def test_a_text_that_the_list_has_now() -> None:
    """If the list begins to have the text, it fills the version without a text; other changes are an edit."""
    history = seen_first(listed([entry("a", detail=True)]))
    verdict = check(history, entry("a", text="We build."))
    assert (verdict.changes, verdict.fills["a"].text) == ((), "We build.")
    assert verdict.updates["a"].has_text
    verdict = check(history, entry("a", "Chef", text="We build."))
    assert (kinds(verdict), verdict.fills, verdict.updates["a"].has_text) == ({"edited": 1}, {}, True)


def test_what_is_filled_and_what_is_edited() -> None:
    """A text fills a version that never had one; a change of the list, or of a page that had no text, is an edit."""
    history = seen_first(listed([entry("a", detail=True)]))
    verdict = check(history, entry("a", "Chef", detail=True))
    assert (kinds(verdict), verdict.fills) == ({"edited": 1}, {})
    placed = seen_first(listed([entry("a", detail=True, location="Oslo")]))
    (change,) = check(placed, entry("a", detail=True)).changes
    assert change.summary == "location: Oslo → not stated"
    text = Answers(details={"a": page("The text")})
    empty = changed(history, a={"has_text": True, "read_at": NOW})
    verdict = check(empty, entry("a", detail=True), answers=text)
    assert (kinds(verdict), verdict.fills) == ({"edited": 1}, {})
    known = replace(history, wording={"a": Wording("Cook", ("Old",))})
    verdict = check(known, entry("a", detail=True), answers=text)
    assert (kinds(verdict), verdict.fills) == ({"edited": 1}, {})


def test_a_new_posting_of_a_list_for_people_needs_no_second_read() -> None:
    """Its page is read once."""
    history = first({"z": ("Baker", "y")})
    answers = Answers(details={"a": page("We build.")})
    verdict = check(history, entry("z", "Baker", "y"), entry("a", detail=True), api=False, answers=answers)
    assert [change.after for change in verdict.changes] == [Wording("Cook", ("We build.",))]
