"""What is needed of the past checks to schedule the next: their times, outcomes, and the times of changes."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from tracker.model import GOOD, Time

_BAD = ("failed", "blocked")
_LOOKED_AT = 32  # newest checks in which failures are counted: after seven doublings, more of them change nothing


@dataclass(frozen=True, slots=True)
class PastChecks:
    """The past checks of a source. Times are "" where there is none.

    `failures` is how many of the newest checks failed in a row. `waits`: the newest check left a question that the next one
    answers. `asked` is when its replies came, which is before `last` if the clock was put back. Of the checks since the time that
    was asked for, `since` is the first one, `good` counts the good ones, and `changed` has the times of those that showed a change.
    """

    last: Time = ""
    outcome: str = ""
    failures: int = 0
    waits: bool = False
    not_before: Time = ""
    asked: Time = ""
    since: Time = ""
    good: int = 0
    changed: tuple[Time, ...] = ()


def past(connection: sqlite3.Connection, source: str, *, since: Time) -> PastChecks:
    """Read the past of a source; changes and good checks only those since a time."""
    newest = connection.execute(
        "SELECT started_at, outcome, held FROM checks WHERE source = ? ORDER BY started_at DESC LIMIT ?",
        (source, _LOOKED_AT),
    ).fetchall()
    if not newest:
        return PastChecks()
    failures = next((index for index, row in enumerate(newest) if row[1] != "failed"), len(newest))
    state = connection.execute(
        "SELECT pending, not_before, asked_at FROM source_state WHERE source = ?", (source,)
    ).fetchone()
    good, first = connection.execute(
        f"SELECT count(*) FILTER (WHERE outcome IN ({', '.join('?' * len(GOOD))})), min(started_at) FROM checks "
        "WHERE source = ? AND started_at >= ?",
        (*sorted(GOOD), source, since),
    ).fetchone()
    changed = connection.execute(
        "SELECT DISTINCT known_at FROM changes WHERE source = ? AND known_at >= ? AND baseline = 0", (source, since)
    )
    return PastChecks(
        last=newest[0][0],
        outcome=newest[0][1],
        failures=failures,
        waits=bool(newest[0][2]) or bool(state and state[0]),
        not_before=(state[1] or "") if state else "",
        asked=(state[2] or "") if state else "",
        since=first or "",
        good=good,
        changed=tuple(row[0] for row in changed),
    )


def failing_since(connection: sqlite3.Connection, source: str) -> Time:
    """Return the first of the newest checks that failed or were blocked one after the other, "" if the last one did not."""
    marks = ", ".join("?" * len(_BAD))
    row = connection.execute(
        f"SELECT min(started_at) FROM checks WHERE source = ? AND outcome IN ({marks}) AND started_at > coalesce("
        f"(SELECT max(started_at) FROM checks WHERE source = ? AND outcome NOT IN ({marks})), '')",
        (source, *_BAD, source, *_BAD),
    ).fetchone()
    return str(row[0] or "")
