"""Keep deliveries in the database. They are written in the transaction of their changes, and sent afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tracker.alerts import addresses, bodies, findings, queue
from tracker.alerts.rules import Fact, why
from tracker.config import Alert, Settings
from tracker.diff import compare
from tracker.diff.render import excerpt, field_changes
from tracker.model import Capture, Time, digest
from tracker.model.history import Verdict
from tracker.model.wording import Wording
from tracker.store.read import wording_of

MOST_SHOWN = 50  # changes that one alert shows in full; further ones are counted


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
    changes: int


def enqueue(settings: Settings) -> Callable[[sqlite3.Connection, Verdict, Capture, list[Any]], None]:
    """Return the function that each fold calls inside its transaction to queue the alerts."""

    def then(connection: sqlite3.Connection, verdict: Verdict, capture: Capture, told: list[Any]) -> None:
        if not settings.alerts or capture.imported or verdict.outcome in {"blocked", "failed"}:
            return
        fresh = [one.id for one in told if not one.baseline]
        source = capture.source.slug
        if verdict.outcome == "partial":
            connection.executemany(
                "INSERT OR IGNORE INTO waiting (change_id, source) VALUES (?, ?)", [(name, source) for name in fresh]
            )
            return
        waiting = [row[0] for row in connection.execute("SELECT change_id FROM waiting WHERE source = ?", (source,))]
        connection.execute("DELETE FROM waiting WHERE source = ?", (source,))
        facts_ = facts(connection, [*waiting, *fresh])
        for alert in settings.alerts.values():
            wanted = [fact for fact in facts_ if why(alert, fact, settings.topics)]
            if wanted:
                _write(connection, alert, wanted, capture)

    return then


def _write(connection: sqlite3.Connection, alert: Alert, wanted: list[Fact], capture: Capture) -> None:
    at = capture.finished_at
    for name, group, due in _bundles(connection, alert, wanted, capture.run, at):
        queue.put(connection, name, alert, at, due, filling=alert.digest == "run")
        connection.executemany(
            "INSERT OR IGNORE INTO delivery_changes (delivery_id, change_id) VALUES (?, ?)",
            [(name, fact.id) for fact in group],
        )


def _bundles(
    connection: sqlite3.Connection, alert: Alert, wanted: list[Fact], run: str, at: Time
) -> Iterable[tuple[str, list[Fact], Time]]:
    """Group changes into deliveries as the alert's digest says. Ids are the same however often they are made."""
    if alert.digest == "event":
        groups: dict[str, list[Fact]] = {}
        for fact in wanted:
            groups.setdefault(fact.group_id or fact.id, []).append(fact)
        return [(f"msg_{digest(alert.name, key)}", group, at) for key, group in groups.items()]
    name, due = queue.of_digest(connection, alert, run, at)
    return [(name, wanted, due)]


def facts(connection: sqlite3.Connection, changes: Iterable[str]) -> list[Fact]:
    """Return the changes with the wordings before and after them."""
    found = []
    for name in changes:
        row = connection.execute(
            "SELECT c.id, c.posting_id, c.source, s.name, c.at, c.kind, c.significance, p.url, c.summary, c.group_id, "
            "c.from_version, coalesce(c.to_version, p.current), c.known_at FROM changes AS c JOIN sources AS s ON s.id = c.source "
            "JOIN posting_state AS p ON p.id = c.posting_id WHERE c.id = ?",
            (name,),
        ).fetchone()
        if row is None:
            continue
        after = wording_of(connection, row[11]) or Wording("")
        before = wording_of(connection, row[10]) if row[10] else None
        found.append(
            Fact(
                id=row[0],
                posting_id=row[1],
                source=row[2],
                employer=row[3],
                at=row[4],
                kind=row[5],
                significance=row[6],
                title=after.title,
                url=row[7],
                location=after.location,
                summary=row[8],
                group_id=row[9],
                before=f"{before.title}\n{before.text}" if before else "",
                after=f"{after.title}\n{after.text}",
                fields=field_changes(before, after) if before else {},
                known_at=row[12],
            )
        )
    return found


def payload(
    connection: sqlite3.Connection, alert: Alert, settings: Settings, delivery: str, at: Time
) -> dict[str, Any]:
    """Return the payload: the changes, each with its reason, its fields old and new, and the words that changed."""
    names = [
        row[0]
        for row in connection.execute(
            "SELECT change_id FROM delivery_changes WHERE delivery_id = ? ORDER BY rowid", (delivery,)
        )
    ]
    told = facts(connection, names)
    found = findings.of(connection, delivery)
    shown: list[dict[str, Any]] = []
    groups: dict[str, dict[str, Any]] = {}
    for fact in told:
        if fact.group_id in groups:
            groups[fact.group_id]["postings"] += 1
            continue
        item = _item(fact, why(alert, fact, settings.topics))
        shown.append(item)
        if fact.group_id:
            groups[fact.group_id] = item
    return {
        "type": "findings.made" if found else "postings.changed",
        "timestamp": at,
        "data": {
            "alert": alert.name,
            "count": len(told) + len(found),
            "changes": shown[:MOST_SHOWN],
            "more": max(0, len(shown) - MOST_SHOWN) + max(0, len(found) - MOST_SHOWN),
            **(
                {"findings": [findings.item(connection, one, alert, settings) for one in found[:MOST_SHOWN]]}
                if found
                else {}
            ),
        },
    }


def _item(fact: Fact, reason: str) -> dict[str, Any]:
    diff = compare(fact.before.split("\n")[1:], fact.after.split("\n")[1:]) if fact.before else None
    return {
        "id": fact.id,
        "posting": fact.posting_id,
        "source": fact.source,
        "employer": fact.employer,
        "title": fact.title,
        "location": fact.location,
        "url": fact.url,
        "at": fact.at,
        "known_at": fact.known_at or fact.at,
        "kind": fact.kind,
        "significance": fact.significance,
        "summary": fact.summary,
        "why": reason,
        "postings": 1,
        "fields": {name: {"old": old, "new": new} for name, (old, new) in fact.fields.items()},
        "words": [[{"op": span.op, "text": span.text} for span in row] for row in (excerpt(diff) if diff else ())],
    }


def deliveries(connection: sqlite3.Connection, where: str = "1", values: tuple[Any, ...] = ()) -> list[Delivery]:
    """Return deliveries, the newest last. `where` is trusted SQL, never user input."""
    rows = connection.execute(
        "SELECT id, alert, state, created_at, attempts, next_attempt_at, last_error, sent_at, payload, "
        "(SELECT count(*) FROM delivery_changes WHERE delivery_id = deliveries.id) "
        "+ (SELECT count(*) FROM delivery_findings WHERE delivery_id = deliveries.id) "
        f"FROM deliveries WHERE {where} ORDER BY created_at, id",
        values,
    )
    return [Delivery(*row) for row in rows]


def frozen(connection: sqlite3.Connection, settings: Settings, delivery: str) -> str | None:
    """Return the body of a delivery, None if it is gone. From its first attempt on it is the same, and takes nothing more."""
    row = connection.execute("SELECT alert, created_at, payload FROM deliveries WHERE id = ?", (delivery,)).fetchone()
    alert = addresses.alert_of(settings, row[0]) if row else None
    if row is None or alert is None:
        return None
    if row[2]:
        return str(row[2])
    base = settings.site.base_url
    body = bodies.fitted(payload(connection, alert, settings, delivery, row[1]), f"{base}/" if base else "")
    connection.execute("UPDATE deliveries SET payload = ? WHERE id = ?", (body, delivery))
    return body
