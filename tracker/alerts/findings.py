"""Queue the alerts of a run's findings."""

from __future__ import annotations

import sqlite3
from functools import partial

from tracker.alerts import questions, queue, times
from tracker.alerts.payload_types import FindingItem
from tracker.alerts.rules import FindingFact, why_finding
from tracker.config import Alert, Settings
from tracker.model import Time, digest
from tracker.store import model_answers

_GOOD = "('complete', 'window')"
_FOUND = (
    "SELECT f.id, f.kind, f.score, f.source, s.name, f.at, f.known_at, f.headline, f.why, f.passage, "
    "coalesce((SELECT p.url FROM finding_postings AS n JOIN posting_state AS p ON p.id = n.posting_id WHERE n.finding_id = f.id "
    "ORDER BY n.rowid LIMIT 1), ''), (SELECT count(*) FROM finding_postings AS n WHERE n.finding_id = f.id) "
    "FROM findings AS f JOIN sources AS s ON s.id = f.source "
)
# Findings since the last good check before this run: those of a partial check are sent with those of the next good
# check.
_OF_RUN = (
    f"{_FOUND} JOIN checks AS k ON k.source = f.source AND k.run = ? AND k.outcome IN {_GOOD} WHERE f.known_at <= k.started_at "
    "AND f.known_at > coalesce((SELECT max(b.started_at) FROM checks AS b WHERE b.source = f.source AND b.started_at < k.started_at "
    f"AND b.outcome IN {_GOOD}), '') ORDER BY f.score DESC, f.id"
)


def enqueue(connection: sqlite3.Connection, settings: Settings, run: str, at: Time) -> None:
    """Write the deliveries of what a run found, for each alert that wants findings. Doing it again adds nothing."""
    alerts = [alert for alert in settings.alerts.values() if alert.findings and not times.is_muted(alert, at)]
    findings = [FindingFact(*row) for row in connection.execute(_OF_RUN, (run,))] if alerts else []
    for alert in alerts:
        for finding in findings:
            if why_finding(alert, finding, settings.topics) and not _is_queued(connection, alert, finding):
                if alert.question:
                    questions.wait(connection, alert, finding, run, at)
                else:
                    _queue_finding(connection, at, alert, finding, run)
    settle(connection, settings, at)


def settle(connection: sqlite3.Connection, settings: Settings, at: Time) -> None:
    """Write the deliveries of findings whose question was answered, or will not be."""
    queue = partial(_queue_finding, connection, at)
    questions.settle(connection, settings, at, partial(one, connection), queue)


def _queue_finding(connection: sqlite3.Connection, at: Time, alert: Alert, finding: FindingFact, run: str) -> None:
    """Put a finding into the right delivery of an alert."""
    name, due = _delivery(connection, alert, finding, run, at)
    queue.put(connection, name, alert, at, due)
    connection.execute(
        "INSERT OR IGNORE INTO delivery_findings (delivery_id, finding_id) VALUES (?, ?)", (name, finding.id)
    )


def _is_queued(connection: sqlite3.Connection, alert: Alert, finding: FindingFact) -> bool:
    """Return whether an alert has a delivery with this finding, sent or not."""
    query = (
        "SELECT 1 FROM delivery_findings AS n JOIN deliveries AS d ON d.id = n.delivery_id "
        "WHERE n.finding_id = ? AND d.alert = ?"
    )
    return connection.execute(query, (finding.id, alert.name)).fetchone() is not None


def _delivery(
    connection: sqlite3.Connection, alert: Alert, finding: FindingFact, run: str, at: Time
) -> tuple[str, Time]:
    """Return the id of the delivery that a finding belongs to, and when it is due."""
    if alert.digest == "event":
        return f"msg_{digest(alert.name, 'finding', finding.id)}", times.after_quiet(alert, at)
    return queue.of_digest(connection, alert, run, at, "findings")


def of(connection: sqlite3.Connection, delivery: str) -> list[FindingFact]:
    """Return the findings of a delivery, those with the highest score first."""
    query = f"{_FOUND} JOIN delivery_findings AS d ON d.finding_id = f.id WHERE d.delivery_id = ? ORDER BY f.score DESC, f.id"
    return [FindingFact(*row) for row in connection.execute(query, (delivery,))]


def since(connection: sqlite3.Connection, time: Time) -> list[FindingFact]:
    """Return the findings that became known since a time, in order of time."""
    return [
        FindingFact(*row)
        for row in connection.execute(f"{_FOUND} WHERE f.known_at >= ? ORDER BY f.known_at, f.id", (time,))
    ]


def one(connection: sqlite3.Connection, name: str) -> FindingFact | None:
    """Return a finding; None if there is none."""
    row = connection.execute(f"{_FOUND} WHERE f.id = ?", (name,)).fetchone()
    return FindingFact(*row) if row else None


def item(connection: sqlite3.Connection, finding: FindingFact, alert: Alert, settings: Settings) -> FindingItem:
    """Return the payload of a finding. Text by a language model has keys of its own, which say so."""
    summary = model_answers.summary(connection, finding.id)
    question = questions.item(connection, alert, finding.id, settings.summaries.model)
    payload: FindingItem = {
        "id": finding.id,
        "kind": finding.kind,
        "score": finding.score,
        "source": finding.source,
        "employer": finding.employer,
        "at": finding.at,
        "known_at": finding.known_at,
        "headline": finding.headline,
        "why": finding.why,
        "passage": finding.passage,
        "url": finding.url,
        "postings": finding.postings,
        "reason": why_finding(alert, finding, settings.topics),
    }
    if question:
        payload["question"] = question
    if summary:
        payload["summary"] = summary
    return payload
