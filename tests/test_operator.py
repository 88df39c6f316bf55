"""What the operator gets: a problem once, and its end once; and the heartbeat."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

from tests.conftest import check, reader
from tests.test_delivery import OLD, Receivers
from tests.world import Server, World, greenhouse_toml
from tracker.alerts import heartbeat, operator, outbox
from tracker.alerts.schema import schema
from tracker.cli import main
from tracker.config import Settings
from tracker.config.operator import Operator
from tracker.model import Source, iso, moment
from tracker.operations import project, run
from tracker.operations.project import ProjectBusy
from tracker.store.schema import connect

AT = "2026-11-28T00:00:00.000Z"
SETTINGS = Settings(operator=Operator(webhook="https://x.org/", secret=OLD))


@pytest.fixture(scope="module")
def web() -> Iterator[Receivers]:
    found = Receivers()
    yield found
    found.ending.set()
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = connect(tmp_path / "tracker.db", write=True)
    yield connection
    connection.close()


def toml(web: Receivers, server: Server, more: str = "") -> str:
    where = f'webhook = "{web.base}/op"\nsecret = "{OLD}"\nallow_private = true\n{more}'
    return f'heartbeat = "{web.base}/hb?create=1"\n{greenhouse_toml(server.base, 1)}[operator]\n{where}'


def told(web: Receivers) -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in web.posts if one.path == "/op"]


def queued(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return type and kind of each message, in the order of their making."""
    found = [json.loads(one.payload or "") for one in outbox.deliveries(connection)]
    return sorted((one["type"].removeprefix("operator."), one["data"]["trouble"]["kind"]) for one in found)


def test_a_source_that_breaks_and_recovers_is_two_messages(web: Receivers, tmp_path: Path) -> None:
    """The third failure in a row is reported, and its end; no later run or rebuild repeats either. The heartbeat is sent."""
    web.posts.clear()
    world = World(1, 3, size=200)
    with Server(world) as server:
        (tmp_path / "tracker.toml").write_text(toml(web, server))
        check(tmp_path)
        world.fault = lambda path: (500, b"") if path.startswith("/v1/boards/c0") else None
        check(tmp_path)
        world.fault = lambda _path: None
        check(tmp_path)
        world.fault = lambda path: (500, b"") if path.startswith("/v1/boards/c0") else None
        for number in range(1, 5):
            check(tmp_path)
            assert len(told(web)) == int(number >= 3), number
        assert CliRunner().invoke(main, ["-C", str(tmp_path), "rebuild"]).exit_code == 0
        check(tmp_path)
        world.fault = lambda _path: None
        check(tmp_path)
        check(tmp_path)
    first, last = told(web)
    assert (first["type"], last["type"]) == ("operator.trouble", "operator.recovered")
    trouble = first["data"]["trouble"]
    assert (trouble["kind"], trouble["about"], trouble["times"]) == ("source", "c0", 3)
    assert trouble["why"].startswith("failed: ")
    assert operator.words(first)[0] == "tracker: c0 failed 3 times in a row"
    assert operator.words(last)[0] == "tracker: c0 is read again"
    beats = [one.path for one in web.posts if one.path.startswith("/hb")]
    good, bad = ["/hb/start?create=1", "/hb?create=1"], ["/hb/start?create=1", "/hb/fail?create=1"]
    assert beats == good + bad + good + bad * 5 + good * 2
    failed = next(one for one in web.posts if one.path == "/hb/fail?create=1")
    assert failed.body.decode().splitlines()[0] == "1 source checked, 1 not complete"
    connection = reader(tmp_path)
    assert [one.content for one in outbox.deliveries(connection)] == ["1 report", "1 report"]
    assert connection.execute("SELECT count(*) FROM troubles").fetchone() == (0,)
    connection.close()


def test_a_run_that_hangs_is_told_by_the_next_one(web: Receivers, tmp_path: Path) -> None:
    """A full disk and a slow run are reported; a hanging run is reported by the next one."""
    web.posts.clear()
    with Server(World(1, 2, size=100)) as server:
        (tmp_path / "tracker.toml").write_text(toml(web, server, 'min_disk = "2GB"\nmax_run = "1h"\n'))
        here = project.load(tmp_path)
        for free in (1_999_999_999, 2_100_000_000, 1_900_000_000, 2_300_000_000):
            run.run(here, hooks=run.Hooks(free=lambda _project, free=free: free))  # type: ignore[misc]
        assert [one["type"] for one in told(web)] == ["operator.trouble", "operator.recovered"]
        late = iso(moment(project.now()) + timedelta(hours=2))
        for at in (late, late):
            with here.lock(), pytest.raises(ProjectBusy):
                run.run(here, hooks=run.Hooks(clock=lambda at=at: at))  # type: ignore[misc]
        with here.lock(), pytest.raises(ProjectBusy):
            run.run(here)
    (hung,) = told(web)[2:]
    assert hung["data"]["trouble"]["why"] == "a run has already taken 2.0 hours, and may take 1.0 hours (max_run)"


@pytest.mark.parametrize(
    ("kind", "bad", "good"),
    [
        ("disk", lambda db: operator.of_disk(db, SETTINGS, 10**9 - 1, AT), lambda db: operator.of_disk(db, SETTINGS, 11 * 10**8, AT)),
        ("run", lambda db: operator.of_run(db, SETTINGS, 21_601, AT), lambda db: operator.of_run(db, SETTINGS, 21_600, AT)),
        ("check", lambda db: operator.of_checks(db, SETTINGS, [("a at x", "odd")], AT), lambda db: operator.of_checks(db, SETTINGS, [], AT)),
        ("source", lambda db: operator.note(db, SETTINGS, "source", "a", "partial", AT), lambda db: operator.note(db, SETTINGS, "source", "a", "", AT)),
    ],
)  # fmt: skip
def test_each_kind_is_told_once_and_once_when_it_is_over(
    database: sqlite3.Connection, kind: str, bad: Any, good: Any
) -> None:
    """Nothing is reported without a problem; a lasting one is reported once; each message is readable."""
    good(database)
    assert queued(database) == []
    for _ in range(3):
        bad(database)
    assert queued(database) == [("trouble", kind)]
    for _ in range(3):
        good(database)
    assert queued(database) == [("recovered", kind), ("trouble", kind)]
    for one in outbox.deliveries(database):
        jsonschema.Draft202012Validator(schema()).validate(json.loads(one.payload or ""))
        title, text = operator.words(json.loads(one.payload or ""))
        assert title.startswith("tracker: ")
        assert text


@pytest.mark.parametrize("between", [("failed",), ("failed", "partial"), ("failed", "blocked", "failed"), ()])
def test_a_source_that_is_renamed_while_it_fails_is_two_messages(
    database: sqlite3.Connection, between: tuple[str, ...]
) -> None:
    """Counts and reports continue under the new name."""
    older = Settings(operator=SETTINGS.operator, sources={"old": Source("old", "https://x.org")})
    newer = Settings(operator=SETTINGS.operator, sources={"new": Source("new", "https://x.org", formerly="old")})
    for outcome in ("partial", *between):
        operator.of_sources(database, older, [("old", outcome, "x")], AT)
    for outcome in ("failed", "partial", "failed"):
        operator.of_sources(database, newer, [("new", outcome, "x")], AT)
    assert queued(database) == [("trouble", "source")]
    for _ in range(2):
        operator.of_sources(database, newer, [("new", "complete", "")], AT)
    assert queued(database) == [("recovered", "source"), ("trouble", "source")]


def test_nobody_to_tell(database: sqlite3.Connection) -> None:
    """Without [operator] nothing is queued; once it exists, a lasting problem is reported; a removed source is forgotten."""
    for _ in range(5):
        operator.of_sources(database, Settings(sources={"a": Source("a", "https://x.org")}), [("a", "failed", "x")], AT)
    assert queued(database) == []
    told = Settings(operator=SETTINGS.operator, sources={"a": Source("a", "https://x.org")})
    operator.of_sources(database, told, [("a", "blocked", "x")], AT)
    assert queued(database) == [("trouble", "source")]
    operator.of_sources(database, SETTINGS, [], AT)
    assert database.execute("SELECT * FROM troubles").fetchall() == []


@pytest.mark.parametrize(
    ("url", "what", "asked"),
    [
        ("https://hc-ping.com/uuid", "", "https://hc-ping.com/uuid"),
        ("https://hc-ping.com/uuid", "start", "https://hc-ping.com/uuid/start"),
        ("https://hc-ping.com/uuid/", "fail", "https://hc-ping.com/uuid/fail"),
        ("https://x.org:8000/ping/key/slug?create=1", "fail", "https://x.org:8000/ping/key/slug/fail?create=1"),
        ("https://x.org", "start", "https://x.org/start"),
    ],
)
def test_where_the_heart_beats(url: str, what: str, asked: str) -> None:
    """`/start` and `/fail` go to the end of the path, before the query."""
    assert heartbeat.address(url, what) == asked


def test_a_heartbeat_never_fails_a_run(web: Receivers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If it hangs, redirects, closes, is refused or private, the run is unaffected and reports it."""
    web.posts.clear()
    web.answers["/hangs"] = lambda _post: (200 + web.ending.wait(0.4), {})
    web.answers["/moved"] = lambda _post: (301, {"Location": "/op"})
    web.answers["/closes"] = lambda _post: None
    for path, error in (("/hangs", "no answer within 0 s"), ("/moved", "answered 301"), ("/closes", "Disconnected")):
        monkeypatch.setattr(heartbeat, "SECONDS", 0.2 if path == "/hangs" else 20.0)
        answer = asyncio.run(heartbeat.send(f"{web.base}{path}", "", "", AT, private=True))
        assert error in str(answer.error)
        assert path not in str(answer.error)
    refused = asyncio.run(heartbeat.send(f"{web.base}/op", "", "", AT))
    assert "set allow_private = true in [operator]" in str(refused.error)
    assert told(web) == []
    with Server(World(1, 2, size=100)) as server:
        (tmp_path / "tracker.toml").write_text(f'heartbeat = "http://127.0.0.1:9/x"\n{greenhouse_toml(server.base, 1)}')
        report = check(tmp_path)
    assert report.exit_code == 0
    assert [one.partition(":")[0] for one in report.unheard] == ["heartbeat start", "heartbeat"]
