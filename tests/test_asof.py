"""The history as of a time, which does not depend on the order of the captures."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.conftest import dump, reader
from tests.tables import rows
from tracker.check import Checker
from tracker.cli import main
from tracker.operations import import_captures, project
from tracker.store import asof

TABLES = ("postings", "versions", "changes", "ties")
Jobs = dict[str, tuple[str, str]]
jobs = st.dictionaries(
    st.sampled_from("abcdef"), st.tuples(st.sampled_from(["Cook", "Baker", "Chef"]), st.sampled_from("xyz")), max_size=6
)
histories = st.lists(jobs, min_size=1, max_size=7)
BACK_AND_FORTH: list[Jobs] = [  # the title of e
    {"a": ("Cook", "x"), "b": ("Cook", "x"), "e": ("Baker", "y")},
    {"e": ("Cook", "y"), "a": ("Cook", "x")},
    {},
    {"a": ("Cook", "x"), "e": ("Baker", "y")},
    {},
    {"a": ("Cook", "x"), "f": ("Cook", "x"), "e": ("Cook", "y")},
    {"a": ("Cook", "x"), "b": ("Cook", "x"), "e": ("Cook", "x")},
]


def make(root: Path) -> None:
    (root / "tracker.toml").write_text(
        '[sources.a]\nboard = "json"\nurl = "https://a.example.org/feed.json"\ntext = "text"\n'
    )


def write(folder: Path, day: int, state: Jobs) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    rows = [{"id": name, "title": title, "text": text} for name, (title, text) in state.items()]
    file = folder / f"2025-03-{day + 1:02}T040000Z.json"
    file.write_text(json.dumps({"jobs": rows}))
    return file


def bring(root: Path, folder: Path) -> None:
    import_captures.from_dir(project.load(root), folder, "a", at=None, each=False, board="", step=lambda _name: None)


def state_at(root: Path, at: str) -> dict[str, tuple[str, str]]:
    connection = reader(root)
    try:
        found = asof.source_at(connection, "a", at, closed=True).postings
        return {one["external_id"]: (one["title"], one["status"]) for one in found}
    finally:
        connection.close()


def now_known(root: Path) -> dict[str, tuple[str, str]]:
    return {str(row[2]): (str(row[4]), str(row[7])) for row in dump(root)["postings"]}


@settings(max_examples=12)
@given(histories, st.randoms(use_true_random=False))
@example(BACK_AND_FORTH, random.Random(1))
def test_one_history_however_it_comes_in(states: Sequence[Jobs], shuffle: random.Random) -> None:
    """In order, one by one in any order, or rebuilt: the tables are the same, and as of each check they show what its list showed."""
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        straight, shuffled = top / "one", top / "two"
        for root in (straight, shuffled):
            root.mkdir()
            make(root)
        known: dict[str, dict[str, tuple[str, str]]] = {}
        for day, state in enumerate(states):
            write(top / f"day{day}", day, state)
            bring(straight, top / f"day{day}")
            known[f"2025-03-{day + 1:02}T04:00:00.000Z"] = now_known(straight)
        order = list(range(len(states)))
        shuffle.shuffle(order)
        for day in order:
            bring(shuffled, top / f"day{day}")
        assert dump(straight, TABLES) == dump(shuffled, TABLES)
        with project.load(straight).open_database() as database:
            Checker(database, project.load(straight).archive(), project.now).rebuild()
            database.watch(["a"])
        assert dump(straight, TABLES) == dump(shuffled, TABLES)
        believed = {row["started_at"] for row in rows(straight, "SELECT * FROM checks WHERE outcome = 'complete'")}
        for (at, then), state in zip(known.items(), states, strict=True):
            found = state_at(shuffled, at)
            assert found.keys() == then.keys()
            for name, (title, status) in found.items():
                shown = state.get(name.removeprefix("a."))
                if shown and at in believed:
                    # An edit may be held because the title goes back and forth. If it lasts, it counts from when it was first seen.
                    assert title in {then[name][0], shown[0]}
                    assert status == then[name][1] == "open"


def test_a_posting_was_last_seen_in_the_last_list_that_had_it(tmp_path: Path) -> None:
    """So it is whether each check is folded by a process of its own, or all of them by a rebuild."""
    make(tmp_path)
    cook, chef = ("Cook", "Bring your own knife."), ("Chef", "Lead the kitchen.")
    both: Jobs = {"1": cook, "2": chef}
    for day, state in enumerate((both, both, both, {"1": cook}, {"1": cook}, {"1": cook})):
        write(tmp_path / f"day{day}", day, state)
        bring(tmp_path, tmp_path / f"day{day}")
    last, seen = "2025-03-03T04:00:00.000Z", "SELECT last_seen FROM postings WHERE external_id = '2'"
    closed = "SELECT since FROM changes WHERE kind = 'closed'"
    assert [value for query in (seen, closed) for row in rows(tmp_path, query) for value in row.values()] == [
        last,
        last,
    ]
    before = dump(tmp_path, TABLES)
    with project.load(tmp_path).open_database() as database:
        Checker(database, project.load(tmp_path).archive(), project.now).rebuild()
        database.watch(["a"])
    assert dump(tmp_path, TABLES) == before


def history(root: Path) -> None:
    """Five days: one role is edited, closes, and comes back; another one comes."""
    make(root)
    cook, chef = ("Cook", "Bring your own knife."), ("Chef", "Lead the kitchen.")
    days: list[Jobs] = [
        {"1": cook, "2": chef, "3": ("Baker", "Bread.")},
        {"1": ("Cook", "Bring your own knife and apron."), "2": chef, "3": ("Baker", "Bread.")},
        {"2": chef, "3": ("Baker", "Bread.")},
        {"2": chef, "3": ("Baker", "Bread.")},
        {"1": ("Cook", "Bring nothing."), "2": chef, "3": ("Baker", "Bread.")},
    ]
    for day, state in enumerate(days):
        write(root / "in", day, state)
    bring(root, root / "in")


def run(root: Path, *arguments: str) -> Any:
    done = CliRunner().invoke(main, ["-C", str(root), *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.output) if "--json" in arguments else done.output


def test_commands_answer_as_of_a_time(tmp_path: Path) -> None:
    """show, list, search, log and diff go back to any moment."""
    history(tmp_path)
    assert (
        run(tmp_path, "show", "a.1", "--at", "2025-03-01T12:00Z", "--json")["version"]["text"]
        == "Bring your own knife."
    )
    assert run(tmp_path, "show", "a.1", "--at", "2025-03-04T12:00Z", "--json")["status"] == "closed"
    assert (
        run(tmp_path, "show", "a.1", "--at", "2025-02-01")
        == "a.1 was not known yet at 2025-02-01 23:59 UTC; it was first seen at 2025-03-01 04:00 UTC.\n"
    )
    then = run(tmp_path, "list", "a", "--at", "2025-03-04T12:00Z", "--json")
    assert [one["external_id"] for one in then["postings"]] == ["3", "2"]
    assert (then["before"], then["following"]) == ("2025-03-04T04:00:00.000Z", "2025-03-05T04:00:00.000Z")
    assert "3 postings as of" in run(tmp_path, "list", "a")
    assert [hit["number"] for hit in run(tmp_path, "search", "apron", "--at", "2025-03-02T12:00Z", "--json")] == [2]
    assert run(tmp_path, "search", "apron", "--at", "2025-03-04T12:00Z", "--json") == []
    assert run(tmp_path, "search", "apron", "--at", "2025-03-05T12:00Z", "--json") == []
    assert [hit["number"] for hit in run(tmp_path, "search", "nothing", "--at", "2025-03-05T12:00Z", "--json")] == [3]
    kinds = [row["kind"] for row in run(tmp_path, "log", "--since", "2025-03-02", "--until", "2025-03-04", "--json")]
    assert kinds == ["closed", "edited"]
    assert "{+ and apron+}" in run(tmp_path, "diff", "a.1", "--at", "2025-03-01T12:00Z", "--at", "2025-03-02T12:00Z")
    assert "apron" in run(tmp_path, "diff", "a.1")
    assert "version 1 " in run(tmp_path, "diff", "a.1", "1", "3")
    refused = CliRunner().invoke(main, ["-C", str(tmp_path), "diff", "a.1", "--at", "2020-01-01", "--at", "2025-03-02"])
    assert refused.exit_code == 2
    assert "was not known yet at 2020-01-01" in refused.output


def test_a_gap_is_told_as_a_gap(tmp_path: Path) -> None:
    """Nine daily captures, then forty days without one: the log reports a monitoring gap."""
    make(tmp_path)
    for day in range(9):
        write(tmp_path / "in", day, {"1": ("Cook", "x"), "2": ("Chef", "y")})
    late = tmp_path / "in" / "2025-04-20T040000Z.json"
    late.write_text(
        json.dumps({"jobs": [{"id": "1", "title": "Cook", "text": "new"}, {"id": "2", "title": "Chef", "text": "y"}]})
    )
    bring(tmp_path, tmp_path / "in")
    told = run(tmp_path, "log", "a")
    assert "(found after a monitoring gap)" in told
    assert "Gap: no complete check of a from 2025-03-09 04:00 to 2025-04-20 04:00 UTC" in told
    connection = reader(tmp_path)
    names = ("source", "since", "until", "hours", "usual_hours", "checks_that_saw_too_little")
    in_sql = [dict(zip(names, row, strict=True)) for row in connection.execute("SELECT * FROM gaps")]
    assert in_sql == asof.gaps(connection, ["a"])
    connection.close()
    (row,) = run(tmp_path, "log", "a", "--json")
    assert (row["since"], row["gap"]["usual_hours"]) == ("2025-03-09T04:00:00.000Z", 24.0)


def test_as_of_uses_indexes(tmp_path: Path) -> None:
    """No query as of a time scans a whole table."""
    history(tmp_path)
    connection = reader(tmp_path)
    plans: list[str] = []
    connection.set_trace_callback(plans.append)
    asof.source_at(connection, "a", "2025-03-04T12:00:00.000Z")
    asof.status_at(connection, "a.1", "2025-03-04T12:00:00.000Z")
    connection.set_trace_callback(None)
    steps = [row[3] for plan in plans for row in connection.execute(f"EXPLAIN QUERY PLAN {plan}")]
    connection.close()
    assert len(plans) == 6
    assert not [
        step for step in steps if step.startswith("SCAN") and "CONSTANT" not in step and "VIRTUAL" not in step
    ], steps


def test_a_hit_as_of_a_time_quotes_what_stood_then(tmp_path: Path) -> None:
    """The passage is from the version that was current then, not from a later one with the same words."""
    make(tmp_path)
    for day, text in enumerate(("A zebra was here.", "A zebra was there, and a zebrafish.")):
        write(tmp_path / "in", day, {"1": ("Cook", text)})
    bring(tmp_path, tmp_path / "in")
    (then,) = run(tmp_path, "search", "zebra*", "--at", "2025-03-01T12:00Z", "--json")
    (now_,) = run(tmp_path, "search", "zebra*", "--json")
    assert (then["number"], then["excerpt"]) == (1, "A zebra was here.")
    assert (now_["number"], now_["excerpt"]) == (2, "A zebra was there, and a zebrafish.")
