"""A project of each released schema version is migrated, and its history stays the same."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import dump, reader
from tracker.check import Checker, folding
from tracker.operations import project, rebuild, run, verify
from tracker.store import integrity
from tracker.store.schema import VERSION, connect

SCHEMAS = Path(__file__).parent / "schemas"  # written by those versions, from postings that were made up for it
FOUND = sorted(path.name for path in SCHEMAS.iterdir())
LESS_OF_PAY = 2  # these read less of a wording, which is part of the id of its version, and so of that of an edit
TABLES = ("postings", "versions", "changes", "checks", "snapshots")


def shape(connection: sqlite3.Connection) -> dict[str, object]:
    """Return tables with their columns, indexes, and views."""
    found: dict[str, object] = {}
    for kind, name, sql in connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE name NOT GLOB 'sqlite_*'"
    ):
        columns = connection.execute(f'SELECT name, type FROM pragma_table_info("{name}")').fetchall()
        found[f"{kind} {name}"] = sorted(columns) if kind == "table" else " ".join((sql or "").split())
    return found


def test_every_released_schema_is_here() -> None:
    """One project for each."""
    assert [str(number) for number in range(1, 8)] == FOUND
    assert len(FOUND) < VERSION


@pytest.mark.parametrize("number", FOUND)
def test_a_database_of_an_earlier_schema(tmp_path: Path, number: str) -> None:
    """The tables become those of a new database; nothing of the history is lost, also after a new fold and a rebuild."""
    root = tmp_path / "old"
    shutil.copytree(SCHEMAS / number, root)
    old = sqlite3.connect(root / "tracker.db")
    old.executescript((root / "tracker.sql").read_text())
    assert old.execute("PRAGMA user_version").fetchone() == (int(number),)
    kept = {
        "postings": "SELECT id, external_id, status FROM posting_state ORDER BY id",
        "wordings": "SELECT id, posting_id, number, title, text_sha256 FROM wordings ORDER BY id",
        "changes": "SELECT id, posting_id, kind, at, baseline FROM changes ORDER BY id",
        "checks": "SELECT id, outcome, seen, started_at FROM checks ORDER BY id",
        "archives": "SELECT file, committed, closing, tail FROM archives",
    }
    before = {name: old.execute(query).fetchall() for name, query in kept.items()}
    assert [len(rows) for rows in before.values()] == [6, 10, 12, 3, 1]
    old.close()
    connection = connect(root / "tracker.db", write=True)
    assert {name: connection.execute(query).fetchall() for name, query in kept.items()} == before
    assert connection.execute("SELECT count(*) FROM versions WHERE text <> ''").fetchone() == (10,)
    new = connect(tmp_path / "new.db", write=True)
    assert shape(connection) == shape(new)
    new.close()
    assert integrity.complaints(connection) == []
    connection.close()
    here = project.load(root)
    with here.lock(), here.open_database() as database:
        checker = Checker(database, here.archive(), run.now)
        assert checker.recover() == []
        assert checker.renew("c0")
        assert database.memory("c0").extractor == folding.EXTRACTOR  # type: ignore[union-attr]
        database.index()
    connection = reader(root)
    after = {name: connection.execute(query).fetchall() for name, query in kept.items() if name != "wordings"}
    if int(number) <= LESS_OF_PAY:
        after["changes"], before["changes"] = ([row[1:] for row in one["changes"]] for one in (after, before))
        after["changes"].sort()
        before["changes"].sort()
    assert after == {name: rows for name, rows in before.items() if name != "wordings"}
    connection.close()
    assert verify.verify(here).problems == []
    again = dump(root, TABLES)
    assert rebuild.rebuild(here, lambda: None, without_missing=False) == (3, [])
    assert dump(root, TABLES) == again
