"""Fixtures: a project in a temporary directory, and helpers that run the real tracker."""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import settings

from tests.receiver import Receiver
from tests.world import Server, World
from tracker.model import iso, moment
from tracker.operations import project, run
from tracker.store.schema import connect

# Hundreds of tests start the tracker as a process. Without stored bytecode, each would compile all modules again.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("suite", max_examples=60, deadline=None)
settings.load_profile("suite")

Reply = tuple[int, dict[str, str], bytes]
Answer = Callable[[str, dict[str, str]], Reply]
Dump = dict[str, list[tuple[object, ...]]]


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("TRACKER_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a receiver of alerts that runs until the test is over."""
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def serve() -> Iterator[Callable[[World], Server]]:
    """Return a function that serves a world until the test is over."""
    servers: list[Server] = []

    def start(world: World) -> Server:
        server = Server(world)
        servers.append(server.__enter__())
        return server

    yield start
    for server in servers:
        server.__exit__(None, None, None)


@contextmanager
def sites() -> Iterator[Callable[[Answer], tuple[str, list[str]]]]:
    """Return a function that starts a server whose answers the test defines."""
    servers = []

    def start(answer: Answer) -> tuple[str, list[str]]:
        paths: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                paths.append(self.path)
                status, headers, body = (
                    (404, {}, b"") if self.path == "/robots.txt" else answer(self.path, dict(self.headers))
                )
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Print no request log."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}", paths

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def site() -> Iterator[Callable[[Answer], tuple[str, list[str]]]]:
    """Return a server whose answers the test defines."""
    with sites() as start:
        yield start


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for the temporary files of browsers, which must be empty at the end of the test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def check(root: Path, *names: str, reread: bool = False, days: int = 0) -> run.Report:
    """Run a project once, with a clock that many days ahead."""
    hooks = run.Hooks(clock=lambda: iso(moment(run.now()) + timedelta(days=days)))
    return run.run(project.load(root), names, reread=reread, hooks=hooks)


def kinds(report: run.Report) -> dict[str, set[int]]:
    """Return the changes of a run by kind, as the numbers of the world's postings, each at most once."""
    found: dict[str, list[int]] = {"opened": [], "edited": [], "closed": [], "reopened": [], "unlisted": []}
    for result in report.results:
        for one in result.changes:
            if not one.baseline:
                found[one.kind].append(int(one.external_id.rpartition("/")[2]))
    for kind, numbers in found.items():
        assert len(numbers) == len(set(numbers)), (kind, numbers)
    return {kind: set(numbers) for kind, numbers in found.items()}


def reader(root: Path) -> sqlite3.Connection:
    """Open a project's database for reading."""
    return connect(root / "tracker.db")


def dump(root: Path, tables: tuple[str, ...] = ("postings", "versions", "changes", "checks", "snapshots")) -> Dump:
    """Return all rows of these tables, by id."""
    connection = reader(root)
    try:
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in tables}
    finally:
        connection.close()
