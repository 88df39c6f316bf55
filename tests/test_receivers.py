"""Receivers of alerts: none at a private address or on this machine, and each with a time limit."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.raw import Raw, reply
from tests.test_guard_addresses import LOOPBACK, resolving
from tracker.alerts import addresses, channels, chat, webhooks
from tracker.config import Alert
from tracker.fetch import guard
from tracker.model.errors import ConfigError
from tracker.operations.project import now

SECRET = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMgb25seSE="
CHANGE = {"employer": "E", "title": "T", "summary": "S", "why": "W", "url": "http://x.org/1"}
TOLD = {"type": "postings.changed", "data": {"count": 1, "changes": [CHANGE]}}


@pytest.mark.parametrize("host", LOOPBACK)
def test_no_webhook_reaches_a_private_address(host: str) -> None:
    """An alert is not sent to this machine in any spelling; the message says what to do."""
    with Raw(lambda _path: reply()) as server:
        alert = Alert(
            "a", webhook=f"http://{host}:{server.port}/hook", secret="whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMgb25seSE="
        )
        told = asyncio.run(webhooks.post(alert, "msg_1", "{}", now())).error
    assert told
    assert server.paths == []


def test_a_webhook_by_name_and_by_redirect(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves to a private address is refused; a redirect of a receiver is not followed."""
    secret = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMgb25seSE="
    resolving(monkeypatch, {"inner.test": ["127.0.0.1"]})
    with Raw(lambda path: reply(status=307, Location="/other") if path == "/hook" else reply()) as server:
        named = Alert("a", webhook=f"http://inner.test:{server.port}/hook", secret=secret)
        told = asyncio.run(webhooks.post(named, "msg_1", "{}", now())).error
        assert (told, server.paths) == (
            "inner.test is 127.0.0.1, a private address; to allow that, set allow_private = true for this alert",
            [],
        )
        moved = Alert("a", webhook=f"{server.base}/hook", secret=secret, allow_private=True)
        assert asyncio.run(webhooks.post(moved, "msg_1", "{}", now())).error == f"{server.base}/… answered 307"
    assert server.paths == ["/hook"]


@pytest.mark.parametrize("secret", ["whsec_", "whsec_!!!", "whsec_\u00e9", "whsec_a"])
def test_a_secret_that_is_none(secret: str) -> None:
    """An invalid secret in tracker.toml is reported before anything is sent."""
    with pytest.raises(ConfigError, match=r"alerts\.a\.secret: "):
        addresses.secrets_of(Alert("a", webhook="https://x.org/", secret=secret))


@pytest.mark.parametrize(
    "url", ["http://[bad", "http://", "ftp://x.org/", "http://x.org:99999/", "http://x.org/\r\nX: y"]
)
def test_a_webhook_that_is_no_address(url: str) -> None:
    """The delivery fails, and nothing raises."""
    assert asyncio.run(webhooks.post(Alert("a", webhook=url, secret=SECRET), "msg_1", "{}", now())).error


def silent(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass  # until the client has had enough


def dripping(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"A: b\r\n")
        time.sleep(0.02)


def pouring(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


@pytest.mark.parametrize("way", [silent, dripping])
def test_a_webhook_has_a_limit(monkeypatch: pytest.MonkeyPatch, way: object) -> None:
    """Also if its receiver sends nothing or never ends."""
    monkeypatch.setattr(webhooks, "SECONDS", 0.4)
    begun = time.monotonic()
    with Raw(lambda _path: way) as server:  # type: ignore[arg-type,return-value]
        alert = Alert("a", webhook=f"{server.base}/hook", secret=SECRET, allow_private=True)
        told = asyncio.run(webhooks.post(alert, "msg_1", "{}", now())).error
        assert told == f"{server.base}/…: no answer within 0 s"
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("way", [silent, dripping, pouring])
def test_apprise_has_a_limit(monkeypatch: pytest.MonkeyPatch, way: object) -> None:
    """The process that sends is killed, and the delivery failed with a message."""
    monkeypatch.setattr(channels, "CHAT_SECONDS", 3.0)
    begun = time.monotonic()
    with Raw(lambda _path: way) as server:  # type: ignore[arg-type,return-value]
        alert = Alert("a", apprise=f"json://127.0.0.1:{server.port}/hook?rto=60", allow_private=True)
        told = asyncio.run(channels.chat(alert, TOLD))
    assert told in {"json: not sent within 3 s", "json: not sent", "json: not sent: MemoryError"}
    assert time.monotonic() - begun < 10


def test_a_run_that_is_stopped_leaves_no_process_behind() -> None:
    """A cancelled delivery kills the process that sends."""

    async def work() -> None:
        asked, loop = asyncio.Event(), asyncio.get_running_loop()
        before = children()  # other tests of this process may have started what lasts as long as it does
        with Raw(lambda _path: loop.call_soon_threadsafe(asked.set) and silent) as server:
            alert = Alert("a", apprise=f"json://127.0.0.1:{server.port}/hook?rto=60", allow_private=True)
            task = asyncio.create_task(channels.chat(alert, TOLD))
            waiting = asyncio.create_task(asked.wait())
            await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
            assert waiting.done(), task.result()  # it asked before it ended
            assert children() > before
            task.cancel()
            done, _ = await asyncio.wait([task], timeout=10)
            assert (done, children() - before) == ({task}, set())

    def children() -> set[str]:
        told = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
        if not told.exists():
            pytest.skip("no /proc here")
        return set(told.read_text().split())

    asyncio.run(work())


def test_apprise_arrives_where_it_may() -> None:
    """With allow_private a message goes to loopback, with its title and its words."""
    with Raw(lambda _path: reply()) as server:
        alert = Alert("desk", apprise=f"json://127.0.0.1:{server.port}/hook", allow_private=True)
        assert asyncio.run(channels.chat(alert, TOLD)) is None
    assert server.paths == ["/hook"]


PRIVATE = [
    "json://127.0.0.1:{port}/h",
    "json://localhost:{port}/h",
    "json://2130706433:{port}/h",
    "json://[::1]:{port}/h",
    "xml://127.0.0.1:{port}/h",
    "form://127.0.0.1:{port}/h",
    "mailto://me:you@example.org:{port}/?smtp=127.0.0.1&from=a@example.org&to=d@example.org&mode=insecure",
    "gotify://127.0.0.1:{port}/token",
    "ntfy://127.0.0.1:{port}/topic",
    "rsyslog://127.0.0.1:{port}",
    "rsyslog://localhost:{port}",
    "irc://127.0.0.1:{port}/channel",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_apprise_reaches_no_private_address(url: str) -> None:
    """Whatever library a plugin uses: nothing connects, and the message says what to do."""
    heard = []
    with Raw(lambda path: heard.append(path) or reply()) as server, socket.socket(type=socket.SOCK_DGRAM) as datagrams:  # type: ignore[func-returns-value]
        datagrams.bind(("127.0.0.1", server.port))
        datagrams.setblocking(False)
        told = asyncio.run(channels.chat(Alert("a", apprise=url.format(port=server.port)), TOLD))
        with pytest.raises(BlockingIOError):
            datagrams.recv(1)
    assert heard == []
    assert told
    assert "allow_private = true for this alert" in told


def test_a_proxy_does_not_connect_for_apprise(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment's proxy would go anywhere, so it is not used by what is guarded."""
    with Raw(lambda _path: reply()) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, server.base)
        told = asyncio.run(channels.chat(Alert("a", apprise="json://10.0.0.1/h"), TOLD))
    assert server.paths == []
    assert told == "10.0.0.1 is a private address; to allow that, set allow_private = true for this alert"


@pytest.mark.parametrize(
    "url", ["syslog://", "dbus://", "qt://", "kde://", "glib://", "gnome://", "macosx://", "windows://", "SYSLOG://"]
)
def test_apprise_tells_nobody_on_this_machine(url: str) -> None:
    """Plugins that notify this machine need allow_private."""
    told = asyncio.run(channels.chat(Alert("a", apprise=url), TOLD))
    assert told
    assert told.endswith("to allow that, set allow_private = true for this alert")


DONE = """
import os, socket, subprocess, sys, tempfile
from tracker.alerts import chat
refused = []
sys.addaudithook(chat.audit_hook(refused))
try:
    {act}
except OSError as error:
    print(type(error).__name__, len(refused))
"""


@pytest.mark.parametrize(
    "act",
    [
        "socket.socket().connect(('127.0.0.1', 9))",
        "socket.socket().connect_ex(('10.0.0.1', 9))",
        "socket.socket().connect(('localhost', 9))",
        "socket.socket(socket.AF_INET6).connect(('::1', 9, 0, 0))",
        "socket.socket(socket.AF_INET6).connect(('64:ff9b::7f00:1', 9))",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('127.0.0.1', 9))",
        "socket.socket(type=socket.SOCK_DGRAM).sendmsg([b''], [], 0, ('127.0.0.1', 9))",
        "socket.socket(socket.AF_UNIX).connect('/run/nothing')",
        "socket.socket(socket.AF_UNIX).connect(b'\\0abstract')",
        "socket.create_connection(('127.0.0.1', 9))",
        "subprocess.run(['true'])",
        "os.system('true')",
        "os.execv('/bin/true', ['true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.fork()",
        "open('written', 'w')",
        "os.open('written', os.O_CREAT | os.O_RDWR)",
        "tempfile.mkstemp(dir='.')",
        "__import__('syslog').syslog('x')",
    ],
)
def test_the_hook_sees_every_way_out(act: str, tmp_path: Path) -> None:
    """Connections, datagrams, Unix sockets, programs and files."""
    command = [sys.executable, "-c", DONE.format(act=act)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path)
    assert done.stdout == "Refused 1\n", done.stderr
    assert list(tmp_path.iterdir()) == []


def test_public_addresses_pass_the_hook() -> None:
    """Only the address decides."""
    assert chat.refusal(("8.8.8.8", 443)) == ""
    assert chat.refusal(("2606:4700::1111", 443, 0, 0)) == ""
    assert chat.refusal(None) == ""


@pytest.mark.parametrize("address", [(), (None, 1), "path", b"\0x", 7, ("x.org", 25), ("", 1), ("\ud800", 1)])
def test_odd_addresses_do_not(address: object) -> None:
    """What is no address of the internet is refused with a reason."""
    assert chat.refusal(address)


def test_a_process_that_dies_is_a_delivery_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without output, or with invalid output."""
    for told in (b"", b"nonsense", b"[]", b'{"error": '):

        async def ended(_message: bytes, said: bytes = told) -> bytes:
            return said

        monkeypatch.setattr(channels, "_in_a_process", ended)
        error = asyncio.run(channels.chat(Alert("a", apprise="json://x.org"), TOLD))
        assert error == "json: not sent; the sending process ended without a reason"


def test_no_module_of_the_working_directory_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project may hold a file of any name."""
    (tmp_path / "apprise.py").write_text("raise SystemExit('hijacked')")
    monkeypatch.chdir(tmp_path)
    told = asyncio.run(channels.chat(Alert("a", apprise="json://127.0.0.1/h"), TOLD))
    assert told == "127.0.0.1 is a private address; to allow that, set allow_private = true for this alert"


def test_the_message_goes_by_stdin_and_no_secret_by_the_command_line() -> None:
    """Command lines can be read by others on the machine."""
    message = {"url": "json://127.0.0.1/SECRET", "title": "t", "body": "b", "allow_private": False}
    command = [sys.executable, "-m", "tracker.alerts.chat"]
    done = subprocess.run(command, check=True, input=json.dumps(message), capture_output=True, text=True)
    assert guard.is_private("127.0.0.1")
    assert "private address" in json.loads(done.stdout)["error"]
    assert "SECRET" not in done.stdout + done.stderr
