"""The commands `tracker alerts explain`, `preview` and `schema`: why an alert is sent, and what it would look like."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli import out
from tracker.cli.common import Moment, NameType, as_json, print_rows, reading, short
from tracker.model.errors import UsageError, unknown

if TYPE_CHECKING:
    from tracker.alerts.payload_types import Payload
    from tracker.alerts.rules import Fact, FindingFact
    from tracker.config import Alert, Settings

CHANNELS = {  # what --channel takes, and an address of Apprise that names the service
    "slack": "slack://", "discord": "discord://", "teams": "workflows://", "telegram": "tgram://", "ntfy": "ntfy://",
    "matrix": "matrix://", "mail": "mailto://", "text": "", "webhook": "",
}  # fmt: skip
_LAST = 3  # matching events that a preview shows as a message
_MOST_CHANGES = 10  # changes of a posting that are explained, the newest
NO_SITE = "tracker.toml has no [site] base_url, so messages link to the live page only, and not to the change and its evidence."


@click.command("explain")
@click.argument("name", metavar="CHANGE|POSTING|FINDING")
@as_json
@click.pass_obj
def explain_(root: Path, name: str, *, as_json: bool) -> None:
    """Show which alerts match a change, the changes of a posting, or a finding, and why the others don't.

    CHANGE and FINDING are ids; POSTING is an id, a URL, or an external id that is unique.
    """
    from tracker.alerts import findings
    from tracker.operations import project

    settings = project.load(root).settings
    with reading(root) as connection:
        finding = findings.one(connection, name)
        if finding:
            rows = [_of_finding(connection, settings, alert, finding) for alert in settings.alerts.values()]
        else:
            rows = _of_changes(settings, _changes(connection, name))
    if as_json:
        out.say_json(rows)
        return
    if not rows:
        out.say("tracker.toml has no alert.")
        return
    if finding:
        print_rows(
            [(row["alert"], "yes" if row["sent"] else "no", row["why"]) for row in rows], ("alert", "sent", "why")
        )
        return
    print_rows(
        [(short(row["at"]), row["kind"], row["alert"], "yes" if row["sent"] else "no", row["why"]) for row in rows],
        ("known (UTC)", "change", "alert", "sent", "why"),
    )


def _changes(connection: sqlite3.Connection, name: str) -> list[Fact]:
    """Return a change by its id, or the newest changes of a posting."""
    from tracker.alerts import facts
    from tracker.store import read

    changes = facts.facts(connection, [name])
    if changes:
        return changes
    try:
        posting = read.posting(connection, name)["id"]
    except UsageError as error:
        message = f"there is no change, posting or finding {name!r}; `tracker log --json` and `tracker news --json` list the ids"
        raise UsageError(message) from error
    query = "SELECT id FROM changes WHERE posting_id = ? AND baseline = 0 ORDER BY known_at DESC, rowid DESC LIMIT ?"
    names = [row[0] for row in connection.execute(query, (posting, _MOST_CHANGES))]
    if not names:
        message = f"{posting} has not changed since it was first seen, so there was nothing to send"
        raise UsageError(message)
    return facts.facts(connection, names)


def _of_changes(settings: Settings, changes: list[Fact]) -> list[dict[str, Any]]:
    from tracker.alerts.rules import Rules

    rules = Rules(settings.alerts.values(), settings.topics)
    return [
        {
            "alert": alert.name,
            "sent": not (failures := rules.failures(alert, fact)),
            "why": f"not met: {'; '.join(failures)}" if failures else rules.why(alert, fact) + _muted(alert),
            "change": fact.id,
            "posting_id": fact.posting_id,
            "kind": fact.kind,
            "at": fact.known_at,
        }
        for fact in changes
        for alert in rules.alerts
    ]


def _muted(alert: Alert) -> str:
    from tracker.alerts import times
    from tracker.operations.project import now

    return f" (muted until {alert.mute_until})" if times.is_muted(alert, now()) else ""


def _of_finding(
    connection: sqlite3.Connection, settings: Settings, alert: Alert, finding: FindingFact
) -> dict[str, Any]:
    why, unmet = _why_and_unmet(connection, settings, alert, finding)
    return {"alert": alert.name, "sent": bool(why), "why": why or f"not met: {unmet}"}


def _why_and_unmet(
    connection: sqlite3.Connection, settings: Settings, alert: Alert, finding: FindingFact
) -> tuple[str, str]:
    """Return why an alert matches a finding, and which conditions are not met, including the answer of a language model."""
    from tracker.alerts import questions, rules

    why = rules.why_finding(alert, finding, settings.topics)
    unmet = rules.unmet_by_finding(alert, finding, settings.topics)
    if unmet or not alert.question:
        return why, unmet
    answer, sentence = questions.answered(connection, alert, finding.id, settings.summaries.model)
    return ("", f"question = {sentence}") if answer == "no" else (f"{why}; {sentence}", "")


@click.command("preview")
@click.argument("name")
@click.option(
    "--since", type=Moment(known=True), default="90d", show_default=True, help="Only events from this time on."
)
@click.option(
    "--channel", type=NameType(list(CHANNELS)), default=None, help="Show the message in the form for this service."
)
@as_json
@click.pass_obj
def preview_(root: Path, name: str, since: str, channel: str | None, *, as_json: bool) -> None:
    """Show what the alert NAME would have sent, with its current settings. Nothing is sent.

    The last matching events are shown as a message, in plain text or, with --channel, in the form for that service.
    """
    from tracker.operations import project

    settings = project.load(root).settings
    if name not in settings.alerts:
        raise unknown(name, settings.alerts, what="alert", where="tracker.toml")
    alert = settings.alerts[name]
    with reading(root) as connection:
        rows, message = _matching(connection, settings, alert, since, channel)
    if as_json:
        out.say_json(rows)
        return
    if not rows:
        out.say(f"{name} would have sent nothing since {short(since)}.")
        return
    if not settings.site.base_url:
        out.complain(NO_SITE)
    if channel is None:
        print_rows(
            [(short(row["at"]), row["source"], row["why"], row["what"]) for row in rows],
            ("known (UTC)", "source", "why", "what"),
        )
        out.say("")
    out.say_lines(message.split("\n"))


def _matching(
    connection: sqlite3.Connection, settings: Settings, alert: Alert, since: str, channel: str | None
) -> tuple[list[dict[str, Any]], str]:
    """Return the events that an alert matches, and the last of them as a message."""
    from tracker.alerts import facts, findings, payloads
    from tracker.alerts.rules import Rules
    from tracker.operations.project import now

    if alert.findings:
        matches = [
            (finding, why)
            for finding in findings.since(connection, since)
            if (why := _why_and_unmet(connection, settings, alert, finding)[0])
        ]
        rows = [_row(finding.known_at, finding.id, finding.source, finding.headline, why) for finding, why in matches]
        items = [findings.item(connection, finding, alert, settings) for finding, _ in matches[-_LAST:]]
        return rows, _message(payloads.payload_of(connection, alert, settings, [], items, now()), channel)
    rules = Rules((alert,), settings.topics)
    query = "SELECT id FROM changes WHERE baseline = 0 AND known_at >= ? ORDER BY known_at, id"
    names = [row[0] for row in connection.execute(query, (since,)).fetchall()]
    matching = [fact for name in names for fact in facts.facts(connection, [name]) if not rules.unmet(alert, fact)]
    rows = [
        _row(fact.known_at, fact.id, fact.source, f"{fact.kind}: {fact.title} – {fact.summary}", rules.why(alert, fact))
        for fact in matching
    ]
    return rows, _message(payloads.payload_of(connection, alert, settings, matching[-_LAST:], [], now()), channel)


def _row(at: str, name: str, source: str, what: str, why: str) -> dict[str, Any]:
    return {"at": at, "id": name, "source": source, "what": what, "why": why}


def _message(payload: Payload, channel: str | None) -> str:
    import json

    from tracker.alerts import bodies, dialects, messages

    payload = json.loads(bodies.fitted(payload))
    if channel == "webhook":
        return json.dumps(payload, ensure_ascii=False, indent=2)
    message = messages.write(payload, dialects.of(CHANNELS[channel or "text"]))
    return f"{message.title}\n\n{message.body}"


@click.command("schema")
def schema_() -> None:
    """Print the JSON Schema of what a webhook receives."""
    from tracker.alerts import schema

    out.say_json(schema.schema())


COMMANDS = (explain_, preview_, schema_)
