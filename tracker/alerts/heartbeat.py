"""Tell a monitor, as healthchecks.io defines it, that a run began, succeeded or failed. It never fails a run.

A start is a request to the address with `/start`, a failure to the one with `/fail`, a success to the address itself. The
body is a text of a few lines, which the monitor keeps.
"""

from __future__ import annotations

from tracker.alerts import webhooks
from tracker.alerts.webhooks import Answer
from tracker.model import Time

SECONDS = 5.0  # for one request: a monitor that hangs must not delay a run
_MOST = 10_000  # characters of the text; healthchecks.io keeps 100 kB


async def send(url: str, what: str, text: str, now: Time, *, contact: str = "", private: bool = False) -> Answer:
    """Send one request; `what` is `start`, `fail`, or "" for a success."""
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    answer = await webhooks.request(
        address(url, what), text[:_MOST], headers, now, private=private, contact=contact, seconds=SECONDS
    )
    if answer.error is None:
        return answer
    return Answer(answer.error.replace("for this alert", "in [operator]"), answer.status, answer.wait)


def address(url: str, what: str) -> str:
    """Return the address for `what`, which goes before a query."""
    page, mark, query = url.partition("#")[0].partition("?")
    return f"{page.rstrip('/')}/{what}{mark}{query}" if what else f"{page}{mark}{query}"
