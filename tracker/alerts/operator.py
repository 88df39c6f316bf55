"""Report problems of the tracker itself to `[operator]`: once when they begin, and once when they are over.

The table `troubles` has the current problems, including those that were not reported yet. It is not derived from the
archive, so a rebuild does not repeat any report.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from tracker.alerts import queue, receivers
from tracker.alerts.payload_types import Data, Payload, TroubleItem
from tracker.config import Settings
from tracker.config.operator import NAME
from tracker.model import GOOD, Time, digest

_BEGAN, _OVER = "operator.trouble", "operator.recovered"
_ROOM = 1.1  # factor of `min_disk`: this much must be free until a full disk counts as over. Otherwise it would be reported repeatedly near the limit
_LONGEST = 600  # characters of a reason
_DEAD = (
    "SELECT d.alert, c.channel, count(*), max(c.last_error) FROM delivery_channels AS c JOIN deliveries AS d ON d.id = c.delivery_id "
    "JOIN receivers AS r ON r.alert = d.alert AND r.channel = c.channel "
    "WHERE c.state = 'dead' AND r.failing_since IS NOT NULL GROUP BY d.alert, c.channel"
)


def note(
    connection: sqlite3.Connection, settings: Settings, kind: str, about: str, why: str, at: Time, *, after: int = 1
) -> None:
    """Record whether something has a problem (`why`, else ""), and queue a message if that is new.

    It is reported after `after` problems in a row, and again when it is over.
    """
    row = connection.execute(
        "SELECT count, since, told_at, why FROM troubles WHERE kind = ? AND about = ?", (kind, about)
    ).fetchone()
    count, since, told_at, before = row or (0, at, None, "")
    if not why:
        connection.execute("DELETE FROM troubles WHERE kind = ? AND about = ?", (kind, about))
        if told_at:
            _queue(connection, settings, _OVER, kind, about, before, since, at, count)
        return
    if (
        not told_at
        and count + 1 >= after
        and _queue(connection, settings, _BEGAN, kind, about, why, since, at, count + 1)
    ):
        told_at = at
    connection.execute(
        "INSERT OR REPLACE INTO troubles (kind, about, count, since, told_at, why) VALUES (?, ?, ?, ?, ?, ?)",
        (kind, about, count + 1, since, told_at, why[:_LONGEST]),
    )


def of_sources(
    connection: sqlite3.Connection, settings: Settings, results: Iterable[tuple[str, str, str]], at: Time
) -> None:
    """Note which sources failed or were partial; `results` are source, outcome and reason."""
    for name, watched in settings.sources.items():
        if watched.formerly:  # its problem continues under the new name
            renamed = "UPDATE OR IGNORE troubles SET about = ? WHERE kind = 'source' AND about = ?"
            connection.execute(renamed, (name, watched.formerly))
    for source, outcome, reason in results:
        why = "" if outcome in GOOD else f"{outcome}: {reason}"
        note(connection, settings, "source", source, why, at, after=settings.operator.after)
    known = json.dumps(list(settings.sources))
    connection.execute(
        "DELETE FROM troubles WHERE kind = 'source' AND about NOT IN (SELECT value FROM json_each(?))", (known,)
    )


def of_checks(
    connection: sqlite3.Connection, settings: Settings, unusable: Iterable[tuple[str, str]], at: Time
) -> None:
    """Note the checks that are archived and can't be folded; `unusable` are names and reasons."""
    _only(connection, settings, "check", dict(unusable), at)


def of_disk(connection: sqlite3.Connection, settings: Settings, free: int, at: Time) -> None:
    """Note whether the disk is nearly full; `free` is in bytes."""
    least = settings.operator.min_disk
    known = connection.execute("SELECT 1 FROM troubles WHERE kind = 'disk'").fetchone()
    low = free < (least * _ROOM if known else least)
    why = f"{free / 1e9:.2f} GB are free, and {least / 1e9:.2f} GB should be (min_disk)" if low else ""
    note(connection, settings, "disk", "disk", why, at)


def of_run(connection: sqlite3.Connection, settings: Settings, seconds: float, at: Time, *, over: bool = True) -> None:
    """Note whether a run took too long, or takes too long if it is not `over`."""
    most = settings.operator.max_run
    verb = "took" if over else "has already taken"
    why = f"a run {verb} {_hours(seconds)}, and may take {_hours(most)} (max_run)" if seconds > most else ""
    if why or over:
        note(connection, settings, "run", "run", why, at)


def of_receivers(connection: sqlite3.Connection, settings: Settings, at: Time) -> None:
    """Note the receivers that are disabled, or for which deliveries were given up; not those of the operator itself."""
    problems = {}
    for alert, channel, count, error in connection.execute(_DEAD):
        problems[alert, channel] = f"{count} {'delivery is' if count == 1 else 'deliveries are'} dead: {error}"
    for receiver in receivers.all_of(connection).values():
        if receiver.disabled_at:
            problems[receiver.alert, receiver.channel] = f"it is disabled: {receiver.last_error}"
    others = {f"{alert} {channel}": why for (alert, channel), why in problems.items() if alert != NAME}
    _only(connection, settings, "receiver", others, at)


def _only(connection: sqlite3.Connection, settings: Settings, kind: str, problems: dict[str, str], at: Time) -> None:
    """Record which things of a kind have a problem; the others have recovered."""
    known = {row[0] for row in connection.execute("SELECT about FROM troubles WHERE kind = ?", (kind,))}
    for about in sorted(problems.keys() | known):
        note(connection, settings, kind, about, problems.get(about, ""), at)


def _queue(
    connection: sqlite3.Connection,
    settings: Settings,
    what: str,
    kind: str,
    about: str,
    why: str,
    since: Time,
    at: Time,
    count: int,
) -> bool:
    """Queue a message. Return whether there is an operator."""
    alert = settings.operator.alert
    if alert is None:
        return False
    name = f"msg_{digest(NAME, what, kind, about, since)}"
    trouble: TroubleItem = {
        "kind": kind,
        "about": about,
        "why": why,
        "since": since,
        "times": count,
        "advice": _advice(kind, about),
    }
    data: Data = {"alert": NAME, "count": 1, "changes": [], "more": 0, "trouble": trouble}
    payload: Payload = {"type": what, "timestamp": at, "data": data}
    queue.put(connection, name, alert, at, at)
    connection.execute(
        "UPDATE deliveries SET payload = ? WHERE id = ? AND payload IS NULL",
        (json.dumps(payload, ensure_ascii=False), name),
    )
    return True


def _advice(kind: str, about: str) -> str:
    return {
        "source": f"`tracker doctor {about}` says more",
        "check": "`tracker status` names it; a newer version of the tracker may be able to read it",
        "disk": "free some space; nothing can be recorded on a full disk",
        "run": "`tracker status` shows which sources were checked; `limit` of a source bounds its checks",
        "receiver": "correct its address in tracker.toml; `tracker alerts retry` sends what it did not get",
    }[kind]


def is_trouble(payload: Payload) -> bool:
    """Return whether a payload is a message to the operator."""
    return payload.get("type") in {_BEGAN, _OVER}


def words(payload: Payload) -> tuple[str, str]:
    """Return the title and the text of a message to the operator."""
    trouble = payload["data"]["trouble"]
    about = trouble["about"]
    over = payload["type"] == _OVER
    began = {
        "source": f"{about} failed {trouble['times']} times in a row" if trouble["times"] > 1 else f"{about} failed",
        "check": "A check can't be read",
        "disk": "The disk is nearly full",
        "run": "A run takes too long",
        "receiver": f"The alert {about} can't be delivered",
    }
    ended = {
        "source": f"{about} is read again",
        "check": "A check can be read again",
        "disk": "The disk has enough free space again",
        "run": "A run was on time again",
        "receiver": f"The alert {about} can be delivered again",
    }
    begin = f"{trouble['since'][:16].replace('T', ' ')} UTC"
    if over:
        return f"tracker: {ended[trouble['kind']]}", f"The problem began at {begin}: {trouble['why']}"
    beginning = f"{about}: " if trouble["kind"] == "check" else ""
    return (
        f"tracker: {began[trouble['kind']]}",
        f"{beginning}{trouble['why']}\nSince {begin}. {trouble['advice']}.",
    )


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.1f} hours" if seconds >= 3600 else f"{seconds / 60:.0f} minutes"  # noqa: PLR2004
