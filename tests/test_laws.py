"""Laws of evidence and time: order does not matter, more evidence never misleads, times are in order."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import dump
from tests.histories import LATER, POLICY, Items, after, changed, first, listing, roles
from tests.tables import rows
from tracker.check import Checker
from tracker.check.missing_postings import _agreed
from tracker.model import Listing, iso, moment
from tracker.model.history import Answers, Evidence, Verdict
from tracker.operations import import_captures, project
from tracker.reconcile import reconcile

# -- missing_postings: the pages of postings that are not in the list --------------------------------------------------------

NAMES = tuple(roles(16))[:6]
HOWS = ("gone", "redirected", "says-closed", None)
answers_of_one = st.lists(
    st.tuples(st.sampled_from([True, False, None]), st.sampled_from(HOWS)), min_size=1, max_size=4
)
before = st.fixed_dictionaries(
    {},
    optional={
        "misses": st.integers(0, 3),
        "needed": st.sampled_from([2, 3]),
        "standing": st.integers(0, 2),
        "returns": st.integers(0, 2),
        "flagged": st.integers(0, 2),
        "hold": st.sampled_from([0, 3]),
        "differs_at": st.just("2025-12-01T00:00:00.000Z"),
    },
)
known = st.dictionaries(st.sampled_from(NAMES), before, min_size=1, max_size=6)
truths = st.dictionaries(
    st.sampled_from(NAMES), st.booleans(), min_size=1, max_size=6
)  # missing postings, and whether they stand


def witnesses(found: Sequence[tuple[bool | None, str | None]]) -> list[tuple[bool | None, Evidence]]:
    """Make what was heard at each place; only a page that is gone says how."""
    return [(one, Evidence("told", how if one is False else None)) for one, how in found]  # type: ignore[arg-type]


def judged(known_: Mapping[str, dict[str, object]], missing: Mapping[str, bool], heard: Mapping[str, bool]) -> Verdict:
    """Judge a whole list without the missing postings, some of whose pages were heard."""
    history = changed(first(roles(16)), **known_)
    left: Items = {name: one for name, one in roles(16).items() if name not in missing}
    return reconcile(history, listing(left), Answers(standing=heard), LATER, POLICY)


def closed(verdict: Verdict) -> set[str]:
    return {change.external_id for change in verdict.changes if change.kind == "closed"}


@settings(max_examples=300)
@given(answers_of_one, st.randoms(use_true_random=False), st.booleans(), st.booleans())
def test_whom_a_posting_is_asked_of_first_is_irrelevant(
    found: list[tuple[bool | None, str | None]], order: random.Random, sure: bool, alone: bool
) -> None:
    """The same answers in another order prove the same."""
    other = witnesses(found)
    order.shuffle(other)
    assert _agreed(witnesses(found), sure=sure, alone=alone)[0] == _agreed(other, sure=sure, alone=alone)[0]


@given(known, truths, st.randoms(use_true_random=False))
def test_which_posting_is_asked_of_first_is_irrelevant(
    states: dict[str, dict[str, object]], stands: dict[str, bool], order: random.Random
) -> None:
    """The same answers for many postings in another order give the same verdict."""
    names = list(stands)
    order.shuffle(names)
    assert judged(states, stands, stands) == judged(states, stands, {name: stands[name] for name in names})


@given(st.booleans(), st.lists(st.booleans(), min_size=1, max_size=4), st.booleans(), st.booleans(), st.booleans())
def test_a_true_answer_more_about_a_posting(
    stands: bool, speak: list[bool], one_more: bool, sure: bool, alone: bool
) -> None:
    """If each witness answers truly or not at all, the verdict is true or open, and another witness does not change that."""
    for heard in (speak, [*speak, one_more]):
        found = [(stands if speaks else None, "gone") for speaks in heard]
        assert _agreed(witnesses(found), sure=sure, alone=alone)[0] in {stands, None}


@settings(max_examples=300)
@given(known, truths, st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(NAMES)))
def test_more_evidence_never_turns_a_right_verdict_wrong(
    states: dict[str, dict[str, object]], stands: dict[str, bool], asked: set[str], more: set[str]
) -> None:
    """True answers about more postings never close an open one, and undo a right closing only by holding the whole list. Beyond twenty missing postings a sample decides."""
    few = judged(states, stands, {name: one for name, one in stands.items() if name in asked})
    many = judged(states, stands, {name: one for name, one in stands.items() if name in asked | more})
    wrong = {name for name in closed(many) if stands.get(name)}
    assert wrong <= closed(few)
    assert not wrong & (asked | more)
    right = {name for name in closed(few) if stands.get(name) is False}
    assert right <= closed(many) or many.outcome == "partial"


# -- lists that shrink and grow in any steps, and no pages to ask --------------------------------------------------------

COUNT = 24
HOURS = (0.1, 1, 5, 12, 30)
part_of_list = st.integers(0, 16).flatmap(lambda most: st.sets(st.integers(0, COUNT - 2), max_size=most))
shrinking = st.lists(
    st.tuples(st.sampled_from(["goes", "goes", "is marked", "returns"]), part_of_list, st.sampled_from(HOURS)),
    min_size=2,
    max_size=6,
)
CALM = (24.0, 24.0, 240.0, 240.0, 240.0)  # hours; a month in all: no wait is longer


def shown(there: Mapping[str, str]) -> Listing:
    """Make the whole list in which postings are there, marked, or not at all."""
    seen = listing({name: one for name, one in roles(COUNT).items() if there[name] != "goes"})
    return replace(seen, entries=tuple(replace(one, open=there[one.external_id] == "returns") for one in seen.entries))


@settings(max_examples=60)
@given(shrinking, st.sampled_from([1, 6]))
def test_many_that_go_in_any_steps_last_a_day(steps: list[tuple[str, set[int], float]], every: int) -> None:
    """None of many missing postings closes within a day; if the list stays the same, all close in the end."""
    names, policy = sorted(roles(COUNT)), replace(POLICY, every=every * 3600.0)
    history, there, hour = first(roles(COUNT)), dict.fromkeys(names, "returns"), 0.0
    since: dict[str, float] = {}
    back = any(what == "returns" for what, _, _ in steps)
    calm = [
        ("goes", set[int](), wait) for wait in (CALM if back else CALM[:2])
    ]  # with no return, none is longer than a day
    for what, chosen, wait in [*steps, *calm]:
        before, hour = {name for name in names if there[name] == "returns"}, hour + wait
        there |= {names[place]: what for place in chosen}
        at = iso(moment(LATER) + timedelta(hours=hour))
        undecided = {name for name in names if there[name] != "returns" and history.postings[name].status == "open"}
        since = {name: since.get(name, hour) for name in undecided}
        verdict = reconcile(history, shown(there), Answers(), at, policy)
        early = {name for name in closed(verdict) if hour < since[name] + 24}
        many = len(undecided) > 10 and len(undecided) * 3 > len(before | undecided)
        assert not (many and early)
        history = after(history, verdict, at)
    assert {name for name in names if history.postings[name].status == "open"} == {
        name for name in names if there[name] == "returns"
    }
    assert "held" not in reconcile(history, shown(there), Answers(), iso(moment(at) + timedelta(days=1)), policy).reason


# -- time, and the order of captures -------------------------------------------------------------------------------------

TABLES = ("postings", "versions", "changes", "ties", "checks")
TOML = """[sources.a]
board = "json"
url = "https://a.example.org/feed.json"
open = "open"
"""
posting = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Cook", "Baker", "Cook, Night"]),
        "description": st.sampled_from(["Bring a knife.", "Bring your own apron.", ""]),
        "location": st.sampled_from(["Oslo", "Cork", None]),
        "open": st.sampled_from([True, True, True, False]),
    }
)
lists = st.dictionaries(st.sampled_from("abcdef"), posting, max_size=6)
captures = st.lists(
    st.tuples(st.integers(1, 60), st.one_of(lists, lists, lists, st.just("wrong"))), min_size=2, max_size=9
)


def write(folder: Path, hours: int, state: dict[str, dict[str, object]] | str) -> None:
    """Write a capture of the feed, or of an error in its place."""
    folder.mkdir(exist_ok=True)
    found = (
        {"error": state} if isinstance(state, str) else {"jobs": [{"id": name, **one} for name, one in state.items()]}
    )
    (folder / f"2025-03-{1 + hours // 24:02}T{hours % 24:02}0000Z.json").write_text(json.dumps(found))


def bring(root: Path, folder: Path) -> None:
    import_captures.from_dir(project.load(root), folder, "a", at=None, each=False, board="", step=lambda _name: None)


@settings(max_examples=12)
@given(captures, st.randoms(use_true_random=False))
def test_times_are_in_order_however_captures_come_in(
    found: list[tuple[int, dict[str, dict[str, object]] | str]], order: random.Random
) -> None:
    """`since` < `at` ≤ `known_at` for whatever happened; captures one by one in any order and a rebuild give the same rows."""
    with tempfile.TemporaryDirectory() as name:
        top, hours = Path(name), 0
        roots = [top / "straight", top / "shuffled"]
        for root in roots:
            root.mkdir()
            (root / "tracker.toml").write_text(TOML)
        for number, (wait, state) in enumerate(found):
            hours += wait
            write(top / "all", hours, state)
            write(top / str(number), hours, state)
        bring(roots[0], top / "all")
        numbers = list(range(len(found)))
        order.shuffle(numbers)
        for number in numbers:
            bring(roots[1], top / str(number))
        for one in rows(roots[0], "SELECT * FROM changes"):
            assert one["at"] <= one["known_at"]
            assert one["since"] < one["at"] if one["since"] else one["baseline"]
        assert dump(roots[0], TABLES) == dump(roots[1], TABLES)
        here = project.load(roots[1])
        with here.open_database() as database:
            Checker(database, here.archive(), project.now).rebuild()
            database.watch(["a"])
        assert dump(roots[0], TABLES) == dump(roots[1], TABLES)
