"""Captures made elsewhere: with their own dates, in any order, repeatedly, with the same result."""

from __future__ import annotations

import json
import random
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import dump
from tracker.cli import main
from tracker.operations import import_captures, project, verify

TOML = '[sources.a]\nboard = "json"\nurl = "https://a.example.org/feed.json"\n'
MONTHS = ("2025-11", "2025-12", "2026-01")


def captures(folder: Path) -> None:
    """Write eight captures: one closes for good, one comes back, one is edited, a stamp moves."""
    for number in range(8):
        jobs = [{"id": n, "title": f"Role {n}", "location": "Cork", "stamp": number} for n in range(15)]
        if number >= 2:
            jobs = [job for job in jobs if job["id"] != 3]
        if number in {3, 4, 5}:
            jobs = [job for job in jobs if job["id"] != 4]
        if number >= 5:
            jobs[0]["title"] = "Chief Role"
        if number == 6:
            jobs.append({"id": 99, "title": "Late Role", "location": "Oslo", "stamp": 0})
        day = f"{MONTHS[number // 3]}-{10 + number:02}"
        (folder / f"{number:04}_{day}T040000Z_x.json").write_text(json.dumps({"jobs": jobs}))


def tell(root: Path) -> set[tuple[str, str]]:
    return {(row[5], row[1].split(".")[1]) for row in dump(root)["changes"] if not row[10]}


def bring(root: Path, *arguments: str) -> str:
    done = CliRunner().invoke(main, ["-C", str(root), "import", "dir", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def taken(tmp_path: Path) -> Path:
    folder = tmp_path / "captures"
    folder.mkdir()
    captures(folder)
    return folder


def make(root: Path) -> Path:
    root.mkdir()
    (root / "tracker.toml").write_text(TOML)
    return root


def test_history_comes_in(tmp_path: Path, taken: Path) -> None:
    """A folder of captures is folded as if it had been monitored."""
    root = make(tmp_path / "one")
    assert "Imported 8 captures of 1 source" in bring(root, str(taken), "--source", "a")
    assert tell(root) == {("closed", "3"), ("closed", "4"), ("reopened", "4"), ("edited", "0"), ("opened", "99")}
    assert len(list(root.glob("snapshots/a/*"))) == 3
    assert not verify.verify(project.load(root)).problems
    checks = dump(root)["checks"]
    assert next(row[3] for row in checks) == "2025-11-10T04:00:00.000Z"


def test_any_order_any_number_of_times(tmp_path: Path, taken: Path) -> None:
    """One by one in any order, or twice: the same tables."""
    straight, shuffled = make(tmp_path / "one"), make(tmp_path / "two")
    bring(straight, str(taken), "--source", "a")
    assert "8 captures already present" in bring(straight, str(taken), "--source", "a")
    files = sorted(taken.iterdir())
    random.Random(5).shuffle(files)
    for file in files:
        lone = tmp_path / "lone" / file.stem
        lone.mkdir(parents=True)
        (lone / file.name).write_bytes(file.read_bytes())
        bring(shuffled, str(lone), "--source", "a")
    tables = ("versions", "changes", "postings")

    assert dump(straight, tables) == dump(shuffled, tables)
    assert not verify.verify(project.load(shuffled)).problems


def test_a_tar_and_each(tmp_path: Path, taken: Path) -> None:
    """A compressed tar works like a folder; with --each every member is a source."""
    packed = tmp_path / "all.tar.xz"
    with tarfile.open(packed, "w:xz") as archive:
        archive.add(taken, "inner")
    one, each = make(tmp_path / "one"), make(tmp_path / "each")
    bring(one, str(packed), "--source", "a")
    assert ("edited", "0") in tell(one)
    assert "8 captures of 8 sources" in bring(each, str(packed), "--source", "a", "--each", "--at", "2026-01-01")
    assert len({row[1] for row in dump(each)["postings"]}) == 8


def test_a_capture_that_is_no_list_is_recorded(tmp_path: Path, taken: Path) -> None:
    """A broken member is a failed check that closes nothing, and the import goes on."""
    (taken / "0003_2025-12-13T040000Z_x.json").write_text("<h1>502</h1>")
    (taken / "0004_2025-12-14T040000Z_x.json").write_text("")
    root = make(tmp_path / "one")
    done = CliRunner().invoke(main, ["-C", str(root), "import", "dir", str(taken), "--source", "a"])
    assert done.exit_code == 0
    assert "6 complete" in done.output
    assert "2 failed" in done.output


def test_a_window_closes_nothing(tmp_path: Path) -> None:
    """With complete = never, what falls out of the newest rows was not closed."""
    folder = tmp_path / "window"
    folder.mkdir()
    for number in range(10):
        rows = [{"id": n, "title": f"Role {n}"} for n in range(number * 5, number * 5 + 20)]
        (folder / f"2026-01-{10 + number}.json").write_text(json.dumps(rows))
    root = make(tmp_path / "one")
    (root / "tracker.toml").write_text(TOML + 'complete = "never"\n')
    bring(root, str(folder), "--source", "a")
    assert {kind for kind, _ in tell(root)} == {"opened"}
    assert {row[5] for row in dump(root)["checks"]} == {"window"}
    assert {row[7] for row in dump(root)["postings"]} == {"open"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--source", "zzz"], "no source 'zzz'"),
        (["--source", "zzz", "--board", "x"], "no board 'x'"),
        (["--source", "a"], "the name of 'feed.json' has no time; give one with --at"),
    ],
)
def test_what_can_not_be_imported_says_so(tmp_path: Path, arguments: list[str], message: str) -> None:
    """Each mistake has its own message and exit code 2."""
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "feed.json").write_text("[]")
    root = make(tmp_path / "one")
    done = CliRunner().invoke(main, ["-C", str(root), "import", "dir", str(folder), *arguments])
    assert done.exit_code == 2
    assert message in done.stderr


@pytest.mark.parametrize(
    ("name", "time"),
    [
        ("0000_2025-10-28T040627Z_8bd.json", "2025-10-28T04:06:27.000Z"),
        ("2025-10-28T04:06:27Z.json", "2025-10-28T04:06:27.000Z"),
        ("20251028040627.html", "2025-10-28T04:06:27.000Z"),
        ("acme-20251028.json", "2025-10-28T00:00:00.000Z"),
        ("acme.json", None),
        ("job-12345678901.json", None),
    ],
)
def test_time_in_a_name(name: str, time: str | None) -> None:
    """The usual ways to write a time in a name."""
    assert import_captures.time_in(name) == time


def test_two_members_of_one_time_are_both_kept(tmp_path: Path) -> None:
    """Another body of the same time is another check, a millisecond later."""
    folder = tmp_path / "x"
    folder.mkdir()
    for name, count in (("a", 1), ("b", 2)):
        (folder / f"2026-01-01_{name}.json").write_text(json.dumps([{"id": n, "title": "Cook"} for n in range(count)]))
    root = make(tmp_path / "one")
    assert "Imported 2 captures of 1 source" in bring(root, str(folder), "--source", "a")
    assert "2 captures already present" in bring(root, str(folder), "--source", "a")


@pytest.mark.parametrize("board", ["greenhouse", "lever", "workday", "personio"])
def test_files_in_another_shape_say_what_to_type(tmp_path: Path, taken: Path, board: str) -> None:
    """For files of an unknown format nothing is kept, and the suggested command works."""
    root = make(tmp_path / "p")
    call = ["-C", str(root), "import", "dir", str(taken), "--source", "b", "--board", board]
    done = CliRunner().invoke(main, call)
    assert done.exit_code == 2, done.output
    assert f"none of the 8 files of {taken} can be read as {board}, and nothing was imported" in done.output
    assert "Run the same command with --board json" in done.output
    assert "tracker.toml" not in done.output
    assert not list((root / "snapshots").glob("*/*.zst"))
    assert "Imported 8 captures of 1 source" in bring(root, str(taken), "--source", "b", "--board", "json")


def test_a_board_of_tracker_toml_is_named(tmp_path: Path, taken: Path) -> None:
    """If the board is set in tracker.toml, the line to change is suggested too."""
    root = make(tmp_path / "p")
    (root / "tracker.toml").write_text(TOML.replace('"json"', '"lever"'))
    done = CliRunner().invoke(main, ["-C", str(root), "import", "dir", str(taken), "--source", "a"])
    assert done.exit_code == 2, done.output
    assert 'write board = "json" under [sources.a]' in done.output


@pytest.mark.parametrize("body", ["{}", "no JSON at all", '{"jobs": []}', '{"error": "not found"}'])
def test_files_that_nothing_reads_come_in_as_they_are(tmp_path: Path, body: str) -> None:
    """A failed capture is a capture: if plain JSON has no posting either, nothing is suggested."""
    root = make(tmp_path / "p")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "2025-11-10.json").write_text(body)
    told = bring(root, str(folder), "--source", "b", "--board", "lever")
    assert "Checks: 1 failed" in told
    assert "--board json" not in told


def test_an_older_capture_may_make_fewer_changes(tmp_path: Path, taken: Path) -> None:
    """What was there at the first check opened after the older capture. The output says so, also without any left."""
    root = make(tmp_path / "project")
    files = sorted(taken.iterdir())
    assert "History: 15 already there\n" in bring(root, str(files[1]), "--source", "a")
    files[0].write_text('{"jobs": []}')
    said = bring(root, str(files[0]), "--source", "a")
    assert "History: 15 fewer already there, 15 opened\n" in said
