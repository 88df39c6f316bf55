"""Post to web addresses: alerts signed as Standard Webhooks defines. Only the status of the replies is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from tracker.alerts import addresses, backoff
from tracker.config import Alert
from tracker.extract import urls
from tracker.model import Time, moment

SECONDS = 20.0  # for an attempt, from connecting to the status; Standard Webhooks advises 15 to 30
GONE = 410
# The receiver asks for fewer requests: 429 and 503 say so, 502 and 504 usually mean it (Standard Webhooks).
_BUSY = frozenset((429, 502, 503, 504))
_SENT = range(200, 300)
_SHORT = 6  # letters; a shorter path is not a secret, and may be a part of any word
_PLAIN = range(0x21, 0x7F)


@dataclass(frozen=True, slots=True)
class Sender:
    """The sender: the contact in the User-Agent, and the address of the website, if there is one."""

    contact: str = ""
    site: str = ""


NOBODY = Sender()


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of an attempt: the error (None if it was accepted), the status, and the seconds that it asks to wait."""

    error: str | None = None
    status: int = 0
    wait: float | None = None

    @property
    def gone(self) -> bool:
        """Return whether the receiver wants no more messages, ever."""
        return self.status == GONE

    @property
    def busy(self) -> bool:
        """Return whether the receiver asks for fewer messages."""
        return self.status in _BUSY or (self.error is not None and self.wait is not None)


async def post(alert: Alert, delivery: str, body: str, now: Time, sender: Sender = NOBODY) -> Answer:
    """Post a signed alert once."""
    from standardwebhooks import Webhook

    at = datetime.fromtimestamp(int(moment(now).timestamp()), UTC)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": delivery,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(
            Webhook(secret).sign(delivery, at, body) for secret in addresses.secrets_of(alert)
        ),
    }
    if alert.format == "cloudevents":
        headers |= cloud_events(alert, delivery, body, sender.site)
    url = addresses.real(alert).webhook
    return await request(url, body, headers, now, private=alert.allow_private, contact=sender.contact, seconds=SECONDS)


def cloud_events(alert: Alert, delivery: str, body: str, site: str) -> dict[str, str]:
    """Return the headers of CloudEvents 1.0 in binary mode. The body stays the same, and is their `data`."""
    payload = json.loads(body)
    attributes = {
        "specversion": "1.0",
        "id": delivery,
        "source": f"{site}/",
        "type": str(payload["type"]),
        "time": str(payload["timestamp"]),
        "subject": alert.name,
    }
    return {f"ce-{name}": _encoded(value) for name, value in attributes.items()}


def _encoded(value: str) -> str:
    """Encode the value of an attribute (CloudEvents, HTTP binding, 3.1.3.2)."""
    return "".join(
        sign if ord(sign) in _PLAIN and sign not in '"%' else "".join(f"%{byte:02X}" for byte in sign.encode())
        for sign in value.encode("utf-8", "replace").decode()
    )


async def request(
    url: str, body: str, headers: Mapping[str, str], now: Time, *, private: bool, contact: str, seconds: float
) -> Answer:
    """Post a text. Redirects are not followed. Return the result; raise only CancelledError."""
    import aiohttp

    from tracker.fetch.fetcher import agent_of
    from tracker.fetch.http import cause, connector, judge, parsed, why

    try:
        target = parsed(url)
        if not private:
            judge(target)
        async with (
            aiohttp.ClientSession(
                connector=connector(private=private),
                timeout=aiohttp.ClientTimeout(total=seconds),
                cookie_jar=aiohttp.DummyCookieJar(),
            ) as session,
            session.post(
                target, data=body.encode(), headers={"User-Agent": agent_of(contact), **headers}, allow_redirects=False
            ) as reply,
        ):
            if reply.status in _SENT:
                return Answer(status=reply.status)
            wait = backoff.retry_after(reply.headers, now)
            return Answer(f"{place(url)} answered {reply.status}", reply.status, wait)
    except TimeoutError:
        return Answer(f"{place(url)}: no answer within {seconds:.0f} s")
    except Exception as error:  # noqa: BLE001  # whatever a receiver answers is an attempt that failed
        refused = cause(error)
        if refused:
            return Answer(without_address(refused.message("alert"), url))
        return Answer(without_address(f"{place(url)}: {why(error).failure}", url))


def place(url: str) -> str:
    """Return the part of an address that is safe to log: for many webhooks, the path is the secret."""
    origin = urls.origin(url)
    return f"{origin}/…" if origin else "an address"


def without_address(text: str, url: str) -> str:
    """Return a message without an address and its path."""
    path = url.partition("://")[2].partition("/")[2]
    text = text.replace(url, place(url))
    return text.replace(f"/{path}", "/…").replace(path, "…") if len(path) > _SHORT else text.replace(f"/{path}", "/…")
