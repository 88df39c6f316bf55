"""Numbers that are counted as rows are written equal a full count, after any history, rename or rebuild."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import check
from tests.older import to_seventh
from tests.world import Server, World, greenhouse_toml
from tracker.cli import main
from tracker.model import COMMIT, iso
from tracker.store import asof, history_counts, tallies
from tracker.store.schema import connect

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
OUTCOMES = ("complete", "window", "partial", "blocked", "failed")
TABLES = ("day_counts", "long_intervals", "gaps", "check_counts")


def counted(connection: sqlite3.Connection) -> dict[str, list[Any]]:
    """Return all that is counted."""
    found = {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall()) for name in TABLES}
    found["intervals"] = sorted(connection.execute("SELECT source, intervals, usual FROM source_state").fetchall())
    return found


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = connect(tmp_path / "tracker.db", write=True)
    connection.execute("INSERT INTO sources (id, name) VALUES ('a', 'A')")
    yield connection
    connection.close()


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.integers(1, 20_000), st.sampled_from(OUTCOMES), st.sampled_from(("r", "r", f"{COMMIT}a"))),
        max_size=40,
    ),
    every=st.integers(60, 86_400),
)
def test_the_time_between_checks_is_counted_as_it_passes(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str, str]], every: int
) -> None:
    """Counting check by check gives the same as counting all at once, and so do the gaps."""
    connection = connect(tmp_path_factory.mktemp("checks") / "tracker.db", write=True)
    connection.execute("INSERT INTO sources (id, name) VALUES ('a', 'A')")
    at, good, commits = BEGINNING, [], set()
    for number, (minutes, outcome, run) in enumerate(steps):
        at += timedelta(minutes=minutes)
        connection.execute(
            "INSERT INTO checks (id, source, started_at, outcome, run) VALUES (?, 'a', ?, ?, ?)",
            (str(number), iso(at), outcome, run),
        )
        if outcome in tallies.GOOD:
            tallies.count_interval(connection, "a", iso(at), run)
            good.append(at)
        if run != "r":
            commits.add(at)
        connection.execute(
            "INSERT OR IGNORE INTO source_state (source, settings) VALUES ('a', ?)", (f'{{"every": {every}}}',)
        )
    passed = counted(connection)
    tallies.refill(connection)
    assert counted(connection) == passed
    for gap in asof.gaps(connection, ["a"]):
        since, until = (datetime.fromisoformat(gap[name]) for name in ("since", "until"))
        assert (since, until) in pairwise(good)
        assert until not in commits  # a commit says itself what changed before it
        assert (until - since).total_seconds() > 2 * every
        between = sum(
            since < BEGINNING + timedelta(minutes=sum(m for m, *_ in steps[: n + 1])) < until for n in range(len(steps))
        )
        assert gap["checks_that_saw_too_little"] == between
    connection.close()


def test_what_is_usual_decides_what_is_a_gap(empty: sqlite3.Connection) -> None:
    """Daily checks of a source that is set to six hours are no gaps; a week without a check is one."""
    at = BEGINNING
    empty.execute("INSERT INTO source_state (source, settings) VALUES ('a', '{\"every\": 21600}')")
    for number in range(400):
        at += timedelta(days=7 if number == 300 else 1, seconds=number % 50)
        empty.execute(
            "INSERT INTO checks (id, source, started_at, outcome) VALUES (?, 'a', ?, 'complete')",
            (str(number), iso(at)),
        )
        tallies.count_interval(empty, "a", iso(at), "r")
    (gap,) = asof.gaps(empty, ["a"])
    assert (round(gap["hours"]), gap["usual_hours"]) == (168, 24.0)
    assert empty.execute("SELECT count(*) FROM long_intervals").fetchone()[0] < 30
    assert len(empty.execute("SELECT intervals FROM source_state").fetchone()[0]) < 100


def test_changes_are_counted_by_day(tmp_path: Path) -> None:
    """After openings, edits, closings, a repost, a new name of a source and a rebuild, the counts are those of the ledger."""
    world = World(2, 8, size=400)
    with Server(world) as server:
        config = tmp_path / "tracker.toml"
        config.write_text(greenhouse_toml(server.base, 2), "utf-8")
        for _ in range(4):
            check(tmp_path)
            world.step(add=0.2, remove=0.2, edit=0.3)
        config.write_text(config.read_text("utf-8").replace("[sources.c1]", '[sources.new]\nformerly = "c1"'), "utf-8")
        check(tmp_path)
    by_hand = (
        "SELECT substr(at, 1, 10), source, sum(kind = 'opened' AND NOT baseline), sum(kind = 'edited'), "
        "sum(kind = 'closed'), sum(kind = 'reopened') FROM changes GROUP BY 1, 2"
    )
    before: list[Any] = []
    for again in (False, True):
        if again:
            assert CliRunner().invoke(main, ["-C", str(tmp_path), "rebuild"]).exit_code == 0
        connection = connect(tmp_path / "tracker.db", write=True)
        counts = sorted(connection.execute("SELECT * FROM daily_counts").fetchall())
        assert counts == sorted(connection.execute(by_hand).fetchall())
        assert {row[1] for row in counts} == {"c0", "new"}
        assert sum(row[3] for row in counts) > 2
        assert sum(row[4] for row in counts) > 2
        passed = counted(connection)
        assert len(passed["check_counts"]) >= 8
        assert passed["check_counts"] == (before or passed["check_counts"])
        before = passed["check_counts"]
        tallies.refill(connection)
        history_counts.refill(connection)
        assert counted(connection) == passed
        connection.close()


def test_an_older_database_is_brought_up(tmp_path: Path) -> None:
    """A database from before the counts has the same counts once it is opened for writing."""
    world = World(1, 8, size=400)
    with Server(world) as server:
        (tmp_path / "tracker.toml").write_text(greenhouse_toml(server.base, 1), "utf-8")
        for _ in range(3):
            check(tmp_path)
            world.step(add=0.2, remove=0.2, edit=0.3)
    connection = connect(tmp_path / "tracker.db", write=True)
    new = counted(connection)
    assert new["day_counts"]
    to_seventh(connection)
    for table in ("day_counts", "long_intervals"):
        connection.execute(f"DROP TABLE {table}")
    for column in ("intervals", "usual", "names"):
        connection.execute(f"ALTER TABLE source_state DROP COLUMN {column}")
    connection.execute("DROP TABLE posting_places")
    connection.execute("DROP INDEX checks_unreadable")
    connection.execute("ALTER TABLE checks DROP COLUMN readable")
    for index in ("changes_by_source", "changes_told", "changes_by_kind", "changes_by_weight"):
        connection.execute(f"DROP INDEX {index}")
    connection.execute("ALTER TABLE changes DROP COLUMN known_at")
    for column in ("differs_at", "absences"):
        connection.execute(f"ALTER TABLE posting_state DROP COLUMN {column}")
    for statement in (
        "changes_by_source ON changes(source, at)",
        "changes_told ON changes(at) WHERE baseline = 0",
        "changes_by_kind ON changes(kind, at)",
        "changes_by_weight ON changes(significance, at)",
    ):
        connection.execute(f"CREATE INDEX {statement}")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name IN ('fourth', 'fifth', 'sixth', 'seventh')")
    connection.execute("PRAGMA user_version = 3")
    connection.close()
    connection = connect(tmp_path / "tracker.db", write=True)
    brought_up = counted(connection)
    places = (
        5  # column; the places of versions that are older than their table are written when the source is read again
    )
    assert {row[places] for row in brought_up["check_counts"]} == {"{}"} != {row[places] for row in new["check_counts"]}
    for found in (brought_up, new):
        found["check_counts"] = [(*row[:places], *row[places + 1 :]) for row in found["check_counts"]]
    assert brought_up == new
    assert connection.execute("SELECT count(*) FROM open_postings").fetchone()[0] > 0
    connection.close()
