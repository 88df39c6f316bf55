"""Alerts are signed, sent once, have a reason, and are never sent for what a check did not prove."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from tests.conftest import check, dump, reader
from tests.receiver import SECRET, Receiver
from tests.world import Server, World, greenhouse_toml
from tracker.alerts import rules
from tracker.cli import main
from tracker.config import Alert
from tracker.model.errors import ConfigError

Serve = Callable[[World], Server]


def begin(root: Path, serve: Serve, receiver: Receiver, **more: str) -> World:
    world = World(1, 12, size=400)
    extra = "".join(f'{key} = "{value}"\n' for key, value in more.items())
    alert = f'[alerts.desk]\nwebhook = "{receiver.url}"\nsecret = "{SECRET}"\nallow_private = true\n{extra}'
    (root / "tracker.toml").write_text(greenhouse_toml(serve(world).base, 1) + alert)
    check(root)
    assert receiver.got == []
    return world


def changes(receiver: Receiver) -> list[tuple[str, str]]:
    return [(one["kind"], one["posting"]) for _, data in receiver.got for one in data["changes"]]  # type: ignore[attr-defined]


def test_one_alert_a_run_with_its_reason(tmp_path: Path, serve: Serve, receiver: Receiver) -> None:
    """The baseline causes no alert; the changes of a run are one signed message; an unchanged run sends none."""
    world = begin(tmp_path, serve, receiver)
    truth = world.step(add=0.1, remove=0.1, edit=0.1)
    check(tmp_path)
    assert len(receiver.got) == 1
    expected = (
        {("opened", n) for n in truth.opened}
        | {("closed", n) for n in truth.closed}
        | {("edited", n) for n in truth.edited}
    )
    assert {(kind, int(posting.split(".")[1])) for kind, posting in changes(receiver)} == expected
    check(tmp_path)
    assert len(receiver.got) == 1


def test_an_event_each(tmp_path: Path, serve: Serve, receiver: Receiver) -> None:
    """With digest = event every change is a message, and a template edit is one."""
    world = begin(tmp_path, serve, receiver, digest="event")
    for job in world.companies[0].values():
        job.blocks.append(("p", "A new sentence for all."))
    check(tmp_path)
    assert len(receiver.got) == 1
    receiver.got.clear()
    for job in world.companies[0].values():
        job.blocks.append(("p", "Another sentence for all."))
    check(tmp_path)
    assert len(receiver.got) == 1
    assert receiver.got[0][1]["changes"][0]["postings"] == 12  # type: ignore[index]


def test_partial_checks_alert_with_the_next_good_one(tmp_path: Path, serve: Serve, receiver: Receiver) -> None:
    """What a partial check saw is recorded at once, and sent with the next check that is not partial."""
    world = begin(tmp_path, serve, receiver)
    first = next(iter(world.companies[0]))
    world.companies[0][first].title = "Another title"
    world.cut = 0.5
    assert check(tmp_path).exit_code == 1
    assert receiver.got == []
    world.cut = 1.0
    check(tmp_path)
    assert changes(receiver) == [("edited", f"c0.{first}")]
    check(tmp_path)
    assert len(receiver.got) == 1


def test_retried_until_it_is_taken_and_never_twice(tmp_path: Path, serve: Serve, receiver: Receiver) -> None:
    """A receiver that fails is tried again later with the same id and body; `alerts retry` sends now."""
    world = begin(tmp_path, serve, receiver)
    receiver.status = 500
    world.step()
    check(tmp_path)
    connection = reader(tmp_path)
    rows = connection.execute("SELECT id, state, attempts, last_error, payload FROM deliveries").fetchall()
    assert [(row[1], row[2]) for row in rows] == [("pending", 1)]
    assert rows[0][3] == f"http://{urlsplit(receiver.url).netloc}/… answered 500"
    receiver.status = 204
    check(tmp_path)
    assert receiver.got == []
    done = CliRunner().invoke(main, ["-C", str(tmp_path), "alerts", "retry"])
    assert (done.exit_code, [one[0] for one in receiver.got]) == (0, [rows[0][0]])
    assert receiver.got[0][1] == json.loads(rows[0][4])["data"]
    CliRunner().invoke(main, ["-C", str(tmp_path), "alerts", "retry"])
    assert len(receiver.got) == 1
    connection.close()


def test_a_missing_secret_stops_before_anything_is_fetched(tmp_path: Path, serve: Serve, receiver: Receiver) -> None:
    """Exit code 2, with the name of what is missing."""
    world = begin(tmp_path, serve, receiver)
    text = (tmp_path / "tracker.toml").read_text().replace(SECRET, "env:TRACKER_NO_SUCH")
    (tmp_path / "tracker.toml").write_text(text)
    world.requests.clear()
    with pytest.raises(ConfigError, match="the environment has no TRACKER_NO_SUCH"):
        check(tmp_path)
    assert world.requests == []


def test_rebuild_alerts_nobody(tmp_path: Path, serve: Serve, receiver: Receiver) -> None:
    """A rebuild causes no alert, with or without the old database."""
    world = begin(tmp_path, serve, receiver)
    world.step()
    check(tmp_path)
    count = len(receiver.got)
    assert CliRunner().invoke(main, ["-C", str(tmp_path), "rebuild"]).exit_code == 0
    check(tmp_path)
    for file in tmp_path.glob("tracker.db*"):
        file.unlink()
    check(tmp_path)
    assert len(receiver.got) == count


def test_alerts_test_arrives(tmp_path: Path, serve: Serve, receiver: Receiver) -> None:
    """`alerts test` sends a signed message that says it is a test."""
    begin(tmp_path, serve, receiver)
    done = CliRunner().invoke(main, ["-C", str(tmp_path), "alerts", "test"])
    assert (done.exit_code, done.output) == (0, "desk: delivered\n")
    assert receiver.got[0][1]["changes"][0]["why"] == "you typed `tracker alerts test`"  # type: ignore[index]


def test_private_receivers_are_refused(tmp_path: Path, serve: Serve, receiver: Receiver) -> None:
    """Without allow_private, no alert is sent to a private address."""
    world = begin(tmp_path, serve, receiver)
    text = (tmp_path / "tracker.toml").read_text()
    head, _, tail = text.rpartition("allow_private = true\n")
    (tmp_path / "tracker.toml").write_text(head + tail)
    world.step()
    report = check(tmp_path)
    assert receiver.got == []
    assert "private address" in str(report.sent[0][2])


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("data center*", "our Data Centers grow", True),
        ("data center*", "our data-center", True),
        ("data center*", "metadata centered", False),
        ("first of its kind", "the 1st of its kind", True),
        ("Rechenzentr*", "im Rechenzentrum", True),
        ("数据中心", "我们的数据中心很大", True),
        ("C++", "we write c", False),
    ],
)
def test_phrases(phrase: str, text: str, found: bool) -> None:
    """Whole words, * for any ending, 1st is first, and scripts without spaces."""
    assert bool(rules.first_phrase([phrase], text)) is found


def test_phrase_must_be_new() -> None:
    """An alert for a phrase fires when the phrase appears, and not while it stays."""
    fact = rules.Fact(
        "i",
        "p",
        "s",
        "E",
        "t",
        "edited",
        "minor",
        "T",
        "u",
        None,
        "s",
        None,
        "T\nold",
        "T\nold and first of its kind",
        {},
    )
    alert = Alert("a", phrase="1st of its kind")
    assert rules.why(alert, fact, {}) == "new phrase: “1st of its kind”"
    stood = rules.Fact(*[getattr(fact, name) if name != "before" else fact.after for name in fact.__slots__])
    assert rules.why(alert, stood, {}) == ""


def test_four_hundred_postings_one_edit_and_four_hundred_edits(
    tmp_path: Path, serve: Serve, receiver: Receiver
) -> None:
    """One edit to a paragraph on 400 postings is one group and one alert; 400 different edits are 400 changes."""
    world = World(1, 400, size=300)
    for job in world.companies[0].values():
        job.blocks.append(("p", f"At {job.place} we decide without machines, and a person reads every application."))
    alert = f'[alerts.desk]\nwebhook = "{receiver.url}"\nsecret = "{SECRET}"\nallow_private = true\ndigest = "event"\n'
    (tmp_path / "tracker.toml").write_text(greenhouse_toml(serve(world).base, 1) + alert)
    check(tmp_path)
    for job in world.companies[0].values():
        kind, words = job.blocks[-1]
        job.blocks[-1] = (kind, words.replace("without machines", "without any machine at all"))
    check(tmp_path)
    edits = [row for row in dump(tmp_path)["changes"] if row[5] == "edited"]
    assert (len(edits), len({row[9] for row in edits}), {row[8] for row in edits}) == (400, 1, {"template"})
    assert [data["count"] for _, data in receiver.got] == [400]
    for number, job in world.companies[0].items():
        job.blocks.append(("p", f"Ask for desk {number * 7919} of the hall."))
    check(tmp_path)
    newest = max(str(row[4]) for row in dump(tmp_path)["changes"])
    last = [row for row in dump(tmp_path)["changes"] if row[4] == newest]
    assert (len(last), {row[9] for row in last}) == (400, {None})


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Apprise's plugins
def test_no_secret_of_an_address_is_written_down(tmp_path: Path, serve: Serve) -> None:
    """The path of a chat webhook is a secret: no stored or printed error contains it."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    world = World(1, 3)
    server = serve(world)
    where = {
        "refused": f'webhook = "http://127.0.0.1:{port}/services/T000/SUPERSECRET?x=1"\nsecret = "{SECRET}"\nallow_private = true',
        "private": f'webhook = "http://127.0.0.1:{port}/services/T000/SUPERSECRET"\nsecret = "{SECRET}"',
        "odd": f'apprise = "json://u:SUPERSECRET@127.0.0.1:{port}/SUPERSECRET"\nallow_private = true',
    }
    alerts = "".join(f"[alerts.{name}]\n{lines}\n" for name, lines in where.items())
    (tmp_path / "tracker.toml").write_text(greenhouse_toml(server.base, 1) + alerts)
    check(tmp_path)
    world.step()
    command = [sys.executable, "-m", "tracker", "-C", str(tmp_path), "run"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    connection = reader(tmp_path)
    errors = dict(connection.execute("SELECT alert, last_error FROM deliveries").fetchall())
    connection.close()
    assert set(errors) == set(where)
    assert all(errors.values()), done.stderr
    assert "SUPERSECRET" not in "".join(errors.values()) + done.stdout + done.stderr
    assert (f"127.0.0.1:{port}" in errors["refused"], "json: not sent" in errors["odd"]) == (True, True)
