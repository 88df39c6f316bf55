"""Send alerts: by a webhook signed as Standard Webhooks defines, or to chat and mail through Apprise."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tracker.alerts import dialects, messages, outbox
from tracker.config import Alert, Settings
from tracker.config.values import secret_problem
from tracker.extract import urls
from tracker.model import Time, moment
from tracker.model.errors import ConfigError

_FILE = "tracker.toml"
_SENT = range(200, 300)
POST_SECONDS = 20.0  # for a webhook, from connecting to the answer; Standard Webhooks advises 15 to 30
CHAT_SECONDS = 60.0  # for Apprise, whose plugins pause between several receivers
_SHORT = 6  # letters; a shorter path is not a secret, and may be a part of any word
_ROOT = Path(__file__).parents[2]  # the folder that holds the package tracker


def secret_of(alert: Alert) -> str:
    """Return the secret of an alert. Raise ConfigError if it is missing or not a secret."""
    secret = alert.secret
    if secret.startswith("env:"):
        name = secret.removeprefix("env:")
        secret = os.environ.get(name, "")
        if not secret:
            raise ConfigError(
                _FILE,
                [f"alerts.{alert.name}.secret: the environment has no {name}; type export {name}=whsec_…"],
            )
    problem = secret_problem(secret)
    if problem:
        raise ConfigError(_FILE, [f"alerts.{alert.name}.secret: {alert.secret} {problem}"])
    return secret


def check_secrets(settings: Settings) -> None:
    """Raise ConfigError with all missing secrets at once."""
    problems: list[str] = []
    for alert in settings.alerts.values():
        if alert.webhook:
            try:
                secret_of(alert)
            except ConfigError as error:
                problems += error.problems
    if problems:
        raise ConfigError(_FILE, problems)


def check_targets(settings: Settings) -> None:
    """Raise ConfigError with all addresses that Apprise can't send to. No address is shown in full."""
    named = [alert for alert in settings.alerts.values() if alert.apprise]
    if not named:
        return
    import apprise

    problems = []
    for alert in named:
        try:
            usable = apprise.Apprise().add(alert.apprise)
        except Exception:  # noqa: BLE001  # each of a hundred plugins reads the address in its own way
            usable = False
        if not usable:
            kind = alert.apprise.partition("://")[0] if "://" in alert.apprise else ""
            problem = f"{kind[:20]}://… is not an address" if kind else "this is not an address"
            problems.append(
                f"alerts.{alert.name}.apprise: {problem} that Apprise can send to; mail for example is "
                "mailto://user:password@example.org, and https://appriseit.com/services/ lists the others"
            )
    if problems:
        raise ConfigError(_FILE, problems)


async def post(alert: Alert, delivery: str, body: str, now: Time) -> str | None:
    """Post a signed alert once. Return None if it was accepted, else the error."""
    import aiohttp
    from standardwebhooks import Webhook

    from tracker.fetch.http import cause, connector, judge, parsed

    at = datetime.fromtimestamp(int(moment(now).timestamp()), UTC)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": delivery,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret_of(alert)).sign(delivery, at, body),
    }
    try:
        url = parsed(alert.webhook)
        if not alert.allow_private:
            judge(url)
        timeout = aiohttp.ClientTimeout(total=POST_SECONDS)
        async with (
            aiohttp.ClientSession(connector=connector(private=alert.allow_private), timeout=timeout) as session,
            session.post(url, data=body.encode(), headers=headers, allow_redirects=False) as reply,
        ):
            if reply.status in _SENT:
                return None
            return f"{_place(alert.webhook)} answered {reply.status}"
    except TimeoutError:
        return f"{_place(alert.webhook)}: no answer within {POST_SECONDS:.0f} s"
    except Exception as error:  # noqa: BLE001  # whatever a receiver answers is a delivery that failed
        refused = cause(error)
        if refused:
            return _discreet(str(refused).replace("for this source", "for this alert"), alert.webhook)
        error_text = f"{_place(alert.webhook)}: {type(error).__name__}: {error}".strip(": ")
        return _discreet(error_text, alert.webhook)


def _place(url: str) -> str:
    """Return the part of an address that is safe to log: the path of many webhooks is their secret."""
    origin = urls.origin(url)
    return f"{origin}/…" if origin else "an address"


def _discreet(told: str, url: str) -> str:
    """Return a message without an address and its path."""
    path = url.partition("://")[2].partition("/")[2]
    told = told.replace(url, _place(url))
    return told.replace(f"/{path}", "/…").replace(path, "…") if len(path) > _SHORT else told.replace(f"/{path}", "/…")


async def chat(alert: Alert, payload: dict[str, Any]) -> str | None:
    """Send an alert through Apprise. Return None if it was accepted, else the error.

    A separate process sends it, and is killed when its time is over. It is guarded unless the alert says allow_private.
    """
    told = messages.write(payload, dialects.of(alert.apprise))
    message = {
        "url": alert.apprise,
        "title": told.title,
        "body": told.body,
        "format": told.format,
        "allow_private": alert.allow_private,
    }
    answer = await _in_a_process(json.dumps(message).encode())
    scheme = alert.apprise.partition(":")[0]
    if answer is None:
        return f"{scheme}: not sent within {CHAT_SECONDS:.0f} s"
    try:
        error = str(json.loads(answer)["error"])
    except (ValueError, KeyError, TypeError):
        return f"{scheme}: not sent; the sending process ended without a reason"
    return error or None


async def _in_a_process(message: bytes) -> bytes | None:
    """Run the sending process and return its output, None if it had to be killed."""
    paths = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-P", "-m", "tracker.alerts.chat"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths},
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(CHAT_SECONDS):
            told, _ = await process.communicate(message)
    except TimeoutError:
        return None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # and all processes that it started
        await process.wait()
    return told


async def send_due(
    connection: sqlite3.Connection, settings: Settings, now: Callable[[], Time], *, everything: bool = False
) -> list[tuple[outbox.Delivery, str, str | None]]:
    """Send the deliveries that are due, or all unsent ones. Return each with its new state and the error."""
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
        return f"tracker.toml no longer has an alert {delivery.alert!r}", delivery.payload or ""
    if delivery.payload:
        body = delivery.payload
    else:
        payload = outbox.payload(connection, alert, settings, delivery.id, delivery.created_at)
        body = json.dumps(payload, ensure_ascii=False)
    return await deliver(alert, delivery.id, body, now), body


async def deliver(alert: Alert, delivery: str, body: str, now: Time) -> str | None:
    """Send a message once to each channel of an alert. Return None if all accepted it, else the first error."""
    errors = []
    if alert.webhook:
        errors.append(await post(alert, delivery, body, now))
    if alert.apprise:
        errors.append(await chat(alert, json.loads(body)))
    return next((error for error in errors if error), None)
