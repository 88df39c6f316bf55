"""How an alert leaves: a webhook signed by Standard Webhooks, or chat and mail through Apprise."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from tracker.alerts import outbox
from tracker.config import Alert, Settings
from tracker.errors import ConfigError
from tracker.model import Time, moment

_FILE = "tracker.toml"
_SENT = range(200, 300)


def secret_of(alert: Alert) -> str:
    """Give the secret itself; ConfigError if it is missing or no secret."""
    secret = alert.secret
    if secret.startswith("env:"):
        name = secret.removeprefix("env:")
        secret = os.environ.get(name, "")
        if not secret:
            raise ConfigError(
                _FILE,
                [f"alerts.{alert.name}.secret: the environment has no {name}; type export {name}=whsec_…"],
            )
    from standardwebhooks import Webhook

    try:
        Webhook(secret)
    except (ValueError, RuntimeError, TypeError) as error:
        raise ConfigError(
            _FILE, [f"alerts.{alert.name}.secret: no Standard Webhooks secret (whsec_ and base64): {error}"]
        ) from error
    return secret


def check_secrets(settings: Settings) -> None:
    """Refuse to begin when a secret is missing; all of them at once."""
    problems: list[str] = []
    for alert in settings.alerts.values():
        if alert.webhook:
            try:
                secret_of(alert)
            except ConfigError as error:
                problems += error.problems
    if problems:
        raise ConfigError(_FILE, problems)


async def post(alert: Alert, delivery: str, body: str, now: Time) -> str | None:
    """Post a signed alert once; None if it was taken, else why not."""
    import aiohttp
    from standardwebhooks import Webhook

    from tracker.fetch import guard
    from tracker.fetch.http import Guarded

    at = datetime.fromtimestamp(int(moment(now).timestamp()), UTC)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": delivery,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret_of(alert)).sign(delivery, at, body),
    }
    try:
        literal = guard.literal(urlsplit(alert.webhook).hostname or "")
        if literal and not alert.allow_private:
            guard.check(literal, [literal])
        connector = aiohttp.TCPConnector(resolver=None if alert.allow_private else Guarded())
        timeout = aiohttp.ClientTimeout(total=20)
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout) as session,
            session.post(alert.webhook, data=body.encode(), headers=headers, allow_redirects=False) as reply,
        ):
            if reply.status in _SENT:
                return None
            return f"{_place(alert.webhook)} answered {reply.status}"
    except guard.Refused as error:
        return _discreet(str(error).replace("for this source", "for this alert"), alert.webhook)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        told = f"{_place(alert.webhook)}: {type(error).__name__}: {error}".strip(": ")
        return _discreet(told, alert.webhook)


def _place(url: str) -> str:
    """Give as much of an address as may be written down where others read: many a webhook's path is its secret."""
    try:
        parts = urlsplit(url)
        host = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    except ValueError:
        return "an address"
    return f"{parts.scheme}://{host}/…"


def _discreet(told: str, url: str) -> str:
    """Take an address and its path out of a message."""
    path = url.partition("://")[2].partition("/")[2]
    told = told.replace(url, _place(url))
    return told.replace(path, "…") if path else told


def chat(alert: Alert, payload: dict[str, Any]) -> str | None:
    """Send an alert through Apprise; None if it was taken, else why not."""
    import apprise

    sender = apprise.Apprise()
    if not sender.add(alert.apprise):
        return f"apprise = {alert.apprise.partition(':')[0]}:… is no address that Apprise knows"
    lines = [
        f"{one['employer']}: {one['title']} — {one['summary']} ({one['why']})\n{one['url']}"
        for one in payload["data"]["changes"]
    ]
    count = payload["data"]["count"]
    title = f"{count} {'change' if count == 1 else 'changes'} in job postings ({alert.name})"
    return None if sender.notify(body="\n\n".join(lines), title=title) else f"{alert.apprise.split(':')[0]}: not sent"


async def send_due(
    connection: sqlite3.Connection, settings: Settings, now: Callable[[], Time], *, everything: bool = False
) -> list[tuple[outbox.Delivery, str, str | None]]:
    """Send what is due (or everything that is not sent); gives each delivery, its state now, and the error."""
    if everything:
        due = outbox.deliveries(connection, "state != 'sent'")
    else:
        due = outbox.deliveries(connection, "state = 'pending' AND next_attempt_at <= ?", (now(),))
    results = []
    for delivery in due:
        error, body = await _send(connection, settings, delivery, now())
        state = outbox.tried(connection, delivery, now(), error, body)
        results.append((delivery, state, error))
    return results


async def _send(
    connection: sqlite3.Connection, settings: Settings, delivery: outbox.Delivery, now: Time
) -> tuple[str | None, str]:
    alert = settings.alerts.get(delivery.alert)
    if alert is None:
        return f"tracker.toml has no alert {delivery.alert!r} any more", delivery.payload or ""
    if delivery.payload:
        body = delivery.payload
    else:
        told = outbox.payload(connection, alert, settings, delivery.id, delivery.created_at)
        body = json.dumps(told, ensure_ascii=False)
    errors = []
    if alert.webhook:
        errors.append(await post(alert, delivery.id, body, now))
    if alert.apprise:
        errors.append(await asyncio.to_thread(chat, alert, json.loads(body)))
    return next((error for error in errors if error), None), body
