"""The commands `tracker alerts list`, `send`, `retry` and `test`; the others are in `explaining.py`."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import explaining, out
from tracker.cli.common import NameType, SuggestingGroup, as_json, counted, print_rows, reading, short
from tracker.model.errors import UsageError, unknown

if TYPE_CHECKING:
    from tracker.alerts.payload_types import ChangeItem, Payload
    from tracker.alerts.receivers import Receiver
    from tracker.operations.sending import Sending


@click.group("alerts", cls=SuggestingGroup)
def alerts_() -> None:
    """Test, list, send and resend alerts."""


@alerts_.command("list")
@click.option("--state", type=NameType(["pending", "sent", "dead"]), default=None)
@as_json
@click.pass_obj
def list_(root: Path, state: str | None, *, as_json: bool) -> None:
    """List deliveries and their state, and the receivers that are disabled."""
    from tracker.alerts import outbox, receivers

    with reading(root) as connection:
        rows = outbox.deliveries(connection, *(("state = ?", (state,)) if state else ()))
        channels = receivers.channels(connection)
        disabled = [receiver for receiver in receivers.all_of(connection).values() if receiver.disabled_at]
    if as_json:
        out.say_json(
            [
                {
                    **asdict(row),
                    "payload": row.payload and json.loads(row.payload),
                    "channels": [asdict(state) for state in channels.get(row.id, [])],
                }
                for row in rows
            ]
        )
        return
    for receiver in disabled:
        out.complain(disabled_sentence(receiver))
    if not rows:
        out.say("No alerts yet.")
        return
    print_rows(
        [
            (row.id, row.alert, row.state, row.content, row.attempts, short(row.created_at), row.last_error or "")
            for row in rows
        ],
        ("id", "alert", "state", "content", "tries", "created (UTC)", "last error"),
        ("tries", "content"),
    )


def disabled_sentence(receiver: Receiver) -> str:
    """Return a sentence about a receiver that is disabled."""
    return (
        f"{receiver.alert}: its {receiver.channel} has been disabled since {short(receiver.disabled_at)} UTC ({receiver.last_error}); "
        "correct its address in tracker.toml, or run `tracker alerts retry`"
    )


def report_alert_problems(root: Path) -> None:
    """Print on stderr which receivers are disabled, and how many deliveries are dead."""
    from tracker.alerts import receivers

    if not (root / "tracker.db").exists():
        return
    with reading(root) as connection:
        disabled = [receiver for receiver in receivers.all_of(connection).values() if receiver.disabled_at]
        dead = connection.execute("SELECT count(*) FROM deliveries WHERE state = 'dead'").fetchone()[0]
    for receiver in disabled:
        out.complain(disabled_sentence(receiver))
    if dead:
        subject = counted(dead, "delivery is", "deliveries are")
        out.complain(f"{subject} dead; `tracker alerts list --state dead` lists them")


@alerts_.command("send")
@as_json
@click.pass_obj
def send_(root: Path, *, as_json: bool) -> None:
    """Send the deliveries that are due. `tracker run` does this too; a check may run meanwhile."""
    from tracker.operations import project, sending

    _print(sending.send(project.load(root)), as_json=as_json)


@alerts_.command("retry")
@click.argument("deliveries", metavar="[DELIVERY]...", nargs=-1)
@as_json
@click.pass_obj
def retry_(root: Path, deliveries: tuple[str, ...], *, as_json: bool) -> None:
    """Send all pending and dead deliveries now, or those with these ids. Disabled receivers are tried again."""
    from tracker.operations import project as projects
    from tracker.operations import sending

    project = projects.load(root)
    if deliveries:
        with reading(root) as connection:
            missing = sending.unknown_deliveries(connection, deliveries)
        if missing:
            message = f"no delivery {missing[0]!r}; `tracker alerts list` has the ids"
            raise UsageError(message)
    _print(sending.send(project, everything=True, names=deliveries), as_json=as_json)


def _print(sending: Sending, *, as_json: bool) -> None:
    """Print what was sent, and exit with 1 if a delivery failed."""
    if as_json:
        out.say_json(
            [
                {"id": delivery.id, "alert": delivery.alert, "state": state, "error": error}
                for delivery, state, error in sending.sent
            ]
        )
    elif sending.busy:
        out.say("Another process is sending the alerts of this project, and sends what is due. Nothing was done here.")
    else:
        for delivery, state, error in sending.sent:
            out.say(f"{delivery.id} {delivery.alert}: {state}{': ' + error if error else ''}")
        if not sending.sent:
            out.say("Nothing to send.")
    if sending.stopped:
        out.complain(f"Stopped by {sending.stopped}; the next run sends the rest.")
    sys.exit(sending.failed or bool(sending.stopped))


@alerts_.command("test")
@click.argument("name", required=False)
@click.pass_obj
def test_(root: Path, name: str | None) -> None:
    """Send a made-up change to the receiver of the alert NAME, or of all alerts."""
    from tracker.alerts import addresses, channels
    from tracker.alerts.webhooks import Sender
    from tracker.model import digest
    from tracker.operations import project as projects

    project = projects.load(root)
    alerts = {alert.name: alert for alert in addresses.alerts_of(project.settings)}
    if name and name not in alerts:
        raise unknown(name, alerts, what="alert", where="tracker.toml")
    if not alerts:
        message = "tracker.toml has no alerts; add a section [alerts.newsroom] with webhook and secret"
        raise UsageError(message)
    addresses.check(project.settings)
    sender = Sender(project.settings.contact, project.settings.site.base_url)
    failed = False
    for alert in [alerts[name]] if name else alerts.values():
        at = projects.now()
        change: ChangeItem = {
            "id": "test",
            "posting": "test",
            "source": "test",
            "employer": "Example",
            "title": "A test of your alerts",
            "location": None,
            "url": "",
            "at": at,
            "kind": "opened",
            "significance": None,
            "summary": "this is a test; no posting changed",
            "why": "you typed `tracker alerts test`",
            "postings": 1,
            "reasons": [],
            "fields": {},
            "words": [],
            "excerpts": [],
            "permalink": None,
            "evidence": None,
            "live": None,
            "check": None,
        }
        results: Payload = {
            "type": "postings.test",
            "timestamp": at,
            "data": {"alert": alert.name, "count": 1, "changes": [change], "more": 0},
        }
        body = json.dumps(results)
        error = asyncio.run(channels.deliver(alert, f"msg_{digest(alert.name, at)}", body, at, sender))
        out.say(f"{alert.name}: {error or 'delivered'}")
        failed = failed or bool(error)
    sys.exit(failed)


for command in explaining.COMMANDS:
    alerts_.add_command(command)
