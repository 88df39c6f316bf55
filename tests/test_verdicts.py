"""Two reads of the same moment, and what a verdict says about the whole check."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.histories import (
    LATER,
    POLICY,
    broken,
    changed,
    entry,
    first,
    kinds,
    listed,
    listing,
    page,
    roles,
    seen_first,
    steps,
    with_text,
)
from tracker.model import Entry, Listing, Page, Posting
from tracker.model.history import Answers, History, Policy, Verdict
from tracker.model.wording import Wording
from tracker.reconcile import reconcile
from tracker.reconcile.vanished import EMPTY_SINCE

NEVER = replace(POLICY, complete="never")


def check(history: History, *entries: Entry, answers: Answers | None = None, **more: Any) -> Verdict:
    """Check once with a list of these entries."""
    return reconcile(history, listed(entries, **more), answers or Answers(), LATER, POLICY)


def people(text: str, second: str | None, masks: frozenset[str] = frozenset(), **more: Any) -> Verdict:
    """Check a page for people whose text is known as `OLD`; `second` is the second read of it."""
    history = replace(with_text(), masks=masks)
    seconds = {} if second is None else {"a": page(second)}
    line = entry("a", detail=True, **{"location": "Oslo", "department": "Kitchen", **more})
    answers = Answers(details={"a": page(text)}, seconds=seconds)
    return check(history, line, entry("b", "Baker", "y"), api=False, answers=answers)


OLD = "We build.\nYou plan."


@pytest.mark.parametrize(
    ("text", "second", "expected"),
    [
        (OLD, None, None),
        ("We build.\nYou lead.", None, None),
        ("We build.\nYou lead.", "We build.\nYou lead.", ("We build.", "You lead.")),
        ("We build.\nYou lead.", OLD, None),
        ("We build.\nYou plan.\nA banner of 5 words", "We build.\nYou plan.\nA banner of 6 words", None),
        ("We build.", OLD, None),
        ("We build.", "We build.", ("We build.",)),
    ],
)
def test_two_reads_of_a_page_must_agree(text: str, second: str | None, expected: tuple[str, ...] | None) -> None:
    """An edit of a page for people is believed if two reads agree."""
    verdict = people(text, second)
    assert [change.after.blocks for change in verdict.changes if change.after] == ([expected] if expected else [])


def test_lines_that_count_something_become_masks() -> None:
    """Two reads that differ in a number make a mask, beside those that are known."""
    known = frozenset({"Seen \x00 times"})
    verdict = people(f"{OLD}\nRead by 5 people", f"{OLD}\nRead by 6 people", known)
    assert verdict.masks == {*known, "Read by \x00 people"}
    assert people(OLD, None, known).masks == known


def test_a_second_read_that_fails_confirms_nothing() -> None:
    """If the second read fails, everything keeps its known value."""
    history = with_text()

    def read(found: Page | None) -> Posting:
        if found is not None and found.body == b"second":
            return broken("a")(found)
        return Posting(
            "a", "https://x.org/a", "Cook", found.text() if found else "", location="Oslo", department="Kitchen"
        )

    line = replace(entry("a", detail=True, read=read), fingerprint=history.postings["a"].fingerprint)
    answers = Answers(details={"a": page("Other")}, seconds={"a": page("second")})
    assert check(history, line, entry("b", "Baker", "y"), api=False, answers=answers).changes == ()
    answers = replace(answers, seconds={"a": page("Other")})
    assert kinds(check(history, line, entry("b", "Baker", "y"), api=False, answers=answers)) == {"edited": 1}


def test_fields_that_two_reads_disagree_on_are_kept() -> None:
    """A place that differs between the two reads keeps its known value; one that agrees is an edit."""
    history = with_text()

    def read(found: Page | None) -> Posting:
        text = found.text() if found else ""
        place, _, rest = text.partition("|")
        return Posting("a", "https://x.org/a", "Cook", rest, location=place or "Oslo", department="Kitchen")

    line = replace(entry("a", detail=True, read=read), fingerprint=history.postings["a"].fingerprint)
    for one, two, places in (("Rome", "Bonn", []), ("Rome", "Rome", ["Rome"])):
        answers = Answers(details={"a": page(f"{one}|{OLD}")}, seconds={"a": page(f"{two}|{OLD}")})
        verdict = check(history, line, entry("b", "Baker", "y"), api=False, answers=answers)
        assert [change.after.location for change in verdict.changes if change.after] == places


def test_the_first_text_of_a_page_needs_no_second_read() -> None:
    """If no text is known, one read is believed."""
    history = seen_first(listed([entry("a", detail=True)]))
    verdict = check(history, entry("a", detail=True), api=False, answers=Answers(details={"a": page("Text")}))
    assert verdict.fills == {"a": Wording("Cook", ("Text",))}


def settled_list(**more: Any) -> Listing:
    return listing({"a": ("Cook", "x"), "b": ("Baker", "y")}, **more)


@pytest.mark.parametrize(
    ("known", "seen", "policy", "pending"),
    [
        ({}, settled_list(), POLICY, False),
        ({}, settled_list(end=""), POLICY, True),
        ({}, listed([entry("a", detail=True, fingerprint="Cook x {}"), entry("b", "Baker", "y")]), POLICY, True),
        ({}, settled_list(), NEVER, False),
        ({"c": {"listed": False}}, settled_list(), POLICY, True),
        ({"c": {"listed": False, "unlisted": True, "standing": 2}}, settled_list(), NEVER, False),
        ({"c": {"listed": False, "status": "closed"}}, settled_list(), POLICY, False),
        ({"c": {"flagged": 1}}, settled_list(), NEVER, True),
        ({"c": {"flagged": 1, "status": "closed"}}, settled_list(), NEVER, False),
    ],
)
def test_whether_the_next_check_must_look_closely(
    known: dict[str, dict[str, Any]], seen: Listing, policy: Policy, pending: bool
) -> None:
    """An identical list is skipped only if nothing waits and no text is due."""
    items = {"a": ("Cook", "x"), "b": ("Baker", "y"), **dict.fromkeys(known, ("Pilot", "z"))}
    assert reconcile(changed(first(items), **known), seen, Answers(), LATER, policy).pending is pending


def test_marks_that_wait_keep_a_check_pending() -> None:
    """A listed posting with a waiting mark is checked again."""
    history = changed(first({"a": ("Cook", "x"), "b": ("Baker", "y")}), a={"returns": 1})
    seen = settled_list()
    marked = replace(seen, entries=(replace(seen.entries[0], open=False), seen.entries[1]))
    for policy in (POLICY, NEVER):
        verdict = reconcile(history, marked, Answers(), LATER, policy)
        assert (verdict.changes, verdict.pending) == ((), True)


def test_what_a_check_says_of_itself() -> None:
    """The number of entries, the stated total, the named employer, and the number of open postings before."""
    history = changed(replace(first(roles(3)), employer="Acme"), p000={"status": "closed", "listed": False})
    verdict = reconcile(history, listing(dict(list(roles(3).items())[1:]), stated_total=2), Answers(), LATER, POLICY)
    assert (verdict.seen, verdict.stated_total, verdict.employer, verdict.open_before) == (2, 2, "Acme", 2)
    assert (verdict.empties, verdict.used, verdict.pending) == (0, True, False)
    named = reconcile(history, listing(roles(3), employer="Acme Ltd"), Answers(), LATER, POLICY)
    assert named.employer == "Acme Ltd"


def test_a_list_from_another_address_must_be_whole() -> None:
    """If the source is read from another address, a partial list changes nothing, and the reason says so."""
    history = replace(first(roles(4)), address="json https://x.org", holds={"what": 1}, masks=frozenset({"m"}))
    moved = replace(POLICY, address="json https://y.org")
    partial = listing({**roles(4), "new": ("Pilot", "y")}, end="")
    verdict = reconcile(history, partial, Answers(), LATER, moved)
    assert (verdict.changes, verdict.updates, verdict.used, verdict.pending) == ((), {}, False, True)
    assert verdict.reason == (
        "the end of the list could not be proved; held: read from another address, and the list is "
        "incomplete; released by a complete list"
    )
    assert (verdict.seen, verdict.settled, verdict.masks, verdict.outcome) == (5, True, {"m"}, "partial")
    for policy, history_ in (
        (POLICY, history),
        (moved, replace(history, address="")),
        (replace(moved, address="json https://x.org"), history),
    ):
        assert kinds(reconcile(history_, partial, Answers(), LATER, policy)) == {"opened": 1}
    assert kinds(reconcile(history, replace(partial, end="whole"), Answers(), LATER, moved)) == {"opened": 1}


def test_holds_last_through_a_failure_and_end_with_agreement() -> None:
    """What is held stays held after an empty list; a normal list releases it."""
    history = replace(first(roles(4)), holds={"another list": 1})
    assert reconcile(history, listing({}), Answers(), LATER, POLICY).holds.keys() == {"another list", EMPTY_SINCE}
    assert reconcile(history, listing(roles(4)), Answers(), LATER, POLICY).holds == {}


def test_a_fold_of_steps_ends_where_it_began() -> None:
    """Cook, Chef, Cook: two edits, and the third version is the words of the first."""
    history, verdicts = steps(first({"a": ("Cook", "x")}), {"a": ("Chef", "x")}, {"a": ("Cook", "x")})
    assert kinds(*verdicts) == {"edited": 2}
    assert (history.postings["a"].number, history.wording["a"]) == (3, Wording("Cook", ("x",)))
    assert history.past["a"][0] == history.past["a"][2]
