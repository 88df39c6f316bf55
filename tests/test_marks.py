"""Marks, bad days, empty lists and texts that can't be read: what is held of a closing, thresholds from both sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.histories import (
    LATER,
    NOW,
    POLICY,
    after,
    broken,
    changed,
    day_after,
    events,
    first,
    gone_from,
    kinds,
    listing,
    page,
    part,
    roles,
    seen_first,
)
from tests.histories import entry as make
from tests.histories import listed as made
from tracker.model import Entry, Listing, iso, moment
from tracker.model.history import Answers, Verdict
from tracker.reconcile import plan, reconcile
from tracker.reconcile.vanished import EMPTY_SINCE, UNREAD

BAD = replace(POLICY, bad_day="3 of 3 sources lost a third: the host is at fault")


MARKED_UNTIL = "not before 2026-01-04 00:00 UTC"  # a day after LATER


def marking(count: int, of: int) -> Listing:
    """Return a whole list whose first `count` entries are marked as closed."""
    seen = listing(roles(of))
    return replace(seen, entries=tuple(replace(one, open=place >= count) for place, one in enumerate(seen.entries)))


@pytest.mark.parametrize(("count", "of", "needed"), [(10, 10, 1), (11, 33, 1), (11, 32, 3), (12, 12, 3)])
def test_many_marks_at_once_need_three_lists(count: int, of: int, needed: int) -> None:
    """More than ten and more than a third marked as closed at once are believed the third time, a day later; fewer at once."""
    history = first(roles(of))
    for turn in range(1, needed + 1):
        at = iso(moment(LATER) + timedelta(hours=12 * (turn - 1)))
        verdict = reconcile(history, marking(count, of), Answers(), at, POLICY)
        assert kinds(verdict)["closed"] == (count if turn == needed else 0)
        more = {2: "2 more checks in a row say so", 1: "one more check says so"}.get(needed - turn, "")
        held = (
            f"held: the source marks {count} of {of} postings as closed at once; released when {more}, {MARKED_UNTIL}"
        )
        assert verdict.reason == (held if more else "")
        assert verdict.outcome == "complete"
        history = after(history, verdict)
    assert {change.how for change in verdict.changes} == {"marked"}
    assert {(one.status, one.listed) for one in verdict.updates.values()} == {("closed", False)}


def test_marks_last_a_day_however_many_lists_have_them() -> None:
    """Many marks in three lists within two minutes may be one bad reply; a folder is believed at once."""
    history = first(roles(12))
    for minute in range(4):
        at = iso(moment(LATER) + timedelta(minutes=minute))
        verdict = reconcile(history, marking(12, 12), Answers(), at, POLICY)
        assert verdict.changes == ()
        history = after(history, verdict, at)
    assert f"released when one more check says so, {MARKED_UNTIL}" in verdict.reason
    assert kinds(reconcile(history, marking(12, 12), Answers(), day_after(1), POLICY))["closed"] == 12
    folder = replace(marking(12, 12), definite=True)
    assert kinds(reconcile(first(roles(12)), folder, Answers(), LATER, POLICY))["closed"] == 12


def test_marks_that_wait_already_count_with_new_ones() -> None:
    """Ten marked now and one that waits are eleven, and all wait; ten alone close. A mark that disappeared does not count."""
    for needed in (2, 3):
        history = changed(first(roles(12)), p000={"flagged": 1, "needed": needed, "doubted": NOW})
        verdict = reconcile(history, marking(11, 12), Answers(), LATER, POLICY)
        assert verdict.changes == ()
        assert {(one.doubt.flagged, one.doubt.needed) for one in verdict.updates.values()} == {(1, 3), (2, 3)}
        assert "the source marks 11 of 12" in verdict.reason
    back = changed(first(roles(33)), p032={"flagged": 1, "needed": 3, "doubted": NOW})
    assert reconcile(back, marking(11, 33), Answers(), LATER, POLICY).changes == ()  # eleven of the 32 that were open
    assert kinds(reconcile(first(roles(12)), marking(10, 12), Answers(), LATER, POLICY))["closed"] == 10


def test_a_mark_on_one_that_came_back_needs_two_lists() -> None:
    """A reopened posting is not closed by one mark."""
    history = changed(first(roles(3)), p000={"returns": 1})
    verdict = reconcile(history, marking(1, 3), Answers(), LATER, POLICY)
    assert verdict.changes == ()
    one = verdict.updates["p000"]
    assert (one.doubt.flagged, one.doubt.needed, one.doubt.doubted) == (1, 2, NOW)
    assert verdict.reason.endswith("released when one more check says so")
    again = reconcile(after(history, verdict), marking(1, 3), Answers(), LATER, POLICY)
    assert events(again) == [("p000", "closed")]


def test_held_marks_say_since_when() -> None:
    """`doubted` stays at the last moment before the first mark."""
    history = first(roles(12))
    verdict = reconcile(history, marking(12, 12), Answers(), LATER, POLICY)
    assert {one.doubt.doubted for one in verdict.updates.values()} == {NOW}
    later = after(history, verdict, "2026-01-04T00:00:00.000Z")
    verdict = reconcile(later, marking(12, 12), Answers(), "2026-01-05T00:00:00.000Z", POLICY)
    assert {one.doubt.doubted for one in verdict.updates.values()} == {NOW}
    assert {one.doubt.flagged for one in verdict.updates.values()} == {2}


def test_a_partial_list_marks_nothing() -> None:
    """Marks count in complete lists and windows, not in partial ones."""
    history = first(roles(3))
    for more, policy, closed in (
        ({"end": ""}, POLICY, 0),
        ({}, replace(POLICY, complete="never"), 1),
        ({}, POLICY, 1),
    ):
        seen = replace(marking(1, 3), **more)  # type: ignore[arg-type]
        assert kinds(reconcile(history, seen, Answers(), LATER, policy))["closed"] == closed


def test_marks_on_unknown_and_closed_postings_are_nothing() -> None:
    """A marked entry that was never open is not opened; a closed one stays closed."""
    history = changed(first(roles(2)), p000={"status": "closed", "closed_at": NOW, "listed": False})
    seen = replace(marking(1, 3), entries=marking(3, 3).entries[:1] + listing(roles(3)).entries[1:2])
    assert reconcile(history, seen, Answers(), LATER, POLICY).updates == {}
    unknown = replace(seen, entries=(*listing(roles(2)).entries[1:], replace(listing(roles(3)).entries[2], open=False)))
    assert reconcile(history, unknown, Answers(), LATER, POLICY).changes == ()


def test_a_mark_ends_what_was_counted_of_an_absence() -> None:
    """A posting that is listed and marked is no longer missing; on hold its misses stay."""
    for hold, misses, returns in ((0, 0, 1), (3, 1, 0)):
        odd = {"misses": 1, "standing": 1, "needed": 3, "listed": False, "hold": hold, "returns": returns}
        history = changed(first(roles(3)), p000=odd)
        one = reconcile(history, marking(1, 3), Answers(), LATER, POLICY).updates["p000"]
        assert (one.doubt.misses, one.doubt.standing, one.listed, one.doubt.flagged) == (misses, 0, True, 1)


@pytest.mark.parametrize("away", ["m", "am", "aam", "ma", "mam"])
def test_a_closing_is_dated_by_the_first_list_that_shows_it(away: str) -> None:
    """A posting that is absent (a) and then marked (m), or the reverse, is gone since the first of these lists."""
    history = changed(first(roles(3)), p000={"returns": 1})  # one mark alone does not close it
    for day, letter in enumerate((*away, away[-1], away[-1])):
        seen = marking(1, 3) if letter == "m" else listing(part(2, 3))
        verdict = reconcile(history, seen, Answers(), day_after(day), POLICY)
        if verdict.changes:
            break
        history = after(history, verdict, day_after(day))
    (change,) = verdict.changes
    assert (change.kind, change.at) == ("closed", LATER)
    assert verdict.updates["p000"].closed_at == LATER


def test_an_absence_that_ended_dates_no_mark() -> None:
    """A posting that was absent, listed again and then marked is gone since the mark."""
    history = first(roles(3))
    for day, seen in enumerate((listing(part(2, 3)), listing(roles(3)), marking(1, 3))):
        verdict = reconcile(history, seen, Answers(), day_after(day), POLICY)
        history = after(history, verdict, day_after(day))
    assert [(change.kind, change.at) for change in verdict.changes] == [("closed", day_after(2))]


def test_a_bad_day_holds_what_it_would_close() -> None:
    """On a bad day of its host nothing closes until three checks agree, and the check is partial."""
    history, verdicts = first(roles(6)), []
    for policy in (BAD, POLICY, POLICY):
        answers = Answers(standing={"p000": False})
        verdict = reconcile(history, listing(part(5, 6)), answers, LATER, policy)
        history = after(history, verdict)
        verdicts.append(verdict)
    assert [events(one) for one in verdicts] == [[], [], [("p000", "closed")]]
    assert [one.outcome for one in verdicts] == ["partial", "complete", "complete"]
    assert verdicts[0].reason == (
        "held: 1 posting is gone, but 3 of 3 sources lost a third: the host is at fault; released when 2 more checks "
        "in a row agree"
    )
    assert verdicts[1].reason == (
        "held: 1 posting is gone, but they vanished on a bad day of their host; released when 1 more check agrees"
    )
    assert [one.dropped for one in verdicts] == [0, 0, 0]
    held = verdicts[0].updates["p000"]
    assert (held.doubt.hold, held.doubt.misses, held.doubt.needed) == (3, 1, 3)


def test_a_second_bad_day_does_not_begin_the_hold_anew() -> None:
    """What is held closes when three checks in a row agree, whatever the day of the last."""
    history = first(roles(6))
    for day, closed in enumerate((0, 0, 1)):
        answers = Answers(standing={"p000": False, "p001": None})
        verdict = reconcile(history, listing(part(4, 6)), answers, day_after(day), BAD)
        assert events(verdict) == ([("p000", "closed")] if closed else [])
        assert "no page says more" not in verdict.reason
        history = after(history, verdict)


def test_a_bad_day_keeps_the_misses_that_were() -> None:
    """A posting that was missing twice before the bad day keeps its two misses."""
    history = changed(first(roles(6)), p000={"misses": 2, "needed": 3, "listed": False, "differs_at": NOW})
    one = reconcile(history, listing(part(5, 6)), Answers(), LATER, BAD).updates["p000"]
    assert (one.doubt.misses, one.doubt.hold, one.status) == (2, 3, "open")


def test_a_bad_day_holds_marks_too() -> None:
    """Marks on a bad day are counted, and believed when three checks agree."""
    history, closed = first(roles(6)), []
    for policy in (BAD, POLICY, POLICY):
        verdict = reconcile(history, marking(2, 6), Answers(), LATER, policy)
        closed.append(kinds(verdict)["closed"])
        history = after(history, verdict)
    assert closed == [0, 0, 2]


def test_the_reason_tells_the_longest_wait() -> None:
    """If several are held, the reason names the longest wait."""
    history = changed(
        first(roles(8)),
        p000={"hold": 3, "misses": 1, "needed": 3, "listed": False},
        p001={"hold": 3, "misses": 0, "needed": 3, "listed": False},
        p002={"hold": 3, "misses": 2, "needed": 3, "listed": False},
    )
    verdict = gone_from(history, 5, p000=None, p001=None, p002=None)
    assert events(verdict) == []
    assert "3 postings are gone" in verdict.reason
    assert "released when 2 more checks in a row agree" in verdict.reason
    verdict = reconcile(history, listing(part(5, 8), end=""), Answers(), LATER, POLICY)
    assert verdict.updates == {}


def test_several_that_wait_are_told_apart() -> None:
    """Postings with the same wait share a sentence; each other wait has its own."""
    history = changed(first(roles(8)), p000={"misses": 1, "needed": 3, "listed": False, "differs_at": LATER})
    verdict = gone_from(history, 6)
    assert verdict.reason == (
        "held: 1 posting is missing, and no page says why; released by 1 more complete list without it, "
        "not before 2026-01-04 00:00 UTC; held: 1 posting is missing, and no page says why; released by 1 more "
        "complete list without it, not before 2026-01-04 06:00 UTC"
    )
    history = changed(first(roles(8)), p000={"misses": 1, "needed": 4, "listed": False})
    assert "by 2 more complete lists without" in gone_from(history, 6).reason


@pytest.mark.parametrize(
    ("answers", "turns", "closed"),
    [
        ({"p000": False, "p001": False}, 2, 2),
        ({"p000": False, "p001": None}, 2, 2),
        ({"p000": False, "p001": True}, 7, 0),
        ({}, 8, 2),
        ({"p000": None, "p001": None}, 8, 2),
        ({"p000": True, "p001": True}, 7, 0),
    ],
)
def test_an_empty_list_is_believed_late(answers: dict[str, bool | None], turns: int, closed: int) -> None:
    """If every page that answers is gone, at the second empty list; if none answers, at the eighth."""
    history = first(roles(2))
    for turn in range(1, turns + 1):
        verdict = reconcile(history, listing({}), Answers(standing=answers), day_after(turn), POLICY)
        last = turn == turns and closed
        assert verdict.outcome == ("complete" if last else "failed"), turn
        assert verdict.empties == turn
        if not last:
            assert verdict.changes == ()
            assert "empty where 2 postings were open" in verdict.reason
            assert (verdict.seen, verdict.used, verdict.pending) == (0, False, True)
        history = after(history, verdict)
    assert sum(one.doubt.misses > 0 or one.status == "closed" for one in history.postings.values()) == closed


@pytest.mark.parametrize(
    ("answers", "kinds_told"),
    [
        ({"p000": True, "p001": True}, {"unlisted": 2}),
        ({"p000": False, "p001": True}, {"closed": 1, "unlisted": 1}),
        ({"p000": None, "p001": True}, {"unlisted": 1}),
    ],
)
@pytest.mark.parametrize("api", [True, False])
def test_an_empty_list_beside_pages_that_are_up(
    answers: dict[str, bool | None], kinds_told: dict[str, int], api: bool
) -> None:
    """An API without postings for two days is believed at the eighth list: postings whose pages are up become unlisted."""
    history, verdicts = first(roles(2)), []
    for turn in range(1, 11):
        verdict = reconcile(history, listing({}, api=api), Answers(standing=answers), day_after(turn), POLICY)
        assert verdict.outcome == ("complete" if api and turn >= 8 else "failed"), turn
        verdicts.append(verdict)
        history = after(history, verdict)
    assert kinds(*verdicts) == (kinds_told if api else {})


@pytest.mark.parametrize(
    ("answers", "hours", "closed"),
    [
        ({"p000": False, "p001": False}, 23, 0),
        ({"p000": False, "p001": False}, 24, 2),
        ({"p000": False, "p001": None}, 23, 0),
        ({"p000": None, "p001": None}, 47, 0),
        ({}, 47, 0),
        ({}, 48, 2),
    ],
)
def test_empty_lists_of_one_day_close_nothing(answers: dict[str, bool | None], hours: int, closed: int) -> None:
    """However many there are: a day must pass if the pages are gone, and two days if none can be requested."""
    history = first(roles(2))
    for turn in range(12):
        at = iso(moment(LATER) + timedelta(hours=hours * turn / 11))
        history = after(history, reconcile(history, listing({}), Answers(standing=answers), at, POLICY), at)
    assert sum(one.doubt.misses > 0 or one.status == "closed" for one in history.postings.values()) == closed
    verdict = reconcile(first(roles(2)), listing({}), Answers(standing=answers), LATER, POLICY)
    again = after(first(roles(2)), verdict)
    assert EMPTY_SINCE not in reconcile(again, listing(roles(2)), Answers(), LATER, POLICY).holds


def test_an_empty_list_with_nothing_open_is_complete() -> None:
    """If no posting is open, an empty list is complete."""
    closed = changed(first(roles(2)), **{name: {"status": "closed", "listed": False} for name in roles(2)})
    for history in (closed, first({})):
        verdict = reconcile(history, listing({}), Answers(), LATER, POLICY)
        assert (verdict.outcome, verdict.changes, verdict.empties, verdict.used) == ("complete", (), 0, True)


def test_a_list_with_postings_ends_the_empties() -> None:
    """Seven empty lists, one with postings, seven empty lists: nothing closed."""
    history = first(roles(2))
    for items in (*[{}] * 7, roles(2), *[{}] * 7):
        verdict = reconcile(history, listing(items), Answers(), LATER, POLICY)
        assert verdict.changes == ()
        history = after(history, verdict)
    assert history.empties == 7


def unread(count: int, of: int) -> Verdict:
    """Read the pages of `of` postings, `count` of them with an error, in a check without another that is gone."""
    names = [f"p{n:03}" for n in range(of)]
    history = seen_first(made(make(name, detail=True) for name in [*names, "z"]))
    readers = {name: broken(name) for name in names[:count]}
    seen = made(make(name, "Chef", detail=True, read=readers.get(name)) for name in names)
    details = {name: page("Text of it", name=name) for name in names}
    return reconcile(history, seen, Answers(details=details, standing={"z": False}), LATER, POLICY)


@pytest.mark.parametrize(
    ("count", "of", "outcome"),
    [(3, 20, "complete"), (4, 20, "partial"), (4, 40, "complete"), (5, 40, "partial"), (1, 1, "complete"),
     (2, 2, "partial"), (1, 2, "complete"), (10, 100, "complete"), (11, 100, "partial")],
)  # fmt: skip
def test_many_texts_that_can_not_be_read_make_a_check_partial(count: int, of: int, outcome: str) -> None:
    """More than three and more than a tenth, or all of several: partial, and then nothing closes."""
    verdict = unread(count, of)
    assert verdict.outcome == outcome
    told = f"{count} of {of} texts could not be read, the first: https://x.org/p000: no text here"
    assert told in verdict.reason
    closed = outcome == "complete"
    assert kinds(verdict)["closed"] == int(closed)
    assert verdict.dropped == int(closed)
    if not closed:
        one = verdict.updates["z"]
        assert (one.status, one.listed) == ("open", False)


def test_what_else_a_check_with_unread_texts_saw_is_told() -> None:
    """Only closings are undone; the share is of the requested pages, not of the entries."""
    beside = [make(f"o{n}", "Baker", "y") for n in range(30)]
    names = [f"p{n:03}" for n in range(20)]
    history = seen_first(made([*(make(name, detail=True) for name in names), *beside, make("z")]))
    readers = {name: broken(name) for name in names[:4]}
    lines = [make(name, "Chef", detail=True, read=readers.get(name)) for name in names]
    seen = made([*lines, make("o0", "Pilot", "y"), *beside[1:], make("new", "Driver", "w")])
    details = {name: page("Text of it", name=name) for name in names}
    verdict = reconcile(history, seen, Answers(details=details, standing={"z": False}), LATER, POLICY)
    assert verdict.outcome == "partial"
    assert "4 of 20 texts could not be read" in verdict.reason
    assert kinds(verdict) == {"edited": 5, "opened": 1}
    assert verdict.updates["z"].status == "open"


def test_all_texts_read_tell_nothing() -> None:
    """If every text was read, the reason is empty."""
    assert unread(0, 3).reason == ""
    assert unread(0, 3).outcome == "complete"


def lost(*signs: str) -> Entry:
    """Make a row of a list that could not be read, with these texts in it."""
    return replace(make("", ""), lost="odd", signs=frozenset(signs))


@pytest.mark.parametrize("sign", ["p000", "https://x.org/p000", "Cook 0"])
def test_a_row_that_can_not_be_read_still_names_its_posting(sign: str) -> None:
    """By its id, its address or its title: the posting is neither missing nor closed."""
    history = first(roles(4))
    for seen in (listing(part(3, 4), lost=(lost(sign),)), listing(part(3, 4), lost=(lost(sign),), definite=True)):
        verdict = reconcile(history, seen, Answers(standing={"p000": False}), LATER, POLICY)
        assert (verdict.changes, verdict.updates) == ((), {})
        assert plan(history, replace(seen, definite=False), LATER, POLICY).vanished == {}


@pytest.mark.parametrize(
    ("rows", "needed"),
    [((), 2), ((lost("p001"),), 2), ((lost("odd"),), UNREAD), ((lost(),), UNREAD), ((lost("p001", "odd"),), 2),
     ((lost("p001"), lost("odd")), UNREAD)],
)  # fmt: skip
def test_a_row_that_names_nobody_may_be_the_missing_one(rows: tuple[Entry, ...], needed: int) -> None:
    """If an unreadable row names no known posting, no number of lists closes a missing one."""
    verdict = reconcile(first(roles(4)), listing(part(3, 4), lost=rows), Answers(), LATER, POLICY)
    assert verdict.updates["p000"].doubt.needed == needed


def test_a_folder_with_a_file_that_can_not_be_read_closes_nothing_at_once() -> None:
    """A definite list closes what it lacks only if every row of it could be read."""
    seen = listing(part(3, 4), definite=True, lost=(lost("odd"),))
    verdict = reconcile(first(roles(4)), seen, Answers(), LATER, POLICY)
    assert (verdict.changes, verdict.updates["p000"].doubt.misses) == ((), 1)
