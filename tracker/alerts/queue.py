"""Choose the delivery that a change or a finding goes into, and write its row."""

from __future__ import annotations

import sqlite3

from tracker.alerts import times
from tracker.config import Alert
from tracker.model import Time, digest


def put(connection: sqlite3.Connection, name: str, alert: Alert, at: Time, due: Time, *, filling: bool = False) -> None:
    """Write the row of a pending delivery, unless it is there. While it is `filling`, it is not sent: see `release`."""
    connection.execute(
        "INSERT OR IGNORE INTO deliveries (id, alert, state, created_at, attempts, next_attempt_at, filling) "
        "VALUES (?, ?, 'pending', ?, 0, ?, ?)",
        (name, alert.name, at, due, int(filling)),
    )


def release(connection: sqlite3.Connection) -> None:
    """Let all deliveries be sent, at the end of a run.

    Those of a killed run are released at the end of the next one.
    """
    connection.execute("UPDATE deliveries SET filling = 0 WHERE filling = 1")


def of_digest(connection: sqlite3.Connection, alert: Alert, run: str, at: Time, *what: str) -> tuple[str, Time]:
    """Return the id of the delivery of a run, a day or a week, the same however often it is made, and when it is due.

    What several runs find in the quiet hours is one delivery. One that was already tried takes nothing more: a new one is
    made. `what` distinguishes deliveries of findings.
    """
    timed = alert.digest in {"daily", "weekly"}
    period, due = times.period(alert, at) if timed else (run, times.after_quiet(alert, at))
    if due != at and not timed:
        period = f"until {due}"
    name = f"msg_{digest(alert.name, *what, period)}"
    if not _is_open(connection, name):
        name = f"msg_{digest(alert.name, *what, *(() if timed else (run,)), at)}"
    return name, due


def _is_open(connection: sqlite3.Connection, name: str) -> bool:
    """Return whether more may be added to a delivery: nobody has tried to send it, and nobody is trying."""
    row = connection.execute("SELECT attempts, payload FROM deliveries WHERE id = ?", (name,)).fetchone()
    return row is None or (row[0] == 0 and row[1] is None)
