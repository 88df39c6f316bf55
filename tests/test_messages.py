"""Messages for people: what each service gets, within its limits, with everything from a posting escaped."""

from __future__ import annotations

import email
import email.policy
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from tracker.alerts import chat, dialects, messages

GOLDEN = Path(__file__).parent / "golden" / "alerts"
EVIL = (
    "*bold* _it_ ~s~ `c` <!channel> <@U1> @everyone @room [x](https://evil.example) <https://evil.example|pay> "
    "<b>B</b> &amp; \u202egnp.exe\u2066 ||sp|| # h"
)
SITE = "https://jobs.example.org"
CHANGE: dict[str, Any] = {
    "id": "c1", "posting": "acme.1", "source": "acme", "employer": "Acme <Corp>", "title": f"Site Lead {EVIL}",
    "location": "Berlin, Germany", "url": "https://acme.example/jobs/1?a=1&b=2", "at": "2026-01-02T06:00:00.000Z",
    "known_at": "2026-01-02T06:00:00.000Z", "kind": "edited", "significance": "major",
    "summary": "location: Oslo → Berlin; text changed", "why": "topic data-center: “data center*”",
    "reasons": [{"rule": "topic", "value": "data-center", "phrase": "data center*"}], "postings": 15,
    "fields": {"location": {"old": "Oslo", "new": "Berlin, Germany"}},
    "words": [[{"op": "=", "text": "You build our "}, {"op": "-", "text": "halls"},
               {"op": "+", "text": "1st of its kind data center"}, {"op": "=", "text": f" in {EVIL}"}]],
    "excerpts": [], "permalink": f"{SITE}/postings/acme.1?from=1&to=2", "evidence": f"{SITE}/evidence/abc",
    "live": "https://acme.example/jobs/1?a=1&b=2",
    "check": {"id": "k", "outcome": "complete", "seen": 213, "stated_total": 213, "reason": None},
}  # fmt: skip
OPENED = CHANGE | {
    "id": "c2", "title": "Cook", "kind": "opened", "summary": "opened", "postings": 1, "fields": {}, "words": [],
    "excerpts": [{"text": "We cook at the data center.", "matches": [[15, 26]]}], "evidence": None,
    "check": {"id": "k", "outcome": "partial", "seen": 20, "stated_total": 213, "reason": "page 2 of 11 was missing"},
}  # fmt: skip
PAYLOAD = {
    "type": "postings.changed",
    "timestamp": "2026-01-02T06:00:00.000Z",
    "data": {"alert": "desk", "count": 16, "changes": [CHANGE, OPENED], "more": 0},
}
SERVICES = {
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#jobs",
    "slack-blocks": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#jobs?blocks=yes",
    "discord": "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    "discord-embed": "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js?format=markdown",
    "teams": "workflows://127.0.0.1:{port}/0123456789abcdef0123456789abcdef/SIGNATURE0123456789",
    "telegram": "tgram://123456789:abcdefg_hijklmnop/12315544/",
    "ntfy": "ntfy://127.0.0.1:{port}/jobs",
    "matrix": "matrix://user:pass@127.0.0.1:{port}/!r:h",
    "mail": "mailto://127.0.0.1:{smtp}/?smtp=127.0.0.1&from=a@example.org&to=d@example.org&mode=insecure",
}


MAILS: list[bytes] = []
GOT: list[tuple[str, Any]] = []


class Mail(socketserver.StreamRequestHandler):
    """The few words of SMTP that a client waits for."""

    def handle(self) -> None:
        self.wfile.write(b"220 h\r\n")
        while line := self.rfile.readline():
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go\r\n")
                lines: list[bytes] = []
                while (one := self.rfile.readline()) != b".\r\n":
                    lines.append(one)
                MAILS.append(b"".join(lines))
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n")


class Web(BaseHTTPRequestHandler):
    """Accepts everything as Slack, Discord, Teams, Telegram, ntfy and Matrix do."""

    def do_PUT(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        GOT.append((self.path, json.loads(body or b"{}")))
        ids = {"access_token": "t", "home_server": "h", "user_id": "@u:h", "room_id": "!r:h", "event_id": "$e"}
        answer = b"ok" if "/A1BRTD4JD/" in self.path else json.dumps({"ok": True, **ids}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Print no request log."""


@contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[int]:
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server.server_address[1]  # type: ignore[misc]
    server.shutdown()
    server.server_close()


def _mail(raw: bytes) -> dict[str, Any]:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
    return {"subject": message["Subject"], "to": message["To"], **parts}


@pytest.fixture(scope="module")
def sent() -> Iterator[dict[str, Any]]:
    """What each service was sent: one message, through Apprise, to a local server."""
    from apprise.plugins import discord, slack, telegram, workflows

    with (
        pytest.MonkeyPatch.context() as patch,
        _running(ThreadingHTTPServer(("127.0.0.1", 0), Web)) as port,
        _running(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail)) as smtp,
    ):
        base = f"http://127.0.0.1:{port}"
        patch.setattr(slack.NotifySlack, "webhook_url", base)
        patch.setattr(discord.NotifyDiscord, "notify_url", base)
        patch.setattr(telegram.NotifyTelegram, "notify_url", f"{base}/bot")
        post = requests.post

        def unencrypted(url: str, **more: Any) -> requests.Response:
            return post(url.replace("https://127.0.0.1", "http://127.0.0.1"), **more)

        patch.setattr(workflows.requests, "post", unencrypted)
        for plugin in (slack.NotifySlack, discord.NotifyDiscord, telegram.NotifyTelegram):
            patch.setattr(plugin, "request_rate_per_sec", 0)
        found = {}
        for name, address in SERVICES.items():
            url = address.format(port=port, smtp=smtp)
            told = messages.write(PAYLOAD, dialects.of(url))
            message = {"url": url, "title": told.title, "body": told.body, "format": told.format}
            assert chat.send({**message, "allow_private": True}) == "", name  # type: ignore[typeddict-item]
            web = [body for path, body in GOT if "login" not in path and "logout" not in path and "join" not in path]
            found[name] = _mail(MAILS.pop()) if name == "mail" else web.pop()
            assert not MAILS, name
            assert not web, name
            GOT.clear()
        yield found


def _steady(value: Any) -> Any:
    """Leave out what changes from one message to the next."""
    if isinstance(value, dict):
        return {key: _steady(one) for key, one in value.items() if key != "ts"}
    return [_steady(one) for one in value] if isinstance(value, list) else value


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Apprise's plugins
def test_what_each_service_is_sent(sent: dict[str, Any]) -> None:
    """Each message equals the golden file."""
    assert len(sent) == len(SERVICES) == 9
    made = []
    for name, payload in sent.items():
        file = GOLDEN / f"{name}.json"
        written = json.dumps(_steady(payload), ensure_ascii=False, indent=1) + "\n"
        if not file.exists():  # to make it anew, delete it, and look at it
            file.parent.mkdir(exist_ok=True)
            file.write_text(written)
            made.append(name)
        assert json.loads(written) == json.loads(file.read_text()), name
    assert made == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_nobody_is_mentioned_and_no_link_is_made_of_a_title(sent: dict[str, Any]) -> None:
    """No mention, masked link, tag or change of direction in any service; all words are there."""
    assert len(sent) == 9
    for name, payload in sent.items():
        text = json.dumps(payload, ensure_ascii=False)
        assert "\u202e" not in text, name
        assert "\u2066" not in text, name
        assert "gnp.exe" in text, name
        assert "14 more postings with the same edit" in text, name
        if name != "mail":
            assert "@everyone" not in text, name
            assert "@room" not in text, name
            assert "<@U1>" not in text, name
    for name in ("slack", "slack-blocks"):
        text = json.dumps(sent[name], ensure_ascii=False)
        assert "<!channel>" not in text
        assert "<https://evil" not in text
    for name in ("telegram", "matrix", "mail"):
        of = {"telegram": "text", "matrix": "formatted_body", "mail": "text/html"}[name]
        assert "<b>B</b>" not in sent[name][of]
        assert 'href="https://evil' not in sent[name][of]
    for name in ("discord", "teams"):
        assert "[x](https://evil.example)" not in json.dumps(sent[name], ensure_ascii=False).replace("\\\\", "\\")
    assert "entities" not in json.dumps(sent["teams"])
    assert SITE in sent["matrix"]["body"]
    assert SITE in sent["mail"]["text/plain"]


LIMITS = {
    "slack": 3_000,
    "discord": 2_000,
    "workflows": 28_000,
    "tgram": 4_096,
    "ntfy": 4_096,
    "matrix": 65_536,
    "mailto": 102_000,
}


def test_messages_keep_the_limits_and_their_counts_add_up() -> None:
    """Sixty long changes: shown and counted ones add up, in each service."""
    long = {"title": "Ünï <&*_> " * 30, "summary": "x" * 2_000, "words": [[{"op": "+", "text": "<" * 700}]] * 3}
    for size in (1, 2, 60):
        changes = [{**CHANGE, **long, "postings": 1 + at % 3} for at in range(size)]
        count = sum(one["postings"] for one in changes) + 7
        payload = {"type": "postings.changed", "data": {"alert": "a", "count": count, "changes": changes, "more": 7}}
        for scheme, most in LIMITS.items():
            told = messages.write(payload, dialects.of(f"{scheme}://x"))
            assert len(told.body) + len(told.title) <= most, scheme
            if scheme in {"ntfy", "matrix", "mailto"}:
                assert len(told.body.encode()) + len(told.title.encode()) <= most, scheme
            shown = told.body.count("Why: ")
            assert shown, scheme
            hidden = count - sum(one["postings"] for one in changes[:shown])
            assert f"… and {hidden:,} more change" in told.body.replace("\\", ""), scheme
    assert len(LIMITS) == 7


def test_a_link_that_is_no_web_address_is_no_link() -> None:
    """Neither javascript: nor an address of a thousand characters; brackets in an address do no harm."""
    for url, shown in (
        ("javascript:alert(1)", False), ("https://x.example/" + "a" * 600, False), ("https://x.example/)>](y", True),
    ):  # fmt: skip
        for scheme in LIMITS:
            text = dialects.of(f"{scheme}://x").write(dialects.Piece("Live", "link", url))
            assert bool(text) is shown, (scheme, url)
            assert ")>](" not in text
