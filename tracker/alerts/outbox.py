"""Keep deliveries in the database. They are written in the transaction of their changes, and sent afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tracker.alerts import addresses, bodies, queue, times
from tracker.alerts.facts import facts
from tracker.alerts.payloads import MOST_SHOWN, payload
from tracker.alerts.rules import Fact, Rules
from tracker.config import Alert, Settings
from tracker.model import Capture, Time, digest
from tracker.model.amounts import counted
from tracker.model.history import Verdict

__all__ = ["MOST_SHOWN", "Delivery", "deliveries", "enqueue", "facts", "frozen", "payload"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message of an alert."""

    id: str
    alert: str
    state: str
    created_at: Time
    attempts: int
    next_attempt_at: Time
    last_error: str | None
    sent_at: Time | None
    payload: str | None
    changes: int  # or findings; a report to the operator has none
    findings: int

    @property
    def content(self) -> str:
        """Return its content in words: "2 changes", "1 finding", "1 report"."""
        if self.findings:
            return counted(self.findings, "finding")
        return counted(self.changes, "change") if self.changes else "1 report"


def enqueue(settings: Settings) -> Callable[[sqlite3.Connection, Verdict, Capture, list[Any]], None]:
    """Return the function that each fold calls inside its transaction to queue the alerts."""
    rules = Rules((alert for alert in settings.alerts.values() if not alert.findings), settings.topics)

    def enqueue_changes(connection: sqlite3.Connection, verdict: Verdict, capture: Capture, changes: list[Any]) -> None:
        if not settings.alerts or capture.imported or verdict.outcome in {"blocked", "failed"}:
            return
        fresh = [change.id for change in changes if not change.baseline]
        source = capture.source.slug
        if verdict.outcome == "partial":
            connection.executemany(
                "INSERT OR IGNORE INTO waiting (change_id, source) VALUES (?, ?)", [(name, source) for name in fresh]
            )
            return
        waiting = [row[0] for row in connection.execute("SELECT change_id FROM waiting WHERE source = ?", (source,))]
        connection.execute("DELETE FROM waiting WHERE source = ?", (source,))
        by_alert: dict[str, list[Fact]] = {}
        for fact in facts(connection, [*waiting, *fresh] if rules.alerts else []):
            for alert in rules.matching(fact):
                by_alert.setdefault(alert.name, []).append(fact)
        for alert in rules.alerts:
            if alert.name in by_alert and not times.is_muted(alert, capture.finished_at):
                _write(connection, alert, by_alert[alert.name], capture)

    return enqueue_changes


def _write(connection: sqlite3.Connection, alert: Alert, facts: list[Fact], capture: Capture) -> None:
    at = capture.finished_at
    for name, group, due in _bundles(connection, alert, facts, capture.run, at):
        queue.put(connection, name, alert, at, due, filling=alert.digest == "run")
        connection.executemany(
            "INSERT OR IGNORE INTO delivery_changes (delivery_id, change_id) VALUES (?, ?)",
            [(name, fact.id) for fact in group],
        )


def _bundles(
    connection: sqlite3.Connection, alert: Alert, facts: list[Fact], run: str, at: Time
) -> Iterable[tuple[str, list[Fact], Time]]:
    """Group changes into deliveries as the alert's digest says. The same changes always get the same ids."""
    if alert.digest == "event":
        groups: dict[str, list[Fact]] = {}
        for fact in facts:
            groups.setdefault(fact.group_id or fact.id, []).append(fact)
        due = times.after_quiet(alert, at)
        return [(f"msg_{digest(alert.name, key)}", group, due) for key, group in groups.items()]
    name, due = queue.of_digest(connection, alert, run, at)
    return [(name, facts, due)]


def deliveries(connection: sqlite3.Connection, where: str = "1", values: tuple[Any, ...] = ()) -> list[Delivery]:
    """Return deliveries, the newest last. `where` is trusted SQL, never user input."""
    rows = connection.execute(
        "SELECT id, alert, state, created_at, attempts, next_attempt_at, last_error, sent_at, payload, "
        "(SELECT count(*) FROM delivery_changes WHERE delivery_id = deliveries.id) "
        "+ (SELECT count(*) FROM delivery_findings WHERE delivery_id = deliveries.id), "
        "(SELECT count(*) FROM delivery_findings WHERE delivery_id = deliveries.id) "
        f"FROM deliveries WHERE {where} ORDER BY created_at, id",
        values,
    )
    return [Delivery(*row) for row in rows]


def frozen(connection: sqlite3.Connection, settings: Settings, delivery: str) -> str | None:
    """Return the body of a delivery, None if it is gone. Its first attempt fixes the body: later changes are not added."""
    row = connection.execute("SELECT alert, created_at, payload FROM deliveries WHERE id = ?", (delivery,)).fetchone()
    alert = addresses.alert_of(settings, row[0]) if row else None
    if row is None or alert is None:
        return None
    if row[2]:
        return str(row[2])
    base = settings.site.base_url
    content = payload(connection, alert, settings, delivery, row[1])
    if not content["data"]["count"]:
        _drop(connection, delivery)
        return None
    body = bodies.fitted(content, f"{base}/" if base else "")
    connection.execute("UPDATE deliveries SET payload = ? WHERE id = ?", (body, delivery))
    return body


def _drop(connection: sqlite3.Connection, delivery: str) -> None:
    """Delete a delivery that is empty now: its changes or findings have other ids after a rebuild, or no longer exist."""
    connection.execute("DELETE FROM deliveries WHERE id = ?", (delivery,))
    for table in ("delivery_changes", "delivery_findings", "delivery_channels"):
        connection.execute(f"DELETE FROM {table} WHERE delivery_id = ?", (delivery,))
