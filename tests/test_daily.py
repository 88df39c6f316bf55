"""The open roles of a day are those of its last complete list; held ones are counted separately."""

from __future__ import annotations

import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import reader
from tests.test_tallies import BEGINNING
from tracker.cli import main
from tracker.model import iso
from tracker.operations import import_captures, project
from tracker.site import numbers as page
from tracker.store import open_by_day, tallies
from tracker.store.schema import connect

TOP = Path(__file__).parent.parent


def history(root: Path, *states: dict[str, bool], hour: int = 4, more: str = "") -> sqlite3.Connection:
    """Bring in a list a day; each names its postings, and whether it marks them as open. Return the database."""
    folder = root / "members"
    folder.mkdir(parents=True, exist_ok=True)
    (root / "tracker.toml").write_text(
        f'[sources.a]\nboard = "json"\nurl = "https://a.example.org/feed.json"\nopen = "active"\n{more}'
    )
    for day, state in enumerate(states, 1):
        rows = [{"id": name, "title": f"Cook {name}", "active": is_open} for name, is_open in state.items()]
        (folder / f"2025-03-{day:02}T{hour:02}0000Z.json").write_text(json.dumps({"jobs": rows}))
    import_captures.from_dir(project.load(root), folder, "a", at=None, each=False, board="", step=lambda _name: None)
    return reader(root)


def roles(count: int, closed: int = 0) -> dict[str, bool]:
    return {f"p{number:02}": number >= closed for number in range(count)}


def by_day(connection: sqlite3.Connection) -> list[tuple[str, int, int]]:
    return [(one.day[8:], one.open, one.held) for one in open_by_day.of_source(connection, "a")]


@pytest.mark.parametrize(
    ("states", "days"),
    [
        ([roles(30), roles(12), roles(30)], [(30, 0), (12, 18), (30, 0)]),  # a list that was cut, and came back
        ([roles(30), roles(29), roles(29)], [(30, 0), (29, 1), (29, 0)]),  # one that closed, dated by the first list
        ([roles(30), roles(12), roles(12), roles(12)], [(30, 0), (12, 18), (12, 18), (12, 0)]),
        ([roles(30), roles(30, closed=20)], [(30, 0), (10, 20)]),  # many that are marked as closed at once
        ([roles(30, closed=3), roles(30, closed=4)], [(27, 0), (26, 0)]),  # what is marked as closed is not open
        ([{}, roles(2), roles(1)], [(0, 0), (2, 0), (1, 1)]),
    ],
)
def test_a_day_has_what_its_list_had(
    tmp_path: Path, states: list[dict[str, bool]], days: list[tuple[int, int]]
) -> None:
    """However many postings are held: in the chart, its data, the canned query and the checks."""
    connection = history(tmp_path, *states)
    assert [(one, held) for _, one, held in by_day(connection)] == days
    last = "SELECT seen, held FROM checks WHERE outcome = 'complete' ORDER BY started_at"
    assert connection.execute(last).fetchall() == days
    numbers = page.of(connection, "a", "")
    assert [(row["open"], row["held"]) for row in numbers["days"]] == days
    query = yaml.safe_load((TOP / "metadata.yml").read_text())["databases"]["tracker"]["queries"]["open_roles_per_day"]
    told = connection.execute(query["sql"], {"source": "a"}).fetchall()
    assert [row[-2:] for row in told] == days[::-1]
    total = connection.execute("SELECT count(*) FROM postings WHERE status = 'open'").fetchone()[0]
    assert numbers["open_now"] == total == sum(days[-1])
    assert numbers["missing_now"] == days[-1][1]


@pytest.mark.parametrize(
    ("hour", "body", "missing"),
    [
        ("05", "<html>Bad gateway</html>", 18),  # failed
        ("05", "{", 18),  # cut off
        ("05", '{"jobs": [{"id": "p01"', 18),
        ("05", "[7]", 18),
        ("03", "<html>Bad gateway</html>", 18),  # before the list
        ("05", json.dumps({"jobs": [{"id": name, "title": f"Cook {name}"} for name in roles(30)]}), 0),  # complete
    ],
)
def test_what_is_missing_now_is_missing_from_the_last_complete_list(
    tmp_path: Path, hour: str, body: str, missing: int
) -> None:
    """Later checks that failed change nothing, however many there are."""
    history(tmp_path, roles(30), roles(12)).close()
    for minute in ("00", "30"):
        (tmp_path / "members" / f"2025-03-02T{hour}{minute}00Z.json").write_text(body)
    here = project.load(tmp_path)
    import_captures.from_dir(here, tmp_path / "members", "a", at=None, each=False, board="", step=lambda _name: None)
    connection = reader(tmp_path)
    numbers = page.of(connection, "a", "")
    assert (numbers["open_now"], numbers["missing_now"]) == (30, missing)
    assert numbers["missing_now"] == numbers["days"][-1]["held"]


def test_what_is_missing_is_counted_under_a_former_name(tmp_path: Path) -> None:
    """The last complete list came before the source was renamed, and the check since then failed."""
    history(tmp_path, roles(30), roles(12)).close()
    text = (tmp_path / "tracker.toml").read_text()
    (tmp_path / "tracker.toml").write_text(text.replace("[sources.a]", '[sources.b]\nformerly = "a"'))
    failed = tmp_path / "2025-03-03T040000Z.json"
    failed.write_text("<html>Bad gateway</html>")
    here = project.load(tmp_path)
    import_captures.from_dir(here, failed, "b", at=None, each=False, board="", step=lambda _name: None)
    connection = reader(tmp_path)
    assert connection.execute("SELECT outcome FROM checks WHERE source = 'b'").fetchall() == [("failed",)]
    assert page.of(connection, "b", "")["missing_now"] == 18


def test_what_is_missing_is_a_line_of_its_own(tmp_path: Path) -> None:
    """The line is drawn only where something was missing, and is described for screen readers."""
    connection = history(tmp_path, roles(30), roles(30), roles(12), roles(30), roles(30))
    found = page.of(connection, "a", "")
    assert 'class="held-line"' in found["chart"]
    assert "a dashed line adds those missing from the list and not closed, at most 18" in found["chart"]
    assert json.loads(found["chart_data"])["held"] == [None, 30, 30, 30, None]
    connection = history(tmp_path / "whole", roles(30), roles(29))
    assert page.of(connection, "a", "")["missing"] is True
    connection = history(tmp_path / "never", roles(3), roles(4), roles(5))
    found = page.of(connection, "a", "")
    assert 'class="held-line"' not in found["chart"]
    assert found["missing"] is False


def test_a_list_of_the_past_says_what_it_had(tmp_path: Path) -> None:
    """`tracker list --at` counts what the history had as open, and gives the list's own number if it differs."""
    history(tmp_path, roles(30), roles(12), roles(30)).close()
    call = ["-C", str(tmp_path), "list", "a", "--at", "2025-03-02 12:00"]
    told = CliRunner().invoke(main, call).output
    assert "30 postings as of 2025-03-02 12:00 UTC" in told
    assert "its list had 12 (18 more were missing from it but not confirmed as closed)" in told
    found = json.loads(CliRunner().invoke(main, [*call, "--json"]).output)
    assert (found["seen"], found["held"], len(found["postings"])) == (12, 18, 30)
    assert "its list had" not in CliRunner().invoke(main, [*call[:-1], "2025-03-03 12:00"]).output


def test_an_unchanged_check_has_what_the_one_before_it_had(tmp_path: Path) -> None:
    """An identical list is not read again, and what is unlisted or held still counts."""
    connection = history(tmp_path, *[roles(9), *[roles(8)] * 6])
    assert by_day(connection)[1:] == [("02", 8, 1), *[(f"{day:02}", 8, 0) for day in range(3, 8)]]


STEPS = st.lists(
    st.tuples(
        st.integers(1, 30),  # hours since the check before
        st.sampled_from(("complete", "window", "partial", "failed")),
        st.integers(0, 5),  # opened
        st.integers(0, 5),  # closed
        st.integers(0, 40),  # seen
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=80, deadline=None)
@given(STEPS, st.booleans())
def test_days_without_a_whole_list_go_on_from_the_last_one(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str, int, int, int]], renamed: bool
) -> None:
    """The number of a day equals a count check by check; a former name of the source changes nothing."""
    connection = connect(tmp_path_factory.mktemp("days") / "tracker.db", write=True)
    connection.execute("INSERT INTO sources (id, name) VALUES ('a', 'A')")
    connection.execute("INSERT INTO source_state (source, names) VALUES ('a', ?)", ('["old"]' if renamed else "[]",))
    at, count, wanted, whole = BEGINNING, 0, {}, set()
    for number, (hours, outcome, opened, closed, seen) in enumerate(steps):
        at += timedelta(hours=hours)
        under = "old" if renamed and number < len(steps) / 2 else "a"
        connection.execute(
            "INSERT INTO checks (id, source, started_at, outcome, seen, held) VALUES (?, ?, ?, ?, ?, ?)",
            (str(number), under, iso(at), outcome, seen, number),
        )
        kinds = ["opened"] * opened + ["closed"] * closed
        connection.executemany(
            "INSERT INTO changes (id, source, at, known_at, kind, baseline, summary) VALUES (?, 'a', ?, ?, ?, 0, '')",
            [(f"{number} {place}", iso(at), iso(at), kind) for place, kind in enumerate(kinds)],
        )
        count = seen if outcome == "complete" else count + opened - closed
        day = iso(at)[:10]
        if outcome == "complete" or (kinds and day not in whole):
            wanted[day] = count
        whole |= {day} if outcome == "complete" else set()
    tallies.recount(connection, "a")
    assert {one.day: one.open for one in open_by_day.of_source(connection, "a")} == wanted
    connection.close()


def test_postings_that_are_open_again_count(tmp_path: Path) -> None:
    """A reopened posting is open from that day on; being listed again is no opening."""
    connection = connect(tmp_path / "tracker.db", write=True)
    connection.execute("INSERT INTO sources (id, name) VALUES ('a', 'A')")
    connection.execute("INSERT INTO source_state (source) VALUES ('a')")
    rows = [
        ("complete", "opened", False, 1),
        ("partial", "closed", False, 0),
        ("partial", "reopened", True, 1),
        ("partial", "reopened", False, 1),
        ("complete", "reopened", True, 7),
    ]
    for number, (outcome, kind, was_closed, seen) in enumerate(rows):
        at = iso(BEGINNING + timedelta(days=number))
        values = (str(number), at, outcome, seen)
        connection.execute(
            "INSERT INTO checks (id, source, started_at, outcome, seen) VALUES (?, 'a', ?, ?, ?)", values
        )
        connection.execute(
            "INSERT INTO changes (id, source, at, known_at, kind, baseline, was_closed) VALUES (?, 'a', ?, ?, ?, 0, ?)",
            (str(number), at, at, kind, was_closed),
        )
    tallies.recount(connection, "a")
    assert [one.open for one in open_by_day.of_source(connection, "a")] == [1, 0, 1, 7]
    connection.close()


def test_what_a_later_check_dates_back_is_in_the_list_already(tmp_path: Path) -> None:
    """A closing that is decided later than the list, but dated before it, is not subtracted again on the next day."""
    connection = connect(tmp_path / "tracker.db", write=True)
    connection.execute("INSERT INTO sources (id, name) VALUES ('a', 'A')")
    connection.execute("INSERT INTO source_state (source) VALUES ('a')")
    hours = (6, 12, 36)
    for number, (hour, outcome) in enumerate(zip(hours, ("complete", "window", "partial"), strict=True)):
        values = (str(number), iso(BEGINNING + timedelta(hours=hour)), outcome, 5)
        connection.execute(
            "INSERT INTO checks (id, source, started_at, outcome, seen) VALUES (?, 'a', ?, ?, ?)", values
        )
    for at, known, kind in ((5, 12, "closed"), (12, 12, "opened"), (36, 36, "opened")):
        times = (iso(BEGINNING + timedelta(hours=at)), iso(BEGINNING + timedelta(hours=known)))
        connection.execute(
            "INSERT INTO changes (id, source, at, known_at, kind, baseline, summary) VALUES (?, 'a', ?, ?, ?, 0, '')",
            (f"{at}", *times, kind),
        )
    tallies.recount(connection, "a")
    assert [one.open for one in open_by_day.of_source(connection, "a")] == [5, 7]
    connection.close()
