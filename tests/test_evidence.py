"""A version's evidence is a reply that has its wording, in any order of captures."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import dump, reader
from tests.living import Life, row
from tests.test_laws import bring
from tracker.archive import ArchiveReader
from tracker.check import Checker
from tracker.operations import import_captures, project, verify

TOML = '[sources.a]\nboard = "json"\nurl = "https://a.example.org/feed.json"\n'
TABLES = ("postings", "versions", "changes", "checks")
WORDS = ("alpha", "beta", "alpha", "gamma", "alpha", "beta")  # one a day


def capture(root: Path, *days: int) -> None:
    """Import the captures of these days together."""
    folder = root / f"in-{'-'.join(map(str, days))}"
    folder.mkdir(parents=True)
    for day in days:
        jobs = [
            {"id": n, "title": f"Cook {n}", "description": f"Trim the {WORDS[day]} wick of lamp {n}."} for n in (1, 2)
        ]
        (folder / f"2025-03-{day + 1:02}T060000Z.json").write_text(json.dumps({"jobs": jobs}))
    bring(root, folder)


def rebuilt(root: Path) -> None:
    here = project.load(root)
    with here.open_database() as database:
        Checker(database, here.archive(), project.now).rebuild()
        database.watch(here.settings.sources)


def is_true(root: Path) -> None:
    """Assert that the text of each version is in the body of its snapshot, and that all is well."""
    archive = ArchiveReader(root / "snapshots")
    with closing(reader(root)) as connection:
        found = connection.execute(
            "SELECT v.text, n.warc_file, n.warc_offset, n.fetched_at, v.seen_at FROM versions AS v "
            "JOIN snapshots AS n ON n.id = v.snapshot_id"
        ).fetchall()
        assert len(found) == connection.execute("SELECT count(*) FROM versions").fetchone()[0] > 1
    for text, file, offset, fetched, seen in found:
        assert text.encode() in archive.read(file, offset).body
        assert fetched[:10] == seen[:10]
    assert not verify.verify(project.load(root)).problems


def test_evidence_is_the_reply_with_the_wording_in_any_order_of_import(tmp_path: Path) -> None:
    """Bodies that return, imported in parts: the same rows as an import in order, also after a rebuild."""
    orders = [
        [(0, 1, 2, 3, 4, 5)],
        [(0, 2), (1,), (3, 4, 5)],
        [(0, 2, 4), (1, 5), (3,)],
        [(5,), (4,), (3,), (2,), (1,), (0,)],
        [(1, 5), (0, 2, 4), (3,)],
    ]
    first = None
    for number, parts in enumerate(orders):
        root = tmp_path / str(number)
        root.mkdir()
        (root / "tracker.toml").write_text(TOML)
        for days in parts:
            capture(root, *days)
        is_true(root)
        found = dump(root, TABLES)
        first = first or found
        assert found == first
        rebuilt(root)
        is_true(root)
        assert dump(root, TABLES) == first


def test_evidence_where_an_old_capture_comes_between_live_checks(tmp_path: Path) -> None:
    """The feed says alpha on two days, and a capture of the hours between says beta; then it says alpha again."""
    life = Life(tmp_path)
    said = {word: [row(n, text=f"Trim the {word} wick") for n in (1, 2)] for word in ("alpha", "beta")}
    life.rows["f"] = said["alpha"]
    life.check()
    life.check()
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "2026-01-01T180000Z.json").write_text(json.dumps(said["beta"]))
    import_captures.from_dir(
        project.load(tmp_path), tmp_path / "in", "f", at=None, each=False, board="", step=lambda _name: None
    )
    is_true(tmp_path)
    life.check()
    is_true(tmp_path)
    before = dump(tmp_path, TABLES)
    rebuilt(tmp_path)
    is_true(tmp_path)
    assert dump(tmp_path, TABLES) == before


@pytest.mark.parametrize("day", [2, 4])
def test_verify_finds_a_version_with_the_evidence_of_another(tmp_path: Path, day: int) -> None:
    """The snapshot is not a reply of the check that read the version."""
    (tmp_path / "tracker.toml").write_text(TOML)
    capture(tmp_path, 0, 1, 2, 3, 4)
    with closing(sqlite3.connect(tmp_path / "tracker.db")) as connection, connection:
        (wrong,) = connection.execute(
            "SELECT id FROM snapshots ORDER BY fetched_at LIMIT 1 OFFSET ?", (day - 1,)
        ).fetchone()
        connection.execute("UPDATE wordings SET snapshot_id = ? WHERE number = ?", (wrong, day + 1))
    problems = verify.verify(project.load(tmp_path)).problems
    assert len(problems) == 2
    assert all(f"its snapshot {wrong} is not a reply of " in one for one in problems)
