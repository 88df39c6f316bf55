"""Numbers of the website about all postings of a source: updated with the checks, and the same after a rebuild."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.older import to_seventh
from tests.world import Server, World, greenhouse_toml
from tracker.cli import main
from tracker.site import numbers
from tracker.store import source_counts
from tracker.store.schema import connect

BY_HAND = "SELECT source, count(*), sum(status = 'open') FROM posting_state GROUP BY source ORDER BY source"
COUNTS = "SELECT source, postings, open FROM source_counts ORDER BY source"
WHOLE = "SELECT * FROM source_counts ORDER BY source"


def command(root: Path, *words: str) -> None:
    done = CliRunner().invoke(main, ["-C", str(root), *words])
    assert done.exit_code == 0, done.output


def rows(root: Path, query: str) -> list[tuple[object, ...]]:
    connection = connect(root / "tracker.db")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def as_read(connection: sqlite3.Connection, source: str) -> source_counts.Numbers:
    """Return the numbers of a source as they are read where none are kept."""
    return source_counts.numbers(connection, source, source_counts.SourceCounts(0, 0, outdated=True, numbers=None))


def test_counts_and_numbers_follow_the_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After each run, a rename, the removal of a source, a rebuild, and the migration of an older database."""
    monkeypatch.setattr(source_counts, "LARGE", 5)  # c0 and c1 are large
    world = World(2, 12, size=400)
    with Server(world) as server:
        (tmp_path / "tracker.toml").write_text(greenhouse_toml(server.base, 2), "utf-8")
        for _ in range(3):
            command(tmp_path, "run")
            assert rows(tmp_path, COUNTS) == rows(tmp_path, BY_HAND)
            world.step(add=0.2, remove=0.2, edit=0.2)
        kept = rows(tmp_path, WHOLE)
        assert [row[3] for row in kept] == [0, 0]
        assert all(row[4] and row[6] for row in kept)
        world.quiet = True
        before = rows(tmp_path, WHOLE)
        command(tmp_path, "rebuild")
        assert rows(tmp_path, WHOLE) == before
        text = (tmp_path / "tracker.toml").read_text("utf-8")
        (tmp_path / "tracker.toml").write_text(text.replace("[sources.c0]", '[sources.new]\nformerly = "c0"'), "utf-8")
        command(tmp_path, "run", "new")
    assert [row[0] for row in rows(tmp_path, COUNTS)] == ["c1", "new"]
    assert rows(tmp_path, COUNTS) == rows(tmp_path, BY_HAND)
    connection = connect(tmp_path / "tracker.db")
    stored = source_counts.numbers(connection, "new", source_counts.counts_of(connection, "new"))
    read = as_read(connection, "new")
    assert (stored.places, stored.departments, stored.pay) == (read.places, read.departments, read.pay)
    assert stored.lifetimes is not None
    assert read.lifetimes is not None
    assert (stored.lifetimes.postings, stored.lifetimes.open) == (read.lifetimes.postings, read.lifetimes.open)
    shown = numbers.of(connection, "new", "2030-01-01")
    assert shown["open_now"] == source_counts.counts_of(connection, "new").open > 0
    connection.close()
    command(tmp_path, "remove", "new", "--yes")
    assert [row[0] for row in rows(tmp_path, COUNTS)] == ["c1"]
    connection = connect(tmp_path / "tracker.db", write=True)
    to_seventh(connection)
    connection.close()
    connection = connect(tmp_path / "tracker.db", write=True)
    assert connection.execute(COUNTS).fetchall() == connection.execute(BY_HAND).fetchall() != []
    assert connection.execute("SELECT due, numbers FROM source_counts").fetchall() == [(1, None)]
    assert source_counts.catch_up(connection) == 1
    assert source_counts.catch_up(connection) == 0
    monkeypatch.setattr(source_counts, "LARGE", 500)  # it is no longer large: nothing is kept that would grow old
    source_counts.catch_up(connection)
    assert connection.execute("SELECT due, numbers FROM source_counts").fetchall() == [(0, None)]
    connection.close()
