"""`tracker.open`: postings, versions and changes of a real project."""

from __future__ import annotations

import dataclasses
import pickle
import shutil
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tracker
from tests.conftest import Answer, sites
from tests.harbour import TIMES, Harbour, watched
from tracker.operations import library, times

Site = Callable[[Answer], tuple[str, list[str]]]


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of four checks, to be read only."""
    with sites() as site:
        return watched(tmp_path_factory.mktemp("library") / "jobs", Harbour(site))


def test_what_a_project_says_is_what_the_commands_say(jobs: Path) -> None:
    """Postings, versions and changes are those of the database, each once."""
    with tracker.open(jobs) as project, sqlite3.connect(jobs / "tracker.db") as plain:
        postings = list(project.postings())
        assert [(one.id, one.status, one.last_seen, one.closed_at, one.version) for one in postings] == plain.execute(
            "SELECT id, status, last_seen, closed_at, versions FROM postings ORDER BY id"
        ).fetchall()
        for one in postings:
            assert [
                (v.number, v.title, v.text, v.text_sha256, v.seen_at, v.snapshot and v.snapshot.id)
                for v in one.versions
            ] == (
                plain.execute(
                    "SELECT number, title, text, text_sha256, seen_at, snapshot_id FROM versions WHERE posting_id = ? "
                    "ORDER BY number",
                    (one.id,),
                ).fetchall()
            )
            assert one.text == one.versions[-1].text
            assert one.pay == one.versions[-1].pay
        changes = project.changes(baseline=True)
        assert sorted(one.id for one in changes) == [
            row[0] for row in plain.execute("SELECT id FROM changes ORDER BY id")
        ]
        assert len(changes) == 6
        assert sorted(change.id for one in postings for change in one.changes) == sorted(one.id for one in changes)
    plain.close()


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-01", {}),
        (TIMES[0], {"101": ("open", 1), "102": ("open", 1), "103": ("open", 1)}),
        ("2026-03-09T07:59Z", {"101": ("open", 1), "102": ("open", 1), "103": ("open", 1)}),
        (date(2026, 3, 9), {"101": ("open", 2), "102": ("open", 1), "103": ("open", 1), "104": ("open", 1)}),
        (
            datetime(2026, 3, 16, 9, tzinfo=timezone(timedelta(hours=1))),
            {"101": ("open", 2), "102": ("open", 1), "103": ("closed", 1), "104": ("open", 1)},
        ),
    ],
)
def test_as_of_a_time(jobs: Path, at: str | date, expected: dict[str, tuple[str, int]]) -> None:
    """Status, wording and closing are those of the time; later postings are missing."""
    with tracker.open(jobs) as project:
        found = {one.external_id: one for one in project.postings("harbour", at)}
        assert {name: (one.status, one.version) for name, one in found.items()} == expected
        for name, one in found.items():
            assert one.last_seen is None
            assert (one.closed_at is not None) is (one.status == "closed") is not one.open
            assert one == project.posting(f"harbour.{name}", at)
            assert one.text == one.versions[one.version - 1].text
        for status in ("open", "closed"):
            some = {one.external_id for one in project.postings(at=at, status=status)}  # type: ignore[arg-type]
            assert some == {name for name, (what, _) in expected.items() if what == status}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, ["103", "104", "101"]),
        ({"since": "2026-03-10"}, ["103"]),
        ({"until": "2026-03-09"}, ["104", "101"]),
        ({"since": TIMES[1], "until": "2026-03-22"}, ["104", "101"]),
        ({"since": date(2026, 3, 23)}, ["103"]),
        ({"since": "today"}, []),
        ({"kind": "edited"}, ["101"]),
        ({"source": "harbour", "limit": 1}, ["103"]),
        ({"limit": 0}, []),
        ({"baseline": True, "kind": "opened"}, ["104", "103", "102", "101"]),
    ],
)
def test_changes(jobs: Path, arguments: dict[str, Any], expected: list[str]) -> None:
    """Changes by time, kind and source, the newest first."""
    with tracker.open(jobs) as project:
        assert [one.posting_id.partition(".")[2] for one in project.changes(**arguments)] == expected


def test_many_postings_are_read_in_batches(jobs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every posting is returned once, whatever the batch size."""
    with tracker.open(jobs) as project:
        whole = list(project.postings())
        for size in (1, 2, 3, 4):
            monkeypatch.setattr(library, "_BATCH", size)
            assert list(project.postings()) == whole
            assert [one.id for one in project.postings(status="closed")] == ["harbour.103"]


ODD = [
    (lambda p: p.posting("harbour.109"), tracker.NotFound, r"no posting 'harbour.109'; did you mean .*harbour.103"),
    (lambda p: p.posting("harbor.101"), tracker.NotFound, "did you mean harbour.101"),
    (lambda p: p.posting("10"), tracker.NotFound, "did you mean harbour.101, harbour.102, harbour.103"),
    (lambda p: p.posting("zzz"), tracker.NotFound, "`tracker search WORDS` finds postings"),
    (
        lambda p: p.posting("harbour.104", "2026-03-03"),
        tracker.NotFound,
        "not known yet at 2026-03-03T23:59:59.999Z; it was first",
    ),
    (lambda p: p.postings("harbor"), tracker.NotFound, "no source 'harbor' in .*; did you mean 'harbour'"),
    (lambda p: p.changes(source="zzz"), tracker.NotFound, "choose from: harbour"),
    (lambda p: p.changes(since="soon"), tracker.UsageError, "'soon' is not a valid time; write 2023-08-17"),
    (lambda p: p.changes(until="2026-02-30"), tracker.UsageError, "'2026-02-30' is not a valid time"),
    (lambda p: p.postings(at=""), tracker.UsageError, "'' is not a valid time"),
    (lambda p: p.postings(at=1772438400), tracker.UsageError, "1772438400 is not a valid time"),
    (lambda p: p.postings(at="0001-01-01T00:00+14:00"), tracker.UsageError, "is not a valid time"),
    (lambda p: p.postings(status="gone"), tracker.UsageError, "status 'gone' should be 'open' or 'closed'"),
    (
        lambda p: p.changes(kind="close"),
        tracker.UsageError,
        "kind 'close' should be one of opened, edited, closed, reop",
    ),
    (lambda p: p.changes(kind=""), tracker.UsageError, "kind '' should be one of"),
    (lambda p: p.changes(kind=["closed"]), tracker.UsageError, "should be one of"),
    (lambda p: p.posting("harbour.101").diff(1, 3), tracker.NotFound, "harbour.101 has no version 3; it has 1 to 2"),
    (lambda p: p.posting("harbour.101").diff(0), tracker.NotFound, "has no version 0"),
    (
        lambda p: dataclasses.replace(p.posting("harbour.101"), title="x").versions,
        tracker.UsageError,
        "belongs to no project",
    ),
]


@pytest.mark.parametrize(("ask", "kind", "told"), ODD)
def test_errors_say_what_to_do(jobs: Path, ask: Callable[[Any], object], kind: type[Exception], told: str) -> None:
    """An unknown or unusable argument is an error at once, with a suggestion."""
    with tracker.open(jobs) as project, pytest.raises(kind, match=told) as raised:
        ask(project)
    assert isinstance(raised.value, tracker.TrackerError)
    assert type(raised.value) is kind


def test_an_external_id_or_an_address_names_a_posting(jobs: Path, tmp_path: Path) -> None:
    """A unique external id is enough; for one that two sources have, the error names both."""
    with tracker.open(jobs) as project:
        assert project.posting("101") == project.posting("harbour.101")
    copy = shutil.copytree(jobs, tmp_path / "copy")
    with sqlite3.connect(copy / "tracker.db") as plain:
        plain.execute("UPDATE posting_state SET url = 'https://x.example/1' WHERE id IN ('harbour.101', 'harbour.102')")
    plain.close()
    with (
        tracker.open(copy) as project,
        pytest.raises(tracker.UsageError, match=r"more than one posting: harbour.101, harbour.102"),
    ):
        project.posting("https://x.example/1")


def test_a_former_name_of_a_source_is_told(jobs: Path, tmp_path: Path) -> None:
    """A former source name gets the current one in the error."""
    copy = shutil.copytree(jobs, tmp_path / "copy")
    with sqlite3.connect(copy / "tracker.db") as plain:
        plain.execute("""UPDATE source_state SET names = '["quay"]'""")
    plain.close()
    with tracker.open(copy) as project, pytest.raises(tracker.NotFound, match="source 'quay' was renamed to 'harbour'"):
        project.changes(source="quay")


def test_where_there_is_no_project(tmp_path: Path) -> None:
    """No directory, no project, a project that never ran, an invalid database: each has its own error."""
    with pytest.raises(tracker.NotFound, match=r"there is no directory .*nowhere"):
        tracker.open(tmp_path / "nowhere")
    with pytest.raises(tracker.NotFound, match=r"is not a project: .* `tracker init` creates one"):
        tracker.open(tmp_path)
    (tmp_path / "tracker.toml").write_text("")
    with pytest.raises(tracker.NotFound, match=r"has no tracker.db yet; `tracker run` creates it"):
        tracker.open(str(tmp_path))
    (tmp_path / "tracker.db").write_text("this is no database, and long enough to be looked at" * 20)
    with pytest.raises(tracker.Damaged, match="is damaged"):
        tracker.open(tmp_path)
    with pytest.raises(tracker.Damaged, match=r"tracker.toml is damaged, or no database; pass a project's directory"):
        tracker.open(tmp_path / "tracker.toml")


def test_damage_that_is_found_later_is_told(jobs: Path, tmp_path: Path) -> None:
    """A database with broken pages raises Damaged, not an error of SQLite."""
    copy = shutil.copytree(jobs, tmp_path / "copy")
    database = copy / "tracker.db"
    with sqlite3.connect(database) as plain:
        plain.execute("PRAGMA journal_mode = DELETE")
        root = plain.execute("SELECT rootpage FROM sqlite_master WHERE name = 'wordings'").fetchone()[0]
        size = plain.execute("PRAGMA page_size").fetchone()[0]
    plain.close()
    data = bytearray(database.read_bytes())
    data[(root - 1) * size : root * size] = b"\xff" * size
    database.write_bytes(data)
    with tracker.open(copy) as project, pytest.raises(tracker.Damaged, match="is damaged"):
        list(project.postings())


def test_a_closed_project_says_so(jobs: Path) -> None:
    """After `close`, and in another thread, a project raises an error that says why."""
    with tracker.open(jobs) as project:
        posting = project.posting("harbour.101")
        told: list[Exception] = []

        def other() -> None:
            try:
                project.sources()
            except tracker.UsageError as error:
                told.append(error)

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        assert "open another one in this thread" in str(told[0])
        assert repr(project).endswith("tracker.db'>")
    project.close()
    assert repr(project).endswith(", closed>")
    for ask in (project.sources, project.changes, lambda: list(project.postings()), lambda: posting.versions):
        with pytest.raises(tracker.UsageError, match="is closed"):
            ask()


def test_values_can_be_copied_and_sent(jobs: Path) -> None:
    """A posting can be converted to a dictionary, compared and pickled, without its project."""
    with tracker.open(jobs) as project:
        posting = project.posting("harbour.101")
        assert isinstance(posting, tracker.Posting)
        found = dataclasses.asdict(posting)
        assert found["pay"]["currency"] == "NOK"
        assert " project" not in found
        assert "roject" not in repr(posting)
        assert pickle.loads(pickle.dumps(posting)) == posting == project.posting("harbour.101")
        assert hash(posting) == hash(project.posting("harbour.101"))
        assert pickle.loads(pickle.dumps(posting.versions)) == posting.versions


def test_beside_a_writer(site: Site, tmp_path: Path) -> None:
    """A project that is open during a run shows the state before and then after it; the run is not disturbed."""
    harbour = Harbour(site)
    root = watched(tmp_path / "jobs", harbour, steps=1)
    with tracker.open(root) as project:
        reading = project.postings()
        assert next(reading).version == 1
        with sqlite3.connect(root / "tracker.db", isolation_level=None) as writer:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("UPDATE sources SET name = 'Half done'")
            assert {one.employer for one in project.postings()} == {"Oslo Harbour"}
            writer.execute("ROLLBACK")
        writer.close()
        watched(root, harbour)
        assert [one.id for one in reading] == ["harbour.102", "harbour.103"]
        assert project.posting("harbour.101").version == 2
        assert not (root / "tracker.db-wal").exists() or not (root / "tracker.db-wal").stat().st_size


def test_a_copy_and_a_directory_that_can_not_be_written(jobs: Path, tmp_path: Path) -> None:
    """A single file is opened too, and reading leaves nothing behind."""
    with sqlite3.connect(jobs / "tracker.db") as plain:
        plain.execute("VACUUM INTO ?", (str(tmp_path / "copy.db"),))
    plain.close()
    with tracker.open(tmp_path / "copy.db") as project, tracker.open(jobs) as other:
        assert list(project.postings()) == list(other.postings())
    assert [path.name for path in tmp_path.iterdir()] == ["copy.db"]


def test_how_sources_are(jobs: Path) -> None:
    """A source has its outcome and its last checks."""
    with tracker.open(jobs) as project:
        (one,) = project.sources()
    assert (one.source, one.employer, one.board, one.watched) == ("harbour", "Oslo Harbour", "json", True)
    assert (one.outcome, one.reason, one.seen, one.open) == ("complete", "", 3, 3)
    assert one.last_check == one.last_good == TIMES[3]


def test_versions_and_postings_are_compared_with_their_fields(jobs: Path) -> None:
    """Fields are compared between versions and postings; a text has none."""
    with tracker.open(jobs) as project:
        posting = project.posting("harbour.101")
        first, second = posting.versions
        then = project.posting("harbour.101", "2026-03-03")
        found = tracker.compare(first, second)
        assert posting.diff() == posting.diff(1) == posting.diff(1, 2) == posting.diff(first, second) == found
        assert not posting.diff(2, second).changed
        assert not project.posting("harbour.102").diff().changed
    assert [(one.name, one.old, one.new) for one in found.fields] == [
        ("pay", "650,000 – 720,000 NOK a year", "720,000 – 780,000 NOK a year")
    ]
    assert tracker.Comparison.from_json(found.json()) == found
    assert tracker.compare(then, posting) == tracker.compare(first, posting) == found
    assert tracker.compare(first.text, second).fields == ()
    assert tracker.compare(first.text, second).rows == found.rows
    assert not tracker.compare(second, posting).changed
    with pytest.raises(
        TypeError, match=r"tracker.compare: new should be a text, a Version or a Posting, not 5 \(int\)"
    ):
        tracker.compare("a", 5)  # type: ignore[arg-type]


NOW = datetime(2026, 3, 9, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "late", "expected"),
    [
        ("2026-03-02", False, "2026-03-02T00:00:00.000Z"),
        ("2026-03-02", True, "2026-03-02T23:59:59.999Z"),
        (date(2026, 3, 2), True, "2026-03-02T23:59:59.999Z"),
        (datetime(2026, 3, 2, 8), True, "2026-03-02T08:00:00.000Z"),  # noqa: DTZ001
        ("2026-03-02T08:00+02:00", False, "2026-03-02T06:00:00.000Z"),
        ("2026-03-02T08:00", False, "2026-03-02T08:00:00.000Z"),
        (" yesterday ", False, "2026-03-08T00:00:00.000Z"),
        ("today", True, "2026-03-09T23:59:59.999Z"),
        ("7d", True, "2026-03-02T12:30:00.000Z"),
        ("12h", False, "2026-03-09T00:30:00.000Z"),
    ],
)
def test_times(value: str | date, late: bool, expected: str) -> None:
    """A time in each form that people and programs have."""
    assert times.point(value, NOW, late=late) == expected


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)), st.booleans())  # noqa: DTZ001
def test_a_time_that_is_stored_is_a_time_that_can_be_given(moment: datetime, late: bool) -> None:
    """A time that the library returns can be passed to it."""
    stored = times.point(moment, NOW, late=late)
    assert times.point(stored, NOW, late=not late) == stored
    assert len(stored) == len("2026-03-02T08:00:00.000Z")
