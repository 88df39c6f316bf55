"""When a posting that is missing from a list, or marked as closed, is closed: each threshold, from both sides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.histories import (
    LATER,
    NOW,
    POLICY,
    Items,
    after,
    changed,
    day_after,
    events,
    first,
    gone_from,
    kinds,
    listing,
    part,
    roles,
    steps,
)
from tracker.model.history import Answers, Evidence, Known
from tracker.reconcile import plan, reconcile
from tracker.reconcile.vanished import UNREAD


def test_one_posting_without_a_page_needs_two_lists() -> None:
    """The first list without it counts a miss and says what releases it; the second closes it."""
    history = first(roles(2))
    verdict = gone_from(history, 1)
    assert verdict.changes == ()
    assert verdict.reason == (
        "held: 1 posting is missing, and no page says why; released by 1 more complete list without it, "
        "not before 2026-01-03 06:00 UTC"
    )
    one = verdict.updates["p000"]
    assert (one.doubt.misses, one.doubt.needed, one.listed) == (1, 2, False)
    verdict = gone_from(after(history, verdict), 1)
    (change,) = verdict.changes
    assert (change.kind, change.how, change.reason) == ("closed", "absent", "missing from 2 complete lists in a row")
    assert verdict.reason == ""


@pytest.mark.parametrize(
    ("missing", "of", "needed"),
    [(10, 12, 2), (11, 33, 2), (11, 32, 3), (12, 36, 2), (12, 35, 3), (24, 72, 2), (25, 72, 3)],
)
def test_many_at_once_need_three_lists(missing: int, of: int, needed: int) -> None:
    """More than ten, and more than a third of the open ones: three lists. Ten, or a third exactly: two."""
    history = first(roles(of))
    for count in range(1, needed + 1):
        verdict = gone_from(history, of - missing)
        assert kinds(verdict)["closed"] == (missing if count == needed else 0)
        left = needed - count
        assert (f"by {left} more complete list{'' if left == 1 else 's'} without" in verdict.reason) == (left > 0)
        history = after(history, verdict)
    assert {change.summary for change in verdict.changes} == {f"closed: absent from {needed} complete lists running"}


UP, AWAY = {"unlisted": True, "standing": 2}, {"misses": 1, "needed": UNREAD}


@pytest.mark.parametrize(
    ("early", "answer", "needed"),
    [
        ({"misses": 1}, None, 3),
        ({"standing": 1}, None, 3),
        ({"flagged": 1}, None, 3),
        ({"misses": 1, "hold": 3}, None, 3),
        (UP, None, 3),
        (UP, True, 2),
        (AWAY, None, 3),  # its row can be read again, and it is not in it
    ],
)
def test_what_is_undecided_counts_with_what_vanishes(early: dict[str, int], answer: bool | None, needed: int) -> None:
    """Ten missing postings and one that waits are eleven, whichever list it left; one that is already unlisted does not count."""
    history = changed(first(roles(14)), p000={**early, "listed": False})
    verdict = gone_from(history, 3, **({"p000": answer} if answer else {}))
    assert {one.doubt.needed for name, one in verdict.updates.items() if name != "p000"} == {needed}


def test_what_came_back_is_no_part_of_the_list_before() -> None:
    """Eleven of the sixteen in the last list are many, although twenty-five others return in the same list."""
    history, _ = steps(first(roles(41)), part(16, 41))
    seen = listing({name: one for name, one in roles(41).items() if not "p030" <= name <= "p040"})
    verdict = reconcile(history, seen, Answers(), day_after(2), POLICY)
    assert {one.doubt.needed for one in verdict.updates.values() if not one.listed} == {3}


def test_a_closed_posting_is_no_part_of_the_share() -> None:
    """Eleven of 32 open ones are more than a third, however many are closed."""
    history = changed(first(roles(42)), **{f"p{n:03}": {"status": "closed", "listed": False} for n in range(10)})
    verdict = gone_from(history, 21)
    assert {one.doubt.needed for one in verdict.updates.values()} == {3}
    assert len(verdict.updates) == 11


def test_seen_again_between_two_misses_begins_anew() -> None:
    """Only misses in a row count: absent, listed, absent closes nothing."""
    _, verdicts = steps(first(roles(3)), part(2, 3), roles(3), part(2, 3), part(2, 3))
    assert [len(verdict.changes) for verdict in verdicts] == [0, 0, 0, 1]


@pytest.mark.parametrize("answer", [True, False])
def test_a_page_answers_for_its_posting_at_once(answer: bool) -> None:
    """A page that is gone closes its posting in the first check; a page that is up keeps it open."""
    history = first(roles(3))
    told = {"p000": Evidence("its page leads to the list", "redirected")}
    answers = Answers(standing={"p000": answer}, evidence=told)
    verdict = reconcile(history, listing(part(2, 3)), answers, LATER, POLICY)
    if answer:
        assert verdict.changes == ()
        assert verdict.reason == ""
        assert (verdict.updates["p000"].doubt.standing, verdict.updates["p000"].listed) == (1, False)
    else:
        (change,) = verdict.changes
        assert (change.summary, change.how) == ("closed: its page leads to the list", "redirected")


def test_a_page_without_evidence_is_gone() -> None:
    """A page that is gone without a reason closes as `gone`."""
    (change,) = gone_from(first(roles(3)), 2, p000=False).changes
    assert (change.reason, change.how) == ("its page is gone", "gone")
    answers = Answers(standing={"p000": False}, evidence={"p000": Evidence("odd")})
    (change,) = reconcile(first(roles(3)), listing(part(2, 3)), answers, LATER, POLICY).changes
    assert (change.reason, change.how) == ("odd", "gone")


def test_standing_out_of_the_list_is_unlisted_once() -> None:
    """The second list without a posting whose page is up reports `unlisted`; later ones report nothing."""
    history, told = first(roles(3)), []
    for _ in range(4):
        verdict = gone_from(history, 2, p000=True)
        told.append(events(verdict))
        history = after(history, verdict)
    assert told == [[], [("p000", "unlisted")], [], []]
    assert history.postings["p000"].doubt.standing == 2
    assert history.postings["p000"].doubt.unlisted


def test_a_page_that_stands_ends_the_misses() -> None:
    """Absent, page up, absent: the count starts again, and a hold ends."""
    history = changed(first(roles(3)), p000={"misses": 2, "needed": 3, "hold": 3, "listed": False})
    one = gone_from(history, 2, p000=True).updates["p000"]
    assert (one.doubt.misses, one.doubt.hold, one.doubt.standing) == (0, 0, 1)


def test_listed_again_ends_the_standing() -> None:
    """Missing with its page up, listed again, and missing again counts once, not twice."""
    history = first(roles(3))
    verdict = gone_from(history, 2, p000=True)
    history = after(history, verdict)
    history, _ = steps(history, roles(3))
    verdict = gone_from(history, 2, p000=True)
    assert verdict.changes == ()
    assert verdict.updates["p000"].doubt.standing == 1


@pytest.mark.parametrize(
    ("stand", "before", "outcome"), [(3, 5, "complete"), (4, 5, "partial"), (3, 30, "complete"), (4, 30, "partial"),
                                     (4, 40, "complete"), (5, 40, "partial"), (10, 100, "complete"), (11, 100, "partial")],
)  # fmt: skip
def test_more_than_three_and_a_tenth_that_stand_are_a_cut_list(stand: int, before: int, outcome: str) -> None:
    """Three missing postings whose pages are up, or a tenth of all, are no cut list; one more is."""
    standing = dict.fromkeys([f"p{n:03}" for n in range(stand)], True)
    verdict = gone_from(first(roles(before)), before - stand, **standing)
    assert verdict.outcome == outcome
    held = (
        f"held: {stand} of {before} postings are not in the list, and {stand} of {stand} pages asked are still up: "
        "the list was cut; released by a list that has them, or when their pages are gone"
    )
    assert verdict.reason == (held if outcome == "partial" else "")
    assert {one.doubt.standing for one in verdict.updates.values()} == {int(outcome == "complete")}


def test_a_cut_list_closes_none_of_those_that_are_gone() -> None:
    """If the pages of four of five missing postings are up, the fifth is not closed although its page is gone."""
    answers = {**dict.fromkeys([f"p{n:03}" for n in range(4)], True), "p004": False}
    verdict = gone_from(first(roles(20)), 15, **answers)
    assert (verdict.outcome, verdict.changes, verdict.dropped) == ("partial", (), 0)
    assert not any(one.listed for one in verdict.updates.values())


def test_closed_postings_are_no_part_of_what_a_list_should_have() -> None:
    """Four of thirty open postings are more than a tenth, however many are closed."""
    history = changed(first(roles(50)), **{f"p{n:03}": {"status": "closed", "listed": False} for n in range(20, 40)})
    verdict = gone_from(history, 10, **dict.fromkeys([f"p{n:03}" for n in range(4)], True))
    assert verdict.reason.startswith("held: 20 of 30 postings are not in the list, and 4 of 4 pages asked")


def test_a_window_is_never_cut() -> None:
    """A list that never shows all postings stays a window, whatever pages of missing postings are up."""
    standing = dict.fromkeys([f"p{n:03}" for n in range(9)], True)
    window = replace(POLICY, complete="never")
    verdict = reconcile(first(roles(12)), listing(part(3, 12)), Answers(standing=standing), LATER, window)
    assert (verdict.outcome, verdict.reason, verdict.changes) == ("window", "", ())


def test_the_sample_stands_for_all_that_vanished() -> None:
    """Of sixty missing postings twenty pages were asked and three are up: about nine are, so the list was cut."""
    asked = [f"p{3 * n:03}" for n in range(20)]
    answers = {**dict.fromkeys(asked, False), **dict.fromkeys(asked[:3], True)}
    verdict = gone_from(first(roles(62)), 2, **answers)
    assert (verdict.outcome, kinds(verdict)["closed"]) == ("partial", 0)
    assert "60 of 62 postings are not in the list, and 3 of 20 pages asked are still up" in verdict.reason


def test_up_to_twenty_missing_ones_are_counted_and_not_scaled() -> None:
    """With twenty missing, every page is asked: two that are up are two, even if ten did not answer."""
    answers = {**dict.fromkeys([f"p{n:03}" for n in range(2, 10)], False), "p000": True, "p001": True}
    assert gone_from(first(roles(22)), 2, **answers).outcome == "complete"


def test_unlisted_postings_are_not_counted_again() -> None:
    """Postings that are already unlisted are no sign of a cut list."""
    out = {"listed": False, "standing": 2, "unlisted": True}
    history = changed(first(roles(20)), **{f"p{n:03}": out for n in range(4)})
    verdict = gone_from(history, 16, **dict.fromkeys([f"p{n:03}" for n in range(4)], True))
    assert (verdict.outcome, verdict.changes) == ("complete", ())
    history = changed(first(roles(40)), **{f"p{n:03}": out for n in range(10)})
    verdict = gone_from(history, 26, **dict.fromkeys([f"p{n:03}" for n in range(14)], True))
    assert verdict.outcome == "partial"
    assert verdict.reason.startswith("held: 4 of 30 postings are not in the list, and 4 of 4 pages asked")


def test_an_unlisted_posting_that_is_not_asked_stays_open() -> None:
    """Neither many lists without it nor the pages of others close it: its own page was up when it was last asked."""
    out = {"listed": False, "standing": 2, "unlisted": True}
    history = changed(first(roles(80)), **{f"p{n:03}": out for n in range(30)})
    for _ in range(4):
        verdict = gone_from(history, 50, **dict.fromkeys([f"p{n:03}" for n in range(5)], True))
        assert (verdict.outcome, verdict.changes) == ("complete", ())
        assert not any(one.doubt.misses for one in verdict.updates.values())
    few = gone_from(history, 48, **dict.fromkeys([f"p{n:03}" for n in range(5)], True))
    assert few.updates["p030"].doubt.needed == 2  # those that are not asked are not gone together with the others
    gone = dict.fromkeys([f"p{n:03}" for n in range(30, 45)], False)
    verdict = gone_from(history, 20, **gone, **dict.fromkeys([f"p{n:03}" for n in range(5)], True))
    closed = {change.external_id for change in verdict.changes if change.kind == "closed"}
    assert not closed & {f"p{n:03}" for n in range(30)}


def test_every_unlisted_posting_is_asked_in_its_turn() -> None:
    """Each check asks other pages of them, at most twenty; new ones get the larger share."""
    out = {"listed": False, "standing": 2, "unlisted": True}
    history = changed(first(roles(100)), **{f"p{n:03}": out for n in range(40)})
    asked: set[str] = set()
    for days in range(60):
        wanted = plan(history, listing(part(30, 100)), day_after(days), POLICY).vanished
        new = {name for name in wanted if name >= "p040"}
        assert (len(wanted), len(new)) == (20, 15)
        asked |= wanted.keys() - new
    assert len(asked) == 40


@pytest.mark.parametrize(
    ("missing", "stand", "gone", "closed"),
    [(20, 0, 19, 19), (21, 0, 20, 21), (21, 2, 18, 19), (21, 3, 17, 17), (21, 0, 11, 12), (21, 0, 10, 10)],
)
def test_beyond_twenty_the_sample_decides(missing: int, stand: int, gone: int, closed: int) -> None:
    """A posting that was not asked closes if at most a tenth of the sample is up and more than half is gone."""
    names = [f"p{n:03}" for n in range(missing - (missing > 20))]
    answers: dict[str, bool | None] = dict.fromkeys(names)
    answers |= dict.fromkeys(names[stand : stand + gone], False) | dict.fromkeys(names[:stand], True)
    if missing == 20:
        del answers[names[-1]]
    verdict = gone_from(first(roles(100)), 100 - missing, **answers)
    assert (verdict.outcome, kinds(verdict)["closed"]) == ("complete", closed)
    sampled = [change for change in verdict.changes if change.how == "sample"]
    if closed > gone:
        (change,) = sampled
        assert change.reason == f"it vanished with {missing - 1} others, and of 20 pages asked {gone} are gone"
    else:
        assert sampled == []


def test_one_that_was_asked_is_not_closed_by_the_sample() -> None:
    """A posting whose own page could not be read waits, though all others of the sample are gone."""
    names = [f"p{n:03}" for n in range(20)]
    answers: dict[str, bool | None] = {**dict.fromkeys(names, False), "p000": None}
    verdict = gone_from(first(roles(40)), 19, **answers)
    assert verdict.updates["p000"].status == "open"
    assert verdict.updates["p000"].doubt.misses == 1
    assert kinds(verdict)["closed"] == 20


def test_one_that_came_back_once_needs_two_lists() -> None:
    """A posting that was closed and returned is not closed by one list, even if its page is gone."""
    history = changed(first(roles(3)), p000={"returns": 1})
    verdict = gone_from(history, 2, p000=False)
    assert verdict.changes == ()
    assert (verdict.updates["p000"].doubt.misses, verdict.updates["p000"].doubt.needed) == (1, 2)
    assert events(gone_from(after(history, verdict), 2, p000=False)) == [("p000", "closed")]


def test_a_page_that_stands_is_no_miss_of_one_that_came_back() -> None:
    """A returned posting whose page is up becomes `unlisted`, and is not closed."""
    history = changed(first(roles(3)), p000={"returns": 1})
    one = gone_from(history, 2, p000=True).updates["p000"]
    assert (one.doubt.misses, one.doubt.standing) == (0, 1)


def test_many_at_once_need_three_lists_also_where_some_came_back_before() -> None:
    """A reopened posting counts like the others, and closes with them."""
    history = changed(first(roles(13)), p000={"returns": 1})
    for count in (0, 0, 12):
        verdict = gone_from(history, 1)
        assert kinds(verdict)["closed"] == count
        history = after(history, verdict)


def test_what_a_posting_needed_stays_what_it_needs_while_it_is_missing() -> None:
    """What an earlier absence needed no longer counts; what the current one needs stays."""
    history = changed(first(roles(3)), p000={"returns": 1, "needed": 3})
    assert gone_from(history, 2).updates["p000"].doubt.needed == 2
    history = changed(first(roles(3)), p000={"returns": 1, "misses": 1, "needed": 3, "listed": False})
    assert gone_from(history, 2).updates["p000"].doubt.needed == 3
    history = changed(first(roles(3)), p000={"returns": 1, "needed": 1})
    assert gone_from(history, 2).updates["p000"].doubt.needed == 2
    history = changed(first(roles(3)), p000={"misses": 1, "needed": 3, "listed": False})
    verdict = gone_from(history, 2)
    assert (verdict.changes, verdict.updates["p000"].doubt.misses, verdict.updates["p000"].doubt.needed) == ((), 2, 3)
    assert kinds(gone_from(after(history, verdict), 2)) == {"closed": 1}


def test_what_is_not_in_a_folder_is_gone() -> None:
    """A definite list closes what it lacks in one check, without requesting a page."""
    history = first(roles(3))
    seen = listing(part(2, 3), definite=True)
    (change,) = reconcile(history, seen, Answers(), LATER, POLICY).changes
    assert (change.kind, change.how, change.reason) == ("closed", "gone", "it is no longer in the folder")
    assert plan(history, seen, LATER, POLICY).vanished == {}
    assert set(plan(history, replace(seen, definite=False), LATER, POLICY).vanished) == {"p000"}


@pytest.mark.parametrize("items", [{}, {f"q{n}": ("Baker", f"text {n}") for n in range(3)}])
@pytest.mark.parametrize(("commit", "definite", "closed"), [(True, True, 3), (True, False, 0), (False, True, 0)])
def test_only_a_commit_proves_an_empty_folder(items: Items, commit: bool, definite: bool, closed: int) -> None:
    """A server may be wrong about a folder, and a file of a repository may come from a failed scraper."""
    seen = listing(items, definite=definite)
    verdict = reconcile(first(roles(3)), seen, Answers(), LATER, replace(POLICY, commit=commit))
    assert kinds(verdict)["closed"] == closed
    assert (verdict.outcome == "complete") == bool(closed)


def test_a_closing_leaves_nothing_in_the_balance() -> None:
    """All counters of a posting are reset when it closes."""
    odd = {
        "misses": 1, "needed": 2, "standing": 1, "flagged": 1, "unlisted": True, "listed": False,
        "flapping": "state", "doubted": NOW, "returns": 1, "hold": 2, "differs_at": NOW,
    }  # fmt: skip
    history = changed(first(roles(3)), p000=odd)
    verdict = gone_from(history, 2, p000=False)
    assert verdict.updates["p000"] == replace(history.postings["p000"], status="closed", closed_at=NOW).doubting(misses=0, standing=0, flagged=0, unlisted=False, hold=0, flapping="", doubted="", differs_at="")  # fmt: skip
    one = Known("p000", "https://x.org/p000", "Cook 0", first_seen=NOW, last_seen=NOW, fingerprint="x")
    closed = gone_from(replace(first(roles(3)), postings={**first(roles(3)).postings, "p000": one}), 2, p000=False)
    assert not closed.updates["p000"].listed
    assert closed.updates["p000"].closed_at == LATER
