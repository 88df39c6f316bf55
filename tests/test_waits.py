"""How long an absence has to last until a posting closes, and what its times are: from both sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.histories import EMPTY, LATER, NOW, POLICY, after, changed, first, listing, part, roles
from tracker.ledger import Answers, History, Verdict
from tracker.model import iso, moment
from tracker.reconcile import reconcile
from tracker.vanished import UNSTEADY

HOUR = 3600.0


def at(hours: float) -> str:
    """Return the time that many hours after LATER."""
    return iso(moment(LATER) + timedelta(hours=hours))


def checks(history: History, left: int, *hours: float, every: float = 6 * HOUR) -> list[Verdict]:
    """Check at these hours; the lists have only the last `left` postings."""
    found = []
    for hour in hours:
        seen, policy = listing(part(left, len(history.postings))), replace(POLICY, every=every)
        found.append(reconcile(history, seen, Answers(), at(hour), policy))
        history = after(history, found[-1], at(hour))
    return found


def closes(verdicts: list[Verdict]) -> list[int]:
    """Count the closings of each check."""
    return [sum(change.kind == "closed" for change in one.changes) for one in verdicts]


@pytest.mark.parametrize(
    ("every", "hours", "closed"),
    [
        (6 * HOUR, (0, 5.9), [0, 0]),
        (6 * HOUR, (0, 6), [0, 1]),
        (60.0, (0, 0.9), [0, 0]),
        (60.0, (0, 1), [0, 1]),
        (48 * HOUR, (0, 47), [0, 0]),
        (48 * HOUR, (0, 12, 24, 48), [0, 0, 0, 1]),
    ],
)
def test_an_absence_lasts_as_long_as_the_source_is_due(
    every: float, hours: tuple[float, ...], closed: list[int]
) -> None:
    """At least `every`, never less than an hour, and at least two lists."""
    assert closes(checks(first(roles(3)), 2, *hours, every=every)) == closed


@pytest.mark.parametrize(("hours", "closed"), [((0, 7, 23.9), [0, 0, 0]), ((0, 7, 24), [0, 0, 12]), ((0, 30), [0, 0])])
def test_many_at_once_are_absent_for_a_day(hours: tuple[float, ...], closed: list[int]) -> None:
    """A third and more than ten: three lists, and a day."""
    assert closes(checks(first(roles(30)), 18, *hours)) == closed


@pytest.mark.parametrize(("returns", "absences", "hours"), [(0, 0, 6), (1, 0, 12), (0, 1, 12), (1, 1, 24), (2, 3, 192)])
def test_each_return_doubles_the_wait(returns: int, absences: int, hours: float) -> None:
    """Whether it was closed meanwhile or not; the reason says so."""
    history = changed(first(roles(3)), p000={"returns": returns, "absences": absences})
    early = checks(history, 2, 0, hours - 0.1)
    assert closes(early) == [0, 0]
    assert closes(checks(history, 2, 0, hours)) == [0, 1]
    count = returns + absences
    times = "1 time" if count == 1 else f"{count} times"
    assert (f"for one of them came back {times} before" in early[1].reason) is (count > 0)


def test_no_wait_is_longer_than_thirty_days() -> None:
    """However often a posting came back; a source that is read less often than that waits for its next list."""
    history = changed(first(roles(3)), p000={"absences": 40})
    assert closes(checks(history, 2, 0, 29.9 * 24, 30 * 24)) == [0, 0, 1]
    assert closes(checks(history, 2, 0, 30 * 24, 40 * 24, every=40 * 24 * HOUR)) == [0, 0, 1]


def test_a_list_that_alternates_makes_all_its_postings_wait() -> None:
    """Postings that were never missing wait too, and the list says why; each steady check takes a little back."""
    history, hour = first(roles(20)), 0.0
    for turn in range(6):
        left = 20 if turn % 2 else 17
        verdict = reconcile(history, listing(part(left, 20)), Answers(), at(hour), POLICY)
        history, hour = after(history, verdict, at(hour)), hour + 6
    assert verdict.holds == {UNSTEADY: 22}  # 8, less 1, and 8, less 1, and 8
    fresh = listing({name: one for name, one in roles(20).items() if name != "p019"})
    verdict = reconcile(history, fresh, Answers(), at(100), POLICY)
    assert "for postings of this list often come back" in verdict.reason
    assert f"not before {at(100 + 6 * 4)[:16].replace('T', ' ')} UTC" in verdict.reason
    history = after(history, verdict, at(100))
    for _ in range(40):
        history = after(history, reconcile(history, listing(roles(20)), Answers(), at(130), POLICY), at(130))
    assert UNSTEADY not in history.holds


def test_one_posting_that_comes_back_makes_no_list_unsteady() -> None:
    """Two, and one in a hundred, are needed."""
    history = after(first(roles(20)), checks(first(roles(20)), 19, 0)[0], at(0))
    verdict = reconcile(history, listing(roles(20)), Answers(), at(6), POLICY)
    assert verdict.updates["p000"].absences == 1
    assert verdict.holds == {}


def test_a_closing_is_dated_by_the_first_list_without_it() -> None:
    """It closes at the first complete list without it, however long it was held."""
    verdict = checks(first(roles(3)), 2, 0, 3, 9)[-1]
    (change,) = verdict.changes
    assert (change.at, verdict.updates["p000"].closed_at) == (at(0), at(0))


def test_what_was_doubted_before_does_not_date_a_closing() -> None:
    """A wording that went back and forth while the posting was listed is no beginning of its absence."""
    history = changed(first(roles(3)), p000={"flapping": "x", "doubted": NOW, "differs_at": NOW})
    assert checks(history, 2, 5, 30)[-1].changes[0].at == at(5)


@given(st.lists(st.sets(st.sampled_from(list(roles(5)))), min_size=1, max_size=12), st.integers(1, 20))
def test_times_are_in_order(lists: list[set[str]], step: int) -> None:
    """No change is dated after the check that decided it, or before the last one that showed it otherwise."""
    history = after(EMPTY, reconcile(EMPTY, listing(roles(5)), Answers(), NOW, POLICY), NOW)
    for turn, names in enumerate(lists):
        now = at(turn * step)
        seen = listing({name: one for name, one in roles(5).items() if name in names})
        verdict = reconcile(history, seen, Answers(), now, POLICY)
        for change in verdict.changes:
            last = history.postings[change.external_id].last_seen if change.kind == "closed" else ""
            assert last < (change.at or now) <= now
        history = after(history, verdict, now)
