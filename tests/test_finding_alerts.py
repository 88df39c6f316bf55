"""Alerts of findings: sent once with the run that made them, explained, and previewed."""

from __future__ import annotations

import json
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.conftest import check, reader
from tests.receiver import SECRET, Receiver
from tests.tables import rows
from tests.test_alerts import Serve
from tests.world import World, greenhouse_toml
from tracker import config
from tracker.alerts import findings, outbox, rules
from tracker.alerts.rules import FindingFact
from tracker.cli import main
from tracker.config import Alert, Settings, keys
from tracker.insight.finding import KINDS
from tracker.model.errors import ConfigError
from tracker.operations import project, run
from tracker.store import sources
from tracker.store.schema import connect

PLAN = "You will lead the construction of our 1st of its kind Tidal Farm off the coast of Wales."
FOUND = FindingFact("f", "drop", 0.8, "a", "Acme", "t", "t", "9 closed", "why", "a tidal farm", "u", 9)


def tracker(root: Path, *arguments: str) -> Any:
    done = CliRunner().invoke(main, ["-C", str(root), *arguments, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_finding_is_sent_once(tmp_path: Path, serve: Serve, receiver: Receiver) -> None:
    """The run that makes a finding sends it, with its words and reason; neither the next run nor a rebuild sends it again."""
    world = World(1, 12, size=400)
    hook = f'webhook = "{receiver.url}"\nsecret = "{SECRET}"\nallow_private = true\n'
    alerts = (
        f'[alerts.plans]\nfindings = ["new-phrase"]\nmin_score = 0.3\n{hook}[alerts.none]\nfindings = ["pay"]\n{hook}'
    )
    (tmp_path / "tracker.toml").write_text(greenhouse_toml(serve(world).base, 1) + alerts)
    check(tmp_path)
    world.companies[0][3].blocks.append(("p", PLAN))
    check(tmp_path)
    (message,) = [data for _, data in receiver.got]
    (sent,) = message["findings"]  # type: ignore[attr-defined]
    assert (sent["passage"], sent["kind"], message["changes"], message["count"]) == (PLAN, "new-phrase", [], 1)
    assert sent["reason"].startswith("new-phrase with score 0.")
    (delivery,) = outbox.deliveries(connection := reader(tmp_path))
    connection.close()
    assert delivery.content == "1 finding"
    check(tmp_path)
    CliRunner().invoke(main, ["-C", str(tmp_path), "rebuild"], catch_exceptions=False)
    check(tmp_path)
    assert len(receiver.got) == 1
    (row,) = rows(
        tmp_path, "SELECT f.id, n.change_id FROM findings AS f JOIN finding_postings AS n ON n.finding_id = f.id"
    )
    assert tracker(tmp_path, "alerts", "explain", row["id"]) == [
        {"alert": "plans", "sent": True, "why": sent["reason"]},
        {"alert": "none", "sent": False, "why": "not met: findings = ['pay']"},
    ]
    explained = tracker(tmp_path, "alerts", "explain", row["change_id"])
    assert [one["sent"] for one in explained] == [False, False]
    (told,) = tracker(tmp_path, "alerts", "preview", "plans", "--since", "1d")
    assert (told["id"], told["why"]) == (row["id"], sent["reason"])
    assert tracker(tmp_path, "alerts", "preview", "none") == []
    assert CliRunner().invoke(main, ["-C", str(tmp_path), "alerts", "explain", "nothing"]).exit_code == 2
    assert CliRunner().invoke(main, ["-C", str(tmp_path), "alerts", "preview", "nothing"]).exit_code == 2
    CliRunner().invoke(main, ["-C", str(tmp_path), "redact", "c0.3", "--text", "Tidal Farm", "--reason", "x"])
    payloads = " ".join(delivery["payload"] for delivery in rows(tmp_path, "SELECT payload FROM deliveries"))
    assert "Tidal" not in payloads
    assert "1st of its kind" in payloads


def test_a_run_that_is_stopped_sends_what_it_found_with_the_next(
    tmp_path: Path, serve: Serve, receiver: Receiver
) -> None:
    """The finding is queued before the run ends, because the next run only looks at later ones."""
    world = World(1, 12, size=400)
    hook = f'webhook = "{receiver.url}"\nsecret = "{SECRET}"\nallow_private = true\n'
    alerts = f'[alerts.plans]\nfindings = ["new-phrase"]\nmin_score = 0.3\n{hook}'
    (tmp_path / "tracker.toml").write_text(greenhouse_toml(serve(world).base, 1) + alerts)
    check(tmp_path)
    world.companies[0][3].blocks.append(("p", PLAN))
    stop = run.Hooks(done=lambda _result: signal.raise_signal(signal.SIGTERM))
    assert run.run(project.load(tmp_path), hooks=stop).stopped == "SIGTERM"
    assert receiver.got == []
    check(tmp_path)
    assert [one["passage"] for _, data in receiver.got for one in data["findings"]] == [PLAN]  # type: ignore[attr-defined]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """An empty database."""
    with closing(connect(tmp_path / "tracker.db", write=True)) as connection:
        yield connection


def found_in(connection: sqlite3.Connection, source: str, name: str, time: str) -> None:
    """Write a good check of a source in a run, and one finding of it."""
    at = f"2026-01-02T{time}:00.000Z"
    connection.execute("INSERT OR IGNORE INTO sources (id, name) VALUES (?, ?)", (source, source))
    connection.execute(
        "INSERT INTO checks (id, source, run, started_at, outcome) VALUES (?, ?, ?, ?, 'complete')",
        (f"check {name}", source, f"run {name}", at),
    )
    connection.execute(
        "INSERT INTO findings (id, at, known_at, kind, source, score, headline, why, passage, evidence) "
        "VALUES (?, ?, ?, 'pay', ?, 0.5, '', '', '', '{}')",
        (name, at, at, source),
    )


def queued(connection: sqlite3.Connection) -> list[list[str]]:
    """Return the findings of each delivery, in the order in which the deliveries were made."""
    every = connection.execute("SELECT id FROM deliveries ORDER BY rowid").fetchall()
    query = "SELECT finding_id FROM delivery_findings WHERE delivery_id = ? ORDER BY finding_id"
    return [[row[0] for row in connection.execute(query, one)] for one in every]


@pytest.mark.parametrize(("digest", "expected"), [("daily", [["f1"], ["f2", "f3"]]), ("run", [["f1"], ["f2"], ["f3"]])])
def test_a_digest_that_was_sent_takes_no_more(
    database: sqlite3.Connection, digest: str, expected: list[list[str]]
) -> None:
    """What is found after the day's message goes into another one, and nothing is sent twice."""
    alert = Alert("a", findings=("pay",), digest=digest)
    settings = Settings(alerts={"a": alert})
    found_in(database, "s", "f1", "04:00")
    findings.enqueue(database, settings, "run f1", "2026-01-02T04:01:00.000Z")
    (first,) = outbox.deliveries(database)
    database.execute("UPDATE deliveries SET attempts = 1, state = 'sent', payload = '{}' WHERE id = ?", (first.id,))
    found_in(database, "s", "f2", "06:00")
    found_in(database, "t", "f3", "06:30")
    for again in ("", "again"):
        for name in ("f1", "f2", "f3"):
            findings.enqueue(database, settings, f"run {name}", "2026-01-02T07:00:00.000Z")
        assert queued(database) == expected, again


def test_a_removed_source_leaves_the_alerts_of_others(database: sqlite3.Connection) -> None:
    """Its findings are removed from pending messages, and an empty message is not sent."""
    settings = Settings(
        alerts={
            "each": Alert("each", findings=("pay",), digest="event"),
            "day": Alert("day", findings=("pay",), digest="daily"),
        }
    )
    for source, name in (("s", "f1"), ("t", "f2")):
        found_in(database, source, name, "04:00")
        findings.enqueue(database, settings, f"run {name}", "2026-01-02T04:01:00.000Z")
    assert sorted(queued(database)) == [["f1"], ["f1", "f2"], ["f2"]]
    sources.remove(database, "s")
    assert queued(database) == [["f2"], ["f2"]]


def test_a_message_of_which_nothing_is_left_is_not_sent(database: sqlite3.Connection) -> None:
    """A finding that is gone when its message is due, because a passage was removed, say."""
    settings = Settings(alerts={"day": Alert("day", findings=("pay",), digest="daily")})
    for name in ("f1", "f2"):
        found_in(database, "s", name, f"04:0{name[1]}")
        findings.enqueue(database, settings, f"run {name}", "2026-01-02T04:03:00.000Z")
    (waiting,) = outbox.deliveries(database)
    database.execute("DELETE FROM findings WHERE id = 'f1'")
    assert '"id":"f2"' in str(outbox.frozen(database, settings, waiting.id))
    database.execute("UPDATE deliveries SET payload = NULL")
    database.execute("DELETE FROM findings")
    assert outbox.frozen(database, settings, waiting.id) is None
    assert outbox.deliveries(database) == queued(database) == []


@pytest.mark.parametrize(
    ("alert", "unmet"),
    [
        ({"findings": ("drop",)}, ""),
        ({"findings": ("drop", "pay"), "min_score": 0.8}, ""),
        ({"findings": ("drop",), "min_score": 0.81}, "min_score = 0.81"),
        ({"findings": ("pay",)}, "findings = ['pay']"),
        ({}, "it is for changes: it has no findings = […]"),
        ({"findings": ("drop",), "sources": ("b",)}, "sources = ['b']"),
        ({"findings": ("drop",), "phrase": "tidal farms"}, "phrase = 'tidal farms'"),
        ({"findings": ("drop",), "topic": "sea"}, ""),
        ({"findings": ("drop",), "topic": "land"}, "topic = 'land'"),
    ],
)
def test_what_an_alert_asks_of_a_finding(alert: dict[str, Any], unmet: str) -> None:
    """Kind, score, source, topic and phrase; the unmet condition is named."""
    topics = {"sea": ("tidal*",), "land": ("field*",)}
    wanted = replace(Alert("x"), **alert)
    assert rules.unmet_by_finding(wanted, FOUND, topics) == unmet
    assert bool(rules.why_finding(wanted, FOUND, topics)) is not bool(unmet)


def test_settings() -> None:
    """The kinds are those of the rules; a score is from 0 to 1."""
    assert keys.FINDINGS == KINDS
    text = '[alerts.a]\napprise = "json://x"\nfindings = ["pay"]\nmin_score = {}\n'
    assert config.parse(text.format("0.5")).alerts["a"].min_score == 0.5
    for wrong in ("1.5", "-1", "true", '"0.5"'):
        with pytest.raises(ConfigError, match="should be a number from 0 to 1"):
            config.parse(text.format(wrong))
    with pytest.raises(ConfigError, match="rumour"):
        config.parse(text.format("0.5").replace("pay", "rumour"))
