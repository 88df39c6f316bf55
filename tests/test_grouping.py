"""Checks that end at about the same time are folded in one transaction, and each of them as if it were alone."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import check, reader
from tests.test_contained import JSON, Site, jobs, outcomes
from tracker.check import grouping
from tracker.check.grouping import Grouping
from tracker.store import schema
from tracker.store.database import Database

HOSTS = "abcdefgh"


class Folds:
    """Folds checks, which are strings here. One that is called `bad` can't be folded."""

    def __init__(self) -> None:
        self.transactions: list[list[str]] = []
        self.grouping = Grouping(self.together, self.alone)  # type: ignore[arg-type]

    def together(self, checks: Sequence[str]) -> list[str]:
        if "bad" in checks:
            raise sqlite3.OperationalError
        self.transactions.append([*checks])
        return [check.upper() for check in checks]

    def alone(self, check: str) -> str:
        return self.together([check])[0]

    async def check(self, name: str, seconds: float = 0, postings: int = 0) -> Any:
        """Check a source: a request that takes some time, and the fold."""
        with self.grouping.one():
            await asyncio.sleep(seconds)
            return await self.grouping.fold(name, postings)  # type: ignore[arg-type]


async def _all(folds: Folds, *names: str) -> list[Any]:
    return await asyncio.gather(*map(folds.check, names), return_exceptions=True)


def test_a_few_at_a_time() -> None:
    """At most four are folded in one transaction, and the last ones wait for nobody. Each gets its own result."""
    folds = Folds()
    assert asyncio.run(_all(folds, *HOSTS[:6])) == ["A", "B", "C", "D", "E", "F"]
    assert folds.transactions == [["a", "b", "c", "d"], ["e", "f"]]


def test_large_checks_wait_for_nobody() -> None:
    """What few large checks have read does not stay in memory until others end."""
    folds = Folds()

    async def run() -> None:
        await asyncio.gather(*(folds.check(name, postings=500) for name in HOSTS[:4]))

    asyncio.run(run())
    assert folds.transactions == [["a", "b"], ["c", "d"]]


def test_an_error_is_of_its_check_alone() -> None:
    """If checks can't be folded together, each is folded on its own."""
    folds = Folds()
    first, bad, third = asyncio.run(_all(folds, "a", "bad", "c"))
    assert (first, type(bad), third) == ("A", sqlite3.OperationalError, "C")
    assert folds.transactions == [["a"], ["c"]]


def test_nobody_waits_long_for_a_slow_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check is folded while another one is still waiting for its site."""
    monkeypatch.setattr(grouping, "SECONDS", 0.001)
    folds = Folds()

    async def run() -> None:
        slow = asyncio.create_task(folds.check("slow", 3600))
        assert await folds.check("a") == "A"
        slow.cancel()

    asyncio.run(run())


def test_nobody_waits_for_a_check_that_failed() -> None:
    """A check that ends without anything to fold lets those go on that waited for it."""
    folds = Folds()

    async def run() -> None:
        slow = asyncio.create_task(folds.check("slow", 3600))
        waiting = asyncio.create_task(folds.check("a"))
        for _ in range(5):
            await asyncio.sleep(0)
        slow.cancel()
        assert await asyncio.wait_for(waiting, grouping.SECONDS / 2) == "A"

    asyncio.run(run())


def test_a_check_that_is_cancelled_is_folded() -> None:
    """Its replies are archived, so its rows are written, with those of all that wait."""
    folds = Folds()

    async def run() -> None:
        slow = asyncio.create_task(folds.check("slow", 3600))
        waiting = [asyncio.create_task(folds.check(name)) for name in "ab"]
        for _ in range(5):
            await asyncio.sleep(0)
        waiting[0].cancel()
        assert await waiting[1] == "B"
        slow.cancel()

    asyncio.run(run())
    assert folds.transactions == [["a", "b"]]


def test_checks_share_a_commit(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight sources are checked with two commits of changes, and each has its postings."""

    def answer(path: str, _headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        return 200, JSON, jobs(ord(path[1]), ord(path[1]) + 100)

    base, _ = site(answer)
    (tmp_path / "tracker.toml").write_text(
        '[defaults]\nboard = "greenhouse"\nallow_private = true\ndelay = "0s"\n'
        + "".join(f'[sources.{name}]\nurl = "{base}/{name}"\nendpoint = "{base}/{name}"\n' for name in HOSTS),
        encoding="utf-8",
    )
    statements: list[str] = []
    connect = schema.connect

    def traced(path: Path, *, write: bool = False) -> sqlite3.Connection:
        connection = connect(path, write=write)
        connection.set_trace_callback(statements.append)
        return connection

    monkeypatch.setattr(schema, "connect", traced)
    monkeypatch.setattr(grouping, "SECONDS", 60)
    assert set(outcomes(check(tmp_path)).values()) == {"complete"}
    written = [line for line in statements if line == "COMMIT" or line.startswith("INSERT INTO checks ")]
    folded = "".join("c" if line == "COMMIT" else "i" for line in written).strip("c")
    assert folded == "iiiiciiii"
    assert reader(tmp_path).execute("SELECT count(*) FROM postings").fetchone() == (16,)


def test_a_commit_that_fails_is_undone(tmp_path: Path) -> None:
    """The next transaction begins with what was there before, in the database and in what is cached of it."""
    database = Database(tmp_path / "tracker.db")
    connection = database.connection
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("CREATE TABLE late (source REFERENCES sources(id) DEFERRABLE INITIALLY DEFERRED)")

    def write() -> None:
        with database.transaction():
            assert database.blocks.ids(["A line."]) == [1]
            connection.execute("INSERT INTO late VALUES ('nobody')")

    with pytest.raises(sqlite3.IntegrityError):
        write()
    with database.transaction():
        assert database.blocks.ids(["Another line."]) == [1]
    assert connection.execute("SELECT count(*) FROM late").fetchone() == (0,)
    database.close()
