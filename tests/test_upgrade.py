"""A database of the previous version is migrated and folded again, without alerts."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.conftest import check, dump, reader
from tests.older import to_seventh
from tests.receiver import SECRET
from tests.world import Server, World, greenhouse_toml
from tracker.check import folding
from tracker.store.schema import connect

ALERT = f"""
[alerts.a]
webhook = "http://127.0.0.1:9/hook"
secret = "{SECRET}"
allow_private = true
significance = "cosmetic"
digest = "event"
"""
WORDS = {"cosmetic", "template", "minor", "major"}


def _as_before(root: Path) -> None:
    """Make of the database one of schema 7, as the version before wrote it."""
    connection = connect(root / "tracker.db", write=True)
    to_seventh(connection)
    connection.execute("UPDATE source_state SET extractor = ?", (folding.EXTRACTOR - 1,))
    connection.close()


def _weights(connection: sqlite3.Connection) -> dict[str, set[str | None]]:
    found: dict[str, set[str | None]] = {}
    for kind, weight in connection.execute("SELECT kind, significance FROM changes"):
        found.setdefault(kind, set()).add(weight)
    return found


def test_a_database_of_the_version_before_is_read_anew_without_an_alert(tmp_path: Path) -> None:
    """The same changes with the same ids; only edits have a significance; nothing is pending; each check has its number of held postings."""
    world = World(1, 12, size=400)
    with Server(world) as server:
        (tmp_path / "tracker.toml").write_text(greenhouse_toml(server.base, 1) + ALERT, "utf-8")
        for day in range(4):
            check(tmp_path, days=day)
            world.step(add=0.2, remove=0.2, edit=0.3)
        before = dump(tmp_path)
        connection = reader(tmp_path)
        alerted = connection.execute("SELECT id FROM deliveries ORDER BY id").fetchall()
        assert len(alerted) > 4
        assert _weights(connection).keys() == {"opened", "edited", "closed"}
        connection.close()
        _as_before(tmp_path)
        connect(tmp_path / "tracker.db", write=True).close()
        connection = reader(tmp_path)
        assert all((weights == {None}) == (kind != "edited") for kind, weights in _weights(connection).items())
        connection.close()
        check(tmp_path, days=4)
    connection = reader(tmp_path)
    after = dump(tmp_path)
    ids = {row[0] for row in before["changes"]}
    assert [row for row in after["changes"] if row[0] in ids] == before["changes"]
    assert [row for row in after["checks"] if row[0] in {one[0] for one in before["checks"]}] == before["checks"]
    fresh = {row[0] for row in after["changes"]} - ids
    told = {row[0] for row in connection.execute("SELECT change_id FROM delivery_changes")}
    assert told - {row[0] for row in before["changes"]} == fresh
    for kind, weights in _weights(connection).items():
        assert weights <= WORDS if kind == "edited" else weights == {None}
    assert connection.execute("SELECT count(*) FROM waiting").fetchone()[0] == 0
    connection.close()
