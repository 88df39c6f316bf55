"""Decide when an alert is sent, by its digest, its quiet hours and `mute_until`. Pure.

Times of day are those of the alert's time zone. A time that is skipped in spring comes an hour later that day; if a
time occurs twice in autumn, the first counts.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.config import Alert
from tracker.config.keys import WEEKDAYS
from tracker.model import Time, iso, moment


def period(alert: Alert, at: Time) -> tuple[str, Time]:
    """Return the day or week that a digest covers, and when it is sent: the next time that `at` says, after the quiet hours."""
    due = _next(alert, moment(at))
    days = 7 if alert.digest == "weekly" else 1
    begins = (due.astimezone(_zone(alert)).date() - timedelta(days=days)).isoformat()
    return begins if days == 1 else f"week {begins}", after_quiet(alert, iso(due))


def after_quiet(alert: Alert, at: Time) -> Time:
    """Return the time itself, or the end of the quiet hours that it is in."""
    if not alert.quiet:
        return at
    zone, (begin, end) = _zone(alert), map(time.fromisoformat, alert.quiet.split("-"))
    local = moment(at).astimezone(zone)
    clock = local.time().replace(tzinfo=None)
    inside = begin <= clock < end if begin < end else clock >= begin or clock < end
    if not inside:
        return at
    day = local.date() + timedelta(days=1 if clock >= end else 0)
    return max(at, iso(_at(day, end, zone)))


def is_muted(alert: Alert, at: Time) -> bool:
    """Return whether an alert is muted now, so that what happens now is never sent."""
    if not alert.mute_until:
        return False
    return moment(at) < _at(date.fromisoformat(alert.mute_until), time(), _zone(alert))


def _next(alert: Alert, after: datetime) -> datetime:
    """Return the first time of the digest that is later."""
    zone, clock = _zone(alert), time.fromisoformat(alert.at)
    day = after.astimezone(zone).date() - timedelta(days=1)
    while True:
        due = _at(day, clock, zone)
        if due > after and (alert.digest != "weekly" or WEEKDAYS[day.weekday()] == alert.weekday):
            return due
        day += timedelta(days=1)


def _at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _zone(alert: Alert) -> ZoneInfo:
    return ZoneInfo(alert.time_zone)
