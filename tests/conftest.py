"""Fixtures: a project in a temporary directory, and helpers that run the real thing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.world import Server, World
from tracker import project, run
from tracker.store.schema import connect

settings.register_profile("suite", max_examples=60, deadline=None)
settings.load_profile("suite")

Dump = dict[str, list[tuple[object, ...]]]


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("TRACKER_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def serve() -> Iterator[Callable[[World], Server]]:
    """Serve worlds until the test is over."""
    servers: list[Server] = []

    def start(world: World) -> Server:
        server = Server(world)
        servers.append(server.__enter__())
        return server

    yield start
    for server in servers:
        server.__exit__(None, None, None)


def check(root: Path, *names: str, reread: bool = False) -> run.Report:
    """Run a project once."""
    return run.run(project.load(root), names, reread=reread)


def kinds(report: run.Report) -> dict[str, set[int]]:
    """Give what a run reported, by kind, as the numbers of the world's postings; no posting twice."""
    found: dict[str, list[int]] = {"opened": [], "edited": [], "closed": [], "reopened": [], "unlisted": []}
    for result in report.results:
        for one in result.told:
            if not one.baseline:
                found[one.kind].append(int(one.external_id.rpartition("/")[2]))
    for kind, numbers in found.items():
        assert len(numbers) == len(set(numbers)), (kind, numbers)
    return {kind: set(numbers) for kind, numbers in found.items()}


def reader(root: Path) -> sqlite3.Connection:
    """Open a project's database to read."""
    return connect(root / "tracker.db")


def dump(root: Path, tables: tuple[str, ...] = ("postings", "versions", "changes", "checks", "snapshots")) -> Dump:
    """Read whole tables, by id."""
    connection = reader(root)
    try:
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in tables}
    finally:
        connection.close()
