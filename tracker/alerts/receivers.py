"""Record in the database the result of each delivery at each receiver, and the state of each receiver.

A receiver is one channel of one alert. A delivery has a row for each channel, so that a retry of one channel never
repeats what another one has accepted. The row in `deliveries` sums them up.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from tracker.alerts import addresses, backoff, times
from tracker.alerts.webhooks import Answer
from tracker.config import Settings
from tracker.model import Time, iso, moment

_ROUNDS = 5  # failed rounds of a receiver before its deliveries are given up: the machine may have been off
_SALT = 16  # bytes
_TRIES = 20  # times that a locked database is waited for, each as long as its timeout
_UNKNOWN = "tracker.toml no longer has an alert of this name"


@dataclass(frozen=True, slots=True)
class Job:
    """A delivery that is to be sent by one channel."""

    delivery: str
    alert: str
    channel: str
    attempts: int
    created_at: Time

    @property
    def receiver(self) -> tuple[str, str]:
        """Return the receiver: alert and channel."""
        return self.alert, self.channel


@dataclass(frozen=True, slots=True)
class Receiver:
    """The state of a receiver: since when it fails, until when nothing is sent to it, and since when it is disabled."""

    alert: str
    channel: str
    failing_since: Time | None
    rounds: int
    wait_until: Time | None
    busy: int
    tried_at: Time | None
    last_error: str | None
    disabled_at: Time | None
    mark: str | None


_LOCKED = frozenset((sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED))


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Run a transaction, however long a run locks the database: a message whose result is lost would be sent twice."""
    for attempt in range(_TRIES):
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _LOCKED or attempt == _TRIES - 1:
                raise
        else:
            break
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def all_of(connection: sqlite3.Connection) -> dict[tuple[str, str], Receiver]:
    """Return the receivers that were tried."""
    query = (
        "SELECT alert, channel, failing_since, rounds, wait_until, busy, tried_at, last_error, disabled_at, mark "
        "FROM receivers ORDER BY alert, channel"
    )
    return {(row[0], row[1]): Receiver(*row) for row in connection.execute(query)}


def retry(connection: sqlite3.Connection, now: Time, names: Collection[str]) -> None:
    """Make pending and dead deliveries due, all or those with these ids, and let their receivers be tried again."""
    ids = json.dumps(list(names))
    which = "IN (SELECT value FROM json_each(?))" if names else "NOT IN (SELECT value FROM json_each(?))"
    connection.execute(
        f"UPDATE deliveries SET state = 'pending', next_attempt_at = ?, filling = 0 WHERE state != 'sent' AND id {which}",
        (now, ids),
    )
    connection.execute(
        "UPDATE delivery_channels SET state = 'pending', next_attempt_at = ? "
        f"WHERE state != 'sent' AND delivery_id {which}",
        (now, ids),
    )
    connection.execute("UPDATE receivers SET rounds = 0, wait_until = NULL, busy = 0, disabled_at = NULL, mark = NULL")


def ready(connection: sqlite3.Connection, settings: Settings, now: Time) -> list[Job]:
    """Return the deliveries that are due, oldest first, including those to receivers that are paused."""
    _sync_channels(connection, settings, now)
    _give_up(connection, settings, now)
    query = (
        "SELECT c.delivery_id, d.alert, c.channel, c.attempts, d.created_at FROM delivery_channels AS c "
        "JOIN deliveries AS d ON d.id = c.delivery_id "
        "WHERE c.state = 'pending' AND c.next_attempt_at <= ? AND d.filling = 0 ORDER BY d.created_at, d.rowid, c.channel"
    )
    return [Job(*row) for row in connection.execute(query, (now,)) if addresses.alert_of(settings, row[1])]


def _sync_channels(connection: sqlite3.Connection, settings: Settings, now: Time) -> None:
    """Give each delivery that is due a row for each channel of its alert, and remove those of channels that no longer exist.

    A channel that an alert gets later does not send earlier deliveries.
    """
    alerts = {alert.name: addresses.channels_of(alert) for alert in addresses.alerts_of(settings)}
    pairs = json.dumps([[name, channel] for name, channels in alerts.items() for channel in channels])
    removed_ids = connection.execute(
        "DELETE FROM delivery_channels WHERE state = 'pending' AND delivery_id IN (SELECT id FROM deliveries "
        "WHERE alert IN (SELECT json_extract(value, '$[0]') FROM json_each(?1))) AND NOT EXISTS (SELECT 1 FROM json_each(?1) AS j "
        "JOIN deliveries AS d ON d.alert = json_extract(j.value, '$[0]') WHERE d.id = delivery_id "
        "AND json_extract(j.value, '$[1]') = channel) RETURNING delivery_id",
        (pairs,),
    ).fetchall()
    connection.execute(
        "DELETE FROM receivers WHERE NOT EXISTS (SELECT 1 FROM json_each(?) AS j "
        "WHERE json_extract(j.value, '$[0]') = alert AND json_extract(j.value, '$[1]') = channel)",
        (pairs,),
    )
    connection.execute(
        "INSERT OR IGNORE INTO delivery_channels (delivery_id, channel, state, attempts, next_attempt_at, last_error) "
        "SELECT d.id, json_extract(j.value, '$[1]'), 'pending', d.attempts, d.next_attempt_at, d.last_error "
        "FROM deliveries AS d JOIN json_each(?) AS j ON json_extract(j.value, '$[0]') = d.alert "
        "WHERE d.state = 'pending' AND d.next_attempt_at <= ? AND NOT EXISTS "
        "(SELECT 1 FROM delivery_channels AS c WHERE c.delivery_id = d.id)",
        (pairs, now),
    )
    _settle(connection, {row[0] for row in removed_ids})


def _give_up(connection: sqlite3.Connection, settings: Settings, now: Time) -> None:
    """Mark deliveries as dead that waited for `GIVEN_UP` for a receiver that fails, is disabled or no longer exists."""
    before = iso(moment(now) - backoff.GIVEN_UP)
    dead = connection.execute(
        "UPDATE delivery_channels AS c SET state = 'dead', last_error = coalesce(c.last_error, r.last_error) "
        "FROM deliveries AS d JOIN receivers AS r ON r.alert = d.alert WHERE d.id = c.delivery_id AND r.channel = c.channel "
        "AND c.state = 'pending' AND d.created_at <= ?1 AND "
        "((r.failing_since <= ?1 AND r.rounds >= ?2) OR r.disabled_at <= ?1) RETURNING delivery_id",
        (before, _ROUNDS),
    ).fetchall()
    _settle(connection, {row[0] for row in dead})
    known = json.dumps([alert.name for alert in addresses.alerts_of(settings)])
    unknown = "state = 'pending' AND alert NOT IN (SELECT value FROM json_each(?))"
    connection.execute(f"UPDATE deliveries SET last_error = ? WHERE {unknown} AND attempts = 0", (_UNKNOWN, known))
    connection.execute(f"UPDATE deliveries SET state = 'dead' WHERE {unknown} AND created_at <= ?", (known, before))


def open_for(
    connection: sqlite3.Connection, settings: Settings, jobs: Iterable[Job], now: Time
) -> frozenset[tuple[str, str]]:
    """Return the receivers that may be tried now.

    One that failed is paused for a while, unless there is something new for it; one that is busy is paused as
    long as it asked for; one that is disabled stays so until its address in tracker.toml changes.
    """
    known = all_of(connection)
    newest: dict[tuple[str, str], Time] = {}
    for job in jobs:
        newest[job.receiver] = max(newest.get(job.receiver, ""), job.created_at)
    return frozenset(
        name for name, at in newest.items() if name not in known or _is_open(connection, settings, known[name], at, now)
    )


def _is_open(connection: sqlite3.Connection, settings: Settings, receiver: Receiver, newest: Time, now: Time) -> bool:
    if receiver.disabled_at:
        if _has_same_address(settings, receiver):
            return False
        connection.execute(
            "UPDATE receivers SET disabled_at = NULL, mark = NULL, wait_until = NULL WHERE alert = ? AND channel = ?",
            (receiver.alert, receiver.channel),
        )
        return True
    if not receiver.wait_until or receiver.wait_until <= now:
        return True
    return not receiver.busy and newest > (receiver.tried_at or "")


def record(connection: sqlite3.Connection, settings: Settings, job: Job, answer: Answer, now: Time) -> str:
    """Record the result of an attempt. Return the delivery's new state at this receiver."""
    attempts = job.attempts + 1
    wait = max(backoff.delay(job.delivery + job.channel, attempts), answer.wait or 0.0)
    alert = addresses.alert_of(settings, job.alert)
    retry_at = backoff.later(now, wait)
    retry_at = times.after_quiet(alert, retry_at) if alert else retry_at
    state = (
        "sent" if answer.error is None else "dead" if attempts >= backoff.ATTEMPTS and not answer.gone else "pending"
    )
    connection.execute(
        "UPDATE delivery_channels SET state = ?, attempts = ?, next_attempt_at = ?, last_error = ?, sent_at = ? "
        "WHERE delivery_id = ? AND channel = ?",
        (
            state,
            attempts,
            retry_at if state == "pending" else now,
            answer.error,
            None if answer.error else now,
            job.delivery,
            job.channel,
        ),
    )
    _settle(connection, [job.delivery])
    connection.execute(
        "INSERT OR IGNORE INTO receivers (alert, channel, rounds, busy) VALUES (?, ?, 0, 0)", job.receiver
    )
    if answer.error is None:
        _accepted(connection, job, now)
    else:
        _failed(connection, settings, job, answer, now)
    return state


def _accepted(connection: sqlite3.Connection, job: Job, now: Time) -> None:
    """Note that a receiver works. Deliveries that were held back from it are due now."""
    waited = connection.execute(
        "SELECT 1 FROM receivers WHERE alert = ? AND channel = ? AND wait_until IS NOT NULL", job.receiver
    ).fetchone()
    connection.execute(
        "UPDATE receivers SET failing_since = NULL, rounds = 0, wait_until = NULL, busy = 0, last_error = NULL, "
        "disabled_at = NULL, mark = NULL, tried_at = ? WHERE alert = ? AND channel = ?",
        (now, *job.receiver),
    )
    if waited:
        connection.execute(
            "UPDATE delivery_channels SET next_attempt_at = ? WHERE state = 'pending' AND channel = ? AND next_attempt_at > ? "
            "AND delivery_id IN (SELECT id FROM deliveries WHERE alert = ? AND state = 'pending')",
            (now, job.channel, now, job.alert),
        )


def _failed(connection: sqlite3.Connection, settings: Settings, job: Job, answer: Answer, now: Time) -> None:
    alert = addresses.alert_of(settings, job.alert)
    mark = _mark(getattr(addresses.real(alert), job.channel)) if answer.gone and alert else None
    connection.execute(
        "UPDATE receivers SET failing_since = coalesce(failing_since, ?1), last_error = ?2, tried_at = ?1, "
        "disabled_at = CASE WHEN ?3 IS NULL THEN disabled_at ELSE ?1 END, mark = coalesce(?3, mark) "
        "WHERE alert = ?4 AND channel = ?5",
        (now, answer.error, mark, *job.receiver),
    )


def pause(
    connection: sqlite3.Connection, receiver: tuple[str, str], now: Time, *, stopped: bool, busy: bool, wait: float
) -> None:
    """End a round that failed. A receiver that was `stopped` is paused for a while, at least as long as it asks for."""
    row = connection.execute("SELECT rounds FROM receivers WHERE alert = ? AND channel = ?", receiver).fetchone()
    rounds = (row[0] if row else 0) + 1
    until = backoff.later(now, max(wait, backoff.delay(":".join(receiver), rounds))) if stopped else None
    connection.execute(
        "UPDATE receivers SET rounds = ?, wait_until = ?, busy = ? WHERE alert = ? AND channel = ?",
        (rounds, until, int(busy), *receiver),
    )


def _settle(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Set the state of whole deliveries: pending while a channel is pending, then dead if one is dead."""
    for name in names:
        rows = connection.execute(
            "SELECT state, attempts, next_attempt_at, last_error, sent_at FROM delivery_channels WHERE delivery_id = ?",
            (name,),
        ).fetchall()
        states = {row[0] for row in rows}
        state = next((ending for ending in ("pending", "dead", "sent") if ending in states), "")
        if not state:
            continue
        connection.execute(
            "UPDATE deliveries SET state = ?, attempts = ?, next_attempt_at = ?, last_error = ?, sent_at = ? WHERE id = ?",
            (
                state,
                max(row[1] for row in rows),
                min(row[2] for row in rows if row[0] == state),
                next((row[3] for row in rows if row[0] == state and row[3]), None),
                max(row[4] for row in rows) if state == "sent" else None,
                name,
            ),
        )


@dataclass(frozen=True, slots=True)
class ChannelState:
    """A delivery at one channel of its alert, and since when that receiver is disabled, if it is."""

    channel: str
    state: str
    attempts: int
    next_attempt_at: Time
    last_error: str | None
    sent_at: Time | None
    disabled_at: Time | None


def channels(connection: sqlite3.Connection) -> Mapping[str, list[ChannelState]]:
    """Return the state of each delivery at each channel, and since when that receiver is disabled, if it is."""
    by_delivery: dict[str, list[ChannelState]] = {}
    disabled = {name: receiver.disabled_at for name, receiver in all_of(connection).items()}
    alerts = dict(connection.execute("SELECT id, alert FROM deliveries").fetchall())
    query = "SELECT delivery_id, channel, state, attempts, next_attempt_at, last_error, sent_at FROM delivery_channels ORDER BY channel"
    for delivery, channel, state, attempts, following, error, sent_at in connection.execute(query):
        since = disabled.get((alerts.get(delivery, ""), channel))
        by_delivery.setdefault(delivery, []).append(
            ChannelState(channel, state, attempts, following, error, sent_at, since)
        )
    return by_delivery


def _mark(address: str, salt: bytes | None = None) -> str:
    """Return a mark that identifies an address without revealing it, because an address may have a password.

    The database may be public, so the mark is made slow to guess (OWASP's least cost for scrypt with 16 MB).
    """
    salt = os.urandom(_SALT) if salt is None else salt
    return f"{salt.hex()}:{_stretched(address, salt)}"


@lru_cache(maxsize=64)
def _stretched(address: str, salt: bytes) -> str:
    return hashlib.scrypt(address.encode(), salt=salt, n=1 << 14, r=8, p=5).hex()


def _has_same_address(settings: Settings, receiver: Receiver) -> bool:
    """Return whether a receiver still has the address that it had when it was disabled."""
    alert = addresses.alert_of(settings, receiver.alert)
    salt = (receiver.mark or "").partition(":")[0]
    if alert is None or not salt:
        return False
    return _mark(getattr(addresses.real(alert), receiver.channel), bytes.fromhex(salt)) == receiver.mark
