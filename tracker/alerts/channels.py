"""Send one message of an alert once, by a webhook or through Apprise to chat and mail."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from pathlib import Path

from tracker.alerts import addresses, dialects, messages, operator, webhooks
from tracker.alerts.messages import Message
from tracker.alerts.payload_types import Payload
from tracker.alerts.webhooks import NOBODY, Answer, Sender
from tracker.config import Alert
from tracker.model import Time

# For Apprise, whose plugins pause between several receivers. A receiver that never answers must not delay a run by 30
# s.
CHAT_SECONDS = 25.0
_ROOT = Path(__file__).parents[2]  # the folder that holds the package tracker


async def send(alert: Alert, channel: str, delivery: str, body: str, now: Time, sender: Sender = NOBODY) -> Answer:
    """Send a message once by one channel of an alert."""
    if channel == "webhook":
        return await webhooks.post(alert, delivery, body, now, sender)
    return Answer(await chat(addresses.real(alert), json.loads(body)))


async def deliver(alert: Alert, delivery: str, body: str, now: Time, sender: Sender = NOBODY) -> str | None:
    """Send a message once by each channel of an alert. Return None if all accepted it, else the first error."""
    answers = [await send(alert, channel, delivery, body, now, sender) for channel in addresses.channels_of(alert)]
    return next((answer.error for answer in answers if answer.error), None)


async def chat(alert: Alert, payload: Payload) -> str | None:
    """Send an alert through Apprise. Return None if it was accepted, else the error.

    A separate process sends it, and is killed when its time is over. It is guarded unless the alert says allow_private.
    """
    formatted = words(alert, payload)
    message = {
        "url": alert.apprise,
        "title": formatted.title,
        "body": formatted.body,
        "format": formatted.format,
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


def words(alert: Alert, payload: Payload) -> Message:
    """Return a message in the form for the service that `apprise` names. No variable may be left in `apprise`."""
    if operator.is_trouble(payload):
        return Message(*operator.words(payload), "text")
    return messages.write(payload, dialects.of(alert.apprise))


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
            output, _ = await process.communicate(message)
    except TimeoutError:
        return None
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # and all processes that it started
        await process.wait()
    return output
