"""The commands `tracker alerts list`, `retry` and `test`; the others are in `explaining.py`."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from tracker.cli import explaining, out
from tracker.cli.common import as_json, print_rows, reading, short
from tracker.model.errors import UsageError, unknown


@click.group("alerts")
def alerts_() -> None:
    """Test, list and resend alerts."""


@alerts_.command("list")
@click.option("--state", type=click.Choice(["pending", "sent", "dead"]), default=None)
@as_json
@click.pass_obj
def list_(root: Path, state: str | None, *, as_json: bool) -> None:
    """List deliveries and their state."""
    from tracker.alerts import outbox

    with reading(root) as connection:
        rows = outbox.deliveries(connection, *(("state = ?", (state,)) if state else ()))
    if as_json:
        out.say_json([asdict(row) for row in rows])
        return
    if not rows:
        out.say("No alerts yet.")
        return
    print_rows(
        [
            (row.id, row.alert, row.state, row.changes, row.attempts, short(row.created_at), row.last_error or "")
            for row in rows
        ],
        ("id", "alert", "state", "changes", "tries", "created (UTC)", "last error"),
    )


@alerts_.command("retry")
@as_json
@click.pass_obj
def retry_(root: Path, *, as_json: bool) -> None:
    """Send all pending and dead deliveries now."""
    from tracker.alerts import channels
    from tracker.operations import project

    here = project.load(root)
    channels.check_secrets(here.settings)
    with here.lock(), here.book() as book:
        results = asyncio.run(channels.send_due(book.connection, here.settings, project.now, everything=True))
    if as_json:
        out.say_json(
            [{"id": one.id, "alert": one.alert, "state": state, "error": error} for one, state, error in results]
        )
    else:
        for one, state, error in results:
            out.say(f"{one.id} {one.alert}: {state}{': ' + error if error else ''}")
        if not results:
            out.say("Nothing to send.")
    sys.exit(any(error for _, _, error in results))


@alerts_.command("test")
@click.argument("name", required=False)
@click.pass_obj
def test_(root: Path, name: str | None) -> None:
    """Send a made-up change to the receiver of the alert NAME, or of all alerts."""
    from tracker.alerts import channels
    from tracker.model import digest
    from tracker.operations import project

    here = project.load(root)
    alerts = here.settings.alerts
    if name and name not in alerts:
        raise unknown(name, alerts, what="alert", where="tracker.toml")
    if not alerts:
        message = "tracker.toml has no alerts; add a section [alerts.newsroom] with webhook and secret"
        raise UsageError(message)
    channels.check_secrets(here.settings)
    failed = False
    for alert in [alerts[name]] if name else alerts.values():
        at = project.now()
        change: dict[str, object] = {
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
        told = {
            "type": "postings.test",
            "timestamp": at,
            "data": {"alert": alert.name, "count": 1, "changes": [change], "more": 0},
        }
        body = json.dumps(told)
        error = asyncio.run(channels.deliver(alert, f"msg_{digest(alert.name, at)}", body, at))
        out.say(f"{alert.name}: {error or 'delivered'}")
        failed = failed or bool(error)
    sys.exit(failed)


for command in explaining.COMMANDS:
    alerts_.add_command(command)
