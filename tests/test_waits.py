"""How long an absence must last until a posting closes, and the times of the closing, from both sides."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import reader
from tests.histories import EMPTY, LATER, NOW, POLICY, after, changed, first, listing, part, roles
from tests.living import Life, row
from tests.test_daily import history as history_of
from tests.test_daily import roles as listed_
from tracker.cli import main
from tracker.model import iso, moment
from tracker.model.history import Answers, History, Verdict
from tracker.reconcile import reconcile
from tracker.reconcile.vanished import UNREAD, UNSTEADY

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
    """At least `every`, at least an hour, and at least two lists."""
    assert closes(checks(first(roles(3)), 2, *hours, every=every)) == closed


@pytest.mark.parametrize(("hours", "closed"), [((0, 7, 23.9), [0, 0, 0]), ((0, 7, 24), [0, 0, 12]), ((0, 30), [0, 0])])
def test_many_at_once_are_absent_for_a_day(hours: tuple[float, ...], closed: list[int]) -> None:
    """A third and more than ten: three lists, and a day."""
    assert closes(checks(first(roles(30)), 18, *hours)) == closed


@pytest.mark.parametrize(("returns", "absences", "hours"), [(0, 0, 6), (1, 0, 12), (0, 1, 12), (1, 1, 24), (2, 3, 192)])
def test_each_return_doubles_the_wait(returns: int, absences: int, hours: float) -> None:
    """Whether it was closed in between or not; the reason says so."""
    history = changed(first(roles(3)), p000={"returns": returns, "absences": absences})
    early = checks(history, 2, 0, hours - 0.1)
    assert closes(early) == [0, 0]
    assert closes(checks(history, 2, 0, hours)) == [0, 1]
    count = returns + absences
    times = "once" if count == 1 else f"{count} times"
    assert (f"because it came back {times} before" in early[1].reason) is (count > 0)


def test_no_wait_is_longer_than_thirty_days() -> None:
    """However often a posting came back; a source with a longer `every` waits for its next list."""
    history = changed(first(roles(3)), p000={"absences": 40})
    assert closes(checks(history, 2, 0, 29.9 * 24, 30 * 24)) == [0, 0, 1]
    assert closes(checks(history, 2, 0, 30 * 24, 40 * 24, every=40 * 24 * HOUR)) == [0, 0, 1]


def test_a_list_that_alternates_makes_all_its_postings_wait() -> None:
    """Other postings wait too, and the reason says why; each steady check shortens the wait a little."""
    history, hour = first(roles(20)), 0.0
    for turn in range(6):
        left = 20 if turn % 2 else 17
        verdict = reconcile(history, listing(part(left, 20)), Answers(), at(hour), POLICY)
        history, hour = after(history, verdict, at(hour)), hour + 6
    assert verdict.holds == {UNSTEADY: 22}  # 8, less 1, and 8, less 1, and 8
    fresh = listing({name: one for name, one in roles(20).items() if name != "p019"})
    verdict = reconcile(history, fresh, Answers(), at(100), POLICY)
    assert "because postings of this list often come back" in verdict.reason
    assert f"not before {at(100 + 6 * 4)[:16].replace('T', ' ')} UTC" in verdict.reason
    history = after(history, verdict, at(100))
    for _ in range(40):
        history = after(history, reconcile(history, listing(roles(20)), Answers(), at(130), POLICY), at(130))
    assert UNSTEADY not in history.holds


def test_one_posting_that_comes_back_makes_no_list_unsteady() -> None:
    """At least two, and one in a hundred, are needed."""
    history = after(first(roles(20)), checks(first(roles(20)), 19, 0)[0], at(0))
    verdict = reconcile(history, listing(roles(20)), Answers(), at(6), POLICY)
    assert verdict.updates["p000"].absences == 1
    assert verdict.holds == {}


def test_a_closing_is_dated_by_the_first_list_without_it() -> None:
    """`at` is the first complete list without it, however long it was held."""
    verdict = checks(first(roles(3)), 2, 0, 3, 9)[-1]
    (change,) = verdict.changes
    assert (change.at, verdict.updates["p000"].closed_at) == (at(0), at(0))


def test_what_was_doubted_before_does_not_date_a_closing() -> None:
    """A wording that alternated while the posting was listed does not start its absence."""
    history = changed(first(roles(3)), p000={"flapping": "x", "doubted": NOW, "differs_at": NOW})
    assert checks(history, 2, 5, 30)[-1].changes[0].at == at(5)


@given(st.lists(st.sets(st.sampled_from(list(roles(5)))), min_size=1, max_size=12), st.integers(1, 20))
def test_times_are_in_order(lists: list[set[str]], step: int) -> None:
    """No change is dated after the check that decided it, or before the last one that showed otherwise."""
    history = after(EMPTY, reconcile(EMPTY, listing(roles(5)), Answers(), NOW, POLICY), NOW)
    for turn, names in enumerate(lists):
        now = at(turn * step)
        seen = listing({name: one for name, one in roles(5).items() if name in names})
        verdict = reconcile(history, seen, Answers(), now, POLICY)
        for change in verdict.changes:
            last = history.postings[change.external_id].last_seen if change.kind == "closed" else ""
            assert last < (change.at or now) <= now
        history = after(history, verdict, now)


DATE = re.compile(r"not before (\d{4}-\d\d-\d\d \d\d:\d\d) UTC")


def dates(verdict: Verdict) -> list[str]:
    """Return every date that a reason states."""
    return DATE.findall(verdict.reason)


@given(
    st.integers(0, 40),
    st.lists(st.tuples(st.integers(1, 12), st.integers(0, 40), st.integers(600, 200_000)), min_size=1, max_size=8),
    st.integers(0, 3),
)
def test_the_date_of_a_wait_stays(before: int, following: list[tuple[int, int, int]], absences: int) -> None:
    """The stated date does not change, however steady the list becomes, and whatever `every` is later."""
    history = changed(first(roles(12)), p000={"absences": absences})
    hour, stated, closed = 0, "", False
    for step, unsteady, every in [(0, before, 21_600), *following]:
        hour += step
        holds = {UNSTEADY: unsteady} if unsteady else {}
        policy = replace(POLICY, every=float(every))
        verdict = reconcile(replace(history, holds=holds), listing(part(11, 12)), Answers(), at(hour), policy)
        if verdict.changes:
            closed = True
            assert at(hour)[:16].replace("T", " ") >= stated
            break
        assert dates(verdict) == [stated or dates(verdict)[0]]
        (stated,) = dates(verdict)
        history = after(history, verdict, at(hour))
    reached = at(hour)[:16].replace("T", " ") >= stated
    assert closed == (reached and len(following) > 0)


def test_waits_of_different_postings_are_told_apart() -> None:
    """Each has its own date, number of lists and reason; beyond three, the others are counted."""
    waits = {"p000": 0, "p001": 1, "p002": 1, "p003": 2, "p004": 3, "p005": 4}
    history = changed(first(roles(20)), **{name: {"absences": count} for name, count in waits.items()})
    verdict = checks(history, 14, 0)[0]
    first_, second, third, rest = verdict.reason.split("; held: ")
    assert first_.startswith(
        "held: 1 posting is missing, and no page says why; released by 1 more complete list without it"
    )
    assert second.startswith("2 postings are missing")
    assert [dates(replace(verdict, reason=one)) for one in (first_, second, third)] == [
        [at(6 * 2**count)[:16].replace("T", " ")] for count in (0, 1, 2)
    ]
    assert (
        "came back" in first_,
        "because each came back once before" in second,
        "because it came back 2 times before" in third,
    ) == (
        False,
        True,
        True,
    )
    assert rest == f"2 more for the same reason, the last of them not before {at(96)[:16].replace('T', ' ')} UTC"


@pytest.mark.parametrize("turn", ["stands", "unread", "listed"])
def test_a_wait_begins_anew_with_its_absence(turn: str) -> None:
    """After a page that was up, unreadable rows, and a posting that was listed again."""
    history = first(roles(20))
    history = after(history, checks(history, 19, 0)[0], at(0))
    assert history.postings["p000"].doubt.waits_until == at(6)
    seen = listing(roles(20) if turn == "listed" else part(19, 20))
    answers = Answers(standing={"p000": True} if turn == "stands" else {})
    if turn == "unread":
        history = changed(history, p000={"needed": UNREAD})
        seen = listing(part(19, 20))
    history = after(history, reconcile(history, seen, answers, at(1), POLICY), at(1))
    history = after(history, reconcile(history, listing(part(19, 20)), Answers(), at(2), POLICY), at(2))
    assert history.postings["p000"].doubt.waits_until == (at(2 + 12) if turn == "listed" else at(6))


def test_a_day_that_many_have_to_wait_is_a_day_after_a_page_stood() -> None:
    """If the count starts again as one of many, the longer wait applies."""
    history = first(roles(30))
    history = after(history, checks(history, 29, 0)[0], at(0))
    stood = reconcile(history, listing(part(29, 30)), Answers(standing={"p000": True}), at(1), POLICY)
    history = after(history, stood, at(1))
    assert history.postings["p000"].doubt.misses == 0
    history = after(history, reconcile(history, listing(part(15, 30)), Answers(), at(2), POLICY), at(2))
    assert history.postings["p000"].doubt.waits_until == at(24)
    assert history.postings["p001"].doubt.waits_until == at(26)


def test_a_wait_is_the_same_after_a_rebuild(tmp_path: Path) -> None:
    """Row for row, while it lasts: it comes from the archive like everything else."""
    query = "SELECT * FROM posting_state ORDER BY id"
    connection = history_of(tmp_path, listed_(20), listed_(17), listed_(20), listed_(18))
    rows = connection.execute(query).fetchall()
    waits = connection.execute("SELECT waits_until FROM posting_state WHERE waits_until <> ''").fetchall()
    assert len(waits) == 2
    reason = connection.execute("SELECT reason FROM checks ORDER BY started_at DESC").fetchone()[0]
    assert "not before 2025-03-05 04:00 UTC, because each came back once before" in reason
    connection.close()
    assert CliRunner().invoke(main, ["-C", str(tmp_path), "rebuild"]).exit_code == 0
    connection = reader(tmp_path)
    assert connection.execute(query).fetchall() == rows
    connection.close()


def test_a_steady_check_counts_whether_it_was_read_or_not(tmp_path: Path) -> None:
    """A list that is the same byte for byte is not read again, and is one more steady check all the same: a rebuild reads it."""
    life, query = Life(tmp_path), "SELECT holds FROM source_state UNION ALL SELECT reason FROM checks"
    for count in (20, 17, 20, 20, 18):
        life.rows["f"] = [row(number) for number in range(count)]
        life.check()
    connection = reader(tmp_path)
    rows = connection.execute(query).fetchall()
    connection.close()
    assert rows[0] == (json.dumps({UNSTEADY: 6}, separators=(",", ":")),)
    assert CliRunner().invoke(main, ["-C", str(tmp_path), "rebuild"]).exit_code == 0
    connection = reader(tmp_path)
    assert connection.execute(query).fetchall() == rows
    connection.close()


def test_an_unreadable_row_that_names_a_new_posting_is_counted_as_in_a_rebuild(tmp_path: Path) -> None:
    """The row has the title of a posting that the same check opened. The next check knows the posting, and reads the same list again."""
    life, query = (
        Life(tmp_path),
        "SELECT holds FROM source_state UNION ALL SELECT reason FROM checks UNION ALL SELECT id FROM changes",
    )
    lost = {"id": None, "title": row(2)["title"]}
    for _ in range(2):
        life.rows["f"] = [*map(row, range(5)), lost]
        life.check()
    for _ in range(3):  # another row that can't be read: the posting that is missing may be it
        life.rows["f"] = [*map(row, range(1, 5)), lost, {"id": None, "title": "Nobody"}]
        assert life.told() == {"f": []}
    connection = reader(tmp_path)
    rows = connection.execute(query).fetchall()
    connection.close()
    assert CliRunner().invoke(main, ["-C", str(tmp_path), "rebuild"]).exit_code == 0
    connection = reader(tmp_path)
    assert connection.execute(query).fetchall() == rows
    connection.close()
