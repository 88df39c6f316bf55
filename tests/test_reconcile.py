"""The laws of reconciling."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.histories import LATER, POLICY, after, first, listing
from tracker.model import Entry, Listing, Posting, Request
from tracker.model.history import Answers, Candidate, History, Known
from tracker.reconcile import plan, reconcile

postings = st.dictionaries(
    st.sampled_from("abcdefghijkl"),
    st.tuples(st.sampled_from(["Cook", "Baker"]), st.sampled_from(["x", "y z"])),
    max_size=12,
)


@given(postings)
def test_the_same_twice_is_nothing(items: dict[str, tuple[str, str]]) -> None:
    """A repeated list is no change."""
    again = reconcile(first(items), listing(items), Answers(), LATER, POLICY)
    assert (again.changes, again.updates) == ((), {})


@given(postings, postings, st.randoms())
def test_order_is_irrelevant(
    before: dict[str, tuple[str, str]], now: dict[str, tuple[str, str]], random: object
) -> None:
    """The order of a list does not matter."""
    history = first(before)
    shuffled = list(now.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one = reconcile(history, listing(now), Answers(), LATER, POLICY)
    two = reconcile(history, listing(dict(shuffled)), Answers(), LATER, POLICY)
    assert one == two


@given(postings, postings)
def test_what_is_not_complete_never_closes(before: dict[str, tuple[str, str]], now: dict[str, tuple[str, str]]) -> None:
    """A partial list and a window close nothing, however often."""
    for seen, policy in ((replace(listing(now), end=""), POLICY), (listing(now), replace(POLICY, complete="never"))):
        history = first(before)
        for _ in range(4):
            verdict = reconcile(history, seen, Answers(), LATER, policy)
            assert verdict.outcome in {"partial", "window"}
            assert not [change for change in verdict.changes if change.kind in {"closed", "unlisted"}]
            history = after(history, verdict)


@given(postings, postings)
def test_a_lying_total_is_partial(before: dict[str, tuple[str, str]], now: dict[str, tuple[str, str]]) -> None:
    """A list with fewer postings than it states is partial."""
    verdict = reconcile(first(before), listing(now, stated_total=len(now) + 1), Answers(), LATER, POLICY)
    assert verdict.outcome == "partial"


@given(postings, st.sets(st.sampled_from("abcdefghijkl"), min_size=1))
def test_a_page_that_stands_is_never_closed(before: dict[str, tuple[str, str]], gone: set[str]) -> None:
    """However often a posting is missing, it is not closed while its page is up."""
    history = first(before)
    left = {name: value for name, value in before.items() if name not in gone}
    for _ in range(5):
        verdict = reconcile(history, listing(left), Answers(standing=dict.fromkeys(gone, True)), LATER, POLICY)
        assert not [change for change in verdict.changes if change.kind == "closed"]
        history = after(history, verdict)


def test_series_of_a_real_board_closes_nothing() -> None:
    """9526, 104, 9661, 2079 postings (here a twentieth of it): no false closing."""
    items = {f"p{number:04}": ("Cook", "x") for number in range(483)}
    history = first(dict(list(items.items())[:476]))
    for count in (5, 483, 104):
        verdict = reconcile(history, listing(dict(list(items.items())[:count])), Answers(), LATER, POLICY)
        assert not [change for change in verdict.changes if change.kind == "closed"]
        history = after(history, verdict)


def test_flagged_many_at_once_are_held_and_one_is_believed() -> None:
    """809 of 861 marked as closed, and back: held. One marked: closed."""
    names = [f"p{number:03}" for number in range(861)]
    items = dict.fromkeys(names, ("Cook", "x"))
    history = first(items)

    def flagged(count: int) -> Listing:
        seen = listing(items)
        return replace(seen, entries=tuple(replace(one, open=place >= count) for place, one in enumerate(seen.entries)))

    verdict = reconcile(history, flagged(809), Answers(), LATER, POLICY)
    assert not verdict.changes
    assert "held: the source marks 809 of 861" in verdict.reason
    history = after(history, verdict)
    verdict = reconcile(history, flagged(0), Answers(), LATER, POLICY)
    assert not verdict.changes
    verdict = reconcile(after(history, verdict), flagged(1), Answers(), LATER, replace(POLICY, complete="never"))
    assert [(change.external_id, change.kind) for change in verdict.changes] == [("p000", "closed")]


def test_back_is_reopened_and_the_same_text_is_a_repost() -> None:
    """A posting that comes back is the same one; its text under another id is told as a repost."""
    text = "word " * 60
    history = first({"a": ("Cook", text), "b": ("Baker", "x")})
    closed = reconcile(history, listing({"b": ("Baker", "x")}), Answers(standing={"a": False}), LATER, POLICY)
    assert [change.kind for change in closed.changes] == ["closed"]
    history = after(history, closed)
    back = reconcile(history, listing({"a": ("Cook", text), "b": ("Baker", "x")}), Answers(), LATER, POLICY)
    assert [(change.external_id, change.kind) for change in back.changes] == [("a", "reopened")]
    gone = Candidate(replace(history.postings["a"], id="s.a"), history.wording["a"])
    known = replace(history, candidates=lambda _sought: (gone,))
    again = reconcile(known, listing({"c": ("Cook", text), "b": ("Baker", "x")}), Answers(), LATER, POLICY)
    assert [(change.external_id, change.kind, change.repost_of) for change in again.changes] == [("c", "opened", "s.a")]


def test_at_most_twenty_pages_are_asked_spread_over_the_vanished() -> None:
    """The sample is even, and never more than twenty."""
    items = {f"p{number:03}": ("Cook", "x") for number in range(100)}
    history = first(items)
    questions = plan(history, listing({"p099": ("Cook", "x")}), LATER, POLICY)
    names = sorted(questions.vanished)
    assert len(names) == 20
    assert (names[0], names[-1]) == ("p000", "p094")


@pytest.mark.parametrize("share", [0.2, 1.0])
def test_every_text_is_due_within_its_time(share: float) -> None:
    """Re-reads are spread over the time, and none is late."""
    read = "2026-01-01T00:00:00.000Z"
    entries = tuple(
        Entry(f"p{n}", "u", "t", "f", lambda _page: Posting("p", "u", "t"), detail=Request("https://x.org"))
        for n in range(200)
    )
    known = {entry.external_id: Known(entry.external_id, "u", "t", fingerprint="f", read_at=read) for entry in entries}
    history = History(known, {}, settled=True)
    policy = replace(POLICY, reread=86400.0)
    at = {0.2: "2026-01-01T04:48:00.000Z", 1.0: "2026-01-02T00:00:00.000Z"}[share]
    due = len(plan(history, Listing(entries, end="x", api=True), at, policy).details)
    assert due == (200 if share == 1.0 else 0)
    half = len(plan(history, Listing(entries, end="x"), "2026-01-01T18:00:00.000Z", policy).details)
    assert 60 < half < 140
