"""Deliveries: every receiver gets each message once, whatever it answers, and none delays a run."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from standardwebhooks import Webhook

from tracker.alerts import addresses, backoff, bodies, queue, receivers, sending, webhooks
from tracker.cli import main
from tracker.config import Alert
from tracker.model import iso, moment
from tracker.model.errors import ConfigError
from tracker.operations import project
from tracker.operations import sending as operation
from tracker.store.schema import connect

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Apprise's plugins

OLD = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMgb25seSE="
NEW = "whsec_YW5vdGhlciBzZWNyZXQgb2YgdGhlIHRlc3RzISEh"
START = iso(moment(project.now()))
Answer = Callable[["Post"], tuple[int, dict[str, str]] | None]


class Post:
    """One request that a receiver got; `number` counts those of its path."""

    def __init__(self, path: str, headers: dict[str, str], body: bytes, number: int) -> None:
        self.path, self.headers, self.body, self.number = path, headers, body, number
        self.id = headers.get("webhook-id", "")


class Receivers:
    """Receivers on one server, one a path. `answers` by path: status and headers, or None to close without a word."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.posts: list[Post] = []
        self.ending = threading.Event()
        these = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                number = sum(one.path == self.path for one in these.posts) + 1
                post = Post(self.path, headers, body, number)
                these.posts.append(post)
                answer = these.answers.get(self.path, ok)(post)
                if answer is None:
                    self.close_connection = True
                    return
                self.send_response(answer[0])
                for name, value in answer[1].items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Print no request log."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.block_on_close = False
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def ids(self, path: str) -> list[str]:
        return [one.id for one in self.posts if one.path == path]


def ok(_post: Post) -> tuple[int, dict[str, str]]:
    return 204, {}


@pytest.fixture(scope="module")
def server() -> Iterator[Receivers]:
    found = Receivers()
    yield found
    found.ending.set()
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def web(server: Receivers, monkeypatch: pytest.MonkeyPatch) -> Receivers:
    """The server, with nothing in it, and with limits that a test can wait for."""
    server.answers.clear()
    server.posts.clear()
    monkeypatch.setattr(webhooks, "SECONDS", 0.3)
    monkeypatch.setattr(sending, "_FAILING_SECONDS", 0.25)
    return server


def alert(name: str, url: str, more: str = "") -> str:
    return f'[alerts.{name}]\nwebhook = "{url}"\nsecret = "{OLD}"\nallow_private = true\n{more}\n'


def test_a_locked_database_is_waited_for(tmp_path: Path) -> None:
    """A transaction begins as soon as the lock is gone; another error is raised at once."""
    holder, waiter = (sqlite3.connect(tmp_path / "a.db", timeout=0, isolation_level=None) for _ in range(2))
    holder.execute("CREATE TABLE t (a)")
    holder.execute("BEGIN IMMEDIATE")
    tries: list[str] = []

    def trying(statement: str) -> None:
        tries.append(statement)
        if len(tries) == 3:
            holder.execute("COMMIT")

    waiter.set_trace_callback(trying)
    with receivers.writing(waiter):
        waiter.execute("INSERT INTO t VALUES (1)")
    assert tries == [*["BEGIN IMMEDIATE"] * 3, "INSERT INTO t VALUES (1)", "COMMIT"]
    assert holder.execute("SELECT a FROM t").fetchall() == [(1,)]
    tries[:] = ["", "", ""]
    waiter.execute("BEGIN")
    with pytest.raises(sqlite3.OperationalError, match="within a transaction"), receivers.writing(waiter):
        pass
    assert tries[3:] == ["BEGIN", "BEGIN IMMEDIATE"]
    holder.close()
    waiter.close()


class Outbox:
    """A project with deliveries that a test puts there, and a clock that it sets."""

    def __init__(self, root: Path, toml: str) -> None:
        self.root, self.at = root, START
        (root / "tracker.toml").write_text(toml)
        self.database = connect(root / "tracker.db", write=True)

    def put(self, name: str, count: int = 1, begin: int = 0, **more: Any) -> list[str]:
        ascii_name = name.encode("ascii", "ignore").decode().replace(" ", "")
        names = [f"msg_{ascii_name}_{number}" for number in range(begin, begin + count)]
        change = {"employer": "E", "title": "T", "summary": "S", "why": "W", "url": "https://x.org/1"}
        data = {"alert": name, "changes": [change], "count": 1, "more": 0}
        payload = json.dumps({"type": "postings.changed", "timestamp": self.at, "data": data})
        with receivers.writing(self.database):
            for one in names:
                queue.put(self.database, one, Alert(name), self.at, self.at, **more)
                self.database.execute("UPDATE deliveries SET payload = ? WHERE id = ?", (payload, one))
        return names

    def send(self, **more: Any) -> operation.Sending:
        return operation.send(project.load(self.root), lambda: self.at, **more)

    def later(self, **span: float) -> None:
        self.at = iso(moment(self.at) + timedelta(**span))

    def states(self) -> dict[str, str]:
        return dict(self.database.execute("SELECT id, state FROM deliveries ORDER BY id").fetchall())

    def tries(self, name: str) -> int:
        return int(self.database.execute("SELECT attempts FROM deliveries WHERE id = ?", (name,)).fetchone()[0])


def signed(post: Post) -> bool:
    """Return whether the official library makes the same signature; its `verify` accepts no time of a test's clock."""
    at = datetime.fromtimestamp(int(post.headers["webhook-timestamp"]), UTC)
    return Webhook(OLD).sign(post.id, at, post.body.decode()) == post.headers["webhook-signature"]


def test_each_message_arrives_once_at_each_receiver_that_answers(web: Receivers, tmp_path: Path) -> None:
    """Receivers fail half of the time, are busy, close after reading, hang, or redirect: each gets every message, with one id."""
    chance = iter((0, 1, 1, 0, 1, 0, 0, 1) * 100)
    date = format_datetime(moment(START) + timedelta(seconds=90), usegmt=True)
    accepted: dict[str, list[str]] = {}

    def taking(answer: Answer) -> Answer:
        def answered(post: Post) -> tuple[int, dict[str, str]] | None:
            assert signed(post)
            found = answer(post)
            if found is None or found[0] < 300:
                accepted.setdefault(post.path, []).append(post.id)
            return found

        return answered

    def slow(post: Post) -> tuple[int, dict[str, str]]:
        if post.number <= 2:
            web.ending.wait(0.5)
            return 500, {}
        return 200, {}

    ways: dict[str, Answer] = {
        "/fine": ok,
        "/half": lambda _post: (500, {}) if next(chance) else (200, {}),
        "/moved": lambda post: (302, {"Location": "/trap"}) if post.number < 4 else (202, {}),
        "/busy": lambda post: (429, {"Retry-After": "120"}) if post.number < 3 else (200, {}),
        "/dated": lambda post: (503, {"Retry-After": date}) if post.number < 2 else (200, {}),
        "/silent": lambda post: None if post.number < 3 else (200, {}),
        "/slow": slow,
    }
    web.answers.update({path: taking(answer) for path, answer in ways.items()})
    here = Outbox(tmp_path, "".join(alert(path[1:], web.base + path) for path in ways))
    for path in ways:
        here.put(path[1:], 6)
    for _ in range(12):
        here.send()
        here.later(hours=7)
        if set(here.states().values()) == {"sent"}:
            break
    assert set(here.states().values()) == {"sent"}
    for path in ways:
        wanted = {f"msg_{path[1:]}_{number}" for number in range(6)}
        assert set(accepted[path]) == wanted, path
        if path != "/silent":  # which took each message and then closed, so that nobody could know
            assert len(accepted[path]) == 6, path
    assert len({post.body for post in web.posts if post.path == "/silent"}) == 1
    assert web.ids("/trap") == []
    before = len(web.posts)
    here.later(days=9)
    here.send()
    assert len(web.posts) == before


def test_the_lock_of_a_run_is_free_and_two_senders_do_not_meet(web: Receivers, tmp_path: Path) -> None:
    """While a receiver is slow, a run may begin; a second sender does nothing."""
    here = Outbox(tmp_path, alert("a", web.base + "/a"))
    found: list[object] = []

    def meanwhile(_post: Post) -> tuple[int, dict[str, str]]:
        loaded = project.load(tmp_path)
        with loaded.lock():
            found.append("the lock is free")
        found.append(operation.send(loaded, lambda: here.at).busy)
        return 200, {}

    web.answers["/a"] = meanwhile
    here.put("a")
    assert not here.send().failed
    assert found == ["the lock is free", True]
    assert here.states() == {"msg_a_0": "sent"}


def test_stopped_while_it_sends(web: Receivers, tmp_path: Path) -> None:
    """SIGTERM ends it at once; what was sent is recorded, the rest waits, and the earlier handler is restored."""
    here = Outbox(tmp_path, alert("a", web.base + "/a"))
    here.put("a", 3)

    def stopping(post: Post) -> tuple[int, dict[str, str]]:
        if post.number == 2:
            os.kill(os.getpid(), signal.SIGTERM)
            web.ending.wait(0.2)
        return 200, {}

    web.answers["/a"] = stopping
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        done = here.send()
        assert signal.getsignal(signal.SIGTERM) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGTERM, before)
    assert (done.stopped, [one.id for one, _, _ in done.sent]) == ("SIGTERM", ["msg_a_0"])
    assert list(here.states().values()) == ["sent", "pending", "pending"]
    here.send()
    assert set(here.states().values()) == {"sent"}


def test_one_that_is_gone_is_disabled_until_its_address_changes(
    web: Receivers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After 410 nothing more is sent, `status` and `alerts list` say so, and a new address gets what waited."""
    web.answers["/gone"] = lambda _post: (410, {})
    monkeypatch.setenv("TRACKER_HOOK", web.base + "/gone")
    here = Outbox(
        tmp_path,
        alert("a", "env:TRACKER_HOOK")
        + f'[operator]\nwebhook = "{web.base}/op"\nsecret = "{OLD}"\nallow_private = true\n',
    )
    here.put("a", 3)
    here.send()
    here.later(days=1)
    here.put("a", 1, 3)
    here.send()
    assert web.ids("/gone") == ["msg_a_0"]
    assert [json.loads(one.body)["type"] for one in web.posts if one.path == "/op"] == ["operator.trouble"]
    for command in (("status",), ("alerts", "list")):
        told = CliRunner().invoke(main, ["-C", str(tmp_path), *command]).output
        assert "a: its webhook has been disabled since" in told, command
        assert "answered 410" in told
        assert "/gone" not in told
    listed = json.loads(CliRunner().invoke(main, ["-C", str(tmp_path), "alerts", "list", "--json"]).output)
    assert {row["payload"]["type"] for row in listed if row["alert"] == "a"} == {"postings.changed"}
    assert {one["disabled_at"] for row in listed if row["alert"] == "a" for one in row["channels"]} == {START}
    monkeypatch.setenv("TRACKER_HOOK", web.base + "/new")
    here.later(hours=1)
    here.send()
    assert set(web.ids("/new")) == {f"msg_a_{number}" for number in range(4)}
    assert [json.loads(one.body)["type"] for one in web.posts if one.path == "/op"] == [
        "operator.trouble",
        "operator.recovered",
    ]
    here.later(days=9)
    here.put("a", 1, 4)
    web.answers["/new"] = lambda _post: (410, {})
    here.send()
    here.later(days=4)
    here.send()
    assert here.states()["msg_a_4"] == "dead"
    web.answers["/new"] = ok
    assert here.send(everything=True, names=["msg_a_4"]).sent[0][1] == "sent"


def test_a_failing_webhook_never_repeats_the_chat_message(web: Receivers, tmp_path: Path) -> None:
    """Each channel has its own state; the delivery is pending until both have it."""
    port = web.base.rpartition(":")[2]
    web.answers["/hook"] = lambda _post: (500, {})
    here = Outbox(tmp_path, alert("a", web.base + "/hook", f'apprise = "json://127.0.0.1:{port}/chat"'))
    here.put("a")
    for _ in range(4):
        here.send()
        here.later(days=1)
    paths = [one.path for one in web.posts]
    assert (paths.count("/chat"), paths.count("/hook")) == (1, 4)
    listed = json.loads(CliRunner().invoke(main, ["-C", str(tmp_path), "alerts", "list", "--json"]).output)
    assert [(one["channel"], one["state"], one["attempts"]) for one in listed[0]["channels"]] == [
        ("apprise", "sent", 1),
        ("webhook", "pending", 4),
    ]
    assert (listed[0]["state"], listed[0]["attempts"]) == ("pending", 4)
    web.answers["/hook"] = ok
    here.send()
    assert [one.path for one in web.posts].count("/chat") == 1
    assert here.states() == {"msg_a_0": "sent"}


def test_dead_after_ten_attempts_over_three_days_and_resendable(web: Receivers, tmp_path: Path) -> None:
    """No attempt is made before it is due. Then the delivery is dead, is listed, and `alerts retry` sends it."""
    web.answers["/a"] = lambda _post: (500, {})
    here = Outbox(tmp_path, alert("a", web.base + "/a"))
    (name,) = here.put("a")
    begun = moment(here.at)
    while here.states()[name] == "pending":
        here.send()
        due = here.database.execute("SELECT next_attempt_at FROM deliveries").fetchone()[0]
        here.at = iso(moment(due) - timedelta(seconds=1))
        before = len(web.posts)
        if here.states()[name] == "pending":
            here.send()
        assert len(web.posts) == before
        here.at = max(due, here.at)
    assert here.tries(name) == 10
    assert timedelta(days=3) < moment(here.at) - begun < timedelta(days=4)
    shown = CliRunner().invoke(main, ["-C", str(tmp_path), "alerts", "list", "--state", "dead", "--json"])
    assert [row["id"] for row in json.loads(shown.output)] == [name]
    assert CliRunner().invoke(main, ["-C", str(tmp_path), "alerts", "retry", "msg_none"]).exit_code == 2
    assert CliRunner().invoke(main, ["-C", str(tmp_path), "alerts", "retry", name]).exit_code == 1
    assert here.states()[name] == "dead"
    web.answers["/a"] = ok
    assert CliRunner().invoke(main, ["-C", str(tmp_path), "alerts", "retry"]).exit_code == 0
    assert here.states()[name] == "sent"


def test_five_thousand_for_a_host_that_is_dead(web: Receivers, tmp_path: Path) -> None:
    """A hanging host costs one attempt, one that fails quickly twenty; then it is paused, and in the end all deliveries are dead."""
    web.answers["/quick"] = lambda _post: (500, {})
    web.answers["/hangs"] = lambda _post: (500 + web.ending.wait(0.6), {})
    other = Receivers()
    other.answers["/hangs"] = web.answers["/hangs"]
    here = Outbox(
        tmp_path, alert("q", web.base + "/quick") + alert("h", other.base + "/hangs") + alert("f", web.base + "/fine")
    )
    here.put("q", 2500)
    here.put("h", 2500)
    here.put("f", 3)
    begun = time.monotonic()
    here.send()
    assert time.monotonic() - begun < 5
    assert (len(web.ids("/quick")), len(other.posts), len(web.ids("/fine"))) == (20, 1, 3)
    here.send()
    assert (len(web.ids("/quick")), len(other.posts)) == (20, 1)  # left alone
    here.later(seconds=10)
    here.put("q", 1, 9000)
    here.send()
    assert len(web.ids("/quick")) == 40  # something new came for it
    for _ in range(6):
        here.later(days=1)
        here.send()
    dead = [state for name, state in here.states().items() if name.startswith("msg_h")]
    assert set(dead) == {"dead"}
    other.server.shutdown()
    other.server.server_close()


def test_what_waited_is_sent_when_the_receiver_is_back(web: Receivers, tmp_path: Path) -> None:
    """After one success, the rest does not wait for the end of its back-off."""
    web.answers["/a"] = lambda _post: (500, {})
    here = Outbox(tmp_path, alert("a", web.base + "/a"))
    here.put("a", 30)
    for _ in range(3):
        here.send()
        here.later(hours=1)
    here.send()
    here.later(minutes=1)
    web.answers["/a"] = ok
    before = len(web.posts)
    here.send()
    assert len(web.posts) == before
    here.put("a", 1, 30)
    here.send()
    assert set(here.states().values()) == {"sent"}
    assert len(web.posts) == before + 31


def test_a_busy_receiver_is_left_alone_as_long_as_it_asks(web: Receivers, tmp_path: Path) -> None:
    """One attempt, whatever else is due; the next one after that time, and only one at a time."""
    web.answers["/a"] = lambda _post: (429, {"Retry-After": "3600"})
    web.answers["/b"] = lambda _post: (500, {})
    here = Outbox(tmp_path, alert("a", web.base + "/a") + alert("b", web.base + "/b"))
    here.put("a", 5)
    here.send()
    here.later(seconds=3590)
    here.put("a", 1, 5)
    here.send()
    assert web.ids("/a") == ["msg_a_0"]
    here.later(seconds=11)
    here.send()
    assert len(web.ids("/a")) == 2
    here.put("b")
    times = (iso(moment(here.at) + timedelta(minutes=5 * step)) for step in range(1000))
    operation.send(project.load(tmp_path), lambda: next(times))
    assert web.ids("/b") == ["msg_b_0"]


def test_what_a_run_still_fills_is_not_sent(web: Receivers, tmp_path: Path) -> None:
    """A message of a run waits for the end of the run, even if another process sends meanwhile."""
    here = Outbox(tmp_path, alert("a", web.base + "/a"))
    here.put("a", filling=True)
    here.send()
    assert web.posts == []
    assert not queue._is_open(here.database, "msg_a_0")  # it has its body
    ((body,),) = here.database.execute("SELECT payload FROM deliveries").fetchall()
    here.database.execute("UPDATE deliveries SET payload = NULL")
    assert queue._is_open(here.database, "msg_a_0")
    here.database.execute("UPDATE deliveries SET payload = ?", (body,))
    queue.release(here.database)
    here.send()
    assert web.ids("/a") == ["msg_a_0"]


def test_an_alert_or_a_channel_that_is_no_more(web: Receivers, tmp_path: Path) -> None:
    """A delivery of a removed alert waits three days; a delivery of a removed channel does not."""
    web.answers["/a"] = lambda _post: (500, {})
    port = web.base.rpartition(":")[2]
    both = alert("a", web.base + "/a", f'apprise = "json://127.0.0.1:{port}/chat"')
    here = Outbox(tmp_path, both)
    here.put("a")
    here.put("b")
    here.send()
    assert here.states() == {"msg_a_0": "pending", "msg_b_0": "pending"}
    error = here.database.execute("SELECT last_error FROM deliveries WHERE alert = 'b'").fetchone()[0]
    assert error == "tracker.toml no longer has an alert of this name"
    (tmp_path / "tracker.toml").write_text(
        f'[alerts.a]\napprise = "json://127.0.0.1:{port}/chat"\nallow_private = true\n'
    )
    here.later(days=4)
    here.send()
    assert here.states() == {"msg_a_0": "sent", "msg_b_0": "dead"}
    assert [one.channel for one in receivers.all_of(here.database).values()] == ["apprise"]


def _signed(secret: str, post: Post) -> str:
    """Return the official library's signature. Its `verify` asks the clock of this machine, and ours is the test's own."""
    at = datetime.fromtimestamp(int(post.headers["webhook-timestamp"]), UTC)
    return Webhook(secret).sign(post.id, at, post.body.decode())


def test_secrets_in_rotation_user_agent_and_cloud_events(
    web: Receivers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All secrets sign, and each signature is valid alone; the User-Agent is set; the headers of CloudEvents are sent if configured."""
    monkeypatch.setenv("TRACKER_NEW", NEW)
    toml = f'contact = "desk@example.org"\n[site]\nbase_url = "https://jobs.example.org"\n[alerts."é b"]\nwebhook = "{web.base}/a"\n'
    here = Outbox(
        tmp_path, f'{toml}secret = ["env:TRACKER_NEW", "{OLD}"]\nallow_private = true\nformat = "cloudevents"\n'
    )
    here.put("é b")
    here.send()
    (post,) = web.posts
    assert len(post.headers["webhook-signature"].split(" ")) == 2
    for secret in (NEW, OLD):
        assert _signed(secret, post) in post.headers["webhook-signature"].split(" ")
    assert _signed("whsec_" + "QUFB" * 8, post) not in post.headers["webhook-signature"]
    assert json.loads(post.body)["type"] == "postings.changed"
    assert post.headers["user-agent"].startswith("tracker/")
    assert "desk@example.org" in post.headers["user-agent"]
    told = {name: value for name, value in post.headers.items() if name.startswith("ce-")}
    assert told == {
        "ce-specversion": "1.0", "ce-id": post.id, "ce-source": "https://jobs.example.org/", "ce-type": "postings.changed",
        "ce-time": START, "ce-subject": "%C3%A9%20b",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("99999999", 86_400.0),
        ("9" * 5000, 86_400.0),
        ("Sat, 28 Nov 2026 00:01:30 GMT", 90.0),
        ("Saturday, 28-Nov-26 00:01:30 GMT", 90.0),
        ("Fri, 27 Nov 2026 00:00:00 GMT", 0.0),
        ("Sat, 28 Nov 2099 00:00:00 GMT", 86_400.0),
        ("", None),
        ("soon", None),
        ("Sat, 28 Nov 2026 00:01:30 GMT" + " " * 40 + "x", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("Sat, 99 Nov 2026 00:00:00 GMT", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    """Seconds or an HTTP date, at most a day; other values are ignored."""
    assert backoff.retry_after({"Retry-After": value}, "2026-11-28T00:00:00.000Z") == seconds


def test_delays() -> None:
    """Each is longer than the one before, with a jitter of a fifth, and together they last three days."""
    keys = [f"msg_{number}" for number in range(40)]
    for attempts, base in enumerate(backoff.DELAYS, 1):
        found = {backoff.delay(key, attempts) for key in keys}
        assert len(found) == 40
        assert base <= min(found) < max(found) <= base * 1.2
    assert timedelta(days=3) < backoff.GIVEN_UP


def item(number: int, words: int) -> dict[str, Any]:
    text = f"Wörter {number} " * words
    return {
        "id": f"c{number}", "url": f"https://x.org/{'p' * 300}/{number}", "title": "Cook", "postings": 1, "fields": {"location": {"old": text, "new": text}},
        "words": [[{"op": "-", "text": text}, {"op": "+", "text": text}]] * 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("count", "words"), [(0, 0), (1, 1), (1, 5000), (3, 300), (50, 1), (50, 40), (400, 0), (2, 90_000)]
)
@pytest.mark.parametrize("name", ["changes", "findings"])
def test_bodies_of_twenty_kilobytes(name: str, count: int, words: int) -> None:
    """A body fits, is valid JSON, has whole addresses, and counts what is left out."""
    data = {
        "alert": "a",
        "count": count,
        "more": 7,
        "changes": [],
        name: [item(number, words) for number in range(count)],
    }
    payload = {"type": "postings.changed", "timestamp": "t", "data": data}
    body = bodies.fitted(payload, "https://jobs.example.org/")
    assert len(body.encode()) <= bodies.MOST
    found = json.loads(body)["data"]
    assert len(found[name]) + found["more"] == count + 7
    assert [one["url"] for one in found[name]] == [one["url"] for one in data[name]][: len(found[name])]
    assert bool(count) <= bool(found[name])
    assert found.get("more_url", "") == (
        "https://jobs.example.org/" if found["more"] > 7 else found.get("more_url", "")
    )
    small = {**payload, "data": {**data, name: data[name][:1]}}
    if words <= 1:
        assert json.loads(bodies.fitted(small)) == small


def test_excerpts_and_links_in_bodies() -> None:
    """Excerpts are cut with their marks, and are left out before items are; links stay whole."""
    text = "gigawatt " * 20 + "x" * 2_200 + " gigawatt"
    excerpt = {"text": text, "matches": [[0, 8], [len(text) - 8, len(text)]]}
    links = dict.fromkeys(("permalink", "evidence", "live"), f"https://x.org/{'p' * 600}")
    for count, kept in ((3, 3), (12, 3), (30, 0)):
        items = [
            {"id": f"c{number}", **(links if count < 10 else {}), "excerpts": [excerpt] * 3} for number in range(count)
        ]
        found = json.loads(bodies.fitted({"data": {"more": 0, "changes": items}}))["data"]
        assert (len(found["changes"]), found["more"]) == (count, 0)
        for one in found["changes"]:
            assert {name: one[name] for name in links if name in one} == (links if count < 10 else {})
            assert len(one["excerpts"]) == kept
            for shown in one["excerpts"]:
                assert [shown["text"][start:end] for start, end in shown["matches"]] == ["gigawatt"]


def problems(root: Path, toml: str) -> str:
    (root / "tracker.toml").write_text(toml)
    try:
        addresses.check(project.load(root).settings)
    except ConfigError as error:
        return "\n".join(error.problems)
    return ""


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (f'[alerts.a]\nwebhook = "env:TRACKER_X"\nsecret = "{OLD}"', "alerts.a.webhook: the environment has no TRACKER_X; run export"),
        (f'[alerts.a]\nwebhook = "env:TRACKER_ODD"\nsecret = "{OLD}"', "alerts.a.webhook: env:TRACKER_ODD should be an address"),
        (f'[alerts.a]\nwebhook = "env:no name"\nsecret = "{OLD}"', "alerts.a.webhook: should name an environment variable"),
        (f'[alerts.a]\nwebhook = "https://x.org"\nsecret = ["{OLD}", "env:TRACKER_X"]', "alerts.a.secret: the environment has no TRACKER_X"),
        (f'[alerts.a]\nwebhook = "https://x.org"\nsecret = ["{OLD}", "hunter2"]', "alerts.a.secret[1]: is not base64"),
        ('[alerts.a]\nwebhook = "https://x.org"\nsecret = "env:TRACKER_ODD"', "alerts.a.secret: env:TRACKER_ODD is not base64"),
        ('[alerts.a]\nwebhook = "https://x.org"\nsecret = 31337', "alerts.a.secret: should be a text in quotes, whsec_… or env:NAME, not a value of the type int"),
        ('[alerts.a]\nwebhook = "https://x.org"\nsecret = { a = 31337 }', "alerts.a.secret: should be a text in quotes, whsec_… or env:NAME, not a value of the type dict"),
        ('[alerts.a]\nwebhook = "https://x.org"\nsecret = " "', "alerts.a.secret: should be a text in quotes, whsec_… or env:NAME, not an empty text"),
        ('[alerts.a]\nwebhook = "https://x.org"\nsecret = ["env:A", 31337]', "alerts.a.secret[1]: should be a text"),
        ('[alerts.a]\nwebhook = "https://x.org"\nsecret = []', "alerts.a.secret: should be a secret, or a list"),
        ('[alerts.a]\napprise = "me@example.org"', "alerts.a.apprise: this is not an address"),
        ('[alerts.a]\napprise = "env:TRACKER_X"', "alerts.a.apprise: the environment has no TRACKER_X"),
        ('[alerts.a]\napprise = "env:TRACKER_ODD"', "alerts.a.apprise: this is not an address"),
        ('[alerts.a]\napprise = "json://x"\nformat = "soap"', "alerts.a.format: should be one of"),
        ("[operator]\nafter = 2", "operator: has no destination"),
        ('[operator]\nwebhook = "https://x.org"', "operator.secret: is missing"),
        ('[operator]\napprise = "json://x"\nafter = 0', "operator.after: should be a whole number above 0"),
        ('[operator]\napprise = "json://x"\nmin_disk = "much"', "operator.min_disk: should be a size"),
        ('[operator]\napprise = "nonsense"', "operator.apprise: this is not an address"),
        ('[alerts."[operator]"]\napprise = "json://x"', "alerts.[operator]: this name is reserved for the table [operator]"),
        ('heartbeat = "env:TRACKER_X"', "heartbeat: the environment has no TRACKER_X"),
        ('heartbeat = "hc-ping.com/x"', "heartbeat: should be an address that begins with"),
        ('heartbeat = "env:TRACKER_FINE"\n[operator]\nallow_private = true', ""),
        (f'[alerts.a]\nwebhook = "env:TRACKER_FINE"\nsecret = ["{NEW}", "{OLD}"]\n[operator]\napprise = "json://x"\nafter = 2', ""),
    ],
)  # fmt: skip
def test_mistakes_in_what_alerts_are_sent_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str, told: str
) -> None:
    """They are reported before anything is fetched, and no secret is shown."""
    monkeypatch.setenv("TRACKER_ODD", "hunter2")
    monkeypatch.setenv("TRACKER_FINE", "https://x.org/S3cret")
    found = problems(tmp_path, lines)
    assert found.startswith(told)
    assert bool(found) == bool(told)
    assert "hunter2" not in found
    assert "31337" not in found


def test_quiet_hours_hold_what_failed_before_them(tmp_path: Path, web: Receivers) -> None:
    """A retry that falls into the quiet hours waits for their end, and so does what a late run would send; `alerts retry` does not wait."""
    for name in ("run", "event", "daily"):
        web.answers[f"/{name}"] = lambda post: (500 if post.number == 1 else 204, {})
    quiet = 'quiet = "22:00-07:00"\n'
    toml = "".join(alert(name, f"{web.base}/{name}", f'{quiet}digest = "{name}"') for name in ("run", "event", "daily"))
    box = Outbox(tmp_path, toml + alert("loud", f"{web.base}/loud"))
    day = START[:10]
    box.at = f"{day}T21:59:50.000Z"
    for name in ("run", "event", "daily"):
        box.put(name)
    assert set(box.send().sent[0][1:2]) == {"pending"}
    due = [row[0] for row in box.database.execute("SELECT next_attempt_at FROM deliveries")]
    morning = iso(moment(f"{day}T07:00:00.000Z") + timedelta(days=1))
    assert due == [morning] * 3
    box.at = f"{day}T22:30:00.000Z"
    (late,) = box.put("run", begin=1)
    (loud,) = box.put("loud")
    assert [one.id for one, *_ in box.send().sent] == [loud]
    box.send(everything=True, names=[late])
    assert box.states()[late] == "sent"
    box.later(hours=8)
    assert box.send().sent == []
    box.at = morning
    assert {state for _, state, _ in box.send().sent} == {"sent"}
    assert set(box.states().values()) == {"sent"}
    assert [len(web.ids(f"/{name}")) for name in ("run", "event", "daily", "loud")] == [3, 2, 2, 1]
